#include "sim/play/thing.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "sim/play/state_phrases.h"
#include "sim/play/state_text.h"
#include "sim/scenario/text.h"
#include "traces/names.h"

namespace umsim::play {
namespace {

using Kind = Thing::Kind;
using Words = std::vector<std::string>;

template <class Things>
std::optional<std::uint16_t> position_in(const Things& things, const std::string& name) {
  const auto found =
      std::ranges::find_if(things, [&](const auto& thing) { return thing.name == name; });
  if (found == things.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - things.begin());
}

template <class Things>
void add_names(const Things& things, Words& names) {
  for (const auto& thing : things) names.push_back(thing.name);
}

void add_words(const std::string& text, Words& words) {
  for (std::string& word : words_of_text(text)) words.push_back(std::move(word));
}

template <class Phrase>
void add_phrases(Words& words) {
  for (const std::string_view phrase : all_phrases<Phrase>()) {
    for (std::string& word : words_of_text(std::string(phrase))) {
      if (word != "{}") words.push_back(std::move(word));
    }
  }
}

void add_words_of_threads(const System& system, Words& words) {
  add_phrases<ThreadPhrase>(words);
  for (std::size_t i = 0; i < static_cast<std::size_t>(WaitReason::count_); ++i) {
    std::string reason(name_of(static_cast<WaitReason>(i)));
    std::ranges::replace(reason, '_', ' ');
    add_words(reason, words);
  }
  for (std::size_t i = 0; i < system.cpus; ++i) words.push_back(cpu_name(CpuId(i)));
  add_names(system.apcs, words);
}

}  // namespace

std::string Thing::text(const Machine& machine) const {
  const std::size_t at = index_;
  switch (kind_) {
    case Kind::thread: return thread_text(machine, ThreadId(at));
    case Kind::lock: return lock_text(machine, ThreadId(at));
    case Kind::list: return list_text(machine, ListId(at));
    case Kind::ready_queue: return ready_text(machine, SchedulerId(at));
    case Kind::queue: return queue_text(machine, QueueId(at));
    case Kind::apc: return apc_text(machine, ApcId(at));
    case Kind::object: return object_text(machine, ObjectId(at));
  }
  return {};
}

Words Thing::words(const System& system) const {
  Words words;
  if (kind_ != Kind::apc) add_names(system.threads, words);
  switch (kind_) {
    case Kind::thread: add_words_of_threads(system, words); break;
    case Kind::lock: break;
    case Kind::list:
      add_phrases<RowPhrase>(words);
      add_phrases<ListPhrase>(words);
      break;
    case Kind::ready_queue:
      add_phrases<RowPhrase>(words);
      add_phrases<SchedulerPhrase>(words);
      break;
    case Kind::queue: add_phrases<RowPhrase>(words); break;
    case Kind::object: add_phrases<ObjectPhrase>(words); break;
    case Kind::apc:
      add_phrases<ApcPhrase>(words);
      add_words(std::string(word_for(system.apcs[index_])), words);
  }
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::optional<Thing> thing_named(const System& system, const std::string& name) {
  const auto thing = [&](Kind kind, std::uint16_t index) { return Thing(kind, name, index); };
  if (const auto at = position_in(system.threads, name)) return thing(Kind::thread, *at);
  if (const auto at = position_in(system.lists, name)) return thing(Kind::list, *at);
  if (const auto at = position_in(system.schedulers, name)) return thing(Kind::ready_queue, *at);
  if (const auto at = position_in(system.apcs, name)) return thing(Kind::apc, *at);
  if (const auto at = position_in(system.objects, name)) return thing(Kind::object, *at);
  const auto queue = std::ranges::find(system.queues, name);
  if (queue == system.queues.end()) return std::nullopt;
  return thing(Kind::queue, static_cast<std::uint16_t>(queue - system.queues.begin()));
}

std::variant<Thing, std::string> lock_of(const System& system, const std::string& name) {
  Words workers;
  for (std::size_t i = 0; i < system.workers; ++i) {
    if (system.threads[i].name == name) {
      return Thing(Kind::lock, "lock " + name, static_cast<std::uint16_t>(i));
    }
    workers.push_back(system.threads[i].name);
  }
  return no_such("worker", name, workers);
}

Words names_of_things(const System& system) {
  Words names;
  add_names(system.threads, names);
  add_names(system.lists, names);
  add_names(system.schedulers, names);
  add_names(system.apcs, names);
  add_names(system.objects, names);
  names.insert(names.end(), system.queues.begin(), system.queues.end());
  return names;
}

std::string no_such(const std::string& what, const std::string& typed, const Words& known) {
  return fmt::format("no {} is called {}{}", what, loading::quoted(typed),
                     loading::guess_text(typed, known));
}

Words words_of_text(const std::string& text) {
  constexpr std::string_view kBetween = " ,;:()";
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == std::string::npos) break;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

}  // namespace umsim::play
