"""What can only be written into is told from what can be replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path
import socket
import stat
import sys

import pytest

from desktop_app.system.live_outputs import (
    descriptor_of,
    is_block_device,
    is_live,
    is_pipe,
    opened,
)
from tests.programs import running


def test_pipes_devices_sockets_and_descriptors_are_live(tmp_path: Path) -> None:
    pipe, link, bound = tmp_path / "pipe", tmp_path / "link", tmp_path / "socket"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(bound))
        live = (pipe, link, bound, Path("/dev/null"), Path("/dev/full"), Path("/dev/fd/1"))
        assert [path for path in live if not is_live(path)] == []
    assert is_pipe(pipe)
    assert is_pipe(link)
    assert not is_pipe(Path("/dev/null"))
    assert not is_block_device(Path("/dev/null"))


def test_files_folders_and_what_is_not_there_are_not(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to("missing")
    (tmp_path / "circle").symlink_to("circle")
    still = (
        *(file, link, tmp_path, tmp_path / "missing", file / "within", tmp_path / "circle"),
        *(tmp_path / ("x" * 300), Path("nul\0character"), Path(), Path("1")),
    )
    assert [path for path in still if is_live(path)] == []
    assert [path for path in still if is_pipe(path) or is_block_device(path)] == []


def test_a_file_without_a_name_is_live(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file, running(["sleep", "60"], stdin=file) as other:
        named = Path(f"/proc/{other.pid}/fd/0")
        assert not is_live(named)
        path.unlink()
        assert is_live(named)


def test_every_name_of_a_descriptor_is_known(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stderr")
    (tmp_path / "folder").symlink_to("/dev/fd")
    names = {
        "/dev/stdout": 1,
        "/dev/stderr": 2,
        "/dev/../dev/fd/7": 7,
        "/proc/self/fd/3": 3,
        f"/proc/{os.getpid()}/fd/4": 4,
        "/proc/thread-self/fd/5": 5,
        str(tmp_path / "link"): 2,
        str(tmp_path / "folder" / "9"): 9,
        "/dev/fd": None,
        "/dev/fd/x": None,
        "/dev/null": None,
        "/proc/1/fd/1": None,
        str(tmp_path / "1"): None,
    }
    assert {name: descriptor_of(Path(name)) for name in names} == names


def test_a_descriptor_goes_on_where_it_is_and_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb", buffering=0) as file:
        file.write(b"before ")
        with opened(Path(f"/dev/fd/{file.fileno()}")) as descriptor:
            os.write(descriptor, b"within ")
        file.write(b"after")
    assert path.read_bytes() == b"before within after"


def test_a_socket_that_is_a_descriptor_is_written_into() -> None:
    here, there = socket.socketpair()
    with here, there, opened(Path(f"/dev/fd/{here.fileno()}")) as descriptor:
        os.write(descriptor, b"x")
        assert there.recv(1) == b"x"


def test_a_pipe_without_a_reader_does_not_block(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def attempt() -> None:
        with opened(pipe):
            pass

    with pytest.raises(OSError, match="pipe") as caught:
        attempt()
    assert caught.value.errno == errno.ENXIO
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with opened(pipe) as descriptor:
            assert os.get_blocking(descriptor)
    finally:
        os.close(reader)


def test_a_device_is_opened_and_stays_one(tmp_path: Path) -> None:
    del tmp_path
    with opened(Path("/dev/null")) as descriptor:
        os.write(descriptor, b"x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_device_of_windows_is_opened_as_one_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has neither pipes in folders nor the flags that these need."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "O_BINARY", 0, raising=False)
    monkeypatch.delattr(os, "O_NONBLOCK")
    monkeypatch.delattr(os, "set_blocking")
    with opened(Path(os.devnull)) as descriptor:
        assert os.write(descriptor, b"gone") == 4
