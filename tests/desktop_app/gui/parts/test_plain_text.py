"""Words of any length in tool tips, notices and notifications."""

from __future__ import annotations

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


def test_a_notice_is_not_wider_than_a_window(qapp: QApplication, qtbot: QtBot) -> None:
    del qapp
    notice = Notice()
    qtbot.addWidget(notice)
    notice.warn(AppError("not_a_file", path="x" * 500_000))
    notice.show()
    QApplication.processEvents()
    assert notice.minimumSizeHint().width() < 1000


def test_a_long_path_is_wrapped_between_its_names() -> None:
    path = "/srv" + "/a-folder-of-somebody" * 6 + "/new.toml"
    assert shown(path).split("\u200b") == [f"{name}/" for name in path.split("/")[:-1]] + [
        "new.toml"
    ]
    assert shown("x" * 161).split("\u200b") == ["x" * 80, "x" * 80, "x"]
    assert shown("/short/new.toml") == "/short/new.toml"
