"""The command line `cosyvoice`. It is loaded when it runs, so that Ctrl-C ends it well until then.

Exit codes:
    0   it worked
    1   something unexpected happened, or `check` found something wrong
    2   the command line is wrong
    3   the service cannot be reached, or is not able to now
    4   the service refuses the token
    5   the service refuses what was asked, the synthesis failed, or there is nothing to speak
    6   there is no sound device that can be used
    7   a file or the settings cannot be read or written
    8   the app does not run, or does not do what it is told
    130 Ctrl-C
"""

from __future__ import annotations


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and exit with the code that says how it went.

    Raises:
        ModuleNotFoundError: A package that all commands need isn't installed.
    """
    from desktop_app.system.interrupts import end_at_once  # noqa: PLC0415 - as little as can be

    end_at_once()
    from .program import run  # noqa: PLC0415 - it takes a while

    run(arguments)
