#include "models/ums/direct_switch.h"

#include <utility>

#include "models/cpu/teb.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/lock.h"
#include "models/user/api.h"
#include "models/user/ready_queue.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  take,
  integer,
  control,
  release,
  keep,
  failed,
  release_early,
  keep_early
};

constexpr StepRef step_of(Row row) { return step_ref(RoutineId::direct_switch, row_of(row)); }

UserPortion& primary_of(const Execution& e) {
  return e.machine.user(switching_primary(e.machine, e.stack_owner()));
}

// The call returns to A's program.
Next return_to_caller(Execution& e, Status status) {
  e.cpu().registers.control.code = step_ref(RoutineId::user_program, 0);
  return finish_call(e, status);
}

// B is not in the ready queue: where it is, its lock says (decision 0008).
Status status_elsewhere(const Context& context) {
  if (context.terminated != 0) {
    return Status::invalid_state;
  }
  if (context.suspended != 0) {
    return Status::was_suspended;
  }
  return context.lock.cid.valid() ? Status::busy : Status::retry;
}

// From here on the primary has B: as an item that is walked and not yet queued, so that whatever
// becomes of A, the scheduler of this primary or its heir puts B back (EXIT-6). After an
// interrupted switch it has it already.
Next take(Execution& e) {
  const ThreadId other = request_of(e).subject;
  UserPortion& primary = primary_of(e);
  if (primary.walked != other) {
    if (!take_ready(e, other)) {
      return return_to_caller(e, status_elsewhere(e.machine.context(other)));
    }
    primary.walked = other;
  }
  primary.outcome = SwitchOutcome::none;
  return Execution::jump_to(fig15_first_step(e.system()));
}

// As FIG16.B1: with a call, the reduced set.
Next save_integer(Execution& e) {
  e.machine.context(e.stack_owner()).saved.integer = e.cpu().registers.integer;
  return e.next();
}

// What is saved is the point after the call, which has succeeded. From here on the CPU is on the
// primary's stack (decision 0005), which is to load B and has A to put into the ready queue.
Next save_control(Execution& e) {
  const ThreadId worker = e.stack_owner();
  Context& context = e.machine.context(worker);
  Control& control = e.cpu().registers.control;
  return_status(e, worker, request_of(e), Status::success);
  context.saved.control = control;
  context.saved.control.code = step_ref(RoutineId::user_program, 0);
  ++context.saved.control.position;
  context.saved.control.after_call = 1;
  context.full = 0;
  e.machine.newest(worker).control = context.saved.control;
  e.report(EventKind::context_saved, worker);
  UserPortion& primary = e.machine.user(context.primary);
  std::swap(primary.hand, primary.walked);
  control = Control{};
  control.stack_owner = context.primary;
  return e.go(e.keeps(KnockOut::release_before_queue) ? Row::release : Row::keep_early);
}

// YIELD-2: by now neither TEB nor stack are A's.
void release_left(const Execution& e, const UserPortion& primary) {
  if (e.keeps(KnockOut::save_before_release)) {
    release_cid(e, primary.walked);
  }
}

Next release_claim(Execution& e) {
  release_left(e, e.user());
  return e.go(Row::keep);
}

void queue(const Execution& e, ThreadId worker) {
  push_ready(e, worker);
  note_turn(e.machine, e.user().hand);
}

// YIELD-4. Whoever takes A from the queue may claim it: a worker found owned is dropped (decision
// 0008).
Next keep(Execution& e) {
  if (e.keeps(KnockOut::release_before_queue)) {
    queue(e, e.user().walked);
  }
  e.user().walked = ThreadId();
  e.user().hand_owned = 0;  // B is the kernel's to give back from here on
  return Execution::jump_to(fig15_load_step(Group::integer));
}

// B goes back to where it was taken from, and A goes on.
Next put_back(Execution& e) {
  UserPortion& primary = primary_of(e);
  push_ready(e, primary.walked);
  primary.walked = ThreadId();
  const SwitchOutcome outcome = std::exchange(primary.outcome, SwitchOutcome::none);
  const bool refused = outcome == SwitchOutcome::none;  // FIG15.D2: debug registers are in use
  return return_to_caller(e, refused ? Status::not_supported : status_of(outcome));
}

// Only without save-before-release: whoever looks at A now sees what it was before.
Next release_early(Execution& e) {
  release_cid(e, e.stack_owner());
  return e.go(Row::integer);
}

// Only without release-before-queue.
Next keep_early(Execution& e) {
  queue(e, e.user().walked);
  return e.go(Row::release);
}

constexpr Access kQueue[] = {{Rights::write, Place::newest, Role::stack},
                             {Rights::write, Place::user, Role::primary},
                             {Rights::interlocked, Place::schedulers, Role::stack},
                             {Rights::write, Place::notes, Role::stack},
                             {Rights::read, Place::contexts, Role::stack}};
constexpr Access kSave[] = {{Rights::write, Place::saved, Role::stack}};
constexpr Access kSaveLast[] = {{Rights::write, Place::saved, Role::stack},
                                {Rights::write, Place::newest, Role::stack},
                                {Rights::read, Place::flags, Role::stack},
                                {Rights::write, Place::user, Role::primary}};
constexpr Access kRelease[] = {{Rights::read, Place::user, Role::stack},
                               {Rights::interlocked, Place::lock, Role::walked}};
constexpr Access kKeep[] = {{Rights::write, Place::user, Role::stack},
                            {Rights::interlocked, Place::schedulers, Role::stack},
                            {Rights::write, Place::notes, Role::stack}};
constexpr Access kReleaseEarly[] = {{Rights::interlocked, Place::lock, Role::stack}};
constexpr Exit kTakeExits[] = {{"", "FIG15"}, {"it is not in the ready queue", "user mode"}};
constexpr Exit kToControl[] = {{"", "DIRECT.save.control"}};
constexpr Exit kControlExits[] = {{"", "DIRECT.release"},
                                  {"release-before-queue knocked out", "DIRECT.queue.early"}};
constexpr Exit kToKeep[] = {{"", "DIRECT.queue"}};
constexpr Exit kToLoad[] = {{"", "FIG15.B7.integer"}};
constexpr Exit kUser[] = {{"failure to the caller", "user mode"}};
constexpr Exit kToInteger[] = {{"", "DIRECT.save.integer"}};
constexpr Exit kToRelease[] = {{"", "DIRECT.release"}};

constexpr Step kSteps[] = {
    {"DIRECT.take", "take the other worker out of the ready queue", CostClass::user_step, take,
     kQueue, kTakeExits},
    {"DIRECT.save.integer", "save the integer registers into the calling worker's user portion",
     CostClass::register_group, save_integer, kSave, kToControl},
    {"DIRECT.save.control", "save instruction and stack pointer; go on on the primary's stack",
     CostClass::register_group, save_control, kSaveLast, kControlExits},
    {"DIRECT.release", "release the CID of the worker that is saved", CostClass::interlocked,
     release_claim, kRelease, kToKeep},
    {"DIRECT.queue", "put the worker that is saved at the end of the ready queue",
     CostClass::user_step, keep, kKeep, kToLoad},
    {"DIRECT.failed", "put the other worker back into the ready queue, and tell the caller",
     CostClass::user_step, put_back, kQueue, kUser},
    {"DIRECT.release.early",
     "release the calling worker's CID before the save (save-before-release knocked out)",
     CostClass::interlocked, release_early, kReleaseEarly, kToInteger},
    {"DIRECT.queue.early",
     "queue the worker that is saved before its release (release-before-queue knocked out)",
     CostClass::user_step, keep_early, kKeep, kToRelease},
};

}  // namespace

std::span<const Step> direct_switch_steps() { return kSteps; }

StepRef direct_switch_first_step() { return step_of(Row::take); }

ThreadId switching_primary(const Machine& machine, ThreadId stack_owner) {
  return machine.system().is_worker(stack_owner) ? machine.context(stack_owner).primary
                                                 : stack_owner;
}

ThreadId switched_to(const Machine& machine, ThreadId stack_owner) {
  if (!machine.system().is_worker(stack_owner)) {
    return machine.user(stack_owner).hand;
  }
  const ThreadId primary = machine.context(stack_owner).primary;
  return primary.valid() ? machine.user(primary).walked : ThreadId();
}

StepRef direct_switch_save_step(const System& system) {
  const bool early = system.knocked_out(KnockOut::save_before_release);
  return step_of(early ? Row::release_early : Row::integer);
}

StepRef direct_switch_failed_step() { return step_of(Row::failed); }

bool direct_switch_has_recorded(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::direct_switch) &&
         code.row != row_of(Row::take) && code.row != row_of(Row::failed);
}

bool direct_switch_has_saved(StepRef code) {
  return code == step_of(Row::release) || code == step_of(Row::keep_early);
}

bool direct_switch_has_released(StepRef code) { return code == step_of(Row::keep); }

bool direct_switch_saves(StepRef code) { return code == step_of(Row::control); }

void settle_direct_switch(const Execution& e) {
  const ThreadId primary = e.self();
  TrapFrame& trap = e.kthread().trap;
  Control& control = trap.registers.control;
  if (!e.system().is_worker(control.stack_owner)) {
    release_left(e, e.machine.user(primary));
    control.code = step_of(Row::keep);
    return;
  }
  trap.teb = control.stack_owner;
  load_teb_in_kernel_mode(e, control.stack_owner);
  const ThreadId other = e.machine.user(primary).walked;
  if (other.valid() && e.machine.context(other).lock.cid == primary) {
    release_cid(e, other);
  }
  trap.full = 0;
  control.code = step_ref(RoutineId::user_program, 0);
  control.after_call = 1;
  e.machine.newest(control.stack_owner).control.after_call = 1;
}

}  // namespace umsim
