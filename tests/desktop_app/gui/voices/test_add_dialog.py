"""A voice is made of a file: its part chosen, heard, checked, uploaded; nothing gets lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QMessageBox
import pytest

from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.findings import FindingsList
from desktop_app.gui.voices.model import ROW_ROLE
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.reading.events import ReaderState
from desktop_app.settings.settings import ServiceSettings
from desktop_app.system.paths import recordings_folder
from desktop_app.voices import decoding
from desktop_app.voices.checks import check
from desktop_app.voices.decoding import decode
from desktop_app.voices.kept import KeptRecording, Notes, fresh_path, note
from desktop_app.voices.recording import Recording
from shared_client.recordings import Part
from tests import desktop
from tests.desktop_app.voices.sounds import recording, silence, speech, write
from tests.local_server.running import TOKEN
from tests.shared_client.service import Service, serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from aiohttp import web
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from shared_client import ReferenceAudio
    from tests.sound_server import SoundServer

HAND: Any = QTest  # its stubs are no static methods
_RUNNING: list[object] = []  # a task that nobody knows of is taken away


@pytest.fixture
def window(app: Application, qtbot: QtBot) -> Iterator[VoicesWindow]:
    """The window from which voices are added."""
    window = VoicesWindow(app.engine)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def file(home: Path) -> Path:
    """A film of somebody who speaks, with silence at its ends."""
    samples = np.concatenate([silence(2, rate=48_000), speech(6, rate=48_000)])
    samples = np.concatenate([samples, silence(2, rate=48_000)])
    return write(home / "Aunt_May-2024.mkv", samples, "aac")


def opened(window: VoicesWindow, qtbot: QtBot, source: Path | KeptRecording) -> AddVoiceDialog:
    window.add(source)
    dialog = window.findChildren(AddVoiceDialog)[-1]
    qtbot.waitUntil(dialog.play.isEnabled, timeout=20_000)
    qtbot.waitUntil(lambda: bool(dialog.findings.count()), timeout=20_000)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=10_000)
    return dialog


def closed(dialog: AddVoiceDialog) -> bool:
    return sip.isdeleted(dialog) or not dialog.isVisible()


def made(dialog: AddVoiceDialog, qtbot: QtBot) -> None:
    """Wait for the voice, and be done."""
    qtbot.waitUntil(dialog.made.isVisible, timeout=20_000)
    dialog.finish.click()
    assert closed(dialog)


def found(dialog: AddVoiceDialog) -> str:
    items = (dialog.findings.item(row) for row in range(dialog.findings.count()))
    return "\n".join(item.text() for item in items if item is not None)


def press(box: QMessageBox | None, words: str) -> None:
    assert box is not None
    (button,) = [one for one in box.buttons() if words in one.text().replace("&", "")]
    button.click()


def a_recording(seconds: float = 6, text: str = "One, two, three.") -> KeptRecording:
    path = fresh_path(recordings_folder())
    recording(speech(seconds)).save(path)
    note(path, Notes("Dad", text))
    return KeptRecording.at(path)


def serve(
    app: Application,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[web.Request], Awaitable[web.StreamResponse | None]],
    *,
    narrow: bool = False,
) -> Service:
    """Use a service that behaves as told, in the app's own loop."""
    service = Service(before=before)
    ready: list[None] = []

    async def run() -> None:
        async with serving(service, narrow=narrow):
            app.engine.loop.post(lambda: ready.append(None))
            await service.gone.wait()

    _RUNNING.append(app.engine.loop.start(run()))
    qtbot.waitUntil(lambda: bool(ready), timeout=10_000)
    monkeypatch.setenv("COSYVOICE_TOKEN", service.token)
    settings = app.engine.settings.with_service("odd", ServiceSettings(service.url), active=True)
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        app.engine.change(settings)
    return service


@pytest.mark.audio
def test_a_film_becomes_a_voice_that_speaks(
    window: VoicesWindow, app: Application, qtbot: QtBot, file: Path, sound_server: SoundServer
) -> None:
    dialog = opened(window, qtbot, file)
    assert dialog.name.text() == "Aunt May"
    assert dialog.waveform.selection == pytest.approx((1.85, 8.05), abs=0.1)
    assert "No problems found" in found(dialog)
    assert not dialog.suggest.isEnabled()
    assert not dialog.upload_button.isEnabled()
    with sound_server.recording() as heard:
        HAND.keyClick(dialog.text, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: dialog.waveform._position is not None, timeout=10_000)
        qtbot.waitUntil(lambda: not dialog.playback.running, timeout=20_000)
    assert heard.duration == pytest.approx(5.75, abs=0.4)
    assert dialog.waveform._position is None
    assert dialog.missing.text() == "Still missing: the transcript"
    HAND.keyClicks(dialog.text, "One, two, three, four.")
    assert dialog.upload_button.isEnabled()
    assert not dialog.missing.text()
    added: list[ReferenceAudio] = []
    dialog.added.connect(added.append)
    HAND.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(added), timeout=20_000)
    assert (added[0].filename, added[0].text) == ("Aunt May.wav", "One, two, three, four.")
    assert added[0].bytes == pytest.approx(44 + 48_000 * 6.2, rel=0.05)
    qtbot.waitUntil(lambda: len(window.model.voices) == 2, timeout=20_000)
    assert [voice.id for voice in window.selected()] == [added[0].id]
    made = window.model.index(0)
    qtbot.waitUntil(lambda: made.data(ROW_ROLE).length == "6 s", timeout=10_000)
    qtbot.waitUntil(window.no_cloning.isVisible, timeout=20_000)
    assert dialog.made.title.text() == "Aunt May is ready"
    qtbot.waitUntil(dialog.made.no_cloning.isVisible, timeout=20_000)
    with sound_server.recording() as spoken:
        HAND.keyClick(dialog, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: dialog.made.trial.running, timeout=20_000)
        qtbot.waitUntil(lambda: not dialog.made.trial.running, timeout=20_000)
    assert spoken.duration > 0.5
    dialog.use.click()
    assert closed(dialog)
    assert app.engine.settings.app.local_voice == added[0].id


def test_what_is_wrong_with_the_part_is_told_while_it_is_dragged(
    window: VoicesWindow, qtbot: QtBot, file: Path
) -> None:
    dialog = opened(window, qtbot, file)
    suggested = dialog.waveform.selection
    dialog.waveform.start.setFocus()
    HAND.keyClick(dialog.waveform.start, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: "No speech in the first" in found(dialog), timeout=10_000)
    assert "0.0 s to" in dialog.part.text()
    dialog.waveform.select(Part(2.5, 4.0))
    qtbot.waitUntil(lambda: "At least 3 s is required" in found(dialog), timeout=10_000)
    dialog.text.setPlainText("One, two.")
    assert not dialog.upload_button.isEnabled()  # the local server refuses it for certain
    assert "won't take this part" in dialog.missing.text()
    dialog.upload()
    assert not dialog.transfer.running
    dialog.text.clear()
    dialog.suggest.click()
    assert dialog.waveform.selection == suggested
    qtbot.waitUntil(lambda: "No problems found" in found(dialog), timeout=10_000)
    assert f"Good: {dialog.choice.seconds.text()}, " in found(dialog)
    dialog.play_part()
    dialog.play_part()
    assert not dialog.playback.running
    dialog.reject()


def test_what_is_read_waits_while_a_part_is_played(
    window: VoicesWindow, app: Application, qtbot: QtBot, file: Path
) -> None:
    dialog = opened(window, qtbot, file)
    app.engine.read("One is first. Two comes after it. Three is the last of them all. " * 3)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    dialog.play_part()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.PAUSED, timeout=20_000)
    dialog.playback.stop()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    app.engine.stop()
    dialog.reject()


def test_without_an_output_device_a_part_is_not_heard_and_that_is_told(
    window: VoicesWindow, app: Application, qtbot: QtBot, file: Path
) -> None:
    dialog = opened(window, qtbot, file)
    app.engine.change(app.engine.settings.with_app(device="nothing: at all"))
    dialog.play_part()
    qtbot.waitUntil(lambda: "isn't available" in dialog.notice.words.text(), timeout=20_000)
    assert not dialog.playback.running
    dialog.reject()


def test_what_is_no_sound_is_told_of_and_another_file_chosen(
    window: VoicesWindow, qtbot: QtBot, home: Path, file: Path
) -> None:
    bad = home / "letter.mp3"
    bad.write_text("Dear all,")
    for source, words in ((bad, "Can't decode"), (home / "none.wav", "Can't read")):
        window.add(source)
        dialog = window.findChildren(AddVoiceDialog)[-1]
        qtbot.waitUntil(lambda: words in dialog.notice.words.text(), timeout=20_000)  # noqa: B023 - called at once
    dialog.notice.action.click()
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(file))
    chooser.deleteLater()
    qtbot.waitUntil(dialog.play.isEnabled, timeout=20_000)
    assert dialog.name.text() == "Aunt May"
    dialog.reject()
    for dialog in window.findChildren(AddVoiceDialog):
        dialog.reject()


def test_a_service_that_refuses_takes_nothing_away(
    window: VoicesWindow,
    app: Application,
    qtbot: QtBot,
    served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """First the token is wrong, then the part too short; the third time it goes well."""
    monkeypatch.setenv("COSYVOICE_TOKEN", "wrong-token")
    home = app.engine.settings.with_service("home", ServiceSettings(served), active=True)
    app.engine.change(home)
    kept = a_recording()
    dialog = opened(window, qtbot, kept)
    dialog.upload_button.click()
    assert dialog.uploading.isVisible()
    assert not dialog.pages.isEnabled()
    qtbot.waitUntil(lambda: "accept the token" in dialog.notice.words.text(), timeout=20_000)
    assert not dialog.uploading.isVisible()
    assert dialog.text.toPlainText() == "One, two, three."
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        app.engine.change(home, reconnect=True)
    whole = dialog.waveform.selection
    dialog.waveform.select(Part(1.0, 2.0))
    qtbot.waitUntil(lambda: "anyway" in dialog.upload_button.text(), timeout=10_000)
    dialog.upload_button.click()
    qtbot.waitUntil(lambda: "3" in dialog.notice.words.text(), timeout=20_000)
    assert kept.path.exists()
    dialog.waveform.select(whole)
    dialog.notice.action.click()  # try again
    made(dialog, qtbot)
    qtbot.waitUntil(lambda: not list(recordings_folder().iterdir()), timeout=10_000)
    qtbot.waitUntil(
        lambda: "Dad.wav" in [voice.filename for voice in window.model.voices], timeout=20_000
    )


def test_a_voice_goes_to_the_service_that_it_was_made_for(
    window: VoicesWindow,
    app: Application,
    qtbot: QtBot,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    local = app.engine.settings
    with desktop.Service.running(home / "served", TOKEN) as service:
        theirs = local.with_service("home", ServiceSettings(service.url), active=True)
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.change(theirs)
        dialog = opened(window, qtbot, a_recording())
        assert "“home”" in dialog.windowTitle()
        service.kill()
        dialog.upload_button.click()
        qtbot.waitUntil(lambda: dialog.notice.action.text() == "Try &again", timeout=20_000)
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.change(theirs.with_active(""))  # of the built-in service
        service.start()
        dialog.notice.action.click()
        made(dialog, qtbot)
        assert "“Dad” on “home”" in window.notice.words.text()
        assert [voice.filename for voice in app.engine.voices] == ["reference_voice.wav"]
        with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
            app.engine.change(theirs)
        assert "Dad.wav" in [voice.filename for voice in app.engine.voices]


def test_a_voice_for_a_service_that_was_removed_can_go_to_the_one_in_use(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    local = app.engine.settings
    app.engine.change(
        local.with_service("home", ServiceSettings("http://127.0.0.1:9"), active=True)
    )
    dialog = opened(window, qtbot, a_recording())
    app.engine.change(local)
    dialog.upload_button.click()
    qtbot.waitUntil(lambda: "named “home”" in dialog.notice.words.text(), timeout=20_000)
    assert dialog.notice.action.text() == "&Upload to the built-in voice"
    dialog.notice.action.click()
    made(dialog, qtbot)
    qtbot.waitUntil(
        lambda: "Dad.wav" in [voice.filename for voice in window.model.voices], timeout=20_000
    )


def test_an_upload_that_breaks_off_can_be_tried_again(
    window: VoicesWindow, app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[int] = []

    async def before(request: web.Request) -> web.StreamResponse | None:
        if request.method == "POST" and not broken:
            broken.append(len(await request.content.read(10_000)))
            assert request.transport is not None
            request.transport.abort()
        return None

    service = serve(app, qtbot, monkeypatch, before)
    kept = a_recording(20)
    dialog = opened(window, qtbot, kept)
    dialog.upload_button.click()
    qtbot.waitUntil(lambda: "was lost" in dialog.notice.words.text(), timeout=20_000)
    assert broken
    assert kept.path.exists()
    dialog.notice.action.click()
    made(dialog, qtbot)
    assert [one["text"] for one in service.uploads] == ["One, two, three."]
    sent = kept.path.with_name("sent.wav")
    sent.write_bytes(service.uploads[0]["data"])
    assert decode(sent).seconds == pytest.approx(20, abs=0.5)


def test_an_upload_shows_how_far_it_is_and_can_be_cancelled(
    window: VoicesWindow, app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def before(request: web.Request) -> web.StreamResponse | None:
        if request.method == "POST":
            with suppress(ConnectionError):
                await service.gone.wait()  # it reads no more than a narrow socket holds
        return None

    service = serve(app, qtbot, monkeypatch, before, narrow=True)
    path = fresh_path(recordings_folder())
    recording(speech(29)).save(path)
    note(path, Notes("Dad", "A lot."))
    dialog = opened(window, qtbot, KeptRecording.at(path))
    dialog.upload_button.click()
    qtbot.waitUntil(
        lambda: dialog.progress.value() > 0 or dialog.progress.maximum() == 0, timeout=20_000
    )
    dialog.upload()  # there is one already
    assert dialog.sent.isVisible()
    dialog._show_progress(0.345)
    assert dialog.sent.text() == "Uploading: 34%"
    # A socket may hold all of it.
    words = "Stopped waiting" if dialog.transfer.waiting else "Upload canceled"
    HAND.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert words in dialog.notice.words.text()
    assert dialog.upload_button.isEnabled()
    dialog.cancel_upload()  # there is none any more
    dialog.reject()
    press(dialog._box, "Cancel")
    assert dialog.isVisible()
    dialog.reject()
    dialog.reject()  # it asks once
    press(dialog._box, "Delete")
    qtbot.waitUntil(lambda: closed(dialog), timeout=10_000)
    assert list(recordings_folder().iterdir()) == []


def test_what_was_written_is_kept_with_a_recording(window: VoicesWindow, qtbot: QtBot) -> None:
    kept = a_recording(text="")
    dialog = opened(window, qtbot, kept)
    HAND.keyClicks(dialog.text, "Four, five.")
    qtbot.waitUntil(lambda: KeptRecording.at(kept.path).notes.text == "Four, five.", timeout=10_000)
    dialog.reject()
    press(dialog._box, "Keep")
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)


def test_another_recording_can_be_made_and_this_one_stays(
    window: VoicesWindow, qtbot: QtBot
) -> None:
    kept = a_recording(text="One.")
    dialog = opened(window, qtbot, kept)
    HAND.keyClicks(dialog.name, " S.")
    with qtbot.waitSignal(dialog.again):
        dialog.another.click()
    assert closed(dialog)
    qtbot.waitUntil(lambda: KeptRecording.at(kept.path).notes.name == "Dad S.", timeout=10_000)


def test_a_file_is_closed_at_once_or_after_a_question(
    window: VoicesWindow, qtbot: QtBot, file: Path
) -> None:
    dialog = opened(window, qtbot, file)
    dialog.reject()
    assert closed(dialog)
    dialog = opened(window, qtbot, file)
    dialog.text.setPlainText("Some words.")
    dialog.close()
    press(dialog._box, "Cancel")
    assert dialog.isVisible()
    dialog.close()
    press(dialog._box, "Close anyway")
    assert closed(dialog)
    assert file.exists()


def test_a_dialog_that_is_closed_while_it_reads_stops_to_read(
    window: VoicesWindow, file: Path
) -> None:
    window.add(file)
    dialog = window.findChildren(AddVoiceDialog)[-1]
    dialog.use_suggested()
    dialog.play_part()
    dialog.upload()
    dialog.choice.check()
    dialog.reject()
    assert closed(dialog)


def test_a_part_is_chosen_anywhere_in_a_long_file(
    window: VoicesWindow, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "LONGEST", 20.0)
    path = home / "long.flac"
    write(path, np.concatenate([speech(62), silence(1), speech(7)]), "flac", rate=24_000)
    dialog = opened(window, qtbot, path)
    assert dialog.minutes.isVisible()
    assert (dialog.minute.maximum(), dialog.minute.suffix()) == (1, " of 2")
    assert "Only the first 0 minutes were loaded" in found(dialog)
    dialog.minute.setValue(1)
    qtbot.waitUntil(lambda: "Only minutes 1.0 to 1.2" in found(dialog), timeout=20_000)
    assert dialog.part.text().endswith(" s of 70.0 s")
    dialog.waveform.select(Part(3.0, 9.5))
    assert dialog.part.text().startswith("63.0 s to 69.5 s")
    dialog.reject()


def test_a_short_file_is_loaded_whole(window: VoicesWindow, qtbot: QtBot, file: Path) -> None:
    dialog = opened(window, qtbot, file)
    assert not dialog.minutes.isVisible()
    dialog.reject()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (recording(silence(5)), "The recording is silent. Check that the right"),
        (recording(speech(40)), "Too long: 40.0 s. Services accept at most 30 s. Select a part"),
        (recording(speech(4)), "Length: 4.0 s. 5 to 15 s works best."),
        (recording(speech(6, level=3.0).clip(-1, 1)), "is clipped. Turn the microphone down"),
        (recording(speech(6, level=0.3, noise=-20)), "Background noise: speech is only"),
        (recording(speech(6, level=0.3, noise=-30)), "Background noise: speech is only"),
        (recording(speech(6, level=0.01, noise=-80)), "Very quiet (-4"),
        (recording(speech(6, rate=8_000), rate=8_000), "too low: 8,000 Hz. At least 16,000"),
        (Recording(speech(6), 24_000, truncated=True), "Only the first 0 minutes were loaded"),
        (recording(speech(6), silence(2)), "the last 2.2 s. Use the part from 0.0 s to"),
    ],
)
def test_every_finding_is_told_in_words(
    qtbot: QtBot, qapp: object, made: Recording, words: str
) -> None:
    del qapp
    findings = FindingsList()
    qtbot.addWidget(findings)
    report = check(made)
    findings.show_report(report, report.suggested)
    findings.resize(300, 100)
    findings.show()
    texts = [item.text() for row in range(findings.count()) if (item := findings.item(row))]
    assert any(words in text for text in texts), texts
    assert len(texts) == len(report.findings)
    spoken = findings.item(0)
    assert spoken is not None
    assert spoken.data(Qt.ItemDataRole.AccessibleTextRole).partition(":")[0] in (
        "Problem",
        "Warning",
        "Hint",
    )
