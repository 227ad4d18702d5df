"""Announcing at home by a window: text, speakers, voice, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton, QWidget
import pytest

from desktop_app.gui.announcing.window import AnnounceWindow
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.home.membership import load_membership, save_membership
from desktop_app.settings.tokens import TokenPlace
from shared_client.desktop_link import TEXT_LENGTH
from tests.desktop_app.gui import keyrings
from tests.desktop_app.home.house import ACCESS, House, Refused, house_in_a_thread
from tests.desktop_app.home.test_elsewhere import REGISTRIES, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

CALM = {"voice_id": "calm", "name": "Calm"}
AWAY = {
    "entity_id": "media_player.attic",
    "state": "unavailable",
    "attributes": {"friendly_name": "Attic", "supported_features": 512},
}
MANY = [{**AWAY, "entity_id": f"media_player.a{n}", "state": "on"} for n in range(7)]


@pytest.fixture
def house(app: Application, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A home that this computer is a part of."""
    keyring = keyrings.Working()
    keyrings.use(keyring, monkeypatch)
    monkeypatch.setattr("desktop_app.home.pairing.load_token", lambda *_: ACCESS)
    with house_in_a_thread() as house:
        house.answers |= {
            "get_states": [*STATES, AWAY],
            **REGISTRIES,
            "get_config": {"language": "en"},
            "tts/engine/get": {"provider": {"supported_languages": ["en"]}},
            "tts/engine/voices": {"voices": [CALM]},
        }
        membership = load_membership()
        changes: dict[str, Any] = {"entry_id": "entry", "instance": "", "client_id": ""}
        save_membership(type(membership)(membership.desktop_id, **changes))
        addresses = (str(house.url),)
        app.engine.change(
            app.engine.settings.with_home(addresses=addresses, token_in=TokenPlace.FILE)
        )
        yield house


def window_of(app: Application) -> AnnounceWindow:
    window = app.open("announce")
    assert isinstance(window, AnnounceWindow)
    return window


def ready(app: Application, qtbot: QtBot) -> AnnounceWindow:
    window = window_of(app)
    qtbot.waitUntil(lambda: window.speech.count() == 2, timeout=20_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)  # its keys are heard then
    return window


def press(widget: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(widget, key, *modifiers)  # type: ignore[call-overload] # stubs: not static


def tick(window: AnnounceWindow, words: str) -> None:
    (item,) = window.speakers.findItems(words, Qt.MatchFlag.MatchContains)
    item.setCheckState(Qt.CheckState.Checked)


def test_a_text_is_said_where_and_as_one_chooses_and_that_is_remembered(
    app: Application, qtbot: QtBot, house: House
) -> None:
    window = ready(app, qtbot)
    shown = [window.speakers.item(row).text() for row in range(window.speakers.count())]  # type: ignore[union-attr]
    assert shown == ["Cuisine · Hall", "Cuisine · Kitchen", "Attic (not available)"]
    assert not window.sends.isEnabled()
    window.text.setPlainText("Dinner is ready.")
    assert window.state.text() == "Choose where it's announced."
    window.speakers.setFocus()
    window.speakers.setCurrentRow(1)
    press(window.speakers, Qt.Key.Key_Return)
    window.speech.setCurrentIndex(1)
    press(window.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.text.toPlainText() == ""
    qtbot.waitUntil(lambda: window.notice.words.text() == "Announced: Kitchen", timeout=20_000)
    (said,) = house.of("call_service")
    assert said["service_data"]["message"] == "Dinner is ready."
    assert said["service_data"]["options"] == {"voice": "calm"}
    home = app.engine.settings.home
    assert home.announce_to == ("media_player.kitchen",)
    assert (home.announce_voice, home.announce_speech) == ("tts.grandma", "calm")
    del app.windows["announce"]
    window.close()
    again = ready(app, qtbot)
    assert [one.name for one in again.speakers.chosen()] == ["Kitchen"]
    assert again.speech.currentText() == "Calm"
    press(again.speakers, Qt.Key.Key_Down)
    press(again.speakers, Qt.Key.Key_Return)
    assert [one.name for one in again.speakers.chosen()] == []


def test_a_text_that_is_not_heard_comes_back(app: Application, qtbot: QtBot, house: House) -> None:
    house.answers["call_service"] = Refused("home_assistant_error")
    window = ready(app, qtbot)
    tick(window, "Hall")
    assert not window.voice.isEnabled()  # a satellite has a voice of its own
    window.text.setPlainText("Dinner is ready.")
    window.sends.click()
    qtbot.waitUntil(lambda: "refused" in window.notice.words.text(), timeout=20_000)
    assert window.text.toPlainText() == "Dinner is ready."
    window.send()
    window.text.setPlainText("Something else")
    qtbot.waitUntil(window.notice.action.isVisible, timeout=20_000)
    assert window.text.toPlainText() == "Something else"
    window.notice.action.click()
    assert window.text.toPlainText() == "Dinner is ready."
    window.text.setPlainText("x" * (TEXT_LENGTH + 1))
    assert "too long" in window.state.text()
    assert not window.sends.isEnabled()
    window.send()  # by its key; `announce` would cut it
    assert len(window.text.toPlainText()) == TEXT_LENGTH + 1


def test_a_home_that_is_away_is_asked_again(app: Application, qtbot: QtBot, house: House) -> None:
    house.upgrade_status = 502
    window = window_of(app)
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)
    house.upgrade_status = 0
    house.answers["get_states"] = [*STATES, *MANY]
    house.answers["tts/engine/get"] = Refused("not_found")
    window.notice.action.click()
    qtbot.waitUntil(window.search.isVisible, timeout=20_000)
    assert not window.notice.isVisible()
    window.search.setText("kit")
    hidden = [window.speakers.item(row).isHidden() for row in range(window.speakers.count())]  # type: ignore[union-attr]
    assert hidden.count(False) == 1
    qtbot.waitUntil(lambda: window._asking is None, timeout=20_000)
    assert not window.speech.isEnabled()
    house.answers["get_states"] = STATES
    window.again.click()
    qtbot.waitUntil(window.search.isHidden, timeout=20_000)
    assert window.search.text() == ""


def test_what_was_copied_is_the_text(app: Application) -> None:
    window = window_of(app)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    paste = window.findChild(QPushButton, "announce-paste")
    assert paste is not None
    clipboard.clear()
    paste.click()
    assert "no text" in window.notice.words.text()
    clipboard.setText(" The train is late. ")
    paste.click()
    assert window.text.toPlainText() == "The train is late."
    clipboard.clear()


def test_without_a_home_it_leads_to_the_settings(app: Application, qtbot: QtBot) -> None:
    window = window_of(app)
    connects = window.findChild(QPushButton, "announce-connect")
    assert connects is not None
    assert connects.isVisible()
    window.send()
    connects.click()
    settings = app.windows["settings"]
    assert isinstance(settings, SettingsWindow)
    assert settings.list.currentItem().text() == "Home"  # type: ignore[union-attr]
    app.engine.change(app.engine.settings.with_home(addresses=("http://127.0.0.1:9",)))
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)  # it looks by itself
    assert app.tray is not None
    app.tray.rebuild()
    entry = app.tray.menu.findChild(QAction, "announce")
    assert entry is not None
    window.close()
    entry.trigger()
    assert window.isVisible()
