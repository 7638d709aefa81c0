#include "sim/cli/stranded.h"

#include <fmt/format.h>

#include "models/user/remains.h"

namespace umsim {

std::string stranded_text(const Machine& machine) {
  const System& system = machine.system();
  std::string text;
  for (std::size_t s = 0; s < system.schedulers.size(); ++s) {
    std::string names;
    for (std::size_t i = 0; i < system.workers; ++i) {
      const bool runs_it = system.threads[i].scheduler == SchedulerId(s);
      names += runs_it && is_stranded(machine, ThreadId(i)) ? " " + system.threads[i].name : "";
    }
    if (!names.empty()) {
      text += fmt::format("; stranded, since every primary of {} has ended:{}",
                          system.schedulers[s].name, names);
    }
  }
  return text;
}

}  // namespace umsim
