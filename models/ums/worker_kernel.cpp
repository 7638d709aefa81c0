#include "models/ums/worker_kernel.h"

#include <utility>

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/services.h"
#include "models/ums/lock.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  run,
  leave,
  integer,
  volatiles,
  extended,
  control,
  unlock,
  link,
  publish,
  signal,
  park,
  terminate,
  unlock_early,
  publish_early,
  link_late
};

Context& own_context(const Execution& e) { return e.machine.context(e.self()); }

void give_back(const Execution& e, Group group) {
  copy_group(group, e.kthread().trap.registers, own_context(e).saved);
}

Next run_on(Execution& e) {
  if (take_pending_apc(e)) {
    return Execution::call(RoutineId::fig13_apc, Row::run);
  }
  return Execution::call(RoutineId::service, Row::leave);
}

Row after_service(const Execution& e) {
  if (e.kthread().terminating != 0) {
    return Row::terminate;
  }
  if (!e.keeps(KnockOut::capture_before_publish)) {
    return Row::link;
  }
  return e.keeps(KnockOut::unlock_after_context_is_back) ? Row::integer : Row::unlock_early;
}

// APC-21: what is pending is delivered before the kernel portion parks. From the next step until it
// is parked the context is on its way out, and APCs are held back (decision 0009).
Next leave_service(Execution& e) {
  if (take_pending_apc(e)) {
    return Execution::call(RoutineId::fig13_apc, Row::leave);
  }
  return e.go(after_service(e));
}

Next give_back_integer(Execution& e) {
  give_back(e, Group::integer);
  return e.go(e.kthread().trap.full != 0 ? Row::volatiles : Row::control);
}

Next give_back_volatiles(Execution& e) {
  give_back(e, Group::volatiles);
  return e.next();
}

Next give_back_extended(Execution& e) {
  give_back(e, Group::extended);
  return e.next();
}

// LIST-3: with the last group the context is complete, before it is visible on the list.
Next give_back_control(Execution& e) {
  give_back(e, Group::control);
  own_context(e).full = e.kthread().trap.full;
  e.report(EventKind::context_saved, e.self(), Index<void>::kNone, 0, e.kthread().trap.full);
  e.kthread().trap = TrapFrame{};
  return e.next();
}

Next unlock_context(Execution& e) {
  const bool held = own_context(e).lock.holders != 0;
  if (held || e.keeps(KnockOut::lock_in_directed_switch)) {
    unhold(e, e.self());
  }
  return e.next();
}

// Only without unlock-after-context-is-back: whoever tries the worker now loads what it was before.
Next unlock_early(Execution& e) {
  unhold(e, e.self());
  return e.go(Row::integer);
}

// LIST-8: the link is written before the item can be seen.
Next write_link(Execution& e) {
  if (!e.keeps(KnockOut::publish_after_link)) {
    return e.go(Row::publish_early);
  }
  own_context(e).next = e.machine.list(e.system().list_of(e.self())).head;
  return e.next();
}

void become_head(const Execution& e) {
  const ListId id = e.system().list_of(e.self());
  CompletionList& list = e.machine.list(id);
  e.report(EventKind::list_push, e.self(), id.value, list.head.value);
  list.head = e.self();
  own_context(e).on_list = 1;
}

// A compare-and-swap on the head: if it has moved since the link was written, the link is written
// again.
Next publish(Execution& e) {
  CompletionList& list = e.machine.list(e.system().list_of(e.self()));
  if (list.head != own_context(e).next) {
    return e.go(Row::link);
  }
  const bool was_empty = !list.head.valid();
  become_head(e);
  list.filled += was_empty ? 1 : 0;
  return e.go(was_empty ? Row::signal : Row::park);
}

// Only without publish-after-link: whoever dequeues now loses what stands behind the item.
Next publish_early(Execution& e) {
  own_context(e).link_to = e.machine.list(e.system().list_of(e.self())).head;
  become_head(e);
  return e.go(Row::link_late);
}

Next link_late(Execution& e) {
  Context& context = own_context(e);
  context.next = std::exchange(context.link_to, ThreadId());
  const bool was_empty = !context.next.valid();
  e.machine.list(e.system().list_of(e.self())).filled += was_empty ? 1 : 0;
  return e.go(was_empty ? Row::signal : Row::park);
}

// LIST-5: only the push that found the list empty sets the event.
Next signal_list(Execution& e) {
  const ListId id = e.system().list_of(e.self());
  CompletionList& list = e.machine.list(id);
  list.signalled = 1;
  ++list.signals;
  e.report(EventKind::list_signal, e.self(), id.value);
  wake_list_waiters(e, id);
  return e.next();
}

Next end_worker(Execution& e) {
  e.kthread().stack.depth = 0;
  e.report(EventKind::thread_end, e.self());
  drop_apcs(e, e.self());
  leave_cpu(e, ThreadState::ended);
  return Execution::leave();
}

// BLOCK-1: parking wakes the own primary, unless a block has done so before. The wake-up of a
// directed switch that came before the park is not lost (ENTRY-8).
Next park(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.wake_pending != 0) {
    kthread.wake_pending = 0;
    return e.go(Row::run);
  }
  if (take_undeferred_apc(e)) {
    return Execution::call(RoutineId::fig13_apc, Row::park);
  }
  release_queue(e, e.self());
  if (own_context(e).terminated != 0) {
    return end_worker(e);
  }
  e.report(EventKind::park, e.self());
  leave_cpu(e, ThreadState::parked);
  return Execution::leave();
}

// LOCK-9: the lock of a terminated context stays held.
Next mark_terminated(Execution& e) {
  own_context(e).terminated = 1;
  e.kthread().trap = TrapFrame{};
  return e.go(Row::link);
}

constexpr Access kApcs[] = {{Rights::interlocked, Place::apcs, Role::self},
                            {Rights::read, Place::flags, Role::self}};
constexpr Access kSaved[] = {{Rights::write, Place::saved, Role::self}};
constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::self}};
constexpr Access kLink[] = {{Rights::write, Place::link, Role::self},
                            {Rights::read, Place::list, Role::self}};
constexpr Access kPublish[] = {{Rights::read, Place::link, Role::self},
                               {Rights::write, Place::on_list, Role::self},
                               {Rights::interlocked, Place::list, Role::self}};
constexpr Access kSignal[] = {{Rights::write, Place::list, Role::self},
                              {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kPark[] = {{Rights::interlocked, Place::apcs, Role::self},
                            {Rights::read, Place::flags, Role::self},
                            {Rights::write, Place::kthread, Role::queue}};
constexpr Access kFlags[] = {{Rights::write, Place::flags, Role::self}};
constexpr Exit kRunExits[] = {{"an APC is pending", "FIG13"}, {"", "SERVICE"}};
constexpr Exit kLeaveExits[] = {
    {"an APC is pending", "FIG13"},
    {"the thread is to end", "FIG2.8.terminate"},
    {"", "FIG2.8.integer"},
    {"capture-before-publish knocked out", "FIG2.8.link"},
    {"unlock-after-context-is-back knocked out", "FIG2.8.unlock.early"}};
constexpr Exit kToIntegerRow[] = {{"", "FIG2.8.integer"}};
constexpr Exit kToLinkLate[] = {{"", "FIG2.8.link.late"}};
constexpr Exit kLinkLateExits[] = {{"the list was empty", "FIG2.8.signal"}, {"", "FIG2.8.park"}};
constexpr Access kLate[] = {{Rights::write, Place::contexts, Role::self},
                            {Rights::interlocked, Place::list, Role::self}};
constexpr Exit kIntegerExits[] = {{"asynchronous entry: full set", "FIG2.8.volatiles"},
                                  {"synchronous entry: reduced set", "FIG2.8.control"}};
constexpr Exit kToExtended[] = {{"", "FIG2.8.extended"}};
constexpr Exit kToControl[] = {{"", "FIG2.8.control"}};
constexpr Exit kToUnlock[] = {{"", "FIG2.8.unlock"}};
constexpr Exit kToLink[] = {{"", "FIG2.8.link"}};
constexpr Exit kToPublish[] = {{"", "FIG2.8.publish"},
                               {"publish-after-link knocked out", "FIG2.8.publish.early"}};
constexpr Exit kPublishExits[] = {{"the list has changed", "FIG2.8.link"},
                                  {"the list was empty", "FIG2.8.signal"},
                                  {"", "FIG2.8.park"}};
constexpr Exit kToPark[] = {{"", "FIG2.8.park"}};
constexpr Exit kParkExits[] = {{"a directed switch has woken it", "FIG2.7"},
                               {"an APC is pending", "FIG13"},
                               {"terminated", "end of the thread"},
                               {"", "wait"}};

constexpr Step kSteps[] = {
    {"FIG2.7", "execute the service in the worker's kernel portion, under its own identity",
     CostClass::kernel_step, run_on, kApcs, kRunExits},
    {"FIG2.8.leave", "deliver pending APCs before the kernel portion parks", CostClass::kernel_step,
     leave_service, kApcs, kLeaveExits},
    {"FIG2.8.integer", "give the integer registers back to the user portion",
     CostClass::register_group, give_back_integer, kSaved, kIntegerExits, Guard::no_apc},
    {"FIG2.8.volatiles", "give the volatile registers back", CostClass::register_group,
     give_back_volatiles, kSaved, kToExtended, Guard::no_apc},
    {"FIG2.8.extended", "give the extended state back", CostClass::register_group,
     give_back_extended, kSaved, kToControl, Guard::no_apc},
    {"FIG2.8.control", "give instruction and stack pointer back: the context is complete",
     CostClass::register_group, give_back_control, kSaved, kToUnlock, Guard::no_apc},
    {"FIG2.8.unlock", "release the kernel's hold on the UMS lock", CostClass::interlocked,
     unlock_context, kLock, kToLink, Guard::no_apc},
    {"FIG2.8.link", "link the context to the head of the completion list", CostClass::kernel_step,
     write_link, kLink, kToPublish, Guard::no_apc},
    {"FIG2.8.publish", "make the context the head of the completion list", CostClass::interlocked,
     publish, kPublish, kPublishExits, Guard::no_apc},
    {"FIG2.8.signal", "set the completion list's event", CostClass::kernel_step, signal_list,
     kSignal, kToPark, Guard::no_apc},
    {"FIG2.8.park", "park, and wake the primary that sleeps on the kernel queue",
     CostClass::kernel_step, park, kPark, kParkExits, Guard::no_apc},
    {"FIG2.8.terminate", "mark the context terminated; its lock stays held", CostClass::kernel_step,
     mark_terminated, kFlags, kToLink, Guard::no_apc},
    {"FIG2.8.unlock.early",
     "release the lock before the context is back (unlock-after-context-is-back knocked out)",
     CostClass::interlocked, unlock_early, kLock, kToIntegerRow, Guard::no_apc},
    {"FIG2.8.publish.early",
     "become the list's head before linking (publish-after-link knocked out)",
     CostClass::interlocked, publish_early, kLate, kToLinkLate, Guard::no_apc},
    {"FIG2.8.link.late", "link to what was the head (publish-after-link knocked out)",
     CostClass::kernel_step, link_late, kLate, kLinkLateExits, Guard::no_apc},
};

}  // namespace

std::span<const Step> worker_kernel_steps() { return kSteps; }

StepRef worker_start_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::leave)); }

StepRef worker_park_step() { return step_ref(RoutineId::worker_kernel, row_of(Row::park)); }

bool gives_back(StepRef step) {
  return step.routine == static_cast<std::uint8_t>(RoutineId::worker_kernel) &&
         step.row > row_of(Row::integer) && step.row <= row_of(Row::control);
}

bool is_about_to_signal(const KThread& worker) {
  return worker.stack.depth != 0 &&
         worker.stack.top() == step_ref(RoutineId::worker_kernel, row_of(Row::signal));
}

}  // namespace umsim
