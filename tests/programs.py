"""Programs that tests start: each ends with its block, and so does all that it has started."""

from __future__ import annotations

from contextlib import contextmanager, suppress
import os
from pathlib import Path
import select
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PATIENCE: Final = 10.0


def until(holds: Callable[[], object], otherwise: str = "", *, limit: float = 30.0) -> None:
    """Wait until something is true.

    Args:
        holds: Tells whether it is.
        otherwise: What to say if it does not become true.
        limit: Seconds to wait.

    Raises:
        AssertionError: It does not become true.
    """
    deadline = time.monotonic() + limit
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise or f"not true within {limit:g} s")
        time.sleep(0.02)


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    patience: float = _PATIENCE,
    ends_well: bool = False,
    **how: Any,
) -> Iterator[subprocess.Popen[Any]]:
    """Run a program for as long as the block takes, however the block ends.

    Args:
        command: The program and its arguments.
        patience: Seconds it has to end by itself once it is told to.
        ends_well: Whether it has to end without a fault when it is told to after the block.
        how: More arguments of `subprocess.Popen`.
    """
    process = _started(command, **how)
    try:
        yield process
        if ends_well:
            process.terminate()
            assert process.wait(patience) == 0
    finally:
        end(process, patience)


def _started(command: Sequence[str | Path], **how: Any) -> subprocess.Popen[Any]:
    """Start a program as a terminal does.

    What runs in the background of a shell may ignore Ctrl-C, and so would all that it starts.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, **how)
    finally:
        signal.signal(signal.SIGINT, before)


def first_line(process: subprocess.Popen[Any]) -> str:
    """Wait for the first line that a program prints; it is told where to: `stdout=PIPE`.

    Raises:
        AssertionError: It prints none.
    """
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"{process.args!r} prints nothing"
    return (line if isinstance(line, str) else line.decode()).strip()


def end(process: subprocess.Popen[Any], patience: float = _PATIENCE) -> None:
    """End a program and what it has started; by force if it takes too long.

    Args:
        process: It may have ended, or be stopped.
        patience: Seconds it has to end by itself; what it has started has `_PATIENCE` then.
    """
    started = _descendants(process.pid) if process.poll() is None else []
    try:
        process.terminate()
        process.send_signal(signal.SIGCONT)  # one that is stopped does not hear the other
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        deadline = time.monotonic() + _PATIENCE
        for one in started:
            _end_descendant(one, deadline)


def memory_of(pid: int) -> int:
    """Bytes that a process has asked for; pages of files are its own only if nobody else has them.

    Raises:
        OSError: It has ended.
    """
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    lines = dict(line.split(":", 1) for line in rollup.splitlines()[1:])
    return int(lines["Anonymous"].split()[0]) * 1024


def _descendants(pid: int) -> list[int]:
    """Open all that a process has started, and what that has started in turn: as pidfds."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has just ended
            for child in map(int, children.read_text().split()):
                found += [os.pidfd_open(child), *_descendants(child)]
    return found


def _end_descendant(pidfd: int, deadline: float) -> None:
    """Wait until a process has ended; kill it when the time is up."""
    try:
        if not select.select([pidfd], [], [], max(0.0, deadline - time.monotonic()))[0]:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    finally:
        os.close(pidfd)
