"""Says plainly that the built-in voice can't sound like anyone, and how to get one that can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop_app.app.events import WindowWanted
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import ICON, MEDIUM, SMALL, TINY, section
from desktop_app.gui.words import language
from desktop_app.services.engines import SPEAKING, Engines

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.services.engines import LocalEngine


class NoCloning(Card):
    """Hidden unless the built-in voice speaks, and no installed engine of it clones.

    Args:
        engine: Has the loop, and opens the settings.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._built_in = False
        self.setObjectName("no-cloning")
        icon = QLabel()
        wear(icon, "info", ICON, "info")
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        title = TitleLabel(self.tr("The built-in voice sounds the same for everyone"), section)
        words = secondary(
            QLabel(
                self.tr(
                    "It reads with its own voice, no matter who records. To hear people, install "
                    "an engine that clones voices, or add a CosyVoice service."
                )
            )
        )
        self.settings = QPushButton(self.tr("Engines and services…"))
        self.settings.setObjectName("open-engines")
        self.settings.setAutoDefault(False)
        self.settings.clicked.connect(lambda _: engine.ordered.emit(WindowWanted("settings", ())))
        lines = QVBoxLayout()
        lines.setSpacing(TINY)
        lines.addWidget(title)
        lines.addWidget(words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(icon)
        layout.addLayout(lines, 1)
        layout.addWidget(self.settings)
        self.hide()

    def look(self, *, built_in: bool) -> None:
        """See which engines there are now, where the built-in voice speaks."""
        self._built_in = built_in
        if not built_in:
            self.hide()
            return
        # Without an answer nothing is said: voices are listed all the same.
        asking = Engines(language()).listed()
        self._engine.loop.start(asking, while_there(self, self._know), lambda _: None)

    def _know(self, engines: list[LocalEngine]) -> None:
        clones = any(one.clones and one.state in SPEAKING for one in engines)
        self.setVisible(self._built_in and not clones)
