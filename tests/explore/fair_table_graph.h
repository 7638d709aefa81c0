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
  Mover mover = 0;
};

struct FairState {
  std::vector<FairEdge> edges;
  Wants wants = {};
  ConditionMask more = 0;  // what its movers can serve by what is said of them, besides what they
                           // do
  GoalMask met = ~GoalMask{0};
};

// The choice of an edge is its number among those of its state, and its mover.
class FairTableGraph final : public StateGraph, private Fairness {
 public:
  static constexpr unsigned kMovers = 3;

  FairTableGraph(std::vector<FairState> states, unsigned conditions,
                 std::vector<ConditionOrder> turns = {})
      : states_(std::move(states)), conditions_(conditions), turns_(std::move(turns)) {}

  [[nodiscard]] std::size_t key_bytes() const override { return sizeof(std::uint32_t); }
  // As many as conditions, so that turns fit both.
  [[nodiscard]] unsigned goals() const override { return conditions_; }
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
      const ChoiceCode choice = choice_of(state.edges, i);
      sink.successor(choice, to, kNoViolation, state.edges[i].turn);
    }
    return {.may_end = true, .goals_met = state.met};
  }
  [[nodiscard]] std::unique_ptr<StateGraph> twin() const override {
    return std::make_unique<FairTableGraph>(states_, conditions_, turns_);
  }

  [[nodiscard]] const std::vector<FairState>& states() const { return states_; }
  [[nodiscard]] static ChoiceCode choice_of(const std::vector<FairEdge>& edges, std::size_t i) {
    return static_cast<ChoiceCode>(i * kMovers + edges[i].mover);
  }
  [[nodiscard]] const FairEdge& edge(std::uint32_t state, ChoiceCode choice) const {
    return states_[state].edges[choice / kMovers];
  }
  [[nodiscard]] static std::uint32_t number_of(KeyView key) {
    std::uint32_t number = 0;
    std::memcpy(&number, key.data(), sizeof number);
    return number;
  }

 private:
  [[nodiscard]] unsigned conditions() const override { return conditions_; }
  [[nodiscard]] unsigned movers() const override { return kMovers; }
  [[nodiscard]] Mover mover(ChoiceCode choice) const override {
    return static_cast<Mover>(choice % kMovers);
  }
  [[nodiscard]] ConditionMask can_serve(Mover mover) const override {
    ConditionMask served = states_[looked_at_].more;
    for (const FairEdge& one : states_[looked_at_].edges) {
      served |= one.mover == mover ? one.service.serves : 0;
    }
    return served;
  }
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
  std::uint32_t looked_at_ = 0;
};

}  // namespace umsim::explore
