#include "sim/play/watch.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/play/state_text.h"
#include "sim/scenario/text.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim::play {
namespace {

using Kind = Watch::Kind;
using Words = std::vector<std::string>;

bool begins_so(std::string_view label, const std::string& typed) {
  return label == typed || (label.substr(0, typed.size()) == typed && label[typed.size()] == '.');
}

bool is_step(const std::string& typed) {
  return std::ranges::any_of(all_routines(), [&](const Routine& routine) {
    return std::ranges::any_of(routine.steps,
                               [&](const Step& step) { return begins_so(step.label, typed); });
  });
}

Words labels() {
  std::set<std::string> known;
  for (const Routine& routine : all_routines()) {
    for (const Step& step : routine.steps) known.insert(std::string(step.label));
  }
  return {known.begin(), known.end()};
}

template <class Things>
std::optional<std::uint16_t> position_in(const Things& things, const std::string& name) {
  const auto found =
      std::ranges::find_if(things, [&](const auto& thing) { return thing.name == name; });
  if (found == things.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - things.begin());
}

std::optional<Watch> thing_named(const System& system, const std::string& name) {
  const auto watch = [&](Kind kind, std::uint16_t index) { return Watch(kind, name, "", index); };
  if (const auto at = position_in(system.threads, name)) return watch(Kind::thread, *at);
  if (const auto at = position_in(system.lists, name)) return watch(Kind::list, *at);
  if (const auto at = position_in(system.schedulers, name)) return watch(Kind::ready_queue, *at);
  if (const auto at = position_in(system.apcs, name)) return watch(Kind::apc, *at);
  if (const auto at = position_in(system.objects, name)) return watch(Kind::object, *at);
  const auto queue = std::ranges::find(system.queues, name);
  if (queue == system.queues.end()) return std::nullopt;
  return watch(Kind::queue, static_cast<std::uint16_t>(queue - system.queues.begin()));
}

template <class Things>
void add_names(const Things& things, Words& names) {
  for (const auto& thing : things) names.push_back(thing.name);
}

std::string no_such(const std::string& what, const std::string& typed, const Words& known) {
  const auto guess = loading::closest(typed, known);
  return fmt::format("no {} is called {}{}", what, loading::quoted(typed),
                     guess ? fmt::format("; did you mean {}?", *guess) : "");
}

std::variant<Watch, std::string> lock_of(const System& system, const std::string& name) {
  Words workers;
  for (std::size_t i = 0; i < system.workers; ++i) {
    if (system.threads[i].name == name) {
      return Watch(Kind::lock, "lock " + name, "", static_cast<std::uint16_t>(i));
    }
    workers.push_back(system.threads[i].name);
  }
  return no_such("worker", name, workers);
}

}  // namespace

Words watchable_words(const System& system) {
  Words words = labels();
  for (const KindInfo& kind : all_kinds()) words.emplace_back(kind.name);
  add_names(system.threads, words);
  add_names(system.lists, words);
  add_names(system.schedulers, words);
  add_names(system.apcs, words);
  add_names(system.objects, words);
  words.insert(words.end(), system.queues.begin(), system.queues.end());
  return words;
}

std::string Watch::value(const Machine& machine) const {
  const std::size_t at = index_;
  switch (kind_) {
    case Kind::thread: return thread_text(machine, ThreadId(at));
    case Kind::lock: return lock_text(machine, ThreadId(at));
    case Kind::list: return list_text(machine, ListId(at));
    case Kind::ready_queue: return ready_text(machine, SchedulerId(at));
    case Kind::queue: return queue_text(machine, QueueId(at));
    case Kind::apc: return apc_text(machine, ApcId(at));
    case Kind::object: return object_text(machine, ObjectId(at));
    case Kind::event: return {};
    case Kind::step: break;
  }
  std::string cpus;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    const bool is_there = machine.cpu(cpu).current.valid() &&
                          begins_so(step_at(next_step(machine, cpu)).label, label_);
    if (is_there) cpus += (cpus.empty() ? "" : " ") + cpu_name(cpu);
  }
  return cpus;
}

std::string Watch::told(const std::string& before, const std::string& after) const {
  switch (kind_) {
    case Kind::event: return text_;
    case Kind::step: return fmt::format("{} comes next on {}", text_, after);
    default: return fmt::format("{}: {} > {}", text_, before, after);
  }
}

// A CPU that goes from the step to the step is stopped again; one that stays there is not.
bool Watch::stops(const Choice& made, std::span<const Event> events, const std::string& before,
                  const std::string& after) const {
  if (kind_ == Kind::event) {
    return std::ranges::any_of(events, [&](const Event& event) {
      return static_cast<std::uint16_t>(event.kind) == index_;
    });
  }
  if (kind_ != Kind::step) return before != after;
  const auto has = [](const std::string& cpus, std::size_t cpu) {
    return fmt::format(" {} ", cpus).find(fmt::format(" {} ", cpu_name(CpuId(cpu)))) !=
           std::string::npos;
  };
  if (after.empty()) return false;
  if (made.kind == ChoiceKind::step && has(after, made.cpu.at())) return true;
  return before != after && after.size() >= before.size();
}

std::variant<Watch, std::string> read_watch(const System& system, const Words& words) {
  if (words.size() == 2 && words[0] == "lock") return lock_of(system, words[1]);
  // The word before a name is for reading: names are of one name space.
  static const Words kBefore{"thread", "list",   "scheduler", "queue",
                             "apc",    "object", "step",      "event"};
  const bool has_word = words.size() == 2 && std::ranges::find(kBefore, words[0]) != kBefore.end();
  if (words.size() != 1 && !has_word) {
    return std::string("watch takes one thing: W1, lock W1, a list, a step or a kind of event");
  }
  const std::string& name = words.back();
  if (auto watch = thing_named(system, name)) return *watch;
  if (const auto kind = parse_event_kind(name)) {
    return Watch(Kind::event, name, "", static_cast<std::uint16_t>(*kind));
  }
  if (is_step(name)) return Watch(Kind::step, name, name, 0);
  if (name.starts_with("INV-") || name == "property") {
    return std::string("a broken invariant or property always stops; there is nothing to watch");
  }
  return no_such("thing, step or kind of event", name, watchable_words(system));
}

}  // namespace umsim::play
