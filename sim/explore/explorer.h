// Explorer: one breadth-first search in progress; the class behind search().
//
// It owns everything that the search keeps, all of it counted against one memory budget, and is
// used once: run(), then result().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/explore/crew.h"
#include "sim/explore/discovery_tree.h"
#include "sim/explore/fair_cycles.h"
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

  // save() writes down everything at a point from which load(), in place of the beginning, goes on.
  // Of a search that has begun; it may be in the middle of run().
  void save(SaveSink& sink);
  void load(SaveSource& source);
  [[nodiscard]] bool has_begun() const { return store_.size() > 0; }
  [[nodiscard]] SearchStatus status() const;

 private:
  // A fault as the search meets it; its path is written down at the end.
  struct Sighting {
    Fault fault;
    std::uint16_t code;
    StateIndex state;
    // Of a step with a violation: the step and where it leads, which is no stored state.
    std::optional<ChoiceCode> last_choice;
    std::vector<std::byte> last_key;
    std::vector<ChoiceCode> cycle = {};  // from the state back to it
  };

  [[nodiscard]] bool insert_initial();
  void explore_levels();
  [[nodiscard]] bool may_go_on();
  [[nodiscard]] bool explore_level();
  [[nodiscard]] bool absorb(const Expansion& expansion);
  [[nodiscard]] bool absorb_state(const StateFacts& facts, const SuccessorBatch& batch,
                                  std::size_t begin, std::size_t end);
  [[nodiscard]] bool absorb_successors(StateIndex state, const SuccessorBatch& batch,
                                       std::size_t begin, std::size_t end);
  [[nodiscard]] bool absorb_key(KeyView key, std::uint64_t hash, Turn turn, Mover mover);
  [[nodiscard]] bool stopped(Stop why);
  [[nodiscard]] bool out_of_memory();
  [[nodiscard]] bool keep_going(Phase phase, std::uint64_t states_done) const;
  [[nodiscard]] bool is_interrupted() const;
  void judge();
  void judge_side_by_side();
  [[nodiscard]] FairCycles fair_cycles();
  [[nodiscard]] Walk look_at(FairCycles& cycles) const;
  [[nodiscard]] bool settle_progress();
  void take_progress(bool settled);
  void take_cycles(const FairCycles& cycles, Walk walk);

  [[nodiscard]] bool seen(Fault fault, std::uint16_t code) const;
  void note(Sighting sighting);
  [[nodiscard]] Finding finding(const Sighting& sighting);
  [[nodiscard]] Statistics statistics() const;
  void load_parts(SaveSource& source);
  void load_sighting(SaveSource& source);

  StateGraph& graph_;
  const SearchOptions& options_;
  std::unique_ptr<SpillFile> spill_;  // null: all is in memory
  MemoryBudget budget_;
  StateStore store_;
  DiscoveryTree tree_;
  std::optional<ProgressCheck> progress_;  // absent when nobody asks, or when no answer is possible
                                           // any more
  Crew crew_;
  std::uint64_t next_ = 0;           // the state to absorb next: all before it have been
  std::uint64_t level_end_ = 1;      // of its level
  std::vector<Target> targets_;      // of the state being absorbed
  std::vector<Sighting> sightings_;  // one of each kind and code
  Stop stop_ = Stop::none;
  bool progress_judged_ = false;
  bool cycles_judged_ = false;
  Statistics statistics_;  // as far as it is counted as it goes; seconds of earlier parts
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  MarkSet marks_;
};

void save(const Statistics& statistics, SaveSink& sink);
[[nodiscard]] Statistics load_statistics(SaveSource& source);

}  // namespace umsim::explore
