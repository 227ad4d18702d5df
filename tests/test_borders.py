"""Keeps the borders between the packages that docs/architecture.md draws.

Every import statement counts, also one inside a function: a border crossed late is crossed.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
import subprocess
import sys
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The integration is written in the Python that Home Assistant runs on; an older one cannot read it.
INTEGRATION = pytest.param(
    "custom_components",
    marks=pytest.mark.skipif(sys.version_info < (3, 14), reason="needs the syntax of Python 3.14"),
)
PACKAGES = ("shared_client", "local_server", "desktop_app", INTEGRATION)

QT = ("PyQt5", "PyQt6", "PySide2", "PySide6", "qasync", "sip")
NOT_SHIPPED = ("tests", "script")

# What a package must not import.
FORBIDDEN = {
    "shared_client": (
        *QT,
        *NOT_SHIPPED,
        "homeassistant",
        "pyaudio",
        "sounddevice",
        "local_server",
        "desktop_app",
        "custom_components",
    ),
    "local_server": (
        *QT,
        *NOT_SHIPPED,
        "homeassistant",
        "pyaudio",
        "sounddevice",
        "desktop_app",
        "custom_components",
    ),
    "desktop_app": (*NOT_SHIPPED, "homeassistant", "local_server", "custom_components"),
    "custom_components": (
        *QT,
        *NOT_SHIPPED,
        "pyaudio",
        "sounddevice",
        "desktop_app",
        "local_server",
    ),
}

# All that the local server knows of the client: the vocabulary of the protocol they share.
VOCABULARY = (
    "shared_client.discs",
    "shared_client.models",
    "shared_client.notices",
    "shared_client.protocol",
    "shared_client.recording_checks",
    "shared_client.recordings",
    "shared_client._version",
    "shared_client.__version__",
)

# How to read what a service answers. The engine that lets another service speak may know it, for
# that is no service of this project's: no mistake could be shared.
READING_OF_SERVICES = (
    "shared_client.errors",
    "shared_client.network_errors",
    "shared_client.sse",
    "shared_client.wav",
)
CALLER_OF_SERVICES = "local_server/engines/speech_api/"

# The floors of the desktop app, lowest first. A room imports only from floors below its own.
FLOORS = (
    ("words",),
    ("errors",),
    ("system",),
    ("settings",),
    ("services", "audio", "documents"),
    ("voices", "reading"),
    ("bus", "hotkeys", "speech_dispatcher", "home"),
    ("cli", "app"),
    ("gui",),
    ("__main__",),
)

# The same inside of its windows: the rooms, and the modules that stand beside them.
GUI_FLOORS = (
    ("garbage", "words"),
    ("loop",),
    ("clipboard", "instance"),
    ("engine",),
    ("savings",),
    ("parts",),
    ("reader", "voices", "settings", "history", "announcing", "qt_app"),
    ("profiles", "tray_icon", "welcome"),
    ("tray",),
    ("pronunciation",),
    ("application",),
    ("__main__",),
)

# They run without a window, on machines that have no Qt.
WITHOUT_QT = tuple(
    f"desktop_app.{room}" for floor in FLOORS for room in floor if room not in {"gui", "__main__"}
)


class Import(NamedTuple):
    """One imported name: ``from a.b import c`` counts as ``a.b.c``, for ``c`` may be a module."""

    name: str
    relative: bool
    place: str


def modules(package: str, root: Path = ROOT) -> dict[str, Path]:
    """Dotted names and files of a package's modules; none where the package is not there yet."""
    found = {}
    for path in sorted((root / package.replace(".", "/")).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, path: Path) -> Iterator[Import]:
    """All that a module imports, under absolute names."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        match node:
            case ast.Import(names=names):
                found = [(alias.name, False) for alias in names]
            case ast.ImportFrom(module=base, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                dotted = ".".join([*above, *([base] if base else [])])
                found = [(f"{dotted}.{alias.name}", level > 0) for alias in names]
            case ast.Call(
                func=ast.Attribute(attr="import_module")
                | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found = [(name, False)]
            case _:
                continue
        for name, relative in found:
            yield Import(name, relative, f"{path}:{node.lineno} imports {name}")


def all_imports(package: str) -> Iterator[Import]:
    for module, path in modules(package).items():
        yield from imports(module, path)


def is_below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_imports_what_lies_beyond_its_border(package: str) -> None:
    crossed = [i.place for i in all_imports(package) if is_below(i.name, FORBIDDEN[package])]
    assert crossed == []


def test_the_local_server_knows_only_the_vocabulary_of_the_client() -> None:
    crossed = [
        i.place
        for i in all_imports("local_server")
        if is_below(i.name, ("shared_client",))
        and not is_below(i.name, VOCABULARY)
        and not (CALLER_OF_SERVICES in i.place and is_below(i.name, READING_OF_SERVICES))
    ]
    assert crossed == []


@pytest.mark.parametrize("package", ["shared_client", INTEGRATION])
def test_the_integration_is_whole_by_itself(package: str) -> None:
    """Where the client lies below the integration, only a relative import finds it."""
    absolute = [
        i.place
        for i in all_imports(package)
        if is_below(i.name, ("shared_client",)) and not i.relative
    ]
    assert absolute == []


def test_no_other_tests_need_home_assistant() -> None:
    """There it is not, and they run on Pythons that it does not run on."""
    crossed = [
        i.place
        for folder in (ROOT / "tests").iterdir()
        if folder.name not in {"custom_components", "home_assistant"}
        for i in all_imports(f"tests/{folder.name}")
        if is_below(i.name, ("homeassistant", "pytest_homeassistant_custom_component"))
    ]
    assert crossed == []


def climbing(house: str, floors: tuple[tuple[str, ...], ...], root: Path = ROOT) -> list[str]:
    """What a house's rooms import from their own floor or from above, and rooms on no floor."""
    floor_of = {room: number for number, floor in enumerate(floors) for room in floor}
    inside = modules(house, root)
    depth = house.count(".") + 1
    found = []
    for module, path in inside.items():
        if module == house:
            continue
        room = module.split(".")[depth]
        if room not in floor_of:
            found.append(f"{path} is on no floor")
            continue
        for imported in imports(module, path):
            targets = {imported.name, imported.name.rpartition(".")[0]} & inside.keys()
            rooms = {target.split(".")[depth] for target in targets if target != house}
            if any(floor_of.get(one, -1) >= floor_of[room] for one in rooms - {room}):
                found.append(imported.place)
    return found


def reached_qt(start: str, root: Path = ROOT) -> list[str]:
    """Imports of Qt that a part of the desktop app reaches, by way of others too."""
    desktop = modules("desktop_app", root)
    reached = {module for module in desktop if is_below(module, (start,))}
    todo = list(reached)
    found = []
    while todo:
        module = todo.pop()
        for imported in imports(module, desktop[module]):
            if is_below(imported.name, QT):
                found.append(imported.place)
            targets = {imported.name, imported.name.rpartition(".")[0]} & desktop.keys() - reached
            reached |= targets
            todo += targets
    return found


@pytest.mark.parametrize(
    ("house", "floors"), [("desktop_app", FLOORS), ("desktop_app.gui", GUI_FLOORS)]
)
def test_no_room_of_the_desktop_app_imports_from_above(
    house: str, floors: tuple[tuple[str, ...], ...]
) -> None:
    assert climbing(house, floors) == []


@pytest.mark.parametrize("start", WITHOUT_QT)
def test_only_the_windows_reach_qt(start: str) -> None:
    assert reached_qt(start) == []


@pytest.mark.parametrize("start", WITHOUT_QT)
def test_importing_what_needs_no_window_loads_no_qt(start: str) -> None:
    """What the source does not show: that a dependency brings Qt along."""
    program = f"import sys, {start}; print(*(name for name in {QT} if name in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.split() == []


def test_an_import_is_seen_however_it_is_written(tmp_path: Path) -> None:
    """The instrument itself."""
    package = tmp_path / "package" / "inner"
    package.mkdir(parents=True)
    (package / "module.py").write_text(
        "import a.b as c\n"
        "from d import e\n"
        "from . import f\n"
        "from ..g import h\n"
        "def late():\n"
        "    import importlib\n"
        "    importlib.import_module('i.j')\n"
    )
    ((module, path),) = modules("package", tmp_path).items()
    assert module == "package.inner.module"
    assert {(i.name, i.relative) for i in imports(module, path)} == {
        ("a.b", False),
        ("d.e", False),
        ("package.inner.f", True),
        ("package.g.h", True),
        ("importlib", False),
        ("i.j", False),
    }


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A sound desktop app of four rooms, to be spoilt."""
    for name, source in {
        "desktop_app/__init__.py": "",
        "desktop_app/errors.py": "",
        "desktop_app/audio/__init__.py": "",
        "desktop_app/audio/player.py": "from desktop_app.errors import AppError\n",
        "desktop_app/reading/__init__.py": "",
        "desktop_app/reading/reader.py": "from desktop_app.audio.player import Player\n",
        "desktop_app/gui/__init__.py": "",
        "desktop_app/gui/window.py": "import PyQt6\nfrom desktop_app.reading import reader\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    assert climbing("desktop_app", FLOORS, tmp_path) == []
    assert reached_qt("desktop_app.reading", tmp_path) == []
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("audio/player.py", "from desktop_app.reading.reader import Reader"),  # up
        ("audio/player.py", "from desktop_app.reading import reader"),  # up, a module
        ("audio/player.py", "import desktop_app.reading.reader as r"),  # up, by its whole name
        ("audio/player.py", "def late():\n    from desktop_app.gui import window"),  # up, later
        ("audio/player.py", "__import__('desktop_app.reading.reader')"),  # up, by a call
        ("documents/__init__.py", "from desktop_app.audio import player"),  # across
        ("novelty/__init__.py", ""),  # nobody has said where it stands
    ],
)
def test_a_room_that_climbs_is_found(house: Path, module: str, line: str) -> None:
    path = house / "desktop_app" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{line}\n")
    assert len(climbing("desktop_app", FLOORS, house)) == 1


@pytest.mark.parametrize("module", ["audio/player.py", "reading/reader.py", "errors.py"])
def test_qt_below_the_windows_is_found(house: Path, module: str) -> None:
    """Also by way of what lies below."""
    with (house / "desktop_app" / module).open("a") as file:
        file.write("def late():\n    from PyQt6 import QtCore\n")
    reader = house / "desktop_app" / "reading" / "reader.py"
    reader.write_text(f"{reader.read_text()}from desktop_app import errors\n")
    assert len(reached_qt("desktop_app.reading", house)) == 1
