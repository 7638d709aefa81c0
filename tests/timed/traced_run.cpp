#include "tests/timed/traced_run.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"
#include "traces/memory_sink.h"
#include "traces/recorder.h"

namespace umsim::timed::test {
namespace {

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(file, text.data() + done, text.size() - done);
    require(written > 0, "a child could not write its result");
    done += static_cast<std::size_t>(written);
  }
}

std::string read_all(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = read(file, buffer, sizeof buffer); got > 0;
       got = read(file, buffer, sizeof buffer)) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

// Nothing may leave this function: the test goes on in the parent only.
[[noreturn]] void work_in_child(const std::function<std::string()>& work, int file) {
  try {
    write_all(file, work());
    std::_Exit(0);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child process: %s\n", error.what());
    std::_Exit(1);
  }
}

}  // namespace

std::vector<std::uint64_t> TracedRun::times(EventKind kind, ThreadId thread) const {
  std::vector<std::uint64_t> found;
  for (const Event& event : events) {
    if (event.kind == kind && (!thread.valid() || event.thread == thread)) {
      found.push_back(event.time_cycles);
    }
  }
  return found;
}

std::vector<ThreadId> TracedRun::threads(EventKind kind) const {
  std::vector<ThreadId> found;
  for (const Event& event : events) {
    if (event.kind == kind) {
      found.push_back(event.thread);
    }
  }
  return found;
}

std::vector<std::uint64_t> TracedRun::step_times(const std::string& label) const {
  std::vector<std::uint64_t> found;
  for (const Event& event : events) {
    if (event.kind == EventKind::step && step_at(event.step).label == label) {
      found.push_back(event.time_cycles);
    }
  }
  return found;
}

TracedRun run_traced(const Scenario& scenario, const Options& options) {
  TraceHeader header;
  header.system = &scenario.system;
  header.engine = "timed";
  header.steps = true;
  Recorder recorder(header);
  MemorySink sink;
  recorder.add(sink);
  recorder.begin();
  TracedRun traced;
  traced.result = run(scenario, options, &recorder);
  recorder.end();
  traced.events = sink.events();
  return traced;
}

std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  require(pipe(ends) == 0, "no pipe");
  const pid_t child = fork();
  require(child >= 0, "no child process");
  if (child == 0) {
    close(ends[0]);
    work_in_child(work, ends[1]);
  }
  close(ends[1]);
  std::string text = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  require(status == 0, "a child process failed");
  return text;
}

std::string log_text(const std::vector<LoggedChoice>& log) {
  std::ostringstream text;
  for (const LoggedChoice& what : log) {
    text << to_code(what.choice) << ' ' << what.granted_cycles << '\n';
  }
  return text.str();
}

std::vector<LoggedChoice> log_of(const std::string& text) {
  std::istringstream lines(text);
  std::vector<LoggedChoice> log;
  std::uint32_t code = 0;
  for (LoggedChoice what; lines >> code >> what.granted_cycles;) {
    what.choice = from_code(code);
    log.push_back(what);
  }
  return log;
}

std::string image_text(const Result& result) {
  std::string text;
  for (const std::byte byte : result.image) {
    text += std::to_string(std::to_integer<int>(byte)) + ' ';
  }
  return text;
}

std::string everything(const TracedRun& run) {
  std::ostringstream text;
  text << static_cast<int>(run.result.stop) << ' ' << run.result.end_cycles << '\n'
       << log_text(run.result.log);
  for (const Event& event : run.events) {
    text << static_cast<int>(event.kind) << ' ' << int{event.step.routine} << ' '
         << int{event.step.row} << ' ' << event.cpu.value << ' ' << event.thread.value << ' '
         << event.object << ' ' << event.old_value << ' ' << event.new_value << ' '
         << event.time_cycles << ' ' << event.id << ' ' << event.cause << '\n';
  }
  for (const CpuStatistics& cpu : run.result.cpus) {
    text << cpu.steps << ' ' << cpu.busy_cycles << ' ' << cpu.memory.accesses << ' '
         << cpu.memory.hits << ' ' << cpu.memory.transfers << ' ' << cpu.memory.invalidations
         << '\n';
  }
  return text.str() + image_text(run.result);
}

}  // namespace umsim::timed::test
