"""Recordings that have not become a voice yet, with what is known of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
import json
from typing import TYPE_CHECKING, Final, Self

from desktop_app.errors import RecordingError
from desktop_app.system.json_of_others import read_json
from desktop_app.system.private_folders import FILE_MODE, private_folder
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX: Final = ".wav"
_NOTES: Final = ".json"
_HEADER: Final = 44  # bytes of a WAV in which nothing was recorded


@dataclass(frozen=True, slots=True)
class Notes:
    """What a person has said of a recording.

    Attributes:
        name: What the voice is to be called.
        text: What is said in it.
    """

    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """A recording on disk.

    Attributes:
        path: A WAV.
        made_at: When recording ended, in UTC.
        notes: What is known of it.
    """

    path: Path
    made_at: datetime
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The one in a file.

        Raises:
            OSError: The file is not there.
        """
        made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return cls(path, made_at, _read_notes(path.with_suffix(_NOTES)))


def fresh_path(folder: Path, notes: Notes | None = None) -> Path:
    """Where the next recording goes: a file that is not there yet, in a folder that is.

    Args:
        folder: That of recordings; nobody else can open it.
        notes: What is known before; kept from now on, whatever ends the recording.

    Raises:
        RecordingError: The folder can't be made or written to.
    """
    try:
        private_folder(folder)
        stem = f"recording-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        path = next(path for name in names if not (path := folder / (name + _SUFFIX)).exists())
        if notes is not None:
            note(path, notes)
    except OSError as error:
        raise RecordingError("recordings_not_kept", folder=folder, error=error) from error
    return path


def kept_recordings(folder: Path) -> list[KeptRecording]:
    """All that were left, the newest first; none where there is no such folder."""
    found = []
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            if path.stat().st_size > _HEADER:
                found.append(KeptRecording.at(path))
        except OSError:  # it has just gone
            continue
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def note(path: Path, notes: Notes) -> None:
    """Keep what is known of a recording beside it.

    Raises:
        OSError: It cannot be written.
    """
    with replacing(path.with_suffix(_NOTES), mode=FILE_MODE) as file:
        file.write(json.dumps(asdict(notes), ensure_ascii=False).encode())


def discard(path: Path) -> None:
    """Delete a recording and its notes; it is no error if they are gone.

    Raises:
        OSError: They cannot be deleted.
    """
    path.unlink(missing_ok=True)
    path.with_suffix(_NOTES).unlink(missing_ok=True)


def drop_if_empty(path: Path) -> bool:
    """Delete a recording in which there is no sound; return whether it was deleted."""
    with suppress(OSError):
        if path.stat().st_size > _HEADER:
            return False
    with suppress(OSError):
        discard(path)
    return True


def _read_notes(path: Path) -> Notes:
    try:
        read = read_json(path.read_text("utf-8"))
    except (OSError, ValueError):  # the recording is what counts
        return Notes()
    match read:
        case {"name": str(name), "text": str(text)}:
            return Notes(name, text)
        case _:
            return Notes()
