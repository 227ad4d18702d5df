"""How a bundle is packed for a release."""

from __future__ import annotations

import platform
import tarfile
from typing import TYPE_CHECKING
import zipfile

import pytest

from script.bundle_archive import pack, version
from shared_client import __version__

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "cosyvoice-home"
    (folder / "_internal").mkdir(parents=True)
    (folder / "cosyvoice").write_bytes(b"a program")
    (folder / "cosyvoice").chmod(0o755)
    (folder / "_internal" / "library.so").write_bytes(b"a library" * 1_000)
    (folder / "_internal" / "link.so").symlink_to("library.so")
    return folder


def test_a_tar_keeps_programs_and_links_and_names_nobody(bundle: Path) -> None:
    archive = pack(bundle, "linux", 1_700_000_000)
    machine = platform.machine().lower()
    assert archive.name == f"cosyvoice-home-{__version__}-linux-{machine}.tar.xz"
    first = archive.read_bytes()
    (bundle / "cosyvoice").touch()
    assert pack(bundle, "linux", 1_700_000_000).read_bytes() == first
    with tarfile.open(archive) as tar:
        members = {member.name: member for member in tar}
    assert members["cosyvoice-home/cosyvoice"].mode & 0o111
    assert members["cosyvoice-home/_internal/link.so"].linkname == "library.so"
    assert {(m.uid, m.uname, m.mtime) for m in members.values()} == {(0, "", 1_700_000_000)}


def test_windows_gets_a_zip(bundle: Path) -> None:
    archive = pack(bundle, "windows", 1_700_000_000)
    assert archive.suffix == ".zip"
    with zipfile.ZipFile(archive) as file:
        assert "cosyvoice-home/_internal/library.so" in file.namelist()
        assert file.read("cosyvoice-home/cosyvoice") == b"a program"


def test_its_version_is_that_of_the_code() -> None:
    assert version() == __version__
