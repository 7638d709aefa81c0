// Explorer: one breadth-first search in progress; the class behind search().
//
// It owns everything that the search keeps, all of it counted against one memory budget, and is
// used once: run(), then result().
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/explore/crew.h"
#include "sim/explore/discovery_tree.h"
#include "sim/explore/progress_check.h"
#include "sim/explore/search.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

class Explorer {
 public:
  // The graph and the options must outlive the explorer.
  Explorer(StateGraph& graph, const SearchOptions& options);

  void run();
  [[nodiscard]] SearchResult result();

 private:
  // A fault as the search meets it; its path is written down at the end.
  struct Sighting {
    Fault fault;
    std::uint16_t code;
    StateIndex state;
    // Of a step with a violation: the step and where it leads, which is no stored state.
    std::optional<ChoiceCode> last_choice;
    std::vector<std::byte> last_key;
  };

  [[nodiscard]] bool insert_initial();
  void explore_levels();
  [[nodiscard]] bool may_go_on();
  [[nodiscard]] bool explore_level(std::uint64_t begin, std::uint64_t end);
  [[nodiscard]] bool absorb(const Expansion& expansion);
  [[nodiscard]] bool absorb_state(StateIndex state, const StateFacts& facts,
                                  const SuccessorBatch& batch, std::size_t begin, std::size_t end);
  [[nodiscard]] bool absorb_successors(StateIndex state, const SuccessorBatch& batch,
                                       std::size_t begin, std::size_t end);
  [[nodiscard]] bool absorb_key(KeyView key, std::uint64_t hash, Turn turn);
  [[nodiscard]] bool stopped(Stop why);
  void judge_progress();

  [[nodiscard]] bool seen(Fault fault, std::uint16_t code) const;
  void note(Sighting sighting);
  [[nodiscard]] Finding finding(const Sighting& sighting);
  [[nodiscard]] SearchStatus status(Phase phase, std::uint64_t expanded) const;

  StateGraph& graph_;
  const SearchOptions& options_;
  MemoryBudget budget_;
  StateStore store_;
  DiscoveryTree tree_;
  std::optional<ProgressCheck> progress_;  // absent when nobody asks, or when no answer is possible
                                           // any more
  Crew crew_;
  std::vector<Target> targets_;      // of the state being absorbed
  std::vector<Sighting> sightings_;  // one of each kind and code
  Stop stop_ = Stop::none;
  bool progress_judged_ = false;
  Statistics statistics_;
  MarkSet marks_;
};

}  // namespace umsim::explore
