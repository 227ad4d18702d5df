"""One engine of the built-in voice: what it is, and installing, removing, and testing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import LARGE, MEDIUM, SMALL, helper, row_title
from desktop_app.gui.parts.plain_text import plain, shown
from desktop_app.gui.words import in_full, together
from desktop_app.services.engines import SPEAKING

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from typing import Any

    from desktop_app.gui.loop import LoopThread
    from desktop_app.services.engines import Engines, EngineTest, LocalEngine

_MEGA: Final = 1e6
_STEPS: Final = 1000  # of the bar; bytes are more than it can count
_SLOW: Final = 1.0
_NOTHING: Final = "absent"


class EngineRow(Card):
    """An engine and what can be done with it, one thing at a time.

    Args:
        loop: Where the program runs.
        engines: Runs it.
        engine: What is known of this engine.

    Attributes:
        engine: What is known of it now.
        running: `install`, `remove` or `test` while that is done, else empty.

    Signals:
        changed: Its files were changed, so what is known is out of date.
        grown: It shows something more, or less.
    """

    changed = pyqtSignal()
    grown = pyqtSignal()

    def __init__(
        self,
        loop: LoopThread,
        engines: Engines,
        engine: LocalEngine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"engine-{engine.name}")
        self.setAccessibleName(engine.title)
        self._loop = loop
        self._engines = engines
        self._work: Future[Any] | None = None
        self.engine = engine
        self.running = ""
        self._make_parts()
        self.show_engine(engine)

    # Parts

    def _make_parts(self) -> None:
        self.facts = _label("facts")
        self.cost = _label("cost")
        self.words = _label("engine-words")
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of {engine}").format(engine=self.engine.title))
        self.install_button = self._button("install", self.install)
        self.test_button = self._button("test", self.test)
        self.remove_button = self._button("remove", self.remove)
        self.cancel_button = self._button("cancel", self.cancel)
        buttons = QHBoxLayout()
        for button in (self.install_button, self.test_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addWidget(self.bar, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(SMALL)
        layout.addWidget(TitleLabel(self.engine.title, row_title))
        secondary(self.facts, helper)
        for one in (self.facts, self.cost, self.words):
            layout.addWidget(one)
        layout.addLayout(buttons)

    def _button(self, name: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(plain_slot(call))
        return button

    def show_engine(self, engine: LocalEngine) -> None:
        """Show what is known of it now."""
        self.engine = engine
        languages = self.tr("over 100 languages")
        if engine.languages:
            languages = self.tr(", ").join(map(self._language, engine.languages))
        clones = self.tr("clones voices") if engine.clones else self.tr("doesn't clone voices")
        size = engine.size or engine.download
        facts = [self._state(), languages, clones, *([self._bytes(size)] if size else [])]
        license_ = self.tr("License: {license}").format(license=engine.license)
        self.facts.setText(shown(" · ".join([*facts, license_])))
        self.cost.setText(self._cost())
        self._follow()

    def _state(self) -> str:
        if self.engine.built_in:
            return self.tr("Built in")
        return {
            "absent": self.tr("Not installed"),
            "partial": self.tr("Partly downloaded"),
            "installed": self.tr("Installed"),
            "damaged": self.tr("Damaged; install it again"),
            "outdated": self.tr("An older version is installed"),
        }.get(self.engine.state, self.engine.state)

    def _language(self, code: str) -> str:
        return {"zh": self.tr("Chinese"), "en": self.tr("English")}.get(code, code)

    def _cost(self) -> str:
        """What it asks of the computer, and gives for it."""
        return {
            "espeak": self.tr(
                "Sounds synthetic. Needs about 50 MB of memory, and responds at once on any "
                "computer."
            ),
            "kokoro": self.tr(
                "Sounds natural, in its own voices. Needs up to 550 MB of memory while it speaks, "
                "and most of a processor core."
            ),
            "zipvoice": self.tr(
                "Speaks in voices that you record. Needs up to 700 MB of memory while it speaks, "
                "and a fast processor."
            ),
        }.get(self.engine.name, "")

    def _bytes(self, count: float) -> str:
        return self.tr("{number} MB").format(number=self.locale().toString(count / _MEGA, "f", 0))

    def _follow(self) -> None:
        """Offer what can be done now."""
        engine, idle = self.engine, not self.running
        installing = {
            "partial": self.tr("Continue…"),
            "damaged": self.tr("Install again…"),
            "outdated": self.tr("Update…"),
        }.get(engine.state, self.tr("Install…"))
        stop = self.tr("Cancel")
        named = (
            (self.install_button, installing, idle and engine.state != "installed"),
            (self.test_button, self.tr("Test"), idle and engine.state in SPEAKING),
            (
                self.remove_button,
                self.tr("Remove…"),
                idle and not engine.built_in and engine.state != _NOTHING,
            ),
            (self.cancel_button, stop, self.running in ("install", "test")),
        )
        had_focus = any(button.hasFocus() for button, _, _ in named)
        for button, words, is_offered in named:
            button.setText(words)
            whose = self.tr("{action}: {engine}").format(
                action=words.rstrip("…"), engine=engine.title
            )
            button.setAccessibleName(whose)
            button.setVisible(is_offered)
        self.bar.setVisible(not idle)
        offered = next((button for button, _, is_offered in named if is_offered), None)
        if had_focus and offered is not None:  # the button that was pressed may be gone
            offered.setFocus()
        self.words.setVisible(bool(self.words.text()))

    # What a person does

    def install(self) -> None:
        """Ask, with what has to be known before, and install it or continue."""
        engine = self.engine
        box = self._question(self.tr("Install {engine}?"))
        box.setObjectName("install-question")
        left = max(engine.download - engine.size, 0) if engine.state == "partial" else 0
        lines = [
            self.tr("Download: {size}").format(size=self._bytes(left or engine.download)),
            self.tr("From: {sources}").format(sources=self.tr(", ").join(engine.sources)),
            self.tr("License: {license}").format(license=engine.license),
        ]
        lines += ["", engine.consent] if engine.consent else []
        box.setInformativeText(plain("\n".join(lines)))
        go = box.addButton(self.tr("&Install"), QMessageBox.ButtonRole.AcceptRole)
        assert go is not None  # noqa: S101 - it was just made
        if engine.consent:
            accept = QCheckBox(
                self.tr("I &accept this license"), box
            )  # else it goes with this call
            box.setCheckBox(accept)
            accept.toggled.connect(go.setEnabled)
            go.setEnabled(False)
            box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        else:
            box.setDefaultButton(go)
        box.finished.connect(lambda _: self._install() if box.clickedButton() is go else None)
        box.open()

    def remove(self) -> None:
        """Ask, and delete its files."""
        box = self._question(self.tr("Remove {engine}?"))
        box.setObjectName("remove-question")
        size = self._bytes(self.engine.size)
        box.setInformativeText(
            self.tr("{size} are deleted. To use it again, you have to download it again.").format(
                size=size
            )
        )
        go = box.addButton(self.tr("&Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(lambda _: self._remove() if box.clickedButton() is go else None)
        box.open()

    def test(self) -> None:
        """Let it make a sentence in each language, and show how it did."""
        self._start("test", self._engines.test(self.engine.name), self._tested)
        self._say(self.tr("Testing. The first time takes some seconds…"))

    def cancel(self) -> None:
        """Stop what is done; a download can be continued."""
        if self._work is None:
            return
        was = self.running
        self._work.cancel()
        self._end()
        self._say(
            self.tr("Download stopped. What has been downloaded is kept.")
            if was == "install"
            else ""
        )
        self.changed.emit()

    def _question(self, title: str) -> QMessageBox:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        words = title.format(engine=self.engine.title)
        box.setWindowTitle(words)
        box.setText(words)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        return box

    # What is done

    def _install(self) -> None:
        if self.running:
            return
        show = while_there(self, self._show_progress)
        post = self._loop.post
        work = self._engines.install(
            self.engine.name,
            lambda done, total: post(lambda: show(done, total)),
            accept_license=bool(self.engine.consent),
        )
        self._start("install", work, self._installed)
        self._say(self.tr("Connecting…"))

    def _remove(self) -> None:
        if self.running:
            return
        self._start("remove", self._engines.remove(self.engine.name), self._removed)
        self._say("")

    def _start(
        self, name: str, work: Coroutine[Any, Any, Any], done: Callable[[Any], None]
    ) -> None:
        self.running = name
        self.bar.setRange(0, 0)
        self._work = self._loop.start(
            work, while_there(self, done), while_there(self, self._failed)
        )
        self._follow()

    def _show_progress(self, done: int, total: int) -> None:
        if self.running != "install" or total <= 0:
            return
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(_STEPS * done / total))
        words = self.tr("Downloading: {done} of {total}")
        self._say(words.format(done=self._bytes(done), total=self._bytes(total)))

    def _installed(self, _: None) -> None:
        self._end()
        self._say(self.tr("Installed. It's used from the next sentence on."))
        self.changed.emit()

    def _removed(self, left: list[str]) -> None:
        self._end()
        words = self.tr("These files aren't part of it and were left in place: {files}")
        self._say(words.format(files="\n".join(["", *left])) if left else self.tr("Removed."))
        self.changed.emit()

    def _tested(self, found: EngineTest) -> None:
        self._end()
        number = self.locale().toString
        words = self.tr(
            "Ready to speak after {load} s. First audio after {first} s. "
            "A second of speech takes {rate} s."
        ).format(
            load=number(found.load, "f", 1),
            first=number(found.first_audio, "f", 2),
            rate=number(found.rate, "f", 2),
        )
        memory = self.tr("Memory: {size}.").format(size=self._bytes(found.memory))
        slow = self.tr(
            "This computer is slower than speech: there will be pauses. Use another engine, or "
            "test again when the computer is less busy."
        )
        self._say(
            together(words, memory if found.memory else "", slow if found.rate > _SLOW else "")
        )

    def _failed(self, error: Exception) -> None:
        self._end()
        self._say(f"✗ {in_full(error)}")
        self.changed.emit()

    def _end(self) -> None:
        self._work = None
        self.running = ""
        self._follow()

    def _say(self, words: str) -> None:
        self.words.setText(shown(words))
        self.words.setVisible(bool(words))
        self.grown.emit()


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
