"""The window of voices, as people use it; previews are heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QWidget,
)
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.parts.colors import DARK
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.details import VoiceDetails
from desktop_app.gui.voices.model import ROW_ROLE, Order, VoiceRow
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from desktop_app.gui.voices.window import VoicesWindow, _with_newest
from desktop_app.reading.events import ReaderState
from desktop_app.services.connection import Addressee
from desktop_app.services.engines import LocalEngine
from desktop_app.settings.settings import (
    ServiceSettings,
    Settings,
    VoiceProfile,
    load_settings,
)
from desktop_app.system.paths import recordings_folder
from desktop_app.voices.kept import Notes, fresh_path, note
from desktop_app.voices.originals import keep_original, original_of
from shared_client import ReferenceAudio
from shared_client.models import VoiceState
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


def rows(window: VoicesWindow) -> list[VoiceRow]:
    found = window.found
    return [found.index(row, 0).data(ROW_ROLE) for row in range(found.rowCount())]


def names(window: VoicesWindow) -> list[str]:
    return [row.name for row in rows(window)]


def uses(window: VoicesWindow) -> dict[str, str]:
    """What each row says of its use."""
    return {row.name: "Reads now" if row.reads else row.note for row in rows(window)}


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


def test_a_row_says_who_it_is_and_what_was_said(family: VoicesWindow) -> None:
    assert names(family) == ["grandma", "Anna", "小明"]  # the newest first
    assert rows(family)[2].said == "今天天气真不错。"
    assert uses(family) == {"grandma": "Reads now", "Anna": "", "小明": ""}
    assert [row.length for row in rows(family)] == [""] * 3
    family.model.show_lengths({"m-2": 7.2})
    assert rows(family)[2].length == "7 s"
    assert family.page.subtitle.text() == "3 voices on this computer"
    index = family.found.index(0, 0)
    assert "Good morning" in index.data(Qt.ItemDataRole.ToolTipRole)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "grandma, Reads now, “Good morning, my dears.”"


def test_details_have_what_a_row_leaves_out(family: VoicesWindow) -> None:
    def shown() -> str:
        family.show_details()
        dialog = family.findChild(VoiceDetails)
        assert dialog is not None
        words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()
        dialog.setParent(None)
        return words

    family.people.select({"m-2"})
    details = shown()
    assert all(one in details for one in ("m-2", "1.9 MiB", "2026", "今天天气真不错。"))
    family._engine._know_voices([ReferenceAudio("x", "x.wav", 0, None, "")])
    assert shown().count("not reported by the service") == 4


def test_a_voice_is_heard_and_used_with_a_key_and_with_a_click(
    family: VoicesWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(family.trial, "start", lambda profile, _: heard.append(profile.voice))
    table, buttons = family.table, family.people.buttons
    family.people.select({"a-3"})
    HAND.keyClick(table, Qt.Key.Key_Space)
    HAND.keyClick(table, Qt.Key.Key_Return)
    assert heard == ["a-3"]
    assert uses(family)["Anna"] == "Reads now"
    assert not buttons.use_button.isVisible()
    assert buttons.reads.isVisible()
    buttons.hear_button.click()
    HAND.keyClick(buttons.hear_button, Qt.Key.Key_Down)  # on to the next voice
    assert buttons.hear_button.accessibleName() == "Hear 小明"
    buttons.use_button.click()
    assert heard == ["a-3", "a-3"]
    assert uses(family)["小明"] == "Reads now"
    # A row that is neither current nor below the pointer shows a picture of its buttons.
    index = family.found.index(0, 0)
    place = table.row_delegate.buttons_place(table.visualRect(index), table.layoutDirection())
    for x, words in ((18, "g-1"), (place.width() // 2, "g-1")):
        family.people.select({"m-2"})
        at = place.topLeft() + QPoint(x, place.height() // 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        HAND.mouseClick(table.viewport(), left, none, at)
        assert [voice.id for voice in family.selected()] == [words]
    assert heard[2:] == ["g-1"]
    assert uses(family)["grandma"] == "Reads now"


def test_buttons_lie_where_their_pictures_are(family: VoicesWindow, qtbot: QtBot) -> None:
    family.people.select({"a-3"})
    table, buttons = family.table, family.people.buttons
    index = family.found.index(1, 0)

    def place() -> QRect:
        row = table.visualRect(index)
        there = table.row_delegate.buttons_place(row, table.layoutDirection())
        viewport = table.viewport()
        assert viewport is not None
        return there.translated(viewport.mapTo(family, QPoint()))

    def lies() -> bool:
        there = buttons.rect().translated(buttons.mapTo(family, QPoint()))
        return there == place() and buttons.isVisible()

    qtbot.waitUntil(lies, timeout=5_000)
    family.resize(family.width() - 90, family.height())
    qtbot.waitUntil(lies, timeout=5_000)
    family.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lies, timeout=5_000)
    assert place().left() < family.width() // 3
    many = [ReferenceAudio(f"v{at}", f"v{at}.wav", 1, NOW, "") for at in range(40)]
    family._engine._know_voices([ANNA, *many])
    index = family.found.index(40, 0)  # the oldest is the last
    qtbot.waitUntil(lies, timeout=5_000)
    table.scrollToTop()
    qtbot.waitUntil(lambda: not buttons.isVisible(), timeout=5_000)  # its row is out of sight


def test_what_is_for_one_voice_does_nothing_for_several_or_none(
    family: VoicesWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(family.trial, "start", lambda profile, _: heard.append(profile.voice))
    styles: list[object] = []
    family.style_wanted.connect(styles.append)
    before = family._engine.settings

    def all_of_it() -> None:
        for do in (family.preview, family.use, family.new_style, family.show_details):
            do()
        for do in (family.rename, family.play_original):
            do()

    family.table.selectAll()
    all_of_it()
    family.people._open_menu_of(family.people.buttons)
    (menu,) = family.findChildren(QMenu, "voice-menu")
    words = [one.text().replace("&", "") for one in menu.actions() if one.text()]
    assert words == ["Copy ID", "Delete…"]
    menu.close()
    family._engine._know_voices([])
    all_of_it()
    family.go_to_search()
    family.delete()
    assert not family.search.isVisible()
    assert heard == styles == []
    assert family._engine.settings == before
    assert not family.findChildren(VoiceDetails)
    assert not family.findChildren(QInputDialog)
    assert family._box is None


def test_the_same_key_hears_and_stops(
    family: VoicesWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> None:
        family.trial._run(running=True)

    monkeypatch.setattr(family.trial, "start", start)
    listen = family._actions["listen"]
    family.people.select({"a-3"})
    listen.trigger()
    assert listen.text() == "St&op"
    listen.trigger()
    assert listen.text() == "&Hear it"
    for voice, words in ((ANNA, "St&op"), (GRANDMA, "St&op"), (GRANDMA, "&Hear it")):
        family.people.hear.emit(voice)  # another one is heard in its place
        assert listen.text() == words
    family.trial.failed.emit(AppError("no_output"))
    assert "no audio output device" in family.notice.words.text()


def test_what_is_said_of_a_voice_when_it_is_used_added_or_named(family: VoicesWindow) -> None:
    notice = family.notice.words
    other = replace(ANNA, model="cosyvoice-v9")
    family._engine._know_voices([GRANDMA, other])
    family.people.select({"a-3"})
    family.use()
    assert "speaks with its own model, cosyvoice-v9" in notice.text()
    family._added(replace(GRANDMA, state=VoiceState.IN_REVIEW), family._service)
    assert "still reviewing it" in notice.text()
    assert family.notice.action.text() == "Re&fresh"
    family.notice.clear()
    family._rename(other, " Anna ")  # it is called so
    assert name_of(other) == "Anna"
    family._not_known(AppError("no_output"), Addressee("gone"))  # another one is in use now
    assert family.notice.isHidden()

    class Gone:
        """A recording that was deleted meanwhile."""

        @property
        def take(self) -> Path:
            raise FileNotFoundError(2, "No such file or directory", "take.wav")

    family._recorded(Gone())  # type: ignore[arg-type] # only its take is asked for
    assert "take.wav" in notice.text()


def test_a_file_that_is_taken_away_again_is_waited_for_no_longer(family: VoicesWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/b.wav")])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    plain = family.grab().toImage()
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    family.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert family.grab().toImage() != plain
    family.dragLeaveEvent(QDragLeaveEvent())
    assert family.grab().toImage() == plain


def test_a_voice_that_is_gone_is_chosen_nowhere_any_more() -> None:
    local = Addressee("local")
    settings = Settings().with_service("far", ServiceSettings("http://far", voice="v"), active=True)
    settings = settings.with_app(local_voice="v")
    for service, gone in ((local, ["w"]), (Addressee("far"), ["w"]), (Addressee("lost"), ["v"])):
        assert _with_newest(settings, service, gone) == settings
    assert _with_newest(settings, local, ["v"]).app.local_voice == ""
    after = _with_newest(settings, Addressee("far"), ["v"])
    assert after.services["far"].voice == ""
    assert after.app.local_voice == "v"


def test_they_are_searched_and_sorted(family: VoicesWindow) -> None:
    assert not family.search.isVisible()  # one sees three at a glance
    HAND.keyClick(family, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert family.search.hasFocus()
    HAND.keyClicks(family.search, "MORNING gran")
    assert names(family) == ["grandma"]
    family.search.setText("天气")
    assert names(family) == ["小明"]
    family.search.setText("nobody")
    assert family.pages.currentWidget() is family.not_found
    assert "nobody" in family.not_found.words.text()
    clear = family.not_found.findChild(QAbstractButton, "clear-search")
    assert clear is not None
    clear.click()
    family.model.show_lengths({"g-1": 5.0, "m-2": 9.0})
    for order, first in ((Order.NAME, "Anna"), (Order.OLDEST, "小明"), (Order.LONGEST, "小明")):
        family.order.setCurrentIndex(family.order.findData(order))
        family.order.activated.emit(family.order.currentIndex())
        assert names(family)[0] == first
    many = [ReferenceAudio(f"v{at}", f"v{at}.wav", 1, NOW, "") for at in range(8)]
    family._search_wanted = False
    family._engine._know_voices(many)
    assert family.search.isVisible()
    assert family.search.placeholderText() == "Search 8 voices"


def test_the_sentence_is_in_the_language_of_the_voice(family: VoicesWindow) -> None:
    family.people.select({"g-1"})
    assert family.sentence.text().startswith("Hello!")
    family.people.select({"m-2"})
    assert family.sentence.text().startswith("你好")
    family.sentence.setText("Mine.")
    family.people.select({"a-3"})
    assert family.sentence.text() == "Mine."
    refused = replace(MING, state=VoiceState.REFUSED)
    family._engine._know_voices([refused])
    assert rows(family)[0].note == "Refused by the service"
    family.preview()
    assert not family.trial.running
    family.use()
    assert family._engine.settings.app.local_voice == ""


@pytest.mark.audio
def test_a_preview_is_heard_and_stopped(
    window: VoicesWindow, app: Application, qtbot: QtBot, sound_server: SoundServer
) -> None:
    window.sentence.setText("This is a voice.")
    listen, ring = window._actions["listen"], window.people.buttons.ring
    shown: list[float | None] = []
    window.trial.moved.connect(lambda _: shown.append(ring.done))
    with sound_server.recording() as heard:
        window.table.setFocus()
        HAND.keyClick(window.table, Qt.Key.Key_Space)
        assert window.trial.running
        assert listen.text() == "St&op"
        assert ring.isVisible()
        assert ring.done is None  # it is waited for
        qtbot.waitUntil(lambda: not window.trial.running, timeout=20_000)
    assert 0.4 < heard.duration < 4
    assert shown[0] == 0.0
    assert shown[-1] is not None
    assert shown[-1] > 0.3
    assert not ring.isVisible()
    assert listen.text() == "&Hear it"
    window.sentence.setText("One. Two. Three. Four. Five. Six. Seven. Eight. Nine.")
    window.people.buttons.hear_button.click()
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.SPEAKING, timeout=20_000)
    assert window.people.buttons.hear_button.accessibleName() == "Stop Sample voice"
    HAND.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=20_000)
    assert listen.text() == "&Hear it"


def test_a_voice_is_chosen_and_kept(window: VoicesWindow, app: Application, qtbot: QtBot) -> None:
    second = upload(app, qtbot, "second.wav")
    first = app.engine.voices[1]
    profile = VoiceProfile(voice=second.id)
    app.engine.change(app.engine.settings.with_profile("Story", profile).with_app(profile="Story"))
    assert uses(window) == {
        "second": "Reads now",
        "Sample voice": "",
    }
    window.people.select({first.id})
    window._actions["use"].trigger()
    assert uses(window) == {
        "second": "Style: Story",
        "Sample voice": "Reads now",
    }
    assert "instead of the speaking style “Story”" in window.notice.words.text()
    qtbot.waitUntil(lambda: load_settings().app.local_voice == first.id)
    app.engine.change(app.engine.settings.with_app(profile="Story"))
    assert uses(window)["Sample voice"] == "Default voice"
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
    window.people.select({second.id})
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
    qtbot.waitUntil(lambda: names(window) == ["Sample voice"], timeout=20_000)
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
    assert not window._actions["listen"].isEnabled()
    window._actions["delete"].trigger()
    assert window._box is not None
    assert "“gone”" in window._box.informativeText()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.empty, timeout=20_000)
    assert window.empty.isVisible()
    assert window.page.subtitle.text() == "No voices on this computer yet"
    assert not window.make.isVisible()  # the page has the one main button
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
    qtbot.waitUntil(window.error.isVisible, timeout=20_000)
    assert "accept the token" in window.error.text()
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    app.engine.change(home, reconnect=True)
    window.again.click()
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    assert "“home”" in window.page.subtitle.text()


def test_a_service_that_stops_answering_keeps_its_voices_and_is_told_of(
    window: VoicesWindow, app: Application, qtbot: QtBot, home: Path
) -> None:
    with Service.running(home / "served", TOKEN) as service:
        use_service(app, "home", service.url)
        qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    HAND.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.notice.action.text() == "Try a&gain", timeout=20_000)
    assert "listening on port" in window.notice.words.text()
    assert list(uses(window).values()) == ["Reads now"]  # what was known is still there
    window._actions["delete"].trigger()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: not window._deleting, timeout=20_000)
    assert "listening on port" in window.notice.words.text()
    assert names(window)


@pytest.mark.parametrize("name", ["home", "office"])
def test_a_service_that_is_down_has_none_of_the_voices_of_the_one_before(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str, name: str
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    window.table.selectAll()
    assert window._actions["delete"].isEnabled()
    assert app.reader is None
    reader = app.open("reader")
    assert isinstance(reader, ReaderWindow)

    def offered() -> int:
        reader.player.voice.choices.aboutToShow.emit()
        return sum(action.isCheckable() for action in reader.player.voice.choices.actions())

    assert offered() == 1 + len(app.engine.voices) > 1  # and the newest
    use_service(app, name, "http://127.0.0.1:9")
    assert window.pages.currentIndex() == 0  # asking
    assert names(window) == []
    assert offered() == 1
    qtbot.waitUntil(window.error.isVisible, timeout=20_000)
    assert "listening on port 9" in window.error.text()
    assert f"“{name}”" in window.page.subtitle.text()
    assert names(window) == []
    for action in ("listen", "use", "copy", "delete"):
        assert not window._actions[action].isEnabled()
    window.delete()
    assert window._box is None


def test_voices_are_deleted_on_the_service_that_was_asked_about(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str, home: Path
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    mine = upload(app, qtbot, "mine.wav")
    window.people.select({mine.id})
    window._actions["use"].trigger()
    with Service.running(home / "office", TOKEN) as office:
        window._actions["delete"].trigger()
        assert window._box is not None
        assert "everyone who uses “home”" in window._box.informativeText()
        use_service(app, "office", office.url)
        qtbot.waitUntil(window.people.isVisible, timeout=20_000)
        theirs = names(window)
        press(window._box, "Delete")
        qtbot.waitUntil(lambda: "deleted on “home”" in window.notice.words.text(), timeout=20_000)
        assert names(window) == theirs
        assert app.engine.settings.services["home"].voice == ""
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    assert "mine" not in names(window)


def test_nothing_is_deleted_at_another_address_than_was_asked_about(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str
) -> None:
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    window._actions["delete"].trigger()
    use_service(app, "home", "http://127.0.0.1:9")
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: "“home” was changed" in window.notice.words.text(), timeout=20_000)
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    assert names(window)


def test_what_is_said_of_a_voice_of_one_service_goes_with_it(
    window: VoicesWindow, app: Application, qtbot: QtBot, served: str
) -> None:
    (voice,) = app.engine.voices
    window._added(voice, window._service)
    assert window.notice.isVisible()
    use_service(app, "home", served)
    assert window.notice.isHidden()
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    window._added(voice, Addressee("local"))  # it was sent before the change
    assert "“Sample voice” on the built-in voice" in window.notice.words.text()
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


def test_the_tab_key_goes_from_top_to_bottom(family: VoicesWindow) -> None:
    family.people.select({"a-3"})  # it does not read now
    family.go_to_search()
    family.make.setFocus()
    stops = []
    while (at := QApplication.focusWidget()) is not None and at.objectName() not in stops:
        stops.append(at.objectName())
        HAND.keyClick(at, Qt.Key.Key_Tab)
    assert stops == [
        *("record-button", "add-button", "refresh-button", "search", "order"),
        *("table", "hear", "use-row", "more", "sentence"),
    ]


def test_it_follows_a_change_of_colors(family: VoicesWindow, qapp: QApplication) -> None:
    def lights(window: VoicesWindow) -> list[int]:
        """How light the sign ▶ is of a row whose buttons are a picture, and its ground."""
        table = window.table
        row = table.visualRect(window.found.index(2, 0))
        place = table.row_delegate.buttons_place(row, table.layoutDirection())
        image = table.grab(QRect(place.left(), place.top(), 36, place.height())).toImage()
        found = [image.pixelColor(x, image.height() // 2).lightness() for x in range(36)]
        return [found[17], found[2]]

    sign, ground = lights(family)
    assert sign < 100 < ground
    family.setPalette(palette_of(DARK))
    sign, ground = lights(family)
    assert ground < 100 < sign
    family.setPalette(qapp.palette())


def test_a_voice_is_renamed_here_and_its_recording_is_heard_again(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    voice = app.engine.voices[0]
    assert not window._actions["play"].isEnabled()
    HAND.keyClick(window, Qt.Key.Key_F2)
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue(" Oma ")
    dialog.accept()
    qtbot.waitUntil(lambda: names(window) == ["Oma"], timeout=20_000)
    assert app.tray is not None
    app.tray.rebuild()
    menu = app.tray.menu.findChild(QMenu, "voice")
    assert menu is not None
    assert "Oma" in [one.text() for one in menu.actions()]  # everywhere
    keep_original(voice.id, wav(voice_pcm()))
    window.people.buttons.more_button.click()
    offered = window.findChild(QMenu, "voice-menu")
    assert offered is not None
    words = [one.text().replace("&", "") for one in offered.actions() if one.text()]
    assert words == [
        *("Hear it", "Read with this voice", "Rename here…", "New speaking style…"),
        *("Play the recording", "Copy ID", "Details…", "Delete…"),
    ]
    offered.close()
    window.play_original()
    qtbot.waitUntil(lambda: window.playback.running, timeout=20_000)
    assert window.people.buttons.ring.isVisible()
    window.people.buttons.hear_button.click()
    assert not window.playback.running
    wanted: list[ReferenceAudio] = []
    window.style_wanted.connect(wanted.append)
    window._actions["style"].trigger()
    assert [one.id for one in wanted] == [voice.id]
    window.delete()
    press(window._box, "Delete")
    qtbot.waitUntil(lambda: original_of(voice.id) is None, timeout=20_000)


def test_a_new_style_is_made_from_a_voice(app: Application, qtbot: QtBot) -> None:
    voices = app.open("voices")
    assert isinstance(voices, VoicesWindow)
    qtbot.waitUntil(lambda: bool(voices.selected()), timeout=20_000)
    voices.new_style()
    (style,) = app.engine.settings.profiles.items()
    assert style == ("Sample voice", VoiceProfile(voice=app.engine.voices[0].id))
    assert app.windows["profiles"].isVisible()


@pytest.mark.parametrize("clones", [False, True])
def test_a_built_in_voice_that_cannot_clone_says_so_with_a_way_out(
    window: VoicesWindow,
    app: Application,
    qtbot: QtBot,
    served: str,
    clones: bool,  # noqa: FBT001 - a case's
) -> None:
    engine = LocalEngine(
        *("espeak", "eSpeak NG", "installed", 0, 0, (), clones, "GPL-3.0", "", (), True)
    )
    window.no_cloning._know([engine])
    assert window.no_cloning.isVisible() is not clones
    with qtbot.waitSignal(app.engine.ordered) as ordered:
        window.no_cloning.settings.click()
    assert ordered.args is not None
    assert ordered.args[0].command == "settings"
    use_service(app, "home", served)
    qtbot.waitUntil(window.people.isVisible, timeout=20_000)
    window.no_cloning._know([engine])  # it answers late
    assert not window.no_cloning.isVisible()


def test_a_voice_that_was_made_is_selected_once(
    window: VoicesWindow, app: Application, qtbot: QtBot
) -> None:
    added = upload(app, qtbot, "new.wav")
    window.people.select({voice.id for voice in app.engine.voices} - {added.id})
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        window._added(added, window._service)
    assert [voice.id for voice in window.selected()] == [added.id]
    other = next(voice.id for voice in app.engine.voices if voice.id != added.id)
    window.people.select({other})
    with qtbot.waitSignal(app.engine.voices_changed, timeout=20_000):
        window.refresh()
    assert [voice.id for voice in window.selected()] == [other]
