"""Storage: order, modes, a real kill -9 at every line, and an index that is lost or not ours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import contextlib
import json
import os
from pathlib import Path
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING
import uuid

import pytest

from local_server.engines import Excerpt
from local_server.errors import BusyError, StartError
from local_server.storage import Storage, StoredAudio, _is_sound, _words, default_directory

from .running import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENT = b"what was uploaded" * 1_000

STEPS = """
import os, signal, sys
from pathlib import Path
from local_server import storage as module
from local_server.engines import Excerpt

base, action = Path(sys.argv[1]), sys.argv[2]

def act(directory, deadly):
    lines = 0

    def trace(frame, event, argument):
        nonlocal lines
        if frame.f_code.co_filename != module.__file__:
            return None
        if event in ("line", "return"):
            lines += 1
            if lines == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def add():
        with storage.temporary_file() as path:
            path.write_bytes(Path(sys.argv[3]).read_bytes())
            return storage.add(path, filename="a.wav", suffix=".wav", text="x", pitch=100.0).id

    storage = module.Storage(directory)
    identity = None if action == "add" else add()
    sys.settrace(trace)
    if action == "add":
        identity = add()
    elif action == "choose":
        storage.choose_excerpt(identity, Excerpt(24_000, 72_000, "x", whole=False))
    else:
        storage.delete(identity)
    sys.settrace(None)
    directory.with_suffix(".reported").write_text(identity)

for deadly in range(1, 200):
    child = os.fork()
    if not child:
        act(base / str(deadly), deadly)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        break
    assert status == -signal.SIGKILL, status
print(deadly)
"""


def kill_at_every_line(base: Path, action: str) -> list[Path]:
    """Run an action in many processes, each killed one line later than the one before.

    Returns:
        The directory of each; the last process came to its end.
    """
    source = base / "source"
    source.write_bytes(CONTENT)
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(base), action, str(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        # The processes trace themselves, which coverage would do as well.
        env={name: value for name, value in os.environ.items() if "COV" not in name},
    )
    assert done.returncode == 0, done.stderr
    count = int(done.stdout)
    assert 10 < count < 199
    assert [path.stem for path in base.glob("*.reported")] == [str(count)]
    return [base / str(number) for number in range(1, count + 1)]


def put(storage: Storage, filename: str = "a.wav") -> StoredAudio:
    with storage.temporary_file() as path:
        path.write_bytes(CONTENT)
        return storage.add(path, filename=filename, suffix=".wav", text="你好", pitch=None)


def files(directory: Path) -> set[str]:
    return {path.name for path in (directory / "audio").iterdir()}


def whole(directory: Path) -> list[str]:
    """The ids after a restart; each voice is whole, and nothing is left over."""
    with Storage(directory) as storage:
        stored = storage.entries()
        for audio in stored:
            assert storage.path(audio).read_bytes() == CONTENT
            assert audio.bytes == len(CONTENT)
        assert files(directory) == {
            audio.id + suffix for audio in stored for suffix in (".wav", ".json")
        }
        return [audio.id for audio in stored]


def test_killed_at_every_line_of_adding(tmp_path: Path) -> None:
    directories = kill_at_every_line(tmp_path, "add")
    found = [whole(directory) for directory in directories]
    # Absent at first; whole from some line on, and never absent again.
    counts = [len(ids) for ids in found]
    assert counts == sorted(counts)
    assert set(counts) == {0, 1}
    assert found[-1] == [directories[-1].with_suffix(".reported").read_text()]


def test_killed_at_every_line_of_deleting(tmp_path: Path) -> None:
    counts = [len(whole(directory)) for directory in kill_at_every_line(tmp_path, "delete")]
    assert counts == sorted(counts, reverse=True)
    assert set(counts) == {0, 1}
    assert counts[-1] == 0


def test_killed_at_every_line_of_choosing_a_part(tmp_path: Path) -> None:
    """The part is chosen or it isn't, and the voice is whole."""
    chosen = []
    for directory in kill_at_every_line(tmp_path, "choose"):
        (voice,) = whole(directory)
        written = (directory / "audio" / f"{voice}.json").read_text()
        chosen.append(json.loads(written).get("excerpt"))
    part = {"begin": 1.0, "end": 3.0, "text": "x", "whole": False}
    assert [each for each in chosen if each not in (None, part)] == []
    assert chosen == sorted(chosen, key=lambda each: each is not None)
    assert chosen[-1] == part


def test_a_part_that_is_chosen_while_its_voice_is_deleted_leaves_nothing(tmp_path: Path) -> None:
    with Storage(tmp_path) as one, Storage(tmp_path) as other:
        for _ in range(20):
            voice = put(one)
            part = Excerpt(0, 24_000, "x", whole=False)
            with ThreadPoolExecutor() as threads:
                results = [
                    threads.submit(one.choose_excerpt, voice.id, part),
                    threads.submit(other.delete, voice.id),
                    threads.submit(other.choose_excerpt, voice.id, None),
                ]
            assert results[1].result()
            assert {type(each.result()) for each in results} == {bool}
            assert not one.choose_excerpt(voice.id, part)
        assert files(tmp_path) == set()


def test_a_part_of_a_voice_of_the_first_version_is_kept(tmp_path: Path) -> None:
    one = str(uuid.uuid4())
    first_version(tmp_path, one)
    part = Excerpt(12_000, 72_000, "你", whole=False)
    with Storage(tmp_path) as storage:
        assert storage.excerpt(one) is None
        (tmp_path / "audio" / f"{one}.json").unlink()  # as beside a server of that version
        assert storage.choose_excerpt(one, part)
        assert storage.excerpt(one) == part
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.excerpt(one) == part
        assert [audio.id for audio in storage.entries()] == [one]


def test_order_within_a_second_is_that_of_adding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100, 100, 100, 50])
    monkeypatch.setattr(time, "time", lambda: next(clock))
    with Storage(tmp_path) as storage:
        for name in "abcd":
            put(storage, name)
        assert [audio.filename for audio in storage.entries()] == ["c", "b", "a", "d"]
        ascending = storage.entries(descending=False)
        assert [audio.filename for audio in ascending] == ["d", "a", "b", "c"]
        assert [audio.filename for audio in storage.entries(2)] == ["c", "b"]


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    old = os.umask(0)
    try:
        with Storage(directory) as storage:
            put(storage)
            for path in [directory, *directory.rglob("*")]:
                mode = stat.S_IMODE(path.stat().st_mode)
                assert mode == (0o700 if path.is_dir() else 0o600), path
    finally:
        os.umask(old)


def test_voices_outlive_the_process(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    with Storage(tmp_path) as storage:
        assert storage.get(audio.id) == audio
        assert storage.delete(audio.id)
        assert not storage.delete(audio.id)
        assert storage.get(audio.id) is None


def test_two_servers_may_share_a_directory(tmp_path: Path) -> None:
    """The second does not sweep away what the first is receiving."""
    with Storage(tmp_path) as first, first.temporary_file() as path:
        path.write_bytes(CONTENT)
        with Storage(tmp_path) as second:
            assert path.exists()
            audio = first.add(path, filename="a", suffix=".wav", text="x", pitch=None)
            assert second.get(audio.id) == audio
            assert second.delete(audio.id)
        assert first.get(audio.id) is None


INDEX = ("index.sqlite3", "index.sqlite3-wal", "index.sqlite3-shm")


def snapshot(directory: Path) -> dict[str, bytes]:
    """All files below a directory but those of SQLite's index and lock."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and "sqlite3" not in path.name
    }


def lose(directory: Path) -> None:
    for name in INDEX:
        (directory / name).unlink(missing_ok=True)


def zero(directory: Path) -> None:
    size = (directory / INDEX[0]).stat().st_size
    (directory / INDEX[0]).write_bytes(bytes(size))


def empty(directory: Path) -> None:
    (directory / INDEX[0]).write_bytes(b"")


def spoil(directory: Path) -> None:
    (directory / INDEX[0]).write_bytes(b"What was here is not here anymore. " * 500)


def spoil_the_rest(directory: Path) -> None:
    data = (directory / INDEX[0]).read_bytes()
    (directory / INDEX[0]).write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def cut_short(directory: Path) -> None:
    (directory / INDEX[0]).write_bytes((directory / INDEX[0]).read_bytes()[:5000])


def spoil_a_row(directory: Path) -> None:
    with contextlib.closing(sqlite3.connect(directory / INDEX[0])) as index, index:
        index.execute("UPDATE reference_audio SET text = CAST(x'ff' AS TEXT), suffix = x'00'")


@pytest.mark.parametrize(
    "harm",
    [lose, zero, empty, spoil, spoil_the_rest, cut_short, spoil_a_row],
    ids=lambda f: f.__name__,
)
def test_an_index_that_is_lost_or_damaged_is_made_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    with Storage(tmp_path) as storage:
        for name in "abcd":
            put(storage, name)
        before = storage.entries()
        wanted = snapshot(tmp_path)
    harm(tmp_path)
    for _ in range(2):
        with Storage(tmp_path) as storage:
            assert storage.entries() == before
            assert snapshot(tmp_path) == wanted


def test_a_damaged_index_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Storage(tmp_path) as storage:
        put(storage)
    for number in range(2):
        (tmp_path / INDEX[0]).write_bytes(b"spoiled %d" % number)
        Storage(tmp_path).close()
    assert (tmp_path / "index.sqlite3.damaged").read_bytes() == b"spoiled 0"
    assert (tmp_path / "index.sqlite3.damaged-2").read_bytes() == b"spoiled 1"
    assert "is damaged" in caplog.text


def test_a_damaged_index_that_is_in_use_is_left_to_who_uses_it(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        put(storage)
    with Storage(tmp_path):
        spoil(tmp_path)
        with pytest.raises(StartError, match="another server uses it"):
            Storage(tmp_path)


def test_a_lost_index_is_made_again_beside_another_server(tmp_path: Path) -> None:
    with Storage(tmp_path) as first:
        audio = put(first)
        lose(tmp_path)
        with Storage(tmp_path) as second:
            assert second.entries() == [audio]


def test_a_damaged_lock_keeps_nobody_out(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    (tmp_path / "in-use.sqlite3").write_bytes(b"no lock " * 100)
    with Storage(tmp_path) as storage, Storage(tmp_path) as other:
        assert storage.entries() == other.entries() == [audio]


def test_an_older_index_knows_the_newer_voices_and_not_the_deleted(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        kept, deleted = put(storage, "kept"), put(storage, "deleted")
    shutil.copy(tmp_path / INDEX[0], tmp_path / "copy")
    with Storage(tmp_path) as storage:
        assert storage.delete(deleted.id)
        added = put(storage, "added")
    lose(tmp_path)
    (tmp_path / "copy").rename(tmp_path / INDEX[0])
    wanted = snapshot(tmp_path)
    with Storage(tmp_path) as storage:
        assert {audio.id for audio in storage.entries()} == {kept.id, added.id}
    assert snapshot(tmp_path) == wanted
    assert not any(deleted.id in name for name in wanted)


def first_version(directory: Path, *ids: str) -> None:
    """A store as the first version left it: no descriptions, and an index without a mark."""
    (directory / "audio").mkdir(parents=True)
    with contextlib.closing(sqlite3.connect(directory / INDEX[0])) as index, index:
        index.execute("PRAGMA journal_mode = WAL")
        index.execute(
            "CREATE TABLE reference_audio (number INTEGER PRIMARY KEY AUTOINCREMENT,"
            " id TEXT NOT NULL UNIQUE, filename TEXT NOT NULL, bytes INTEGER NOT NULL,"
            " created_at INTEGER NOT NULL, text TEXT NOT NULL, suffix TEXT NOT NULL, pitch REAL)"
        )
        for one in ids:
            (directory / "audio" / f"{one}.wav").write_bytes(CONTENT)
            index.execute(
                "INSERT INTO reference_audio (id, filename, bytes, created_at, text, suffix, pitch)"
                " VALUES (?, 'a.wav', ?, 1700000000, '你好', '.wav', 101.5)",
                (one, len(CONTENT)),
            )


@pytest.mark.parametrize("first", [True, False])
def test_killed_at_every_line_of_a_start_that_has_work_to_do(
    tmp_path: Path, *, first: bool
) -> None:
    """Describing the voices of the first version, or making the index again, may be cut off."""
    ids = {str(uuid.uuid4()) for _ in range(2)}
    first_version(tmp_path, *ids)
    if not first:
        Storage(tmp_path).close()
        lose(tmp_path)
    program = f"""
import os, signal, sys
from local_server import storage as module
lines = 0
def trace(frame, event, argument):
    global lines
    if frame.f_code.co_filename != module.__file__:
        return None
    lines += 1
    if lines == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return trace
sys.settrace(trace)
module.Storage(module.Path({str(tmp_path)!r})).close()
"""
    environment = {name: value for name, value in os.environ.items() if "COV" not in name}
    for deadly in (*range(5, 400, 53), 10_000):
        command = [sys.executable, "-c", program, str(deadly)]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        assert done.returncode in (0, -signal.SIGKILL)
        assert {path.stem for path in (tmp_path / "audio").glob("*.wav")} == ids
    assert done.returncode == 0
    with Storage(tmp_path) as storage:
        assert {(audio.id, audio.text) for audio in storage.entries()} == {
            (one, "你好") for one in ids
        }


def test_voices_of_the_first_version_are_described(tmp_path: Path) -> None:
    ids = [str(uuid.uuid4()), str(uuid.uuid4()), "voice-of-mine"]
    first_version(tmp_path, *ids)
    with Storage(tmp_path) as storage:
        before = storage.entries()
        assert [audio.id for audio in before] == ids[::-1]
        assert before[0].text == "你好"
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == before


def test_a_transcript_of_the_first_version_outlives_its_recording(tmp_path: Path) -> None:
    """A recording that is away, on a disk that isn't there, comes back with its text."""
    one = str(uuid.uuid4())
    first_version(tmp_path, one)
    recording = tmp_path / "audio" / f"{one}.wav"
    recording.unlink()
    with Storage(tmp_path) as storage:
        assert storage.entries() == []
    recording.write_bytes(CONTENT)
    with Storage(tmp_path) as storage:
        assert [(audio.id, audio.text) for audio in storage.entries()] == [(one, "你好")]


def test_recordings_that_only_their_names_tell_of_stay(tmp_path: Path) -> None:
    """The first version kept transcripts in the index alone; the sound outlives that."""
    one = str(uuid.uuid4())
    first_version(tmp_path, one)
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == []
    assert (tmp_path / "audio" / f"{one}.wav").read_bytes() == CONTENT


def test_what_is_not_of_this_server_stays_and_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """`--data-dir Music`, where a folder audio is already."""
    audio = tmp_path / "audio"
    (audio / "album").mkdir(parents=True)
    (audio / "album" / "track.wav").write_bytes(b"t")
    (audio / f"{uuid.uuid4()}.part").mkdir()
    os.mkfifo(audio / f"{uuid.uuid4()}.json")
    names = ["song.mp3", "orphan.wav", "upload.part", "a.json", "b.deleted", "c.json.part"]
    names += [f"{uuid.uuid4()}.wav", f"{uuid.uuid4()}.json", f"{uuid.uuid1()}.part"]
    names += [f"{str(uuid.uuid4()).upper()}.part", "index.sqlite3", ".hidden", "caf\udce9.mp3"]
    for name in names:
        (audio / name).write_bytes(b"x")
    (audio / "link.part").symlink_to(audio / "song.mp3")
    mode = audio.stat().st_mode
    before, everything = snapshot(tmp_path), sorted(audio.rglob("*"))
    with Storage(tmp_path) as storage:
        kept = put(storage)
        assert storage.entries() == [kept]
        assert storage.delete(kept.id)
    assert snapshot(tmp_path) == before
    assert sorted(audio.rglob("*")) == everything
    assert audio.stat().st_mode == mode
    (line,) = [record.getMessage() for record in caplog.records if "left alone" in record.msg]
    assert "'.hidden'" in line
    assert "more" in line


def test_unfinished_uploads_of_this_server_are_removed(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        kept = put(storage)
    one, two = uuid.uuid4(), uuid.uuid4()
    for name in (f"{one}.part", f"{two}.json.part", f"{kept.id}.part"):
        (tmp_path / "audio" / name).write_bytes(b"x")
    with Storage(tmp_path) as storage:
        assert storage.entries() == [kept]
    assert files(tmp_path) == {f"{kept.id}.wav", f"{kept.id}.json"}


def test_a_voice_whose_file_is_gone_is_not_listed_until_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Storage(tmp_path) as storage:
        kept, lost = put(storage), put(storage)
        storage.path(lost).unlink()
    with Storage(tmp_path) as storage:
        assert storage.entries() == [kept]
        storage.path(lost).write_bytes(CONTENT)
    assert lost.id in caplog.text
    with Storage(tmp_path) as storage:
        assert storage.entries() == [lost, kept]


def test_a_deletion_that_was_cut_off_is_carried_out_without_an_index(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        kept, deleted = put(storage), put(storage)
    description = tmp_path / "audio" / f"{deleted.id}.json"
    description.rename(description.with_suffix(".deleted"))
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == [kept]
    assert files(tmp_path) == {f"{kept.id}.wav", f"{kept.id}.json"}


def test_files_that_are_put_back_are_voices_again(tmp_path: Path) -> None:
    """From a backup of the folder audio, into a new store or over a deletion that was cut off."""
    with Storage(tmp_path / "old") as storage:
        audio = put(storage)
    shutil.copytree(tmp_path / "old" / "audio", tmp_path / "new" / "audio")
    (tmp_path / "new" / "audio" / f"{audio.id}.deleted").touch()
    with Storage(tmp_path / "new") as storage:
        assert storage.entries() == [audio]
    assert files(tmp_path / "new") == {f"{audio.id}.wav", f"{audio.id}.json"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda _: b"[" * 100_000,
        lambda data: data.replace(b'"format": 1', b'"format": "1"'),
        lambda data: data.replace(b'"created_at": 1', b'"created_at": 1' + b"0" * 30),
        lambda data: data.replace("你好".encode(), b"\\ud800"),
        lambda data: data.replace(b'"suffix": ".wav"', b'"suffix": "/../../x"'),
        lambda data: data.replace(b'"pitch": null', b'"pitch": NaN'),
        lambda data: data.replace(b'"id": "', b'"id": "0'),
    ],
)
def test_a_damaged_description_loses_no_voice(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    description = tmp_path / "audio" / f"{audio.id}.json"
    damaged = harm(description.read_bytes())
    assert damaged != description.read_bytes()
    description.write_bytes(damaged)
    with Storage(tmp_path) as storage:
        assert storage.entries() == [audio]
    assert Path(f"{description}.damaged").read_bytes() == damaged
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == [audio]


def test_a_damaged_description_without_an_index_is_left(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    (tmp_path / "audio" / f"{audio.id}.json").write_bytes(b"{")
    lose(tmp_path)
    before = snapshot(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == []
    assert snapshot(tmp_path) == before


def test_a_description_of_a_newer_version_is_left(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    description = tmp_path / "audio" / f"{audio.id}.json"
    newer = description.read_bytes().replace(b'"format": 1', b'"format": 2')
    description.write_bytes(newer)
    with Storage(tmp_path) as storage:
        assert storage.entries() == [audio]
    assert description.read_bytes() == newer


def test_a_transcript_may_be_corrected_by_hand(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    description = tmp_path / "audio" / f"{audio.id}.json"
    description.write_text(description.read_text("utf-8").replace("你好", "再见"), "utf-8")
    with Storage(tmp_path) as storage:
        assert [stored.text for stored in storage.entries()] == ["再见"]


def test_a_recording_of_another_size_is_said_and_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
        storage.path(audio).write_bytes(b"short")
    with Storage(tmp_path) as storage:
        assert [stored.bytes for stored in storage.entries()] == [5]
    assert "5 bytes instead of 17000" in caplog.text


def test_two_descriptions_of_one_voice_are_one_voice(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        audio = put(storage)
    copy = tmp_path / "audio" / f"{audio.id} (copy).json"
    shutil.copy(tmp_path / "audio" / f"{audio.id}.json", copy)
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        assert storage.entries() == [audio]
    assert copy.exists()


def make_foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as index, index:
        index.execute("CREATE TABLE songs (title TEXT)")
        index.execute("INSERT INTO songs VALUES ('mine')")


def make_alike(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as index, index:
        index.execute("CREATE TABLE reference_audio (title TEXT)")


def make_marked(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as index, index:
        index.execute("PRAGMA application_id = 77")


def make_text(path: Path) -> None:
    path.write_text("an index of my own")


@pytest.mark.parametrize("make", [make_foreign, make_alike, make_marked, make_text])
def test_an_index_of_another_program_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / INDEX[0])
    before = (tmp_path / INDEX[0]).read_bytes()
    with pytest.raises(
        StartError, match=r"index\.sqlite3 isn't an index of this server"
    ) as refused:
        Storage(tmp_path)
    assert "--data-dir" in str(refused.value)
    assert (tmp_path / INDEX[0]).read_bytes() == before


def test_an_index_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with Storage(tmp_path) as storage:
        put(storage)
    with contextlib.closing(sqlite3.connect(tmp_path / INDEX[0])) as index:
        index.execute("PRAGMA user_version = 9")
    with pytest.raises(StartError, match="newer version"):
        Storage(tmp_path)


def test_default_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    name = Path("cosyvoice-home", "local-server")
    monkeypatch.setenv("HOME", "/home/xxxx")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_directory() == Path("/data") / name
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_directory() == Path("/home/xxxx/.local/share") / name
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_directory() == Path("/home/xxxx/Library/Application Support") / name
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert default_directory() == Path("/local") / name
    monkeypatch.setenv("COSYVOICE_DATA_DIR", "~/voices")
    assert default_directory() == Path("/home/xxxx/voices")


def test_platform_that_cannot_sync_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with Storage(tmp_path) as storage:
        assert storage.get(put(storage).id) is not None


@pytest.mark.parametrize(
    ("row", "sound"),
    [
        (("a", "b.wav", 1, 2, "c", ".wav", None), True),
        (("a", "b.wav", "1", 2, "c", ".wav", None), False),
        (("../a", "b.wav", 1, 2, "c", ".wav", 1.5), False),
        (("a",), False),
    ],
)
def test_a_row_has_what_its_columns_are_for(row: tuple[object, ...], *, sound: bool) -> None:
    assert _is_sound(row) is sound


def test_an_index_that_another_holds_is_busy_and_not_broken(tmp_path: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "index", timeout=0)) as one,
        contextlib.closing(sqlite3.connect(tmp_path / "index", timeout=0)) as other,
    ):
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError, match="try again later"), _words():
            other.execute("BEGIN EXCLUSIVE")


def test_name_and_transcript_are_changed_in_the_description_and_in_the_index(
    tmp_path: Path,
) -> None:
    part = Excerpt(0, 24_000, "Good", whole=False)
    with Storage(tmp_path) as storage:
        one = put(storage).id
        storage.choose_excerpt(one, part)
        changed = storage.describe(one, filename="Anna.wav", text="Good morning")
        assert changed == storage.get(one)
        assert storage.excerpt(one) == part  # what else is known of it stays
        (tmp_path / "audio" / f"{one}.json").write_text("damaged")
        storage.describe(one, filename="Anne.wav", text="Good evening")
    lose(tmp_path)
    with Storage(tmp_path) as storage:
        found = storage.get(one)
        assert found is not None
        assert (found.filename, found.text) == ("Anne.wav", "Good evening")
        (tmp_path / "audio" / f"{one}.wav").unlink()
        assert storage.describe(one, filename="x.wav", text="x") is None
        assert storage.describe("none", filename="x.wav", text="x") is None
