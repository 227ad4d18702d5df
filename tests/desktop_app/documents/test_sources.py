"""Data and sources are refused in words; what only looks like them is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<?xml version="1.0"?>\n<!-- made -->\n<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'
TEX = "% a comment\n\\documentclass{article}\n\\begin{document}It is so.\\end{document}\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", '{"a": [1, 2]}', "JSON data"),
        ("a.txt", ' {"a": [1, 2],\n "b": "c"}\n', "JSON data"),
        ("a", '[{"a": 1}, {"a": 2}]', "JSON data"),
        ("a.jsonl", '{"a": 1}\n{"a": 2}\n', "JSON data"),
        ("a.txt", '{"a": 1}\n{"a": 2}\n', "JSON data"),
        ("a.svg", SVG, "picture"),
        ("a.txt", SVG, "picture"),
        ("a.tex", "It is \\emph{so}.", "TeX source"),
        ("a.txt", TEX, "TeX source"),
        ("a.xml", "<a><b>c</b></a>", "XML data"),
        ("a.txt", '<?xml version="1.0"?><note><to>May</to></note>', "XML data"),
        ("a.yaml", "a: b\nc: d\n", "YAML data"),
        ("a.txt", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "iCalendar data"),
        ("a.vcf", "BEGIN:VCARD\nFN:May\nEND:VCARD\n", "vCard data"),
        ("a.ps", "%!PS-Adobe-3.0\nshowpage\n", "PostScript source"),
    ],
)
def test_what_is_no_text_is_refused_by_name_and_by_content(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(DocumentError, match=words) as raised:
        read(path)
    assert raised.value.hint


@pytest.mark.parametrize("served", ["application/json", "image/svg+xml", "application/rss+xml"])
def test_what_a_server_calls_data_is_refused(tmp_path: Path, served: str) -> None:
    path = tmp_path / "page"
    path.write_text("words", "utf-8")
    with pytest.raises(DocumentError):
        read(path, media_type=served)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "{not JSON} at all"),
        ("a.txt", '["quoted" is how it begins'),
        ("a.txt", "[1] A note."),
        ("a.txt", "How to begin:\n\\documentclass{article}"),
        ("a.py", "print(1)\nprint(2)"),
        ("a.log", "10:00 started"),
        ("a.txt", "5 < 6 and <b>"),
    ],
)
def test_what_only_looks_like_it_is_read_as_it_stands(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert read(path).text == text


@pytest.mark.parametrize("name", ["a.xml", "a.txt", "a.xhtml"])
def test_a_page_in_the_manner_of_xml_is_a_page(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(
        "<?xml version='1.0' encoding='utf-8'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>"
        "<body><p>It is so.</p></body></html>",
        "utf-8",
    )
    assert read(path).text == "It is so."
