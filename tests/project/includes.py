"""Arrows point one way.

cli -> (timed, explore, scenario, schedule, traces) -> models -> the event vocabulary. The model
knows no engine, no library but the standard one, no stream, clock, thread or random number. The two
engines do not know each other.
"""

import re

from tree import without_comments

# Headers that CMake makes.
VERSION_HEADER = "umsim/version.h"
BEHAVIOURS_HEADER = "umsim/behaviours.h"
GENERATED = (VERSION_HEADER, BEHAVIOURS_HEADER)

# What each part may include of ours, itself apart. The longest matching folder is the part.
PARTS = {
    "traces/vocabulary": (),
    "models": ("traces/vocabulary",),
    "traces": ("traces/vocabulary", "models", VERSION_HEADER),
    "sim/scenario": ("traces/vocabulary", "models", VERSION_HEADER),
    "sim/schedule": ("traces/vocabulary", "models", VERSION_HEADER),
    "sim/explore": ("sim/scenario", "sim/schedule", "traces", "models", VERSION_HEADER),
    "sim/timed": ("sim/scenario", "sim/schedule", "traces", "models", VERSION_HEADER),
    "sim/play": ("sim/explore", "sim/scenario", "sim/schedule", "traces", "models"),
    "sim/cli": ("sim", "traces", "models", VERSION_HEADER, BEHAVIOURS_HEADER),
    "tests": ("sim", "traces", "models", VERSION_HEADER),
    "tools": ("sim", "traces", "models", VERSION_HEADER),
}

# Libraries and the only parts that may use them.
LIBRARIES = {
    r"(systemc|tlm|sysc/|tlm_|sc_)": ("sim/timed", "sim/cli", "tests", "tools"),
    r"nlohmann/": ("sim/", "traces", "tests", "tools"),
    r"fmt/": ("sim/", "traces", "tests", "tools"),
    r"boost/": ("sim/cli", "tests", "tools"),
    r"histedit": ("sim/cli",),
    r"catch2/": ("tests",),
}

IMPURE = set(
    "chrono condition_variable cstdio ctime filesystem fstream future iomanip ios iosfwd iostream "
    "istream mutex ostream print random sstream stdio.h stop_token streambuf strstream syncstream "
    "thread time.h unordered_map unordered_set".split()
)
PURE_PARTS = ("models", "traces/vocabulary")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def part_of(name):
    """The part that a path belongs to, or None."""
    parts = [part for part in PARTS if name.startswith(part + "/")]
    return max(parts, key=len, default=None)


def problems(tree):
    for name in tree.cpp_files():
        part = part_of(name)
        if part is None:
            yield f"{name}: the architecture knows no such folder"
            continue
        text = without_comments(tree.text(name))
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            quoted = match.group(1) == '"'
            fault = (quoted_fault if quoted else library_fault)(tree, part, match.group(2))
            if fault:
                yield f"{name}:{line}: {fault}"


def quoted_fault(tree, part, included):
    if included not in GENERATED and included not in tree.files:
        return f'"{included}" is not a path from the root of the repository'
    target = included if included in GENERATED else part_of(included)
    if target == part or any(f"{target}/".startswith(f"{other}/") for other in PARTS[part]):
        return None
    return f'{part} must not include "{included}"'


def library_fault(tree, part, included):
    if included in tree.files:
        return f'"{included}" is ours, and goes in quotes'
    if part in PURE_PARTS and included in IMPURE:
        return f"{part} is pure, and must not include <{included}>"
    for library, users in LIBRARIES.items():
        if re.match(library, included) and not (part + "/").startswith(users):
            return f"{part} must not include <{included}>"
    return None
