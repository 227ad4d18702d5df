"""A person's rules of pronunciation: what is said in place of what is written."""

from __future__ import annotations

from dataclasses import dataclass
import re
from typing import TYPE_CHECKING, Final

import regex  # type: ignore[import-untyped]  # it ships no types

from desktop_app.errors import AppError
from desktop_app.words.saying import Phrase

from .languages import primary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TIME_LIMIT: Final = 0.05
"""Seconds that one rule may take for one sentence; a good pattern takes a thousandth of it."""

_MISTAKES: Final = (
    ("missing (?:\\)|>)", "expression_not_closed"),
    ("unbalanced parenthesis", "expression_not_opened"),
    ("unterminated character set", "expression_set"),
    ("nothing to repeat", "expression_repeat"),
    ("multiple repeat", "expression_repeated_twice"),
    ("min repeat|repeat count", "expression_repeat_count"),
    ("bad escape|incomplete escape|undefined character", "expression_escape"),
    ("bad character range", "expression_range"),
    ("invalid group reference|unknown group|cannot refer", "expression_group"),
    ("missing group name|bad character in group|duplicate group", "expression_group_name"),
    ("unknown extension|unexpected end", "expression_extension"),
    ("unknown property", "expression_property"),
)
"""What `regex` says, and the key of what is said here."""

_MOST_GROWTH: Final = 20
_SOME_GROWTH: Final = 500


class RuleError(AppError):
    """A rule of pronunciation is wrong or too slow."""


@dataclass(frozen=True, slots=True)
class Rule:
    r"""One rule.

    Attributes:
        find: What is written: plain text, or a regular expression.
        replace: What is said; with an expression, `\1` is its first group.
        pattern: Whether `find` is a regular expression.
        language: The sentences that it is for, as `zh`; empty for all.
        whole_words: Whether plain text is found only as words of their own.
        match_case: Whether small and capital letters differ.
    """

    find: str
    replace: str
    pattern: bool = False
    language: str = ""
    whole_words: bool = True
    match_case: bool = False


class Pronunciation:
    """Rules in their order, each on what the one before it has left.

    A rule that is wrong, or was too slow once, is left out from then on.

    Args:
        rules: The rules.
    """

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._rules: dict[Rule, regex.Pattern[str]] = {}
        self._broken: dict[Rule, RuleError] = {}
        for rule in rules:
            try:
                self._rules[rule] = _compile(rule)
            except RuleError as error:
                self._broken[rule] = error

    @property
    def broken(self) -> Mapping[Rule, RuleError]:
        """Rules that are left out, and why."""
        return self._broken

    @property
    def languages(self) -> list[str]:
        """The languages that rules are for."""
        return [rule.language for rule in self._rules if rule.language]

    def apply(self, text: str, language: str = "") -> str:
        """What is said of a sentence in a language."""
        for rule, pattern in list(self._rules.items()):
            if rule.language and primary(rule.language) != language:
                continue
            try:
                text = _substitute(rule, pattern, text)
            except RuleError as error:
                self._broken[rule] = error
                del self._rules[rule]
        return text


def try_out(rule: Rule, sample: str) -> str:
    """What a rule makes of a sample.

    Raises:
        RuleError: The rule is wrong or too slow.
    """
    return _substitute(rule, _compile(rule), sample)


def _compile(rule: Rule) -> regex.Pattern[str]:
    if not rule.find:
        raise RuleError("rule_empty")
    find = rule.find
    if not rule.pattern:
        find = regex.escape(find, special_only=True)
        if rule.whole_words and _is_spaced(rule.find[0]):
            find = r"(?<!\w)" + find
        if rule.whole_words and _is_spaced(rule.find[-1]):
            find += r"(?!\w)"
    try:
        return regex.compile(find, 0 if rule.match_case else regex.IGNORECASE)
    except (regex.error, ValueError, OverflowError) as error:
        raise RuleError("rule_wrong", find=rule.find, error=_mistake(error)) from error
    except RecursionError:
        raise RuleError("rule_too_deep") from None


def _mistake(error: Exception) -> Phrase:
    """What is wrong with an expression, or with what replaces it."""
    said = str(getattr(error, "msg", error))
    key = next((key for start, key in _MISTAKES if re.match(start, said)), "expression_wrong")
    position = getattr(error, "pos", None)
    if position is None:
        return Phrase(key)
    return Phrase("expression_at", position=position + 1, problem=Phrase(key))


def _is_spaced(char: str) -> bool:
    """Whether a character belongs to a word that spaces part from others."""
    return char.isalnum() and char < "\u2e80"


def _substitute(rule: Rule, pattern: regex.Pattern[str], text: str) -> str:
    replace = rule.replace if rule.pattern else rule.replace.replace("\\", r"\\")
    try:
        said: str = pattern.sub(replace, text, timeout=TIME_LIMIT)
    except TimeoutError:
        raise RuleError("rule_too_slow", find=rule.find) from None
    except (regex.error, IndexError, ValueError, OverflowError) as error:
        raise RuleError(
            "rule_not_replaced", find=rule.find, replace=rule.replace, error=_mistake(error)
        ) from error
    if len(said) > _MOST_GROWTH * len(text) + _SOME_GROWTH:
        raise RuleError("rule_too_long", find=rule.find)
    return said
