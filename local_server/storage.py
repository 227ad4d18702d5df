"""Reference audio on disk: a recording and its description for each voice, and an index of them.

The files are what counts. A voice is `audio/ID.wav` and `audio/ID.json`, which says all that is
known of it; the SQLite index only finds voices fast, and is made again from the files where it is
lost, damaged or older than they are. Adding writes `ID.part`, then the description, and then gives
the recording its name: from there on the voice exists. Deleting first renames the description to
`ID.deleted`. What a killed process left half done is finished at the next start, and nothing else
is ever removed: a file that is not known may be somebody's only copy.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, fields, replace
import errno
import json
import logging
import os
from pathlib import Path
import re
import shutil
import sqlite3
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self
import uuid

from local_server.engines import SAMPLE_RATE, Excerpt
from local_server.errors import ApiError, BusyError, DiskFullError, StartError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGER = logging.getLogger(__name__)

VARIABLE: Final = "COSYVOICE_DATA_DIR"
"""The variable that names another folder."""
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
_APPLICATION: Final = 0x43565348
"""SQLite's application_id of our index; the first versions set none."""
_VERSION: Final = 1
"""Of the index and of the descriptions."""

_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_NAME: Final = re.compile(rf"({_UUID})(\.part|\.json\.part|\.json|\.deleted|\.[a-z0-9]{{2,4}})")
"""Names that only this module gives."""
_RECORDING: Final = re.compile(r"\.(?!json|part)[a-z0-9]{2,4}")
_UPLOAD: Final = ".part"
_DESCRIPTION: Final = ".json"
_UNFINISHED: Final = ".json.part"
_DELETED: Final = ".deleted"
_DAMAGED: Final = ".damaged"
_LARGEST_DESCRIPTION: Final = 1 << 16
_LAST_TIME: Final = 253_402_300_799
"""The end of the year 9999, in Unix time: no calendar goes further."""

_LONGEST_RECORDING: Final = 3_600
"""Seconds that no recording has."""

_LEAST_SPACE: Final = 1 << 20
_DAMAGE: Final = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SYSTEMS: Final = {
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
}
"""What lies behind SQLite's kinds of errors."""
_NAMED: Final = 5
"""Files that are none of ours and are named in the log; the others are counted."""


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
    """The folder that a variable names, or where this platform keeps the data of an application."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    name = Path("cosyvoice-home", "local-server")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / name
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support" / name
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / name


class Storage:
    """The reference audio under a directory. Thread-safe; several processes of a host may share it.

    Args:
        directory: Made if it is not there, for its owner alone.

    Raises:
        StartError: It can't be used; the words say why, and what to do.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._audio = directory / "audio"
        self._file = directory / "index.sqlite3"
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        with contextlib.ExitStack() as opened, words_for_the_start(directory):
            for folder in (directory, self._audio):
                _make_folder(folder)
            self._in_use, alone = _take(directory / "in-use.sqlite3")
            opened.callback(self._in_use.close)
            _check_index(self._file, self._audio, alone=alone)
            self._index = opened.enter_context(contextlib.closing(_open_index(self._file)))
            # A reader of its own does not wait while a writer waits for the disk.
            self._reader = opened.enter_context(contextlib.closing(_connect(self._file)))
            if alone:
                self._finish_what_was_begun()
                self._describe_the_index()
            voices = self._index_the_files()
            if alone:
                self._name_strangers(voices)
                self._in_use.execute("COMMIT")
                _share(self._in_use)
            opened.pop_all()

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
        """Take over a file made with `temporary_file`. When this returns, it is safe on disk.

        Raises:
            ApiError: The disk is full, or the directory cannot be written.
        """
        identity = temporary.stem
        with _words():
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
                size = os.fstat(file.fileno()).st_size
            audio = StoredAudio(identity, filename, size, int(time.time()), text, suffix, pitch)
            try:
                self._describe(audio)
                temporary.replace(self.path(audio))
                _sync_directory(self._audio)
                with self._writing:
                    self._enter(audio)
            except BaseException:
                with contextlib.suppress(OSError):
                    if self.path(audio).exists():
                        self._mark_deleted(audio)
                    self._remove_files(audio)
                raise
        return audio

    @contextlib.contextmanager
    def temporary_file(self) -> Iterator[Path]:
        """A new file for an upload; it is gone afterwards unless it was added.

        Raises:
            ApiError: The disk is full, or the directory cannot be written; also where the caller
                finds that out.
        """
        path = self._audio / f"{uuid.uuid4()}{_UPLOAD}"
        with _words():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            try:
                yield path
            finally:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other servers of this directory from adding and deleting for as long as this lasts.

        Raises:
            StartError: The directory can't be used; also where the caller finds that out.
        """
        with words_for_the_start(self.directory):
            self._index.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException as error:
                if self._index.in_transaction:  # SQLite may have ended it
                    self._index.execute("ROLLBACK")
                if isinstance(error, ApiError) and error.__context__ is not None:
                    raise error.__context__ from None  # its own words are for callers of the API
                raise
            self._index.execute("COMMIT")

    def entries(self, limit: int = 100, *, descending: bool = True) -> list[StoredAudio]:
        """Reference audio by age; what is of the same second stays in the order of adding."""
        order = "DESC" if descending else "ASC"
        return self._select(f"ORDER BY created_at {order}, number {order} LIMIT ?", limit)

    def get(self, identity: str) -> StoredAudio | None:
        """One reference audio; None if there is none."""
        if not _is_utf8(identity):
            return None  # half of a character, which JSON can name and SQLite can't
        found = self._select("WHERE id = ?", identity)
        return found[0] if found else None

    def delete(self, identity: str) -> bool:
        """Delete one reference audio; False if there is none."""
        audio = self.get(identity)
        if audio is None:
            return False
        with _words():
            self._mark_deleted(audio)
            with self._writing:
                gone = self._index.execute("DELETE FROM reference_audio WHERE id = ?", (identity,))
            self._remove_files(audio)
        return bool(gone.rowcount)

    def excerpt(self, identity: str) -> Excerpt | None:
        """The part of its recording that a person chose; None to leave it to the engine.

        It stands in the description alone, so that all servers of the directory see it at once.
        """
        return _excerpt(_load(self._file_of(identity, _DESCRIPTION)))

    def choose_excerpt(self, identity: str, chosen: Excerpt | None) -> bool:
        """Note which part of a recording is to be used; False if there is no such voice.

        Raises:
            ApiError: The disk is full, or the directory cannot be written.
        """
        with self._described(identity) as found:
            if found is None:
                return False
            _, data = found
            data.pop("excerpt", None)
            if chosen is not None:
                data["excerpt"] = chosen.public()
            self._write_description(identity, data)
        return True

    def describe(self, identity: str, *, filename: str, text: str) -> StoredAudio | None:
        """Change what a reference audio is called, and its transcript; None if there is none.

        Raises:
            ApiError: The disk is full, or the directory cannot be written.
        """
        with self._described(identity) as found:
            if found is None:
                return None
            audio, data = found
            changed = replace(audio, filename=filename, text=text)
            self._write_description(identity, {**data, "filename": filename, "text": text})
            self._enter(changed)
        return changed

    @contextlib.contextmanager
    def _described(self, identity: str) -> Iterator[tuple[StoredAudio, dict[str, Any]] | None]:
        """A reference audio and its description, to be changed; None if there is none."""
        with _words(), self._writing, self._index:
            # Of what another server deletes meanwhile, no description may come back.
            self._index.execute("BEGIN IMMEDIATE")
            audio = self.get(identity)
            if audio is None or not self.path(audio).is_file():
                yield None
                return
            # What was written there by hand stays as it is.
            data = _load(self._file_of(identity, _DESCRIPTION))
            yield audio, _description_of(audio) if _parse(data, identity) is None else data

    def path(self, audio: StoredAudio) -> Path:
        """The file of a reference audio."""
        return self._file_of(audio.id, audio.suffix)

    def _file_of(self, identity: str, suffix: str) -> Path:
        return self._audio / (identity + suffix)

    def _select(self, rest: str, value: str | int) -> list[StoredAudio]:
        with _words():
            return self._rows(rest, value)

    def _rows(self, rest: str, *values: str | int) -> list[StoredAudio]:
        with self._reading:
            rows = self._reader.execute(
                f"SELECT {_COLUMNS} FROM reference_audio {rest}",  # noqa: S608 - the names are fixed
                values,
            ).fetchall()
        return [StoredAudio(*row) for row in rows]

    def _enter(self, audio: StoredAudio) -> None:
        names = _COLUMNS.split(", ")
        self._index.execute(
            f"INSERT INTO reference_audio ({_COLUMNS}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - so are these
            f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in names)}",
            tuple(asdict(audio).values()),
        )

    def _describe(self, audio: StoredAudio) -> None:
        self._write_description(audio.id, _description_of(audio))

    def _write_description(self, identity: str, description: dict[str, Any]) -> None:
        """Write a description, whole or not at all."""
        unfinished = self._file_of(identity, _UNFINISHED)
        data = json.dumps(description, ensure_ascii=False, indent=1).encode()
        descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            unfinished.replace(self._file_of(identity, _DESCRIPTION))
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def _mark_deleted(self, audio: StoredAudio) -> None:
        mark = self._file_of(audio.id, _DELETED)
        try:
            self._file_of(audio.id, _DESCRIPTION).replace(mark)
        except FileNotFoundError:
            mark.touch(mode=0o600)  # of a first version that is shared with another server
        _sync_directory(self._audio)

    def _remove_files(self, audio: StoredAudio) -> None:
        """Remove what belongs to a voice; the mark of its deletion last."""
        for suffix in (audio.suffix, _DESCRIPTION, _DELETED):
            self._file_of(audio.id, suffix).unlink(missing_ok=True)

    def _finish_what_was_begun(self) -> None:
        """Finish what a killed process left half done: drop uploads, carry out deletions."""
        for name in _names(self._audio):
            match = _NAME.fullmatch(name)
            if match is None or not (self._audio / name).is_file():
                continue
            identity, kind = match.groups()
            if kind == _UPLOAD:
                # Its description is written before the recording gets its name.
                if not self._recordings(identity):
                    self._file_of(identity, _DESCRIPTION).unlink(missing_ok=True)
                (self._audio / name).unlink()
            elif kind == _UNFINISHED:
                (self._audio / name).unlink()
            elif kind == _DELETED:
                # A description beside it was put back by hand, from a backup: the voice is wanted.
                if not self._file_of(identity, _DESCRIPTION).exists():
                    self._finish_deletion(identity)
                (self._audio / name).unlink()

    def _finish_deletion(self, identity: str) -> None:
        found = self._rows("WHERE id = ?", identity)
        audio = found[0] if found else _parse(_load(self._file_of(identity, _DELETED)), identity)
        self._index.execute("DELETE FROM reference_audio WHERE id = ?", (identity,))
        if audio is not None:
            self.path(audio).unlink(missing_ok=True)

    def _recordings(self, identity: str) -> list[Path]:
        """Files that may be the recording of a voice."""
        found = self._audio.glob(f"{identity}.*")
        return [path for path in found if _RECORDING.fullmatch(path.name.removeprefix(identity))]

    def _describe_the_index(self) -> None:
        """Write down beside the recordings what only the index knows; drop what has no recording.

        An index that is marked as ours has had all its voices described. One without description
        and recording was deleted after this copy of the index was made.
        """
        described = _application(self._index) == _APPLICATION
        for row in self._rows(""):
            description, recording = self._file_of(row.id, _DESCRIPTION), self.path(row)
            if not description.exists():
                if recording.is_file() or not described:
                    self._describe(row)
            elif recording.is_file() and _is_damaged(description, row.id):
                description.replace(_free(description, _DAMAGED))
                self._describe(row)
            if not recording.is_file():
                _LOGGER.warning("%s is gone: voice %s isn't listed anymore", recording, row.id)
                self._index.execute("DELETE FROM reference_audio WHERE id = ?", (row.id,))
        if not described:
            _mark(self._index)

    def _voices(self) -> list[StoredAudio]:
        """The voices that are there by their files, the oldest first."""
        found: list[tuple[int, int, StoredAudio]] = []
        for description in self._audio.glob(f"*{_DESCRIPTION}"):
            data = _load(description)
            audio = _parse(data, description.stem)
            if audio is not None and self.path(audio).is_file():
                found.append((audio.created_at, data["order"], audio))
        return [audio for *_, audio in sorted(found, key=lambda each: each[:2])]

    def _index_the_files(self) -> list[StoredAudio]:
        """Bring the index up to date with the files; returns the voices that are there."""
        rows = {row.id: row for row in self._rows("")}
        voices = self._voices()
        entered = []
        self._index.execute("BEGIN IMMEDIATE")
        for voice in voices:
            audio = voice
            size = self.path(voice).stat().st_size
            if size != voice.bytes:
                _LOGGER.warning(
                    "%s has %d bytes instead of %d", self.path(voice), size, voice.bytes
                )
                audio = replace(voice, bytes=size)
            if rows.get(audio.id) != audio:
                self._enter(audio)
                entered.append(audio)
        self._index.execute("COMMIT")
        for audio in entered:  # another server may have deleted it between
            if not self._file_of(audio.id, _DESCRIPTION).exists():
                self._index.execute("DELETE FROM reference_audio WHERE id = ?", (audio.id,))
        return voices

    def _name_strangers(self, voices: list[StoredAudio]) -> None:
        ours = {voice.id + suffix for voice in voices for suffix in (voice.suffix, _DESCRIPTION)}
        strangers = [name for name in _names(self._audio) if name not in ours]
        if strangers:
            more = len(strangers) - _NAMED
            _LOGGER.warning(
                "%s has files that aren't voices of this server; they are left alone: %s%s",
                *(self._audio, ", ".join(map(ascii, strangers[:_NAMED]))),
                f" and {more} more" if more > 0 else "",
            )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise StartError("not_a_folder", path=folder) from None


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _connect(path: Path) -> sqlite3.Connection:
    # SQLite gives its journals the mode of the database.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)


def _open_index(path: Path) -> sqlite3.Connection:
    index = _connect(path)
    index.execute("PRAGMA journal_mode = WAL")
    index.execute("PRAGMA synchronous = FULL")
    if not index.execute("SELECT 1 FROM sqlite_master").fetchall():
        index.execute(_SCHEMA)
        _mark(index)
    return index


def _application(index: sqlite3.Connection) -> int:
    (application,) = index.execute("PRAGMA application_id").fetchone()
    return int(application)


def _mark(index: sqlite3.Connection) -> None:
    """Mark an index as ours, and all in it as described."""
    index.execute(f"PRAGMA application_id = {_APPLICATION}")
    index.execute(f"PRAGMA user_version = {_VERSION}")


def _take(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Mark the directory as in use; returns whether by this process alone, for now.

    A shared lock on a database of its own is the mark. SQLite has locks on every platform, and the
    system drops them with the process, however that ends.
    """
    lock = _connect(path)
    try:
        lock.execute("PRAGMA busy_timeout = 0")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            _LOGGER.debug("another server uses the directory; leaving the files to it")
            _share(lock)  # waits while that one looks through them
            return lock, False
        lock.close()
        if _code(error) != sqlite3.SQLITE_NOTADB:
            raise
        path.replace(_free(path, _DAMAGED))
        return _take(path)
    return lock, True


def _share(lock: sqlite3.Connection) -> None:
    lock.execute("PRAGMA busy_timeout = 30000")
    lock.execute("BEGIN")
    lock.execute("SELECT count(*) FROM sqlite_master").fetchall()


def _check_index(path: Path, audio: Path, *, alone: bool) -> None:
    """See whose index it is; one of ours that is damaged is set aside, to be made again.

    Raises:
        StartError: It is another program's, or a newer version's, or in use though damaged.
    """
    if not path.exists():
        return
    application = 0
    try:
        with contextlib.closing(_connect(path)) as index:
            application = _application(index)
            (version,) = index.execute("PRAGMA user_version").fetchone()
            listed = index.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = {name for (name,) in listed if not name.startswith("sqlite_")}
            if application not in (0, _APPLICATION) or tables - {"reference_audio"}:
                raise StartError("foreign_index", path=path)
            if version > _VERSION:
                raise StartError("newer_index", path=path)
            (words,) = index.execute("PRAGMA quick_check(1)").fetchone()
            rows = index.execute(f"SELECT {_COLUMNS} FROM reference_audio") if tables else ()  # noqa: S608 - fixed names
            if words == "ok" and all(_is_sound(row) for row in rows):
                return
    except sqlite3.DatabaseError as error:
        if _code(error) not in _DAMAGE:
            raise
        words = str(error)
    if not (application or _is_zeroed(path) or any(map(_NAME.fullmatch, _names(audio)))):
        raise StartError("foreign_index", path=path)
    if not alone:
        raise StartError("damaged_index_in_use", path=path)
    aside = _free(path, _DAMAGED)
    _LOGGER.warning(
        "%s is damaged (%s): kept as %s, and made again from the files", path, words, aside.name
    )
    path.replace(aside)
    for journal in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + journal).replace(aside.with_name(aside.name + journal))


def _is_zeroed(path: Path) -> bool:
    with path.open("rb") as file:
        return not any(file.read(16))


def _is_sound(row: tuple[Any, ...]) -> bool:
    """Whether a row has what its columns are for; SQLite itself takes anything."""
    match row:
        case (str(named), str(), int(), int(), str(), str(suffix), int() | float() | None):
            return Path(named).name == named and _RECORDING.fullmatch(suffix) is not None
    return False


def _free(path: Path, ending: str) -> Path:
    """A name beside a file that is not taken."""
    number, free = 1, path.with_name(path.name + ending)
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}{ending}-{number}")
    return free


def _load(path: Path) -> dict[str, Any]:
    """What a description says; nothing if it is damaged."""
    if not path.is_file():
        return {}  # a pipe would wait for who writes into it
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_LARGEST_DESCRIPTION))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _is_damaged(path: Path, identity: str) -> bool:
    """Whether a description is of no use; one that a newer version wrote is, to that one."""
    data = _load(path)
    version = data.get("format")
    newer = isinstance(version, int) and version > _VERSION
    return not newer and _parse(data, identity) is None


def _parse(data: dict[str, Any], identity: str) -> StoredAudio | None:
    """What a description says of a voice; None if it is damaged, or not of this voice."""
    match data:
        case {
            "format": int(version),
            "id": str(named),
            "filename": str(filename),
            "bytes": int(size),
            "created_at": int(created_at),
            "text": str(text),
            "suffix": str(suffix),
            "pitch": int() | float() | None as pitch,
            "order": int(),
        } if (
            version <= _VERSION
            and named == identity
            and size >= 0
            and 0 <= created_at <= _LAST_TIME
            and _RECORDING.fullmatch(suffix)
            and (pitch is None or 0 < pitch <= sys.float_info.max)
            and _is_utf8(filename + text)
        ):
            return StoredAudio(identity, filename, size, created_at, text, suffix, pitch)
    return None


def _description_of(audio: StoredAudio) -> dict[str, Any]:
    return {"format": _VERSION, **asdict(audio), "order": time.time_ns()}


def _excerpt(data: dict[str, Any]) -> Excerpt | None:
    """The part of a recording that a description names, if it can be one."""
    match data.get("excerpt"):
        case {
            "begin": int() | float() as begin,
            "end": int() | float() as end,
            "text": str(text),
            "whole": bool(whole),
        } if 0 <= begin < end < _LONGEST_RECORDING:
            return Excerpt(round(begin * SAMPLE_RATE), round(end * SAMPLE_RATE), text, whole)
    return None


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _code(error: sqlite3.Error) -> int:
    """SQLite's kind of an error; 1, the one without a name, where Python found the fault."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _is_busy(error: Exception) -> bool:
    return isinstance(error, sqlite3.Error) and _code(error) in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )


def _of_system(error: OSError | sqlite3.Error) -> Exception:
    """An error as one of the system's, whose words are translated, where it is one."""
    number = _SYSTEMS.get(_code(error)) if isinstance(error, sqlite3.Error) else None
    return error if number is None else OSError(number, str(error))


def _is_full(error: OSError | sqlite3.Error) -> bool:
    if isinstance(error, sqlite3.Error):
        return _code(error) == sqlite3.SQLITE_FULL
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def words_for_the_start(directory: Path) -> Iterator[None]:
    """Turn what the system says into words for the person who starts the server."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        place = getattr(error, "filename", None) or directory
        if _is_full(error) or (isinstance(error, sqlite3.Error) and not _has_space(directory)):
            raise StartError("disk_full", path=place) from None
        raise StartError("folder_not_usable", path=place, reason=_of_system(error)) from None


def _has_space(directory: Path) -> bool:
    """Whether the disk has room. SQLite calls a full one an error of input and output."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(directory).free >= _LEAST_SPACE
    return True


@contextlib.contextmanager
def _words() -> Iterator[None]:
    """Turn what the system says into words for a caller."""
    try:
        yield
    except ConnectionError:
        raise  # of the caller's own, while it wrote to its file
    except (OSError, sqlite3.Error) as error:
        if _is_full(error):
            words: ApiError = DiskFullError("the server's disk is full")
        elif _is_busy(error):
            words = BusyError("the server's index is busy; try again later")
        else:
            words = ApiError("the server can't use its folder of voices; see its log for details")
        _LOGGER.error("can't use the folder of voices: %s", error)  # noqa: TRY400 - a fault of the disk, not of the code
        raise words from None


def _sync_directory(path: Path) -> None:
    if sys.platform == "win32":
        return  # directories cannot be opened there, and renames are journalled
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
