// One concept, one word: what scenario files ask for is spelled as traces say it.
#include <string_view>

#include <catch2/catch.hpp>

#include "sim/scenario/names.h"
#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim {
namespace {

using namespace loading;

template <class Enumeration>
void check_spelling(Names in_scenarios) {
  for (std::size_t i = 0; i < in_scenarios.size(); ++i) {
    CHECK(in_scenarios[i] == name_of(static_cast<Enumeration>(i)));
  }
  CHECK_FALSE(in_scenarios.empty());
}

TEST_CASE("Scenario files and traces spell kinds of events alike") {
  const Names in_scenarios = event_kind_names();
  REQUIRE(in_scenarios.size() == all_kinds().size());
  for (std::size_t i = 0; i < in_scenarios.size(); ++i) {
    CHECK(in_scenarios[i] == all_kinds()[i].name);
  }
}

TEST_CASE("Scenario files and traces spell values alike") {
  check_spelling<ThreadKind>(thread_kind_names());
  check_spelling<ApcKind>(apc_kind_names());
  check_spelling<ObjectKind>(object_kind_names());
  check_spelling<KnockOut>(knock_out_names());
  check_spelling<Service>(value_names(EventKind::kernel_entry));
  check_spelling<SwitchOutcome>(value_names(EventKind::switch_failed));
  check_spelling<UpcallReason>(value_names(EventKind::upcall));
  check_spelling<WaitReason>(value_names(EventKind::block));
}

}  // namespace
}  // namespace umsim
