"""The command that a person is told where a package is missing."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.system import installation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = "[desktop,gui,server]"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Install it on paper: as `direct_url.json` and the tool's own file tell of it."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    def install(source: dict[str, Any] | None, *, tool: str = "", pip: bool = True) -> str:
        folder = tmp_path / "packages" / "cosyvoice_home-1.0.dist-info"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "METADATA").write_text("Name: cosyvoice-home\nVersion: 1.0\n")
        if source is not None:
            (folder / "direct_url.json").write_text(json.dumps(source))
        if tool:
            (tmp_path / tool).touch()
        monkeypatch.setattr(sys, "path", [str(folder.parent)])  # not where this one is installed
        monkeypatch.setattr(installation, "find_spec", lambda _: pip or None)
        return installation.command_for_all_parts()

    return install


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (None, f"'cosyvoice-home{ALL}'"),
        ({"url": "file:///srv/My%20wheel.whl"}, f"'/srv/My wheel.whl{ALL}'"),
        (
            {"url": "https://git.example/home.git", "vcs_info": {"vcs": "git"}},
            f"'cosyvoice-home{ALL} @ git+https://git.example/home.git'",
        ),
        ({"url": "https://example/a.whl"}, f"'cosyvoice-home{ALL} @ https://example/a.whl'"),
        ({"url": "file:///mine", "dir_info": {"editable": True}}, f"--editable '/mine{ALL}'"),
    ],
)
def test_it_is_installed_from_where_it_came(
    installed: Callable[..., str], source: dict[str, Any] | None, what: str
) -> None:
    assert installed(source) == f"{sys.executable} -m pip install {what}"


@pytest.mark.parametrize(
    ("tool", "pip", "command"),
    [
        ("pipx_metadata.json", True, "pipx install --force"),
        ("uv-receipt.toml", False, "uv tool install --force"),
        ("", False, f"uv pip install --python {sys.executable}"),
    ],
)
def test_by_the_tool_that_installed_it(
    installed: Callable[..., str], tool: str, *, pip: bool, command: str
) -> None:
    assert installed(None, tool=tool, pip=pip) == f"{command} 'cosyvoice-home{ALL}'"


@pytest.mark.parametrize(
    ("environment", "script"), [(".venv-run", "app"), (".venv-3.14", "setup"), (".venv", None)]
)
def test_in_a_checkout_the_script_that_made_the_environment_completes_it(
    installed: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
    script: str | None,
) -> None:
    """One that makes another environment would send people in a circle."""
    (tmp_path / "script").mkdir()
    for name in ("app", "setup"):
        (tmp_path / "script" / name).touch()
    place = tmp_path / environment if script else tmp_path / "elsewhere" / environment
    monkeypatch.setattr(sys, "prefix", str(place))
    command = installed({"url": tmp_path.as_uri(), "dir_info": {"editable": True}})
    by_pip = f"{sys.executable} -m pip install --editable '{tmp_path}{ALL}'"
    assert command == (str(tmp_path / "script" / script) if script else by_pip)


def test_where_only_the_modules_are_it_has_a_name_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installation, "NAME", "cosyvoice-home-that-is-nowhere")
    assert "cosyvoice-home" in installation.command_for_all_parts()


def test_the_package_is_named() -> None:
    error = installation.package_missing(ModuleNotFoundError("no", name="click"))
    assert "“click”" in str(error)
    assert error.hint.startswith("To install all parts")
