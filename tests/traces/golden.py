#!/usr/bin/env python3
"""Compares the trace of each shipped scenario with its golden trace, byte for byte.

    tests/traces/golden.py UMSIM                     all scenarios, with the program UMSIM
    tests/traces/golden.py UMSIM fig02-directed-switch
    tests/traces/golden.py UMSIM --approve           shows every difference, then takes it over

The golden traces are traces/reference/NAME.jsonl, one for each scenarios/patent/NAME.json. Approve
only what you can explain, line by line. Exit codes: 0 nothing differs (or all was approved), 1 a
trace differs, 2 bad usage or nothing to compare.
"""

import argparse
import difflib
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN_ENDED = (0, 1, 3)  # umsim's exit codes after a run that wrote its trace; others judge the run
CONTEXT = 3  # events shown before the first difference
WINDOW = 200  # events compared from there on
SHOWN = 24  # lines of it shown at most
PLACE = ("id", "cycles", "ns", "cpu", "step", "thread", "kind", "cause")


def main():
    arguments = parse_arguments()
    if not arguments.umsim.is_file():
        print(f"there is no program {arguments.umsim}")
        return 2
    scenarios = {path.stem: path for path in sorted(arguments.scenarios.glob("*.json"))}
    unknown = sorted(set(arguments.names) - set(scenarios))
    if unknown or not scenarios:
        print(f"no scenario {', '.join(unknown) or 'at all'} in {arguments.scenarios}")
        return 2
    golden = {path.stem: path for path in sorted(arguments.reference.glob("*.jsonl"))}
    names = arguments.names or sorted({*scenarios, *golden})
    different = [name for name in names if not same(name, scenarios, arguments)]
    verdict = "approved" if arguments.approve else "differ"
    print(f"{len(names)} golden traces, {len(different)} {verdict}")
    if different and not arguments.approve:
        print(f"to take them over: tools/approve-traces {' '.join(different)}")
    return 1 if different and not arguments.approve else 0


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("umsim", type=Path, metavar="UMSIM")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--approve", action="store_true")
    parser.add_argument("--scenarios", type=Path, default=ROOT / "scenarios" / "patent")
    parser.add_argument("--reference", type=Path, default=ROOT / "traces" / "reference")
    return parser.parse_intermixed_args()


def same(name, scenarios, arguments):
    """Whether the scenario's trace is its golden one; says how they differ, and approves if asked."""
    path = arguments.reference / f"{name}.jsonl"
    if name not in scenarios:
        print(f"{name}: a golden trace, but no such scenario")
        if arguments.approve:
            path.unlink()
        return False
    trace = run(arguments.umsim, scenarios[name])
    expected = path.read_bytes() if path.exists() else None
    if trace == expected:
        return True
    if expected is None:
        print(f"{name}: no golden trace yet; this one has {len(read(trace)[1])} events")
    else:
        print(f"{name}:")
        print("\n".join(f"  {line}" for line in difference(expected, trace)))
    if arguments.approve:
        write_whole(path, trace)
    return False


def run(umsim, scenario):
    """The bytes of the scenario's trace. Ends the program when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.jsonl"
        command = [umsim.resolve(), "run", scenario, "--trace", path, "--trace-format", "jsonl"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode not in RUN_ENDED or not path.exists():
            print(f"{' '.join(map(str, command))}: exit code {result.returncode}")
            print(result.stdout + result.stderr, end="")
            sys.exit(1)
        return path.read_bytes()


def write_whole(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    partial.replace(path)


def difference(expected, actual):
    """Lines that say in words how two traces differ."""
    (old_header, old), (new_header, new) = read(expected), read(actual)
    for key in sorted({*old_header, *new_header}):
        if old_header.get(key) != new_header.get(key):
            yield f"header, {key}: was {text(old_header.get(key))}, is {text(new_header.get(key))}"
    pairs = itertools.zip_longest(old, new)
    first = next((i for i, (one, other) in enumerate(pairs) if one != other), None)
    if first is None:
        yield f"the {len(old)} events are the same"
        return
    yield f"was {len(old)} events, is {len(new)}; the first difference is event {first + 1}:"
    yield from events_difference(old, new, first)


def read(content):
    """Header and events of a trace; a line that cannot be read stands for itself."""
    lines = []
    for line in content.decode("utf-8", errors="replace").splitlines():
        try:
            value = json.loads(line)
        except json.JSONDecodeError:
            value = None
        lines.append(value if isinstance(value, dict) else {"kind": f"unreadable: {line}"})
    return (lines[0], lines[1:]) if lines else ({}, [])


def events_difference(old, new, first):
    """The events around the first difference, with - for what was and + for what is."""
    begin = max(first - CONTEXT, 0)
    end = first + WINDOW
    was, now = ([words(event) for event in events[begin:end]] for events in (old, new))
    lines = [
        line
        for line in difflib.unified_diff(was, now, lineterm="", n=CONTEXT)
        if not line.startswith(("---", "+++", "@@"))
    ]
    if not lines:
        yield from details(old[first], new[first])
        return
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"... {len(lines) - SHOWN} lines more"


def details(old, new):
    """What differs in two events that read alike: time, id or cause."""
    yield f"  {words(old)}"
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield f"  {key}: was {text(old.get(key))}, is {text(new.get(key))}"


def words(event):
    """An event in words, without its time and number, which one event more would change in all."""
    values = " ".join(f"{key} {text(event[key])}" for key in event if key not in PLACE)
    place = f"{event.get('cpu') or '-':5} {event.get('step') or '-':18}"
    return f" {place} {event.get('thread') or '-'} {event.get('kind')} {values}".rstrip()


def text(value):
    if isinstance(value, dict) and set(value) == {"cid", "holders"}:
        return f"{value['cid'] or '-'}/{value['holders']}"
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    sys.exit(main())
