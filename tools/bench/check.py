#!/usr/bin/env python3
"""umsim's search beside SPIN's on the same bounds: tools/bench/run check [REPETITIONS].

    tools/bench/check.py UMSIM [REPETITIONS]

SPIN searches its own, smaller model of the same protocol (tests/spin). All have to come to the
verdict that it holds.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "spin"))

from searches import Incomplete, Spin, by_umsim, tools_missing  # noqa: E402
from systems import System  # noqa: E402

BASE = System(primaries=2, workers=2, cpus=3)
SYSTEMS = {
    "base": BASE,
    "a yield each": replace(BASE, program=("YIELD",)),
    "a call each": replace(BASE, program=("CALL",)),
    "one CPU more": replace(BASE, cpus=4),
    "one APC more": replace(BASE, set_to=2),
    "an APC each": replace(BASE, cpus=4, set_to=2),
    "one worker more": replace(BASE, workers=3),
    "and an APC each": replace(BASE, workers=3, cpus=5, set_to=3),
    "one primary more": replace(BASE, primaries=3),
}
DEPTH_AND_TABLE = ("-m20000000", "-w24")
MEMORY = "4GB"
ONCE_SECONDS = 30  # who takes longer is not asked again


def spin_with(*reduction):
    search = Spin(("-O3", "-DSAFETY", "-DMEMLIM=4096", *reduction), DEPTH_AND_TABLE)
    return lambda system: search.search(system.defines())


def umsim_with(umsim, threads):
    options = ("--threads", str(threads), "--memory", MEMORY)
    return lambda system: by_umsim(umsim, system, options=options)


def engines(umsim):
    processors = os.cpu_count() or 1
    found = {
        "SPIN": spin_with(),
        "SPIN -DNOREDUCE": spin_with("-DNOREDUCE"),
        "umsim, 1 thread": umsim_with(umsim, 1),
    }
    if processors > 1:
        found[f"umsim, {processors} threads"] = umsim_with(umsim, processors)
    return found


def measured(engine, system, repetitions):
    """The search with the median time."""
    searches = [engine(system)]
    while len(searches) < repetitions and searches[0].seconds < ONCE_SECONDS:
        searches.append(engine(system))
    searches.sort(key=lambda found: found.seconds)
    return searches[len(searches) // 2]


HEADS = ("search", "states", "seconds", "M states/s", "B/state", "growth", "time")
ROW = "  {:<17} {:>12} {:>9} {:>10} {:>8} {:>7} {:>7}"


def row_of(name, found, base, spin):
    seconds = max(found.seconds, 0.01)  # SPIN's clock has hundredths
    return ROW.format(
        name,
        f"{found.states:,}",
        f"{found.seconds:.2f}",
        f"{found.states / seconds / 1e6:.2f}",
        f"{found.bytes_per_state:.0f}",
        f"{found.states / base.states:.1f}",
        f"{seconds / max(spin.seconds, 0.01):.2f}",
    )


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    missing = tools_missing()
    if missing:
        sys.exit(missing)
    repetitions = int(sys.argv[2]) if len(sys.argv) == 3 else 3
    print(f"Medians of {repetitions}. Growth of states: times the base. Time: times SPIN's.")
    print(ROW.format(*HEADS))
    umsim, bases = Path(sys.argv[1]).resolve(), {}
    for what, system in SYSTEMS.items():
        print(f"{what}: {system}", flush=True)
        found = {}
        for name, engine in engines(umsim).items():
            try:
                found[name] = measured(engine, system, repetitions)
            except Incomplete as incomplete:
                print(f"  {name:<17} {incomplete}", flush=True)
                continue
            if found[name].kind is not None:
                sys.exit(f"{name} says that {system} breaks {found[name].kind}")
            base = bases.get(name, found[name])
            print(row_of(name, found[name], base, found["SPIN"]), flush=True)
        bases = bases or found
    return 0


if __name__ == "__main__":
    sys.exit(main())
