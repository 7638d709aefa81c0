// Random scenarios: whatever happens in them, they end, and their logs force the same run again.
#include <array>
#include <random>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"
#include "tests/timed/small_scenarios.h"
#include "tests/timed/traced_run.h"

namespace umsim::timed::test {
namespace {

// The generator's numbers are the same everywhere; the standard's distributions are not.
class Dice {
 public:
  explicit Dice(unsigned seed) : generator_(seed) {}
  // 0 to `sides` - 1.
  unsigned roll(std::size_t sides) {
    return static_cast<unsigned>(generator_() % static_cast<std::uint32_t>(sides));
  }

 private:
  std::mt19937 generator_;
};

Instruction random_instruction(Dice& dice, bool worker) {
  Instruction fault = compute(dice.roll(60));
  switch (dice.roll(worker ? 6 : 5)) {
    case 0: return compute(dice.roll(200));
    case 1: return system_call(dice.roll(50));
    case 2: return sleep(dice.roll(150));
    case 3: fault.opcode = Opcode::soft_fault; return fault;
    case 4: fault.opcode = Opcode::hard_fault; return fault;
    default: return yield();
  }
}

Instructions random_program(Dice& dice, bool worker) {
  Instructions program;
  const unsigned length = 1 + dice.roll(4);
  for (unsigned i = 0; i < length; ++i) {
    program.push_back(random_instruction(dice, worker));
  }
  program.push_back(repeat(0, static_cast<std::uint16_t>(1 + dice.roll(4))));
  return program;
}

ThreadId random_thread(Dice& dice, const Scenario& scenario) {
  return ThreadId(std::size_t{dice.roll(scenario.system.threads.size())});
}

EventPlace random_place(Dice& dice, ThreadId thread) {
  constexpr std::array kLabels = {"FIG15.B3",     "FIG2.5",         "SERVICE.run",
                                  "USER.compute", "FIG2.8.publish", "FIG2.6.cid"};
  const std::string label = kLabels.at(dice.roll(kLabels.size()));
  return {thread, find_step(label).value(), dice.roll(4)};
}

// APCs that end threads are left out: a primary that ends takes its worker with it.
void add_random_apcs(Dice& dice, Scenario& scenario) {
  const unsigned count = dice.roll(4);
  for (unsigned i = 0; i < count; ++i) {
    const auto kind = static_cast<ApcKind>(dice.roll(3));
    const ThreadId target = random_thread(dice, scenario);
    if (dice.roll(2) == 0) {
      add_apc(scenario, kind, target, AtTime{dice.roll(1500)});
    } else {
      add_apc(scenario, kind, target, random_place(dice, random_thread(dice, scenario)));
    }
  }
}

// Faults, interrupts and completions, at any time or where their target stands.
void add_random_events(Dice& dice, Scenario& scenario) {
  const unsigned count = dice.roll(4);
  for (unsigned i = 0; i < count; ++i) {
    const auto what = static_cast<AsyncKind>(1 + dice.roll(4));
    const ThreadId target = random_thread(dice, scenario);
    add_event(scenario, what, target, AtTime{dice.roll(1500)});
    if (what != AsyncKind::completion && dice.roll(2) == 0) {
      scenario.system.apcs.back().place = random_place(dice, target);
      scenario.events.back().moment = AtPlace{};
    }
  }
}

Scenario random_scenario(unsigned seed) {
  Dice dice(seed);
  std::vector<Instructions> programs(1 + dice.roll(4));
  for (Instructions& program : programs) {
    program = random_program(dice, true);
  }
  Scenario scenario =
      workers(static_cast<std::uint16_t>(1 + dice.roll(4)), 1 + dice.roll(3), programs);
  for (ThreadSpec& thread : scenario.system.threads) {
    thread.parked = thread.kind == ThreadKind::worker && dice.roll(2) == 0;
  }
  scenario.system.schedulers[0].dequeue_timeout_cycles =
      dice.roll(2) == 0 ? 0 : 20 + dice.roll(200);
  if (dice.roll(2) == 0) {
    add_standard_thread(scenario, "A", random_program(dice, false));
  }
  scenario.machine.quantum_cycles = dice.roll(3) == 0 ? 0 : 100 + dice.roll(300);
  scenario.machine.transfer_cycles = dice.roll(10);
  for (std::uint64_t& cycles : scenario.machine.step_cycles) {
    cycles = dice.roll(6);
  }
  add_random_apcs(dice, scenario);
  add_random_events(dice, scenario);
  return scenario;
}

TEST_CASE("Random scenarios end, and their logs force the same runs") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    const Scenario scenario = random_scenario(seed);
    const std::string log = in_child([&] {
      const TracedRun run = run_traced(scenario);
      require(run.result.stop == StopReason::all_ended, "a random scenario did not end");
      return log_text(run.result.log) + "image " + image_text(run.result);
    });
    const std::vector<LoggedChoice> schedule = log_of(log);
    Options options;
    options.schedule = schedule;
    CHECK(in_child([&] {
            const TracedRun run = run_traced(scenario, options);
            return run.result.refusal + log_text(run.result.log) + "image " +
                   image_text(run.result);
          }) == log);
  }
}

}  // namespace
}  // namespace umsim::timed::test
