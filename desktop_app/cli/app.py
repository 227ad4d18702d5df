"""`cosyvoice app`: the desktop app, as the process that it is."""

from __future__ import annotations

from importlib.util import find_spec
import os
import subprocess
import sys

import click

from desktop_app.errors import AppError
from desktop_app.system.processes import app_command

from .terminal import note


@click.command("app")
@click.option("--hidden", is_flag=True, help="Show no window, not even a welcome.")
@click.option("--install", "menu", flag_value="install", help="Put it into the desktop's menus.")
@click.option("--uninstall", "menu", flag_value="uninstall", help="Take it out of them.")
@click.argument("what", nargs=-1)
def command(*, hidden: bool, menu: str | None, what: tuple[str, ...]) -> None:
    """Start the desktop app, and have it read files, addresses or texts.

    If it runs already, it is told to.
    """
    if menu is not None:
        _change_menus(menu)
        return
    options = ["--hidden"] if hidden else []
    line, environment = app_process(*options, "--", *what)
    if sys.platform == "win32":
        sys.exit(subprocess.call(line, env=environment))  # noqa: S603 - our own program
    # No Qt in this process: its signals and its exit code are the app's from here on.
    os.execve(line[0], line, environment)  # noqa: S606 - our own program


def _change_menus(what: str) -> None:
    from desktop_app.system.menu_entry import install, uninstall  # noqa: PLC0415 - once in a life

    if what == "install":
        note(f"Installed {len(install())} files in your own folders: entry, icons, description.")
    else:
        note(f"Removed {len(uninstall())} files.")


def app_process(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """Say how the app is started: its command line and its environment.

    Raises:
        AppError: Qt is not installed.
    """
    if find_spec("PyQt6") is None:
        raise AppError(
            "The desktop app needs PyQt6, which is not installed.",
            hint="Install it, in the checkout: pip install '.[desktop,gui,server]'",
        )
    return app_command(*arguments)
