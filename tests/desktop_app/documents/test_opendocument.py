"""Texts in OpenDocument."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.documents import archive
from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "drawing", "meta")
)
_BODY = """<office:body><office:text>
<text:tracked-changes><text:changed-region><text:p>deleted</text:p></text:changed-region>
</text:tracked-changes>
<text:h text:outline-level="1">A heading</text:h>
<text:p>One<text:s text:c="2"/><text:span>two</text:span><text:note><text:note-citation>1\
</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>
three.<text:line-break/>four</text:p>
<text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>left</text:p></table:table-cell>
<table:table-cell><text:p>right</text:p></table:table-cell></table:table-row></table:table>
<text:p>Before<drawing:frame><drawing:text-box><text:p>in a box</text:p></drawing:text-box>
</drawing:frame>after</text:p><text:p/>
</office:text></office:body>"""
_META = """<office:meta xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A title</dc:title>
<dc:language>zh-CN</dc:language></office:meta>"""
_TEXT = "A heading\n\nOne two three.\nfour\n\nAn item\n\nleft\n\nright\n\nBeforeafter\n\nin a box"


def written(path: Path, *, manifest: str = "<manifest/>", body: str = _BODY) -> Path:
    """Write a text as LibreOffice does."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as text:
        kind = "application/vnd.oasis.opendocument.text"
        text.writestr("mimetype", kind, zipfile.ZIP_STORED)
        text.writestr("META-INF/manifest.xml", manifest)
        root = "<office:document-{0} {1}>{2}</office:document-{0}>"
        text.writestr("content.xml", root.format("content", _SPACES, body))
        text.writestr("meta.xml", root.format("meta", _SPACES, _META))
    return path


@pytest.mark.parametrize("name", ["a.odt", "a.zip", "a"])
def test_a_text_is_read_without_notes_and_what_was_deleted(tmp_path: Path, name: str) -> None:
    found = read(written(tmp_path / name))
    assert (found.title, found.language, found.text) == ("A title", "zh-CN", _TEXT)


def test_a_flat_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.fodt"
    path.write_text(
        f'<?xml version="1.0"?><office:document {_SPACES}>{_META}{_BODY}</office:document>', "utf-8"
    )
    assert (read(path).title, read(path).text) == ("A title", _TEXT)


def test_a_text_with_a_password(tmp_path: Path) -> None:
    path = written(tmp_path / "a.odt", manifest="<manifest><encryption-data/></manifest>")
    with pytest.raises(DocumentError, match="requires a password"):
        read(path)


def test_a_text_that_is_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(DocumentError, match="unpack to more than 1 MiB"):
        read(written(tmp_path / "a.odt", body=" " * (2 << 20)))


def test_a_text_without_a_body_is_empty_and_without_markup_damaged(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.odt", body="")).text == ""
    path = tmp_path / "b.odt"
    with zipfile.ZipFile(path, "w") as text:
        text.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(DocumentError, match="it's damaged"):
        read(path)
