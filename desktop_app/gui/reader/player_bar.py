"""The bar below the text: where the voice is, Play, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import link, round_tool, tool
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import Elided, tinted
from desktop_app.gui.parts.metrics import (
    LARGE,
    MEDIUM,
    PLAY,
    PLAY_ICON,
    SMALL,
    STEP_BUTTON,
    TINY,
    animated,
    helper,
)
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.ring import Ring
from desktop_app.gui.parts.state_words import StateWords, state_in_words
from desktop_app.gui.words import in_full
from desktop_app.reading.events import UNDER_WAY, ReaderState
from desktop_app.reading.fallbacks import others_of
from desktop_app.settings.settings import LOCAL

from .chips import SleepChip, SpeedChip, VoiceChip, VolumeButton
from .scrubber import Scrubber

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QAction, QResizeEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import Billed, FirstSound, QueueItem, StateChanged

NARROW: Final = 720
"""Below this width, chips have no words."""
VERY_NARROW: Final = 560
"""Below this width, volume and sleep timer are in ⋯ alone."""

_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class PlayerBar(QFrame):
    """Plays, tells how far it is and what is going on, and has voice, speed, sleep and volume.

    Args:
        engine: Reads.
        actions: The window's, by name; those of playback are shown here.

    Attributes:
        play: The button with Play or Pause.
        ring: Turns around it while something is waited for.
        words: What is going on.
        way_out: Has another service read, while one is waited for.
        scrubber: Where the voice is.
        voice: Who reads.
        speed: How fast.
        sleep: When it pauses by itself.
        volume: How loud.

    Signals:
        jumped: A person chose another place in the text.
        narrowed: Whether volume and sleep timer have left the bar for lack of room.
    """

    jumped = pyqtSignal()
    narrowed = pyqtSignal(bool)

    def __init__(
        self, engine: Engine, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._actions = actions
        self._item: QueueItem | None = None
        self._first_sound = self._billed = ""
        self._opening = ""  # what is said of a text that is being opened
        self._other = LOCAL
        self._state_words = StateWords(engine, self)
        self.setObjectName("player-bar")
        self.scrubber = Scrubber(engine)
        self.voice = VoiceChip(engine)
        self.words = tinted(Elided(), "secondary", helper)
        self.words.setObjectName("state")
        self.way_out = link(QPushButton(self.tr("Use the built-in voice")))
        self.way_out.setObjectName("way-out")
        self.way_out.hide()
        self.previous = self._step("previous", "skip-back")
        self.play = round_tool("play", "", size=PLAY, main=True)
        self.play.setObjectName("play-button")
        self.ring = Ring(PLAY + SMALL)
        self.next = self._step("next", "skip-forward")
        self.speed = SpeedChip(engine)
        self.sleep = SleepChip(engine)
        self.volume = VolumeButton(engine)
        self._lay_out()
        self._connect()

    # Parts

    def _step(self, name: str, icon: str) -> QToolButton:
        action = self._actions[name]
        button = tool(icon, action.text(), size=STEP_BUTTON)
        button.setObjectName(f"{name}-button")
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        button.setEnabled(action.isEnabled())
        return button

    def _lay_out(self) -> None:
        row = QGridLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(MEDIUM)
        begin = _row(self.voice)
        begin.addLayout(self._told(), 1)
        row.addLayout(begin, 0, 0)
        row.addLayout(_row(self.previous, self._play_in_ring(), self.next), 0, 1)
        end = _row(self.speed, self.sleep, self.volume)
        end.insertStretch(0)
        row.addLayout(end, 0, 2)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        layout.setSpacing(TINY)
        layout.addWidget(self.scrubber)
        layout.addLayout(row)

    def _told(self) -> QVBoxLayout:
        """What is going on, and the way out of it below."""
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addStretch()
        told.addWidget(self.words)
        told.addWidget(self.way_out, 0, Qt.AlignmentFlag.AlignLeft)
        told.addStretch()
        return told

    def _play_in_ring(self) -> QWidget:
        """Play, with room for the ring around it."""
        around = QWidget()
        around.setFixedSize(QSize(PLAY + SMALL, PLAY + SMALL))
        self.play.setParent(around)
        self.play.move(SMALL // 2, SMALL // 2)
        self.ring.setParent(around)
        self.ring.hide()
        return around

    def _connect(self) -> None:
        engine, play = self._engine, self._actions["play"]
        self.play.clicked.connect(play.trigger)
        self.way_out.clicked.connect(lambda: engine.have_read_by(self._other))
        self.scrubber.jumped.connect(self.jumped)
        for signal, slot in (
            (engine.queue_changed, self._show_queue),
            (engine.state_changed, self._show_state),
            (engine.first_sound, self._show_first_sound),
            (engine.billed, self._show_billed),
            (self._state_words.changed, lambda _: self._show_words(engine.state)),
        ):
            signal.connect(slot)
        self._show_queue(engine.queue)
        self._show_state(engine.state)

    # How wide it is

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave words away, and then controls, where there is no room for them."""
        super().resizeEvent(event)
        for one in (self.voice, self.speed, self.sleep):
            one.set_narrow(narrow=self.width() < NARROW)
        very_narrow = self.width() < VERY_NARROW
        if very_narrow is not self.volume.isHidden():
            self.volume.setHidden(very_narrow)
            self.sleep.setHidden(very_narrow)
            self.narrowed.emit(very_narrow)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as it is when most of it has left."""
        hint = super().minimumSizeHint()
        least = self.previous.width() + self.next.width() + self.ring.width()
        return QSize(2 * least, hint.height())

    # What the window tells

    def tell(self, words: str) -> None:
        """Show what is being opened, until it is: something else may be read meanwhile."""
        self._opening = words
        self._show_words(self._engine.state)
        self._show_ring()

    # What the engine tells

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        before, self._item = self._item, items[0] if items else None
        if self._item is not None and before is not None and before.number != self._item.number:
            self._billed = ""
        if not any(item.opening for item in items[:2]):  # what is read, and what takes its place
            self._opening = ""
        for name in ("previous", "stop", "next", "skip"):
            self._actions[name].setEnabled(bool(items))
        self._show_words(self._engine.state)
        self._show_ring()

    def _show_state(self, state: StateChanged) -> None:
        self._show_words(state)
        if state.state in UNDER_WAY:
            name = self.tr("Pause")
        else:
            paused = state.state is ReaderState.PAUSED
            name = self.tr("Resume") if paused else self.tr("Read aloud")
        play = self._actions["play"]
        play.setText(name)
        words = f"{name} ({play.shortcut().toString(_NATIVE)})"
        play.setToolTip(words)
        self.play.setToolTip(words)
        self.play.setAccessibleName(name)
        self._show_ring()
        self._offer_other(state)

    def _show_ring(self) -> None:
        """Turn a ring around Play while it waits; where nothing may move, dots stand in it."""
        moves = animated(self)
        on = self._engine.state.state is ReaderState.WAITING or bool(self._opening)
        self.ring.setVisible(on and moves)
        under_way = self._engine.state.state in UNDER_WAY
        icon = "ellipsis" if on and not moves else "pause" if under_way else "play"
        wear(self.play, icon, PLAY_ICON, "accent_ink")
        wear(self._actions["play"], "pause" if under_way else "play", of=self)

    def _offer_other(self, state: StateChanged) -> None:
        """Offer the service that would read instead of one that is waited for."""
        waiting = state.waiting
        waits = waiting is not None and not waiting.opening and waiting.name != LOCAL
        self.way_out.setVisible(waits)
        if waiting is None or not waits:
            return
        others = [one for one in others_of(self._engine.settings) if one != waiting.name]
        self._other = others[0] if others else LOCAL
        if self._other == LOCAL:
            words = self.tr("Use the built-in voice")
        else:
            words = self.tr("Use “{service}”").format(service=self._other)
        self.way_out.setText(words.replace("&", "&&"))
        self.way_out.setToolTip(self.tr("For this text; the settings stay as they are"))

    def _show_words(self, state: StateChanged) -> None:
        trouble = state.state is ReaderState.TROUBLE
        words = self.tr("Error") if trouble else self._opening or state_in_words(state)
        if self._billed:
            words += f" · {self._billed}"
        self.words.setText(words)
        wrong = in_full(state.error) if state.error else ""
        about = "\n".join(filter(None, (wrong or words, self._first_sound)))
        self.words.set_about(plain(about))

    def _show_first_sound(self, event: FirstSound) -> None:
        seconds = f"{event.seconds:.2f}"
        self._first_sound = self.tr("First audio: {seconds} s").format(seconds=seconds)
        self._show_words(self._engine.state)

    def _show_billed(self, event: Billed) -> None:
        """What a text costs, in the service's own count; nothing where no service counts."""
        self._billed = self.tr("%n character(s) billed", "", event.characters)
        self._show_words(self._engine.state)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    for widget in widgets:
        row.addWidget(widget)
    return row
