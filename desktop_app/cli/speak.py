"""`cosyvoice speak`: text, a document or what comes on stdin, into a loudspeaker or a file."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
import os
from pathlib import Path
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.audio.devices import DeviceName, list_devices
from desktop_app.audio.errors import AudioProcessError, NoAudioDeviceError
from desktop_app.audio.player import Player
from desktop_app.audio.streaming import play
from desktop_app.documents import is_address, read_document
from desktop_app.errors import AppError
from desktop_app.services.connection import connect, find_voice
from shared_client.models import SPEED_RANGE

from .streams import in_pieces, read_text, save
from .terminal import Status, in_loop, note, print_devices, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop_app.services.connection import Connection
    from shared_client import SpeechOptions, SpeechStream

_SUFFIXES: Final = {".wav": "wav", ".mp3": "mp3", ".pcm": "pcm", ".raw": "pcm"}
_MODES: Final = {
    "fast": "fast_replication",
    "cross-lingual": "cross_lingual_replication",
    "natural-language": "natural_language_replication",
}


@dataclass(frozen=True)
class _Asked:
    """What the command line asks for."""

    text: str | None
    file: str | None
    service: str | None
    voice: str | None
    mode: str | None
    instruct: str | None
    speed: float
    volume: float
    sample_rate: int
    form: str | None
    bit_rate: str
    output: str | None
    device: str | None
    transport: str
    raw: bool
    quiet: bool
    as_json: bool


@click.command("speak")
@click.argument("text", required=False)
@click.option("-f", "--file", help="Speak a document or a web page, whatever it is named.")
@click.option("-s", "--service", help='A service of the settings, or "local".')
@click.option("-v", "--voice", help="Id of a voice, the start of one, or its file name.")
@click.option(
    "--mode",
    type=click.Choice(list(_MODES)),
    help="How the reference audio is used; --instruct implies natural-language.",
)
@click.option("--instruct", help='Style in words: "用四川话说", "Speak in a calm tone".')
@click.option(
    "--speed", type=float, default=1.0, show_default=True, help="{} to {}.".format(*SPEED_RANGE)
)
@click.option("--volume", type=float, default=1.0, show_default=True, help="Gain: 0.5 is half.")
@click.option("--sample-rate", type=int, default=24_000, show_default=True, help="In Hz.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["wav", "mp3", "pcm"]),
    help="Form of the output; by default that of its suffix.",
)
@click.option("--bit-rate", default="192k", show_default=True, help="Of MP3: 16k to 384k.")
@click.option("-o", "--output", help="Write to a file (.wav, .mp3, .pcm) instead; - is stdout.")
@click.option("-d", "--device", help="Play through this device; see --list-devices.")
@click.option("--list-devices", is_flag=True, help="List the devices that can play, and end.")
@click.option(
    "--transport",
    type=click.Choice(["ws", "sse", "json"]),
    default="ws",
    show_default=True,
    help="ws speaks text while it arrives; the others need all of it first.",
)
@click.option("--raw", is_flag=True, help="Speak Markdown, links and emoji as they stand.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print what was measured, as JSON.")
def command(*, list_devices: bool, **asked: Any) -> None:
    """Speak TEXT, a document, a web page, or - for what comes on stdin, as it comes.

    A file that is there and has a suffix is read: text, Markdown, HTML, PDF, EPUB or Word. So is
    the article at an address.

    \b
    cosyvoice speak "Hello, 你好"
    cosyvoice speak book.epub
    cosyvoice speak https://example.com/article
    cosyvoice speak --voice mum --speed 1.2 -o hello.mp3 "Dinner is ready"
    tail -f notes.txt | cosyvoice speak -
    """  # noqa: D301 - the backspace is click's mark for lines to leave as they are
    if list_devices:
        in_loop(_list_devices(as_json=asked["as_json"]))
        return
    in_loop(_speak(_checked(_Asked(**asked))))


def _checked(asked: _Asked) -> _Asked:
    """Refuse what cannot be meant, before anything is started; fill in what is implied."""
    if asked.text is not None and asked.file is not None:
        raise click.UsageError("Give a text or --file, not both.")
    if asked.text is not None and _is_document(asked.text):
        asked = replace(asked, text=None, file=asked.text)
    if asked.text is None and asked.file is None:
        if sys.stdin.isatty():
            raise click.UsageError('There is nothing to speak. Give a text, --file, or "-".')
        asked = replace(asked, text="-")
    if asked.text is not None and not asked.text.strip():
        raise click.UsageError("The text is empty.")
    if asked.instruct and asked.mode is None:
        asked = replace(asked, mode="natural-language")
    return replace(asked, form=_checked_form(asked))


def _is_document(text: str) -> bool:
    """Whether a text is the name of one: an address, or a file that is there and has a suffix."""
    path = Path(text)
    try:
        return is_address(text) or (path.suffix != "" and path.is_file())
    except (OSError, ValueError):  # too long for a name, or with a null character
        return False


def _checked_form(asked: _Asked) -> str | None:
    """The form of the output, None for what is played."""
    if asked.output is None:
        if asked.form is not None:
            raise click.UsageError("--format is for --output; what is played has no form.")
        return None
    if asked.device is not None:
        raise click.UsageError("--device plays and --output writes: give one of them.")
    if asked.output == "-":
        if sys.stdout.isatty():
            raise click.UsageError("stdout is a terminal. Send the audio to a file or a program.")
        if asked.as_json:
            raise click.UsageError("--json and the audio cannot both go to stdout.")
        return asked.form or "wav"
    suffix = Path(asked.output).suffix.lower()
    if asked.form is None and suffix not in _SUFFIXES:
        raise click.UsageError(
            f"{asked.output}: name it .wav, .mp3 or .pcm, or give --format, so that its form is"
            " known."
        )
    return asked.form or _SUFFIXES[suffix]


async def _speak(asked: _Asked) -> None:
    started_at = perf_counter()
    status = Status(quiet=asked.quiet)
    async with AsyncExitStack() as stack:
        player = None
        if asked.output is None:
            # First of all: the child starts while we import, connect and find the voice.
            player = await stack.enter_async_context(Player(device=_device_of(asked)))
        reading = await stack.enter_async_context(_reading(asked))
        # Importing the client takes as long as everything else together: it, too, starts early.
        from shared_client import AudioSpec  # noqa: PLC0415 - see above

        spec = AudioSpec(asked.sample_rate)
        if player is not None:
            player = await _open(player, spec, asked)
        options = _options(asked, player)
        text = await reading
        connection = await stack.enter_async_context(connect(asked.service))
        if connection.built_in:
            status.say("Speaking with the built-in engine, which does not clone voices.")
        options = replace(options, reference_audio_id=await _voice(connection, asked))
        stream = await stack.enter_async_context(_stream(connection, text, options, asked))
        async with status.follow(stream, player):
            if player is not None:
                await play(stream, player, spec)
            elif asked.output == "-":
                await _to_stdout(stream)
            else:
                path = Path(asked.output or _file_instead())
                await save(stream, path, wav=options.output_format == "wav")
                status.say(f"Wrote {path}.")
        status.sum_up(stream, player)
        if asked.as_json:
            print_json(_measured(stream, player, started_at))


async def _open(player: Player, spec: Any, asked: _Asked) -> Player | None:
    """Open the device; where there is none at all, say so and write a file instead."""
    try:
        await player.open(spec)
    except (NoAudioDeviceError, AudioProcessError) as error:
        if asked.device is not None:
            raise
        await player.aclose()
        note(f"{error} The speech goes to a file.")
        return None
    return player


async def _voice(connection: Connection, asked: _Asked) -> str:
    if asked.voice is None and connection.voice:
        return connection.voice
    return (await find_voice(connection, asked.voice)).id


def _options(asked: _Asked, player: Player | None) -> SpeechOptions:
    from shared_client import AudioFormat, SpeechOptions, SynthesisMode  # noqa: PLC0415 - in _speak

    try:
        return SpeechOptions(
            reference_audio_id="to be found",
            mode=SynthesisMode(_MODES[asked.mode or "fast"]),
            instruct=asked.instruct,
            speed=asked.speed,
            volume=asked.volume,
            sample_rate=asked.sample_rate,
            output_format=AudioFormat(asked.form or "wav") if player is None else AudioFormat.WAV,
            bit_rate=asked.bit_rate,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@asynccontextmanager
async def _reading(asked: _Asked) -> AsyncIterator[asyncio.Task[str | None]]:
    """Read the text while other things start."""
    task = asyncio.create_task(_text_of(asked))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _text_of(asked: _Asked) -> str | None:
    """The text if it is all there; None if it comes on stdin."""
    if asked.file is None:
        return None if asked.text == "-" else asked.text
    return (await read_document(asked.file)).text


@asynccontextmanager
async def _stream(
    connection: Connection, text: str | None, options: SpeechOptions, asked: _Asked
) -> AsyncIterator[SpeechStream]:
    """Begin to speak; the text is cleaned for speech on its way."""
    from shared_client.text.cleanup import clean_for_speech, clean_stream  # noqa: PLC0415 - in _speak

    if asked.transport == "ws":
        source = read_text(sys.stdin.fileno()) if text is None else in_pieces(text)
        async with aclosing(source):
            pieces = source if asked.raw else clean_stream(source)
            async with connection.client.speak(pieces, options) as stream:
                yield stream
        return
    if text is None:
        text = "".join([piece async for piece in read_text(sys.stdin.fileno())])
    text = text if asked.raw else clean_for_speech(text)
    if not text.strip():
        raise AppError("There is nothing in the text that could be spoken.")
    async with connection.client.stream(text, options, events=asked.transport == "sse") as stream:
        yield stream


async def _to_stdout(stream: SpeechStream) -> None:
    """Write to whoever reads; that they have heard enough is no error."""
    with suppress(BrokenPipeError):
        async for chunk in stream:
            await asyncio.to_thread(_write, sys.stdout.fileno(), chunk)


def _write(descriptor: int, data: bytes) -> None:
    """Write everything, below Python's buffers: what is left in them would fail at exit again."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _file_instead() -> str:
    return f"cosyvoice-{datetime.now().astimezone():%Y%m%d-%H%M%S}.wav"


def _device_of(asked: _Asked) -> DeviceName | None:
    return None if asked.device is None else DeviceName.parse(asked.device)


def _measured(stream: SpeechStream, player: Player | None, started_at: float) -> dict[str, Any]:
    metrics = stream.metrics
    first_sample = player.first_sample_at if player is not None else None
    return {
        "request_id": stream.request_id,
        "audio_seconds": metrics.audio_seconds,
        "bytes": metrics.bytes,
        "connect": metrics.connect,
        "task_accepted": metrics.task_accepted,
        "first_audio": metrics.first_audio,
        "longest_gap": metrics.longest_gap,
        "real_time_factor": metrics.real_time_factor,
        "client_first_package_time": metrics.client_first_package_time,
        "client_rtf": metrics.client_rtf,
        "first_sample": None if first_sample is None else first_sample - started_at,
        "underruns": player.underruns if player is not None else None,
    }


async def _list_devices(*, as_json: bool) -> None:
    devices = await list_devices()
    if as_json:
        print_json([{"name": str(device.name), "default": device.is_default} for device in devices])
        return
    print_devices("Device", devices, empty="There is no device that can play.")
