// The director: makes the choices of a schedule, in its order and no other.
//
// It takes the place of the processes of CPUs and devices, which in a forced run act only when the
// director tells them to. Each choice is made at the first moment at which its actor is free or
// due. A choice that the state does not offer ends the run with a refusal.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <systemc>

#include "models/machine/image.h"
#include "sim/timed/ports.h"

namespace umsim::timed {

class Director : public sc_core::sc_module {
 public:
  sc_core::sc_port<ChoiceMaker> choices;
  sc_core::sc_port<Actor, 0> cpus;  // in the order of the CPUs
  sc_core::sc_port<Actor> device;
  sc_core::sc_port<Actor> arrivals;

  // `schedule` must outlive it.
  Director(const sc_core::sc_module_name& name, const Machine& machine,
           std::span<const LoggedChoice> schedule);

  // How many choices were made.
  [[nodiscard]] std::size_t position() const { return position_; }
  // Why the next one could not be made; empty when that is not what ended the run.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  void direct();
  // Makes the next choice now or waits for its moment; false: there is nothing more to do now.
  bool make_next();
  Actor& actor_of(const Choice& choice);

  Machine machine_;
  std::span<const LoggedChoice> schedule_;
  std::size_t position_ = 0;
  std::string refusal_;
};

}  // namespace umsim::timed
