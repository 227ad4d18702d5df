"""`cosyvoice engines` is the local server's own program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell


def test_engines_is_the_program_of_the_local_server(fresh: Shell) -> None:
    listed = fresh.good("engines", "list", "--json")
    assert {"espeak", "kokoro"} <= {json.loads(line)["name"] for line in listed.out.splitlines()}
    wrong = fresh.run("engines", "install", "nothing")
    assert wrong.code == 2
    assert wrong.err.startswith("cosyvoice engines: error: There is no engine nothing")
    assert "cosyvoice engines install" in fresh.good("engines", "install", "--help").out


def test_its_models_lie_in_the_folder_of_the_local_server(fresh: Shell) -> None:
    folder = fresh.home / ".local" / "share" / "cosyvoice-home" / "local-server" / "engines"
    assert f"Folder: {folder}" in fresh.good("engines", "list").out
