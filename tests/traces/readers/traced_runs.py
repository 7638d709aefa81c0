"""Runs of umsim with traces in several formats, and what their JSON Lines say."""

import json
import subprocess
import tempfile
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
    return Run(scenario, paths, header, events)


@contextmanager
def all_runs(umsim, formats):
    with tempfile.TemporaryDirectory() as name:
        yield [run(umsim, scenario, formats, Path(name) / scenario) for scenario in SCENARIOS]


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
