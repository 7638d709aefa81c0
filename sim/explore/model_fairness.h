// ModelFairness: which runs of the machine that never end can happen, and who starves in them
// (INV-15).
//
// What is wanted all the time comes at some time (weak fairness):
//   - a thread that has a CPU or waits for one makes a step of its own. To take an interrupt and to
//     come back from it is no such step: the end of a quantum stops nobody for ever;
//   - what a thread waits for in a timed wait comes, and a time-out comes too;
//   - a thread is interrupted for an APC that is pending at it in user mode;
//   - an event of the scenario comes where it may, and a timer that runs expires;
//   - a CPU answers a TLB shootdown.
// Who tries again and again succeeds at some time (strong fairness): a context that is put on a
// completion list finds the head unchanged since it was linked to it. The push is lock-free, and
// not wait-free: with weak fairness alone others may come between for ever.
// Nothing else is promised: the order in which ready threads get a CPU and when a quantum ends are
// against the protocol as far as that goes.
#pragma once

#include <vector>

#include "models/machine/image.h"
#include "models/machine/transition.h"
#include "sim/explore/fairness.h"
#include "sim/explore/orbits.h"

namespace umsim::explore {

class ModelFairness final : public Fairness {
 public:
  // All three must outlive it.
  ModelFairness(const System& system, const Layout& layout, const Orbits& orbits);
  ~ModelFairness() override = default;
  ModelFairness(const ModelFairness&) = delete;
  ModelFairness& operator=(const ModelFairness&) = delete;

  // True when the system has no more conditions than there is room for.
  [[nodiscard]] static bool fits(const System& system);

  [[nodiscard]] unsigned conditions() const override;
  [[nodiscard]] std::span<const ConditionOrder> turns() const override { return turns_; }
  // A CPU that makes a step, or whatever else happens: no thread gets any further by that.
  [[nodiscard]] unsigned movers() const override;
  [[nodiscard]] Mover mover(ChoiceCode code) const override;
  Wants wants(KeyView key) override;
  [[nodiscard]] StepService service(ChoiceCode code) const override;
  [[nodiscard]] ConditionMask can_serve(Mover mover) const override;

  // "W1 could run all along, and never does", in the names of the machine.
  [[nodiscard]] static std::string starvation_of(const System& system, std::size_t condition);
  // What a condition is when things have changed places.
  [[nodiscard]] static std::size_t renamed_condition(const System& system, const Renaming& renaming,
                                                     std::size_t condition);

 private:
  void add_thread(ThreadId thread, Wants& wants) const;

  const System& system_;
  const Orbits& orbits_;
  Image state_;
  Machine machine_;  // in it
  std::vector<ConditionOrder> turns_;
};

}  // namespace umsim::explore
