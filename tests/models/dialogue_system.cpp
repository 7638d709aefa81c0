#include "tests/models/dialogue_system.h"

#include <array>
#include <stdexcept>
#include <string_view>

namespace umsim::test {
namespace {

constexpr std::array<std::string_view, 7> kApcKinds = {
    "get_context", "set_context",        "routine", "terminate", "suspend",
    "resume",      "set_debug_registers"};

std::string rest_after(const std::string& line, const std::string& mark) {
  const std::size_t at = line.find(mark);
  if (at == std::string::npos) {
    throw std::invalid_argument("expected '" + mark + "'");
  }
  return line.substr(at + mark.size());
}

constexpr std::array<std::string_view, 4> kObjectKinds = {
    "notification_event", "synchronization_event", "notification_timer", "synchronization_timer"};

ObjectKind object_kind(const std::string& name) {
  for (std::size_t i = 0; i < kObjectKinds.size(); ++i) {
    if (kObjectKinds[i] == name) {
      return static_cast<ObjectKind>(i);
    }
  }
  throw std::invalid_argument("no kind of object is called " + name);
}

ApcKind apc_kind(const std::string& name) {
  for (std::size_t i = 0; i < kApcKinds.size(); ++i) {
    if (kApcKinds[i] == name) {
      return static_cast<ApcKind>(i);
    }
  }
  throw std::invalid_argument("no kind of APC is called " + name);
}

KnockOut safeguard(const std::string& name) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(KnockOut::count_); ++i) {
    if (name_of(static_cast<KnockOut>(i)) == name) {
      return static_cast<KnockOut>(i);
    }
  }
  throw std::invalid_argument("no safeguard is called " + name);
}

ProtocolProfile profile(const std::string& name) {
  if (const auto profile = parse_name<ProtocolProfile>(name)) {
    return *profile;
  }
  throw std::invalid_argument("no profile is called " + name);
}

SchedulerPolicy policy(const std::string& name) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(SchedulerPolicy::requeue); ++i) {
    if (name_of(static_cast<SchedulerPolicy>(i)) == name) {
      return static_cast<SchedulerPolicy>(i);
    }
  }
  throw std::invalid_argument("no policy is called " + name);
}

}  // namespace

bool SystemText::take(const std::string& line, const std::vector<std::string>& words) {
  const std::string& command = word_at(words, 0);
  if (command == "cpus" && words.size() == 2) {
    builder_.cpus(static_cast<std::uint16_t>(std::stoul(words[1])));
  } else if (command == "scheduler") {
    builder_.scheduler(rest_after(line, "scheduler "));
  } else if (command == "policy") {
    builder_.policy(policy(word_at(words, 1)));
  } else if (command == "time_out") {
    builder_.time_out(std::stoul(word_at(words, 1)));
  } else if (command == "apc") {
    builder_.apc(word_at(words, 1) + " " + word_at(words, 2), apc_kind(words[1]), words[2]);
  } else if (command == "object") {
    builder_.object(word_at(words, 2), object_kind(word_at(words, 1)));
  } else if (command == "device") {
    builder_.device(word_at(words, 1), static_cast<std::uint16_t>(std::stoul(word_at(words, 2))));
  } else if (command == "profile") {
    builder_.profile(profile(word_at(words, 1)));
  } else if (command == "knock_out") {
    builder_.without(safeguard(word_at(words, 1)));
  } else {
    return take_thread(line, words);
  }
  return true;
}

bool SystemText::take_thread(const std::string& line, const std::vector<std::string>& words) {
  const std::string& command = words[0];
  if (command == "primary") {
    builder_.primary(word_at(words, 1));
    return true;
  }
  if (command != "worker" && command != "parked" && command != "standard") {
    return false;
  }
  const std::string program = rest_after(line, ": ");
  const std::string name = words[1].substr(0, words[1].find(':'));
  if (command == "worker") {
    builder_.worker(name, program);
  } else if (command == "parked") {
    builder_.parked(name, program);
  } else {
    builder_.standard(name, program);
  }
  return true;
}

const std::string& word_at(const std::vector<std::string>& words, std::size_t position) {
  if (position >= words.size()) {
    throw std::invalid_argument("the command is too short");
  }
  return words[position];
}

}  // namespace umsim::test
