#include "sim/cli/check_bounded.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/cli/values.h"
#include "sim/explore/deepening.h"
#include "sim/explore/pct_strategy.h"
#include "sim/explore/random_strategy.h"
#include "sim/explore/walks.h"

namespace umsim {
namespace {

constexpr std::uint64_t kMostPreemptions = 100;
constexpr std::uint64_t kMostDepth = 10;
// How many runs at random tell PCT how long a run is.
constexpr std::uint64_t kMeasuringRuns = 20;

std::optional<std::uint64_t> limited(const Arguments& arguments, std::string_view option,
                                     std::uint64_t least, std::uint64_t most) {
  const auto typed = whole_number(arguments, option, least);
  if (typed && *typed > most) {
    throw UsageError(fmt::format("--{} is at most {}, not {}", option, most, *typed));
  }
  return typed;
}

void refuse_two_modes(const Arguments& arguments) {
  std::string_view first;
  for (const std::string_view option : {"preemptions", "pct", "walks"}) {
    if (!arguments.has(option)) continue;
    if (!first.empty()) {
      throw UsageError(
          fmt::format("either --{} or --{}: each is a search of its own", first, option));
    }
    first = option;
  }
  for (const std::string_view option : {"knock-outs", "placements", "races", "coverage"}) {
    if (!first.empty() && arguments.has(option)) {
      throw UsageError(
          fmt::format("--{} does not go with --{}: that needs all interleavings", first, option));
    }
  }
}

// How many choices a run makes at most, as far as some at random tell.
std::uint64_t length_of_runs(const System& system, std::uint64_t seed,
                             explore::ModelSearchOptions options) {
  options.observer = {};
  explore::RandomStrategy random(seed);
  const auto measured = explore::walk_model(system, random, kMeasuringRuns, options);
  return std::max<std::uint64_t>(1, measured.model.search.statistics.depth);
}

BoundedSearch walks(const System& system, explore::Strategy& strategy, BoundedFigures figures,
                    const explore::ModelSearchOptions& options) {
  explore::WalkResult result = explore::walk_model(system, strategy, figures.bounds.runs, options);
  figures.runs = result.runs;
  figures.cut_off = result.cut_off;
  return {std::move(result.model), figures};
}

BoundedSearch by_pct(const System& system, BoundedFigures figures,
                     const explore::ModelSearchOptions& options) {
  const std::uint64_t seed = *figures.bounds.seed;
  figures.choices = length_of_runs(system, seed, options);
  figures.actors = explore::count_of_actors(system);
  explore::PctStrategy pct(system, {seed, figures.bounds.depth, figures.choices});
  figures.guarantee_of_a_run = pct.guarantee();
  BoundedSearch result = walks(system, pct, figures, options);
  // Of what was done, which an interruption may have made less.
  const auto runs = static_cast<double>(result.figures.runs);
  result.figures.guarantee = -std::expm1(runs * std::log1p(-figures.guarantee_of_a_run));
  return result;
}

BoundedSearch by_preemptions(const System& system, BoundedFigures figures,
                             const explore::ModelSearchOptions& options) {
  explore::BoundedResult result =
      explore::search_with_preemptions(system, figures.bounds.preemptions, options);
  figures.bounds.preemptions = result.preemptions;
  figures.complete = result.complete;
  return {std::move(result.model), figures};
}

std::string_view word_of(BoundedMode mode) {
  constexpr std::array<std::string_view, 4> kWords{"none", "preemptions", "pct", "walks"};
  return kWords[static_cast<std::size_t>(mode)];
}

}  // namespace

Bounds read_bounds(const Arguments& arguments) {
  refuse_two_modes(arguments);
  Bounds bounds;
  if (const auto most = limited(arguments, "preemptions", 0, kMostPreemptions)) {
    bounds.mode = BoundedMode::preemptions;
    bounds.preemptions = static_cast<unsigned>(*most);
  }
  for (const BoundedMode mode : {BoundedMode::pct, BoundedMode::walks}) {
    if (const auto runs = whole_number(arguments, word_of(mode), 1)) {
      bounds.mode = mode;
      bounds.runs = *runs;
    }
  }
  const auto depth = limited(arguments, "depth", 1, kMostDepth);
  bounds.depth = static_cast<unsigned>(depth.value_or(bounds.depth));
  bounds.seed = whole_number(arguments, "seed", 0);
  if (depth && bounds.mode != BoundedMode::pct) {
    throw UsageError("--depth is of --pct, and needs it");
  }
  if (bounds.seed && bounds.mode != BoundedMode::pct && bounds.mode != BoundedMode::walks) {
    throw UsageError("--seed is of --pct and --walks, and needs one of them");
  }
  return bounds;
}

Bounds bounds_for(const Bounds& asked, const Scenario& scenario) {
  Bounds bounds = asked;
  if (bounds.mode == BoundedMode::none && scenario.check.preemptions) {
    bounds.mode = BoundedMode::preemptions;
    bounds.preemptions = *scenario.check.preemptions;
  }
  bounds.seed = asked.seed.value_or(scenario.seed);
  return bounds;
}

BoundedSearch search_bounded(const Scenario& scenario, const Bounds& bounds,
                             const explore::ModelSearchOptions& options) {
  BoundedFigures figures;
  figures.bounds = bounds;
  switch (bounds.mode) {
    case BoundedMode::preemptions: return by_preemptions(scenario.system, figures, options);
    case BoundedMode::pct: return by_pct(scenario.system, figures, options);
    case BoundedMode::walks: {
      explore::RandomStrategy random(*bounds.seed);
      return walks(scenario.system, random, figures, options);
    }
    case BoundedMode::none: break;
  }
  throw InternalError("a search without bounds was to be bounded");
}

std::string covered_text(const BoundedFigures& figures) {
  const Bounds& bounds = figures.bounds;
  switch (bounds.mode) {
    case BoundedMode::preemptions:
      return fmt::format(
          "nothing is violated with at most {}; what has more was left out, and progress is not "
          "judged",
          counted(bounds.preemptions, "preemption"));
    case BoundedMode::walks:
      return fmt::format("nothing is violated in {} (seed {}); progress is not judged",
                         counted(figures.runs, "random walk"), *bounds.seed);
    case BoundedMode::pct:
      return fmt::format(
          "nothing is violated in {} of PCT (seed {}, depth {}): a violation of that depth within "
          "{} choices shows in a run with a probability of at least 1/({} x {}^{}) = {:.1e}, in "
          "one of all with {:.1e}; progress is not judged",
          counted(figures.runs, "run"), *bounds.seed, bounds.depth, figures.choices, figures.actors,
          figures.choices, bounds.depth - 1, figures.guarantee_of_a_run, figures.guarantee);
    case BoundedMode::none: break;
  }
  return {};
}

std::string runs_text(const BoundedFigures& figures, const explore::Statistics& statistics) {
  std::string text = fmt::format(
      "{}, {}, the longest run {}, {:.2f} s", counted(figures.runs, "run"),
      counted(statistics.transitions, "choice"), with_commas(statistics.depth), statistics.seconds);
  if (figures.cut_off != 0) {
    text += fmt::format(", {} cut off after {}", counted(figures.cut_off, "run"),
                        counted(explore::kLongestRunOfAWalk, "choice"));
  }
  return text;
}

Json bounded_json(const BoundedFigures& figures) {
  const Bounds& bounds = figures.bounds;
  Json json = {{"mode", word_of(bounds.mode)}};
  if (bounds.mode == BoundedMode::preemptions) {
    json["preemptions"] = bounds.preemptions;
    json["complete"] = figures.complete;
    return json;
  }
  json["seed"] = *bounds.seed;
  json["runs"] = figures.runs;
  json["cut_off"] = figures.cut_off;
  if (bounds.mode == BoundedMode::pct) {
    json["pct"] = {{"pct_depth", bounds.depth},
                   {"actors", figures.actors},
                   {"run_choices", figures.choices},
                   {"guarantee_of_a_run", figures.guarantee_of_a_run},
                   {"guarantee", figures.guarantee}};
  }
  return json;
}

}  // namespace umsim
