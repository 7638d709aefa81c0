#include "tests/explore/soundness_counts.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/machine/symmetry.h"

namespace umsim::explore::test {
namespace {

void count_kind(const System& system, SoundnessCounts& counts) {
  const auto primaries = std::ranges::count(system.threads, ThreadKind::primary, &ThreadSpec::kind);
  const auto deletes = [](const ApcSpec& event) {
    return event.what == AsyncKind::process_deletion;
  };
  const auto has_procedure = [](const SchedulerSpec& scheduler) {
    return !scheduler.procedure.empty();
  };
  counts.three_cpus += system.cpus == 3 ? 1U : 0U;
  counts.three_primaries += primaries == 3 ? 1U : 0U;
  counts.procedures += std::ranges::any_of(system.schedulers, has_procedure) ? 1U : 0U;
  counts.deletions += std::ranges::any_of(system.apcs, deletes) ? 1U : 0U;
}

}  // namespace

void count_system(const System& system, const ModelResult& result, SoundnessCounts& counts) {
  counts.holding += result.search.verdict == Verdict::holds ? 1U : 0U;
  counts.symmetric += symmetries(system).size() > 1 ? 1U : 0U;
  count_kind(system, counts);
  if (result.findings.empty()) {
    return;
  }
  const ModelFinding& first = result.findings.front();
  counts.deadlocked += first.fault == Fault::deadlock ? 1U : 0U;
  counts.lost_goals += first.fault == Fault::lost_goal ? 1U : 0U;
  const bool violated = first.fault == Fault::violation;
  counts.violated += violated && first.invariant != nullptr ? 1U : 0U;
  counts.collapsed += violated && first.invariant == nullptr ? 1U : 0U;
}

std::string text_of(const SoundnessCounts& counts) {
  return fmt::format(
      "{} systems, {} of them too large: {} hold, {} break an invariant, {} collapse, {} come to a "
      "deadlock, {} lose progress; in {} threads can change places; {} have 3 CPUs, {} 3 "
      "primaries, {} a procedure "
      "of their own, {} lose a process, {} break a property; {} states without reductions, "
      "{} with all, fewer in {}; {} searches, {} of which stopped and went on",
      counts.systems, counts.too_large, counts.holding, counts.violated, counts.collapsed,
      counts.deadlocked, counts.lost_goals, counts.symmetric, counts.three_cpus,
      counts.three_primaries, counts.procedures, counts.deletions, counts.broken_properties,
      counts.plain_states, counts.reduced_states, counts.smaller, counts.searches, counts.resumed);
}

}  // namespace umsim::explore::test
