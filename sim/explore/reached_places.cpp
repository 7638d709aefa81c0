#include "sim/explore/reached_places.h"

#include <set>
#include <tuple>

#include "sim/explore/watched_graph.h"

namespace umsim::explore {
namespace {

using Position = std::tuple<std::uint16_t, std::uint8_t, std::uint8_t>;

void note_places(const Machine& machine, std::set<Position>& positions) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    if (machine.cpu(cpu).current.valid()) {
      const StepRef step = next_step(machine, cpu);
      positions.insert({acting_thread(machine, cpu).value, step.routine, step.row});
    }
  }
}

SearchOptions of_single_steps(SearchOptions options) {
  options.check_progress = false;
  options.threads = 1;
  return options;
}

}  // namespace

ReachedPlaces reached_places(const System& system, const SearchOptions& options) {
  std::set<Position> positions;
  WatchedGraph graph(system,
                     {[&](const Machine& machine) { note_places(machine, positions); }, nullptr});
  SearchOptions all = of_single_steps(options);
  all.stop_at_first = false;
  ReachedPlaces reached;
  reached.stop = search(graph, all).stop;
  for (const auto& [thread, routine, row] : positions) {
    reached.places.push_back({ThreadId(std::size_t{thread}), {routine, row}});
  }
  return reached;
}

ShortestWay shortest_way(const System& system,
                         const std::function<bool(const Machine&, const Choice&)>& is_looked_for,
                         const SearchOptions& options) {
  WatchedGraph graph(system, {nullptr, is_looked_for});
  const SearchResult found = search(graph, of_single_steps(options));
  ShortestWay way;
  way.stop = found.stop;
  if (!found.findings.empty() && found.findings.front().code == kFound &&
      found.findings.front().fault == Fault::violation) {
    way.choices = graph.course_of(found.findings.front().path).choices;
  }
  return way;
}

}  // namespace umsim::explore
