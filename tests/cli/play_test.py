#!/usr/bin/env python3
"""What a play saves is what `umsim run --schedule` makes of it, in every shipped scenario.

tests/cli/play_test.py UMSIM

Each scenario is played twice: along what a timed run does, and with other choices from the middle
on. The trace that the play writes must be that of the replay of the schedule that it saves: the same
events, at the same times, with the same causes.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from umsim_process import ROOT, shipped_scenarios

# Goes on from half of the way with the last of all choices, three times, and then by turns.
STRAY = "goto {half}\nx {last}\ns 2\nx 1\ns 3 event\nb 2 switch\ns 40\n"


def umsim(program, words, commands=""):
    return subprocess.run(
        [program, *words], input=commands, capture_output=True, text=True, timeout=120, check=False
    )


def play(program, path, commands):
    """The result of a play, and its exit code."""
    done = umsim(program, ["play", path, "--json"], commands)
    return json.loads(done.stdout) if done.returncode in (0, 1) else None, done.stderr


def last_choice(program, path, half):
    """How many choices there are at that place."""
    _, said = play(program, path, f"goto {half}\nchoices\n")
    listed = said.split("> choices\n", 1)[1].splitlines()
    numbers = [line[:4].strip() for line in listed]
    return max(int(number) for number in numbers if number.isdigit())


def events(path):
    """The events without those of kind step, which a run traces where its expectations ask for
    them, and numbered as if there were none."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    kept = [event for event in map(json.loads, lines) if event["kind"] != "step"]
    numbers = {event["id"]: number for number, event in enumerate(kept, 1)}
    for event in kept:
        event["id"] = numbers[event["id"]]
        if event["cause"] is not None:
            event["cause"] = numbers[event["cause"]]
    return kept


def differs(program, path, commands, folder):
    """Why the replay of what is played is not what was played; the number of its events."""
    saved, played, replayed = (folder / name for name in ("s.json", "p.jsonl", "r.jsonl"))
    result, said = play(program, path, f"{commands}save {saved}\ntrace {played} jsonl\n")
    if result is None:
        return f"the play failed: {said.splitlines()[-1]}", 0
    run = umsim(program, ["run", path, "--schedule", saved, "--trace", replayed, "--json"])
    if run.returncode not in (0, 1):
        return f"the replay failed: {run.stderr}", 0
    if json.loads(run.stdout)["choices"] != result["position"]:
        return "the replay made other choices", 0
    if events(played) != events(replayed):
        return "the traces differ", 0
    return "", len(events(played))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = str(Path(sys.argv[1]).resolve())
    failures = compared = 0
    with tempfile.TemporaryDirectory() as name:
        for scenario in shipped_scenarios():
            path = str(ROOT / scenario)
            whole, said = play(program, path, "goto end\n")
            if whole is None:
                sys.exit(f"{scenario}: {said}")
            half = whole["position"] // 2
            stray = STRAY.format(half=half, last=last_choice(program, path, half))
            for commands in ("goto end\n", stray):
                why, count = differs(program, path, commands, Path(name))
                compared += count
                if why:
                    failures += 1
                    print(f"{scenario}: {commands!r}: {why}")
    print(f"{compared} events compared, {failures} plays differ", file=sys.stderr)
    return 1 if failures or compared < 10_000 else 0


if __name__ == "__main__":
    sys.exit(main())
