"""Whether the app starts at login; what Windows and macOS would do with it is not tried."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest

from desktop_app.errors import SettingsError
from desktop_app.system import autostart, processes
from desktop_app.system.autostart import is_on, turn_off, turn_on

if TYPE_CHECKING:
    from pathlib import Path

APP_ID = "io.github.cosyvoice_home.CosyVoiceHome"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return tmp_path


@pytest.fixture
def entry(home: Path) -> Path:
    return home / "config" / "autostart" / f"{APP_ID}.desktop"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the app installed in a folder."""
    folder.mkdir()
    for name in ("python", "cosyvoice-app"):
        (folder / name).write_text('#!/bin/sh\necho "$0" "$@"\n')
        (folder / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder / "cosyvoice-app"


def command(entry: Path) -> str:
    lines = entry.read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec=")


def test_on_and_off(entry: Path) -> None:
    assert not is_on()
    turn_on()
    turn_on()
    assert is_on()
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]
    turn_off()
    turn_off()
    assert not is_on()
    assert not entry.exists()


def test_the_entry_is_a_valid_one(entry: Path) -> None:
    if (validate := shutil.which("desktop-file-validate")) is None:
        pytest.skip("needs desktop-file-utils")
    turn_on()
    found = subprocess.run([validate, str(entry)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_an_installed_program_is_started(
    entry: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = install(home / "a folder, 100% & $HOME", monkeypatch)
    turn_on()
    # As a desktop reads it: as a string, then its fields, then arguments, quoted as in a shell.
    read = command(entry).replace("\\\\", "\\").replace("%%", "%")
    run = subprocess.run(["sh", "-c", read], capture_output=True, text=True, check=True)
    assert run.stdout == f"{program} --hidden\n"


def test_a_checkout_is_started(entry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autostart, "installed_program", lambda: None)
    turn_on()
    program, path, *rest = shlex.split(command(entry))
    assert program == "env"
    assert path.startswith("PYTHONPATH=")
    assert rest == [sys.executable, "-P", "-m", "desktop_app.gui", "--hidden"]
    run = subprocess.run(
        [program, path, *rest[:-1], "--help"], capture_output=True, text=True, check=True, cwd="/"
    )
    assert "--hidden" in run.stdout


def test_a_bundle_is_started(entry: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = install(home / "bundle", monkeypatch)
    monkeypatch.setattr(processes, "is_bundled", lambda: True)
    program.unlink()  # what is not there yet is named all the same
    turn_on()
    assert command(entry) == f"{program} --hidden"


@pytest.mark.parametrize(
    "change",
    [
        ("X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"),
        ("Terminal=false", "Hidden=true"),
        ("Exec=", "Was="),
        ("[Desktop Entry]", "broken"),
    ],
)
def test_what_a_desktop_or_a_person_does_to_the_entry(entry: Path, change: tuple[str, str]) -> None:
    turn_on()
    entry.write_text(entry.read_text("utf-8").replace(*change), "utf-8")
    assert not is_on()
    turn_on()
    assert is_on()


def test_a_folder_that_cannot_be_written(entry: Path) -> None:
    entry.parent.parent.mkdir()
    entry.parent.write_text("a file, and no folder")
    for what in (is_on, turn_on, turn_off):
        with pytest.raises(SettingsError, match="Can't read or change") as wrong:
            what()
        assert wrong.value.hint


# Elsewhere


def test_macos(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = install(home / "bin", monkeypatch)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not is_on()
    turn_on()
    assert is_on()
    agent = home / "Library" / "LaunchAgents" / f"{APP_ID}.plist"
    found = plistlib.loads(agent.read_bytes())
    assert found["Label"] == APP_ID
    assert found["ProgramArguments"] == [str(program), "--hidden"]
    monkeypatch.setattr(autostart, "installed_program", lambda: None)
    turn_on()
    assert plistlib.loads(agent.read_bytes())["EnvironmentVariables"]["PYTHONPATH"]
    agent.write_bytes(b"broken")
    assert not is_on()
    turn_off()
    turn_off()
    assert not agent.exists()


class Registry(SimpleNamespace):
    """As much of `winreg` as is used: there is no Windows here."""

    HKEY_CURRENT_USER = "HKCU"
    REG_SZ = 1

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] | None = None
        self.approved: Self | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def OpenKey(self, root: str, path: str) -> Self:  # noqa: N802 - its name
        assert (root, path.rpartition("\\")[2]) == ("HKCU", "Run")
        found: Self | None = self.approved if "StartupApproved" in path else self
        if found is None or found.values is None:
            raise FileNotFoundError(path)
        return found

    def CreateKey(self, root: str, path: str) -> Self:  # noqa: N802 - its name
        if "StartupApproved" in path:
            self.approved = self.approved or type(self)()
            self.approved.values = self.approved.values or {}
        self.values = self.values or {}
        return self.OpenKey(root, path)

    def QueryValueEx(self, key: Registry, name: str) -> tuple[Any, int]:  # noqa: N802 - its name
        assert key.values is not None
        if name not in key.values:
            raise FileNotFoundError(name)
        return key.values[name], self.REG_SZ

    def SetValueEx(self, key: Registry, name: str, _: int, kind: int, value: str) -> None:  # noqa: N802 - its name
        assert key.values is not None
        assert kind == self.REG_SZ
        key.values[name] = value

    def DeleteValue(self, key: Registry, name: str) -> None:  # noqa: N802 - its name
        assert key.values is not None
        if name not in key.values:
            raise FileNotFoundError(name)
        del key.values[name]


def test_windows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = install(home / "Program Files", monkeypatch)
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert not is_on()
    turn_off()
    assert not is_on()
    turn_on()
    assert is_on()
    assert registry.values == {"CosyVoice Home": f'"{program}" --hidden'}
    turn_off()
    assert not is_on()


def test_windows_may_have_turned_it_off_by_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the Task Manager does: it leaves the command, and notes beside it that it isn't wanted."""
    install(home / "Scripts", monkeypatch)
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    turn_on()
    assert registry.approved is not None
    for note, wanted in ((b"\x02" + bytes(11), True), (b"\x03" + bytes(11), False)):
        registry.approved.values = {"CosyVoice Home": note}
        assert is_on() is wanted
    turn_on()
    assert is_on()
    assert registry.approved.values == {}


def test_windows_opens_no_console_at_login(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(autostart, "installed_program", lambda: None)
    for name in ("python.exe", "pythonw.exe"):
        (home / name).touch()
    monkeypatch.setattr(sys, "executable", str(home / "python.exe"))
    turn_on()
    assert registry.values is not None
    assert registry.values["CosyVoice Home"].startswith(f"{home / 'pythonw.exe'} -P -m ")
