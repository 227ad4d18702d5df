"""The notice: what is behind an error is shown, copied and closed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QPushButton

from desktop_app.errors import AppError
from desktop_app.gui.parts.notice import Notice
from shared_client import CosyVoiceUnavailableError

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

BUSY = CosyVoiceUnavailableError("too_many_requests", host="home.local", status=429)


def test_details_are_shown_and_copied_and_are_closed_with_the_next_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.warn(BUSY)
    assert notice.more.isVisibleTo(notice)
    assert notice.more.accessibleName() == "Technical details"
    assert not notice.details.isVisibleTo(notice)
    notice.more.click()
    assert notice.details.isVisibleTo(notice)
    assert "Host: home.local" in notice.details.words.text()
    assert "HTTP status: 429" in notice.details.words.accessibleName()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    copied: list[str] = []
    monkeypatch.setattr(type(clipboard), "setText", lambda _, words: copied.append(words))
    copy = notice.findChild(QPushButton, "copy-details")
    assert copy is not None
    copy.click()
    assert copied == [notice.details.words.text()]
    notice.warn(BUSY)
    assert not notice.details.isVisibleTo(notice)
    notice.warn(AppError("text_gone"))  # there is nothing behind it
    assert not notice.more.isVisibleTo(notice)
