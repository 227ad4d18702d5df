"""From text to Kokoro's symbols: numbers to words, then each language by its own rules."""

from __future__ import annotations

import re
from typing import Final

from local_server.engines import languages
from local_server.engines.kokoro import letters, mandarin, vocabulary
from local_server.engines.wording import spoken

_MARKS: Final = {
    "，": ",",
    "、": ",",
    "。": ".",
    "．": ".",
    "｡": ".",
    "！": "!",
    "？": "?",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "【": "(",
    "】": ")",
    "《": "“",
    "》": "”",
    "〈": "“",
    "〉": "”",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "«": "“",
    "»": "”",
    "„": "“",
    "–": "—",
    "～": "—",
    "\n": ".",
    **{mark: mark for mark in '.,!?;:…—()"“”'},
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
}
_OPENING: Final = "(“"
_RUN: Final = re.compile(
    r"(?P<blank>[^\S\n]+)"
    rf"|(?P<mark>[{re.escape(''.join(_MARKS))}])"
    # Marks inside a number or a word are a part of it: 3.5, 10:05, o'clock.
    rf"|(?P<words>(?:[^{re.escape(''.join(_MARKS))}]|(?<=\w)[.,:](?=\d))+)"
)


def is_chinese(text: str) -> bool:
    """Whether there is a Chinese character."""
    return any(languages.script_of(char) == languages.CHINESE for char in text)


def phonemes(text: str, *, english: str = languages.ENGLISH, chinese: bool = False) -> str:
    """The phonemes of a text, all of them `known`, with its punctuation.

    Args:
        text: A sentence or a few, in any languages.
        english: The accent: a language of eSpeak NG.
        chinese: How to read the numbers of a text without words.

    Returns:
        Empty for a text of nothing but signs that nobody reads.
    """
    said = re.sub(r"\.{2,}|…{2,}", "…", spoken(text, chinese=chinese))
    pieces: list[str] = []
    closing = False
    for run in _RUN.finditer(said):
        if run["blank"]:
            pieces.append(" ")
        elif mark := run["mark"]:
            narrow = _MARKS[mark]
            if narrow == '"':
                narrow, closing = "“”"[closing], not closing
            pieces.append(f" {narrow}" if narrow in _OPENING else f"{narrow} ")
        else:
            pieces.append(_words(run["words"], english, chinese=chinese))
    found = re.sub(r"\s+", " ", "".join(pieces))
    found = re.sub(r" (?=[,.!?;:…)”])|(?<=[(“]) ", "", found)
    found = re.sub(r"[,;:.]+(?=[.!?…])|(?<=[.!?…])[,;:.]+", "", found).lstrip(",.!?;:… ")
    return vocabulary.known(found)


def _words(text: str, english: str, *, chinese: bool) -> str:
    """Words without punctuation; a space keeps languages apart."""
    accents = languages.asked_for("") | {languages.LATIN: english}
    before = languages.CHINESE if chinese else english
    pieces = []
    for language, run in languages.runs(text, accents, before):
        if language == languages.CHINESE:
            pieces.append(_chinese(run, english))
        else:
            pieces.append(letters.phonemes(run, language))
    return f" {' '.join(pieces)} " if len(pieces) > 1 else "".join(pieces)


def _chinese(run: str, english: str) -> str:
    """A run of Chinese; signs in it are read as English."""
    pieces = []
    for part in re.findall(r"[^\W\d_]+|[\W\d_]+", run):
        if is_chinese(part):
            # Zhuyin has no reading; eSpeak NG knows its sounds.
            found = mandarin.phonemes(part) or letters.phonemes(part, languages.CHINESE)
            pieces.append(found)
        elif part.strip(" 々"):
            pieces.append(letters.phonemes(part, english))
    return " ".join(pieces)
