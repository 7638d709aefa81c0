// The UMS lock: a CID field and a count of kernel holders (LOCK-1..7).
//
// Every change of a lock word goes through these functions, so that each is seen by the trace.
#pragma once

#include "models/machine/execution.h"

namespace umsim {

// Both fields have their default: a primary may try to take the lock.
[[nodiscard]] bool is_free(const UmsLock& lock);

// The primary's id is put in the CID field; kernel holders stay.
void claim(const Execution& execution, ThreadId worker, ThreadId primary);

// The same by a plain store, which other CPUs do not see before something forces it out of this
// CPU's store buffer: an interlocked instruction, or the kernel's entry. (A store may leave
// earlier; that it may stay so long is what breaks the protocol.)
void buffer_claim(const Execution& execution, ThreadId worker);
void drain_store_buffer(const Execution& execution);

// The CID field gets its default again; kernel holders that came meanwhile stay (LOCK-6).
void release_cid(const Execution& execution, ThreadId worker);

// One more kernel holder; false when there are kMostHolders already, then nothing has changed
// (LOCK-7).
[[nodiscard]] bool hold(const Execution& execution, ThreadId worker);

// One kernel holder fewer. A release that nobody held is flagged for the invariants.
void unhold(const Execution& execution, ThreadId worker);

// The same where no thread does it: an event from outside takes the hold of a suspension away
// (EXIT-7).
void unhold_from_outside(const Execution& execution, ThreadId worker);

}  // namespace umsim
