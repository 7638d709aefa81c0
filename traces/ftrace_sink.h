// FtraceSink: the trace as the text that Linux's ftrace gives, for the tools that read that.
//
//   # tracer: nop
//   ...
//             W1-2       (      1) [000] .....     0.000022357: sched_switch: prev_comm=W1
//             prev_pid=2
//     prev_prio=120 prev_state=S ==> next_comm=P1 next_pid=4 next_prio=120
//             P1-4       (      1) [000] .....     0.000022546: tracing_mark_write: I|1|directed
//     switch P1 => W1 (FIG2.6.wake)
//
// (each in one line). Threads are those of the Perfetto format: a worker is two, W1 and W1.kernel.
// Every event is a mark, and the counts of workers are counters, both in the words that Android's
// systrace uses. What no CPU does stands with CPU 0's idle thread. Times are in seconds with nine
// digits, rounded down. Blanks in names become underscores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/activity.h"
#include "traces/output.h"
#include "traces/phrases.h"
#include "traces/sink.h"
#include "traces/task_state.h"

namespace umsim {

class FtraceSink final : public Sink {
 public:
  // `output` must outlive the sink. Throws OutputError from any call when the output cannot be
  // written.
  explicit FtraceSink(TextOutput& output);

  void begin(const TraceHeader& header) override;
  void event(const Event& event) override;
  void skip(const Event& event) override { activities_->note(event); }
  void end() override { lines_.finish(); }

 private:
  void open();
  void tell(const Event& event, PortionId running);
  void show_counts(CpuId cpu);
  void show_switch(CpuId cpu, PortionId from, TaskState state, PortionId to);
  void show_waking(CpuId cpu, PortionId woken);
  // Begins the line of something that `running` does on the CPU.
  void begin_line(CpuId cpu, PortionId running, std::string_view what);
  [[nodiscard]] std::size_t task_id(PortionId portion) const;
  [[nodiscard]] std::size_t process_id(PortionId portion) const;
  [[nodiscard]] std::string_view name(PortionId portion) const;

  LineBuffer lines_;
  TraceHeader header_;
  std::optional<Activities> activities_;
  std::optional<Phrases> phrases_;
  std::vector<std::string> names_;  // of portions
  WorkerCounts shown_counts_;
  std::uint64_t ns_ = 0;
  bool opened_ = false;
};

}  // namespace umsim
