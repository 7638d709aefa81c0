#include "tests/models/storms.h"

#include <array>
#include <string_view>

#include "models/cpu/teb.h"
#include "models/kernel/arrivals.h"
#include "tests/models/checksums.h"
#include "tests/models/random_walk.h"
#include "tests/models/sample_systems.h"

namespace umsim::test {
namespace {

using explore::RandomNumbers;

constexpr std::uint64_t kMostChoices = 5'000'000;
constexpr unsigned kMostTries = 10'000;
constexpr unsigned kMostRuns = 48;  // of the innermost loop's body

// Work comes more often than what interrupts it.
constexpr std::array<std::string_view, 14> kInstructions = {
    "compute",    "compute",
    "compute",    "compute",
    "compute",    "compute",
    "yield",      "yield",
    "sleep",      "soft_fault",
    "hard_fault", "system_call",
    "io disk",    "set_timer clock 50, wait clock"};

// What the programs use. All wait for the one timer, and each time that it is started it is set
// some time; the device serves two at a time.
void add_objects(SystemBuilder& builder) {
  builder.device("disk", 2).object("clock", ObjectKind::notification_timer);
}

// Ends with work, so that whatever was lost before shows in the checksum.
std::string random_body(RandomNumbers& random, std::size_t level, unsigned runs) {
  std::string text;
  const std::uint32_t length = 1 + random.below(5);
  for (std::uint32_t i = 0; i < length; ++i) {
    const std::uint32_t times = 2 + random.below(5);
    if (level < kLoopLevels && runs * times <= kMostRuns && random.below(4) == 0) {
      const std::string body = random_body(random, level + 1, runs * times);
      text += "repeat " + std::to_string(times) + " (" + body + "), ";
    } else {
      text.append(kInstructions[random.below(kInstructions.size())]).append(", ");
    }
  }
  return text + "compute";
}

void add_apcs(SystemBuilder& builder, RandomNumbers& random, const std::string& target) {
  const std::uint32_t count = random.below(5);
  for (std::uint32_t i = 0; i < count; ++i) {
    const ApcKind kind = random.below(3) == 0 ? ApcKind::routine : ApcKind::get_context;
    builder.apc(target + " " + std::to_string(i), kind, target);
  }
}

// Each suspension is followed by the APC that makes up for it.
void add_suspensions(SystemBuilder& builder, RandomNumbers& random, const std::string& target) {
  const std::uint32_t count = random.below(3);
  for (std::uint32_t i = 0; i < count; ++i) {
    builder.apc("suspend " + target + " " + std::to_string(i), ApcKind::suspend, target);
    builder.apc("resume " + target + " " + std::to_string(i), ApcKind::resume, target);
  }
}

// Page faults and quantum ends wherever the thread's code is, switches included, and ends of its
// waits that come when they like.
void add_strikes(SystemBuilder& builder, RandomNumbers& random, const std::string& target) {
  constexpr std::array kStrikes = {AsyncKind::soft_fault, AsyncKind::hard_fault,
                                   AsyncKind::interrupt, AsyncKind::completion};
  const std::uint32_t count = random.below(5);
  for (std::uint32_t i = 0; i < count; ++i) {
    builder.happens("strike " + target + " " + std::to_string(i),
                    kStrikes.at(random.below(kStrikes.size())), target);
  }
}

// Some threads have debug registers, so that their switches go through the kernel (FIG. 4).
void add_debug_registers(SystemBuilder& builder, RandomNumbers& random) {
  if (random.below(4) == 0) {
    builder.debug_registers(std::uint64_t{0x1000} * (1 + random.below(3)));
  }
}

constexpr std::array kRightPolicies = {SchedulerPolicy::fifo, SchedulerPolicy::priority,
                                       SchedulerPolicy::round_robin, SchedulerPolicy::work_stealing,
                                       SchedulerPolicy::poller};

// A resumption before its suspension would be for nothing, and the suspension for ever.
bool is_early(const Machine& machine, const Choice& choice) {
  return choice.kind == ChoiceKind::arrive &&
         machine.system().apcs[choice.index].kind == ApcKind::resume &&
         machine.apc(ApcId(choice.index - 1U)).state != ApcState::done;
}

std::optional<Choice> choose(RandomWalk& walk) {
  std::optional<Choice> choice = walk.choose();
  for (unsigned tries = 0; choice && is_early(walk.machine(), *choice); ++tries) {
    require(tries < kMostTries, "nothing can happen but a resumption before its suspension");
    choice = walk.choose();
  }
  return choice;
}

// One or two schedulers, each with primaries and workers of its own.
void add_scheduler(SystemBuilder& builder, RandomNumbers& random, Storm& storm) {
  const std::uint32_t primaries = 1 + random.below(3);
  const std::uint32_t workers = 1 + random.below(3);
  const SchedulerPolicy policy = kRightPolicies.at(random.below(kRightPolicies.size()));
  const bool waits = policy != SchedulerPolicy::poller && random.below(2) == 0;
  builder.policy(policy).time_out(waits ? 0 : 1000);  // a poller looks again after a time
  for (std::uint32_t i = 0; i < workers; ++i) {
    const std::string name = "W" + std::to_string(storm.programs.size());
    storm.programs.push_back(random_body(random, 0, 1));
    random.below(2) == 0 ? builder.worker(name, storm.programs.back())
                         : builder.parked(name, storm.programs.back());
    add_debug_registers(builder, random);
    add_apcs(builder, random, name);
    add_suspensions(builder, random, name);
    add_strikes(builder, random, name);
  }
  for (std::uint32_t i = 0; i < primaries; ++i) {
    const std::string name = "P" + std::to_string(storm.programs.size()) + std::to_string(i);
    builder.primary(name);
    if (storm.paged) {  // some need a second mapping (FIG. 3)
      builder.teb((random.below(2) == 0 ? kFourGigabytes : kKernelsChoiceEnd) +
                  (0x10000U + storm.programs.size() * 16 + i) * 0x1000U);
    }
    add_debug_registers(builder, random);
    add_apcs(builder, random, name);
    add_strikes(builder, random, name);
  }
}

// The program in a standard thread, undisturbed. A thread's first registers depend on its number,
// so threads that do nothing stand before it.
std::uint64_t computed_alone(const std::string& program, std::size_t number) {
  SystemBuilder builder;
  add_objects(builder);
  for (std::size_t i = 0; i < number; ++i) {
    builder.standard("I" + std::to_string(i), "exit");
  }
  const System system = builder.standard("S", without_yields(program)).build();
  const Layout layout(system);
  Image image(system, layout);
  Checksums checksums(system.threads.size());
  std::vector<Choice> choices;
  for (enabled_choices(image.machine(), choices); !choices.empty();) {
    note_exit(image.machine(), choices.front(), checksums);
    apply(image.machine(), choices.front(), nullptr);
    choices.clear();
    enabled_choices(image.machine(), choices);
  }
  return checksums[number];
}

// Counts what happens, and where each worker's program runs.
class Watch {
 public:
  Watch(const System& system, StormCounts& counts)
      : system_(system), counts_(counts), last_cpu_(system.workers) {}

  void see(const Machine& machine, const Choice& choice) {
    ++counts_.choices;
    counts_.interrupts += choice.kind == ChoiceKind::interrupt ? 1U : 0U;
    if (choice.kind == ChoiceKind::arrive) {
      see_event(machine, ApcId(choice.index));
    } else if (choice.kind == ChoiceKind::complete) {
      const bool transfer = machine.kthread(ThreadId(choice.index)).wait == WaitReason::io;
      counts_.transfers += transfer ? 1U : 0U;
    }
    if (choice.kind == ChoiceKind::step && machine.cpu(choice.cpu).mode == Mode::user) {
      see_user_step(machine, choice.cpu);
    }
  }

 private:
  void see_event(const Machine& machine, ApcId id) {
    const ApcSpec& event = system_.apcs[id.at()];
    counts_.strikes += event.is_apc() ? 0U : 1U;
    counts_.faults_in_switches += event.is_fault() && strikes_a_switch(machine, id) ? 1U : 0U;
    counts_.apcs += event.is_apc() ? 1U : 0U;
    counts_.suspensions += event.is_apc() && event.kind == ApcKind::suspend ? 1U : 0U;
  }

  static bool strikes_a_switch(const Machine& machine, ApcId fault) {
    const StepRef code = machine.cpu(struck_cpu(machine, fault)).registers.control.code;
    return code.routine == static_cast<std::uint8_t>(RoutineId::fig15_switch) ||
           code.routine == static_cast<std::uint8_t>(RoutineId::fig16_yield);
  }

  void see_user_step(const Machine& machine, CpuId cpu) {
    const StepRef step = next_step(machine, cpu);
    const ThreadId owner = machine.cpu(cpu).registers.control.stack_owner;
    if (step.routine != static_cast<std::uint8_t>(RoutineId::user_program)) {
      return;
    }
    const auto opcode = static_cast<Opcode>(step.row);
    const bool faults = opcode == Opcode::soft_fault || opcode == Opcode::hard_fault;
    counts_.faults += faults && machine.user(owner).page_present == 0 ? 1U : 0U;
    if (system_.is_worker(owner)) {
      CpuId& last = last_cpu_[owner.at()];
      counts_.migrations += last.valid() && last != cpu ? 1U : 0U;
      last = cpu;
    }
  }

  const System& system_;
  StormCounts& counts_;
  std::vector<CpuId> last_cpu_;
};

std::string difference(const Storm& storm, const Checksums& checksums) {
  for (std::size_t i = 0; i < storm.programs.size(); ++i) {
    if (checksums[i] != computed_alone(storm.programs[i], i)) {
      return storm.system.threads[i].name +
             " computed something else than a standard thread: " + storm.programs[i];
    }
  }
  return "";
}

}  // namespace

Storm storm_of(std::uint64_t seed) {
  RandomNumbers random(seed);
  Storm storm;
  SystemBuilder builder;
  builder.cpus(static_cast<std::uint16_t>(1 + random.below(4)));
  add_objects(builder);
  storm.paged = random.below(3) == 0;
  if (random.below(3) == 0) {
    builder.profile(ProtocolProfile::windows);
  }
  add_scheduler(builder, random, storm);
  if (random.below(3) == 0) {
    builder.scheduler("second");
    add_scheduler(builder, random, storm);
  }
  const std::uint32_t standards = random.below(3);
  for (std::uint32_t i = 0; i < standards; ++i) {
    builder.standard("S" + std::to_string(i), without_yields(random_body(random, 0, 1)));
  }
  storm.system = builder.build();
  return storm;
}

std::string run_storm(const Storm& storm, std::uint64_t seed, StormCounts& counts) {
  ++counts.storms;
  counts.workers += storm.programs.size();
  Checksums checksums(storm.system.threads.size());
  RandomNumbers random(seed);
  RandomWalk walk(storm.system, seed);
  Watch watch(storm.system, counts);
  std::uint64_t made = 0;
  while (const std::optional<Choice> choice = choose(walk)) {
    if (++made > kMostChoices) {
      return "it does not end";
    }
    note_exit(walk.machine(), *choice, checksums);
    watch.see(walk.machine(), *choice);
    walk.make(*choice, nullptr, part_of(walk.machine(), *choice, random));
  }
  if (!walk.broken().empty()) {
    return walk.broken();
  }
  return all_ended(walk.machine()) ? difference(storm, checksums)
                                   : "nothing can happen any more, and not every thread has ended";
}

std::string text_of(const StormCounts& counts) {
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  return number(counts.storms) + " storms: " + number(counts.workers) +
         " workers computed what a standard thread does, under " + number(counts.interrupts) +
         " interrupts, " + number(counts.faults) + " page faults of their own, " +
         number(counts.strikes) + " faults, quantum ends and ends of waits that came anywhere (" +
         number(counts.faults_in_switches) + " faults in the middle of a switch or yield), " +
         number(counts.transfers) + " device completions, " + number(counts.apcs) + " APCs (" +
         number(counts.suspensions) + " suspensions) and " + number(counts.migrations) +
         " migrations, in " + number(counts.choices) + " choices";
}

}  // namespace umsim::test
