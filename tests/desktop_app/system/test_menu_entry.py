"""What a desktop is told of the app, and how it gets there."""

from __future__ import annotations

from configparser import ConfigParser
import os
from pathlib import Path
import re
import shutil
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.bus.application import ACTIONS
from desktop_app.errors import AppError
from desktop_app.system import menu_entry
from desktop_app.system.processes import APP
from desktop_app.system.session_bus import APP_ID
from script.repository import home
from shared_client._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
SHARE = ROOT / "desktop_app" / "data" / "share"
ENTRY = SHARE / "applications" / f"{APP_ID}.desktop"
METAINFO = SHARE / "metainfo" / f"{APP_ID}.metainfo.xml"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="about Linux desktops")


def read(path: Path) -> ConfigParser:
    entry = ConfigParser(interpolation=None, strict=True)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys have capitals
    entry.read(path, "utf-8")
    return entry


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def validator(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def test_the_entry_is_one_that_desktops_take() -> None:
    subprocess.run([validator("desktop-file-validate"), str(ENTRY)], check=True)


def test_the_description_is_one_that_software_centres_take() -> None:
    orders = [validator("appstreamcli"), "validate", "--no-net", str(METAINFO)]
    subprocess.run(orders, check=True, capture_output=True)


def test_the_description_has_pictures_that_the_repository_has() -> None:
    where = f'height="(.+)">{home().url}/raw/main/(.+)</image>'
    shown = re.findall(f'<image type="source" width="(.+)" {where}', METAINFO.read_text("utf-8"))
    assert len(shown) == 3
    for width, height, path in shown:
        size = struct.unpack(">II", (ROOT / path).read_bytes()[16:24])
        assert size == (int(width), int(height))


def test_the_description_tells_of_this_version() -> None:
    assert f'<release version="{__version__}"' in METAINFO.read_text("utf-8")


def test_all_that_the_entry_names_is_there() -> None:
    entry = read(ENTRY)
    assert entry["Desktop Entry"]["Icon"] == APP_ID
    for action in entry["Desktop Entry"]["Actions"].strip(";").split(";"):
        assert action in ACTIONS
        assert entry[f"Desktop Action {action}"]["Exec"] == f"cosyvoice {action}"
    sizes = {path.parts[-3] for path in SHARE.glob(f"icons/hicolor/*/apps/{APP_ID}.*")}
    assert {"16x16", "32x32", "48x48", "128x128", "256x256", "scalable"} <= sizes


def test_icons_are_those_of_the_project() -> None:
    drawn = (ROOT / "brand/icon.svg").read_bytes()
    assert (SHARE / f"icons/hicolor/scalable/apps/{APP_ID}.svg").read_bytes() == drawn
    small = (ROOT / "brand/icon-small.svg").read_bytes()
    assert (ROOT / "desktop_app/gui/parts/icon-small.svg").read_bytes() == small


def test_it_is_installed_whole_and_removed_whole(share: Path) -> None:
    installed = menu_entry.install()
    assert len(installed) == len([path for path in SHARE.rglob("*") if path.is_file()])
    assert all(path.is_file() for path in installed)
    assert menu_entry.install() == installed
    assert menu_entry.uninstall() == installed
    assert [path for path in share.rglob("*") if path.is_file() and APP_ID in path.name] == []
    assert menu_entry.uninstall() == []


def launch(entry: Path, key: str, *arguments: str) -> str:
    """Start what an entry names; what it prints."""
    line = read(entry)[key]["Exec"].replace("%U", "")
    # A string's backslashes, then those of a quoted argument, as the shell has them.
    line = line.replace("\\\\", "\\").replace("%%", "%")
    orders = ["sh", "-c", f"{line} {' '.join(arguments)}"]
    return subprocess.run(
        orders, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize("folder", ["plain", 'with space, 100% $HOME `x` "quotes" \\back'])
def test_the_entry_starts_the_programs_beside_ours(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    programs = tmp_path / folder
    programs.mkdir()
    for name in (APP, "cosyvoice"):
        (programs / name).write_text(f'#!/bin/sh\necho {name} "$@"\n')
        (programs / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    menu_entry.install()
    entry = share / "applications" / ENTRY.name
    subprocess.run([validator("desktop-file-validate"), str(entry)], check=True)
    assert launch(entry, "Desktop Entry", "a.txt") == f"{APP} a.txt\n"
    assert launch(entry, "Desktop Action read-selection") == "cosyvoice read-selection\n"


def test_the_entry_of_a_checkout_starts_its_modules(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"  # nothing of ours lies beside it
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    menu_entry.install()
    entry = share / "applications" / ENTRY.name
    assert "cosyvoice-app" in launch(entry, "Desktop Entry", "--help")


def _refuse_platform(monkeypatch: pytest.MonkeyPatch, share: Path) -> None:
    del share
    monkeypatch.setattr(sys, "platform", "win32")


def _refuse_folder(monkeypatch: pytest.MonkeyPatch, share: Path) -> None:
    del monkeypatch
    share.write_text("a file where the folder should be")


@pytest.mark.parametrize(
    ("refuse", "words"),
    [(_refuse_platform, "only available on Linux desktops"), (_refuse_folder, "Can't write")],
)
def test_what_cannot_be_done_is_told(
    share: Path,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Callable[[pytest.MonkeyPatch, Path], None],
    words: str,
) -> None:
    refuse(monkeypatch, share)
    with pytest.raises(AppError, match=words):
        menu_entry.install()


def test_the_command_line_installs_and_removes(tmp_path: Path) -> None:
    def cosyvoice(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "desktop_app.cli", *arguments],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            check=True,
            capture_output=True,
            text=True,
        ).stderr

    entry = tmp_path / ".local/share/applications" / ENTRY.name
    assert "Installed" in cosyvoice("app", "--install")
    assert entry.exists()
    assert "Removed" in cosyvoice("app", "--uninstall")
    assert not entry.exists()
