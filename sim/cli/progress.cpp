#include "sim/cli/progress.h"

#include <utility>

#include <fmt/format.h>

#include "sim/cli/layout.h"
#include "sim/scenario/text.h"

namespace umsim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kBetweenUpdates{200};
constexpr const char* kClearLine = "\r\x1b[K";
// A line that is broken by the terminal's edge could not be taken back.
constexpr std::size_t kMostCharacters = 79;

std::string what_is_done(const explore::SearchStatus& status) {
  if (status.phase == explore::Phase::exploring) {
    return fmt::format("{}, depth {}", counted(status.states, "state"), status.depth);
  }
  return fmt::format("judging {}, {} of {}",
                     status.phase == explore::Phase::judging_cycles ? "cycles" : "progress",
                     with_commas(status.expanded), counted(status.states, "state"));
}

}  // namespace

Progress::Progress(std::string name, bool shown, Console& console)
    : name_(std::move(name)), shown_(shown && console.progress), console_(console) {}

Progress::~Progress() {
  if (written_) console_.err << kClearLine << std::flush;
}

void Progress::update(const explore::SearchStatus& status) {
  const Clock::time_point now = Clock::now();
  if (!shown_ || now - start_ < seconds{1} || now - last_ < kBetweenUpdates) return;
  last_ = now;
  const auto elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string line = fmt::format("{}: {}, {} MB, {:.0f} s", name_, what_is_done(status),
                                       (status.bytes + status.spilled) >> 20U, elapsed);
  console_.err << kClearLine << loading::characters(line, 0, kMostCharacters) << std::flush;
  written_ = true;
}

}  // namespace umsim
