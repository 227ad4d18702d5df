"""The wheel, installed where there is no checkout: its programs, its entry in the menus."""

from __future__ import annotations

from pathlib import Path
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

from tests.desktop import ROOT, App, Desktop, Home
from tests.once import once
from tests.package_data import package_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sound_server import SoundServer

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of the wheel, in an environment of its own.

    What it depends on is borrowed from the environment of the tests, where the lock has put it; the
    checkout, which is there too, is not.
    """
    return once(tmp_path_factory, "wheel", install) / "venv" / "bin"


def install(folder: Path) -> None:
    """Build the wheel, and an environment with it."""
    build = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q"]
    subprocess.run(
        [*build, "build", "-b", str(folder / "build"), "bdist_wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)],
        check=True,
        capture_output=True,
    )
    (packages,) = (folder / "venv" / "lib").glob("python3*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")


@pytest.fixture
def home() -> Iterator[Home]:
    with Home.made() as home:
        home.set_up()
        yield home


def test_no_checkout_is_in_reach(programs: Path, home: Home) -> None:
    where = "import desktop_app, local_server, shared_client; print(desktop_app.__file__)"
    found = subprocess.run(
        [str(programs / "python"), "-c", where],
        env=home.environment,
        cwd=home.path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert Path(found).is_relative_to(programs.parent)


def test_it_has_every_file_that_its_packages_bring(programs: Path) -> None:
    (packages,) = (programs.parent / "lib").glob("python3*/site-packages")
    assert [path for path in sorted(package_data()) if not (packages / path).is_file()] == []


@pytest.mark.parametrize("program", ["cosyvoice", "cosyvoice_app"])
def test_without_its_extras_it_says_what_is_missing(
    programs: Path, home: Home, program: str
) -> None:
    (packages,) = (programs.parent / "lib").glob("python3*/site-packages")
    # -S: nothing is borrowed.
    start = f"import sys; sys.path.append({str(packages)!r}); from desktop_app import __main__"
    start += f"; __main__.{program}()"
    done = subprocess.run(
        [str(programs / "python"), "-S", "-c", start],
        env=home.environment,
        cwd=home.path,
        check=False,
        capture_output=True,
        text=True,
    )
    missing, how = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert "isn't installed" in missing
    assert "[desktop,gui,server]" in how


@pytest.mark.audio
def test_its_app_reads_aloud(programs: Path, home: Home, sound_server: SoundServer) -> None:
    with (
        Desktop.running() as desktop,
        App.running(
            home,
            desktop.environment,
            sound_server.environment,
            command=[str(programs / "cosyvoice-app")],
        ) as app,
    ):
        with sound_server.recording() as recording:
            app.order("read-text", "This was installed from a wheel.")
            app.wait_for("speaking")
            app.wait_for("idle")
        assert recording.duration > 1
    assert "Traceback" not in home.log


def test_its_entry_in_the_menus_starts_it(programs: Path, home: Home) -> None:
    subprocess.run(
        [str(programs / "cosyvoice"), "app", "--install"],
        env=home.environment,
        check=True,
        capture_output=True,
    )
    share = home.path / ".local" / "share"
    (entry,) = share.glob("applications/*.desktop")
    assert f"Exec={programs / 'cosyvoice-app'} %U" in entry.read_text("utf-8")
    assert list(share.glob("icons/hicolor/256x256/apps/*.png"))
    assert list(share.glob("icons/hicolor/scalable/apps/*.svg"))
    assert list(share.glob("metainfo/*.metainfo.xml"))
