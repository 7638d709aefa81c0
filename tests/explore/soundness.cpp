#include "tests/explore/soundness.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/explore/model_graph.h"
#include "sim/explore/model_search.h"
#include "sim/explore/random_numbers.h"
#include "tests/explore/kept_search.h"
#include "tests/explore/properties_reference.h"
#include "tests/explore/random_properties.h"
#include "tests/explore/what_is_found.h"

namespace umsim::explore::test {
namespace {

constexpr Reductions kNone{.cpu_symmetry = false, .thread_symmetry = false, .merges = kSingleSteps};
constexpr Reductions kAll{};
constexpr std::size_t kSubsets = 256;

Reductions subset(std::size_t bits) {
  const auto has = [&](unsigned bit) { return (bits >> bit & 1U) != 0; };
  const bool merges = bits >> 2U != 0;
  return {has(0), has(1), {has(2), has(3), has(4), has(5), has(6), has(7), merges}};
}

// None, all, each symmetry and both with nothing merged, and some of the others.
std::vector<Reductions> subsets(RandomNumbers& random) {
  std::vector<Reductions> some{kNone, kAll};
  for (const std::size_t bits : {1U, 2U, 3U}) {
    some.push_back(subset(bits));
  }
  for (unsigned i = 0; i < 4; ++i) {
    some.push_back(subset(random.below(kSubsets)));
  }
  return some;
}

std::string name_of(const Reductions& reductions) {
  return fmt::format("{}{}{}{}{}{}{}{}", reductions.cpu_symmetry ? " cpu-symmetry" : "",
                     reductions.thread_symmetry ? " thread-symmetry" : "",
                     reductions.merges.private_steps ? " private-steps" : "",
                     reductions.merges.exclusive_steps ? " exclusive-steps" : "",
                     reductions.merges.sleeps ? " sleeps" : "",
                     reductions.merges.dispatches ? " dispatches" : "",
                     reductions.merges.preemptions ? " preemptions" : "",
                     reductions.merges.late_apcs ? " late-apcs" : "");
}

ModelGraphOptions graph_options(const Reductions& reductions) {
  return {.interchange = {.cpus = reductions.cpu_symmetry, .threads = reductions.thread_symmetry},
          .merges = reductions.merges};
}

// A hint at a worker that is still on its list is an error of the program (LIST-9, decision 0026).
bool is_defect(const ModelResult& result) {
  return !result.findings.empty() && result.findings.front().fault == Fault::violation &&
         (result.findings.front().invariant == nullptr ||
          result.findings.front().invariant->id != "LIST-9");
}

class SoundnessCheck {
 public:
  SoundnessCheck(const System& system, std::uint64_t seed, std::uint64_t most_states,
                 SoundnessCounts& counts)
      : system_(system),
        random_(seed),
        most_states_(most_states),
        counts_(counts),
        outcomes_(system) {}

  std::string run();

 private:
  [[nodiscard]] std::string compare(const Reductions& reductions);
  [[nodiscard]] std::string compare_states(const Reductions& reductions, const Plain& reached);
  [[nodiscard]] std::string compare_searches(const Reductions& reductions, const Plain& reached);
  [[nodiscard]] std::string judge_property();
  [[nodiscard]] ModelResult search_property(const Reductions& reductions);
  [[nodiscard]] std::string compare_property(const Reductions& reductions);
  [[nodiscard]] std::string compare_in_parts(StateGraph& graph, const SearchResult& whole);
  [[nodiscard]] std::string compare_stores(const Plain& reached) const;
  [[nodiscard]] SearchResult all_faults(StateGraph& graph, const SearchOptions& options);

  const System& system_;
  RandomNumbers random_;
  std::uint64_t most_states_;
  SoundnessCounts& counts_;
  Outcomes outcomes_;
  // Without any reduction:
  std::set<Key> plain_outcomes_;  // of the states
  std::set<Key> plain_ends_;
  std::set<Key> plain_deadlocks_;
  std::set<FaultKind> plain_kinds_;
  Told plain_told_;
  Expectation property_;
  Told plain_property_told_;
  std::set<FaultKind> plain_property_kinds_;
};

SearchResult SoundnessCheck::all_faults(StateGraph& graph, const SearchOptions& options) {
  ++counts_.searches;
  SearchOptions all = options;
  all.stop_at_first = false;
  return search(graph, all);
}

std::string SoundnessCheck::run() {
  ++counts_.systems;
  ModelGraph graph(system_, graph_options(kNone));
  const auto plain = reach(graph, most_states_);
  if (!plain) {
    ++counts_.too_large;
    return "";
  }
  plain_outcomes_ = outcomes_.of(plain->states);
  plain_ends_ = outcomes_.of(plain->ends);
  plain_deadlocks_ = outcomes_.of(plain->deadlocks);
  plain_kinds_ = kinds_of(system_, all_faults(graph, {}));
  ModelSearchOptions options;
  options.reductions = kNone;
  const ModelResult result = search_model(system_, options);
  plain_told_ = told(result);
  count_system(system_, result, counts_);
  if (system_.knock_outs.none() && is_defect(result)) {
    return "with every safeguard: " + result.findings.front().sentence;
  }
  counts_.plain_states += plain->states.size();
  if (std::string different = judge_property(); !different.empty()) {
    return different;
  }
  for (const Reductions& reductions : subsets(random_)) {
    const std::string different = compare(reductions);
    if (!different.empty()) {
      return fmt::format("with reductions{}: {}", name_of(reductions), different);
    }
  }
  return compare_stores(*plain);
}

std::string SoundnessCheck::compare(const Reductions& reductions) {
  ModelGraph graph(system_, graph_options(reductions));
  const auto reached = reach(graph, most_states_);
  if (!reached) {
    return "more states than without";
  }
  if (name_of(reductions) == name_of(kAll)) {
    counts_.reduced_states += reached->states.size();
    counts_.smaller += reached->states.size() < plain_outcomes_.size() ? 1U : 0U;
  }
  std::string different = compare_states(reductions, *reached);
  if (different.empty()) {
    different = compare_searches(reductions, *reached);
  }
  return different.empty() ? compare_property(reductions) : different;
}

ModelResult SoundnessCheck::search_property(const Reductions& reductions) {
  ++counts_.searches;
  ModelSearchOptions options;
  options.reductions = reductions;
  options.observer = Observer({property_});
  options.threads = 1 + random_.below(2);
  return search_model(system_, options);
}

// Without reductions; and where nothing else ends a search, against a walk that knows no search.
std::string SoundnessCheck::judge_property() {
  property_ = random_property_or_final(system_, random_);
  const ModelResult result = search_property(kNone);
  plain_property_told_ = told(result);
  const bool broken = !result.findings.empty() && result.findings.front().property.has_value();
  counts_.broken_properties += broken ? 1U : 0U;
  ModelGraphOptions options = graph_options(kNone);
  options.observer = Observer({property_});
  ModelGraph graph(system_, options);
  plain_property_kinds_ = kinds_of(system_, all_faults(graph, {}));
  if (plain_told_.verdict != Verdict::holds || std::holds_alternative<Final>(property_.what)) {
    return "";
  }
  const PropertyVerdict judged = judge_plainly(system_, property_);
  return judged.steps == (broken ? plain_property_told_.shortest : std::nullopt)
             ? ""
             : text_of(system_, property_) + ": another verdict than by a plain walk";
}

std::string SoundnessCheck::compare_property(const Reductions& reductions) {
  if (told(search_property(reductions)) != plain_property_told_) {
    return text_of(system_, property_) + ": another verdict, or a path of another length";
  }
  ModelGraphOptions options = graph_options(reductions);
  options.observer = Observer({property_});
  ModelGraph graph(system_, options);
  return kinds_of(system_, all_faults(graph, {})) == plain_property_kinds_
             ? ""
             : text_of(system_, property_) + ": other kinds of faults";
}

// A thread that is stopped for good, and all others with it, may have had private steps left: not
// every such state is one of the search without them, but some are, and no others. And where a
// merged step breaks an invariant, nothing is reached behind the steps before it any more.
std::string SoundnessCheck::compare_states(const Reductions& reductions, const Plain& reached) {
  const std::set<Key> ends = outcomes_.of(reached.ends);
  const bool breaks = reductions.merges.any() && plain_told_.verdict == Verdict::violated;
  if (breaks ? !std::ranges::includes(plain_ends_, ends) : ends != plain_ends_) {
    return "other ends";
  }
  const std::set<Key> outcomes = outcomes_.of(reached.states);
  const std::set<Key> deadlocks = outcomes_.of(reached.deadlocks);
  if (reductions.merges.any()) {
    return std::ranges::includes(plain_outcomes_, outcomes) &&
                   std::ranges::includes(plain_deadlocks_, deadlocks) &&
                   plain_deadlocks_.empty() == deadlocks.empty()
               ? ""
               : "states that there are not, or no deadlock";
  }
  if (deadlocks != plain_deadlocks_) {
    return "other deadlocks";
  }
  const bool all = reductions.cpu_symmetry && reductions.thread_symmetry;
  if (all && outcomes.size() != reached.states.size()) {
    return "two states of one orbit";
  }
  return outcomes == plain_outcomes_ ? "" : "other orbits";
}

std::string SoundnessCheck::compare_searches(const Reductions& reductions, const Plain& reached) {
  ModelSearchOptions options;
  options.reductions = reductions;
  options.threads = 1 + random_.below(2);
  counts_.searches += 1;
  if (told(search_model(system_, options)) != plain_told_) {
    return "another verdict, or a path of another length";
  }
  ModelGraph graph(system_, graph_options(reductions));
  const SearchResult all = all_faults(graph, {});
  if (kinds_of(system_, all) != plain_kinds_) {
    return "other kinds of faults";
  }
  if (all.statistics.states != reached.states.size()) {
    return "another number of states than in a std::set";
  }
  SearchOptions two;
  two.threads = 2;
  if (figures_of(all_faults(graph, two)) != figures_of(all)) {
    return "another result with two threads";
  }
  return compare_in_parts(graph, all);
}

// Stopped somewhere, with the rest in memory or in a file.
std::string SoundnessCheck::compare_in_parts(StateGraph& graph, const SearchResult& whole) {
  MemoryKeeper keeper;
  SearchSequence first(&keeper, nullptr);
  SearchOptions options;
  options.sequence = &first;
  options.max_states = 1 + random_.below(static_cast<std::uint32_t>(whole.statistics.states));
  if (random_.below(16) == 0) {
    options.spill_folder = std::filesystem::temp_directory_path().string();
  }
  if (all_faults(graph, options).verdict != Verdict::incomplete) {
    return "";
  }
  ++counts_.resumed;
  BytesSource source(keeper.bytes);
  SearchSequence second(nullptr, &source);
  options.sequence = &second;
  options.max_states = kUnlimited;
  options.threads = 2;
  return figures_of(all_faults(graph, options)) == figures_of(whole)
             ? ""
             : "another result when it stops and goes on";
}

// Keys of systems as small as these are kept as they are; with fewer of those, in the tree.
std::string SoundnessCheck::compare_stores(const Plain& reached) const {
  MemoryBudget budget(kDefaultMemoryBytes);
  StateStore store(budget, reached.in_order.front().size(), {.plain = 8});
  for (std::size_t round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < reached.in_order.size(); ++i) {
      const Key& key = reached.in_order[i];
      const Insertion inserted = store.insert(key, StateStore::hash(key));
      const auto expected = round == 0 ? InsertOutcome::added : InsertOutcome::known;
      if (inserted.outcome != expected || inserted.index != i || store.key(inserted.index) != key) {
        return "the store does not hold what a std::set holds";
      }
    }
  }
  return "";
}

}  // namespace

std::string check_soundness(const System& system, std::uint64_t seed, std::uint64_t most_states,
                            SoundnessCounts& counts) {
  return SoundnessCheck(system, seed, most_states, counts).run();
}

}  // namespace umsim::explore::test
