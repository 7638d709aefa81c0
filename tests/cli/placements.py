#!/usr/bin/env python3
"""docs/placements.md is what `umsim check --placements` finds, and every placement holds.

    tests/cli/placements.py build/release/sim/cli/umsim            compares
    tests/cli/placements.py build/release/sim/cli/umsim --write    brings the page up to date

After --write look at every cell that has changed: another course is a change of the protocol, and
wants a reason.
"""

import sys

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "placements.md"
HEAD = """# Placements

A place for every race: what comes of an event at *every* step of a flow. `umsim check --placements` prints these
tables for the families that shipped scenarios declare (`"check": {"placements": [...]}`), `umsim check SCENARIO
--placements` those of one. Written by `tests/cli/placements.py --write`; a test fails when it is out of date.

A row is a step that a thread is about to run, a column the kinds of event that come there, once, besides the scenario's
own: APCs go to the worker, faults and interrupts happen to the thread of the row, a completion is what the worker
waits for, and a process deletion is the end of the worker's process. For each of them all interleavings are searched, with the event at any visit of the step and with none; and
one run shows the course that it takes: the shortest way to the step, the event, and a fixed order from there
([0070](decisions/0070-any-visit-is-searched-one-is-shown.md)). A cell is the number of the course: where an APC is
served, the steps of FIGS. 8 to 10, 13 and 14 that it takes there and the primary that is asked for it (of a fault all
steps of the kernel portion that takes it, of a deletion those of all threads), how often the scheduler is called as *blocked* and *yield* in the whole run,
and how all ends. A suspension is followed by its resumption, at any time.

A number with `!` is violated, one with `?` undecided; there is none of either unless it is said here. Where an event
does not come, a letter says why:

"""


def letters_of(families):
    letters = {}
    for family in families:
        letters.update(family["table"].get("letters", {}))
    return "".join(row_of([letter, meaning]) for letter, meaning in letters.items())


def steps_of(row):
    first, last = row["steps"][0], row["steps"][-1]
    return first if first == last else f"{first} to {last}"


def table_of(family):
    table = family["table"]
    heads = ["step", "thread", *(", ".join(kinds) for kinds in table["columns"])]
    lines = [row_of(heads), "|" + "---|" * len(heads) + "\n"]
    lines += [row_of([steps_of(row), row["thread"], *row["cells"]]) for row in table["rows"]]
    return "".join(lines)


def courses_of(family):
    heads = ["course", "served", "steps", "blocked, yield", "end"]
    lines = [row_of(heads), "|" + "---|" * len(heads) + "\n"]
    for course in family["courses"]:
        upcalls = f"{course['upcalls']['blocked']}, {course['upcalls']['yield']}"
        path = course["path"].replace("|", "\\|")
        cells = [str(course["course"]), course["served"] or "-", path or "-", upcalls, course["end"]]
        lines.append(row_of(cells))
    return "".join(lines)


def unreached_of(family):
    by_reason = {}
    for step in family["unreached"]:
        by_reason.setdefault(step["why_not"], []).append(step["step"])
    lines = [f"- {', '.join(steps)}: {why}\n" for why, steps in by_reason.items()]
    return "\nNot reached:\n\n" + "".join(lines) if lines else ""


def most_states(family):
    return max(event["states"] or 0 for step in family["steps"] for event in step["events"])


def section_of(family):
    profile = "" if family["profile"] == "patent" else f" ({family['profile']})"
    return (
        f"\n## {', '.join(family['of'])}: {family['scenario']}{profile}\n\n"
        f"{family['title']}. APCs go to {family['to']}; at most {most_states(family):,} states a "
        f"placement.\n\n{table_of(family)}\n{courses_of(family)}{unreached_of(family)}"
    )


def totals_of(totals):
    return (
        f"\n## In all\n\n{totals['families']} families, {totals['placed']:,} race placements at "
        f"{totals['steps']} steps, {totals['courses']} courses: {totals['hold']:,} hold, "
        f"{totals['violated']} violated, {totals['undecided']} undecided.\n"
    )


def faults_of(families):
    for family in families:
        if family["verdict"] != "holds" or not family["complete"]:
            yield f"{family['scenario']} by itself: {family['verdict']}"
        for step in family["steps"]:
            for event in step["events"]:
                if event["verdict"] not in (None, "holds"):
                    where = f"{event['event']} before {step['step']} of {step['thread']}"
                    yield f"{family['scenario']}: {where}: {event['verdict']} {event['text'] or ''}"


def main():
    arguments = arguments_of(__doc__)
    result = result_of(arguments.umsim, "check", "--placements")
    families = result["families"]
    faults = list(faults_of(families))
    for fault in faults:
        print(fault)
    letters = row_of(["letter", "means"]) + "|---|---|\n" + letters_of(families)
    page = HEAD + letters + "".join(map(section_of, families)) + totals_of(result["totals"])
    good = compare_page(PAGE, page, arguments, "placements.py")
    print(f"{result['totals']['placed']} placements", file=sys.stderr)
    return 1 if faults or not families or not good else 0


if __name__ == "__main__":
    sys.exit(main())
