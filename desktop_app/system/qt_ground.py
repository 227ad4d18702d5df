"""Whether Qt can open windows here. Asked before Qt is loaded: where it can't, it only aborts."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec
import os
from pathlib import Path
import re
import shutil
import socket
import subprocess
import sys
from typing import Final, NamedTuple

from desktop_app.errors import AppError

PLATFORM_VARIABLE: Final = "QT_QPA_PLATFORM"

_MODULES: Final = ("Core", "DBus", "Gui", "Network", "Widgets")
_LIBRARY: Final = re.compile(r"([^\s/:]+\.so[.\d]*)")
_NOT_FOUND: Final = re.compile(r"(\S+) => not found")
_LDD_LIMIT: Final = 10.0


class _Packages(NamedTuple):
    """What brings a library, by system."""

    debian: str
    fedora: str
    arch: str


def _xcb(part: str) -> _Packages:
    return _Packages(f"libxcb-{part}", "libxcb", "libxcb")


_PACKAGES: Final = {
    "libEGL.so.1": _Packages("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": _Packages("libgl1", "libglvnd-glx", "libglvnd"),
    "libGLX.so.0": _Packages("libglx0", "libglvnd-glx", "libglvnd"),
    "libOpenGL.so.0": _Packages("libopengl0", "libglvnd-opengl", "libglvnd"),
    "libICE.so.6": _Packages("libice6", "libICE", "libice"),
    "libSM.so.6": _Packages("libsm6", "libSM", "libsm"),
    "libX11-xcb.so.1": _Packages("libx11-xcb1", "libX11-xcb", "libx11"),
    "libX11.so.6": _Packages("libx11-6", "libX11", "libx11"),
    "libatomic.so.1": _Packages("libatomic1", "libatomic", "gcc-libs"),
    "libbrotlidec.so.1": _Packages("libbrotli1", "libbrotli", "brotli"),
    "libdbus-1.so.3": _Packages("libdbus-1-3", "dbus-libs", "dbus"),
    "libfontconfig.so.1": _Packages("libfontconfig1", "fontconfig", "fontconfig"),
    "libfreetype.so.6": _Packages("libfreetype6", "freetype", "freetype2"),
    "libglib-2.0.so.0": _Packages("libglib2.0-0", "glib2", "glib2"),
    "libgthread-2.0.so.0": _Packages("libglib2.0-0", "glib2", "glib2"),
    "libgssapi_krb5.so.2": _Packages("libgssapi-krb5-2", "krb5-libs", "krb5"),
    "libstdc++.so.6": _Packages("libstdc++6", "libstdc++", "gcc-libs"),
    "libwayland-client.so.0": _Packages("libwayland-client0", "libwayland-client", "wayland"),
    "libwayland-cursor.so.0": _Packages("libwayland-cursor0", "libwayland-cursor", "wayland"),
    "libwayland-egl.so.1": _Packages("libwayland-egl1", "libwayland-egl", "wayland"),
    "libxcb-cursor.so.0": _Packages("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-glx.so.0": _xcb("glx0"),
    "libxcb-icccm.so.4": _Packages("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": _Packages("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": _Packages("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": _xcb("randr0"),
    "libxcb-render-util.so.0": _Packages(
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"
    ),
    "libxcb-render.so.0": _xcb("render0"),
    "libxcb-shape.so.0": _xcb("shape0"),
    "libxcb-shm.so.0": _xcb("shm0"),
    "libxcb-sync.so.1": _xcb("sync1"),
    "libxcb-util.so.1": _Packages("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-xfixes.so.0": _xcb("xfixes0"),
    "libxcb-xinput.so.0": _xcb("xinput0"),
    "libxcb-xkb.so.1": _xcb("xkb1"),
    "libxcb.so.1": _Packages("libxcb1", "libxcb", "libxcb"),
    "libxkbcommon-x11.so.0": _Packages(
        "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"
    ),
    "libxkbcommon.so.0": _Packages("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    "libz.so.1": _Packages("zlib1g", "zlib", "zlib"),
    "libzstd.so.1": _Packages("libzstd1", "libzstd", "zstd"),
}
_INSTALLERS: Final = _Packages("sudo apt install", "sudo dnf install", "sudo pacman -S")


def need_ground() -> None:
    """Look whether Qt's libraries can be loaded, and whether there is a display.

    Raises:
        AppError: Something is missing; it says what, and what brings it.
    """
    if sys.platform != "linux":
        return
    wanted = _platforms()
    folder = _qt_folder()
    if folder is not None:
        _load(*(folder / "lib" / f"libQt6{module}.so.6" for module in _MODULES))
    failure: AppError | None = None
    for platform in wanted:
        try:
            _need_platform(platform, folder)
        except AppError as error:
            failure = failure or error  # Qt tries the next one, too
        else:
            return
    if failure is not None:
        raise failure


def library_missing(error: ImportError | OSError) -> AppError | None:
    """What is missing, by what the loader said; None where it said something else."""
    found = _LIBRARY.search(str(error))
    return _missing([found[1]]) if found and ".so" in str(error) else None


def _platforms() -> list[str]:
    """The platforms of Qt that come into question, the first one first."""
    named = os.environ.get(PLATFORM_VARIABLE, "")
    wanted = [one.partition(":")[0].strip() for one in named.split(";")]
    if wanted := [one for one in wanted if one]:
        return wanted
    there = [("xcb", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY")]
    found = [platform for platform, variable in there if os.environ.get(variable)]
    if not found:
        raise AppError("no_display")
    return found


def _qt_folder() -> Path | None:
    """Where a Qt is that came with PyQt6; None for the system's own, which is whole by itself."""
    package = find_spec("PyQt6")
    for place in (package.submodule_search_locations or []) if package is not None else []:
        folder = Path(place) / "Qt6"
        if (folder / "lib").is_dir():
            return folder
    return None


def _need_platform(platform: str, folder: Path | None) -> None:
    if folder is not None:
        _load(_plugin(platform, folder))
    if platform == "xcb":
        _need_x11()
    elif platform.startswith("wayland"):
        _need_wayland()


def _plugin(platform: str, folder: Path) -> Path:
    given = os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH", "")
    usual = folder / "plugins" / "platforms"
    places = [Path(given), usual] if given else [usual]
    family = platform.partition("-")[0]  # what is `wayland` now were several before
    for place in places:
        for name in (platform, family, f"{family}-generic"):
            if (file := place / f"libq{name}.so").is_file():
                return file
    known = sorted({file.stem.removeprefix("libq") for file in usual.glob("libq*.so")})
    raise AppError("qt_platform_unknown", name=platform, known=known)


def _load(*files: Path) -> None:
    """Load libraries as Qt will: here what is missing can still be said."""
    absent: list[str] = []
    for file in files:
        try:
            ctypes.CDLL(str(file), mode=os.RTLD_LAZY)  # type: ignore[attr-defined,unused-ignore] # on Linux
        except OSError as error:
            found = _LIBRARY.search(str(error))
            absent += [found[1] if found else file.name, *_not_found(file)]
    if absent:
        raise _missing(list(dict.fromkeys(absent)))


def _not_found(file: Path) -> list[str]:
    """All that a library lacks, where the system can say; the loader names only the first."""
    if (ldd := shutil.which("ldd")) is None:
        return []
    try:
        said = subprocess.run(  # noqa: S603 - a library of ours
            [ldd, file], capture_output=True, text=True, timeout=_LDD_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return _NOT_FOUND.findall(said.stdout)


def _missing(libraries: list[str]) -> AppError:
    known = [_PACKAGES[name] for name in libraries if name in _PACKAGES]
    if not known:
        return AppError("qt_library_unknown", libraries=libraries)
    return AppError("qt_library_missing", libraries=libraries, command=_command(known))


def _command(packages: list[_Packages]) -> str:
    """What installs packages on this system; on one that isn't known, on those that are."""
    lines = [
        " ".join([installer, *dict.fromkeys(names)])
        for installer, names in zip(_INSTALLERS, zip(*packages, strict=True), strict=True)
    ]
    families = _system_names()
    for number, names in enumerate((("debian", "ubuntu"), ("fedora", "rhel"), ("arch",))):
        if families.intersection(names):
            return lines[number]
    return " · ".join(lines)


def _system_names() -> set[str]:
    """What this Linux is called, and those that it is like."""
    try:
        lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    values = (line.partition("=")[2] for line in lines if line.startswith(("ID=", "ID_LIKE=")))
    return {name for value in values for name in value.strip("\"'").split()}


def _need_x11() -> None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise _missing(["libxcb.so.1"]) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        raise AppError("no_display_at", name=os.environ.get("DISPLAY", ""))


def _need_wayland() -> None:
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name  # an absolute one stays so
    try:
        with socket.socket(socket.AF_UNIX) as tried:  # type: ignore[attr-defined,unused-ignore] # on Linux
            tried.settimeout(_LDD_LIMIT)
            tried.connect(str(path))
    except OSError as error:
        raise AppError("no_display_at", name=name) from error
