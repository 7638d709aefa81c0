// Transparency: a worker computes what the same program computes in a standard thread that is alone
// on its machine.

#include <catch2/catch.hpp>

#include "tests/models/checksums.h"
#include "tests/models/random_walk.h"
#include "tests/models/sample_systems.h"
#include "tests/models/storms.h"

namespace umsim::test {
namespace {

const std::vector<std::string> kPrograms = {
    "repeat 3 (compute, sleep, compute, system_call, soft_fault, yield, hard_fault, compute)",
    "compute, yield, yield, soft_fault, repeat 2 (repeat 2 (compute, hard_fault), system_call)",
    "repeat 4 (yield, compute, compute), sleep, soft_fault, compute",
};

Checksums checksums_of(const System& system, std::uint64_t seed) {
  Checksums checksums(system.threads.size());
  explore::RandomNumbers random(seed);
  RandomWalk walk(system, seed);
  while (const std::optional<Choice> choice = walk.choose()) {
    note_exit(walk.machine(), *choice, checksums);
    walk.make(*choice, nullptr, part_of(walk.machine(), *choice, random));
  }
  REQUIRE(walk.broken().empty());
  REQUIRE(all_ended(walk.machine()));
  return checksums;
}

// The programs in standard threads on one CPU.
Checksums expected() {
  SystemBuilder builder;
  for (std::size_t i = 0; i < kPrograms.size(); ++i) {
    builder.standard("S" + std::to_string(i), without_yields(kPrograms[i]));
  }
  return checksums_of(builder.build(), 1);
}

// The programs in workers, disturbed by preemption and by APCs that look at their contexts.
System disturbed_workers(std::uint16_t cpus, int primaries) {
  SystemBuilder builder;
  builder.cpus(cpus);
  for (std::size_t i = 0; i < kPrograms.size(); ++i) {
    const std::string name = "W" + std::to_string(i);
    i == 0 ? builder.worker(name, kPrograms[i]) : builder.parked(name, kPrograms[i]);
    for (int apc = 0; apc < 4; ++apc) {
      builder.apc("read " + name + " " + std::to_string(apc), ApcKind::get_context, name);
    }
  }
  for (int i = 0; i < primaries; ++i) {
    builder.primary("P" + std::to_string(i));
  }
  return builder.standard("S1", "repeat 10 (compute)").standard("S2", "sleep, compute").build();
}

void check_workers(std::uint16_t cpus, int primaries) {
  const System system = disturbed_workers(cpus, primaries);
  const Checksums alone = expected();
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Checksums checksums = checksums_of(system, seed);
    checksums.resize(alone.size());
    INFO("seed " << seed);
    REQUIRE(checksums == alone);
  }
}

}  // namespace

TEST_CASE("A standard thread computes the same under every schedule", "[INV-14]") {
  SystemBuilder builder;
  for (std::size_t i = 0; i < kPrograms.size(); ++i) {
    builder.standard("S" + std::to_string(i), without_yields(kPrograms[i]));
  }
  const System system = builder.cpus(2).build();
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    REQUIRE(checksums_of(system, seed) == expected());
  }
}

TEST_CASE("A worker on one CPU computes what a standard thread does", "[INV-14]") {
  check_workers(1, 1);
}

TEST_CASE("A worker on two CPUs and two primaries computes what a standard thread does",
          "[INV-14]") {
  check_workers(2, 2);
}

TEST_CASE("A worker under more primaries than CPUs computes what a standard thread does",
          "[INV-14][THREAD-6]") {
  check_workers(2, 3);
}

TEST_CASE("A storm is what its seed says", "[INV-14]") {
  StormCounts one;
  StormCounts other;
  CHECK(run_storm(storm_of(7), 7, one).empty());
  CHECK(run_storm(storm_of(7), 7, other).empty());
  CHECK(one.choices == other.choices);
  CHECK(storm_of(7).programs == storm_of(7).programs);
  CHECK(storm_of(7).programs != storm_of(8).programs);
}

TEST_CASE("Storms bring disturbances of every kind, under both profiles", "[INV-14][APC-8]") {
  StormCounts counts;
  int windows = 0;
  int debugged = 0;
  int paged = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Storm storm = storm_of(seed);
    windows += storm.system.follows_windows() ? 1 : 0;
    debugged += storm.system.debug_registers ? 1 : 0;
    paged += storm.system.paged ? 1 : 0;
    CHECK(run_storm(storm, seed, counts).empty());
  }
  CHECK(windows > 5);
  CHECK(windows < 35);
  CHECK(debugged > 5);
  CHECK(paged > 5);
  CHECK(paged < 35);
  CHECK(counts.interrupts > 1000);
  CHECK(counts.faults > 100);
  CHECK(counts.strikes > 100);
  CHECK(counts.faults_in_switches > 10);
  CHECK(counts.transfers > 100);
  CHECK(counts.suspensions > 10);
  CHECK(counts.migrations > 100);
}

TEST_CASE("A storm tells a worker that computes something else", "[INV-14]") {
  Storm storm = storm_of(7);
  StormCounts counts;
  REQUIRE(run_storm(storm, 7, counts).empty());
  storm.programs.front() += ", compute";
  CHECK(run_storm(storm, 7, counts).find("computed something else") != std::string::npos);
}

TEST_CASE("Storms find what a missing safeguard does", "[INV-14]") {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Storm storm = storm_of(seed);
    storm.system.knock_outs.set(static_cast<std::size_t>(KnockOut::full_state_on_async));
    StormCounts counts;
    found += run_storm(storm, seed, counts).empty() ? 0 : 1;
  }
  CHECK(found > 20);
}

TEST_CASE("Programs that differ by one instruction compute something else", "[INV-14]") {
  const Checksums checksums = checksums_of(SystemBuilder()
                                               .standard("S1", "compute, compute, compute")
                                               .standard("S2", "compute, compute")
                                               .build(),
                                           1);
  CHECK(checksums[0] != checksums[1]);
  CHECK(checksums[0] != 0);
}

TEST_CASE("A context that is changed in flight changes what the worker computes", "[INV-14]") {
  const System system = SystemBuilder()
                            .parked("W1", "compute, system_call, compute")
                            .primary("P1")
                            .apc("change", ApcKind::set_context, "W1")
                            .build();
  const System left_alone =
      SystemBuilder().parked("W1", "compute, system_call, compute").primary("P1").build();
  int changed = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    changed += checksums_of(system, seed) != checksums_of(left_alone, seed) ? 1 : 0;
  }
  CHECK(changed > 10);
}

}  // namespace umsim::test
