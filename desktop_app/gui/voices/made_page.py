"""A voice that was made just now: hear it, use it, be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import CONTENT, FIELD, LARGE, MEDIUM, SMALL_ICON, VAST, head
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.parts.trial_sentence import sentence_for
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.gui.words import in_full
from desktop_app.services.connection import Addressee
from desktop_app.settings.settings import LOCAL, VoiceProfile

from .no_cloning import NoCloning
from .used_part import UsedPart

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from shared_client import ReferenceAudio


class MadePage(QWidget):
    """Says that a voice is ready, and lets a person hear it.

    Args:
        engine: Speaks.

    Attributes:
        usable: Whether it can be used now.
        trial: Speaks a sentence in the voice.

    Signals:
        changed: `usable`.
    """

    changed = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setObjectName("made")
        self.usable = False
        self._engine = engine
        self._voice: ReferenceAudio | None = None
        self._service = Addressee.in_use(engine.settings)
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self._fail)
        self._icon = QLabel()
        self.title = TitleLabel("", head)
        self.title.setObjectName("made-title")
        self.words = secondary(QLabel())
        self.words.setObjectName("made-words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence = secondary(QLabel())
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._icon, self.title, self.words, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hear = QPushButton()
        self.hear.setObjectName("hear")
        self.hear.setAutoDefault(False)
        self.hear.setMinimumHeight(FIELD)
        self.hear.clicked.connect(self._hear_or_stop)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.hear)
        row.addStretch()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, LARGE, 0, LARGE)
        self.body.setSpacing(MEDIUM)
        self.body.addStretch()
        self.body.addWidget(self._icon)
        self.body.addWidget(self.title)
        self.body.addWidget(self.sentence)
        self.body.addLayout(row)
        self.body.addWidget(self.words)
        self.used = UsedPart(engine)
        self.used.setMaximumWidth(CONTENT)
        self.used.chosen.connect(self.trial.stop)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.used, 4)
        middle.addStretch(1)
        self.no_cloning = NoCloning(engine)
        self.body.addLayout(middle)
        self.body.addWidget(self.no_cloning)
        self.body.addStretch()
        self._show_trial()

    def show_voice(self, voice: ReferenceAudio, service: Addressee) -> None:
        """Show a voice.

        Args:
            voice: It.
            service: Which service has it.
        """
        self._voice, self._service = voice, service
        name = name_of(voice)
        ready = voice.ready
        wear(
            self._icon, "circle-check" if ready else "clock", VAST, "good" if ready else "secondary"
        )
        self.title.setText(self.tr("{name} is ready").format(name=name))
        self.sentence.setText(self.tr("“{sentence}”").format(sentence=sentence_for(voice.text)))
        in_use = service == Addressee.in_use(self._engine.settings)
        self.usable = ready and in_use
        self.hear.setVisible(ready)
        self.sentence.setVisible(ready)
        words = ""
        if not ready:
            self.title.setText(self.tr("{name} is being reviewed").format(name=name))
            words = self.tr("The service is still reviewing it. You can use it after that.")
        elif not in_use:
            words = self.tr("It is on “{service}”. Switch to that service to use it.").format(
                service=service.name
            )
        self._say(words)
        if ready:
            self.used.look(voice.id, service)
        self.no_cloning.look(built_in=ready and service.name == LOCAL)
        self.changed.emit()
        (self.hear if ready else self).setFocus()

    def use(self) -> None:
        """Read in the voice from now on."""
        if self.usable and self._voice is not None:
            self._engine.set_voice(self._voice.id, self._service)

    def _hear_or_stop(self) -> None:
        voice = self._voice
        if self.trial.running or voice is None:
            self.trial.stop()
            return
        profile = VoiceProfile(service=self._service.name, voice=voice.id)
        self.trial.start(profile, sentence_for(voice.text))

    def _show_trial(self) -> None:
        running = self.trial.running
        self.hear.setText(self.tr("&Stop") if running else self.tr("&Hear it"))
        wear(self.hear, "square" if running else "play", SMALL_ICON)

    def _fail(self, error: Exception) -> None:
        self._say(in_full(error))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
