// The conductor: makes the choices that the other modules decide on, and ends the run.
//
// It is the one module that changes the state. It keeps the log, counts, asserts the invariants
// after every choice, and tells the CPUs when a thread has become ready. It decides nothing itself.
#pragma once

#include <cstdint>
#include <exception>
#include <systemc>

#include "sim/timed/ports.h"
#include "sim/timed/timed_run.h"
#include "traces/recorder.h"

namespace umsim::timed {

// Counts what is reported, and hands it on if there is anybody to hand it to.
class EventCounter final : public Reporter {
 public:
  EventCounter(Result* result, Reporter* next) : result_(result), next_(next) {}
  void report(const Event& event) override;

 private:
  Result* result_;
  Reporter* next_;
};

class Conductor : public sc_core::sc_module, public ChoiceMaker {
 public:
  sc_core::sc_export<ChoiceMaker> choices;
  sc_core::sc_port<CpuSignals, 0> cpus;  // in the order of the CPUs

  struct Setup {
    Machine machine;
    const Options* options = nullptr;
    Recorder* recorder = nullptr;  // may be null
    Result* result = nullptr;      // where what it finds goes
  };
  Conductor(const sc_core::sc_module_name& name, const Setup& setup);

  [[nodiscard]] bool running() const override { return running_; }
  Outcome make(const LoggedChoice& what) override;
  void fail(std::exception_ptr why) override;
  // Ends the run for that reason.
  void stop(StopReason reason);

  // Throws what a module has failed with, if any has.
  void rethrow() const;

 private:
  void pass_apcs_on();
  void announce(const Choice& choice);
  void note(const LoggedChoice& what, const Outcome& outcome);
  void judge();
  void pass_shootdowns_on();

  Machine machine_;
  const Options* options_;
  Recorder* recorder_;
  Result* result_;
  EventCounter counter_;
  bool running_ = true;
  std::exception_ptr failure_;
};

}  // namespace umsim::timed
