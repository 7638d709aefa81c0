#include "tests/schedule/recorded_run.h"

#include <algorithm>

#include "models/machine/key.h"
#include "sim/schedule/replay.h"
#include "sim/timed/timed_run.h"
#include "traces/memory_sink.h"
#include "traces/recorder.h"

namespace umsim::test {
namespace {

using Key = std::vector<std::byte>;

Key key_of(const Machine& machine) {
  Key key(key_bytes(machine.system(), machine.layout()));
  pack_key(machine, key);
  return key;
}

class EventList final : public Reporter {
 public:
  void report(const Event& event) override { events.push_back(event); }
  std::vector<Event> events;
};

bool same(const Event& left, const Event& right) {
  return left.kind == right.kind && left.thread == right.thread && left.object == right.object &&
         left.old_value == right.old_value && left.new_value == right.new_value &&
         left.cpu == right.cpu && left.step == right.step;
}

// What the search would make of the state and the choice. It knows no part of a compute
// instruction: the state after a part has the key of the state before.
Key key_after(const System& system, const Key& key, const ScheduledChoice& choice, bool in_part) {
  if (in_part) return key;
  const Layout layout(system);
  Image image(system, layout);
  unpack_key(key, image.machine());
  if (!is_enabled(image.machine(), choice.choice)) return {};
  apply(image.machine(), choice.choice, nullptr);
  return key_of(image.machine());
}

bool is_part(const Machine& machine, const ScheduledChoice& choice) {
  return choice.choice.kind == ChoiceKind::step && machine.cpu(choice.choice.cpu).current.valid() &&
         choice.cycles < compute_left(machine, choice.choice.cpu);
}

std::string at(std::size_t choice, const char* why) {
  return "choice " + std::to_string(choice + 1) + ": " + why;
}

std::string why_ends_differ(const Replay& replay, const EventList& reported,
                            const RecordedRun& run) {
  if (reported.events.size() != run.events.size()) return "the number of events differs";
  const auto end = replay.machine().block();
  return std::equal(end.begin(), end.end(), run.image.begin(), run.image.end())
             ? ""
             : "the last state differs";
}

}  // namespace

RecordedRun record_timed_run(const Scenario& scenario) {
  TraceHeader header;
  header.system = &scenario.system;
  MemorySink sink;
  Recorder recorder(header);
  recorder.add(sink);
  recorder.begin();
  const timed::Result result = timed::run(scenario, {}, &recorder);
  recorder.end();
  RecordedRun run;
  for (const timed::LoggedChoice& logged : result.log) {
    run.log.push_back({logged.choice, logged.granted_cycles});
  }
  run.events = sink.events();
  run.image = result.image;
  return run;
}

std::string why_refused(const System& system, const RecordedRun& run) {
  Replay replay(system);
  EventList reported;
  for (std::size_t i = 0; i < run.log.size(); ++i) {
    const ScheduledChoice& choice = run.log[i];
    if (!is_enabled(replay.machine(), choice.choice)) return at(i, "it is not enabled");
    const bool part = is_part(replay.machine(), choice);
    const Key expected = key_after(system, key_of(replay.machine()), choice, part);
    std::size_t event = reported.events.size();
    replay.make(choice, &reported);
    if (key_of(replay.machine()) != expected) return at(i, "the key differs");
    for (; event < reported.events.size(); ++event) {
      const bool agrees =
          event < run.events.size() && same(reported.events[event], run.events[event]);
      if (!agrees) return at(i, "an event differs");
    }
  }
  return why_ends_differ(replay, reported, run);
}

std::vector<Key> keys_along(const System& system, const std::vector<ScheduledChoice>& log) {
  Replay replay(system);
  std::vector<Key> keys;
  for (const ScheduledChoice& choice : log) {
    if (!is_enabled(replay.machine(), choice.choice)) break;
    replay.make(choice);
    keys.push_back(key_of(replay.machine()));
  }
  return keys;
}

}  // namespace umsim::test
