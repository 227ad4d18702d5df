"""The sentence that a voice is tried with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale
from PyQt6.QtWidgets import QLineEdit
import pytest

from desktop_app.gui.parts.trial_sentence import TrialSentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    ("language", "usual"), [("zh_TW", "你好！"), ("fr_FR", "Hello!")], indirect=["language"]
)
def test_a_voice_of_any_language_is_tried_in_that_of_the_windows(qtbot: QtBot, usual: str) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    sentence = TrialSentence(field)
    sentence.follow("")
    assert field.text().startswith(usual)
    sentence.follow("Это мой голос.")
    assert field.text().startswith("Здравствуйте!")
    field.setText("My own words.")
    sentence.follow("")
    assert field.text() == "My own words."
