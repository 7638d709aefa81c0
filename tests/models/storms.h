// Storms: long computations on random machines under random disturbance. Every worker must compute
// what its program computes in a standard thread that is alone on its machine (INV-14).
//
// A storm is made of its seed and nothing else: machine, profile, programs, what comes from outside
// and schedule.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/machine/system.h"

namespace umsim::test {

struct Storm {
  System system;
  bool paged = false;                 // the machine has page tables
  std::vector<std::string> programs;  // of each worker, in the order of ThreadId
};

[[nodiscard]] Storm storm_of(std::uint64_t seed);

// What storms have been through, added up.
struct StormCounts {
  std::uint64_t storms = 0;
  std::uint64_t workers = 0;
  std::uint64_t choices = 0;
  std::uint64_t interrupts = 0;
  std::uint64_t faults = 0;
  std::uint64_t strikes = 0;  // page faults, quantum ends and ends of waits that came anywhere
  std::uint64_t faults_in_switches = 0;  // of these: page faults in FIGS. 15 and 16
  std::uint64_t transfers = 0;           // that a device has completed
  std::uint64_t apcs = 0;
  std::uint64_t suspensions = 0;
  std::uint64_t migrations = 0;  // a worker's program goes on on another CPU
};

// run_storm gives what is wrong, in a sentence, or nothing.
[[nodiscard]] std::string run_storm(const Storm& storm, std::uint64_t seed, StormCounts& counts);

// "200 storms: 612 workers computed what a standard thread does, under ..."
[[nodiscard]] std::string text_of(const StormCounts& counts);

}  // namespace umsim::test
