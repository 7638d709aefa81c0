#!/usr/bin/env python3
"""What traces cost: tools/bench/run traces [STEPS [REPETITIONS]].

    tools/bench/traces.py UMSIM [STEPS [REPETITIONS]]

A machine of four CPUs, where eight workers compute, yield and call the kernel for ever, runs STEPS
steps without a trace and with one of each format. Times are the processor's, user and system;
medians. A run without a trace has the events hashed too, for the digest.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = 1_000_000
REPETITIONS = 5
CPUS = 4

HEADS = ("format", "seconds", "times", "ns/event", "bytes/event")
ROW = "  {:<12} {:>9} {:>7} {:>9} {:>12}"


def scenario():
    cycle = [["compute", "200ns"], ["yield"], ["compute", "100ns"], ["system_call", "50ns"]]
    workers = [
        {"name": f"W{i}", "kind": "worker", "scheduler": f"S{i // 2}", "program": "cycle"}
        for i in range(2 * CPUS)
    ]
    primaries = [{"name": f"P{i}", "kind": "primary", "scheduler": f"S{i}"} for i in range(CPUS)]
    return {
        "umsim": 1,
        "title": "Workers that go round for ever",
        "machine": {"cpus": CPUS},
        "schedulers": [{"name": f"S{i}"} for i in range(CPUS)],
        "programs": {"cycle": [["repeat", 1000, [["repeat", 1000, cycle]]]]},
        "threads": workers + primaries,
    }


def formats(umsim):
    """The trace formats that the help of `run` names."""
    text = subprocess.run([umsim, "run", "--help"], capture_output=True, text=True, check=True)
    return re.findall("[a-z]+", re.search(r"the --trace before it:([a-z, ]+)", text.stdout).group(1))


def seconds_of(command):
    """The processor time of a command, and what it printed."""
    before = os.times()
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    after = os.times()
    if output.returncode != 3:  # the budget of steps is used up
        sys.exit(output.stdout + output.stderr)
    used = after.children_user - before.children_user
    return used + after.children_system - before.children_system, json.loads(output.stdout)


def main():
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    umsim = Path(sys.argv[1]).resolve()
    steps = sys.argv[2] if len(sys.argv) > 2 else str(STEPS)
    repetitions = int(sys.argv[3]) if len(sys.argv) > 3 else REPETITIONS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "round.json"
        file.write_text(json.dumps(scenario()), encoding="utf-8")
        command = [umsim, "run", file, "--max-steps", steps, "--json"]
        found = {None: []} | {kind: [] for kind in formats(umsim)}
        for _ in range(repetitions):
            for kind, times in found.items():
                trace = [] if kind is None else ["--trace", folder / kind, "--trace-format", kind]
                seconds, result = seconds_of(command + trace)
                times.append(seconds)
        events = result["events"]
        plain = statistics.median(found[None])
        print(f"{events:,} events of {int(steps):,} steps; medians of {repetitions}")
        print(ROW.format(*HEADS))
        for kind, times in found.items():
            seconds = statistics.median(times)
            size = (folder / kind).stat().st_size if kind else 0
            print(
                ROW.format(
                    kind or "none",
                    f"{seconds:.2f}",
                    f"{seconds / plain:.2f}",
                    f"{(seconds - plain) / events * 1e9:.0f}",
                    f"{size / events:.1f}",
                )
            )


if __name__ == "__main__":
    main()
