#include "sim/play/watch.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "models/machine/routines.h"
#include "sim/scenario/overloaded.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim::play {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kUsage =
    "watch takes one thing: W1, lock W1, a list, a step or a kind of event; or what a thing is to "
    "be: lock W1 is P1/1";
constexpr std::string_view kUsageOfIf =
    "if takes a thing and what it is to be, such as lock W1 is P1/1 or W1 is parked";

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

// The CPUs that are about to run such a step.
std::string cpus_at(const Machine& machine, const std::string& label) {
  std::string cpus;
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    const CpuId cpu(i);
    const bool is_there = machine.cpu(cpu).current.valid() &&
                          begins_so(step_at(next_step(machine, cpu)).label, label);
    if (is_there) cpus += (cpus.empty() ? "" : " ") + cpu_name(cpu);
  }
  return cpus;
}

// A CPU that goes from the step to the step is stopped again; one that stays there is not.
bool comes_to_step(const Choice& made, const std::string& before, const std::string& after) {
  const auto has = [](const std::string& cpus, std::size_t cpu) {
    return fmt::format(" {} ", cpus).find(fmt::format(" {} ", cpu_name(CpuId(cpu)))) !=
           std::string::npos;
  };
  if (after.empty()) return false;
  if (made.kind == ChoiceKind::step && has(after, made.cpu.at())) return true;
  return before != after && after.size() >= before.size();
}

// The words before and behind the first `word` that is not the first of all; none behind when there
// is no such word.
struct Parted {
  Words before;
  std::optional<Words> behind;
};

Parted part_at(const Words& words, std::string_view word) {
  const auto begin = words.begin() + (words.empty() ? 0 : 1);
  const auto at = std::find(begin, words.end(), word);
  if (at == words.end()) return {words, std::nullopt};
  return {{words.begin(), at}, Words(at + 1, words.end())};
}

// The one name in "W1" and "thread W1": the word before a name is for reading.
const std::string* name_in(const Words& words) {
  static const Words kBefore{"thread", "list",   "scheduler", "queue",
                             "apc",    "object", "step",      "event"};
  const bool has_word = words.size() == 2 && std::ranges::find(kBefore, words[0]) != kBefore.end();
  return words.size() == 1 || has_word ? &words.back() : nullptr;
}

bool is_lock(const Words& words) { return words.size() == 2 && words[0] == "lock"; }

std::variant<Thing, std::string> read_thing(const System& system, const Words& words) {
  if (is_lock(words)) return lock_of(system, words[1]);
  const std::string* name = name_in(words);
  if (name == nullptr) return std::string(kUsage);
  if (auto thing = thing_named(system, *name)) return *thing;
  return no_such("thing", *name, names_of_things(system));
}

// "lock W1 is P1/1".
std::variant<Condition, std::string> read_whole_condition(const System& system,
                                                          const Words& words) {
  const Parted parted = part_at(words, "is");
  if (!parted.behind) return std::string(kUsageOfIf);
  const auto thing = read_thing(system, parted.before);
  if (const auto* why = std::get_if<std::string>(&thing)) return *why;
  return read_condition(system, std::get<Thing>(thing), *parted.behind);
}

// What stands before "if".
std::variant<Watch::Trigger, std::string> read_trigger(const System& system, const Words& words) {
  if (part_at(words, "is").behind) {
    auto condition = read_whole_condition(system, words);
    if (auto* why = std::get_if<std::string>(&condition)) return std::move(*why);
    return Watch::Trigger(std::get<Condition>(std::move(condition)));
  }
  if (is_lock(words)) {
    auto lock = lock_of(system, words[1]);
    if (auto* why = std::get_if<std::string>(&lock)) return std::move(*why);
    return Watch::Trigger(std::get<Thing>(std::move(lock)));
  }
  const std::string* name = name_in(words);
  if (name == nullptr) return std::string(kUsage);
  if (auto thing = thing_named(system, *name)) return Watch::Trigger(std::move(*thing));
  if (const auto kind = parse_event_kind(*name)) return Watch::Trigger(*kind);
  if (is_step(*name)) return Watch::Trigger(Watch::StepLabel{*name});
  if (name->starts_with("INV-") || *name == "property") {
    return std::string("a broken invariant or property always stops; there is nothing to watch");
  }
  return no_such("thing, step or kind of event", *name, watchable_words(system));
}

}  // namespace

std::string Watch::text() const {
  const std::string text =
      std::visit(Overloaded{[](const Thing& thing) { return thing.name(); },
                            [](const Condition& condition) { return condition.text(); },
                            [](const StepLabel& label) { return label.begins; },
                            [](EventKind kind) { return std::string(event_kind_name(kind)); }},
                 trigger_);
  return only_if_ ? fmt::format("{} if {}", text, only_if_->text()) : text;
}

std::string Watch::value(const Machine& machine) const {
  return std::visit(
      Overloaded{[&](const Thing& thing) { return thing.text(machine); },
                 [&](const Condition& condition) { return condition.thing().text(machine); },
                 [&](const StepLabel& label) { return cpus_at(machine, label.begins); },
                 [](EventKind) { return std::string(); }},
      trigger_);
}

std::string Watch::seen(const Machine& machine) const {
  const std::string now = value(machine);
  if (now.empty()) return text();
  const bool is_plain = std::holds_alternative<Thing>(trigger_) && !only_if_;
  return fmt::format("{}{}{}", text(), is_plain ? ": " : "; now ", now);
}

std::string Watch::told(const std::string& before, const std::string& after) const {
  if (std::holds_alternative<EventKind>(trigger_)) return text();
  if (const auto* label = std::get_if<StepLabel>(&trigger_)) {
    return fmt::format("{} comes next on {}{}", label->begins, after,
                       only_if_ ? ", and " + only_if_->text() : "");
  }
  return fmt::format("{}: {} > {}", text(), before, after);
}

bool Watch::triggers(const Made& made, const std::string& before, const std::string& after) const {
  return std::visit(
      Overloaded{[&](const Thing&) { return before != after; },
                 [&](const Condition& condition) {
                   return condition.holds(after) && !condition.holds(before);
                 },
                 [&](const StepLabel&) { return comes_to_step(made.choice, before, after); },
                 [&](EventKind kind) {
                   return std::ranges::find(made.events, kind, &Event::kind) != made.events.end();
                 }},
      trigger_);
}

bool Watch::stops(const Made& made, const std::string& before, const std::string& after) const {
  return triggers(made, before, after) &&
         (!only_if_ || only_if_->holds(only_if_->thing().text(made.machine)));
}

std::variant<Watch, std::string> read_watch(const System& system, const Words& words) {
  const Parted parted = part_at(words, "if");
  auto trigger = read_trigger(system, parted.before);
  if (auto* why = std::get_if<std::string>(&trigger)) return std::move(*why);
  if (!parted.behind) return Watch(std::get<Watch::Trigger>(std::move(trigger)));
  auto condition = read_whole_condition(system, *parted.behind);
  if (auto* why = std::get_if<std::string>(&condition)) return std::move(*why);
  return Watch(std::get<Watch::Trigger>(std::move(trigger)),
               std::get<Condition>(std::move(condition)));
}

Words watchable_words(const System& system) {
  Words words = labels();
  for (const KindInfo& kind : all_kinds()) words.emplace_back(kind.name);
  const Words names = names_of_things(system);
  words.insert(words.end(), names.begin(), names.end());
  return words;
}

Words next_words_of_watch(const System& system, const Words& begins) {
  const Parted at_if = part_at(begins, "if");
  const Parted at_is = part_at(at_if.behind.value_or(begins), "is");
  if (at_is.behind) {
    const auto thing = read_thing(system, at_is.before);
    Words words =
        std::holds_alternative<Thing>(thing) ? std::get<Thing>(thing).words(system) : Words{};
    if (!at_if.behind) words.emplace_back("if");
    return words;
  }
  Words words = at_if.behind ? names_of_things(system) : watchable_words(system);
  words.insert(words.end(), {"lock", "is"});
  if (!at_if.behind) words.emplace_back("if");
  return words;
}

}  // namespace umsim::play
