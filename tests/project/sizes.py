"""How large files and lines of code are. For information: it judges nothing."""

FILE_LINES = 250
LINE_COLUMNS = 100
SHOWN = 5


def information(tree):
    lengths = {name: tree.text(name).splitlines() for name in tree.code_files()}
    files = {name: len(lines) for name, lines in lengths.items()}
    yield from largest(files, FILE_LINES, f"files over {FILE_LINES} lines")
    columns = {name: max(map(len, lines), default=0) for name, lines in lengths.items()}
    yield from largest(columns, LINE_COLUMNS, f"files with lines over {LINE_COLUMNS} columns")


def largest(sizes, limit, what):
    """One line that counts what is over the limit and names the largest."""
    over = sorted((-size, name) for name, size in sizes.items() if size > limit)
    if over:
        names = ", ".join(f"{name} ({-size})" for size, name in over[:SHOWN])
        yield f"{len(over)} {what}: {names}{', ...' if len(over) > SHOWN else ''}"


def problems(_tree):
    return ()
