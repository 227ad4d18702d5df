"""All that is known of a voice, for who wants to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from desktop_app.gui.parts.metrics import MEDIUM
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.plain_text import shown
from desktop_app.gui.parts.voice_names import name_of

from .model import added_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared_client import ReferenceAudio

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class VoiceDetails(QDialog):
    """What a row has no room for: size, date, id, and the whole transcript.

    Args:
        voice: The voice.
        length: How long its recording is, in words; empty where that isn't known.
        service: What the service is called that has it.
        styles: Names of the speaking styles with this voice.
        parent: The window.
        used: Shows which part of the recording is used.
    """

    def __init__(
        self,
        voice: ReferenceAudio,
        length: str,
        service: str,
        styles: Sequence[str],
        parent: QWidget | None = None,
        *,
        used: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("voice-details")
        name = name_of(voice)
        self.setWindowTitle(self.tr("Details of “{voice}” – CosyVoice Home").format(voice=name))
        content = QWidget()
        form = QFormLayout(content)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(MEDIUM)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        locale = QLocale()
        size = locale.formattedDataSize(voice.bytes, 1) if voice.bytes else ""
        added = added_on(voice)
        date = locale.toString(added.date(), QLocale.FormatType.LongFormat)
        time = locale.toString(added.time(), QLocale.FormatType.ShortFormat)
        unknown = self.tr("not reported by the service")
        for title, words in (
            (self.tr("Service:"), service),
            (self.tr("Length:"), length or unknown),
            (self.tr("Size:"), size or unknown),
            (self.tr("Added:"), f"{date} {time}" if date else unknown),
            (self.tr("Model:"), voice.model or ""),
            (self.tr("Speaking styles:"), ", ".join(styles)),
            (self.tr("ID:"), voice.id),
            (self.tr("Transcript:"), voice.text.strip() or unknown),
        ):
            if words:
                form.addRow(title, self._value(title, words))
        if used is not None:
            form.addRow(used)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = Page(shown(name), self.tr("Details"), self)
        page.title.setTextFormat(Qt.TextFormat.PlainText)
        page.body.addWidget(Scrolled(content), 1)
        page.add_foot(buttons)
        keep_on_screen(self, 520, 440)

    def _value(self, title: str, words: str) -> QLabel:
        label = QLabel(shown(words))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(_SELECTABLE)
        label.setAccessibleName(f"{title} {words}")
        return label
