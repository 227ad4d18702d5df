"""A model is installed whole or not at all, and nothing that isn't ours is touched."""

from __future__ import annotations

from dataclasses import replace
import errno
import hashlib
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from local_server.installing.errors import InstallError
from local_server.installing.installation import install, remove, sources
from local_server.installing.manifest import File
from local_server.installing.places import Place, State, installed
from tests.local_server.installing.host import FILES, Host, archive_of, noise

if TYPE_CHECKING:
    from collections.abc import Callable


HOLD = """
import fcntl, sys
with open(sys.argv[1], "a") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def nothing(_have: int, _total: int) -> None:
    """Progress that nobody looks at."""


def given(host: Host, folder: Path) -> Path:
    """A folder with all that is on a host."""
    for path, data in host.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


async def test_a_model_is_installed_whole(place: Place) -> None:
    said: list[tuple[int, int]] = []
    await install(place, lambda have, total: said.append((have, total)))
    assert place.state() is State.INSTALLED
    assert installed(place.folder, "test") == place.final
    for path, size in FILES.items():
        assert (place.final / path).read_bytes() == noise(path, size)
    assert (place.final / "inner.onnx").read_bytes() == noise("inner", 5_000)
    names = {path.name for path in place.final.rglob("*") if path.is_file()}
    assert names == {"model.onnx", "one.bin", "inner.onnx", "complete.json"}
    assert not place.staging.exists()
    have = [each for each, _ in said]
    assert have == sorted(have)
    assert said[-1] == (place.model.size, place.model.size)


async def test_what_is_installed_is_not_downloaded_again(host: Host, place: Place) -> None:
    await install(place, nothing)
    host.asked.clear()
    await install(place, nothing)
    assert host.asked == []


async def test_a_failure_in_the_middle_keeps_what_came_and_installs_nothing(
    host: Host, place: Place
) -> None:
    host.status["voices/one.bin"] = 500
    with pytest.raises(InstallError, match=r"the server answered 500"):
        await install(place, nothing)
    assert place.state() is State.PARTIAL
    assert installed(place.folder, "test") is None
    host.status.clear()
    host.asked.clear()
    await install(place, nothing)
    assert place.state() is State.INSTALLED
    assert ("model.onnx", "") not in host.asked


async def test_a_download_that_brought_nothing_is_no_part_of_one(host: Host, place: Place) -> None:
    host.status["model.onnx"] = 500
    with pytest.raises(InstallError):
        await install(place, nothing)
    assert place.size() == 0
    assert place.state() is State.ABSENT


async def test_a_damaged_model_is_put_right_with_what_is_missing(host: Host, place: Place) -> None:
    await install(place, nothing)
    (place.final / "voices/one.bin").unlink()
    (place.final / "notes.txt").write_text("mine", encoding="utf-8")
    assert place.state() is State.DAMAGED
    assert installed(place.folder, "test") is None
    host.asked.clear()
    await install(place, nothing)
    assert place.state() is State.INSTALLED
    assert ("model.onnx", "") not in host.asked
    assert (place.final / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (place.folder / ".test.old").exists()


@pytest.mark.parametrize("name", ["voices/one.bin", "inner.onnx"])
async def test_a_file_whose_bytes_changed_is_put_right(host: Host, place: Place, name: str) -> None:
    await install(place, nothing)
    path = next(place.final.rglob(Path(name).name))
    good = path.read_bytes()
    path.write_bytes(bytes(len(good)))
    assert place.state() is State.INSTALLED  # sizes alone don't show it
    host.asked.clear()
    await install(place, nothing)
    assert path.read_bytes() == good
    assert ("model.onnx", "") not in host.asked


async def test_a_marker_without_checksums_of_an_archive_goes_by_sizes(
    host: Host, place: Place
) -> None:
    await install(place, nothing)
    marker = place.final / "complete.json"
    noted = json.loads(marker.read_text(encoding="utf-8"))
    del noted["sha256"]
    marker.write_text(json.dumps(noted), encoding="utf-8")
    host.asked.clear()
    await install(place, nothing)
    assert not host.asked


async def test_another_version_replaces_what_is_there_only_once_it_is_whole(
    host: Host, place: Place
) -> None:
    await install(place, nothing)
    first, *others = place.model.files
    newer = noise("newer", 1_000)
    host.files["newer.onnx"] = newer
    changed = replace(
        first,
        size=len(newer),
        sha256=hashlib.sha256(newer).hexdigest(),
        sources=(f"{host.url}/newer.onnx",),
    )
    next_place = Place(replace(place.model, files=(changed, *others)), place.folder)
    assert next_place.state() is State.OUTDATED
    assert installed(place.folder, "test") == place.final
    host.status["newer.onnx"] = 404
    with pytest.raises(InstallError):
        await install(next_place, nothing)
    assert installed(place.folder, "test") == place.final
    host.status.clear()
    (place.final / "notes.txt").write_text("mine", encoding="utf-8")
    await install(next_place, nothing)
    assert (place.final / "model.onnx").read_bytes() == newer
    assert (place.final / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert next_place.state() is State.INSTALLED


async def test_a_folder_serves_a_computer_without_a_network(
    host: Host, place: Place, tmp_path: Path
) -> None:
    folder = given(host, tmp_path / "stick")
    await install(place, nothing, folder=folder)
    assert place.state() is State.INSTALLED
    assert host.asked == []
    assert (folder / "model.onnx").exists()


async def test_a_folder_may_have_the_files_under_the_names_of_their_sources(
    host: Host, place: Place, tmp_path: Path
) -> None:
    first, *others = place.model.files
    renamed = replace(first, sources=(f"{host.url}/release/model-v1.int8.onnx",))
    place = Place(replace(place.model, files=(renamed, *others)), place.folder)
    folder = given(host, tmp_path / "stick")
    (folder / "model.onnx").rename(folder / "model-v1.int8.onnx")
    (folder / "voices/one.bin").rename(folder / "one.bin")
    await install(place, nothing, folder=folder)
    assert place.state() is State.INSTALLED


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda file: file.unlink(), "file_missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"), "file_wrong"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "file_wrong"),
    ],
)
async def test_a_folder_without_the_right_files_is_told_by_their_names(
    host: Host, place: Place, tmp_path: Path, spoil: Callable[[Path], object], key: str
) -> None:
    folder = given(host, tmp_path / "stick")
    spoil(folder / "voices/one.bin")
    with pytest.raises(InstallError, match=r"one\.bin") as raised:
        await install(place, nothing, folder=folder)
    assert raised.value.key == key
    assert installed(place.folder, "test") is None


@pytest.mark.parametrize("archive", [noise("none", 500), archive_of({"other": b"x"})])
async def test_an_archive_without_what_is_needed_is_told_and_leaves_nothing_half(
    host: Host, place: Place, archive: bytes
) -> None:
    *others, packed = place.model.files
    host.files[packed.path] = archive
    digest = hashlib.sha256(archive).hexdigest()
    spoiled = replace(packed, size=len(archive), sha256=digest)
    place = Place(replace(place.model, files=(*others, spoiled)), place.folder)
    with pytest.raises(InstallError, match=r"Can't unpack packed\.tar\.bz2") as raised:
        await install(place, nothing)
    assert raised.value.key == "not_unpacked"
    assert not (place.staging / "inner.onnx").exists()


async def test_too_little_room_is_told_before_anything_is_downloaded(
    host: Host, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=place.model.size - 1)
    monkeypatch.setattr("local_server.installing.installation.shutil.disk_usage", lambda _: usage)
    with pytest.raises(InstallError, match="The disk is full"):
        await install(place, nothing)
    assert host.asked == []


async def test_a_disk_that_fills_up_keeps_what_came(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("local_server.installing.download.os.fsync", full)
    with pytest.raises(InstallError) as raised:
        await install(place, nothing)
    assert raised.value.key == "disk_full"
    assert (place.staging / "model.onnx.part").stat().st_size == FILES["model.onnx"]


async def test_a_folder_that_cannot_be_written_is_told(place: Place) -> None:
    place.folder.write_text("a file", encoding="utf-8")
    with pytest.raises(InstallError) as raised:
        await install(place, nothing)
    assert raised.value.key == "folder_not_usable"


async def test_two_programs_do_not_install_the_same_at_once(place: Place) -> None:
    place.folder.mkdir()
    holder = subprocess.Popen(  # noqa: ASYNC220 - it is there at once
        [sys.executable, "-c", HOLD, str(place.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(InstallError, match="Another program"):
            await install(place, nothing)
        with pytest.raises(InstallError, match="Another program"):
            remove(place)
        holder.kill()
    await install(place, nothing)
    assert place.state() is State.INSTALLED


@pytest.mark.parametrize("step", range(4))
async def test_a_kill_at_any_step_of_the_end_leaves_a_whole_model_or_one_to_continue(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    await install(place, nothing)
    (place.final / "complete.json").write_text("{}", encoding="utf-8")

    class Killed(BaseException):
        pass

    left = step
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise Killed
        left -= 1
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    try:
        await install(place, nothing)
    except Killed:
        assert installed(place.folder, "test") is None
    monkeypatch.setattr(Path, "rename", real)
    await install(place, nothing)
    assert place.state() is State.INSTALLED


async def test_a_model_is_removed_and_what_is_not_part_of_it_stays(place: Place) -> None:
    await install(place, nothing)
    (place.final / "voices/mine.bin").write_bytes(b"mine")
    assert remove(place) == [place.final / "voices/mine.bin"]
    assert place.state() is State.ABSENT
    assert (place.final / "voices/mine.bin").read_bytes() == b"mine"
    shutil.rmtree(place.final)
    await install(place, nothing)
    assert remove(place) == []
    assert not place.final.exists()


async def test_what_was_downloaded_in_part_is_removed_too(host: Host, place: Place) -> None:
    host.status["voices/one.bin"] = 500
    with pytest.raises(InstallError):
        await install(place, nothing)
    assert remove(place) == []
    assert place.state() is State.ABSENT
    with pytest.raises(InstallError, match="isn't installed"):
        remove(place)


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (None, ("https://a.org/x", "https://b.cn/x")),
        ("b.cn", ("https://b.cn/x", "https://a.org/x")),
        ("https://c.net/folder/", ("https://c.net/folder/voices/x",)),
    ],
)
def test_a_wished_source_comes_first_and_an_address_alone(
    wanted: str | None, asked: tuple[str, ...]
) -> None:
    file = File("voices/x", 1, "", ("https://a.org/x", "https://b.cn/x"))
    assert sources(file, wanted) == asked


@pytest.mark.parametrize("wanted", ["http://localhost/", "ftp://x", "nowhere.org", " "])
async def test_a_source_that_cannot_be_one_is_refused(
    host: Host, place: Place, wanted: str
) -> None:
    with pytest.raises(InstallError, match="can't be a source"):
        await install(place, nothing, source=wanted)
    assert host.asked == []


async def test_a_part_of_the_name_of_a_host_is_a_source(host: Host, place: Place) -> None:
    await install(place, nothing, source="LOCAL")
    assert place.state() is State.INSTALLED
    assert host.asked


async def test_the_marker_names_what_was_downloaded(place: Place) -> None:
    await install(place, nothing)
    noted = json.loads((place.final / "complete.json").read_text(encoding="utf-8"))
    assert noted["downloads"] == {file.path: file.sha256 for file in place.model.files}
