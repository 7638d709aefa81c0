// PartSink: hands only a part of a trace on to a sink.
//
//   --trace-from WHEN --trace-to WHEN --trace-last N --trace-budget SIZE
//
// From what the window lets through, which opens once and closes once, the last N events are kept,
// and of these as many as fit into what the output may hold. The sink is told of all other events
// too, so that it knows the state in which its part begins; events keep their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "traces/output.h"
#include "traces/sink.h"

namespace umsim {

// A moment of a run: a time, or the nth event that is of a kind, or of a step.
struct TraceMoment {
  std::optional<std::uint64_t> time_cycles;
  std::optional<EventKind> kind;
  std::string step;              // all labels that begin so; empty: no step is asked for
  std::uint64_t occurrence = 1;  // of kind or step, counted from 1
};

struct TracePart {
  std::optional<TraceMoment> from;    // the first event that is written; none: the run's first
  std::optional<TraceMoment> to;      // the last one, looked for from then on; none: the run's last
  std::optional<std::uint64_t> last;  // how many are kept at most
};

class PartSink final : public Sink {
 public:
  // `output` is the one that `next` writes to; it must outlive the sink.
  PartSink(std::unique_ptr<Sink> next, const TextOutput& output, TracePart part);
  PartSink(const PartSink&) = delete;
  PartSink& operator=(const PartSink&) = delete;
  // Of a trace that breaks off, the last events are still handed on.
  ~PartSink() override;

  // begin throws OutputError when the output has no room even for the header.
  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void end() override;

  // How many events were handed on and written.
  [[nodiscard]] std::uint64_t written() const { return written_; }
  // True when there were more events than the output may hold.
  [[nodiscard]] bool is_full() const { return output_->is_full(); }

 private:
  // Waits for a moment; what comes is counted.
  class Trigger {
   public:
    explicit Trigger(std::optional<TraceMoment> moment) : moment_(std::move(moment)) {}
    [[nodiscard]] bool waits_for_something() const { return moment_.has_value(); }
    [[nodiscard]] bool is_a_time() const { return moment_->time_cycles.has_value(); }
    // True when the event is at the moment, or behind it in time.
    [[nodiscard]] bool reaches(const Event& event);
    // True when a time is over: the event does not belong to it any more.
    [[nodiscard]] bool is_past(const Event& event) const;

   private:
    std::optional<TraceMoment> moment_;
    std::uint64_t seen_ = 0;
  };
  enum class Window : std::uint8_t { before, open, closed };

  [[nodiscard]] bool lets_through(const Event& event);
  void keep(const Event& event);
  void hand_on(const Event& event);
  void hand_on_kept();

  std::unique_ptr<Sink> next_;
  const TextOutput* output_;
  std::optional<std::uint64_t> last_;
  Trigger from_;
  Trigger to_;
  Window window_ = Window::before;
  std::deque<Event> kept_;
  std::uint64_t written_ = 0;
};

}  // namespace umsim
