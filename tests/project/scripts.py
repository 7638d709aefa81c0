"""Every script can be run: what starts with #! has the run bit, and nothing else has."""

import os


def problems(tree):
    for name, text in tree.texts():
        script = text.startswith("#!")
        runnable = os.access(tree.root / name, os.X_OK)
        if script and not runnable:
            yield f"{name}: a script without its run bit"
        if runnable and not script:
            yield f"{name}: has the run bit, but is no script"
