#include "sim/explore/model_graph.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/machine/exclusive_steps.h"
#include "models/machine/private_steps.h"
#include "models/machine/routines.h"
#include "sim/explore/coverage.h"
#include "sim/explore/model_goals.h"

namespace umsim::explore {
namespace {

// The longest run of private steps is far shorter; should one be a ring, the search still ends.
constexpr unsigned kLongestRun = 64;

// Where every safeguard is in place, what is merged hides no violation (decision 0016), and a state
// is looked at once, when its turn comes. Elsewhere each step is: what is broken first is told.
bool is_looked_at_in_turn(const System& system) { return system.knock_outs.none(); }

ViolationCode violation_in(const Machine& machine) {
  const Invariant* broken = broken_invariant(machine);
  return broken == nullptr ? kNoViolation
                           : static_cast<ViolationCode>(broken - all_invariants().data() + 1);
}

// The code of a step that the model cannot handle.
ViolationCode unhandled() { return static_cast<ViolationCode>(all_invariants().size() + 1); }

// Nobody wants to know what is passed on the way.
struct Unwatched {
  void before(const Machine& /*machine*/, const Choice& /*choice*/) {}
  void after(const Machine& /*machine*/) {}
};

// Writes the choices down.
struct WrittenDown : Unwatched {
  explicit WrittenDown(std::vector<Choice>& into) : choices(into) {}
  void before(const Machine& /*machine*/, const Choice& choice) { choices.push_back(choice); }
  std::vector<Choice>& choices;
};

// Behind those of the invariants and of a step that the model cannot handle.
ViolationCode code_of(std::size_t property) {
  return static_cast<ViolationCode>(all_invariants().size() + 2 + property);
}

// The goals of one window do not turn into those of another; what an observer can see is not left
// out.
ModelGraphOptions respecting(const System& system, ModelGraphOptions options) {
  Interchange& interchange = options.interchange;
  interchange.threads = interchange.threads && count_of_goals(system) <= kMaxGoals;
  if (!options.observer.watches()) {
    return options;
  }
  const Observer& observer = options.observer;
  interchange.cpus = interchange.cpus && !observer.tells_cpus_apart();
  Merges& merges = options.merges;
  merges.private_steps = merges.private_steps && !observer.sees_private_steps();
  merges.exclusive_steps = merges.exclusive_steps && !observer.sees_exclusive_steps();
  const bool cpus_suffice = system.threads.size() <= system.cpus;
  merges.sleeps = merges.sleeps && !observer.sees_sleeps() &&
                  (cpus_suffice || !observer.sees_who_has_a_cpu());
  merges.dispatches = merges.dispatches && !observer.sees_dispatches();
  return options;
}

// Whose place an index becomes, found from the other end.
template <class Id>
Id original_of(const Renaming& names, const std::vector<Id>& all, Id renamed) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (names.of(Id(i)) == renamed) {
      return Id(i);
    }
  }
  return renamed;
}

}  // namespace

ModelGraph::ModelGraph(const System& system, ModelGraphOptions options)
    : system_(system),
      layout_(system),
      options_(respecting(system, std::move(options))),
      orbits_(system, layout_, options_.interchange,
              [this](const Renaming& one) { return options_.observer.respects(one); }),
      state_(system, layout_),
      next_(system, layout_),
      key_(key_bytes()) {
  Merges& merges = options_.merges;
  merges.exclusive_steps = merges.exclusive_steps && has_exclusive_steps(system);
  merges.dispatches = merges.dispatches && orbits_.sorts_cpus() && dispatches_at_once(system);
  make_turns();
  note_rows();
  if (ModelFairness::fits(system)) {
    fairness_.emplace(system, layout_, orbits_);
  }
}

// The search asks after every step, and the answer is mostly no.
void ModelGraph::note_rows() {
  const Merges& merges = options_.merges;
  for (const Routine& routine : all_routines()) {
    const auto id = static_cast<std::uint8_t>(may_be_unnoticed_.size());
    std::vector<Unnoticed>& rows = may_be_unnoticed_.emplace_back();
    while (rows.size() < routine.steps.size()) {
      const StepRef row{id, static_cast<std::uint8_t>(rows.size())};
      rows.push_back({merges.private_steps && may_be_private(row),
                      merges.exclusive_steps && may_be_exclusive(row),
                      merges.sleeps && may_sleep_privately(row)});
    }
  }
}

void ModelGraph::make_turns() {
  if (orbits_.renamings().size() == 1) {
    return;
  }
  for (const Renaming& renaming : orbits_.renamings()) {
    GoalOrder& order = turns_.emplace_back();
    for (std::size_t goal = 0; goal < count_of_goals(system_); ++goal) {
      order[goal] = static_cast<std::uint8_t>(renamed_goal(system_, renaming, goal));
    }
  }
}

unsigned ModelGraph::goals() const {
  return static_cast<unsigned>(
      std::min<std::size_t>(count_of_goals(system_) - options_.first_goal, kMaxGoals));
}

ViolationCode ModelGraph::initial(std::span<std::byte> key) {
  Image image(system_, layout_);
  orbits_.pack(image.machine(), of_state(key));
  return violation_in(image.machine());
}

StateFacts ModelGraph::expand(KeyView key, SuccessorSink& sink) {
  orbits_.unpack(of_state(key), state_.machine());
  if (is_looked_at_in_turn(system_)) {
    const ViolationCode violation = violation_in(state_.machine());
    if (violation != kNoViolation) {
      return {.may_end = true, .violation = violation};
    }
  }
  choices_.clear();
  enabled_choices(state_.machine(), choices_);
  leave_dispatches_only();
  for (const Choice& choice : choices_) {
    if (is_symmetric_copy(choice)) {
      continue;
    }
    std::memcpy(next_.bytes().data(), state_.bytes().data(), layout_.bytes);
    const Observer::Memory memory = of_memory(std::span(key_));
    std::ranges::copy(of_memory(key), memory.begin());
    const ViolationCode violation = make_successor(choice, memory, sink);
    Turn turn = kNoTurn;
    const bool is_state = violation != unhandled() && pack_successor(turn);
    sink.successor(to_code(choice), is_state ? KeyView(key_) : key,
                   is_state ? violation : unhandled(), turn);
  }
  return facts(of_memory(key));
}

ViolationCode ModelGraph::make_successor(const Choice& choice, Observer::Memory memory,
                                         SuccessorSink& sink) {
  if (options_.coverage) {
    CoverageWatch watch(sink);
    return run(next_.machine(), choice, memory, watch);
  }
  Unwatched watch;
  return run(next_.machine(), choice, memory, watch);
}

std::unique_ptr<StateGraph> ModelGraph::twin() const {
  return std::make_unique<ModelGraph>(system_, options_);
}

// False when the key has no word for what the state has become.
bool ModelGraph::pack_successor(Turn& turn) {
  try {
    turn = static_cast<Turn>(orbits_.pack(next_.machine(), of_state(std::span(key_))));
    return true;
  } catch (const InternalError&) {
    return false;
  }
}

template <class Watch>
ViolationCode ModelGraph::run(const Machine& machine, const Choice& choice, Observer::Memory memory,
                              Watch& watch) const {
  Choice next = choice;
  try {
    for (unsigned steps = 0; steps < kLongestRun; ++steps) {
      watch.before(machine, next);
      const auto broken = apply_observed(machine, next, options_.observer, memory);
      watch.after(machine);
      ViolationCode violation =
          is_looked_at_in_turn(system_) ? kNoViolation : violation_in(machine);
      violation = violation == kNoViolation && broken ? code_of(*broken) : violation;
      const auto more =
          violation == kNoViolation ? merged_with_it(machine, next.cpu) : std::nullopt;
      if (!more) {
        return violation;
      }
      next = *more;
    }
  } catch (const InternalError&) {
    return unhandled();
  }
  return kNoViolation;
}

// What is done unnoticed behind a choice, of the CPU that has made it or of another one.
std::optional<Choice> ModelGraph::merged_with_it(const Machine& machine, CpuId cpu) const {
  const Merges& merges = options_.merges;
  if (cpu.valid() &&
      (is_unnoticed(machine, cpu) || (merges.private_steps && decides_interrupt(machine, cpu)))) {
    return Choice{ChoiceKind::step, cpu, 0};
  }
  if (merges.dispatches) {
    const DueDispatch due = due_dispatch(machine);
    if (due.is_first()) {
      return due.first;
    }
  }
  for (std::size_t i = 0; merges.everywhere && i < system_.cpus; ++i) {
    if (CpuId(i) != cpu && is_unnoticed(machine, CpuId(i))) {
      return Choice{ChoiceKind::step, CpuId(i), 0};
    }
  }
  return std::nullopt;
}

bool ModelGraph::is_unnoticed(const Machine& machine, CpuId cpu) const {
  if (!machine.cpu(cpu).current.valid()) {
    return false;
  }
  const StepRef next = next_step(machine, cpu);
  const Unnoticed may = may_be_unnoticed_[next.routine][next.row];
  return (may.as_private && is_private(machine, cpu)) ||
         (may.as_exclusive && is_exclusive(machine, cpu)) ||
         (may.as_sleep && sleeps_privately(machine, cpu));
}

// Which of several ready threads gets a CPU is settled before anything else happens.
void ModelGraph::leave_dispatches_only() {
  if (options_.merges.dispatches && due_dispatch(state_.machine()).is_next()) {
    std::erase_if(choices_,
                  [](const Choice& choice) { return choice.kind != ChoiceKind::dispatch; });
  }
}

// A ready thread goes to the first idle CPU; the same on another one is the same up to the CPUs'
// numbers.
bool ModelGraph::is_symmetric_copy(const Choice& choice) {
  if (!orbits_.sorts_cpus() || choice.kind != ChoiceKind::dispatch || choice.cpu.value == 0) {
    return false;
  }
  return !state_.machine().cpu(CpuId(choice.cpu.at() - 1)).current.valid();
}

StateFacts ModelGraph::facts(Observer::Recall memory) {
  const Machine machine = state_.machine();
  StateFacts facts;
  facts.may_end = all_ended(machine);
  for (unsigned bit = 0; bit < goals(); ++bit) {
    const bool met = is_goal_met(machine, options_.first_goal + bit);
    facts.goals_met |= met ? GoalMask{1} << bit : 0;
  }
  if (choices_.empty()) {
    judge_end(machine, memory, facts);
  }
  return facts;
}

// A thread that rests where the properties want it meets its goal.
void ModelGraph::judge_end(const Machine& machine, Observer::Recall memory,
                           StateFacts& facts) const {
  const Observer& observer = options_.observer;
  facts.may_end = observer.may_end(machine);
  for (std::size_t i = 0; i < system_.threads.size(); ++i) {
    if (observer.rests(machine, ThreadId(i)) && i >= options_.first_goal &&
        i - options_.first_goal < goals()) {
      facts.goals_met |= GoalMask{1} << (i - options_.first_goal);
    }
  }
  if (facts.may_end) {
    const auto broken = observer.at_end(machine, memory);
    facts.violation = broken ? code_of(*broken) : kNoViolation;
  }
}

const Invariant* ModelGraph::invariant_of(ViolationCode code) {
  const std::size_t position = code - 1U;
  return position < all_invariants().size() ? &all_invariants()[position] : nullptr;
}

bool ModelGraph::is_of_property(ViolationCode code) { return code > unhandled(); }

std::string ModelGraph::goal_sentence(unsigned bit, const Renaming& names) const {
  std::size_t goal = 0;
  while (renamed_goal(system_, names, goal) != options_.first_goal + bit) {
    ++goal;
  }
  return loss_of_goal(system_, goal);
}

std::string ModelGraph::starvation_sentence(unsigned condition, const Renaming& names) const {
  std::size_t real = 0;
  while (ModelFairness::renamed_condition(system_, names, real) != condition) {
    ++real;
  }
  return ModelFairness::starvation_of(system_, real);
}

// What the graph calls the things of the machine; `state_` becomes the graph's state.
const Renaming& ModelGraph::names_in(const Machine& machine) {
  std::memcpy(next_.bytes().data(), machine.block().data(), layout_.bytes);
  const std::span<std::byte> key = of_state(std::span(key_));
  const std::size_t renaming = orbits_.pack(next_.machine(), key);
  orbits_.unpack(key, state_.machine());
  return orbits_.renamings()[renaming];
}

// A choice of the graph's state `state_` as one of the machine, whose things it calls by `names`.
Choice ModelGraph::in_machine(const Choice& choice, const Machine& machine, const Renaming& names) {
  Choice real = choice;
  if (choice.kind == ChoiceKind::arrive) {
    real.index = original_of(names, names.events, ApcId(choice.index)).value;
  } else if (choice.kind == ChoiceKind::dispatch || choice.kind == ChoiceKind::complete ||
             choice.kind == ChoiceKind::time_out) {
    real.index = original_of(names, names.threads, ThreadId(choice.index)).value;
  }
  if (!choice.cpu.valid() || !orbits_.sorts_cpus()) {
    return real;
  }
  const ThreadId current = state_.machine().cpu(choice.cpu).current;
  const ThreadId wanted = original_of(names, names.threads, current);
  for (std::size_t i = 0; i < system_.cpus; ++i) {
    if (machine.cpu(CpuId(i)).current == wanted) {
      real.cpu = CpuId(i);
      return real;
    }
  }
  throw InternalError("a path names a CPU that the machine does not have");
}

Course ModelGraph::course_of(const std::vector<ChoiceCode>& path) {
  Course course;
  Image image(system_, layout_);
  const Machine machine = image.machine();
  std::vector<std::byte> memory(options_.observer.bytes());
  ViolationCode violation = kNoViolation;
  for (const ChoiceCode code : path) {
    const Choice choice = in_machine(from_code(code), machine, names_in(machine));
    WrittenDown watch(course.choices);
    violation = run(machine, choice, memory, watch);
  }
  if (is_of_property(violation)) {
    course.broken = violation - code_of(0);
  } else if (violation == kNoViolation) {
    course.broken = options_.observer.at_end(machine, memory);
  }
  try {
    course.names = names_in(machine);
  } catch (const InternalError&) {
    course.names = identity(system_);  // the key has no word for what the path has led to
  }
  return course;
}

}  // namespace umsim::explore
