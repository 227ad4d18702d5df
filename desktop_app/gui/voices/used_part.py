"""Which part of a voice's recording its engine clones from, and a choice of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.durations import tenths
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import FIELD, TINY, helper
from desktop_app.gui.parts.plain_text import shown
from desktop_app.gui.words import in_full
from shared_client import ExcerptChoice

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.services.connection import Addressee
    from shared_client import CosyVoiceClient, Excerpt, Excerpts

_LONGEST: Final = 48  # characters of a part's words in the list


class UsedPart(QWidget):
    """Hidden until the service says that it uses a part; most use the whole recording.

    Args:
        engine: Reaches the service.

    Signals:
        chosen: Another part is used from now on.
    """

    chosen = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setObjectName("used-part")
        self._engine = engine
        self._voice = ""
        self._service: Addressee | None = None
        self._known: Excerpts | None = None
        self.label = QLabel(self.tr("Cloned &from"))
        self.parts = QComboBox()
        self.parts.setObjectName("parts")
        self.parts.setMinimumHeight(FIELD)
        self.parts.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.parts.setMinimumContentsLength(_LONGEST // 2)
        self.parts.activated.connect(self._choose)
        self.label.setBuddy(self.parts)
        self.words = secondary(QLabel(), helper)
        self.words.setObjectName("part-words")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TINY)
        for widget in (self.label, self.parts, self.words):
            layout.addWidget(widget)
        self.hide()

    def look(self, voice: str, service: Addressee) -> None:
        """Ask which part of a voice is used; a service that doesn't know of parts shows nothing."""
        self._voice, self._service, self._known = voice, service, None
        self.hide()

        async def work(client: CosyVoiceClient) -> Excerpts | None:
            return await client.excerpts(voice)

        def know(known: Excerpts | None) -> None:
            if self._voice == voice:
                self._show(known)

        # Without an answer nothing is shown: the voice speaks all the same.
        self._engine.ask(work, while_there(self, know), lambda _: None, meant=service)

    def _show(self, known: Excerpts | None) -> None:
        self._known = known
        self.parts.setEnabled(True)
        self.setVisible(known is not None)
        if known is None:
            return
        self.parts.clear()
        best = self.tr("The best part: {part}").format(part=self._named(known.automatic))
        self.parts.addItem(best, None)
        for one in known.candidates:
            words = self._named(one)
            if one.whole:
                words = self.tr("The whole recording: {part}").format(part=words)
            self.parts.addItem(words, one)
        automatic = known.choice is ExcerptChoice.AUTOMATIC
        used = next((n for n, one in enumerate(known.candidates, 1) if one == known.used), 0)
        self.parts.setCurrentIndex(0 if automatic else used)
        said = self.tr("{engine} clones from this part: “{words}”")
        self.words.setText(shown(said.format(engine=known.engine, words=known.used.text)))

    def _named(self, one: Excerpt) -> str:
        begin, end = tenths(one.begin), tenths(one.end)
        text = one.text if len(one.text) <= _LONGEST else f"{one.text[: _LONGEST - 1]}…"
        return self.tr("{begin} s to {end} s, “{words}”").format(begin=begin, end=end, words=text)

    def _choose(self, index: int) -> None:
        known, voice, wanted = self._known, self._voice, self.parts.itemData(index)
        if known is None:
            return

        async def work(client: CosyVoiceClient) -> Excerpts:
            return await client.choose_excerpt(voice, wanted)

        def done(after: Excerpts) -> None:
            self._show(after)
            self.parts.setFocus()
            self.chosen.emit()

        def fail(error: Exception) -> None:
            self._show(known)
            self.words.setText(in_full(error))

        self.parts.setEnabled(False)
        self._engine.ask(
            work, while_there(self, done), while_there(self, fail), meant=self._service
        )
