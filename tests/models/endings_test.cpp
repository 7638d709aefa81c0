// What holds of whole walks, from their beginning to their end.

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/models/events.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr std::uint64_t kSeeds = 100;
constexpr unsigned kChoices = 20'000;

// Walks on; the events of all choices.
void take(RandomWalk& walk, unsigned choices, Events& events) {
  for (unsigned i = 0; i < choices; ++i) {
    const std::optional<Choice> choice = walk.choose();
    if (!choice) {
      return;
    }
    walk.make(*choice, &events);
  }
}

// When all threads have ended, the context of every worker is locked by its last holder alone.
std::string fault_at_end(const Machine& machine, const Events& events) {
  for (std::size_t i = 0; i < machine.system().workers; ++i) {
    const Context& context = machine.context(ThreadId(i));
    if (context.lock != UmsLock{ThreadId(), 1} || context.terminated == 0) {
      return "a worker that has ended is not locked as it should be";
    }
  }
  std::vector<int> ends(machine.system().apcs.size());
  for (const Event& event : events.of(EventKind::apc_end)) {
    ++ends[event.object];
  }
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const bool expected = machine.apc(ApcId(i)).state == ApcState::expected;
    const bool is_apc = machine.system().apcs[i].is_apc();
    if (ends[i] != (expected || !is_apc ? 0 : 1)) {
      return "an APC has not been ended once";
    }
  }
  return "";
}

// Every thread has ended, or somebody has been suspended for good.
bool has_come_to_rest(const Machine& machine) {
  for (std::size_t i = 0; i < machine.system().threads.size(); ++i) {
    if (machine.kthread(ThreadId(i)).suspensions != 0) {
      return true;
    }
  }
  return all_ended(machine);
}

}  // namespace

TEST_CASE("A new worker is published before it ever runs", "[THREAD-11]") {
  Faults faults;
  for (const Sample& sample : safe_samples()) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      Events events;
      RandomWalk walk(sample.system, seed);
      take(walk, kChoices, events);
      std::vector<bool> published;
      for (const ThreadSpec& thread : sample.system.threads) {
        published.push_back(thread.parked);
      }
      for (const Event& event : events.all()) {
        if (event.kind == EventKind::list_push) {
          published[event.thread.at()] = true;
        }
        const bool runs = event.kind == EventKind::ums_switch;
        faults.add(runs && !published[event.object] ? "a new worker runs at once" : "");
      }
    }
  }
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("At the end all is released, and every APC has been served once", "[APC-17][INV-8]") {
  Faults faults;
  std::size_t ended = 0;
  for (const Sample& sample : safe_samples()) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      Events events;
      RandomWalk walk(sample.system, seed);
      take(walk, kChoices, events);
      ended += has_come_to_rest(walk.machine()) ? 1U : 0U;
      faults.add(has_come_to_rest(walk.machine())
                     ? ""
                     : sample.name + " has not ended, seed " + std::to_string(seed));
      faults.add(all_ended(walk.machine()) ? fault_at_end(walk.machine(), events) : "");
    }
  }
  CHECK(faults.text() == kNoFault);
  CHECK(ended == kSeeds * safe_samples().size());
}

TEST_CASE("There may be fewer primaries than CPUs, as many, or more", "[THREAD-6]") {
  for (const unsigned cpus : {1U, 2U, 3U}) {
    const System system = SystemBuilder()
                              .cpus(static_cast<std::uint16_t>(cpus))
                              .primary("P1")
                              .primary("P2")
                              .parked("W1", "compute, sleep, yield")
                              .parked("W2", "system_call, yield, compute")
                              .build();
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      Events events;
      RandomWalk walk(system, seed);
      take(walk, kChoices, events);
      CHECK(all_ended(walk.machine()));
      CHECK(walk.broken().empty());
    }
  }
}

TEST_CASE("Whether events are reported changes nothing") {
  Faults faults;
  for (const Sample& sample : safe_samples()) {
    Events events;
    RandomWalk silent(sample.system, 1);
    RandomWalk reporting(sample.system, 1);
    while (const std::optional<Choice> choice = silent.choose()) {
      const bool same_choice = reporting.choose() == choice;
      silent.make(*choice);
      reporting.make(*choice, &events);
      const bool same = std::equal(silent.image().bytes().begin(), silent.image().bytes().end(),
                                   reporting.image().bytes().begin());
      faults.add(same_choice && same ? "" : "a reporter changes the state");
      if (events.all().size() > 2000) {
        break;
      }
    }
  }
  CHECK(faults.text() == kNoFault);
}

}  // namespace umsim::test
