"""What Qt needs, looked at before Qt: libraries that are missing, displays that are gone."""

from __future__ import annotations

import os
from pathlib import Path
import re
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import PyQt6
import pytest

from desktop_app.errors import AppError
from desktop_app.system import qt_ground
from desktop_app.system.paths import log_file
from desktop_app.system.qt_ground import library_missing, need_ground
from desktop_app.words.saying import sentence
from tests.desktop import display

if TYPE_CHECKING:
    from collections.abc import Iterator

QT = Path(PyQt6.__path__[0]) / "Qt6"
ROOT = Path(__file__).resolve().parents[3]
LOADED = (
    *(f"lib/libQt6{name}.so.6" for name in ("Gui", "Widgets")),
    "plugins/platforms/libqxcb.so",
)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_QPA_PLATFORM_PLUGIN_PATH"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def x11(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A display."""
    with display() as name:
        monkeypatch.setenv("DISPLAY", name)
        yield name


@pytest.fixture
def lacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Qt's part for X11, as it is where one of its libraries is not; the name of that."""
    plugins = tmp_path / "Qt6" / "plugins" / "platforms"
    plugins.mkdir(parents=True)
    (tmp_path / "Qt6" / "lib").symlink_to(QT / "lib")
    whole = (QT / "plugins" / "platforms" / "libqxcb.so").read_bytes()
    assert whole.count(b"libxcb-cursor.so.0\0") == 1
    name = "libxcb-nowher.so.0"
    lacking = whole.replace(b"libxcb-cursor.so.0\0", f"{name}\0".encode())
    (plugins / "libqxcb.so").write_bytes(lacking)
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", str(plugins))
    return name


def refused() -> AppError:
    with pytest.raises(AppError) as raised:
        need_ground()
    return raised.value


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """The app, started as from a menu."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "desktop_app.gui", "--hidden"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_where_all_is_there_nothing_is_refused(x11: str) -> None:
    del x11
    need_ground()


def test_a_library_that_is_missing_is_named(x11: str, lacking: str) -> None:
    del x11
    error = refused()
    assert error.key == "qt_library_unknown"
    assert lacking in sentence(error)
    said = started()
    assert said.returncode == 1  # and not by SIGABRT
    assert sentence(error) in said.stderr
    assert "Traceback" not in said.stderr
    assert sentence(error) in log_file().read_text("utf-8")


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ('ID="debian"\n', "sudo apt install libxcb-cursor0 libegl1"),
        ("ID=linuxmint\nID_LIKE='ubuntu debian'\n", "sudo apt install libxcb-cursor0 libegl1"),
        ("ID=fedora\n", "sudo dnf install xcb-util-cursor libglvnd-egl"),
        ("ID=endeavouros\nID_LIKE=arch\n", "sudo pacman -S xcb-util-cursor libglvnd"),
    ],
)
def test_the_package_has_the_name_that_this_system_gives_it(
    monkeypatch: pytest.MonkeyPatch, system: str, command: str
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: system)
    error = qt_ground._missing(["libxcb-cursor.so.0", "libEGL.so.1"])
    assert f"Run “{command}” to install them." in sentence(error)


def test_on_another_system_the_names_of_all_known_ones_are_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: "ID=other\n")
    error = library_missing(ImportError("libGL.so.1: cannot open shared object file: No such file"))
    assert error is not None
    assert "installed: libGL.so.1." in sentence(error)
    for command in ("apt install libgl1", "dnf install libglvnd-glx", "pacman -S libglvnd"):
        assert command in sentence(error)
    assert library_missing(ImportError("No module named 'PyQt6'")) is None


def test_every_library_that_qt_needs_has_a_package() -> None:
    """But for those that come with Python itself, or with Qt."""
    own = {file.name for file in (QT / "lib").iterdir()}
    ldd = shutil.which("objdump")
    assert ldd is not None
    files = [QT / "lib" / f"libQt6{name}.so.6" for name in (*qt_ground._MODULES, "XcbQpa")]
    files += [QT / "plugins" / "platforms" / f"libq{name}.so" for name in ("xcb", "wayland")]
    needed = set()
    for file in files:
        said = subprocess.run([ldd, "-p", file], capture_output=True, text=True, check=True)
        needed |= {line.split()[1] for line in said.stdout.splitlines() if "NEEDED" in line}
    usual = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libresolv.so.2", "ld-linux-x86-64.so.2"}
    assert needed - own - usual - set(qt_ground._PACKAGES) == set()


def test_without_a_desktop_it_says_so() -> None:
    assert refused().key == "no_display"
    said = started()
    assert said.returncode == 1
    assert "no graphical desktop" in said.stderr
    assert "cosyvoice speak" in said.stderr


@pytest.mark.parametrize(
    ("variable", "name"), [("DISPLAY", ":4711"), ("WAYLAND_DISPLAY", "wayland-4711")]
)
def test_a_display_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv(variable, name)
    assert name in sentence(refused())
    said = started()
    assert said.returncode == 1
    assert f"Can't connect to the display “{name}”." in said.stderr


def test_one_display_of_two_is_enough(
    x11: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-4711")
    need_ground()
    monkeypatch.setenv("DISPLAY", ":4711")
    with socket.socket(socket.AF_UNIX) as wayland:
        wayland.bind(str(tmp_path / "wayland-4711"))
        wayland.listen()
        need_ground()
    del x11


@pytest.mark.parametrize("wrong", ["no-such-thing", "  no-such-thing ; neither", "wayland"])
def test_a_platform_that_does_not_work_is_told(
    x11: str, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    del x11
    monkeypatch.setenv("QT_QPA_PLATFORM", wrong)
    said = started()
    assert said.returncode == 1
    assert sentence(refused()) in said.stderr
    assert "core dumped" not in said.stderr
    monkeypatch.setenv("QT_QPA_PLATFORM", f"{wrong};xcb:some=option")
    need_ground()


def test_platforms_without_a_display_need_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    need_ground()


def test_what_qt_gives_up_for_is_said_and_does_not_abort(tmp_path: Path) -> None:
    program = (
        "from desktop_app.system.app_log import log_to_file\n"
        "from desktop_app.gui.qt_app import end_without_abort\n"
        "from PyQt6.QtCore import qFatal\n"
        "log_to_file(); end_without_abort(); qFatal('nothing works')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 1
    assert said.stderr == "nothing works\n"
    assert "nothing works" in log_file().read_text("utf-8")
    del tmp_path


def test_a_folder_that_cannot_be_used_is_named_without_a_traceback(
    x11: str, tmp_path: Path
) -> None:
    del x11
    folder = tmp_path / "cosyvoice-home"
    folder.write_text("no folder")
    said = started()
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert said.stderr.count(str(folder)) == 1
    assert str(folder) in log_file().read_text("utf-8")


def _brought_by(packages: set[str]) -> set[str]:
    """Packages and all that they depend on, as Debian's own list of what is installed has it."""
    fields = "${Package}\\t${Provides}\\t${Pre-Depends},${Depends}\\n"
    asked = ["dpkg-query", "-W", "-f", fields]
    needs: dict[str, set[str]] = {}
    for line in subprocess.run(
        asked, check=True, capture_output=True, text=True
    ).stdout.splitlines():
        name, provided, wanted = line.split("\t")
        wants = {re.split(r"[\s:(]", one.strip())[0] for one in re.split(r"[,|]", wanted)}
        for name_of_it in (name, *re.findall(r"[\w.+-]+(?= |,|$)", provided)):
            needs.setdefault(name_of_it, {name}).update(wants)
    brought: set[str] = set()
    while new := packages - brought:
        brought |= new
        packages = set().union(*(needs.get(name, set()) for name in new))
    return brought


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian what depends on what")
def test_on_a_debian_without_a_desktop_the_script_installs_all_that_qt_loads() -> None:
    lines = (ROOT / "requirements" / "debian" / "app.txt").read_text("utf-8").splitlines()
    brought = _brought_by({line.partition("#")[0].strip() for line in lines})
    ldd = ["ldd", *(str(QT / name) for name in LOADED)]
    said = subprocess.run(ldd, check=True, capture_output=True, text=True).stdout
    known = qt_ground._PACKAGES  # the only list of what holds which library
    loaded = {name: known[name].debian for name in re.findall(r"(\S+) =>", said) if name in known}
    assert len(loaded) > 20
    missing = {name for name, package in loaded.items() if not {package, f"{package}t64"} & brought}
    assert missing == set()
