#include "models/kernel/thread_creation.h"

#include "models/machine/routines.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

Registers first_registers(ThreadId thread, StepRef code) {
  Registers registers;
  registers.integer = 1 + thread.value;
  registers.control.stack_owner = thread;
  registers.control.code = code;
  do_work(registers);
  return registers;
}

}  // namespace

void begin_thread(const Machine& machine, ThreadId id, StepRef code, StepRef frame) {
  KThread& kthread = machine.kthread(id);
  kthread.trap.valid = 1;
  kthread.trap.full = 1;
  kthread.trap.teb = id;
  kthread.trap.registers = first_registers(id, code);
  kthread.stack.frames[kthread.stack.depth++] = frame;
  machine.newest(id) = kthread.trap.registers;
  machine.user(id).reentry = kthread.trap.registers.integer;
}

void create_worker(const Machine& machine, ThreadId id) {
  begin_thread(machine, id, step_ref(RoutineId::user_program, 0), worker_leave_step());
  machine.context(id).lock.holders = 1;
}

Status create_requested_worker(const Execution& e, const ApiRequest& request) {
  const Machine& machine = e.machine;
  const ThreadId id = request.subject;
  if (!machine.system().is_worker(id)) {
    return Status::invalid_parameter;
  }
  Context& context = machine.context(id);
  const bool no_list = machine.list(machine.system().list_of(id)).absent != 0;
  if (context.state == ContextState::absent || no_list) {
    return Status::invalid_handle;
  }
  if (context.state == ContextState::bound) {
    return Status::busy;
  }
  context.state = ContextState::bound;
  machine.note(id).retired = 0;
  KThread& kthread = machine.kthread(id);
  e.report(EventKind::thread_ready, id, Index<void>::kNone,
           static_cast<std::uint64_t>(kthread.state));
  kthread = KThread{};
  create_worker(machine, id);
  kthread.ready_since = machine.globals().ready_clock++;
  return Status::success;
}

}  // namespace umsim
