"""`cosyvoice serve --invite`: what is printed, and which server it is for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import ClientSession, Fingerprint
import pytest

from local_server import health, program, tls
from local_server.arguments import parse
from local_server.page.grants import Role
from local_server.page.inviting import Whereabouts, lines_of, noted, running
from tests.local_server.running import Program, SlowEngine
from tests.local_server.running import running as serving

from .browser import browser

if TYPE_CHECKING:
    from pathlib import Path

HOME = Whereabouts("https://192.168.1.5:50000", "127.0.0.1", 50_000, "AB:CD")
PLAIN = Whereabouts("http://192.168.1.5:50000", "127.0.0.1", 50_000)
HERE = Whereabouts("http://127.0.0.1:50000", "127.0.0.1", 50_000)


def test_a_phone_that_can_record_is_told_the_fingerprint() -> None:
    said = "\n".join(lines_of(f"{HOME.address}/voices/#s", HOME, Role.MANAGE, colored=True))
    assert "https://192.168.1.5:50000/voices/#s" in said
    assert "manage all voices" in said
    assert "AB:CD" in said
    assert "\x1b[97;40m█" in said
    assert "--tls" not in said
    assert "--host" not in said


@pytest.mark.parametrize(
    ("place", "advice"),
    [
        (PLAIN, "--tls-self-signed"),
        (HERE, "--host 0.0.0.0"),
        (Whereabouts("http://localhost:1", "127.0.0.1", 1), "--host 0.0.0.0"),
        (Whereabouts("http://attic:1", "127.0.0.1", 1), "--tls-self-signed"),
    ],
)
def test_what_keeps_a_phone_from_recording_is_said(place: Whereabouts, advice: str) -> None:
    said = "\n".join(lines_of(f"{place.address}/voices/#s", place, Role.UPLOAD, colored=False))
    assert advice in said
    assert "add one voice" in said
    assert "\x1b" not in said


async def test_an_invitation_of_another_process_is_for_the_server_that_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert running(tmp_path) is None
    async with serving(tmp_path, engine=SlowEngine()) as server:
        host, port = server.url.removeprefix("http://").split(":")
        place = Whereabouts(server.url, host, int(port))
        with noted(tmp_path, place):
            assert running(tmp_path) == place
            options = ["--data-dir", str(tmp_path), "--invite", "manage"]
            assert await asyncio.to_thread(program.main, [*options, "--json"]) == 0
            told = json.loads(capsys.readouterr().out)
            assert told["for"] == "manage"
            async with browser(server) as phone:
                answer = await phone.accept(told["address"].partition("#")[2])
                assert answer.data == {"role": "manage"}
            assert await asyncio.to_thread(program.main, options) == 0
            assert f"{server.url}/voices/#" in capsys.readouterr().out
        assert running(tmp_path) is None
    with noted(tmp_path, place):  # killed, and its note left behind
        assert running(tmp_path) is None


def test_a_note_is_taken_back_only_by_who_wrote_it(tmp_path: Path) -> None:
    with noted(tmp_path, HOME):
        with noted(tmp_path, PLAIN):
            pass
        assert not list(tmp_path.iterdir())
    with noted(tmp_path / "missing", HOME):
        assert running(tmp_path / "missing") is None
    with noted(tmp_path, HOME):
        (tmp_path / "running.json").write_text("{}")
        assert running(tmp_path) is None
    assert (tmp_path / "running.json").exists()


async def test_a_server_with_tls_invites_and_is_healthy(
    tmp_path: Path,
) -> None:
    made = tls.self_signed(tmp_path / "own")
    files = [str(tmp_path / "own" / "tls" / f"{name}.pem") for name in ("certificate", "key")]
    options = ["--tls", *files]
    with Program(tmp_path / "data", "--json", "--invite", *options) as process:
        ready = await asyncio.to_thread(process.ready)
        assert ready["fingerprint"] == made.fingerprint
        assert ready["url"].startswith("https://127.0.0.1:")
        assert process.process.stdout is not None
        told = json.loads(await asyncio.to_thread(process.process.stdout.readline))
        port = ready["url"].rpartition(":")[2]
        assert await asyncio.to_thread(health.main, ["--port", port]) == 0
        trust = Fingerprint(bytes.fromhex(ready["fingerprint"].replace(":", "")))
        async with ClientSession() as session:
            secret = told["address"].partition("#")[2]
            async with session.post(
                f"{ready['url']}/voices/session",
                json={"invitation": secret},
                headers={"Origin": ready["url"]},
                ssl=trust,
            ) as answer:
                assert await answer.json() == {"role": "upload"}
                assert answer.headers["Set-Cookie"].endswith("; Secure")


async def test_the_server_makes_its_own_certificate(tmp_path: Path) -> None:
    options = parse(["--tls-self-signed"])
    made = program._tls(options, tmp_path)
    assert made is not None
    assert made.fingerprint == tls.self_signed(tmp_path).fingerprint
    assert program._tls(parse([]), tmp_path) is None
