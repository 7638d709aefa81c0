#include "models/ums/fig15_switch.h"

#include "models/cpu/teb.h"
#include "models/kernel/debug_registers.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/direct_switch.h"
#include "models/ums/lock.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  b1_test,
  b1_claim,
  b1_whole,
  d2,
  debug,
  b3,
  d3,
  restore,
  b4,
  b5,
  b6,
  b7_integer,
  b7_volatiles,
  b7_extended,
  b7_control,
  d2_release,
  b2,
  claim_late,
  release_early,
  restore_late
};

// THREAD-8: the caller is the primary, or the worker that it runs.
bool called_by_worker(const Execution& e) { return e.system().is_worker(e.stack_owner()); }
ThreadId primary_of(const Execution& e) { return switching_primary(e.machine, e.stack_owner()); }
UserPortion& scheduling_of(const Execution& e) { return e.machine.user(primary_of(e)); }
ThreadId worker_of(const Execution& e) { return switched_to(e.machine, e.stack_owner()); }
Context& context_of(const Execution& e) { return e.machine.context(worker_of(e)); }
SwitchCounts& counts_of(const Execution& e) { return e.machine.switch_counts(worker_of(e)); }

// SWITCH-8: without terminated-test a terminated context cannot be told from a locked one.
bool is_terminated(const Execution& e, const Context& context) {
  return context.terminated != 0 && e.keeps(KnockOut::terminated_test);
}

// LOCK-7: any holder counts, however many there are.
bool sees_holder(const Execution& e, const UmsLock& lock) {
  return e.keeps(KnockOut::nested_lock_count) ? lock.holders != 0 : (lock.holders & 1U) != 0;
}

// SWITCH-2, decision 0008: what the failing step saw is what the caller is told.
SwitchOutcome locked_outcome(const Execution& e, const Context& context) {
  if (is_terminated(e, context)) {
    return SwitchOutcome::terminated;
  }
  return context.suspended != 0 ? SwitchOutcome::suspended : SwitchOutcome::locked;
}

Next not_taken(const Execution& e, const UmsLock& lock) {
  scheduling_of(e).outcome =
      lock.cid.valid() ? SwitchOutcome::owned : locked_outcome(e, context_of(e));
  return e.go(Row::b2);
}

// LOCK-2: the first test looks at both fields.
Next test_both(Execution& e) {
  ++counts_of(e).attempts;
  const UmsLock& lock = context_of(e).lock;
  return is_free(lock) ? e.next() : not_taken(e, lock);
}

// Whoever has the CID answers for the worker from here on, even if the switch fails later (decision
// 0008).
Next write_cid(const Execution& e) {
  if (!e.keeps(KnockOut::claim_store_buffer)) {
    buffer_claim(e, worker_of(e));
  } else if (e.keeps(KnockOut::cid_before_second_test)) {
    claim(e, worker_of(e), primary_of(e));
  }
  if (!called_by_worker(e)) {
    e.user().hand_owned = 1;
  }
  return e.go(Row::d2);
}

// LOCK-2: a compare-and-swap on the CID field alone; the lock bit may have been set since the test.
Next take_cid(Execution& e) {
  if (context_of(e).lock.cid.valid() && e.keeps(KnockOut::atomic_claim)) {
    scheduling_of(e).outcome = SwitchOutcome::owned;
    return e.go(Row::b2);
  }
  return write_cid(e);
}

// LOCK-2, in the windows profile: one compare-and-swap on the whole lock. It fails when either
// field has not its default, so that no lock bit can be set between the test and the claim.
Next take_whole_lock(Execution& e) {
  ++counts_of(e).attempts;
  const UmsLock& lock = context_of(e).lock;
  if (!is_free(lock)) {
    return not_taken(e, lock);
  }
  return e.keeps(KnockOut::atomic_claim) ? write_cid(e) : e.go(Row::b1_claim);
}

// Three context holders change places, which is no call of the kernel's: refused (decision 0085).
Next without_debug_registers(Execution& e) {
  const bool used = needs_debug_call(e.machine, e.stack_owner(), worker_of(e)) ||
                    needs_debug_call(e.machine, primary_of(e), worker_of(e));
  scheduling_of(e).outcome = SwitchOutcome::none;
  return e.go(used ? Row::d2_release : Row::b3);
}

// DEBUG-3: with debug registers in use the rest of the switch is the kernel's.
Next is_terminated_or_suspended(Execution& e) {
  if (is_terminated(e, context_of(e)) || context_of(e).suspended != 0) {
    scheduling_of(e).outcome = locked_outcome(e, context_of(e));
    return e.go(Row::d2_release);
  }
  if (called_by_worker(e)) {
    return without_debug_registers(e);
  }
  return e.go(needs_debug_call(e.machine, e.stack_owner(), worker_of(e)) ? Row::debug : Row::b3);
}

// FIG. 4: the call comes back as the worker, or to a row that fails.
Next call_for_debug_registers(Execution& e) {
  return call_kernel(e, Service::run_with_debug_registers);
}

Next load_teb(Execution& e) {
  load_teb_in_user_mode(e, worker_of(e));
  return e.next();
}

// LOCK-4: the second test, after the TEB and before any register. An APC that came and went between
// the two tests may have enabled debug registers after D2 looked for them: another attempt sees
// them.
Next is_kernel_locked(Execution& e) {
  if (fig15_is_kernel_locked(e, primary_of(e), worker_of(e))) {
    return Execution::jump_to(fig15_failed_test_step(e.system()));
  }
  if (e.keeps(KnockOut::second_debug_test) &&
      needs_debug_call(e.machine, primary_of(e), worker_of(e))) {
    scheduling_of(e).outcome = SwitchOutcome::locked;
    return Execution::jump_to(fig15_failed_test_step(e.system()));
  }
  return e.go(e.keeps(KnockOut::cid_before_second_test) ? Row::b6 : Row::claim_late);
}

// Only without cid-before-second-test: until here the kernel could not see the claim.
Next claim_late(Execution& e) {
  claim(e, worker_of(e), primary_of(e));
  return e.go(Row::b6);
}

// LOCK-5, SWITCH-4: own TEB first, then the CID.
Next restore_teb(Execution& e) {
  if (e.keeps(KnockOut::restore_teb_on_failure)) {
    load_teb_in_user_mode(e, e.stack_owner());
  }
  return e.next();
}

Next release_claim(Execution& e) {
  if (e.keeps(KnockOut::release_cid_on_failure)) {
    release_cid(e, worker_of(e));
  }
  return e.next();
}

// Only without restore-teb-before-release: the worker is free to be taken with its TEB loaded here.
Next restore_teb_late(Execution& e) {
  restore_teb(e);
  return e.go(Row::b5);
}

Next report_failure(Execution& e) {
  e.report(EventKind::switch_failed, e.stack_owner(), worker_of(e).value, 0,
           static_cast<std::uint64_t>(scheduling_of(e).outcome));
  return called_by_worker(e) ? Execution::jump_to(direct_switch_failed_step()) : Execution::back();
}

Next record_reference(Execution& e) {
  ++counts_of(e).successes;  // SWITCH-10: no test is left that could fail
  fig15_record_reference(e, primary_of(e), worker_of(e));
  return called_by_worker(e) ? Execution::jump_to(direct_switch_save_step(e.system())) : e.next();
}

void load(const Execution& e, Group group) {
  copy_group(group, context_of(e).saved, e.cpu().registers);
}

// SWITCH-7: what was saved synchronously is restored with the reduced set.
Next load_integer(Execution& e) {
  load(e, Group::integer);
  return e.go(context_of(e).full != 0 ? Row::b7_volatiles : Row::b7_control);
}

Next load_volatiles(Execution& e) {
  load(e, Group::volatiles);
  return e.next();
}

Next load_extended(Execution& e) {
  load(e, Group::extended);
  return e.next();
}

// SWITCH-6: with instruction and stack pointer the CPU runs the worker. A wild one faults as soon
// as it is used, and it is used here: to go on behind it (ENTRY-12).
Next load_control(Execution& e) {
  if (context_of(e).saved.control.wild() != 0) {
    return raise_fault(e, Service::invalid_context);
  }
  fig15_load_control(e, e.stack_owner(), e.cpu().registers);
  return Execution::leave();
}

constexpr Access kTest[] = {
    {Rights::read, Place::lock, Role::hand},   {Rights::write, Place::counts, Role::hand},
    {Rights::read, Place::flags, Role::hand},  {Rights::write, Place::user, Role::stack},
    {Rights::read, Place::flags, Role::stack}, {Rights::write, Place::user, Role::primary}};
constexpr Access kClaim[] = {{Rights::interlocked, Place::lock, Role::hand},
                             {Rights::write, Place::user, Role::stack},
                             {Rights::read, Place::flags, Role::stack},
                             {Rights::write, Place::user, Role::primary}};
constexpr Access kWhole[] = {
    {Rights::interlocked, Place::lock, Role::hand}, {Rights::write, Place::counts, Role::hand},
    {Rights::read, Place::flags, Role::hand},       {Rights::write, Place::user, Role::stack},
    {Rights::read, Place::flags, Role::stack},      {Rights::write, Place::user, Role::primary}};
constexpr Access kFlags[] = {
    {Rights::read, Place::flags, Role::hand},    {Rights::read, Place::holder, Role::hand},
    {Rights::read, Place::holder, Role::stack},  {Rights::write, Place::user, Role::stack},
    {Rights::read, Place::flags, Role::stack},   {Rights::write, Place::user, Role::primary},
    {Rights::read, Place::holder, Role::primary}};
constexpr Access kCall[] = {{Rights::write, Place::kthread, Role::self},
                            {Rights::read, Place::translation, Role::self}};
constexpr Access kLoadTeb[] = {{Rights::read, Place::user, Role::stack},
                               {Rights::read, Place::descriptor, Role::hand},
                               {Rights::read, Place::flags, Role::stack},
                               {Rights::read, Place::user, Role::primary}};
constexpr Access kRestoreTeb[] = {{Rights::read, Place::descriptor, Role::stack}};
constexpr Access kSecondTest[] = {
    {Rights::read, Place::lock, Role::hand},     {Rights::read, Place::flags, Role::hand},
    {Rights::read, Place::holder, Role::hand},   {Rights::read, Place::holder, Role::stack},
    {Rights::write, Place::user, Role::stack},   {Rights::read, Place::flags, Role::stack},
    {Rights::write, Place::user, Role::primary}, {Rights::read, Place::holder, Role::primary}};
constexpr Access kRelease[] = {{Rights::interlocked, Place::lock, Role::hand},
                               {Rights::read, Place::user, Role::stack},
                               {Rights::read, Place::flags, Role::stack},
                               {Rights::read, Place::user, Role::primary}};
constexpr Access kReport[] = {{Rights::write, Place::user, Role::stack},
                              {Rights::read, Place::flags, Role::stack},
                              {Rights::write, Place::user, Role::primary}};
constexpr Access kRecord[] = {{Rights::write, Place::flags, Role::hand},
                              {Rights::write, Place::counts, Role::hand},
                              {Rights::read, Place::user, Role::stack},
                              {Rights::read, Place::flags, Role::stack},
                              {Rights::write, Place::user, Role::primary}};
constexpr Access kLoad[] = {{Rights::read, Place::saved, Role::hand},
                            {Rights::read, Place::on_list, Role::hand},
                            {Rights::write, Place::user, Role::stack}};
constexpr Access kLoadLast[] = {{Rights::read, Place::saved, Role::hand},
                                {Rights::read, Place::on_list, Role::hand},
                                {Rights::write, Place::user, Role::stack},
                                {Rights::write, Place::kthread, Role::hostile},
                                {Rights::read, Place::translation, Role::hostile}};
constexpr Exit kB1[] = {{"both default", "FIG15.D1"}, {"lock not taken", "FIG15.B2"}};
constexpr Exit kD1[] = {{"taken", "FIG15.D2"}, {"lock not taken", "FIG15.B2"}};
constexpr Exit kWholeExits[] = {{"taken", "FIG15.D2"},
                                {"lock not taken", "FIG15.B2"},
                                {"atomic-claim knocked out", "FIG15.D1"}};
constexpr Exit kD2[] = {{"no", "FIG15.B3"},
                        {"no, and debug registers are in use", "FIG4.2"},
                        {"yes", "FIG15.D2.release"},
                        {"they are in use, and a worker has called", "FIG15.D2.release"}};
constexpr Exit kToKernel[] = {{"", "FIG2.4"}};
constexpr Exit kToD3[] = {{"", "FIG15.D3"}};
constexpr Exit kD3[] = {{"yes, or debug registers have come into use", "FIG15.D3.restore"},
                        {"no", "FIG15.B6"},
                        {"yes, restore-teb-before-release knocked out", "FIG15.B4.early"},
                        {"no, cid-before-second-test knocked out", "FIG15.D1.late"}};
constexpr Exit kToB6[] = {{"", "FIG15.B6"}};
constexpr Exit kToLateRestore[] = {{"", "FIG15.D3.late"}};
constexpr Exit kToB4[] = {{"", "FIG15.B4"}};
constexpr Exit kToB5[] = {{"", "FIG15.B5"}};
constexpr Exit kFailed[] = {{"failure to the caller", "return"},
                            {"failure to a worker that called", "DIRECT.failed"}};
constexpr Exit kToB7[] = {{"", "FIG15.B7.integer"},
                          {"called by a worker", "DIRECT.save.integer"},
                          {"the same, save-before-release knocked out", "DIRECT.release.early"}};
constexpr Exit kIntegerExits[] = {{"saved asynchronously: full set", "FIG15.B7.volatiles"},
                                  {"saved synchronously: reduced set", "FIG15.B7.control"}};
constexpr Exit kToExtended[] = {{"", "FIG15.B7.extended"}};
constexpr Exit kToControl[] = {{"", "FIG15.B7.control"}};
constexpr Exit kToUser[] = {{"the worker runs", "user mode"}, {"one of them is wild", "FIG2.4"}};
constexpr Exit kToB2[] = {{"", "FIG15.B2"}};

constexpr Step kSteps[] = {
    {"FIG15.B1", "test that CID and lock bit both have their default", CostClass::user_step,
     test_both, kTest, kB1},
    {"FIG15.D1", "compare-and-swap the CID from its default to the primary's id: taken?",
     CostClass::interlocked, take_cid, kClaim, kD1},
    {"FIG15.B1.whole",
     "windows: compare-and-swap the whole lock from its default to the primary's id: taken?",
     CostClass::interlocked, take_whole_lock, kWhole, kWholeExits},
    {"FIG15.D2", "is the context terminated or suspended?", CostClass::user_step,
     is_terminated_or_suspended, kFlags, kD2},
    {"FIG4.2", "a context holder has debug values: call the kernel (FIG. 4)",
     CostClass::user_instruction, call_for_debug_registers, kCall, kToKernel},
    {"FIG15.B3", "load the worker's TEB", CostClass::segment_load, load_teb, kLoadTeb, kToD3},
    {"FIG15.D3", "is the context kernel-locked (second test)?", CostClass::user_step,
     is_kernel_locked, kSecondTest, kD3},
    {"FIG15.D3.restore", "restore the primary's own TEB", CostClass::segment_load, restore_teb,
     kRestoreTeb, kToB4},
    {"FIG15.B4", "release the CID", CostClass::interlocked, release_claim, kRelease, kToB5},
    {"FIG15.B5", "report failure to the caller", CostClass::user_step, report_failure, kReport,
     kFailed},
    {"FIG15.B6", "record the primary's reference in the worker's context", CostClass::user_step,
     record_reference, kRecord, kToB7},
    {"FIG15.B7.integer", "load the integer registers", CostClass::register_group, load_integer,
     kLoad, kIntegerExits},
    {"FIG15.B7.volatiles", "load the volatile registers", CostClass::register_group, load_volatiles,
     kLoad, kToExtended},
    {"FIG15.B7.extended", "load the extended state", CostClass::register_group, load_extended,
     kLoad, kToControl},
    {"FIG15.B7.control", "load instruction and stack pointer: the worker runs",
     CostClass::register_group, load_control, kLoadLast, kToUser},
    {"FIG15.D2.release", "release the CID of a terminated or suspended context",
     CostClass::interlocked, release_claim, kRelease, kToB2},
    {"FIG15.B2", "report failure to the caller", CostClass::user_step, report_failure, kReport,
     kFailed},
    {"FIG15.D1.late", "take the CID after the second test (cid-before-second-test knocked out)",
     CostClass::interlocked, claim_late, kClaim, kToB6},
    {"FIG15.B4.early", "release the CID before the TEB (restore-teb-before-release knocked out)",
     CostClass::interlocked, release_claim, kRelease, kToLateRestore},
    {"FIG15.D3.late",
     "restore the primary's own TEB after the release (restore-teb-before-release knocked out)",
     CostClass::segment_load,
     restore_teb_late,
     {},
     kToB5},
};

}  // namespace

std::span<const Step> fig15_switch_steps() { return kSteps; }

StepRef fig15_first_step(const System& system) {
  return step_ref(RoutineId::fig15_switch,
                  row_of(system.follows_windows() ? Row::b1_whole : Row::b1_test));
}

bool fig15_claims(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::fig15_switch) &&
         (code.row < row_of(Row::b6) || code.row > row_of(Row::b7_control));
}

bool fig15_loads(StepRef code) {
  return code.routine == static_cast<std::uint8_t>(RoutineId::fig15_switch) && !fig15_claims(code);
}

bool fig15_holds_claim(StepRef code) {
  if (!fig15_claims(code)) {
    return false;
  }
  const bool before_claim = code.row <= row_of(Row::b1_whole);
  return !before_claim && code.row != row_of(Row::b5) && code.row != row_of(Row::b2);
}

bool fig15_has_failed(StepRef code) {
  if (code.routine != static_cast<std::uint8_t>(RoutineId::fig15_switch)) {
    return false;
  }
  const bool after_test = code.row >= row_of(Row::restore) && code.row <= row_of(Row::b5);
  return after_test || code.row == row_of(Row::d2_release) || code.row >= row_of(Row::b2);
}

bool fig15_is_kernel_locked(const Execution& e, ThreadId primary, ThreadId worker) {
  const Context& context = e.machine.context(worker);
  if (!sees_holder(e, context.lock) || !e.keeps(KnockOut::second_lock_test)) {
    return false;
  }
  e.machine.user(primary).outcome = locked_outcome(e, context);
  return true;
}

void fig15_record_reference(const Execution& e, ThreadId primary, ThreadId worker) {
  if (e.keeps(KnockOut::record_reference)) {
    e.machine.context(worker).primary = primary;
  }
}

void fig15_load_control(const Execution& e, ThreadId primary, Registers& registers) {
  UserPortion& user = e.machine.user(primary);
  const Context& context = e.machine.context(user.hand);
  user.depth = 0;
  user.hand_owned = 0;
  if (context.yielding != 0) {
    e.machine.globals().lost_yield = user.hand;
  }
  copy_group(Group::control, context.saved, registers);
  e.report(EventKind::ums_switch, primary, user.hand.value);
}

StepRef fig15_failed_test_step(const System& system) {
  const bool early = system.knocked_out(KnockOut::restore_teb_before_release);
  return step_ref(RoutineId::fig15_switch, row_of(early ? Row::release_early : Row::restore));
}

StepRef fig15_record_step() { return step_ref(RoutineId::fig15_switch, row_of(Row::b6)); }

StepRef fig15_load_step(Group group) {
  switch (group) {
    case Group::integer: return step_ref(RoutineId::fig15_switch, row_of(Row::b7_integer));
    case Group::volatiles: return step_ref(RoutineId::fig15_switch, row_of(Row::b7_volatiles));
    case Group::extended: return step_ref(RoutineId::fig15_switch, row_of(Row::b7_extended));
    case Group::control: break;
  }
  return step_ref(RoutineId::fig15_switch, row_of(Row::b7_control));
}

StepRef fig15_failure_step() { return step_ref(RoutineId::fig15_switch, row_of(Row::b5)); }

bool fig15_has_loaded(StepRef code, Group group) {
  if (code.routine != static_cast<std::uint8_t>(RoutineId::fig15_switch)) {
    return false;
  }
  const bool loading = code.row >= row_of(Row::b7_integer) && code.row <= row_of(Row::b7_control);
  switch (group) {
    case Group::integer: return loading && code.row > row_of(Row::b7_integer);
    case Group::volatiles: return loading && code.row > row_of(Row::b7_volatiles);
    case Group::extended: return loading && code.row > row_of(Row::b7_extended);
    case Group::control: return false;
  }
  return false;
}

}  // namespace umsim
