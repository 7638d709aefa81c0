"""The files of the repository, as the checks see them.

A file counts when it is committed or could be: in a git checkout what git tracks or does not
ignore, elsewhere (an unpacked archive, the small trees of the self-test) everything but build/.
"""

import re
import subprocess
from functools import cached_property
from pathlib import Path

SOURCE_FOLDERS = ("models", "sim", "traces", "tests", "tools")
CPP_SUFFIXES = (".cpp", ".h")
NOT_OURS = {".git", "build", "__pycache__", "node_modules"}


class Tree:
    """Paths are relative to the root, with slashes, in sorted order."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        self._texts = {}

    @cached_property
    def files(self):
        names = self._from_git()
        if names is None:
            names = self._from_folder()
        return sorted(name for name in names if (self.root / name).is_file())

    def text(self, name):
        """The file's text, or None when it is binary."""
        if name not in self._texts:
            content = (self.root / name).read_bytes()
            binary = b"\0" in content[:8000]
            self._texts[name] = None if binary else content.decode("utf-8", errors="replace")
        return self._texts[name]

    def texts(self):
        """Name and text of each text file."""
        return [(name, self.text(name)) for name in self.files if self.text(name) is not None]

    def lines(self):
        """Name, line number and line, for every line of every text file."""
        for name, text in self.texts():
            for number, line in enumerate(text.splitlines(), start=1):
                yield name, number, line

    def cpp_files(self):
        """Our C++ files."""
        return self._sources(CPP_SUFFIXES)

    def code_files(self):
        """Our files that something builds: C++ and TypeScript."""
        return self._sources((*CPP_SUFFIXES, ".ts"))

    def _sources(self, suffixes):
        return [
            name
            for name in self.files
            if name.endswith(suffixes) and name.split("/")[0] in SOURCE_FOLDERS
        ]

    def _from_git(self):
        if not (self.root / ".git").exists():
            return None
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        git = subprocess.run(command, cwd=self.root, capture_output=True, check=False)
        return git.stdout.decode().split("\0")[:-1] if git.returncode == 0 else None

    def _from_folder(self):
        for path in self.root.rglob("*"):
            name = path.relative_to(self.root)
            if NOT_OURS.isdisjoint(name.parts):
                yield name.as_posix()


RAW_STRING = r'R"(?P<end>[^()\\\s]{0,16})\(.*?\)(?P=end)"'
STRING = r'"(?:\\.|[^"\\\n])*"'
CHARACTER = r"(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])'"
COMMENT = r"(?P<comment>//[^\n]*|/\*.*?\*/)"
TOKEN = re.compile(f"{RAW_STRING}|{STRING}|{CHARACTER}|{COMMENT}", re.DOTALL)


def without_comments(text):
    """C++, or JSON with comments, without the comments; everything else keeps its line."""

    def keep(match):
        return match.group() if match["comment"] is None else "\n" * match.group().count("\n")

    return TOKEN.sub(keep, text)


def strings(text):
    """The string literals of C++ code, with their quotes."""
    found = (match.group() for match in TOKEN.finditer(text))
    return [literal for literal in found if literal.endswith('"')]
