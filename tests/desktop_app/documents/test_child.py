"""The process that reads a document: what is damaged, too big or of no known form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.bus import media_player
from desktop_app.documents import naming, sources, word
from desktop_app.documents.child import HANDLERS, SUFFIXES
from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.documents.document import Found


ROOT = Path(__file__).resolve().parents[3]
ENTRY = ROOT / "desktop_app/data/share/applications/io.github.cosyvoice_home.CosyVoiceHome.desktop"


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


def test_no_two_handlers_have_a_suffix_in_common_and_none_that_is_refused() -> None:
    assert sum(len(handler.SUFFIXES) for handler in HANDLERS) == len(SUFFIXES)
    assert not set(SUFFIXES) & set(sources._NAMED)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_word_with_the_suffix_of_a_document_looks_like_a_file(suffix: str) -> None:
    assert naming._KNOWN.fullmatch(f"missing{suffix}")


def test_the_desktop_offers_what_the_bus_does() -> None:
    (line,) = (
        line for line in ENTRY.read_text("utf-8").splitlines() if line.startswith("MimeType=")
    )
    assert line.removeprefix("MimeType=").strip(";").split(";") == media_player._MIME_TYPES
