"""A file is written whole, with the right permissions, or not at all."""

from __future__ import annotations

from contextlib import suppress
import errno
import os
from pathlib import Path
import stat
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
_ATTEMPT = """
from pathlib import Path
from desktop_app.system.whole_files import replacing
def write(name):
    try:
        with replacing(Path(name)) as file:
            file.write(b"after")
        print("written")
    except OSError as error:
        print(type(error).__name__, error.filename)
"""


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_is_as_it_was_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with replacing(path) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_a_file_that_is_not_finished_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")

    def write() -> None:
        with replacing(path) as file:
            file.write(b"aft")
            raise error

    with pytest.raises(type(error)):
        write()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_are_those_asked_for_or_those_there_were(tmp_path: Path) -> None:
    path = tmp_path / "file"
    before = os.umask(0o027)
    try:
        with replacing(path):
            pass
        assert mode(path) == 0o640
        path.chmod(0o604)
        with replacing(path):
            pass
        assert mode(path) == 0o604
        with replacing(path, mode=0o600) as file:
            assert mode(next(tmp_path.glob(".file.*"))) == 0o600  # before it is whole, too
            file.write(b"x")
        assert mode(path) == 0o600
        assert os.umask(0o027) == 0o027  # it was only looked at
    finally:
        os.umask(before)


def test_a_link_stays_and_leads_to_what_is_new(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"before")
    link.symlink_to(real)
    with replacing(link) as file:
        file.write(b"after")
    assert link.is_symlink()
    assert real.read_bytes() == b"after"


def write(path: Path, data: bytes = b"after", **how: int) -> None:
    with replacing(path, **how) as file:
        file.write(data)


def refused(path: Path, data: bytes = b"after") -> OSError:
    """The error of a file that can't be written."""
    with pytest.raises(OSError) as caught:  # noqa: PT011 - the test looks at it
        write(path, data)
    return caught.value


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe)
        assert os.read(reader, 100) == b"after"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_pipe_without_a_reader_is_an_error_that_names_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    error = refused(pipe)
    assert (error.errno, error.filename) == (errno.ENXIO, str(pipe))


def test_a_full_device_is_an_error_and_stays_a_device(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("/dev/full")
    for path in (Path("/dev/full"), link):
        before = path.stat()
        error = refused(path)
        assert (error.errno, error.filename) == (errno.ENOSPC, str(path))
        assert (path.stat().st_ino, path.stat().st_rdev) == (before.st_ino, before.st_rdev)
    assert link.is_symlink()


def test_an_open_descriptor_is_written_into(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("ab", buffering=0) as file:
        file.write(b"before ")
        write(Path(f"/dev/fd/{file.fileno()}"))
        file.write(b" and more")
    assert path.read_bytes() == b"before after and more"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no/such/folder/a.wav", "file/a.wav", "x" * 300, "circle"])
def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    before = sorted(tmp_path.iterdir())
    error = refused(tmp_path / name)
    assert error.filename == str(tmp_path / name)
    assert ".part" not in str(error)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a.wav"
    folder.mkdir()
    assert isinstance(refused(folder), IsADirectoryError)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    for name in ("x" * 251 + ".wav", "好" * 83 + ".wav"):
        write(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"after"


def test_a_link_to_what_is_not_there_yet_stays(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("real")
    write(link)
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"after"


def test_other_names_of_a_file_have_the_new_content_too(tmp_path: Path) -> None:
    path, other = tmp_path / "file", tmp_path / "other"
    path.write_bytes(b"what was there before is longer")
    os.link(path, other)
    write(path)
    assert other.read_bytes() == b"after"
    assert path.samefile(other)
    write(path, b"and now it is longer again than before")
    assert other.read_bytes() == b"and now it is longer again than before"
    assert sorted(tmp_path.iterdir()) == [path, other]


def test_a_file_with_other_names_stays_if_the_new_one_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    os.link(path, tmp_path / "other")

    def broken() -> None:
        with replacing(path) as file:
            file.write(b"aft")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert path.read_bytes() == b"before"


def test_owner_and_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    path.chmod(0o640)
    with suppress(OSError):  # not every file system has them
        os.setxattr(path, "user.note", b"mine")
    attributes = os.listxattr(path)
    if os.getuid() == 0:
        os.chown(path, 1234, 2345)
    before = path.stat()
    write(path)
    after = path.stat()
    assert path.read_bytes() == b"after"
    assert after.st_ino != before.st_ino  # it was replaced, not written into
    assert (after.st_uid, after.st_gid, after.st_mode) == (
        before.st_uid,
        before.st_gid,
        before.st_mode,
    )
    assert os.listxattr(path) == attributes


def as_nobody(what: str, folder: Path) -> str:
    """What Python code prints as a user who is not root."""
    code = f"import os\nif os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n{what}"
    done = subprocess.run(
        [sys.executable, "-c", f"{_ATTEMPT}\n{code}"],
        cwd=folder,
        # Coverage would write where a stranger may not.
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_file_in_a_folder_that_takes_no_other_is_written(open_folder: Path) -> None:
    path = open_folder / "file"
    path.write_bytes(b"before, and longer")
    path.chmod(0o666)
    open_folder.chmod(0o555)
    assert as_nobody("write('file')", open_folder) == "written"
    assert path.read_bytes() == b"after"
    assert as_nobody("write('new')", open_folder) == "PermissionError new"
    assert list(open_folder.iterdir()) == [path]


def test_a_file_that_may_not_be_written_is_not_replaced(open_folder: Path) -> None:
    path = open_folder / "file"
    path.write_bytes(b"before")
    path.chmod(0o444)
    open_folder.chmod(0o777)
    assert as_nobody("write('file')", open_folder) == "PermissionError file"
    assert path.read_bytes() == b"before"
    assert list(open_folder.iterdir()) == [path]


@pytest.mark.skipif(os.getuid() != 0, reason="gives a file to another user")
def test_a_file_of_somebody_else_stays_theirs(open_folder: Path) -> None:
    path = open_folder / "file"
    path.write_bytes(b"before")
    path.chmod(0o666)
    open_folder.chmod(0o1777)  # as /tmp: nobody replaces the files of others there
    assert as_nobody("write('file')", open_folder) == "written"
    assert path.read_bytes() == b"after"
    assert path.stat().st_uid == 0
