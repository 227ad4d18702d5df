"""A voice is recorded from a real source, becomes a voice, and speaks; no recording gets lost."""

from __future__ import annotations

from functools import partial
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
import pytest

from desktop_app.errors import RecordingError
from desktop_app.gui.parts import on_screen
from desktop_app.gui.voices import recording_dialog
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog, Stage
from desktop_app.gui.voices.takes import Take
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.reading.events import ReaderState
from desktop_app.settings.settings import load_settings
from desktop_app.system.paths import recordings_folder
from desktop_app.voices.decoding import decode
from desktop_app.voices.kept import (
    KeptRecording,
    Notes,
    discard,
    fresh_path,
    kept_recordings,
    note,
)
from desktop_app.voices.lengths import known_lengths, note_length
from desktop_app.voices.microphone import Level, Recorded
from tests.desktop_app.voices.sounds import recording, speech
from tests.sound_server import MICROPHONE, SINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtWidgets import QMessageBox
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

HAND: Any = QTest  # its stubs are no static methods


@pytest.fixture
def source(sound_server: SoundServer) -> Iterator[SoundServer]:
    """A sound server with a microphone."""
    with sound_server.microphone():
        yield sound_server


@pytest.fixture
def window(source: SoundServer, app: Application, qtbot: QtBot) -> Iterator[VoicesWindow]:
    """The window from which one records."""
    del source
    window = VoicesWindow(app.engine)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture(autouse=True)
def _short_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it count down faster: a person needs three seconds, and no test does."""
    monkeypatch.setattr(recording_dialog, "_SECOND", 200)


@pytest.fixture
def dialog(window: VoicesWindow, qtbot: QtBot) -> RecordingDialog:
    """The dialog, with the microphones that there are."""
    window.record()
    dialog = window.findChildren(RecordingDialog)[-1]
    qtbot.waitUntil(lambda: dialog.microphone.count() > 2, timeout=20_000)
    return dialog


def said(seconds: float) -> bytes:
    """Something to say into the microphone."""
    return (speech(seconds) * 32_767).astype("<i2").tobytes()


def begin(dialog: RecordingDialog, qtbot: QtBot) -> None:
    dialog.record.click()
    assert dialog.stage is Stage.COUNTING
    qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDING, timeout=20_000)


def shows(dialog: RecordingDialog, words: str) -> bool:
    return dialog.words.text() == words


def listens(dialog: RecordingDialog, qtbot: QtBot) -> None:
    """Wait until something has been recorded since the test showed levels of its own."""
    qtbot.waitUntil(lambda: 0 < seconds(dialog) < 6, timeout=20_000)


def finish(dialog: RecordingDialog, qtbot: QtBot) -> None:
    HAND.keyClick(dialog, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDED, timeout=20_000)


def seconds(dialog: RecordingDialog) -> float:
    return dialog.elapsed.value() / 10


def press(box: QMessageBox | None, words: str) -> None:
    assert box is not None
    (button,) = [one for one in box.buttons() if words in one.text().replace("&", "")]
    button.click()


def files() -> list[str]:
    folder = recordings_folder()
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.audio
def test_what_is_recorded_becomes_a_voice_that_speaks(
    window: VoicesWindow,
    dialog: RecordingDialog,
    source: SoundServer,
    app: Application,
    qtbot: QtBot,
) -> None:
    pulse = dialog.microphone.findData("ALSA: pulse")
    assert pulse > 0
    dialog.microphone.setCurrentIndex(pulse)
    text = dialog.text.toPlainText()
    assert "river" in text
    begin(dialog, qtbot)
    assert load_settings().app.microphone == "ALSA: pulse"
    assert not dialog.microphone.isVisible()
    with source.saying(said(6)):
        qtbot.waitUntil(lambda: seconds(dialog) > 6.5, timeout=20_000)
        finish(dialog, qtbot)
    assert files() == [".json", ".wav"]
    dialog.go_on.click()
    adding = window.findChildren(AddVoiceDialog)[-1]
    qtbot.waitUntil(lambda: bool(adding.findings.count()), timeout=20_000)
    assert adding.text.toPlainText() == text
    part = adding.waveform.selection
    assert part.seconds == pytest.approx(6, abs=1.3)
    adding.name.setText("Dad")
    adding.upload()
    qtbot.waitUntil(adding.made.isVisible, timeout=20_000)
    adding.finish.click()
    qtbot.waitUntil(lambda: len(window.model.voices) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: files() == [], timeout=10_000)
    assert app.engine.voices[0].filename == "Dad.wav"
    assert app.engine.voices[0].text == text
    with source.recording() as heard:
        window.preview()
        qtbot.waitUntil(lambda: not window.trial.running, timeout=20_000)
    assert heard.duration > 0.5


def test_levels_and_words_follow_what_is_said(
    dialog: RecordingDialog, source: SoundServer, qtbot: QtBot
) -> None:
    begin(dialog, qtbot)
    with source.saying(said(3)):
        qtbot.waitUntil(lambda: dialog.meter._peak > -20, timeout=20_000)
    assert not dialog.meter.too_loud
    dialog._show_level(Level(1.0, 1.0, 0.5, 0))
    assert dialog.words.text().startswith("Too loud!")
    dialog.meter.clear()
    for after, words in ((2.0, "Read aloud now."), (8.0, "Good."), (16.0, "That's enough")):
        dialog._show_level(Level(after, 0.3, 0.1, 0))
        assert dialog.words.text().startswith(words)
    assert dialog.time.text() == "16.0 s; 5 to 15 s works best"
    listens(dialog, qtbot)
    finish(dialog, qtbot)
    shown = dialog.words.text()
    dialog._show_level(Level(1.0, 1.0, 0.5, 0))  # it was on its way
    assert dialog.words.text() == shown
    dialog.reject()
    press(dialog._box, "Delete")


def test_a_microphone_that_hears_nothing_is_told_of(dialog: RecordingDialog, qtbot: QtBot) -> None:
    begin(dialog, qtbot)
    shown = []
    for after in (1.0, 2.5, 9.0, 16.0):
        dialog._show_level(Level(after, 0.02, 0.005, 0))
        shown.append(dialog.words.text().partition(".")[0])
    nothing = "Almost no sound"
    assert shown == ["Read aloud now", nothing, nothing, nothing]
    dialog._show_level(Level(9.0, 0.2, 0.05, 0))
    dialog._show_level(Level(9.1, 0.001, 0.001, 0))  # between two words
    assert dialog.words.text().startswith("Good.")
    listens(dialog, qtbot)
    finish(dialog, qtbot)
    begin(dialog, qtbot)  # what another take was like does not count
    dialog._show_level(Level(9.0, 0.02, 0.005, 0))
    assert dialog.words.text().startswith(nothing)
    listens(dialog, qtbot)
    finish(dialog, qtbot)
    dialog.reject()
    press(dialog._box, "Delete")


@pytest.mark.audio
def test_one_of_several_takes_is_chosen(
    window: VoicesWindow, dialog: RecordingDialog, source: SoundServer, qtbot: QtBot
) -> None:
    begin(dialog, qtbot)
    with source.saying(said(2)):
        qtbot.waitUntil(lambda: seconds(dialog) > 2, timeout=20_000)
        finish(dialog, qtbot)
    assert dialog.takes.isVisible()
    begin(dialog, qtbot)
    assert not dialog.takes.isVisible()
    qtbot.waitUntil(lambda: seconds(dialog) > 0.5, timeout=20_000)
    finish(dialog, qtbot)
    assert [chip.isChecked() for chip in dialog.takes.chips] == [False, True]
    assert dialog.takes.chips[1].text().startswith("Take 2 · ")
    dialog.takes.choose(0)
    first = dialog.take
    with source.recording() as heard:
        dialog.takes.hear.click()
        qtbot.waitUntil(lambda: dialog.takes.playback.running, timeout=20_000)
        assert dialog.takes.hear.accessibleName() == "Stop"
        qtbot.waitUntil(lambda: not dialog.takes.playback.running, timeout=20_000)
    assert heard.duration > 0.5
    dialog.go_on.setFocus()
    HAND.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: files() == [".json", ".wav"], timeout=10_000)
    assert [kept.path for kept in kept_recordings(recordings_folder())] == [first.path]
    adding = window.findChildren(AddVoiceDialog)[-1]
    qtbot.waitUntil(lambda: bool(adding.findings.count()), timeout=20_000)
    assert decode(first.path).seconds > 1.9
    adding.reject()
    press(adding._box, "Keep")
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)


def test_closing_stops_then_asks(
    window: VoicesWindow, dialog: RecordingDialog, qtbot: QtBot
) -> None:
    dialog.record.click()
    for left in "321":
        qtbot.waitUntil(partial(shows, dialog, left))
    HAND.keyClick(dialog, Qt.Key.Key_Escape)  # while it counts
    assert dialog.stage is Stage.READY
    begin(dialog, qtbot)
    qtbot.waitUntil(lambda: seconds(dialog) > 0.3, timeout=20_000)
    HAND.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDED, timeout=20_000)
    HAND.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.reject()  # it asks once
    press(dialog._box, "Cancel")
    assert dialog.isVisible()
    dialog.reject()
    press(dialog._box, "Keep")
    assert not dialog.isVisible()
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)


def test_what_is_read_is_held_while_one_records(
    dialog: RecordingDialog, app: Application, qtbot: QtBot
) -> None:
    app.engine.read("One is first. Two comes after it. Three is the last of them all. " * 3)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    dialog.record.click()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.PAUSED, timeout=20_000)
    dialog.stop()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    app.engine.stop()
    dialog.reject()


@pytest.mark.audio
def test_a_microphone_that_goes_away_leaves_what_was_recorded(
    window: VoicesWindow, dialog: RecordingDialog, source: SoundServer, qtbot: QtBot
) -> None:
    begin(dialog, qtbot)
    with source.saying(said(5)):
        qtbot.waitUntil(lambda: seconds(dialog) > 1.5, timeout=20_000)
        source.remove_sink(MICROPHONE)
        source.remove_sink(SINK)
        qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDED, timeout=30_000)
    assert "s were saved" in dialog.notice.words.text()
    dialog.accept()
    adding = window.findChildren(AddVoiceDialog)[-1]
    qtbot.waitUntil(lambda: bool(adding.findings.count()), timeout=20_000)
    assert adding.waveform.end.maximum() > 1000
    adding.reject()
    press(adding._box, "Delete")
    qtbot.waitUntil(lambda: files() == [], timeout=10_000)


def test_a_dialog_that_goes_away_while_it_records_leaves_the_recording(
    window: VoicesWindow, dialog: RecordingDialog, qtbot: QtBot
) -> None:
    """As it does when the language is changed, or the app ends."""
    begin(dialog, qtbot)
    qtbot.waitUntil(lambda: seconds(dialog) > 0.5, timeout=20_000)
    dialog.done(0)
    dialog.deleteLater()
    qtbot.waitUntil(lambda: len(kept_recordings(recordings_folder())) == 1, timeout=10_000)
    window.left.look()
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)


def test_a_folder_that_cannot_be_written_is_told_of(dialog: RecordingDialog, qtbot: QtBot) -> None:
    recordings_folder().parent.mkdir(parents=True, exist_ok=True)
    recordings_folder().write_text("in the way")
    dialog.record.click()
    qtbot.waitUntil(lambda: "Can't save recordings" in dialog.notice.words.text(), timeout=20_000)
    assert dialog.stage is Stage.READY
    recordings_folder().unlink()
    dialog.notice.action.click()  # try again
    qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDING, timeout=20_000)
    qtbot.waitUntil(lambda: seconds(dialog) > 0.3, timeout=20_000)
    finish(dialog, qtbot)
    dialog.reject()
    press(dialog._box, "Delete")
    qtbot.waitUntil(lambda: files() == [], timeout=10_000)


def test_a_disk_that_is_full_keeps_what_was_written(
    dialog: RecordingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_044, 60_044))\n"
        "from desktop_app.voices import recording_child\n"
        "raise SystemExit(recording_child.main())\n"
    )
    command = [sys.executable, "-c", limited], dict(os.environ)
    monkeypatch.setattr("desktop_app.audio.process.child_command", lambda _module: command)
    dialog.record.click()
    qtbot.waitUntil(lambda: dialog.stage is Stage.RECORDED, timeout=30_000)
    assert "Can't continue the recording" in dialog.notice.words.text()
    assert decode(dialog.take.path).seconds > 0.4
    dialog.reject()
    press(dialog._box, "Delete")


def test_a_microphone_that_is_not_there(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    app.engine.change(app.engine.settings.with_app(microphone="ALSA: gone"))
    window.record()
    dialog = window.findChildren(RecordingDialog)[-1]
    qtbot.waitUntil(
        lambda: dialog.microphone.currentText() == "ALSA: gone (not connected)", timeout=20_000
    )
    dialog.record.click()
    qtbot.waitUntil(lambda: "isn't available" in dialog.notice.words.text(), timeout=20_000)
    dialog._know_microphones([])
    assert "No microphone found" in dialog.notice.words.text()
    dialog.notice.action.click()
    qtbot.waitUntil(lambda: dialog.microphone.count() > 2, timeout=20_000)
    path = Path("none.wav")  # only a machine that is too busy makes such a one
    dialog._ended(Take(path, Recorded(path, 3.0, 2)))
    assert "too busy" in dialog.notice.words.text()
    dialog.done(0)


def test_texts_are_ready_in_the_persons_language_and_an_own_one_is_kept(
    dialog: RecordingDialog, window: VoicesWindow, app: Application
) -> None:
    titles = [dialog.texts.itemText(row) for row in range(dialog.texts.count())]
    assert titles[0] == "A walk"
    assert titles[-1] == "Your own text"
    HAND.keyClicks(dialog.text, "Mine. ")
    assert dialog.texts.currentText() == "Your own text"
    own = dialog.text.toPlainText()
    dialog.texts.setCurrentIndex(1)
    dialog.texts.activated.emit(1)
    assert dialog.text.toPlainText().startswith("First, cut")
    dialog.texts.setCurrentIndex(dialog.texts.count() - 1)
    dialog.texts.activated.emit(dialog.texts.count() - 1)
    assert dialog.text.toPlainText() == own
    dialog.reject()
    app.engine.change(app.engine.settings.with_app(language="zh_CN"))
    window.record()
    chinese = window.findChildren(RecordingDialog)[-1]
    assert chinese.texts.itemText(0) == "散步"
    chinese.reject()
    app.engine.change(app.engine.settings.with_app(language=""))


def test_lengths_are_kept_and_can_be_done_without(tmp_path: Path) -> None:
    path = tmp_path / "data" / "lengths.json"
    assert known_lengths(path) == {}
    note_length(path, "a", 5.123)
    note_length(path, "b", 7)
    assert known_lengths(path) == {"a": 5.12, "b": 7.0}
    for wrong in ("[]", "{", '{"a": "long"}'):
        path.write_text(wrong)
        assert known_lengths(path) == {}


def test_kept_recordings_are_those_with_sound(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    assert kept_recordings(folder) == []
    paths = []
    for _ in range(2):
        path = fresh_path(folder)
        recording(speech(1)).save(path)
        paths.append(path)
    assert len(set(paths)) == 2
    os.utime(paths[0], (1, 1))
    (folder / "broken.wav").symlink_to(folder / "nowhere")
    note(paths[0], Notes("妈妈", "你好。"))
    paths[1].with_suffix(".json").write_text("[]")
    kept = kept_recordings(folder)
    assert [one.path for one in kept] == [paths[1], paths[0]]
    assert [one.notes for one in kept] == [Notes(), Notes("妈妈", "你好。")]
    discard(paths[0])
    discard(paths[0])
    assert not paths[0].with_suffix(".json").exists()
    with pytest.raises(OSError, match="No such file"):
        KeptRecording.at(paths[0])
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(np.zeros(1).tobytes())
    with pytest.raises(RecordingError, match="Can't save recordings"):
        fresh_path(in_the_way)


def test_a_low_screen_is_left_to_what_one_does(
    dialog: RecordingDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = dialog.minimumSizeHint().height()
    monkeypatch.setattr(on_screen, "_LOW", 10_000)
    low = RecordingDialog(dialog._engine, dialog)
    assert low.minimumSizeHint().height() < wide - 100
    for stage in (Stage.READY, Stage.RECORDING, Stage.RECORDED):
        low._show_stage(stage)
        hidden = [part.isHidden() for part in (low.words, low.card, low.below)]
        assert hidden == [stage is Stage.READY, stage is Stage.RECORDED, stage is Stage.READY]
    low.deleteLater()
