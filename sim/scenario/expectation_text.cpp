// Expectations as a reader would say them.
#include <fmt/format.h>

#include "models/machine/system.h"
#include "sim/scenario/expectation.h"
#include "sim/scenario/names.h"

namespace umsim {
namespace {

std::string sequence(const std::vector<EventPattern>& patterns) {
  std::string text;
  for (const EventPattern& pattern : patterns) {
    text += (text.empty() ? "" : ", then ") + pattern.text;
  }
  return text;
}

std::string often(const Count& count) {
  if (count.at_least == count.at_most) return fmt::format("{} times", count.at_least);
  if (count.at_most == UINT64_MAX) return fmt::format("at least {} times", count.at_least);
  if (count.at_least == 0) return fmt::format("at most {} times", count.at_most);
  return fmt::format("{} to {} times", count.at_least, count.at_most);
}

struct Failure {
  std::string_view operator()(const Always&) const { return "it breaks"; }
  std::string_view operator()(const Never&) const { return "it happens"; }
  std::string_view operator()(const Eventually&) const { return "the run ends without it"; }
  std::string_view operator()(const Order&) const { return "the run ends before that"; }
  std::string_view operator()(const Count&) const { return "it is not so often"; }
  std::string_view operator()(const Final&) const { return "the run ends otherwise"; }
  std::string_view operator()(const Sometimes&) const { return "it never happens"; }
};

struct Text {
  const System& system;

  std::string operator()(const Always& always) const { return "always " + always.invariant; }
  std::string operator()(const Never& never) const { return "never " + never.pattern.text; }
  std::string operator()(const Eventually& event) const {
    return "eventually " + event.pattern.text;
  }
  std::string operator()(const Order& order) const { return sequence(order.patterns); }
  std::string operator()(const Count& count) const {
    return fmt::format("{} {}", often(count), count.pattern.text);
  }
  std::string operator()(const Final& final) const {
    const auto state = static_cast<std::size_t>(final.state);
    return fmt::format("{} {} at the end", system.thread(final.thread).name,
                       loading::final_state_names()[state]);
  }
  std::string operator()(const Sometimes& sometimes) const {
    return "sometimes " + sequence(sometimes.patterns);
  }
};

}  // namespace

std::string text_of(const System& system, const Expectation& expectation) {
  return std::visit(Text{system}, expectation.what);
}

std::string_view failure_of(const Expectation& expectation) {
  return std::visit(Failure{}, expectation.what);
}

}  // namespace umsim
