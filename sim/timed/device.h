// Device: what ends timed waits: sleeps, page reads, and time-outs of list waits.
//
// A wait begins when a thread has run a step that leaves it waiting for a time, and its end is due
// that many cycles later. The wait goes on while an APC is served in between; it is over when the
// thread's own steps have taken notice of its end.
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
  void finish_what_is_due();
  void set_due(ThreadId thread, std::uint64_t cycle);
  void wake_for_next();

  static constexpr std::uint64_t kNever = UINT64_MAX;

  // The end of a wait. Of those in one cycle the first thread's comes first.
  struct End {
    std::uint64_t cycle = 0;
    ThreadId thread;

    bool operator<(const End& other) const {
      return cycle != other.cycle ? cycle < other.cycle : thread.value < other.thread.value;
    }
  };

  Machine machine_;
  std::vector<std::uint64_t> due_;  // by ThreadId
  std::set<End> queue_;             // those of them that are not kNever
  sc_core::sc_event next_;
};

}  // namespace umsim::timed
