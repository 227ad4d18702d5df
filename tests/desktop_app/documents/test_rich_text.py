"""Rich Text Format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Helvetica;}}{\colortbl;\red0;}
{\info{\title A title}{\author Ann}}{\*\generator Riched20 10.0;}
\pard\f0\fs24 It is \b so\b0 , caf\'e9.\par
Second \u8220?quoted\u8221? \{line\} \u-10179?\u-8704?.\par
{\pict\pngblip 89504e470d0a}\trowd one\cell two\cell\row\pard Last.}"""
CHINESE = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0 "
    + "今天天气很好。".encode("gbk").hex("'").replace("'", r"\'").join([r"\'", ""]).encode()
    + rb"\par \u20320?\u22909?\par}"
)


@pytest.mark.parametrize("name", ["a.rtf", "a.txt", "a.doc", "a"])
def test_it_is_read_without_its_marks_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ENGLISH)
    found = read(path)
    assert [line for line in found.text.split("\n") if line] == [
        "It is so, café.",
        "Second “quoted” {line} 😀.",
        "one, two",
        "Last.",
    ]


def test_chinese_in_its_code_page_and_in_unicode(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(CHINESE)
    assert read(path).text.split() == ["今天天气很好。", "你好"]


def test_what_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(ENGLISH[:230])
    assert read(path).text.startswith("It is so")
