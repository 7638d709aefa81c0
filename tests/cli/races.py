#!/usr/bin/env python3
"""docs/races.md is what `umsim check --races` finds, and every cell of the matrix holds.

    tests/cli/races.py build/release/sim/cli/umsim            compares
    tests/cli/races.py build/release/sim/cli/umsim --write    brings the page up to date

States that have changed are a change of the protocol or of the search, and want a reason.
"""

import sys

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "races.md"
SIZES = [(cpus, workers) for cpus in (1, 2, 3) for workers in (1, 2, 3)]
HEAD = """# The race matrix

The patent's six APC cases, FIGS. 5 to 10: where an event finds a worker. For each of them, each kind of APC, a soft and
a hard page fault and the deletion of the process comes there, on machines of 1 to 3 CPUs with 1 to 3 workers that are
alike. `umsim check --races` searches and prints this, with the time that each cell takes, `umsim check SCENARIO
--races` one case of your own ([0106](decisions/0106-the-race-matrix.md)). Written by `tests/cli/races.py --write`; a
test fails when it is out of date, when a cell does not hold, or when no interleaving has the event in the case.

A cell is the number of states of its searches over all interleavings: one for each step before which the event may come,
with the event there and with none; `--max-states` bounds each.
It holds unless it says something else; `-` is an event that does not come there: faults are of user mode.

"""


def cell_of(cell):
    if cell["verdict"] == "cannot":
        return "-"
    text = f"{cell['states']:,}"
    return text if cell["verdict"] == "holds" else f"{text} {cell['verdict']}"


def table_of(case):
    heads = ["event", *(f"{cpus} CPU{'s'[:cpus > 1]}, {workers} W" for cpus, workers in SIZES)]
    lines = [row_of(heads), "|" + "---|" * len(heads) + "\n"]
    kinds = list(dict.fromkeys(cell["event"] for cell in case["cells"]))
    for kind in kinds:
        cells = {(c["cpus"], c["workers"]): cell_of(c) for c in case["cells"] if c["event"] == kind}
        lines.append(row_of([kind, *(cells[size] for size in SIZES)]))
    return "".join(lines)


def section_of(case):
    return (
        f"\n## {case['figure']}: {case['scenario']}\n\n{case['title']}. The event comes while {case['of']} is about to "
        f"run {', '.join(case['steps'])}; APCs go to {case['to']}.\n\n{table_of(case)}"
    )


def totals_of(totals):
    return (
        f"\n## In all\n\n{totals['cases']} cases, {totals['cells']} cells: {totals['hold']} hold, {totals['violated']} "
        f"violated, {totals['vacuous']} vacuous, {totals['undecided']} undecided; {totals['states']:,} states.\n"
    )


def faults_of(cases):
    for case in cases:
        for cell in case["cells"]:
            if cell["verdict"] not in ("holds", "cannot"):
                machine = f"{cell['cpus']} CPUs, {cell['workers']} workers"
                text = cell["text"] or ""
                yield f"{case['scenario']}: {cell['event']}, {machine}: {cell['verdict']} {text}"


def main():
    arguments = arguments_of(__doc__)
    result = result_of(arguments.umsim, "check", "--races")
    cases = result["races"]
    faults = list(faults_of(cases))
    for fault in faults:
        print(fault)
    figures = {case["figure"] for case in cases}
    missing = [f"FIG. {i}" for i in range(5, 11) if f"FIG. {i}" not in figures]
    if missing:
        print(f"no race case of {', '.join(missing)}")
    page = HEAD + "".join(map(section_of, cases)) + totals_of(result["totals"])
    good = compare_page(PAGE, page, arguments, "races.py")
    print(f"{result['totals']['cells']} cells", file=sys.stderr)
    return 1 if faults or missing or not good else 0


if __name__ == "__main__":
    sys.exit(main())
