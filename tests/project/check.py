#!/usr/bin/env python3
"""Checks of the repository itself: structure, scripts, traceability.

    tests/project/check.py                  every check
    tests/project/check.py includes words   some of them
    tests/project/check.py --write          first brings docs/traceability.md up to date
"""

import argparse
import sys
from pathlib import Path

import examples
import includes
import listed
import scripts
import sizes
import tidy_reasons
import top_level
import traceability
import words
from tree import Tree

CHECKS = {
    module.__name__: module
    for module in (
        examples,
        includes,
        listed,
        scripts,
        sizes,
        tidy_reasons,
        top_level,
        traceability,
        words,
    )
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--write", action="store_true", help=f"write {traceability.REPORT}")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.checks) - set(CHECKS))
    if unknown:
        parser.error(f"no check is called {', '.join(unknown)}")

    if arguments.write:
        traceability.write(Tree(arguments.root))
    tree = Tree(arguments.root)
    found = 0
    for name in arguments.checks or CHECKS:
        if name == "sizes":
            for line in sizes.information(tree):
                print(f"information: {line}")
        for problem in CHECKS[name].problems(tree):
            found += 1
            print(f"{problem} [{name}]")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
