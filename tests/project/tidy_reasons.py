"""Every check that .clang-tidy excludes has its reason in a comment there."""

import re


def problems(tree):
    if ".clang-tidy" not in tree.files:
        yield ".clang-tidy: missing"
        return
    lines = tree.text(".clang-tidy").splitlines()
    comment = "\n".join(line for line in lines if line.startswith("#"))
    for number, line in enumerate(lines, start=1):
        excluded = re.match(r"\s+(-[\w.*-]+)", line)
        if excluded and excluded.group(1) != "-*" and f"{excluded.group(1)}: " not in comment:
            yield f".clang-tidy:{number}: {excluded.group(1)} gives no reason"
