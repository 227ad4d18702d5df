"""Says something to a person where no window of ours can be opened: with what the desktop has."""

from __future__ import annotations

from contextlib import suppress
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLE: Final = "CosyVoice Home"
_STOP_SIGN: Final = 0x10  # MB_ICONERROR
_OF_MACOS: Final = """
on run words
    display alert (item 1 of words) message (item 2 of words) as critical
end run
"""
_REFUSES_WITHIN: Final = 2.0  # seconds in which a program says that it can't show anything


def say_at_start(words: str) -> None:
    """Say why the app doesn't start: in the terminal, and in a dialog where there is none."""
    has_terminal = False
    if sys.stderr is not None:
        with suppress(OSError, ValueError):  # it may be closed
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()
            has_terminal = sys.stderr.isatty()
    if not has_terminal:
        _show(words)


def _show(words: str) -> bool:
    """Show words by the first program that can; whether there is one."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        ctypes.windll.user32.MessageBoxW(None, words, _TITLE, _STOP_SIGN)
        return True
    return any(_is_shown(command) for command in _commands(words))


def _commands(words: str) -> Iterator[list[str]]:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    options = ["--no-markup", "--width=480", f"--title={_TITLE}", f"--text={words}"]
    yield ["zenity", "--error", *options]
    yield ["kdialog", "--title", _TITLE, "--error", escaped]
    yield ["notify-send", "--app-name", _TITLE, "--urgency", "critical", _TITLE, escaped]
    yield [
        *("gdbus", "call", "--session", "--timeout", "5"),
        *("--dest", "org.freedesktop.Notifications"),
        *("--object-path", "/org/freedesktop/Notifications"),
        *("--method", "org.freedesktop.Notifications.Notify"),
        *(_text(_TITLE), "uint32 0", _text("dialog-error"), _text(_TITLE), _text(escaped)),
        *("@as []", "{'urgency': <byte 2>}", "int32 0"),
    ]
    yield ["osascript", "-e", _OF_MACOS, _TITLE, words]
    yield ["xmessage", "-center", "-title", _TITLE, words]


def _text(words: str) -> str:
    """Words as a text of GVariant."""
    escaped = words.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _is_shown(command: list[str]) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    try:
        shown = subprocess.Popen(  # noqa: S603 - a program of the desktop
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # it stays until the person has read it
        )
        return shown.wait(_REFUSES_WITHIN) == 0
    except subprocess.TimeoutExpired:
        return True
    except OSError:
        return False
