#!/usr/bin/env python3
"""GTKWave itself, on a screen that nobody sees, opens value change dumps with the save files that
umsim writes for them: every row of a save file is there, with the value that the dump has at that
time, and the whole trace is in sight.

    tests/traces/readers/gtkwave_test.py UMSIM
"""

import re
import subprocess
import sys

from traced_runs import Faults, all_runs
from vcd_test import as_gtkwave_reads

TIMEOUT_SECONDS = 60
SCRIPT = """
puts "SEEN|[gtkwave::getWindowStartTime]|[gtkwave::getWindowEndTime]"
set n [gtkwave::getTotalNumTraces]
foreach time {%s} {
  gtkwave::setMarker $time
  for {set i 0} {$i < $n} {incr i} {
    puts "ROW|$time|[gtkwave::getTraceNameFromIndex $i]|[gtkwave::getTraceValueAtMarkerFromIndex $i]"
  }
}
exit
"""


def shown(dump, save, times):
    """(what is in sight, {time: [(row, value)]}) as GTKWave has it."""
    script = dump.with_suffix(".tcl")
    script.write_text(SCRIPT % " ".join(map(str, times)), encoding="utf-8")
    command = ["xvfb-run", "-a", "gtkwave", dump, save, "--script", script]
    text = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    ).stdout
    seen = [int(end) for end in re.search(r"SEEN\|(\d+)\|(\d+)", text).groups()]
    rows = {time: [] for time in times}
    for time, name, value in re.findall(r"ROW\|(\d+)\|([^|\n]*)\|(.*)", text):
        rows[int(time)].append((name, value))
    return seen, rows


def rows_of(save, scenario):
    """Each row of the save file: (what it is called, its signal in the dump or nothing)."""
    rows = []
    for line in save.read_text(encoding="utf-8").splitlines():
        signal = re.fullmatch(r"(?:\+\{(.*)\} )?" + re.escape(scenario) + r"\.(\w+\.)\\?(.*)", line)
        if signal:
            alias, scope, name = signal.groups()
            rows.append((alias or name, scope + name))
        elif line.startswith("-"):
            rows.append((line[1:], None))
    return rows


def value_at(changes, time):
    value = [value for at, value in changes if at <= time][-1]
    return str(int(value, 2)) if re.fullmatch("b?[01]{32}", value) else value


def hold(faults, run):
    dump, save = run.paths["vcd"].rename(run.paths["vcd"].with_suffix(".vcd")), run.paths["gtkwave"]
    unit, changes = as_gtkwave_reads(dump)
    ends = [event["cycles"] * 1_000_000 // run.header["machine"]["clock_mhz"] for event in run.events]
    times = [ends[0], (ends[0] + ends[-1]) // 2, ends[-1]]
    seen, found = shown(dump, save, times)
    faults.same(f"{run.name}: in sight", [True], [seen[0] <= ends[0] and seen[1] >= ends[-1]])
    rows = rows_of(save, run.name)
    signals = {signal for _, signal in rows if signal}
    faults.same(f"{run.name}: signals", sorted(changes), sorted(signals))
    for time in times:
        names = [name for name, _ in found[time]]
        faults.same(f"{run.name}: rows", list(enumerate(n for n, _ in rows)), list(enumerate(names)))
        for (name, signal), (_, value) in zip(rows, found[time]):
            if signal and not signal.startswith("events."):
                wanted = value_at(changes[signal], time // unit)
                faults.same(f"{run.name}: {signal} at {time}", [wanted], [value])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    faults = Faults()
    with all_runs(sys.argv[1], ("vcd", "gtkwave")) as runs:
        for run in runs:
            hold(faults, run)
    return faults.report(least=1000)


if __name__ == "__main__":
    sys.exit(main())
