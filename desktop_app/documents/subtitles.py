"""Subtitles (SRT, WebVTT, SubStation Alpha): what is said in them, without numbers and times."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from . import plain
from .document import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Content, Report

SUFFIXES: Final = frozenset({".srt", ".vtt", ".ass", ".ssa"})
_MEDIA_TYPES: Final = frozenset({"application/x-subrip", "text/vtt", "text/x-ssa"})
_TIME: Final = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES: Final = re.compile(rf"^[ \t]*({_TIME})[ \t]*-->[ \t]*({_TIME}).*$", re.MULTILINE)
_BEGINNING: Final = re.compile(
    rf"\s*(?:WEBVTT\b|\[Script Info\]|(?:\d+[ \t]*\n)?[ \t]*{_TIME}[ \t]*-->)"
)
_DIALOGUE: Final = re.compile(r"^Dialogue:((?:[^,\n]*,){9})(.*)$", re.MULTILINE)
_MARKS: Final = re.compile(r"<[^<>\n]*>|\{[^{}\n]*\}")
_BREAK: Final = re.compile(r"\\[Nn]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？♪][\"'”’」』）)\]]*$")
_STARTS_ANEW: Final = re.compile(r"[-–—♪\[(（「『]")
_PAUSE: Final = 2.0
"""Seconds between two subtitles from which on they are two sentences."""


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as subtitles, or begins like them."""
    return (
        content.suffix in SUFFIXES
        or content.media_type in _MEDIA_TYPES
        or _BEGINNING.match(plain.beginning(content)) is not None
    )


def read(content: Content, report: Report) -> Found:
    """Join what goes on from one subtitle to the next; sentences stand apart."""
    text = plain.text_of(content)
    lines: list[str] = []
    before, until = "", 0.0
    for start, end, words in _cues(text):
        if words == before:
            continue  # it is only shown longer
        goes_on = (
            lines
            and start - until < _PAUSE
            and not _SENTENCE_END.search(before)
            and not _STARTS_ANEW.match(words)
            and not plain.is_wide(words[0])  # in Chinese, they end where one pauses
        )
        if goes_on:
            lines[-1] = plain.join(lines[-1], words)
        else:
            lines.append(words)
        before, until = words, end
    return Found("", "\n".join(lines)) if lines else plain.read(content, report)


def _cues(text: str) -> Iterator[tuple[float, float, str]]:
    """When each begins and ends, in seconds, and its words in one line."""
    if text.lstrip().startswith("[Script Info]"):
        for found in _DIALOGUE.finditer(text):
            _, start, end, *_ = found[1].split(",")
            if words := _cleaned(_BREAK.sub("\n", found[2])):
                yield _seconds(start), _seconds(end), words
        return
    times = list(_TIMES.finditer(text))
    for number, found in enumerate(times):
        after = times[number + 1].start() if number + 1 < len(times) else len(text)
        # An empty line ends it; what stands between that and the next times is its number.
        words, empty, _ = text[found.end() : after].strip("\n").partition("\n\n")
        if not empty and number + 1 < len(times):
            words = re.sub(r"\n\s*\d+\s*\Z", "", words)
        if said := _cleaned(html.unescape(words)):
            yield _seconds(found[1]), _seconds(found[2]), said


def _cleaned(words: str) -> str:
    lines = filter(None, (" ".join(line.split()) for line in _MARKS.sub("", words).split("\n")))
    said = ""
    for line in lines:
        if not said:
            said = line
        elif _STARTS_ANEW.match(line) and not line.startswith(("[", "(")):
            said = f"{said}\n{line}"
        else:
            said = plain.join(said, line)
    return said


def _seconds(time: str) -> float:
    seconds = 0.0
    for part in time.strip().replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part or 0)
    return seconds
