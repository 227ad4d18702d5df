"""The command line `cosyvoice`: its commands, and how everything that goes wrong is told.

Exit codes:
    0   it worked
    1   something unexpected happened, or `check` found something wrong
    2   the command line is wrong
    3   the service cannot be reached, or is not able to now
    4   the service refuses the token
    5   the service refuses what was asked, or the synthesis failed
    6   there is no sound device that can be used
    7   a file or the settings cannot be read or written
    8   the app does not run, or does not do what it is told
    130 Ctrl-C
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Final

import click

from .failures import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS: Final = {
    "speak": "Speak a text, a file, or what comes on stdin.",
    "voices": "List, show, add and remove the voices of a service.",
    "config": "Services: where they are, and their tokens.",
    "check": "Find out whether a service works, and what is wrong if not.",
    "serve": "Run the local server.",
    "app": "Start the desktop app: tray and Reader.",
    "speech-dispatcher": "Have screen readers and browsers speak in your voice.",
}
_ORDERS: Final = {
    "read-selection": "Read aloud what is selected; starts the app where it does not run.",
    "read-clipboard": "Read aloud what was copied; starts the app where it does not run.",
    "pause": "Hold the sound.",
    "resume": "Go on after a pause; after trouble, try again.",
    "toggle": "Pause or resume.",
    "stop": "Stop reading, and forget what was still to be read.",
    "next": "Go on with the next sentence.",
    "previous": "Go back to the beginning of the sentence, or to the one before.",
    "status": "Say what the app does: idle, speaking, paused or trouble.",
}


class _Commands(click.Group):
    """Imports a command when it is called: speaking must not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*_COMMANDS, *_ORDERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        command: click.Command
        if cmd_name in _ORDERS:
            orders = importlib.import_module(".control", __package__)
            command = orders.command_for(cmd_name, _ORDERS[cmd_name])
            return command
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name.replace('-', '_')}", __package__)
        command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))
        with formatter.section("Orders to the running app"):
            formatter.write_dl(list(_ORDERS.items()))


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value:
        version = importlib.import_module("shared_client._version").__version__
        click.echo(f"cosyvoice {version}")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 unexpected, 2 usage, 3 service not reachable, 4 token refused,"
    " 5 request refused or synthesis failed, 6 no sound device, 7 file or settings,"
    " 8 the app does not run, 130 Ctrl-C.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
def cosyvoice() -> None:
    """Hear your own voices: CosyVoice 2.0 on the command line.

    Without a service of your own, a local server is started for the time of a command. It speaks
    with eSpeak NG, which does not clone voices.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit with the code that says how it went."""
    try:
        cosyvoice.main(args=arguments, prog_name="cosyvoice", standalone_mode=False)
    except click.exceptions.Exit as finished:
        sys.exit(finished.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing may complain about it at exit.
        sys.stderr.close()
        sys.exit(0)
    except (Exception, KeyboardInterrupt, click.Abort) as error:  # noqa: BLE001 - the last resort
        sys.exit(explain(error))
