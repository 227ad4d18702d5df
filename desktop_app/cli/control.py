"""`cosyvoice pause`, `stop`, `status` and the like: orders to the app that runs, without Qt."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Final

import click

from desktop_app.system.control import ControlError, send
from desktop_app.system.processes import in_own_session

from .app import app_process
from .terminal import print_json

if TYPE_CHECKING:
    from collections.abc import Callable

_START_LIMIT: Final = 30.0
_LOOK_EVERY: Final = 0.05


class NotRunningError(ControlError):
    """There is no app to give an order to."""

    def __init__(self) -> None:
        super().__init__("app_not_running")


def _order(name: str, words: str) -> click.Command:
    """Make a command that is an order to the running app."""

    @click.command(name, help=words)
    def order() -> None:
        if send(name) is None:
            raise NotRunningError

    return order


def _reading(name: str, words: str) -> click.Command:
    """Make a command that has the app read; where it does not run, it is started in the tray."""

    @click.command(name, help=words)
    def order() -> None:
        if send(name) is None:
            _start_app()
            if send(name) is None:
                raise NotRunningError

    return order


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def _status(*, as_json: bool) -> None:
    """Show what the app is doing: idle, waiting, speaking, paused, or trouble."""
    state = send("status")
    if as_json:
        print_json({"running": state is not None, "state": state})
    elif state is not None:
        click.echo(state)
    if state is None:
        raise NotRunningError


def _start_app() -> None:
    """Start the app in the tray, apart from this process, and wait until it takes orders."""
    line, environment = app_process("--hidden")
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own program
        line,
        env=environment,
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        **in_own_session(),  # the end of a key's handler isn't the app's, either
    )
    deadline = time.monotonic() + _START_LIMIT
    while send("status") is None:
        # One that is started twice at once ends well, and the other takes orders.
        if process.poll() or time.monotonic() > deadline:
            raise ControlError("app_not_started")
        time.sleep(_LOOK_EVERY)
    process.returncode = 0  # it lives on, and nobody waits for it here


_MAKERS: Final[dict[str, Callable[[str, str], click.Command]]] = {
    "read-selection": _reading,
    "read-clipboard": _reading,
}


def command_for(name: str, words: str) -> click.Command:
    """The command that gives an order.

    Args:
        name: The order.
        words: What it is for.
    """
    return _status if name == "status" else _MAKERS.get(name, _order)(name, words)
