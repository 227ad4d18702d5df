"""The zip of a release: what HACS unpacks into a folder is an integration, whole by itself."""

from __future__ import annotations

import json
import os
from pathlib import Path
import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.hassfest.integration import ROOT, Integration


def build(output: Path) -> Path:
    subprocess.run(
        [sys.executable, ROOT / "script/integration_zip.py", output],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1800000000"},
    )
    return output


@pytest.fixture
def archive(tmp_path: Path) -> ZipFile:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    return ZipFile(build(tmp_path / "cosyvoice.zip"))


def test_its_root_is_what_the_folder_holds(archive: ZipFile) -> None:
    assert json.loads(archive.read("manifest.json")) == Integration().manifest
    assert {"__init__.py", "translations/en.json", "services.yaml"} <= set(archive.namelist())


def test_the_license_is_in_it(archive: ZipFile) -> None:
    assert archive.read("LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_client_is_in_it(archive: ZipFile) -> None:
    client = [path.name for path in (ROOT / "shared_client").glob("*.py")]
    assert client
    for name in client:
        assert archive.read(f"shared_client/{name}") == (ROOT / "shared_client" / name).read_bytes()


def test_it_holds_plain_files_alone(archive: ZipFile) -> None:
    for entry in archive.infolist():
        assert not entry.is_dir()
        assert entry.external_attr >> 16 == 0o644
        assert not {"..", "__pycache__", ""} & set(Path(entry.filename).parts)


def test_the_same_commit_makes_the_same_bytes(archive: ZipFile, tmp_path: Path) -> None:
    again = build(tmp_path / "again.zip")
    assert again.read_bytes() == Path(str(archive.filename)).read_bytes()
