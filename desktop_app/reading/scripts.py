"""The language whose way of writing a text is in, as far as a page is set by it."""

from __future__ import annotations

from typing import Final

from .languages import main_script, primary

CHINESE: Final = "zh-Hans"
TRADITIONAL: Final = "zh-Hant"
JAPANESE: Final = "ja"
KOREAN: Final = "ko"

SAMPLE: Final = 4000
"""Characters of a text that tell; the others need not be at hand."""

# Frequent signs of which the other way of writing has a form of its own.
_ONLY_TRADITIONAL: Final = frozenset(
    "這個們來時說國會學對過還後發開頭長東車門問間馬魚鳥書話語讓現見觀貝買賣進遠運動電點為無與"
)
_ONLY_SIMPLIFIED: Final = frozenset(
    "这个们来时说国会学对过还后发开头长东车门问间马鱼鸟书话语让现见观贝买卖进远运动电点为无与"
)
_REGIONS: Final = ("tw", "hk", "mo", "hant")


def language_of_page(text: str, said: str = "") -> str:
    """The language that a page is set for.

    Args:
        text: The text; its beginning tells.
        said: The language as the text itself says it; empty where it does not.

    Returns:
        `CHINESE`, `TRADITIONAL`, `JAPANESE` or `KOREAN`; empty for what has an alphabet.
    """
    sample = text[:SAMPLE]
    script, _ = main_script(sample)
    if script == "HIRAGANA":
        return JAPANESE
    if script == "HANGUL":
        return KOREAN
    if script != "CJK":
        return ""
    language = primary(said)
    if language == JAPANESE:
        return JAPANESE
    parts = said.replace("_", "-").lower().split("-")[1:]
    if any(part in _REGIONS for part in parts):
        return TRADITIONAL
    if "hans" in parts or "cn" in parts:
        return CHINESE
    traditional = sum(char in _ONLY_TRADITIONAL for char in sample)
    simplified = sum(char in _ONLY_SIMPLIFIED for char in sample)
    return TRADITIONAL if traditional > simplified else CHINESE
