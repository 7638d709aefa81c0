#!/usr/bin/env python3
"""Installs Perfetto's trace processor, as package-lock.json has it, into a folder of the build.

    tests/traces/readers/install.py FOLDER
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = ("package.json", "package-lock.json")
COMMAND = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    installed = folder / "installed.json"
    wanted = (HERE / FILES[1]).read_bytes()
    if installed.is_file() and installed.read_bytes() == wanted:
        print("installed already")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(HERE / name, folder / name)
    subprocess.run(COMMAND, cwd=folder, check=True)
    installed.write_bytes(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
