#include "sim/explore/turn_table.h"

#include <bit>

namespace umsim::explore {

TurnTable::TurnTable(std::span<const ConditionOrder> turns, unsigned conditions)
    : turns_(turns), conditions_(conditions) {
  ConditionOrder same{};
  for (unsigned i = 0; i < conditions; ++i) {
    same[i] = static_cast<std::uint8_t>(i);
  }
  numbered(same);
}

OrderId TurnTable::numbered(const ConditionOrder& order) {
  const auto [at, is_new] = numbers_.try_emplace(order, static_cast<OrderId>(orders_.size()));
  if (is_new) {
    orders_.push_back(order);
    ConditionOrder& reverse = reverses_.emplace_back();
    for (unsigned i = 0; i < conditions_; ++i) {
      reverse[order[i]] = static_cast<std::uint8_t>(i);
    }
  }
  return at->second;
}

ConditionMask TurnTable::also_behind(Turn turn, ConditionMask mask, ConditionMask wanted) const {
  if (turn == kNoTurn) {
    return mask & wanted;
  }
  ConditionMask kept = 0;
  for (ConditionMask rest = mask; rest != 0; rest &= rest - 1) {
    const auto condition = static_cast<unsigned>(std::countr_zero(rest));
    kept |= (wanted >> behind(turn, condition) & 1U) << condition;
  }
  return kept;
}

OrderId TurnTable::followed(OrderId before, Turn turn) {
  if (turn == kNoTurn) {
    return before;
  }
  const auto [at, is_new] = followed_.try_emplace({before, turn}, kSameNames);
  if (is_new) {
    ConditionOrder order{};
    for (unsigned i = 0; i < conditions_; ++i) {
      order[i] = static_cast<std::uint8_t>(behind(turn, orders_[before][i]));
    }
    at->second = numbered(order);
  }
  return at->second;
}

ConditionMask TurnTable::before(OrderId id, ConditionMask mask) const {
  if (id == kSameNames) {
    return mask;
  }
  ConditionMask named = 0;
  for (unsigned i = 0; i < conditions_; ++i) {
    named |= (mask >> orders_[id][i] & 1U) << i;
  }
  return named;
}

}  // namespace umsim::explore
