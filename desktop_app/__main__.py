"""Starts `cosyvoice` and `cosyvoice-app`, or says which of their packages isn't installed.

Nothing here may need more than Python itself until a function asks for it: this also runs where
the package was installed without its extras.
"""

from __future__ import annotations

import sys

from desktop_app.system.interrupts import end_at_once, raise_again


def cosyvoice() -> None:
    """Run the command line."""
    end_at_once()
    try:
        from desktop_app.cli.program import run  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        sys.exit(_lacking(missing))
    run()


def cosyvoice_app() -> None:
    """Run the desktop app."""
    end_at_once()
    from importlib.util import find_spec  # noqa: PLC0415 - see above

    if find_spec("PyQt6") is None:
        sys.exit(_refuse(ModuleNotFoundError(name="PyQt6")))
    try:
        from desktop_app.gui.__main__ import main  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        sys.exit(_refuse(missing))
    raise_again()
    main()


def _refuse(missing: ModuleNotFoundError) -> int:
    """Say it also to a person who has chosen the app in a menu, where nobody sees stderr."""
    from desktop_app.system.plain_dialog import say_at_start  # noqa: PLC0415 - rarely needed

    say_at_start(_lacking(missing))
    return 1


def _lacking(missing: ModuleNotFoundError) -> str:
    """What is said: the package, and how to get it."""
    from desktop_app.system.installation import package_missing  # noqa: PLC0415 - rarely needed
    from desktop_app.words.catalogs import language_of  # noqa: PLC0415 - as above
    from desktop_app.words.saying import Face, hint, sentence  # noqa: PLC0415 - as above

    error, language = package_missing(missing), language_of()
    return f"{sentence(error, language)}\n{hint(error, Face.TERMINAL, language)}"


if __name__ == "__main__":
    cosyvoice()
