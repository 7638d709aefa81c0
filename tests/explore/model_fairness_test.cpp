// Runs of the machine that never end: the shipped schedulers that go wrong are found with every
// reduction and without any, and what is shown goes round on a machine and denies nobody a step.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/cli/rounds.h"
#include "sim/explore/model_search.h"
#include "sim/scenario/load.h"

namespace umsim::explore::test {
namespace {

const std::string kRepository = UMSIM_REPOSITORY;

System shipped(const std::string& name) {
  const LoadResult result = load_scenario(kRepository + "/scenarios/patent/" + name + ".json",
                                          options_for_model(kRepository + "/scenarios/machines"));
  INFO(format_diagnostics(result.diagnostics, false));
  REQUIRE(result.ok());
  return result.scenario->system;
}

ModelResult searched(const System& system, FairnessKind kind = FairnessKind::strong,
                     Reductions reductions = {}) {
  ModelSearchOptions options;
  options.fairness = kind;
  options.reductions = reductions;
  return search_model(system, options);
}

// Threads that could make a step at every state of the end of a path, and make none there.
std::vector<std::string> denied(const System& system, const ModelFinding& finding) {
  const Layout layout(system);
  Image image(system, layout);
  const Machine machine = image.machine();
  std::vector<bool> waiting(system.threads.size(), true);
  for (std::size_t i = 0; i < finding.choices.size(); ++i) {
    const Choice& choice = finding.choices[i];
    for (std::size_t t = 0; t < waiting.size() && i + finding.cycle >= finding.choices.size();
         ++t) {
      const ThreadState state = machine.kthread(ThreadId(t)).state;
      const bool steps = choice.kind == ChoiceKind::step &&
                         machine.cpu(choice.cpu).current == ThreadId(t) &&
                         step_at(next_step(machine, choice.cpu)).label.rfind("INT.", 0) != 0;
      const bool could = state == ThreadState::ready || state == ThreadState::running;
      waiting[t] = waiting[t] && could && !steps;
    }
    apply(machine, choice, nullptr);
  }
  std::vector<std::string> names;
  for (std::size_t t = 0; t < waiting.size(); ++t) {
    if (waiting[t]) names.push_back(system.threads[t].name);
  }
  return names;
}

bool goes_round(const System& system, const ModelFinding& finding) {
  std::vector<ScheduledChoice> choices;
  for (const Choice& choice : finding.choices) choices.push_back({choice, kAllCycles});
  return finding.cycle != 0 && leads_back(system, choices, finding.cycle);
}

// Every reduction by itself, none, and all.
std::vector<Reductions> all_reductions() {
  return {{},
          {.cpu_symmetry = false},
          {.thread_symmetry = false},
          {.merges = {.private_steps = false}},
          {.merges = {.exclusive_steps = false}},
          {.merges = {.sleeps = false}},
          {.merges = {.dispatches = false}},
          {true, true, kSingleSteps},
          {false, false, kSingleSteps}};
}

void check_found(const System& system, FairnessKind kind, Fault fault,
                 const std::string& sentence) {
  for (const Reductions& reductions : all_reductions()) {
    const ModelResult result = searched(system, kind, reductions);
    REQUIRE(result.findings.size() == 1);
    const ModelFinding& finding = result.findings.front();
    CHECK(finding.fault == fault);
    CHECK(finding.sentence.find(sentence) != std::string::npos);
    CHECK(goes_round(system, finding));
    CHECK(denied(system, finding).empty());
  }
}

TEST_CASE(
    "A procedure that goes round after its workers have ended is a ring [INV-15] [THREAD-7]") {
  check_found(shipped("fig12-own-scheduler-goes-round"), FairnessKind::strong, Fault::ring,
              "no program gets any further");
}

TEST_CASE("Who always runs the newest ready worker starves the oldest [INV-15] [THREAD-7]") {
  check_found(shipped("fig12-newest-first-starves"), FairnessKind::strong, Fault::starvation,
              "could run all along, and never does");
}

TEST_CASE("Who runs the oldest ready worker starves nobody [INV-15] [THREAD-7]") {
  const System system = shipped("fig12-oldest-first-starves-nobody");
  for (const Reductions& reductions : all_reductions()) {
    const ModelResult result = searched(system, FairnessKind::strong, reductions);
    CHECK(result.search.verdict == Verdict::holds);
    CHECK(result.search.cycles_judged);
    CHECK(result.search.statistics.on_cycles > 0);
  }
}

TEST_CASE("A push may find for ever that another came between, if only fairness is weak [LIST-8]") {
  const System system = shipped("list-push-overtaken-for-ever");
  CHECK(searched(system, FairnessKind::strong).search.verdict == Verdict::holds);
  check_found(system, FairnessKind::weak, Fault::starvation, "could run all along");
}

TEST_CASE("There is room for the wants of 15 threads, and not of 16, with nothing else") {
  System system = shipped("fig12-own-scheduler-goes-round");
  const auto add_thread = [&] { system.threads.push_back(system.threads.back()); };
  while (system.threads.size() < 15) add_thread();
  CHECK(ModelFairness::fits(system));
  add_thread();
  CHECK_FALSE(ModelFairness::fits(system));
}

}  // namespace
}  // namespace umsim::explore::test
