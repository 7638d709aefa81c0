// Sink: what a trace is handed to, one event at a time.
//
// A sink only formats or keeps: numbering, time, cause and pairing are the recorder's
// (traces/recorder.h). Sinks get what is constant in the header, then the events in order, then the
// end. A trace that breaks off has no end. Of a trace that shows only part of a run the sink is
// told the other events too, so that it knows the state in which its part begins.
#pragma once

#include <cstdint>
#include <string>

#include "models/machine/system.h"
#include "traces/vocabulary/event.h"

namespace umsim {

struct TraceHeader {
  const System* system = nullptr;  // names of everything; must outlive every sink that got it
  std::string scenario;            // name of the scenario, without folder and ending
  std::string title;
  std::string engine;              // who chose: "timed", "replay", "play"
  std::string profile;             // name of the machine profile
  std::uint64_t clock_mhz = 1000;  // 1 to 10,000
  std::uint64_t seed = 0;
  bool steps = false;  // the trace has an event for every step

  // `cycles` in nanoseconds, rounded down; valid up to 2^54 cycles.
  [[nodiscard]] constexpr std::uint64_t nanoseconds(std::uint64_t cycles) const {
    return cycles / clock_mhz * 1000 + cycles % clock_mhz * 1000 / clock_mhz;
  }
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void begin(const TraceHeader& header) = 0;
  virtual void event(const Event& event) = 0;
  // skip tells of an event that the trace leaves out: it is not written, but changes the state.
  virtual void skip(const Event& /*event*/) {}
  virtual void end() = 0;
};

}  // namespace umsim
