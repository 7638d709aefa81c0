// States that the search must reach: the races that the protocol is made for.
#include <algorithm>

#include <catch2/catch.hpp>

#include "models/machine/key.h"
#include "models/machine/routines.h"
#include "sim/explore/model_graph.h"
#include "tests/explore/reachable.h"
#include "tests/explore/small_systems.h"

namespace umsim::explore::test {
namespace {

constexpr ThreadId kWorker{std::size_t{0}};

// Released from its kernel queue, and not yet in its scheduler.
bool has_yet_to_hear(const KThread& primary) {
  if (primary.stack.depth == 0) {
    return false;
  }
  const StepRef next = primary.stack.top();
  return next == *find_step("FIG2.9") ||
         (next == *find_step("FIG2.6.sleep") && primary.wake_pending != 0);
}

bool has_dequeued(const UserPortion& primary) {
  return primary.chain == kWorker || primary.walked == kWorker || primary.hand == kWorker;
}

// The worker is still at its first instruction, which faulted and blocked.
bool is_back_before_the_upcall(const Machine& machine) {
  const bool first = machine.newest(kWorker).control.position == 0;
  const auto one_way = [&](ThreadId own, ThreadId other) {
    return has_yet_to_hear(machine.kthread(own)) && has_dequeued(machine.user(other));
  };
  const ThreadId one(std::size_t{1});
  const ThreadId two(std::size_t{2});
  return first && (one_way(one, two) || one_way(two, one));
}

}  // namespace

TEST_CASE("Some interleaving has a worker dequeued before its own primary has heard of its block",
          "[BLOCK-6]") {
  Pool pool;
  pool.primaries = 2;
  pool.workers = {{instruction(Opcode::hard_fault)}};
  const System system = make_system(pool);
  ModelGraph graph(system, {.merges = kSingleSteps});
  const Reachable found = reachable(graph);
  const Layout layout(system);
  const KeyFormat format(system, layout);
  std::vector<std::byte> block(layout.bytes);
  const Machine machine(system, layout, block);
  const auto count = std::count_if(found.states.begin(), found.states.end(), [&](const Key& key) {
    format.unpack(key, machine);
    return is_back_before_the_upcall(machine);
  });
  CHECK(found.violations.empty());
  CHECK(count > 0);
}

}  // namespace umsim::explore::test
