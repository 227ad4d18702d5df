"""Only tests that are marked listen and are tried again; what happened to the others is noted."""

from __future__ import annotations

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

tries = []

@pytest.mark.audio
def test_heard(sound_server):
    with sound_server.recording():
        pass
    tries.append(1)
    assert len(tries) == 2

def test_not_marked(sound_server):
    with sound_server.recording():
        pass

def test_usual():
    raise ValueError

@pytest.mark.skip(reason="no such animal")
def test_left_out():
    pass

def test_left_out_by_itself():
    pytest.skip("not on Mondays")
"""


def test_only_a_test_that_is_marked_listens_and_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    notes = noted(tmp_path, "-p", "tests.conftest", "--numprocesses", "2")
    assert notes == {
        "passed": 1,
        "failed": ["test_it.py::test_not_marked", "test_it.py::test_usual"],
        "again": ["test_it.py::test_heard"],
        "skipped": [
            ["test_it.py::test_left_out", "no such animal"],
            ["test_it.py::test_left_out_by_itself", "not on Mondays"],
        ],
    }


def test_what_cannot_be_collected_has_failed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("import nothing_of_this_name")
    assert noted(tmp_path)["failed"] == ["test_it.py"]


def noted(folder: Path, *arguments: str) -> dict[str, Any]:
    """What is noted of a run in a folder."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    audio: x\n")
    pytest = [sys.executable, "-m", "pytest", "-p", "tests.notes", "-p", "no:cacheprovider"]
    places: list[str | Path] = [
        "--notes",
        folder / "notes",
        "--rootdir",
        folder,
        "-c",
        folder / "pytest.ini",
    ]
    done = subprocess.run(
        [*pytest, *places, "-c", folder / "pytest.ini", *arguments, folder],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode, done.stdout
    notes: dict[str, Any] = json.loads((folder / "notes").read_text())
    return {
        key: sorted(value) if isinstance(value, list) else value for key, value in notes.items()
    }
