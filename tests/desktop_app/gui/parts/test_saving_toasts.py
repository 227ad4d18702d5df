"""How far a saving is, at the foot of the window: it blocks nothing and loses nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget
import pytest

from desktop_app.gui.parts.saving_toasts import SavingToasts
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.savings import Saving, SavingState, savings_of
from desktop_app.reading.model import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from desktop_app.gui.parts.toast import Toast

SHORT = Reading("This is to be saved. It has two sentences.", "A short text")
LONG = Reading("This is one of very many sentences that take their time. " * 300, "A long text")


@pytest.fixture
def reader(app: Application) -> Iterator[ReaderWindow]:
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    yield window
    savings = savings_of(app.engine)
    for saving in savings.under_way:
        savings.give_up(saving)


def toast(reader: ReaderWindow, saving: Saving) -> Toast:
    found = reader.toasts.toast_of(saving)
    assert found is not None
    return found


def test_it_tells_how_far_it_is_and_what_can_be_done_at_the_end(
    app: Application,
    reader: ReaderWindow,
    qtbot: QtBot,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    savings = savings_of(app.engine)
    long = savings.add(LONG, home / "long.mp3", 1.0)
    short = savings.add(SHORT, home / "short.mp3", 1.0)
    shown = toast(reader, long)
    assert shown.words.text() == "Saving “A long text”"
    assert "1 more waiting" in shown.more.text()
    assert reader.toasts.toast_of(short) is None
    told = re.compile(r"\d+% · .* left · 1 more waiting")
    qtbot.waitUntil(lambda: told.fullmatch(shown.more.text()) is not None, timeout=20_000)
    assert shown.ring.done is not None
    assert shown.isVisible()
    assert not shown.isModal()
    savings.give_up(long)
    qtbot.waitUntil(lambda: short.state is SavingState.DONE, timeout=20_000)
    done = toast(reader, short)
    assert done.words.text() == "Saved · short.mp3"
    assert done.accessibleName() == "Saved · short.mp3"
    assert [button.text() for button in done.buttons] == ["Play", "Show in folder"]
    done.buttons[1].click()
    done.buttons[0].click()
    assert opened == [
        QUrl.fromLocalFile(str(home)),
        QUrl.fromLocalFile(str(home / "short.mp3")),
    ]


def test_what_is_done_lies_above_what_goes_on(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    savings = savings_of(app.engine)
    short = savings.add(SHORT, home / "short.mp3", 1.0)
    long = savings.add(LONG, home / "long.mp3", 1.0)
    qtbot.waitUntil(lambda: long.state is SavingState.RUNNING, timeout=20_000)
    assert short.state is SavingState.DONE
    above, below = toast(reader, short), toast(reader, long)
    assert above.isVisible()
    assert above.y() < below.y()
    reader.resize(600, 500)
    qtbot.waitUntil(lambda: above.y() < below.y() < reader.player.y(), timeout=5_000)


def test_its_cross_asks_before_something_is_lost(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    savings = savings_of(app.engine)
    long = savings.add(LONG, home / "long.mp3", 1.0)
    qtbot.waitUntil(lambda: long.part > 0, timeout=20_000)

    def answer(words: str) -> None:
        toast(reader, long).close_button.click()
        box = reader.findChild(QMessageBox, "saving-question")
        assert box is not None
        assert not box.isModal()
        assert long.state is SavingState.RUNNING
        next(one for one in box.buttons() if one.text().replace("&", "") == words).click()

    answer("Keep saving")
    assert toast(reader, long).isVisible()
    qtbot.waitUntil(lambda: reader.findChild(QMessageBox) is None, timeout=5_000)
    answer("Stop saving")
    assert long.state is SavingState.GIVEN_UP
    assert reader.toasts.toast_of(long) is None
    qtbot.waitUntil(lambda: list(home.glob("*long.mp3*")) == [], timeout=10_000)


def test_what_is_not_saved_is_told_and_another_place_serves(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    savings = savings_of(app.engine)
    saving = savings.add(SHORT, home / "gone" / "short.mp3", 1.25)
    qtbot.waitUntil(lambda: saving.state is SavingState.FAILED, timeout=20_000)
    assert "short.mp3 wasn't saved" in reader.notice.words.text()
    assert f"The folder {home / 'gone'} doesn't exist" in reader.notice.words.text()
    assert reader.notice.action.text() == "Save as…"
    reader.notice.action.click()
    dialog = reader.findChild(QFileDialog, "save-as")
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(home / "short.mp3"))
    dialog.accept()
    qtbot.waitUntil((home / "short.mp3").exists, timeout=20_000)
    qtbot.waitUntil(lambda: "wasn't saved" not in reader.notice.words.text(), timeout=5_000)


def test_a_window_that_is_opened_meanwhile_tells_of_it_too(
    app: Application, reader: ReaderWindow, home: Path
) -> None:
    saving = savings_of(app.engine).add(LONG, home / "long.mp3", 1.0)
    other = ReaderWindow(app.engine, lambda _: None)
    assert other.toasts.toast_of(saving) is not None
    assert reader.toasts.toast_of(saving) is not None
    other.deleteLater()


def test_a_window_without_a_place_for_notices_has_a_toast_say_what_was_not_saved(
    app: Application, qtbot: QtBot, home: Path
) -> None:
    over, asked = QWidget(), []
    qtbot.addWidget(over)
    over.resize(600, 400)
    with qtbot.waitExposed(over):
        over.show()
    toasts = SavingToasts(app.engine, over, lambda saving, _: asked.append(saving))
    savings = savings_of(app.engine)
    failed = savings.add(SHORT, home / "gone" / "short.mp3", 1.0)
    saved = savings.add(SHORT, home / "short.mp3", 1.0)
    qtbot.waitUntil(lambda: saved.state is SavingState.DONE, timeout=20_000)
    told = toasts.toast_of(failed)
    assert told is not None
    assert told.words.text() == "short.mp3 wasn't saved."
    assert "doesn't exist" in told.more.text()
    told.buttons[0].click()
    assert asked == [failed]
    for saving in (failed, saved):  # nothing is lost by it, so nothing is asked
        shown = toasts.toast_of(saving)
        if shown is not None:
            shown.close_button.click()
        assert toasts.toast_of(saving) is None
    assert over.findChild(QMessageBox) is None
