"""No source file that nothing builds: every .cpp, .h and .ts is named in a CMakeLists.txt which the one
at the root, or one that it names, adds.
"""

import posixpath
import re

TOKEN = re.compile(r'"[^"\n]*"|[^\s()"#]+|#[^\n]*')
FOLDER_VARIABLES = ("${CMAKE_CURRENT_SOURCE_DIR}/", "${CMAKE_CURRENT_LIST_DIR}/")
ROOT_VARIABLES = ("${PROJECT_SOURCE_DIR}/", "${CMAKE_SOURCE_DIR}/", "${umsim_SOURCE_DIR}/")


def listed_files(tree):
    """All paths that the CMakeLists.txt files name, relative to the root."""
    listed = set()
    folders = [""]
    for folder in folders:
        cmake = posixpath.join(folder, "CMakeLists.txt")
        named = {resolve(folder, token.strip('"')) for token in TOKEN.findall(tree.text(cmake))}
        listed |= named
        added = (name for name in sorted(named) if f"{name}/CMakeLists.txt" in tree.files)
        folders += (name for name in added if name not in folders)
    return listed


def resolve(folder, token):
    for variable in ROOT_VARIABLES:
        if token.startswith(variable):
            return posixpath.normpath(token.removeprefix(variable))
    for variable in FOLDER_VARIABLES:
        token = token.removeprefix(variable)
    return posixpath.normpath(posixpath.join(folder, token))


def problems(tree):
    listed = listed_files(tree)
    for name in tree.code_files():
        if name not in listed:
            yield f"{name}: no CMakeLists.txt lists it"
