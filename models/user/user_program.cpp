#include "models/user/user_program.h"

#include <algorithm>

#include "models/cpu/teb.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/context_values.h"
#include "models/user/api.h"

namespace umsim {
namespace {

const Instruction& instruction_of(const Execution& e) {
  return e.system().instruction(e.stack_owner(), e.cpu().registers.control.position);
}

// The registers after this instruction are the newest of the thread.
Next work_and_go_to(Execution& e, std::uint16_t position) {
  Registers& registers = e.cpu().registers;
  do_work(registers);
  registers.control.position = position;
  e.machine.newest(e.stack_owner()) = registers;
  return Execution::leave();
}

Next finish(Execution& e) {
  return work_and_go_to(e, static_cast<std::uint16_t>(e.cpu().registers.control.position + 1U));
}

Next compute(Execution& e) {
  UserPortion& user = e.user();
  const std::uint64_t left = instruction_of(e).cycles - user.compute_done;
  e.extra_cycles = std::min(left, e.granted_cycles);
  if (e.granted_cycles < left) {
    user.compute_done += e.granted_cycles;
    return Execution::leave();
  }
  user.compute_done = 0;
  return finish(e);
}

// The call returns to the next instruction, with volatile registers of no value.
Next call(Execution& e, Service service) {
  Control& control = e.cpu().registers.control;
  e.kthread().trap.instruction = control.position;
  ++control.position;
  control.after_call = 1;
  e.machine.newest(e.stack_owner()).control = control;
  return call_kernel(e, service);
}

Next system_call(Execution& e) { return call(e, Service::system_call); }
Next sleep(Execution& e) { return call(e, Service::sleep); }

Next wait(Execution& e) { return call(e, Service::wait); }
Next set_event(Execution& e) { return call(e, Service::set_event); }
Next reset_event(Execution& e) { return call(e, Service::reset_event); }
Next set_timer(Execution& e) { return call(e, Service::set_timer); }
Next transfer(Execution& e) { return call(e, Service::io); }

Next set_debug_registers(Execution& e) { return call(e, Service::set_debug_registers); }

Next exit_program(Execution& e) { return call(e, Service::exit); }

// A touch faults until its page is there, and runs again after the fault. A privileged instruction
// faults until its refusal has been told.
Next touch(Execution& e, Service fault) {
  UserPortion& user = e.user();
  if (user.page_present != 0) {
    user.page_present = 0;
    return finish(e);
  }
  e.kthread().trap.instruction = e.cpu().registers.control.position;
  return raise_fault(e, fault);
}

Next soft_fault(Execution& e) { return touch(e, Service::soft_fault); }
Next hard_fault(Execution& e) { return touch(e, Service::hard_fault); }

// YIELD-7. LIST-2: on the worker's own kernel thread the primary can be reached through the kernel
// only.
Next yield(Execution& e) {
  if (!e.machine.is_worker_now(e.stack_owner())) {
    return finish_call(e, Status::not_supported);
  }
  const bool own_thread = e.self() == e.stack_owner();
  if (!own_thread || !e.keeps(KnockOut::yield_through_kernel)) {
    return Execution::jump(RoutineId::fig16_yield, 0);
  }
  e.machine.context(e.self()).yielding = 1;
  return call(e, Service::yield);
}

// DEBUG-1: debug registers are privileged.
Next load_debug_registers(Execution& e) { return touch(e, Service::privileged_instruction); }

Next repeat(Execution& e) {
  const Instruction& instruction = instruction_of(e);
  if (instruction.count == 0) {
    return work_and_go_to(e, instruction.target);
  }
  std::uint16_t& done = e.user().loop_done[instruction.loop_level];
  ++done;
  if (done < instruction.count) {
    return work_and_go_to(e, instruction.target);
  }
  done = 0;
  return finish(e);
}

// User mode may load the segment with whatever it likes; the kernel sees it at the next entry
// (ENTRY-10).
Next load_teb(Execution& e) {
  forge_teb(e, instruction_of(e).subject);
  return finish(e);
}

// LOCK-8: the lock is soft. Nothing keeps the program from the context; the trace says so.
Next touch_context(Execution& e) {
  const ThreadId worker = instruction_of(e).subject;
  e.report(EventKind::context_touched, e.stack_owner(), worker.value, 0,
           e.machine.context(worker).lock.packed());
  return finish(e);
}

// ENTRY-12. The program says which value, not what it is: any wild one is as good as another.
Next write_context(Execution& e) {
  const Instruction& instruction = instruction_of(e);
  e.report(EventKind::context_written, e.stack_owner(), instruction.subject.value, 0,
           static_cast<std::uint64_t>(instruction.part));
  write_wild_value(e, instruction.subject, instruction.part, instruction.address);
  return finish(e);
}

constexpr Access kWork[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::write, Place::newest, Role::stack}};
constexpr Access kCall[] = {{Rights::write, Place::kthread, Role::self},
                            {Rights::write, Place::newest, Role::stack},
                            {Rights::read, Place::translation, Role::self}};
constexpr Access kTouch[] = {{Rights::write, Place::user, Role::stack},
                             {Rights::write, Place::kthread, Role::self},
                             {Rights::write, Place::newest, Role::stack},
                             {Rights::read, Place::translation, Role::self}};
constexpr Access kYieldCall[] = {{Rights::write, Place::newest, Role::stack},
                                 {Rights::write, Place::kthread, Role::worker},
                                 {Rights::write, Place::on_list, Role::worker},
                                 {Rights::read, Place::translation, Role::worker},
                                 {Rights::read, Place::modes, Role::stack}};
constexpr Access kLoadTeb[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::write, Place::newest, Role::stack},
                               {Rights::read, Place::translation, Role::self}};
constexpr Access kTouchContext[] = {{Rights::write, Place::user, Role::stack},
                                    {Rights::write, Place::newest, Role::stack},
                                    {Rights::read, Place::contexts, Role::stack}};
constexpr Access kWriteContext[] = {{Rights::write, Place::user, Role::stack},
                                    {Rights::write, Place::newest, Role::stack},
                                    {Rights::write, Place::saved, Role::subject},
                                    {Rights::write, Place::holder, Role::subject}};
constexpr Exit kUser[] = {{"", "user mode"}};
constexpr Exit kEntry[] = {{"", "FIG2.4"}};
constexpr Exit kTouchExits[] = {{"the page is there", "user mode"}, {"it is not", "FIG2.4"}};
constexpr Exit kRefusedExits[] = {{"a refusal has been told", "user mode"}, {"", "FIG2.4"}};
constexpr Exit kYield[] = {{"", "FIG16"},
                           {"the caller is no worker", "user mode"},
                           {"windows: on its own kernel thread", "FIG2.4"}};

constexpr Step kSteps[] = {
    {"USER.compute", "work in user mode", CostClass::user_instruction, compute, kWork, kUser},
    {"USER.system_call", "call a kernel service that does not block (FIG. 2, step 3)",
     CostClass::user_instruction, system_call, kCall, kEntry},
    {"USER.sleep", "call a kernel service that blocks (FIG. 2, step 3)",
     CostClass::user_instruction, sleep, kCall, kEntry},
    {"USER.soft_fault", "touch a page; its fault is resolved without waiting (FIG. 2, step 3)",
     CostClass::user_instruction, soft_fault, kTouch, kTouchExits},
    {"USER.hard_fault", "touch a page that must be read in (FIG. 2, step 3)",
     CostClass::user_instruction, hard_fault, kTouch, kTouchExits},
    {"USER.yield", "call UmsThreadYield", CostClass::user_instruction, yield, kYieldCall, kYield},
    {"USER.repeat", "go back to the start of the loop", CostClass::user_instruction, repeat, kWork,
     kUser},
    {"USER.exit", "call the kernel to end the thread", CostClass::user_instruction, exit_program,
     kCall, kEntry},
    {"USER.wait", "call the kernel to wait for an object", CostClass::user_instruction, wait, kCall,
     kEntry},
    {"USER.set_event", "call the kernel to set an event", CostClass::user_instruction, set_event,
     kCall, kEntry},
    {"USER.reset_event", "call the kernel to clear an event", CostClass::user_instruction,
     reset_event, kCall, kEntry},
    {"USER.set_timer", "call the kernel to start a timer", CostClass::user_instruction, set_timer,
     kCall, kEntry},
    {"USER.io", "call the kernel for blocking I/O", CostClass::user_instruction, transfer, kCall,
     kEntry},
    {"USER.set_debug_registers", "call the kernel to watch an address", CostClass::user_instruction,
     set_debug_registers, kCall, kEntry},
    {"USER.clear_debug_registers", "call the kernel to watch nothing", CostClass::user_instruction,
     set_debug_registers, kCall, kEntry},
    {"USER.load_debug_registers", "try to load the debug registers: an exception",
     CostClass::user_instruction, load_debug_registers, kTouch, kRefusedExits},
    {"USER.load_teb", "hostile: load another TEB than the own", CostClass::segment_load, load_teb,
     kLoadTeb, kUser},
    {"USER.touch_context", "hostile: touch a worker's context without its lock",
     CostClass::user_instruction, touch_context, kTouchContext, kUser},
    {"USER.write_context", "hostile: write a wild value over a worker's context",
     CostClass::user_instruction, write_context, kWriteContext, kUser},
};
static_assert(std::size(kSteps) == static_cast<std::size_t>(Opcode::api));

}  // namespace

std::span<const Step> user_program_steps() { return kSteps; }

std::uint64_t compute_cycles_left(const Machine& machine, const Control& control) {
  const Instruction& instruction =
      machine.system().instruction(control.stack_owner, control.position);
  if (instruction.opcode != Opcode::compute) {
    return 0;
  }
  return instruction.cycles - machine.user(control.stack_owner).compute_done;
}

}  // namespace umsim
