"""Every behaviour in scope is exercised, and every id that is cited exists.

docs/spec/behaviours.md defines the behaviours, docs/spec/scope.txt lists those in scope so far.
Tests cite an id in a test's name or tags, as [LOCK-4]; scenarios in "covers". What cites what is
written to docs/traceability.md, which must be up to date.
"""

import json
import re

from tree import strings, without_comments

BEHAVIOURS = "docs/spec/behaviours.md"
SCOPE = "docs/spec/scope.txt"
REPORT = "docs/traceability.md"

ROW = re.compile(r"^\| *([A-Z]+-[0-9]+) *\|")
CITATION = re.compile(r"\[([A-Z]+-[0-9]+)\]")


def problems(tree):
    missing = [name for name in (BEHAVIOURS, SCOPE) if name not in tree.files]
    if missing:
        yield from (f"{name}: missing" for name in missing)
        return
    faults = []
    citations = collect(tree, faults)
    defined = behaviours(tree, faults)
    yield from faults

    for behaviour in sorted(set(citations) - set(defined)):
        for name in citations[behaviour]:
            yield f"{name}: cites {behaviour}, which {BEHAVIOURS} does not have"

    scope = in_scope(tree)
    for behaviour, number in scope.items():
        if behaviour not in defined:
            yield f"{SCOPE}:{number}: {BEHAVIOURS} has no {behaviour}"
        elif behaviour not in citations:
            yield f"{SCOPE}:{number}: no test and no scenario covers {behaviour}"

    if REPORT not in tree.files or tree.text(REPORT) != report(tree):
        yield f"{REPORT}: out of date; tests/project/check.py --write brings it up to date"


def behaviours(tree, faults):
    """The ids that the specification defines, in its order."""
    defined = {}
    for number, line in enumerate(tree.text(BEHAVIOURS).splitlines(), start=1):
        row = ROW.match(line)
        if row and row.group(1) in defined:
            faults.append(f"{BEHAVIOURS}:{number}: {row.group(1)} is defined twice")
        if row:
            defined.setdefault(row.group(1), number)
    return defined


def in_scope(tree):
    """Id and line number of every id in scope."""
    lines = enumerate(tree.text(SCOPE).splitlines(), start=1)
    ids = ((line.split("#")[0].strip(), number) for number, line in lines)
    return {behaviour: number for behaviour, number in ids if behaviour}


def collect(tree, faults):
    """Id -> names of the files that cite it, in sorted order."""
    citations = {}
    for name in tree.files:
        if name.startswith("tests/") and name.endswith(".cpp"):
            cited = cited_in_test(tree.text(name))
        elif name.startswith("scenarios/") and name.endswith(".json"):
            cited = cited_in_scenario(name, tree.text(name), faults)
        else:
            continue
        for behaviour in sorted(set(cited)):
            citations.setdefault(behaviour, []).append(name)
    return citations


def cited_in_test(text):
    return [behaviour for literal in strings(text) for behaviour in CITATION.findall(literal)]


def cited_in_scenario(name, text, faults):
    try:
        document = json.loads(without_comments(text))
    except ValueError as error:
        faults.append(f"{name}: is not JSON: {error}")
        return []
    covers = document.get("covers", []) if isinstance(document, dict) else []
    return [behaviour for behaviour in covers if isinstance(behaviour, str)]


def report(tree):
    citations = collect(tree, [])
    scope = in_scope(tree)
    lines = [
        "# Traceability",
        "",
        f"What exercises each behaviour of [the specification]({BEHAVIOURS.removeprefix('docs/')}).",
        "Written by `tests/project/check.py --write`; a test fails when it is out of date.",
        "",
        "| id | in scope | tests | scenarios |",
        "|---|---|---|---|",
    ]
    for behaviour in behaviours(tree, []):
        cited = citations.get(behaviour, [])
        tests = ", ".join(name for name in cited if name.startswith("tests/"))
        scenarios = ", ".join(name for name in cited if name.startswith("scenarios/"))
        scoped = "yes" if behaviour in scope else ""
        lines.append(f"| {behaviour} | {scoped} | {tests} | {scenarios} |")
    return "\n".join(lines) + "\n"


def write(tree):
    (tree.root / REPORT).write_text(report(tree), encoding="utf-8")
