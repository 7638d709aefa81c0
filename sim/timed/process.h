// Processes of SystemC, without its macros: these expand to code that our warnings refuse.
#pragma once

#include <exception>
#include <systemc>

#include "sim/timed/ports.h"

namespace umsim::timed {

// Adds a process to the module under construction. With an event it runs when that occurs, and not
// at the beginning; without one it runs at the beginning, and then when its next_trigger says.
template <class Body>
void add_process(const char* name, Body body, const sc_core::sc_event* event = nullptr) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  if (event != nullptr) {
    options.set_sensitivity(event);
    options.dont_initialize();
  }
  sc_core::sc_spawn(body, name, &options);
}

// A body that ends the run with what it throws. SystemC would turn that into a report of its own.
template <class Body>
auto guarded(sc_core::sc_port<ChoiceMaker>& choices, Body body) {
  return [&choices, body] {
    try {
      body();
    } catch (...) {
      choices->fail(std::current_exception());
    }
  };
}

}  // namespace umsim::timed
