// Scenario files and traces spell the model's names alike.
#include "sim/scenario/names.h"

#include <string>

#include <catch2/catch.hpp>

#include "traces/kinds.h"
#include "traces/names.h"

namespace umsim::loading {
namespace {

// Calls `check` with each name and its enumerator.
template <class Enum, class Check>
void for_each(Names names, Check check) {
  for (std::size_t i = 0; i < names.size(); ++i) check(names[i], static_cast<Enum>(i));
}

TEST_CASE("Event kinds and what their objects are agree with the trace") {
  REQUIRE(event_kind_names().size() == all_kinds().size());
  for_each<EventKind>(event_kind_names(), [](std::string_view name, EventKind kind) {
    INFO(name);
    CHECK(name == event_kind_name(kind));
    CHECK(static_cast<int>(object_of(kind)) == static_cast<int>(kind_info(kind).object));
  });
}

TEST_CASE("Values agree with the trace") {
  const auto agree = [](std::string_view name, auto value) { CHECK(name == name_of(value)); };
  for_each<Service>(value_names(EventKind::kernel_entry), agree);
  for_each<SwitchOutcome>(value_names(EventKind::switch_failed), agree);
  for_each<UpcallReason>(value_names(EventKind::upcall), agree);
  for_each<WaitReason>(value_names(EventKind::block), agree);
}

TEST_CASE("Kinds of threads, APCs and safeguards agree with the trace") {
  const auto agree = [](std::string_view name, auto value) { CHECK(name == name_of(value)); };
  for_each<ThreadKind>(thread_kind_names(), agree);
  for_each<ApcKind>(apc_kind_names(), agree);
  for_each<KnockOut>(knock_out_names(), agree);
}

}  // namespace
}  // namespace umsim::loading
