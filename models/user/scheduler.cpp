#include "models/user/scheduler.h"

#include "models/kernel/kernel_entry.h"
#include "models/user/ready_queue.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  entry,
  keep,
  hint,
  pick,
  failed,
  dequeue,
  walk,
  append,
  wait,
  leave,
  returned
};

SchedulerId scheduler_of(const Execution& e) {
  return e.system().thread(e.stack_owner()).scheduler;
}

Next try_switch() { return Execution::call(RoutineId::fig15_switch, Row::failed); }

// ENTRY-9, YIELD-3: the scheduler procedure begins with its stack empty.
Next enter(Execution& e) {
  UserPortion& user = e.user();
  const bool yielded = user.reason == UpcallReason::yield;
  e.report(EventKind::upcall, e.stack_owner(), yielded ? user.hand.value : Index<void>::kNone,
           user.payload, static_cast<std::uint64_t>(user.reason));
  user.depth = 0;
  user.payload = 0;
  user.reason = UpcallReason::startup;
  if (yielded) {
    return e.go(Row::keep);
  }
  user.hand = ThreadId();
  return e.go(Row::pick);
}

// YIELD-4: a yielded worker is on no list; it goes to the end of the ready queue.
Next keep_yielded(Execution& e) {
  UserPortion& user = e.user();
  push_ready(e.machine, user.hand);
  user.hand = ThreadId();
  return e.go(user.hint.valid() ? Row::hint : Row::pick);
}

// YIELD-5: the hint is tried first, wherever its worker is; the UMS lock refuses what is not to be
// had.
Next follow_hint(Execution& e) {
  UserPortion& user = e.user();
  user.hand = user.hint;
  user.hint = ThreadId();
  user.hand_owned = take_ready(e.machine, user.hand) ? 1 : 0;
  return try_switch();
}

Next pick(Execution& e) {
  UserPortion& user = e.user();
  user.hand = pop_ready(e.machine, scheduler_of(e));
  if (!user.hand.valid()) {
    return e.go(Row::dequeue);
  }
  user.hand_owned = 1;
  return try_switch();
}

void retire(const Execution& e, ThreadId worker) {
  WorkerNote& note = e.machine.note(worker);
  if (note.retired == 0) {
    note.retired = 1;
    --e.machine.scheduler(scheduler_of(e)).live;
  }
}

// Decision 0008: locked or suspended: again later; owned: it is another primary's now; terminated:
// done with it.
Next after_failure(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId worker = user.hand;
  const bool ours = user.hand_owned != 0;
  if (ours && user.outcome == SwitchOutcome::terminated) {
    retire(e, worker);
  } else if (ours && user.outcome != SwitchOutcome::owned) {
    push_ready(e.machine, worker);
  }
  user.outcome = SwitchOutcome::none;
  user.hand = ThreadId();
  user.hand_owned = 0;
  return e.go(Row::dequeue);
}

// LIST-6, LIST-7: all items at once, and the event with them (decision 0007).
Next dequeue(Execution& e) {
  const ListId id = e.system().list_of(e.stack_owner());
  CompletionList& list = e.machine.list(id);
  UserPortion& user = e.user();
  e.report(EventKind::list_dequeue, e.stack_owner(), id.value, list.head.value);
  user.chain = list.head;
  list.head = ThreadId();
  list.signalled = 0;
  for (ThreadId at = user.chain; at.valid(); at = e.machine.context(at).next) {
    e.machine.context(at).on_list = 0;
  }
  if (user.chain.valid()) {
    return e.go(Row::walk);
  }
  const Scheduler& scheduler = e.machine.scheduler(scheduler_of(e));
  if (scheduler.live == 0) {
    return e.go(Row::leave);
  }
  return e.go(scheduler.first.valid() ? Row::pick : Row::wait);
}

// The chain is latest first; walking it turns it round, so that what was queued first comes first.
Next walk(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId item = user.chain;
  Context& context = e.machine.context(item);
  user.chain = context.next;
  context.next = user.walked;
  user.walked = item;
  return e.go(user.chain.valid() ? Row::walk : Row::append);
}

Next append(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId item = user.walked;
  Context& context = e.machine.context(item);
  user.walked = context.next;
  context.next = ThreadId();
  push_ready(e.machine, item);
  return e.go(user.walked.valid() ? Row::append : Row::pick);
}

Next wait_for_list(Execution& e) {
  e.cpu().registers.control.code = step_ref(RoutineId::scheduler, row_of(Row::dequeue));
  return call_kernel(e, Service::wait_list);
}

Next leave(Execution& e) {
  e.cpu().registers.control.code = step_ref(RoutineId::scheduler, row_of(Row::returned));
  return call_kernel(e, Service::shut_down);
}

// THREAD-5: a primary that the kernel has converted back is a standard thread, and has nothing left
// to do.
Next end_thread(Execution& e) { return call_kernel(e, Service::exit); }

constexpr Access kOwn[] = {{Rights::write, Place::user, Role::stack}};
constexpr Access kQueue[] = {{Rights::write, Place::user, Role::stack},
                             {Rights::interlocked, Place::scheduler, Role::stack},
                             {Rights::write, Place::notes, Role::stack}};
constexpr Access kDequeue[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::interlocked, Place::list, Role::stack},
                               {Rights::read, Place::scheduler, Role::stack},
                               {Rights::write, Place::contexts, Role::stack}};
constexpr Access kWalk[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::write, Place::link, Role::chain}};
constexpr Access kAppend[] = {{Rights::write, Place::user, Role::stack},
                              {Rights::write, Place::link, Role::walked},
                              {Rights::interlocked, Place::scheduler, Role::stack},
                              {Rights::write, Place::notes, Role::stack}};
constexpr Access kTrap[] = {{Rights::write, Place::kthread, Role::self},
                            {Rights::read, Place::translation, Role::self}};
constexpr Exit kEntryExits[] = {{"Yield", "SCHED.keep"}, {"Startup or Blocked", "SCHED.pick"}};
constexpr Exit kKeepExits[] = {{"the yield named a worker", "SCHED.hint"}, {"", "SCHED.pick"}};
constexpr Exit kSwitch[] = {{"", "FIG15"}};
constexpr Exit kPickExits[] = {{"", "FIG15"}, {"the ready queue is empty", "SCHED.dequeue"}};
constexpr Exit kFailedExits[] = {{"", "SCHED.dequeue"}};
constexpr Exit kDequeueExits[] = {{"items", "SCHED.walk"},
                                  {"no worker is left", "SCHED.leave"},
                                  {"the ready queue has a worker", "SCHED.pick"},
                                  {"nothing", "SCHED.wait"}};
constexpr Exit kWalkExits[] = {{"more items", "SCHED.walk"}, {"", "SCHED.append"}};
constexpr Exit kAppendExits[] = {{"more items", "SCHED.append"}, {"", "SCHED.pick"}};
constexpr Exit kEntry[] = {{"", "FIG2.4"}};

constexpr Step kSteps[] = {
    {"SCHED.entry", "the scheduler procedure begins: Startup, Blocked or Yield",
     CostClass::user_step, enter, kOwn, kEntryExits},
    {"SCHED.keep", "put the yielded worker at the end of the ready queue", CostClass::user_step,
     keep_yielded, kQueue, kKeepExits},
    {"SCHED.hint", "try the worker that the yield named", CostClass::user_step, follow_hint, kQueue,
     kSwitch},
    {"SCHED.pick", "take the first worker of the ready queue", CostClass::user_step, pick, kQueue,
     kPickExits},
    {"SCHED.failed", "the switch failed: try again later, or forget the worker",
     CostClass::user_step, after_failure, kQueue, kFailedExits},
    {"SCHED.dequeue", "take all items of the completion list", CostClass::interlocked, dequeue,
     kDequeue, kDequeueExits},
    {"SCHED.walk", "walk the dequeued chain by one item", CostClass::user_step, walk, kWalk,
     kWalkExits},
    {"SCHED.append", "put the next walked item at the end of the ready queue", CostClass::user_step,
     append, kAppend, kAppendExits},
    {"SCHED.wait", "call the kernel to wait for the list's event", CostClass::user_instruction,
     wait_for_list, kTrap, kEntry},
    {"SCHED.leave", "no worker is left: shut the scheduler down", CostClass::user_instruction,
     leave, kTrap, kEntry},
    {"SCHED.returned", "the primary is a standard thread again: end it",
     CostClass::user_instruction, end_thread, kTrap, kEntry},
};

}  // namespace

std::span<const Step> scheduler_steps() { return kSteps; }

StepRef scheduler_entry_step() { return step_ref(RoutineId::scheduler, row_of(Row::entry)); }

}  // namespace umsim
