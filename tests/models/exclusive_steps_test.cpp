// What the protocol keeps to one thread (decision 0093): nobody can tell whether such a step has
// been done.

#include "models/machine/exclusive_steps.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/commuting.h"
#include "tests/models/sample_parts.h"
#include "tests/models/sample_systems.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort{20, 1000};
// There are many, and each is held against all that others can do.
constexpr Effort kStepEffort{6, 800};

// All rows that are exclusive in some state.
std::set<std::string_view> exclusive_rows() {
  std::set<std::string_view> rows;
  for (const Routine& routine : all_routines()) {
    for (const Step& step : routine.steps) {
      if (may_be_exclusive(find_step(step.label).value())) {
        rows.insert(step.label);
      }
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("An exclusive step can be done before or after whatever else happens") {
  Faults faults;
  std::set<std::string_view> rows;
  for (const Sample& sample : on_few_and_many_cpus()) {
    const Layout layout(sample.system);
    const KeyFormat format(sample.system, layout);
    if (!has_exclusive_steps(sample.system)) {
      continue;
    }
    walk_all({sample}, kStepEffort, [&](RandomWalk& walk, const Choice& choice) {
      for (std::size_t i = 0; i < sample.system.cpus; ++i) {
        if (is_exclusive(walk.machine(), CpuId(i))) {
          faults.add(fault_of(format, walk.image(), CpuId(i), is_exclusive));
          rows.insert(step_at(next_step(walk.machine(), CpuId(i))).label);
        }
      }
      walk.make(choice);
    });
  }
  CHECK(faults.text() == kNoFault);
  CHECK(rows == exclusive_rows());
}

TEST_CASE("Where a safeguard is missing or a program hostile, no step is exclusive") {
  const auto builder = [] { return SystemBuilder().parked("W1", "compute").primary("P1"); };
  CHECK(has_exclusive_steps(builder().build()));
  CHECK_FALSE(has_exclusive_steps(builder().without(KnockOut::second_lock_test).build()));
  CHECK_FALSE(has_exclusive_steps(builder().standard("Thief", "touch_context W1").build()));
  CHECK_FALSE(has_exclusive_steps(wild_contexts()));
  std::size_t exclusive = 0;
  for (const Sample& sample : all_samples()) {
    const System& system = sample.system;
    const bool has = has_exclusive_steps(system);
    CHECK((!has || (system.knock_outs.none() && !system.paged && !system.debug_registers)));
    exclusive += has ? 1U : 0U;
  }
  CHECK(exclusive > 50);
}

TEST_CASE("Exclusive steps report only events that are known to be theirs, and each of these") {
  std::vector<Sample> samples = all_samples();
  std::erase_if(samples, [](const Sample& sample) { return !has_exclusive_steps(sample.system); });
  CHECK(faults_of_reports(samples, kEffort,
                          {is_exclusive, may_be_exclusive, may_be_reported_exclusively}) ==
        kNoFault);
}

}  // namespace umsim::test
