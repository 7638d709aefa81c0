#include "sim/cli/run_traces.h"

#include "sim/cli/interrupt.h"
#include "sim/cli/report_parts.h"
#include "traces/output_file.h"

namespace umsim {
namespace {

// Ends the run at the next event after Ctrl-C.
class InterruptSink final : public Sink {
 public:
  void begin(const TraceHeader& /*header*/) override {}
  void event(const Event& /*event*/) override {
    if (interrupt_requested().load(std::memory_order_relaxed)) throw Interrupted();
  }
  void end() override {}
};

}  // namespace

void FirstEvents::event(const Event& event) {
  if (count_ < limit_) next_->event(event);
  ++count_;
}

RunTraces::RunTraces(const RunRequest& request, const Limits& limits, Console& console)
    : finding_(limits.finding), judged_(limits.judged) {
  for (const TraceRequest& trace : request.traces) open(trace, request, limits.part, console);
  if (!request.json && !request.trace_on_out()) {
    outputs_.push_back(std::make_unique<StreamOutput>(console.out, "standard output"));
    columns_ = std::make_unique<ColumnsSink>(
        *outputs_.back(), ColumnsOptions{request.width, console.colour_out, false});
    first_ = std::make_unique<FirstEvents>(*columns_, limits.shown_events);
  }
  interrupt_ = std::make_unique<InterruptSink>();
}

void RunTraces::open(const TraceRequest& trace, const RunRequest& request, const TracePart& part,
                     Console& console) {
  if (trace.path == "-") {
    outputs_.push_back(std::make_unique<StreamOutput>(console.out, "standard output"));
  } else {
    outputs_.push_back(std::make_unique<OutputFile>(trace.path));
  }
  const bool colour = trace.path == "-" && console.colour_out;
  if (request.trace_budget) outputs_.back()->set_budget(*request.trace_budget);
  traces_.push_back(std::make_unique<PartSink>(
      trace.format->make(*outputs_.back(),
                         {request.width, colour, [this] { return report_parts(finding_); }}),
      *outputs_.back(), part));
}

void RunTraces::add_to(Recorder& recorder) {
  recorder.add(judged_);
  recorder.add(digest_);
  if (first_) recorder.add(*first_);
  for (const std::unique_ptr<PartSink>& trace : traces_) recorder.add(*trace);
  recorder.add(*interrupt_);
}

std::vector<WrittenTrace> RunTraces::written() const {
  std::vector<WrittenTrace> traces;
  for (const std::unique_ptr<PartSink>& trace : traces_) {
    traces.push_back({trace->written(), trace->is_full()});
  }
  return traces;
}

}  // namespace umsim
