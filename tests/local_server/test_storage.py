"""Storage: order, modes, and a real kill -9 at every line of adding and deleting."""

from __future__ import annotations

import os
from pathlib import Path
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from local_server.storage import Storage, StoredAudio, default_directory

from .running import ROOT

if TYPE_CHECKING:
    import pytest

CONTENT = b"what was uploaded" * 1_000

STEPS = """
import os, signal, sys
from pathlib import Path
from local_server import storage as module

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
        assert files(directory) == {storage.path(audio).name for audio in stored}
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


def test_a_voice_whose_file_is_gone_is_dropped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Storage(tmp_path) as storage:
        kept, lost = put(storage), put(storage)
        storage.path(lost).unlink()
    (tmp_path / "audio" / "orphan.wav").write_bytes(b"x")
    (tmp_path / "audio" / "upload.part").write_bytes(b"x")
    with Storage(tmp_path) as storage:
        assert storage.entries() == [kept]
        assert files(tmp_path) == {storage.path(kept).name}
    assert lost.id in caplog.text


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


def test_platform_that_cannot_sync_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with Storage(tmp_path) as storage:
        assert storage.get(put(storage).id) is not None
