// Device: what ends timed waits: sleeps, page reads, transfers, time-outs of waits; and what lets
// timers expire.
//
// A wait begins when a thread has run a step that leaves it waiting for a time, or when its
// transfer comes into service, and its end is due that many cycles later. The wait goes on while an
// APC is served in between.
#pragma once

#include <cstdint>
#include <set>
#include <systemc>
#include <vector>

#include "models/machine/image.h"
#include "sim/timed/ports.h"

namespace umsim::timed {

class Device : public sc_core::sc_module, public WaitWatcher, public Actor {
 public:
  sc_core::sc_port<ChoiceMaker> choices;
  sc_core::sc_export<WaitWatcher> watcher;
  sc_core::sc_export<Actor> actor;

  // With `forced` it acts only when it is told to.
  Device(const sc_core::sc_module_name& name, const Machine& machine, bool forced);

  void watch(ThreadId thread) override;
  [[nodiscard]] std::uint64_t earliest(const LoggedChoice& what) const override;
  void act(const LoggedChoice& what) override;

 private:
  // What has an end that may be due: the waits of the threads, then the timers among the objects.
  using Slot = std::size_t;

  void watch_wait(ThreadId thread);
  void watch_all_waits();
  void watch_timers(ThreadId starter);
  void finish_what_is_due();
  void set_due(Slot slot, std::uint64_t cycle);
  void wake_for_next();
  [[nodiscard]] Slot slot_of(const Choice& choice) const;
  [[nodiscard]] Choice choice_of(Slot slot) const;

  static constexpr std::uint64_t kNever = UINT64_MAX;

  // Of those in one cycle the first slot's comes first.
  struct End {
    std::uint64_t cycle = 0;
    Slot slot = 0;

    bool operator<(const End& other) const {
      return cycle != other.cycle ? cycle < other.cycle : slot < other.slot;
    }
  };

  Machine machine_;
  std::vector<std::uint64_t> due_;          // by slot
  std::set<End> queue_;                     // those of them that are not kNever
  std::vector<std::uint16_t> starts_seen_;  // by object
  sc_core::sc_event next_;
};

}  // namespace umsim::timed
