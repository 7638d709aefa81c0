#!/usr/bin/env python3
"""A play on a terminal: editing, history, completion, Ctrl-C, and mistakes that end nothing.

tests/cli/play_terminal_test.py UMSIM
"""

import os
import pty
import re
import signal
import subprocess
import sys
import time
import unittest

from umsim_process import lab, shell

UMSIM = ""
SECONDS = 20
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\x07]")


class Terminal:
    """A play whose standard streams are a terminal."""

    def __init__(self, words, folder, environment):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            ["umsim", "play", *words],
            cwd=folder,
            env={**environment, "TERM": "xterm"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
        )
        os.close(slave)
        os.set_blocking(self.master, False)
        self.unread = b""

    def type(self, keys):
        os.write(self.master, keys)

    def until(self, wanted):
        """What is shown up to a text, without what moves the cursor."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            plain = CONTROL.sub(b"", self.unread)
            at = plain.find(wanted)
            if at >= 0:
                self.unread = plain[at + len(wanted) :]
                return plain[: at + len(wanted)].decode()
            try:
                more = os.read(self.master, 65536)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            except OSError:
                break
            if not more:
                break
            self.unread += more
        raise AssertionError(f"{wanted!r} does not come; there is {self.unread!r}")

    def end(self):
        code = self.process.wait(SECONDS)
        os.close(self.master)
        return code


class Play(unittest.TestCase):
    def start(self, *words):
        context = lab(UMSIM)
        folder, environment = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        terminal = Terminal(words, folder, environment)
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.process.kill())
        terminal.until(b"\n0 at 0 ns, CPU0 ")
        terminal.until(b"> ")
        return terminal

    def test_a_line_is_obeyed_and_an_empty_one_goes_on(self):
        terminal = self.start("race")
        terminal.type(b"s\r")
        self.assertIn("P1 gets the CPU", terminal.until(b"\n1 at "))
        terminal.until(b"> ")
        terminal.type(b"\r")
        terminal.until(b"\n2 at ")
        terminal.type(b"q\r")
        self.assertEqual(terminal.end(), 0)

    def test_a_mistake_is_answered_and_the_play_goes_on(self):
        terminal = self.start("race")
        terminal.type(b"stpe\r")
        terminal.until(b'there is no command "stpe"; did you mean step?')
        terminal.type(b"s\r")
        terminal.until(b"\n1 at ")
        terminal.type(b"save /nowhere/x\r")
        terminal.until(b"No such file or directory")
        terminal.type(b"b\r")
        terminal.until(b"\n0 at ")
        terminal.type(b"q\r")
        self.assertEqual(terminal.end(), 0)

    def test_words_are_completed(self):
        terminal = self.start("race")
        terminal.type(b"choi\t\r")
        self.assertIn("gets the CPU", terminal.until(b"0 at 0 ns, CPU0 P1> "))
        terminal.type(b"watch ums_s\t\r")
        terminal.until(b"watch 1  ums_switch")
        terminal.until(b"> ")
        terminal.type(b"watch FIG15.B\t\t")
        shown = terminal.until(b"FIG15.B6")
        self.assertIn("FIG15.B3", shown)
        terminal.type(b"\x03q\r")
        self.assertEqual(terminal.end(), 0)

    def test_the_line_before_comes_back(self):
        terminal = self.start("race")
        terminal.type(b"s 3\r")
        terminal.until(b"\n3 at ")
        terminal.type(b"\x1b[A\r")
        terminal.until(b"\n6 at ")
        terminal.type(b"q\r")
        self.assertEqual(terminal.end(), 0)

    def test_ctrl_c_gives_a_line_up(self):
        terminal = self.start("race")
        terminal.type(b"quit\x03")
        terminal.until(b"^C")
        terminal.type(b"s\r")
        terminal.until(b"\n1 at ")
        terminal.type(b"q\r")
        self.assertEqual(terminal.end(), 0)

    def test_ctrl_c_stops_a_command_and_not_the_play(self):
        terminal = self.start("lab/failing/endless.json")
        for _ in range(3):
            terminal.type(b"goto 90000000\r")
            terminal.until(b"\n")
            time.sleep(0.02)
            os.killpg(terminal.process.pid, signal.SIGINT)
            shown = terminal.until(b", CPU0 A> ")
            self.assertTrue("stopped by Ctrl-C" in shown or "limit" in shown, shown)
        terminal.type(b"goto start\r")
        terminal.until(b"\n0 at ")
        terminal.type(b"q\r")
        self.assertEqual(terminal.end(), 0)

    def test_the_end_of_the_input_ends_the_play(self):
        terminal = self.start("race")
        terminal.type(b"\x04")
        self.assertEqual(terminal.end(), 0)


class Piped(unittest.TestCase):
    def test_the_same_commands_give_the_same_bytes(self):
        commands = "s 5\\nchoices\\nstate\\nc\\nwhy\\ntrace\\nb 7 event\\nwhere"
        with lab(UMSIM) as (folder, environment):
            command = f"printf '{commands}' | umsim play race"
            first, second = (shell(command, folder, environment) for _ in range(2))
        self.assertEqual(first.returncode, 0)
        self.assertEqual(first.stdout, second.stdout)
        self.assertGreater(len(first.stdout.splitlines()), 40)

    def test_ctrl_c_ends_a_play_whose_commands_nobody_types(self):
        with lab(UMSIM) as (folder, environment):
            process = subprocess.Popen(
                ["umsim", "play", "lab/failing/endless.json"],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            process.stdin.write(b"c\n" * 2000)
            process.stdin.flush()
            process.stdout.readline()
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=SECONDS)
        self.assertEqual((process.returncode, said), (130, b"umsim play: interrupted\n"))

    def test_nothing_that_is_typed_makes_it_fall_over(self):
        with lab(UMSIM) as (folder, environment):
            for text in (r"\000\001\377", r"x \377", "s " + "9" * 400, "w " + "a" * 5000, "?" * 99):
                done = shell(f"printf '{text}' | umsim play race", folder, environment)
                self.assertEqual(done.returncode, 2, text)
                self.assertIn(b"umsim play: line 1 of the commands: ", done.stderr)
                self.assertLess(len(done.stderr), 400)


if __name__ == "__main__":
    UMSIM = sys.argv.pop(1)
    unittest.main()
