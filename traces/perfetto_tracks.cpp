#include "traces/perfetto_tracks.h"

#include <iterator>
#include <utility>

#include "traces/phrases.h"

namespace umsim {

PerfettoTracks::PerfettoTracks(const TraceHeader& header, const Activities& activities)
    : header_(&header), activities_(&activities) {
  std::uint64_t next = 1;
  const auto take = [&next](std::size_t count) { return std::exchange(next, next + count); };
  processes_ = take(header.system->processes.size());
  portions_ = take(activities.portions());
  locks_ = take(header.system->workers);
  lists_ = take(header.system->lists.size());
  apcs_ = take(header.system->apcs.size());
  counters_ = take(std::size(kPerfettoCounters));
  outside_ = take(1);
  for (std::size_t i = 0; i < activities.portions(); ++i) {
    names_.push_back(printable(activities.name_of(PortionId(i))));
  }
}

// Processes and threads share the numbers, as in Linux: threads come behind the processes.
PerfettoTask PerfettoTracks::task(PortionId portion) const {
  if (!portion.valid()) return {0, "idle"};
  const std::size_t id = header_->system->processes.size() + 1 + portion.at();
  return {static_cast<std::int32_t>(id), names_[portion.at()]};
}

void PerfettoTracks::describe_threads(PerfettoPackets& packets) const {
  const System& system = *header_->system;
  const bool only = system.processes.size() == 1;
  for (std::size_t i = 0; i < system.processes.size(); ++i) {
    packets.process(processes_ + i, static_cast<std::int32_t>(i + 1),
                    printable(only ? header_->scenario : system.processes[i].name));
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const ThreadSpec& thread = system.thread(activities_->thread_of(PortionId(i)));
    packets.thread(portion(PortionId(i)), thread.process.value + 1, task(PortionId(i)));
  }
}

void PerfettoTracks::describe(PerfettoPackets& packets) const {
  const System& system = *header_->system;
  describe_threads(packets);
  for (std::size_t i = 0; i < system.workers; ++i) {
    packets.track(locks_ + i, processes_, "lock " + printable(system.threads[i].name));
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    packets.track(lists_ + i, processes_, "list " + printable(system.lists[i].name));
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const std::string_view sort = system.apcs[i].is_apc() ? "APC " : "event ";
    packets.track(apcs_ + i, processes_, std::string(sort) + printable(system.apcs[i].name));
  }
  for (std::size_t i = 0; i < std::size(kPerfettoCounters); ++i) {
    packets.counter_track(counters_ + i, processes_, std::string(kPerfettoCounters[i]));
  }
  packets.track(outside_, processes_, "from outside");
}

}  // namespace umsim
