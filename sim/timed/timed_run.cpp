#include "sim/timed/timed_run.h"

#include <algorithm>
#include <systemc>

#include "sim/timed/clock.h"
#include "sim/timed/describe.h"
#include "sim/timed/platform.h"

namespace umsim::timed {
namespace {

// Nothing happens in this cycle any more.
std::uint64_t end_of_time(const Scenario& scenario, const Options& options) {
  const std::uint64_t asked = scenario.run.stop_at_cycles.value_or(kUnlimited);
  return std::min({asked, options.max_cycles, kLastCycle});
}

StopReason reason_at_end_of_time(const Scenario& scenario, const Options& options) {
  const bool asked = scenario.run.stop_at_cycles.value_or(kUnlimited) <= options.max_cycles;
  return asked ? StopReason::stop_time : StopReason::time_budget;
}

// When nobody has anything to wait for, the state must agree: only an APC whose place was never
// reached may be outstanding.
void require_quiet(const Machine& machine) {
  std::vector<Choice> choices;
  enabled_choices(machine, choices);
  require(std::all_of(choices.begin(), choices.end(),
                      [](const Choice& choice) { return choice.kind == ChoiceKind::arrive; }),
          "the timed engine went quiet while something was possible");
}

// True when nobody has anything to wait for any more; false when time or the run is over.
bool simulate(std::uint64_t end) {
  if (end == 0) {
    return false;
  }
  sc_core::sc_start(sc_core::sc_time::from_value(end * kPhasesPerCycle - 1),
                    sc_core::SC_EXIT_ON_STARVATION);
  return !sc_core::sc_pending_activity();
}

void note_refusal(Result& result, const std::string& sentence) {
  result.stop = StopReason::schedule_refused;
  result.refusal = sentence;
}

void judge_schedule(const Director& director, const Options& options, Result& result) {
  const bool left = director.position() < options.schedule->size();
  if (!director.refusal().empty()) {
    note_refusal(result, director.refusal());
  } else if (result.stop == StopReason::all_ended && left) {
    note_refusal(result, "choice " + std::to_string(director.position() + 1) +
                             " of the schedule is left over: every thread has ended");
  }
}

// Why nobody made another choice, if it was not the conductor who ended the run.
StopReason silence(const Platform& platform, const Machine& machine) {
  if (platform.director) {
    return StopReason::schedule_end;
  }
  require_quiet(machine);
  return StopReason::deadlock;
}

void note_end(const Machine& machine, const Platform& platform, Result& result) {
  for (std::size_t i = 0; i < machine.system().cpus; ++i) {
    CpuStatistics cpu = platform.cores[i].statistics();
    cpu.memory = platform.caches[i].statistics();
    result.cpus.push_back(cpu);
  }
  for (std::size_t i = 0; i < machine.system().apcs.size(); ++i) {
    if (machine.apc(ApcId(i)).state == ApcState::expected) {
      result.missing_apcs.emplace_back(i);
    }
  }
  result.threads = threads_of(machine);
  result.image.assign(machine.block().begin(), machine.block().end());
}

std::uint64_t when_all_are_free(const Platform& platform, const Result& result) {
  std::uint64_t end = result.last_cycles;
  for (const Core& core : platform.cores) {
    end = std::max(end, core.free_at_cycle());
  }
  return end;
}

}  // namespace

Result run(const Scenario& scenario, const Options& options, Recorder* recorder) {
  require(sc_core::sc_get_status() == sc_core::SC_ELABORATION, "a process has one timed run");
  Result result;
  const Layout layout(scenario.system);
  Image image(scenario.system, layout);
  const Platform platform("platform", {&scenario, image.machine(), &options, recorder, &result});
  const std::uint64_t end = end_of_time(scenario, options);
  const bool quiet = simulate(end);
  platform.conductor.rethrow();
  result.end_cycles = when_all_are_free(platform, result);
  if (platform.conductor.running() && quiet) {
    result.stop = silence(platform, image.machine());
  } else if (platform.conductor.running()) {
    result.stop = reason_at_end_of_time(scenario, options);
    result.end_cycles = end;
  }
  if (platform.director) {
    judge_schedule(*platform.director, options, result);
  }
  note_end(image.machine(), platform, result);
  return result;
}

}  // namespace umsim::timed

// SystemC's library refers to it, though a program with a main of its own never calls it.
int sc_main(int, char**) { return 0; }
