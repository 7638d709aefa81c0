#include "sim/cli/schedule_words.h"

#include <fmt/format.h>

#include "models/invariants/places.h"

namespace umsim {

std::string sentence_of(const ScheduleEntry& entry) {
  switch (entry.kind) {
    case ChoiceKind::step:
      return fmt::format("{} ran {} on CPU {}", entry.name, entry.step, entry.cpu.value);
    case ChoiceKind::dispatch: return fmt::format("CPU {} got {}", entry.cpu.value, entry.name);
    case ChoiceKind::interrupt:
      return fmt::format("CPU {} was interrupted in {}", entry.cpu.value, entry.name);
    case ChoiceKind::complete: return fmt::format("the wait of {} ended", entry.name);
    case ChoiceKind::time_out: return fmt::format("the wait of {} timed out", entry.name);
    case ChoiceKind::arrive: return fmt::format("{} arrived", entry.name);
    case ChoiceKind::expire: return fmt::format("{} expired", entry.name);
  }
  return entry.name;
}

std::string deadlock_text(const Machine& machine, const std::string& names) {
  const ThreadId worker = stopped_by_suspension(machine);
  const std::string why = worker.valid()
                              ? fmt::format("every primary that could run {} is suspended",
                                            machine.system().thread(worker).name)
                              : "nothing can happen any more";
  return fmt::format("{}: {}; not ended: {}", kDeadlock, why, names);
}

}  // namespace umsim
