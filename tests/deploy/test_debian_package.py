"""The package of `script/build linux`, installed in the Debians that it is for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final
import wave

import numpy as np
import pytest

from shared_client import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
SUITES: Final = ("bookworm", "trixie")
PACKAGES: Final = sorted((ROOT / "dist").glob(f"cosyvoice-home_{__version__}_*.deb"))
APP_ID: Final = "io.github.cosyvoice_home.CosyVoiceHome"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        os.geteuid() != 0 or not PACKAGES, reason="needs root, and: script/build linux"
    ),
]

_ENTERED: Final = """\
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
root=$1
shift
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
"""


@dataclass
class Debian:
    """A Debian of its own, which has nothing but what is essential."""

    root: Path

    def run(self, *command: str) -> str:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", _ENTERED, "sh", str(self.root), *command],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def as_person(self, *command: str) -> str:
        """Run a program as somebody who isn't root."""
        who = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--no-new-privs"]
        return self.run(*who, "env", "--chdir=/home/ada", "HOME=/home/ada", *command)

    @classmethod
    @contextmanager
    def made(cls, suite: str, folder: Path) -> Iterator[Debian]:
        provide = [str(ROOT / "script" / "provide-root"), suite]
        archive = subprocess.run(provide, check=True, capture_output=True, text=True).stdout.strip()
        root = folder / "root"
        root.mkdir()
        try:
            subprocess.run(["tar", "--directory", str(root), "-xf", archive], check=True)
            shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
            ada = root / "home" / "ada"
            ada.mkdir()
            os.chown(ada, 1000, 1000)
            yield cls(root)
        finally:
            shutil.rmtree(root)


@pytest.fixture(scope="module", params=SUITES)
def debian(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Debian]:
    """One with the package, whose dependencies come from Debian."""
    with Debian.made(request.param, tmp_path_factory.mktemp(request.param)) as debian:
        shutil.copy(PACKAGES[0], debian.root / "package.deb")
        debian.run("apt-get", "-qq", "update")
        install = ["install", "--yes", "--no-install-recommends", "/package.deb"]
        debian.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *install)
        yield debian


def test_the_command_line_speaks(debian: Debian) -> None:
    assert __version__ in debian.as_person("cosyvoice", "--version")
    debian.as_person("cosyvoice", "speak", "--quiet", "-o", "hello.wav", "Hello from a package.")
    with wave.open(str(debian.root / "home/ada/hello.wav")) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert len(sound) > file.getframerate()
    assert np.abs(sound).max() > 3_000


def test_qt_finds_all_that_it_needs_for_a_window(debian: Debian) -> None:
    """Every library of the bundle, also those that are loaded late, finds what it needs."""
    missing = debian.run(
        *("sh", "-c"),
        "find /opt/cosyvoice-home -name '*.so*' -type f -exec ldd {} + 2>/dev/null"
        " | grep 'not found' | sort -u || true",
    )
    needed = set(re.findall(r"^\s*(\S+) => not found", missing, re.MULTILINE))
    inside = {path.name for path in (debian.root / "opt").rglob("*.so*")}
    assert needed - inside == set()


def test_menus_and_software_centers_have_it(debian: Debian) -> None:
    share = debian.root / "usr/share"
    entry = share / "applications" / f"{APP_ID}.desktop"
    assert (debian.root / "usr/bin/cosyvoice-app").is_symlink()
    assert "Exec=cosyvoice-app %U" in entry.read_text("utf-8")
    assert (share / "metainfo" / f"{APP_ID}.metainfo.xml").is_file()
    assert (share / "icons/hicolor/256x256/apps" / f"{APP_ID}.png").is_file()
    copyright_file = (share / "doc/cosyvoice-home/copyright").read_text("utf-8")
    assert "GNU General Public License, version 3" in copyright_file
    for name, arguments in (
        ("desktop-file-validate", [str(entry)]),
        ("appstreamcli", ["validate-tree", "--no-net", str(debian.root / "usr")]),
    ):
        if program := shutil.which(name):
            subprocess.run([program, *arguments], check=True, capture_output=True)


def test_nothing_in_it_belongs_to_a_person_or_can_be_written_by_everybody(debian: Debian) -> None:
    found = debian.run(
        *("find", "/opt/cosyvoice-home", "!", "-user", "root", "-o"),
        *("!", "-type", "l", "-perm", "/022", "-o", "-perm", "/6000"),
    )
    assert found == ""


def test_it_can_be_removed_without_a_trace(debian: Debian) -> None:
    debian.run("dpkg", "--remove", "cosyvoice-home")
    assert not (debian.root / "opt/cosyvoice-home").exists()
    assert not (debian.root / "usr/bin/cosyvoice").exists()
