"""The settings, as people use them: each choice holds at once, and nothing is lost if it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QAction, QColor, QGuiApplication, QImage, QMouseEvent, QPalette
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
import pytest

from desktop_app.errors import AppError, SettingsError
from desktop_app.gui.parts.colors import DARK
from desktop_app.gui.parts.icons import icon as icon_of
from desktop_app.gui.parts.metrics import SMALL_ICON
from desktop_app.gui.settings.service_dialog import ServiceDialog
from desktop_app.gui.settings.service_form import ServiceEntry
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.gui.words import together
from desktop_app.settings.reading import ReadingSettings
from desktop_app.settings.settings import (
    ServiceSettings,
    Settings,
    StandIn,
    VoiceProfile,
    load_settings,
)
from desktop_app.settings.tokens import TokenPlace, load_token, store_token
from desktop_app.system import autostart
from desktop_app.system.paths import log_file, token_file
from tests.desktop_app.gui import keyrings
from tests.local_server.running import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

T = TypeVar("T", bound=QWidget)

DEAD = "http://127.0.0.1:9"


def opened(app: Application, qtbot: QtBot) -> SettingsWindow:
    window = app.open("settings")
    assert isinstance(window, SettingsWindow)
    qtbot.waitUntil(lambda: window.start.starts is not None, timeout=10_000)
    qtbot.waitUntil(window.sound.again.isEnabled, timeout=10_000)
    assert not window.is_changed()
    return window


def leave(window: SettingsWindow) -> None:
    """Close it, whatever was changed, if it is still there."""
    if not sip.isdeleted(window):
        window._over = True
        window.keeping.cancel()
        window.close()


@pytest.fixture
def window(app: Application, qtbot: QtBot) -> Iterator[SettingsWindow]:
    """The window, with nothing set yet."""
    window = opened(app, qtbot)
    yield window
    leave(window)


@pytest.fixture
def with_services(app: Application, qtbot: QtBot) -> Iterator[SettingsWindow]:
    """The window, with two services and a profile."""
    place = store_token("home", TOKEN)
    services = {"home": ServiceSettings(DEAD, place), "work": ServiceSettings(DEAD)}
    settings = Settings(services, "work", profiles={"Story": VoiceProfile("home")})
    app.engine.change(settings.with_app(welcomed=True))
    window = opened(app, qtbot)
    yield window
    leave(window)


def visible(qtbot: QtBot, parent: QWidget, kind: type[T], name: str) -> T:
    """A window that opens over another one."""

    def there() -> list[T]:
        return [one for one in parent.findChildren(kind, name) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(there()), timeout=10_000)
    return there()[0]


def press(window: QWidget, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isEnabled()
    button.click()


def do(window: SettingsWindow, name: str) -> None:
    action = window.services.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def answer(qtbot: QtBot, window: QWidget, name: str, button: str) -> None:
    press(visible(qtbot, window, QMessageBox, name), button)


def standard(qtbot: QtBot, window: QWidget, name: str, which: QMessageBox.StandardButton) -> None:
    button = visible(qtbot, window, QMessageBox, name).button(which)
    assert button is not None
    button.click()


def add(qtbot: QtBot, window: SettingsWindow, url: str, token: str = "", name: str = "") -> None:
    do(window, "add")
    dialog = visible(qtbot, window, ServiceDialog, "service")
    dialog.form.url.setText(url)
    dialog.form.token.setText(token)
    if name:
        dialog.form.name.setText(name)
    dialog.accept()


def rows(window: SettingsWindow) -> list[str]:
    return [f"{card.name.text()}{' (in use)' * card.used}" for card in window.services.cards]


def choose(window: SettingsWindow, row: int) -> None:
    window.services.cards[row].focused.emit()


def kept(qtbot: QtBot, check: Callable[[Settings], bool]) -> None:
    """Wait until the file of settings is as it should be."""
    qtbot.waitUntil(lambda: check(load_settings()), timeout=10_000)


def test_a_service_with_its_token_in_the_keyring(
    window: SettingsWindow, qtbot: QtBot, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Working()
    keyrings.use(ring, monkeypatch)
    add(qtbot, window, served, TOKEN, "home")
    expected = {"home": ServiceSettings(served, TokenPlace.KEYRING)}
    kept(qtbot, lambda settings: settings.services == expected)
    assert rows(window) == ["Built-in voice", "home (in use)"]
    assert not window.is_changed()
    assert load_settings().active == "home"
    assert ring.kept == {"home": TOKEN}
    qtbot.waitUntil(lambda: window._engine.speaking_service == "home", timeout=20_000)


def test_without_a_keyring_a_file_serves_if_one_agrees(
    window: SettingsWindow, qtbot: QtBot
) -> None:
    add(qtbot, window, DEAD, TOKEN, "home")
    box = visible(qtbot, window, QMessageBox, "keyring")
    assert "no keyring" in box.text()
    assert str(token_file()) in box.informativeText()
    press(box, "go-back")
    assert window.isVisible()
    assert not token_file().exists()
    assert load_settings().services == {}
    press(window, "notice-action")  # try again
    answer(qtbot, window, "keyring", "try-again")
    answer(qtbot, window, "keyring", "keep-in-file")
    qtbot.waitUntil(lambda: "home" in load_settings().services, timeout=10_000)
    assert not window.notice.isVisible()
    assert load_settings().services["home"].token_in is TokenPlace.FILE
    assert load_token("home", TokenPlace.FILE) == TOKEN
    assert token_file().stat().st_mode & 0o777 == 0o600


def test_a_keyring_that_waits_for_a_person(
    window: SettingsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Waiting()
    keyrings.use(ring, monkeypatch)
    add(qtbot, window, DEAD, TOKEN, "home")
    busy = visible(qtbot, window, QLabel, "busy")
    assert "keyring" in busy.text()
    assert not window.pages.isEnabled()
    window.apply_services()  # once is enough
    with qtbot.waitSignal(window.keeping.given_up, timeout=5_000):
        press(window, "cancel-keeping")
    assert window.isVisible()
    assert window.pages.isEnabled()
    assert load_settings().services == {}
    assert rows(window) == ["Built-in voice", "home (in use)"]  # what was entered is not lost
    press(window, "notice-action")
    visible(qtbot, window, QLabel, "busy")
    ring.unlocked.set()
    qtbot.waitUntil(lambda: "home" in load_settings().services, timeout=10_000)
    assert ring.kept == {"home": TOKEN}


def test_what_cannot_be_kept_can_be_taken_back(
    window: SettingsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.use(keyrings.Refusing(), monkeypatch)
    add(qtbot, window, DEAD, TOKEN, "home")
    answer(qtbot, window, "keyring", "go-back")
    assert window.is_changed()
    press(window, "notice-also")
    assert rows(window) == ["Built-in voice (in use)"]
    assert not window.is_changed()
    assert not window.notice.isVisible()


def test_a_keyring_that_is_locked(
    window: SettingsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.use(keyrings.Refusing(), monkeypatch)
    add(qtbot, window, DEAD, TOKEN, "home")
    box = visible(qtbot, window, QMessageBox, "keyring")
    assert "is locked" in box.text()
    assert TOKEN not in box.text()
    press(box, "go-back")


def test_a_token_that_can_be_kept_nowhere_loses_nothing(
    window: SettingsWindow, qtbot: QtBot
) -> None:
    token_file().mkdir()
    add(qtbot, window, DEAD, TOKEN, "home")
    answer(qtbot, window, "keyring", "keep-in-file")
    words = visible(qtbot, window, QLabel, "notice-words")
    assert "Can't read the tokens" in words.text()
    assert rows(window) == ["Built-in voice", "home (in use)"]
    token_file().rmdir()
    press(window, "notice-action")
    answer(qtbot, window, "keyring", "keep-in-file")
    qtbot.waitUntil(lambda: "home" in load_settings().services, timeout=10_000)


def test_a_service_gets_another_name(with_services: SettingsWindow, qtbot: QtBot) -> None:
    window = with_services
    choose(window, 1)
    do(window, "edit")
    dialog = visible(qtbot, window, ServiceDialog, "service")
    assert not dialog.use.isVisible()
    dialog.form.name.setText("work")
    dialog.accept()
    assert dialog.isVisible()
    assert "already" in dialog.form.finding.text()
    dialog.form.name.setText("mine")
    dialog.accept()
    kept(qtbot, lambda settings: list(settings.services) == ["mine", "work"])
    assert load_settings().profiles["Story"].service == "mine"
    assert load_token("mine", TokenPlace.FILE) == TOKEN
    with pytest.raises(SettingsError):
        load_token("home", TokenPlace.FILE)


def test_the_one_in_use_keeps_being_so_under_another_name(
    with_services: SettingsWindow, qtbot: QtBot
) -> None:
    window = with_services
    choose(window, 2)
    QTest.keyClick(window.services.cards[2], Qt.Key.Key_Return)  # type: ignore[call-overload] # wrong stubs
    dialog = visible(qtbot, window, ServiceDialog, "service")
    dialog.form.name.setText("office")
    dialog.accept()
    kept(qtbot, lambda settings: settings.active == "office")


def test_services_in_another_order_with_another_in_use(
    with_services: SettingsWindow, qtbot: QtBot
) -> None:
    window = with_services
    choose(window, 0)
    window.services.remove()  # there is nothing to remove
    choose(window, 2)
    do(window, "up")
    assert rows(window) == ["Built-in voice", "work (in use)", "home"]
    kept(qtbot, lambda settings: list(settings.services) == ["work", "home"])
    window.services.reorder(-1)  # it is the first already
    do(window, "down")
    kept(qtbot, lambda settings: list(settings.services) == ["home", "work"])
    do(window, "up")
    kept(qtbot, lambda settings: list(settings.services) == ["work", "home"])
    press(window.services.cards[2], "use-service")
    kept(qtbot, lambda settings: settings.active == "home")
    stand_in = window.reading.stand_in
    stand_in.setCurrentIndex(stand_in.findData("services"))
    kept(qtbot, lambda settings: settings.app.stand_in is StandIn.SERVICES)
    assert load_settings().active == "home"
    assert load_settings().app.stand_in is StandIn.SERVICES


def drag(card: QWidget, to: QPoint, *, let_go: bool = True) -> None:
    """Press a card, and drag it to a place in what it lies in."""
    press, none, left = QPointF(20, 20), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    at = QPointF(card.mapFromParent(to))
    for kind, place, button in (
        (QEvent.Type.MouseButtonPress, press, left),
        (QEvent.Type.MouseMove, press + QPointF(1, 1), none),  # a hand that trembles
        (QEvent.Type.MouseMove, at, none),
        (QEvent.Type.MouseButtonRelease, at, left),
    ):
        if kind is not QEvent.Type.MouseButtonRelease or let_go:
            event = QMouseEvent(
                kind,
                place,
                QPointF(card.mapToGlobal(place)),
                button,
                left,
                Qt.KeyboardModifier.NoModifier,
            )
            QApplication.sendEvent(card, event)


def test_a_service_is_dragged_to_another_place_and_goes_back_with_esc(
    with_services: SettingsWindow, qtbot: QtBot
) -> None:
    window = with_services
    window.show_page("services")
    cards = window.services.cards
    assert cards[0].findChild(QLabel, "grip") is None  # the built-in voice stays the first
    assert cards[2].findChild(QLabel, "grip") is not None
    before, top = rows(window), QPoint(20, 0)
    drag(cards[0], QPoint(20, 900))
    drag(cards[1], cards[1].geometry().center())
    drag(cards[2], top, let_go=False)
    layout = window.services._list
    assert layout.indexOf(cards[2]) == 1  # the others make room
    QTest.keyClick(cards[2], Qt.Key.Key_Escape)  # type: ignore[call-overload] # wrong stubs
    assert window.isVisible()
    assert rows(window) == before
    drag(window.services.cards[2], top)
    assert rows(window) == ["Built-in voice", "work (in use)", "home"]
    assert window.services._chosen() is window.services.entries[0]
    kept(qtbot, lambda settings: list(settings.services) == ["work", "home"])


def test_a_service_is_removed_once_one_agrees(with_services: SettingsWindow, qtbot: QtBot) -> None:
    window, buttons = with_services, QMessageBox.StandardButton
    choose(window, 1)
    do(window, "remove")
    standard(qtbot, window, "remove-question", buttons.Cancel)
    assert len(rows(window)) == 3
    do(window, "remove")
    box = visible(qtbot, window, QMessageBox, "remove-question")
    assert "styles" in box.informativeText()
    assert load_token("home", TokenPlace.FILE) == TOKEN
    standard(qtbot, window, "remove-question", buttons.Yes)
    kept(qtbot, lambda settings: list(settings.services) == ["work"])
    choose(window, 1)
    do(window, "remove")
    standard(qtbot, window, "remove-question", buttons.Yes)
    assert rows(window) == ["Built-in voice (in use)"]
    kept(qtbot, lambda settings: not settings.services and not settings.active)
    assert TOKEN not in token_file().read_text()


def test_a_token_that_cannot_be_removed(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyrings.Refusing()
    ring.kept["home"] = TOKEN
    keyrings.use(ring, monkeypatch)
    services = {"home": ServiceSettings(DEAD, TokenPlace.KEYRING)}
    app.engine.change(Settings(services).with_app(welcomed=True))
    window = opened(app, qtbot)
    choose(window, 1)
    do(window, "remove")
    standard(qtbot, window, "remove-question", QMessageBox.StandardButton.Yes)
    answer(qtbot, window, "forget", "go-back")
    assert window.isVisible()
    press(window, "notice-action")
    answer(qtbot, window, "forget", "leave-it")
    qtbot.waitUntil(lambda: not load_settings().services, timeout=10_000)


def test_a_token_that_is_forgotten(with_services: SettingsWindow, qtbot: QtBot) -> None:
    window = with_services
    choose(window, 1)
    assert "token in a file" in window.services.cards[1].address.text()
    do(window, "edit")
    dialog = visible(qtbot, window, ServiceDialog, "service")
    press(dialog, "forget")
    dialog.accept()
    kept(qtbot, lambda settings: settings.services["home"].token_in is TokenPlace.NONE)
    assert TOKEN not in token_file().read_text()


def test_sound_history_language_and_start(window: SettingsWindow, qtbot: QtBot) -> None:
    window._engine.set_speed(1.3)  # by another window, meanwhile
    assert window.reading.speed.value() == 1.3  # and this one shows it
    window.sound.slider.setValue(70)
    assert window.sound.volume.value() == 70
    window.sound.device.setCurrentIndex(1)
    device = window.sound.device.currentData()
    press(window, "autostart")
    window.privacy.mib.setValue(64)
    press(window, "history")
    assert not window.privacy.mib.isEnabled()
    kept(qtbot, lambda settings: settings.app.volume == 0.7)
    app = load_settings().app
    assert app.device == device != ""
    assert app.speed == 1.3
    assert not app.history
    assert app.history_mib == 64
    qtbot.waitUntil(autostart.is_on, timeout=5_000)
    autostart.turn_off()


def test_what_is_chosen_is_seen_at_once(
    window: SettingsWindow, app: Application, qtbot: QtBot
) -> None:
    boxes = window.appearance.boxes
    boxes["theme"].setCurrentIndex(boxes["theme"].findData("dark"))
    boxes["page"].setCurrentIndex(boxes["page"].findData("sepia"))
    kept(qtbot, lambda settings: settings.appearance.page == "sepia")
    assert load_settings().appearance.theme == "dark"
    assert app.qt.palette().color(QPalette.ColorRole.Window) == DARK.window
    app.engine.change(app.engine.settings.with_appearance(theme="system"))  # in another window
    assert boxes["theme"].currentData() == "system"
    assert boxes["page"].currentData() == "sepia"


def test_what_is_read_and_how_long_the_voice_rests_hold_at_once(
    app: Application, window: SettingsWindow, qtbot: QtBot
) -> None:
    page = window.reading
    for name, value in (("code", "read"), ("links", "skip"), ("tables", "announce")):
        box = page.omissions[name]
        box.setCurrentIndex(box.findData(value))
    page.omissions["notes"].setCurrentIndex(1)
    page.pauses["sentence_pause"].stepUp()
    page.pauses["paragraph_pause"].setValue(1.2)
    wanted = ReadingSettings("read", "skip", "announce", "skip", 0.1, 1.2)
    kept(qtbot, lambda settings: settings.reading == wanted)
    assert page.pauses["sentence_pause"].text() == "0.1 s"
    app.engine.change(app.engine.settings.with_reading(notes="read", sentence_pause=0.0))
    assert page.omissions["notes"].currentText() == "Read"  # changed in another window
    assert page.pauses["sentence_pause"].text() == "As the voice speaks"


def test_a_number_that_is_half_typed_does_not_hold(window: SettingsWindow, qtbot: QtBot) -> None:
    window.show_page("reading")
    speed = window.reading.speed
    speed.setFocus()
    speed.selectAll()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Period):
        QTest.keyClick(speed, key)  # type: ignore[call-overload] # wrong stubs
    assert not window.is_changed()
    for key in (Qt.Key.Key_5, Qt.Key.Key_Return):
        QTest.keyClick(speed, key)  # type: ignore[call-overload] # wrong stubs
    kept(qtbot, lambda settings: settings.app.speed == 1.5)
    assert window.isVisible()


def test_the_size_of_the_text_goes_from_the_usual_one_to_one_that_can_be_read(
    window: SettingsWindow, qtbot: QtBot
) -> None:
    size = window.appearance.text_size
    size.stepUp()
    kept(qtbot, lambda settings: settings.app.text_size == 12.0)
    size.setValue(6.0)
    size.stepDown()
    kept(qtbot, lambda settings: settings.app.text_size == 0.0)
    assert size.text() == "Default size"


def test_a_choice_holds_also_if_the_window_is_closed_at_once(
    window: SettingsWindow, qtbot: QtBot
) -> None:
    window.reading.speed.setValue(1.4)
    window.close()
    assert not window.isVisible()
    kept(qtbot, lambda settings: settings.app.speed == 1.4)


def test_a_start_that_cannot_be_set_is_told_in_the_window(
    window: SettingsWindow, qtbot: QtBot, home: Path
) -> None:
    (home / "config" / "autostart").write_text("a file where the folder should be")
    qtbot.waitUntil(lambda: window.start.starts is not None, timeout=5_000)
    press(window, "autostart")
    assert visible(qtbot, window, QLabel, "notice-words").text()
    assert window.isVisible()
    assert not window.start.box.isChecked()
    (home / "config" / "autostart").unlink()


@pytest.mark.parametrize(
    ("words", "hint", "whole"),
    [
        ("It is silent.", "Wait.", "It is silent. Wait."),
        ("没有声音。", "请稍等。", "没有声音。请稍等。"),
        ("没有声音！", "Details: 503", "没有声音！Details: 503"),
        ("It is silent.", "", "It is silent."),
    ],
)
def test_chinese_sentences_have_no_space_between(words: str, hint: str, whole: str) -> None:
    assert together(words, hint) == whole


def test_another_language_makes_all_windows_anew(
    window: SettingsWindow, app: Application, qtbot: QtBot
) -> None:
    app.open("reader")
    reader = app.reader
    window.show_page("appearance")
    language = window.appearance.language
    language.setCurrentIndex(language.findData("zh_CN"))
    try:
        qtbot.waitUntil(lambda: load_settings().app.language == "zh_CN", timeout=10_000)
        assert app.reader is not None
        assert app.reader is not reader
        fresh = app.windows.get("settings")
        assert isinstance(fresh, SettingsWindow)
        assert fresh is not window
        assert fresh.isVisible()
        assert fresh.pages.currentWidget() is fresh.appearance  # where one was
    finally:
        app.engine.change(app.engine.settings.with_app(language="en"))


def test_hotkeys_are_chosen(window: SettingsWindow, qtbot: QtBot) -> None:
    window.hotkeys.fields["stop"].setKeySequence("Ctrl+Alt+X")
    kept(qtbot, lambda settings: settings.app.hotkeys == {"stop": "Ctrl+Alt+X"})


def test_one_is_asked_before_a_service_is_lost(
    window: SettingsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    buttons = QMessageBox.StandardButton
    keyrings.use(keyrings.Refusing(), monkeypatch)
    add(qtbot, window, DEAD, TOKEN, "home")
    answer(qtbot, window, "keyring", "go-back")
    window.reject()
    window.reject()  # asked once
    standard(qtbot, window, "discard-question", buttons.Cancel)
    assert window.isVisible()
    window.close()
    standard(qtbot, window, "discard-question", buttons.Discard)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5_000)
    assert load_settings().services == {}


def test_or_keeps_it_then(
    window: SettingsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.use(keyrings.Refusing(), monkeypatch)
    add(qtbot, window, DEAD, TOKEN, "home")
    answer(qtbot, window, "keyring", "go-back")
    keyrings.use(keyrings.Working(), monkeypatch)
    window.reject()
    standard(qtbot, window, "discard-question", QMessageBox.StandardButton.Save)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    kept(qtbot, lambda settings: list(settings.services) == ["home"])


def test_what_is_not_changed_is_not_asked_about(window: SettingsWindow) -> None:
    window.reject()
    assert not window.isVisible()


def test_a_card_says_whether_its_service_answers(
    app: Application, qtbot: QtBot, served: str
) -> None:
    services = {"home": ServiceSettings(served), "gone": ServiceSettings(DEAD)}
    app.engine.change(Settings(services).with_app(welcomed=True))
    window = opened(app, qtbot)
    cards = window.services.cards
    qtbot.waitUntil(lambda: "Responds in" in cards[1].state.text(), timeout=20_000)
    qtbot.waitUntil(lambda: "Not responding" in cards[2].state.text(), timeout=20_000)
    assert "Not responding" in cards[2].accessibleDescription()
    leave(window)


@pytest.mark.audio
def test_a_sentence_is_heard_as_it_is_set(
    window: SettingsWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    window.show_page("sound")
    hear = window.sound.hear
    hear.click()
    assert "top" in hear.text()
    hear.click()
    assert "Hear it" in hear.text()
    with sound_server.recording() as recording:
        hear.click()
        qtbot.waitUntil(lambda: "Hear it" in hear.text(), timeout=20_000)
    assert window.sound.words.text() == ""
    assert recording.duration > 1


def test_the_usual_volume_is_easily_hit(window: SettingsWindow) -> None:
    slider, volume = window.sound.slider, window.sound.volume
    slider.setSliderDown(True)
    for dragged, there in ((97, 100), (96, 96), (103, 100), (104, 104)):
        slider.setSliderPosition(dragged)
        assert slider.value() == slider.sliderPosition() == volume.value() == there
    slider.setSliderDown(False)
    volume.setValue(98)
    assert slider.value() == volume.value() == 98


def test_a_button_that_is_heard_has_the_icon_of_what_it_does(window: SettingsWindow) -> None:
    hear = window.sound.hear

    def icon() -> QImage:
        return hear.icon().pixmap(24, 24).toImage()

    play = icon()
    hear.show_playing(playing=True)
    stop = icon()
    assert stop != play
    dark = QPalette(QColor("#202020"))
    hear.setPalette(dark)
    assert icon() == icon_of("square", dark, SMALL_ICON).pixmap(24, 24).toImage() != stop


def test_a_device_that_is_gone_and_a_service_without_sound(app: Application, qtbot: QtBot) -> None:
    app.engine.change(app.engine.settings.with_app(device="ALSA: gone"))
    window = opened(app, qtbot)
    assert "(not connected)" in window.sound.device.currentText()
    window.sound.hear.click()
    qtbot.waitUntil(lambda: window.sound.words.text().startswith("✗"), timeout=20_000)
    assert "gone" in window.sound.words.text()
    window.reject()
    dead = Settings({"dead": ServiceSettings(DEAD)}, "dead").with_app(welcomed=True)
    app.engine.change(dead)
    window = opened(app, qtbot)
    window.sound.hear.click()
    qtbot.waitUntil(lambda: "127.0.0.1" in window.sound.words.text(), timeout=20_000)
    window.reject()


def test_what_is_changed_elsewhere_is_shown_unless_a_person_is_at_it(
    window: SettingsWindow,
) -> None:
    engine, sound = window._engine, window.sound
    sound.device.addItem("Headphones", "Headphones")
    engine.change(engine.settings.with_app(volume=0.5, device="Headphones"))
    assert sound.slider.value() == sound.volume.value() == 50
    assert sound.device.currentData() == "Headphones"
    engine.change(engine.settings.with_app(device="ALSA: unknown"))
    assert sound.device.currentData() == "Headphones"  # until the devices are looked for
    sound.slider.setSliderDown(True)
    engine.change(engine.settings.with_app(volume=0.7))
    assert sound.volume.value() == 50
    sound.slider.setSliderDown(False)


def test_a_sentence_is_stopped_and_what_keeps_it_is_said(window: SettingsWindow) -> None:
    sound = window.sound
    sound.hear.click()
    assert "top" in sound.hear.text()
    sound.hear.click()
    assert "Hear it" in sound.hear.text()
    sound.hear.click()
    sound.stop()
    assert "Hear it" in sound.hear.text()
    sound.look_for_devices()
    assert not sound.again.isEnabled()
    sound._cannot_list(AppError("no_output"))
    assert sound.again.isEnabled()
    assert "no audio output device" in sound.words.text()


def test_history_is_cleared_once_one_agrees(window: SettingsWindow, qtbot: QtBot) -> None:
    buttons = QMessageBox.StandardButton
    press(window, "clear-history")
    with qtbot.assertNotEmitted(window._engine.history_changed, wait=200):
        standard(qtbot, window, "clear-question", buttons.Cancel)
    press(window, "clear-history")
    with qtbot.waitSignal(window._engine.history_changed, timeout=10_000):
        answer = visible(qtbot, window, QMessageBox, "clear-question").button(buttons.Yes)
        assert answer is not None
        assert answer.text() == "Delete all"
        answer.click()


def test_diagnostics_are_copied_without_secrets(
    with_services: SettingsWindow, qtbot: QtBot
) -> None:
    window = with_services
    log_file().parent.mkdir(parents=True, exist_ok=True)
    log_file().write_text(f"refused: {TOKEN}")
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("before")
    press(window, "copy-diagnostics")
    qtbot.waitUntil(lambda: clipboard.text() != "before", timeout=20_000)
    assert TOKEN not in clipboard.text()
    for fact in (
        "Qt platform",
        "Tray: available",
        "State: ",
        "First audio: none yet",
        "Hotkeys by: x11",
        "refused: ***",
    ):
        assert fact in clipboard.text()
    words = window.findChild(QLabel, "about-words")
    assert words is not None
    assert "copied to the clipboard" in words.text()


def test_the_folder_of_the_log(window: SettingsWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url)
        return False

    monkeypatch.setattr("desktop_app.gui.settings.about_page.QDesktopServices.openUrl", open_url)
    press(window, "open-log")
    assert asked == [QUrl.fromLocalFile(str(log_file().parent))]
    words = window.findChild(QLabel, "about-words")
    assert words is not None
    assert str(log_file().parent) in words.text()


def nameless(window: QWidget) -> list[str]:
    """Controls that take focus, and that a screen reader has no name for."""
    buddies = {label.buddy() for label in window.findChildren(QLabel)}
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)
    found = []
    for one in window.findChildren(QWidget):
        inside = isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox | QKeySequenceEdit)
        takes = one.isVisible() and one.focusPolicy() is not Qt.FocusPolicy.NoFocus
        if not isinstance(one, kinds) or inside or not takes:
            continue
        text = one.text() if isinstance(one, QAbstractButton) else ""
        if not (text or one.accessibleName() or one in buddies):
            found.append(f"{type(one).__name__} {one.objectName()}")
    return found


def test_every_control_has_a_name(window: SettingsWindow, qtbot: QtBot) -> None:
    do(window, "add")
    dialog = visible(qtbot, window, ServiceDialog, "service")
    assert nameless(dialog) == []
    dialog.reject()
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        assert nameless(window) == []


def test_services_that_change_while_the_window_is_open_stay_changed(
    with_services: SettingsWindow, app: Application, qtbot: QtBot, home: Path
) -> None:
    del home
    app.engine.set_voice("chosen-in-the-tray")  # of the service in use
    place = store_token("fresh", TOKEN)  # as the command line does
    fresh = ServiceSettings(DEAD, place)
    app.engine.change(app.engine.settings.with_service("fresh", fresh, active=True))
    assert rows(with_services) == ["Built-in voice", "home", "work", "fresh (in use)"]
    with_services.reading.speed.setValue(1.5)
    with_services.accept()
    qtbot.waitUntil(lambda: not with_services.isVisible(), timeout=10_000)
    settings = app.engine.settings
    assert settings.app.speed == 1.5
    assert settings.services["work"].voice == "chosen-in-the-tray"
    assert settings.services["fresh"] == fresh
    assert settings.active == "fresh"
    assert load_token("fresh", place) == TOKEN


def test_what_is_changed_here_holds_beside_what_changes_elsewhere(
    with_services: SettingsWindow, app: Application, qtbot: QtBot
) -> None:
    app.engine.set_voice("chosen-in-the-tray")
    choose(with_services, 2)
    do(with_services, "edit")
    dialog = visible(qtbot, with_services, ServiceDialog, "service")
    dialog.form.url.setText("http://127.0.0.1:10")
    dialog.form.name.setText("office")
    dialog.accept()
    qtbot.waitUntil(lambda: "office" in app.engine.settings.services, timeout=10_000)
    settings = app.engine.settings
    assert list(settings.services) == ["home", "office"]
    assert settings.services["office"].voice == "chosen-in-the-tray"
    assert settings.active == "office"


def test_a_token_is_not_shown_with_its_service() -> None:
    assert TOKEN not in repr(ServiceEntry("home", ServiceSettings(DEAD), token=TOKEN))
