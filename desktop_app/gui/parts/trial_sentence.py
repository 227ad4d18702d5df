"""The sentence that a voice is tried with: in its language, unless a person writes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale

from desktop_app.reading.languages import Languages

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QLineEdit

_SENTENCES: Final = {
    "en": "Hello! This is how I sound when I read to you.",
    "zh": "你好！我读给你听的时候，声音就是这样的。",
    "ja": "こんにちは。私が読み上げると、このような声になります。",
    "ko": "안녕하세요. 제가 읽어 드릴 때는 이런 목소리가 납니다.",
    "ru": "Здравствуйте! Так звучит мой голос, когда я вам читаю.",
}
"""What a voice says of itself, by the language of its transcript."""


def sentence_for(transcript: str) -> str:
    """What a voice says of itself, in the language of its transcript."""
    return _SENTENCES.get(Languages(_SENTENCES).of(transcript), _SENTENCES["en"])


class TrialSentence:
    """Writes a sentence into a field; what a person has written there stays.

    Where the transcript doesn't tell the language, the sentence is in that of the windows.

    Args:
        field: Where to.
    """

    def __init__(self, field: QLineEdit) -> None:
        self._field = field
        language = QLocale().name().partition("_")[0]
        self._usual = _SENTENCES.get(language, _SENTENCES["en"])
        self._written = ""
        self._languages = Languages(_SENTENCES)

    def follow(self, transcript: str) -> None:
        """Have a sentence in the language that a voice speaks in its recording."""
        if self._field.text() in ("", self._written):
            self._written = _SENTENCES.get(self._languages.of(transcript), self._usual)
            self._field.setText(self._written)
            self._field.setCursorPosition(0)
