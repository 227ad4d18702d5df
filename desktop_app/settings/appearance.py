"""How the windows and the page of the Reader look, as a person chose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CHOICES: Final = {
    "theme": ("system", "light", "dark"),
    "page": ("system", "light", "sepia", "dark", "black"),
    "typeface": ("serif", "sans", "system", "opendyslexic"),
    "line_spacing": ("normal", "tight", "loose"),
    "width": ("normal", "narrow", "wide"),
    "highlight": ("sentence_and_word", "sentence", "word", "nothing"),
    "highlight_color": ("amber", "blue", "green", "pink"),
}
"""What each key of `Appearance` can be; the first is what nobody has to choose."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """How it looks; each is one of its `CHOICES`. The size of the text is `AppSettings`'.

    Attributes:
        theme: Of the windows: light or dark, whatever the system's is.
        page: The colors of the page; `system` follows the windows.
        typeface: Of the page; `system` is that of the windows.
        line_spacing: Between the lines of the page.
        width: Of the lines of the page.
        highlight: What of the text is marked while it is heard.
        highlight_color: The color of these marks.
    """

    theme: str = CHOICES["theme"][0]
    page: str = CHOICES["page"][0]
    typeface: str = CHOICES["typeface"][0]
    line_spacing: str = CHOICES["line_spacing"][0]
    width: str = CHOICES["width"][0]
    highlight: str = CHOICES["highlight"][0]
    highlight_color: str = CHOICES["highlight_color"][0]
