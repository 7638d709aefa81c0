#include "traces/perfetto_tracks.h"

#include <algorithm>
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

// Processes and threads share the numbers, as in Linux: threads come behind the processes. Viewers
// sort by them, so that the portions of a worker follow one on the other.
PerfettoTask PerfettoTracks::task(PortionId portion) const {
  if (!portion.valid()) return {0, "idle"};
  const System& system = *header_->system;
  const std::size_t thread = activities_->thread_of(portion).at();
  const std::size_t kernel_portions = std::min<std::size_t>(thread, system.workers);
  const std::size_t id = system.processes.size() + 1 + thread + kernel_portions +
                         (activities_->is_kernel_portion(portion) ? 1 : 0);
  return {static_cast<std::int32_t>(id), names_[portion.at()]};
}

std::uint64_t PerfettoTracks::process(ThreadId thread) const {
  return processes_ + header_->system->thread(thread).process.value;
}

// The process of those that drain it.
std::uint64_t PerfettoTracks::process_of_list(std::size_t list) const {
  const System& system = *header_->system;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const SchedulerId scheduler = system.threads[i].scheduler;
    if (scheduler.valid() && system.scheduler(scheduler).list == ListId(list)) {
      return process(ThreadId(i));
    }
  }
  return processes_;
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
    packets.track(locks_ + i, process(ThreadId(i)), "lock " + printable(system.threads[i].name));
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    packets.track(lists_ + i, process_of_list(i), "list " + printable(system.lists[i].name));
  }
  for (std::size_t i = 0; i < system.apcs.size(); ++i) {
    const std::string_view sort = system.apcs[i].is_apc() ? "APC " : "event ";
    const ThreadId target = system.apcs[i].target;
    const std::uint64_t its = target.valid() ? process(target) : processes_;
    packets.track(apcs_ + i, its, std::string(sort) + printable(system.apcs[i].name));
  }
  for (std::size_t i = 0; i < std::size(kPerfettoCounters); ++i) {
    packets.counter_track(counters_ + i, processes_, std::string(kPerfettoCounters[i]));
  }
  packets.track(outside_, processes_, "from outside");
}

}  // namespace umsim
