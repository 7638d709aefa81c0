#include "models/ums/fig04_debug_registers.h"

#include "models/kernel/debug_registers.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/context_values.h"
#include "models/ums/fig14_disassociate.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/lock.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  teb,
  test,
  reference,
  integer,
  volatiles,
  extended,
  control,
  load,
  restore
};

ThreadId worker_of(const Execution& e) { return e.machine.user(e.self()).hand; }
TrapFrame& frame(const Execution& e) { return e.kthread().trap; }

// How far the switch is stands in the trap frame's instruction pointer, as if FIG. 15 had been
// interrupted there: whoever asks what the primary was doing is told the same (FIG. 14, D8).
void is_before(const Execution& e, StepRef fig15_step) {
  frame(e).registers.control.code = fig15_step;
}

Next return_to_user(const Execution& e) {
  frame(e).service = Service::none;
  return Execution::jump_to(entry_return_step());
}

// SWITCH-1: TEB, second test, reference, registers. The segment is loaded on the way back to user
// mode.
Next take_teb(Execution& e) {
  frame(e).teb = worker_of(e);
  return e.next();
}

// LOCK-4. LOCK-5: a switch that fails here fails in user mode, as it would without the call.
Next is_kernel_locked(Execution& e) {
  if (fig15_is_kernel_locked(e, e.self(), e.machine.user(e.self()).hand)) {
    is_before(e, fig15_failed_test_step(e.system()));
    return return_to_user(e);
  }
  is_before(e, fig15_record_step());
  return e.next();
}

// Without cid-before-second-test the claim is made no earlier than here, as by FIG15.D1.late.
Next record_reference(Execution& e) {
  if (!e.keeps(KnockOut::cid_before_second_test)) {
    claim(e, worker_of(e), e.self());
  }
  fig15_record_reference(e, e.self(), e.machine.user(e.self()).hand);
  is_before(e, fig15_load_step(Group::integer));
  return e.next();
}

void migrate(const Execution& e, Group group) {
  copy_group(group, e.machine.context(worker_of(e)).saved, frame(e).registers);
}

Next migrate_integer(Execution& e) {
  migrate(e, Group::integer);
  const bool full = e.machine.context(worker_of(e)).full != 0;
  is_before(e, fig15_load_step(full ? Group::volatiles : Group::control));
  return e.go(full ? Row::volatiles : Row::control);
}

Next migrate_volatiles(Execution& e) {
  migrate(e, Group::volatiles);
  is_before(e, fig15_load_step(Group::extended));
  return e.next();
}

Next migrate_extended(Execution& e) {
  migrate(e, Group::extended);
  is_before(e, fig15_load_step(Group::control));
  return e.next();
}

// From here on the frame is that of a primary that runs the worker. ENTRY-12: with a wild pointer
// the load is as one that has faulted.
Next migrate_control(Execution& e) {
  if (has_wild_pointers(e, worker_of(e))) {
    return Execution::jump_to(complete_load_step());
  }
  frame(e).full = e.machine.context(worker_of(e)).full;
  fig15_load_control(e, e.self(), frame(e).registers);
  return e.next();
}

// DEBUG-3.
Next load_hardware(Execution& e) {
  lend_debug_registers(e, frame(e).teb);
  return return_to_user(e);
}

Next restore_hardware(Execution& e) {
  take_back_debug_registers(e);
  return return_to_user(e);
}

constexpr Access kHand[] = {{Rights::read, Place::user, Role::self}};
constexpr Access kTest[] = {{Rights::read, Place::lock, Role::hand},
                            {Rights::read, Place::flags, Role::hand},
                            {Rights::write, Place::user, Role::self}};
constexpr Access kRecord[] = {{Rights::write, Place::flags, Role::hand},
                              {Rights::interlocked, Place::lock, Role::hand},
                              {Rights::read, Place::user, Role::self}};
constexpr Access kMigrate[] = {{Rights::read, Place::saved, Role::hand},
                               {Rights::read, Place::user, Role::self}};
constexpr Access kMigrateLast[] = {{Rights::read, Place::saved, Role::hand},
                                   {Rights::read, Place::on_list, Role::hand},
                                   {Rights::write, Place::user, Role::self}};
constexpr Access kLoad[] = {{Rights::read, Place::holder, Role::hand}};
constexpr Access kRestore[] = {{Rights::read, Place::holder, Role::self}};
constexpr Exit kToTest[] = {{"", "FIG4.3.test"}};
constexpr Exit kTestExits[] = {{"no", "FIG4.3.reference"},
                               {"yes: to user mode, where the switch fails", "ENTRY.return"}};
constexpr Exit kToInteger[] = {{"", "FIG4.3.integer"}};
constexpr Exit kIntegerExits[] = {{"saved asynchronously: full set", "FIG4.3.volatiles"},
                                  {"saved synchronously: reduced set", "FIG4.3.control"}};
constexpr Exit kToExtended[] = {{"", "FIG4.3.extended"}};
constexpr Exit kToControl[] = {{"", "FIG4.3.control"}};
constexpr Exit kControlExits[] = {{"", "FIG4.4"}, {"one of them is wild", "FIG9.complete"}};
constexpr Exit kToWorker[] = {{"to user mode, as the worker", "ENTRY.return"}};
constexpr Exit kToYield[] = {{"back to the yield", "ENTRY.return"}};

constexpr Step kSteps[] = {
    {"FIG4.3.teb", "take the worker's TEB for the primary's return to user mode",
     CostClass::kernel_step, take_teb, kHand, kToTest},
    {"FIG4.3.test", "is the context kernel-locked (second test)?", CostClass::kernel_step,
     is_kernel_locked, kTest, kTestExits},
    {"FIG4.3.reference", "record the primary's reference in the worker's context",
     CostClass::kernel_step, record_reference, kRecord, kToInteger},
    {"FIG4.3.integer",
     "context migration: the worker's integer registers to the primary's kernel portion",
     CostClass::register_group, migrate_integer, kMigrate, kIntegerExits},
    {"FIG4.3.volatiles", "migrate the volatile registers", CostClass::register_group,
     migrate_volatiles, kMigrate, kToExtended},
    {"FIG4.3.extended", "migrate the extended state", CostClass::register_group, migrate_extended,
     kMigrate, kToControl},
    {"FIG4.3.control", "migrate instruction and stack pointer: the primary's state is the worker's",
     CostClass::register_group, migrate_control, kMigrateLast, kControlExits},
    {"FIG4.4", "load the worker's hardware debug registers", CostClass::register_group,
     load_hardware, kLoad, kToWorker},
    {"FIG4.5", "load the primary's own hardware debug registers again", CostClass::register_group,
     restore_hardware, kRestore, kToYield},
};

}  // namespace

std::span<const Step> fig04_debug_steps() { return kSteps; }

std::optional<StepRef> fig04_first_step(Service service) {
  switch (service) {
    case Service::run_with_debug_registers:
      return step_ref(RoutineId::fig04_debug, row_of(Row::teb));
    case Service::restore_debug_registers:
      return step_ref(RoutineId::fig04_debug, row_of(Row::restore));
    default: return std::nullopt;
  }
}

}  // namespace umsim
