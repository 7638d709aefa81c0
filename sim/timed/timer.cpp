#include "sim/timed/timer.h"

#include "sim/timed/process.h"

namespace umsim::timed {

Timer::Timer(const sc_core::sc_module_name& name, std::uint64_t quantum_cycles, Phase phase)
    : sc_module(name),
      cpu("cpu"),
      control("control"),
      quantum_cycles_(quantum_cycles),
      phase_(phase),
      end_("end") {
  add_process(
      "fire", [this] { cpu->quantum_over(); }, &end_);
  control.bind(*this);
}

void Timer::start(std::uint64_t cycle) {
  end_.cancel();
  if (quantum_cycles_ != 0) {
    end_.notify(time_until(moment(saturating_add(cycle, quantum_cycles_ - 1), phase_)));
  }
}

void Timer::stop() { end_.cancel(); }

}  // namespace umsim::timed
