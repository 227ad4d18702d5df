"""Starts the desktop app, or hands what it was given over to the one that runs."""

from __future__ import annotations

import argparse
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

from desktop_app.system.control import ControlError, send
from desktop_app.system.paths import control_directory
from desktop_app.words.catalogs import language_of
from desktop_app.words.saying import Face, hint, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QLockFile

_PAUSE: Final = 200  # milliseconds until it is seen whether a start before this one listens
_TRIES: Final = 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the app until it is quit."""
    parser = argparse.ArgumentParser("cosyvoice-app", description="CosyVoice Home in the tray.")
    parser.add_argument("what", nargs="*", help="files, addresses or texts to read aloud")
    parser.add_argument("--hidden", action="store_true", help="show no window, not even a welcome")
    options = parser.parse_args(arguments)
    what = [_absolute(one) for one in options.what]
    try:
        code = _start(what, hidden=options.hidden)
    except ControlError as error:
        language = language_of()
        words = sentence(error, language), hint(error, Face.TERMINAL, language)
        sys.exit(" ".join(filter(None, words)))
    sys.exit(code)


def _start(what: list[str], *, hidden: bool) -> int:
    """Run the app, or have the one that runs do what is to be done; give the exit code."""
    if _hand_over(what, hidden=hidden):
        return 0
    lock = _lock()
    for _ in range(_TRIES):
        if lock.tryLock(_PAUSE):
            return _run(what, hidden=hidden)
        if _hand_over(what, hidden=hidden):
            return 0
    raise ControlError("app_starting")


def _hand_over(what: list[str], *, hidden: bool) -> bool:
    order = ("read", *what) if what else ("status" if hidden else "show",)
    return send(*order) is not None


def _lock() -> QLockFile:
    """Held by the one instance: of several starts at login, none may take its place.

    It is let go with the process, however that ends.
    """
    from PyQt6.QtCore import QLockFile  # noqa: PLC0415 - a second start needs no Qt

    folder = control_directory()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(folder / "lock"))
    lock.setStaleLockTime(0)
    return lock


def _run(what: list[str], *, hidden: bool) -> int:
    from .application import Application  # noqa: PLC0415 - a second start needs no Qt
    from .qt_app import (  # noqa: PLC0415 - as above
        Signals,
        log_to_file,
        make_qt,
        tell_what_is_unexpected,
    )

    log_to_file()
    qt = make_qt([])
    tell_what_is_unexpected()
    Signals(qt)
    app = Application(qt, hidden=hidden)
    if what:
        app.obey("read", what)
    return qt.exec()


def _absolute(what: str) -> str:
    """Name a file so that another process finds it, too."""
    try:
        path = Path(what)
        return str(path.absolute()) if path.is_file() else what
    except (OSError, ValueError):  # too long for a name, or a zero in it: a text
        return what


if __name__ == "__main__":
    main()
