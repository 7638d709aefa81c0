// Footprint soundness: what steps declare to touch is what they touch.

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "tests/models/footprint_check.h"
#include "tests/models/play.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

constexpr Effort kEffort = shared_with_sanitizers({200, 1500});

std::vector<ResolvedAccess> footprint_of(const Machine& machine, CpuId cpu) {
  std::vector<ResolvedAccess> declared;
  resolve_footprint(machine, cpu, declared);
  resolve_delivery(machine, cpu, declared);
  return declared;
}

// The faults of all steps on random walks of the samples.
std::string faults_on_walks(const std::vector<Sample>& samples) {
  Faults faults;
  FootprintCheck check(1);
  walk_all(samples, kEffort, [&](RandomWalk& walk, const Choice& choice) {
    if (choice.kind == ChoiceKind::step) {
      const std::vector<ResolvedAccess> declared = footprint_of(walk.machine(), choice.cpu);
      try {
        faults.add(check.fault(walk.machine(), choice.cpu, declared));
      } catch (const InternalError&) {
        // Without a safeguard a step may fail an assertion of the model; the walk ends there.
      }
    }
    walk.make(choice);
  });
  return faults.text();
}

// The fault of the CPU's next step when its declaration lacks the access at that position.
std::string fault_without(Play& play, std::size_t position) {
  std::vector<ResolvedAccess> declared = footprint_of(play.machine(), CpuId(0));
  declared.erase(declared.begin() + static_cast<std::ptrdiff_t>(position));
  return FootprintCheck(1).fault(play.machine(), CpuId(0), declared);
}

}  // namespace

TEST_CASE("Steps touch nothing but what they declare") {
  CHECK(faults_on_walks(safe_samples()) == kNoFault);
}

TEST_CASE("Without a safeguard, too, steps touch nothing but what they declare") {
  CHECK(faults_on_walks(knocked_out_samples()) == kNoFault);
}

TEST_CASE("A dispatch touches nothing but the CPU and the thread that gets it") {
  Faults faults;
  walk_all(all_samples(), kEffort, [&](RandomWalk& walk, const Choice& choice) {
    const std::vector<std::byte> before(walk.image().bytes().begin(), walk.image().bytes().end());
    walk.make(choice);
    if (choice.kind != ChoiceKind::dispatch) {
      return;
    }
    const Machine machine = walk.machine();
    const ByteRange cpu = machine.range_of(machine.cpu(choice.cpu));
    const ByteRange kthread = machine.range_of(machine.kthread(ThreadId(choice.index)));
    const ByteRange debug = machine.system().debug_registers
                                ? machine.range_of(machine.debug_registers(choice.cpu))
                                : ByteRange{};
    for (std::size_t i = 0; i < before.size(); ++i) {
      const bool in_cpu = i - cpu.offset < cpu.length || i - debug.offset < debug.length;
      const bool in_kthread = i - kthread.offset < kthread.length;
      if (before[i] != machine.block()[i] && !in_cpu && !in_kthread) {
        faults.add("a dispatch changes " + place_name(machine, i));
      }
    }
  });
  CHECK(faults.text() == kNoFault);
}

TEST_CASE("A write that is not declared is caught") {
  Play play(SystemBuilder().parked("W1", "compute").primary("P1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.B6");
  const std::size_t recorded_primary = 1;
  CHECK(fault_without(play, recorded_primary) == "FIG15.B6 writes context W1 + 4");
}

TEST_CASE("A read that is not declared is caught") {
  Play play(SystemBuilder().parked("W1", "compute").primary("P1").build());
  play.dispatch(0, "P1");
  play.until(0, "FIG15.D3");
  const std::size_t lock = 1;
  CHECK(fault_without(play, lock) ==
        "FIG15.D3 reads what it does not declare, and it shows in cpu 0 + 21");
}

}  // namespace umsim::test
