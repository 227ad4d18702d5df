"""Numbers and abbreviations of English as words: those that ZipVoice was trained with.

What is written here follows the normalizer of ZipVoice (Apache-2.0) and the number words of
inflect, which it uses, to the letter: other words are other tokens.
"""

from __future__ import annotations

import re
from typing import Final

_ABBREVIATIONS: Final = tuple(
    (re.compile(rf"\b{short}\b", re.IGNORECASE), long)
    for short, long in (
        ("mrs", "misess"),
        ("mr", "mister"),
        ("dr", "doctor"),
        ("st", "saint"),
        ("co", "company"),
        ("jr", "junior"),
        ("maj", "major"),
        ("gen", "general"),
        ("drs", "doctors"),
        ("rev", "reverend"),
        ("lt", "lieutenant"),
        ("hon", "honorable"),
        ("sgt", "sergeant"),
        ("capt", "captain"),
        ("esq", "esquire"),
        ("ltd", "limited"),
        ("col", "colonel"),
        ("ft", "fort"),
        ("etc", "et cetera"),
        ("btw", "by the way"),
    )
)
_UNITS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = [
    "_",
    "_",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_THOUSANDS: Final = [
    "_",
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "quintillion",
    "sextillion",
    "septillion",
    "octillion",
    "nonillion",
    "decillion",
]
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST_NUMBER: Final = 3 * len(_THOUSANDS)
"""Digits; longer ones are read digit by digit."""


def in_words(text: str) -> str:
    """English with its numbers and abbreviations as words."""
    for short, long in _ABBREVIATIONS:
        text = short.sub(long, text)
    text = re.sub(r"[0-9][0-9,]+[0-9]", lambda m: m[0].replace(",", ""), text)
    text = re.sub(r"£([0-9,]*[0-9]+)", r"\1 pounds", text)
    text = re.sub(r"\$([0-9.,]*[0-9]+)", lambda m: _dollars(m[1]), text)
    text = re.sub(r"([0-9]+)/([0-9]+)", lambda m: _fraction(m[1], m[2]), text)
    text = re.sub(r"([0-9]+)\.([0-9]+)", r"\1 point \2", text)
    text = re.sub(r"([0-9.,]*[0-9]+)%", r"\1 percent ", text)
    text = re.sub(r"([0-9]+)(?:st|nd|rd|th)", lambda m: f" {ordinal(cardinal(m[1]))} ", text)
    return re.sub(r"[0-9]+", lambda m: f" {_number(m[0])} ", text)


def cardinal(digits: str, *, conjunction: str = " and ") -> str:
    """A whole number as words.

    Args:
        digits: The number, in ASCII.
        conjunction: What stands between hundreds and the rest.
    """
    digits = digits.lstrip("0") or "0"
    if digits == "0":
        return "zero"
    if len(digits) > _LONGEST_NUMBER:
        return ", ".join(_UNITS[int(digit)] for digit in digits)
    groups = [int(digits[max(0, end - 3) : end]) for end in range(len(digits), 0, -3)]
    parts = []
    for power, group in reversed(list(enumerate(groups))):
        if group:
            scale = f" {_THOUSANDS[power]}" if power else ""
            parts.append(_below_a_thousand(group, conjunction) + scale)
    last = groups[0]
    if len(parts) > 1 and 0 < last < 100:  # noqa: PLR2004  # "one thousand and five"
        return ", ".join(parts[:-1]) + conjunction + parts[-1]
    return ", ".join(parts)


def ordinal(words: str) -> str:
    """The ordinal of a number in words."""
    last = re.split("[^a-z]", words)[-1]
    head = words.removesuffix(last)
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def _below_a_hundred(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens < 2:  # noqa: PLR2004  # the teens have words of their own
        return _UNITS[number]
    return _TENS[tens] + (f"-{_UNITS[unit]}" if unit else "")


def _below_a_thousand(number: int, conjunction: str) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_a_hundred(rest)
    return f"{_UNITS[hundreds]} hundred" + (conjunction + _below_a_hundred(rest) if rest else "")


def _number(digits: str) -> str:
    """A number; those that look like a year are read as one."""
    number = int(digits) if len(digits) <= _LONGEST_NUMBER else 0
    if not 1000 < number < 3000 or number == 2000:  # noqa: PLR2004  # years
        return cardinal(digits, conjunction=" ")
    century, year = divmod(number, 100)
    if 2000 < number < 2010:  # noqa: PLR2004  # "two thousand five"
        return f"two thousand {_UNITS[year]}"
    if not year:
        return f"{_below_a_hundred(century)} hundred"
    oh = "oh " if year < 10 else ""  # noqa: PLR2004  # "nineteen oh five"
    return f"{_below_a_hundred(century)} {oh}{_below_a_hundred(year)}"


def _dollars(amount: str) -> str:
    parts = amount.split(".")
    if len(parts) > 2:  # noqa: PLR2004  # no amount
        return f" {amount} dollars "
    counts = [part.replace(",", "").lstrip("0") for part in parts]
    found = [
        f"{count} {unit}" + ("" if count == "1" else "s")
        for count, unit in zip(counts, ("dollar", "cent"), strict=False)
        if count
    ]
    return f" {', '.join(found) or 'zero dollars'} "


def _fraction(numerator: str, denominator: str) -> str:
    count, whole = cardinal(numerator), cardinal(denominator)
    if whole == "two":
        return " one half " if count == "one" else f" {count} halves "
    if whole == "four":
        return " one quarter " if count == "one" else f" {count} quarters "
    return f" {count} {ordinal(whole)} "
