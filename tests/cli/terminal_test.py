#!/usr/bin/env python3
"""What differs between a terminal and a pipe, and what Ctrl-C leaves behind.

tests/cli/terminal_test.py UMSIM
"""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import unittest

from umsim_process import TESTS, lab

UMSIM = ""
SECONDS = 60
LARGE = TESTS / "large.json"  # more states than any budget
ENDLESS = TESTS / "lab" / "failing" / "endless.json"


class Process:
    """An umsim with a terminal for its stderr, or for stdout as well."""

    def __init__(self, words, folder, environment, terminal_out=False):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            ["umsim", *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=slave if terminal_out else subprocess.PIPE,
            stderr=slave,
        )
        os.close(slave)

    def read_until(self, wanted):
        """What the terminal shows, up to a text or the end."""
        shown = b""
        os.set_blocking(self.master, False)
        end = time.monotonic() + SECONDS
        while wanted not in shown and time.monotonic() < end:
            try:
                more = os.read(self.master, 65536)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            except OSError:  # the other side has been closed
                break
            if not more:
                break
            shown += more
        return shown

    def finish(self):
        """Everything else that the terminal shows, and the exit code."""
        shown = self.read_until(b"\0never")
        out = self.process.stdout.read() if self.process.stdout else b""
        if self.process.stdout:
            self.process.stdout.close()
        os.close(self.master)
        return shown, out, self.process.wait(SECONDS)


class Terminal(unittest.TestCase):
    def run_on_terminal(self, words, **extra):
        with lab(UMSIM) as (folder, environment):
            environment["TERM"] = "xterm"
            environment.update(extra)
            return Process(words, folder, environment, terminal_out=True).finish()

    def test_a_terminal_gets_colour(self):
        shown, _, code = self.run_on_terminal(["run", "race"])
        self.assertIn(b"\x1b[32m", shown)
        self.assertEqual(code, 0)
        shown, _, code = self.run_on_terminal(["validate", "broken/typing.json"])
        self.assertIn(b"\x1b[1;31merror:", shown)
        self.assertEqual(code, 2)

    def test_no_color_and_dumb_terminals_are_respected(self):
        for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
            shown, _, _ = self.run_on_terminal(["run", "race"], **{name: value})
            self.assertNotIn(b"\x1b", shown)
            shown, _, _ = self.run_on_terminal(["validate", "broken/typing.json"], **{name: value})
            self.assertNotIn(b"\x1b", shown)

    def test_an_empty_no_color_means_nothing(self):
        shown, _, _ = self.run_on_terminal(["run", "race"], NO_COLOR="")
        self.assertIn(b"\x1b[32m", shown)


class Interrupts(unittest.TestCase):
    def test_a_search_shows_its_progress_and_ends_with_130(self):
        with lab(UMSIM) as (folder, environment):
            process = Process(["check", str(LARGE), "--json"], folder, environment)
            shown = process.read_until(b"states, depth ")
            self.assertRegex(shown.decode(), r"large: [\d,]+ states, depth ")
            process.process.send_signal(signal.SIGINT)
            shown, out, code = process.finish()
        self.assertEqual(code, 130)
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown)
        result = json.loads(out)
        self.assertEqual(result["exit_code"], 130)
        self.assertEqual(result["scenarios"][0]["stop"], "interrupted")

    def test_what_was_searched_before_an_interrupt_is_told(self):
        with lab(UMSIM) as (folder, environment):
            words = ["check", "race", str(LARGE), "race", "--json"]
            process = Process(words, folder, environment)
            process.read_until(b"large: ")
            process.process.send_signal(signal.SIGINT)
            _, out, code = process.finish()
        self.assertEqual(code, 130)
        result = json.loads(out)
        self.assertEqual(result["exit_code"], 130)
        self.assertEqual([s["stop"] for s in result["scenarios"]], ["none", "interrupted"])

    def test_an_interrupted_search_goes_on_where_it_was(self):
        figures = ("states", "transitions", "depth", "verdict", "stop")
        with lab(UMSIM) as (folder, environment):
            check = ["check", str(LARGE), "--json"]
            whole, _, _ = self.results(check + ["--max-states", "70000"], folder, environment)
            for number in (signal.SIGINT, signal.SIGTERM):
                words = [*check, "--checkpoint", "x"]
                process = Process(words, folder, environment)
                process.read_until(b"states, depth ")
                process.process.send_signal(number)
                _, out, code = process.finish()
                self.assertEqual(code, 130)
                self.assertEqual(json.loads(out)["scenarios"][0]["checkpoint"], "x")
                seen = json.loads(out)["scenarios"][0]["states"]
                words = [*check, "--resume", "x", "--max-states", str(max(seen + 1, 70000))]
                resumed, began, _ = self.results(words, folder, environment)
                self.assertEqual(began, "x")
                if seen < 70000:
                    self.assertEqual([resumed[f] for f in figures], [whole[f] for f in figures])
                (folder / "x").unlink()

    def results(self, words, folder, environment):
        """The figures of a check, the file that it began with, and its exit code."""
        _, out, code = Process(words, folder, environment).finish()
        scenario = json.loads(out)["scenarios"][0]
        return scenario, scenario["resumed_from"], code

    def test_no_progress_is_no_progress(self):
        with lab(UMSIM) as (folder, environment):
            process = Process(["check", str(LARGE), "--no-progress"], folder, environment)
            time.sleep(2)
            process.process.send_signal(signal.SIGINT)
            shown, out, code = process.finish()
        self.assertEqual((shown, code), (b"", 130))
        self.assertIn(b"incomplete: interrupted", out)

    def test_the_trace_of_an_interrupted_run_stays_readable(self):
        with lab(UMSIM) as (folder, environment):
            words = ["run", str(ENDLESS), "--trace", "x.jsonl", "--max-steps", "1000000000"]
            process = Process(words, folder, environment)
            partial = folder / "x.jsonl.partial"
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                if partial.exists() and partial.stat().st_size > 1_000_000:
                    break
                time.sleep(0.01)
            process.process.send_signal(signal.SIGINT)
            shown, _, code = process.finish()
            self.assertEqual(code, 130)
            self.assertIn(b"the trace so far is in x.jsonl.partial", shown)
            self.assertFalse((folder / "x.jsonl").exists())
            text = partial.read_text(encoding="utf-8")
        self.assertTrue(text.endswith("}\n"))
        lines = text.splitlines()
        self.assertEqual(json.loads(lines[0])["umsim_trace"], 2)
        self.assertEqual(json.loads(lines[-1])["id"], len(lines) - 1)
        self.assertTrue(all(re.match(r'\{"id":\d+,', line) for line in lines[1:]))


if __name__ == "__main__":
    UMSIM = sys.argv.pop(1)
    unittest.main()
