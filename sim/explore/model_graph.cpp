#include "sim/explore/model_graph.h"

#include <algorithm>
#include <cstring>

#include "models/kernel/process_deletion.h"

namespace umsim::explore {
namespace {

// Sorting order of CPUs; two CPUs that compare equal are both idle, and idle CPUs have no state.
bool before(const Cpu& left, const Cpu& right) { return left.current.value < right.current.value; }

bool has_live_primary(const Machine& machine, SchedulerId scheduler) {
  const System& system = machine.system();
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    const bool serves = system.threads[i].scheduler == scheduler;
    if (serves && machine.kthread(ThreadId(i)).state != ThreadState::ended) {
      return true;
    }
  }
  return false;
}

// A worker's end is one that its scheduler knows of, as long as there is one (EXIT-5).
bool is_known_to_have_ended(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  return machine.kthread(thread).state == ThreadState::ended &&
         (!system.is_worker(thread) || machine.note(thread).retired != 0 ||
          !has_live_primary(machine, system.thread(thread).scheduler));
}

// Of a process that is being deleted every thread has to end, however much it runs (EXIT-7).
bool runs_or_has_ended(const Machine& machine, ThreadId thread) {
  if (is_being_deleted(machine, thread)) {
    return machine.kthread(thread).state == ThreadState::ended;
  }
  if (is_known_to_have_ended(machine, thread)) {
    return true;
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const bool in_user_mode = cpu.current.valid() && cpu.mode == Mode::user;
    if (in_user_mode && cpu.registers.control.stack_owner == thread) {
      return true;
    }
  }
  return false;
}

// The longest run of private steps is far shorter; should one be a ring, the search still ends.
constexpr unsigned kLongestRun = 64;

bool belongs_to_run(const Machine& machine, CpuId cpu) {
  return is_private(machine, cpu) || decides_interrupt(machine, cpu);
}

ViolationCode violation_in(const Machine& machine) {
  const Invariant* broken = broken_invariant(machine);
  return broken == nullptr ? kNoViolation
                           : static_cast<ViolationCode>(broken - all_invariants().data() + 1);
}

// The code of a step that the model cannot handle.
ViolationCode unhandled() { return static_cast<ViolationCode>(all_invariants().size() + 1); }

bool is_not_waiting(ApcState state) {
  return state == ApcState::expected || state == ApcState::done;
}

// With page tables an idle CPU has a TLB, and so differs from another one.
ModelGraphOptions respecting(const System& system, ModelGraphOptions options) {
  options.sort_cpus = options.sort_cpus && !system.paged;
  return options;
}

}  // namespace

ModelGraph::ModelGraph(const System& system, ModelGraphOptions options)
    : system_(system),
      layout_(system),
      options_(respecting(system, options)),
      format_(system, layout_),
      state_(system, layout_),
      next_(system, layout_),
      key_(format_.bytes()) {}

std::size_t ModelGraph::all_goals(const System& system) {
  return system.threads.size() + system.apcs.size();
}

unsigned ModelGraph::goals() const {
  return static_cast<unsigned>(
      std::min<std::size_t>(all_goals(system_) - options_.first_goal, kMaxGoals));
}

ViolationCode ModelGraph::initial(std::span<std::byte> key) {
  Image image(system_, layout_);
  sort_cpus(image.machine());
  format_.pack(image.machine(), key);
  return violation_in(image.machine());
}

StateFacts ModelGraph::expand(KeyView key, SuccessorSink& sink) {
  format_.unpack(key, state_.machine());
  choices_.clear();
  enabled_choices(state_.machine(), choices_);
  for (const Choice& choice : choices_) {
    if (is_symmetric_copy(choice)) {
      continue;
    }
    std::memcpy(next_.bytes().data(), state_.bytes().data(), layout_.bytes);
    const ViolationCode violation = run(next_.machine(), choice, [](const Choice&) {});
    const bool is_state = violation != unhandled() && pack_successor();
    sink.successor(to_code(choice), is_state ? KeyView(key_) : key,
                   is_state ? violation : unhandled());
  }
  return facts();
}

std::unique_ptr<StateGraph> ModelGraph::twin() const {
  return std::make_unique<ModelGraph>(system_, options_);
}

// False when the key has no word for what the state has become.
bool ModelGraph::pack_successor() {
  try {
    sort_cpus(next_.machine());
    format_.pack(next_.machine(), key_);
    return true;
  } catch (const InternalError&) {
    return false;
  }
}

template <class Made>
ViolationCode ModelGraph::run(const Machine& machine, const Choice& choice, Made made) const {
  Choice next = choice;
  try {
    for (unsigned steps = 0; steps < kLongestRun; ++steps) {
      made(next);
      apply(machine, next, nullptr);
      const ViolationCode violation = violation_in(machine);
      const bool goes_on = violation == kNoViolation && options_.merge_private_steps &&
                           next.cpu.valid() && belongs_to_run(machine, next.cpu);
      if (!goes_on) {
        return violation;
      }
      next = {ChoiceKind::step, next.cpu, 0};
    }
  } catch (const InternalError&) {
    return unhandled();
  }
  return kNoViolation;
}

// A ready thread goes to the first idle CPU; the same on another one is the same up to the CPUs'
// numbers.
bool ModelGraph::is_symmetric_copy(const Choice& choice) {
  if (!options_.sort_cpus || choice.kind != ChoiceKind::dispatch || choice.cpu.value == 0) {
    return false;
  }
  return !state_.machine().cpu(CpuId(choice.cpu.at() - 1)).current.valid();
}

StateFacts ModelGraph::facts() {
  const Machine machine = state_.machine();
  StateFacts facts;
  facts.may_end = all_ended(machine);
  const std::size_t threads = system_.threads.size();
  for (unsigned bit = 0; bit < goals(); ++bit) {
    const std::size_t goal = options_.first_goal + bit;
    const bool met = goal < threads ? runs_or_has_ended(machine, ThreadId(goal))
                                    : is_not_waiting(machine.apc(ApcId(goal - threads)).state);
    facts.goals_met |= met ? GoalMask{1} << bit : 0;
  }
  return facts;
}

void ModelGraph::sort_cpus(const Machine& machine) const {
  if (!options_.sort_cpus) {
    return;
  }
  // Insertion: few CPUs, nearly sorted, and nothing is allocated.
  for (std::size_t i = 1; i < system_.cpus; ++i) {
    for (std::size_t j = i; j > 0 && before(machine.cpu(CpuId(j)), machine.cpu(CpuId(j - 1)));
         --j) {
      std::swap(machine.cpu(CpuId(j)), machine.cpu(CpuId(j - 1)));
      if (system_.debug_registers) {
        std::swap(machine.debug_registers(CpuId(j)), machine.debug_registers(CpuId(j - 1)));
      }
    }
  }
}

const Invariant* ModelGraph::invariant_of(ViolationCode code) {
  const std::size_t position = code - 1U;
  return position < all_invariants().size() ? &all_invariants()[position] : nullptr;
}

std::string ModelGraph::goal_sentence(unsigned bit) const {
  const std::size_t goal = options_.first_goal + bit;
  const std::size_t threads = system_.threads.size();
  if (goal < system_.workers) {
    return system_.threads[goal].name + " can never run again, nor be known to have ended";
  }
  return goal < threads ? system_.threads[goal].name + " can never run again"
                        : system_.apcs[goal - threads].name + " can never be served";
}

// Follows the path on a machine with real CPU numbers; `real` says which CPU of it is at which
// sorted position.
std::vector<Choice> ModelGraph::to_choices(const std::vector<ChoiceCode>& path) const {
  std::vector<Choice> choices;
  Image image(system_, layout_);
  const Machine machine = image.machine();
  std::vector<CpuId> real;
  for (std::size_t i = 0; i < system_.cpus; ++i) {
    real.emplace_back(i);
  }
  for (const ChoiceCode code : path) {
    if (options_.sort_cpus) {
      std::stable_sort(real.begin(), real.end(), [&](CpuId left, CpuId right) {
        return before(machine.cpu(left), machine.cpu(right));
      });
    }
    Choice choice = from_code(code);
    if (choice.cpu.valid()) {
      choice.cpu = real[choice.cpu.at()];
    }
    run(machine, choice, [&](const Choice& made) { choices.push_back(made); });
  }
  return choices;
}

}  // namespace umsim::explore
