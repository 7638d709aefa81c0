// FairTableGraph: a small graph written down edge by edge, with what fairness says of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/explore/fairness.h"

namespace umsim::explore {

struct FairEdge {
  std::uint32_t target = 0;
  StepService service = {};
  Turn turn = kNoTurn;
  bool quiet = false;
};

struct FairState {
  std::vector<FairEdge> edges;
  Wants wants = {};
};

// The choice of an edge is its number among those of its state, and whether it is quiet.
class FairTableGraph final : public StateGraph, private Fairness {
 public:
  // Quiet edges must serve nothing of `loud_conditions`.
  FairTableGraph(std::vector<FairState> states, unsigned conditions,
                 std::vector<ConditionOrder> turns = {}, ConditionMask loud_conditions = 0)
      : states_(std::move(states)),
        conditions_(conditions),
        turns_(std::move(turns)),
        loud_conditions_(loud_conditions) {}

  [[nodiscard]] std::size_t key_bytes() const override { return sizeof(std::uint32_t); }
  [[nodiscard]] unsigned goals() const override { return 0; }
  [[nodiscard]] std::span<const GoalOrder> turns() const override { return turns_; }
  [[nodiscard]] Fairness* fairness() override { return this; }
  ViolationCode initial(std::span<std::byte> key) override {
    write(0, key);
    return kNoViolation;
  }
  StateFacts expand(KeyView key, SuccessorSink& sink) override {
    const FairState& state = states_[number_of(key)];
    for (std::size_t i = 0; i < state.edges.size(); ++i) {
      std::array<std::byte, sizeof(std::uint32_t)> to{};
      write(state.edges[i].target, to);
      const ChoiceCode choice = static_cast<ChoiceCode>(i * 2 + (state.edges[i].quiet ? 1 : 0));
      sink.successor(choice, to, kNoViolation, state.edges[i].turn);
    }
    return {.may_end = true};
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<FairTableGraph>(states_, conditions_, turns_, loud_conditions_);
  }

  [[nodiscard]] const std::vector<FairState>& states() const { return states_; }
  [[nodiscard]] const FairEdge& edge(std::uint32_t state, ChoiceCode choice) const {
    return states_[state].edges[choice / 2];
  }
  [[nodiscard]] static std::uint32_t number_of(KeyView key) {
    std::uint32_t number = 0;
    std::memcpy(&number, key.data(), sizeof number);
    return number;
  }

 private:
  [[nodiscard]] unsigned conditions() const override { return conditions_; }
  [[nodiscard]] bool is_quiet(ChoiceCode choice) const override { return choice % 2 != 0; }
  [[nodiscard]] ConditionMask never_served_quietly() const override { return loud_conditions_; }
  Wants wants(KeyView key) override {
    looked_at_ = number_of(key);
    return states_[looked_at_].wants;
  }
  [[nodiscard]] StepService service(ChoiceCode choice) const override {
    return edge(looked_at_, choice).service;
  }
  static void write(std::uint32_t state, std::span<std::byte> key) {
    std::memcpy(key.data(), &state, sizeof state);
  }

  std::vector<FairState> states_;
  unsigned conditions_;
  std::vector<ConditionOrder> turns_;
  ConditionMask loud_conditions_;
  std::uint32_t looked_at_ = 0;
};

}  // namespace umsim::explore
