#include "sim/explore/model_graph.h"

#include <algorithm>
#include <cstring>
#include <utility>

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
  merges.sleeps =
      merges.sleeps && !observer.sees_sleeps() && (cpus_suffice || !observer.sees_who_has_a_cpu());
  merges.preemptions = merges.preemptions && !observer.sees_who_has_a_cpu();
  merges.dispatches = merges.dispatches && !observer.sees_dispatches();
  merges.late_apcs = merges.late_apcs && !observer.sees_late_apcs();
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
      key_(key_bytes()),
      merged_(system, options_.merges, orbits_.sorts_cpus()) {
  make_turns();
  if (ModelFairness::fits(system)) {
    fairness_.emplace(system, layout_, orbits_);
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
  merged_.leave_out(state_.machine(), choices_);
  for (const Choice& choice : choices_) {
    std::memcpy(next_.bytes().data(), state_.bytes().data(), layout_.bytes);
    std::ranges::copy(of_memory(key), of_memory(std::span(key_)).begin());
    ModelChoice path(choice);
    follow(choice, path, key, sink);
  }
  return facts(of_memory(key));
}

void ModelGraph::follow(const Choice& choice, ModelChoice& path, KeyView key, SuccessorSink& sink) {
  const ViolationCode violation = make_successor(choice, of_memory(std::span(key_)), sink);
  if (violation == kNoViolation) {
    if (const auto due = open_dispatch(path)) {
      follow_dispatches(*due, path, key, sink);
      return;
    }
    if (is_nothing(path, choice.cpu, of_memory(key))) {
      return;
    }
  }
  Turn turn = kNoTurn;
  const bool is_state = violation != unhandled() && pack_successor(turn);
  sink.successor(path.code(), is_state ? KeyView(key_) : key, is_state ? violation : unhandled(),
                 turn);
}

void ModelGraph::follow_dispatches(const DueDispatch& due, ModelChoice& path, KeyView key,
                                   SuccessorSink& sink) {
  Fork& fork = forks_[path.dispatched().size()];
  const Observer::Memory memory = of_memory(std::span(key_));
  fork.state.assign(next_.bytes().begin(), next_.bytes().end());
  fork.memory.assign(memory.begin(), memory.end());
  const Machine forked(system_, layout_, fork.state);
  for (std::size_t i = 0; i < system_.threads.size(); ++i) {
    if (forked.kthread(ThreadId(i)).state == ThreadState::ready) {
      std::memcpy(next_.bytes().data(), fork.state.data(), layout_.bytes);
      std::ranges::copy(fork.memory, memory.begin());
      path.then_dispatch(ThreadId(i));
      const Choice dispatch{ChoiceKind::dispatch, due.first.cpu, ThreadId(i).value};
      follow(dispatch, path, key, sink);
      path.forget_last_dispatch();
    }
  }
}

// Who was interrupted has a CPU again, and is where it was; and nobody remembers.
bool ModelGraph::is_nothing(const ModelChoice& path, CpuId cpu, Observer::Recall memory) {
  const Choice& first = path.first();
  if (first.kind != ChoiceKind::interrupt || path.dispatched().size() != 1 ||
      !std::ranges::equal(memory, of_memory(std::span(key_)))) {
    return false;
  }
  const Machine before = state_.machine();
  const Machine after = next_.machine();
  return after.cpu(cpu).current == before.cpu(first.cpu).current &&
         after.cpu(cpu).mode == before.cpu(first.cpu).mode &&
         next_step(after, cpu) == next_step(before, first.cpu);
}

// Where the path has no room for it, there is a state of dispatches alone.
std::optional<DueDispatch> ModelGraph::open_dispatch(const ModelChoice& path) {
  const bool has_room = !path.is_full() && system_.threads.size() <= ModelChoice::kMostThreads;
  return has_room ? merged_.open_dispatch(next_.machine()) : std::nullopt;
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
          violation == kNoViolation ? merged_.behind(machine, next.cpu) : std::nullopt;
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
    const ModelChoice choice = ModelChoice::of(code);
    const Renaming& names = names_in(machine);
    WrittenDown watch(course.choices);
    violation = run(machine, in_machine(choice.first(), machine, names), memory, watch);
    for (const ThreadId thread : choice.dispatched()) {
      const Choice dispatch{ChoiceKind::dispatch, due_dispatch(machine).first.cpu,
                            original_of(names, names.threads, thread).value};
      violation = run(machine, dispatch, memory, watch);
    }
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
