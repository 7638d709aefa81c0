#!/usr/bin/env python3
"""SPIN and umsim say the same of the protocol, and of each knock-out that SPIN's model can express.

    tests/spin/cross_check.py build/release/sim/cli/umsim           compares everything
    tests/spin/cross_check.py build/release/sim/cli/umsim NAME...   only these knock-outs

The same means: both hold, or both are broken and SPIN's model breaks the property that umsim names.
"""

import re
import sys
import time
from pathlib import Path

from pairs import MADE, SHIPPED
from searches import (
    HERE,
    ROOT,
    Incomplete,
    by_spin,
    by_spin_only,
    by_umsim,
    expressible,
    scenario_of,
    tools_missing,
)


def pairs():
    """Scenario (or None), system, knock-out (or None)."""
    known = expressible()
    for name, system in SHIPPED.items():
        yield name, system, None
        for knock_out in scenario_of(name)["check"].get("catches", ()):
            if knock_out in known:
                yield name, system, knock_out
    for system, knock_outs in MADE:
        yield None, system, None
        for knock_out in knock_outs:
            yield None, system, knock_out


def difference(spin, umsim, system, knock_out):
    """What SPIN and umsim do not agree on, or None."""
    if (spin.kind is None) != (umsim.kind is None):
        return "one holds, the other is broken"
    if spin.kind == umsim.kind:
        return None
    if umsim.kind == "INV-15" or not by_spin_only(system, knock_out, umsim.kind):
        return f"SPIN's model cannot break {umsim.kind}"
    return None


def unaccounted():
    """Knock-outs that neither the model nor README.md knows, and those that umsim lacks."""
    page = (ROOT / "docs" / "knock-outs.md").read_text(encoding="utf-8")
    umsims = set(re.findall(r"^\| ([a-z][a-z-]+) \|", page, flags=re.MULTILINE)) - {"knock-out"}
    readme = (HERE / "README.md").read_text(encoding="utf-8").split("## Knock-outs")[1]
    rows = re.findall(r"^\| ([a-z][a-z, -]+) \|", readme, flags=re.MULTILINE)
    inexpressible = {name for row in rows for name in row.split(", ")} - {"knock-outs"}
    for name in sorted(umsims - inexpressible - set(expressible())):
        yield f"{name}: not in the model, nor in tests/spin/README.md with the reason why"
    for name in sorted((inexpressible | set(expressible())) - umsims):
        yield f"{name}: no knock-out of umsim"
    for name in sorted(inexpressible & set(expressible())):
        yield f"{name}: expressed by the model, but README.md says that it is not"


def say(name, system, knock_out, spin, umsim):
    what = f"without {knock_out}" if knock_out else "the protocol"
    verdicts = [f.kind or "holds" for f in (spin, umsim)]
    counts = f"{spin.states:,} and {umsim.states:,} states"
    where = f"({name or system}; {counts})"
    print(f"{what}: SPIN {verdicts[0]}, umsim {verdicts[1]} {where}", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    missing = tools_missing()
    if missing:
        sys.exit(missing)
    umsim, wanted = Path(sys.argv[1]).resolve(), sys.argv[2:]
    started, differences, compared = time.monotonic(), [], set()
    for name, system, knock_out in pairs():
        if wanted and knock_out not in wanted:
            continue
        spin = by_spin(system, knock_out)
        try:
            other = by_umsim(umsim, system, knock_out, name)
        except Incomplete as incomplete:
            differences.append(f"umsim has {incomplete}")
            continue
        say(name, system, knock_out, spin, other)
        compared.add(knock_out)
        why = difference(spin, other, system, knock_out)
        if why:
            differences.append(f"{knock_out or 'the protocol'} ({name or system}): {why}")
    forgotten = sorted(set(wanted or expressible()) - compared)
    differences += [f"{name}: in the model, and nothing compares it" for name in forgotten]
    differences += unaccounted()
    seconds = time.monotonic() - started
    print(f"{len(compared - {None})} knock-outs, {seconds:.0f} s", file=sys.stderr)
    for line in differences:
        print(line)
    return 1 if differences or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
