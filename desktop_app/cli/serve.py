"""`cosyvoice serve`: the local server, as the process that it is."""

from __future__ import annotations

from typing import NoReturn

import click

from desktop_app.services.local_service import server_command
from desktop_app.system import processes

from .language import language


@click.command(
    "serve",
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(*, arguments: tuple[str, ...]) -> None:
    """Run the local server. For its options, run: cosyvoice serve --help."""
    become("cosyvoice serve", *arguments)


def become(called: str, *arguments: str) -> NoReturn:
    """Let the local server's program take the place of this one.

    Args:
        called: What a person calls it.
        arguments: Of its command line.

    Raises:
        LocalServerError: It isn't installed.
    """
    line, environment = server_command(*arguments)
    environment["COSYVOICE_SERVE_AS"] = called
    environment["LANGUAGE"] = language()
    processes.become(line, environment)
