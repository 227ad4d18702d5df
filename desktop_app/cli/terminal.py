"""What a person sees: notes and a live line on stderr, tables and JSON on stdout."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
import json
import signal
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from desktop_app.settings.settings import LOCAL

from .language import language, say, say_number
from .standard_streams import takes_every_character
from .typography import harmless, labelled, typeset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    from desktop_app.audio.devices import AudioDevice
    from desktop_app.audio.player import Player

    from .measured import Measured

_REFRESH: Final = 0.1  # seconds
_PATIENCE: Final = 2.0  # seconds without audio until it is said who is waited for

_T = TypeVar("_T")


def in_loop(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine; Ctrl-C cancels it, so that it can clean up.

    So do a request to terminate, and the end of the terminal, unless it is to be survived.
    """
    terminated = False

    async def run() -> _T:
        nonlocal terminated
        task = asyncio.ensure_future(work)

        def terminate() -> None:
            nonlocal terminated
            terminated = True
            task.cancel()

        for name in ("SIGTERM", "SIGHUP"):  # Windows ends a process in its own way
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                with suppress(NotImplementedError):
                    asyncio.get_running_loop().add_signal_handler(number, terminate)
        return await task

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        if terminated:
            raise KeyboardInterrupt from None
        raise


def note(words: str) -> None:
    """Say something that a person should know."""
    label = click.style(say("Note:"), fg="yellow", bold=True)
    click.echo(labelled(label, typeset(harmless(words), language())), err=True)


def confirmed(question: str) -> bool:
    """Ask before something is removed; say so where it isn't. The end of the input is a no."""
    try:
        words = typeset(f"{question} [y/N]: ", language())
        answer = click.confirm(words, show_default=False, prompt_suffix="", err=True)
    except click.Abort as ended:
        if not isinstance(ended.__context__, EOFError):
            raise
        click.echo(err=True)
        answer = False
    if not answer:
        click.echo(say("Nothing was removed."), err=True)
    return answer


def print_json(data: Any) -> None:
    """Print for a program."""
    readable = takes_every_character(sys.stdout)  # escapes of the stream's own are not JSON
    click.echo(json.dumps(data, ensure_ascii=not readable, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print a table, or `empty` where there are no rows."""
    rows = [[harmless(cell) for cell in row] for row in rows]
    if not rows:
        click.echo(empty)
    elif sys.stdout.isatty():
        _print_wrapped(columns, rows)
    else:
        _print_lines(columns, rows)


def _print_wrapped(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as wide as the terminal."""
    from rich.console import Console  # noqa: PLC0415 - not while speaking
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        # The first column names the row: it has to be there whole, to be copied.
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def _print_lines(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table for a program or a file: each row in one line, however long that is."""
    from rich.cells import cell_len  # noqa: PLC0415 - as above

    lines = [[" ".join(cell.split()) for cell in row] for row in (columns, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())


def print_devices(kind: str, devices: Sequence[AudioDevice], *, empty: str) -> None:
    """Print devices of one kind for a person, or `empty` where there are none."""
    print_table(
        (kind, say("Channels"), say("Sample rate"), ""),
        [
            (
                str(device.name),
                str(device.channels),
                f"{device.sample_rate} Hz",
                say("default") if device.is_default else "",
            )
            for device in devices
        ],
        empty=empty,
    )


class Status:
    """The live line while something is spoken, and the sentence after it.

    Args:
        quiet: Show nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def say(self, words: str) -> None:
        """Tell something by the way."""
        if not self._quiet:
            click.echo(words, err=True)

    @asynccontextmanager
    async def follow(
        self, measured: Measured, player: Player | None, asked: Callable[[], str]
    ) -> AsyncIterator[None]:
        """Keep a line up to date on a terminal while the context lasts.

        Elsewhere one line says that a service is waited for.

        Args:
            measured: What has come.
            player: What plays it, if anything does.
            asked: Names the service that is asked; empty before one is.
        """
        if self._quiet:
            yield
            return
        if sys.stderr.isatty():
            following = asyncio.create_task(_follow(measured, player, asked))
        else:
            following = asyncio.create_task(self._say_for_what_it_waits(measured, asked))
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

    async def _say_for_what_it_waits(self, measured: Measured, asked: Callable[[], str]) -> None:
        await asyncio.sleep(_PATIENCE)
        if not measured.bytes and (service := asked()):
            self.say(say("Waiting for {service}…", service=called(service)))

    def sum_up(self, measured: Measured, player: Player | None) -> None:
        """Say how it went."""
        if self._quiet:
            return
        seconds = measured.audio_seconds
        parts = [say("{seconds:.2f} s of speech", seconds=seconds), *_figures(measured)]
        if player is not None:
            gaps = player.underruns
            parts.append(
                say_number("{number} gap", "{number} gaps", gaps) if gaps else say("no gaps")
            )
        click.echo(" · ".join(parts), err=True)


async def _follow(measured: Measured, player: Player | None, asked: Callable[[], str]) -> None:
    from rich.console import Console  # noqa: PLC0415 - while the service is at work
    from rich.live import Live  # noqa: PLC0415 - as above
    from rich.spinner import Spinner  # noqa: PLC0415 - as above

    spinner = Spinner("dots", say("waiting for the first audio"))
    begun = perf_counter()
    with Live(spinner, console=Console(stderr=True), transient=True, refresh_per_second=10):
        while True:
            seconds = perf_counter() - begun
            if measured.bytes:
                spinner.update(text=_line(measured, player))
            elif seconds > _PATIENCE and (service := asked()):
                words = say(
                    "waiting for {service} for {seconds:.0f} s",
                    service=called(service),
                    seconds=seconds,
                )
                spinner.update(text=words)
            await asyncio.sleep(_REFRESH)


def called(service: str) -> str:
    """What a person calls a service."""
    return say("the built-in voice") if service == LOCAL else service


def _line(measured: Measured, player: Player | None) -> str:
    come = measured.audio_seconds
    if player is None:
        return " · ".join([f"{come:.1f} s", *_figures(measured)])
    heard = say("{heard:.1f} of {all:.1f} s", heard=player.position, all=come)
    state = f" ({words})" if (words := _state(player)) else ""
    return " · ".join([heard + state, *_figures(measured)])


def _state(player: Player) -> str:
    """What is worth saying of a player: that it plays, a person hears."""
    match str(player.state):
        case "paused":
            return say("paused")
        case "buffering":
            return say("waiting for audio")
        case "recovering" | "failed":
            return say("waiting for the output device")
        case _:
            return ""


def _figures(measured: Measured) -> list[str]:
    figures = []
    if measured.first_audio is not None:
        figures.append(say("first audio after {ms:.0f} ms", ms=1000 * measured.first_audio))
    if measured.real_time_factor is not None:
        figures.append(say("real-time factor {factor:.3f}", factor=measured.real_time_factor))
    if (characters := measured.characters) is not None:
        figures.append(
            say_number("{number} character billed", "{number} characters billed", characters)
        )
    return figures
