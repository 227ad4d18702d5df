"""What was written in the Reader and is nowhere else: kept until the app starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path


def keep_draft(path: Path, text: str) -> None:
    """Keep a text; an empty one leaves nothing.

    Raises:
        OSError: It cannot be written; what was kept before is as it was.
    """
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(path, mode=FILE_MODE) as file:
        file.write(text.encode("utf-8", "surrogatepass"))  # what was pasted may hold a half of one


def kept_draft(path: Path) -> str:
    """The text that was kept; empty for none, or where it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, UnicodeError):
        return ""
