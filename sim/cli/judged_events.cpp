#include "sim/cli/judged_events.h"

#include <algorithm>
#include <variant>

namespace umsim {
namespace {

JudgedEvents of_pattern(const EventPattern& pattern) {
  return pattern.kind == EventKind::step ? JudgedEvents::all : JudgedEvents::without_steps;
}

struct OfExpectation {
  JudgedEvents operator()(const Always& /*always*/) const { return JudgedEvents::none; }
  JudgedEvents operator()(const Never& never) const { return of_pattern(never.pattern); }
  JudgedEvents operator()(const Eventually& event) const { return of_pattern(event.pattern); }
  JudgedEvents operator()(const Order& order) const {
    JudgedEvents most = JudgedEvents::none;
    for (const EventPattern& pattern : order.patterns) most = std::max(most, of_pattern(pattern));
    return most;
  }
  JudgedEvents operator()(const Count& count) const { return of_pattern(count.pattern); }
  JudgedEvents operator()(const Final& /*final*/) const { return JudgedEvents::none; }
  JudgedEvents operator()(const Sometimes& /*sometimes*/) const { return JudgedEvents::none; }
};

}  // namespace

JudgedEvents judged_events(std::span<const Expectation> expectations) {
  JudgedEvents most = JudgedEvents::none;
  for (const Expectation& expectation : expectations) {
    most = std::max(most, std::visit(OfExpectation{}, expectation.what));
  }
  return most;
}

void JudgedSink::event(const Event& event) {
  const bool judged = which_ == JudgedEvents::all ||
                      (which_ == JudgedEvents::without_steps && event.kind != EventKind::step);
  if (judged) events_.push_back(event);
}

}  // namespace umsim
