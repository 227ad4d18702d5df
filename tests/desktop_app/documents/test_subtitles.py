"""Subtitles: their words, without numbers, times and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path

SRT = """1
00:00:01,000 --> 00:00:03,000
It was a <i>dark</i>
and stormy

2
00:00:03,100 --> 00:00:05,000
night. {\\an8}The rain fell.

3
00:00:09,000 --> 00:00:10,500
- Who is there?
- Nobody.

4
00:00:10,500 --> 00:00:12,000
12 of us

"""
SAID = "It was a dark and stormy night. The rain fell.\n- Who is there?\n- Nobody.\n12 of us"

VTT = """WEBVTT - A title

NOTE
not said

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start
<v Ann>It was a <c.loud>dark</c> &amp;

00:03.100 --> 00:04.000
<00:03.200>stormy night.

00:04.000 --> 00:05.000
<00:03.200>stormy night.
"""

ASS = """[Script Info]
Title: x
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not said
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,It was, {\\i1}indeed{\\i0},\\Ndark.
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.srt", "a.txt", "a"])
def test_what_is_said_in_subtitles_is_read_by_sentences(
    tmp_path: Path, name: str, ends: str
) -> None:
    path = tmp_path / name
    path.write_bytes(SRT.replace("\n", ends).encode())
    assert read(path).text == SAID


def test_numbers_that_stand_close_are_not_said(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(SRT.replace("\n\n", "\n"), "utf-8")
    assert read(path).text == SAID


@pytest.mark.parametrize("name", ["a.vtt", "a.txt"])
def test_webvtt_is_read_without_notes_styles_and_what_is_repeated(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(VTT, "utf-8")
    assert read(path).text == "It was a dark & stormy night."


def test_substation_alpha_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ass"
    path.write_text(ASS, "utf-8")
    assert read(path).text == "It was, indeed, dark."


def test_chinese_subtitles_in_their_encoding_end_where_they_end(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n今天天气\n真的很好\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\n我们走吧\n"
    )
    path.write_bytes(text.encode("gb18030"))
    assert read(path).text == "今天天气真的很好\n我们走吧"


def test_what_is_only_named_like_subtitles_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("A text without times.", "utf-8")
    assert read(path).text == "A text without times."
