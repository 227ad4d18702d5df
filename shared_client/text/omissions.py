"""What of a text is left out, and what is said in its place, in the language around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
import unicodedata


@dataclass(frozen=True, slots=True)
class Omissions:
    """What of a text is left out, besides marks.

    Attributes:
        code: Blocks of code in Markdown.
        links: Addresses; else the name of the site is said. The words of a link stay.
        tables: Tables in Markdown and HTML.
        notes: The marks of notes, and the notes below a text. Of Markdown the marks always are.
    """

    code: bool = True
    links: bool = False
    tables: bool = False
    notes: bool = False


USUAL: Final = Omissions()
"""What is left out where nobody says."""

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

TABLE: Final = {
    "de": "Tabelle ausgelassen",
    "en": "Table left out",
    "es": "Tabla omitida",
    "fr": "Tableau omis",
    "it": "Tabella omessa",
    "ja": "表は省略します",
    "ko": "표는 생략합니다",
    "pt": "Tabela omitida",
    "ru": "Таблица пропущена",
    "yue": "此处略去一个表格",
    "zh": "此处略去一个表格",
}
"""As `CODE`, in place of a table."""

_SCRIPTS: Final = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
}
_LOOKED_AT: Final = 2000  # characters; the language of a text shows in its beginning


def code_phrase(language: str | None, text: str = "") -> str:
    """What is said in place of a block of code; empty in a language that has no phrase here.

    Args:
        language: The tag of the language, with or without a region; if it is not known, the script
            of the text tells.
        text: What is read.
    """
    return CODE.get(_tag(language, text), "")


def table_phrase(language: str | None, text: str = "") -> str:
    """As `code_phrase`, in place of a table."""
    return TABLE.get(_tag(language, text), "")


def _tag(language: str | None, text: str) -> str:
    tag = (language or "").replace("_", "-").partition("-")[0].lower()
    return tag or _language_of(text[:_LOOKED_AT])


def _language_of(text: str) -> str:
    scripts = [unicodedata.name(char, "").partition(" ")[0] for char in text if char > "\u02ff"]
    found = {_SCRIPTS[script] for script in scripts if script in _SCRIPTS}
    is_latin = sum(char.isascii() and char.isalpha() for char in text) > 6 * len(scripts)  # a word
    if is_latin or not found:
        return "en"
    return next(language for language in ("ja", "ko", "zh", "ru") if language in found)
