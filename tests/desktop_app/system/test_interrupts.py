"""Ctrl-C ends a program that is still being loaded without a trace."""

from __future__ import annotations

import subprocess
import sys
from typing import NamedTuple

import pytest


class Ended(NamedTuple):
    """How a program ended."""

    code: int
    out: str
    err: str


def ended(program: str) -> Ended:
    start = "import os, signal, sys\nfrom desktop_app.system.interrupts import *\n"
    command = [sys.executable, "-c", start + program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    return Ended(done.returncode, done.stdout, done.stderr)


def test_it_ends_at_once() -> None:
    program = "end_at_once(); os.kill(os.getpid(), signal.SIGINT); print('goes on')"
    assert ended(program) == (130, "", "")


def test_it_ends_even_while_that_is_set_up() -> None:
    program = """
class Interrupting:
    def __getattr__(self, name):
        raise KeyboardInterrupt
sys.modules["signal"] = Interrupting()
end_at_once()
"""
    assert ended(program) == (130, "", "")


def test_it_is_an_exception_again_afterwards() -> None:
    program = """
end_at_once()
raise_again()
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
except KeyboardInterrupt:
    print("raised")
"""
    assert ended(program) == (0, "raised\n", "")


@pytest.mark.parametrize("name", ["end_at_once", "raise_again"])
def test_who_ignores_it_goes_on_ignoring_it(name: str) -> None:
    program = f"""
signal.signal(signal.SIGINT, signal.SIG_IGN)
{name}()
os.kill(os.getpid(), signal.SIGINT)
print("goes on")
"""
    assert ended(program) == (0, "goes on\n", "")


def test_other_errors_are_shown_as_ever() -> None:
    done = ended("end_at_once(); 1 / 0")
    assert done.code == 1
    assert "ZeroDivisionError" in done.err
