// umsim: the program.
#include <csignal>

#include "sim/cli/command_line.h"

int main(int argc, char** argv) {
  // A file that may not grow any more is what a full disk is: the write says so.
  std::signal(SIGXFSZ, SIG_IGN);
  umsim::Console console = umsim::standard_console();
  const std::vector<std::string> words(argv + 1, argv + argc);
  return static_cast<int>(umsim::run_command_line(words, console));
}
