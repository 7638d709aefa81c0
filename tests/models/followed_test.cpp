// What a trace says, the machine did; what the machine did, a trace says.
#include "tests/models/followed.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/machine/routines.h"
#include "tests/models/random_systems.h"
#include "tests/models/storms.h"
#include "tests/models/walks.h"

namespace umsim::test {
namespace {

TEST_CASE("What the machine does a trace says, and what a trace says is so",
          "[THREAD-10][ENTRY-1]") {
  Faults faults;
  std::uint64_t events = 0;
  const Effort effort = shared_with_sanitizers({60, 2000});
  for (const Sample& sample : all_samples()) {
    for (std::uint64_t seed = 0; seed < effort.seeds; ++seed) {
      events += follow_walk(sample.system, seed, effort.choices, faults);
    }
  }
  INFO(faults.text());
  CHECK(faults.text().empty());
  CHECK(events > 1'000'000);
}

TEST_CASE("The events of random systems and of storms say what happens there") {
  Faults faults;
  std::uint64_t events = 0;
  const Effort effort = shared_with_sanitizers({1000, 3000});
  for (std::uint64_t seed = 0; seed < effort.seeds; ++seed) {
    const System small = random_system(seed);
    events += follow_walk(small, seed, effort.choices, faults);
    if (seed % 10 == 0) events += follow_walk(storm_of(seed).system, seed, effort.choices, faults);
  }
  INFO(faults.text());
  CHECK(faults.text().empty());
  CHECK(events > 50 * effort.seeds);
}

// A reporter that loses every event of one kind, or has its old and new value changed.
class Spoilt final : public Reporter {
 public:
  Spoilt(Reporter& next, EventKind kind, bool loses) : next_(next), kind_(kind), loses_(loses) {}
  void report(const Event& event) override {
    Event spoilt = event;
    if (event.kind == kind_ && loses_) return;
    if (event.kind == kind_) spoilt.old_value ^= 1U;
    next_.report(spoilt);
  }

 private:
  Reporter& next_;
  EventKind kind_;
  bool loses_;
};

std::string first_fault_without(EventKind kind, bool loses) {
  for (const Sample& sample : safe_samples()) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      RandomWalk walk(sample.system, seed);
      Followed followed(walk.machine());
      Spoilt spoilt(followed, kind, loses);
      for (unsigned i = 0; i < 2000; ++i) {
        const std::optional<Choice> choice = walk.choose();
        if (!choice) break;
        walk.make(*choice, &spoilt);
        std::string fault = followed.fault_at(walk.machine());
        if (!fault.empty()) return fault;
      }
    }
  }
  return {};
}

TEST_CASE("A trace that loses events of one kind, or has a wrong old value, is found out") {
  for (const EventKind kind : {EventKind::thread_switch,
                               EventKind::cpu_idle,
                               EventKind::kernel_entry,
                               EventKind::kernel_exit,
                               EventKind::lock_transition,
                               EventKind::teb_load,
                               EventKind::segment_load,
                               EventKind::list_push,
                               EventKind::list_signal,
                               EventKind::list_dequeue,
                               EventKind::block,
                               EventKind::unblock,
                               EventKind::queue_release,
                               EventKind::apc_queued,
                               EventKind::apc_taken,
                               EventKind::apc_end,
                               EventKind::thread_ready,
                               EventKind::wait_given_up,
                               EventKind::queue_push,
                               EventKind::queue_take,
                               EventKind::set_aside,
                               EventKind::list_event,
                               EventKind::object_set,
                               EventKind::object_wait,
                               EventKind::object_reset,
                               EventKind::timer_start,
                               EventKind::suspended,
                               EventKind::resumed,
                               EventKind::context_terminated,
                               EventKind::context_saved,
                               EventKind::context_moved,
                               EventKind::debug_registers_set,
                               EventKind::debug_registers_loaded,
                               EventKind::disassociate_sent,
                               EventKind::page_freed,
                               EventKind::page_mapped,
                               EventKind::page_unmapped,
                               EventKind::ums_switch,
                               EventKind::list_freed,
                               EventKind::scenario_event,
                               EventKind::process_deletion}) {
    CAPTURE(static_cast<int>(kind));
    CHECK_FALSE(first_fault_without(kind, true).empty());
  }
  for (const EventKind kind :
       {EventKind::thread_switch, EventKind::cpu_idle, EventKind::lock_transition,
        EventKind::segment_load, EventKind::teb_load, EventKind::list_push, EventKind::list_dequeue,
        EventKind::unblock, EventKind::thread_ready, EventKind::queue_push,
        EventKind::debug_registers_set, EventKind::debug_registers_loaded}) {
    CAPTURE(static_cast<int>(kind));
    CHECK_FALSE(first_fault_without(kind, false).empty());
  }
}

}  // namespace
}  // namespace umsim::test
