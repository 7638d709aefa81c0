// RunTraces: everything that a run's events go to: the trace files, the view on the terminal, the
// digest, and the events that expectations are judged on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/cli/console.h"
#include "sim/cli/judged_events.h"
#include "sim/cli/run_request.h"
#include "traces/columns_sink.h"
#include "traces/digest.h"
#include "traces/part_sink.h"
#include "traces/recorder.h"

namespace umsim {

// Hands only the first events on, and counts the others.
class FirstEvents final : public Sink {
 public:
  FirstEvents(Sink& next, std::uint64_t limit) : next_(&next), limit_(limit) {}

  void begin(const TraceHeader& header) override { next_->begin(header); }
  void event(const Event& event) override;
  void end() override { next_->end(); }

  [[nodiscard]] std::uint64_t left_out() const { return count_ > limit_ ? count_ - limit_ : 0; }

 private:
  Sink* next_;
  std::uint64_t limit_;
  std::uint64_t count_ = 0;
};

// What came into a trace.
struct WrittenTrace {
  std::uint64_t events = 0;
  bool full = false;  // there were more, for which the budget had no room
};

class RunTraces {
 public:
  struct Limits {
    std::uint64_t shown_events = 0;  // on the terminal
    JudgedEvents judged = JudgedEvents::none;
    TracePart part;       // that each trace shows
    std::string finding;  // what a replayed schedule was found to break, or nothing
  };
  // Opens all files; throws OutputError.
  RunTraces(const RunRequest& request, const Limits& limits, Console& console);

  // The recorder must not have begun, and this must outlive its use.
  void add_to(Recorder& recorder);

  [[nodiscard]] std::span<const Event> judged_events() const { return judged_.events(); }
  [[nodiscard]] std::string digest() const { return digest_.digest(); }
  // What came into each trace that was asked for, in order; complete after the recorder's end.
  [[nodiscard]] std::vector<WrittenTrace> written() const;
  // Events that the view on the terminal left out.
  [[nodiscard]] std::uint64_t not_shown() const { return first_ ? first_->left_out() : 0; }

 private:
  void open(const TraceRequest& trace, const RunRequest& request, const TracePart& part,
            Console& console);

  std::string finding_;
  JudgedSink judged_;
  DigestSink digest_;
  std::vector<std::unique_ptr<TextOutput>> outputs_;
  std::vector<std::unique_ptr<PartSink>> traces_;
  std::unique_ptr<Sink> interrupt_;
  std::unique_ptr<ColumnsSink> columns_;
  std::unique_ptr<FirstEvents> first_;
};

}  // namespace umsim
