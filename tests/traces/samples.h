// A small system and events made by hand, for tests of what traces say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/machine/state.h"
#include "models/machine/system.h"
#include "traces/recorder.h"
#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim::samples {

inline constexpr ThreadId kW1{0U};
inline constexpr ThreadId kW2{1U};
inline constexpr ThreadId kP1{2U};
inline constexpr ThreadId kP2{3U};
inline constexpr ThreadId kT1{4U};
inline constexpr CpuId kCpu0{0U};
inline constexpr CpuId kCpu1{1U};
inline constexpr std::uint16_t kNone = Index<void>::kNone;
inline constexpr std::uint16_t kList = 0;  // L
inline constexpr std::uint16_t kApc = 0;   // A1, to W1

// Two CPUs; workers W1 and W2, which start parked; primaries P1 and P2 of scheduler S with list L;
// standard thread T1; APCs A1 to W1 and A2 to T1.
[[nodiscard]] System small_system();

// A header for it: scenario "small", 2 GHz, no steps.
[[nodiscard]] TraceHeader header_for(const System& system);

// What a step function fills in; set the rest by name where it matters.
[[nodiscard]] Event event_of(EventKind kind, ThreadId thread, CpuId cpu = kCpu0);

// The row with that label, which must exist.
[[nodiscard]] StepRef step(std::string_view label);

[[nodiscard]] std::uint64_t lock_word(ThreadId cid, unsigned holders);

template <class Enumeration>
[[nodiscard]] constexpr std::uint64_t value(Enumeration enumerator) {
  return static_cast<std::uint64_t>(enumerator);
}

// One event of every kind, with values that the kind can have, as a recorder would give them.
[[nodiscard]] std::vector<Event> one_of_each_kind();

// A trace as text, through a sink that writes to the output that it is given.
[[nodiscard]] std::string jsonl_text(const TraceHeader& header, const std::vector<Event>& events);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace umsim::samples
