"""The program: token, start, the line that says it is ready, and a graceful stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from functools import partial
import importlib
import importlib.util
import json
import logging
import os
from pathlib import Path
import re
import secrets
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, Final
import warnings

from aiohttp import web

from local_server import sample_voice, tls
from local_server.addresses import joined, on_the_network, on_this_computer, url
from local_server.announcement import announced
from local_server.app import make_app
from local_server.arguments import CALLED, error_line, parse, program_name, speak_as_the_terminal
from local_server.connections import Runner
from local_server.duplex import close_all
from local_server.engine_arguments import TOKEN as ENGINE_TOKEN
from local_server.engines import DOES_NOT_CLONE, note_of
from local_server.engines.choice import AUTO, Choice, better_than, engines_of
from local_server.engines.speech_api.options import PRESETS, Options
from local_server.errors import EngineError, StartError
from local_server.installing.places import models_folder
from local_server.page.grants import Role
from local_server.page.inviting import Whereabouts, invitation, lines_of, noted, running
from local_server.service import Service
from local_server.storage import Storage, default_directory
from local_server.synthesis import Speaker
from local_server.words import say
from shared_client import __version__

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from local_server.engines import Engine

_LOGGER = logging.getLogger(__name__)

TOKEN_VARIABLE: Final = "COSYVOICE_TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE_VARIABLE: Final = "COSYVOICE_TOKEN_FILE"  # noqa: S105 - as above
_UNEXPECTED: Final = 1
_WRONG_USAGE: Final = 2
_SETTINGS: Final = 7
_LARGEST_TOKEN: Final = 4_096
_PARENT_CHECK: Final = 1.0
_LATER: Final = ("av", "espeakng_loader", "numpy", "soxr")
"""Packages that are imported only when a request needs them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the server; returns the exit code: 0 when stopped, others as `_code_of` has them."""
    speak_as_the_terminal()
    options = parse(arguments)
    program = program_name()
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
        directory = options.data_dir or default_directory()
        if options.invite and (place := running(directory)):
            _invite(directory, place, Role(options.invite), as_json=options.json)
            return 0
        asyncio.run(_serve(options, token))
    except (StartError, OSError) as error:
        failed = StartError("cannot_start", reason=error) if isinstance(error, OSError) else error
        if options.json:
            told = {name: str(value) for name, value in failed.values.items()}
            _print({"event": "error", "key": failed.key, "message": str(failed), "values": told})
        with contextlib.suppress(OSError):
            # A program that reads the line of JSON has words of its own to put before these.
            sys.stderr.write(f"{failed}\n" if options.json else error_line(program, failed))
        return _code_of(failed, options)
    return 0


def _print(line: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # nobody has to listen
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _code_of(error: StartError, options: argparse.Namespace) -> int:
    """The exit code for a start that failed, as `cosyvoice --help` lists them."""
    if error.key in (
        "packages_missing",
        "cannot_start",
        "engine_not_installed",
        "engine_not_usable",
    ):
        return _UNEXPECTED
    wrong_option = error.key == "token_wrong" and options.token is not None
    return _WRONG_USAGE if wrong_option else _SETTINGS


def _token(options: argparse.Namespace) -> str | None:
    """The token given, by whichever way; None when there is none."""
    token: str | None = options.token
    file: Path | None = options.token_file
    variable = ""
    # Engine processes and whatever else is started have no use for it.
    told = os.environ.pop(TOKEN_VARIABLE, None)
    named = os.environ.pop(TOKEN_FILE_VARIABLE, "").strip()
    if file is None and token is None:
        token, variable = told, TOKEN_VARIABLE
        if token is None and named:
            file = options.token_file = Path(named)
    if file is not None:
        token = _read_token(file)
    if token is None:
        return None
    return _checked(token, file, variable)


def _checked(token: str, file: Path | None, variable: str = "") -> str:
    """A token that can stand in a header; it came from a file or a variable, perhaps."""
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        if file is not None:
            raise StartError("token_in_file_wrong", path=file)
        if variable:
            raise StartError("token_in_variable_wrong", name=variable)
        raise StartError("token_wrong")
    return token


def _read_token(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_TOKEN + 1)
    except OSError as error:
        raise StartError("token_file_unreadable", path=path, reason=error) from None
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
    directory = options.data_dir or default_directory()
    choice = _choice(options, directory)
    engines = engines_of(choice)
    speaker = Speaker(
        *engines,
        running=options.max_running,
        waiting=options.max_waiting,
        longest=options.max_wait,
        strict=choice.engine != AUTO,
    )
    with Storage(directory) as storage:
        service = Service(
            storage,
            speaker,
            token or secrets.token_urlsafe(24),
            max_upload=options.max_upload_mib << 20,
            patience=options.idle_timeout,
            better=partial(better_than, choice, speaker),
            ingress=options.ingress,
        )
        if options.with_sample_voice:
            add_sample_voice(storage)
        encryption = await asyncio.to_thread(_tls, options, directory)
        runner = Runner(make_app(service), shutdown_timeout=1.0)
        announcement = contextlib.AsyncExitStack()
        try:
            await _start(engines, options.variables)
            await runner.setup()
            site = await _listen(runner, options.host, options.port, encryption)
            host, port = runner.addresses[0][:2]
            secure = encryption is not None
            if options.announce is not None:
                await announcement.enter_async_context(
                    announced(options.announce, host, port, directory, secure=secure)
                )
            engine = speaker.best
            _LOGGER.info("listening on %s; %s", joined(host, port), note_of(engine) or engine.name)
            service.address = url(on_the_network(host), port, secure=secure)
            fingerprint = encryption.fingerprint if encryption else ""
            place = Whereabouts(service.address, on_this_computer(host), port, fingerprint)
            announcement.enter_context(noted(directory, place))
            _say_ready(place, service, options, made=token is None)
            if options.invite:
                _invite(directory, place, Role(options.invite), as_json=options.json)
            if options.exit_with_parent:
                _watch_parent(stop)
            warming = asyncio.create_task(asyncio.to_thread(_import_the_rest))
            await stop.wait()
            _LOGGER.info("stopping")
            await announcement.aclose()
            # Who asks meanwhile is told so, and a balancer that asks for our health.
            await speaker.stop(options.grace)
            await site.stop()
            await close_all(service)
            with contextlib.suppress(ImportError):  # the requests that needed it were told
                await warming
        finally:
            await announcement.aclose()
            await runner.cleanup()
            await asyncio.gather(*(engine.close() for engine in engines))


async def _start(engines: Sequence[Engine], variables: dict[str, str]) -> None:
    """Start the engines.

    Args:
        engines: The engines.
        variables: The environment variables that gave options, by these.
    """
    for engine in engines:
        try:
            await engine.start()
        except EngineError as error:
            named = re.sub(r"--[a-z-]+", lambda o: variables.get(o[0], o[0]), error.message)
            raise StartError("engine_not_usable", reason=named) from None


def _choice(options: argparse.Namespace, directory: Path) -> Choice:
    """The engine that was asked for."""
    token = os.environ.pop(ENGINE_TOKEN, "").strip()
    if options.engine_token_file is not None:
        token = _checked(_read_token(options.engine_token_file), options.engine_token_file)
    elif token:
        token = _checked(token, None, ENGINE_TOKEN)
    voices = (each.rpartition("=") for each in options.engine_voice or ())
    return Choice(
        engine=options.engine,
        models=models_folder(directory),
        workers=options.workers,
        services=Options(
            tuple(options.engine_url or ()),
            options.engine_preset or PRESETS[0],
            options.engine_model or "",
            {identity: name for identity, _, name in voices},
            token,
        ),
        python=options.python or Path(),
        model_dir=options.model_dir or Path(),
        checkout=options.checkout,
    )


def _check_packages() -> None:
    """See what is imported later, so that the first request need not find out.

    Raises:
        StartError: Something is not installed.
    """
    missing = [name for name in _LATER if importlib.util.find_spec(name) is None]
    if missing:
        raise StartError("packages_missing", names=", ".join(missing))


def _tls(options: argparse.Namespace, directory: Path) -> tls.Tls | None:
    if options.tls_self_signed:
        return tls.self_signed(directory)
    return tls.of_files(*options.tls) if options.tls else None


def _invite(directory: Path, place: Whereabouts, role: Role, *, as_json: bool) -> None:
    """Print an invitation."""
    address = invitation(directory, place, role)
    if as_json:
        _print({"event": "invitation", "address": address, "for": role})
        return
    colored = sys.stdout.isatty()
    with contextlib.suppress(OSError):  # nobody has to read it
        sys.stdout.write("\n".join(lines_of(address, place, role, colored=colored)) + "\n")
        sys.stdout.flush()


async def _listen(
    runner: Runner, host: str, port: int, encryption: tls.Tls | None = None
) -> web.TCPSite:
    context = encryption.context if encryption else None
    site = web.TCPSite(runner, host, port, ssl_context=context)
    try:
        await site.start()
    except (OSError, UnicodeError) as error:  # UnicodeError: a name that can't be one
        cause: Exception = error
        if isinstance(error, OSError) and error.errno is None:
            # asyncio has logged why each of the addresses can't be used, and says just that.
            cause = OSError(errno.EADDRNOTAVAIL, str(error))
        key = "port_taken" if getattr(cause, "errno", 0) == errno.EADDRINUSE else "cannot_listen"
        raise StartError(key, address=joined(host, port), reason=cause) from None
    return site


def add_sample_voice(storage: Storage) -> None:
    """Add the voice that comes with the package, unless there is any.

    Raises:
        StartError: It can't be kept.
    """
    text, data = sample_voice.transcript(), sample_voice.RECORDING.read_bytes()
    with storage.alone():  # another server may be about to add it, too
        if storage.entries(limit=1):
            return
        with storage.temporary_file() as file:
            file.write_bytes(data)
            name = sample_voice.RECORDING.name
            storage.add(file, filename=name, suffix=".wav", text=text, pitch=sample_voice.PITCH)


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


def _say_ready(
    place: Whereabouts, service: Service, options: argparse.Namespace, *, made: bool
) -> None:
    engine = service.speaker.best
    if options.json:
        # Whoever reads it has started this process: it is on this computer.
        here = url(place.host, place.port, secure=bool(place.fingerprint))
        ready: dict[str, Any] = {"event": "ready", "url": here, "pid": os.getpid()}
        ready["better"] = [better.id for better in service.better()]
        if made:
            ready["token"] = service.token
        if place.fingerprint:
            ready["fingerprint"] = place.fingerprint
        lines = [json.dumps(ready)]
    else:
        facts = {say("Address"): service.address}
        facts[say("Page for voices")] = f"{service.address}/voices"
        if place.fingerprint:
            facts[say("Fingerprint")] = place.fingerprint
        if made:
            hint = say("(new with each start; set COSYVOICE_TOKEN to keep one)")
            facts[say("Token")] = f"{service.token}  {hint}"
        elif options.token_file is not None:
            facts[say("Token")] = say("in {file}").format(file=options.token_file)
        facts[say("Voices")] = str(service.storage.directory)
        can = engine.capabilities
        plain = can.clones or can.note
        words = engine.name if plain else say(DOES_NOT_CLONE).format(name=engine.name)
        facts[say("Engine")] = words
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
