#!/usr/bin/env python3
"""docs/profiles.md says what differs under the windows profile, scenario by scenario.

    tests/cli/profiles.py build/release/sim/cli/umsim            compares
    tests/cli/profiles.py build/release/sim/cli/umsim --write    brings the page up to date

Every shipped scenario of the patent's profile is run and checked under windows as well. What it
expects there must hold. One that states a difference ("windows") must take another course or come
to another verdict; one that states none must take the same course: the same events of each thread
in the same order, whatever the time and the CPU, and the same verdict. How often a primary tries in
vain, and looks for items, depends on the time, so that failed switches, dequeues, lock transitions
and what goes with them in ready queues are left out.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "profiles.md"
PROFILES = ("patent", "windows")
BUDGET = 300_000  # states of a search; what has more is for tools/nightly
SHOWN = ("directed_switch", "kernel_entry", "ums_switch", "upcall", "list_push", "park")
HEAD = """# Profiles

What the documented API (`windows`) does otherwise than the patent's text (`patent`), in the scenarios that are shipped:
what each says itself, then numbers of a run and of the search over all interleavings, `patent → windows` (one number
where both are the same). What has more than 300,000 states is decided by `tools/nightly`. `--profile windows` shows it:
`umsim run fig12-kernel-queue --profile windows --columns`. [0050](decisions/0050-two-profiles.md) to [0052](decisions/0052-which-list.md) say why it is so. Written by
`tests/cli/profiles.py --write`; a test fails when it is out of date.

"""


def scenarios_of(umsim):
    listed = result_of(umsim, "list")["scenarios"]
    return [scenario for scenario in listed if scenario["folder"] == "patent"]


OF_THE_TIME = (
    "switch_failed",
    "list_dequeue",
    "lock_transition",
    "queue_push",
    "queue_take",
    "set_aside",
    "list_event",
)


def course_of(trace):
    """The events of each thread, in order, without their time, CPU, step and cause."""
    courses = {}
    for line in trace.read_text(encoding="utf-8").splitlines()[1:]:
        event = json.loads(line)
        if event["kind"] in OF_THE_TIME:
            continue
        what = {key: event[key] for key in ("kind", "object", "old", "new") if key in event}
        courses.setdefault(event.get("thread"), []).append(what)
    return courses


def run_of(umsim, name, profile):
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.jsonl"
        schedule = str(Path(folder) / "failed.json")
        words = (name, "--profile", profile, "--trace", str(trace), "--schedule-out", schedule)
        result = result_of(umsim, "run", *words)
        return result, course_of(trace)


def check_of(umsim, name, profile):
    words = (name, "--profile", profile, "--schedule-out", os.devnull, "--no-progress")
    words = (*words, "--max-states", str(BUDGET))
    return result_of(umsim, "check", *words)["scenarios"][0]


UNDECIDED = f"more than {BUDGET:,}"


class Comparison:
    """One scenario under both profiles."""

    def __init__(self, umsim, scenario):
        self.name = scenario["name"]
        self.states_difference = scenario["windows"]
        runs = [run_of(umsim, self.name, profile) for profile in PROFILES]
        self.runs = [run for run, _ in runs]
        self.checks = [check_of(umsim, self.name, profile) for profile in PROFILES]
        self.same_course = runs[0][1] == runs[1][1]
        self.same_verdict = UNDECIDED in self.verdicts() or len(set(self.verdicts())) == 1

    def verdicts(self):
        return [self.verdict(number) for number in (0, 1)]

    def verdict(self, number):
        check = self.checks[number]
        if check["verdict"] == "incomplete":
            return UNDECIDED
        example = check["counterexample"]
        return check["verdict"] + (f" {example['invariant']}" if example else "")

    def faults(self):
        for profile, run, check in zip(PROFILES, self.runs, self.checks):
            for failure in run["expectations"]["failures"]:
                yield f"{self.name} under {profile}, line {failure['line']}: {failure['message']}"
            if run["verdict"] != "passed" and check["expected"] == "holds":
                yield f"{self.name} under {profile}: the run has {run['verdict']}"
            if not check["as_expected"] and check["verdict"] != "incomplete":
                yield f"{self.name} under {profile}: {self.verdict(PROFILES.index(profile))}"
        if self.states_difference and self.same_course and self.same_verdict:
            yield f"{self.name} states a difference under windows, and there is none"
        if not self.states_difference and not (self.same_course and self.same_verdict):
            yield f"{self.name} takes another course under windows, and does not say so"

    def numbers(self, of_run):
        old, new = (f"{of_run(number):,}" for number in (0, 1))
        return old if old == new else f"{old} → {new}"

    def line(self):
        counts = [self.numbers(lambda i, kind=kind: self.runs[i]["counts"][kind]) for kind in SHOWN]
        end = self.numbers(lambda i: self.runs[i]["end"]["ns"])
        checks = [
            verdict if verdict == UNDECIDED else f"{verdict}, {check['states']:,}"
            for verdict, check in zip(self.verdicts(), self.checks)
        ]
        check = checks[0] if checks[0] == checks[1] else " → ".join(checks)
        cells = [self.name, self.states_difference, *counts, end, check]
        return row_of(cells)


def names_of(scenarios):
    return "".join(f"- {scenario['name']}: {scenario['title']}\n" for scenario in scenarios)


def page_of(comparisons, scenarios):
    kinds = " | ".join(kind.replace("_", " ") for kind in SHOWN)
    columns = f"| scenario | what differs | {kinds} | end (ns) | check, states |\n"
    rule = "|" + "---|" * (len(SHOWN) + 4) + "\n"
    differ = [one for one in comparisons if one.states_difference]
    same = {one.name for one in comparisons if not one.states_difference}
    of_windows = [scenario for scenario in scenarios if scenario["protocol"] == "windows"]
    return (
        HEAD
        + columns
        + rule
        + "".join(one.line() for one in differ)
        + "\n## The same course\n\nEvery thread has the same events in the same order (but "
        + "for how often a primary tries in vain), and the search\ncomes to the same verdict.\n\n"
        + names_of([scenario for scenario in scenarios if scenario["name"] in same])
        + "\n## Scenarios of the windows profile\n\n"
        + names_of(of_windows)
    )


def main():
    arguments = arguments_of(__doc__)
    scenarios = scenarios_of(arguments.umsim)
    of_patent = [scenario for scenario in scenarios if scenario["protocol"] == "patent"]
    comparisons = [Comparison(arguments.umsim, scenario) for scenario in of_patent]
    faults = [fault for comparison in comparisons for fault in comparison.faults()]
    for fault in faults:
        print(fault)
    page = page_of(comparisons, scenarios)
    good = compare_page(PAGE, page, arguments, "profiles.py")
    print(f"{len(comparisons)} scenarios under both profiles", file=sys.stderr)
    return 1 if faults or not comparisons or not good else 0


if __name__ == "__main__":
    sys.exit(main())
