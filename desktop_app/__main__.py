"""Starts `cosyvoice` and `cosyvoice-app`, or says which of their packages isn't installed.

Nothing here may need more than Python itself until a function asks for it: this also runs where
the package was installed without its extras.
"""

from __future__ import annotations

from importlib.util import find_spec
import sys


def cosyvoice() -> None:
    """Run the command line."""
    try:
        from desktop_app.cli import main  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        sys.exit(_lacking(missing))
    main()


def cosyvoice_app() -> None:
    """Run the desktop app."""
    if find_spec("PyQt6") is None:
        sys.exit(_lacking(ModuleNotFoundError(name="PyQt6")))
    try:
        from desktop_app.gui.__main__ import main  # noqa: PLC0415 - see above
    except ModuleNotFoundError as missing:
        sys.exit(_lacking(missing))
    main()


def _lacking(missing: ModuleNotFoundError) -> str:
    """What is said: the package, and how to get it."""
    from desktop_app.system.installation import package_missing  # noqa: PLC0415 - rarely needed
    from desktop_app.words.catalogs import language_of  # noqa: PLC0415 - as above
    from desktop_app.words.saying import Face, hint, sentence  # noqa: PLC0415 - as above

    error, language = package_missing(missing), language_of()
    return f"{sentence(error, language)}\n{hint(error, Face.TERMINAL, language)}"


if __name__ == "__main__":
    cosyvoice()
