"""A word is a document, a text, or a mistake."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.documents.naming import names_document
from desktop_app.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a few files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "Music").mkdir()
    for name in ("book.epub", "my book.epub", "word", "data.xyz", "docs/plain"):
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "docs" / "pipe")


@pytest.mark.parametrize(
    "text",
    [
        *("book.epub", "my book.epub", "data.xyz", "./word", "docs/plain", "docs/pipe"),
        *("https://example.com/article", " HTTP://example.com ", "file:///book.epub"),
        "https://missing.example/a.md",
    ],
)
def test_what_is_there_or_is_an_address_is_a_document(text: str) -> None:
    assert names_document(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "word", "Music", "Hello", "Hello.", "你好。", "and/or", "he/she/they"),
        *("3.14", "v2.0", "1/2", "24/7", "10:30", "U.S.A.", "e.g.", "Mr.Smith", "node.js", "km/h."),
        *("What is in it?", "Hello, 你好", "See the file notes.txt", "Dinner is at 7.30"),
        *(
            "/me waves",
            "One. Two.",
            "a: b/c",
            "Read readme.md first",
            "note: done",
            "C:",
            "x" * 5000,
        ),
        *("Call 10.0.0.1 now", "It is on example.com today", "read https://example.com now"),
        *("line one\nline two.md", "nul\0character", "🙂", "..", ".", "...", "/"),
    ],
)
def test_what_a_person_says_is_a_text(text: str) -> None:
    assert not names_document(text)


@pytest.mark.parametrize(
    "text",
    [
        *("missing.md", "missing.PDF", "a.txt", "buch.docx", "video.mp4", " missing.md "),
        *("./missing", "../missing", "/missing", "~/missing.md", "docs/missing.xyz", "/dev"),
        *(r"C:\Users\me\a.txt", "C:/a.txt", "/srv/me/my missing book.epub", "/dev/missing"),
    ],
)
def test_what_looks_like_a_file_must_be_there(text: str) -> None:
    with pytest.raises(DocumentError, match="There is no file") as caught:
        names_document(text)
    assert text.strip() in str(caught.value)
    assert "--text" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        *("http:/example.com", "https://", "ftp://example.com/a.md", "htps://example.com/article"),
        *("www.example.com", "example.com", "example.com/article", "example.com:8080/a.html"),
        *("localhost:8000", "127.0.0.1:8000", "192.168.1.1/page", "localhost/x", "news.example.de"),
    ],
)
def test_what_looks_like_an_address_must_be_whole(text: str) -> None:
    with pytest.raises(DocumentError, match="isn't a whole web address") as caught:
        names_document(text)
    assert "--text" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "meant"),
    [("bok.epub", "book.epub"), ("my bok.epub", "my book.epub"), ("./docs/plian", "./docs/plain")],
)
def test_a_name_that_is_nearly_right_is_suggested(text: str, meant: str) -> None:
    with pytest.raises(DocumentError) as caught:
        names_document(text)
    assert f"Did you mean {meant}?" in caught.value.hint


@pytest.mark.parametrize("text", ["book.epub data.xyz", "a.md b.md", "a.md https://x.example/a"])
def test_several_documents_are_no_text(text: str) -> None:
    with pytest.raises(DocumentError, match="Only one document"):
        names_document(text)
