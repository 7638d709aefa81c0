// umsim flow as a graph, for Graphviz and for Mermaid: a box a step, a diamond a decision.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/cli/flow_output.h"
#include "sim/cli/layout.h"

namespace umsim {
namespace {

constexpr std::size_t kBoxWidth = 28;

struct Edge {
  std::string from;
  std::string to;
  std::string_view when;
};

struct Graph {
  std::map<std::string_view, std::string> ends;  // where exits lead besides rows -> node
  std::vector<Edge> edges;
};

Graph graph_of(const Routine& routine) {
  Graph graph;
  for (std::size_t row = 0; row < routine.steps.size(); ++row) {
    for (const Exit& exit : routine.steps[row].exits) {
      const auto target = std::find_if(routine.steps.begin(), routine.steps.end(),
                                       [&](const Step& step) { return step.label == exit.to; });
      std::string node;
      if (target != routine.steps.end()) {
        node = fmt::format("s{}", target - routine.steps.begin());
      } else {
        node = graph.ends.try_emplace(exit.to, fmt::format("e{}", graph.ends.size())).first->second;
      }
      graph.edges.push_back({fmt::format("s{}", row), node, exit.when});
    }
  }
  return graph;
}

std::string escaped(std::string_view text, std::string_view quote) {
  std::string result;
  for (const char letter : text) {
    if (letter == '"') {
      result += quote;
    } else {
      result += letter;
    }
  }
  return result;
}

std::string box_text(const Step& step, std::string_view line_end, std::string_view quote) {
  return fmt::format(
      "{}{}{}", step.label, line_end,
      escaped(fmt::format("{}", fmt::join(wrap_words(step.what, kBoxWidth), line_end)), quote));
}

}  // namespace

std::string flow_as_dot(const Routine& routine) {
  const Graph graph = graph_of(routine);
  std::string text = fmt::format("digraph \"{}\" {{\n  label=\"{}\";\n  node [shape=box];\n",
                                 routine.name, escaped(routine.title, "\\\""));
  for (std::size_t row = 0; row < routine.steps.size(); ++row) {
    const Step& step = routine.steps[row];
    text +=
        fmt::format("  s{} [{}label=\"{}\"];\n", row,
                    step.exits.size() > 1 ? "shape=diamond, " : "", box_text(step, "\\n", "\\\""));
  }
  for (const auto& [name, node] : graph.ends) {
    text += fmt::format("  {} [shape=oval, label=\"{}\"];\n", node, name);
  }
  for (const Edge& edge : graph.edges) {
    const std::string label =
        edge.when.empty() ? "" : fmt::format(" [label=\"{}\"]", escaped(edge.when, "\\\""));
    text += fmt::format("  {} -> {}{};\n", edge.from, edge.to, label);
  }
  return text + "}\n";
}

std::string flow_as_mermaid(const Routine& routine) {
  const Graph graph = graph_of(routine);
  std::string text = "flowchart TD\n";
  for (std::size_t row = 0; row < routine.steps.size(); ++row) {
    const Step& step = routine.steps[row];
    const bool decision = step.exits.size() > 1;
    text += fmt::format("  s{}{}\"{}\"{}\n", row, decision ? "{" : "[",
                        box_text(step, "<br/>", "#quot;"), decision ? "}" : "]");
  }
  for (const auto& [name, node] : graph.ends) text += fmt::format("  {}([\"{}\"])\n", node, name);
  for (const Edge& edge : graph.edges) {
    const std::string label =
        edge.when.empty() ? "" : fmt::format("|\"{}\"|", escaped(edge.when, "#quot;"));
    text += fmt::format("  {} -->{} {}\n", edge.from, label, edge.to);
  }
  return text;
}

}  // namespace umsim
