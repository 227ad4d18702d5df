"""The files beside the code that the programs need: icons, translations, recordings, licenses."""

from __future__ import annotations

from typing import Final

from tests.desktop import ROOT

PACKAGES: Final = ("desktop_app", "local_server", "shared_client")

# Code, and what translations are made from.
_NOT_DATA: Final = (".py", ".pyc", ".ts", ".po")


def package_data() -> set[str]:
    """The path of each, from the root of the checkout."""
    return {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in _NOT_DATA
    }
