#include "models/kernel/services.h"

#include "models/kernel/apc_queue.h"
#include "models/kernel/debug_registers.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/objects.h"
#include "models/kernel/scheduling_mode.h"
#include "models/kernel/thread_creation.h"
#include "models/kernel/thread_end.h"
#include "models/kernel/waits.h"
#include "models/user/api.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  run,
  block,
  wait,
  list_wait,
  shut_down,
  end,
  object_wait,
  transfer,
  set_event,
  reset_event,
  set_timer,
  give_up,
  wake_primary,
  create_thread,
  set_debug,
  refuse,
  depart,
  enter_mode,
  leave_mode,
  invalid_context
};

// A placed fault was at another page than the one that the program's next instruction touches.
void bring_page(const Execution& e) {
  const TrapFrame& trap = e.kthread().trap;
  if (trap.placed == 0) {
    e.machine.user(e.self()).page_present = trap.service == Service::system_call ? 0 : 1;
  }
}

Next do_work_in_kernel(Execution& e) {
  e.extra_cycles = service_cycles(e.machine, e.self());
  bring_page(e);
  return Execution::back();
}

Next exit_thread(Execution& e) {
  e.kthread().end_at_exit();
  return e.machine.is_worker_now(e.self()) ? Execution::back() : e.go(Row::end);
}

// The transfers of one request follow each other: the thread blocks for each.
Next begin_transfers(Execution& e) {
  e.machine.wait_block(e.self()).transfers_left = requested(e.machine, e.self()).count;
  return e.go(Row::transfer);
}

// The service belongs to the thread that executes it, by its own trap frame (ENTRY-4, INV-4).
Next run_service(Execution& e) {
  switch (e.kthread().trap.service) {
    case Service::system_call:
    case Service::soft_fault: return do_work_in_kernel(e);
    case Service::convert_to_standard:
    case Service::yield: return Execution::back();  // all of it is in the way out (FIG2.8)
    case Service::sleep:
    case Service::hard_fault: return e.go(Row::block);
    case Service::exit: return exit_thread(e);
    case Service::wait_list: return e.go(Row::list_wait);
    case Service::shut_down: return e.go(Row::shut_down);
    case Service::wait: return e.go(Row::object_wait);
    case Service::set_event: return e.go(Row::set_event);
    case Service::reset_event: return e.go(Row::reset_event);
    case Service::set_timer: return e.go(Row::set_timer);
    case Service::io: return begin_transfers(e);
    case Service::create_thread: return e.go(Row::create_thread);
    case Service::wake_primary: return e.go(Row::wake_primary);
    case Service::set_debug_registers: return e.go(Row::set_debug);
    case Service::privileged_instruction: return e.go(Row::refuse);
    case Service::enter_scheduling: return e.go(Row::enter_mode);
    case Service::leave_scheduling: return e.go(Row::leave_mode);
    case Service::invalid_context: return e.go(Row::invalid_context);
    case Service::run_with_debug_registers:
    case Service::restore_debug_registers:
    case Service::none:
    case Service::count_: break;
  }
  throw InternalError("a service was run without one");
}

Next wait_until_over(Execution& e, WaitFor what) {
  begin_wait(e, what, step_ref(RoutineId::service, row_of(Row::wait)));
  return Execution::leave();
}

// A thread that is to end begins no wait: who could end it has been and gone.
bool is_to_end(const Execution& e) { return e.kthread().terminating != 0; }

Next wait_for_time(Execution& e) {
  if (is_to_end(e)) {
    return Execution::back();
  }
  const bool page = e.kthread().trap.service == Service::hard_fault;
  return wait_until_over(e, {page ? WaitReason::page : WaitReason::timer, {}, {}});
}

// The one completion of all waits. An APC may have woken the thread before its wait is over.
Next complete_wait_step(Execution& e) {
  KThread& kthread = e.kthread();
  const WaitReason reason = kthread.wait;
  const bool over = kthread.wait_done != 0;
  if (!over && kthread.terminating != 0) {
    return e.go(Row::give_up);
  }
  if (!over) {
    wait_for(e, WaitReason::none);
    return Execution::leave();
  }
  clear_wait(e.machine, e.self());
  if (reason == WaitReason::page) {
    bring_page(e);
  }
  if (reason != WaitReason::io) {
    return Execution::back();
  }
  const bool more = --e.machine.wait_block(e.self()).transfers_left != 0;
  return more && kthread.terminating == 0 ? e.go(Row::transfer) : Execution::back();
}

// A thread that is to end waits no longer, and nobody finds it in a queue. What it waited for may
// have come since it looked.
Next give_up(Execution& e) {
  leave_queue(e.machine, e.self());
  if (e.kthread().wait_done == 0) {
    e.report(EventKind::wait_given_up, e.self(), Index<void>::kNone,
             static_cast<std::uint64_t>(e.kthread().wait));
  }
  clear_wait(e.machine, e.self());
  return Execution::back();
}

// The list's event, the shutdown of its scheduler, the end of one of its primaries.
bool is_set(const CompletionList& list) {
  return list.signalled != 0 || list.shutting_down != 0 || list.departed != 0;
}

// For some list that the thread drains.
bool has_items_or_ends(const Execution& e) {
  const System& system = e.system();
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    const CompletionList& list = e.machine.list(ListId(i));
    if (system.drains(e.self(), ListId(i)) && is_set(list)) {
      return true;
    }
  }
  return false;
}

ListId list_with_work_event(const Execution& e) {
  return e.system().list_with_work_event(e.self());
}

bool is_work_set(const Execution& e) { return e.machine.list(list_with_work_event(e)).work != 0; }

// LIST-7: waits for the events of the lists that it drains, for the shutdown and for the end of
// another primary, which all stay set (decisions 0007, 0065), and for work in a ready queue
// (decision 0025). The event that says so lets one through: it is reset by the wait that finds it
// set, in one (decision 0146).
Next wait_for_list(Execution& e) {
  if (has_items_or_ends(e) || is_to_end(e)) {
    return Execution::back();
  }
  if (is_work_set(e)) {
    change_list_event(e, list_with_work_event(e), ListEvent::work, 0);
    return Execution::back();
  }
  return wait_until_over(e, {WaitReason::list, {}, e.system().list_of(e.self())});
}

// Somebody who waits is let through at once.
Next wake_primary(Execution& e) {
  const ListId list = list_with_work_event(e);
  if (!end_one_wait(e, {WaitReason::list, {}, list})) {
    change_list_event(e, list, ListEvent::work, 1);
  }
  return Execution::back();
}

ObjectId requested_object(const Execution& e) { return requested(e.machine, e.self()).object; }

// A wait for what is set already is none: it does not block.
Next wait_for_object(Execution& e) {
  const ObjectId object = requested_object(e);
  const bool goes_on = is_to_end(e) || take_signal(e.machine, object);
  e.report(EventKind::object_wait, e.self(), object.value, 0, e.machine.object(object).signalled);
  if (goes_on) {
    return Execution::back();
  }
  join_queue(e.machine, object, e.self());
  return wait_until_over(e, {wait_reason(e.system().object(object).kind), object, {}});
}

Next request_transfer(Execution& e) {
  if (is_to_end(e)) {
    return Execution::back();
  }
  const ObjectId device = requested_object(e);
  e.report(EventKind::io_request, e.self(), device.value);
  join_queue(e.machine, device, e.self());
  return wait_until_over(e, {WaitReason::io, device, {}});
}

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
  return e.system().enters_scheduling(e.self()) ? e.go(Row::leave_mode) : leave_scheduling_mode(e);
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
     complete_wait_step, kWait, kWaitExits},
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

std::uint8_t service_end_row() { return row_of(Row::end); }

std::uint8_t service_depart_row() { return row_of(Row::depart); }

void change_list_event(const Execution& e, ListId list, ListEvent event, std::uint8_t value) {
  CompletionList& state = e.machine.list(list);
  std::uint8_t& flag = event == ListEvent::shut_down   ? state.shutting_down
                       : event == ListEvent::departure ? state.departed
                                                       : state.work;
  if (flag != value) {
    e.report(EventKind::list_event, e.self(), list.value, static_cast<std::uint64_t>(event), value);
  }
  flag = value;
}

void wake_list_waiters(const Execution& execution, ListId list) {
  end_all_waits(execution, {WaitReason::list, {}, list});
}

}  // namespace umsim
