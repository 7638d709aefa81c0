// Flow output: a routine, or some of its steps, as text, graph or JSON. The tables of the model are
// the only source.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/machine/routines.h"
#include "sim/cli/results.h"

namespace umsim {

// The rows of one routine that were asked for.
struct FlowPart {
  const Routine* routine = nullptr;
  std::vector<std::size_t> rows;
};

// all_flow_parts gives all routines, whole.
[[nodiscard]] std::vector<FlowPart> all_flow_parts();

// find_flow_parts finds a routine's name, or the label of a step; nothing when there is no such.
[[nodiscard]] std::vector<FlowPart> find_flow_parts(const std::string& typed);

[[nodiscard]] std::string flow_text(const std::vector<FlowPart>& parts, std::size_t width);
[[nodiscard]] std::string flow_as_dot(const Routine& routine);
[[nodiscard]] std::string flow_as_mermaid(const Routine& routine);
[[nodiscard]] Json flow_as_json(const std::vector<FlowPart>& parts);

}  // namespace umsim
