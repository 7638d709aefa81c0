#include "sim/explore/walks.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "models/machine/internal_error.h"
#include "sim/explore/model_findings.h"

namespace umsim::explore {
namespace {

class Walker {
 public:
  Walker(const System& system, Strategy& strategy, const ModelSearchOptions& options)
      : system_(system),
        strategy_(strategy),
        options_(options),
        layout_(system),
        start_(system, layout_),
        image_(system, layout_) {}

  // One run; gives the fault at which it ended.
  [[nodiscard]] std::optional<ModelFinding> run(std::uint64_t number) {
    strategy_.begin(number);
    std::memcpy(image_.bytes().data(), start_.bytes().data(), layout_.bytes);
    memory_.assign(options_.observer.bytes(), std::byte{});
    path_.clear();
    while (path_.size() < kLongestRunOfAWalk) {
      choices_.clear();
      enabled_choices(image_.machine(), choices_);
      if (choices_.empty()) {
        return judge_end();
      }
      if (auto fault = make(choices_[strategy_.choose(image_.machine(), choices_)])) {
        return fault;
      }
    }
    cut_off_ = true;
    return std::nullopt;
  }

  [[nodiscard]] std::uint64_t length() const { return path_.size(); }
  [[nodiscard]] bool take_cut_off() { return std::exchange(cut_off_, false); }

 private:
  [[nodiscard]] std::optional<ModelFinding> make(const Choice& choice) {
    path_.push_back(choice);
    try {
      const auto broken = apply_observed(image_.machine(), choice, options_.observer, memory_);
      if (const Invariant* invariant = broken_invariant(image_.machine())) {
        return finding_of(*invariant, path_);
      }
      return broken ? std::optional(finding_of(system_, options_.observer, *broken, path_))
                    : std::nullopt;
    } catch (const InternalError&) {
      return unhandled_step(path_);
    }
  }

  [[nodiscard]] std::optional<ModelFinding> judge_end() {
    if (!options_.observer.may_end(image_.machine())) {
      return deadlock_of(path_);
    }
    const auto broken = options_.observer.at_end(image_.machine(), memory_);
    return broken ? std::optional(finding_of(system_, options_.observer, *broken, path_))
                  : std::nullopt;
  }

  const System& system_;
  Strategy& strategy_;
  const ModelSearchOptions& options_;
  Layout layout_;
  Image start_;
  Image image_;
  std::vector<std::byte> memory_;
  std::vector<Choice> choices_;
  std::vector<Choice> path_;
  bool cut_off_ = false;
};

bool is_interrupted(const SearchOptions& options) {
  return options.interrupt != nullptr && options.interrupt->load(std::memory_order_relaxed);
}

}  // namespace

WalkResult walk_model(const System& system, Strategy& strategy, std::uint64_t runs,
                      const ModelSearchOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  WalkResult result;
  SearchResult& search = result.model.search;
  search.stop = Stop::bounded;
  Walker walker(system, strategy, options);
  while (result.runs < runs && result.model.findings.empty()) {
    if (is_interrupted(options)) {
      search.stop = Stop::interrupted;
      break;
    }
    if (auto fault = walker.run(result.runs)) {
      search.verdict = Verdict::violated;
      search.stop = Stop::none;
      result.model.findings.push_back(std::move(*fault));
    }
    ++result.runs;
    result.cut_off += walker.take_cut_off() ? 1U : 0U;
    search.statistics.transitions += walker.length();
    search.statistics.depth = std::max(search.statistics.depth, walker.length());
  }
  search.statistics.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace umsim::explore
