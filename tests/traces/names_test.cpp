// Names of the model's values, there and back.
#include "traces/names.h"

#include <set>
#include <string_view>

#include <catch2/catch.hpp>

#include "models/machine/internal_error.h"
#include "models/machine/routines.h"
#include "tests/traces/samples.h"
#include "traces/kinds.h"

namespace umsim {
namespace {

using namespace samples;

template <class Enumeration>
void check_names(std::size_t count) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < count; ++i) {
    const auto enumerator = static_cast<Enumeration>(i);
    CHECK(parse_name<Enumeration>(name_of(enumerator)) == enumerator);
    names.insert(name_of(enumerator));
  }
  CHECK(names.size() == count);
  CHECK_THROWS_AS(name_of(static_cast<Enumeration>(count)), InternalError);
  CHECK_FALSE(parse_name<Enumeration>("nonsense").has_value());
}

TEST_CASE("Every kind of event has a name of its own that is found again") {
  for (std::size_t i = 0; i < all_kinds().size(); ++i) {
    const auto kind = static_cast<EventKind>(i);
    CHECK_FALSE(event_kind_name(kind).empty());
    CHECK(parse_event_kind(event_kind_name(kind)) == kind);
    CHECK_FALSE(kind_info(kind).phrase.empty());
  }
  CHECK(event_kind_name(EventKind::thread_switch) == "thread_switch");
  CHECK(event_kind_name(EventKind::queue_release) == "queue_release");
  CHECK(event_kind_name(EventKind::step) == "step");
  CHECK_FALSE(parse_event_kind("Step").has_value());
  CHECK_THROWS_AS(event_kind_name(EventKind::count_), InternalError);
}

TEST_CASE("Every value that events carry has a name of its own that is found again") {
  check_names<Service>(value(Service::count_));
  check_names<WaitReason>(value(WaitReason::count_));
  check_names<UpcallReason>(value(UpcallReason::yield) + 1);
  check_names<SwitchOutcome>(value(SwitchOutcome::terminated) + 1);
  check_names<Answer>(value(Answer::indicated) + 1);
  check_names<ThreadKind>(value(ThreadKind::standard) + 1);
  check_names<ApcKind>(value(ApcKind::set_debug_registers) + 1);
  check_names<ObjectKind>(value(ObjectKind::device) + 1);
  check_names<KnockOut>(value(KnockOut::count_));
  CHECK(name_of(WaitReason::kernel_queue) == "kernel_queue");
}

TEST_CASE("A lock word comes back from its packed form") {
  for (const ThreadId owner : {ThreadId(), kP1, ThreadId(65534U)}) {
    for (unsigned holders = 0; holders <= kMostHolders; ++holders) {
      const UmsLock lock = unpack_lock(lock_word(owner, holders));
      CHECK(lock.cid == owner);
      CHECK(lock.holders == holders);
    }
  }
}

TEST_CASE("The label of a step is the model's, and there is none without a CPU") {
  Event event = event_of(EventKind::teb_load, kP1);
  event.step = step("FIG15.B3");
  CHECK(step_label(event) == "FIG15.B3");
  event.cpu = CpuId();
  CHECK(step_label(event).empty());
  event.cpu = kCpu0;
  event.step = {static_cast<std::uint8_t>(RoutineId::count_), 0};
  CHECK(step_label(event).empty());
}

TEST_CASE("Things are called as the scenario calls them") {
  const System system = small_system();
  CHECK(thread_name(system, kP1) == "P1");
  CHECK(list_name(system, ListId(0U)) == "L");
  CHECK(apc_name(system, ApcId(1U)) == "A2");
  CHECK(object_name(system, ObjectId(0U)) == "O");
  CHECK(scheduler_name(system, SchedulerId(0U)) == "S");
  CHECK(cpu_name(kCpu1) == "CPU1");
  CHECK_THROWS_AS(thread_name(system, ThreadId()), InternalError);
}

}  // namespace
}  // namespace umsim
