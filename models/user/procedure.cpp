#include "models/user/procedure.h"

#include "models/kernel/kernel_entry.h"
#include "models/ums/fig15_switch.h"
#include "models/user/api.h"
#include "models/user/idle.h"
#include "models/user/list_items.h"
#include "models/user/procedure_queue.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = ProcedureRow;

const ProcedureStep& step_of(const Execution& e) {
  return e.system().procedure_step(e.stack_owner(), e.cpu().registers.control.position);
}

// What no step asks for any more has its default: two states that differ in it are one.
void go_to(const Execution& e, std::uint16_t position) {
  const ProcedureStep& step = step_of(e);
  UserPortion& user = e.user();
  user.upcall = step.forgets_reason ? UpcallReason::startup : user.upcall;
  user.status = step.forgets_status ? Status::success : user.status;
  user.hint = step.forgets_hint ? ThreadId() : user.hint;
  Control& control = e.cpu().registers.control;
  control.position = position;
  control.code = step_ref(RoutineId::procedure, 0);
}

Next go_on(const Execution& e) {
  go_to(e, step_of(e).next);
  return Execution::leave();
}

Next go_on_with(const Execution& e, Status status) {
  e.user().status = status;
  return go_on(e);
}

Next call_kernel_and_go_on(Execution& e, Service service) {
  go_to(e, step_of(e).next);
  return call_kernel(e, service);
}

// A mistake that a real scheduler would pay for with its memory; the invariant PROC names it.
Next go_on_after(const Execution& e, Misuse misuse) {
  e.machine.globals().misuse = misuse;
  return go_on(e);
}

template <class Enum>
bool is_accepted(const ProcedureStep& step, Enum value) {
  return (step.accepted & 1U << static_cast<unsigned>(value)) != 0;
}

bool answer(const Execution& e, const ProcedureStep& step) {
  const UserPortion& user = e.user();
  switch (step.question) {
    case Question::reason: return is_accepted(step, user.upcall);
    case Question::item: return user.hand.valid();
    case Question::status: return is_accepted(step, user.status);
    case Question::empty: return !e.machine.queue(step.queue).first.valid();
    case Question::all_ended: return shared_of(e.machine, scheduler_of(e)).live == 0;
    case Question::terminated:
      return user.hand.valid() && e.machine.context(user.hand).terminated != 0;
    case Question::suspended:
      return user.hand.valid() && e.machine.context(user.hand).suspended != 0;
  }
  return false;
}

Next branch(Execution& e) {
  const ProcedureStep& step = step_of(e);
  go_to(e, answer(e, step) ? step.next : step.otherwise);
  return Execution::leave();
}

Status take(Execution& e) {
  return take_items(e, e.system().list_of(e.stack_owner())) ? Status::success : Status::timed_out;
}

// LIST-6, LIST-7: what is there at once, or what comes first.
Next dequeue(Execution& e) {
  const ProcedureStep& step = step_of(e);
  const Status status = take(e);
  if (status == Status::success || !step.waits) {
    return go_on_with(e, status);
  }
  e.cpu().registers.control.code = step_ref(RoutineId::procedure, row_of(Row::dequeued));
  return call_kernel(e, Service::wait_list);
}

// What ended the wait may be the time-out, the shutdown, or a wake-up by another primary; and the
// items may be another primary's by now.
Next dequeue_after_wait(Execution& e) { return go_on_with(e, take(e)); }

// Without items the item is none, as GetNextUmsListItem returns none.
Next get_next_item(Execution& e) {
  UserPortion& user = e.user();
  user.hand = user.chain;
  if (user.chain.valid()) {
    user.hand = next_item(e);
    e.machine.context(user.hand).next = ThreadId();
  }
  return go_on(e);
}

// With success the worker runs, and the procedure does not go on.
Next execute(Execution& e) {
  const ProcedureStep& step = step_of(e);
  UserPortion& user = e.user();
  const ThreadId worker = step.thread.valid() ? step.thread : user.hand;
  const Status status = judge_target(e.machine, worker);
  if (status != Status::success) {
    return go_on_with(e, status);
  }
  user.hand = worker;
  user.hand_owned = 0;
  user.outcome = SwitchOutcome::none;
  user.status = Status::success;
  return Execution::call(fig15_first_step(e.system()), Row::failed);
}

// The item stays the item: whether it is put back is the procedure's affair (decision 0008).
Next after_failure(Execution& e) {
  UserPortion& user = e.user();
  const Status status = status_of(user.outcome);
  user.outcome = SwitchOutcome::none;
  user.hand_owned = 0;
  return go_on_with(e, status);
}

template <End end>
Next push(Execution& e) {
  UserPortion& user = e.user();
  if (!user.hand.valid()) {
    return go_on_after(e, Misuse::queued_nothing);
  }
  if (!push_queue(e, step_of(e).queue, user.hand, end)) {
    return go_on_after(e, Misuse::queued_twice);
  }
  user.hand = ThreadId();
  return go_on(e);
}

template <End end>
Next pop(Execution& e) {
  e.user().hand = pop_queue(e, step_of(e).queue, end);
  return go_on(e);
}

// YIELD-5. The hint is used up.
Next take_hint(Execution& e) {
  UserPortion& user = e.user();
  const bool there = user.hint.valid() && take_from_queue(e, step_of(e).queue, user.hint);
  user.hand = there ? user.hint : ThreadId();
  user.hint = ThreadId();
  return go_on(e);
}

Next retire(Execution& e) {
  UserPortion& user = e.user();
  if (!user.hand.valid() || e.machine.context(user.hand).terminated == 0) {
    return go_on_after(e, Misuse::retired_alive);
  }
  WorkerNote& note = e.machine.note(user.hand);
  if (note.retired == 0) {
    note.retired = 1;
    --shared_of(e.machine, scheduler_of(e)).live;
  }
  user.hand = ThreadId();
  return go_on(e);
}

Next wake(Execution& e) { return call_kernel_and_go_on(e, Service::wake_primary); }

// THREAD-5: the caller is a primary already.
Next enter(Execution& e) { return go_on_with(e, Status::not_supported); }

// The last one to return shuts the scheduler down, so that the others need not wait for more.
Next leave(Execution& e) {
  UserPortion& user = e.user();
  user.hand = ThreadId();
  user.chain = ThreadId();
  user.hint = ThreadId();
  user.upcall = UpcallReason::startup;
  user.status = Status::success;
  e.cpu().registers.control.position = 0;
  if (shared_of(e.machine, scheduler_of(e)).live == 0) {
    return Execution::jump(RoutineId::scheduler, SchedulerRow::leave);
  }
  e.cpu().registers.control.code = step_ref(RoutineId::scheduler, row_of(SchedulerRow::returned));
  return call_kernel(e, Service::leave_scheduling);
}

constexpr Access kOwn[] = {{Rights::write, Place::user, Role::stack}};
constexpr Access kLook[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::read, Place::queues, Role::stack},
                            {Rights::read, Place::schedulers, Role::stack},
                            {Rights::read, Place::flags, Role::hand}};
constexpr Access kDequeue[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::interlocked, Place::list, Role::stack},
                               {Rights::write, Place::contexts, Role::stack},
                               {Rights::write, Place::kthread, Role::self},
                               {Rights::read, Place::translation, Role::self}};
constexpr Access kNextItem[] = {{Rights::write, Place::user, Role::stack},
                                {Rights::write, Place::link, Role::chain}};
constexpr Access kExecute[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::read, Place::contexts, Role::stack}};
constexpr Access kQueue[] = {{Rights::write, Place::user, Role::stack},
                             {Rights::interlocked, Place::queues, Role::stack},
                             {Rights::write, Place::notes, Role::stack}};
constexpr Access kRetire[] = {{Rights::write, Place::user, Role::stack},
                              {Rights::interlocked, Place::schedulers, Role::stack},
                              {Rights::write, Place::notes, Role::stack},
                              {Rights::read, Place::flags, Role::hand}};
constexpr Access kWake[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::write, Place::kthread, Role::self},
                            {Rights::read, Place::translation, Role::self}};
constexpr Access kLeave[] = {{Rights::write, Place::user, Role::stack},
                             {Rights::read, Place::schedulers, Role::stack},
                             {Rights::write, Place::kthread, Role::self},
                             {Rights::read, Place::translation, Role::self}};
constexpr Exit kNext[] = {{"the next step", "PROC"}};
constexpr Exit kBranch[] = {{"yes or no", "PROC"}};
constexpr Exit kDequeueExits[] = {{"items, or it is not to wait", "PROC"}, {"nothing", "FIG2.4"}};
constexpr Exit kExecuteExits[] = {{"", "FIG15"}, {"no worker, or no context", "PROC"}};
constexpr Exit kEntry[] = {{"", "FIG2.4"}};
constexpr Exit kLeaveExits[] = {{"all workers have ended", "SCHED.leave"}, {"", "FIG2.4"}};

constexpr Step kSteps[] = {
    {"PROC.test", "branch by the item, the last status or the upcall's reason",
     CostClass::user_instruction, branch, kOwn, kBranch},
    {"PROC.dequeued", "behind the wait: take all items of the completion list",
     CostClass::interlocked, dequeue_after_wait, kDequeue, kNext},
    {"PROC.failed", "ExecuteUmsThread returns: the switch failed", CostClass::user_step,
     after_failure, kOwn, kNext},
    {"PROC.look", "branch by a queue, by the item's context, by whether all workers have ended",
     CostClass::user_step, branch, kLook, kBranch},
    {"PROC.dequeue", "DequeueUmsCompletionListItems", CostClass::interlocked, dequeue, kDequeue,
     kDequeueExits},
    {"PROC.next-item", "GetNextUmsListItem", CostClass::user_step, get_next_item, kNextItem, kNext},
    {"PROC.execute", "ExecuteUmsThread", CostClass::user_step, execute, kExecute, kExecuteExits},
    {"PROC.push-head", "put the item at the head of a queue", CostClass::user_step, push<End::head>,
     kQueue, kNext},
    {"PROC.push-tail", "put the item at the tail of a queue", CostClass::user_step, push<End::tail>,
     kQueue, kNext},
    {"PROC.pop-head", "take the item from the head of a queue", CostClass::user_step,
     pop<End::head>, kQueue, kNext},
    {"PROC.pop-tail", "take the item from the tail of a queue", CostClass::user_step,
     pop<End::tail>, kQueue, kNext},
    {"PROC.take-hint", "take the worker that the yield named, if it is in a queue",
     CostClass::user_step, take_hint, kQueue, kNext},
    {"PROC.retire", "the item has ended: one worker less", CostClass::user_step, retire, kRetire,
     kNext},
    {"PROC.wake", "call the kernel to wake a primary that waits for the list",
     CostClass::user_instruction, wake, kWake, kEntry},
    {"PROC.enter", "EnterUmsSchedulingMode, called by a primary", CostClass::user_step, enter, kOwn,
     kNext},
    {"PROC.return", "return from the scheduler procedure", CostClass::user_instruction, leave,
     kLeave, kLeaveExits},
};
static_assert(std::size(kSteps) == static_cast<std::size_t>(Row::count_));

}  // namespace

std::span<const Step> procedure_steps() { return kSteps; }

Next begin_procedure(Execution& e, UpcallReason reason) {
  UserPortion& user = e.user();
  user.hand_owned = 0;
  user.upcall = reason;
  user.status = Status::success;
  if (reason != UpcallReason::yield) {
    user.hand = ThreadId();
    user.hint = ThreadId();
  }
  return Execution::jump(RoutineId::procedure, 0);
}

std::uint64_t procedure_time_out(const Machine& machine, ThreadId primary) {
  const Control& control = machine.kthread(primary).trap.registers.control;
  return machine.system().procedure_step(primary, control.position).cycles;
}

}  // namespace umsim
