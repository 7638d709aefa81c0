#!/usr/bin/env python3
"""Holds traces/schema/trace.schema.json against what the writer writes.

    tests/traces/schema_test.py PROGRAM    PROGRAM prints a trace with events of every kind

Every line must be accepted. Then each line is broken in every way that its kind allows, and must be
refused: a schema that accepts anything would pass the first half.
"""

import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "traces" / "schema" / "trace.schema.json"


# Keys of the first line that a trace without such things does not have.
OPTIONAL = {"processes", "objects", "queues", "before"}


def broken(line):
    """Copies of the line that are no trace lines, each with what was done to it."""
    for key in line.keys() - OPTIONAL:
        without = copy.deepcopy(line)
        del without[key]
        yield f"without {key}", without
    for key in line:
        yield f"{key} of another type", {**line, key: [line[key]]}
    yield "with an unknown key", {**line, "colour": "red"}
    if "kind" in line:
        yield from broken_event(line)


def broken_event(event):
    yield "of an unknown kind", {**event, "kind": "nonsense"}
    for key in ("object", "old", "new"):
        if key not in event:
            yield f"with {key}", {**event, key: "P1"}
        elif isinstance(event[key], dict):
            yield f"{key} with too many holders", {**event, key: {"cid": None, "holders": 4}}
            yield f"{key} without owner", {**event, key: {"holders": 0}}
    for key in ("id", "cycles", "ns"):
        yield f"negative {key}", {**event, key: -1}
    yield "caused by nothing", {**event, "cause": 0}
    yield "on a CPU of no number", {**event, "cpu": "CPU"}


def main():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    output = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    faults = [f"refused: {json.dumps(line)}" for line in lines if not validator.is_valid(line)]
    refusals = 0
    for line in lines:
        for what, wrong in broken(line):
            refusals += 1
            if validator.is_valid(wrong):
                faults.append(f"accepted {what}: {json.dumps(wrong)}")

    kinds = {line["kind"] for line in lines if "kind" in line}
    in_schema = set()
    for shape in schema["definitions"]["event"]["oneOf"]:
        kind = shape["properties"]["kind"]
        in_schema |= {kind["const"]} if "const" in kind else set(kind["enum"])
    faults += [f"only the schema has {kind}" for kind in sorted(in_schema - kinds)]
    if len(lines) < 2 or "umsim_trace" not in lines[0]:
        faults.append("the program printed no trace")
    print("\n".join(faults) or f"{len(lines)} lines accepted, {refusals} broken ones refused")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
