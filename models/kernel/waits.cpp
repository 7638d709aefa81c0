#include "models/kernel/waits.h"

#include <utility>

#include "models/kernel/dispatcher.h"
#include "models/kernel/objects.h"
#include "models/ums/own_thread.h"
#include "models/user/idle.h"
#include "models/user/procedure.h"

namespace umsim {
namespace {

bool is_pending(const KThread& kthread) {
  return kthread.wait != WaitReason::none && kthread.wait_done == 0;
}

bool has_object(WaitReason reason) {
  return reason == WaitReason::event || reason == WaitReason::waitable_timer ||
         reason == WaitReason::io;
}

bool waits_for(const Machine& machine, ThreadId thread, WaitFor what) {
  const KThread& kthread = machine.kthread(thread);
  if (!is_pending(kthread) || kthread.wait != what.reason) {
    return false;
  }
  return what.reason == WaitReason::list ? machine.system().drains(thread, what.list)
                                         : awaited_object(machine, thread) == what.object;
}

// A wait for the lists of more than two primaries: those that one event lets through one by one go
// in the order in which they began to wait. Of two, one at most waits while the other one lets it
// through.
bool has_line(const Machine& machine, ThreadId thread, WaitReason reason) {
  const System& system = machine.system();
  return reason == WaitReason::list && company_size(system, system.thread(thread).scheduler) > 2;
}

template <class Action>
void for_each_in_line(const Machine& machine, ThreadId thread, Action action) {
  const WaitFor what{WaitReason::list, {}, machine.system().list_of(thread)};
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    if (waits_for(machine, ThreadId(i), what)) {
      action(machine.kthread(ThreadId(i)));
    }
  }
}

void join_line(const Machine& machine, ThreadId thread, WaitReason reason) {
  if (has_line(machine, thread, reason)) {
    std::uint8_t before = 0;
    for_each_in_line(machine, thread, [&](const KThread&) { ++before; });
    machine.kthread(thread).behind = before;
  }
}

// Before the wait is over, or given up.
void leave_line(const Machine& machine, ThreadId thread) {
  KThread& kthread = machine.kthread(thread);
  if (is_pending(kthread) && has_line(machine, thread, kthread.wait)) {
    const std::uint8_t place = std::exchange(kthread.behind, std::uint8_t{0});
    for_each_in_line(machine, thread, [&](KThread& other) {
      other.behind = static_cast<std::uint8_t>(other.behind - (other.behind > place ? 1U : 0U));
    });
  }
}

std::uint64_t time_out_cycles(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  switch (machine.kthread(thread).wait) {
    case WaitReason::list:
      if (system.has_procedure(thread)) {
        return procedure_time_out(machine, thread);
      }
      return system.scheduler(system.thread(thread).scheduler).dequeue_timeout_cycles;
    case WaitReason::event:
    case WaitReason::waitable_timer: return requested(machine, thread).cycles;
    default: return 0;
  }
}

}  // namespace

void begin_wait(Execution& e, WaitFor what, StepRef completion) {
  KThread& kthread = e.kthread();
  kthread.wait_done = 0;
  if (what.object.valid()) {
    e.machine.wait_block(e.self()).object = what.object;
  }
  kthread.stack.top() = completion;
  tell_how_entered(e);
  release_queue(e, e.self());
  join_line(e.machine, e.self(), what.reason);
  wait_for(e, what.reason);
}

void end_wait(const Execution& e, ThreadId thread) {
  KThread& kthread = e.machine.kthread(thread);
  leave_line(e.machine, thread);
  kthread.wait_done = 1;
  e.report(EventKind::unblock, thread, Index<void>::kNone,
           static_cast<std::uint64_t>(kthread.wait));
  if (kthread.state == ThreadState::waiting) {
    make_ready(e, thread);
  }
}

void end_all_waits(const Execution& e, WaitFor what) {
  for (std::size_t i = 0; i < e.system().threads.size(); ++i) {
    if (waits_for(e.machine, ThreadId(i), what)) {
      end_wait(e, ThreadId(i));
    }
  }
}

bool end_one_wait(const Execution& e, WaitFor what) {
  ThreadId longest;
  for (std::size_t i = 0; i < e.system().threads.size(); ++i) {
    const ThreadId thread(i);
    if (waits_for(e.machine, thread, what) &&
        (!longest.valid() ||
         e.machine.kthread(thread).behind < e.machine.kthread(longest).behind)) {
      longest = thread;
    }
  }
  if (longest.valid()) {
    end_wait(e, longest);
  }
  return longest.valid();
}

void clear_wait(const Machine& machine, ThreadId thread) {
  KThread& kthread = machine.kthread(thread);
  leave_line(machine, thread);
  if (has_object(kthread.wait)) {
    machine.wait_block(thread).object = ObjectId();
  }
  kthread.wait = WaitReason::none;
  kthread.wait_done = 0;
}

ObjectId awaited_object(const Machine& machine, ThreadId thread) {
  return has_object(machine.kthread(thread).wait) ? machine.wait_block(thread).object : ObjectId();
}

bool awaits_completion(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  if (!is_pending(kthread)) {
    return false;
  }
  return kthread.wait == WaitReason::timer || kthread.wait == WaitReason::page ||
         (kthread.wait == WaitReason::io && is_in_service(machine, thread));
}

bool awaits_time_out(const Machine& machine, ThreadId thread) {
  return is_pending(machine.kthread(thread)) && time_out_cycles(machine, thread) != 0;
}

std::uint64_t wait_cycles(const Machine& machine, ThreadId thread) {
  const KThread& kthread = machine.kthread(thread);
  const System& system = machine.system();
  switch (kthread.wait) {
    case WaitReason::timer:
    case WaitReason::page: return service_cycles(machine, thread);
    case WaitReason::io: return system.object(awaited_object(machine, thread)).latency_cycles;
    default: return time_out_cycles(machine, thread);
  }
}

std::uint64_t service_cycles(const Machine& machine, ThreadId thread) {
  const System& system = machine.system();
  const TrapFrame& trap = machine.kthread(thread).trap;
  return trap.placed != 0 ? system.apcs[trap.instruction].cycles
                          : system.instruction(thread, trap.instruction).cycles;
}

void complete_wait(const Machine& machine, ThreadId thread, Reporter* reporter) {
  const Execution e(machine, CpuId(), reporter);
  leave_queue(machine, thread);
  end_wait(e, thread);
}

// A call returns behind its instruction.
const Instruction& requested(const Machine& machine, ThreadId thread) {
  const std::uint16_t position = machine.kthread(thread).trap.registers.control.position;
  require(position > 0, "a service was called from before the program's start");
  return machine.system().instruction(thread, static_cast<std::uint16_t>(position - 1U));
}

void leave_wait(Execution& e) {
  const KThread& kthread = e.kthread();
  if (kthread.wait != WaitReason::none && kthread.wait_done == 0) {
    end_wait(e, e.self());
  }
  clear_wait(e.machine, e.self());
}

}  // namespace umsim
