"""Programs that tests start end, whatever happens in the test."""

from __future__ import annotations

from pathlib import Path
import signal
import subprocess
import sys

import pytest

from tests.programs import first_line, running, until

# Short sleeps: where coverage handles SIGTERM in Python, one that comes just before a sleep is only
# seen after it.
SLEEP = """
import time
while True:
    time.sleep(0.05)
"""
CHILD = f"print('up', flush=True){SLEEP}"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {CHILD}"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.DEVNULL)
print(child.pid, flush=True){SLEEP}"""


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_program_ends_when_its_block_breaks() -> None:
    with pytest.raises(ZeroDivisionError), running([sys.executable, "-c", CHILD]) as program:
        raise ZeroDivisionError
    assert program.returncode == -signal.SIGTERM


@pytest.mark.parametrize(
    ("source", "stop"), [(DEAF, False), (CHILD, True)], ids=["deaf", "stopped"]
)
def test_a_program_that_does_not_obey_ends_all_the_same(source: str, *, stop: bool) -> None:
    command = [sys.executable, "-c", source]
    patience = 10.0 if stop else 0.2  # one that goes on again takes notice in its own time
    with running(command, stdout=subprocess.PIPE, patience=patience) as program:
        assert first_line(program) == "up"
        if stop:
            program.send_signal(signal.SIGSTOP)
    assert program.returncode == (-signal.SIGTERM if stop else -signal.SIGKILL)
    assert program.stdout is not None
    assert program.stdout.closed


def test_what_a_program_has_started_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.programs._PATIENCE", 0.2)
    command = [sys.executable, "-c", PARENT, CHILD]
    with running(command, stdout=subprocess.PIPE) as program:
        child = int(first_line(program))
        assert lives(child)
    until(lambda: not lives(child))


def test_a_program_that_has_ended_is_no_error() -> None:
    with running([sys.executable, "-c", ""], stdin=subprocess.PIPE) as program:
        program.wait(30)
    assert program.returncode == 0
    assert program.stdin is not None
    assert program.stdin.closed


def test_waiting_has_an_end() -> None:
    with pytest.raises(AssertionError, match="no luck"):
        until(lambda: False, "no luck", limit=0.05)
