"""The page that says what this is, and helps to find out what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import PYQT_VERSION_STR, Qt, QUrl, qVersion
from PyQt6.QtGui import QDesktopServices, QGuiApplication
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSystemTrayIcon,
    QVBoxLayout,
)

from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.labels import TitleLabel
from desktop_app.gui.parts.metrics import MEDIUM, TINY, head
from desktop_app.gui.words import in_full
from desktop_app.system.paths import log_file
from shared_client import __version__

from .diagnostics import diagnostics
from .section import Section

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine

_ICON: Final = 64


def qt_facts(engine: Engine) -> dict[str, str]:
    """What `diagnostics` cannot know by itself."""
    screens = [
        f"{one.size().width()}×{one.size().height()} at {one.devicePixelRatio():g}"
        for one in QGuiApplication.screens()
    ]
    style = QApplication.style()
    keys, first = engine.hotkeys_status, engine.first_heard
    hotkeys = ", ".join(f"{name} {status.state}" for name, status in keys.actions.items())
    return {
        "Qt, PyQt": f"{qVersion()}, {PYQT_VERSION_STR}",
        "Qt platform, style": f"{QGuiApplication.platformName()}, {style.name() if style else ''}",
        "Screens": "; ".join(screens),
        "Tray": "available" if QSystemTrayIcon.isSystemTrayAvailable() else "unavailable",
        "State": f"{engine.state.state}, {len(engine.queue)} in the queue",
        "Speaks": engine.speaking_service,
        "First audio": f"{first.seconds:.2f} s" if first is not None else "none yet",
        "Hotkeys by": f"{keys.way} ({hotkeys})",
    }


class AboutPage(Section):
    """Version, licences, log and diagnostics.

    Args:
        engine: Has what diagnostics tell of.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.log = QPushButton(self.tr("Open the &log folder"))
        self.log.setObjectName("open-log")
        self.log.setAutoDefault(False)
        self.log.clicked.connect(self._open_log)
        self.copy = QPushButton(self.tr("&Copy diagnostics"))
        self.copy.setObjectName("copy-diagnostics")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._collect)
        self.words = _text(
            self.tr(
                "Diagnostics list versions, devices, services, and recent log entries. "
                "They contain no tokens or texts. Review them before you share them."
            )
        )
        self.words.setObjectName("about-words")
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.log)
        buttons.addStretch()
        self.add_part("", self._head())
        self.add_part(self.tr("Licenses"), self._licences())
        self.add_part(self.tr("If something is wrong"), self.words, buttons)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(_ICON, _ICON))
        title = TitleLabel("CosyVoice Home", head)
        version = _text(self.tr("Version {version}").format(version=__version__))
        words = QVBoxLayout()
        words.setSpacing(TINY // 2)
        words.addWidget(title)
        words.addWidget(version)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(icon)
        row.addLayout(words, 1)
        return row

    def _licences(self) -> QLabel:
        return _text(
            self.tr(
                "The source code is licensed under the Apache License 2.0. This app uses "
                "PyQt6, which is licensed under the GNU General Public License 3, so "
                "programs built from both are covered by that license. The built-in "
                "voice is eSpeak NG, a separate program, also under the GNU General "
                "Public License 3. A voice belongs to the person who speaks: clone it "
                "only with that person's consent."
            )
        )

    def _open_log(self) -> None:
        folder = log_file().parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            words = self.tr("Can't open the folder. The log is in {folder}.")
            self.words.setText(words.format(folder=folder))

    def _collect(self) -> None:
        self.copy.setEnabled(False)
        work = diagnostics(self._engine.settings, qt_facts(self._engine))
        self._engine.loop.start(work, self._copy, self._cannot_copy)

    def _copy(self, text: str) -> None:
        self.copy.setEnabled(True)
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None  # noqa: S101 - an app with windows has one
        clipboard.setText(text)
        lines = len(text.splitlines())
        self.words.setText("✓ " + self.tr("%n line(s) copied to the clipboard.", "", lines))

    def _cannot_copy(self, error: Exception) -> None:
        self.copy.setEnabled(True)
        self.words.setText(f"✗ {in_full(error)}")


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
