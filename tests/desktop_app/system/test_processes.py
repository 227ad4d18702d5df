"""How a bundle starts its children; how a Python does is seen wherever one works."""

from __future__ import annotations

import importlib.util
from pathlib import Path
import subprocess
import sys

import pytest

from desktop_app.system.processes import (
    APP,
    FLAGS,
    app_command,
    child_command,
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
