"""What is said in place of a block of code, in the language of the text around it."""

from __future__ import annotations

from typing import Final
import unicodedata

CODE: Final = {
    "de": "Codeblock ausgelassen",
    "en": "Code block left out",
    "es": "Bloque de código omitido",
    "fr": "Bloc de code omis",
    "it": "Blocco di codice omesso",
    "ja": "コードは省略します",
    "ko": "코드는 생략합니다",
    "pt": "Bloco de código omitido",
    "ru": "Блок кода пропущен",
    "yue": "此处略去一段代码",
    "zh": "此处略去一段代码",
}
"""By code of the language, as ISO 639 has it."""

_SCRIPTS: Final = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
}
_LOOKED_AT: Final = 2000  # characters; the language of a text shows in its beginning


def code_phrase(language: str | None, text: str = "") -> str:
    """What is said in place of a block of code; empty in a language that is not in `CODE`.

    Args:
        language: The tag of the language, with or without a region; if it is not known, the script
            of the text tells.
        text: What is read.
    """
    tag = (language or "").replace("_", "-").partition("-")[0].lower()
    return CODE.get(tag or _language_of(text[:_LOOKED_AT]), "")


def _language_of(text: str) -> str:
    scripts = [unicodedata.name(char, "").partition(" ")[0] for char in text if char > "\u02ff"]
    found = {_SCRIPTS[script] for script in scripts if script in _SCRIPTS}
    is_latin = sum(char.isascii() and char.isalpha() for char in text) > 6 * len(scripts)  # a word
    if is_latin or not found:
        return "en"
    return next(language for language in ("ja", "ko", "zh", "ru") if language in found)
