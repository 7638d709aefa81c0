#include "sim/cli/console.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace umsim {
namespace {

constexpr std::size_t kLeastWidth = 40;

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return !refused && !(terminal != nullptr && std::string_view(terminal) == "dumb");
}

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? std::max<std::size_t>(size.ws_col, kLeastWidth) : kDefaultWidth;
}

}  // namespace

Console standard_console() {
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const bool err_is_terminal = isatty(STDERR_FILENO) == 1;
  Console console{std::cout, std::cerr};
  console.colour_out = out_is_terminal && wants_colour();
  console.colour_err = err_is_terminal && wants_colour();
  console.progress = err_is_terminal;
  console.width = out_is_terminal ? terminal_width() : kDefaultWidth;
  return console;
}

}  // namespace umsim
