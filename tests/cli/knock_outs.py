#!/usr/bin/env python3
"""docs/knock-outs.md is what `umsim check --knock-outs` finds, and every safeguard is caught.

    tests/cli/knock_outs.py build/release/sim/cli/umsim            compares
    tests/cli/knock_outs.py build/release/sim/cli/umsim --write    brings the page up to date

After --write look at every line that has changed: a longer way to break the machine is a change of
the protocol or of the search, and wants a reason.
"""

import sys

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "knock-outs.md"
HEAD = """# Knock-outs

What each safeguard of the protocol is for: the shortest way to break the machine without it. `umsim check --knock-outs`
searches these scenarios and prints this table; `umsim check SCENARIO --knock-out NAME` shows the counterexample step by
step and writes it as a schedule file, which `umsim run SCENARIO --schedule FILE` replays. Rows of
[the specification](spec/behaviours.md) say what is asked for (behaviour) and what breaks (INV-15 is progress; a
*collapse* is a state that the model cannot handle). Written by `tests/cli/knock_outs.py --write`; a test fails when it
is out of date.

| knock-out | what it takes away | behaviour | breaks | steps | scenario | what goes wrong |
|---|---|---|---|---|---|---|
"""

REDUNDANT = """
## Redundant safeguards

What the patent's profile needs and another does not: the scenario holds without it, whatever the order of steps. A
scenario says so with `"check": {"redundant": [...]}`, and the search is complete.

| knock-out | profile | scenario | without it | states |
|---|---|---|---|---|
"""


def others_of(row):
    """The other scenarios that catch it, with how many steps they take."""
    caught = [search for search in row["searches"] if search["declared"]]
    others = [search for search in caught if search["scenario"] != row["best"]["scenario"]]
    return "".join(f"; {search['scenario']} ({search['steps']})" for search in others)


def line_of(row):
    best = row["best"]
    if best is None:
        return row_of([row["name"], row["takes_away"], row["behaviour"], "-", "-", "-", "-"])
    cells = [
        row["name"],
        row["takes_away"],
        row["behaviour"],
        best["invariant"] or "collapse",
        str(best["steps"]),
        best["scenario"] + others_of(row),
        best["text"],
    ]
    return row_of(cells)


def missed(matrix):
    """What no scenario catches, and what a scenario says that it catches and does not."""
    for row in matrix:
        if not row["searches"]:
            yield f"no scenario says that it catches {row['name']}"
        for search in row["searches"]:
            kept = "holds" if search["redundant"] else "violated"
            if search["verdict"] != kept:
                yield f"{search['scenario']} without {row['name']}: {search['verdict']}, not {kept}"


def redundant_lines(matrix):
    """A line for each search that proves a safeguard redundant under its scenario's profile."""
    for row in matrix:
        for search in row["searches"]:
            if search["redundant"]:
                states = f"{search['states']:,}"
                cells = [row["name"], search["profile"], search["scenario"], search["verdict"], states]
                yield row_of(cells)


def main():
    arguments = arguments_of(__doc__)
    matrix = result_of(arguments.umsim, "check", "--knock-outs")["matrix"]
    faults = list(missed(matrix))
    for fault in faults:
        print(fault)
    page = HEAD + "".join(map(line_of, matrix)) + REDUNDANT + "".join(redundant_lines(matrix))
    good = compare_page(PAGE, page, arguments, "knock_outs.py")
    print(f"{len(matrix)} safeguards", file=sys.stderr)
    return 1 if faults or not matrix or not good else 0


if __name__ == "__main__":
    sys.exit(main())
