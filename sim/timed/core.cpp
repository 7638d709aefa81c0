#include "sim/timed/core.h"

#include <algorithm>

#include "models/cpu/teb.h"
#include "models/kernel/apc_queue.h"
#include "models/kernel/interrupt.h"
#include "models/machine/routines.h"
#include "sim/timed/process.h"

namespace umsim::timed {
namespace {

ThreadId ready_longest(const Machine& machine) {
  ThreadId found;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    const KThread& kthread = machine.kthread(ThreadId(i));
    if (kthread.state == ThreadState::ready &&
        (!found.valid() || kthread.ready_since < machine.kthread(found).ready_since)) {
      found = ThreadId(i);
    }
  }
  return found;
}

}  // namespace

Core::Core(const sc_core::sc_module_name& name, const Setup& setup)
    : sc_module(name),
      memory("memory"),
      choices("choices"),
      timer("timer"),
      waits("waits"),
      places("places"),
      signals("signals"),
      actor("actor"),
      machine_(setup.machine),
      profile_(setup.profile),
      id_(setup.id),
      phase_(Phases(machine_.system().cpus).cpu(id_.at())),
      wake_("wake") {
  signals.bind(*this);
  actor.bind(*this);
  if (!setup.forced) {
    add_process("live", guarded(choices, [this] { live(); }));
  }
}

void Core::live() {
  wake_.cancel();
  idle_ = false;
  while (choices->running() && take_turn()) {
  }
}

bool Core::take_turn() {
  const std::uint64_t next = next_moment(free_at_, phase_);
  if (next != now_moment()) {
    next_trigger(time_until(next));
    return false;
  }
  if (!cpu().current.valid()) {
    return look_for_thread();
  }
  if (places->watching() && let_events_come()) {
    return choices->running();
  }
  const std::uint64_t left = compute_left(machine_, id_);
  if (computing_since_ && now_cycle() - *computing_since_ >= left) {
    computing_since_.reset();
    act({own(ChoiceKind::step)});
  } else if (interrupt_due()) {
    take_interrupt();
  } else if (left != 0) {
    return compute(left);
  } else {
    act({own(ChoiceKind::step)});
  }
  return true;
}

// True when the run is over, or the CPU has lost its thread.
bool Core::let_events_come() {
  const ThreadId before = cpu().current;
  if (computing_since_ && places->strikes(id_)) {
    stop_computing();
  }
  if (!computing_since_ && choices->running()) {
    places->about_to_run(id_);
  }
  if (cpu().current != before) {
    take_note_of_thread(before);
  }
  return !choices->running() || cpu().current != before;
}

bool Core::look_for_thread() {
  const ThreadId thread = ready_longest(machine_);
  if (!thread.valid()) {
    idle_ = true;
    next_trigger(wake_);
    return false;
  }
  act({{ChoiceKind::dispatch, id_, thread.value}});
  return true;
}

bool Core::compute(std::uint64_t left) {
  if (!computing_since_) {
    computing_since_ = now_cycle();
  }
  next_trigger(time_until(moment(saturating_add(*computing_since_, left), phase_)), wake_);
  return false;
}

// The part of a compute instruction that is done by now stays done.
void Core::stop_computing() {
  const std::uint64_t worked = computing_since_ ? now_cycle() - *computing_since_ : 0;
  computing_since_.reset();
  if (worked != 0) {
    act({own(ChoiceKind::step), worked});
  }
}

void Core::take_interrupt() {
  stop_computing();
  if (choices->running()) {
    act({own(ChoiceKind::interrupt)});
  }
}

// The end of a quantum is of no consequence while nobody waits for a CPU: a new one begins. At a
// step that allows no interrupt it stays for the next step.
bool Core::interrupt_due() {
  if (quantum_over_ && !preemption_matters(machine_)) {
    quantum_over_ = false;
    timer->start(now_cycle());
  }
  const bool for_apc = !machine_.system().apcs.empty() && cpu().mode == Mode::user &&
                       wants_apc_interrupt(machine_, cpu().current);
  const bool for_tlb = is_asked_to_flush(machine_, id_);
  return (quantum_over_ || for_apc || for_tlb) && is_enabled(machine_, own(ChoiceKind::interrupt));
}

// A CPU learns of a ready thread a cycle later, so that of several idle ones the first goes first.
void Core::thread_ready() {
  if (idle_) {
    wake_at(now_cycle() + 1);
  }
}

void Core::quantum_over() {
  quantum_over_ = true;
  if (computing_since_) {
    wake_at(now_cycle());
  }
}

void Core::apc_arrived() {
  if (computing_since_) {
    wake_at(now_cycle());
  }
}

void Core::shootdown() { apc_arrived(); }

void Core::wake_at(std::uint64_t cycle) { wake_.notify(time_until(next_moment(cycle, phase_))); }

// What is left of the compute instruction that the choice runs.
std::uint64_t Core::work_left(const Choice& choice) const {
  return choice.kind == ChoiceKind::step ? compute_left(machine_, id_) : 0;
}

std::uint64_t Core::earliest(const LoggedChoice& what) const {
  const std::uint64_t worked = std::min(work_left(what.choice), what.granted_cycles);
  return next_moment(saturating_add(free_at_, worked), phase_);
}

// Computing is over when the choice is made; everything else is still to be done. Neither an
// interrupt nor the interrupted part of an instruction costs anything by itself: the step that
// saves the registers does, and the instruction when it is complete.
void Core::act(const LoggedChoice& what) {
  const bool step = what.choice.kind == ChoiceKind::step;
  const ThreadId before = cpu().current;
  const std::uint64_t left = work_left(what.choice);
  const std::uint64_t worked = std::min(left, what.granted_cycles);
  const bool costs = worked == left && what.choice.kind != ChoiceKind::interrupt;
  const std::uint64_t latency = costs ? memory_cycles(what.choice) : 0;
  const Outcome outcome = choices->make(what);
  const std::uint64_t own_cycles =
      profile_->cost(step_at(outcome.step).cost) + outcome.extra_cycles - worked;
  const std::uint64_t busy = costs ? std::max<std::uint64_t>(own_cycles + latency, 1) : 0;
  free_at_ = saturating_add(now_cycle(), busy);
  statistics_.busy_cycles += worked + busy;
  statistics_.steps += step ? 1 : 0;
  take_note_of_thread(before);
  if (choices->running() && places->watching()) {
    places->has_run();
  }
}

void Core::take_note_of_thread(ThreadId before) {
  const ThreadId now = cpu().current;
  if (before.valid()) {
    waits->watch(before);
  }
  if (now == before) {
    return;
  }
  quantum_over_ = false;
  if (now.valid()) {
    timer->start(free_at_);
  } else {
    timer->stop();
  }
}

std::uint64_t Core::memory_cycles(const Choice& choice) {
  accesses_.clear();
  if (choice.kind == ChoiceKind::step) {
    resolve_footprint(machine_, id_, accesses_);
  } else {
    const KThread& kthread = machine_.kthread(ThreadId(std::size_t{choice.index}));
    accesses_.push_back({Rights::write, machine_.range_of(kthread)});
  }
  sc_core::sc_time delay;
  for (const ResolvedAccess& one : accesses_) {
    access(one, delay);
  }
  return delay.value() / kPhasesPerCycle;
}

// A CPU's registers are in the image but not in memory, and ghosts are in no real machine.
void Core::access(const ResolvedAccess& access, sc_core::sc_time& delay) {
  const Layout& layout = machine_.layout();
  const std::size_t at = access.range.offset;
  const bool of_cpu = at >= layout.cpus && at < layout.kthreads;  // TLBs too
  const bool debug = at >= layout.debug_registers && at < layout.lent_debug_registers;
  const bool registers = of_cpu || debug;
  const bool ghost = at >= layout.newest && at < layout.contexts;
  if (registers || ghost || access.range.length == 0) {
    return;
  }
  const bool reads = access.rights == Rights::read;
  payload_.set_command(reads ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND);
  payload_.set_address(at);
  payload_.set_data_length(static_cast<unsigned>(access.range.length));
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  memory->b_transport(payload_, delay);
  require(payload_.is_response_ok(), "the cache refused an access");
}

}  // namespace umsim::timed
