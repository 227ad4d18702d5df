"""The text that is selected or copied, in whatever program."""

from __future__ import annotations

from PyQt6.QtGui import QClipboard, QGuiApplication


def selected_text() -> str:
    """What is selected; where only X11 tells that, elsewhere what was copied."""
    mode = QClipboard.Mode
    # On Wayland asking for the selection has crashed Qt.
    x11 = QGuiApplication.platformName() == "xcb"
    return _text(mode.Selection if x11 else mode.Clipboard)


def copied_text() -> str:
    """What was copied."""
    return _text(QClipboard.Mode.Clipboard)


def _text(mode: QClipboard.Mode) -> str:
    clipboard = QGuiApplication.clipboard()
    return clipboard.text(mode) if clipboard is not None else ""
