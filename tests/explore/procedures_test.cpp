// A scheduler procedure that a scenario brings, held against the built-in policy that it spells
// out, over all interleavings.

#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "models/machine/key.h"
#include "sim/explore/model_graph.h"
#include "sim/scenario/load.h"
#include "tests/explore/reachable.h"

namespace umsim::explore::test {
namespace {

const std::string kRepository = UMSIM_REPOSITORY;

System own_scheduler() {
  const LoadResult result =
      load_scenario(kRepository + "/scenarios/patent/fig12-own-scheduler.json",
                    options_for_model(kRepository + "/scenarios/machines"));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  return result.scenario->system;
}

// The same threads under the policy `fifo`.
System built_in_fifo() {
  System system = own_scheduler();
  system.schedulers[0].procedure.clear();
  system.queues.clear();
  return system;
}

System with_primaries(System system, std::size_t more) {
  ThreadSpec primary = system.threads[system.workers];
  for (std::size_t i = 0; i < more; ++i) {
    primary.name += "'";
    system.threads.insert(system.threads.begin() + system.workers + 1, primary);
  }
  system.cpus = static_cast<std::uint16_t>(1 + more);
  return system;
}

// What a scheduler has brought about: how far each worker's program is, which primary has it,
// whether it has ended, and who has ended.
std::string outcome_of(const Machine& machine) {
  const System& system = machine.system();
  std::string text;
  for (std::size_t i = 0; i < system.threads.size(); ++i) {
    const ThreadId thread(i);
    if (system.is_worker(thread)) {
      const Context& context = machine.context(thread);
      text += std::to_string(machine.newest(thread).control.position) + "," +
              std::to_string(context.lock.cid.value) + "," + std::to_string(context.terminated);
    }
    text += machine.kthread(thread).state == ThreadState::ended ? " ended; " : "; ";
  }
  return text;
}

struct Outcomes {
  std::set<std::string> reached;
  std::set<std::string> last;
  std::set<std::string> upcalls;
};

// Which primary is about to get which upcall, with which worker.
void add_upcalls(const Machine& machine, std::set<std::string>& upcalls) {
  for (std::size_t i = machine.system().workers; i < machine.system().threads.size(); ++i) {
    const UserPortion& user = machine.user(ThreadId(i));
    if (user.reason != UpcallReason::startup) {
      upcalls.insert(std::to_string(i) + " " + std::to_string(static_cast<int>(user.reason)) + " " +
                     std::to_string(user.hand.value));
    }
  }
}

// With every step seen by itself, an upcall is seen before the procedure begins. Which steps are
// exclusive is another question for one scheduler than for the other.
enum class Steps : std::uint8_t { merged, single };

Outcomes outcomes_of(const System& system, Steps steps) {
  ModelGraphOptions options;
  options.interchange.threads = false;  // outcomes are compared by name
  options.merges = steps == Steps::merged ? Merges{.exclusive_steps = false} : kSingleSteps;
  ModelGraph graph(system, options);
  const Reachable found = reachable(graph);
  CHECK(found.violations.empty());
  const Layout layout(system);
  const KeyFormat format(system, layout);
  std::vector<std::byte> block(layout.bytes);
  const Machine machine(system, layout, block);
  Outcomes outcomes;
  for (const Key& key : found.states) {
    format.unpack(key, machine);
    outcomes.reached.insert(outcome_of(machine));
    add_upcalls(machine, outcomes.upcalls);
    if (found.ends.count(key) != 0) {
      outcomes.last.insert(outcome_of(machine));
    }
  }
  return outcomes;
}

void compare(const System& by_hand, const System& built_in, Steps steps) {
  const Outcomes one = outcomes_of(by_hand, steps);
  const Outcomes other = outcomes_of(built_in, steps);
  CHECK(one.reached.size() > 20);
  CHECK(!one.upcalls.empty());
  CHECK(one.last.size() == 1);
  CHECK(one.reached == other.reached);
  CHECK(one.upcalls == other.upcalls);
  CHECK(one.last == other.last);
}

}  // namespace

TEST_CASE("A FIFO scheduler written in a scenario does what the built-in one does",
          "[THREAD-7][YIELD-4]") {
  compare(own_scheduler(), built_in_fifo(), Steps::single);
}

TEST_CASE("It does so with two primaries on two CPUs", "[THREAD-7][LIST-7]") {
  compare(with_primaries(own_scheduler(), 1), with_primaries(built_in_fifo(), 1), Steps::merged);
}

}  // namespace umsim::explore::test
