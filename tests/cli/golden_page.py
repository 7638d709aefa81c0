"""Pages of docs that are written from what umsim says, and compared with it in a test."""

import argparse
import difflib
import json
import os
import subprocess
import sys

from umsim_process import ROOT


def result_of(umsim, *words):
    """What `umsim WORDS --json` says of the shipped scenarios."""
    environment = {**os.environ, "UMSIM_SCENARIOS": str(ROOT / "scenarios")}
    process = subprocess.run(
        [umsim, *words, "--json"], env=environment, capture_output=True, text=True, check=False
    )
    try:
        return json.loads(process.stdout)
    except json.JSONDecodeError:
        sys.exit(f"umsim {' '.join(words)}: {process.stderr}")


def arguments_of(description):
    """The program under test, and whether to write the page."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("umsim", help="the program under test")
    parser.add_argument("--write", action="store_true", help="bring the page up to date")
    return parser.parse_args()


def row_of(cells):
    """A line of a table."""
    return f"| {' | '.join(cells)} |\n"


def compare_page(page, text, arguments, script):
    """Shows what has changed, and writes it if asked to; true when the page is up to date then."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    name = page.relative_to(ROOT).as_posix()
    changes = difflib.unified_diff(
        old.splitlines(), text.splitlines(), name, f"{name} now", lineterm=""
    )
    print("\n".join(changes))
    if arguments.write:
        page.write_text(text, encoding="utf-8")
    elif text != old:
        print(f"{name} is out of date: tests/cli/{script} UMSIM --write")
    return text == old or arguments.write
