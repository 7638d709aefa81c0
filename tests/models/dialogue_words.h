// The words of the dialogues: events and parts of the state as lines of text.
//
// They are the tests' own and not those of the traces, so that a dialogue changes only when the
// model does.
#pragma once

#include <string>

#include "models/machine/image.h"
#include "traces/vocabulary/event.h"

namespace umsim::test {

// An event without its step and CPU: "lock_transition W1: free -> CID P1".
[[nodiscard]] std::string describe_event(const System& system, const Event& event);

// "free", "CID P1", "1 holder", "CID P1, 2 holders".
[[nodiscard]] std::string describe_lock(const System& system, const UmsLock& lock);

// The same from the packed form that events carry.
[[nodiscard]] std::string describe_packed_lock(const System& system, std::uint64_t packed);

// "nobody" for none.
[[nodiscard]] std::string name_of(const System& system, ThreadId thread);

// Where the thread is: "running on CPU 0 in user mode", "waiting (timer)".
[[nodiscard]] std::string describe_thread(const Machine& machine, ThreadId thread);

// What the CPU has loaded: "P1 in user mode, TEB W1, stack W1".
[[nodiscard]] std::string describe_cpu(const Machine& machine, CpuId id);

// The worker's saved context: "instruction 1, reduced set, fresh, primary P1".
[[nodiscard]] std::string describe_context(const Machine& machine, ThreadId worker);

// The completion list, latest first: "W2, W1; event set".
[[nodiscard]] std::string describe_list(const Machine& machine, ListId id);

// The scheduler's ready queue, first to run first: "W1, W2; 2 live".
[[nodiscard]] std::string describe_ready(const Machine& machine, SchedulerId id);

// A primary's view of its work: "hand W1 (owned), depth 1".
[[nodiscard]] std::string describe_primary(const Machine& machine, ThreadId primary);

[[nodiscard]] std::string describe_apc(const Machine& machine, ApcId apc);

}  // namespace umsim::test
