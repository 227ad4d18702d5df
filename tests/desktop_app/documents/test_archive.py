"""What comes as a ZIP: bombs and passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.documents import archive
from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("suffix", [".epub", ".docx"])
def test_a_zip_bomb(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1 << 20)
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(2 << 20))
    with pytest.raises(DocumentError, match="unpack to more than 1 MiB"):
        read(path)


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as locked:
        locked.writestr("word/document.xml", b"x")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="requires a password"):
        read(path)
