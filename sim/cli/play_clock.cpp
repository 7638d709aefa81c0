#include "sim/cli/play_clock.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <type_traits>

#include <sys/wait.h>
#include <unistd.h>

#include "models/machine/internal_error.h"
#include "traces/memory_sink.h"
#include "traces/recorder.h"

namespace umsim {
namespace {

// How the other process ends.
constexpr int kTold = 0;
constexpr int kCollapsed = 1;

void write_all(int file, const void* data, std::size_t bytes) {
  const auto* at = static_cast<const std::byte*>(data);
  while (bytes > 0) {
    const ssize_t written = write(file, at, bytes);
    if (written < 0 && errno == EINTR) continue;
    require(written > 0, "a timed run could not tell what it did");
    at += written;
    bytes -= static_cast<std::size_t>(written);
  }
}

bool read_all(int file, void* data, std::size_t bytes) {
  auto* at = static_cast<std::byte*>(data);
  while (bytes > 0) {
    const ssize_t taken = read(file, at, bytes);
    if (taken < 0 && errno == EINTR) continue;
    if (taken <= 0) return false;
    at += taken;
    bytes -= static_cast<std::size_t>(taken);
  }
  return true;
}

template <class T>
void write_list(int file, const std::vector<T>& list) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t count = list.size();
  write_all(file, &count, sizeof count);
  write_all(file, list.data(), count * sizeof(T));
}

template <class T>
bool read_list(int file, std::vector<T>& list) {
  std::size_t count = 0;
  if (!read_all(file, &count, sizeof count)) return false;
  list.resize(count);
  return read_all(file, list.data(), count * sizeof(T));
}

int tell_timed_run(const Scenario& scenario, const timed::Options& options, int file) {
  TraceHeader header;
  header.system = &scenario.system;
  MemorySink events;
  Recorder recorder(header);
  recorder.add(events);
  recorder.begin();
  try {
    const timed::Result result = timed::run(scenario, options, &recorder);
    write_list(file, timed::as_choices(result.log));
    write_list(file, result.moments);
    write_list(file, events.events());
    return kTold;
  } catch (const std::exception&) {
    return kCollapsed;
  }
}

// Does not return: the other process ends without what belongs to this one, such as text that its
// streams have not written yet.
[[noreturn]] void be_timed_run(const Scenario& scenario, const timed::Options& options, int file) {
  _exit(tell_timed_run(scenario, options, file));
}

int exit_code_of(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

std::optional<TimedCourse> run_apart(const Scenario& scenario, const timed::Options& options) {
  int ends[2];
  require(pipe(ends) == 0, "no pipe can be made to a timed run");
  const pid_t process = fork();
  require(process >= 0, "no process can be made for a timed run");
  if (process == 0) {
    close(ends[0]);
    be_timed_run(scenario, options, ends[1]);
  }
  close(ends[1]);
  TimedCourse course;
  const bool told = read_list(ends[0], course.choices) && read_list(ends[0], course.moments) &&
                    read_list(ends[0], course.events);
  close(ends[0]);
  const int code = exit_code_of(process);
  if (told && code == kTold) return course;
  require(code == kCollapsed && scenario.system.knock_outs.any(), "a timed run has failed");
  return std::nullopt;
}

bool PlayClock::knows(std::span<const ScheduledChoice> choices) const {
  return course_.choices.size() >= choices.size() &&
         std::equal(choices.begin(), choices.end(), course_.choices.begin());
}

// The whole line at once, so that going on along it asks for nothing; but its end may be none that
// the machine survives.
void PlayClock::follow(const play::Session& session) {
  const auto line = session.course().line();
  const auto made = session.course().made();
  for (const auto& part : {line, line.first(session.course().visited()), made}) {
    const std::vector<timed::LoggedChoice> log = timed::as_log(part);
    timed::Options options;
    options.schedule = log;
    if (auto course = run_apart(*scenario_, options)) {
      course_ = std::move(*course);
      return;
    }
  }
  course_ = {};
}

std::optional<std::uint64_t> PlayClock::time_at(const play::Session& session,
                                                std::size_t position) {
  if (position == 0) return 0;
  if (!knows(session.course().made())) follow(session);
  if (position > course_.moments.size()) return std::nullopt;
  return course_.moments[position - 1];
}

std::span<const Event> PlayClock::events(const play::Session& session) {
  if (!knows(session.course().made())) follow(session);
  std::size_t count = 0;
  for (std::size_t i = 0; i < session.position(); ++i) count += session.course().mark(i).events;
  return std::span(course_.events).first(std::min(count, course_.events.size()));
}

std::size_t PlayClock::position_at(const play::Session& session, std::uint64_t cycles) {
  if (!knows(session.course().line())) follow(session);
  const auto later = std::ranges::upper_bound(course_.moments, cycles);
  return static_cast<std::size_t>(later - course_.moments.begin());
}

}  // namespace umsim
