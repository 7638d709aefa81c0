#include "models/ums/fig08_staging.h"

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"
#include "models/kernel/kernel_entry.h"
#include "models/kernel/waits.h"
#include "models/ums/fig02_directed_switch.h"
#include "models/ums/fig13_apc.h"
#include "models/ums/hosting.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  await,
  indicate,
  released,
  b9,
  integer,
  volatiles,
  extended,
  control,
  b11,
  b12
};

KThread& worker_of(const Execution& e) { return e.machine.kthread(e.kthread().peer); }

void wait_first_for(Execution& e, WaitReason reason) {
  wait_for(e, e.kthread().wait == reason ? WaitReason::none : reason);
}

// ENTRY-13: answers what comes meanwhile, or the APC that leads would never be served. Where the
// process is being deleted an APC that has not asked yet never will (APC-11).
Next await_disassociation(Execution& e) {
  const KThread& worker = worker_of(e);
  if (worker.asks != e.self() && e.kthread().is_condemned()) {
    leave_wait(e);
    return Execution::jump_to(migration_step());
  }
  if (worker.asks != e.self() || worker.answer != Answer::deferred) {
    wait_first_for(e, WaitReason::defer);
    return Execution::leave();
  }
  leave_wait(e);
  return e.next();
}

// The context has not moved on from the primary's trap frame: it is ready to be pulled.
Next set_indicator(Execution& e) {
  const TrapFrame& trap = e.kthread().trap;
  e.machine.user(e.self()).payload = is_call(trap.service) ? 1 : 0;  // BLOCK-3
  answer_disassociate_apc(e, e.kthread().peer, Answer::indicated);
  return e.next();
}

// The primary's part is done when its trap frame has been emptied.
Next leave_when_pulled(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.trap.valid != 0) {
    wait_first_for(e, WaitReason::pull);
    return Execution::leave();
  }
  leave_wait(e);
  return Execution::jump_to(switch_tail_step());
}

// D10: is the join complete? APC-15: it ends, since the primary waits for nothing but the pull.
Next synchronise(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.answer != Answer::indicated) {
    if (kthread.wait != WaitReason::indicator) {
      e.report(EventKind::apc_deferred, e.self(), kthread.apc.value, kthread.asks.value);
    }
    wait_first_for(e, WaitReason::indicator);
    return Execution::leave();
  }
  leave_wait(e);
  if (!e.keeps(KnockOut::staging_area)) {
    return Execution::jump_to(apc_processing_step());
  }
  return e.next();
}

const TrapFrame& source(const Execution& e) { return e.machine.kthread(e.kthread().asks).trap; }

void pull(const Execution& e, Group group) {
  copy_group(group, source(e).registers, e.machine.staging(e.self()).registers);
}

// Only without uninterruptible-tail can there be nothing to pull.
Next pull_integer(Execution& e) {
  if (source(e).valid == 0) {
    e.machine.globals().torn = e.self();
  }
  pull(e, Group::integer);
  return e.go(source(e).full != 0 ? Row::volatiles : Row::control);
}

Next pull_volatiles(Execution& e) {
  pull(e, Group::volatiles);
  return e.next();
}

Next pull_extended(Execution& e) {
  pull(e, Group::extended);
  return e.next();
}

// The staging area is complete, and the primary is released before the APC runs (APC-4).
Next pull_control(Execution& e) {
  pull(e, Group::control);
  TrapFrame& to = e.machine.staging(e.self());
  const TrapFrame& from = source(e);
  hand_over_request(from, to);
  report_moved(e, e.self(), e.kthread().asks, ContextPlace::primary_frame, ContextPlace::staging);
  if (e.keeps(KnockOut::release_primary_before_apc)) {
    release_deferring_primary(e);
  }
  return e.next();
}

// APC-16, ENTRY-5: what the kernel portion executes with is replaced from the backup store.
Next replace_context(Execution& e) {
  KThread& kthread = e.kthread();
  TrapFrame& staging = e.machine.staging(e.self());
  kthread.trap = staging;
  kthread.trap.teb = e.self();
  staging = TrapFrame{};
  report_moved(e, e.self(), ThreadId(), ContextPlace::staging, ContextPlace::own_frame);
  kthread.apc_on_user = 0;
  kthread.answer = Answer::none;
  return e.next();
}

// APC-5: the APC is served on the context that has migrated.
Next continue_apc(Execution& e) {
  return Execution::jump_to(e.kthread().apc.valid() ? apc_processing_step() : apc_leave_step());
}

constexpr Access kPeer[] = {{Rights::read, Place::kthread, Role::peer}};
constexpr Access kIndicate[] = {{Rights::write, Place::kthread, Role::peer},
                                {Rights::write, Place::user, Role::self}};
constexpr Access kPull[] = {{Rights::write, Place::staging, Role::self},
                            {Rights::read, Place::kthread, Role::asked}};
constexpr Access kPullLast[] = {{Rights::write, Place::staging, Role::self},
                                {Rights::write, Place::kthread, Role::asked}};
constexpr Access kReplace[] = {{Rights::write, Place::staging, Role::self}};
constexpr Exit kAwait[] = {
    {"not yet asked", "wait"},
    {"it has been answered: deferred", "FIG8.indicate"},
    {"it will not be asked: the process is being deleted", "FIG2.6.integer"}};
constexpr Exit kToReleased[] = {{"", "FIG8.released"}};
constexpr Exit kReleased[] = {{"not yet pulled", "wait"},
                              {"the tail of the directed switch", "FIG2.6.teb"}};
constexpr Exit kB9[] = {{"D10: the join is not complete", "wait"},
                        {"D10: it is complete", "FIG14.B10.integer"},
                        {"staging-area knocked out", "FIG13.B1"}};
constexpr Exit kIntegerExits[] = {{"asynchronous entry: full set", "FIG14.B10.volatiles"},
                                  {"synchronous entry: reduced set", "FIG14.B10.control"}};
constexpr Exit kToExtended[] = {{"", "FIG14.B10.extended"}};
constexpr Exit kToControl[] = {{"", "FIG14.B10.control"}};
constexpr Exit kToB11[] = {{"", "FIG14.B11"}};
constexpr Exit kToB12[] = {{"", "FIG14.B12"}};
constexpr Exit kB12[] = {{"", "FIG13.B1"}, {"staging-area knocked out", "FIG13.suspended"}};

constexpr Step kSteps[] = {
    {"FIG8.await", "the primary waits for the disassociate APC of the lock's holder",
     CostClass::kernel_step, await_disassociation, kPeer, kAwait},
    {"FIG8.indicate", "the primary sets the indicator: the context is ready to be pulled",
     CostClass::kernel_step, set_indicator, kIndicate, kToReleased},
    {"FIG8.released",
     "the primary waits until its context has been pulled",
     CostClass::kernel_step,
     leave_when_pulled,
     {},
     kReleased},
    {"FIG14.B9",
     "synchronise with the primary: wait for the indicator",
     CostClass::kernel_step,
     synchronise,
     {},
     kB9},
    {"FIG14.B10.integer", "pull the integer registers into the staging area",
     CostClass::register_group, pull_integer, kPull, kIntegerExits},
    {"FIG14.B10.volatiles", "pull the volatile registers", CostClass::register_group,
     pull_volatiles, kPull, kToExtended},
    {"FIG14.B10.extended", "pull the extended state", CostClass::register_group, pull_extended,
     kPull, kToControl},
    {"FIG14.B10.control", "pull instruction and stack pointer; the primary's part is done",
     CostClass::register_group, pull_control, kPullLast, kToB11},
    {"FIG14.B11", "unpark the worker: its context is replaced from the staging area",
     CostClass::kernel_step, replace_context, kReplace, kToB12},
    {"FIG14.B12", "APC service continues", CostClass::kernel_step, continue_apc, {}, kB12},
};

}  // namespace

std::span<const Step> staging_steps() { return kSteps; }

StepRef await_disassociation_step() {
  return step_ref(RoutineId::fig08_staging, row_of(Row::await));
}

StepRef synchronise_step() { return step_ref(RoutineId::fig08_staging, row_of(Row::b9)); }

StepRef pull_step() { return step_ref(RoutineId::fig08_staging, row_of(Row::integer)); }

bool pulls(StepRef next) {
  return next.routine == static_cast<std::uint8_t>(RoutineId::fig08_staging) &&
         next.row > row_of(Row::integer) && next.row <= row_of(Row::control);
}

void release_deferring_primary(Execution& e) {
  KThread& kthread = e.kthread();
  if (!kthread.asks.valid()) {
    return;
  }
  const ThreadId id = kthread.asks;
  kthread.asks = ThreadId();
  KThread& primary = e.machine.kthread(id);
  primary.trap = TrapFrame{};
  if (primary.state == ThreadState::waiting && primary.wait == WaitReason::pull) {
    make_ready(e, id);
  }
}

}  // namespace umsim
