// Recorder: the Reporter of the engines. It makes a trace of what steps report.
//
// It adds what a step does not know: time, id and cause (traces/causes.h), holds begin and end
// against each other (traces/pairing.h), and hands every event to all sinks. It writes nothing
// itself. An engine uses it like this:
//
//   Recorder recorder(header);   // header.steps asks for an event for every step
//   recorder.add(sink);          // any number of sinks, which must outlive the recorder's use
//   recorder.begin();
//   recorder.set_time(cycles);   // before each choice; time never goes back
//   recorder.step(cpu, thread, next_step(machine, cpu));   // when the choice is a step
//   apply(machine, choice, &recorder);
//   recorder.end();
#pragma once

#include <cstdint>
#include <vector>

#include "traces/causes.h"
#include "traces/pairing.h"
#include "traces/sink.h"
#include "traces/vocabulary/event.h"

namespace umsim {

class Recorder final : public Reporter {
 public:
  // `header.system` must outlive the recorder.
  explicit Recorder(TraceHeader header);

  // add must come before begin.
  void add(Sink& sink);
  void begin();

  // set_time gives the time of the events that follow, in cycles. Throws InternalError when it goes
  // back.
  void set_time(std::uint64_t cycles);

  // step reports that CPU `cpu` runs a row for `thread`; nothing happens unless header().steps.
  void step(CpuId cpu, ThreadId thread, StepRef row) {
    if (header_.steps) [[unlikely]] {
      report_step(cpu, thread, row);
    }
  }

  // report fills time, id and cause. Throws InternalError when an end has no begin or a begin no
  // end.
  void report(const Event& event) override;

  // end closes all sinks; files appear under their names.
  void end();

  [[nodiscard]] const TraceHeader& header() const { return header_; }
  [[nodiscard]] std::uint64_t events() const { return last_id_; }

 private:
  void report_step(CpuId cpu, ThreadId thread, StepRef row);

  TraceHeader header_;
  Pairing pairing_;
  Causes causes_;
  std::vector<Sink*> sinks_;
  std::uint64_t now_cycles_ = 0;
  std::uint64_t last_id_ = 0;
  bool open_ = false;
};

}  // namespace umsim
