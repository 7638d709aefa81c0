// Measures the timed engine: model steps a second, beside what SystemC alone can do in the same
// run: bare timed activations of as many method processes as the machine has CPUs.
//
//   bench_timed [STEPS [REPETITIONS]]
//
// Every measurement has a process of its own, since SystemC allows one simulation a process.
// Medians of all repetitions are printed.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <systemc>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "sim/timed/timed_run.h"

namespace {

using umsim::Instruction;
using umsim::Opcode;
using umsim::Scenario;
using umsim::System;
using umsim::ThreadKind;
using umsim::ThreadSpec;

Instruction instruction(Opcode opcode, std::uint64_t cycles) {
  Instruction result;
  result.opcode = opcode;
  result.cycles = cycles;
  return result;
}

// For ever: work, yield, work, a system call.
umsim::Program cycle_program() {
  return {"cycle",
          {instruction(Opcode::compute, 200), instruction(Opcode::yield, 0),
           instruction(Opcode::compute, 100), instruction(Opcode::system_call, 50),
           instruction(Opcode::repeat, 0), instruction(Opcode::exit, 0)}};
}

ThreadSpec thread(ThreadKind kind, std::size_t scheduler, const std::string& name) {
  ThreadSpec result;
  result.name = name;
  result.kind = kind;
  result.scheduler = umsim::SchedulerId(scheduler);
  if (kind == ThreadKind::worker) {
    result.program = umsim::ProgramId(std::size_t{0});
    result.parked = true;
  }
  return result;
}

// The machine of a desktop, more or less; what is measured hardly depends on it.
umsim::MachineProfile machine_profile() {
  umsim::MachineProfile machine;
  machine.clock_mhz = 1000;
  machine.quantum_cycles = 100'000;
  machine.line_bytes = 64;
  machine.hit_cycles = 1;
  machine.transfer_cycles = 60;
  machine.step_cycles.fill(10);
  return machine;
}

// Each CPU has a primary with a list of its own, and two workers that go through the cycle of
// FIG. 2.
Scenario scenario(std::size_t cpus) {
  Scenario result;
  result.machine = machine_profile();
  System& system = result.system;
  system.cpus = static_cast<std::uint16_t>(cpus);
  system.workers = static_cast<std::uint16_t>(2 * cpus);
  system.programs.push_back(cycle_program());
  for (std::size_t i = 0; i < 2 * cpus; ++i) {
    system.threads.push_back(thread(ThreadKind::worker, i / 2, "W" + std::to_string(i)));
  }
  for (std::size_t i = 0; i < cpus; ++i) {
    system.threads.push_back(thread(ThreadKind::primary, i, "P" + std::to_string(i)));
    system.lists.push_back({"list" + std::to_string(i)});
    system.schedulers.push_back(
        {"scheduler" + std::to_string(i), umsim::SchedulerPolicy::fifo, umsim::ListId(i), 0});
  }
  return result;
}

// How many steps were made.
std::uint64_t run_timed(std::size_t cpus, std::uint64_t steps, bool check_invariants) {
  const Scenario machine = scenario(cpus);
  umsim::timed::Options options;
  options.max_steps = steps;
  options.keep_log = false;
  options.check_invariants = check_invariants;
  return umsim::timed::run(machine, options, nullptr).steps;
}

std::uint64_t run_bare(std::size_t processes, std::uint64_t activations) {
  std::uint64_t done = 0;
  sc_core::sc_spawn_options options;
  options.spawn_method();
  for (std::size_t i = 0; i < processes; ++i) {
    const auto body = [&done, activations, first = done == 0, i]() mutable {
      if (++done >= activations) {
        sc_core::sc_pause();
      }
      const std::uint64_t phase = first ? i : 0;
      first = false;
      sc_core::next_trigger(sc_core::sc_time::from_value(20'000 + phase));
    };
    sc_core::sc_spawn(body, sc_core::sc_gen_unique_name("bare"), &options);
  }
  sc_core::sc_start();
  return done;
}

// What `work` achieves a second, in a child process.
double rate(const std::function<std::uint64_t()>& work) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) {
    std::exit(4);
  }
  const pid_t child = fork();
  if (child == 0) {
    const auto start = std::chrono::steady_clock::now();
    const auto done = static_cast<double>(work());
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    const double result = done / taken.count();
    const bool written = write(pipe_ends[1], &result, sizeof result) == sizeof result;
    std::_Exit(written ? 0 : 4);
  }
  close(pipe_ends[1]);  // or a child that dies would leave the read waiting
  double result = 0;
  const bool complete = read(pipe_ends[0], &result, sizeof result) == sizeof result;
  int status = 0;
  waitpid(child, &status, 0);
  close(pipe_ends[0]);
  if (!complete || status != 0) {
    std::fputs("bench_timed: a measurement failed\n", stderr);
    std::exit(4);
  }
  return result;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Repetitions of the three measurements alternate, so that a slow moment of the machine hits all.
// The invariants look at every thread, so that asserting them gets slower with the machine's size.
void measure(std::size_t cpus, std::uint64_t steps, std::size_t repetitions) {
  std::vector<double> timed;
  std::vector<double> checked;
  std::vector<double> bare;
  for (std::size_t i = 0; i < repetitions; ++i) {
    timed.push_back(rate([&] { return run_timed(cpus, steps, false); }));
    checked.push_back(rate([&] { return run_timed(cpus, steps / cpus, true); }));
    bare.push_back(rate([&] { return run_bare(cpus, 4 * steps); }));
  }
  std::printf("%4zu %18.2f %18.2f %18.2f %10.3f %10.3f\n", cpus, median(timed) / 1e6,
              median(checked) / 1e6, median(bare) / 1e6, median(timed) / median(bare),
              median(checked) / median(bare));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t steps = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::size_t repetitions = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5;
  if (steps < 64 || repetitions == 0) {
    std::fputs("usage: bench_timed [STEPS [REPETITIONS]], STEPS 64 or more\n", stderr);
    return 2;
  }
  std::printf("%4s %18s %18s %18s %10s %10s\n", "CPUs", "M steps/s", "with invariants",
              "M bare SC_METHOD/s", "ratio", "with inv.");
  std::fflush(stdout);
  for (const std::size_t cpus : {1U, 4U, 16U, 64U}) {
    measure(cpus, steps, repetitions);
  }
}
