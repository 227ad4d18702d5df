"""Gives packages a README whose pictures and links work outside of the repository.

All else that a package is made of stands in setup.cfg and MANIFEST.in.
"""

from configparser import ConfigParser
from pathlib import Path
import re

import setuptools  # type: ignore[import-untyped]  # it carries no types

_ROOT = Path(__file__).resolve().parent
_LINK = re.compile(r"(!?)(\[(?:!\[[^]]*\]\([^)]*\)|[^][])*\])\(([^)\s]+)\)")


def readme_outside() -> str:
    """README.md, with the addresses that its links and pictures have on GitHub."""
    setup = ConfigParser()
    setup.read(_ROOT / "setup.cfg", "utf-8")
    home = setup["metadata"]["url"]
    raw = home.replace("://github.com/", "://raw.githubusercontent.com/")

    def outside(link: re.Match[str]) -> str:
        picture, words, target = link.groups()
        words = _LINK.sub(outside, words) if "](" in words else words
        if target.startswith("#"):
            target = f"{home}{target}"
        elif ":" not in target:
            target = f"{raw}/main/{target}" if picture else f"{home}/blob/main/{target}"
        return f"{picture}{words}({target})"

    return _LINK.sub(outside, (_ROOT / "README.md").read_text("utf-8"))


if __name__ == "__main__":
    setuptools.setup(
        long_description=readme_outside(), long_description_content_type="text/markdown"
    )
