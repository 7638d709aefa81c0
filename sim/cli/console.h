// Console: where a verb writes: results to `out`, messages to `err`.
//
// It knows what the streams are connected to, so that colour and progress appear on a terminal
// only. Tests connect it to string streams.
#pragma once

#include <cstddef>
#include <ostream>

namespace umsim {

inline constexpr std::size_t kDefaultWidth = 100;

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool colour_out = false;
  bool colour_err = false;
  bool progress = false;              // err is a terminal
  std::size_t width = kDefaultWidth;  // characters of a line on out
};

// The process's own streams. Colour needs a terminal and an empty or missing NO_COLOR.
[[nodiscard]] Console standard_console();

}  // namespace umsim
