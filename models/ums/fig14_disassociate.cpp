#include "models/ums/fig14_disassociate.h"

#include "models/kernel/debug_registers.h"
#include "models/kernel/kernel_entry.h"
#include "models/ums/context_values.h"
#include "models/ums/direct_switch.h"
#include "models/ums/fig02_directed_switch.h"
#include "models/ums/fig08_staging.h"
#include "models/ums/fig14_asker.h"
#include "models/ums/fig14_worker_state.h"
#include "models/ums/fig15_switch.h"
#include "models/ums/hosting.h"
#include "models/ums/list_push.h"
#include "models/ums/lock.h"
#include "models/user/scheduler.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  d7,
  d9,
  d8,
  complete,
  reset,
  integer,
  volatiles,
  extended,
  control,
  teb,
  pc,
  cid,
  b5,
  b7,
  b8,
  rollback_teb,
  rollback_cid,
  rollback_pc,
  not_running,
  b9,
  leaves,
  again
};

StepRef& base_frame(const Execution& e) { return e.kthread().stack.frames[0]; }

// In user mode it was interrupted for this APC, or for something before it; or it is on its way
// back there.
Next was_in_user_mode(Execution& e) {
  take_next_asker(e);
  const bool interrupted = base_frame(e).routine == static_cast<std::uint8_t>(RoutineId::interrupt);
  return e.go(interrupted || base_frame(e) == entry_return_step() ? Row::d8 : Row::d9);
}

Next is_in_directed_switch(Execution& e) {
  if (!switches_to_asker(e)) {
    return e.go(Row::d8);
  }
  return e.go(e.keeps(KnockOut::defer) ? Row::b9 : Row::not_running);
}

// Asked by nobody, a primary that is to end gives back whatever it has (EXIT-6).
Next runs_the_worker(Execution& e) {
  KThread& kthread = e.kthread();
  const Hosted hosted = hosted_by(e.machine, e.self());
  if (hosted.how == Hosting::leaves && concerns_asker(e, hosted.worker)) {
    return e.go(Row::leaves);
  }
  if (!hosted.worker.valid() || (kthread.asked_by.valid() && hosted.worker != kthread.asked_by)) {
    return e.go(Row::not_running);
  }
  if (hosted.how == Hosting::claims) {
    kthread.torn_off = kthread.terminating != 0 ? hosted.worker : ThreadId();
    return e.go(e.keeps(KnockOut::claim_rollback) ? Row::rollback_teb : Row::not_running);
  }
  kthread.torn_off = hosted.worker;
  switch (hosted.how) {
    case Hosting::loads: return e.go(Row::complete);
    case Hosting::saves:
    case Hosting::has_saved: return e.go(Row::reset);
    default: return e.go(Row::integer);
  }
}

// APC-6, APC-8: the load is completed on behalf of the user portion. ENTRY-12: a wild pointer is
// not taken. Asked for the worker, the kernel leaves the context as it stands, where the next
// switch finds it; a fault becomes the worker's own exception.
Next complete_load(Execution& e) {
  const ThreadId worker = worker_to_settle(e);
  const bool wild = refuses_wild_pointers(e, worker);
  if (wild && !settles_a_fault(e)) {
    return e.go(Row::teb);
  }
  if (e.keeps(KnockOut::complete_interrupted_load)) {
    take_from_context(e, worker);
  } else {
    forget_rest_of_load(e.kthread().trap.registers);
  }
  if (wild) {
    make_invalid_context(e.kthread().trap);
  }
  return settles_a_fault(e) ? switch_to_settled(e, worker) : e.go(Row::integer);
}

// Only without reset-saved-context: the primary puts its own instruction pointer back.
bool saves_once_more(const Execution& e) {
  return !e.keeps(KnockOut::reset_saved_context) && !settles_a_fault(e) &&
         hosting_of(e.machine, e.self()) == Hosting::has_saved;
}

// APC-7, APC-8: the state is that from before the save, with the instruction pointer at the start
// of the yield. A yield is a call: the reduced set is all that it needs.
Next reset_yield(Execution& e) {
  const ThreadId worker = worker_to_settle(e);
  if (saves_once_more(e)) {
    return e.go(Row::again);
  }
  const bool in_frame = put_yield_back(e, worker) && e.keeps(KnockOut::complete_interrupted_save);
  if (!settles_a_fault(e)) {
    return e.go(in_frame ? Row::integer : Row::teb);
  }
  const bool wild = !in_frame && refuses_wild_pointers(e, worker);
  if (!in_frame) {
    take_from_context(e, worker);
  }
  if (wild) {
    make_invalid_context(e.kthread().trap);
  }
  return switch_to_settled(e, worker);
}

Next capture_integer(Execution& e) {
  capture(e, Group::integer);
  return e.go(e.kthread().trap.full != 0 ? Row::volatiles : Row::control);
}

Next capture_volatiles(Execution& e) {
  capture(e, Group::volatiles);
  return e.next();
}

Next capture_extended(Execution& e) {
  capture(e, Group::extended);
  return e.next();
}

Next capture_control(Execution& e) {
  capture(e, Group::control);
  e.machine.context(worker_to_settle(e)).full = e.kthread().trap.full;
  e.report(EventKind::context_saved, worker_to_settle(e), Index<void>::kNone, 0,
           e.kthread().trap.full);
  return e.next();
}

void restore_teb(const Execution& e) {
  restore_own_teb(e);
  take_back_debug_registers(e);
}

Next reset_teb(Execution& e) {
  restore_teb(e);
  return e.next();
}

// APC-14: back at the system-defined user entry, as after a trap (BLOCK-3, ENTRY-9). The worker's
// registers are gone from the primary's frame; what was left of the entry is given up with them,
// unless it is the primary's own: a fault behind the reload of its TEB, which is being served.
Next reset_program_counter(Execution& e) {
  UserPortion& user = e.machine.user(e.self());
  user.payload = 0;
  abandon_user_code(user);
  TrapFrame& trap = e.kthread().trap;
  if (base_frame(e) != entry_return_step()) {
    trap.service = Service::none;
  }
  trap.full = 1;
  trap.registers = scheduler_entry_registers(e.machine, e.self());
  base_frame(e) = entry_return_step();
  return e.next();
}

Next release_claim(Execution& e) {
  if (e.keeps(KnockOut::release_cid_on_capture)) {
    release_cid(e, worker_to_settle(e));
  }
  return e.next();
}

// The CID is released before the context can be found on the list: whoever finds it may try it.
Next queue_worker(Execution&) { return Execution::call(RoutineId::list_push, Row::b7); }

Next signal_worker(Execution& e) {
  answer_asker(e, Answer::torn_off);
  e.kthread().torn_off = ThreadId();
  return e.go(Row::b8);
}

// Only without reset-saved-context: the worker goes on while the primary saves it once more.
Next save_once_more(Execution& e) {
  return_to_save(e, worker_to_settle(e));
  return signal_worker(e);
}

Next go_back(Execution&) { return Execution::back(); }

// APC-12: own TEB, CID, and the failure exit of the switch. After a fault that is all: it is the
// primary's own, and is served under its own identity (decision 0045).
Next roll_back_teb(Execution& e) {
  restore_teb(e);
  return e.next();
}

Next roll_back_cid(Execution& e) {
  release_cid(e, hosted_by(e.machine, e.self()).worker);
  return e.next();
}

Next roll_back_pc(Execution& e) {
  UserPortion& user = e.machine.user(e.self());
  user.outcome = SwitchOutcome::locked;
  TrapFrame& trap = e.kthread().trap;
  trap.registers.control.code = fig15_failure_step();
  if (trap.service == Service::run_with_debug_registers) {  // what the kernel was to do is given up
    trap.service = Service::none;
    base_frame(e) = entry_return_step();
  }
  if (settles_a_fault(e)) {
    return Execution::jump_to(identity_check_step());
  }
  if (!e.kthread().torn_off.valid()) {
    return e.go(Row::not_running);
  }
  user.hand_owned = 0;
  return e.go(Row::b5);
}

// APC-13: every disassociate APC is answered, exactly once.
Next say_not_running(Execution& e) {
  if (e.keeps(KnockOut::answer_not_running)) {
    answer_asker(e, Answer::not_running);
  }
  e.kthread().asked_by = ThreadId();
  return e.go(Row::b8);
}

// FIG. 8: the primary goes on with its directed switch and takes the lock if it has not; the
// context stays where it is until the worker pulls it.
Next defer(Execution& e) {
  KThread& kthread = e.kthread();
  StepRef& base = base_frame(e);
  const bool locked = base != identity_check_step() && base != switch_lock_step();
  base = locked ? await_disassociation_step() : switch_lock_step();
  kthread.peer = kthread.asked_by;
  answer_asker(e, Answer::deferred);
  return e.go(Row::b8);
}

// THREAD-8: after this the primary has one worker, and D8 is asked again.
Next settle_switch(Execution& e) {
  settle_direct_switch(e);
  return settles_a_fault(e) ? Execution::jump_to(identity_check_step()) : e.go(Row::d8);
}

constexpr Access kAskers[] = {{Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kHand[] = {{Rights::read, Place::user, Role::self}};
constexpr Access kComplete[] = {{Rights::read, Place::saved, Role::asker},
                                {Rights::read, Place::newest, Role::asker},
                                {Rights::write, Place::user, Role::self}};
constexpr Access kReset[] = {{Rights::write, Place::user, Role::self},
                             {Rights::write, Place::saved, Role::asker},
                             {Rights::write, Place::newest, Role::asker},
                             {Rights::write, Place::on_list, Role::asker}};
constexpr Access kCapture[] = {{Rights::write, Place::saved, Role::asker}};
constexpr Access kHolder[] = {{Rights::read, Place::holder, Role::self}};
constexpr Access kUserEntry[] = {{Rights::write, Place::user, Role::self}};
constexpr Access kLock[] = {{Rights::interlocked, Place::lock, Role::asker},
                            {Rights::read, Place::user, Role::self}};
constexpr Access kAnswer[] = {{Rights::write, Place::kthread, Role::asker}};
constexpr Access kAgain[] = {{Rights::read, Place::saved, Role::asker},
                             {Rights::write, Place::flags, Role::asker},
                             {Rights::write, Place::kthread, Role::asker}};
constexpr Access kSettle[] = {{Rights::write, Place::user, Role::self},
                              {Rights::interlocked, Place::contexts, Role::self},
                              {Rights::write, Place::all_newest, Role::self}};
constexpr Exit kD7[] = {{"yes", "FIG14.D8"}, {"no", "FIG14.D9"}};
constexpr Exit kD9[] = {{"yes", "FIG14.B9.defer"},
                        {"no: see its kernel frame", "FIG14.D8"},
                        {"defer knocked out", "FIG14.D8.answer"}};
constexpr Exit kD8[] = {{"yes", "FIG14.B4.integer"},
                        {"yes, it is being loaded", "FIG9.complete"},
                        {"yes, it is being saved", "FIG10.reset"},
                        {"no, but it is being claimed", "FIG14.D8.teb"},
                        {"a direct switch is under way", "FIG14.D8.direct"},
                        {"no", "FIG14.D8.answer"}};
constexpr Exit kSettleExits[] = {{"", "FIG14.D8"}, {"it has faulted", "FIG2.5"}};
constexpr Exit kCompleteExits[] = {{"asked by an APC", "FIG14.B4.integer"},
                                   {"so it is, and the context has wild pointers", "FIG14.B6.teb"},
                                   {"it has faulted", "FIG2.6"}};
constexpr Exit kResetExits[] = {{"not yet saved", "FIG14.B4.integer"},
                                {"saved already", "FIG14.B6.teb"},
                                {"it has faulted", "FIG2.6"},
                                {"saved already, reset-saved-context knocked out", "FIG10.again"}};
constexpr Exit kIntegerExits[] = {{"asynchronous: full set", "FIG14.B4.volatiles"},
                                  {"synchronous: reduced set", "FIG14.B4.control"}};
constexpr Exit kToExtended[] = {{"", "FIG14.B4.extended"}};
constexpr Exit kToControl[] = {{"", "FIG14.B4.control"}};
constexpr Exit kToTeb[] = {{"", "FIG14.B6.teb"}};
constexpr Exit kToPc[] = {{"", "FIG14.B6.pc"}};
constexpr Exit kToCid[] = {{"", "FIG14.B6.cid"}};
constexpr Exit kToB5[] = {{"", "FIG14.B5"}};
constexpr Exit kPush[] = {{"", "LIST"}};
constexpr Exit kToB8[] = {{"", "FIG14.B8"}};
constexpr Exit kB8[] = {{"", "return"}};
constexpr Exit kRollCid[] = {{"", "FIG14.D8.cid"}};
constexpr Exit kRollPc[] = {{"", "FIG14.D8.pc"}};
constexpr Exit kRolled[] = {
    {"", "FIG14.D8.answer"}, {"the primary is to end", "FIG14.B5"}, {"it has faulted", "FIG2.5"}};

constexpr Step kSteps[] = {
    {"FIG14.D7", "is the primary in user mode?", CostClass::kernel_step, was_in_user_mode, kAskers,
     kD7, Guard::no_apc},
    {"FIG14.D9",
     "is the primary in the middle of a directed switch with this worker?",
     CostClass::kernel_step,
     is_in_directed_switch,
     {},
     kD9},
    {"FIG14.D8", "is the worker's user portion really running on it?", CostClass::kernel_step,
     runs_the_worker, kHand, kD8},
    {"FIG9.complete", "complete the interrupted load on behalf of the user portion",
     CostClass::register_group, complete_load, kComplete, kCompleteExits, Guard::no_apc},
    {"FIG10.reset", "put the interrupted yield back to its start", CostClass::kernel_step,
     reset_yield, kReset, kResetExits, Guard::no_apc},
    {"FIG14.B4.integer", "capture the integer registers", CostClass::register_group,
     capture_integer, kCapture, kIntegerExits},
    {"FIG14.B4.volatiles", "capture the volatile registers", CostClass::register_group,
     capture_volatiles, kCapture, kToExtended},
    {"FIG14.B4.extended", "capture the extended state", CostClass::register_group, capture_extended,
     kCapture, kToControl},
    {"FIG14.B4.control", "capture instruction and stack pointer: the context is complete",
     CostClass::register_group, capture_control, kCapture, kToTeb},
    {"FIG14.B6.teb", "reset the primary's TEB, and its debug registers", CostClass::kernel_step,
     reset_teb, kHolder, kToPc},
    {"FIG14.B6.pc", "reset the primary's program counter to the user entry", CostClass::kernel_step,
     reset_program_counter, kUserEntry, kToCid},
    {"FIG14.B6.cid", "release the CID of the worker's UMS lock", CostClass::interlocked,
     release_claim, kLock, kToB5},
    {"FIG14.B5",
     "queue the user portion to the completion list",
     CostClass::kernel_step,
     queue_worker,
     {},
     kPush,
     Guard::no_apc},
    {"FIG14.B7", "signal the worker to continue its APC", CostClass::kernel_step, signal_worker,
     kAnswer, kToB8, Guard::no_apc},
    {"FIG14.B8",
     "the primary goes back to where it was",
     CostClass::kernel_step,
     go_back,
     {},
     kB8,
     Guard::no_apc},
    {"FIG14.D8.teb", "roll the claim back: own TEB", CostClass::kernel_step, roll_back_teb, kHolder,
     kRollCid, Guard::no_apc},
    {"FIG14.D8.cid", "roll the claim back: release the CID", CostClass::interlocked, roll_back_cid,
     kLock, kRollPc, Guard::no_apc},
    {"FIG14.D8.pc", "roll the claim back: to the failure exit of the switch",
     CostClass::kernel_step, roll_back_pc, kUserEntry, kRolled, Guard::no_apc},
    {"FIG14.D8.answer", "answer that the worker is not running here", CostClass::kernel_step,
     say_not_running, kAnswer, kToB8},
    {"FIG14.B9.defer", "answer that the directed switch is under way: deferred (FIG. 8)",
     CostClass::kernel_step, defer, kAnswer, kToB8},
    {"FIG14.D8.direct",
     "settle a direct switch: undo it while the worker is not saved, else release the worker",
     CostClass::interlocked, settle_switch, kSettle, kSettleExits, Guard::no_apc},
    {"FIG10.again",
     "reset-saved-context knocked out: back to the start of the yield, and save again",
     CostClass::kernel_step, save_once_more, kAgain, kToB8, Guard::no_apc},
};

}  // namespace

std::span<const Step> fig14_disassociate_steps() { return kSteps; }

std::optional<StepRef> settling_step(const Execution& e) {
  const auto row = [](Row which) { return step_ref(RoutineId::fig14_disassociate, row_of(which)); };
  switch (hosting_of(e.machine, e.self())) {
    case Hosting::loads: return row(Row::complete);
    case Hosting::saves:
    case Hosting::has_saved: return row(Row::reset);
    case Hosting::claims: return row(Row::rollback_teb);
    case Hosting::leaves: return row(Row::leaves);
    case Hosting::runs:
    case Hosting::none: break;
  }
  return std::nullopt;
}

StepRef give_back_step() { return step_ref(RoutineId::fig14_disassociate, row_of(Row::d8)); }

StepRef complete_load_step() {
  return step_ref(RoutineId::fig14_disassociate, row_of(Row::complete));
}

bool is_giving_back(const KThread& primary) {
  if (!primary.torn_off.valid() || primary.stack.depth == 0) {
    return false;
  }
  const StepRef next = primary.stack.top();
  return !has_published(next) && next != step_ref(RoutineId::fig14_disassociate, row_of(Row::b7));
}

bool captures(StepRef next) {
  return next.routine == static_cast<std::uint8_t>(RoutineId::fig14_disassociate) &&
         next.row > row_of(Row::integer) && next.row <= row_of(Row::b7);
}

bool has_captured(StepRef next, Group group) {
  switch (group) {
    case Group::integer: return captures(next);
    case Group::volatiles: return captures(next) && next.row > row_of(Row::volatiles);
    case Group::extended: return captures(next) && next.row > row_of(Row::extended);
    case Group::control: return captures(next) && next.row > row_of(Row::control);
  }
  return false;
}

}  // namespace umsim
