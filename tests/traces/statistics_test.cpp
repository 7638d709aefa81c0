// What traces add up to.
#include "traces/statistics.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/traces/samples.h"
#include "tests/traces/walk.h"

namespace umsim {
namespace {

using namespace samples;

TEST_CASE("A percentile is the smallest length that so many do not exceed") {
  Distribution lengths;
  for (std::uint64_t cycles = 100; cycles >= 1; --cycles) lengths.add(cycles);
  CHECK(lengths.count() == 100);
  CHECK(lengths.sum() == 5050);
  CHECK(lengths.percentile(0) == 1);
  CHECK(lengths.percentile(50) == 50);
  CHECK(lengths.percentile(90) == 90);
  CHECK(lengths.percentile(99) == 99);
  CHECK(lengths.percentile(100) == 100);
  Distribution one;
  one.add(7);
  CHECK(one.percentile(1) == 7);
  CHECK(one.percentile(99) == 7);
}

TEST_CASE("Of many lengths a percentile is never too low, and hardly too high") {
  Distribution lengths;
  std::vector<std::uint64_t> all;
  std::uint64_t cycles = 1;
  for (std::size_t i = 0; i < 100'000; ++i) {
    cycles = (cycles * 6364136223846793005U + 1442695040888963407U);
    all.push_back(cycles >> (20U + i % 40U));
    lengths.add(all.back());
  }
  std::ranges::sort(all);
  CHECK(lengths.count() == all.size());
  CHECK(lengths.sum() == std::accumulate(all.begin(), all.end(), std::uint64_t{0}));
  CHECK(lengths.percentile(0) == all.front());
  CHECK(lengths.percentile(100) == all.back());
  for (const unsigned percent : {1U, 10U, 50U, 90U, 99U}) {
    const std::uint64_t exact = all[all.size() / 100 * percent - 1];
    CAPTURE(percent, exact);
    CHECK(lengths.percentile(percent) >= exact);
    CHECK(lengths.percentile(percent) - exact <= exact / Distribution::kClasses);
  }
  // Up to so many they are exact.
  Distribution few;
  for (std::size_t i = 0; i < Distribution::kExact; ++i) few.add(1'000'001 + i);
  CHECK(few.percentile(50) == 1'000'000 + Distribution::kExact / 2);
}

// Events one after the other, in cycles.
class Events {
 public:
  explicit Events(const System& system) : statistics(system) {
    TraceHeader header = header_for(system);
    header.steps = true;
    statistics.begin(header);
  }

  Events& at(std::uint64_t cycles, EventKind kind, ThreadId thread, std::uint16_t object = kNone,
             std::uint64_t old_value = 0, std::uint64_t new_value = 0) {
    Event event = event_of(kind, thread, cpu_);
    event.time_cycles = cycles;
    event.object = object;
    event.old_value = old_value;
    event.new_value = new_value;
    event.step = step_;
    event.id = ++id_;
    statistics.event(event);
    return *this;
  }
  Events& on(CpuId cpu) {
    cpu_ = cpu;
    return *this;
  }
  Events& in(std::string_view label) {
    step_ = step(label);
    return *this;
  }

  Statistics statistics;

 private:
  CpuId cpu_ = kCpu0;
  StepRef step_ = step("DISPATCH");
  std::uint64_t id_ = 0;
};

std::uint64_t only(const Statistics& statistics, const std::string& name) {
  const auto found = statistics.lengths().find(name);
  REQUIRE(found != statistics.lengths().end());
  REQUIRE(found->second.count() == 1);
  return found->second.percentile(100);
}

TEST_CASE("A lock is owned and held from the transition that begins it to the one that ends it") {
  const System system = small_system();
  Events events(system);
  const std::uint64_t free = lock_word(ThreadId(), 0);
  events.at(10, EventKind::lock_transition, kW1, kP1.value, free, lock_word(kP1, 0))
      .at(25, EventKind::lock_transition, kW1, kP1.value, lock_word(kP1, 0), lock_word(kP1, 1))
      .at(40, EventKind::lock_transition, kW1, kP1.value, lock_word(kP1, 1),
          lock_word(ThreadId(), 1))
      .at(70, EventKind::lock_transition, kW1, kW1.value, lock_word(ThreadId(), 1), free);
  CHECK(only(events.statistics, "lock owned by a primary") == 30);
  CHECK(only(events.statistics, "lock held by the kernel") == 45);
}

TEST_CASE("An APC's way to its worker is where it finds it, and what the primary answers") {
  const System system = small_system();
  Events idle(system);
  idle.at(100, EventKind::apc_queued, kW1, kApc).at(160, EventKind::apc_begin, kW1, kApc);
  idle.at(190, EventKind::apc_end, kW1, kApc);
  CHECK(only(idle.statistics, "APC delivered: idle worker") == 60);
  CHECK(only(idle.statistics, "APC served: idle worker") == 30);

  Events running(system);
  running.at(0, EventKind::thread_switch, kP1)
      .at(5, EventKind::kernel_exit, kP1)
      .at(9, EventKind::ums_switch, kP1, kW1.value)
      .at(20, EventKind::apc_queued, kW1, kApc)
      .at(50, EventKind::disassociate_answered, kP1, kW1.value, 0, value(Answer::torn_off))
      .at(90, EventKind::apc_begin, kW1, kApc);
  CHECK(only(running.statistics, "APC delivered: running worker: torn_off") == 70);
}

TEST_CASE("The time of a CPU goes into who runs on it") {
  const System system = small_system();
  Events events(system);
  events.at(0, EventKind::thread_switch, kP1)
      .at(10, EventKind::kernel_exit, kP1)
      .at(30, EventKind::ums_switch, kP1, kW1.value)
      .at(100, EventKind::kernel_entry, kW1, kNone, 0, value(Service::sleep))
      .at(105, EventKind::directed_switch, kP1, kW1.value)
      .at(105, EventKind::cpu_idle, kP1, kNone, kP1.value)
      .at(125, EventKind::thread_switch, kW1)
      .at(150, EventKind::cpu_idle, kW1, kNone, kW1.value);
  events.on(kCpu1).at(160, EventKind::thread_switch, kT1);
  events.statistics.end();
  const Statistics::CpuTimes& times = events.statistics.of(kCpu0);
  CHECK(times == Statistics::CpuTimes{70, 20, 0, 10 + 5 + 25, 20 + 10});
  CHECK(only(events.statistics, "directed switch: entry to kernel portion") == 25);
  CHECK(events.statistics.counts().at("kernel entries: sleep") == 1);
}

TEST_CASE("A step takes the time behind it, a compute instruction the time before it") {
  const System system = small_system();
  Events events(system);
  events.at(0, EventKind::thread_switch, kP1);
  events.in("ENTRY.return").at(100, EventKind::step, kP1);
  events.in("USER.compute").at(150, EventKind::step, kP1);
  events.in("FIG15.B3").at(950, EventKind::step, kP1);
  events.at(960, EventKind::cpu_idle, kP1, kNone, kP1.value);
  const auto& classes = events.statistics.step_classes();
  CHECK(classes.at(CostClass::context_switch).cycles == 100);
  CHECK(classes.at(CostClass::user_instruction).cycles == 50 + 800);
  CHECK(classes.at(CostClass::segment_load).cycles == 10);
  CHECK(classes.at(CostClass::segment_load).steps == 1);
}

TEST_CASE("Whatever happens, the time of each CPU and of each thread is that of the trace") {
  const System system = walked_system();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Statistics statistics(system);
    Recorder recorder(header_for(system));
    recorder.add(statistics);
    recorder.begin();
    walk(system, seed, 3000, recorder);
    recorder.end();
    const std::uint64_t whole = statistics.end_cycles() - statistics.begin_cycles();
    CHECK(whole > 0);
    for (std::size_t i = 0; i < system.cpus; ++i) {
      const Statistics::CpuTimes& times = statistics.of(CpuId(i));
      CHECK(std::accumulate(times.begin(), times.end(), std::uint64_t{0}) == whole);
    }
    for (std::size_t i = 0; i < statistics.activities().portions(); ++i) {
      std::uint64_t sum = 0;
      for (const auto& [doing, cycles] : statistics.of(PortionId(i))) sum += cycles;
      CHECK(sum == whole);
    }
  }
}

}  // namespace
}  // namespace umsim
