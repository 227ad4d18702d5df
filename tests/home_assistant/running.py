"""A real Home Assistant and a real service: started, asked over their APIs, and killed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import re
import shutil
import signal
import socket
import subprocess
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import (
    ClientConnectionError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    FormData,
    WSMsgType,
)

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Awaitable,
        Callable,
        Iterator,
        Mapping,
    )

ROOT: Final = Path(__file__).resolve().parents[2]
INTEGRATION: Final = ROOT / "custom_components" / "cosyvoice"
VOICE_FILE: Final = ROOT / "local_server" / "data" / "reference_voice.wav"
VOICE_TEXT: Final = VOICE_FILE.with_suffix(".txt").read_text(encoding="utf-8").strip()
TOKEN: Final = "token-of-the-tests"
AGENT: Final = "conversation.scripted_agent"
SPEAKER: Final = "media_player.keeping_speaker"

_HOUSE: Final = Path(__file__).parent / "custom_components" / "scripted_house"
_PATIENCE: Final = 60.0
# The first start of a new environment installs what Home Assistant needs.
_START: Final = 240.0

_CONFIGURATION: Final = """\
homeassistant:
  name: Home
  internal_url: http://127.0.0.1:{port}
  external_url: http://127.0.0.1:{port}
  time_zone: Europe/Berlin
  currency: EUR
  country: DE
  media_dirs:
    local: {config}/media
api:
assist_pipeline:
config:
conversation:
frontend:
logger:
  default: info
  logs:
    custom_components.cosyvoice: debug
media_source:
scripted_house:
system_health:
tts:
"""


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


async def until[T](
    look: Callable[[], Awaitable[T | None]], what: str, seconds: float = _PATIENCE
) -> T:
    """Look again and again until there is something; give up after a long while."""
    give_up = monotonic() + seconds
    while not (found := await look()):
        if monotonic() > give_up:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        await asyncio.sleep(0.05)
    return found


class Service:
    """The local server as a program; killed and brought back, it is at the same address."""

    def __init__(self, directory: Path, token: str = TOKEN, port: int | None = None) -> None:
        self.token = token
        self._directory = directory
        self._port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self, *, sample_voice: bool = True) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        environment = {**clean_environment(), "COSYVOICE_TOKEN": self.token}
        with (self._directory / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a moment
                [
                    *(sys.executable, "-m", "local_server", "--json", "--exit-with-parent"),
                    *("--port", str(self._port), "--data-dir", str(self._directory / "data")),
                    *("--workers", "1", *(("--with-sample-voice",) if sample_voice else ())),
                ],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.to_thread(self._process.stdout.readline)
        assert line, (self._directory / "log.txt").read_text()
        assert json.loads(line)["event"] == "ready"

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Have it answer nothing while the block runs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    async def restart(self, token: str | None = None) -> None:
        """Kill it and bring it back, perhaps with another token."""
        self.kill()
        self.token = token or self.token
        await self.start()


def clean_environment() -> dict[str, str]:
    """This process's environment without what leads a Python to the checkout."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV", "PYTEST", "COSYVOICE", "VIRTUAL_ENV"))
    }


@dataclass(frozen=True)
class LogRecord:
    """One entry of Home Assistant's log, traceback included."""

    level: str
    logger: str
    text: str


class HomeAssistant:
    """A Home Assistant with a configuration of its own, onboarded.

    Attributes:
        url: Its address.
        config: Its configuration folder.
        session: For requests; they carry an access token.
        socket: Its WebSocket API.
        tokens: As a browser keeps them.
    """

    def __init__(self, directory: Path) -> None:
        self.config = directory / "config"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.tokens: dict[str, Any] = {}
        self.session: ClientSession
        self.socket: Connection
        self._elsewhere = directory / "elsewhere"
        self._log = directory / "home-assistant.log"
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @asynccontextmanager
    async def running(
        cls, directory: Path, install: Callable[[Path], None] | None = None
    ) -> AsyncIterator[Self]:
        """Run one until the block ends.

        Args:
            directory: Where it may write.
            install: Puts the integration into a folder; by default a copy of the checkout's.
        """
        home = cls(directory)
        home.configure()
        (install or install_checkout)(home.config / "custom_components" / "cosyvoice")
        try:
            await home.start()
            yield home
        finally:
            await home.stop()

    def configure(self) -> None:
        """Write a configuration that asks for no more than the tests need."""
        for folder in (self.config / ".storage", self.config / "media", self._elsewhere):
            folder.mkdir(parents=True)
        (self.config / "configuration.yaml").write_text(
            _CONFIGURATION.format(port=self.port, config=self.config)
        )
        # Port and host given in YAML are on trial for five minutes, then taken back.
        self._store(
            "http",
            3,
            {
                "stable": {
                    "server_host": ["127.0.0.1"],
                    "server_port": self.port,
                    "cors_allowed_origins": [],
                    "login_attempts_threshold": 5,
                    "ip_ban_enabled": True,
                    "ssl_profile": "modern_v6",
                    "use_x_frame_options": True,
                    "created_at": "2026-11-01T00:00:00+00:00",
                    "error": None,
                    "error_message": None,
                },
                "pending": None,
                "yaml_migration_done": True,
            },
        )
        # This step would set up integrations that ask the internet for the weather.
        self._store("onboarding", 4, {"done": ["core_config"]})
        install_component(
            _HOUSE,
            self.config / "custom_components",
            dependencies=["conversation", "media_player", "media_source"],
        )

    def _store(self, key: str, version: int, data: Any) -> None:
        content = {"version": version, "minor_version": 1, "key": key, "data": data}
        (self.config / ".storage" / key).write_text(json.dumps(content))

    # --- Its life --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start it, and wait until it is up and lets us in."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a moment
                [
                    *(sys.executable, "-P", "-m", "homeassistant"),
                    *("--config", str(self.config), "--log-no-color"),
                ],
                cwd=self._elsewhere,
                # Each empties the folder of uploads at its start, and its name is always the same.
                env={**clean_environment(), "TMPDIR": str(self._elsewhere)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        await until(self._answers, "Home Assistant to answer", _START)
        if not self.tokens:
            await self._onboard()
        await self._log_in()
        await until(self._is_running, "Home Assistant to be running", _START)

    async def stop(self) -> None:
        """Stop it as a person does, and by force if it does not."""
        if self._process is None:
            return
        try:
            await self._leave()
        finally:
            await self._end()

    async def renew(self) -> None:
        """Log in again: an access token is good for half an hour, and five old ones are a ban."""
        await self._leave()
        await self._log_in()

    async def _leave(self) -> None:
        if hasattr(self, "socket"):
            await self.socket.close()
        if hasattr(self, "session"):
            await self.session.close()

    async def _end(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, 40)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            raise
        finally:
            self._process = None

    async def restart(self) -> None:
        """Stop and start it."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        await asyncio.to_thread(self._process.wait)
        self._process = None
        await self.socket.close()
        await self.session.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()[-4000:]

        try:
            async with (
                ClientSession() as session,
                session.get(f"{self.url}/manifest.json") as answer,
            ):
                return answer.status == 200
        except ClientConnectionError:
            return False

    async def _is_running(self) -> bool:
        return bool((await self.get("/api/config"))["state"] == "RUNNING")

    async def _onboard(self) -> None:
        client = {"client_id": f"{self.url}/"}
        async with ClientSession(self.url) as session:

            async def post(path: str, token: str | None = None, **more: Any) -> dict[str, Any]:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                async with session.post(path, headers=headers, **more) as answer:
                    assert answer.status == 200, await answer.text()
                    data: dict[str, Any] = await answer.json()
                    return data

            person = {"name": "Ada", "username": "ada", "password": "lovelace", "language": "en"}
            code = (await post("/api/onboarding/users", json={**person, **client}))["auth_code"]
            grant = {"grant_type": "authorization_code", "code": code}
            self.tokens = await post("/auth/token", data={**grant, **client})
            token = self.tokens["access_token"]
            await post("/api/onboarding/analytics", token)
            redirect = {"redirect_uri": f"{self.url}/?auth_callback=1"}
            await post("/api/onboarding/integration", token, json={**client, **redirect})

    async def _log_in(self) -> None:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.tokens["refresh_token"],
            "client_id": f"{self.url}/",
        }
        async with ClientSession(self.url) as session:
            async with session.post("/auth/token", data=form) as answer:
                self.tokens.update(await answer.json())
        self.session = ClientSession(
            self.url,
            headers={"Authorization": f"Bearer {self.tokens['access_token']}"},
            timeout=ClientTimeout(total=_PATIENCE),
        )
        self.socket = await Connection.open(self.session, self.tokens["access_token"])

    # --- REST ------------------------------------------------------------------------------------

    async def get(self, path: str) -> Any:
        async with self.session.get(path) as answer:
            assert answer.status == 200, (path, answer.status, await answer.text())
            return await answer.json()

    async def post(self, path: str, data: Any = None, *, status: int = 200) -> Any:
        async with self.session.post(path, json=data) as answer:
            assert answer.status == status, (path, answer.status, await answer.text())
            return await answer.json()

    async def state(self, entity_id: str) -> dict[str, Any]:
        state: dict[str, Any] = await self.get(f"/api/states/{entity_id}")
        return state

    async def states(self, domain: str) -> list[dict[str, Any]]:
        """States of a domain's entities that this integration or the house has."""
        states = await self.get("/api/states")
        return [state for state in states if state["entity_id"].startswith(f"{domain}.")]

    async def call(self, action: str, **data: Any) -> Any:
        """Perform an action and wait for its end."""
        domain, name = action.split(".")
        return await self.post(f"/api/services/{domain}/{name}", data)

    async def fire(self, event: str) -> None:
        await self.post(f"/api/events/{event}", {})

    async def when(
        self, entity_id: str, condition: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        """Wait until a state is as it should be."""
        last: dict[str, Any] = {}

        async def look() -> dict[str, Any] | None:
            last.update(await self.state(entity_id))
            return last if condition(last) else None

        try:
            return await until(look, entity_id)
        except TimeoutError as error:
            raise AssertionError(f"{entity_id} stays {last}") from error

    # --- Flows -----------------------------------------------------------------------------------

    async def flow(self, kind: str, handler: Any, **context: Any) -> dict[str, Any]:
        """Start a flow: `flow`, `options/flow` or `subentries/flow`."""
        path = f"/api/config/config_entries/{kind}"
        return await self._progressed(kind, await self.post(path, {"handler": handler, **context}))

    async def step(self, kind: str, flow: Mapping[str, Any], **given: Any) -> dict[str, Any]:
        """Answer a flow's question; progress is waited for."""
        path = f"/api/config/config_entries/{kind}/{flow['flow_id']}"
        return await self._progressed(kind, await self.post(path, given))

    async def _progressed(self, kind: str, result: dict[str, Any]) -> dict[str, Any]:
        path = f"/api/config/config_entries/{kind}/{result['flow_id']}"
        while result["type"] in {"progress", "progress_done"}:
            await asyncio.sleep(0.1)
            result = await self.get(path)
        return result

    async def flows(self) -> list[dict[str, Any]]:
        """Flows of the integration that wait for a person."""
        flows = await self.socket.command("config_entries/flow/progress")
        return [flow for flow in flows if flow["handler"] == "cosyvoice"]

    async def upload(self, file: Path) -> str:
        """Upload a file as a browser does; its id is what a flow takes."""
        form = FormData()
        content = await asyncio.to_thread(file.read_bytes)
        form.add_field("file", content, filename=file.name, content_type="audio/wav")
        async with self.session.post("/api/file_upload", data=form) as answer:
            assert answer.status == 200, await answer.text()
            file_id: str = (await answer.json())["file_id"]
            return file_id

    async def add_service(self, service: Service, name: str = "Grandma") -> str:
        """Set a service up with the voice that it has, and return the entry's id."""
        flow = await self.flow("flow", "cosyvoice")
        flow = await self.step("flow", flow, next_step_id="service")
        flow = await self.step("flow", flow, url=service.url, token=service.token, verify_ssl=True)
        assert flow.get("step_id") == "voice", flow
        flow = await self.step("flow", flow, next_step_id="existing")
        voice = flow["data_schema"][0]["selector"]["select"]["options"][0]["value"]
        flow = await self.step("flow", flow, voice=voice)
        flow = await self.step("flow", flow, **profile(name))
        assert flow["type"] == "create_entry", flow
        entry_id: str = flow["result"]["entry_id"]
        await self.when_loaded(entry_id)
        return entry_id

    async def add_pipeline(self, name: str, engine: str) -> str:
        """Make an Assist pipeline of the scripted agent and an engine; return its id."""
        created = await self.socket.command(
            "assist_pipeline/pipeline/create",
            name=name,
            language="en",
            conversation_engine=AGENT,
            conversation_language="en",
            stt_engine=None,
            stt_language=None,
            tts_engine=engine,
            tts_language="en",
            tts_voice=None,
            wake_word_entity=None,
            wake_word_id=None,
        )
        pipeline: str = created["id"]
        return pipeline

    async def reload(self) -> None:
        """Reload the integration's entry."""
        entry_id = (await self.entries())[0]["entry_id"]
        await self.post(f"/api/config/config_entries/entry/{entry_id}/reload")

    async def when_loaded(self, entry_id: str | None = None) -> None:
        """Wait until an entry is set up: one of them, or the only one."""

        async def look() -> bool:
            return any(
                entry["state"] == "loaded" and entry_id in {entry["entry_id"], None}
                for entry in await self.entries()
            )

        await until(look, "the entry to be loaded")

    async def entries(self) -> list[dict[str, Any]]:
        """The integration's entries."""
        entries: list[dict[str, Any]] = await self.socket.command(
            "config_entries/get", domain="cosyvoice"
        )
        return entries

    # --- Sound -----------------------------------------------------------------------------------

    async def speech_path(self, engine: str, message: str, **options: Any) -> str:
        """The path of a message's audio at the proxy."""
        data: dict[str, Any] = {"engine_id": engine, "message": message, "options": options}
        path: str = (await self.post("/api/tts_get_url", data))["path"]
        return path

    async def fetch(self, path: str) -> tuple[int, bytes]:
        """Status and body of what the proxy gives; it asks for no token."""
        async with ClientSession(self.url) as session, session.get(path) as answer:
            return answer.status, await answer.read()

    async def speak(self, engine: str, message: str, **options: Any) -> bytes:
        """Fetch a message's audio from the proxy."""
        status, audio = await self.fetch(await self.speech_path(engine, message, **options))
        assert status == 200, self.log()[-2000:]
        return audio

    # --- Log -------------------------------------------------------------------------------------

    def log(self) -> str:
        """What it has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def complaints(self, since: int = 0) -> list[LogRecord]:
        """What it warned of that may be the integration's doing.

        Args:
            since: A length of the log; what lies before is left out.
        """
        return [
            record
            for record in _records(self.log()[since:])
            if record.level in {"WARNING", "ERROR", "CRITICAL"}
            and ("cosyvoice" in record.text or record.logger.startswith(_NEAR))
            and not any(words in record.text for words in _BORNE)
        ]


_NEAR: Final = ("homeassistant.components.tts", "asyncio", "stderr")
# It is said of every custom integration, and of a machine that is slow for a moment.
_BORNE: Final = ("has not been tested by Home Assistant", "is taking over")


def profile(name: str, **more: Any) -> dict[str, Any]:
    """What a person enters for a voice profile; `more` may have an `instruct`."""
    speech = {name: more.pop(name) for name in ("instruct", "speed", "volume") if name in more}
    plain = {"mode": "fast_replication", "language": "en", "speech": speech}
    return {"name": name, **plain, **more}


_LOG_LINE: Final = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\S* (?P<level>[A-Z]+) \([^)]*\) \[(?P<logger>[^\]]+)\] "
)


def _records(log: str) -> Iterator[LogRecord]:
    lines: list[str] = []
    level = logger = ""
    for line in log.splitlines():
        if match := _LOG_LINE.match(line):
            if lines:
                yield LogRecord(level, logger, "\n".join(lines))
            level, logger, lines = match["level"], match["logger"], []
        elif not lines:
            # Written past the logging, as a crash does.
            level, logger = "ERROR", "stderr"
        lines.append(line)
    if lines:
        yield LogRecord(level, logger, "\n".join(lines))


def install_checkout(folder: Path) -> None:
    """Copy the integration as a release has it: the link to the client becomes its files."""
    shutil.copytree(INTEGRATION, folder, ignore=shutil.ignore_patterns("__pycache__"))


def install_component(source: Path, components: Path, **manifest: list[str]) -> None:
    """Copy a component of the tests and write its manifest.

    The manifest isn't kept beside the code: hassfest's action takes every folder of a repository
    that has one for an integration to publish.
    """
    folder = components / source.name
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    about = {"domain": source.name, "name": source.name, "version": "0.0.1", **manifest}
    (folder / "manifest.json").write_text(json.dumps(about))


class Connection:
    """Home Assistant's WebSocket API: commands that are answered, and subscriptions."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._last_id = 0
        self._results: dict[int, asyncio.Future[Any]] = {}
        self._events: dict[int, asyncio.Queue[Any]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, session: ClientSession, token: str) -> Self:
        socket = await session.ws_connect("/api/websocket", max_msg_size=0)
        assert (await socket.receive_json())["type"] == "auth_required"
        await socket.send_json({"type": "auth", "access_token": token})
        assert (await socket.receive_json())["type"] == "auth_ok"
        return cls(socket)

    async def close(self) -> None:
        await self._socket.close()
        await self._reader

    async def command(self, name: str, /, **fields: Any) -> Any:
        """Send a command and wait for its result."""
        _, result = await self._send(name, fields)
        return result

    async def subscribe(self, name: str, /, **fields: Any) -> asyncio.Queue[Any]:
        """Send a command that is followed by events."""
        events, _ = await self._send(name, fields)
        return events

    async def _send(self, name: str, fields: Mapping[str, Any]) -> tuple[asyncio.Queue[Any], Any]:
        self._last_id += 1
        number = self._last_id
        result = self._results[number] = asyncio.get_running_loop().create_future()
        events = self._events[number] = asyncio.Queue()
        await self._socket.send_json({"id": number, "type": name, **fields})
        async with asyncio.timeout(_PATIENCE):
            message = await result
        assert message["success"], message["error"]
        return events, message["result"]

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                continue
            data = json.loads(message.data)
            for part in data if isinstance(data, list) else [data]:
                if part["type"] == "result":
                    self._results.pop(part["id"]).set_result(part)
                elif part["type"] == "event" and part["id"] in self._events:
                    self._events[part["id"]].put_nowait(part["event"])
        for waiting in self._results.values():
            waiting.cancel()
