"""The engines of the built-in voice, as a person installs, tests and removes them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QMessageBox, QPushButton
import pytest

from desktop_app.gui.loop import LoopThread
from desktop_app.gui.parts.metrics import FIELD
from desktop_app.gui.settings.engines_dialog import EnginesDialog
from desktop_app.gui.settings.services_page import ServicesPage
from desktop_app.services import engines
from desktop_app.settings.settings import Settings
from tests.desktop_app.engines_program import Program, progress, row
from tests.desktop_app.gui.test_all_windows import cut, nameless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.settings.engine_row import EngineRow

ESPEAK = row("espeak", "installed", languages=[], built_in=True, download=0)
CONSENT = "The weights have no license."


@pytest.fixture
def loop(qapp: QApplication, home: Path) -> Iterator[LoopThread]:
    del qapp, home
    loop = LoopThread()

    async def until_idle() -> None:
        """Python 3.11 can't cancel a program that is just starting."""
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=5)

    yield loop
    loop.end(until_idle())


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, with one engine that is built in, and two that could be installed."""
    program = Program(tmp_path)
    monkeypatch.setattr(engines, "server_command", program.command)
    zipvoice = row("zipvoice", "absent", clones=True, consent=CONSENT, license="none")
    program.says("list", ESPEAK, row("kokoro", "absent"), zipvoice)
    return program


@pytest.fixture
def dialog(program: Program, loop: LoopThread, qtbot: QtBot) -> EnginesDialog:
    del program
    dialog = EnginesDialog(loop)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.rows), timeout=20_000)
    return dialog


def offered(one: EngineRow) -> list[str]:
    buttons = one.findChildren(QAbstractButton)
    return [button.text() for button in buttons if button.isVisible()]


def box(one: EngineRow | EnginesDialog, name: str) -> QMessageBox:
    found = [box for box in one.findChildren(QMessageBox, name) if box.isVisible()]
    assert len(found) == 1
    return found[0]


def press(box: QMessageBox, words: str) -> None:
    button = next(each for each in box.buttons() if each.text().replace("&", "") == words)
    assert button.isEnabled()
    button.click()


def knows(qtbot: QtBot, one: EngineRow, words: str) -> None:
    qtbot.waitUntil(lambda: words in one.words.text() and not one.running, timeout=20_000)


def test_an_engine_is_installed_tested_and_removed(
    dialog: EnginesDialog, program: Program, qtbot: QtBot
) -> None:
    kokoro = dialog.rows["kokoro"]
    assert kokoro.facts.text() == (
        "Not installed · Chinese, English · doesn't clone voices · 120 MB · License: Apache-2.0"
    )
    assert "550 MB of memory" in kokoro.cost.text()
    assert offered(dialog.rows["espeak"]) == ["Test"]
    assert offered(kokoro) == ["Install…"]
    assert kokoro.install_button.accessibleName() == "Install: Kokoro"
    kokoro.install_button.setFocus()
    QTest.keyClick(kokoro.install_button, Qt.Key.Key_Space)  # type: ignore[call-overload] # wrong stubs
    question = box(kokoro, "install-question")
    assert question.informativeText() == ("Download: 120 MB\nFrom: github.com\nLicense: Apache-2.0")
    program.says("install", progress(0), progress(100), {"event": "installed"})
    program.says("list", ESPEAK, row("kokoro", "installed", bytes=120_000_000))
    press(question, "Install")
    knows(qtbot, kokoro, "It's used from the next sentence on.")
    assert program.arguments[1] in ("install", "list")
    qtbot.waitUntil(lambda: offered(kokoro) == ["Test", "Remove…"], timeout=20_000)

    spoken = [{"first_audio": 0.25, "rate": 0.4}, {"first_audio": 0.5, "rate": 1.25}]
    figures = {"event": "tested", "load": 2.5, "memory": 400_000_000, "spoken": spoken}
    program.says("test", figures)
    kokoro.test_button.click()
    assert offered(kokoro) == ["Cancel"]
    knows(qtbot, kokoro, "First audio after 0.50 s. A second of speech takes 1.25 s. Memory: 400")
    assert "there will be pauses" in kokoro.words.text()

    program.says("remove", {"event": "removed", "left": ["/models/kokoro/notes.txt"]})
    program.says("list", ESPEAK, row("kokoro", "absent"))
    kokoro.remove_button.click()
    question = box(kokoro, "remove-question")
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
    assert "120 MB are deleted" in question.informativeText()
    press(question, "Remove")
    knows(qtbot, kokoro, "/models/kokoro/notes.txt")
    qtbot.waitUntil(lambda: offered(kokoro) == ["Install…"], timeout=20_000)


def test_the_engines_are_a_button_and_a_key_away_on_the_page_of_services(
    program: Program, loop: LoopThread, qtbot: QtBot
) -> None:
    del program
    page = ServicesPage(loop, Settings())
    qtbot.addWidget(page)
    page.show()
    button = page.findChild(QAbstractButton, "engines-button")
    assert button is not None
    button.click()
    (dialog,) = page.findChildren(EnginesDialog)
    qtbot.waitUntil(lambda: len(dialog.rows) == 3, timeout=20_000)
    assert not nameless(dialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not page.findChildren(EnginesDialog), timeout=10_000)
    page.cards[0].setFocus()
    QTest.keyClick(page.cards[0], Qt.Key.Key_Return)  # type: ignore[call-overload] # wrong stubs
    assert [one.isVisible() for one in page.findChildren(EnginesDialog)] == [True]


def test_a_license_with_a_catch_has_to_be_accepted_first(
    dialog: EnginesDialog, program: Program, qtbot: QtBot
) -> None:
    zipvoice = dialog.rows["zipvoice"]
    assert "clones voices" in zipvoice.facts.text()
    zipvoice.install()
    question = box(zipvoice, "install-question")
    assert CONSENT in question.informativeText()
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
    with pytest.raises(AssertionError):
        press(question, "Install")
    accept = question.checkBox()
    assert accept is not None
    accept.click()
    program.says("install", progress(40), stays=True)
    press(question, "Install")
    qtbot.waitUntil(lambda: "accept-license" in " ".join(program.arguments), timeout=20_000)
    zipvoice.cancel()


def test_a_download_is_canceled_and_continued(
    dialog: EnginesDialog, program: Program, qtbot: QtBot
) -> None:
    program.says("install", progress(40), stays=True)
    program.says("list", ESPEAK, row("kokoro", "partial", bytes=40_000_000))
    kokoro = dialog.rows["kokoro"]
    kokoro.install()
    press(box(kokoro, "install-question"), "Install")
    qtbot.waitUntil(lambda: kokoro.bar.value() == 400, timeout=20_000)
    assert kokoro.words.text().startswith("Downloading:")
    dialog.reject()
    press(box(dialog, "leave-question"), "Keep downloading")
    assert dialog.isVisible()
    assert kokoro.running
    kokoro.cancel_button.click()
    assert "is kept" in kokoro.words.text()
    qtbot.waitUntil(lambda: program.was_interrupted, timeout=20_000)
    qtbot.waitUntil(lambda: offered(kokoro) == ["Continue…", "Remove…"], timeout=20_000)
    assert "Partly downloaded" in kokoro.facts.text()
    kokoro.install()
    question = box(kokoro, "install-question")
    assert "Download: 80 MB" in question.informativeText()
    press(question, "Install")
    qtbot.waitUntil(lambda: kokoro.bar.value() == 400, timeout=20_000)
    dialog.reject()
    press(box(dialog, "leave-question"), "Stop")
    assert not dialog.isVisible()


def test_what_the_program_cannot_do_is_said_in_words(
    dialog: EnginesDialog, program: Program, qtbot: QtBot
) -> None:
    offline = {"event": "error", "key": "offline", "values": {"hosts": "a.example"}}
    program.says("install", offline, code=1)
    kokoro = dialog.rows["kokoro"]
    kokoro.install()
    press(box(kokoro, "install-question"), "Install")
    knows(qtbot, kokoro, "✗ Can't reach a.example. Check the internet connection")
    program.says("list", err="Traceback (most recent call last):\nMemoryError", code=1)
    dialog.refresh()
    notice = dialog.notice
    qtbot.waitUntil(
        lambda: "ended unexpectedly: MemoryError" in notice.words.text(), timeout=20_000
    )
    assert "Traceback" not in notice.words.text()
    program.says("list", ESPEAK)
    notice.action.click()
    qtbot.waitUntil(lambda: notice.isHidden() and not dialog._asking, timeout=20_000)


def test_cards_that_come_late_or_grow_are_never_squeezed(
    program: Program, loop: LoopThread, qtbot: QtBot
) -> None:
    del program
    first = EnginesDialog(loop)
    qtbot.addWidget(first)
    qtbot.waitUntil(lambda: bool(first.rows), timeout=20_000)
    listed = [one.engine for one in first.rows.values()]
    dialog = EnginesDialog(loop)
    qtbot.addWidget(dialog)
    dialog.resize(620, 400)  # what is left on a small screen
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog._show(listed)  # a picture may be taken before Qt comes to anything else

    def heights() -> set[int]:
        cards = dialog.rows.values()
        return {
            button.height()
            for one in cards
            for button in one.findChildren(QPushButton)
            if button.isVisible()
        }

    assert heights() == {FIELD}
    assert list(cut(dialog)) == []
    dialog.rows["kokoro"]._say("It can't be installed, for a reason that takes many words. " * 9)
    assert heights() == {FIELD}
    assert list(cut(dialog)) == []
