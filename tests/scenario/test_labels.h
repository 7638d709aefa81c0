// Test labels: a small stand-in for the model's step tables, so that messages about labels do not
// change with them.
#pragma once

#include <string>

#include "sim/scenario/load.h"

namespace umsim {

inline LoadOptions options_for_tests(std::string machines_folder) {
  LoadOptions options;
  options.machines_folder = std::move(machines_folder);
  options.steps = {{"FIG15.B1", {2, 0}}, {"FIG15.D1", {2, 1}},         {"FIG15.B3", {2, 2}},
                   {"FIG15.D3", {2, 3}}, {"FIG15.B7.integer", {2, 4}}, {"FIG15.B7.control", {2, 5}},
                   {"FIG16.B1", {3, 0}}, {"FIG16.B2", {3, 1}}};
  options.invariants = {"INV-1", "INV-2", "INV-3", "INV-5"};
  return options;
}

}  // namespace umsim
