#include "models/kernel/apc_body.h"

#include "models/kernel/debug_registers.h"
#include "models/ums/lock.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t {
  run,
  read_integer,
  read_control,
  change_integer,
  change_control,
  terminate,
  suspend,
  resume,
  set_debug
};

// What a set-context APC adds to the integer registers; any odd constant that no program produces.
constexpr std::uint64_t kChange = 0x5DEECE66D5DEECE7U;

const ApcSpec& spec(const Execution& e) { return e.system().apcs[e.kthread().apc.at()]; }

// Its user registers are its scheduler's, which have no newest.
bool is_primary(const Execution& e) { return e.machine.is_scheduler_thread(e.self()); }

// The user registers that the APC works on; not for a primary.
Registers& user_state(const Execution& e) {
  KThread& kthread = e.kthread();
  return kthread.apc_on_user == 0 ? kthread.trap.registers : e.machine.context(e.self()).saved;
}

void flag_if(const Execution& e, bool torn) {
  if (torn) {
    e.machine.globals().torn = e.self();
  }
}

Next run_body(Execution& e) {
  switch (spec(e).kind) {
    case ApcKind::get_context: return e.go(Row::read_integer);
    case ApcKind::set_context: return e.go(Row::change_integer);
    case ApcKind::terminate: return e.go(Row::terminate);
    case ApcKind::suspend: return e.go(Row::suspend);
    case ApcKind::resume: return e.go(Row::resume);
    case ApcKind::set_debug_registers: return e.go(Row::set_debug);
    case ApcKind::routine: break;
  }
  return Execution::back();
}

Next read_integer(Execution& e) {
  if (!is_primary(e)) {
    flag_if(e, user_state(e).integer != e.machine.newest(e.self()).integer);
  }
  return e.next();
}

Next read_control(Execution& e) {
  if (!is_primary(e)) {
    flag_if(e, !user_state(e).control.same_point(e.machine.newest(e.self()).control));
  }
  e.report(EventKind::context_read, e.self(), e.kthread().apc.value);
  return Execution::back();
}

// The newest registers are what the APC is about to make of them: from here to the next step the
// context is torn for whoever looks at it.
Next change_integer(Execution& e) {
  if (is_primary(e)) {
    e.machine.user(e.self()).reentry += kChange;
    return e.next();
  }
  Registers& newest = e.machine.newest(e.self());
  Registers& state = user_state(e);
  flag_if(e, state.integer != newest.integer);
  newest.integer += kChange;
  newest.control.flags = kUserFlags;
  state.integer += kChange;
  return e.next();
}

Next change_control(Execution& e) {
  if (!is_primary(e)) {
    user_state(e).control.flags |= kUserFlags;
  }
  e.report(EventKind::context_changed, e.self(), e.kthread().apc.value);
  return Execution::back();
}

// A kernel portion that executes ends at its kernel exit; an idle worker ends here, and its lock
// stays (LOCK-9).
Next terminate(Execution& e) {
  KThread& kthread = e.kthread();
  kthread.end_at_exit();
  if (kthread.apc_on_user != 0) {
    e.machine.context(e.self()).terminated = 1;
    e.report(EventKind::context_terminated, e.self());
  }
  return Execution::back();
}

// EXIT-1, EXIT-3: what stops the thread comes after the APC (FIG13.end); a context says that it is
// suspended. One that the deletion of the process has overtaken stops nobody: it would be for ever
// (EXIT-7).
Next suspend(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.is_condemned()) {
    return Execution::back();
  }
  ++kthread.suspensions;
  if (e.machine.is_worker_now(e.self())) {
    e.machine.context(e.self()).suspended = 1;
  }
  e.report(EventKind::suspended, e.self(), kthread.apc.value, 0, kthread.suspensions);
  return Execution::back();
}

// EXIT-2: with the last suspension its hold on the UMS lock goes. A thread that runs is not
// resumed.
Next resume(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.suspensions == 0) {
    return Execution::back();
  }
  --kthread.suspensions;
  e.report(EventKind::resumed, e.self(), kthread.apc.value, 0, kthread.suspensions);
  if (kthread.suspensions == 0 && e.machine.is_worker_now(e.self())) {
    e.machine.context(e.self()).suspended = 0;
    if (kthread.suspend_holds != 0) {
      kthread.suspend_holds = 0;
      unhold(e, e.self());
    }
  }
  return Execution::back();
}

// What user code and an APC set is kept in the same place: the next switch loads it (APC-2).
Next change_debug_registers(Execution& e) {
  set_debug_registers(e, spec(e).address);
  e.report(EventKind::context_changed, e.self(), e.kthread().apc.value);
  return Execution::back();
}

constexpr Access kReadSaved[] = {{Rights::read, Place::saved, Role::self},
                                 {Rights::read, Place::newest, Role::self}};
constexpr Access kWriteSaved[] = {{Rights::write, Place::saved, Role::self},
                                  {Rights::write, Place::newest, Role::self},
                                  {Rights::write, Place::user, Role::self}};
constexpr Access kWriteFlags[] = {{Rights::write, Place::flags, Role::self}};
constexpr Access kResume[] = {{Rights::write, Place::flags, Role::self},
                              {Rights::interlocked, Place::lock, Role::self}};
constexpr Access kHolder[] = {{Rights::write, Place::holder, Role::self},
                              {Rights::read, Place::user, Role::self},
                              {Rights::read, Place::holder, Role::hand}};
constexpr Exit kRunExits[] = {{"get context", "APC.read.integer"},
                              {"set context", "APC.change.integer"},
                              {"terminate", "APC.terminate"},
                              {"suspend", "APC.suspend"},
                              {"resume", "APC.resume"},
                              {"set debug registers", "APC.debug"},
                              {"kernel routine", "return"}};
constexpr Exit kToReadControl[] = {{"", "APC.read.control"}};
constexpr Exit kToChangeControl[] = {{"", "APC.change.control"}};
constexpr Exit kReturn[] = {{"", "return"}};

constexpr Step kSteps[] = {
    {"APC.run", "begin the APC's routine", CostClass::kernel_step, run_body, {}, kRunExits},
    {"APC.read.integer", "read the integer registers", CostClass::register_group, read_integer,
     kReadSaved, kToReadControl},
    {"APC.read.control", "read instruction and stack pointer", CostClass::register_group,
     read_control, kReadSaved, kReturn},
    {"APC.change.integer", "change the integer registers", CostClass::register_group,
     change_integer, kWriteSaved, kToChangeControl},
    {"APC.change.control", "change the flags", CostClass::register_group, change_control,
     kWriteSaved, kReturn},
    {"APC.terminate", "mark the thread terminated", CostClass::kernel_step, terminate, kWriteFlags,
     kReturn},
    {"APC.suspend", "count a suspension", CostClass::kernel_step, suspend, kWriteFlags, kReturn},
    {"APC.resume", "take a suspension back; with the last one, its hold on the UMS lock",
     CostClass::interlocked, resume, kResume, kReturn},
    {"APC.debug", "change the debug registers in the context holder", CostClass::kernel_step,
     change_debug_registers, kHolder, kReturn},
};

}  // namespace

std::span<const Step> apc_body_steps() { return kSteps; }

}  // namespace umsim
