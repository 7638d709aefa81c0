// RunRequest: what `umsim run` was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/machine/system.h"
#include "sim/cli/arguments.h"
#include "sim/cli/scenario_files.h"
#include "traces/formats.h"

namespace umsim {

struct TraceRequest {
  std::string path;           // - is standard output
  const TraceFormat* format;  // never null
};

struct RunRequest {
  ScenarioFile file;
  std::vector<TraceRequest> traces;
  std::optional<std::uint64_t> trace_budget;  // bytes of each trace at most
  bool columns = false;                       // the whole run as columns, not only its beginning
  bool steps = false;
  bool json = false;
  std::optional<ProtocolProfile> profile;  // whatever the scenario says
  KnockOuts knock_outs;                    // besides those of the scenario
  std::optional<std::string> schedule;
  std::optional<std::string> schedule_out;
  std::uint64_t max_steps = 0;
  std::size_t width = 0;

  // True when a trace goes to standard output, so that nothing else may.
  [[nodiscard]] bool trace_on_out() const;
};

// run_options lists the options of the verb.
[[nodiscard]] std::span<const OptionSpec> run_options();

// read_run_request throws UsageError.
[[nodiscard]] RunRequest read_run_request(const Arguments& arguments, const Console& console);

}  // namespace umsim
