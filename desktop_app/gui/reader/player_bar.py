"""The bar below the text: what is read, how far it is, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.durations import left
from desktop_app.gui.parts.icons import control_icon
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.state_words import StateWords, service_in_words, state_in_words
from desktop_app.gui.words import in_full, sentence
from desktop_app.reading.events import UNDER_WAY, ReaderState, ServiceChanged
from desktop_app.settings.settings import LOCAL

from .controls import SleepButton, SpeedBox, VoicePicker, VolumeSlider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QAction

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import (
        Billed,
        FirstSound,
        PositionChanged,
        QueueItem,
        StateChanged,
    )

_PLAYBACK: Final = ("previous", "play", "stop", "next", "skip")
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class PlayerBar(QFrame):
    """Plays, tells how far it is and what is going on, and has voice, speed, volume and sleep.

    Args:
        engine: Reads.
        actions: The window's, by name; those of playback are shown here.
    """

    def __init__(
        self, engine: Engine, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._actions = actions
        self._item: QueueItem | None = None
        self._state_words = StateWords(engine, self)
        self.setObjectName("player-bar")
        self.voice = VoicePicker(engine)
        self.speed = SpeedBox(engine)
        self.volume = VolumeSlider(engine)
        self.sleep = SleepButton(engine)
        self.progress = QProgressBar()
        self.words, self.first_sound, self.service, self.left = (QLabel() for _ in range(4))
        self.billed = QLabel()
        self._volume_icon = QLabel()
        self._set_up_labels()
        self._lay_out()
        self._paint_icons()
        self._connect()

    # Parts

    def _set_up_labels(self) -> None:
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(self.tr("Progress"))
        names = {"state": self.words, "first-sound": self.first_sound, "service": self.service}
        for name, label in {**names, "left": self.left, "billed": self.billed}.items():
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            if label is not self.words:
                label.hide()
        # A long message is cut instead of making the window wider.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.first_sound.setToolTip(self.tr("Time to first audio for this text"))
        self.billed.setToolTip(self.tr("Billed for this text, as the service counts"))

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        for name in _PLAYBACK:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            above.addWidget(button)
        for control in (self.voice, self.speed, self._volume_icon, self.volume):
            above.addWidget(control)
        above.addWidget(self.volume.percent)
        above.addStretch()
        self.sleep.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sleep.setAutoRaise(True)
        above.addWidget(self.sleep)
        below.addWidget(self.words, 1)
        for label in (self.service, self.first_sound, self.billed, self.left):
            below.addWidget(label)
        below.addWidget(self.progress)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addLayout(below)

    def _connect(self) -> None:
        engine = self._engine
        for signal, slot in (
            (engine.queue_changed, self._show_queue),
            (engine.state_changed, self._show_state),
            (engine.position_changed, self._show_position),
            (engine.first_sound, self._show_first_sound),
            (engine.billed, self._show_billed),
            (engine.service_changed, self._show_service),
            (self._state_words.changed, lambda _: self._show_words(engine.state)),
        ):
            signal.connect(slot)
        self._show_queue(engine.queue)
        self._show_state(engine.state)
        if engine.position is not None:
            self._show_position(engine.position)
            preferred = engine.settings.active or LOCAL
            if engine.speaking_service != preferred:
                self._show_service(ServiceChanged(engine.speaking_service, preferred))

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        palette = self.palette()
        for name in ("previous", "stop", "next", "skip"):
            self._actions[name].setIcon(control_icon(name, palette))
        speaking = self._engine.state.state in UNDER_WAY
        self._actions["play"].setIcon(control_icon("pause" if speaking else "play", palette))
        self.sleep.setIcon(control_icon("sleep", palette))
        size = self.fontMetrics().height()
        self._volume_icon.setPixmap(control_icon("volume", palette).pixmap(size, size))

    # What the window tells

    def tell(self, words: str) -> None:
        """Show words in place of the state, until that changes."""
        self.words.setText(words)

    # What the engine tells

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        before, self._item = self._item, items[0] if items else None
        if self._item is None:
            self.left.hide()
        if self._item is None or before is None or before.reading is not self._item.reading:
            self.billed.setVisible(self.billed.isVisible() and self._item is None)
            self.progress.setValue(0)
        for name in ("previous", "stop", "next", "skip"):
            self._actions[name].setEnabled(bool(items))
        self.progress.setVisible(bool(items))
        self._show_words(self._engine.state)

    def _show_state(self, state: StateChanged) -> None:
        self._show_words(state)
        speaking = state.state in UNDER_WAY
        name = self.tr("Pause") if speaking else self.tr("Read aloud")
        if state.state is ReaderState.PAUSED:
            name = self.tr("Resume")
        play = self._actions["play"]
        play.setText(name)
        play.setToolTip(f"{name} ({play.shortcut().toString(_NATIVE)})")
        self._paint_icons()

    def _show_words(self, state: StateChanged) -> None:
        words = state_in_words(state)
        waiting = len(self._engine.queue) - 1
        if waiting > 0:
            words += " · " + self.tr("%n more waiting", "", waiting)
        self.words.setText(words)
        self.words.setToolTip(plain(in_full(state.error) if state.error else ""))

    def _show_position(self, position: PositionChanged) -> None:
        item = self._item
        if item is None or position.item != item.number or not item.reading.remember:
            return
        self.progress.setValue(round(1000 * position.progress))
        self.left.setText(left(self._engine.pace.left()))
        self.left.show()

    def _show_first_sound(self, event: FirstSound) -> None:
        self.first_sound.setText(
            self.tr("First audio: {seconds} s").format(seconds=f"{event.seconds:.2f}")
        )
        self.first_sound.show()

    def _show_billed(self, event: Billed) -> None:
        """What a text costs, in the service's own count; hidden where no service counts."""
        self.billed.setText(self.tr("%n character(s) billed", "", event.characters))
        self.billed.show()

    def _show_service(self, event: ServiceChanged) -> None:
        self.service.setVisible(bool(event.instead_of))
        words = self.tr("Using {other} instead of {service}")
        self.service.setText(
            words.format(
                other=service_in_words(event.name), service=service_in_words(event.instead_of)
            )
        )
        self.service.setToolTip(plain(sentence(event.error) if event.error else ""))
