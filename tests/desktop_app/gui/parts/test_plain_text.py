"""Words of any length in tool tips, notices and notifications."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.plain_text import MOST, plain, shortened, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_few_words_are_left_as_they_are() -> None:
    words = "Can't connect to speech.example: nothing is listening on port 9."
    assert shortened(words) == shown(words) == plain(words) == words


@pytest.mark.parametrize("word", ["x", "<b>", "字", "word "])
def test_no_more_are_shown_than_one_can_read(word: str) -> None:
    words = word * 200_000
    assert shortened(words) == f"{words[:MOST]}…"
    assert len(shown(words)) < 2 * MOST
    assert len(plain(words)) < 10 * MOST


def test_a_notice_is_neither_slow_nor_wider_than_a_window(qapp: QApplication, qtbot: QtBot) -> None:
    del qapp
    notice = Notice()
    qtbot.addWidget(notice)
    begun = time.perf_counter()
    notice.warn(AppError("not_a_file", path="x" * 500_000))
    notice.show()
    QApplication.processEvents()
    assert time.perf_counter() - begun < 2
    assert notice.minimumSizeHint().width() < 1000
