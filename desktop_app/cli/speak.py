"""`cosyvoice speak`: text, a document or what comes on stdin, into a loudspeaker or a file."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
import errno
from functools import partial
import os
from pathlib import Path
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.audio.devices import DeviceName, list_devices
from desktop_app.audio.errors import (
    AudioDeviceNotFoundError,
    AudioProcessError,
    NoAudioDeviceError,
)
from desktop_app.audio.player import Player
from desktop_app.audio.streaming import play, read_ahead
from desktop_app.documents import is_address, path_of, read_document
from desktop_app.documents.naming import names_document
from desktop_app.errors import AppError
from desktop_app.services.connection import find_voice, find_voice_to_speak, url_given
from desktop_app.settings.settings import HOUSE, LOCAL, load_settings
from desktop_app.system.live_outputs import descriptor_of, is_block_device, is_live
from desktop_app.system.paths import pronunciation_file
from desktop_app.system.whole_files import is_same_file
from desktop_app.words import saying
from desktop_app.words.catalogs import language_of
from shared_client.errors import CosyVoiceSynthesisError
from shared_client.models import BIT_RATES, SAMPLE_RATES, SPEED_RANGE, AudioSpec, SynthesisMode
from shared_client.text.kinds import TextKind

from . import completion
from .consent import with_consent
from .language import say
from .measured import Measured
from .numbers import Number, WholeNumber
from .standard_streams import is_closed
from .streams import live, pour, read_text, save
from .terminal import Status, called, in_loop, note, print_devices, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from desktop_app.audio.errors import AudioError
    from desktop_app.audio.streaming import Pieces
    from desktop_app.documents import Document
    from desktop_app.errors import DocumentError
    from desktop_app.home.voices import HouseSpeaker
    from desktop_app.reading.events import ServiceChanged
    from desktop_app.reading.manner import End
    from desktop_app.reading.model import Profile
    from desktop_app.reading.narrator import Narrator
    from desktop_app.reading.pronunciation import RuleError
    from desktop_app.settings.reading import ReadingSettings
    from desktop_app.settings.settings import Settings

_SUFFIXES: Final = {".wav": "wav", ".mp3": "mp3", ".pcm": "pcm", ".raw": "pcm"}
_MODES: Final = {
    "fast": SynthesisMode.FAST_REPLICATION,
    "cross-lingual": SynthesisMode.CROSS_LINGUAL_REPLICATION,
    "natural-language": SynthesisMode.NATURAL_LANGUAGE_REPLICATION,
}
_STYLED: Final = "natural-language"


@dataclass(frozen=True)
class _Asked:
    """What the command line asks for."""

    text: str | None
    literal: bool
    file: str | None
    service: str | None
    profile: str | None
    voice: str | None
    mode: str | None
    instruct: str | None
    speed: float | None
    volume: float | None
    sample_rate: int
    form: str | None
    bit_rate: str
    output: str | None
    device: str | None
    transport: str
    kind: TextKind | None
    raw: bool
    quiet: bool
    as_json: bool
    arriving: int | Path | None = None


@click.command("speak")
@click.argument("words", nargs=-1, metavar="[TEXT]...", shell_complete=completion.files)
@click.option(
    "-t",
    "--text",
    is_flag=False,
    flag_value="",
    help="Speak these words, even if they look like a file or an address.",
)
@click.option(
    "-f",
    "--file",
    help="Speak this document or web page, even if its name has no suffix.",
    shell_complete=completion.files,
)
@click.option(
    "-p",
    "--profile",
    help="Read in this speaking style. Other options override it.",
    shell_complete=completion.styles,
)
@click.option(
    "-s",
    "--service",
    help='Use only this service, or "local": no speaking style and no fallback.',
    shell_complete=completion.services,
)
@click.option(
    "-v",
    "--voice",
    help="Use only this voice: its ID, the start of it, or its file name.",
)
@click.option(
    "--mode",
    type=click.Choice(list(_MODES)),
    help="How the voice is used. --instruct implies natural-language.",
)
@click.option("--instruct", help='How to speak, such as "用四川话说" or "Speak in a calm tone".')
@click.option(
    "--speed",
    type=Number(*SPEED_RANGE),
    help="Speed. Default: that of the app and the style.",
)
@click.option(
    "--volume",
    type=Number(0),
    help="Gain; 0.5 is half. Default: that of the app and the style.",
)
@click.option(
    "--sample-rate",
    type=WholeNumber(SAMPLE_RATES[0], SAMPLE_RATES[-1]),
    default=24_000,
    show_default=True,
    help="Sample rate in Hz.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["wav", "mp3", "pcm"]),
    help="Format of the output. Default: by the file name.",
)
@click.option(
    "--bit-rate",
    type=click.Choice(BIT_RATES),
    default="192k",
    show_default=True,
    help="MP3 bit rate. Low sample rates allow less.",
)
@click.option(
    "-o",
    "--output",
    help="Write to a file (.wav, .mp3, .pcm) instead of playing. - is stdout.",
    shell_complete=completion.files,
)
@click.option(
    "-d",
    "--device",
    help="Play on this device. See --list-devices. Default: that of the app.",
)
@click.option("--list-devices", is_flag=True, help="List the output devices and exit.")
@click.option(
    "--transport",
    type=click.Choice(["ws", "sse", "json"]),
    default="ws",
    show_default=True,
    help="Transport: WebSocket, server-sent events, or a single JSON response.",
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in TextKind]),
    callback=lambda _context, _option, kind: kind and TextKind(kind),
    help="Format of the text. Default: detected; standard input is Markdown.",
)
@click.option("--raw", is_flag=True, help="Don't clean up Markdown, links, and emoji.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing except errors.")
@click.option("--json", "as_json", is_flag=True, help="Print measurements as JSON.")
def command(*, list_devices: bool, words: tuple[str, ...], text: str | None, **asked: Any) -> None:
    """Speak TEXT, a document, a web page, or - for standard input as it arrives.

    Name a text, Markdown, HTML, PDF, EPUB, or Word file to read it, or a web address to read the
    article there. Several words are one text.

    \b
    cosyvoice speak "Hello, 你好"
    cosyvoice speak book.epub
    cosyvoice speak https://example.com/article
    cosyvoice speak --voice mum --speed 1.2 -o hello.mp3 "Dinner is ready"
    cosyvoice speak --profile Story book.epub
    tail -f notes.txt | cosyvoice speak -
    """  # noqa: D301 - the backspace is click's mark for lines to leave as they are
    if list_devices:
        in_loop(_list_devices(as_json=asked["as_json"]))
        return
    said = " ".join(filter(None, (text, *words))) if text is not None or words else None
    in_loop(_speak(_checked(_Asked(text=said, literal=text is not None, **asked))))


def _checked(asked: _Asked) -> _Asked:
    """Refuse what cannot be meant, before anything is started; fill in what is implied."""
    if asked.text is not None and asked.file is not None:
        raise click.UsageError(say("Use either a text or --file, not both."))
    if (
        asked.text is not None
        and not asked.literal
        and (asked.text == "-" or names_document(asked.text))
    ):
        asked = replace(asked, text=None, file=asked.text)
    if asked.file is not None:
        asked = _opened(asked, asked.file)
    elif asked.text is None:
        if sys.stdin.isatty():
            raise click.UsageError(say('Nothing to speak. Enter a text, --file, or "-".'))
        asked = replace(asked, arriving=sys.stdin.fileno())
    if asked.text is not None and not asked.text.strip():
        raise AppError("nothing_to_speak")
    if asked.instruct and asked.mode is None:
        asked = replace(asked, mode=_STYLED)
    form = _checked_form(asked)
    _check_source_stays(asked)
    return replace(asked, form=form)


def _opened(asked: _Asked, file: str) -> _Asked:
    """A file may be stdin, or a pipe, whose text is spoken while it arrives."""
    if file == "-":
        return replace(asked, file=None, arriving=sys.stdin.fileno())
    path = Path(file)
    if is_address(file) or not is_live(path):
        return asked
    real = Path(os.path.realpath(path))  # of a descriptor that is a file
    if real.is_file():
        return replace(asked, file=str(real))
    return replace(asked, file=None, arriving=path)


def _checked_form(asked: _Asked) -> str | None:
    """The form of the output, None for what is played."""
    if asked.output is None:
        if asked.form is not None:
            raise click.UsageError(say("--format requires --output."))
        return None
    if asked.device is not None:
        raise click.UsageError(say("Use either --device or --output, not both."))
    path = Path(asked.output)
    descriptor = sys.stdout.fileno() if asked.output == "-" else descriptor_of(path)
    if descriptor is not None:
        _check_descriptor(descriptor, asked)
        return asked.form or _SUFFIXES.get(path.suffix.lower(), "wav")
    suffix = path.suffix.lower()
    if asked.form is None and suffix not in _SUFFIXES:
        if is_live(path) and not is_block_device(path):
            return "wav"
        raise click.UsageError(
            say("{path}: use a .wav, .mp3, or .pcm extension, or set --format.", path=asked.output)
        )
    return asked.form or _SUFFIXES[suffix]


def _check_source_stays(asked: _Asked) -> None:
    """Refuse to write over what is read."""
    source = asked.arriving
    if asked.file is not None and not is_address(asked.file):
        source = path_of(asked.file)
    if asked.output is None or source is None:
        return
    output = sys.stdout.fileno() if asked.output == "-" else Path(asked.output)
    if is_same_file(output, source):
        raise AppError("save_over_source", path="stdout" if asked.output == "-" else output)


def _check_descriptor(descriptor: int, asked: _Asked) -> None:
    """Refuse to write audio where a person reads, nobody does, or between the lines of JSON."""
    if is_closed(descriptor):
        name = "stdout" if asked.output == "-" else asked.output
        closed = OSError(errno.EBADF, os.strerror(errno.EBADF))
        raise AppError("cannot_write", path=name, error=closed)
    if os.isatty(descriptor):
        raise click.UsageError(
            say("stdout is a terminal. Redirect the audio to a file or a program.")
        )
    if asked.as_json and descriptor == sys.stdout.fileno():
        raise click.UsageError(say("--json can't be used when the audio goes to stdout."))


async def _speak(asked: _Asked) -> None:
    started_at = perf_counter()
    status = Status(quiet=asked.quiet)
    measured = Measured()
    async with AsyncExitStack() as stack:
        player = lacking = None
        if asked.output is None:
            # First of all: the child starts while we import, connect and find the voice.
            player = await stack.enter_async_context(Player())
        document = await stack.enter_async_context(_reading(asked))
        settings = _settings(asked)
        narrator = await stack.enter_async_context(_narrator(settings, asked, status, measured))
        speech = _speech(narrator, document, asked)
        if player is not None:
            # The speech is asked for while the device opens.
            speech = await stack.enter_async_context(read_ahead(speech))
            player, lacking = await _open(player, settings, asked)
        async with status.follow(measured, player, lambda: narrator.synthesis.asking):
            if lacking is not None:
                await _save_instead(speech, lacking, status)
            else:
                await _deliver(speech, player, asked, status)
        status.sum_up(measured, player)
        await _say_how_to_hear_better(narrator, measured, status)
        for words in measured.notices:
            note(say("The service says: {words}.", words=saying.said_notice(words, language_of())))
        if asked.as_json:
            print_json(measured.as_json(player, started_at))


async def _say_how_to_hear_better(narrator: Narrator, measured: Measured, status: Status) -> None:
    """Say who spoke, where another engine of the built-in voice could clone."""
    service = narrator.synthesis.services[0]
    if service.name != LOCAL or not measured.engines:
        return
    if (await service.open()).better:
        words = say(
            "Spoken by {engine}, which can't clone voices."
            " To get a better voice: cosyvoice engines list",
            engine=", ".join(measured.engines),
        )
        status.say(words)


async def _deliver(speech: Pieces, player: Player | None, asked: _Asked, status: Status) -> None:
    """Hand the speech to the device, the pipe or the file."""
    form, bit_rate = asked.form or "wav", int(asked.bit_rate.removesuffix("k")) * 1000
    async with aclosing(speech):
        if player is not None:
            await play(speech, player, AudioSpec(asked.sample_rate))
        elif asked.output == "-":
            await pour(speech, sys.stdout.fileno(), "stdout", form, bit_rate)
        elif is_live(path := Path(asked.output or "")):
            waiting = partial(
                status.say, say("Waiting for a program that reads from {path}…", path=path)
            )
            async with live(path, waiting) as descriptor:
                await pour(speech, descriptor, str(path), form, bit_rate)
        else:
            await save(speech, path, form, bit_rate)
            status.say(say("Saved {path}.", path=path))


async def _save_instead(speech: Pieces, lacking: AudioError, status: Status) -> None:
    """Save the speech where nothing can play it; that is told once there is something to save."""
    path = Path(f"cosyvoice-{datetime.now().astimezone():%Y%m%d-%H%M%S}.wav")

    async def told() -> Pieces:
        first = True
        async for piece in speech:
            if first:
                note(say("{error}. Saving the speech to a file instead.", error=lacking))
            first = False
            yield piece

    async with aclosing(speech), aclosing(told()) as pieces:
        try:
            await save(pieces, path, "wav", 0)
        except AppError as error:
            if error.key != "cannot_write":
                raise
            reason = error.values["error"]
            raise AppError("not_saved_instead", lacking=lacking, error=reason) from error
    status.say(say("Saved {path}.", path=path))


# Who speaks


def _settings(asked: _Asked) -> Settings:
    """The settings with what the command line names: a profile, or who speaks alone."""
    from desktop_app.reading.from_settings import for_once  # noqa: PLC0415 - while the child starts

    settings = load_settings()
    # A variable names a service for this command as the option does.
    is_service_named = asked.service is not None or (asked.profile is None and bool(url_given()))
    alone = is_service_named or asked.voice is not None
    named = asked.profile is not None or asked.service is not None
    if alone or named:
        settings = for_once(settings, profile=asked.profile, service=asked.service, alone=alone)
    return with_consent(settings, settings.active or LOCAL if named else None)


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[HouseSpeaker | None]:
    """Who speaks in the voices of the home; nobody where no speaking style has one."""
    if not any(profile.service == HOUSE for profile in settings.profiles.values()):
        yield None
        return
    from desktop_app.home import voices  # noqa: PLC0415 - only for these styles

    speaker = voices.HouseSpeaker(lambda: settings)
    try:
        yield speaker
    finally:
        await speaker.aclose()


@asynccontextmanager
async def _narrator(
    settings: Settings, asked: _Asked, status: Status, measured: Measured
) -> AsyncIterator[Narrator]:
    """Speak by the settings, and as the options say where they say something."""
    from desktop_app.reading.opening import open_narrator  # noqa: PLC0415 - as in _settings
    from desktop_app.reading.rules_file import load_rules  # noqa: PLC0415 - as above
    from desktop_app.reading.synthesis import Transport  # noqa: PLC0415 - as above

    async with (
        _house(settings) as speaker,
        open_narrator(
            settings,
            load_rules(pronunciation_file()),
            named=asked.profile is not None or asked.service is not None,
            notify=lambda event: _tell(event, status),
            watch=measured.add,
            sample_rate=asked.sample_rate,
            transport=Transport(asked.transport),
            speaker=speaker,
        ) as narrator,
    ):
        wrong = list(narrator.pronunciation.broken.values())
        for broken in wrong:
            _note_left_out(broken)
        first = narrator.synthesis.services[0]
        if asked.speed is not None:
            narrator.speed = 1.0
        narrator.profiles = {
            language: _overridden(profile, asked) for language, profile in narrator.profiles.items()
        }
        if asked.voice is not None:
            ready = partial(find_voice, to_speak=True)
            find = find_voice_to_speak if asked.transport == "ws" else ready
            voice = (await find(await first.open(), asked.voice)).id
            narrator.profiles = {
                language: replace(profile, voice=voice, service=first.name)
                for language, profile in narrator.profiles.items()
            }
        yield narrator
        for broken in narrator.pronunciation.broken.values():
            if broken not in wrong:  # it was too slow
                _note_left_out(broken)


def _note_left_out(broken: RuleError) -> None:
    note(
        say(
            "{error}. This pronunciation rule in {path} isn't used.",
            error=broken,
            path=pronunciation_file(),
        )
    )


def _overridden(profile: Profile, asked: _Asked) -> Profile:
    """A profile with what the options say in place of its own."""
    changes: dict[str, Any] = {"speed": asked.speed, "volume": asked.volume}
    changes["mode"] = None if asked.mode is None else _MODES[asked.mode]
    changes["instruct"] = asked.instruct
    changed = replace(
        profile, **{name: value for name, value in changes.items() if value is not None}
    )
    if changed.mode is _MODES[_STYLED] and not (changed.instruct or "").strip():
        raise click.UsageError(say("--mode {mode} requires --instruct.", mode=_STYLED))
    return changed


def _tell(event: ServiceChanged, status: Status) -> None:
    name = called(event.name)
    if event.instead_of:
        words = say("Using {other} instead of {service}.", other=name, service=event.instead_of)
        reason = say("{error}.", error=event.error) if event.error else ""
        note(f"{reason} {words}".lstrip())
    else:
        status.say(say("Using {service} now.", service=name))


# What is spoken


@asynccontextmanager
async def _reading(asked: _Asked) -> AsyncIterator[asyncio.Task[Document] | None]:
    """Read the document, if it is one, while other things start."""
    if asked.file is None:
        yield None
        return
    task = asyncio.create_task(read_document(asked.file))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _speech(
    narrator: Narrator, document: asyncio.Task[Document] | None, asked: _Asked
) -> Pieces:
    """The audio of the text, sentence after sentence.

    Raises:
        CosyVoiceError: There is nothing in the text that can be said, or no service can say it.
        AppError: As above.
    """
    language = ""
    if document is not None:
        read = await document
        if read.missing is not None:
            note(_in_full(read.missing))
        language = read.language or ""
        kind = asked.kind or read.kind
        sentences = _sentences(read.text, language, kind, asked, narrator.settings)
    elif asked.arriving is not None:
        sentences = _arriving(asked, asked.arriving, narrator.settings)
    else:
        sentences = _sentences(asked.text or "", language, asked.kind, asked, narrator.settings)
    spoken = narrator.begin(language)
    anything = False
    async with aclosing(sentences):
        async for sentence, end in sentences:
            async with aclosing(spoken(sentence, end)) as pieces:
                async for piece in pieces:
                    anything = True
                    yield piece
    if not anything:
        raise CosyVoiceSynthesisError("no_text")


def _in_full(error: DocumentError) -> str:
    language = language_of()
    said = saying.sentence(error, language)
    return f"{said} {saying.hint(error, saying.Face.TERMINAL, language)}"


async def _sentences(
    text: str, language: str, kind: TextKind | None, asked: _Asked, settings: ReadingSettings
) -> AsyncGenerator[tuple[str, End]]:
    """The sentences of a text that is all there, as the app reads them."""
    from desktop_app.reading.text import Script  # noqa: PLC0415 - as in _settings

    script = Script(text, language, kind=kind, verbatim=asked.raw, settings=settings)
    index = 0
    while (sentence := script.get(index)) is not None:
        yield sentence.spoken, sentence.ends
        index += 1


async def _arriving(
    asked: _Asked, text: int | Path, settings: ReadingSettings
) -> AsyncGenerator[tuple[str, End]]:
    """The sentences of a pipe, each as soon as it is there; the first clause leaves early.

    Nobody knows there where a paragraph ends.
    """
    from desktop_app.reading.manner import End, cleaning  # noqa: PLC0415 - as in _settings
    from shared_client.text.cleanup import clean_stream  # noqa: PLC0415 - as above
    from shared_client.text.segmentation import (  # noqa: PLC0415 - as above
        ends_sentence,
        segment_stream,
    )

    source = pieces = read_text(text)
    if not asked.raw:
        told = cleaning(settings, language_of())
        pieces = clean_stream(source, asked.kind or TextKind.MARKDOWN, **told)
    async with aclosing(source), aclosing(pieces), aclosing(segment_stream(pieces)) as sentences:
        async for sentence in sentences:
            yield sentence, End.SENTENCE if ends_sentence(sentence) else End.NOTHING


# Where it goes


async def _open(
    player: Player, settings: Settings, asked: _Asked
) -> tuple[Player | None, AudioError | None]:
    """Open the device; where there is none at all, say why not."""
    from desktop_app.reading.opening import device_of  # noqa: PLC0415 - loaded by then

    player.set_volume(settings.app.volume if asked.volume is None else 1.0)
    player.use(device_of(settings) if asked.device is None else DeviceName.parse(asked.device))
    spec = AudioSpec(asked.sample_rate)
    try:
        try:
            await player.open(spec)
        except AudioDeviceNotFoundError as error:
            if asked.device is not None:
                raise
            note(say("{error}. Using the default device instead.", error=error))
            player.use(None)
            await player.open(spec)
    except (NoAudioDeviceError, AudioProcessError) as error:
        if asked.device is not None:
            raise
        await player.aclose()
        return None, error
    return player, None


async def _list_devices(*, as_json: bool) -> None:
    devices = await list_devices()
    if as_json:
        print_json([{"name": str(device.name), "default": device.is_default} for device in devices])
        return
    print_devices(say("Device"), devices, empty=say("There is no audio output device."))
