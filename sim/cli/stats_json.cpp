#include "sim/cli/flow_words.h"
#include "sim/cli/stats_output.h"
#include "traces/names.h"

namespace umsim {
namespace {

Json time_of(const TraceHeader& header, std::uint64_t cycles) {
  return {{"cycles", cycles}, {"ns", header.nanoseconds(cycles)}};
}

Json length_of(const TraceHeader& header, const std::string& name, const Distribution& lengths) {
  return {{"name", name},
          {"count", lengths.count()},
          {"sum", time_of(header, lengths.sum())},
          {"least", time_of(header, lengths.percentile(0))},
          {"median", time_of(header, lengths.percentile(50))},
          {"percentile_90", time_of(header, lengths.percentile(90))},
          {"percentile_99", time_of(header, lengths.percentile(99))},
          {"most", time_of(header, lengths.percentile(100))}};
}

Json cpu_of(const Statistics& statistics, CpuId cpu) {
  Json entry = {{"cpu", cpu_name(cpu)}, {"uses", Json::array()}};
  for (std::size_t i = 0; i < statistics.of(cpu).size(); ++i) {
    entry["uses"].push_back({{"use", name_of(static_cast<CpuUse>(i))},
                             {"time", time_of(statistics.header(), statistics.of(cpu)[i])}});
  }
  return entry;
}

Json thread_of(const Statistics& statistics, PortionId portion) {
  Json entry = {{"thread", statistics.activities().name_of(portion)},
                {"activities", Json::array()}};
  for (const auto& [doing, cycles] : statistics.of(portion)) {
    entry["activities"].push_back(
        {{"activity", doing}, {"time", time_of(statistics.header(), cycles)}});
  }
  return entry;
}

}  // namespace

void add_stats(Json& result, const Statistics& statistics) {
  const TraceHeader& header = statistics.header();
  result["scenario"] = header.scenario;
  result["begin"] = time_of(header, statistics.begin_cycles());
  result["end"] = time_of(header, statistics.end_cycles());
  result["counted"] = Json::array();
  for (const auto& [name, count] : statistics.counts()) {
    result["counted"].push_back({{"name", name}, {"count", count}});
  }
  result["lengths"] = Json::array();
  for (const auto& [name, lengths] : statistics.lengths()) {
    result["lengths"].push_back(length_of(header, name, lengths));
  }
  result["cpus"] = Json::array();
  for (std::size_t i = 0; i < header.system->cpus; ++i) {
    result["cpus"].push_back(cpu_of(statistics, CpuId(i)));
  }
  result["threads"] = Json::array();
  for (std::size_t i = 0; i < statistics.activities().portions(); ++i) {
    result["threads"].push_back(thread_of(statistics, PortionId(i)));
  }
  result["step_classes"] = Json::array();
  for (const auto& [cost, time] : statistics.step_classes()) {
    result["step_classes"].push_back(
        {{"cost", word_of(cost)}, {"steps", time.steps}, {"time", time_of(header, time.cycles)}});
  }
}

}  // namespace umsim
