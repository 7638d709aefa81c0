#!/usr/bin/env python3
"""GTKWave's own reader takes our value change dumps, and finds there what the JSON Lines of the same
runs say. It reads a dump into its format (vcd2fst); what it has understood is written back (fst2vcd)
and held against the events.

    tests/traces/readers/vcd_test.py UMSIM
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from traced_runs import Faults, all_runs, broken_off, lock_word

PICOSECONDS = {"1ps": 1, "1ns": 1000}


def as_gtkwave_reads(path):
    """The dump as GTKWave has understood it: (unit in ps, {name: [(time, value)]})."""
    fst = path.with_suffix(".fst")
    subprocess.run(["vcd2fst", path, fst], check=True, capture_output=True)
    text = subprocess.run(["fst2vcd", fst], check=True, capture_output=True, text=True).stdout
    unit = re.search(r"\$timescale\s+(\S+)\s*(\S*)\s*\$end", text)
    names, scopes, changes, now = {}, [], {}, 0
    for line in text.splitlines():
        words = line.split()
        if line.startswith("$scope"):
            scopes.append(words[2])
        elif line.startswith("$upscope"):
            scopes.pop()
        elif line.startswith("$var"):
            name = ".".join([*scopes[1:], words[4]])
            names[words[3]] = name
            changes[name] = []
        elif line.startswith("#"):
            now = int(line[1:])
        elif words and line[0] in "sb":
            changes[names[words[1]]].append((now, words[0][1:]))
        elif words and line[0] in "01":
            changes[names[line[1:]]].append((now, line[0]))
    return PICOSECONDS["".join(unit.groups())], changes


def last_of_each_time(changes):
    """Readers keep one value a time."""
    return sorted({time: value for time, value in changes}.items())


def without_repeats(changes):
    kept = []
    for time, value in changes:
        if not kept or kept[-1][1] != value:
            kept.append((time, value))
    return kept


def hold_locks(faults, run, changes, ps_of):
    for worker in run.workers():
        wanted = [(0, "-/0")] + [
            (ps_of(event), lock_word(event["new"]))
            for event in run.of_kind("lock_transition")
            if event["thread"] == worker
        ]
        found = changes[f"locks.{worker}"]
        wanted = without_repeats(last_of_each_time(wanted))
        faults.same(f"{run.name}: lock of {worker}", wanted, without_repeats(found))


def hold_lists(faults, run, changes, ps_of):
    for name in run.header["lists"]:
        items, wanted = [], []
        for thread in run.header["threads"]:
            scheduler = thread.get("scheduler")
            lists = {s["name"]: s["list"] for s in run.header["schedulers"]}
            if thread.get("parked") and lists[scheduler] == name:
                items.append(thread["name"])
        wanted.append((0, ",".join(items) or "-"))
        for event in run.of_kind("list_push", "list_dequeue", "list_freed"):
            if event["object"] != name:
                continue
            items = [*items, event["thread"]] if event["kind"] == "list_push" else []
            wanted.append((ps_of(event), ",".join(items) or "-"))
        found = changes[f"lists.{name}"]
        wanted = without_repeats(last_of_each_time(wanted))
        faults.same(f"{run.name}: list {name}", wanted, without_repeats(found))


def hold_cpus(faults, run, changes, ps_of):
    """A CPU shows who gets it in the kernel, and which worker it then runs in user mode."""
    for event in run.of_kind("thread_switch", "ums_switch", "ums_yield"):
        worker = event["thread"] in run.workers()
        shown = {"thread_switch": event["thread"] + (".kernel" if worker else "")}
        wanted = shown.get(event["kind"], event.get("object"))
        if event["kind"] == "ums_yield":
            wanted = event["thread"]
        here = [value for time, value in changes[f"cpus.{event['cpu']}"] if time == ps_of(event)]
        faults.same(f"{run.name}: {event['cpu']} at event {event['id']}", [wanted], here[-1:])


def hold_events(faults, run, changes, ps_of):
    kinds = {event["kind"] for event in run.events}
    for kind in kinds:
        wanted = {ps_of(event) for event in run.of_kind(kind)}
        found = {time for time, value in changes[f"events.{kind}"] if value == "1"}
        faults.same(f"{run.name}: events {kind}", list(wanted), list(found))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    faults = Faults()
    with tempfile.TemporaryDirectory() as name:
        for path in broken_off(sys.argv[1], "vcd", Path(name), faults):
            changes = as_gtkwave_reads(path)[1]["events.kernel_entry"]
            faults.same(f"{path.name}: many events", [True], [len(changes) > 1000])
    with all_runs(sys.argv[1], ("vcd",)) as runs:
        for run in runs:
            unit, changes = as_gtkwave_reads(run.paths["vcd"])
            mhz = run.header["machine"]["clock_mhz"]
            ps_of = lambda event: event["cycles"] * 1_000_000 // mhz // unit
            hold_locks(faults, run, changes, ps_of)
            hold_lists(faults, run, changes, ps_of)
            hold_cpus(faults, run, changes, ps_of)
            hold_events(faults, run, changes, ps_of)
    return faults.report(least=1000)


if __name__ == "__main__":
    sys.exit(main())
