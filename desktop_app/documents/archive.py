"""What is true of every form that is a ZIP: it may be damaged, locked, or a bomb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
import zipfile

from desktop_app.errors import DocumentError

if TYPE_CHECKING:
    from .document import Content

ZIP: Final = b"PK\x03\x04"
MAX_UNPACKED: Final = 400 << 20
"""Bytes that all files inside may have together; what is read of one never exceeds what it says."""

_ENCRYPTED: Final = 1


def checked_names(content: Content) -> frozenset[str]:
    """The names of the files inside.

    Raises:
        DocumentError: It is too large unpacked, or needs a password.
        BadZipFile: It is damaged.
    """
    with zipfile.ZipFile(content.path) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise DocumentError("unpacked_too_large", name=content.name, size=MAX_UNPACKED >> 20)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DocumentError("document_locked", name=content.name)
    return frozenset(entry.filename for entry in entries)
