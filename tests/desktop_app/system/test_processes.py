"""How a bundle starts its children; how a Python does is seen wherever one works."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
import signal
import subprocess
import sys
import sysconfig

import pytest

from desktop_app.system.processes import (
    APP,
    FLAGS,
    app_command,
    become,
    child_command,
    in_own_group,
    in_own_session,
    installed_program,
    run_as_child,
)

ROOT = Path(__file__).resolve().parents[3]
_ENTRY = "import sys; from desktop_app.system.processes import run_as_child; run_as_child(sys.argv)"


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.parametrize("module", FLAGS)
@pytest.mark.usefixtures("bundled")
def test_a_bundle_starts_itself(module: str) -> None:
    command, _ = child_command(module, "--port", "0")
    assert command == [sys.executable, FLAGS[module], "--port", "0"]
    assert importlib.util.find_spec(module)


@pytest.mark.usefixtures("bundled")
def test_a_bundle_starts_its_app_by_the_program_beside_it() -> None:
    command, _ = app_command("--hidden")
    assert command == [str(Path(sys.executable).with_name(APP)), "--hidden"]


def test_a_python_starts_the_app_as_a_module() -> None:
    command, environment = app_command("--hidden")
    assert command == [sys.executable, "-P", "-m", "desktop_app.gui", "--hidden"]
    assert str(ROOT) in environment["PYTHONPATH"]


def test_the_bundle_is_its_child_where_a_flag_says_so() -> None:
    bundle = [sys.executable, "-c", f"{_ENTRY}; print('none')"]
    child = subprocess.check_output([*bundle, "--local-server", "--help"], cwd=ROOT, text=True)
    assert "--with-sample-voice" in child
    assert subprocess.check_output(bundle, cwd=ROOT, text=True) == "none\n"


def test_a_program_on_windows_is_found_and_started_by_its_own_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would happen there: it can't be tried here."""
    monkeypatch.setattr(sys, "platform", "win32")
    # CREATE_NEW_PROCESS_GROUP, and CREATE_NO_WINDOW: Ctrl-C and the console's end pass it by.
    assert in_own_group() == {"creationflags": 0x200}
    assert in_own_session() == {"creationflags": 0x8000200}
    real = sys.executable
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    scripts = tmp_path / "Scripts"
    monkeypatch.setattr(sysconfig, "get_path", {"scripts": str(scripts)}.get)
    assert installed_program() is None
    scripts.mkdir()
    (scripts / APP).touch()
    assert installed_program() == scripts / APP
    # Ctrl-C is for the program that takes our place: it may say how it ended.
    before = signal.getsignal(signal.SIGINT)
    program = "import os, signal; os.kill(os.getppid(), signal.SIGINT); raise SystemExit(7)"
    try:
        with pytest.raises(SystemExit) as ended:
            become([real, "-c", program], dict(os.environ))
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 7


@pytest.mark.parametrize("arguments", [[], ["--audio"], ["speak", "--audio-child"]])
def test_others_are_none_of_its_business(arguments: list[str]) -> None:
    run_as_child(["cosyvoice", *arguments])


def test_a_program_that_is_installed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert installed_program() is None
    (tmp_path / APP).touch()
    assert installed_program() == tmp_path / APP
