// The dialogues of tests/models/dialogues. With UMSIM_APPROVE=1 they are rewritten: commit only
// what you can explain.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/models/dialogue.h"

namespace umsim::test {
namespace {

// Every file of the folder; a file that is not here fails a test.
constexpr std::string_view kDialogues =
    " apc-claim-in-progress apc-executing apc-held-back apc-idle apc-migration apc-on-primary"
    " apc-standard-thread apc-terminate-in-kernel block-before-upcall dequeue-by-two"
    " dequeue-time-out fig15-claim-lost fig15-first-test-locked fig15-owned fig15-reduced"
    " fig15-second-test fig15-success fig15-terminated fig15-terminated-first-test fig16-hint"
    " fig16-yield fig2-exit fig2-hard-fault fig2-sleep fig2-soft-fault fig2-system-call"
    " knock-out-second-lock-test new-worker preempted-in-kernel preemption push-nonempty"
    " push-race standard-thread sticky-wake"
    " ";

bool is_known(const std::string& name) {
  return kDialogues.find(" " + name + " ") != std::string_view::npos;
}

std::filesystem::path folder() { return UMSIM_DIALOGUES; }

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The first line in which the texts differ, and where it is.
std::string difference(const std::string& expected, const std::string& actual) {
  if (expected == actual) {
    return "";
  }
  std::istringstream expected_lines(expected);
  std::istringstream actual_lines(actual);
  std::string wanted;
  std::string is;
  for (int number = 1;; ++number) {
    const bool more_wanted = static_cast<bool>(std::getline(expected_lines, wanted));
    const bool more = static_cast<bool>(std::getline(actual_lines, is));
    if (more_wanted != more || wanted != is) {
      return "line " + std::to_string(number) + ": expected '" + (more_wanted ? wanted : "") +
             "', is '" + (more ? is : "") + "'";
    }
  }
}

void check_dialogue(const std::string& name) {
  REQUIRE(is_known(name));
  const std::filesystem::path path = folder() / (name + ".txt");
  const std::string expected = read(path);
  REQUIRE(!expected.empty());
  const std::string actual = run_dialogue(expected);
  if (std::getenv("UMSIM_APPROVE") != nullptr) {
    std::ofstream(path) << actual;
  } else {
    INFO(path.filename());
    const std::string none;
    CHECK(difference(expected, actual) == none);
  }
}

}  // namespace

TEST_CASE("Every file of dialogues is known to the tests") {
  std::ptrdiff_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    const std::string name = entry.path().stem().string();
    INFO(name);
    CHECK(is_known(name));
    ++files;
  }
  CHECK(std::count(kDialogues.begin(), kDialogues.end(), ' ') == files + 1);
}

TEST_CASE("A command that makes no sense says why") {
  CHECK(run_dialogue("fly\n") == "fly\n  error: no command is called fly\n");
  CHECK(run_dialogue("step 7\n") == "step 7\n  error: there is no CPU 7\n");
  CHECK(run_dialogue("dispatch 0\n") == "dispatch 0\n  error: the command is too short\n");
  CHECK(run_dialogue("lock W9\n") == "lock W9\n  error: no thread is called W9\n");
  CHECK(run_dialogue("standard S1: fly\ncpus\n") ==
        "standard S1: fly\ncpus\n  error: no instruction is called fly\n");
}

TEST_CASE("A switch that nobody disturbs goes through FIG. 15 to the worker",
          "[SWITCH-1][SWITCH-5][SWITCH-6][LOCK-2][LOCK-4]") {
  check_dialogue("fig15-success");
}

TEST_CASE("A context that was saved by a call is loaded with the reduced set", "[SWITCH-7]") {
  check_dialogue("fig15-reduced");
}

TEST_CASE("A switch to a worker of another primary fails as owned", "[SWITCH-2][SWITCH-8]") {
  check_dialogue("fig15-owned");
}

TEST_CASE("Of two primaries that found the lock free one takes it", "[LOCK-2][SWITCH-2]") {
  check_dialogue("fig15-claim-lost");
}

TEST_CASE("A switch that fails the second test restores the TEB, then releases the CID",
          "[LOCK-4][LOCK-5][LOCK-6][SWITCH-4]") {
  check_dialogue("fig15-second-test");
}

TEST_CASE("A switch to a locked worker fails until the lock is released",
          "[LOCK-2][SWITCH-2][SWITCH-9]") {
  check_dialogue("fig15-first-test-locked");
}

TEST_CASE("A switch to a worker that is terminated after the claim releases the CID",
          "[SWITCH-3][LOCK-9]") {
  check_dialogue("fig15-terminated");
}

TEST_CASE("A worker that has ended is found by a failed switch", "[SWITCH-2][EXIT-4]") {
  check_dialogue("fig15-terminated-first-test");
}

TEST_CASE("A yield goes through FIG. 16 to the primary's scheduler",
          "[YIELD-1][YIELD-2][YIELD-3][YIELD-4][YIELD-6]") {
  check_dialogue("fig16-yield");
}

TEST_CASE("A yield's hint is followed", "[YIELD-5]") { check_dialogue("fig16-hint"); }

TEST_CASE("A system call of a worker is a directed switch with the reduced set",
          "[ENTRY-1][ENTRY-2][ENTRY-5][ENTRY-6][ENTRY-8][LIST-1][LIST-4]") {
  check_dialogue("fig2-system-call");
}

TEST_CASE("A service that blocks wakes the primary at its first block", "[BLOCK-1][BLOCK-3]") {
  check_dialogue("fig2-sleep");
}

TEST_CASE("A soft fault migrates the full set and does not block", "[ENTRY-6][BLOCK-3]") {
  check_dialogue("fig2-soft-fault");
}

TEST_CASE("A hard fault migrates the full set and blocks", "[ENTRY-6][BLOCK-1][BLOCK-3]") {
  check_dialogue("fig2-hard-fault");
}

TEST_CASE("A worker that exits is queued terminated and stays locked", "[EXIT-4][LOCK-9]") {
  check_dialogue("fig2-exit");
}

TEST_CASE("A new worker queues itself and parks first", "[THREAD-11][LIST-3]") {
  check_dialogue("new-worker");
}

TEST_CASE("A standard thread enters the kernel and returns as ever", "[ENTRY-3][THREAD-9]") {
  check_dialogue("standard-thread");
}

TEST_CASE("An APC to a standard thread takes the standard path", "[APC-9][APC-21]") {
  check_dialogue("apc-standard-thread");
}

TEST_CASE("An APC to a kernel portion that executes runs on it without a lock", "[APC-1]") {
  check_dialogue("apc-executing");
}

TEST_CASE("An APC to an idle worker locks, peeks and works on the saved context",
          "[APC-2][APC-10][APC-17][LOCK-3]") {
  check_dialogue("apc-idle");
}

TEST_CASE("An APC that finds its worker on a primary asks it for the worker",
          "[APC-3][APC-14][LOCK-3]") {
  check_dialogue("apc-on-primary");
}

TEST_CASE("An APC that sees a claim in progress has it rolled back", "[APC-12][APC-20][LOCK-3]") {
  check_dialogue("apc-claim-in-progress");
}

TEST_CASE("An APC that finds the lock held in migration goes on in the kernel portion",
          "[APC-10][APC-17]") {
  check_dialogue("apc-migration");
}

TEST_CASE("An APC that comes at kernel exit is delivered before the park", "[APC-2][APC-21]") {
  check_dialogue("apc-held-back");
}

TEST_CASE("A worker that is terminated in its wait ends at the kernel exit", "[APC-1][LOCK-9]") {
  check_dialogue("apc-terminate-in-kernel");
}

TEST_CASE("Only the push on an empty list sets its event", "[LIST-5][LIST-6]") {
  check_dialogue("push-nonempty");
}

TEST_CASE("Pushes and a dequeue at once leave no broken chain", "[LIST-8][INV-13]") {
  check_dialogue("push-race");
}

TEST_CASE("Of two primaries that dequeue one gets all items", "[LIST-6][LIST-7]") {
  check_dialogue("dequeue-by-two");
}

TEST_CASE("A dequeue with a time-out expires", "[LIST-7]") { check_dialogue("dequeue-time-out"); }

TEST_CASE("The wake-up of a kernel portion that has not parked yet is not lost",
          "[ENTRY-8][BLOCK-1]") {
  check_dialogue("sticky-wake");
}

TEST_CASE("A preempted worker causes no directed switch and no upcall", "[ENTRY-7][BLOCK-10]") {
  check_dialogue("preemption");
}

TEST_CASE("A primary sleeps while its worker is preempted in the kernel", "[BLOCK-4]") {
  check_dialogue("preempted-in-kernel");
}

TEST_CASE("An unblocked worker can run before its primary's upcall has begun", "[BLOCK-6]") {
  check_dialogue("block-before-upcall");
}

TEST_CASE("Without the second lock test a worker runs under an APC's hands", "[LOCK-4][INV-2]") {
  check_dialogue("knock-out-second-lock-test");
}

}  // namespace umsim::test
