#include "models/user/scheduler.h"

#include "models/kernel/kernel_entry.h"
#include "models/user/idle.h"
#include "models/user/list_items.h"
#include "models/user/procedure.h"
#include "models/user/ready_queue.h"
#include "models/user/remains.h"
#include "models/user/scheduler_steps.h"

namespace umsim {
namespace {

using Row = SchedulerRow;

const Policy& policy(const Execution& e) { return policy_of(e.system(), scheduler_of(e)); }

// ENTRY-9, YIELD-3: the scheduler procedure begins with its stack empty.
Next enter(Execution& e) {
  UserPortion& user = e.user();
  const UpcallReason reason = user.reason;
  const bool yielded = reason == UpcallReason::yield;
  e.report(EventKind::upcall, e.stack_owner(), yielded ? user.hand.value : Index<void>::kNone,
           user.payload, static_cast<std::uint64_t>(reason));
  user.depth = 0;
  user.payload = 0;
  user.reason = UpcallReason::startup;
  if (e.system().has_procedure(e.stack_owner())) {
    return begin_procedure(e, reason);
  }
  user.hand_owned = yielded ? 1 : 0;
  if (yielded) {
    return e.go(policy(e).yielded);
  }
  user.hand = ThreadId();
  return e.go(user.walked.valid() ? Row::append : Row::pick);  // THREAD-8
}

// YIELD-4: a yielded worker is on no list; it goes to the end of the ready queue.
Next keep_yielded(Execution& e) {
  UserPortion& user = e.user();
  push_ready(e, user.hand);
  user.hand = ThreadId();
  return e.go(user.hint.valid() ? Row::hint : Row::pick);
}

// YIELD-5: the hint is tried first, wherever its worker is; the UMS lock refuses what is not to be
// had.
Next follow_hint(Execution& e) {
  UserPortion& user = e.user();
  user.hand = user.hint;
  user.hint = ThreadId();
  user.hand_owned = take_ready(e, user.hand) ? 1 : 0;
  return run_hand(e);
}

Next pick(Execution& e) {
  UserPortion& user = e.user();
  user.hand = take_next(e, scheduler_of(e));
  if (!user.hand.valid()) {
    return e.go(Row::dequeue);
  }
  user.hand_owned = 1;
  return run_hand(e);
}

// Decision 0008: locked or suspended: again later; owned: it is another primary's now; terminated:
// done with it.
Next after_failure(Execution& e) {
  UserPortion& user = e.user();
  if (user.hand_owned != 0) {
    put_hand_back(e, scheduler_of(e), user);
  }
  user.outcome = SwitchOutcome::none;
  user.hand = ThreadId();
  user.hand_owned = 0;
  return e.go(user.chain.valid() ? Row::walk : Row::dequeue);
}

// LIST-7: what is not there is waited for, unless a policy knows something else to do. Among
// several a primary says that it is idle when it sees the queue empty: what comes from now on wakes
// it (decisions 0025, 0146). Who looks at the list looks after a primary that has ended as well
// (EXIT-6).
Next dequeue(Execution& e) {
  const SchedulerId id = scheduler_of(e);
  if (e.machine.list(e.system().scheduler(id).list).departed != 0) {
    return e.go(Row::adopt);
  }
  if (take_items(e, e.system().scheduler(id).list)) {
    return e.go(policy(e).dequeued);
  }
  if (shared_of(e.machine, id).live == 0) {
    return e.go(Row::leave);
  }
  if (policy(e).choose(e.machine, id).valid()) {
    return e.go(Row::pick);
  }
  if (has_company(e.system(), id)) {
    become_idle(e);
  }
  return e.go(policy(e).nothing);
}

// The chain is latest first; walking it turns it round, so that what was queued first comes first.
Next walk(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId item = next_item(e);
  e.machine.context(item).next = user.walked;
  user.walked = item;
  return e.go(user.chain.valid() ? Row::walk : Row::append);
}

Next append(Execution& e) {
  UserPortion& user = e.user();
  const ThreadId item = user.walked;
  Context& context = e.machine.context(item);
  user.walked = context.next;
  context.next = ThreadId();
  push_ready(e, item);
  return e.go(user.walked.valid() ? Row::append : Row::pick);
}

Next wait_for_list(Execution& e) {
  const Row next = has_company(e.system(), scheduler_of(e)) ? Row::resume : Row::dequeue;
  e.cpu().registers.control.code = step_ref(RoutineId::scheduler, row_of(next));
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
                             {Rights::interlocked, Place::schedulers, Role::stack},
                             {Rights::write, Place::notes, Role::stack}};
constexpr Access kDequeue[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::interlocked, Place::list, Role::stack},
                               {Rights::interlocked, Place::schedulers, Role::stack},
                               {Rights::read, Place::notes, Role::stack},
                               {Rights::write, Place::contexts, Role::stack}};
constexpr Access kIdle[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::interlocked, Place::schedulers, Role::stack}};
constexpr Access kRaid[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::interlocked, Place::lists, Role::stack},
                            {Rights::interlocked, Place::schedulers, Role::stack},
                            {Rights::write, Place::contexts, Role::stack}};
constexpr Access kPoll[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::read, Place::schedulers, Role::stack},
                            {Rights::write, Place::notes, Role::stack},
                            {Rights::read, Place::contexts, Role::stack}};
constexpr Access kRequeue[] = {{Rights::write, Place::user, Role::stack},
                               {Rights::write, Place::link, Role::hand},
                               {Rights::interlocked, Place::list, Role::stack}};
constexpr Access kWalk[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::write, Place::link, Role::chain}};
constexpr Access kAppend[] = {{Rights::write, Place::user, Role::stack},
                              {Rights::write, Place::link, Role::walked},
                              {Rights::interlocked, Place::schedulers, Role::stack},
                              {Rights::write, Place::notes, Role::stack}};
constexpr Access kAdopt[] = {{Rights::write, Place::all_users, Role::stack},
                             {Rights::interlocked, Place::lists, Role::stack},
                             {Rights::interlocked, Place::schedulers, Role::stack},
                             {Rights::write, Place::notes, Role::stack}};
constexpr Access kRunEarly[] = {{Rights::write, Place::user, Role::stack},
                                {Rights::read, Place::link, Role::chain}};
constexpr Access kTrap[] = {{Rights::write, Place::kthread, Role::self},
                            {Rights::read, Place::translation, Role::self}};
constexpr Exit kEntryExits[] = {{"Yield", "SCHED.keep"},
                                {"Yield, requeue", "SCHED.requeue"},
                                {"Startup or Blocked", "SCHED.pick"},
                                {"the same, a direct switch was interrupted", "SCHED.append"},
                                {"the scenario's own procedure", "PROC"}};
constexpr Exit kKeepExits[] = {{"the yield named a worker", "SCHED.hint"}, {"", "SCHED.pick"}};
constexpr Exit kSwitch[] = {{"", "FIG15"}};
constexpr Exit kHintExits[] = {{"", "FIG15"}, {"somebody idle can help", "SCHED.wake"}};
constexpr Exit kPickExits[] = {{"", "FIG15"},
                               {"somebody idle can help", "SCHED.wake"},
                               {"no worker is ready", "SCHED.dequeue"}};
constexpr Exit kFailedExits[] = {{"", "SCHED.dequeue"}, {"run_before_walked", "SCHED.walk"}};
constexpr Exit kDequeueExits[] = {{"items", "SCHED.walk"},
                                  {"items, run_before_walked", "SCHED.run-early"},
                                  {"no worker is left", "SCHED.leave"},
                                  {"a worker is ready", "SCHED.pick"},
                                  {"nothing", "SCHED.wait"},
                                  {"nothing, work_stealing", "SCHED.steal"},
                                  {"nothing, poller", "SCHED.poll"},
                                  {"a primary has ended", "SCHED.adopt"}};
constexpr Exit kAdoptExits[] = {{"items not walked", "SCHED.walk"},
                                {"items walked", "SCHED.append"},
                                {"nothing, or a worker", "SCHED.dequeue"}};
constexpr Exit kWalkExits[] = {{"more items", "SCHED.walk"}, {"", "SCHED.append"}};
constexpr Exit kAppendExits[] = {{"more items", "SCHED.append"}, {"", "SCHED.pick"}};
constexpr Exit kEntry[] = {{"", "FIG2.4"}};
constexpr Exit kResumeExits[] = {{"", "SCHED.dequeue"}};
constexpr Exit kStealExits[] = {{"", "FIG15"},
                                {"there is no other scheduler", "SCHED.wait"},
                                {"somebody idle can help", "SCHED.wake"},
                                {"no worker is ready", "SCHED.raid"}};
constexpr Exit kRaidExits[] = {{"items", "SCHED.walk"},
                               {"nothing", "SCHED.steal"},
                               {"it was the last scheduler", "SCHED.wait"}};
constexpr Exit kPollExits[] = {{"still suspended", "SCHED.poll"},
                               {"not any more", "SCHED.pick"},
                               {"no more of them", "SCHED.wait"}};
constexpr Exit kToPick[] = {{"", "SCHED.pick"}};

constexpr Step kSteps[] = {
    {"SCHED.entry", "the scheduler procedure begins: Startup, Blocked or Yield",
     CostClass::user_step, enter, kOwn, kEntryExits},
    {"SCHED.keep", "put the yielded worker at the end of the ready queue", CostClass::user_step,
     keep_yielded, kQueue, kKeepExits},
    {"SCHED.hint", "try the worker that the yield named", CostClass::user_step, follow_hint, kQueue,
     kHintExits},
    {"SCHED.pick", "take the worker of the ready queue that is next by the policy",
     CostClass::user_step, pick, kQueue, kPickExits},
    {"SCHED.failed", "the switch failed: try again later, or forget the worker",
     CostClass::user_step, after_failure, kQueue, kFailedExits},
    {"SCHED.dequeue",
     "take all items of the completion list, or say to the other primaries that there is nothing "
     "to run",
     CostClass::interlocked, dequeue, kDequeue, kDequeueExits},
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
    {"SCHED.attempt", "try to switch to the worker in hand", CostClass::user_step, attempt_switch,
     kOwn, kSwitch},
    {"SCHED.wake", "more work is left: call the kernel to wake an idle primary",
     CostClass::user_instruction, wake_idle, kTrap, kEntry},
    {"SCHED.resume", "idle no more", CostClass::interlocked, resume, kIdle, kResumeExits},
    {"SCHED.steal", "take a worker from another scheduler's ready queue", CostClass::user_step,
     steal_from_queue, kQueue, kStealExits},
    {"SCHED.raid", "take all items of another scheduler's completion list", CostClass::interlocked,
     steal_from_list, kRaid, kRaidExits},
    {"SCHED.poll", "ask whether the next worker that was set aside is still suspended",
     CostClass::user_step, look_at_suspended, kPoll, kPollExits},
    {"SCHED.run-early", "wrong: run the first item of a chain that is not walked",
     CostClass::user_step, run_before_walked, kRunEarly, kSwitch},
    {"SCHED.requeue", "wrong: put the yielded worker on the completion list",
     CostClass::interlocked, requeue_in_user_mode, kRequeue, kToPick},
    {"SCHED.adopt", "take what a primary that has ended had in hand", CostClass::interlocked, adopt,
     kAdopt, kAdoptExits},
};
static_assert(std::size(kSteps) == row_of(Row::adopt) + 1U);

}  // namespace

std::span<const Step> scheduler_steps() { return kSteps; }

Registers scheduler_entry_registers(const Machine& machine, ThreadId primary) {
  Registers registers;
  registers.integer = machine.user(primary).reentry;
  registers.control.stack_owner = primary;
  registers.control.code = scheduler_entry_step();
  return registers;
}

StepRef scheduler_entry_step() { return step_ref(RoutineId::scheduler, row_of(Row::entry)); }

}  // namespace umsim
