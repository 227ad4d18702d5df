"""Documents of Word, as the child reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_word_document(make_word: Callable[..., Path]) -> None:
    found = read(make_word("First.", "第二段。"))
    parts = [part for part in found.text.split("\n") if part]
    assert parts == ["Heading", "First.", "第二段。", "left", "right"]


def test_an_old_word_document_or_a_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(DocumentError, match="old format or requires a password"):
        read(path)
