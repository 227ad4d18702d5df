"""The window of voices, as people use it; previews are heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QWidget,
)
import pytest

from desktop_app.gui.parts.colors import DARK
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.model import DATE, LENGTH, NAME, SIZE, TEXT, USE
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.reading.events import ReaderState
from desktop_app.services.connection import Addressee
from desktop_app.settings.settings import ServiceSettings, VoiceProfile, load_settings
from desktop_app.system.paths import recordings_folder
from desktop_app.voices.kept import Notes, fresh_path, note
from shared_client import ReferenceAudio
from tests.desktop import Service
from tests.desktop_app.voices.sounds import recording, speech
from tests.local_server.running import TOKEN, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

HAND: Any = QTest  # its stubs are no static methods
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GRANDMA = ReferenceAudio("g-1", "grandma.wav", 700_000, NOW, "Good morning, my dears.")
MING = ReferenceAudio("m-2", "小明.wav", 2_000_000, NOW - timedelta(days=3), "今天天气真不错。")
ANNA = ReferenceAudio("a-3", "Anna", 90_000, NOW - timedelta(days=1), "Wie geht es dir heute?")


@pytest.fixture
def window(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[VoicesWindow]:
    """The window, with the voice that the built-in service comes with."""
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    window = VoicesWindow(app.engine)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    qtbot.waitUntil(window._actions["refresh"].isEnabled, timeout=20_000)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def family(window: VoicesWindow) -> VoicesWindow:
    """The same, with three voices that no service has."""
    window._engine._know_voices([GRANDMA, ANNA, MING])
    return window


def cells(window: VoicesWindow, column: int) -> list[str]:
    found = window.found
    return [str(found.index(row, column).data()) for row in range(found.rowCount())]


def use_service(app: Application, name: str, url: str) -> None:
    """Have a service in use; its token is the environment's."""
    app.engine.change(app.engine.settings.with_service(name, ServiceSettings(url), active=True))


def press(box: QMessageBox | None, words: str) -> None:
    assert box is not None
    (button,) = [one for one in box.buttons() if words in one.text().replace("&", "")]
    button.click()


def upload(app: Application, qtbot: QtBot, name: str) -> ReferenceAudio:
    """Add a voice to the service in use, as another program would."""
    added: list[ReferenceAudio] = []
    audio = wav(voice_pcm())
    app.engine.ask(
        lambda client: client.upload_reference_audio(audio, "One, two.", filename=name),
        added.append,
    )
    qtbot.waitUntil(lambda: bool(added), timeout=20_000)
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        app.engine.refresh_voices()
    return added[0]


def test_what_a_service_does_not_tell_of_a_voice_is_left_open(window: VoicesWindow) -> None:
    window._engine._know_voices([GRANDMA, ReferenceAudio("x", "x.wav", 0, None, "")])
    assert cells(window, NAME) == ["grandma", "x"]
    assert cells(window, SIZE)[1] == cells(window, DATE)[1] == "–"


def test_voices_are_listed_with_what_is_known_of_them(family: VoicesWindow) -> None:
    assert cells(family, NAME) == ["grandma", "Anna", "小明"]  # the newest first
    assert cells(family, TEXT)[2] == "今天天气真不错。"
    assert cells(family, LENGTH) == ["–"] * 3
    assert cells(family, SIZE)[1:] == ["88 KiB", "1.9 MiB"]
    assert cells(family, USE) == ["In use", "", ""]
    assert "2026" in cells(family, DATE)[0] or "26" in cells(family, DATE)[0]
    family.model.show_lengths({"m-2": 7.2})
    assert cells(family, LENGTH)[2] == "7.2 s"
    for column in (NAME, TEXT, LENGTH, SIZE, DATE, USE):
        family.found.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
    assert "g-1" in family.found.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_the_one_in_use_stands_out_by_name_and_use(family: VoicesWindow) -> None:
    bold = [
        (row, column)
        for row in range(3)
        for column in (NAME, TEXT, LENGTH, SIZE, DATE, USE)
        if (font := family.found.index(row, column).data(Qt.ItemDataRole.FontRole)) and font.bold()
    ]
    assert bold == [(0, NAME), (0, USE)]


def test_columns_do_not_run_into_each_other(family: VoicesWindow) -> None:
    columns = family.table.horizontalHeader()
    assert columns is not None
    dates = cells(family, DATE)
    widest = max(family.table.fontMetrics().horizontalAdvance(date) for date in dates)
    assert columns.sectionSize(DATE) >= widest + 12
    family.table.clearSelection()
    x = columns.sectionViewportPosition(SIZE) + columns.sectionSize(SIZE)
    view = family.table.viewport()
    assert view is not None
    row = family.table.visualRect(family.found.index(0, SIZE)).adjusted(0, 2, 0, -2)
    image = view.grab().toImage()
    free = {
        image.pixel(column, y) for column in range(x - 8, x) for y in range(row.top(), row.bottom())
    }
    assert len(free) == 1  # nothing is written there


def test_they_are_searched_and_sorted(family: VoicesWindow) -> None:
    HAND.keyClick(family, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert family.search.hasFocus()
    HAND.keyClicks(family.search, "MORNING gran")
    assert cells(family, NAME) == ["grandma"]
    family.search.setText("天气")
    assert cells(family, NAME) == ["小明"]
    family.search.setText("nobody")
    assert family.pages.currentWidget() is family.empty
    assert "nobody" in family.empty.text()
    family.search.clear()
    for column, first in ((NAME, "Anna"), (SIZE, "Anna"), (DATE, "小明")):
        family.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        assert cells(family, NAME)[0] == first
    family.table.sortByColumn(USE, Qt.SortOrder.DescendingOrder)
    assert cells(family, NAME)[0] == "grandma"
    family.model.show_lengths({"g-1": 9.0, "m-2": 5.0})
    family.table.sortByColumn(LENGTH, Qt.SortOrder.DescendingOrder)
    assert cells(family, NAME) == ["grandma", "小明", "Anna"]


def test_the_sentence_is_in_the_language_of_the_voice(family: VoicesWindow) -> None:
    family._select({"g-1"})
    assert family.sentence.text().startswith("Hello!")
    family.table.clearSelection()
    family._select({"m-2"})
    assert family.sentence.text().startswith("你好")
    family.sentence.setText("Mine.")
    family.table.clearSelection()
    family._select({"a-3"})
    assert family.sentence.text() == "Mine."
    family.sentence.clear()
    assert not family.listen.isEnabled()
    family.preview()
    assert not family.trial.running


@pytest.mark.audio
def test_a_preview_is_heard_and_stopped(
    window: VoicesWindow, app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    window.sentence.setText("This is a voice.")
    with sound_server.recording() as heard:
        window.table.setFocus()
        HAND.keyClick(window.table, Qt.Key.Key_Return)
        assert window.trial.running
        assert window.listen.text() == "St&op"
        window.sentence.clear()
        assert window.listen.isEnabled()  # nothing more can be heard; but this be stopped
        qtbot.waitUntil(lambda: not window.trial.running, timeout=20_000)
    assert 0.4 < heard.duration < 4
    assert window.listen.text() == "&Listen"
    assert not window.listen.isEnabled()
    window.sentence.setText("One. Two. Three. Four. Five. Six. Seven. Eight. Nine.")
    play = window.listen.icon().cacheKey()
    window.listen.click()
    assert window.listen.icon().cacheKey() != play
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    HAND.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=20_000)
    assert window.listen.text() == "&Listen"


def test_a_voice_is_chosen_and_kept(window: VoicesWindow, app: Application, qtbot: QtBot) -> None:
    second = upload(app, qtbot, "second.wav")
    first = app.engine.voices[1]
    profile = VoiceProfile(voice=second.id)
    app.engine.change(app.engine.settings.with_profile("Story", profile).with_app(profile="Story"))
    assert dict(zip(cells(window, NAME), cells(window, USE), strict=True)) == {
        "second": "In use",
        "reference_voice": "",
    }
    window.table.clearSelection()
    window._select({first.id})
    window._actions["use"].trigger()
    assert dict(zip(cells(window, NAME), cells(window, USE), strict=True)) == {
        "second": "Profile: Story",
        "reference_voice": "In use",
    }
    assert "instead of the profile “Story”" in window.notice.words.text()
    qtbot.waitUntil(lambda: load_settings().app.local_voice == first.id)
    app.engine.change(app.engine.settings.with_app(profile="Story"))
    assert cells(window, USE)[1] == "Default voice"
    window._actions["copy"].trigger()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == first.id


def test_deleting_asks_and_says_what_it_means(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    second = upload(app, qtbot, "second.wav")
    app.engine.change(
        app.engine.settings.with_profile("Story", VoiceProfile(voice=second.id)).with_app(
            local_voice=second.id
        )
    )
    window.table.clearSelection()
    window._select({second.id})
    window.table.setFocus()
    HAND.keyClick(window.table, Qt.Key.Key_Delete)
    box = window._box
    assert box is not None
    assert "second" in box.text()
    assert "“Story”" in box.informativeText()
    assert "The newest voice will be used instead" in box.informativeText()
    press(box, "Cancel")
    assert window._box is None
    assert len(app.engine.voices) == 2
    window._actions["delete"].trigger()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: cells(window, NAME) == ["reference_voice"], timeout=20_000)
    assert app.engine.settings.app.local_voice == ""
    assert "deleted" in window.notice.words.text()


def test_several_are_deleted_at_once_and_then_there_is_none(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    gone = upload(app, qtbot, "gone.wav")
    deleted: list[None] = []
    app.engine.ask(lambda client: client.delete_reference_audio(gone.id), deleted.append)
    qtbot.waitUntil(lambda: bool(deleted), timeout=10_000)  # somebody was faster
    window.table.selectAll()
    assert not window.listen.isEnabled()
    window._actions["delete"].trigger()
    assert window._box is not None
    assert "“gone”" in window._box.informativeText()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.empty, timeout=20_000)
    assert window.empty.text().startswith("No voices yet.")
    assert not window._actions["delete"].isEnabled()


def test_a_service_that_does_not_answer_is_told_of_in_the_window(
    window: VoicesWindow,
    app: Application,
    qtbot: QtBot,
    served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COSYVOICE_TOKEN", "wrong-token")
    home = app.engine.settings.with_service("home", ServiceSettings(served), active=True)
    app.engine.change(home)
    assert window.pages.currentIndex() == 0  # asking
    qtbot.waitUntil(lambda: window.pages.currentIndex() == 3, timeout=20_000)
    assert "accept the token" in window.error.text()
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    app.engine.change(home, reconnect=True)
    window.again.click()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    assert "“home”" in window.windowTitle()


def test_a_service_that_stops_answering_keeps_its_voices_and_is_told_of(
    window: VoicesWindow, app: Application, qtbot: QtBot, home: Path
) -> None:
    with Service.running(home / "served", TOKEN) as service:
        use_service(app, "home", service.url)
        qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    HAND.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.notice.action.text() == "Try a&gain", timeout=20_000)
    assert "listening on port" in window.notice.words.text()
    assert cells(window, USE) == ["In use"]  # what was known is still there
    window._actions["delete"].trigger()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: not window._deleting, timeout=20_000)
    assert "listening on port" in window.notice.words.text()
    assert cells(window, NAME)


@pytest.mark.parametrize("name", ["home", "office"])
def test_a_service_that_is_down_has_none_of_the_voices_of_the_one_before(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str, name: str
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    window.table.selectAll()
    assert window._actions["delete"].isEnabled()
    assert app.reader is None
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)
    assert reader.player.voice.count() == 1 + len(app.engine.voices) > 1  # and the newest
    use_service(app, name, "http://127.0.0.1:9")
    assert window.pages.currentIndex() == 0  # asking
    assert cells(window, NAME) == []
    assert reader.player.voice.count() == 1
    qtbot.waitUntil(lambda: window.pages.currentIndex() == 3, timeout=20_000)
    assert "listening on port 9" in window.error.text()
    assert f"“{name}”" in window.windowTitle()
    assert cells(window, NAME) == []
    for action in ("listen", "use", "copy", "delete"):
        assert not window._actions[action].isEnabled()
    window.delete()
    assert window._box is None


def test_voices_are_deleted_on_the_service_that_was_asked_about(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str, home: Path
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    mine = upload(app, qtbot, "mine.wav")
    window._select({mine.id})
    window._actions["use"].trigger()
    with Service.running(home / "office", TOKEN) as office:
        window._actions["delete"].trigger()
        assert window._box is not None
        assert "everyone who uses “home”" in window._box.informativeText()
        use_service(app, "office", office.url)
        qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
        theirs = cells(window, NAME)
        press(window._box, "Delete")
        qtbot.waitUntil(lambda: "deleted on “home”" in window.notice.words.text(), timeout=20_000)
        assert cells(window, NAME) == theirs
        assert app.engine.settings.services["home"].voice == ""
    use_service(app, "home", served)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    assert "mine" not in cells(window, NAME)


def test_nothing_is_deleted_at_another_address_than_was_asked_about(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    window._actions["delete"].trigger()
    use_service(app, "home", "http://127.0.0.1:9")
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: "“home” was changed" in window.notice.words.text(), timeout=20_000)
    use_service(app, "home", served)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    assert cells(window, NAME)


def test_what_is_offered_for_a_voice_of_one_service_goes_with_it(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str
) -> None:
    (voice,) = app.engine.voices
    window._added(voice, window._service)
    assert window.notice.action.text() == "Use &it now"
    use_service(app, "home", served)
    assert window.notice.isHidden()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.table, timeout=20_000)
    window._added(voice, Addressee("local"))  # it was sent before the change
    assert "“reference_voice” on the built-in voice" in window.notice.words.text()
    assert window.notice.action.isHidden()
    app.engine.set_voice(voice.id, Addressee("local"))
    assert app.engine.settings.services["home"].voice == ""


def test_a_file_that_is_dropped_is_to_be_added(
    window: VoicesWindow, qtbot: QtBot, home: Path
) -> None:
    path = home / "dad.wav"
    recording(speech(6)).save(path)
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    for urls, taken in (([str(path)], True), ([str(path), str(path)], False), ([], False)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(url) for url in urls])
        place = QPointF(9, 9)
        enter = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
        enter.ignore()
        window.dragEnterEvent(enter)
        assert enter.isAccepted() is taken
        window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, buttons, keys))
    qtbot.waitUntil(lambda: window.findChild(AddVoiceDialog) is not None)
    dialog = window.findChild(AddVoiceDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=20_000)
    assert dialog.name.text() == "dad"
    dialog.reject()


def test_files_and_microphone_are_a_key_away(window: VoicesWindow, qtbot: QtBot) -> None:
    HAND.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    asked = window.findChild(QFileDialog)
    assert asked is not None
    assert "*.mp3" in asked.nameFilters()[0]
    asked.reject()
    HAND.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(RecordingDialog)
    assert dialog is not None
    dialog.reject()
    assert not dialog.isVisible()


def test_a_recording_that_was_left_is_offered(window: VoicesWindow, qtbot: QtBot) -> None:
    paths = [fresh_path(recordings_folder())]
    recording(speech(6)).save(paths[0])
    note(paths[0], Notes("Dad", "One, two, three."))
    paths.append(fresh_path(recordings_folder()))
    recording(speech(7)).save(paths[1])
    (recordings_folder() / "empty.wav").write_bytes(b"RIFF")
    window.left.look()
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)
    assert "isn't a voice yet" in window.left.words.text()
    window.left.drop.click()
    press(window.left._box, "Cancel")
    assert paths[1].exists()
    assert "1 more" in window.left.words.text()
    window.left.drop.click()
    press(window.left._box, "Delete")
    qtbot.waitUntil(lambda: "“Dad”" in window.left.words.text(), timeout=10_000)
    assert len([path for path in paths if path.exists()]) == 1
    window.left.go_on.click()
    dialog = window.findChild(AddVoiceDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=20_000)
    assert dialog.name.text() == "Dad"
    assert dialog.text.toPlainText() == "One, two, three."
    dialog.reject()
    press(dialog._box, "Keep recording")
    qtbot.waitUntil(window.left.isVisible, timeout=10_000)


def nameless(window: QWidget) -> list[str]:
    """What takes the focus and has no name that a screen reader could say."""
    buddies = {label.buddy() for label in window.findChildren(QLabel) if label.buddy()}
    found = []
    for widget in window.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or not widget.focusPolicy()
        if inner or not widget.isVisibleTo(window):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (text or widget.accessibleName() or widget in buddies):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_everything_that_takes_the_focus_has_a_name(
    window: VoicesWindow, app: Application, qtbot: QtBot, home: Path
) -> None:
    path = home / "dad.wav"
    recording(speech(6)).save(path)
    adding, recorder = AddVoiceDialog(app.engine, path, window), RecordingDialog(app.engine, window)
    qtbot.waitUntil(lambda: adding.pages.currentIndex() == 1, timeout=20_000)
    for one in (window, adding, recorder):
        assert nameless(one) == []
    assert adding.findChildren(QAbstractSlider)
    for dialog in (adding, recorder):
        dialog.reject()


def test_it_follows_a_change_of_colours(window: VoicesWindow, qapp: QApplication) -> None:
    before = window.listen.icon().cacheKey()
    palette = qapp.palette()
    window.setPalette(palette_of(DARK))
    assert window.listen.icon().cacheKey() != before
    window.setPalette(palette)
