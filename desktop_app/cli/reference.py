"""Reference audio on the command line: recorded with a meter, checked, and made ready."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager
import math
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.errors import RecordingError
from desktop_app.services.consent import is_studio
from desktop_app.words.saying import Face, hint, sentence
from shared_client.models import RECORDING_SECONDS
from shared_client.recordings import USUAL

from .language import language, say
from .streams import read_text
from .typography import harmless, labelled, typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from desktop_app.audio.devices import DeviceName
    from desktop_app.settings.settings import ServiceSettings
    from desktop_app.voices.microphone import Level
    from desktop_app.voices.recording import Recording
    from shared_client.recording_checks import Report
    from shared_client.recordings import Demands, Part

OF_LOADING: Final = frozenset({"truncated", "later-part"})
"""Findings that say which part of a long file was loaded."""

_COLOURS: Final = {"problem": "red", "warning": "yellow", "hint": "blue"}
_BAR: Final = 30
_LOWEST: Final = -60.0  # decibels at the left end of the meter
_LOUD: Final = 0.97


async def chosen(
    path: Path,
    part: tuple[float, float] | None = None,
    *,
    trim: bool = False,
    force: bool,
    demands: Demands = USUAL,
) -> tuple[Recording, Part]:
    """Read a file, choose what is sent of it, and tell what is wrong with that.

    Args:
        path: Any sound or video.
        part: Seconds from and to which it is used; None is all of it.
        trim: Use the part that is suggested.
        force: Go on with what a service will not take.
        demands: What the service wants that is to have it.

    Raises:
        RecordingError: It is no sound, or no service will take it.
    """
    from desktop_app.voices.making import (  # noqa: PLC0415 - numpy takes 0.1 s
        LONGEST,
        check_part,
        read_recording,
    )
    from shared_client.recordings import Part  # noqa: PLC0415 - as above

    begins = _begins(part, LONGEST)
    recording, report = await read_recording(path, begins, demands)
    whole = used = recording.span
    is_other = False  # than was asked for
    if part is not None:
        start, end = (second - begins for second in part)
        used = Part(start, min(end, whole.end))
        is_other = used.end < end < math.inf
        if start >= whole.end:
            raise RecordingError("recording_ends_before", name=path.name, seconds=start)
    elif trim:
        used = report.suggested
        is_other = used != whole
    if is_other:
        start, end = used.start + begins, used.end + begins
        click.echo(say("Using {start:.1f} to {end:.1f} s.", start=start, end=end), err=True)
    if used != whole or begins:
        report = await check_part(recording, used, demands)
    _tell(report, is_chosen=part is not None and part[1] < math.inf)
    if not (report.usable or force):
        raise RecordingError("recording_refused")
    return recording, used


@contextmanager
def uploading(service: ServiceSettings | None) -> Iterator[Callable[[float], None] | None]:
    """Say how far an upload to Model Studio is, and that its review is waited for then.

    Ends with what becomes of the voice, where it isn't waited for to the end. Other services answer
    at once: nothing is said of them.
    """
    if service is None or not is_studio(service):
        yield None
        return
    sent = False

    def show(share: float) -> None:
        nonlocal sent
        percent = f"{100 * share:.0f}"
        if share < 1 and sys.stderr.isatty():
            click.echo("\r" + say("Uploading: {percent}%", percent=percent), nl=False, err=True)
        if share >= 1 and not sent:
            sent = True
            start = "\r" if sys.stderr.isatty() else ""
            click.echo(start + say("Uploaded. Waiting for the service…"), err=True)

    try:
        yield show
    except asyncio.CancelledError:
        if sent:
            words = say("The service has the recording, and may still make the voice.")
            click.echo(words, err=True)
        raise


def _begins(part: tuple[float, float] | None, longest: float) -> float:
    """Where a file is read from, in seconds: later only for a part that lies farther back."""
    if part is None:
        return 0.0
    end = part[1] if part[1] < math.inf else part[0] + RECORDING_SECONDS[1]
    return part[0] if end > longest else 0.0


def _tell(report: Report, *, is_chosen: bool) -> None:
    for finding in report.findings:
        if is_chosen and finding.key in OF_LOADING:
            continue  # who has chosen a part knows that there are others
        label = {"problem": say("Problem:"), "warning": say("Warning:"), "hint": say("Hint:")}
        mark = click.style(label[finding.severity], fg=_COLOURS[finding.severity], bold=True)
        what, advice = sentence(finding, language()), hint(finding, Face.TERMINAL, language())
        words = typeset(harmless(f"{what} {advice}"), language())
        click.echo(labelled(mark, words), err=True)


async def record(path: Path, text: str, seconds: float, device: DeviceName | None) -> None:
    """Record somebody who reads a text into a file, which is kept whatever happens.

    Raises:
        AudioError: There is no microphone, or it does not open.
        RecordingError: The file cannot be written, or nothing was recorded.
    """
    from desktop_app.voices.microphone import Recorder  # noqa: PLC0415 - only here

    async with Recorder(path, device=device, longest=seconds, on_level=_show_level) as recorder:
        if sys.stdin.isatty():
            words = say(
                "Recording for {seconds:g} s. Press Enter to stop earlier.", seconds=seconds
            )
        else:
            words = say("Recording for {seconds:g} s.", seconds=seconds)
        words = typeset("{} {}".format(words, say("Read aloud:")), language())
        click.echo(f"{words}\n\n  {text}\n", err=True)
        await _until_enter(recorder.wait())
        recorded = await recorder.stop()
    if sys.stderr.isatty():
        click.echo(err=True)
    if recorded.error is not None:
        kept = say(
            "{error}. {seconds:.1f} s were recorded.",
            error=recorded.error,
            seconds=recorded.seconds,
        )
        click.echo(kept, err=True)
    if recorded.losses:
        click.echo(say("Parts are missing: the computer was too busy."), err=True)


async def _until_enter(ended: Coroutine[Any, Any, object]) -> None:
    """Wait for the end, or for Enter on a terminal."""
    waiting = {asyncio.ensure_future(ended)}
    if sys.stdin.isatty():
        waiting.add(asyncio.ensure_future(_enter()))
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _enter() -> None:
    async with aclosing(read_text(sys.stdin.fileno())) as typed:
        async for line in typed:
            if "\n" in line:
                return


def _show_level(level: Level) -> None:
    """Keep a line on a terminal that shows how loud it is."""
    if not sys.stderr.isatty():
        return
    decibels = 20 * math.log10(max(level.peak, 1e-6))
    lit = round(_BAR * max(0.0, 1 - decibels / _LOWEST))
    bar = click.style("█" * lit, fg="red" if level.peak > _LOUD else "green")
    click.echo(f"\r{level.seconds:5.1f} s  {bar}{'·' * (_BAR - lit)}", nl=False, err=True)
