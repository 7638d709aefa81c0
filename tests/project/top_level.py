"""The root holds what is known to belong there: what a command has left behind does not slip in."""

KNOWN = {
    ".ci",
    ".clang-format",
    ".clang-tidy",
    ".gitignore",
    "CMakeLists.txt",
    "CMakePresets.json",
    "README.md",
    "cmake",
    "docs",
    "models",
    "scenarios",
    "sim",
    "tests",
    "tools",
    "traces",
}


def problems(tree):
    for name in sorted({path.split("/")[0] for path in tree.files} - KNOWN):
        yield f"{name}: does not belong to the root of the repository"
