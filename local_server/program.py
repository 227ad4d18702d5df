"""The program: arguments, token, start, the line that says it is ready, and a graceful stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import json
import logging
import os
from pathlib import Path
import secrets
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final
import warnings

from aiohttp import web

from local_server import synthesis
from local_server.announcement import announced
from local_server.app import make_app
from local_server.connections import Runner
from local_server.duplex import close_all
from local_server.engines.espeak import WORKERS, EspeakEngine
from local_server.errors import ApiError, StartError
from local_server.service import MAX_UPLOAD, Service
from local_server.storage import Storage, default_directory
from local_server.synthesis import Speaker
from shared_client import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_server.engines import Engine

_LOGGER = logging.getLogger(__name__)

PORT: Final = 50_000
"""The port of the API documents' samples."""
TOKEN_VARIABLE: Final = "COSYVOICE_TOKEN"  # noqa: S105 - the name of a variable
GRACE: Final = 5.0
_HIGHEST_PORT: Final = 65_535
_SAMPLE: Final = Path(__file__).parent / "data" / "reference_voice.wav"
_SAMPLE_PITCH: Final = 101.9
"""Measured by `reference_audio.pitch`, which is too slow to import at a start."""
_PARENT_CHECK: Final = 1.0


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m local_server",
        description="Serve the CosyVoice 2.0 API on this computer. It speaks with eSpeak NG and"
        " doesn't clone voices.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=_port, default=PORT, help="port; 0 finds a free one (%(default)s)")
    token = parser.add_mutually_exclusive_group()
    token.add_argument("--token", help=f"token that clients must send; safer in {TOKEN_VARIABLE}")
    token.add_argument(
        "--token-file", type=Path, metavar="FILE", help="file that contains the token"
    )
    add("--data-dir", type=Path, metavar="DIR", help=f"folder of voices ({default_directory()})")
    add("--engine", choices=["espeak"], default="espeak", help="speech engine (%(default)s)")
    add("--workers", type=_positive, default=WORKERS, help="engine processes (%(default)s)")
    add(
        "--max-upload-mib",
        type=_positive,
        default=MAX_UPLOAD >> 20,
        metavar="N",
        help="largest upload of a reference audio, in MiB (%(default)s)",
    )
    add(
        "--max-running",
        type=_positive,
        default=synthesis.RUNNING,
        metavar="N",
        help="requests that may speak at once (%(default)s)",
    )
    add(
        "--max-waiting",
        type=_natural,
        default=synthesis.WAITING,
        metavar="N",
        help="requests that may wait; more are rejected with HTTP 503 (%(default)s)",
    )
    add(
        "--grace",
        type=float,
        default=GRACE,
        metavar="SECONDS",
        help="time for running requests to finish when the server stops (%(default)s)",
    )
    add(
        "--idle-timeout",
        type=float,
        default=600.0,
        metavar="SECONDS",
        help="how long a WebSocket task may go without text, and a client without reading"
        " (%(default)s)",
    )
    add(
        "--announce",
        nargs="?",
        const="",
        metavar="NAME",
        help="announce this server on the local network for Home Assistant; requires --host",
    )
    add(
        "--with-sample-voice",
        action="store_true",
        help="add the bundled voice if there are no voices",
    )
    add("--json", action="store_true", help="print one line of JSON on stdout when ready")
    add(
        "--exit-with-parent",
        action="store_true",
        help="stop when stdin closes or the parent process exits",
    )
    add("--log-level", choices=["debug", "info", "warning"], default="info")
    add("--version", action="version", version=__version__)
    return parser.parse_args(arguments)


def _natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _positive(text: str) -> int:
    value = _natural(text)
    if not value:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _port(text: str) -> int:
    value = _natural(text)
    if value > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError("must be at most 65535")
    return value


class _StartError(Exception):
    """The server cannot start; the words say why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server; returns the exit code: 0 when stopped, 1 when it could not start."""
    options = parse(arguments)
    logging.basicConfig(
        level=options.log_level.upper(),
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    # aiohttp repeats there what it couldn't read of an upload.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="aiohttp.multipart")
    try:
        token = _token(options)
        asyncio.run(_serve(options, token))
    except (_StartError, StartError, ApiError, OSError) as error:
        sys.stderr.write(f"local_server: {error}\n")
        return 1
    return 0


def _token(options: argparse.Namespace) -> str | None:
    """The token given, by whichever way; None when there is none."""
    token: str | None = options.token
    if options.token_file is not None:
        token = options.token_file.read_text(encoding="utf-8")
    elif token is None:
        token = os.environ.get(TOKEN_VARIABLE)
    # Engine processes and whatever else is started have no use for it.
    os.environ.pop(TOKEN_VARIABLE, None)
    if token is None:
        return None
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise _StartError("the token must be printable ASCII without spaces, and not empty")
    return token


async def _serve(options: argparse.Namespace, token: str | None) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    asyncio.get_running_loop().set_exception_handler(_log_unhandled)
    engine: Engine = EspeakEngine(options.workers)
    speaker = Speaker(engine, running=options.max_running, waiting=options.max_waiting)
    with Storage(options.data_dir or default_directory()) as storage:
        service = Service(
            storage,
            speaker,
            token or secrets.token_urlsafe(24),
            max_upload=options.max_upload_mib << 20,
            patience=options.idle_timeout,
        )
        if options.with_sample_voice:
            add_sample_voice(storage)
        await engine.start()
        runner = Runner(make_app(service), shutdown_timeout=1.0)
        await runner.setup()
        announcement = contextlib.AsyncExitStack()
        try:
            site = web.TCPSite(runner, options.host, options.port)
            await site.start()
            if options.announce is not None:
                host, port = runner.addresses[0][:2]
                await announcement.enter_async_context(
                    announced(options.announce, host, port, storage.directory)
                )
            _say_ready(runner, service, made=token is None, as_json=options.json)
            if options.exit_with_parent:
                _watch_parent(stop)
            warming = asyncio.create_task(asyncio.to_thread(_import_the_rest))
            await stop.wait()
            _LOGGER.info("stopping")
            await announcement.aclose()
            await site.stop()
            await speaker.stop(options.grace)
            await close_all(service)
            await warming
        finally:
            await announcement.aclose()
            await runner.cleanup()
            await engine.close()


def add_sample_voice(storage: Storage) -> None:
    """Add the voice that comes with the package, unless there is any."""
    if storage.entries(limit=1):
        return
    text = _SAMPLE.with_suffix(".txt").read_text(encoding="utf-8").strip()
    with storage.temporary_file() as temporary:
        temporary.write_bytes(_SAMPLE.read_bytes())
        storage.add(temporary, filename=_SAMPLE.name, suffix=".wav", text=text, pitch=_SAMPLE_PITCH)


def _import_the_rest() -> None:
    """Import what is not needed to listen, ahead of the first request that needs it."""
    for name in ("encoding", "reference_audio"):
        importlib.import_module(f"local_server.{name}")


def _log_unhandled(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log where something failed without its words, which may hold what was sent."""
    error = context.get("exception")
    places = traceback.format_tb(error.__traceback__) if error else []
    _LOGGER.error(
        "%s (%s)%s", context["message"], type(error).__name__, "".join(["\n", *places]).rstrip()
    )


def _say_ready(runner: web.AppRunner, service: Service, *, made: bool, as_json: bool) -> None:
    host, port = runner.addresses[0][:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    engine = service.speaker.engine
    _LOGGER.info("listening on %s; %s", url, engine.note)
    if as_json:
        ready: dict[str, Any] = {"event": "ready", "url": url, "pid": os.getpid()}
        if made:
            ready["token"] = service.token
        lines = [json.dumps(ready)]
    else:
        lines = [f"CosyVoice Home local server {__version__}", f"  Address  {url}"]
        if made:
            hint = f"(new with each start; set {TOKEN_VARIABLE} to keep one)"
            lines.append(f"  Token    {service.token}  {hint}")
        lines.append(f"  Voices   {service.storage.directory}")
        lines.append(f"  Engine   {engine.note}")
        lines.append("Press Ctrl-C to stop.")
    with contextlib.suppress(OSError):  # nobody has to listen
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _watch_parent(stop: asyncio.Event) -> None:
    """Stop at the end of stdin, or when the parent is another process than it was.

    The second is for a pipe that a sibling has inherited and keeps open.
    """
    loop = asyncio.get_running_loop()
    parent = os.getppid()

    def read() -> None:
        with contextlib.suppress(OSError, ValueError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(stop.set)

    def check() -> None:
        if os.getppid() != parent:
            stop.set()
        else:
            loop.call_later(_PARENT_CHECK, check)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    check()
