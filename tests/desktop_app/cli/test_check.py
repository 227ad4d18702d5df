"""`cosyvoice check`, as a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desktop_app.cli.conftest import Shell


def test_check_says_what_is_wrong(shell: Shell) -> None:
    done = shell.good("check")
    for step in ("Address", "Token", "Voices", "WebSocket", "Speech"):
        assert f"ok  {step}" in done.out
    shell.environment["COSYVOICE_URL"] = "http://127.0.0.1:9"
    done = shell.run("check")
    assert (done.code, done.out.splitlines()) == (3, ["http://127.0.0.1:9"])
    shell.environment["COSYVOICE_URL"] = "no address"
    assert shell.run("check").code == 7


def test_check_of_the_built_in_server(fresh: Shell) -> None:
    assert "ok  Speech" in fresh.good("check").out
