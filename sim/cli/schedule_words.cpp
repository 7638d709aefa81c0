#include "sim/cli/schedule_words.h"

#include <fmt/format.h>

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

}  // namespace umsim
