#include "sim/explore/fair_component.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace umsim::explore {
namespace {

// So many beginnings of a cycle are compared; with more, a part of it is fixed.
constexpr std::size_t kMostPoints = 300'000;

ConditionMask mask_of(unsigned conditions) {
  return conditions == kMaxConditions ? ~ConditionMask{0} : (ConditionMask{1} << conditions) - 1;
}

}  // namespace

FairComponent::FairComponent(const CycleQuestion& question, TurnTable& turns, unsigned conditions,
                             std::vector<Node> places, FairnessKind kind)
    : question_(question),
      turns_(turns),
      conditions_(conditions),
      all_(mask_of(conditions)),
      strong_(kind == FairnessKind::strong),
      places_(std::move(places)),
      orders_(places_.size()),
      known_(places_.size()),
      heads_(conditions) {
  std::ranges::sort(places_);
  std::iota(heads_.begin(), heads_.end(), 0U);
}

std::span<const CycleStep> FairComponent::steps(std::size_t at) const {
  return question_.graph().steps(question_.node(places_[at]));
}

bool FairComponent::leads_inside(std::size_t at, const CycleStep& step, std::size_t& to) const {
  Node place = 0;
  if (!question_.leads(places_[at], step, place)) {
    return false;
  }
  const auto found = std::ranges::lower_bound(places_, place);
  to = static_cast<std::size_t>(found - places_.begin());
  return found != places_.end() && *found == place;
}

// The conditions that nobody wants there, by the names at the anchor.
ConditionMask FairComponent::idle_at(std::size_t at, OrderId order) const {
  const ConditionMask wanted = question_.graph().wants(question_.node(places_[at])).wanted;
  return turns_.before(order, all_ & ~wanted);
}

bool FairComponent::has_cycle() const {
  std::size_t to = 0;
  return places_.size() > 1 || std::ranges::any_of(steps(0), [&](const CycleStep& step) {
           return leads_inside(0, step, to);
         });
}

unsigned FairComponent::head(unsigned condition) const {
  while (heads_[condition] != condition) {
    condition = heads_[condition];
  }
  return condition;
}

// Two ways lead to a place and change names differently: forth on one and back on the other is a
// cycle that changes names.
void FairComponent::join(OrderId one, OrderId other) {
  for (unsigned i = 0; i < conditions_; ++i) {
    const unsigned becomes = turns_.reverse(other)[turns_.order(one)[i]];
    heads_[head(i)] = head(becomes);
  }
}

void FairComponent::look_at(std::size_t at) {
  met_ |= idle_at(at, orders_[at]);
  for (const CycleStep& step : steps(at)) {
    std::size_t to = 0;
    if (!leads_inside(at, step, to)) {
      continue;
    }
    served_ |= turns_.before(orders_[at], step.service.serves);
    tried_ |= turns_.before(orders_[at], step.service.tries);
    const OrderId order = turns_.followed(orders_[at], step.turn);
    if (!known_[to]) {
      known_[to] = true;
      orders_[to] = order;
      waiting_.push_back(to);
    } else if (orders_[to] != order) {
      join(orders_[to], order);
    }
  }
}

void FairComponent::look() {
  known_[0] = true;
  waiting_.assign(1, 0);
  while (!waiting_.empty()) {
    const std::size_t at = waiting_.back();
    waiting_.pop_back();
    look_at(at);
  }
  met_ = with_all_of_their_heads(met_ | served_);
  served_ = with_all_of_their_heads(served_);
  tried_ = strong_ ? with_all_of_their_heads(tried_) : 0;
  vain_ = tried_ & ~served_;
}

// With each condition those that take its place.
ConditionMask FairComponent::with_all_of_their_heads(ConditionMask mask) const {
  ConditionMask heads = 0;
  for (unsigned i = 0; i < conditions_; ++i) {
    heads |= (mask >> i & 1U) << head(i);
  }
  ConditionMask all = 0;
  for (unsigned i = 0; i < conditions_; ++i) {
    all |= (heads >> head(i) & 1U) << i;
  }
  return all;
}

bool FairComponent::is_weakly_fair() const { return met_ == all_; }

bool FairComponent::is_vain(Node place, const CycleStep& step) const {
  const auto at = std::ranges::lower_bound(places_, place) - places_.begin();
  return (turns_.before(orders_[static_cast<std::size_t>(at)], step.service.tries) & vain_) != 0;
}

// A place on the way, what names have become, and what has been met by the names at the anchor.
struct FairComponent::Point {
  std::size_t at = 0;
  OrderId order = kSameNames;
  ConditionMask met = 0;
  std::size_t parent = 0;
  ChoiceCode choice = 0;
};

// A breadth-first search for the way back to the anchor with everything met. When that takes too
// many points, it ends where most is met, and another leg goes on from there.
class FairComponent::Leg {
 public:
  Leg(FairComponent& component, Point start) : component_(component), points_{start} {}

  // The position of the last point.
  std::size_t run() {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const Point from = points_[i];
      for (const CycleStep& step : component_.steps(from.at)) {
        if (go(from, i, step)) {
          return points_.size() - 1;
        }
      }
      const bool further = points_[best_].met != points_[0].met;
      if (points_.size() > kMostPoints && further) {
        return best_;
      }
    }
    throw InternalError("a fair component has a fair cycle");
  }

  [[nodiscard]] std::vector<ChoiceCode> way_to(std::size_t point) const {
    std::vector<ChoiceCode> way;
    for (; point != 0; point = points_[point].parent) {
      way.push_back(points_[point].choice);
    }
    std::ranges::reverse(way);
    return way;
  }
  [[nodiscard]] const Point& point(std::size_t at) const { return points_[at]; }
  [[nodiscard]] bool is_home(const Point& point) const {
    return point.at == 0 && point.order == kSameNames && point.met == component_.all_;
  }

 private:
  // True when the step comes home.
  bool go(const Point& from, std::size_t parent, const CycleStep& step) {
    Point next;
    if (!component_.leads_inside(from.at, step, next.at)) {
      return false;
    }
    TurnTable& turns = component_.turns_;
    next.order = turns.followed(from.order, step.turn);
    next.met = from.met | turns.before(from.order, step.service.serves) |
               (component_.idle_at(next.at, next.order) & ~component_.tried_);
    next.parent = parent;
    next.choice = step.choice;
    if (!seen_.emplace(next.at, next.order, next.met).second) {
      return false;
    }
    points_.push_back(next);
    if (std::popcount(next.met) > std::popcount(points_[best_].met)) {
      best_ = points_.size() - 1;
    }
    return is_home(next);
  }

  FairComponent& component_;
  std::vector<Point> points_;
  std::set<std::tuple<std::size_t, OrderId, ConditionMask>> seen_;
  std::size_t best_ = 0;
};

std::vector<ChoiceCode> FairComponent::cycle() {
  std::vector<ChoiceCode> cycle;
  Point at;
  at.met = idle_at(0, kSameNames) & ~tried_;
  do {
    Leg leg(*this, at);
    const std::size_t end = leg.run();
    const std::vector<ChoiceCode> way = leg.way_to(end);
    cycle.insert(cycle.end(), way.begin(), way.end());
    at = leg.point(end);
  } while (at.at != 0 || at.order != kSameNames || at.met != all_);
  return cycle;
}

}  // namespace umsim::explore
