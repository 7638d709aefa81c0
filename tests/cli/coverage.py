#!/usr/bin/env python3
"""docs/coverage.md is what `umsim check --coverage` finds, and every block of every figure is reached.

    tests/cli/coverage.py build/release/sim/cli/umsim            compares
    tests/cli/coverage.py build/release/sim/cli/umsim --write    brings the page up to date

A step, an exit or a lock transition that no shipped scenario reaches any more is a gap: write a
scenario that reaches it. Without a knock-out some cannot be reached; the page says which.
"""

import sys

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "coverage.md"
HEAD = """# Coverage

What the shipped scenarios reach together when all their interleavings are searched: the steps of every figure and
routine, the exits of these steps (the branches of the flow charts), and the transitions of the UMS lock. `umsim check
--coverage` prints this, `umsim check SCENARIO --coverage` the same of your own scenarios. Written by
`tests/cli/coverage.py --write`; a test fails when it is out of date, or when a block of a figure is reached no more
([0105](decisions/0105-coverage-is-measured-in-the-search.md)).

`17+3 of 20` is: 17 are reached with all safeguards, and 3 more only where one is knocked out, by a scenario that says
that it catches this. Exits of a step to the same place are one. A lock word is *free* or has a *CID*, and `+1` is one
kernel holder; *event* is what no step does but an event from outside.

"""
KINDS = ("steps", "exits", "lock_transitions")


def text_of(count):
    if count["all"] == 0:
        return "-"
    without = f"+{count['without_safeguard']}" if count["without_safeguard"] else ""
    return f"{count['reached']}{without} of {count['all']}"


def table_of(rows):
    lines = [row_of(["routine", "", "steps", "exits", "lock transitions"]), "|" + "---|" * 5 + "\n"]
    for row in rows:
        counts = [text_of(row[kind]) for kind in KINDS]
        lines.append(row_of([row["routine"], row["title"], *counts]))
    sums = [
        {key: sum(row[kind][key] for row in rows) for key in rows[0][kind]} for kind in KINDS
    ]
    lines.append(row_of(["in all", "", *map(text_of, sums)]))
    return "".join(lines)


def only_without(rows):
    """What is reached without a safeguard only, by safeguard."""
    found = {}
    for item in left_out(rows):
        if item["without"]:
            found.setdefault(item["without"], []).append(item["text"])
    lines = [f"- {safeguard}: {'; '.join(texts)}\n" for safeguard, texts in sorted(found.items())]
    heading = "\n## Only with a safeguard knocked out\n\nThe safeguard, and what is reached without it:\n\n"
    return heading + "".join(lines)


def left_out(rows):
    return [item for row in rows for item in row["left_out"]]


def gaps(rows):
    return [item for item in left_out(rows) if not item["without"]]


def not_reached(rows):
    lines = [f"- {gap['text']}: {gap['why_not'] or '-'}\n" for gap in gaps(rows)]
    return "\n## Not reached\n\n" + ("".join(lines) if lines else "Nothing.\n")


def faults_of(result):
    for check in result["scenarios"]:
        if not check["as_expected"]:
            yield f"{check['scenario']}: {check['verdict']}, not as it expects"
    if result["unknown_lock_transition"]:
        yield "a UMS lock has changed in a way that models/ums/lock_transitions.cpp does not have"
    for safeguard in result["safeguards"]["not_caught"]:
        yield f"no scenario catches {safeguard}"
    for gap in gaps(result["coverage"]):
        if not (gap["why_not"] or "").startswith("only without "):
            yield f"no shipped scenario reaches {gap['text']} ({gap['why_not'] or 'no reason known'})"


def main():
    arguments = arguments_of(__doc__)
    result = result_of(arguments.umsim, "check", "--coverage")
    rows = result["coverage"]
    faults = list(faults_of(result))
    for fault in faults:
        print(fault)
    safeguards = result["safeguards"]
    page = HEAD + table_of(rows) + only_without(rows) + not_reached(rows)
    page += f"\n## Safeguards\n\n{safeguards['caught']} of {safeguards['all']} are caught when they are knocked out"
    page += " ([knock-outs](knock-outs.md)).\n"
    good = compare_page(PAGE, page, arguments, "coverage.py")
    print(f"{len(rows)} routines", file=sys.stderr)
    return 1 if faults or not rows or not good else 0


if __name__ == "__main__":
    sys.exit(main())
