// Observer: what a search watches besides the invariants: the properties of a scenario, which are
// to hold in all interleavings, as one automaton over the events that steps report.
//
// What it remembers of the events so far is its memory, a byte or none a property: the search keeps
// it in the key of a state, behind that of the machine. It is exact, and knows no state of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/machine/image.h"
#include "models/machine/renaming.h"
#include "models/machine/transition.h"
#include "sim/scenario/expectation.h"

namespace umsim::explore {

class Observer {
 public:
  using Memory = std::span<std::byte>;
  using Recall = std::span<const std::byte>;

  Observer() = default;
  // Properties count as they stand, from 0. A Sometimes counts as broken when it has happened:
  // whoever looks for it asks for nothing else.
  explicit Observer(std::vector<Expectation> properties);

  [[nodiscard]] bool watches() const { return !properties_.empty(); }
  [[nodiscard]] const Expectation& property(std::size_t number) const {
    return properties_[number];
  }

  // Bytes of the memory; it begins zeroed.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // see() remembers the event; gives the first property that it breaks.
  [[nodiscard]] std::optional<std::size_t> see(const Event& event, Memory memory) const;

  // at_end() gives the first property that is broken because nothing can happen any more.
  [[nodiscard]] std::optional<std::size_t> at_end(const Machine& machine, Recall memory) const;

  // may_end() says that nobody is missing when nothing can happen any more.
  [[nodiscard]] bool may_end(const Machine& machine) const;

  // rests() says that the thread is where it may stay for good, though it has not ended.
  [[nodiscard]] bool rests(const Machine& machine, ThreadId thread) const;

  // Whether all properties are the same when things change places, and the memory as well.
  [[nodiscard]] bool respects(const Renaming& renaming) const;
  [[nodiscard]] bool tells_cpus_apart() const;
  // Whether it can tell that a private step has been done (decision 0016).
  [[nodiscard]] bool sees_private_steps() const;
  // The same of what an exclusive step, a sleep or a dispatch reports.
  [[nodiscard]] bool sees_exclusive_steps() const;
  [[nodiscard]] bool sees_sleeps() const;
  [[nodiscard]] bool sees_dispatches() const;
  // Whether it can tell when an APC comes that nobody serves (decision 0158).
  [[nodiscard]] bool sees_late_apcs() const;
  // Whether it can tell that a thread has been preempted, or on which CPU it runs.
  [[nodiscard]] bool sees_who_has_a_cpu() const;
  // Some property asks for events of kind step; the others do not see them.
  [[nodiscard]] bool sees_steps() const;

 private:
  std::vector<Expectation> properties_;
  std::vector<std::size_t> places_;  // of each property in the memory, where it has one
  std::size_t bytes_ = 0;
};

// Of the properties those that an interleaving can break: all but what is only to happen sometimes.
[[nodiscard]] std::vector<Expectation> what_must_hold(std::vector<Expectation> properties);

// Lets the observer see what one choice reports.
class Watcher final : public Reporter {
 public:
  // `next` hears of all events too; it may be null.
  Watcher(const Observer& observer, Observer::Memory memory, Reporter* next = nullptr)
      : observer_(observer), memory_(memory), next_(next) {}

  // before() comes before the choice is made.
  void before(const Machine& machine, const Choice& choice);
  void report(const Event& event) override;
  // The first property that broke.
  [[nodiscard]] std::optional<std::size_t> broken() const { return broken_; }

 private:
  void see(const Event& event);

  const Observer& observer_;
  Observer::Memory memory_;
  Reporter* next_;
  std::optional<std::size_t> broken_;
};

// Makes the choice as apply() does, and lets the observer see what happens. Gives the first
// property that breaks. The observer sees no moment of time and no number of an event.
[[nodiscard]] std::optional<std::size_t> apply_observed(const Machine& machine,
                                                        const Choice& choice,
                                                        const Observer& observer,
                                                        Observer::Memory memory);

}  // namespace umsim::explore
