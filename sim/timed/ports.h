// What the modules say to each other, apart from the memory transactions of TLM-2.0.
//
// Each interface is one relation between two kinds of module; a module gets ports for those that it
// needs and sees nothing else of the others.
#pragma once

#include <cstdint>
#include <exception>
#include <systemc>

#include "models/machine/transition.h"
#include "sim/timed/timed_run.h"

namespace umsim::timed {

// From anybody who acts to the conductor, which makes the choices.
class ChoiceMaker : public virtual sc_core::sc_interface {
 public:
  // False once the run is over: nobody may act any more.
  [[nodiscard]] virtual bool running() const = 0;
  virtual Outcome make(const LoggedChoice& what) = 0;
  // Ends the run because of our own mistake; run() throws it again.
  virtual void fail(std::exception_ptr why) = 0;
};

// From the other modules to a CPU.
class CpuSignals : public virtual sc_core::sc_interface {
 public:
  virtual void thread_ready() = 0;  // some thread has become ready
  virtual void quantum_over() = 0;
  virtual void apc_arrived() = 0;  // for the thread that this CPU runs in user mode
  virtual void shootdown() = 0;    // another CPU asks it to flush its TLB
};

// From a CPU to its timer.
class QuantumTimer : public virtual sc_core::sc_interface {
 public:
  virtual void start(std::uint64_t cycle) = 0;  // of the quantum; any other is forgotten
  virtual void stop() = 0;
};

// From a CPU to the devices: `thread` has run a step, and may have begun or ended a timed wait.
class WaitWatcher : public virtual sc_core::sc_interface {
 public:
  virtual void watch(ThreadId thread) = 0;
};

// From a CPU to the source of events.
class PlaceWatcher : public virtual sc_core::sc_interface {
 public:
  [[nodiscard]] virtual bool watching() const = 0;  // an event is waiting for its moment
  // An event is due that comes in the middle of what the CPU computes.
  [[nodiscard]] virtual bool strikes(CpuId cpu) const = 0;
  virtual void about_to_run(CpuId cpu) = 0;  // its next step, if nothing comes between
  virtual void has_run() = 0;
};

// From the director of a forced schedule to whoever a choice is for.
class Actor : public virtual sc_core::sc_interface {
 public:
  // The first moment at which it may act; the choice must be enabled.
  [[nodiscard]] virtual std::uint64_t earliest(const LoggedChoice& what) const = 0;
  virtual void act(const LoggedChoice& what) = 0;
};

}  // namespace umsim::timed
