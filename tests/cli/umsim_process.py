"""Running the umsim under test: a fresh folder with links to what commands name, and its output."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parents[1]
TIMEOUT_SECONDS = 120

# Name in the folder -> what it stands for.
LINKS = {
    "lab": TESTS / "lab",
    "broken": TESTS / "broken",
    "scenarios": ROOT / "scenarios",
}


@contextmanager
def lab(umsim):
    """A folder to run commands in, as (folder, environment); the shipped scenarios are lab/."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for link, target in LINKS.items():
            (folder / link).symlink_to(target)
        (folder / "bin").mkdir()
        (folder / "bin" / "umsim").symlink_to(Path(umsim).resolve())
        (folder / "empty").mkdir()
        environment = dict(os.environ)
        environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment['PATH']}"
        environment["UMSIM_SCENARIOS"] = "lab"
        environment["LC_ALL"] = "C.UTF-8"
        for name in ("NO_COLOR", "TERM", "COLUMNS"):
            environment.pop(name, None)
        yield folder, environment


def shell(command, folder, environment):
    """The finished process of a shell command; output is bytes."""
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def shipped_scenarios():
    """Paths of all shipped scenarios, relative to the root."""
    folders = [f for f in sorted((ROOT / "scenarios").iterdir()) if f.is_dir()]
    return [
        path.relative_to(ROOT).as_posix()
        for folder in folders
        if folder.name not in ("machines", "schema")
        for path in sorted(folder.glob("*.json"))
    ]
