// What holds at every step of every walk.

#include <algorithm>

#include <catch2/catch.hpp>

#include "models/cpu/teb.h"
#include "models/kernel/dispatcher.h"
#include "models/ums/list_push.h"
#include "models/ums/own_thread.h"
#include "tests/models/events.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort = shared_with_sanitizers({100, 2000});

// Calls look(machine, events) after every choice of walks with every safeguard; `events` are those
// of the choice. What it returns is a fault, or empty.
template <class Look>
std::string faults_of(Look look) {
  Faults faults;
  walk_all(safe_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    Events events;
    walk.make(choice, &events);
    faults.add(look(walk.machine(), events));
  });
  return faults.text();
}

bool in_user_mode(const Cpu& cpu) { return cpu.current.valid() && cpu.mode == Mode::user; }

bool in_program(const Control& control) {
  return control.code.routine == static_cast<std::uint8_t>(RoutineId::user_program);
}

// Calls look(cpu, worker) for every CPU that runs a worker's program in user mode, and gives the
// first fault.
template <class Look>
std::string for_running_workers(const Machine& machine, Look look) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const ThreadId owner = cpu.registers.control.stack_owner;
    if (in_user_mode(cpu) && in_program(cpu.registers.control) && machine.is_worker_now(owner)) {
      std::string fault = look(CpuId(i), owner);
      if (!fault.empty()) {
        return fault;
      }
    }
  }
  return "";
}

// The worker's TEB or stack is loaded on that primary, in its CPU or in its trap frame.
bool is_loaded(const Machine& machine, ThreadId primary, ThreadId worker) {
  const TrapFrame& trap = machine.kthread(primary).trap;
  if (trap.valid != 0 && (trap.teb == worker || trap.registers.control.stack_owner == worker)) {
    return true;
  }
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const bool stack = in_user_mode(cpu) && cpu.registers.control.stack_owner == worker;
    if (cpu.current == primary && (loaded_teb(machine, CpuId(i)) == worker || stack)) {
      return true;
    }
  }
  return false;
}

// How many items the list has, or more than there are workers when its chain is broken.
std::size_t chain_length(const Machine& machine, ListId list) {
  std::size_t length = 0;
  for (ThreadId at = machine.list(list).head; at.valid(); at = machine.context(at).next) {
    if (++length > machine.system().workers || machine.context(at).on_list == 0) {
      return machine.system().workers + 1U;
    }
  }
  return length;
}

std::size_t marked_as_on(const Machine& machine, ListId list) {
  std::size_t marked = 0;
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const bool here = completion_list_of(machine, ThreadId(i)) == list;
    marked += here && machine.context(ThreadId(i)).on_list != 0 ? 1U : 0U;
  }
  return marked;
}

// What an event of a lock does: one thing at a time, and only what is legal.
std::string fault_of_transition(const Machine& machine, const Event& event) {
  const auto cid = [](std::uint64_t packed) { return packed >> 8U; };
  const auto holders = [](std::uint64_t packed) { return packed & 0xFFU; };
  const std::uint64_t was = cid(event.old_value);
  const std::uint64_t is = cid(event.new_value);
  const std::uint64_t held = holders(event.old_value);
  const std::uint64_t holds = holders(event.new_value);
  if (was != is) {
    const bool legal = held == holds && (was == ThreadId::kNone || is == ThreadId::kNone);
    return legal ? "" : "a CID goes from one primary to another, or takes the bit along";
  }
  if (machine.context(event.thread).terminated != 0 && holds == 0) {
    return "the lock of a terminated context is released";
  }
  return held + 1 == holds || holds + 1 == held ? "" : "a lock changes by more than one holder";
}

// Under windows a worker may run on its own kernel thread: its lock is held, and the primary that
// ran it sleeps.
std::string fault_on_own_thread(const Machine& machine, CpuId id, ThreadId worker) {
  const Context& context = machine.context(worker);
  const bool fits = machine.cpu(id).current == worker && !context.lock.cid.valid() &&
                    context.lock.holders != 0 && loaded_teb(machine, id) == worker &&
                    waiting_primary(machine, worker) == context.primary &&
                    sleeps_on_queue(machine.kthread(context.primary));
  return fits ? "" : "a worker runs on a kernel thread that is not its own, or is not waited for";
}

}  // namespace

TEST_CASE("Random walks with every safeguard break no invariant",
          "[INV-1][INV-2][INV-3][INV-4][INV-5][INV-6][INV-7][INV-8][INV-10][INV-13]") {
  Faults faults;
  walk_all(safe_samples(), {300, 3000}, [&](RandomWalk& walk, const Choice& choice) {
    walk.make(choice);
    faults.add(walk.broken());
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("The CID is never default while the worker is loaded", "[YIELD-2][INV-9]") {
  CHECK(faults_of([](const Machine& machine, const Events&) -> std::string {
          for (std::size_t w = 0; w < machine.system().workers; ++w) {
            for (std::size_t t = machine.system().workers; t < machine.system().threads.size();
                 ++t) {
              if (is_loaded(machine, ThreadId(t), ThreadId(w)) &&
                  machine.context(ThreadId(w)).lock.cid != ThreadId(t)) {
                return "a worker is loaded by a primary that its CID does not name";
              }
            }
          }
          return "";
        }) == kNoFault);
}

TEST_CASE("Wherever a worker runs, its primary is current and recorded, or sleeps for it",
          "[THREAD-10][SWITCH-5][INV-5][LIST-2]") {
  CHECK(faults_of([](const Machine& machine, const Events&) {
          return for_running_workers(machine, [&](CpuId id, ThreadId worker) -> std::string {
            const Cpu& cpu = machine.cpu(id);
            const Context& context = machine.context(worker);
            if (machine.system().is_worker(cpu.current)) {
              return fault_on_own_thread(machine, id, worker);
            }
            const bool fits = machine.system().thread(cpu.current).kind == ThreadKind::primary &&
                              context.primary == cpu.current && context.lock.cid == cpu.current &&
                              loaded_teb(machine, id) == worker;
            return fits ? "" : "a worker runs without its primary";
          });
        }) == kNoFault);
}

TEST_CASE("Whenever a context is published it is complete and unlocked", "[LIST-3][LIST-4]") {
  CHECK(faults_of([](const Machine& machine, const Events& events) -> std::string {
          for (const Event& event : events.of(EventKind::list_push)) {
            const Context& context = machine.context(event.thread);
            // A worker that is torn off is locked by the APC for which it is (APC-14).
            const unsigned by_apc = machine.kthread(event.thread).apc_locked;
            const bool unlocked = !context.lock.cid.valid() && context.lock.holders == by_apc;
            const bool fresh = is_fresh(context.saved, machine.newest(event.thread));
            if (context.terminated == 0 && (!unlocked || !fresh)) {
              return "a context is published incomplete or locked";
            }
          }
          return "";
        }) == kNoFault);
}

TEST_CASE("A completion list is never seen with a broken chain", "[LIST-8]") {
  CHECK(faults_of([](const Machine& machine, const Events&) -> std::string {
          for (std::size_t i = 0; i < machine.system().lists.size(); ++i) {
            if (chain_length(machine, ListId(i)) != marked_as_on(machine, ListId(i))) {
              return "a list's chain is broken";
            }
          }
          return "";
        }) == kNoFault);
}

TEST_CASE("A lock word changes by one claim, release or holder at a time",
          "[LOCK-1][LOCK-2][LOCK-6][LOCK-9]") {
  CHECK(faults_of([](const Machine& machine, const Events& events) -> std::string {
          for (const Event& event : events.of(EventKind::lock_transition)) {
            std::string fault = fault_of_transition(machine, event);
            if (!fault.empty()) {
              return fault;
            }
          }
          return "";
        }) == kNoFault);
}

TEST_CASE("Every service executes for the thread that its registers belong to",
          "[ENTRY-4][INV-4]") {
  Faults faults;
  walk_all(safe_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const Machine machine = walk.machine();
    if (label_of(machine, choice) == "SERVICE.run") {
      const ThreadId self = machine.cpu(choice.cpu).current;
      const TrapFrame& trap = machine.kthread(self).trap;
      const bool own = trap.valid != 0 && trap.registers.control.stack_owner == self;
      faults.add(own ? "" : "a service executes for another thread");
    }
    walk.make(choice);
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("A primary and its worker in the kernel are never both active", "[ENTRY-8][BLOCK-2]") {
  CHECK(faults_of([](const Machine& machine, const Events&) -> std::string {
          for (std::size_t i = 0; i < machine.system().workers; ++i) {
            const ThreadId primary = machine.kthread(ThreadId(i)).queue;
            if (primary.valid() && !sleeps_on_queue(machine.kthread(primary))) {
              return "a primary is awake beside its worker";
            }
          }
          return "";
        }) == kNoFault);
}

}  // namespace umsim::test
