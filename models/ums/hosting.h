// What a primary whose kernel portion has been entered was doing in user mode for a worker: the
// question of FIG. 14, D8, answered from the trap frame alone.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

enum class Hosting : std::uint8_t {
  none,
  claims,    // the CID is taken, the second lock test not yet passed
  loads,     // from the passed second test to the last register (FIG. 9)
  runs,      // the worker's program
  saves,     // a yield that has not saved the last register (FIG. 10)
  leaves,    // a direct switch to another worker that has not released this one (THREAD-8)
  has_saved  // a yield that has, and still holds the CID (decision 0005)
};

struct Hosted {
  ThreadId worker;  // none exactly when `how` is none
  Hosting how = Hosting::none;

  // The worker's user portion is in the primary's hands.
  [[nodiscard]] bool is_hosted() const { return how != Hosting::none && how != Hosting::claims; }
};

// The user registers of a thread: in its trap frame, or in the CPU on which it is in user mode;
// null while it has none.
[[nodiscard]] const Registers* user_registers(const Machine& machine, ThreadId thread);

// True when `primary` has some of the worker's state: it loads it, runs it, saves it or takes it to
// where it belongs. Not while it has only taken the CID.
[[nodiscard]] bool has_in_hands(const Machine& machine, ThreadId primary, ThreadId worker);

// What it was doing, from the trap frame alone.
[[nodiscard]] Hosting hosting_of(const Machine& machine, ThreadId primary);

// `primary` must have a trap frame for the answer to be other than none.
[[nodiscard]] Hosted hosted_by(const Machine& machine, ThreadId primary);

// The kernel has moved the worker's user context from one place to the other, `primary`'s trap
// frame being one of them, or none.
void report_moved(const Execution& execution, ThreadId worker, ThreadId primary, ContextPlace from,
                  ContextPlace to);

}  // namespace umsim
