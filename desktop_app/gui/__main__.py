"""Starts the desktop app, or hands what it was given over to the one that runs."""

from __future__ import annotations

import argparse
import errno
import logging
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from desktop_app.errors import AppError
from desktop_app.system.app_log import log_to_file
from desktop_app.system.control import ControlError, send
from desktop_app.system.paths import control_directory, log_file
from desktop_app.system.plain_dialog import say_at_start
from desktop_app.system.qt_ground import library_missing, need_ground
from desktop_app.words.catalogs import language_of
from desktop_app.words.saying import Face, Phrase, hint, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtCore import QLockFile

_LOG: Final = logging.getLogger(__name__)
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
    except (AppError, OSError) as error:
        _refuse(error)
    except ImportError as error:
        _refuse(library_missing(error) or error)
    except Exception as error:  # noqa: BLE001 - from a menu, nobody would see a traceback
        _refuse(error)
    sys.exit(code)


def _refuse(error: Exception) -> NoReturn:
    """Say why the app does not start, and note it, with all that helps where it is unexpected."""
    if not logging.getLogger().handlers:
        log_to_file()
    language = language_of()
    words = [sentence(error, language), hint(error, Face.TERMINAL, language)]
    if isinstance(error, AppError | OSError):
        _LOG.error("%s", sentence(error))
    else:
        _LOG.critical("unexpected", exc_info=error)
        words.append(sentence(Phrase("details_in_log", path=log_file()), language))
    say_at_start("\n".join(filter(None, words)))
    sys.exit(1)


def _start(what: list[str], *, hidden: bool) -> int:
    """Run the app, or have the one that runs do what is to be done; give the exit code."""
    if _hand_over(what, hidden=hidden):
        return 0
    unnoted = log_to_file()
    need_ground()
    lock = _lock()
    for _ in range(_TRIES):
        if lock.tryLock(_PAUSE):
            return _run(what, unnoted, hidden=hidden)
        if lock.error() is not lock.LockError.LockFailedError:  # nobody has it
            folder = control_directory()
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
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


def _run(what: list[str], unnoted: AppError | None, *, hidden: bool) -> int:
    from .application import Application  # noqa: PLC0415 - a second start needs no Qt
    from .qt_app import (  # noqa: PLC0415 - as above
        Signals,
        end_without_abort,
        make_qt,
        tell_what_is_unexpected,
    )

    end_without_abort()
    qt = make_qt([])
    tell_what_is_unexpected()
    Signals(qt)
    app = Application(qt, hidden=hidden)
    if unnoted is not None:
        app.engine.failed.emit(unnoted)
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
