"""The sheet before a text is saved: form, voice, speed, how long, how large, where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog, QLineEdit
import pytest

from desktop_app.gui.parts.save_dialog import SaveSheet, save_as_audio
from desktop_app.gui.savings import SavingState, savings_of
from desktop_app.reading.model import Profile, Reading
from desktop_app.settings.settings import VoiceProfile

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

TEXT = "This is to be saved. It has two sentences."
BOOK = Reading("A word. " * 2700, "Volume 2: the sea / the ships?")  # 24 minutes


@pytest.fixture
def sheet(app: Application, home: Path) -> SaveSheet:
    del home
    return save_as_audio(app.engine, BOOK, app.open("reader"))


def choose(sheet: SaveSheet, path: Path) -> None:
    """Name a file in the dialog that asks for it."""
    sheet.ask_where()
    dialog = sheet.findChild(QFileDialog, "save-as")
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(path))
    dialog.accept()


def test_it_says_how_long_and_how_large_and_follows_what_is_chosen(sheet: SaveSheet) -> None:
    assert sheet.path.name == "Volume 2 the sea the ships.mp3"
    assert sheet.estimate.text() == "about 24 min · 17 MB"
    sheet.speed.setValue(2.0)
    assert sheet.estimate.text() == "about 12 min · 9 MB"
    sheet.wav.click()
    assert sheet.path.name == "Volume 2 the sea the ships.wav"
    assert sheet.estimate.text() == "about 12 min · 35 MB"
    sheet.reject()


def test_it_names_a_file_that_is_not_there_and_replaces_one_only_if_asked_to(
    app: Application, qtbot: QtBot, sheet: SaveSheet, home: Path
) -> None:
    sheet.reject()
    there = home / "A text.mp3"
    there.write_bytes(b"what was there")
    another = SaveSheet(app.engine, Reading(TEXT, "A text"))
    another._take_path(there)  # a person agreed to replace it in the dialog
    another.accept()
    qtbot.waitUntil(lambda: there.read_bytes() != b"what was there", timeout=20_000)
    later = SaveSheet(app.engine, Reading(TEXT, "A text"))
    later.path = home / "B.mp3"
    (home / "B.mp3").write_bytes(b"made meanwhile")
    later.accept()
    qtbot.waitUntil((home / "B 2.mp3").exists, timeout=20_000)
    assert (home / "B.mp3").read_bytes() == b"made meanwhile"


def test_another_place_and_form_are_chosen_in_the_systems_dialog(
    app: Application, qtbot: QtBot, home: Path
) -> None:
    sheet = save_as_audio(app.engine, Reading(TEXT, "A text"), app.open("reader"))
    choose(sheet, home / "named.wav")
    assert sheet.wav.isChecked()
    assert str(home / "named.wav") in sheet.where.text()
    sheet.accept()
    qtbot.waitUntil((home / "named.wav").exists, timeout=20_000)


def test_voice_and_speed_hold_for_this_file_alone(app: Application, sheet: SaveSheet) -> None:
    sheet.reject()
    style = VoiceProfile(service="local", instruct="Calmly.")
    gone = VoiceProfile(service="nowhere")
    settings = app.engine.settings.with_profile("Story", style).with_profile("Gone", gone)
    app.engine.change(settings)
    sheet = SaveSheet(app.engine, Reading(TEXT, "A text"))
    names = [sheet.voice.itemText(at) for at in range(sheet.voice.count())]
    assert names[0] == sheet.voice.currentText() == "Newest voice"
    assert names[-1] == "Story"
    sheet.voice.setCurrentText("Story")
    sheet.speed.setValue(1.5)
    sheet.accept()
    saving = savings_of(app.engine).under_way[0]
    assert saving.reading.profiles[""].instruct == "Calmly."
    assert saving.speed == 1.5
    assert app.engine.settings.app.speed == 1.0
    assert app.engine.settings.app.profile == ""
    savings_of(app.engine).give_up(saving)


def test_a_text_of_the_history_is_saved_as_it_was_read(app: Application, home: Path) -> None:
    del home
    read = Reading(TEXT, "A text", profiles={"": Profile(instruct="Sadly.")})
    sheet = SaveSheet(app.engine, read)
    assert sheet.voice.currentText() == "As it was read before"
    sheet.accept()
    saving = savings_of(app.engine).under_way[0]
    assert saving.reading.profiles[""].instruct == "Sadly."
    savings_of(app.engine).give_up(saving)
    assert saving.state is SavingState.GIVEN_UP
