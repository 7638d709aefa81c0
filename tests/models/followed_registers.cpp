// Where the newest user registers of each thread are, by the events.
#include "models/machine/routines.h"
#include "models/machine/transition.h"
#include "tests/models/followed.h"
#include "traces/names.h"

namespace umsim::test {
namespace {

// Between two steps of its APC the newest registers are those that are about to be.
bool is_being_changed(const KThread& thread) {
  return thread.stack.depth != 0 && thread.stack.top() == find_step("APC.change.control");
}

// The kernel has been entered, and the first step there is still to save the registers.
const Registers* not_yet_saved(const Machine& machine, ThreadId frame) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    if (cpu.current != frame || cpu.mode == Mode::user) continue;
    const auto routine = static_cast<RoutineId>(next_step(machine, CpuId(i)).routine);
    const bool enters = routine == RoutineId::kernel_entry || routine == RoutineId::interrupt;
    return enters ? &cpu.registers : nullptr;
  }
  return nullptr;
}

}  // namespace

void Followed::note_registers(const Event& event) {
  if (!event.thread.valid()) return;
  const std::uint16_t thread = event.thread.value;
  const bool in_user_mode = event.cpu.valid() && state_.cpus[event.cpu.at()].user_mode;
  const RegistersPlace cpu{Kept::processor, event.cpu.value};
  const RegistersPlace own_frame{Kept::frame, thread};
  const RegistersPlace user_portion{Kept::user_portion, thread};
  switch (event.kind) {
    case EventKind::kernel_entry: registers_[thread] = {Kept::frame, event.object}; return;
    case EventKind::kernel_exit: registers_[event.object] = cpu; return;
    case EventKind::ums_switch:
      registers_[event.object] = in_user_mode ? cpu : own_frame;
      registers_[thread] = user_portion;
      return;
    case EventKind::context_saved:
      registers_[thread] = user_portion;
      if (in_user_mode) registers_[state_.cpus[event.cpu.at()].current.at()] = cpu;
      return;
    case EventKind::context_moved:
      switch (static_cast<ContextPlace>(event.new_value)) {
        case ContextPlace::primary_frame:
          registers_[event.object] = {Kept::user_portion, event.object};
          registers_[thread] = {Kept::frame, event.object};
          return;
        case ContextPlace::own_frame: registers_[thread] = own_frame; return;
        case ContextPlace::staging: registers_[thread] = {Kept::staging, thread}; return;
        default: registers_[thread] = user_portion; return;
      }
    case EventKind::thread_ready:
      if (registers_[thread].kept == Kept::nowhere) registers_[thread] = own_frame;
      return;
    case EventKind::context_terminated:
    case EventKind::thread_end: registers_[thread] = {}; return;
    default: return;
  }
}

// Null where there are none to be compared: the re-entry context of a primary is one number.
const Registers* Followed::registers_at(const Machine& machine, ThreadId thread) const {
  const auto [kept, of] = registers_[thread.at()];
  switch (kept) {
    case Kept::nowhere: return nullptr;
    case Kept::processor: return &machine.cpu(CpuId(std::size_t{of})).registers;
    case Kept::frame: {
      const ThreadId frame(std::size_t{of});
      const Registers* saved = &machine.kthread(frame).trap.registers;
      const Registers* live = system_->is_worker(thread) ? not_yet_saved(machine, frame) : nullptr;
      return live == nullptr || is_fresh(*saved, machine.newest(thread)) ? saved : live;
    }
    case Kept::staging: return &machine.staging(thread).registers;
    case Kept::user_portion:
      return system_->is_worker(thread) ? &machine.context(thread).saved : nullptr;
  }
  return nullptr;
}

// The registers of each thread are where the events have them, and of a worker the newest; without
// a safeguard they may be lost.
std::string Followed::misplaced_registers(const Machine& machine) const {
  if (system_->knock_outs.any()) return {};
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    const Registers* there = registers_at(machine, ThreadId(i));
    if (there == nullptr || is_being_changed(machine.kthread(ThreadId(i)))) continue;
    const bool is_so =
        there->control.stack_owner == ThreadId(i) &&
        (!system_->is_worker(ThreadId(i)) || is_fresh(*there, machine.newest(ThreadId(i))));
    if (!is_so) return "the registers are elsewhere of " + thread_name(*system_, ThreadId(i));
  }
  return {};
}

}  // namespace umsim::test
