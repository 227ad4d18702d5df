"""Makes a package for Debian and Ubuntu of a bundle: `debian.py BUNDLE FOLDER`.

It runs where the bundle was built: what the bundle needs of a system, that one has.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
NAME: Final = "cosyvoice-home"
PLACE: Final = Path("opt", NAME)
PROGRAMS: Final = ("cosyvoice", "cosyvoice-app")
SHARE: Final = ROOT / "desktop_app" / "data" / "share"
MAINTAINER: Final = "The CosyVoice Home contributors <cosyvoice-home@users.noreply.github.com>"
"""Debian wants an address; this one takes no mail."""

# What the bundle's libraries read: certificates, and settings of fonts and keyboards.
_FILES: Final = ("ca-certificates", "fontconfig-config", "xkb-data")
_LICENSES: Final = """\
CosyVoice Home is under the Apache License 2.0; the package as a whole is distributed under the GNU
General Public License, version 3. What it contains, and the license of each part:
"""


def main(bundle: Path, output: Path) -> None:
    """Write the package of a bundle into a folder."""
    version = _version(bundle)
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place)
        lay_out(bundle, tree)
        (tree / "DEBIAN").mkdir()
        size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) >> 10
        fields = {
            "Package": NAME,
            "Version": version,
            "Architecture": _run("dpkg", "--print-architecture"),
            "Maintainer": MAINTAINER,
            "Installed-Size": str(size),
            "Depends": ", ".join(dependencies(bundle)),
            "Recommends": "fonts-dejavu-core | fonts-noto-core, libasound2-plugins",
            "Section": "sound",
            "Priority": "optional",
            "Homepage": _home(),
            "Description": description(),
        }
        control = "".join(f"{name}: {value}\n" for name, value in fields.items())
        (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
        _same_times(tree)
        file = output / f"{NAME}_{version}_{fields['Architecture']}.deb"
        _run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(file))


def lay_out(bundle: Path, tree: Path) -> None:
    """Put everything where an installed system has it."""
    shutil.copytree(bundle, tree / PLACE, symlinks=True)
    programs = tree / "usr" / "bin"
    programs.mkdir(parents=True)
    for name in PROGRAMS:
        (programs / name).symlink_to(Path("/", PLACE, name))
    # The entry names programs that the path has: it needs no change.
    shutil.copytree(SHARE, tree / "usr" / "share")
    documents = tree / "usr" / "share" / "doc" / NAME
    documents.mkdir(parents=True)
    inside = (bundle / "_internal" / "LICENSES.txt").read_text("utf-8")
    license_text = (ROOT / "LICENSE").read_text("utf-8")
    (documents / "copyright").write_text(f"{_LICENSES}\n{inside}\n{license_text}", encoding="utf-8")
    with (documents / "changelog.gz").open("wb") as file:
        file.write(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=0))
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def dependencies(bundle: Path) -> list[str]:
    """The packages whose libraries the bundle takes from the system, as this one has them."""
    files = [path for path in bundle.rglob("*") if path.is_file() and _is_program(path)]
    told = _run("readelf", "--dynamic", "--wide", *map(str, files))
    wanted = set(re.findall(r"\(NEEDED\).*\[(.+)\]", told)) - {path.name for path in files}
    known = dict(re.findall(r"^\t(\S+) .* => (\S+)$", _run("ldconfig", "-p"), re.MULTILINE))
    if missing := wanted - known.keys():
        sys.exit(f"Neither the bundle nor this system has: {', '.join(sorted(missing))}")
    packages = {_package(Path(known[name]).resolve()) for name in wanted} | set(_FILES)
    oldest = re.sub(r"-.*", "", _run("dpkg-query", "--show", "--showformat=${Version}", "libc6"))
    return sorted(f"libc6 (>= {oldest})" if each == "libc6" else each for each in packages)


def _package(file: Path) -> str:
    """The package that a file of the system is from."""
    for path in (file, Path("/usr", *file.parts[1:]), Path("/", *file.parts[2:])):
        # Some files lie below /usr and are known by where they were.
        if found := _run("dpkg-query", "--search", str(path), may_fail=True):
            return found.partition(":")[0]
    sys.exit(f"No package has {file}")


def description() -> str:
    """What is said of it, from the first lines that software centers show."""
    return (
        "reads any text aloud in your own voices\n"
        " CosyVoice Home sits in the system tray and reads aloud the text you select,\n"
        " copy, or open. It speaks in voices you clone, on this computer or with a\n"
        " service. The built-in voice works right away, without an account."
    )


def _is_program(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _version(bundle: Path) -> str:
    told = _run(str(bundle / "cosyvoice"), "--version")
    return told.split()[-1]


def _home() -> str:
    sys.path.insert(0, str(ROOT))
    from script.repository import home  # noqa: PLC0415 - the checkout has to be on the path

    return home(ROOT).url


def _same_times(tree: Path) -> None:
    """Give all files the time of the commit, so that the same commit makes the same package."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        for path in (tree, *tree.rglob("*")):
            os.utime(path, (int(epoch), int(epoch)), follow_symlinks=False)


def _run(*command: str, may_fail: bool = False) -> str:
    done = subprocess.run(  # noqa: S603 - programs of the system, and the bundle's own
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if may_fail else None,
        text=True,
    )
    if done.returncode and not may_fail:
        sys.exit(f"{command[0]} failed")  # and has said why
    return done.stdout.strip()


if __name__ == "__main__":
    main(*(Path(argument).resolve() for argument in sys.argv[1:]))
