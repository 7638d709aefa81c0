#!/usr/bin/env python3
"""Tests golden.py with a program that stands for umsim and copies traces made by hand."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

GOLDEN = Path(__file__).resolve().with_name("golden.py")

# umsim run SCENARIO --trace OUT --trace-format jsonl: the trace stands in the scenario.
FAKE_UMSIM = """#!/usr/bin/env python3
import json, pathlib, sys
assert sys.argv[1] == "run" and sys.argv[3] == "--trace" and sys.argv[5:] == ["--trace-format", "jsonl"]
scenario = json.loads(pathlib.Path(sys.argv[2]).read_text())
print("some words on the run")
if scenario["lines"] is None:
    print("scenario is broken", file=sys.stderr)
    sys.exit(2)
pathlib.Path(sys.argv[4]).write_text("".join(line + "\\n" for line in scenario["lines"]))
sys.exit(scenario["exit_code"])
"""


def header(title="A title"):
    return json.dumps({"umsim_trace": 1, "title": title})


def event(number, kind, ns=None, **values):
    """A line as umsim writes it, as far as golden.py looks at it."""
    ns = 10 * number if ns is None else ns
    place = {"id": number, "cycles": 2 * ns, "ns": ns, "cpu": "CPU0", "step": "FIG15.B3"}
    return json.dumps({**place, "thread": "P1", "kind": kind, **values, "cause": None})


class GoldenTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.umsim = self.root / "umsim"
        self.umsim.write_text(FAKE_UMSIM)
        self.umsim.chmod(0o755)
        (self.root / "scenarios").mkdir()
        (self.root / "reference").mkdir()

    def scenario(self, name, lines, exit_code=0):
        path = self.root / "scenarios" / f"{name}.json"
        path.write_text(json.dumps({"lines": lines, "exit_code": exit_code}))

    def reference(self, name, lines=None):
        """Writes a golden trace, or reads one."""
        path = self.root / "reference" / f"{name}.jsonl"
        if lines is None:
            return path.read_text().splitlines() if path.exists() else None
        return path.write_text("".join(line + "\n" for line in lines))

    def golden(self, *arguments, code):
        command = [sys.executable, "-B", GOLDEN, self.umsim, *arguments]
        command += ["--scenarios", self.root / "scenarios", "--reference", self.root / "reference"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout

    def test_equal_traces_pass(self):
        lines = [header(), event(1, "park")]
        self.scenario("one", lines)
        self.reference("one", lines)
        self.assertEqual(self.golden(code=0), "1 golden traces, 0 differ\n")

    def test_a_run_whose_expectation_failed_is_compared_all_the_same(self):
        lines = [header(), event(1, "park")]
        self.scenario("one", lines, exit_code=1)
        self.reference("one", lines)
        self.golden(code=0)

    def test_one_event_more_is_shown_once(self):
        self.scenario("one", [header(), event(1, "block"), event(2, "preempt"), event(3, "park")])
        self.reference("one", [header(), event(1, "block"), event(2, "park")])
        self.assertEqual(
            self.golden(code=1),
            "one:\n"
            "  was 2 events, is 3; the first difference is event 2:\n"
            "    CPU0  FIG15.B3           P1 block\n"
            "  + CPU0  FIG15.B3           P1 preempt\n"
            "    CPU0  FIG15.B3           P1 park\n"
            "1 golden traces, 1 differ\n"
            "to take them over: tools/approve-traces one\n",
        )

    def test_a_changed_value_is_shown_as_before_and_after(self):
        free, owned = {"cid": None, "holders": 0}, {"cid": "P1", "holders": 0}
        self.reference("one", [header(), event(1, "lock_transition", old=free, new=owned)])
        self.scenario("one", [header(), event(1, "lock_transition", old=free, new=free)])
        output = self.golden(code=1)
        self.assertIn("  - CPU0  FIG15.B3           P1 lock_transition old -/0 new P1/0\n", output)
        self.assertIn("  + CPU0  FIG15.B3           P1 lock_transition old -/0 new -/0\n", output)

    def test_a_changed_time_is_said_as_such(self):
        self.reference("one", [header(), event(1, "park", ns=10)])
        self.scenario("one", [header(), event(1, "park", ns=11)])
        output = self.golden(code=1)
        self.assertIn("    cycles: was 20, is 22\n    ns: was 10, is 11\n", output)

    def test_a_changed_header_is_said_as_such(self):
        self.reference("one", [header("Old"), event(1, "park")])
        self.scenario("one", [header("New"), event(1, "park")])
        output = self.golden(code=1)
        self.assertIn("  header, title: was Old, is New\n  the 1 events are the same\n", output)

    def test_a_missing_golden_trace_fails_until_it_is_approved(self):
        lines = [header(), event(1, "park")]
        self.scenario("one", lines)
        self.assertIn("one: no golden trace yet; this one has 1 events", self.golden(code=1))
        self.assertIsNone(self.reference("one"))
        self.golden("--approve", code=0)
        self.assertEqual(self.reference("one"), lines)
        self.golden(code=0)

    def test_approving_shows_and_takes_over_only_what_is_named(self):
        for name in ("one", "two"):
            self.scenario(name, [header(), event(1, "park")])
            self.reference(name, [header(), event(1, "block")])
        output = self.golden("--approve", "two", code=0)
        self.assertIn("two:\n", output)
        self.assertIn("P1 park", output)
        self.assertEqual(self.reference("one"), [header(), event(1, "block")])
        self.assertEqual(self.reference("two"), [header(), event(1, "park")])

    def test_a_golden_trace_without_its_scenario_fails_until_it_is_removed(self):
        self.scenario("one", [header()])
        self.reference("one", [header()])
        self.reference("gone", [header()])
        self.assertIn("gone: a golden trace, but no such scenario", self.golden(code=1))
        self.golden("--approve", code=0)
        self.assertIsNone(self.reference("gone"))

    def test_a_run_that_fails_fails_with_its_own_words(self):
        self.scenario("one", None)
        self.assertIn("exit code 2\nsome words on the run\nscenario is broken", self.golden(code=1))

    def test_no_scenario_and_an_unknown_name_are_bad_usage(self):
        self.assertIn("no scenario at all", self.golden(code=2))
        self.scenario("one", [header()])
        self.assertIn("no scenario tow", self.golden("tow", code=2))

    def test_a_program_that_is_not_there_is_bad_usage(self):
        self.umsim.unlink()
        self.assertIn("there is no program", self.golden(code=2))

    def test_a_golden_trace_that_is_damaged_is_a_difference(self):
        self.scenario("one", [header(), event(1, "park")])
        self.reference("one", [header(), '{"id":'])
        self.assertIn('unreadable: {"id":', self.golden(code=1))


if __name__ == "__main__":
    unittest.main()
