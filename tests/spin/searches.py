"""Runs SPIN on the model, and umsim on a scenario: what either finds."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SCENARIOS = ROOT / "scenarios" / "patent"
MODEL = "ums.pml"
TIMEOUT_SECONDS = 1800


class Incomplete(Exception):
    """A search has given up."""


@dataclass
class Found:
    """`kind` is None when everything holds, else the property that is broken: INV-n, INV-15 being
    progress, or "deadlock"."""

    kind: str | None
    states: int
    seconds: float
    bytes_per_state: float = 0
    steps: int = 0


def tools_missing():
    """A sentence about what is not installed, or None."""
    for tool, package in (("spin", "spin"), ("gcc", "gcc")):
        if shutil.which(tool) is None:
            return f"{tool} is not installed: apt-get install {package} (tools/test does it)"
    return None


def output_of(command, folder):
    process = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
    return process.returncode, process.stdout + process.stderr


def knock_out_define(name):
    return f"-DWITHOUT_{name.upper().replace('-', '_')}"


def expressible():
    """The knock-outs that the model knows, by umsim's names."""
    text = "".join(path.read_text() for path in sorted(HERE.glob("*.pml")))
    found = set(re.findall(r"\bWITHOUT_([A-Z][A-Z_]*[A-Z])\b", text))
    return sorted(name.lower().replace("_", "-") for name in found)


@dataclass
class Spin:
    """A way to search: what the compiler and the program are told."""

    compiler: tuple = ("-O1", "-DSAFETY")
    run: tuple = ("-m1000000",)

    def search(self, defines):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for path in HERE.glob("*.pml"):
                shutil.copy(path, folder)
            code, text = output_of(["spin", "-a", *defines, MODEL], folder)
            if code != 0 or "Error" in text or not (folder / "pan.c").is_file():
                sys.exit(f"spin does not accept the model with {' '.join(defines)}:\n{text}")
            code, text = output_of(["gcc", "-w", *self.compiler, "-o", "pan", "pan.c"], folder)
            if code != 0:
                sys.exit(f"gcc does not compile SPIN's program:\n{text}")
            started = time.monotonic()
            _, text = output_of(["./pan", *self.run], folder)
            return read_pan(text, time.monotonic() - started)


# Where a violation is near or the system small, most of the time goes into compiling.
SHORTEST = Spin(compiler=("-O0", "-DSAFETY", "-DBFS"), run=("-w18",))
SMALL_PROOF = Spin(compiler=("-O0", "-DSAFETY"), run=("-m1000000", "-w18"))
PROOF = Spin(compiler=("-O1", "-DSAFETY"), run=("-m1000000", "-w22"))
FAIR_CYCLES = Spin(compiler=("-O0", "-DNFAIR=3"), run=("-m1000000", "-w18", "-a", "-f"))
SMALL_THREADS = 3


def number(pattern, text):
    match = re.search(pattern, text)
    return float(match.group(1)) if match else 0


def read_pan(text, seconds):
    states = int(number(r"(\d+) states, stored", text))
    broken = re.search(r"assertion violated \(broken!=(\d+)\) \(at depth (\d+)", text)
    memory = number(r"([\d.]+)\s+actual memory usage for states", text) * 2**20
    seconds = number(r"elapsed time ([\d.]+) seconds", text) or seconds
    kind, steps = None, 0
    if broken:
        kind = "deadlock" if broken[1] == "0" else f"INV-{broken[1]}"
        steps = int(broken[2])
    elif "acceptance cycle" in text and "errors: 0" not in text:
        kind = "INV-15"
    elif "errors: 0" not in text or "max search depth too small" in text or states == 0:
        sys.exit(f"SPIN did not complete its search:\n{text}")
    return Found(kind, states, seconds, memory / max(states, 1), steps)


def by_spin(system, knock_out=None):
    """First what breaks a property in the fewest steps; then, of a small system with a CPU for each
    thread, whether a fair run may never end."""
    defines = system.defines() + ([knock_out_define(knock_out)] if knock_out else [])
    small = system.threads <= SMALL_THREADS
    proof = SMALL_PROOF if small else PROOF
    found = (SHORTEST if knock_out else proof).search(defines)
    if found.kind is None and small and system.machine_cpus >= system.threads:
        found.kind = FAIR_CYCLES.search([*defines, "-DPROGRESS"]).kind
    return found


def by_spin_only(system, knock_out, kind):
    """Whether SPIN can break this very property."""
    wanted = 0 if kind == "deadlock" else int(kind.removeprefix("INV-"))
    defines = [*system.defines(), knock_out_define(knock_out), f"-DONLY={wanted}"]
    return SHORTEST.search(defines).kind == kind


def scenario_of(name):
    """A shipped scenario."""
    text = (SCENARIOS / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


def by_umsim(umsim, system, knock_out=None, shipped=None, options=()):
    """Of a shipped scenario where one is named, else of the system's own."""
    with tempfile.TemporaryDirectory() as name:
        path = SCENARIOS / f"{shipped}.json"
        if shipped is None:
            path = Path(name) / "system.json"
            path.write_text(system.scenario(), encoding="utf-8")
        command = [str(umsim), "check", str(path), "--json", "--no-progress", *options]
        command += ["--schedule-out", str(Path(name) / "out.json")]
        if knock_out:
            command += ["--knock-out", knock_out]
        code, text = output_of(command, name)
    try:
        result = json.loads(text)["scenarios"][0]
    except (ValueError, KeyError, IndexError):
        sys.exit(f"umsim cannot check {system} (code {code}):\n{text}")
    if result["verdict"] == "incomplete":
        raise Incomplete(f"no verdict on {system}: {result['stop']}, {result['states']:,} states")
    kind, steps = None, 0
    example = result["counterexample"]
    if example is not None:
        kind, steps = kind_of(example), example["steps"]
    return Found(kind, result["states"], result["seconds"], result["bytes_per_state"], steps)


def kind_of(example):
    if example["fault"] == "deadlock":
        return "deadlock"
    if example["fault"] == "lost_goal":
        return "INV-15"
    return example["invariant"] or example["text"]
