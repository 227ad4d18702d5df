"""The program: arguments, token, start, the line that says it is ready, and a graceful stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import importlib
import importlib.util
import io
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
from local_server.errors import ApiError, DiskFullError, StartError
from local_server.service import MAX_UPLOAD, Service
from local_server.storage import Storage, default_directory
from local_server.synthesis import Speaker
from local_server.words import say, use_language_of
from shared_client import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from local_server.engines import Engine

_LOGGER = logging.getLogger(__name__)

PORT: Final = 50_000
"""The port of the API documents' samples."""
CALLED: Final = "COSYVOICE_SERVE_AS"
"""The variable in which a program that starts this one says how a person called it."""
TOKEN_VARIABLE: Final = "COSYVOICE_TOKEN"  # noqa: S105 - the name of a variable
GRACE: Final = 5.0
_HIGHEST_PORT: Final = 65_535
_MOST_WORKERS: Final = 64
_MOST_TASKS: Final = 10_000
_LARGEST_UPLOAD: Final = 1024
"""MiB."""
_LONGEST_GRACE: Final = 3_600
_SHORTEST_IDLE: Final = 0.1
_LONGEST_IDLE: Final = 30 * 86_400
_LARGEST_TOKEN: Final = 4_096
_SAMPLE: Final = Path(__file__).parent / "data" / "reference_voice.wav"
_SAMPLE_PITCH: Final = 101.9
"""Measured by `reference_audio.pitch`, which is too slow to import at a start."""
_PARENT_CHECK: Final = 1.0
_LATER: Final = ("av", "espeakng_loader", "numpy", "soxr")
"""Packages that are imported only when a request needs them."""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=_program(),
        description=say(
            "Serve the CosyVoice 2.0 API on this computer. It speaks with eSpeak NG and"
            " doesn't clone voices."
        ),
    )
    add = parser.add_argument
    add("--host", type=_host, default="127.0.0.1", help=say("address to listen on (%(default)s)"))
    add(
        "--port",
        type=_whole(0, _HIGHEST_PORT),
        default=PORT,
        help=say("port; 0 finds a free one (%(default)s)"),
    )
    token = parser.add_mutually_exclusive_group()
    token.add_argument(
        "--token", help=say("token that clients must send; safer in COSYVOICE_TOKEN")
    )
    token.add_argument(
        "--token-file", type=_path, metavar="FILE", help=say("file that contains the token")
    )
    folder = str(default_directory()).replace("%", "%%")
    add("--data-dir", type=_path, metavar="DIR", help=say("folder of voices") + f" ({folder})")
    add("--engine", choices=["espeak"], default="espeak", help=say("speech engine (%(default)s)"))
    add(
        "--workers",
        type=_whole(1, _MOST_WORKERS),
        default=WORKERS,
        metavar="N",
        help=say("engine processes (%(default)s)"),
    )
    add(
        "--max-upload-mib",
        type=_whole(1, _LARGEST_UPLOAD),
        default=MAX_UPLOAD >> 20,
        metavar="N",
        help=say("largest upload of a reference audio, in MiB (%(default)s)"),
    )
    add(
        "--max-running",
        type=_whole(1, _MOST_TASKS),
        default=synthesis.RUNNING,
        metavar="N",
        help=say("requests that may speak at once (%(default)s)"),
    )
    add(
        "--max-waiting",
        type=_whole(0, _MOST_TASKS),
        default=synthesis.WAITING,
        metavar="N",
        help=say("requests that may wait; more are rejected with HTTP 503 (%(default)s)"),
    )
    add(
        "--grace",
        type=_seconds(0, _LONGEST_GRACE),
        default=GRACE,
        metavar="SECONDS",
        help=say("time for running requests to finish when the server stops (%(default)s)"),
    )
    add(
        "--idle-timeout",
        type=_seconds(_SHORTEST_IDLE, _LONGEST_IDLE),
        default=600.0,
        metavar="SECONDS",
        help=say(
            "how long a WebSocket task may go without text, and a client without reading"
            " (%(default)s)"
        ),
    )
    add(
        "--announce",
        nargs="?",
        const="",
        metavar="NAME",
        help=say("announce this server on the local network for Home Assistant; requires --host"),
    )
    add(
        "--with-sample-voice",
        action="store_true",
        help=say("add the bundled voice if there are no voices"),
    )
    add("--json", action="store_true", help=say("print one line of JSON on stdout when ready"))
    add(
        "--exit-with-parent",
        action="store_true",
        help=say("stop when stdin closes or the parent process exits"),
    )
    add(
        "--log-level",
        choices=["debug", "info", "warning"],
        default="info",
        help=say("how much to log (%(default)s)"),
    )
    add("--version", action="version", version=__version__)
    return parser.parse_args(arguments)


def _program() -> str:
    """What a person calls this program: as it was called, or as who started it says."""
    own = Path(sys.argv[0]).name
    return os.environ.get(CALLED) or (own if own != "__main__.py" else "python -m local_server")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        with contextlib.suppress(ValueError):
            if low <= int(text) <= high:
                return int(text)
        words = say("must be a whole number from {low} to {high}")
        raise argparse.ArgumentTypeError(words.format(low=low, high=high))

    return read


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        with contextlib.suppress(ValueError):
            if low <= float(text) <= high:  # which is false of NaN
                return float(text)
        words = say("must be a number of seconds from {low:g} to {high:g}")
        raise argparse.ArgumentTypeError(words.format(low=low, high=high))

    return read


def _path(text: str) -> Path:
    if not text.strip() or "\0" in text:  # an empty one would be the current folder
        raise argparse.ArgumentTypeError(say("must be the path of a file or folder"))
    return Path(text)


def _host(text: str) -> str:
    if not text.strip():  # which would open every address of this computer
        raise argparse.ArgumentTypeError(
            say("must be an address of this computer; 0.0.0.0 opens it to the network")
        )
    return text.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server; returns the exit code: 0 when stopped, 1 when it could not start."""
    use_language_of(os.environ, getattr(sys.stdout, "encoding", None) or "ascii")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # it may lack a character
    options = parse(arguments)
    program = _program()
    os.environ.pop(CALLED, None)
    logging.basicConfig(
        level=options.log_level.upper(),
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )
    logging.raiseExceptions = False  # nobody has to read it
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    # aiohttp repeats there what it couldn't read of an upload.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="aiohttp.multipart")
    try:
        token = _token(options)
        asyncio.run(_serve(options, token))
    except (StartError, ApiError, OSError) as error:
        with contextlib.suppress(OSError):
            # A program that reads the line of JSON has words of its own to put before these.
            sys.stderr.write(f"{error}\n" if options.json else f"{program}: {error}\n")
        return 1
    return 0


def _token(options: argparse.Namespace) -> str | None:
    """The token given, by whichever way; None when there is none."""
    token: str | None = options.token
    if options.token_file is not None:
        token = _read_token(options.token_file)
    elif token is None:
        token = os.environ.get(TOKEN_VARIABLE)
    # Engine processes and whatever else is started have no use for it.
    os.environ.pop(TOKEN_VARIABLE, None)
    if token is None:
        return None
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        if options.token_file is not None:
            raise StartError("token_in_file_wrong", path=options.token_file)
        raise StartError("token_wrong")
    return token


def _read_token(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_TOKEN + 1)
    except OSError as error:
        raise StartError("token_file_unreadable", path=path, reason=error.strerror) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    return text if len(data) <= _LARGEST_TOKEN else ""


async def _serve(options: argparse.Namespace, token: str | None) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    asyncio.get_running_loop().set_exception_handler(_log_unhandled)
    _check_packages()
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
            try:
                add_sample_voice(storage)
            except DiskFullError:
                raise StartError("disk_full", path=storage.directory) from None
        await engine.start()
        runner = Runner(make_app(service), shutdown_timeout=1.0)
        await runner.setup()
        announcement = contextlib.AsyncExitStack()
        try:
            site = await _listen(runner, options.host, options.port)
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
            with contextlib.suppress(ImportError):  # the requests that needed it were told
                await warming
        finally:
            await announcement.aclose()
            await runner.cleanup()
            await engine.close()


def _check_packages() -> None:
    """See what is imported later, so that the first request need not find out.

    Raises:
        StartError: Something is not installed.
    """
    missing = [name for name in _LATER if importlib.util.find_spec(name) is None]
    if missing:
        raise StartError("packages_missing", names=", ".join(missing))


async def _listen(runner: Runner, host: str, port: int) -> web.TCPSite:
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except (OSError, ValueError) as error:  # ValueError: a name that is none, to the resolver
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number) if number > 0 else getattr(error, "strerror", None) or error
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        key = "port_taken" if number == errno.EADDRINUSE else "cannot_listen"
        words = str(reason)
        raise StartError(key, address=address, reason=words[:1].lower() + words[1:]) from None
    return site


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
        facts = {say("Address"): url}
        if made:
            hint = say("(new with each start; set COSYVOICE_TOKEN to keep one)")
            facts[say("Token")] = f"{service.token}  {hint}"
        facts[say("Voices")] = str(service.storage.directory)
        facts[say("Engine")] = say(engine.note)
        width = max(map(len, facts))
        lines = [say("CosyVoice Home local server {version}").format(version=__version__)]
        lines += [f"  {name:{width}}  {fact}" for name, fact in facts.items()]
        lines.append(say("Press Ctrl-C to stop."))
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
