#include "sim/scenario/expectation.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/names.h"
#include "sim/scenario/problems.h"
#include "sim/scenario/scenario.h"

namespace umsim {

namespace {

// Judges one expectation after the other over the same trace.
class Judge {
 public:
  Judge(const Scenario& scenario, std::span<const Event> events,
        std::span<const FinalState> final_states)
      : scenario_(scenario), events_(events), final_states_(final_states) {}

  void judge(const Expectation& expectation) {
    expectation_ = &expectation;
    std::visit(*this, expectation.what);
  }
  [[nodiscard]] std::vector<Diagnostic> failures() { return std::move(failures_); }

  void operator()(const Always& always) const;
  void operator()(const Never& never);
  void operator()(const Eventually& eventually);
  void operator()(const Order& order);
  void operator()(const Count& count);
  void operator()(const Final& final);
  void operator()(const Sometimes& sometimes) const;

 private:
  void fail(const SourcePosition& position, std::string message);
  [[nodiscard]] std::string moment(const Event& event) const;

  const Scenario& scenario_;
  std::span<const Event> events_;
  std::span<const FinalState> final_states_;
  const Expectation* expectation_ = nullptr;
  std::vector<Diagnostic> failures_;
};

void Judge::fail(const SourcePosition& position, std::string message) {
  Diagnostic failure = loading::diagnostic_at(scenario_.source, {position, ""}, std::move(message));
  failure.severity = Severity::failure;
  if (!expectation_->why.empty())
    failure.notes.push_back("why it is expected: " + expectation_->why);
  failures_.push_back(std::move(failure));
}

std::string Judge::moment(const Event& event) const {
  std::string text = fmt::format(
      "at {} ns (event {}", nanoseconds(event.time_cycles, scenario_.machine.clock_mhz), event.id);
  if (event.cpu.valid()) text += fmt::format(", cpu {}", event.cpu.value);
  return text + ")";
}

void Judge::operator()(const Always& /*always*/) const {}
void Judge::operator()(const Sometimes& /*sometimes*/) const {}

void Judge::operator()(const Never& never) {
  for (const Event& event : events_) {
    if (!never.pattern.matches(event)) continue;
    fail(expectation_->position,
         fmt::format("{} should never happen, but did {}", never.pattern.text, moment(event)));
    return;
  }
}

void Judge::operator()(const Eventually& eventually) {
  for (const Event& event : events_) {
    if (eventually.pattern.matches(event)) return;
  }
  fail(expectation_->position, fmt::format("{} never happened", eventually.pattern.text));
}

void Judge::operator()(const Order& order) {
  std::size_t next = 0;
  const Event* last = nullptr;
  for (const Event& event : events_) {
    if (next == order.patterns.size()) return;
    if (!order.patterns[next].matches(event)) continue;
    last = &event;
    ++next;
  }
  if (next == order.patterns.size()) return;
  const EventPattern& missing = order.patterns[next];
  const std::string after =
      last == nullptr ? ""
                      : fmt::format(" after {} {}", order.patterns[next - 1].text, moment(*last));
  fail(missing.position, fmt::format("{} did not happen{}", missing.text, after));
}

std::string times(std::uint64_t number) {
  if (number == 0) return "never happened";
  return number == 1 ? "happened once" : fmt::format("happened {} times", number);
}

std::string limits_of(const Count& count) {
  if (count.at_most == 0) return "none expected";
  if (count.at_least == count.at_most) return fmt::format("{} expected", count.at_least);
  if (count.at_most == UINT64_MAX) return fmt::format("at least {} expected", count.at_least);
  if (count.at_least == 0) return fmt::format("at most {} expected", count.at_most);
  return fmt::format("{} to {} expected", count.at_least, count.at_most);
}

void Judge::operator()(const Count& count) {
  std::uint64_t found = 0;
  for (const Event& event : events_) {
    if (count.pattern.matches(event)) ++found;
  }
  if (found >= count.at_least && found <= count.at_most) return;
  fail(expectation_->position,
       fmt::format("{} {}, {}", count.pattern.text, times(found), limits_of(count)));
}

void Judge::operator()(const Final& final) {
  const FinalState state = final_states_[final.thread.at()];
  if (state == final.state) return;
  const auto name = [](FinalState s) {
    return loading::final_state_names()[static_cast<std::size_t>(s)];
  };
  fail(expectation_->position,
       fmt::format("{} is {} at the end, not {}", scenario_.system.thread(final.thread).name,
                   name(state), name(final.state)));
}

}  // namespace

bool EventPattern::matches(const Event& event) const {
  if (kind && event.kind != *kind) return false;
  if (thread && event.thread != *thread) return false;
  if (cpu && event.cpu != *cpu) return false;
  if (object && event.object != *object) return false;
  if (value && event.new_value != *value) return false;
  return steps.empty() || std::find(steps.begin(), steps.end(), event.step) != steps.end();
}

std::vector<Diagnostic> check_expectations(const Scenario& scenario, std::span<const Event> events,
                                           std::span<const FinalState> final_states) {
  Judge judge(scenario, events, final_states);
  for (const Expectation& expectation : scenario.expectations) judge.judge(expectation);
  return judge.failures();
}

}  // namespace umsim
