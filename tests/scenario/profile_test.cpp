// Machine profiles: those that are shipped, and profiles that a scenario brings along.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/scenario/keys.h"
#include "sim/scenario/load_profile.h"
#include "sim/scenario/names.h"
#include "sim/scenario/source_file.h"
#include "tests/scenario/folders.h"
#include "tests/scenario/test_labels.h"

namespace umsim::loading {
namespace {

MachineProfile shipped(const std::string& name) {
  const auto source = read_source_file(kMachines + "/" + name + ".json");
  std::vector<Diagnostic> errors;
  const auto profile = read_profile(std::get<SourceFile>(source), errors);
  INFO(format_diagnostics(errors, false));
  REQUIRE(profile);
  return *profile;
}

TEST_CASE("The profile of a desktop of 2008 is loaded") {
  const MachineProfile profile = shipped("desktop-2008");
  CHECK(profile.clock_mhz == 2400);
  CHECK(profile.line_bytes == 64);
  CHECK(profile.hit_cycles < profile.transfer_cycles);
  CHECK(profile.cost(CostClass::user_instruction) == 1);
  CHECK(profile.cost(CostClass::user_step) < profile.cost(CostClass::kernel_entry));
  CHECK(profile.cost(CostClass::kernel_entry) < profile.cost(CostClass::context_switch));
}

TEST_CASE("In the unit profile every step costs one cycle and memory nothing") {
  const MachineProfile profile = shipped("unit");
  CHECK(profile.clock_mhz == 1000);
  CHECK(profile.hit_cycles == 0);
  CHECK(profile.transfer_cycles == 0);
  for (const std::uint64_t cycles : profile.step_cycles) CHECK(cycles == 1);
}

TEST_CASE("The keys of step costs are the cost classes in their order") {
  const Names classes = cost_class_names();
  REQUIRE(kStepCyclesKeys.keys.size() == classes.size());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    CHECK(kStepCyclesKeys.keys[i].name == classes[i]);
  }
}

TEST_CASE("A scenario can name a profile by a path from its own folder") {
  const std::string text = R"({"umsim": 1, "title": "t",
    "machine": {"cpus": 1, "profile": "../../scenarios/machines/unit.json", "quantum": "5cycles"},
    "threads": [{"name": "T", "kind": "standard", "program": [["exit"]]}]})";
  const SourceFile source{kRepository + "/tests/scenario/x.json", text};
  const LoadResult result = read_scenario(source, options_for_tests("nowhere"));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  CHECK(result.scenario->machine.title == shipped("unit").title);
  CHECK(result.scenario->machine.quantum_cycles == 5);
}

}  // namespace
}  // namespace umsim::loading
