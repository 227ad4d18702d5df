"""The process that reads a document: what is damaged, too big or of no known form."""

from __future__ import annotations

import json
import os
from pathlib import Path
import subprocess
from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.bus import media_player
from desktop_app.documents import naming, sources, word
from desktop_app.documents.child import HANDLERS, SUFFIXES
from desktop_app.errors import DocumentError
from desktop_app.system.processes import child_command
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


def test_the_disk_s_own_error_is_passed_on_and_a_library_s_is_a_damaged_document(
    make_word: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for raised, error in (
        (PermissionError(13, "Permission denied"), PermissionError),
        (OSError("not a file of its form"), DocumentError),
        (ZeroDivisionError(), DocumentError),
    ):

        def fail(*_: object, raised: Exception = raised) -> Found:
            raise raised

        monkeypatch.setattr(word, "read", fail)
        with pytest.raises(error):
            read(make_word("text"))


def child(asked: dict[str, object], *, ended: bool = False) -> tuple[int, list[dict[str, object]]]:
    """Have the process read; its status, and what it said."""
    command, environment = child_command("desktop_app.documents.child")
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        if ended:
            process.stdin.close()  # as when whoever asked is gone
        said = [json.loads(line) for line in process.stdout]
        return process.wait(60), said
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def test_the_process_says_what_it_read_what_it_could_not_and_ends_with_who_asked(
    tmp_path: Path,
) -> None:
    asked = {"media_type": "", "charset": None, "suffix": ".txt"}
    text, pipe = tmp_path / "a.txt", tmp_path / "pipe.txt"
    text.write_text("\ufeffOne \ufb01le.\r\n\r\n\r\nTwo.", "utf-8")
    status, said = child({**asked, "path": str(text), "name": "a.txt"})
    assert status == 0
    assert said[-1]["is"] == "read"
    assert said[-1]["text"] == "One file.\n\nTwo."
    status, said = child({**asked, "path": str(tmp_path / "gone.txt"), "name": "gone.txt"})
    assert (status, said[-1]["is"]) == (1, "failed")
    os.mkfifo(pipe)  # reading it never ends: nobody writes
    status, said = child({**asked, "path": str(pipe), "name": "pipe.txt"}, ended=True)
    assert (status, said) == (1, [])
