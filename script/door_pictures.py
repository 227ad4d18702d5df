"""Cuts README's pictures of Home Assistant out of larger ones, too small to read in half a page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PIL import Image

PICTURES: Final = Path(__file__).resolve().parent.parent / "docs" / "images" / "home-assistant"
DOORS: Final = {
    "door": ("first-voice", (350, 50, 930, 412)),
    "door.zh-Hans": ("integration.zh-Hans", (288, 80, 1264, 690)),
}
"""The name of each, the picture that it is in, and where: left, top, right, bottom."""


def main() -> None:
    """Cut all."""
    for name, (whole, box) in DOORS.items():
        with Image.open(PICTURES / f"{whole}.png") as picture:
            picture.crop(box).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
