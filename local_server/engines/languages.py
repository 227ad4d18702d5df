"""Which language of eSpeak NG speaks which part of a text."""

from __future__ import annotations

from bisect import bisect_right
import re
from typing import Final
import unicodedata

CHINESE: Final = "cmn"
CANTONESE: Final = "yue"
ENGLISH: Final = "en-us"
BRITISH: Final = "en-gb-x-rp"
"""eSpeak NG has no en-gb."""
LATIN: Final = "latin"

_SCRIPTS: Final = (
    (0x0041, 0x005A, LATIN),
    (0x0061, 0x007A, LATIN),
    (0x00C0, 0x024F, LATIN),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x137F, "am"),
    (0x1E00, 0x1EFF, LATIN),
    (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "ja"),
    (0x3100, 0x312F, CHINESE),
    (0x3130, 0x318F, "ko"),
    (0x31F0, 0x31FF, "ja"),
    (0x3400, 0x4DBF, CHINESE),
    (0x4E00, 0x9FFF, CHINESE),
    (0xAC00, 0xD7A3, "ko"),
    (0xF900, 0xFAFF, CHINESE),
    (0xFB50, 0xFDFF, "ar"),
    (0xFE70, 0xFEFC, "ar"),
    (0xFF21, 0xFF3A, LATIN),
    (0xFF41, 0xFF5A, LATIN),
    (0xFF66, 0xFF9F, "ja"),
    (0x20000, 0x323AF, CHINESE),
)
_STARTS: Final = [start for start, _, _ in _SCRIPTS]

_ASKED: Final = (
    (CANTONESE, r"粤语|粵語|廣東話|广东话|白話|白话|cantonese"),
    (CHINESE, r"普通话|普通話|国语|國語|mandarin"),
)
_ASKED_LATIN: Final = (
    (BRITISH, r"英式|british"),
    ("fr", r"法语|法語|french"),
    ("de", r"德语|德語|german"),
    ("es", r"西班牙语|西班牙語|spanish"),
    ("it", r"意大利语|意大利語|italian"),
    ("pt", r"葡萄牙语|葡萄牙語|portuguese"),
)


def asked_for(instruct: str) -> dict[str, str]:
    """Which language speaks Chinese and Latin script, from words such as 用广东话说.

    What the engine does not have (Sichuanese, a calm voice) changes nothing.
    """
    languages = {CHINESE: CHINESE, LATIN: ENGLISH}
    for script, names in ((CHINESE, _ASKED), (LATIN, _ASKED_LATIN)):
        for language, pattern in names:
            if re.search(pattern, instruct, re.IGNORECASE):
                languages[script] = language
                break
    return languages


def names_language(instruct: str) -> bool:
    """Whether the words ask for a language or dialect that is known here."""
    return any(
        re.search(pattern, instruct, re.IGNORECASE)
        for names in (_ASKED, _ASKED_LATIN)
        for _, pattern in names
    )


def tag(language: str) -> str:
    """The language tag (BCP 47, without a region) of a language of eSpeak NG."""
    return "zh" if language == CHINESE else language.partition("-")[0]


def script_of(char: str) -> str | None:
    """The script of a character, named by its language; None where it goes with any."""
    code = ord(char)
    index = bisect_right(_STARTS, code) - 1
    if index >= 0 and code <= _SCRIPTS[index][1]:
        # Signs inside a block, such as × and ・, have no language of their own.
        return _SCRIPTS[index][2] if unicodedata.category(char)[0] in "LM" else None
    return None


LONE_GREEK: Final = re.compile(
    r"(?<![\u0370-\u03ff\u1f00-\u1fff])[Α-Ρ\u03a3-Ωα-ω](?![\u0370-\u03ff\u1f00-\u1fff])"
)
"""A Greek letter by itself: a sign of mathematics, in any language."""


def weigh_letters(text: str) -> int:
    """How much of a text is words: one for a letter, two for a character of Chinese or Japanese.

    Digits and marks count for nothing, for they are in any language.
    """
    scripts = filter(None, map(script_of, text))
    return sum(2 if script in (CHINESE, "ja") else 1 for script in scripts)


def runs(text: str, languages: dict[str, str], before: str = ENGLISH) -> list[tuple[str, str]]:
    """Cut a text where its language changes.

    Digits, punctuation and spaces go with what stands before them, and at the start with what
    follows; a text of nothing else is spoken in the language that came before.

    Returns:
        Pairs of language and text. The texts put together are the text.
    """
    found: list[tuple[str, str]] = []
    start = 0
    current: str | None = None
    for index, char in enumerate(text):
        script = script_of(char)
        if script is None:
            continue
        language = languages.get(script, script)
        if current is not None and language != current:
            found.append((current, text[start:index]))
            start = index
        current = language
    return [*found, (current or before, text[start:])]
