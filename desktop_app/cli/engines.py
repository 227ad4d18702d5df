"""`cosyvoice engines`: a program of the local server, as the process that it is."""

from __future__ import annotations

import click

from .serve import become


@click.command("engines", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(*, arguments: tuple[str, ...]) -> None:
    """Install and remove engines. For its options, run: cosyvoice engines --help."""
    become("cosyvoice engines", "engines", *arguments)
