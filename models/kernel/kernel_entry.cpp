#include "models/kernel/kernel_entry.h"

#include <utility>

#include "models/cpu/teb.h"
#include "models/kernel/thread_end.h"
#include "models/ums/fig04_debug_registers.h"
#include "models/ums/fig14_disassociate.h"
#include "models/ums/hosting.h"
#include "models/ums/lock.h"
#include "models/ums/worker_kernel.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { fig2_4, fig2_5, back_to_user, restore_teb, invalid_thread };

// The kernel is entered in the kernel portion of the current thread, whoever's user portion it was
// (ENTRY-1).
Next implicit_switch(Execution& e) {
  save_trapped_groups(e);
  return e.next();
}

// Only without claim-rollback: the primary's own fault, in the middle of a claim.
bool is_left_claim(const Execution& e) {
  return !e.keeps(KnockOut::claim_rollback) && hosting_of(e.machine, e.self()) == Hosting::claims;
}

// ENTRY-10: nobody's TEB, one of another process, or one on whose stack the caller is not. A worker
// that is already receiving a context has given its stack up, so that its TEB is such a one. In
// switching code, which a fault may interrupt, TEB and stack change one after the other.
bool is_forged(const Execution& e) {
  const Hosting how = hosting_of(e.machine, e.self());
  if (how != Hosting::none && how != Hosting::runs) {
    return false;
  }
  const TrapFrame& trap = e.kthread().trap;
  const ThreadId caller = trap.registers.control.stack_owner;
  if (!trap.teb.valid() || trap.teb != caller) {
    return true;
  }
  return e.system().thread(caller).process != e.system().thread(e.self()).process;
}

// ENTRY-11: worker and primary are being torn down with their process. Nothing migrates to a kernel
// portion that serves no more; at the return the primary gives the worker back (EXIT-6).
Next leave_torn_down(Execution& e) {
  e.kthread().trap.service = Service::none;
  e.kthread().trap.placed = 0;
  return e.go(Row::back_to_user);
}

// ENTRY-2: the mismatch is between the TEB loaded in user mode and the current KTHREAD's own. In
// the middle of a load, a save or a claim it comes from a fault, and what was begun is settled
// first (APC-8, decision 0045).
Next compare_identities(Execution& e) {
  const ThreadId loaded = e.kthread().trap.teb;
  if (e.keeps(KnockOut::identity_check) && is_forged(e)) {
    return e.go(Row::restore_teb);
  }
  if (loaded == e.self() && e.machine.is_worker_now(e.self())) {
    return Execution::jump_to(worker_service_step());  // LIST-2
  }
  const bool own = loaded == e.self() || is_left_claim(e);
  if (own || !e.keeps(KnockOut::identity_check)) {
    if (const auto debug_call = fig04_first_step(e.kthread().trap.service)) {
      return Execution::jump_to(*debug_call);
    }
    return Execution::call(RoutineId::service, Row::back_to_user);  // ENTRY-3
  }
  if (const auto first = settling_step(e)) {
    return Execution::jump_to(*first);
  }
  if (e.kthread().is_condemned()) {
    return leave_torn_down(e);
  }
  e.kthread().peer = loaded;
  if (!e.keeps(KnockOut::directed_switch)) {
    return Execution::call(RoutineId::service, Row::back_to_user);
  }
  return Execution::jump(RoutineId::directed_switch, 0);
}

// ENTRY-10: first of all the current thread has its own TEB again.
Next restore_teb(Execution& e) {
  restore_own_teb(e);
  return e.go(Row::invalid_thread);
}

// The exception has no handler: it ends the thread that entered, the only one that the kernel knows
// for certain (decision 0060). A worker that this one hosts is given back (EXIT-6).
Next raise_invalid_thread(Execution& e) {
  KThread& kthread = e.kthread();
  e.report(EventKind::invalid_thread, e.self());
  kthread.trap.service = Service::none;
  kthread.end_at_exit();
  if (e.machine.is_worker_now(e.self())) {  // LIST-2
    return Execution::jump_to(worker_leave_step());
  }
  return e.go(Row::back_to_user);
}

// EXIT-6: a primary that is to end gives back the worker that it hosts.
Next return_to_user(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.terminating != 0) {
    if (hosted_by(e.machine, e.self()).worker.valid()) {
      return Execution::call(give_back_step(), Row::back_to_user);
    }
    return Execution::jump_to(exit_step(e.machine, e.self()));
  }
  leave_kernel(e);
  return Execution::leave();
}

constexpr Access kIdentity[] = {{Rights::read, Place::kthread, Role::self}};
constexpr Exit kToIdentity[] = {{"", "FIG2.5"}};
constexpr Exit kIdentityExits[] = {{"the loaded TEB is the current thread's own", "SERVICE"},
                                   {"so it is, and a switch needs debug registers", "FIG4"},
                                   {"so it is, and a yield needs debug registers", "FIG4.5"},
                                   {"it is a worker's", "FIG2.6"},
                                   {"so it is, and its process is being deleted", "ENTRY.return"},
                                   {"a fault in the middle of a load", "FIG9.complete"},
                                   {"a fault in the middle of a save", "FIG10.reset"},
                                   {"a fault in the middle of a claim", "FIG14.D8.teb"},
                                   {"a fault in a direct switch", "FIG14.D8.direct"},
                                   {"windows: its own, and it is a worker", "FIG2.7"},
                                   {"it is not the caller's", "ENTRY.teb"}};
constexpr Exit kToException[] = {{"", "ENTRY.invalid-thread"}};
constexpr Exit kExceptionExits[] = {{"", "ENTRY.return"}, {"windows: a worker", "FIG2.8.leave"}};
constexpr Exit kReturnExits[] = {{"the thread is to end and hosts a worker", "FIG14"},
                                 {"the thread is to end", "SERVICE.end"},
                                 {"a primary is to end", "SERVICE.depart"},
                                 {"", "user mode"}};

constexpr Step kSteps[] = {
    {"FIG2.4",
     "implicit switch to the kernel portion of the CPU's current thread; save the rest of the user "
     "registers",
     CostClass::kernel_entry,
     implicit_switch,
     {},
     kToIdentity,
     Guard::no_interrupt},
    {"FIG2.5", "compare the TEB loaded in user mode with the current thread's own",
     CostClass::kernel_step, compare_identities, kIdentity, kIdentityExits},
    {"ENTRY.return",
     "return to user mode from the trap frame",
     CostClass::kernel_exit,
     return_to_user,
     {},
     kReturnExits},
    {"ENTRY.teb",
     "restore the current thread's own TEB",
     CostClass::segment_load,
     restore_teb,
     {},
     kToException},
    {"ENTRY.invalid-thread",
     "raise an invalid-thread exception: the thread is to end",
     CostClass::kernel_step,
     raise_invalid_thread,
     {},
     kExceptionExits},
};

}  // namespace

std::span<const Step> kernel_entry_steps() { return kSteps; }

StepRef identity_check_step() { return step_ref(RoutineId::kernel_entry, row_of(Row::fig2_5)); }

StepRef entry_return_step() { return step_ref(RoutineId::kernel_entry, row_of(Row::back_to_user)); }

void trap(Execution& e, Service service, EntryKind kind, StepRef first) {
  Cpu& cpu = e.cpu();
  KThread& kthread = e.kthread();
  drain_store_buffer(e);
  cpu.mode = Mode::kernel;
  kthread.trap.valid = 1;
  kthread.trap.full = kind == EntryKind::asynchronous ? 1 : 0;
  kthread.trap.service = service;
  kthread.trap.teb = entered_with_teb(e);
  kthread.forged_teb = cpu.forged_teb;
  kthread.trap.registers.control = cpu.registers.control;
  kthread.stack.depth = 1;
  kthread.stack.frames[0] = first;
  e.report(EventKind::kernel_entry, e.stack_owner(), e.self().value, 0,
           static_cast<std::uint64_t>(service));
}

void restore_own_teb(const Execution& e) {
  KThread& kthread = e.kthread();
  kthread.trap.teb = e.self();
  kthread.forged_teb = 0;
  load_teb_in_kernel_mode(e, e.self());
}

void leave_kernel(Execution& e) {
  Cpu& cpu = e.cpu();
  KThread& kthread = e.kthread();
  cpu.registers = kthread.trap.registers;
  return_to_teb(e, kthread.trap.teb);
  cpu.forged_teb = std::exchange(kthread.forged_teb, std::uint8_t{0});
  cpu.mode = Mode::user;
  kthread.trap = TrapFrame{};
  kthread.stack.depth = 0;
  e.report(EventKind::kernel_exit, e.self(), e.stack_owner().value);
}

Next call_kernel(Execution& e, Service service) {
  trap(e, service, EntryKind::synchronous, step_ref(RoutineId::kernel_entry, row_of(Row::fig2_4)));
  return Execution::leave();
}

Next raise_fault(Execution& e, Service service) {
  trap(e, service, EntryKind::asynchronous, step_ref(RoutineId::kernel_entry, row_of(Row::fig2_4)));
  return Execution::leave();
}

void raise_placed_fault(Execution& e, ApcId event) {
  const ApcSpec& spec = e.system().apcs[event.at()];
  const bool soft = spec.what == AsyncKind::soft_fault;
  TrapFrame& trap_frame = e.kthread().trap;
  trap(e, soft ? Service::soft_fault : Service::hard_fault, EntryKind::asynchronous,
       step_ref(RoutineId::kernel_entry, row_of(Row::fig2_4)));
  trap_frame.placed = 1;
  trap_frame.instruction = event.value;
}

bool is_call(Service service) {
  return service != Service::none && service != Service::soft_fault &&
         service != Service::hard_fault && service != Service::privileged_instruction &&
         service != Service::invalid_context;
}

void hand_over_request(const TrapFrame& from, TrapFrame& to) {
  to.valid = 1;
  to.full = from.full;
  to.service = from.service;
  to.placed = from.placed;
  to.instruction = from.instruction;
  to.teb = from.teb;
}

void save_trapped_groups(Execution& e) {
  Registers& saved = e.kthread().trap.registers;
  const Registers& live = e.cpu().registers;
  saved.integer = live.integer;
  if (e.kthread().trap.full != 0 && e.keeps(KnockOut::full_state_on_async)) {
    saved.volatiles = live.volatiles;
    saved.extended = live.extended;
  }
}

}  // namespace umsim
