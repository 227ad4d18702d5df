"""`cosyvoice app`: the desktop app, as the process that it is."""

from __future__ import annotations

from importlib.util import find_spec
import sys

import click

from desktop_app.documents.naming import names_document
from desktop_app.errors import SettingsError
from desktop_app.settings.settings import load_settings
from desktop_app.settings.tokens import TokenPlace
from desktop_app.system.control import ControlError, send
from desktop_app.system.installation import package_missing
from desktop_app.system.processes import app_command, become

from . import completion
from .language import say, say_number
from .terminal import note


@click.command("app")
@click.option("--hidden", is_flag=True, help="Start in the tray without opening a window.")
@click.option("--install", "menu", flag_value="install", help="Add it to the desktop's menus.")
@click.option("--uninstall", "menu", flag_value="uninstall", help="Remove it from the menus.")
@click.option(
    "-t",
    "--text",
    multiple=True,
    help="Read these words, even if they look like a file or an address.",
)
@click.argument("what", nargs=-1, shell_complete=completion.files)
def command(
    *, hidden: bool, menu: str | None, text: tuple[str, ...], what: tuple[str, ...]
) -> None:
    """Start the desktop app and read files, web addresses, or text aloud.

    If it's already running, it reads them right away.
    """
    if menu is not None:
        _change_menus(menu)
        return
    for one in what:
        names_document(one)
    options = ["--hidden"] if hidden else []
    line, environment = app_process(*options, "--", *what, *text)
    become(line, environment)  # no Qt in this process


def _change_menus(what: str) -> None:
    from desktop_app.system import autostart  # noqa: PLC0415 - once in a life
    from desktop_app.system.menu_entry import install, uninstall  # noqa: PLC0415 - as above
    from desktop_app.system.paths import folders  # noqa: PLC0415 - as above

    if what == "install":
        app_process()  # or the entry would start nothing
        files = len(install())
        note(
            say_number(
                "Installed {number} file in your home folder.",
                "Installed {number} files in your home folder.",
                files,
            )
        )
    else:
        at_login = autostart.is_on()
        autostart.turn_off()
        if sys.platform == "linux":
            files = len(uninstall())
            removed = say_number("Removed {number} file.", "Removed {number} files.", files)
            note(removed if files else say("Nothing was installed in your home folder."))
        if at_login:
            note(say("The app no longer starts at login."))
        if left := [folder for folder in folders() if folder.is_dir()]:
            kept = say(
                "These folders were kept. Delete them if you no longer need what is in them:"
            )
            note("\n  ".join([kept, *map(str, left)]))
            if _is_running():
                note(say("The app is still running, and writes there. Quit it first."))
        if _uses_keyring():
            note(say("Access tokens remain in the system's keyring."))


def _is_running() -> bool:
    try:
        return send("status") is not None
    except ControlError:  # it doesn't respond, but is there
        return True


def _uses_keyring() -> bool:
    """Whether a token is in the keyring; so it may be where the settings can't be read."""
    try:
        settings = load_settings()
    except SettingsError:
        return True
    services = (one.token_in for one in settings.services.values())
    return TokenPlace.KEYRING in (settings.home.token_in, *services)


def app_process(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """Say how the app is started: its command line and its environment.

    Raises:
        AppError: Qt is not installed.
    """
    if find_spec("PyQt6") is None:
        raise package_missing("PyQt6")
    return app_command(*arguments)
