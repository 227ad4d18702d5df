"""The languages of the model, by any tag that people write."""

from __future__ import annotations

import re
from typing import Final, override

from .const import LANGUAGES

# A language and what follows it: `de-DE`, `zh_Hans_CN`, and of a system's locale `de_DE.UTF-8`.
_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*(?:[.@][a-z0-9.@-]*)?", re.IGNORECASE)
# By their other codes in ISO 639.
_ALSO: Final = {
    "chi": "zh",
    "cmn": "zh",
    "zho": "zh",
    "deu": "de",
    "ger": "de",
    "eng": "en",
    "spa": "es",
    "fra": "fr",
    "fre": "fr",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "rus": "ru",
}
_SPOKEN: Final = frozenset(tag.partition("-")[0] for tag in LANGUAGES)


def spoken_language(tag: object) -> str | None:
    """The language of a tag as the model has it, without script and region; None if it has not."""
    found = _TAG.fullmatch(tag) if isinstance(tag, str) else None
    if found is None:
        return None
    language = found[1].lower()
    language = _ALSO.get(language, language)
    return language if language in _SPOKEN else None


class SpokenLanguages(list[str]):
    """The tags to offer; any other tag of one of their languages counts as among them.

    Home Assistant asks by `in` whether a language can be spoken, and so refuses `de-DE` and `en_US`
    unless each spelling is listed, which pickers would then show.
    """

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    @override
    def __contains__(self, tag: object) -> bool:
        return spoken_language(tag) is not None
