#!/usr/bin/env python3
"""Each check of the repository is shown to fail, on a small tree that breaks its rule."""

import tempfile
import unittest
from pathlib import Path

import examples
import includes
import listed
import scripts
import sizes
import tidy_reasons
import top_level
import traceability
import words
from tree import Tree

RUNNABLE = 0o755


class TreeTest(unittest.TestCase):
    def tree(self, files, runnable=()):
        """A tree of the given files (path -> text) in a folder that goes away after the test."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, text in files.items():
            path = Path(folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            if name in runnable:
                path.chmod(RUNNABLE)
        return Tree(folder.name)

    def assert_finds(self, check, files, *expected, runnable=()):
        """The check finds exactly one problem for each expected text, which it contains."""
        found = list(check.problems(self.tree(files, runnable)))
        self.assertEqual(len(found), len(expected), found)
        for problem, text in zip(found, expected):
            self.assertIn(text, problem)


class Examples(TreeTest):
    PAGE = "Text.\n\n<!-- scenarios/a.json -->\n```json\n{}\n```\n"

    def test_an_example_that_is_its_file_passes(self):
        self.assert_finds(examples, {"docs/page.md": self.PAGE, "scenarios/a.json": "{}\n"})

    def test_an_example_that_differs_is_found(self):
        files = {"docs/page.md": self.PAGE, "scenarios/a.json": "[]\n"}
        self.assert_finds(examples, files, "docs/page.md:3: the example is not scenarios/a.json")

    def test_an_example_of_no_file_is_found(self):
        self.assert_finds(examples, {"docs/page.md": self.PAGE}, "there is no scenarios/a.json")

    def test_a_name_without_an_example_is_found(self):
        files = {"docs/page.md": "<!-- scenarios/a.json -->\nText.\n", "scenarios/a.json": "{}\n"}
        self.assert_finds(examples, files, "no example")


class Includes(TreeTest):
    def assert_include(self, part, include, *expected):
        headers = ["models/a.h", "traces/vocabulary/a.h", "traces/a.h", "sim/scenario/a.h"]
        headers += ["sim/timed/a.h", "sim/explore/a.h", "sim/cli/a.h", "tests/a.h"]
        files = {header: "#pragma once\n" for header in headers}
        files[f"{part}/b.cpp"] = f"// A file.\n#include {include}\n"
        self.assert_finds(includes, files, *expected)

    def test_arrows_that_point_the_right_way_pass(self):
        self.assert_include("models", '"traces/vocabulary/a.h"')
        self.assert_include("models/ums", '"models/a.h"')
        self.assert_include("traces", '"models/a.h"')
        self.assert_include("sim/timed", '"sim/scenario/a.h"')
        self.assert_include("sim/timed", "<systemc>")
        self.assert_include("sim/cli", '"sim/explore/a.h"')
        self.assert_include("sim/cli", '"umsim/version.h"')
        self.assert_include("tests/models", '"sim/cli/a.h"')

    def test_the_model_knows_no_engine(self):
        self.assert_include("models", '"sim/timed/a.h"', "models/b.cpp:2: models must not include")
        self.assert_include("models", '"traces/a.h"', "models must not include")
        self.assert_include("models", '"umsim/version.h"', "models must not include")
        self.assert_include("sim/cli", '"umsim/behaviours.h"')
        self.assert_include("traces", '"umsim/behaviours.h"', "traces must not include")

    def test_the_model_knows_no_library(self):
        for library in ("<systemc>", "<tlm.h>", "<nlohmann/json.hpp>", "<fmt/format.h>",
                        "<boost/program_options.hpp>"):
            self.assert_include("models/ums", library, "models must not include")

    def test_the_model_is_pure(self):
        for header in ("<iostream>", "<chrono>", "<random>", "<thread>", "<cstdio>"):
            self.assert_include("models", header, "is pure")
            self.assert_include("traces/vocabulary", header, "is pure")

    def test_the_vocabulary_knows_nothing(self):
        self.assert_include("traces/vocabulary", '"models/a.h"', "must not include")
        self.assert_include("traces/vocabulary", '"traces/a.h"', "must not include")

    def test_traces_know_no_engine(self):
        self.assert_include("traces", '"sim/scenario/a.h"', "traces must not include")

    def test_the_engines_do_not_know_each_other(self):
        self.assert_include("sim/timed", '"sim/explore/a.h"', "sim/timed must not include")
        self.assert_include("sim/explore", '"sim/timed/a.h"', "sim/explore must not include")
        self.assert_include("sim/explore", "<systemc>", "sim/explore must not include")

    def test_nothing_includes_the_command_line_or_a_test(self):
        self.assert_include("sim/scenario", '"sim/cli/a.h"', "must not include")
        self.assert_include("sim/cli", '"tests/a.h"', "must not include")

    def test_includes_are_written_from_the_root(self):
        self.assert_include("models", '"a.h"', "not a path from the root")
        self.assert_include("models", '"../traces/vocabulary/a.h"', "not a path from the root")
        self.assert_include("sim/cli", "<models/a.h>", "goes in quotes")

    def test_an_include_in_a_comment_does_not_count(self):
        self.assert_finds(includes, {"models/a.h": "/*\n#include <random>\n*/\n"})

    def test_a_new_folder_needs_its_place_in_the_architecture(self):
        self.assert_finds(includes, {"sim/new/a.cpp": ""}, "knows no such folder")


class Listed(TreeTest):
    def assert_listed(self, cmake, *expected):
        """models has the files a.cpp, b.h and sub/c.h and the given CMakeLists.txt."""
        files = {"CMakeLists.txt": "# first models\numsim_add_folder(models)\n"}
        files |= {"models/CMakeLists.txt": cmake}
        files |= {"models/a.cpp": "", "models/b.h": "", "models/sub/c.h": ""}
        self.assert_finds(listed, files, *expected)

    def test_listed_files_pass(self):
        self.assert_listed('lib(n SOURCES a.cpp sub/c.h "${CMAKE_CURRENT_SOURCE_DIR}/b.h")\n')

    def test_a_file_that_no_target_builds_is_found(self):
        self.assert_listed("lib(n SOURCES a.cpp b.h)\n", "models/sub/c.h: no CMakeLists.txt")

    def test_a_file_of_typescript_that_nothing_builds_is_found(self):
        files = {"CMakeLists.txt": "add(tools)\n", "tools/CMakeLists.txt": "set(s src/a.ts)\n"}
        files |= {"tools/src/a.ts": "", "tools/src/b.ts": ""}
        self.assert_finds(listed, files, "tools/src/b.ts: no CMakeLists.txt")

    def test_a_file_that_is_commented_out_is_found(self):
        self.assert_listed("lib(n SOURCES b.h # a.cpp\n sub/c.h)\n", "models/a.cpp: no CMake")

    def test_a_file_in_a_folder_that_nothing_adds_is_found(self):
        files = {"CMakeLists.txt": "# add(tests)\n", "tests/CMakeLists.txt": "test(n SOURCES a.cpp)"}
        self.assert_finds(listed, {**files, "tests/a.cpp": ""}, "tests/a.cpp: no CMakeLists.txt")


class TopLevel(TreeTest):
    def test_known_names_pass(self):
        self.assert_finds(top_level, {"README.md": "", "docs/o": "", ".ci/run": ""})

    def test_a_file_that_was_left_behind_is_found(self):
        self.assert_finds(top_level, {"README.md": "", "o": ""}, "o: does not belong")


class Words(TreeTest):
    def assert_word(self, line, *expected):
        self.assert_finds(words, {"docs/a.md": "fine\n" + line + "\n"}, *expected)

    def test_ordinary_text_passes(self):
        self.assert_word("mktemp /tmp/umsim.XXXX" "XX in build/ for workloads")

    def test_machine_paths_are_found(self):
        for path in ("/wo" "rk/main/models", "/tmp/ba" "sh_jobs/1", "/fa" "rm/x", "/ho" "me/ann/x"):
            self.assert_word(f"see {path}", "docs/a.md:2: a path")

    def test_unfinished_work_is_found(self):
        for word in ("TO" "DO", "FIX" "ME", "X" "XX"):
            self.assert_word(f"// {word}: later", "docs/a.md:2: unfinished")

    def test_a_silenced_warning_gives_its_check_and_its_reason(self):
        self.assert_word("f();  // NO" "LINT", "docs/a.md:2: names a check")
        self.assert_word("f();  // NO" "LINT(bugprone-x)", "docs/a.md:2: names a check")
        self.assert_word("f();  // NO" "LINT(bugprone-x): the library asks for it")


class Scripts(TreeTest):
    def test_run_bits(self):
        files = {"tools/a": "#!/bin/sh\n", "tools/b": "#!/bin/sh\n", "c.txt": "", "d.txt": ""}
        expected = ("d.txt: has the run bit", "tools/b: a script without")
        self.assert_finds(scripts, files, *expected, runnable=("tools/a", "d.txt"))


class TidyReasons(TreeTest):
    def test_an_exclusion_without_a_reason_is_found(self):
        config = "#   -a-b: because.\nChecks: >-\n  -*,\n  a-*,\n  -a-b,\n"
        self.assert_finds(tidy_reasons, {".clang-tidy": config})
        self.assert_finds(tidy_reasons, {".clang-tidy": config + "  -a-c\n"}, "-a-c gives no")
        self.assert_finds(tidy_reasons, {}, "missing")


class Sizes(TreeTest):
    def test_sizes_are_reported_and_judge_nothing(self):
        tree = self.tree({"models/a.h": "x\n" * 251 + "y" * 101})
        self.assertEqual(len(list(sizes.information(tree))), 2)
        self.assertEqual(list(sizes.problems(tree)), [])


class Traceability(TreeTest):
    GOOD = {
        traceability.BEHAVIOURS: "| id | statement | source |\n|---|---|---|\n"
        "| LOCK-1 | A lock. | P:1 |\n| LOCK-2 | Another. | N |\n## INV\n| INV-1 | Always. |\n",
        traceability.SCOPE: "# So far:\nLOCK-1\nINV-1  # both of them\n",
        "tests/a.cpp": 'TEST_CASE("A lock", "[LOCK-1]") { check(1\'000, \'"\'); }\n',
        "scenarios/a.json": '{"umsim": 1, // first\n"covers": ["INV-1"]}\n',
    }

    def assert_traced(self, changes, *expected):
        """The good tree with some files changed and its report up to date."""
        files = {**self.GOOD, **changes}
        files[traceability.REPORT] = traceability.report(self.tree(files))
        self.assert_finds(traceability, files, *expected)

    def test_what_is_in_scope_and_cited_passes(self):
        self.assert_traced({})

    def test_a_cited_id_that_nothing_defines_is_found(self):
        self.assert_traced({"tests/b.cpp": 'TEST_CASE("b [LOCK-9]")'}, "tests/b.cpp: cites LOCK-9")
        self.assert_traced({"scenarios/b/c.json": '{"covers": ["X-1"]}'}, "c.json: cites X-1")

    def test_an_id_in_scope_that_nothing_cites_is_found(self):
        scope = {traceability.SCOPE: "LOCK-1\nINV-1\nLOCK-2\n"}
        self.assert_traced(scope, "scope.txt:3: no test and no scenario covers LOCK-2")

    def test_a_citation_in_a_comment_does_not_count(self):
        commented = {"tests/a.cpp": '// TEST_CASE("A lock", "[LOCK-1]")\n/* "[LOCK-1]" */'}
        self.assert_traced(commented, "no test and no scenario covers LOCK-1")

    def test_a_citation_after_a_raw_string_counts(self):
        test = 'auto text = R"j({"a": "/*"})j";  // \'"\'\nTEST_CASE("A lock [LOCK-1]") {}\n'
        self.assert_traced({"tests/a.cpp": test})

    def test_an_id_in_scope_that_nothing_defines_is_found(self):
        self.assert_traced({traceability.SCOPE: "LOCK-7\n"}, "scope.txt:1: docs/spec/behaviours.md")

    def test_an_id_that_is_defined_twice_is_found(self):
        rows = self.GOOD[traceability.BEHAVIOURS] + "| LOCK-1 | Again. | N |\n"
        self.assert_traced({traceability.BEHAVIOURS: rows}, "LOCK-1 is defined twice")

    def test_a_scenario_that_is_no_json_is_found(self):
        self.assert_traced({"scenarios/b.json": "{"}, "scenarios/b.json: is not JSON")

    def test_a_report_that_is_out_of_date_is_found_and_written_anew(self):
        files = {**self.GOOD, traceability.REPORT: "# Traceability\n"}
        self.assert_finds(traceability, files, "out of date")
        self.assert_finds(traceability, self.GOOD, "out of date")
        tree = self.tree(files)
        traceability.write(tree)
        self.assertEqual(list(traceability.problems(Tree(tree.root))), [])

    def test_a_missing_specification_is_found(self):
        self.assert_finds(traceability, {}, "behaviours.md: missing", "scope.txt: missing")


if __name__ == "__main__":
    unittest.main()
