#!/usr/bin/env python3
"""The sessions that docs/play.md shows are what umsim says.

    tests/cli/play_page.py UMSIM            holds the page against the program
    tests/cli/play_page.py --write UMSIM    rewrites the sessions on the page

A session is a block of code that begins with `$ umsim play ...`; commands stand behind the prompts.
Other commands of a block that begin with `$ ` come before it, and their output is not shown.
"""

import difflib
import re
import sys

from umsim_process import ROOT, lab, shell

PAGE = ROOT / "docs" / "play.md"
BLOCK = re.compile(r"```\n(\$ .*?)```\n", re.DOTALL)
PROMPT = re.compile(r"^[\d,]+(?: at [\d,]+ ns)?(?:, [^>]+)?> (.*)$")


def said(block, folder, environment):
    """The block as umsim would have it now."""
    lines = block.splitlines()
    typed = [line[2:] for line in lines if line.startswith("$ ")]
    commands = [match.group(1) for match in map(PROMPT.match, lines) if match]
    for command in typed[:-1]:
        shell(command, folder, environment)
    (folder / "commands").write_text("\n".join(commands) + "\n", encoding="utf-8")
    done = shell(f"{typed[-1]} < commands", folder, environment)
    shown = [f"$ {command}" for command in typed]
    text = done.stdout.decode() + done.stderr.decode()
    return "\n".join(shown) + "\n" + "\n".join(map(str.rstrip, text.splitlines())) + "\n"


def main():
    words = sys.argv[1:]
    write = "--write" in words
    words = [word for word in words if word != "--write"]
    if len(words) != 1:
        sys.exit(__doc__)
    page = PAGE.read_text(encoding="utf-8")
    sessions = 0

    def replaced(match):
        nonlocal sessions
        sessions += 1
        with lab(words[0]) as (folder, environment):
            environment["UMSIM_SCENARIOS"] = str(ROOT / "scenarios")
            return f"```\n{said(match.group(1), folder, environment)}```\n"

    now = BLOCK.sub(replaced, page)
    print(f"{sessions} sessions", file=sys.stderr)
    if write:
        PAGE.write_text(now, encoding="utf-8")
    elif now != page:
        old, new = page.splitlines(), now.splitlines()
        print("\n".join(difflib.unified_diff(old, new, "docs/play.md", "now", lineterm="")))
        return 1
    return 0 if sessions >= 3 else 1


if __name__ == "__main__":
    sys.exit(main())
