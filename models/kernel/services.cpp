#include "models/kernel/services.h"

#include "models/kernel/apc_queue.h"
#include "models/kernel/dispatcher.h"

namespace umsim {
namespace {

enum class Row : std::uint8_t { run, block, wait, list_wait, shut_down, end };

std::uint64_t requested_cycles(const Execution& e) {
  const TrapFrame& trap = e.kthread().trap;
  return e.system().instruction(e.self(), trap.instruction).cycles;
}

Next do_work_in_kernel(Execution& e) {
  e.extra_cycles = requested_cycles(e);
  e.machine.user(e.self()).page_present = e.kthread().trap.service == Service::soft_fault ? 1 : 0;
  return Execution::back();
}

Next exit_thread(Execution& e) {
  e.kthread().terminating = 1;
  return e.system().is_worker(e.self()) ? Execution::back() : e.go(Row::end);
}

// The service belongs to the thread that executes it, by its own trap frame (ENTRY-4, INV-4).
Next run_service(Execution& e) {
  switch (e.kthread().trap.service) {
    case Service::system_call:
    case Service::soft_fault: return do_work_in_kernel(e);
    case Service::sleep:
    case Service::hard_fault: return e.go(Row::block);
    case Service::exit: return exit_thread(e);
    case Service::wait_list: return e.go(Row::list_wait);
    case Service::shut_down: return e.go(Row::shut_down);
    case Service::none: break;
  }
  throw InternalError("a service was run without one");
}

// BLOCK-1, BLOCK-7: the first block of a service frees the primary, in one transaction with the
// wait.
Next request_wait(Execution& e) {
  const bool page = e.kthread().trap.service == Service::hard_fault;
  e.kthread().wait_done = 0;
  e.kthread().stack.top() = step_ref(RoutineId::service, row_of(Row::wait));
  release_queue(e, e.self());
  wait_for(e, page ? WaitReason::page : WaitReason::timer);
  return Execution::leave();
}

Next complete_service(Execution& e) {
  KThread& kthread = e.kthread();
  if (kthread.wait_done == 0 && kthread.terminating == 0) {
    wait_for(e, WaitReason::none);
    return Execution::leave();
  }
  if (kthread.wait == WaitReason::page) {
    e.machine.user(e.self()).page_present = 1;
  }
  kthread.wait = WaitReason::none;
  kthread.wait_done = 0;
  return Execution::back();
}

// LIST-7: returns when the list's event is set, at shutdown, or at the time-out.
Next wait_for_list(Execution& e) {
  KThread& kthread = e.kthread();
  const CompletionList& list = e.machine.list(e.system().list_of(e.self()));
  const bool come = list.signalled != 0 || list.shutting_down != 0 || kthread.wait_done != 0;
  if (come || kthread.terminating != 0) {
    if (kthread.wait == WaitReason::list && kthread.wait_done == 0) {
      e.report(EventKind::unblock, e.self(), Index<void>::kNone,
               static_cast<std::uint64_t>(WaitReason::list));
    }
    kthread.wait = WaitReason::none;
    kthread.wait_done = 0;
    return Execution::back();
  }
  wait_for(e, kthread.wait == WaitReason::list ? WaitReason::none : WaitReason::list);
  return Execution::leave();
}

Next shut_down(Execution& e) {
  const ListId list = e.system().list_of(e.self());
  e.machine.list(list).shutting_down = 1;
  wake_list_waiters(e.machine, list);
  return e.next();
}

Next end_thread(Execution& e) {
  const ThreadId self = e.self();
  e.kthread().trap = TrapFrame{};
  e.kthread().stack.depth = 0;
  e.report(EventKind::thread_end, self);
  drop_apcs(e, self);
  leave_cpu(e, ThreadState::ended);
  return Execution::leave();
}

constexpr Access kUser[] = {{Rights::write, Place::user, Role::self}};
constexpr Access kRelease[] = {{Rights::write, Place::kthread, Role::queue}};
constexpr Access kList[] = {{Rights::read, Place::list, Role::self}};
constexpr Access kWakeAll[] = {{Rights::write, Place::list, Role::self},
                               {Rights::write, Place::all_kthreads, Role::self}};
constexpr Access kEnd[] = {{Rights::write, Place::apcs, Role::self}};
constexpr Exit kRunExits[] = {{"it does not block", "return"},
                              {"timer or page", "SERVICE.block"},
                              {"a worker exits", "return"},
                              {"another thread exits", "SERVICE.end"},
                              {"wait for the completion list", "SERVICE.list-wait"},
                              {"scheduler shuts down", "SERVICE.shut-down"}};
constexpr Exit kToWait[] = {{"", "wait"}, {"", "SERVICE.wait"}};
constexpr Exit kWaitExits[] = {{"it has come", "return"}, {"not yet", "wait"}};
constexpr Exit kToEnd[] = {{"", "SERVICE.end"}};
constexpr Exit kEndExits[] = {{"", "end of the thread"}};

constexpr Step kSteps[] = {
    {"SERVICE.run", "run the requested service under the executing thread's identity",
     CostClass::kernel_step, run_service, kUser, kRunExits},
    {"SERVICE.block", "request the wait and free the primary at the first block",
     CostClass::kernel_step, request_wait, kRelease, kToWait},
    {"SERVICE.wait", "go on when what was waited for has come", CostClass::kernel_step,
     complete_service, kUser, kWaitExits},
    {"SERVICE.list-wait", "wait for the completion list's event", CostClass::kernel_step,
     wait_for_list, kList, kWaitExits},
    {"SERVICE.shut-down", "set the scheduler's shutdown event", CostClass::kernel_step, shut_down,
     kWakeAll, kToEnd},
    {"SERVICE.end", "end the thread", CostClass::kernel_step, end_thread, kEnd, kEndExits},
};

}  // namespace

std::span<const Step> service_steps() { return kSteps; }

std::uint8_t service_end_row() { return row_of(Row::end); }

void wake_list_waiters(const Machine& machine, ListId list) {
  const System& system = machine.system();
  for (std::size_t i = system.workers; i < system.threads.size(); ++i) {
    const ThreadId thread(i);
    const KThread& kthread = machine.kthread(thread);
    const bool waits = kthread.state == ThreadState::waiting && kthread.wait == WaitReason::list;
    if (waits && system.list_of(thread) == list) {
      make_ready(machine, thread);
    }
  }
}

bool awaits_completion(const KThread& kthread) {
  return kthread.wait_done == 0 &&
         (kthread.wait == WaitReason::timer || kthread.wait == WaitReason::page);
}

bool awaits_time_out(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  if (kthread.wait != WaitReason::list || kthread.wait_done != 0) {
    return false;
  }
  const System& system = machine.system();
  return system.scheduler(system.thread(thread).scheduler).dequeue_timeout_cycles != 0;
}

void complete_wait(const Machine& machine, ThreadId thread, Reporter* reporter) {
  KThread& kthread = machine.kthread(thread);
  kthread.wait_done = 1;
  const Execution e(machine, CpuId(), reporter);
  e.report(EventKind::unblock, thread, Index<void>::kNone,
           static_cast<std::uint64_t>(kthread.wait));
  if (kthread.state == ThreadState::waiting) {
    make_ready(machine, thread);
  }
}

}  // namespace umsim
