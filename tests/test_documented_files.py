"""What the programs keep on the disk is named, with its place, where documents say what stays."""

from __future__ import annotations

import inspect
from pathlib import Path
import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.system import paths
from local_server import announcement, storage
from shared_client import __file__ as client

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(client).resolve().parent.parent
# What ends with the login: nothing stays of it.
PASSING = {"control_directory"}


def kept() -> Iterator[Path]:
    """Every file and folder that the app has a place for."""
    for name, place in inspect.getmembers(paths, inspect.isfunction):
        if place.__module__ == paths.__name__ and name not in PASSING:
            found = place()
            yield from found if isinstance(found, list) else [found]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where the system's own places are."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"):
        monkeypatch.delenv(f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def named(text: str) -> set[str]:
    """The places that a text names; a file alone is where the one before it in its line is."""
    found: set[str] = set()
    for line in text.splitlines():
        folder = ""
        for code in re.findall(r"`([^`]+)`", line):
            if code.startswith("~/"):
                found.add(code)
                folder = code.rpartition("/")[0]
            elif folder and re.fullmatch(r"[\w-]+\.\w+", code):
                found.add(f"{folder}/{code}")
    return found


@pytest.mark.parametrize("document", ["docs/desktop.md", "docs/desktop.zh-CN.md"])
def test_the_guide_names_every_file_that_the_app_keeps(document: str, home: Path) -> None:
    there = named((ROOT / document).read_text(encoding="utf-8"))
    folders = {one for one in there if one.endswith("/")}
    files = {f"~/{path.relative_to(home).as_posix()}" for path in kept()}
    files -= {f"~/{folder.relative_to(home).as_posix()}" for folder in paths.folders()}
    assert {
        file
        for file in files - there
        if not any(f"{file}/".startswith(folder) for folder in folders)
    } == set()


def test_a_file_is_where_the_one_before_it_is() -> None:
    """The instrument itself."""
    assert named("`a.txt`, `~/b/c.json`, `d.json` `e f`\n`g.txt` | `~/h/`") == {
        *("~/b/c.json", "~/b/d.json", "~/h/")
    }


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md"])
def test_readme_deletes_every_folder(document: str, home: Path) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    (line,) = re.findall(r"^rm -rf (.+)$", text, re.MULTILINE)
    folders = {folder.relative_to(home).as_posix() for folder in paths.folders()}
    assert {place.removeprefix("~/") for place in line.split()} == folders
    folder = storage.default_directory()
    assert folder.relative_to(home).as_posix().startswith(tuple(folders))
    assert all(f"`~/{place}/`" in text for place in folders)


def test_the_local_server_names_the_files_of_its_store() -> None:
    text = (ROOT / "docs/local-server.md").read_text(encoding="utf-8")
    section = text.partition("## Storage")[2].partition("\n## ")[0]
    source = inspect.getsource(storage) + inspect.getsource(announcement)
    names = set(re.findall(r'directory / "([\w.-]+)"|_ID_FILE: Final = "([\w-]+)"', source))
    flat = {name for pair in names for name in pair if name}
    assert len(flat) >= 3
    assert {name for name in flat if f"`{name}" not in section} == set()
