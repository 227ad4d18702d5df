"""Ctrl-C while a program is being loaded, or ends: it stops without a trace of what it was at.

This is loaded first, so it imports what Python has loaded already, and the rest later.
"""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


def end_at_once() -> None:
    """Have Ctrl-C end this process, from now on until `raise_again`.

    A process in the background of a shell, which ignores Ctrl-C, goes on ignoring it.
    """
    sys.excepthook = _unless_interrupted  # loading the module takes long enough to be interrupted
    import signal  # noqa: PLC0415 - see above

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_again() -> None:
    """Have Ctrl-C raise `KeyboardInterrupt`."""
    import signal  # noqa: PLC0415 - as above

    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: object) -> None:
    del number, frame
    os._exit(INTERRUPTED)  # nothing is open yet, or any more


def _unless_interrupted(kind: type[BaseException], error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        os._exit(INTERRUPTED)
    sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type] # as Python hands it over
