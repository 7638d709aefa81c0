// What the kernel does and what it leaves to user mode, on random walks.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/events.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort = shared_with_sanitizers({100, 2000});

// The worker in each primary's hand, and what each ready queue begins with.
std::vector<ThreadId> decisions(const Machine& machine) {
  std::vector<ThreadId> result;
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    result.push_back(machine.user(ThreadId(i)).hand);
  }
  for (std::size_t i = 0; i < machine.system().schedulers.size(); ++i) {
    result.push_back(machine.scheduler(SchedulerId(i)).first);
  }
  return result;
}

// What a deleted process has had is taken away, which is no choice (EXIT-7).
bool chooses(const std::vector<ThreadId>& before, const std::vector<ThreadId>& now) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i].valid() && now[i] != before[i]) {
      return true;
    }
  }
  return false;
}

bool has_ums_state(const KThread& kthread) {
  const auto is_ums = [](StepRef frame) {
    return frame.routine == static_cast<std::uint8_t>(RoutineId::directed_switch) ||
           frame.routine == static_cast<std::uint8_t>(RoutineId::worker_kernel);
  };
  const auto* first = kthread.stack.frames.data();
  return kthread.queue.valid() || kthread.peer.valid() || kthread.state == ThreadState::parked ||
         std::any_of(first, first + kthread.stack.depth, is_ums);
}

bool is_ums_event_of_standard_thread(const System& system, const Events& events) {
  const auto is_standard = [&](std::uint16_t thread) {
    return thread < system.threads.size() && system.threads[thread].kind == ThreadKind::standard;
  };
  return std::any_of(events.all().begin(), events.all().end(), [&](const Event& event) {
    switch (event.kind) {
      case EventKind::ums_switch:
      case EventKind::ums_yield:
      case EventKind::directed_switch:
      case EventKind::queue_release:
        return is_standard(event.thread.value) || is_standard(event.object);
      case EventKind::lock_transition:
      case EventKind::list_push:
      case EventKind::upcall:
      case EventKind::park: return is_standard(event.thread.value);
      default: return false;
    }
  });
}

std::string fault_of_parks(const Machine& machine, const Events& events) {
  for (const Event& event : events.of(EventKind::park)) {
    const KThread& kthread = machine.kthread(event.thread);
    if (kthread.stack.depth != 1 || kthread.wait != WaitReason::none) {
      return "a kernel portion parks in its service";
    }
  }
  return "";
}

std::string fault_of_standard_threads(const Machine& machine, const Events& events) {
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    const bool standard = machine.system().threads[i].kind == ThreadKind::standard;
    if (standard && has_ums_state(machine.kthread(ThreadId(i)))) {
      return "a standard thread has UMS state";
    }
  }
  return is_ums_event_of_standard_thread(machine.system(), events)
             ? "a standard thread has done what workers do"
             : "";
}

}  // namespace

TEST_CASE("A kernel portion parks at its kernel exit only, with nothing left to do", "[BLOCK-8]") {
  Faults faults;
  walk_all(safe_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    Events events;
    walk.make(choice, &events);
    faults.add(fault_of_parks(walk.machine(), events));
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("Which worker runs next is decided in user mode only", "[THREAD-7]") {
  Faults faults;
  walk_all(safe_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const bool user =
        choice.kind == ChoiceKind::step && walk.machine().cpu(choice.cpu).mode == Mode::user;
    const std::vector<ThreadId> before = decisions(walk.machine());
    walk.make(choice);
    const bool chosen = chooses(before, decisions(walk.machine()));
    faults.add(user || !chosen ? "" : "the kernel has chosen a worker");
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("No path of UMS touches a standard thread", "[THREAD-9]") {
  Faults faults;
  walk_all(safe_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    Events events;
    walk.make(choice, &events);
    faults.add(fault_of_standard_threads(walk.machine(), events));
  });
  CHECK(faults.text() == kNoFault);
}

}  // namespace umsim::test
