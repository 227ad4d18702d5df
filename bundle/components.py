"""What is in a bundle, under which licenses: the file `LICENSES.txt`, and their texts beside it."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution
from pathlib import Path
import platform
import re
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRAS: Final = ("desktop", "gui", "server")
OURS: Final = "cosyvoice-home"

_TEXT: Final = re.compile(r"(?i)^(licen[cs]e|copying|notice|copyright)")
_PREFACE: Final = """\
CosyVoice Home {version}: what this bundle contains, and its licenses.

The sources of CosyVoice Home itself are under the Apache License 2.0: see LICENSE. The icons in its
windows are Lucide's (ISC, and MIT for those that come from Feather): see
desktop_app/gui/icons/LICENSE.

The bundle as a whole is distributed under the GNU General Public License, version 3: it holds
PyQt6 (GPL-3.0), eSpeak NG (GPL-3.0, in espeakng-loader), and x264 and x265 (GPL-2.0 or later, in
av). Its text is licenses/pyqt6/LICENSE. Under the LGPL are Qt itself (3.0, in pyqt6-qt6), FFmpeg
(3.0 or later) with LAME, GnuTLS, GMP, Nettle, and libunistring (in av), soxr (2.1), zeroconf (2.1),
and python-xlib (2.1).

All of it is unchanged. The source of a component below is what its project publishes under the
version named here; that of CosyVoice Home is at {home}.

It also contains Python {python} (PSF-2.0), PortAudio (MIT), OpenSSL (Apache-2.0), SQLite
(public domain) and other libraries of the system that the bundle was made on.

"""


def components() -> list[Distribution]:
    """Every distribution that ours needs with its extras, by name."""
    found: dict[str, Distribution] = {}
    todo: list[tuple[str, tuple[str, ...]]] = [(OURS, EXTRAS)]
    while todo:
        name, extras = todo.pop()
        found[name] = distribution(name)
        for line in found[name].requires or ():
            wanted = Requirement(line)
            key = re.sub(r"[-_.]+", "-", wanted.name).lower()
            if key not in found and _holds(wanted, extras):
                todo.append((key, tuple(wanted.extras)))
    del found[OURS]
    return [found[name] for name in sorted(found)]


def _holds(wanted: Requirement, extras: tuple[str, ...]) -> bool:
    marker = wanted.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def write_licenses(folder: Path) -> list[tuple[str, str]]:
    """Write `LICENSES.txt` into a folder.

    Returns:
        Files to put into the bundle, and the folder for each, as PyInstaller wants them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "LICENSES.txt"
    all_of_them, ours = components(), distribution(OURS)
    lines = [f"{one.name} {one.version}: {_license(one)}" for one in all_of_them]
    preface = _PREFACE.format(
        version=ours.version, home=ours.metadata["Home-page"], python=platform.python_version()
    )
    path.write_text(preface + "\n".join(lines) + "\n", encoding="utf-8")
    return [(str(path), "."), *(text for one in all_of_them for text in _texts(one))]


def _license(one: Distribution) -> str:
    fields = one.metadata.json
    told = str(fields.get("license_expression") or fields.get("license") or "")
    classes = [
        line.rpartition(" :: ")[2]
        for line in one.metadata.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    first = told.strip().splitlines()[0].strip() if told.strip() else ""
    return first or ", ".join(classes) or "see its text"


def _texts(one: Distribution) -> Iterator[tuple[str, str]]:
    name = re.sub(r"[-_.]+", "-", one.name).lower()
    for file in one.files or ():
        inside = file.parts[0].endswith(".dist-info")
        path = Path(str(file.locate()))
        if inside and _TEXT.match(file.name) and path.is_file():
            below = [part for part in file.parts[1:-1] if part != "licenses"]
            yield str(path), "/".join(("licenses", name, *below))
