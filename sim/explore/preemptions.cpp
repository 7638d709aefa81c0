#include "sim/explore/preemptions.h"

#include <algorithm>
#include <utility>

#include "models/kernel/interrupt.h"
#include "models/machine/key.h"

namespace umsim::explore {
namespace {

bool could_go_on(const Machine& machine, CpuId cpu) {
  return cpu.valid() && is_enabled(machine, {ChoiceKind::step, cpu, 0});
}

// Hands on what the bound allows, with whose turn it is.
class BoundedSink final : public SuccessorSink {
 public:
  BoundedSink(Machine machine, KeyView key, SuccessorSink& to)
      : machine_(machine),
        turn_(turn_of(key[key.size() - 2])),
        used_(std::to_integer<unsigned>(key.back())),
        key_(key.size()),
        to_(to) {}

  void successor(ChoiceCode code, KeyView key, ViolationCode violation, Turn turn) override {
    const Choice choice = from_code(code);
    const unsigned used = used_ + (is_preemption(machine_, turn_, choice) ? 1U : 0U);
    if (used > most) {
      return;
    }
    std::ranges::copy(key, key_.begin());
    key_[key.size()] = byte_of_turn(turn_after(turn_, choice));
    key_[key.size() + 1] = static_cast<std::byte>(used);
    to_.successor(code, key_, violation, turn);
  }

  unsigned most = 0;

 private:
  Machine machine_;  // a view, which the caller does not keep
  CpuId turn_;
  unsigned used_;
  std::vector<std::byte> key_;
  SuccessorSink& to_;
};

SearchOptions without_progress(const ModelSearchOptions& options) {
  SearchOptions plain = static_cast<const SearchOptions&>(options);
  plain.check_progress = false;
  plain.stop_at_first = true;
  plain.sequence = nullptr;
  return plain;
}

bool are_alike(const ModelFinding& left, const ModelFinding& right) {
  return left.fault == right.fault && left.invariant == right.invariant &&
         left.property == right.property && left.choices.size() == right.choices.size();
}

}  // namespace

bool is_preemption(const Machine& machine, CpuId turn, const Choice& choice) {
  if (choice.kind == ChoiceKind::interrupt) {
    return preemption_matters(machine) && could_go_on(machine, choice.cpu);
  }
  return choice.kind == ChoiceKind::step && choice.cpu != turn && could_go_on(machine, turn);
}

std::byte byte_of_turn(CpuId turn) {
  return static_cast<std::byte>(turn.valid() ? turn.value + 1 : 0);
}

CpuId turn_of(std::byte byte) {
  const auto value = std::to_integer<std::size_t>(byte);
  return value == 0 ? CpuId() : CpuId(value - 1);
}

CpuId turn_after(CpuId turn, const Choice& choice) {
  return choice.kind == ChoiceKind::step ? choice.cpu : turn;
}

std::uint64_t preemptions_of(const System& system, const std::vector<Choice>& choices) {
  const Layout layout(system);
  Image image(system, layout);
  CpuId turn;
  std::uint64_t preemptions = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    preemptions += is_preemption(image.machine(), turn, choices[i]) ? 1U : 0U;
    turn = turn_after(turn, choices[i]);
    // The last one may be one that the model cannot handle.
    if (i + 1 < choices.size()) {
      apply(image.machine(), choices[i], nullptr);
    }
  }
  return preemptions;
}

PreemptionGraph::PreemptionGraph(const System& system, Options options)
    : system_(system),
      options_(std::move(options)),
      graph_(
          system,
          {{.cpus = false, .threads = false}, options_.merges.on_one_cpu(), 0, options_.observer}),
      layout_(system),
      format_(system, layout_),
      state_(system, layout_) {}

ViolationCode PreemptionGraph::initial(std::span<std::byte> key) {
  return graph_.initial(key.first(graph_.key_bytes()));
}

StateFacts PreemptionGraph::expand(KeyView key, SuccessorSink& sink) {
  format_.unpack(key.first(format_.bytes()), state_.machine());
  BoundedSink bounded(state_.machine(), key, sink);
  bounded.most = options_.most;
  StateFacts facts = graph_.expand(key.first(graph_.key_bytes()), bounded);
  facts.goals_met = 0;
  return facts;
}

std::unique_ptr<StateGraph> PreemptionGraph::twin() const {
  return std::make_unique<PreemptionGraph>(system_, options_);
}

BoundedTry try_with(const System& system, const PreemptionGraph::Options& most,
                    const ModelSearchOptions& options) {
  PreemptionGraph graph(system, most);
  BoundedTry tried{search(graph, without_progress(options)), {}};
  for (const Finding& finding : tried.search.findings) {
    tried.findings.push_back(translate(finding, graph.model(), system, options.observer));
  }
  return tried;
}

bool fewest_preemptions(const System& system, ModelFinding& finding,
                        const ModelSearchOptions& options) {
  const std::uint64_t most = std::min<std::uint64_t>(preemptions_of(system, finding.choices), 255);
  for (std::uint64_t bound = 0; bound < most; ++bound) {
    const PreemptionGraph::Options graph_options{static_cast<std::uint8_t>(bound), kSingleSteps,
                                                 options.observer};
    BoundedTry tried = try_with(system, graph_options, options);
    if (tried.search.stop != Stop::none) {
      return false;
    }
    if (!tried.findings.empty() && are_alike(tried.findings.front(), finding)) {
      finding.choices = std::move(tried.findings.front().choices);
      return true;
    }
  }
  return true;
}

}  // namespace umsim::explore
