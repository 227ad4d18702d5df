"""What Qt says, where a program has a console and where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QtMsgType

from desktop_app.gui import qt_app

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def test_words_of_qt_go_to_stderr_where_there_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Callable[..., None]] = []
    monkeypatch.setattr(qt_app, "qInstallMessageHandler", heard.append)
    qt_app.end_without_abort()
    kind = QtMsgType.QtWarningMsg
    heard[0](kind, None, "a word of Qt")
    heard[0](kind, None, None)
    assert capsys.readouterr().err == "a word of Qt\n\n"
    monkeypatch.setattr("sys.stderr", None)  # a program of Windows without a console
    heard[0](kind, None, "a word of Qt")
