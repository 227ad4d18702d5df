"""Turns text into the tokens that ZipVoice was trained with, by the rules of its own tokenizer.

Chinese becomes initials and finals of pinyin, English becomes IPA letter by letter, and marks stay
what they are. Other tokens would be other sounds: tests hold these against ZipVoice's tokenizer
(Apache-2.0), run on the same sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal
import unicodedata

import cn2an  # type: ignore[import-untyped]  # it ships no types
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals_tone3, to_initials
import rjieba

from local_server.engines import languages, phonemes
from local_server.engines.zipvoice import english
from local_server.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_Language = Literal["zh", "en", "foreign", "other"]

_MARKS: Final = (
    *zip("，。！？；：、‘“”’⋯", ",.!?;:,'\"\"'…", strict=True),
    ("···", "…"),
    ("・・・", "…"),
    ("...", "…"),
)
_UNKNOWN_MARKS: Final = (
    (re.compile("[…—–]+"), ","),
    # In ZipVoice's own manner, what stands in square or angle brackets isn't said.
    (re.compile(r"[（［【〔\[]"), "("),
    (re.compile(r"[）］】〕\]]"), ")"),
    (re.compile("<(?![a-zü]+[1-5]>)|(?<![a-zü][1-5])>"), " "),
    (re.compile("[「」『』《》〈〉«»]"), '"'),
    (re.compile("[～~·・]"), " "),
)
"""Marks that no token stands for, and the nearest that one does."""

_PARTS: Final = re.compile(r"[<\[].*?[>\]]|.", re.DOTALL)
_BRACKETED: Final = re.compile(r"([<\[].*?[>\]])")
_SYLLABLE: Final = re.compile(r"[^\W\d_]+[1-5]")
_TOO_LONG: Final = re.compile(r"[0-9]{17,}")
"""Numbers that Chinese has no words for."""
_DIGITS: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_CLAUSE_END: Final = re.compile(r"([.,!?:;])[^\w\s]*(?:\s+\S?\S?|\s*)$")
"""The mark that ends a clause in the text that eSpeak NG has read for it, a bit too far."""

_OWN: Final = (None, languages.LATIN, languages.CHINESE)
"""Scripts that have rules here."""

_FOREIGN: Final = re.compile(r"\([^)]*\)")
"""eSpeak NG names a language in brackets where it leaves English."""


class TokenTable:
    """The numbers of a model's tokens.

    Attributes:
        ids: The number of each token.
    """

    def __init__(self, path: Path) -> None:
        """Read a file of tokens and numbers, one pair a line with a tab or a space between.

        Raises:
            EngineError: The file isn't one.
        """
        self.ids: dict[str, int] = {}
        try:
            for line in path.read_text("utf-8").split("\n"):
                if line:
                    token, number = re.split(r"[\t ](?=\d+\r?$)", line, maxsplit=1)
                    self.ids[token] = int(number)
        except (OSError, ValueError) as error:
            raise EngineError(f"ZipVoice can't use its tokens in {path}") from error

    def numbers(self, tokens: Iterable[str]) -> list[int]:
        """The numbers of tokens; a token without one is left out, as ZipVoice does."""
        return [self.ids[token] for token in tokens if token in self.ids]


def with_known_marks(text: str) -> str:
    """A text whose marks all have tokens, so that a dash is a pause and not nothing."""
    text = _with_plain_marks(text)
    for pattern, mark in _UNKNOWN_MARKS:
        text = pattern.sub(mark, text)
    return text


def tokens(text: str) -> list[str]:
    """The tokens of a text, in ZipVoice's own manner.

    Raises:
        EngineError: eSpeak NG isn't installed.
    """
    found: list[str] = []
    for language, run in _runs(_with_plain_marks(text)):
        for part in _BRACKETED.split(run):
            if part.startswith("<") and part.endswith(">"):
                found += _pinyin(part.strip("<>"))
            elif part.startswith("[") and part.endswith("]"):
                found.append(part)
            elif language == "zh":
                found += _chinese(part)
            elif language == "en":
                found += _english(part)
            elif language == "foreign":
                found += _foreign(part)
    return found


def _with_plain_marks(text: str) -> str:
    for mark, plain in _MARKS:
        text = text.replace(mark, plain)
    return text


def _language(part: str) -> _Language:
    if "\u4e00" <= part <= "\u9fa5" or (part.startswith("<") and part.endswith(">")):
        return "zh"
    if len(part) == 1 and part.isascii() and part.isalpha():
        return "en"
    # ZipVoice itself leaves other scripts out, or spells them: a word in a sentence would be lost.
    is_foreign = len(part) == 1 and languages.script_of(part) not in _OWN
    return "foreign" if is_foreign else "other"


def _runs(text: str) -> Iterator[tuple[_Language, str]]:
    """Runs of one language; digits and marks join the run before them."""
    run = ""
    language: _Language = "other"
    for part in _PARTS.findall(text):
        kind = _language(part)
        if run and "other" not in (language, kind) and kind != language:
            yield language, run
            run, language = "", kind
        run += part
        if language == "other":
            language = kind
    if run:
        yield language, run


def _chinese(text: str) -> list[str]:
    text = _TOO_LONG.sub(lambda number: number[0].translate(_DIGITS), text)
    text = cn2an.transform(text, "an2cn")
    found: list[str] = []
    for syllable in lazy_pinyin(
        rjieba.cut(text), style=Style.TONE3, tone_sandhi=True, neutral_tone_with_five=True
    ):
        found += _pinyin(syllable) or [syllable]
    return found


def _pinyin(syllable: str) -> list[str]:
    """Initial and final of a syllable, such as `h0` and `ao3`; nothing if it isn't one."""
    if not _SYLLABLE.fullmatch(syllable):
        return []
    initial = to_initials(syllable, strict=False)
    final = to_finals_tone3(syllable, strict=False, neutral_tone_with_five=True)
    # A 0, so that an initial isn't taken for a letter of IPA.
    return [token for token in (f"{initial}0" if initial else "", final) if token]


def _english(text: str) -> list[str]:
    text = english.in_words(text)
    found: list[str] = []
    for ipa, source in _clauses(text):
        sounds = unicodedata.normalize("NFD", _FOREIGN.sub("", ipa))
        found += sounds
        if sounds.strip() and (mark := _CLAUSE_END.search(source)):
            found.append(mark[1])
            if mark[1] in ",:;":
                found.append(" ")
    return found


def _foreign(text: str) -> list[str]:
    """Words of other scripts, with those of their sounds that have tokens."""
    found: list[str] = []
    for language, run in languages.runs(text, {}):
        for clause in phonemes.clauses(run, voice=language):
            found += unicodedata.normalize("NFD", _FOREIGN.sub("", clause.phonemes))
    return found


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Clauses as IPA, with the vowel of "four" as the eSpeak NG of the training said it.

    That one told `oːɹ` (in mnemonics: `o@`) from the `ɔːɹ` of "war". Today's writes both alike in
    IPA, so that a second pass in mnemonics must tell.
    """
    apart = phonemes.between("_")
    written = phonemes.clauses(text, phonemes.IPA | apart)
    if not any("ɔː" in clause.phonemes for clause in written):
        yield from ((clause.phonemes.replace("_", ""), clause.source) for clause in written)
        return
    for clause, named in zip(written, phonemes.clauses(text, apart), strict=True):
        vowels = re.split("(ɔː)", clause.phonemes)
        names = re.findall(r"O@|o@|O:", named.phonemes)
        if len(names) == len(vowels) // 2:
            vowels[1::2] = ["oː" if name == "o@" else "ɔː" for name in names]
        yield "".join(vowels).replace("_", ""), clause.source
