#include "tests/models/dialogue_questions.h"

#include "tests/models/dialogue_system.h"
#include "tests/models/dialogue_words.h"

namespace umsim::test {
namespace {

using Lines = std::vector<std::string>;

// Which scheduler, and so which list, is meant: the first unless one is named.
std::size_t scheduler_position(const System& system, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < system.schedulers.size(); ++i) {
    if (words.size() < 2 || system.schedulers[i].name == words[1]) {
      return i;
    }
  }
  throw std::invalid_argument("no scheduler is called " + words[1]);
}

Lines all_threads(const Machine& machine) {
  Lines lines;
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    lines.push_back(machine.system().threads[i].name + ": " +
                    describe_thread(machine, ThreadId(i)));
  }
  return lines;
}

Lines all_cpus(const Machine& machine) {
  Lines lines;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    lines.push_back("CPU " + std::to_string(i) + ": " + describe_cpu(machine, CpuId(i)));
  }
  return lines;
}

Lines all_apcs(const Machine& machine) {
  Lines lines;
  for (std::size_t i = 0; i < machine.system().apcs.size(); ++i) {
    lines.push_back(machine.system().apcs[i].name + ": " + describe_apc(machine, ApcId(i)));
  }
  return lines;
}

}  // namespace

std::optional<std::vector<std::string>> answer(Play& play, const std::vector<std::string>& words) {
  const std::string& command = word_at(words, 0);
  const Machine machine = play.machine();
  if (command == "threads") {
    return all_threads(machine);
  }
  if (command == "cpus") {
    return all_cpus(machine);
  }
  if (command == "apcs") {
    return all_apcs(machine);
  }
  if (command == "list") {
    return Lines{describe_list(machine, ListId(scheduler_position(play.system(), words)))};
  }
  if (command == "ready") {
    return Lines{describe_ready(machine, SchedulerId(scheduler_position(play.system(), words)))};
  }
  if (command == "lock") {
    return Lines{describe_lock(play.system(), play.context(word_at(words, 1)).lock)};
  }
  if (command == "context") {
    return Lines{describe_context(machine, play.thread(word_at(words, 1)))};
  }
  if (command == "primary") {
    return Lines{describe_primary(machine, play.thread(word_at(words, 1)))};
  }
  return std::nullopt;
}

}  // namespace umsim::test
