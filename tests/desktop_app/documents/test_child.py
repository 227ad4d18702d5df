"""The process that reads a document: what is damaged, too big or of no known form."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.documents import word
from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.documents.document import Found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\nrubbish"),
        ("a.epub", b"PK\x03\x04 rubbish"),
        ("a.docx", b"PK\x03\x04 rubbish"),
        ("b.epub", None),
        ("b.docx", None),
    ],
)
def test_what_is_damaged(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is None:
        with zipfile.ZipFile(path, "w") as empty:
            empty.writestr("nothing", b"")
    else:
        path.write_bytes(data)
    with pytest.raises(DocumentError, match="it's damaged") as caught:
        read(path)
    assert caught.value.hint


def test_a_form_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(DocumentError, match="file type isn't supported"):
        read(path)


def test_no_memory(make_word: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Found:
        raise MemoryError

    monkeypatch.setattr(word, "read", exhausted)
    with pytest.raises(DocumentError, match="2 GiB of memory"):
        read(make_word("text"))


def test_a_library_that_is_not_there_is_no_fault_of_the_document(
    make_word: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: object) -> Found:
        raise ModuleNotFoundError(name="no_such_library")

    monkeypatch.setattr(word, "read", without)
    with pytest.raises(DocumentError, match=r"component is missing \(no_such_library\)") as raised:
        read(make_word("text"))
    assert "Reinstall" in raised.value.hint
