#include "models/kernel/service_waits.h"

#include "models/kernel/dispatcher.h"
#include "models/kernel/objects.h"
#include "models/kernel/services.h"
#include "models/kernel/waits.h"

namespace umsim {
namespace {

Next wait_until_over(Execution& e, WaitFor what) {
  begin_wait(e, what, step_ref(RoutineId::service, row_of(ServiceRow::wait)));
  return Execution::leave();
}

// A thread that is to end begins no wait: who could end it has been and gone.
bool is_to_end(const Execution& e) { return e.kthread().terminating != 0; }

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

}  // namespace

void bring_page(const Execution& e) {
  const TrapFrame& trap = e.kthread().trap;
  if (trap.placed == 0) {
    e.machine.user(e.self()).page_present = trap.service == Service::system_call ? 0 : 1;
  }
}

Next wait_for_time(Execution& e) {
  if (is_to_end(e)) {
    return Execution::back();
  }
  const bool page = e.kthread().trap.service == Service::hard_fault;
  return wait_until_over(e, {page ? WaitReason::page : WaitReason::timer, {}, {}});
}

// The one completion of all waits. An APC may have woken the thread before its wait is over.
Next complete_service_wait(Execution& e) {
  KThread& kthread = e.kthread();
  const WaitReason reason = kthread.wait;
  const bool over = kthread.wait_done != 0;
  if (!over && kthread.terminating != 0) {
    return e.go(ServiceRow::give_up);
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
  return more && kthread.terminating == 0 ? e.go(ServiceRow::transfer) : Execution::back();
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

// A wait for what is set already is none: it does not block.
Next wait_for_object(Execution& e) {
  const ObjectId object = requested(e.machine, e.self()).object;
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
  const ObjectId device = requested(e.machine, e.self()).object;
  e.report(EventKind::io_request, e.self(), device.value);
  join_queue(e.machine, device, e.self());
  return wait_until_over(e, {WaitReason::io, device, {}});
}

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
