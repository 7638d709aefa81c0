#include "tests/models/random_systems.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/cpu/teb.h"
#include "sim/explore/random_numbers.h"
#include "tests/models/sample_systems.h"

namespace umsim::test {
namespace {

using explore::RandomNumbers;

constexpr std::array<std::string_view, 9> kInstructions = {
    "compute",  "yield",       "yield",
    "yield W1", "sleep",       "soft_fault",
    "io disk",  "system_call", "set_timer clock 50, wait clock"};

constexpr std::array kPolicies = {SchedulerPolicy::fifo,        SchedulerPolicy::fifo,
                                  SchedulerPolicy::fifo,        SchedulerPolicy::priority,
                                  SchedulerPolicy::round_robin, SchedulerPolicy::work_stealing};

constexpr std::array kApcs = {ApcKind::routine, ApcKind::get_context, ApcKind::set_context,
                              ApcKind::suspend, ApcKind::suspend};
constexpr std::array kStrikes = {AsyncKind::soft_fault, AsyncKind::hard_fault, AsyncKind::interrupt,
                                 AsyncKind::completion};

// Those that show in systems as small as these come more often.
constexpr std::array kTelling = {
    KnockOut::second_lock_test,       KnockOut::keep_bits_on_release,  KnockOut::atomic_claim,
    KnockOut::release_cid_at_park,    KnockOut::directed_switch,       KnockOut::sticky_wake,
    KnockOut::restore_teb_on_failure, KnockOut::cid_before_second_test};

template <class Values>
auto one_of(RandomNumbers& random, const Values& values) {
  return values.at(random.below(static_cast<std::uint32_t>(values.size())));
}

bool one_in(RandomNumbers& random, std::uint32_t many) { return random.below(many) == 0; }

// How large a system is: one worker and one primary on one CPU, and a few things more.
struct Shape {
  std::uint32_t cpus = 1;
  std::uint32_t workers = 1;
  std::uint32_t primaries = 1;
  std::uint32_t instructions = 0;  // of a worker
  std::uint32_t events = 0;
  std::uint32_t standards = 0;
  bool second_scheduler = false;
  bool procedure = false;  // of the scenario's own, instead of a policy
  bool deletion = false;   // of the process
};

Shape random_shape(RandomNumbers& random) {
  Shape shape;
  for (std::uint32_t left = 1 + random.below(3); left > 0; --left) {
    switch (random.below(20)) {
      case 0:
      case 1:
      case 2: shape.cpus += shape.cpus < 3 ? 1U : 0U; break;
      case 3:
      case 4:
      case 5: shape.workers += shape.workers < 3 ? 1U : 0U; break;
      case 6:
      case 7: shape.primaries = one_in(random, 2) ? 3 : 2; break;
      case 8:
      case 9:
      case 10: shape.instructions += shape.instructions < 2 ? 1U : 0U; break;
      case 11:
      case 12:
      case 13: shape.events += shape.events < 2 ? 1U : 0U; break;
      case 14: shape.standards = 1; break;
      case 15:
      case 16: shape.procedure = true; break;
      case 17:
      case 18: shape.deletion = true; break;
      default: shape.second_scheduler = true; break;
    }
  }
  // With a policy, or a worker, three primaries have a hundred thousand states and more.
  if (shape.primaries == 3) {
    shape.workers = 0;
    shape.procedure = true;
  }
  return shape;
}

ProcedureStep row(ProcedureRow what, std::uint16_t next) {
  ProcedureStep step;
  step.row = what;
  step.next = next;
  return step;
}

ProcedureStep ask(ProcedureRow what, Question question, std::uint16_t next,
                  std::uint16_t otherwise) {
  ProcedureStep step = row(what, next);
  step.question = question;
  step.otherwise = otherwise;
  return step;
}

// Runs what it has in hand, or what comes, until that has ended, and returns when everybody has. It
// has no queue: for one worker at most.
std::vector<ProcedureStep> shortest_procedure() {
  return {
      ask(ProcedureRow::test, Question::item, 4, 1),        // 0
      row(ProcedureRow::dequeue, 2),                        // 1
      row(ProcedureRow::next_item, 3),                      // 2
      ask(ProcedureRow::test, Question::item, 4, 7),        // 3
      row(ProcedureRow::execute, 5),                        // 4
      ask(ProcedureRow::test, Question::terminated, 6, 4),  // 5
      row(ProcedureRow::retire, 7),                         // 6
      ask(ProcedureRow::look, Question::all_ended, 8, 1),   // 7
      row(ProcedureRow::leave, 0),                          // 8
  };
}

// FIFO, or with the ends of its queues exchanged.
std::vector<ProcedureStep> random_procedure(RandomNumbers& random, std::uint32_t workers) {
  if (workers < 2 && !one_in(random, 3)) {
    return shortest_procedure();
  }
  std::vector<ProcedureStep> steps = fifo_procedure();
  for (ProcedureStep& step : steps) {
    if (step.row == ProcedureRow::pop_head && one_in(random, 3)) {
      step.row = ProcedureRow::pop_tail;
    } else if (step.row == ProcedureRow::push_tail && one_in(random, 3)) {
      step.row = ProcedureRow::push_head;
    } else if (step.row == ProcedureRow::dequeue && step.waits && one_in(random, 4)) {
      step.cycles = 1000;
    }
  }
  return steps;
}

std::string random_program(RandomNumbers& random, std::uint32_t instructions) {
  std::string text;
  for (std::uint32_t left = instructions; left > 0; --left) {
    text.append(one_of(random, kInstructions)).append(", ");
  }
  return text + "exit";
}

// What comes from outside, to one of the threads or to all of a kind.
void add_events(SystemBuilder& builder, RandomNumbers& random, const std::string& name,
                const std::vector<std::string>& targets) {
  const ApcKind kind = one_of(random, kApcs);
  const AsyncKind strike = one_of(random, kStrikes);
  const bool is_apc = !one_in(random, 3);
  const bool is_resumed = one_in(random, 2);
  for (const std::string& target : targets) {
    std::string what = name;
    what.append(" ").append(target);
    if (!is_apc) {
      builder.happens(what, strike, target);
      continue;
    }
    builder.apc(what, kind, target);
    if (kind == ApcKind::suspend && is_resumed) {
      builder.apc("resume " + what, ApcKind::resume, target);
    }
  }
}

class Threads {
 public:
  Threads(SystemBuilder& builder, RandomNumbers& random) : builder_(builder), random_(random) {}

  // Of one scheduler. Alike threads have everything in common but their names.
  void add_scheduler(const Shape& shape) {
    const SchedulerPolicy policy = one_of(random_, kPolicies);
    if (shape.procedure) {
      builder_.procedure(random_procedure(random_, shape.workers), {"ready", "arrived"});
    } else {
      builder_.policy(policy).time_out(one_in(random_, 8) ? 1000 : 0);
    }
    const bool alike = !one_in(random_, 3);
    const bool parked = !one_in(random_, 3);
    const std::string program = random_program(random_, shape.instructions);
    for (std::uint32_t left = shape.workers; left > 0; --left) {
      const std::string name = "W" + std::to_string(++workers_);
      const std::string text = alike ? program : random_program(random_, shape.instructions);
      parked ? builder_.parked(name, text) : builder_.worker(name, text);
      names_.push_back(name);
    }
    for (std::uint32_t left = shape.primaries; left > 0; --left) {
      names_.push_back("P" + std::to_string(++primaries_));
      builder_.primary(names_.back());
      if (paged) {
        builder_.teb(kFourGigabytes + std::uint64_t{primaries_} * 0x1000U);
      }
    }
  }

  void add_event(const std::string& event) {
    std::vector<std::string> targets{one_of(random_, names_)};
    if (one_in(random_, 3)) {  // the same for all that might be alike
      const char kind = targets.front().front();
      targets.clear();
      for (const std::string& name : names_) {
        if (name.front() == kind && targets.size() < 2) {
          targets.push_back(name);
        }
      }
    }
    add_events(builder_, random_, event, targets);
  }

  bool paged = false;

 private:
  SystemBuilder& builder_;
  RandomNumbers& random_;
  std::uint32_t workers_ = 0;
  std::uint32_t primaries_ = 0;
  std::vector<std::string> names_;
};

}  // namespace

System random_system(std::uint64_t seed) {
  RandomNumbers random(seed);
  const Shape shape = random_shape(random);
  SystemBuilder builder;
  builder.cpus(static_cast<std::uint16_t>(shape.cpus));
  builder.device("disk", 1).object("clock", ObjectKind::notification_timer);
  if (one_in(random, 4)) {
    builder.profile(ProtocolProfile::windows);
  }
  if (one_in(random, 2)) {
    const auto any =
        static_cast<KnockOut>(random.below(static_cast<std::uint32_t>(KnockOut::count_)));
    builder.without(one_in(random, 3) ? any : one_of(random, kTelling));
  }
  Threads threads(builder, random);
  threads.paged = one_in(random, 10);
  threads.add_scheduler(shape);
  if (shape.second_scheduler) {
    builder.scheduler("second");
    threads.add_scheduler({.instructions = shape.instructions});
  }
  for (std::uint32_t i = 0; i < shape.events; ++i) {
    threads.add_event("A" + std::to_string(i));
  }
  if (shape.deletion) {
    builder.happens("delete", AsyncKind::process_deletion, "main");
    if (one_in(random, 2)) {
      builder.process("other");  // of the standard thread
    }
  }
  const std::string program = one_in(random, 2) ? "compute, exit" : "sleep, exit";
  for (std::uint32_t i = 0; i < shape.standards; ++i) {
    builder.standard("S" + std::to_string(i), program);
  }
  System system = builder.build();
  if (one_in(random, 3)) {
    system.cpus = static_cast<std::uint16_t>(system.threads.size());  // a CPU for each thread
  }
  return system;
}

}  // namespace umsim::test
