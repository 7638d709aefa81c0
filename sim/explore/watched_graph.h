// WatchedGraph: the model as a graph of single steps, for who looks for something else than faults:
// every state is shown to an observer, and a choice that is looked for ends the search as if it
// were a violation, so that its path is a shortest one.
#pragma once

#include <functional>
#include <memory>

#include "sim/explore/model_graph.h"

namespace umsim::explore {

// The code with which the search finds the choice that is looked for.
inline constexpr ViolationCode kFound = 0xFFFF;

// Both are asked of states as the graph has them, with CPUs sorted; none may throw. With several
// threads they are called by several threads at a time.
struct Watch {
  std::function<void(const Machine&)> observe;                       // may be empty
  std::function<bool(const Machine&, const Choice&)> is_looked_for;  // may be empty
};

class WatchedGraph final : public StateGraph {
 public:
  // `system` must outlive the graph.
  WatchedGraph(const System& system, Watch watch);

  [[nodiscard]] std::size_t key_bytes() const override { return graph_.key_bytes(); }
  [[nodiscard]] unsigned goals() const override { return graph_.goals(); }
  ViolationCode initial(std::span<std::byte> key) override { return graph_.initial(key); }
  StateFacts expand(KeyView key, SuccessorSink& sink) override;
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override;

  [[nodiscard]] Course course_of(const std::vector<ChoiceCode>& path) {
    return graph_.course_of(path);
  }

 private:
  const System& system_;
  Watch watch_;
  ModelGraph graph_;
  Layout layout_;
  KeyFormat format_;
  Image state_;
};

}  // namespace umsim::explore
