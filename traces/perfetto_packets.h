// PerfettoPackets: the packets of Perfetto's own trace format, written one after the other.
//
// The format is protocol buffers: a Trace is a sequence of TracePackets. This knows the numbers of
// the fields that we use and nothing of what is traced (traces/perfetto_sink.h). Strings that come
// again are interned: written once, then named by a number; so are at most `kMostInterned`, so that
// memory does not grow with the trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include <protozero/pbf_writer.hpp>

#include "traces/output.h"
#include "traces/task_state.h"

namespace umsim {

// A thread as the kernel's scheduler sees it in ftrace; id 0 is the idle thread.
struct PerfettoTask {
  std::int32_t id = 0;
  std::string_view name;
};

// What stands beside a slice or an instant: which event it comes from.
struct PerfettoNote {
  std::uint64_t id = 0;     // 0: from no event
  std::uint64_t cause = 0;  // 0: none
  std::string_view step;    // label, may be empty
};

struct PerfettoFlows {
  std::span<const std::uint64_t> from_here;
  std::span<const std::uint64_t> to_here;
};

class PerfettoPackets {
 public:
  static constexpr std::size_t kMostInterned = 20'000;

  // `lines` must outlive the packets; each packet is a record of it.
  explicit PerfettoPackets(LineBuffer& lines) : lines_(&lines) {}

  // begin must come first.
  void begin();

  void process(std::uint64_t track, std::int32_t pid, const std::string& name);
  void thread(std::uint64_t track, std::int32_t pid, const PerfettoTask& task);
  // A track below another; `parent` must have been written.
  void track(std::uint64_t track, std::uint64_t parent, const std::string& name);
  void counter_track(std::uint64_t track, std::uint64_t parent, const std::string& name);

  // set_time gives the time of all that follows, in ns; it never goes back.
  void set_time(std::uint64_t ns) { ns_ = ns; }

  void sched_switch(std::uint32_t cpu, const PerfettoTask& from, TaskState state,
                    const PerfettoTask& to);
  // Thread `by` on that CPU wakes `task`.
  void sched_waking(std::uint32_t cpu, std::int32_t by, const PerfettoTask& task);
  void slice_begin(std::uint64_t track, std::string_view name, const PerfettoNote& note,
                   const PerfettoFlows& flows = {});
  void slice_end(std::uint64_t track);
  void instant(std::uint64_t track, std::string_view name, const PerfettoNote& note,
               const PerfettoFlows& flows = {});
  void counter(std::uint64_t track, std::uint64_t value);

 private:
  struct Interned {
    std::uint64_t number = 0;  // 0: is not interned
    bool is_new = false;
  };
  class Strings {
   public:
    [[nodiscard]] Interned find(std::string_view text);

   private:
    std::unordered_map<std::string, std::uint64_t> numbers_;
  };

  template <class Fill>
  void describe(std::uint64_t track, Fill fill);
  template <class Fill>
  void ftrace_event(std::uint32_t cpu, std::int32_t current, Fill fill);
  void track_event(std::uint64_t track, std::uint32_t type, std::string_view name,
                   const PerfettoNote& note, const PerfettoFlows& flows);
  void add_note(protozero::pbf_writer& event, const PerfettoNote& note, const Interned& step) const;
  [[nodiscard]] protozero::pbf_writer timed_packet();
  void write_packet();

  LineBuffer* lines_;
  std::uint64_t ns_ = 0;
  std::string packet_;  // the one that is being put together
  Strings names_;
  Strings steps_;
};

}  // namespace umsim
