"""An example on a page that names a file is that file, to the letter.

The line <!-- scenarios/... --> stands before the example, which is a block of code.
"""

import re

NAMED = re.compile(r"^<!-- (scenarios/\S+) -->$")
FENCE = "```"


def problems(tree):
    for page in (name for name in tree.files if name.startswith("docs/") and name.endswith(".md")):
        lines = tree.text(page).splitlines()
        for number, line in enumerate(lines, start=1):
            named = NAMED.match(line)
            if named:
                yield from judge(tree, f"{page}:{number}", named[1], lines[number:])


def judge(tree, place, name, below):
    if name not in tree.files:
        yield f"{place}: there is no {name}"
    elif not below or not below[0].startswith(FENCE) or FENCE not in below[1:]:
        yield f"{place}: no example stands below the name"
    else:
        example = below[1 : below.index(FENCE, 1)]
        if example != tree.text(name).splitlines():
            yield f"{place}: the example is not {name}"
