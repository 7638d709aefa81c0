"""Runs of umsim with traces in several formats, and what their JSON Lines say."""

import json
import resource
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# Together they have every sort of thing that formats show: several CPUs and primaries, APCs of every
# path, faults, devices, processes that go, two portions of a worker on two CPUs.
SCENARIOS = (
    "fig02-directed-switch",
    "fig03-two-processes",
    "fig07-apc-on-running-worker",
    "fig08-apc-during-context-migration",
    "fig12-blocking-io",
    "fig12-soft-and-hard-fault",
    "fig12-two-pollers",
    "fig12-work-stealing",
    "fig15-worker-to-worker",
    "exit-process-deletion-shared-event",
)


@dataclass
class Run:
    name: str
    paths: dict  # format -> file
    header: dict
    events: list  # of the JSON Lines, in order

    def of_kind(self, *kinds):
        return [event for event in self.events if event["kind"] in kinds]

    def workers(self):
        return [thread["name"] for thread in self.header["threads"] if thread["kind"] == "worker"]


def run(umsim, scenario, formats, folder, options=()):
    """The run of a shipped scenario, with a trace of each format beside the JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / name for name in ("jsonl", *formats)}
    command = [umsim, "run", ROOT / "scenarios" / "patent" / f"{scenario}.json", *options]
    for name, path in paths.items():
        command += ["--trace", path, "--trace-format", name]
    subprocess.run(command, check=True, capture_output=True)
    lines = paths["jsonl"].read_text(encoding="utf-8").splitlines()
    header, *events = [json.loads(line) for line in lines]
    shown = [event for event in events if "before" not in event]
    return Run(scenario, paths, header, shown)


@contextmanager
def all_runs(umsim, formats):
    with tempfile.TemporaryDirectory() as name:
        yield [run(umsim, scenario, formats, Path(name) / scenario) for scenario in SCENARIOS]


ENDLESS = ROOT / "tests" / "cli" / "lab" / "failing" / "endless.json"
DISK_BYTES = 300_000  # of a disk that is soon full
TIMEOUT_SECONDS = 60


def interrupted(umsim, name, folder):
    """What is left of the trace of an endless run that Ctrl-C has ended."""
    path = folder / f"interrupted.{name}"
    command = [umsim, "run", ENDLESS, "--json", "--trace", path, "--trace-format", name]
    partial = path.with_name(path.name + ".partial")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not (partial.exists() and partial.stat().st_size > DISK_BYTES):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the run that was to be interrupted: {process.stderr.read()}")
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
    return process.returncode, partial


def on_full_disk(umsim, name, folder):
    """The same of a run whose disk is full."""
    path = folder / f"full.{name}"
    command = [umsim, "run", ENDLESS, "--json", "--trace", path, "--trace-format", name]

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (DISK_BYTES, DISK_BYTES))

    process = subprocess.run(command, capture_output=True, preexec_fn=small_disk, check=False)
    return process.returncode, path.with_name(path.name + ".partial")


def broken_off(umsim, name, folder, faults):
    """What is left of both runs; both must have ended as they should."""
    folder.mkdir(parents=True, exist_ok=True)
    codes, paths = zip(interrupted(umsim, name, folder), on_full_disk(umsim, name, folder))
    faults.same(f"exit codes of broken {name} runs", [130, 2], list(codes))
    return paths


def lock_word(lock):
    return f"{lock['cid'] or '-'}/{lock['holders']}"


class Faults:
    """What a test has found; a comparison that compares nothing is a fault too."""

    def __init__(self):
        self.found = []
        self.compared = 0

    def same(self, where, wanted, found):
        """Both are lists; order does not count."""
        wanted, found = sorted(wanted), sorted(found)
        self.compared += len(wanted)
        if wanted != found:
            missing = [item for item in wanted if item not in found]
            more = [item for item in found if item not in wanted]
            self.found.append(f"{where}: missing {missing[:5]}, too many {more[:5]}")

    def report(self, least):
        for fault in self.found:
            print(fault)
        print(f"{self.compared} things compared, {len(self.found)} comparisons failed")
        return 1 if self.found or self.compared < least else 0
