#include "sim/scenario/resolve.h"

#include <set>

#include <fmt/format.h>

#include "sim/scenario/behaviours.h"
#include "sim/scenario/names.h"
#include "sim/scenario/text.h"

namespace umsim::loading {

namespace {

// Adds a problem for every entry that is there a second time.
void check_each_once(const std::vector<Text>& entries, Problems& problems) {
  std::set<std::string> seen;
  for (const Text& entry : entries) {
    if (seen.insert(entry.value).second) continue;
    problems.add(entry.where, fmt::format("{} is there twice", quoted(entry.value)));
  }
}

void resolve_covers(Resolver& resolver) {
  check_each_once(resolver.raw.covers, resolver.problems);
  for (const Text& id : resolver.raw.covers) {
    resolver.scenario.covers.push_back(id.value);
    const auto error = check_behaviour_id(id.value);
    if (!error) continue;
    Diagnostic& problem = resolver.problems.add(id.where, error->message);
    problem.suggestion = error->suggestion;
    if (!error->note.empty()) problem.notes.push_back(error->note);
  }
}

void resolve_header(Resolver& resolver) {
  const RawScenario& raw = resolver.raw;
  Scenario& scenario = resolver.scenario;
  if (raw.title) scenario.title = raw.title->value;
  if (raw.description) scenario.description = raw.description->value;
  if (raw.seed) scenario.seed = raw.seed->value;
  for (const Text& difference : raw.differences) scenario.differences.push_back(difference.value);
  resolve_covers(resolver);
  if (!raw.figure) return;
  scenario.figure = raw.figure->value;
  if (is_figure(raw.figure->value)) return;
  resolver.problems
      .add(raw.figure->where, fmt::format("unknown figure {}", quoted(raw.figure->value)))
      .notes.emplace_back("known figures: FIG. 1 to FIG. 17");
}

void resolve_machine(Resolver& resolver) {
  const RawMachine& raw = resolver.raw.machine;
  if (raw.cpus) resolver.system().cpus = static_cast<std::uint16_t>(raw.cpus->value);
  if (raw.architecture) {
    const auto found = enumerator_of<Architecture>(raw.architecture->value, architecture_names());
    resolver.system().architecture = found.value_or(Architecture::x64);
    if (!found) {
      resolver.problems.unknown(*raw.architecture, "architecture", words(architecture_names()));
    }
  }
  if (raw.quantum) resolver.scenario.machine.quantum_cycles = resolver.cycles(*raw.quantum);
}

KnockOuts resolve_safeguards(const std::vector<Text>& entries, Problems& problems) {
  KnockOuts safeguards;
  check_each_once(entries, problems);
  for (const Text& name : entries) {
    const auto position = position_of(name.value, knock_out_names());
    if (position) {
      safeguards.set(*position);
    } else {
      problems.unknown(name, "safeguard", words(knock_out_names()),
                       "docs/knock-outs.md names all safeguards");
    }
  }
  return safeguards;
}

void resolve_protocol(Resolver& resolver) {
  const RawProtocol& raw = resolver.raw.protocol;
  if (raw.profile) {
    const auto found = enumerator_of<ProtocolProfile>(raw.profile->value, protocol_profile_names());
    resolver.system().profile = found.value_or(ProtocolProfile::patent);
    if (!found) {
      resolver.problems.unknown(*raw.profile, "protocol profile", words(protocol_profile_names()));
    }
  }
  resolver.system().knock_outs = resolve_safeguards(raw.knock_out, resolver.problems);
}

// What is redundant is missed by nobody: the scenario holds with it and without it.
void resolve_redundant(const RawCheck& raw, Problems& problems, CheckOptions& check) {
  if (raw.redundant.empty()) return;
  check.redundant = resolve_safeguards(raw.redundant, problems);
  if (check.expect != Verdict::holds) {
    problems.add(raw.redundant.front().where, "\"redundant\" needs a scenario that holds");
  }
  for (const Text& name : raw.redundant) {
    const auto position = position_of(name.value, knock_out_names());
    if (!position || !check.catches.test(*position)) continue;
    problems.add(name.where,
                 fmt::format("{} cannot be caught and redundant at once", quoted(name.value)));
  }
}

// A scenario that is broken already shows nothing about another safeguard, unless it says what
// breaks, so that something else that breaks can be told from it.
void resolve_catches(const RawCheck& raw, Problems& problems, CheckOptions& check) {
  if (raw.catches.empty()) return;
  check.catches = resolve_safeguards(raw.catches, problems);
  if (check.expect == Verdict::holds || !check.invariant.empty()) return;
  problems
      .add(raw.catches.front().where,
           "\"catches\" needs a scenario that holds, or one that says what breaks")
      .notes.emplace_back("write \"invariant\" beside \"expect\": \"violated\"");
}

void resolve_verdict(const RawCheck& raw, Problems& problems, CheckOptions& check) {
  if (raw.expect) {
    const auto verdict = enumerator_of<Verdict>(raw.expect->value, verdict_names());
    check.expect = verdict.value_or(Verdict::holds);
    check.invariant.clear();
    if (!verdict) problems.unknown(*raw.expect, "verdict", words(verdict_names()));
  }
  if (!raw.invariant) return;
  check.invariant = raw.invariant->value;
  if (!is_invariant_id(raw.invariant->value)) {
    problems.add(raw.invariant->where, fmt::format("unknown invariant {}", quoted(check.invariant)))
        .notes.emplace_back("known invariants: INV-1 to INV-15, LIST-9");
  } else if (check.expect == Verdict::holds) {
    problems.add(raw.invariant->where, "\"invariant\" says what breaks, but nothing is to break")
        .notes.emplace_back("write \"expect\": \"violated\" beside it");
  }
}

// What the file says, and for the rest what `check` says already.
void resolve_check(Resolver& resolver, const RawCheck& raw, CheckOptions& check) {
  Problems& problems = resolver.problems;
  if (raw.properties) check.properties = resolve_properties(resolver, *raw.properties);
  if (raw.max_states) check.max_states = raw.max_states->value;
  if (raw.preemptions) check.preemptions = static_cast<std::uint32_t>(raw.preemptions->value);
  if (raw.fairness) {
    const auto kind = enumerator_of<FairnessKind>(raw.fairness->value, fairness_names());
    check.fairness = kind.value_or(check.fairness);
    if (!kind) problems.unknown(*raw.fairness, "fairness kind", words(fairness_names()));
  }
  resolve_verdict(raw, problems, check);
  resolve_catches(raw, problems, check);
  resolve_redundant(raw, problems, check);
}

// What is caught and what is redundant is a matter of the profile; everything else is as it is in
// the patent's, unless it is said.
void resolve_windows(Resolver& resolver) {
  if (!resolver.raw.windows) return;
  const RawWindows& raw = *resolver.raw.windows;
  if (resolver.system().follows_windows()) {
    resolver.problems.add(raw.where,
                          "\"windows\" says what differs from the patent's profile, but "
                          "this scenario has the windows profile itself");
  }
  WindowsDifference windows{raw.differs ? raw.differs->value : "", resolver.scenario.expectations,
                            resolver.scenario.check};
  if (raw.expectations) windows.expectations = resolve_expectations(resolver, *raw.expectations);
  windows.check.catches.reset();
  windows.check.redundant.reset();
  resolve_check(resolver, raw.check, windows.check);
  resolve_placements(resolver, raw.check, windows.check);
  resolver.scenario.windows = std::move(windows);
}

// FIG15.B7 stands for FIG15.B7.integer, FIG15.B7.control and so on.
bool is_under(std::string_view label, std::string_view above) {
  if (label.substr(0, above.size()) != above) return false;
  return label.size() == above.size() || label[above.size()] == '.';
}

// There are too many labels to list: those of the same figure, or else the figures.
void unknown_step(Resolver& resolver, const Text& label) {
  const std::string figure = label.value.substr(0, label.value.find('.'));
  std::vector<std::string> all;
  std::vector<std::string> near;
  std::vector<std::string> figures;
  for (const StepLabel& step : resolver.options.steps) {
    all.push_back(step.label);
    const std::string own = step.label.substr(0, step.label.find('.'));
    if (own == figure) near.push_back(step.label);
    if (figures.empty() || figures.back() != own) figures.push_back(own);
  }
  resolver.problems.unknown(label, "step label", all,
                            near.empty()
                                ? fmt::format("known labels begin with: {}", joined(figures, " "))
                                : fmt::format("known labels: {}", joined(near, " ")));
}

}  // namespace

std::vector<StepRef> resolve_step(Resolver& resolver, const Text& label) {
  std::vector<StepRef> rows;
  for (const StepLabel& step : resolver.options.steps) {
    if (is_under(step.label, label.value)) rows.push_back(step.step);
  }
  if (rows.empty()) unknown_step(resolver, label);
  return rows;
}

void resolve(const RawScenario& raw, const LoadOptions& options, Problems& problems,
             Scenario& scenario) {
  Resolver resolver{raw, options, problems, scenario, {}, {}};
  for (const NameKind kind : raw.incomplete) resolver.names.set_incomplete(kind);
  resolve_header(resolver);
  resolve_machine(resolver);
  resolve_protocol(resolver);
  resolve_processes(resolver);
  resolve_threads(resolver);
  resolve_objects(resolver);
  resolve_tebs(resolver);
  resolve_programs(resolver);
  resolve_procedures(resolver);
  resolve_events(resolver);
  check_endings(resolver);
  resolve_debug_registers(resolver);
  scenario.expectations = resolve_expectations(resolver, raw.expectations);
  resolve_check(resolver, raw.check, scenario.check);
  resolve_placements(resolver, raw.check, scenario.check);
  resolve_windows(resolver);
  if (problems.none() && raw.protocol.profile) {
    const auto why = why_not_under(scenario.system, scenario.system.profile);
    if (why) problems.add(raw.protocol.profile->where, *why);
  }
  if (raw.stop_at) scenario.run.stop_at_cycles = resolver.cycles(*raw.stop_at);
}

}  // namespace umsim::loading
