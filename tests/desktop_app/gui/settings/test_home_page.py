"""The page of the home: a person connects, sets rules, and leaves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from PyQt6.QtCore import QTime
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QMessageBox, QPushButton
import pytest
from yarl import URL

from desktop_app.gui.parts.home_words import home_in_words
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.home.found_homes import FoundHome
from desktop_app.home.home import HomeChanged
from desktop_app.home.link import LinkState, LinkStatus
from desktop_app.home.login import HomeError
from desktop_app.settings.settings import load_settings
from tests.desktop_app.gui import keyrings
from tests.desktop_app.home.house import house_in_a_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from desktop_app.gui.settings.home_page import HomePage


def page_of(app: Application) -> HomePage:
    window = app.open("settings")
    assert isinstance(window, SettingsWindow)
    window.show_page("home")
    return window.home


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Signs in wherever a page is opened; the pages."""
    pages: list[str] = []

    def visit(page: str) -> None:
        pages.append(page)
        url = URL(page)
        back = URL(url.query["redirect_uri"]).with_query(code="c", state=url.query["state"])
        threading.Thread(target=lambda: urlopen(str(back)).read()).start()  # noqa: S310 - loopback

    monkeypatch.setattr("desktop_app.gui.settings.home_page._open_page", visit)
    return pages


def test_a_person_connects_and_disconnects(
    app: Application, qtbot: QtBot, person: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keyrings.use(keyrings.Working(), monkeypatch)
    page = page_of(app)
    assert not page.leaves.isVisible()
    assert page.state.text() == "Not connected to a home"
    with house_in_a_thread() as house:
        page.address.setText(str(house.url))
        page.connects.click()
        qtbot.waitUntil(lambda: page.state.text() == "Connected as “Study”", timeout=20_000)
        assert len(person) == 1
        kept = (str(house.url),)
        qtbot.waitUntil(lambda: load_settings().home.addresses == kept, timeout=20_000)
        assert not page.connects.isVisible()
        # One that was removed there connects again, though no setting is another.
        house.tell_soon({"type": "removed"})
        qtbot.waitUntil(page.connects.isVisible, timeout=20_000)
        page.connects.click()
        qtbot.waitUntil(lambda: page.state.text() == "Connected as “Study”", timeout=20_000)
        assert len(person) == 2
        page.leaves.click()
        box = page.findChild(QMessageBox, "leave-question")
        assert box is not None
        box.button(QMessageBox.StandardButton.Yes).click()  # type: ignore[union-attr]
        qtbot.waitUntil(page.connects.isVisible, timeout=20_000)
        qtbot.waitUntil(lambda: load_settings().home.addresses == (), timeout=20_000)
        assert house.of("cosyvoice/desktop/unpair")


def test_what_goes_wrong_is_said_and_can_be_given_up(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.gui.settings.home_page._open_page", lambda _: None)
    page = page_of(app)
    page.address.setText("http://127.0.0.1:9")
    page.connect_or_cancel()
    assert page.connects.text() == "Cancel"
    assert page.state.text() == "Waiting for you to sign in…"
    page.connect_or_cancel()
    assert page.connects.text() == "&Connect"
    page.address.setText("ftp://nowhere")
    page.connect_or_cancel()
    qtbot.waitUntil(page.notice.isVisible, timeout=10_000)
    assert "isn't an address" in page.notice.words.text()


def test_rules_hold_at_once(app: Application, qtbot: QtBot) -> None:
    page = page_of(app)
    page.at_night.setChecked(True)
    page.begin.setTime(QTime(21, 30))
    page.while_reading.setCurrentIndex(page.while_reading.findData("pause"))
    page._flags["share_titles"].setChecked(True)
    expected: dict[str, Any] = {
        "quiet_hours": "21:30-07:00",
        "while_reading": "pause",
        "share_titles": True,
    }

    def kept() -> bool:
        home = load_settings().home
        return all(getattr(home, name) == value for name, value in expected.items())

    qtbot.waitUntil(kept, timeout=10_000)
    page.at_night.setChecked(False)
    expected["quiet_hours"] = ""
    qtbot.waitUntil(kept, timeout=10_000)


def test_do_not_disturb_is_set_here_and_in_the_menu(app: Application, qtbot: QtBot) -> None:
    page = page_of(app)
    page.quiet.click()
    qtbot.waitUntil(lambda: app.engine.home.quiet_until == -1.0, timeout=10_000)
    app.engine.change(app.engine.settings.with_home(addresses=("http://127.0.0.1:9",)))
    assert app.tray is not None
    app.tray.rebuild()
    quiet = app.tray.menu.findChild(QAction, "quiet")
    assert quiet is not None
    assert quiet.isChecked()
    quiet.trigger()
    qtbot.waitUntil(lambda: app.engine.home.quiet_until == 0.0, timeout=10_000)
    assert not page.quiet.isChecked()


def test_homes_that_are_found_are_offered_and_nothing_is_sent(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(tell: Callable[[FoundHome], None]) -> None:
        for number in (1, 1, 2, 3, 4, 5):
            tell(FoundHome(f"Home & {number}", f"http://home{number}.local:8123/"))

    monkeypatch.setattr("desktop_app.gui.settings.home_page.look_for_homes", look)
    page = page_of(app)
    qtbot.waitUntil(page.found.isVisible, timeout=10_000)
    chips = page.found.findChildren(QPushButton)
    assert [one.text() for one in chips][:1] == ["Home && 1 · home1.local:8123"]
    assert len(chips) == 4
    chips[1].click()
    assert page.address.text() == "http://home2.local:8123/"
    page.hide()
    assert page._looking is None


def test_name_second_address_and_loudness_are_kept(app: Application, qtbot: QtBot) -> None:
    page = page_of(app)
    page.name.setText(" Study ")
    page.name.editingFinished.emit()
    page.name.editingFinished.emit()
    page.loudest.setValue(40)
    first = "http://127.0.0.1:9/"
    app.engine.change(app.engine.settings.with_home(addresses=(first,)))
    qtbot.waitUntil(page.away.isVisible, timeout=10_000)
    page.away.setText("ftp://no")
    page.away.editingFinished.emit()
    assert "isn't an address" in page.notice.words.text()
    page.away.setText("https://home.example")
    page.away.editingFinished.emit()
    assert not page.notice.isVisible()
    away = "https://home.example/"

    def kept(*addresses: str) -> bool:
        home = load_settings().home
        return (home.name, home.loudest, home.addresses) == ("Study", 0.4, addresses)

    qtbot.waitUntil(lambda: kept(first, away), timeout=10_000)
    page.away.clear()
    page.away.editingFinished.emit()
    qtbot.waitUntil(lambda: kept(first), timeout=10_000)
    app.engine.change(app.engine.settings.with_home(addresses=()))
    page.away.setText("https://home.example")
    page.away.editingFinished.emit()  # there is no home that it could be of
    assert app.engine.settings.home.addresses == ()


def test_quiet_ends_by_itself_where_one_says_when(app: Application, qtbot: QtBot) -> None:
    page = page_of(app)
    page.until.setCurrentIndex(page.until.findData(30))
    page.until.activated.emit(page.until.currentIndex())
    qtbot.waitUntil(lambda: app.engine.home.quiet_until > 1, timeout=10_000)
    qtbot.waitUntil(lambda: "until" in page.quiet.text(), timeout=10_000)
    app.engine.change(app.engine.settings.with_home(addresses=("http://127.0.0.1:9",)))
    assert app.tray is not None
    app.tray.rebuild()
    menu = app.tray.menu.findChild(QMenu, "quiet-for")
    assert menu is not None
    before = app.engine.home.quiet_until
    menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: app.engine.home.quiet_until > before + 3600, timeout=10_000)


def test_every_state_of_the_line_has_words() -> None:
    error = HomeError("home_not_connected")
    for state in LinkState:
        words = home_in_words(LinkStatus(state, error=error))
        assert words
    assert home_in_words(LinkStatus(LinkState.REMOVED)) == ""
    assert HomeChanged(LinkStatus(LinkState.OFF)).called == ""
