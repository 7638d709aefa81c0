#include "sim/explore/model_with_turns.h"

#include <algorithm>
#include <utility>

#include "sim/explore/model_choice.h"
#include "sim/explore/preemptions.h"

namespace umsim::explore {
namespace {

std::byte byte_of_turn(CpuId turn) {
  return static_cast<std::byte>(turn.valid() ? turn.value + 1 : 0);
}

CpuId turn_of(std::byte byte) {
  const auto value = std::to_integer<std::size_t>(byte);
  return value == 0 ? CpuId() : CpuId(value - 1);
}

// Hands on each successor with whose turn it then is.
class Turns final : public SuccessorSink {
 public:
  // `key` is where the key of a successor is put together.
  Turns(Machine machine, CpuId turn, std::span<std::byte> key, TurnSink& to)
      : machine_(machine), turn_(turn), key_(key), to_(to) {}

  void successor(ChoiceCode code, KeyView key, ViolationCode violation, Turn /*turn*/) override {
    const Choice choice = ModelChoice::of(code).first();
    std::ranges::copy(key, key_.begin());
    key_.back() = byte_of_turn(turn_after(turn_, choice));
    to_.successor(code, key_, violation, is_preemption(machine_, turn_, choice));
  }

 private:
  Machine machine_;  // a view, which the caller does not keep
  CpuId turn_;
  std::span<std::byte> key_;
  TurnSink& to_;
};

}  // namespace

ModelWithTurns::ModelWithTurns(const System& system, const Merges& merges, Observer observer)
    : graph_(system,
             {{.cpus = false, .threads = false}, merges.on_one_cpu(), 0, std::move(observer)}),
      layout_(system),
      format_(system, layout_),
      state_(system, layout_),
      next_key_(key_bytes()) {}

ViolationCode ModelWithTurns::initial(std::span<std::byte> key) {
  key.back() = byte_of_turn(CpuId());
  return graph_.initial(key.first(graph_.key_bytes()));
}

StateFacts ModelWithTurns::expand(KeyView key, TurnSink& sink) {
  format_.unpack(key.first(format_.bytes()), state_.machine());
  Turns turns(state_.machine(), turn_of(key.back()), next_key_, sink);
  StateFacts facts = graph_.expand(key.first(graph_.key_bytes()), turns);
  facts.goals_met = 0;
  return facts;
}

}  // namespace umsim::explore
