"""Windows that fit on the screen, and open as large as they were left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
import pytest

from desktop_app.gui.parts.on_screen import Scrolled, _least_height, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.system.paths import window_sizes_file
from tests.desktop import display
from tests.programs import running

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SCALE = 1.5  # as a desktop suggests on a laptop with 1280 by 800

PROGRAM = """
import sys
from pathlib import Path
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialogButtonBox, QTabWidget
from desktop_app.gui.application import WINDOWS, Application
from desktop_app.gui.parts.save_dialog import SaveSheet
from desktop_app.gui.profiles.importing import ImportDialog
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.reader.address_dialog import AddressDialog
from desktop_app.gui.settings.service_dialog import ServiceDialog
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog
from desktop_app.reading.model import Reading
from desktop_app.settings.settings import VoiceProfile

qt = make_qt([])
app = Application(qt, hidden=True)
room = qt.primaryScreen().availableSize()
windows = [app.open(name) for name in WINDOWS]
voices, many = app.windows["voices"], {f"Story {n}": VoiceProfile(f"gone{n}") for n in range(20)}
dialogs = [
    AddressDialog(voices),
    RecordingDialog(app.engine, voices),
    ServiceDialog(app.engine.loop, None, (), voices),
    AddVoiceDialog(app.engine, Path("/nothing.wav"), voices),
    ImportDialog(many, app.engine.settings, voices),
    SaveSheet(app.engine, Reading("Hello.")),
]
for dialog in dialogs:
    dialog.show()
for window in (*windows, *dialogs):
    assert QTest.qWaitForWindowExposed(window), window.objectName()
    for tabs in window.findChildren(QTabWidget):
        for page in range(tabs.count()):
            tabs.setCurrentIndex(page)
            qt.processEvents()
    size = window.frameGeometry().size()
    if size.width() > room.width() or size.height() > room.height():
        print(window.objectName(), "is larger than the screen:", size, room)
    for box in window.findChildren(QDialogButtonBox):
        for button in box.buttons():
            if button.window() is window and button.isVisible() and not window.rect().contains(
                button.rect().translated(button.mapTo(window, button.rect().topLeft()))
            ):
                print(window.objectName(), "hides", button.text())
print("seen", len(windows) + len(dialogs))
app._end()
"""


def test_every_window_fits_on_a_small_screen_with_large_text(home: Path) -> None:
    del home
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "QT_SCALE_FACTOR": str(SCALE)}
        environment["QT_QPA_PLATFORM"] = "xcb"
        with running(["openbox"], env=environment, stderr=subprocess.DEVNULL):
            said = subprocess.run(
                [sys.executable, "-c", PROGRAM],
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            )
    assert said.stdout.splitlines() == ["seen 14"]


def made(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.setObjectName("one")
    keep_on_screen(window, 400, 300)
    return window


def test_a_window_opens_as_large_as_it_was_left(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> None:
    del home
    window = made(qtbot)
    window.show()
    assert window.size() == QSize(400, 300)
    window.hide()
    assert not window_sizes_file().exists()  # nobody has chosen it
    window.show()
    window.resize(520, 330)
    window.close()
    assert window_sizes_file().stat().st_mode & 0o077 == 0
    again = made(qtbot)
    again.show()
    assert again.size() == QSize(520, 330)
    del qapp


def test_a_size_is_kept_that_a_smaller_screen_has_no_room_for(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> None:
    del home
    screen = qapp.primaryScreen()
    assert screen is not None
    window_sizes_file().parent.mkdir(parents=True, exist_ok=True)
    kept = json.dumps({"one": [9000, 200], "other": [1, 1]})
    window_sizes_file().write_text(kept, "utf-8")
    window = made(qtbot)
    window.show()
    assert 400 < window.width() < screen.availableSize().width()
    assert window.height() == 200
    window.close()
    assert window_sizes_file().read_text("utf-8") == kept


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[]",
        "{",
        '{"one": [1]}',
        '{"one": ["a", null]}',
        '{"one": [9999999999, 300]}',
        '{"one": [true, 300]}',
        '{"one": [-5, 0]}',
        "[" * 9999,
    ],
)
def test_sizes_that_make_no_sense_are_none(
    qapp: QApplication, qtbot: QtBot, home: Path, wrong: str
) -> None:
    del qapp, home
    window_sizes_file().parent.mkdir(parents=True, exist_ok=True)
    window_sizes_file().write_text(wrong, "utf-8")
    window = made(qtbot)
    window.show()
    assert window.size() == QSize(400, 300)


def test_what_has_too_little_room_is_scrolled(qapp: QApplication, qtbot: QtBot) -> None:
    del qapp
    window, content = QWidget(), QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(content)
    for number in range(40):
        column.addWidget(QLabel(f"Line {number}"))
    layout = QVBoxLayout(window)
    scrolled = Scrolled(content)
    layout.addWidget(scrolled)
    window.show()
    bar = scrolled.verticalScrollBar()
    assert bar is not None
    assert scrolled.sizeHint() == content.sizeHint()
    window.resize(300, 200)
    qtbot.waitUntil(bar.isVisible, timeout=5_000)
    assert window.height() == 200
    window.resize(300, 3000)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=5_000)


@pytest.mark.parametrize("scrolled", [True, False])
def test_a_page_that_is_too_high_for_the_screen_scrolls_once(
    qtbot: QtBot, home: Path, *, scrolled: bool
) -> None:
    del home
    window = QDialog()
    qtbot.addWidget(window)
    page = Page(
        "Title", "Words that are wrapped where it is narrow. " * 9, window, scrolled=scrolled
    )
    page.add_foot(QPushButton("Close"))
    for number in range(120):
        page.body.addWidget(QLabel(f"Line {number}, and more of it."))
    keep_on_screen(window, 500, 400)
    window.show()
    areas = window.findChildren(Scrolled)
    qtbot.waitUntil(lambda: len(areas) == 1)
    bar = areas[0].verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(bar.isVisible, timeout=5_000)
    # What scrolls by itself keeps its head and its buttons in sight.
    assert areas[0].isAncestorOf(page.title) is not scrolled


def test_pages_of_which_each_scrolls_are_not_scrolled_with_their_window(
    qtbot: QtBot, home: Path
) -> None:
    del home
    window, pages = QDialog(), QStackedWidget()
    qtbot.addWidget(window)
    for lines in (1, 120):
        page = Page("Title", "Words that are wrapped where it is narrow. " * 9, scrolled=True)
        for number in range(lines):
            page.body.addWidget(QLabel(f"Line {number}, and more of it."))
        pages.addWidget(page)
    beside, right = QHBoxLayout(window), QVBoxLayout()
    beside.addWidget(QLabel("Pages"))
    beside.addLayout(right, 1)
    right.addWidget(pages)
    keep_on_screen(window, 600, 400)
    window.show()
    assert len(window.findChildren(Scrolled)) == 2
    assert window.size() == QSize(600, 400)
    pages.setCurrentIndex(1)
    QApplication.processEvents()
    QApplication.processEvents()
    assert len(window.findChildren(Scrolled)) == 2


def test_a_list_gets_lower_before_its_window_scrolls(qtbot: QtBot, home: Path) -> None:
    del home
    window = QDialog()
    qtbot.addWidget(window)
    page = Page("Title", "Words that are wrapped where it is narrow. " * 3, window)
    screen, close = window.screen(), QPushButton("Close")
    assert screen is not None
    room = screen.availableSize().height()
    for _ in range(room // 190):  # as high as they usually are, and their page is too high
        page.body.addWidget(QListWidget())
    page.add_foot(close)
    assert page.sizeHint().height() > room
    keep_on_screen(window, 500, 400)
    with qtbot.waitExposed(window):
        window.show()
    assert window.findChildren(Scrolled) == []
    assert close.mapTo(window, close.rect().bottomLeft()).y() < window.height() <= room


def test_pages_on_one_another_need_what_the_highest_needs(qtbot: QtBot) -> None:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    needed = []
    for lists in (4, 1):
        page = Page("Title", "Words that are wrapped where it is narrow. " * 3)
        for _ in range(lists):
            page.body.addWidget(QListWidget())
        pages.addWidget(page)
        layout = page.layout()
        assert layout is not None
        needed.append(_least_height(layout, 500))
    stack = pages.layout()
    assert stack is not None
    assert _least_height(stack, 500) == max(needed) < stack.heightForWidth(500)
