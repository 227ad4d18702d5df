"""What a person says of a recording: its transcript, and the name of the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import FIELD, MEDIUM, SMALL, TINY, helper
from desktop_app.gui.parts.on_screen import is_low
from desktop_app.gui.words import sentence, together
from desktop_app.services.consent import where_it_goes
from desktop_app.voices.kept import Notes

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings

_LINES: Final = 3  # of a transcript that are seen at once
_LINES_IF_LOW: Final = 2  # on a screen with little room
_LONGEST: Final = 100  # characters of a name


class SaidFields(QWidget):
    """Two fields, each with what it is for below it.

    Signals:
        changed: Something was typed.
    """

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._needs_text = True
        self.text = QPlainTextEdit()
        self.text.setObjectName("text")
        self.text.setTabChangesFocus(True)
        lines = _LINES_IF_LOW if is_low(self) else _LINES
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + MEDIUM + SMALL)
        self.name = QLineEdit()
        self.name.setObjectName("name")
        self.name.setMaxLength(_LONGEST)
        self.name.setMinimumHeight(FIELD)
        self.name.setPlaceholderText(self.tr("Grandma"))
        self.where = secondary(QLabel(), helper)
        self.where.setObjectName("where")
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self._of_text = secondary(QLabel(), helper)
        of_name = secondary(QLabel(self.tr("What you call this person: “Grandma”, “Dad”")), helper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TINY)
        for label, field, about in (
            (self.tr("&Transcript"), self.text, self._of_text),
            (self.tr("&Name"), self.name, of_name),
        ):
            title = QLabel(label)
            title.setBuddy(field)
            field.setAccessibleName(label.replace("&", ""))
            field.setAccessibleDescription(about.text())
            if field is self.name:
                layout.addSpacing(SMALL)
            layout.addWidget(title)
            layout.addWidget(field)
            layout.addWidget(about)
        layout.addWidget(self.where)
        self.name.textChanged.connect(self.changed)
        self.text.textChanged.connect(self.changed)

    def show_service(self, studio: ServiceSettings | None) -> None:
        """Say what the service does with a transcript, and where recordings go.

        Args:
            studio: Model Studio, if that gets the voice; None for any other service.
        """
        self._needs_text = studio is None
        self.where.setVisible(studio is not None)
        about = self.tr("Word for word what the selected part says: the voice is cloned from both.")
        if studio is not None:
            about = self.tr("Optional. It's kept on this computer.")
            consent = self.tr("Clone a voice only if the person who speaks agrees.")
            self.where.setText(together(sentence(where_it_goes(studio)), consent))
        self._of_text.setText(about)
        self.text.setAccessibleDescription(about)

    def fill(self, notes: Notes) -> None:
        """Show what is known of a recording."""
        self.name.setText(notes.name)
        self.text.setPlainText(notes.text)

    @property
    def notes(self) -> Notes:
        """What is typed."""
        return Notes(self.name.text().strip(), self.text.toPlainText().strip())

    @property
    def words(self) -> str:
        """The transcript, in one line."""
        return " ".join(self.text.toPlainText().split())

    def missing(self) -> str:
        """What is still to be typed, for a person; empty if nothing is."""
        name, text = not self.name.text().strip(), self._needs_text and not self.words
        if name and text:
            return self.tr("Still missing: transcript and name")
        if text:
            return self.tr("Still missing: the transcript")
        return self.tr("Still missing: the name") if name else ""
