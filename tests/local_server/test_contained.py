"""How the server starts in a container, and as an app of Home Assistant."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
import json
import logging
import os
from pathlib import Path
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web
import pytest

from local_server import contained, health
from local_server.arguments import parse
from tests.programs import until

from .running import ROOT, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SECRET = "token-of-the-supervisor"


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would run beside the server; the tests below run it themselves."""
    tasks: list[tuple[Any, ...]] = []
    monkeypatch.setattr(contained, "in_background", lambda *task: tasks.append(task))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)  # the folder is ours
    return tasks


def start(folder: Path, *arguments: str, **environment: str) -> tuple[list[str], dict[str, str]]:
    if contained.SUPERVISOR in environment:
        environment["COSYVOICE_PORT"] = "50001"  # as the image has it
    return contained.main(arguments, environment, folder), environment


# --- Any container --------------------------------------------------------------------------------


def test_the_first_start_keeps_a_token_for_the_next(tmp_path: Path) -> None:
    arguments, environment = start(tmp_path, "--with-sample-voice")
    assert arguments == ["--with-sample-voice"]
    file = Path(environment["COSYVOICE_TOKEN_FILE"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    token = file.read_text("utf-8").strip()
    assert len(token) > 20
    start(tmp_path)
    assert file.read_text("utf-8").strip() == token
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--token-file=/run/secrets/token"], {}),
        ([], {"COSYVOICE_TOKEN": "t"}),
        ([], {"COSYVOICE_TOKEN_FILE": "/run/secrets/token"}),
    ],
)
def test_a_token_that_was_chosen_is_not_replaced(
    tmp_path: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    assert start(tmp_path, *arguments, **environment) == (arguments, environment)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["engines", "health"])
def test_other_programs_of_the_image_get_their_arguments_as_they_are(
    tmp_path: Path, beside: list[tuple[Any, ...]], name: str
) -> None:
    assert start(tmp_path, name, "list", SUPERVISOR_TOKEN=SECRET)[0] == [name, "list"]
    assert (list(tmp_path.iterdir()), beside) == ([], [])


def test_it_hands_over_to_the_program_that_was_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local_server.contained", "health", "--port=1"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "http://127.0.0.1:1 doesn't respond: " in done.stderr


# --- An app of Home Assistant ---------------------------------------------------------------------


def set_up(folder: Path, **options: Any) -> None:
    (folder / "options.json").write_text(json.dumps(options), encoding="utf-8")


def test_the_options_of_the_app_are_those_of_the_server(
    tmp_path: Path, beside: list[tuple[Any, ...]]
) -> None:
    set_up(
        tmp_path,
        token="secret-of-the-house",
        engine_url=["http://gpu:8091", "http://other:8091"],
        engine_preset="openai",
        engine_token="sk",
        sample_voice=False,
        log_level="debug",
    )
    arguments, environment = start(tmp_path, SUPERVISOR_TOKEN=SECRET)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        options = parse(arguments)
    assert options.port == 50_001
    assert options.engine_url == ["http://gpu:8091", "http://other:8091"]
    assert (options.engine_preset, options.log_level) == ("openai", "debug")
    assert not options.with_sample_voice
    assert environment["COSYVOICE_ENGINE_TOKEN"] == "sk"
    assert environment["HOME"] == str(tmp_path)
    assert environment["COSYVOICE_INGRESS"] == "1"
    assert SECRET not in environment.values()
    token = Path(environment["COSYVOICE_TOKEN_FILE"]).read_text("utf-8").strip()
    assert token == "secret-of-the-house"
    (offering, installing) = beside
    assert offering == (contained.offer, SECRET, token, "50001", tmp_path)
    assert installing[0] is contained.install


def test_without_options_the_app_speaks_with_the_sample_voice_and_keeps_its_token(
    tmp_path: Path, beside: list[tuple[Any, ...]]
) -> None:
    set_up(tmp_path)
    arguments, environment = start(tmp_path, SUPERVISOR_TOKEN=SECRET)
    token = Path(environment["COSYVOICE_TOKEN_FILE"]).read_text("utf-8")
    assert "--with-sample-voice" in arguments
    start(tmp_path, SUPERVISOR_TOKEN=SECRET)
    assert Path(environment["COSYVOICE_TOKEN_FILE"]).read_text("utf-8") == token
    assert len(beside) == 4


@pytest.mark.parametrize("written", [None, "{", "[]"])
def test_options_that_cannot_be_read_keep_no_server_from_starting(
    tmp_path: Path, beside: list[tuple[Any, ...]], written: str | None
) -> None:
    if written is not None:
        (tmp_path / "options.json").write_text(written, encoding="utf-8")
    assert "--with-sample-voice" in start(tmp_path, SUPERVISOR_TOKEN=SECRET)[0]
    assert beside


def test_what_runs_beside_the_server_does_not_keep_it_from_ending() -> None:
    threads: list[threading.Thread] = []
    contained.in_background(lambda: threads.append(threading.current_thread()))
    until(lambda: threads)
    assert threads[0].daemon


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_the_app_gives_its_folder_to_a_user_without_rights_and_becomes_that_user(
    tmp_path: Path,
) -> None:
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "voice.wav").write_bytes(b"of a backup")
    (tmp_path / "elsewhere").symlink_to("/etc/passwd")
    code = (
        "import os, sys; from pathlib import Path; from local_server.contained import leave_root\n"
        "leave_root(Path(sys.argv[1]), 'nobody'); leave_root(Path('/'), 'nobody')\n"
        "print(os.getresuid(), os.getgroups())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "(65534, 65534, 65534) []"
    paths = [tmp_path, *tmp_path.rglob("*")]
    assert {path.lstat().st_uid for path in paths} == {65534}
    assert len(paths) == 4
    assert Path("/etc/passwd").stat().st_uid == 0


# --- Engines --------------------------------------------------------------------------------------


def test_it_installs_the_engines_that_were_chosen_and_says_which_need_consent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("COSYVOICE_MODELS", str(tmp_path))
    monkeypatch.chdir(ROOT)
    contained.install({"engines": ["zipvoice"]})
    assert "its license has to be accepted" in caplog.text
    caplog.clear()
    contained.install({"engines": ["robot"], "accept_zipvoice_license": True})
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "robot" in caplog.text
    contained.install({})


# --- Discovery ------------------------------------------------------------------------------------


@asynccontextmanager
async def supervisor(answers: list[int]) -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """As Home Assistant's Supervisor takes a discovery: POST /discovery, with the app's token."""
    told: list[dict[str, Any]] = []

    async def discovery(request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bearer {SECRET}":
            return web.json_response({"result": "error"}, status=401)
        message = await request.json()
        assert message.keys() == {"service", "config"}
        assert isinstance(message["config"], dict)
        told.append(message)
        return web.json_response({"result": "ok", "data": {}}, status=answers.pop(0))

    app = web.Application()
    app.router.add_post("/discovery", discovery)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"{host}:{port}", told
    finally:
        await runner.cleanup()


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Where the Supervisor is."""
    told = contained.told
    monkeypatch.setattr(contained, "_PAUSES", (0, 0))
    monkeypatch.setattr(contained, "_OFTEN", 0.01)
    return lambda place: monkeypatch.setattr(contained, "told", partial(told, host=place))


async def test_once_the_server_listens_the_supervisor_learns_where_it_is(
    tmp_path: Path, post: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    late = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(host: str, port: int) -> str:
        if not late.is_set():
            loop.call_soon_threadsafe(late.set)
            return "nobody listens there yet"
        return health.trouble(host, port)

    async with supervisor([503, 200]) as (place, told), running(tmp_path) as server:
        post(place)
        port = str(urlsplit(server.url).port)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(contained, "trouble", asked)
            secrets = (SECRET, "token-of-the-house")
            await asyncio.to_thread(contained.offer, *secrets, port, tmp_path)
    first, second = told
    assert first == second == {"service": "cosyvoice", "config": second["config"]}
    config = second["config"]
    assert config.keys() == {"host", "port", "token", "id"}
    assert (config["port"], config["token"]) == (int(port), "token-of-the-house")
    assert config["id"] == (tmp_path / "server-id").read_text("ascii").strip()
    assert config["host"]
    assert [record.message for record in caplog.records if "offer" in record.message] == [
        "can't offer this server to Home Assistant: the Supervisor responded with 503",
        "offered to Home Assistant",
    ]
    assert "token" not in caplog.text


async def test_a_supervisor_that_never_agrees_is_left_alone(
    tmp_path: Path, post: Callable[[str], None]
) -> None:
    async with supervisor([500] * 3) as (place, told), running(tmp_path) as server:
        post(place)
        port = str(urlsplit(server.url).port)
        await asyncio.to_thread(contained.offer, SECRET, "t", port, tmp_path)
        assert len(told) == 3
        await asyncio.to_thread(contained.offer, "another", "t", port, tmp_path)
    assert len(told) == 3
