// What memory accesses cost: the caches and the memory by themselves, and in a run.
#include "sim/timed/memory.h"

#include <systemc>
#include <tlm>

#include <catch2/catch.hpp>
#include <tlm_utils/simple_initiator_socket.h>

#include "models/machine/state.h"
#include "sim/timed/cache.h"
#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

constexpr std::uint64_t kHit = 2;
constexpr std::uint64_t kTransfer = 50;

MachineProfile cached_machine() {
  MachineProfile machine = unit_machine();
  machine.hit_cycles = kHit;
  machine.transfer_cycles = kTransfer;
  return machine;
}

struct Requester : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<Requester> memory;
  explicit Requester(const sc_core::sc_module_name& name) : sc_module(name), memory("memory") {}
};

// Two CPUs without cores: the test makes their accesses.
class TwoCaches {
 public:
  TwoCaches() {
    join(0, first_);
    join(1, second_);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }

  std::uint64_t read(std::size_t cpu, std::uint64_t address, unsigned length = 8) {
    return access(cpu, tlm::TLM_READ_COMMAND, address, length);
  }
  std::uint64_t write(std::size_t cpu, std::uint64_t address, unsigned length = 8) {
    return access(cpu, tlm::TLM_WRITE_COMMAND, address, length);
  }
  const MemoryStatistics& statistics(std::size_t cpu) {
    return (cpu == 0 ? first_ : second_).statistics();
  }

 private:
  void join(std::size_t index, Cache& cache) {
    requesters_[index].memory.bind(cache.cpu);
    cache.memory.bind(memory_.caches);
    memory_.snoops.bind(cache.snoop);
  }

  std::uint64_t access(std::size_t cpu, tlm::tlm_command command, std::uint64_t address,
                       unsigned length) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_length(length);
    sc_core::sc_time delay;
    requesters_[cpu].memory->b_transport(payload, delay);
    return delay.value() / 1000;
  }

  MachineProfile machine_ = cached_machine();
  Cache first_{"first", machine_, 1024};
  Cache second_{"second", machine_, 1024};
  Memory memory_{"memory", machine_};
  Requester requesters_[2]{Requester("cpu0"), Requester("cpu1")};
};

TEST_CASE("The first access transfers a line, the next ones hit it") {
  TwoCaches caches;
  CHECK(caches.read(0, 128) == kTransfer);
  CHECK(caches.read(0, 184) == kHit);
  CHECK(caches.read(0, 192) == kTransfer);
}

TEST_CASE("An access to several lines pays for each") {
  TwoCaches caches;
  CHECK(caches.read(0, 60, 8) == 2 * kTransfer);
  CHECK(caches.read(0, 0, 192) == 2 * kHit + kTransfer);
}

TEST_CASE("A line that nobody else holds is written without a transfer") {
  TwoCaches caches;
  CHECK(caches.read(0, 0) == kTransfer);
  CHECK(caches.write(0, 0) == kHit);
  CHECK(caches.write(0, 8) == kHit);
}

TEST_CASE("A write takes the line from the other cache") {
  TwoCaches caches;
  caches.read(0, 0);
  CHECK(caches.write(1, 0) == kTransfer);
  CHECK(caches.statistics(0).invalidations == 1);
  CHECK(caches.read(0, 0) == kTransfer);
  CHECK(caches.read(1, 0) == kHit);
}

TEST_CASE("Both may read a line; who writes it then pays for a transfer") {
  TwoCaches caches;
  caches.write(0, 0);
  CHECK(caches.read(1, 0) == kTransfer);
  CHECK(caches.read(0, 0) == kHit);
  CHECK(caches.read(1, 0) == kHit);
  CHECK(caches.write(0, 0) == kTransfer);
  CHECK(caches.statistics(1).invalidations == 1);
  CHECK(caches.write(0, 0) == kHit);
}

TEST_CASE("Accesses are counted by line") {
  TwoCaches caches;
  caches.read(0, 0, 256);
  caches.read(0, 0, 256);
  const MemoryStatistics& statistics = caches.statistics(0);
  CHECK(statistics.accesses == 8);
  CHECK(statistics.transfers == 4);
  CHECK(statistics.hits == 4);
}

TEST_CASE("A step is as much later as the memory needs for what it touches") {
  Scenario scenario = standard_threads(1, {{compute(100)}});
  scenario.machine = cached_machine();
  const TracedRun run = run_traced(scenario);
  // The dispatch fetches the KTHREAD, which begins on a line of its own; the return to user mode
  // finds it there, and there are no APCs to look for. Registers are no memory.
  const std::uint64_t lines = (sizeof(KThread) + 63) / 64;
  CHECK(run.step_times("ENTRY.return").at(0) == 1 + lines * kTransfer);
  // The instruction follows its computing, and fetches the TEB and stack.
  const std::uint64_t computing = 1 + lines * kTransfer + 1 + lines * kHit;
  CHECK(run.step_times("USER.compute").at(0) == computing + 100);
  const std::uint64_t user_lines = (sizeof(UserPortion) + 63) / 64;
  CHECK(run.step_times("USER.exit").at(0) == computing + 101 + user_lines * kTransfer);
}

}  // namespace
}  // namespace umsim::timed::test
