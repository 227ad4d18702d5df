"""Reference audio on disk: one file each, and an SQLite index that says which of them count.

A voice exists when its row does. Adding writes and syncs the file under a temporary name, renames
it, and then commits the row; deleting commits first and removes the file after. A process that is
killed anywhere in between leaves a file without a row, which the next start sweeps away.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, fields
import logging
import os
from pathlib import Path
import sqlite3
import sys
import threading
import time
from typing import TYPE_CHECKING, Final, Self
import uuid

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER = logging.getLogger(__name__)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS reference_audio (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    filename TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    suffix TEXT NOT NULL,
    pitch REAL
)
"""
_TEMPORARY: Final = ".part"


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """One reference audio.

    Attributes:
        id: Made by the server.
        filename: As uploaded, without a path.
        bytes: Size of the file.
        created_at: Unix time in whole seconds.
        text: What is said in it.
        suffix: Of the stored file, with its dot.
        pitch: Median fundamental frequency in Hz; None where none was found.
    """

    id: str
    filename: str
    bytes: int
    created_at: int
    text: str
    suffix: str
    pitch: float | None

    def public(self) -> dict[str, str | int]:
        """The reference audio object of the API documents."""
        hidden = ("suffix", "pitch")
        return {name: value for name, value in asdict(self).items() if name not in hidden}


_COLUMNS: Final = ", ".join(field.name for field in fields(StoredAudio))


def default_directory() -> Path:
    """Where this platform keeps the data of an application."""
    name = Path("cosyvoice-home", "local-server")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / name
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support" / name
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / name


class Storage:
    """The reference audio under a directory. Thread-safe; several processes may share it.

    Args:
        directory: Made if it is not there, for its owner alone.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._audio = directory / "audio"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._audio.mkdir(mode=0o700, exist_ok=True)
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._index = _connect(directory / "index.sqlite3")
        self._index.execute("PRAGMA journal_mode = WAL")
        self._index.execute("PRAGMA synchronous = FULL")
        self._index.execute(_SCHEMA)
        # A reader of its own does not wait while a writer waits for the disk.
        self._reader = _connect(directory / "index.sqlite3")
        self._in_use = _connect(directory / "in-use.sqlite3")
        self._sweep()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the directory."""
        with self._writing, self._reading:
            for connection in (self._in_use, self._reader, self._index):
                connection.close()

    def add(
        self, temporary: Path, *, filename: str, suffix: str, text: str, pitch: float | None
    ) -> StoredAudio:
        """Take over a file made with `temporary_file`. When this returns, it is safe on disk."""
        identity = temporary.stem
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
        temporary.replace(self._audio / (identity + suffix))
        _sync_directory(self._audio)
        audio = StoredAudio(identity, filename, size, int(time.time()), text, suffix, pitch)
        with self._writing:
            self._index.execute(
                f"INSERT INTO reference_audio ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - the names are fixed
                tuple(asdict(audio).values()),
            )
        return audio

    @contextlib.contextmanager
    def temporary_file(self) -> Iterator[Path]:
        """A new file for an upload; it is gone afterwards unless it was added."""
        path = self._audio / f"{uuid.uuid4()}{_TEMPORARY}"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def entries(self, limit: int = 100, *, descending: bool = True) -> list[StoredAudio]:
        """Reference audio by age; what is of the same second stays in the order of adding."""
        order = "DESC" if descending else "ASC"
        return self._select(f"ORDER BY created_at {order}, number {order} LIMIT ?", limit)

    def get(self, identity: str) -> StoredAudio | None:
        """One reference audio."""
        found = self._select("WHERE id = ?", identity)
        return found[0] if found else None

    def delete(self, identity: str) -> bool:
        """Delete one reference audio; False if there is none."""
        audio = self.get(identity)
        with self._writing:
            gone = self._index.execute("DELETE FROM reference_audio WHERE id = ?", (identity,))
        if audio is None or not gone.rowcount:
            return False
        self.path(audio).unlink(missing_ok=True)
        return True

    def path(self, audio: StoredAudio) -> Path:
        """The file of a reference audio."""
        return self._audio / (audio.id + audio.suffix)

    def _select(self, rest: str, value: str | int) -> list[StoredAudio]:
        with self._reading:
            rows = self._reader.execute(
                f"SELECT {_COLUMNS} FROM reference_audio {rest}",  # noqa: S608 - so is this
                (value,),
            ).fetchall()
        return [StoredAudio(*row) for row in rows]

    def _sweep(self) -> None:
        """Remove what a killed process left, unless another one is at work in here.

        A shared lock on a database of its own marks the directory as in use. SQLite has locks on
        every platform, and the system drops them with the process, however that ends.
        """
        try:
            self._in_use.execute("PRAGMA busy_timeout = 0")
            self._in_use.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            _LOGGER.debug("another server uses the directory; leaving the sweep to it")
        else:
            self._remove_orphans()
            self._in_use.execute("COMMIT")
        self._in_use.execute("PRAGMA busy_timeout = 30000")
        self._in_use.execute("BEGIN")
        self._in_use.execute("SELECT count(*) FROM sqlite_master").fetchall()

    def _remove_orphans(self) -> None:
        rows = {self.path(audio).name: audio for audio in self.entries(limit=-1)}
        files = {path.name for path in self._audio.iterdir()}
        for name in files - rows.keys():
            (self._audio / name).unlink(missing_ok=True)
        for name in rows.keys() - files:
            _LOGGER.warning("reference audio %s has lost its file", rows[name].id)
            self.delete(rows[name].id)


def _connect(path: Path) -> sqlite3.Connection:
    # SQLite gives its journals the mode of the database.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)


def _sync_directory(path: Path) -> None:
    if sys.platform == "win32":
        return  # directories cannot be opened there, and renames are journalled
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
