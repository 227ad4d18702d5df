"""The commands of `cosyvoice`, and how everything that goes wrong is told."""

from __future__ import annotations

from contextlib import suppress
import importlib
import io
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import click

from desktop_app.system.interrupts import end_at_once, raise_again
from desktop_app.words.likeness import most_alike

from .failures import explain
from .language import in_language, language, say, speak_as_the_terminal
from .standard_streams import finish, prepare
from .typography import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "speak": "Speak text, a file, or standard input.",
    "voices": "List, show, add, and remove the voices of a service.",
    "config": "Manage services and their tokens.",
    "check": "Test a service and diagnose problems.",
    "serve": "Run the local server.",
    "engines": "Install and remove engines of the local server.",
    "home": "Connect this computer to Home Assistant.",
    "announce": "Announce a text at home, through Home Assistant.",
    "dnd": "Keep announcements from home quiet.",
    "app": "Start the desktop app (tray and Reader).",
    "speech-dispatcher": "Use your voice in screen readers and browsers.",
}
"""What each command is for."""
ORDERS: Final = {
    "read-selection": "Read the selected text aloud. Starts the app if needed.",
    "read-clipboard": "Read the copied text aloud. Starts the app if needed.",
    "pause": "Pause.",
    "resume": "Resume after a pause, or retry after an error.",
    "toggle": "Pause or resume.",
    "stop": "Stop reading and clear the queue.",
    "next": "Go to the next sentence.",
    "previous": "Go to the start of this sentence, or to the previous one.",
    "status": "Show what the app is doing: idle, waiting, speaking, paused, or trouble.",
}
"""What each command to the running app is for."""


class _Commands(click.Group):
    """Imports a command when it is called: speaking must not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*COMMANDS, *ORDERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name in ORDERS:
            orders = importlib.import_module(".control", __package__)
            return in_language(orders.command_for(cmd_name, ORDERS[cmd_name]))
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name.replace('-', '_')}", __package__)
        return in_language(module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            alike = most_alike(args[0], self.list_commands(ctx))
            if not alike or args[0].startswith("-"):
                raise
            meant = say("Did you mean {alike}?", alike=alike)
            raise click.UsageError(f"{wrong.format_message()} {meant}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, say(words)) for name, words in COMMANDS.items()])
        with formatter.section(say("Control the running app")):
            formatter.write_dl([(name, say(words)) for name, words in ORDERS.items()])


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value:
        version = importlib.import_module("shared_client._version").__version__
        click.echo(f"cosyvoice {version}")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 success, 1 unexpected error, 2 wrong usage, 3 service unreachable,"
    " 4 token refused, 5 request refused or synthesis failed, 6 no audio device,"
    " 7 file or settings error, 8 app not running, 130 Ctrl-C.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cosyvoice() -> None:
    """Use your own voices: CosyVoice 2.0 on the command line.

    If no service is configured, each command starts a temporary local server. It uses the engines
    that are installed. eSpeak NG is built in, and doesn't clone voices.
    """


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line, and exit with the code that says how it went."""
    prepare()
    speak_as_the_terminal()
    try:
        raise_again()
        code = _outcome(arguments)
        finish()
    except BrokenPipeError:
        code = 0  # whoever read our output has gone
    except (Exception, KeyboardInterrupt, click.Abort) as error:  # noqa: BLE001 - the last resort
        code = explain(error)
    end_at_once()
    with suppress(OSError):
        finish()
    sys.exit(code)


def _outcome(arguments: Sequence[str] | None) -> int:
    """Run a command; the exit code, where it isn't an error that is left to explain."""
    try:
        in_language(cosyvoice).main(args=arguments, prog_name="cosyvoice", standalone_mode=False)
    except click.exceptions.Exit as finished:
        return finished.exit_code
    except click.ClickException as wrong:
        shown = io.StringIO()
        wrong.show(shown)
        click.echo(typeset(shown.getvalue(), language()), err=True, nl=False)
        return wrong.exit_code
    except SystemExit as ended:
        # click and rich take it for an error that nobody reads our output any more.
        of_click = type(sys.stdout).__name__.endswith("PacifyFlushWrapper")
        if of_click or isinstance(ended.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        raise
    return 0
