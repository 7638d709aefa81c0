// The timed engine: runs a scenario under simulated time, and says how the run went.
//
// Who does what when is decided by costs: each CPU is a SystemC process that makes the model's
// choices one after the other and waits for what they cost. The same scenario and options give the
// same result to the byte. SystemC itself stays behind this header, and it allows one run a
// process.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/invariants/invariants.h"
#include "models/machine/execution.h"
#include "models/machine/transition.h"
#include "sim/scenario/scenario.h"
#include "sim/schedule/schedule.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class Recorder;

namespace timed {

// A choice as it was made. At a compute instruction `granted_cycles` says how much of it was done
// before an interrupt; everywhere else it is kAllCycles.
struct LoggedChoice {
  Choice choice;
  std::uint64_t granted_cycles = kAllCycles;
  friend bool operator==(const LoggedChoice&, const LoggedChoice&) = default;
};

// A schedule as the engine takes it, and its log as a schedule.
[[nodiscard]] std::vector<LoggedChoice> as_log(std::span<const ScheduledChoice> choices);
[[nodiscard]] std::vector<ScheduledChoice> as_choices(std::span<const LoggedChoice> log);

inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

struct Options {
  std::uint64_t max_cycles = kUnlimited;  // simulated time; a run to this end is incomplete
  std::uint64_t max_steps = kUnlimited;
  bool check_invariants = true;  // after every choice
  bool keep_log = true;
  // When given, exactly these choices are made in this order, and nobody else acts: each at the
  // first moment at which its CPU is free; the end of a timed wait not before it is due.
  std::optional<std::span<const LoggedChoice>> schedule;
};

enum class StopReason : std::uint8_t {
  all_ended,         // every thread has ended
  deadlock,          // nothing can happen any more, and a thread has not ended
  stop_time,         // the end that the scenario asked for
  time_budget,       // Options::max_cycles
  step_budget,       // Options::max_steps
  broken_invariant,  // Result::broken
  schedule_end,      // the schedule is done; threads may go on
  schedule_refused   // Result::refusal says which choice, and why
};

struct MemoryStatistics {
  std::uint64_t accesses = 0;       // lines touched, once for each access of a step
  std::uint64_t hits = 0;           // in the CPU's cache with the rights needed
  std::uint64_t transfers = 0;      // lines fetched, or made this CPU's own for a write
  std::uint64_t invalidations = 0;  // lines that this CPU lost to another one's write
};

struct CpuStatistics {
  std::uint64_t steps = 0;
  std::uint64_t busy_cycles = 0;
  MemoryStatistics memory;
};

struct ThreadAtEnd {
  ThreadState state = ThreadState::ready;
  WaitReason wait = WaitReason::none;
  FinalState final_state = FinalState::ready;
  SwitchCounts switches = {};  // of a worker (SWITCH-10)
};

struct Result {
  StopReason stop = StopReason::deadlock;
  std::uint64_t end_cycles = 0;  // when the last CPU was done, or the end given
  std::uint64_t steps = 0;       // choices of kind step
  std::uint64_t choices = 0;     // of any kind
  std::array<std::uint64_t, static_cast<std::size_t>(EventKind::count_)> events{};
  std::vector<ThreadAtEnd> threads;    // by ThreadId
  std::vector<CpuStatistics> cpus;     // by CpuId
  std::vector<ApcId> missing_apcs;     // never arrived: their moment did not come
  std::vector<LoggedChoice> log;       // empty unless Options::keep_log
  std::vector<std::uint64_t> moments;  // the cycle in which each choice of the log was made
  std::vector<std::byte> image;        // the state at the end

  // The last choice that was made, its row and its moment. After a broken invariant: the one that
  // broke it.
  Choice last_choice;
  StepRef last_step;
  std::uint64_t last_cycles = 0;
  const Invariant* broken = nullptr;

  std::string refusal;  // a sentence that names the position, from 1

  [[nodiscard]] std::uint64_t count(EventKind kind) const {
    return events[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] std::vector<FinalState> final_states() const;
};

// run simulates the scenario from its beginning. `recorder` may be null; if it is not, it must have
// begun, and the caller ends it. A second run in one process throws InternalError.
Result run(const Scenario& scenario, const Options& options, Recorder* recorder);

// describe_threads says what each thread that has not ended is doing, a line a thread, by name.
std::string describe_threads(const System& system, const Result& result);

}  // namespace timed
}  // namespace umsim
