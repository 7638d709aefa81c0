// ApcSource: lets the scenario's APCs arrive, each at its time or at its place.
//
// A place is reached when its thread is about to run a certain step for the n-th time; the APC then
// arrives before that step.
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
  sc_core::sc_export<PlaceWatcher> watcher;
  sc_core::sc_export<Actor> actor;

  // `events` must outlive it. With `forced` it acts only when it is told to.
  ApcSource(const sc_core::sc_module_name& name, const Machine& machine,
            std::span<const AsyncEvent> events, bool forced);

  [[nodiscard]] bool watching() const override { return !places_.empty(); }
  void about_to_run(CpuId cpu) override;
  void runs(CpuId cpu) override;
  [[nodiscard]] std::uint64_t earliest(const LoggedChoice& what) const override;
  void act(const LoggedChoice& what) override;

 private:
  // A place that has not been reached.
  struct Place {
    const AtPlace* where = nullptr;
    ApcId apc;
    std::uint32_t occurrences = 0;  // how often its step has run
  };

  void start(const AsyncEvent& event);
  void let_due_arrive();
  void let_arrive(ApcId apc);

  Machine machine_;
  std::vector<Place> places_;
  std::vector<ApcId> held_;                    // due, but they come after others that have not
  std::multimap<std::uint64_t, ApcId> times_;  // of those that have not come; by cycle
};

}  // namespace umsim::timed
