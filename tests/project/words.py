"""What no file may hold: a path of somebody's machine, a note to finish later, a silenced warning
that gives no reason.
"""

import re

# In pieces, so that this file passes its own check.
MACHINE_PATH = re.compile(r"/(?:wo" r"rk|fa" r"rm)/|/tmp/ba" r"sh_jobs|/ho" r"me/\w|/ro" r"ot/\w")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
SILENCED = re.compile(r"//.*\bNO" r"LINT")
SILENCED_WITH_REASON = re.compile(r"NO" r"LINT(?:NEXTLINE|BEGIN)?\([\w.,* -]+\): \S|NO" r"LINTEND\(")


def problems(tree):
    for name, number, line in tree.lines():
        if MACHINE_PATH.search(line):
            yield f"{name}:{number}: a path of somebody's machine"
        if UNFINISHED.search(line):
            yield f"{name}:{number}: unfinished; an open end is an issue, not a note in a file"
        if SILENCED.search(line) and not SILENCED_WITH_REASON.search(line):
            yield f"{name}:{number}: names a check and its reason: // NO" "LINT(check): reason"
