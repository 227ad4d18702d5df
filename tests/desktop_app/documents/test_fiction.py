"""Books in FictionBook."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path

BOOK = """<?xml version="1.0" encoding="{encoding}"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><book-title>Зима</book-title><lang>ru</lang></title-info></description>
<body><title><p>Зима</p></title><section><title><p>Глава 1</p></title>
<p>Шёл <emphasis>снег</emphasis><a l:href="#n1" type="note">[1]</a>.</p><empty-line/>
<poem><stanza><v>Раз,</v><v>два.</v></stanza></poem></section></body>
<body name="notes"><section id="n1"><p>Примечание</p></section></body>
<binary id="cover.jpg" content-type="image/jpeg">AAAA</binary></FictionBook>"""
TEXT = "Зима\n\nГлава 1\n\nШёл снег.\n\nРаз,\n\nдва."


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("a.fb2", "utf-8"),
        ("a.fb2", "windows-1251"),
        ("a.fb2", "utf-16"),
        ("a.xml", "utf-8"),
        ("a", "windows-1251"),
    ],
)
def test_a_book_is_read_without_notes_and_pictures(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(BOOK.format(encoding=encoding).encode(encoding))
    found = read(path)
    assert (found.title, found.language, found.text) == ("Зима", "ru", TEXT)


def test_a_zipped_book(tmp_path: Path) -> None:
    path = tmp_path / "a.fb2.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("зима.fb2", BOOK.format(encoding="utf-8"))
    assert read(path).text == TEXT


@pytest.mark.parametrize("data", [b"", b"no markup", b"PK\x03\x04 rubbish"])
def test_what_is_only_named_like_a_book_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.fb2.zip" if data.startswith(b"PK") else tmp_path / "a.fb2"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="it's damaged"):
        read(path)
