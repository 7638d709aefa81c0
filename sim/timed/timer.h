// Timer: the quantum of one CPU.
//
// It counts from the moment at which a thread that got the CPU begins to run, so that every turn
// runs at least a step. It fires in the last cycle of the quantum, so that the CPU, which sees a
// device a cycle later, is interrupted exactly when the quantum is over.
#pragma once

#include <cstdint>
#include <systemc>

#include "sim/timed/clock.h"
#include "sim/timed/ports.h"

namespace umsim::timed {

class Timer : public sc_core::sc_module, public QuantumTimer {
 public:
  sc_core::sc_port<CpuSignals> cpu;
  sc_core::sc_export<QuantumTimer> control;

  // A quantum of 0 cycles never ends.
  Timer(const sc_core::sc_module_name& name, std::uint64_t quantum_cycles, Phase phase);

  void start(std::uint64_t cycle) override;
  void stop() override;

 private:
  std::uint64_t quantum_cycles_;
  Phase phase_;
  sc_core::sc_event end_;
};

}  // namespace umsim::timed
