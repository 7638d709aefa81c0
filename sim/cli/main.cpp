// umsim: the program.
#include "sim/cli/command_line.h"

int main(int argc, char** argv) {
  umsim::Console console = umsim::standard_console();
  const std::vector<std::string> words(argv + 1, argv + argc);
  return static_cast<int>(umsim::run_command_line(words, console));
}
