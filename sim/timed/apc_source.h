// ApcSource: lets the scenario's events come, each at its time or at its place.
//
// Whether an event may come is the model's to say (models/kernel/arrivals.h). One that has a place
// comes when a CPU is about to run that step; one that strikes a CPU when that CPU is about to run,
// be it in the middle of what it computes; any other at its time or as soon after it as it may.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <systemc>
#include <vector>

#include "models/machine/image.h"
#include "sim/scenario/scenario.h"
#include "sim/timed/ports.h"

namespace umsim::timed {

class ApcSource : public sc_core::sc_module, public PlaceWatcher, public Actor {
 public:
  sc_core::sc_port<ChoiceMaker> choices;
  sc_core::sc_port<CpuSignals, 0> cpus;
  sc_core::sc_export<PlaceWatcher> watcher;
  sc_core::sc_export<Actor> actor;

  // `events` must outlive it. With `forced` it acts only when it is told to.
  ApcSource(const sc_core::sc_module_name& name, const Machine& machine,
            std::span<const AsyncEvent> events, bool forced);

  [[nodiscard]] bool watching() const override { return !due_.empty(); }
  [[nodiscard]] bool strikes(CpuId cpu) const override;
  void about_to_run(CpuId cpu) override;
  void has_run() override;
  [[nodiscard]] std::uint64_t earliest(const LoggedChoice& what) const override;
  void act(const LoggedChoice& what) override;

 private:
  void start(const AsyncEvent& event);
  void let_due_arrive();
  [[nodiscard]] bool needs_a_cpu(ApcId apc) const;
  // Lets all those come that may and for which `now` holds, in the order in which they became due.
  template <class Predicate>
  void let_come(Predicate now);

  Machine machine_;
  std::vector<ApcId> due_;                     // their time has come, or they have a place
  std::multimap<std::uint64_t, ApcId> times_;  // of those that are not due; by cycle
};

}  // namespace umsim::timed
