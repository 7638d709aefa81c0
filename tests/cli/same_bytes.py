#!/usr/bin/env python3
"""Every shipped scenario gives the same bytes when it is run again, and when another compiler has
built the program: result, trace and columns.

    tests/cli/same_bytes.py UMSIM           runs everything twice
    tests/cli/same_bytes.py UMSIM OTHER     compares two programs; 77 when there is no OTHER

UMSIM_CLANG_BINARY in the environment stands in for OTHER.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from umsim_process import ROOT, lab, shell, shipped_scenarios

SKIPPED = 77


def formats(umsim):
    """The trace formats that the help of `run` names."""
    text = subprocess.run([umsim, "run", "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall("[a-z]+", re.search(r"the --trace before it:([a-z, ]+)", text).group(1))


def outputs(umsim, scenario):
    """What a run of the scenario prints and writes, by name."""
    with lab(umsim) as (folder, environment):
        environment["UMSIM_SCENARIOS"] = "scenarios"
        names = formats(umsim)
        traces = " ".join(f"--trace {name} --trace-format {name}" for name in names)
        process = shell(f"umsim run {scenario} --json {traces}", folder, environment)
        found = {"exit code": process.returncode, "result": process.stdout}
        found["messages"] = process.stderr
        for name in names:
            found[name] = (folder / name).read_bytes() if process.returncode in (0, 1) else b""
        steps = shell(f"umsim run {scenario} --steps --trace -", folder, environment)
        found["steps"] = steps.stdout
        return found


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    umsim = sys.argv[1]
    other = os.environ.get("UMSIM_CLANG_BINARY", sys.argv[-1]) if len(sys.argv) == 3 else umsim
    if not Path(other).is_file():
        print(f"there is no {other}; tools/test builds it", file=sys.stderr)
        return SKIPPED
    differing = 0
    scenarios = shipped_scenarios()
    for scenario in scenarios:
        first, second = outputs(umsim, scenario), outputs(other, scenario)
        if first["exit code"] not in (0, 1) or not first["jsonl"]:
            print(f"{scenario}: does not run: {first['messages'].decode()}")
            differing += 1
        for name, bytes_ in first.items():
            if second[name] != bytes_:
                print(f"{scenario}: {name} differs")
                differing += 1
    print(f"{len(scenarios)} scenarios of {ROOT / 'scenarios'}", file=sys.stderr)
    return 1 if differing or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main())
