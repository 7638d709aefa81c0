// What comes from outside while a scenario runs: APCs, faults, interrupts, completions and process
// deletions, and where each may come.
#pragma once

#include <cstdint>
#include <string>

#include "traces/vocabulary/event.h"
#include "traces/vocabulary/ids.h"

namespace umsim {

enum class ApcKind : std::uint8_t {
  get_context,         // reads the thread's user registers
  set_context,         // changes them
  routine,             // runs in the kernel and touches no user state
  terminate,           // ends the thread
  suspend,             // stops it until it is resumed
  resume,              // makes up for one suspension
  set_debug_registers  // makes it watch `address`, or nothing with 0
};

// An event is an APC, or something that happens to its target (models/kernel/arrivals.h).
enum class AsyncKind : std::uint8_t {
  apc,
  soft_fault,       // the memory that its user-mode code touches next is not there (BLOCK-5)
  hard_fault,       // the same, and it must be read in
  interrupt,        // of the CPU that runs it, by the timer: its quantum is over (ENTRY-7)
  completion,       // what its timed wait is for comes, and not before
  process_deletion  // not of a thread: every thread of `process` is to end (EXIT-7)
};

// Where an event comes: when `thread` is about to run `step`, in user mode the thread on whose user
// stack the CPU is, in kernel mode the kernel's current thread. A place may be several steps long.
struct EventPlace {
  ThreadId thread;  // none: anywhere
  StepRef step;
  std::uint32_t occurrence = 0;  // the step's n-th run, from 1, at which it must come; 0: any
  std::uint8_t rows = 1;         // how many rows of the table from `step` on

  [[nodiscard]] bool has_step(StepRef other) const {
    return other.routine == step.routine && other.row >= step.row && other.row - step.row < rows;
  }
  friend bool operator==(const EventPlace&, const EventPlace&) = default;
};

// What comes from outside, at any step or at its place, once: an APC or something else.
struct ApcSpec {
  std::string name;
  ApcKind kind = ApcKind::routine;  // of an APC
  ThreadId target;
  ApcId after{};  // comes only after that one, or whenever it likes
  AsyncKind what = AsyncKind::apc;
  std::uint64_t cycles = 0;  // a fault: until the page is there
  EventPlace place{};
  std::uint64_t address = 0;  // set_debug_registers
  ProcessId process{};        // process_deletion: which one; it has no target

  [[nodiscard]] bool is_apc() const { return what == AsyncKind::apc; }
  [[nodiscard]] bool has_place() const { return place.thread.valid(); }
  [[nodiscard]] bool is_fault() const {
    return what == AsyncKind::soft_fault || what == AsyncKind::hard_fault;
  }
  // It strikes the CPU that runs its target.
  [[nodiscard]] bool strikes() const { return is_fault() || what == AsyncKind::interrupt; }
  // What comes before a step that it has to be there for.
  [[nodiscard]] bool comes_before_a_step() const { return has_place() || strikes(); }
  // EXIT-7: every thread of the process is to end.
  [[nodiscard]] bool condemns(ProcessId id) const {
    return what == AsyncKind::process_deletion && process == id;
  }

  friend bool operator==(const ApcSpec&, const ApcSpec&) = default;
};

}  // namespace umsim
