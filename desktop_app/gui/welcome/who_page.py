"""The first page of the first start: who reads, with each heard on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import chip
from desktop_app.gui.parts.card import ChoiceCard
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import FIELD, LARGE, MEDIUM, SMALL, SMALL_ICON, helper, row_title
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.words import language
from desktop_app.services.engines import SPEAKING, Engines
from desktop_app.services.found_services import look_for_services
from desktop_app.settings.settings import VoiceProfile

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Any

    from desktop_app.gui.engine import Engine
    from desktop_app.services.engines import LocalEngine
    from desktop_app.services.found_services import FoundService

_WIDTH: Final = 220
_HEIGHT: Final = 168
_MOST: Final = 4  # services found on the network that are shown
_BESIDE: Final = 2  # of them side by side
_LONGEST: Final = 22  # characters of what one calls itself


class WhoPage(QWidget):
    """Cards to choose from: the built-in voice, a service, or a key of Model Studio.

    Args:
        engine: Speaks.

    Attributes:
        clones: Whether an engine is installed that clones.

    Signals:
        chosen: Another card is chosen.
        found: A service on this network is chosen, a `FoundService`.
        heard: A sentence was heard to its end.
    """

    chosen = pyqtSignal()
    found = pyqtSignal(object)
    heard = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._looking: Future[Any] | None = None
        self.clones = False
        self.local = ChoiceCard(self.tr("The built-in voice"))
        self.local.setObjectName("local")
        self.remote = ChoiceCard(self.tr("A CosyVoice service"))
        self.remote.setObjectName("remote")
        self.key = ChoiceCard(self.tr("A Model Studio key"))
        self.key.setObjectName("key")
        self.notice = Notice()
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self.notice.warn)
        self.trial.heard.connect(self.heard)
        self.hear = self._listen_button("hear", self._hear_local)
        self.example = self._listen_button("example", self._hear_example)
        self.example.hide()
        self._playing: QPushButton | None = None
        self._fill(
            self.local,
            self.tr("Works right away, offline, in many languages. It sounds synthetic."),
            self.hear,
        )
        self._fill(
            self.remote,
            self.tr("Sounds like a person, and speaks in voices you record. You need its address."),
            self.example,
        )
        self._fill(
            self.key,
            self.tr("Alibaba Cloud runs CosyVoice for you. Cloning is free, speech is billed."),
            None,
        )
        self._group = QButtonGroup(self)
        for card in (self.local, self.remote, self.key):
            self._group.addButton(card)
        self.local.setChecked(True)
        self._group.buttonToggled.connect(self._toggled)
        self._lay_out()
        self._show_trial()

    def _fill(self, card: ChoiceCard, words: str, button: QPushButton | None) -> None:
        title = TitleLabel(card.accessibleName(), row_title)
        about = secondary(QLabel(words))
        card.setAccessibleDescription(words)
        layout = card.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - a card has one
        layout.setSpacing(SMALL)
        layout.addWidget(title)
        layout.addWidget(about)
        layout.addStretch()
        if button is not None:
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        card.setMinimumWidth(_WIDTH)
        if card is not self.key:
            card.setMinimumHeight(_HEIGHT)

    def _listen_button(self, name: str, call: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setMinimumHeight(FIELD)
        button.clicked.connect(lambda _: call())
        return button

    def _lay_out(self) -> None:
        cards = QGridLayout()
        cards.setSpacing(MEDIUM)
        cards.addWidget(self.local, 0, 0)
        cards.addWidget(self.remote, 0, 1)
        cards.addWidget(self.key, 1, 0, 1, 2)
        self.around = QWidget()
        around = QVBoxLayout(self.around)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(SMALL)
        around.addWidget(secondary(QLabel(self.tr("Found on your network:")), helper))
        self._chips = QGridLayout()
        self._chips.setSpacing(SMALL)
        self._chips.setColumnStretch(_BESIDE, 1)
        around.addLayout(self._chips)
        self.around.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(LARGE)
        layout.addLayout(cards)
        layout.addWidget(self.around)
        layout.addWidget(self.notice)
        layout.addStretch(1)

    # What there is

    def look(self) -> None:
        """Look for services on the network, and for an engine that clones."""
        post, show = self._engine.loop.post, while_there(self, self._found)
        looking = look_for_services(lambda one: post(lambda: show(one)))
        self._looking = self._engine.loop.start(looking, lambda _: None, lambda _: None)
        asking = Engines(language()).listed()
        self._engine.loop.start(asking, while_there(self, self._know), lambda _: None)

    def stop(self) -> None:
        """Be silent, and look no longer."""
        self.trial.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _know(self, engines: list[LocalEngine]) -> None:
        self.clones = any(one.clones and one.state in SPEAKING for one in engines)
        self.example.setVisible(self.clones)

    def _found(self, service: FoundService) -> None:
        number = self._chips.count()
        if number >= _MOST:
            return
        host = service.url.partition("://")[2]
        name = service.name if len(service.name) <= _LONGEST else f"{service.name[:_LONGEST]}…"
        button = chip(QPushButton(f"{name} · {host.partition(':')[0]}".replace("&", "&&")), "wifi")
        button.setObjectName("found")
        button.setToolTip(f"{service.name} · {host}")
        button.clicked.connect(lambda _: self._take(service))
        self._chips.addWidget(button, number // _BESIDE, number % _BESIDE)
        self.around.show()

    def _take(self, service: FoundService) -> None:
        self.remote.setChecked(True)
        self.found.emit(service)

    # What is heard

    def _hear_local(self) -> None:
        self._hear_or_stop(self.hear, self.tr("Hello! I am the built-in voice."))

    def _hear_example(self) -> None:
        words = self.tr("Hello! This voice was made from a recording of a few seconds.")
        self._hear_or_stop(self.example, words)

    def _hear_or_stop(self, button: QPushButton, words: str) -> None:
        if self.trial.running and self._playing is button:
            self.trial.stop()
            return
        self.notice.clear()
        self._playing = button
        self.trial.start(VoiceProfile(), words)
        self._show_trial()

    def _show_trial(self) -> None:
        for button, words in (
            (self.hear, self.tr("&Hear it")),
            (self.example, self.tr("Hear an &example")),
        ):
            playing = self.trial.running and self._playing is button
            button.setText(self.tr("S&top") if playing else words)
            wear(button, "square" if playing else "play", SMALL_ICON)

    def _toggled(self, _: object, on: bool) -> None:  # noqa: FBT001 - Qt's
        if on:
            self.chosen.emit()
