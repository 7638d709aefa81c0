#!/usr/bin/env python3
"""Dialogues: commands with their exact output and exit code.

    tests/cli/dialogues.py --umsim build/release/sim/cli/umsim            runs all
    tests/cli/dialogues.py --umsim build/release/sim/cli/umsim --write    rewrites what is expected

In a dialogue file `$ ` begins a command, `| ` a line of its standard output, `! ` a line of its
standard error and `= ` stands before its exit code; every other line is a comment. Times, speeds,
sizes and the number of invariants are masked. After --write look at every line that has changed.
"""

import argparse
import difflib
import re
import sys
from pathlib import Path

from umsim_process import ROOT, TESTS, lab, shell

MASKS = [
    (
        re.compile(r"\b\d+\.\d\d s, [\d,]+ states/s, \d+ bytes/state"),
        "<time> s, <speed> states/s, <size> bytes/state",
    ),
    (re.compile(r"\b\d+ spilled"), "<size> spilled"),
    (re.compile(r"(the longest run [\d,]+), \d+\.\d\d s"), r"\1, <time> s"),
    (re.compile(r"\(([\d,]+ states), \d+\.\d s\)"), r"(\1, <time> s)"),
    (re.compile(r"\b\d+ invariants held"), "<count> invariants held"),
    (re.compile(r'("(?:spilled_)?bytes(?:_per_state)?"): [-+.\de]+'), r"\1: <size>"),
    (re.compile(r'("seconds"): [-+.\de]+'), r"\1: <time>"),
    (re.compile(r'("states_per_second"): [-+.\de]+'), r"\1: <speed>"),
    (re.compile(re.escape(str(ROOT))), "<root>"),
]
NO_LINE_END = "\\ no line end"


def masked(text):
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def marked(mark, output):
    """The lines of an output, each behind its mark."""
    text = masked(output.decode("utf-8", errors="backslashreplace"))
    lines = [f"{mark} {line}".rstrip() for line in text.split("\n")]
    return lines[:-1] if text == "" or text.endswith("\n") else [*lines, NO_LINE_END]


def answer(command, folder, environment):
    process = shell(command, folder, environment)
    code = f"= {process.returncode}"
    return [*marked("|", process.stdout), *marked("!", process.stderr), code]


def is_answer(line):
    return line[:1] in ("|", "!", "=") or line == NO_LINE_END


def play(lines, folder, environment):
    """The dialogue with the answers that the program gives now."""
    said = []
    for line in lines:
        if line.startswith("$ "):
            said += [line, *answer(line[2:], folder, environment)]
        elif not is_answer(line):
            said.append(line)
    return said


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--umsim", required=True, help="the program under test")
    parser.add_argument("--write", action="store_true", help="rewrite what is expected")
    arguments = parser.parse_args()

    commands = differing = 0
    for path in arguments.files or sorted((TESTS / "dialogues").glob("*.txt")):
        expected = path.read_text(encoding="utf-8").splitlines()
        with lab(arguments.umsim) as (folder, environment):
            said = play(expected, folder, environment)
        commands += sum(line.startswith("$ ") for line in said)
        if said == expected:
            continue
        differing += 1
        name = path.name
        print("\n".join(difflib.unified_diff(expected, said, name, f"{name} now", lineterm="")))
        if arguments.write:
            path.write_text("\n".join(said) + "\n", encoding="utf-8")
    print(f"{commands} commands, {differing} files differ", file=sys.stderr)
    return 1 if commands == 0 or (differing and not arguments.write) else 0


if __name__ == "__main__":
    sys.exit(main())
