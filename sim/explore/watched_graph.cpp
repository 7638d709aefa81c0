#include "sim/explore/watched_graph.h"

#include <utility>

namespace umsim::explore {
namespace {

// Hands successors on; the choice that is looked for becomes a violation.
class WatchedSink final : public SuccessorSink {
 public:
  WatchedSink(const Watch& watch, const Machine& machine, SuccessorSink& to)
      : watch_(watch), machine_(machine), to_(to) {}

  void successor(ChoiceCode choice, KeyView key, ViolationCode violation, Turn turn) override {
    const bool found =
        watch_.is_looked_for && watch_.is_looked_for(machine_, ModelChoice::of(choice).first());
    to_.successor(choice, key, found ? kFound : violation, turn);
  }

 private:
  const Watch& watch_;
  const Machine& machine_;
  SuccessorSink& to_;
};

}  // namespace

WatchedGraph::WatchedGraph(const System& system, Watch watch)
    : system_(system),
      watch_(std::move(watch)),
      graph_(system, {.interchange = {.threads = false}, .merges = kSingleSteps}),
      layout_(system),
      format_(system, layout_),
      state_(system, layout_) {}

StateFacts WatchedGraph::expand(KeyView key, SuccessorSink& sink) {
  format_.unpack(key, state_.machine());
  const Machine machine = state_.machine();
  if (watch_.observe) {
    watch_.observe(machine);
  }
  WatchedSink watched(watch_, machine, sink);
  return graph_.expand(key, watched);
}

std::unique_ptr<StateGraph> WatchedGraph::twin() const {
  return std::make_unique<WatchedGraph>(system_, watch_);
}

}  // namespace umsim::explore
