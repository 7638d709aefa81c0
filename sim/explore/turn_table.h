// TurnTable: what turns come to one after the other, each such order of names once and by a number.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "sim/explore/fairness.h"

namespace umsim::explore {

using OrderId = std::uint32_t;
inline constexpr OrderId kSameNames = 0;

class TurnTable {
 public:
  // `turns` must outlive the table; empty: there is none but kNoTurn.
  TurnTable(std::span<const ConditionOrder> turns, unsigned conditions);

  // What condition c is behind one turn.
  [[nodiscard]] unsigned behind(Turn turn, unsigned condition) const {
    return turn == kNoTurn ? condition : turns_[turn][condition];
  }
  // Of the conditions of a state, those that behind the turn are among `wanted`.
  [[nodiscard]] ConditionMask also_behind(Turn turn, ConditionMask mask,
                                          ConditionMask wanted) const;
  // First the order `before`, then the turn.
  [[nodiscard]] OrderId followed(OrderId before, Turn turn);
  [[nodiscard]] const ConditionOrder& order(OrderId id) const { return orders_[id]; }
  [[nodiscard]] const ConditionOrder& reverse(OrderId id) const { return reverses_[id]; }
  // The conditions of a state by the names that they had before the order.
  [[nodiscard]] ConditionMask before(OrderId id, ConditionMask mask) const;

 private:
  OrderId numbered(const ConditionOrder& order);

  std::span<const ConditionOrder> turns_;
  unsigned conditions_;
  std::vector<ConditionOrder> orders_;
  std::vector<ConditionOrder> reverses_;
  std::map<ConditionOrder, OrderId> numbers_;
  std::map<std::pair<OrderId, Turn>, OrderId> followed_;
};

}  // namespace umsim::explore
