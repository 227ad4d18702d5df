"""How this program was installed, and so how a part that it lacks is added."""

from __future__ import annotations

from importlib.util import find_spec
import json
from pathlib import Path
import shlex
import sys
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from desktop_app.errors import AppError

NAME: Final = "cosyvoice-home"
_EXTRAS: Final = "[desktop,gui,server]"
_SCRIPTS: Final = {".venv-run": "app"}


def package_missing(missing: ModuleNotFoundError | str) -> AppError:
    """The error for a package of an extra that isn't installed, with how to get it."""
    package = missing if isinstance(missing, str) else (missing.name or str(missing))
    return AppError("package_missing", package=package, command=command_for_all_parts())


def command_for_all_parts() -> str:
    """Give the command that installs this program with all its parts, the way it was installed.

    Where it was installed from is noted beside it (`direct_url.json`, PEP 610), and so is the tool:
    pipx and uv leave files of their own in the environment.
    """
    from importlib.metadata import distributions  # noqa: PLC0415 - rarely needed, and takes a while

    # A checkout has an entry of its own, without the note, beside that of its installation.
    noted = (found.read_text("direct_url.json") for found in distributions(name=NAME))
    source: dict[str, Any] = json.loads(next(filter(None, noted), "{}"))
    url = source.get("url", "")
    if not url.startswith("file:"):
        version_control = source.get("vcs_info", {}).get("vcs")
        at = f" @ {version_control}+{url}" if version_control else f" @ {url}" if url else ""
        return _install(f"{NAME}{_EXTRAS}{at}")
    path = Path(url2pathname(urlsplit(url).path))
    if not source.get("dir_info", {}).get("editable"):
        return _install(f"{path}{_EXTRAS}")
    # An environment that the checkout's scripts made is theirs; any other is its owner's.
    script = path / "script" / _SCRIPTS.get(Path(sys.prefix).name, "setup")
    if Path(sys.prefix).parent == path and script.is_file():
        return shlex.quote(str(script))
    return _install("--editable", f"{path}{_EXTRAS}")


def _install(*what: str) -> str:
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").is_file():
        command = ["pipx", "install", "--force"]
    elif (environment / "uv-receipt.toml").is_file():
        command = ["uv", "tool", "install", "--force"]
    elif find_spec("pip") is not None:
        command = [sys.executable, "-m", "pip", "install"]
    else:
        command = ["uv", "pip", "install", "--python", sys.executable]
    return shlex.join([*command, *what])
