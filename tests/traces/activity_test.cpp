// What a trace says that threads do is what the machine has.
#include "traces/activity.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/traces/samples.h"
#include "tests/traces/walk.h"
#include "traces/names.h"

namespace umsim {
namespace {

using namespace samples;

constexpr int kMostChoices = 3000;

// A sink that follows the activities.
class Follower final : public Sink {
 public:
  explicit Follower(const System& system) : activities(system) {}

  void begin(const TraceHeader& /*header*/) override {}
  void event(const Event& event) override { activities.note(event); }
  void end() override {}

  Activities activities;
};

Activity doing(Doing what, std::uint16_t with = kNone) { return {what, with}; }

// The workers of a list's chain, the first queued first.
std::vector<ThreadId> chain_of(const Machine& machine, ListId list) {
  std::vector<ThreadId> items;
  for (ThreadId item = machine.list(list).head; item.valid(); item = machine.context(item).next) {
    items.insert(items.begin(), item);
  }
  return items;
}

std::string names_of(const System& system, std::span<const ThreadId> threads) {
  std::string names;
  for (const ThreadId thread : threads) names += thread_name(system, thread) + " ";
  return names;
}

bool same_doing(const KThread& thread, const Activity& activity) {
  const Doing found = activity.doing;
  const WaitReason wait = thread.wait == WaitReason::none ? WaitReason::suspension : thread.wait;
  const bool waits = found == Doing::blocked && activity.with == static_cast<std::uint16_t>(wait);
  switch (thread.state) {
    case ThreadState::ready: return found == Doing::ready;
    case ThreadState::running:
      return found == Doing::user_mode || found == Doing::kernel || found == Doing::hosting;
    case ThreadState::waiting: return waits;
    case ThreadState::parked: return found == Doing::parked;
    case ThreadState::ended: return found == Doing::ended;
  }
  return false;
}

// How many things were found as the machine has them; fails where one is not.
std::size_t hold_against(const Machine& machine, const Activities& activities) {
  const System& system = machine.system();
  std::size_t same = 0;
  const auto expect = [&same](bool is_so) {
    REQUIRE(is_so);
    ++same;
  };
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const KThread& thread = machine.kthread(ThreadId(i));
    const Activity found = activities.of(activities.kernel_portion(ThreadId(i)));
    CAPTURE(system.threads[i].name, static_cast<int>(thread.state), activity_text(system, found));
    expect(same_doing(thread, found));
  }
  for (std::size_t i = 0; i < system.workers; ++i) {
    CAPTURE(system.threads[i].name, activities.lock_of(ThreadId(i)));
    expect(activities.lock_of(ThreadId(i)) == machine.context(ThreadId(i)).lock.packed());
  }
  for (std::size_t i = 0; i < system.lists.size(); ++i) {
    CAPTURE(system.lists[i].name, names_of(system, activities.items_of(ListId(i))),
            names_of(system, chain_of(machine, ListId(i))));
    const std::vector<ThreadId> chain = chain_of(machine, ListId(i));
    expect(std::ranges::equal(activities.items_of(ListId(i)), chain));
  }
  for (std::size_t i = 0; i < system.cpus; ++i) {
    const Cpu& cpu = machine.cpu(CpuId(i));
    const PortionId shown = activities.on(CpuId(i));
    expect(shown.valid() == cpu.current.valid());
    if (!shown.valid()) continue;
    const Control& control = cpu.registers.control;
    const bool in_program =
        cpu.mode == Mode::user &&
        control.code.routine == static_cast<std::uint8_t>(RoutineId::user_program);
    CAPTURE(activities.name_of(shown));
    expect(!in_program || shown == activities.user_portion(control.stack_owner));
    expect(cpu.mode == Mode::user || shown == activities.kernel_portion(cpu.current));
  }
  return same;
}

TEST_CASE("In any order of steps, a trace's activities are the machine's") {
  std::size_t same = 0;
  for (const System& system : {walked_system(), paged_system(), debugged_system()}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      Follower follower(system);
      Recorder recorder(header_for(system));
      recorder.add(follower);
      recorder.begin();
      walk(system, seed, kMostChoices, recorder,
           [&](const Machine& machine) { same += hold_against(machine, follower.activities); });
    }
  }
  CHECK(same > 100'000);
}

TEST_CASE("Counts of workers are those of their activities, whatever comes") {
  const System system = walked_system();
  Follower follower(system);
  Recorder recorder(header_for(system));
  recorder.add(follower);
  recorder.begin();
  const Activities& activities = follower.activities;
  std::size_t parked_most = 0;
  walk(system, 7, kMostChoices, recorder, [&](const Machine& machine) {
    WorkerCounts counts;
    for (std::size_t i = 0; i < machine.system().workers; ++i) {
      const Doing kernel = activities.of(activities.kernel_portion(ThreadId(i))).doing;
      counts.parked += kernel == Doing::parked ? 1U : 0U;
      counts.blocked += kernel == Doing::blocked ? 1U : 0U;
      counts.ready += activities.of(PortionId(i)).doing == Doing::ready ? 1U : 0U;
    }
    REQUIRE(activities.counts() == counts);
    parked_most = std::max<std::size_t>(parked_most, counts.parked);
  });
  CHECK(parked_most > 0);
}

TEST_CASE("A worker's user portion is in hand of its primary until it yields or is given back") {
  const System system = small_system();
  Activities activities(system);
  const PortionId user = activities.user_portion(kW1);
  const PortionId kernel = activities.kernel_portion(kW1);
  CHECK(activities.of(user) == doing(Doing::ready));
  CHECK(activities.of(kernel) == doing(Doing::parked));
  activities.note(event_of(EventKind::thread_switch, kP1));
  activities.note(event_of(EventKind::kernel_exit, kP1));
  CHECK(activities.on(kCpu0) == activities.user_portion(kP1));
  Event run = event_of(EventKind::ums_switch, kP1);
  run.object = kW1.value;
  activities.note(run);
  CHECK(activities.of(user) == doing(Doing::user_mode, kP1.value));
  CHECK(activities.of(activities.user_portion(kP1)) == doing(Doing::hosting, kW1.value));
  CHECK(activities.on(kCpu0) == user);
  CHECK(activities.portion_of(event_of(EventKind::teb_load, kW1)) == user);
  CHECK(activities.portion_of(event_of(EventKind::lock_transition, kW1, kCpu1)) == kernel);

  // Its kernel portion serves an APC meanwhile, on another CPU (FIG. 7).
  activities.note(event_of(EventKind::unpark, kW1, CpuId()));
  activities.note(event_of(EventKind::thread_ready, kW1, CpuId()));
  CHECK(activities.of(kernel) == doing(Doing::ready));
  activities.note(event_of(EventKind::thread_switch, kW1, kCpu1));
  CHECK(activities.on(kCpu1) == kernel);
  CHECK(activities.on(kCpu0) == user);

  // An interrupt of the primary leaves it in hand.
  Event entry = event_of(EventKind::kernel_entry, kW1);
  entry.object = kP1.value;
  entry.new_value = value(Service::none);
  activities.note(entry);
  CHECK(activities.of(user) == doing(Doing::held, kP1.value));
  activities.note(event_of(EventKind::kernel_exit, kP1));
  CHECK(activities.on(kCpu0) == user);
  Event yield = event_of(EventKind::ums_yield, kP1);
  yield.object = kW1.value;
  activities.note(yield);
  CHECK(activities.of(activities.user_portion(kP1)) == doing(Doing::user_mode));
  CHECK(activities.of(user) == doing(Doing::in_kernel));
}

TEST_CASE("An activity reads as a few words") {
  const System system = small_system();
  CHECK(activity_text(system, doing(Doing::user_mode, kP1.value)) == "user mode on P1");
  CHECK(activity_text(system, doing(Doing::user_mode)) == "user mode");
  CHECK(activity_text(system, doing(Doing::hosting, kW1.value)) == "runs W1");
  CHECK(activity_text(system, doing(Doing::held, kP1.value)) == "in hand of P1");
  CHECK(activity_text(system, {Doing::kernel, value(Service::sleep)}) == "kernel: sleep");
  CHECK(activity_text(system, {Doing::kernel, value(Service::none)}) == "kernel");
  CHECK(activity_text(system, {Doing::blocked, value(WaitReason::timer)}) == "blocked: timer");
  CHECK(activity_text(system, doing(Doing::ended)).empty());
  const Activities activities(system);
  CHECK(activities.name_of(activities.kernel_portion(kW2)) == "W2.kernel");
  CHECK(activities.name_of(activities.kernel_portion(kP1)) == "P1");
}

}  // namespace
}  // namespace umsim
