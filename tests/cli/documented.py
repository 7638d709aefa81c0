#!/usr/bin/env python3
"""docs/command-line.md names every verb, every option and every key of the JSON results.

tests/cli/documented.py UMSIM
"""

import json
import re
import sys

from umsim_process import ROOT, lab, shell

PAGE = ROOT / "docs" / "command-line.md"
RESULTS = (
    "umsim run race --knock-out queue-concurrency-one --trace x --json",
    "umsim run one-switch --knock-out queue-concurrency-one --json",
    "umsim run wrong-expectations --json",
    "umsim check race race-without-second-test lab/failing/vacuous.json --json",
    "umsim check race --pct 3 --json",
    "umsim check race --preemptions 1 --json",
    "umsim check race --knock-outs --json",
    "umsim check race --coverage --json",
    "umsim check scenarios/patent/fig09-races.json --races --json",
    "umsim check scenarios/patent/fig15-event-at-every-step.json --placements --json",
    "umsim check broken/typing.json --json",
    "umsim validate lab/course broken --json",
    "umsim run one-switch --trace a --json > /dev/null; umsim diff a a --json",
    "umsim run one-switch --steps --trace a --json > /dev/null; umsim stats a --json",
    "umsim run one-switch --trace a --json > /dev/null; umsim explain a why W1 20ns --json",
    "umsim explain LOCK-4 --json",
    "umsim view a --json",
    "printf 'g\\n' | umsim play race --json",
    "umsim list --json",
    "umsim flow --json",
    "umsim --version --json",
)
# Keys of an object that has the kinds of events as its keys.
BY_KIND = ("counts", "letters")


def trace_formats(help_text):
    """The formats that the help of `run` names."""
    named = re.search(r"format of the --trace before it:([a-z, \n]+)", help_text)
    return re.findall("[a-z]+", named.group(1)) if named else []


def keys_of(value):
    """Every key of a result, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in BY_KIND:
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    page = PAGE.read_text(encoding="utf-8")
    wanted = set()
    with lab(sys.argv[1]) as (folder, environment):
        help_text = shell("umsim --help", folder, environment).stdout.decode()
        for verb in re.findall(r"^  ([a-z]+)  ", help_text, re.MULTILINE):
            wanted.add(f"`{verb}")
            text = shell(f"umsim {verb} --help", folder, environment).stdout.decode()
            wanted |= {f"{option}" for option in re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE)}
            wanted |= {f"`{name}`" for name in trace_formats(text)}
        for command in RESULTS:
            result = json.loads(shell(command, folder, environment).stdout)
            wanted |= {f"`{key}`" for key in keys_of(result)}
    missing = sorted(word for word in wanted if word not in page)
    for word in missing:
        print(f"{PAGE.relative_to(ROOT)} does not name {word}")
    print(f"{len(wanted)} verbs, options and keys", file=sys.stderr)
    return 1 if missing or len(wanted) < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
