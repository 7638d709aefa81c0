#include "models/ums/fig16_yield.h"

#include "models/cpu/teb.h"
#include "models/kernel/debug_registers.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/lock.h"
#include "models/user/scheduler.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { b1_integer, b1_control, b2, debug, b3, b4_integer, b4_control };

// Until the last part of B1 the CPU is on the worker's stack, then on the primary's (decision
// 0005).
Next save_integer(Execution& e) {
  e.machine.context(e.stack_owner()).saved.integer = e.cpu().registers.integer;
  return e.next();
}

// YIELD-6: what is saved is the point after the call, which returns success.
Next save_control(Execution& e) {
  const ThreadId worker = e.stack_owner();
  Context& context = e.machine.context(worker);
  Control& control = e.cpu().registers.control;
  UserPortion& primary = e.machine.user(context.primary);
  primary.reason = UpcallReason::yield;
  primary.hint = e.system().instruction(worker, control.position).hint;

  context.saved.control = control;
  context.saved.control.code = step_ref(RoutineId::user_program, 0);
  ++context.saved.control.position;
  context.saved.control.after_call = 1;
  context.full = 0;
  context.yielding = 1;
  e.machine.newest(worker).control = context.saved.control;
  e.report(EventKind::context_saved, worker);

  control = Control{};
  control.stack_owner = context.primary;
  return e.next();
}

Next reload_teb(Execution& e) {
  load_teb_in_user_mode(e, e.stack_owner());
  return e.go(e.system().debug_registers ? Row::debug : Row::b3);
}

// DEBUG-3: while the CPU has the worker's debug registers, the CID is not released (YIELD-2).
Next call_for_debug_registers(Execution& e) {
  if (!needs_debug_call(e.machine, e.stack_owner(), e.user().hand)) {
    return e.next();
  }
  e.cpu().registers.control.code = step_ref(RoutineId::fig16_yield, row_of(Row::b3));
  return call_kernel(e, Service::restore_debug_registers);
}

// YIELD-2: by now neither TEB nor stack are the worker's.
Next release_claim(Execution& e) {
  e.machine.context(e.user().hand).yielding = 0;
  release_cid(e, e.user().hand);
  return e.next();
}

Next load_integer(Execution& e) {
  e.cpu().registers.integer = e.user().reentry;
  return e.next();
}

// YIELD-3: the primary's context is its scheduler's entry.
Next load_control(Execution& e) {
  e.report(EventKind::ums_yield, e.stack_owner(), e.user().hand.value);
  e.cpu().registers.control.code = scheduler_entry_step();
  return Execution::leave();
}

constexpr Access kSave[] = {{Rights::write, Place::saved, Role::stack}};
constexpr Access kSaveLast[] = {{Rights::write, Place::saved, Role::stack},
                                {Rights::write, Place::newest, Role::stack},
                                {Rights::read, Place::flags, Role::stack},
                                {Rights::write, Place::on_list, Role::stack},
                                {Rights::write, Place::user, Role::primary}};
constexpr Access kRelease[] = {{Rights::read, Place::user, Role::stack},
                               {Rights::write, Place::on_list, Role::hand},
                               {Rights::interlocked, Place::lock, Role::hand}};
constexpr Access kUser[] = {{Rights::read, Place::user, Role::stack}};
constexpr Access kReload[] = {{Rights::read, Place::descriptor, Role::stack}};
constexpr Access kDebug[] = {{Rights::read, Place::user, Role::stack},
                             {Rights::read, Place::holder, Role::hand},
                             {Rights::read, Place::holder, Role::stack},
                             {Rights::write, Place::kthread, Role::self},
                             {Rights::read, Place::translation, Role::self}};
constexpr Exit kToControl[] = {{"", "FIG16.B1.control"}};
constexpr Exit kToB2[] = {{"", "FIG16.B2"}};
constexpr Exit kToB3[] = {{"", "FIG16.B3"}, {"threads may use debug registers", "FIG16.B2.debug"}};
constexpr Exit kDebugExits[] = {{"neither has any", "FIG16.B3"}, {"they are in use", "FIG2.4"}};
constexpr Exit kToB4[] = {{"", "FIG16.B4.integer"}};
constexpr Exit kToB4Control[] = {{"", "FIG16.B4.control"}};
constexpr Exit kToScheduler[] = {{"upcall: Yield", "SCHED.entry"}};

constexpr Step kSteps[] = {
    {"FIG16.B1.integer", "save the integer registers into the worker's user portion",
     CostClass::register_group, save_integer, kSave, kToControl},
    {"FIG16.B1.control", "save instruction and stack pointer; go on on the primary's stack",
     CostClass::register_group, save_control, kSaveLast, kToB2},
    {"FIG16.B2", "reload the primary's TEB", CostClass::segment_load, reload_teb, kReload, kToB3},
    {"FIG16.B2.debug", "does a context holder have debug values? Then call the kernel (FIG. 4)",
     CostClass::user_instruction, call_for_debug_registers, kDebug, kDebugExits},
    {"FIG16.B3", "release the CID", CostClass::interlocked, release_claim, kRelease, kToB4},
    {"FIG16.B4.integer", "load the primary's integer registers", CostClass::register_group,
     load_integer, kUser, kToB4Control},
    {"FIG16.B4.control", "load the primary's instruction pointer: its scheduler procedure",
     CostClass::register_group, load_control, kUser, kToScheduler},
};

}  // namespace

std::span<const Step> fig16_yield_steps() { return kSteps; }

bool fig16_saves(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::fig16_yield) &&
         code.row < row_of(Row::b2);
}

bool fig16_has_saved(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::fig16_yield) &&
         code.row >= row_of(Row::b2) && code.row <= row_of(Row::b3);
}

}  // namespace umsim
