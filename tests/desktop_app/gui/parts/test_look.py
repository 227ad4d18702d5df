"""How all windows look: measured on pictures of them, light and dark, English and Chinese.

Each scale is a process of its own, for Qt takes the scale when it begins; `python -m` this module
takes the pictures and prints what is wrong with them.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import re
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PyQt6.QtCore import QPoint
    from PyQt6.QtWidgets import QAbstractScrollArea, QWidget

    from desktop_app.gui.application import Application

ROOT: Final = Path(__file__).resolve().parents[4]
SCREEN: Final = (1280, 800)
SCALES: Final = ("1", "1.5", "2")
TITLE: Final = re.compile(
    r"(.+ – )?CosyVoice Home|Welcome to CosyVoice Home|欢迎使用 CosyVoice Home"
)
TEXT: Final = 4.5
LINES: Final = 3.0
LEAST: Final = 24
FIELD: Final = 32
MARGIN: Final = 24
SMALL: Final = 1.5
"""Up to this scale a window has room for all that counts: 853 × 533."""
LINES_SEEN: Final = 3
FORMS: Final = {"settings", "profiles", "ServiceDialog", "EnginesDialog", "AddVoiceDialog"}
"""Windows of many fields: on a small screen the last ones are below."""
STORY: Final = "The lighthouse stood at the end of the pier.\n\n灯塔立在码头的尽头。"


@pytest.mark.parametrize("scale", SCALES)
def test_all_windows_fit_are_readable_and_have_one_measure(scale: str, tmp_path: Path) -> None:
    screen = {"name": "one", "x": 0, "y": 0, "width": SCREEN[0], "height": SCREEN[1]}
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"screens": [{**screen, "logicalDpi": 96, "dpr": 1}]}))
    folders = {
        f"XDG_{name}_HOME": str(tmp_path / name.lower())
        for name in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    with tempfile.TemporaryDirectory(prefix="run-") as runtime:
        seen = subprocess.run(
            [sys.executable, "-m", "tests.desktop_app.gui.parts.test_look"],
            cwd=ROOT,
            env={
                **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
                **folders,
                "LANG": "en_US.UTF-8",
                "XDG_RUNTIME_DIR": runtime,
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
                "QT_QPA_PLATFORM": f"offscreen:configfile={screens}",
                "QT_SCALE_FACTOR": scale,
            },
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
    assert seen.returncode == 0, seen.stderr[-4000:]
    told = json.loads(seen.stdout.splitlines()[-1])
    assert told["windows"] > 40  # in two languages and two themes
    assert told["measured"] > 400
    assert told["wrong"] == []


# What is measured


def luminance(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """As WCAG 2 has it, of rows of red, green and blue from 0 to 1."""
    linear = np.where(pixels <= 0.03928, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light


def contrast_in(pixels: NDArray[np.uint32]) -> float:
    """The most that a pixel, as 0xRRGGBB, differs from what most of them are."""
    colors, counts = np.unique(pixels, return_counts=True)
    light = luminance((colors[:, None] >> np.array([16, 8, 0]) & 0xFF) / 255)
    ground = light[counts.argmax()]
    return float(((np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)).max())


class Look:
    """Looks at one window, and notes what is wrong.

    Args:
        window: It is shown.
        name: Of it, with language and theme.
        seen: What is counted.
        wrong: What is found.
    """

    def __init__(self, window: QWidget, name: str, seen: Counter[str], wrong: list[str]) -> None:
        picture = window.grab().toImage()
        picture = picture.convertToFormat(picture.Format.Format_RGB32)
        bits = picture.constBits()
        assert bits is not None
        data = np.frombuffer(bits.asstring(picture.sizeInBytes()), np.uint32)
        rows = data.reshape(picture.height(), picture.bytesPerLine() // 4)
        self.pixels = rows[:, : picture.width()] & np.uint32(0xFFFFFF)
        self.ratio = picture.width() / window.width()
        self.window, self.name = window, name
        self.seen, self.wrong = seen, wrong

    def note(self, widget: QWidget, words: str) -> None:
        text = getattr(widget, "text", str)()
        kind = type(widget).__name__
        self.wrong.append(f"{self.name}: {kind} {widget.objectName()!r} {text[:40]!r}: {words}")

    def part(self, left: float, top: float, width: float, height: float) -> NDArray[np.uint32]:
        """The pixels of a part, in device-independent places."""
        x, y, right, bottom = (
            round(max(0.0, one) * self.ratio) for one in (left, top, left + width, top + height)
        )
        return self.pixels[y:bottom, x:right]

    def place(self, widget: QWidget) -> QPoint:
        return widget.mapTo(self.window, widget.rect().topLeft())

    def is_seen(self, widget: QWidget) -> bool:
        """Whether all of it is on the picture: not scrolled away, not below something else."""
        return (
            widget.isVisible()
            and widget.window() is self.window
            and widget.width() > 0
            and widget.visibleRegion().boundingRect() == widget.rect()
        )

    def all(self) -> None:
        """Look at everything."""
        from PyQt6.QtWidgets import QWidget  # noqa: PLC0415 - as in `main`

        self.seen["windows"] += 1
        self.fits()
        for widget in self.window.findChildren(QWidget):
            if self.is_seen(widget) and not widget.objectName().startswith("qt_"):
                self.one(widget)

    def one(self, widget: QWidget) -> None:
        """Look at one widget."""
        from PyQt6.QtWidgets import (  # noqa: PLC0415 - as in `main`
            QAbstractButton,
            QAbstractSpinBox,
            QComboBox,
            QLabel,
            QLineEdit,
            QPushButton,
        )

        inside = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit)
        field = isinstance(widget, QLineEdit | QAbstractSpinBox | QComboBox) and not inside
        button = isinstance(widget, QAbstractButton) and not inside
        if field or button:
            self.can_be_hit(widget)
        plain = isinstance(widget, QPushButton) and not widget.property("look")
        if field or (plain and type(widget).paintEvent == QPushButton.paintEvent):
            if widget.isEnabled():
                self.is_outlined(widget)
            if widget.height() != FIELD:
                self.note(widget, f"is {widget.height()} px high")
        if isinstance(widget, QLabel | QPushButton) and widget.text() and widget.isEnabled():
            self.can_be_read(widget)

    def fits(self) -> None:
        """Nothing is outside of the screen, cut, or far from the measure."""
        from PyQt6.QtWidgets import QLabel  # noqa: PLC0415 - as in `main`

        from tests.desktop_app.gui.test_all_windows import cut  # noqa: PLC0415 - as above

        screen = self.window.screen()
        assert screen is not None
        room = screen.availableSize()
        if self.window.width() > room.width() or self.window.height() > room.height():
            size = f"{self.window.width()} × {self.window.height()}"
            self.wrong.append(f"{self.name}: {size} is larger than the screen")
        for words in cut(self.window):
            self.wrong.append(f"{self.name}: cut: {words[:60]!r}")
        title = self.window.windowTitle().replace("[*]", "")
        if not TITLE.fullmatch(title):
            self.wrong.append(f"{self.name}: its title is {title!r}")
        self.scrolls()
        for label in self.window.findChildren(QLabel, "page-title"):
            page = label.parentWidget()
            if page is not None and self.is_seen(label) and label.text():
                left = label.mapTo(page, label.rect().topLeft()).x()
                if left != MARGIN:
                    self.note(label, f"begins {left} px from the edge of its page")

    def scrolls(self) -> None:
        """One thing at a time scrolls, and what is written and listed is seen without that."""
        from PyQt6.QtWidgets import (  # noqa: PLC0415 - as in `main`
            QAbstractItemView,
            QAbstractScrollArea,
            QPlainTextEdit,
            QTextEdit,
        )

        from desktop_app.gui.parts.on_screen import Scrolled  # noqa: PLC0415 - as above

        small = self.ratio <= SMALL  # else what is below is the rest of a form
        for area in self.window.findChildren(QAbstractScrollArea):
            if not area.isVisible() or area.window() is not self.window:
                continue
            across = area.horizontalScrollBar()
            if isinstance(area, Scrolled):
                if across is not None and across.maximum() > 0:
                    self.note(area, f"is {across.maximum()} px too narrow")
                if moves(area) and small and self.name.split()[0] not in FORMS:
                    self.note(area, "scrolls, and is no form")
            elif isinstance(area, QTextEdit | QPlainTextEdit | QAbstractItemView):
                self.seen["fields"] += 1
                seen = area.visibleRegion().boundingRect().height()
                if small and seen < min(area.height(), LINES_SEEN * area.fontMetrics().height()):
                    self.note(area, f"only {seen} px of it are seen")
            above = area.parentWidget()
            while moves(area) and above is not None and above is not self.window:
                if isinstance(above, QAbstractScrollArea) and moves(above):
                    self.note(area, "scrolls inside of what scrolls")
                above = above.parentWidget()

    def can_be_hit(self, widget: QWidget) -> None:
        if min(widget.width(), widget.height()) < LEAST:
            self.note(widget, f"{widget.width()} × {widget.height()} is too small to be hit")

    def is_outlined(self, widget: QWidget) -> None:
        at = self.place(widget)
        edge = self.part(at.x() - 4, at.y() + widget.height() // 2, 8, 1)
        if edge.shape[1] < 4:
            return
        self.seen["measured"] += 1
        found = contrast_in(edge)
        if found < LINES:
            self.note(widget, f"its outline has {found:.2f} : 1")

    def can_be_read(self, widget: QWidget) -> None:
        at = self.place(widget)
        inset = 4 if widget.height() >= LEAST else 0
        pixels = self.part(
            at.x() + inset, at.y() + inset, widget.width() - 2 * inset, widget.height() - 2 * inset
        )
        if not pixels.size:
            return
        self.seen["measured"] += 1
        found = contrast_in(pixels)
        # At scale 1, no pixel of a thin stroke has all of its color.
        if found < (TEXT if self.ratio > 1 else TEXT * 0.8):
            self.note(widget, f"its words have {found:.2f} : 1")


def moves(area: QAbstractScrollArea) -> bool:
    """Whether there is more in it than is seen."""
    bar = area.verticalScrollBar()
    return bar is not None and bar.maximum() > 0


# The windows


def dialogs(app: Application) -> Iterator[QWidget]:
    """Those that windows open, and what can be seen in them."""
    from desktop_app.gui.parts.save_dialog import SaveSheet  # noqa: PLC0415
    from desktop_app.gui.profiles.importing import ImportDialog  # noqa: PLC0415
    from desktop_app.gui.reader.address_dialog import AddressDialog  # noqa: PLC0415 - in `main`
    from desktop_app.gui.settings.engines_dialog import EnginesDialog  # noqa: PLC0415
    from desktop_app.gui.settings.service_dialog import ServiceDialog  # noqa: PLC0415
    from desktop_app.gui.voices.add_dialog import AddVoiceDialog  # noqa: PLC0415
    from desktop_app.gui.voices.details import VoiceDetails  # noqa: PLC0415
    from desktop_app.gui.voices.recording_dialog import RecordingDialog, Stage  # noqa: PLC0415
    from desktop_app.reading.model import Reading  # noqa: PLC0415
    from desktop_app.settings.settings import VoiceProfile  # noqa: PLC0415
    from desktop_app.voices.kept import Notes  # noqa: PLC0415

    window = app.open("voices")
    yield AddressDialog(window)
    yield ServiceDialog(app.engine.loop, None, (), window)
    yield SaveSheet(app.engine, Reading(STORY, "The lighthouse"), window)
    yield VoiceDetails(app.engine.voices[0], "5 s", "home", ("Bedtime",), window)
    yield ImportDialog({"Story": VoiceProfile("gone")}, app.engine.settings, window)
    yield EnginesDialog(app.engine.loop, window)
    recording = RecordingDialog(app.engine, window)
    for stage in (Stage.READY, Stage.RECORDING, Stage.RECORDED):
        recording._show_stage(stage)
        yield recording
    adding = AddVoiceDialog(app.engine, Path("nothing.wav"), window)
    yield adding
    adding._show_form()
    adding.said.fill(Notes("Grandma", STORY.splitlines()[0]))
    yield adding


def shown(app: Application) -> Iterator[tuple[str, QWidget]]:
    """All windows, and the pages of the settings, each once."""
    from desktop_app.gui.application import WINDOWS  # noqa: PLC0415 - as in `main`
    from desktop_app.gui.settings.window import SettingsWindow  # noqa: PLC0415

    for name in WINDOWS:
        window = app.open(name)
        if isinstance(window, SettingsWindow):
            for page in range(window.pages.count()):
                window.pages.setCurrentIndex(page)
                yield f"{name} {page}", window
        else:
            yield name, window
        window.hide()
    for dialog in dialogs(app):
        dialog.show()
        yield type(dialog).__name__, dialog
        dialog.hide()


def menu(app: Application) -> Iterator[str]:
    """What is wrong with the menu of the tray, while a computer at home reads."""
    from PyQt6.QtWidgets import QMenu  # noqa: PLC0415 - as in `main`

    from desktop_app.gui.parts.app_menu import AppMenu  # noqa: PLC0415
    from desktop_app.reading.events import (  # noqa: PLC0415
        QueueChanged,
        ReaderState,
        StateChanged,
    )
    from tests.desktop_app.gui.test_tray import read  # noqa: PLC0415

    before = app.engine.settings
    read(app)
    whole = QMenu()
    filled = AppMenu(whole, app.engine, str)
    for addresses in ((), ("http://127.0.0.1:9",)):
        app.engine.change(before.with_home(addresses=addresses))
        filled.fill()
        whole.popup(whole.pos())
        screen, height = whole.screen(), whole.sizeHint().height()
        assert screen is not None
        room = screen.availableSize().height()
        if height > room and screen.devicePixelRatio() <= SMALL:
            yield f"is {height} px high"
        if len({whole.actionGeometry(one).left() for one in whole.actions()}) > 1:
            yield "stands in columns"
        whole.close()
    app.engine._show(QueueChanged(()))
    app.engine._show(StateChanged(ReaderState.IDLE))
    app.engine.change(before)


def furnish(app: Application) -> None:
    """Have something in the windows, without a service that speaks."""
    from desktop_app.reading.pronunciation import Rule  # noqa: PLC0415 - as in `main`
    from desktop_app.settings.settings import (  # noqa: PLC0415
        ServiceSettings,
        Settings,
        VoiceProfile,
    )
    from shared_client import ReferenceAudio  # noqa: PLC0415

    services = {"home": ServiceSettings("http://127.0.0.1:9")}
    profiles = {"Bedtime": VoiceProfile("home", "1", speed=0.9)}
    app.engine.change(Settings(services, "home", profiles=profiles).with_app(welcomed=True))
    app.engine.change_rules((Rule("NAS", "network storage"),))
    now = datetime.now(UTC)
    app.engine._know_voices(
        [
            ReferenceAudio("1", "Grandma.wav", 240_000, now, "Good morning, my dears."),
            ReferenceAudio("2", "小明.wav", 240_000, now, "今天天气真不错。"),
        ]
    )


def main() -> None:
    """Look at all windows, and print what is wrong."""
    from PyQt6.QtWidgets import QApplication  # noqa: PLC0415 - the tests have a Qt of their own

    from desktop_app.gui.application import Application  # noqa: PLC0415 - as above
    from desktop_app.gui.parts.style import dress  # noqa: PLC0415 - as above
    from desktop_app.gui.qt_app import make_qt  # noqa: PLC0415 - as above

    qt = make_qt([])
    app = Application(qt, hidden=True)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    furnish(app)
    for language in ("en", "zh_CN"):
        app.engine.change(app.engine.settings.with_app(language=language))
        for name, window in shown(app):
            for theme in ("light", "dark"):
                dress(qt, theme)
                for _ in range(3):
                    QApplication.processEvents()
                Look(window, f"{name} {language} {theme}", seen, wrong).all()
        wrong += [f"menu {language}: {words}" for words in menu(app)]
    sys.stdout.write(json.dumps({**seen, "wrong": wrong}) + "\n")
    sys.stdout.flush()
    app._end()
    os._exit(0)  # nothing is left to be kept, and Qt takes its time


if __name__ == "__main__":
    main()
