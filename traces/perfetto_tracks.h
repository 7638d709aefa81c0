// PerfettoTracks: the tracks that a trace in Perfetto's format has, their numbers and their names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "traces/activity.h"
#include "traces/perfetto_packets.h"
#include "traces/sink.h"

namespace umsim {

inline constexpr std::string_view kPerfettoCounters[] = {"ready workers", "parked workers",
                                                         "blocked workers"};

class PerfettoTracks {
 public:
  // Both must outlive the tracks.
  PerfettoTracks(const TraceHeader& header, const Activities& activities);

  // describe writes the description of every track.
  void describe(PerfettoPackets& packets) const;

  [[nodiscard]] std::uint64_t portion(PortionId portion) const { return portions_ + portion.at(); }
  [[nodiscard]] std::uint64_t lock(ThreadId worker) const { return locks_ + worker.at(); }
  [[nodiscard]] std::uint64_t list(std::size_t list) const { return lists_ + list; }
  [[nodiscard]] std::uint64_t apc(std::size_t apc) const { return apcs_ + apc; }
  [[nodiscard]] std::uint64_t counter(std::size_t counter) const { return counters_ + counter; }
  [[nodiscard]] std::uint64_t outside() const { return outside_; }

  // The portion as a thread of the kernel's scheduler; none is the idle thread.
  [[nodiscard]] PerfettoTask task(PortionId portion) const;

 private:
  [[nodiscard]] std::uint64_t process(ThreadId thread) const;
  [[nodiscard]] std::uint64_t process_of_list(std::size_t list) const;
  void describe_threads(PerfettoPackets& packets) const;

  const TraceHeader* header_;
  const Activities* activities_;
  std::vector<std::string> names_;  // of portions
  // The first number of each sort; a thing's track is that number and its index.
  std::uint64_t processes_ = 0;
  std::uint64_t portions_ = 0;
  std::uint64_t locks_ = 0;
  std::uint64_t lists_ = 0;
  std::uint64_t apcs_ = 0;
  std::uint64_t counters_ = 0;
  std::uint64_t outside_ = 0;
};

}  // namespace umsim
