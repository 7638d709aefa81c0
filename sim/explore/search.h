// search(): explores every reachable state of a StateGraph, breadth first, and says what it found.
//
// The verdict is exact or honest: `holds` only when every reachable state was seen and judged,
// `incomplete` when a budget or the user ended the search before. The same graph and options give
// the same result to the byte, seconds aside. It prints nothing, writes no file and knows no names.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/fairness.h"
#include "sim/explore/mark_set.h"
#include "sim/explore/state_graph.h"
#include "sim/explore/state_store.h"

namespace umsim::explore {

enum class Verdict : std::uint8_t { holds, violated, incomplete };

// Why the search ended before it had seen everything that it was asked to see.
enum class Stop : std::uint8_t {
  none,
  state_budget,
  memory_budget,
  disk_full,
  interrupted,
  bounded  // it was asked for no more: so many preemptions, or so many runs
};

enum class Fault : std::uint8_t {
  violation,  // of a step whose sink call named it, or of a state; `code` is that ViolationCode
  deadlock,   // a state without successors that may not end; `code` is 0
  lost_goal,  // a state from which goal `code` cannot be met any more
  ring,       // a fair cycle on which no program gets any further; `code` is 0
  starvation  // a fair cycle on which condition `code` has work all along and does not get on
};

struct Finding {
  Fault fault = Fault::violation;
  std::uint16_t code = 0;
  // From the initial state to the fault, none shorter; to a cycle, and once round it.
  std::vector<ChoiceCode> path;
  // The states along the path, path.size() + 1 of them; empty unless asked for.
  std::vector<std::vector<std::byte>> keys;
  std::size_t cycle = 0;  // how many choices at the end of the path go round for ever

  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Statistics {
  std::uint64_t states = 0;       // stored; a state behind a step with a violation is not
  std::uint64_t expanded = 0;     // of these, how many were expanded, with all they lead to
  std::uint64_t transitions = 0;  // successors of the expanded states, with a violation or without
  std::uint64_t depth = 0;        // steps to the farthest expanded state
  std::uint64_t on_cycles = 0;    // states that lie on cycles; 0 when nobody has looked
  std::uint64_t sweeps = 0;       // passes over the edges until progress was settled
  std::uint64_t bytes = 0;        // most memory ever taken from the budget
  std::uint64_t spilled = 0;      // bytes of the spill file
  double seconds = 0;             // wall time: the one figure that differs from run to run; of a
                                  // search that was taken up again, of all its parts

  [[nodiscard]] double bytes_per_state() const { return a_state(bytes); }
  [[nodiscard]] double spilled_per_state() const { return a_state(spilled); }
  [[nodiscard]] double a_state(std::uint64_t all) const {
    return states == 0 ? 0 : static_cast<double>(all) / static_cast<double>(states);
  }
};

enum class Phase : std::uint8_t { exploring, judging_progress, judging_cycles };

// What a progress bar can show. While progress is judged, `expanded` counts the states of the
// present sweep.
struct SearchStatus {
  Phase phase = Phase::exploring;
  std::uint64_t states = 0;
  std::uint64_t expanded = 0;
  std::uint64_t transitions = 0;
  std::uint64_t depth = 0;
  std::uint64_t bytes = 0;
  std::uint64_t spilled = 0;
};

inline constexpr std::uint64_t kDefaultMemoryBytes = std::uint64_t{4} << 30;

class SearchSequence;

struct SearchOptions {
  // True: end with the level in which the first fault was found, and report the one with the
  // shortest path (should a budget run out within that level, the shortest found by then). False:
  // go on, and report one fault of each kind and code, the nearest of its kind and code.
  bool stop_at_first = true;
  bool check_progress = true;  // costs about two to four bytes an edge and a mask a state
  // Where progress has been judged and nothing found: looks for cycles that are fair in this sense,
  // if the graph knows of fairness. Costs up to 40 bytes a state while it does, and more for those
  // that lie on cycles.
  FairnessKind fairness = FairnessKind::strong;
  unsigned threads = 1;    // that expand states, at least 1; the result is the same for any number
  bool keep_keys = false;  // findings carry the states along their paths
  std::uint64_t max_states = kUnlimited;
  std::uint64_t memory_bytes = kDefaultMemoryBytes;
  // A folder for a spill file (spill_file.h), which search() then makes; SpillError when it cannot.
  std::optional<std::string> spill_folder;
  // How many expanded states lie between two calls of `report`; at least 1.
  std::uint64_t report_every = std::uint64_t{1} << 16;
  std::function<void(const SearchStatus&)> report;
  const std::atomic<bool>* interrupt = nullptr;  // when it becomes true, the search ends soon
  SearchSequence* sequence = nullptr;  // of which it is the next search: see search_sequence.h
};

struct SearchResult {
  Verdict verdict = Verdict::incomplete;
  Stop stop = Stop::none;
  // Every reachable state was judged for progress. Never so when a step with a violation was found:
  // what lies behind it is missing.
  bool progress_judged = false;
  bool cycles_judged = false;     // every cycle was judged
  std::vector<Finding> findings;  // nearest first; empty exactly when the verdict is not `violated`
  Statistics statistics;
  // What the graph has marked; of a search that a budget has ended, what it had taken in by then.
  MarkSet marks;
};

// search() explores `graph`. A graph that breaks its contract (a key of another width, successors
// that differ from one call to the next) is our bug and ends in InternalError.
[[nodiscard]] SearchResult search(StateGraph& graph, const SearchOptions& options);

}  // namespace umsim::explore
