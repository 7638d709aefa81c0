#!/usr/bin/env python3
"""docs/trace-events.md has every kind of event, as the trace's schema and `umsim explain` have it.

    tests/cli/event_kinds.py build/release/sim/cli/umsim            compares
    tests/cli/event_kinds.py build/release/sim/cli/umsim --write    brings the page up to date
"""

import json
import re
import sys

from golden_page import arguments_of, compare_page, result_of, row_of
from umsim_process import ROOT

PAGE = ROOT / "docs" / "trace-events.md"
SCHEMA = ROOT / "traces" / "schema" / "trace.schema.json"
VALUES = ("object", "old", "new")
HEAD = """# What a trace reports

Every event of a trace is of one of these kinds, in all formats. Scenarios name them in what they expect (`{"event": "switch_failed"}`),
`umsim run --trace-from` and `--trace-to` where a trace begins and ends, `umsim play` where it stops, and `umsim explain`
says what one is. Each event has besides a number, a time, a CPU, a step and a thread, if there are any, and the event that
led to it. [The schema](../traces/schema/trace.schema.json) has how a line of JSON Lines is written. Written by
`tests/cli/event_kinds.py --write`; a test fails when it is out of date.

| kind | told as | what it says | its values |
|---|---|---|---|
"""


def phrase_of(umsim, kind):
    """How columns and summaries tell it."""
    text = " ".join(result_of(umsim, "explain", kind)["text"].split())
    told = re.search(r'a kind of event, told as "([^"]*)"', text)
    return told.group(1) if told else sys.exit(f"umsim explain {kind}: {text}")


def words_of(value, definitions):
    """What an object, old or new value is; empty when its name says it all."""
    meant = {**definitions.get(value.get("$ref", "").rpartition("/")[2], {}), **value}
    words = [meant["description"].rstrip(".")] if "description" in meant else []
    if "enum" in meant:
        words.append(", ".join(f"`{word}`" for word in meant["enum"]))
    return ": ".join(words)


def values_of(properties, definitions):
    parts = []
    for name in VALUES:
        words = words_of(properties[name], definitions) if properties.get(name) else ""
        if words:
            parts.append(f"{name}: {words}")
    return "; ".join(parts)


def rows(umsim):
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    for event in definitions["event"]["oneOf"]:
        properties = event["properties"]
        kinds = properties["kind"].get("enum") or [properties["kind"]["const"]]
        yield row_of(
            [
                "<br>".join(f"`{kind}`" for kind in kinds),
                "<br>".join(phrase_of(umsim, kind) for kind in kinds),
                event["description"],
                values_of(properties, definitions),
            ]
        )


def main():
    arguments = arguments_of(__doc__)
    text = HEAD + "".join(sorted(rows(arguments.umsim)))
    return 0 if compare_page(PAGE, text, arguments, "event_kinds.py") else 1


if __name__ == "__main__":
    sys.exit(main())
