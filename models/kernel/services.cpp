#include "models/kernel/services.h"

#include "models/kernel/debug_registers.h"
#include "models/kernel/objects.h"
#include "models/kernel/scheduling_mode.h"
#include "models/kernel/service_waits.h"
#include "models/kernel/thread_creation.h"
#include "models/kernel/thread_end.h"
#include "models/kernel/waits.h"
#include "models/user/api.h"

namespace umsim {
namespace {

Next do_work_in_kernel(Execution& e) {
  e.extra_cycles = service_cycles(e.machine, e.self());
  bring_page(e);
  return Execution::back();
}

Next exit_thread(Execution& e) {
  e.kthread().end_at_exit();
  return e.machine.is_worker_now(e.self()) ? Execution::back() : e.go(ServiceRow::end);
}

// The transfers of one request follow each other: the thread blocks for each.
Next begin_transfers(Execution& e) {
  e.machine.wait_block(e.self()).transfers_left = requested(e.machine, e.self()).count;
  return e.go(ServiceRow::transfer);
}

// The service belongs to the thread that executes it, by its own trap frame (ENTRY-4, INV-4).
Next run_service(Execution& e) {
  switch (e.kthread().trap.service) {
    case Service::system_call:
    case Service::soft_fault: return do_work_in_kernel(e);
    case Service::convert_to_standard:
    case Service::yield: return Execution::back();  // all of it is in the way out (FIG2.8)
    case Service::sleep:
    case Service::hard_fault: return e.go(ServiceRow::block);
    case Service::exit: return exit_thread(e);
    case Service::wait_list: return e.go(ServiceRow::list_wait);
    case Service::shut_down: return e.go(ServiceRow::shut_down);
    case Service::wait: return e.go(ServiceRow::object_wait);
    case Service::set_event: return e.go(ServiceRow::set_event);
    case Service::reset_event: return e.go(ServiceRow::reset_event);
    case Service::set_timer: return e.go(ServiceRow::set_timer);
    case Service::io: return begin_transfers(e);
    case Service::create_thread: return e.go(ServiceRow::create_thread);
    case Service::wake_primary: return e.go(ServiceRow::wake_primary);
    case Service::set_debug_registers: return e.go(ServiceRow::set_debug);
    case Service::privileged_instruction: return e.go(ServiceRow::refuse);
    case Service::enter_scheduling: return e.go(ServiceRow::enter_mode);
    case Service::leave_scheduling: return e.go(ServiceRow::leave_mode);
    case Service::invalid_context: return e.go(ServiceRow::invalid_context);
    case Service::run_with_debug_registers:
    case Service::restore_debug_registers:
    case Service::none:
    case Service::count_: break;
  }
  throw InternalError("a service was run without one");
}

ObjectId requested_object(const Execution& e) { return requested(e.machine, e.self()).object; }

Next set_event(Execution& e) {
  set_object(e, requested_object(e));
  return Execution::back();
}

Next reset_event(Execution& e) {
  reset_object(e, requested_object(e));
  return Execution::back();
}

Next set_timer(Execution& e) {
  start_timer(e, requested_object(e));
  return Execution::back();
}

Next shut_down(Execution& e) {
  const ListId list = e.system().list_of(e.self());
  change_list_event(e, list, ListEvent::shut_down, 1);
  wake_list_waiters(e, list);
  return e.system().enters_scheduling(e.self()) ? e.go(ServiceRow::leave_mode)
                                                : leave_scheduling_mode(e);
}

Next create_thread(Execution& e) {
  const ApiRequest& request = requested(e.machine, e.self()).api;
  return_status(e, e.self(), request, create_requested_worker(e, request));
  return Execution::back();
}

// DEBUG-2: where they are captured is where a primary looks for them (FIG. 4).
Next capture_debug_registers(Execution& e) {
  set_debug_registers(e, requested(e.machine, e.self()).address);
  return Execution::back();
}

// DEBUG-1: the thread is told, and goes on behind the instruction, which has changed nothing.
Next refuse(Execution& e) {
  const std::uint16_t position = e.kthread().trap.instruction;
  e.report(EventKind::debug_registers_refused, e.self(), Index<void>::kNone, 0,
           e.system().instruction(e.self(), position).address);
  e.machine.user(e.self()).page_present = 1;
  return Execution::back();
}

// ENTRY-12: what a program has written over the worker's context is nothing that it could go on
// with. The exception has no handler (decision 0060): it ends the worker, at its kernel exit.
Next raise_invalid_context(Execution& e) {
  e.report(EventKind::invalid_context, e.self());
  e.kthread().end_at_exit();
  return Execution::back();
}

constexpr Access kRun[] = {{Rights::write, Place::user, Role::self},
                           {Rights::write, Place::wait_blocks, Role::self}};
constexpr Access kRelease[] = {{Rights::write, Place::kthread, Role::queue},
                               {Rights::write, Place::user, Role::waiting}};
constexpr Access kWait[] = {{Rights::write, Place::user, Role::self},
                            {Rights::write, Place::wait_blocks, Role::self}};
constexpr Access kList[] = {{Rights::interlocked, Place::lists, Role::self},
                            {Rights::write, Place::line, Role::self}};
constexpr Access kGiveUp[] = {{Rights::interlocked, Place::objects, Role::self},
                              {Rights::write, Place::wait_blocks, Role::self},
                              {Rights::write, Place::line, Role::self}};
constexpr Access kWakeOne[] = {{Rights::interlocked, Place::lists, Role::self},
                               {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kQueues[] = {{Rights::interlocked, Place::objects, Role::self},
                              {Rights::write, Place::wait_blocks, Role::self},
                              {Rights::write, Place::kthread, Role::queue},
                              {Rights::write, Place::user, Role::waiting}};
constexpr Access kObjects[] = {{Rights::interlocked, Place::objects, Role::self},
                               {Rights::write, Place::wait_blocks, Role::self},
                               {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kObject[] = {{Rights::interlocked, Place::objects, Role::self}};
constexpr Access kHolder[] = {{Rights::write, Place::holder, Role::self},
                              {Rights::read, Place::user, Role::self}};
constexpr Access kRefuse[] = {{Rights::write, Place::user, Role::self}};
constexpr Access kMode[] = {{Rights::write, Place::user, Role::self},
                            {Rights::write, Place::newest, Role::self},
                            {Rights::read, Place::lists, Role::self},
                            {Rights::read, Place::page_tables, Role::self}};
constexpr Access kShutDown[] = {{Rights::write, Place::list, Role::self},
                                {Rights::write, Place::all_kthreads, Role::self},
                                {Rights::read, Place::page_tables, Role::self}};
constexpr Access kEnd[] = {{Rights::write, Place::apcs, Role::self},
                           {Rights::read, Place::deletion, Role::self},
                           {Rights::read, Place::page_tables, Role::self}};
constexpr Access kCreate[] = {{Rights::write, Place::all_kthreads, Role::self},
                              {Rights::write, Place::contexts, Role::self},
                              {Rights::write, Place::notes, Role::self},
                              {Rights::read, Place::lists, Role::self},
                              {Rights::write, Place::all_users, Role::self},
                              {Rights::write, Place::all_newest, Role::self}};
constexpr Access kDepart[] = {{Rights::write, Place::user, Role::self},
                              {Rights::read, Place::line, Role::self},
                              {Rights::interlocked, Place::lists, Role::self},
                              {Rights::write, Place::all_kthreads, Role::self}};
constexpr Exit kRunExits[] = {{"it does not block", "return"},
                              {"timer or page", "SERVICE.block"},
                              {"a worker exits", "return"},
                              {"another thread exits", "SERVICE.end"},
                              {"wait for the completion list", "SERVICE.list-wait"},
                              {"scheduler shuts down", "SERVICE.shut-down"},
                              {"wait for an object", "SERVICE.object-wait"},
                              {"blocking I/O", "SERVICE.transfer"},
                              {"set an event", "SERVICE.set-event"},
                              {"clear an event", "SERVICE.reset-event"},
                              {"start a timer", "SERVICE.set-timer"},
                              {"an idle primary is to be woken", "SERVICE.wake-primary"},
                              {"a thread is to be created", "SERVICE.create-thread"},
                              {"set or clear debug registers", "FIG4.1"},
                              {"a privileged instruction", "SERVICE.refuse"},
                              {"EnterUmsSchedulingMode", "SERVICE.enter-mode"},
                              {"a scheduler procedure returns early", "SERVICE.leave-mode"},
                              {"the context has wild pointers", "SERVICE.invalid-context"}};
constexpr Exit kToWait[] = {{"", "wait"}, {"", "SERVICE.wait"}, {"the thread is to end", "return"}};
constexpr Exit kRequestExits[] = {
    {"it is set, or the thread is to end", "return"}, {"", "wait"}, {"", "SERVICE.wait"}};
constexpr Exit kListWaitExits[] = {
    {"one is set, or the thread is to end", "return"}, {"", "wait"}, {"", "SERVICE.wait"}};
constexpr Exit kWaitExits[] = {{"it is over", "return"},
                               {"not yet", "wait"},
                               {"the next transfer", "SERVICE.transfer"},
                               {"the thread is to end", "SERVICE.give-up"}};
constexpr Exit kReturn[] = {{"", "return"}};
constexpr Exit kShutDownExits[] = {{"the primary's TEB has a second mapping", "FIG3.in-use"},
                                   {"its program goes on behind the call", "SERVICE.leave-mode"},
                                   {"", "SERVICE.end"}};
constexpr Exit kLeaveExits[] = {{"the primary's TEB has a second mapping", "FIG3.in-use"},
                                {"its program goes on behind the call", "return"},
                                {"", "SERVICE.end"}};
constexpr Exit kEnterExits[] = {{"the primary's TEB needs a second mapping", "FIG3"},
                                {"", "return"}};
constexpr Exit kDepartExits[] = {{"", "SERVICE.end"}};
constexpr Exit kEndExits[] = {{"the last of a process that is being deleted", "DELETE"},
                              {"the thread has a TEB page", "FIG3"},
                              {"", "end of the thread"}};

constexpr Step kSteps[] = {
    {"SERVICE.run", "run the requested service under the executing thread's identity",
     CostClass::kernel_step, run_service, kRun, kRunExits},
    {"SERVICE.block", "request the wait and free the primary at the first block",
     CostClass::kernel_step, wait_for_time, kRelease, kToWait},
    {"SERVICE.wait", "go on when what was waited for has come", CostClass::kernel_step,
     complete_service_wait, kWait, kWaitExits},
    {"SERVICE.list-wait", "wait for the completion list's event, or for work",
     CostClass::kernel_step, wait_for_list, kList, kListWaitExits},
    {"SERVICE.shut-down", "set the scheduler's shutdown event", CostClass::kernel_step, shut_down,
     kShutDown, kShutDownExits},
    {"SERVICE.end", "end the thread", CostClass::kernel_step, end_thread, kEnd, kEndExits},
    {"SERVICE.object-wait", "wait for an event or a timer, unless it is set",
     CostClass::kernel_step, wait_for_object, kQueues, kRequestExits},
    {"SERVICE.transfer", "ask the device for a transfer and wait for its end",
     CostClass::kernel_step, request_transfer, kQueues, kToWait},
    {"SERVICE.set-event", "set an event, and end the waits that it ends", CostClass::kernel_step,
     set_event, kObjects, kReturn},
    {"SERVICE.reset-event", "clear an event", CostClass::kernel_step, reset_event, kObject,
     kReturn},
    {"SERVICE.set-timer", "start a timer", CostClass::kernel_step, set_timer, kObject, kReturn},
    {"SERVICE.give-up", "leave the wait of a thread that is to end", CostClass::kernel_step,
     give_up, kGiveUp, kReturn},
    {"SERVICE.wake-primary",
     "let one primary through that waits, or set the event that says that "
     "there is work",
     CostClass::kernel_step, wake_primary, kWakeOne, kReturn},
    {"SERVICE.create-thread", "make a worker of an unbound context, which queues itself and parks",
     CostClass::kernel_step, create_thread, kCreate, kReturn},
    {"FIG4.1", "capture the thread's debug registers in the context holder of its user portion",
     CostClass::kernel_step, capture_debug_registers, kHolder, kReturn},
    {"SERVICE.refuse", "refuse a privileged instruction of user mode", CostClass::kernel_step,
     refuse, kRefuse, kReturn},
    {"SERVICE.depart", "say to the primaries that drain the same lists that this one ends",
     CostClass::kernel_step, depart, kDepart, kDepartExits},
    {"SERVICE.enter-mode",
     "make the thread a primary: it goes on in its scheduler procedure, with Startup",
     CostClass::kernel_step, enter_scheduling_mode, kMode, kEnterExits},
    {"SERVICE.leave-mode", "the scheduler procedure has returned: a standard thread again",
     CostClass::kernel_step, leave_scheduling_mode, kMode, kLeaveExits},
    {"SERVICE.invalid-context",
     "raise an invalid-context exception: the worker is to end",
     CostClass::kernel_step,
     raise_invalid_context,
     {},
     kReturn},
};

}  // namespace

std::span<const Step> service_steps() { return kSteps; }

}  // namespace umsim
