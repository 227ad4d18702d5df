"""Colors of all windows, in light and dark, with the contrasts that make them readable.

The app has its own colors only in its own style, `Style`: that puts them into the palette, and
`colors` knows the palette by them. Elsewhere, and in high contrast, they come from the palette.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from PyQt6.QtGui import QColor, QPalette

from shared_client.discs import COLORS, places

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["info", "good", "warning", "error"]
"""How something is meant that a window says: nowhere else are there other degrees of it."""
ENOUGH_FOR_TEXT: Final = 4.5
"""The contrast that WCAG 2 wants of text, in its level AA."""
ENOUGH_FOR_LINES: Final = 3.0
"""The contrast that it wants of outlines and icons."""
_STARK: Final = 19.5  # only palettes of high contrast have it between a window and its words
_STEP: Final = 105  # per cent
_STEPS: Final = 40  # from any color to one that is next to black
_ROLE: Final = QPalette.ColorRole


@dataclass(frozen=True)
class Colors:
    """The colors of a window, by what they are for.

    `accent` is for the one main button, for progress and for "in use"; its words are `accent_ink`.
    The four kinds of notices have a color for words and icons, and a ground for them.
    """

    dark: bool
    window: QColor
    page: QColor
    card: QColor
    ink: QColor
    secondary: QColor
    disabled: QColor
    outline: QColor
    line: QColor
    """Parts what lies side by side; nothing that can be used is known by it."""
    hover: QColor
    pressed: QColor
    accent: QColor
    accent_ink: QColor
    focus: QColor
    error: QColor
    error_ground: QColor
    warning: QColor
    warning_ground: QColor
    good: QColor
    good_ground: QColor
    info: QColor
    info_ground: QColor

    def of_kind(self, kind: Kind) -> tuple[QColor, QColor]:
        """The color of words and icons, and their ground."""
        return getattr(self, kind), getattr(self, f"{kind}_ground")


@dataclass(frozen=True)
class PageColors:
    """The colors of a text that is read: of the page, and of the sentence and word in it."""

    page: QColor
    ink: QColor
    secondary: QColor
    sentence: QColor
    sentence_ink: QColor
    word: QColor
    word_ink: QColor
    rule: QColor
    """The line below the word."""


def _all(**names: str) -> dict[str, QColor]:
    return {name: QColor(value) for name, value in names.items()}


LIGHT: Final = Colors(
    dark=False,
    **_all(
        window="#f3f3f1",
        page="#fcfcfa",
        card="#ffffff",
        ink="#1f2328",
        secondary="#5c6370",
        disabled="#8a8f98",
        outline="#84888f",
        line="#dcdcd8",
        hover="#e9e9e6",
        pressed="#dededa",
        accent="#b83a6a",
        accent_ink="#ffffff",
        focus="#0b66c3",
        error="#b3261e",
        error_ground="#fdecea",
        warning="#7a4b00",
        warning_ground="#fff4d6",
        good="#17693b",
        good_ground="#e6f4ea",
        info="#0b5a8f",
        info_ground="#e7f2fb",
    ),
)
DARK: Final = Colors(
    dark=True,
    **_all(
        window="#26282c",
        page="#1b1c1f",
        card="#1b1c1f",
        ink="#d9dadc",
        secondary="#a3a7ae",
        disabled="#7b8088",
        outline="#7b8088",
        line="#3b3e44",
        hover="#32353a",
        pressed="#3c4046",
        accent="#ff8a75",
        accent_ink="#1b1c1f",
        focus="#7ab8ff",
        error="#ffb4ab",
        error_ground="#3a1d1b",
        warning="#ffd27a",
        warning_ground="#3a2e12",
        good="#7fd8a0",
        good_ground="#16301f",
        info="#9fd0ff",
        info_ground="#152a3d",
    ),
)
_PAGES: Final = {
    "light": PageColors(
        **_all(
            page="#fcfcfa",
            ink="#1f2328",
            secondary="#5c6370",
            sentence="#ffe9a8",
            sentence_ink="#1f2328",
            word="#e8930c",
            word_ink="#1f2328",
            rule="#b36b00",
        )
    ),
    "sepia": PageColors(
        **_all(
            page="#f6ecd9",
            ink="#3b2f1e",
            secondary="#6b5a40",
            sentence="#ecd3a1",
            sentence_ink="#3b2f1e",
            word="#e0a84a",
            word_ink="#3b2f1e",
            rule="#8f5a00",
        )
    ),
    "dark": PageColors(
        **_all(
            page="#1b1c1f",
            ink="#d9dadc",
            secondary="#a3a7ae",
            sentence="#4a3f22",
            sentence_ink="#f2f0ea",
            word="#f0b93a",
            word_ink="#1b1c1f",
            rule="#f0b93a",
        )
    ),
    "black": PageColors(
        **_all(
            page="#000000",
            ink="#d6d6d2",
            secondary="#a3a7ae",
            sentence="#3a3117",
            sentence_ink="#f2f0ea",
            word="#f0b93a",
            word_ink="#1b1c1f",
            rule="#f0b93a",
        )
    ),
}
_MARKS: Final = {
    "light": {
        "blue": ("#d9e7ff", "#6aaaf5", "#1d5fb0"),
        "green": ("#d3f0d8", "#4fb873", "#1f7a3a"),
        "pink": ("#ffdde9", "#f07fa8", "#b0316a"),
    },
    "sepia": {
        "blue": ("#dbe0e0", "#8fb4dc", "#2f5f94"),
        "green": ("#dde3bd", "#94bd7c", "#3f6d2c"),
        "pink": ("#f3d3cb", "#e59aa6", "#9c3450"),
    },
    "dark": {
        "blue": ("#233a57", "#7ab8ff", "#7ab8ff"),
        "green": ("#23432f", "#7fd8a0", "#7fd8a0"),
        "pink": ("#50293a", "#ff9dbf", "#ff9dbf"),
    },
    "black": {
        "blue": ("#1a2d45", "#7ab8ff", "#7ab8ff"),
        "green": ("#193423", "#7fd8a0", "#7fd8a0"),
        "pink": ("#3f1f2d", "#ff9dbf", "#ff9dbf"),
    },
}
"""Sentence, word and rule in other colors than amber; what is written on them stays."""


def colors(palette: QPalette) -> Colors:
    """The colors that go with a palette.

    Args:
        palette: Of the widget that is drawn. In the app's own style it says light or dark; in
            another, and in high contrast, the colors are derived from it.
    """
    window = palette.color(_ROLE.Window)
    for own in (LIGHT, DARK):
        if window == own.window:
            return own
    return _derived(
        *(
            palette.color(QPalette.ColorGroup.Active, role).rgb()
            for role in (
                _ROLE.Window,
                _ROLE.Base,
                _ROLE.WindowText,
                _ROLE.Highlight,
                _ROLE.HighlightedText,
            )
        )
    )


def is_stark(palette: QPalette) -> bool:
    """Whether a palette is one of high contrast: no tint is put into it."""
    return contrast(palette.color(_ROLE.Window), palette.color(_ROLE.WindowText)) > _STARK


def is_dark(palette: QPalette) -> bool:
    """Whether words are lighter than what they are written on."""
    window, ink = palette.color(_ROLE.Window), palette.color(_ROLE.WindowText)
    return luminance(ink) > luminance(window)


@cache
def _derived(window_rgb: int, base_rgb: int, ink_rgb: int, chosen_rgb: int, on_rgb: int) -> Colors:
    window, base, ink = QColor(window_rgb), QColor(base_rgb), QColor(ink_rgb)
    chosen, on_it = QColor(chosen_rgb), QColor(on_rgb)
    model = DARK if luminance(ink) > luminance(window) else LIGHT
    derived = replace(
        model,
        window=window,
        page=base,
        card=base,
        ink=ink,
        secondary=_between(ink, window, 0.75, ENOUGH_FOR_TEXT),
        disabled=_between(ink, window, 0.5, ENOUGH_FOR_LINES),
        outline=_between(ink, window, 0.5, ENOUGH_FOR_LINES),
        line=mixed(ink, window, 0.2),
        hover=mixed(ink, window, 0.08),
        pressed=mixed(ink, window, 0.14),
        accent=readable(chosen, on_it),
        accent_ink=on_it,
        focus=_between(chosen, window, 1.0, ENOUGH_FOR_LINES, towards=ink),
    )
    if contrast(window, ink) <= _STARK:
        return derived
    return replace(
        derived,
        secondary=ink,
        outline=ink,
        line=ink,
        focus=ink,
        error_ground=base,
        warning_ground=base,
        good_ground=base,
        info_ground=base,
    )


def _between(
    one: QColor, other: QColor, share: float, least: float, *, towards: QColor | None = None
) -> QColor:
    """A mixture that has at least some contrast to the second color."""
    made = mixed(one, other, share)
    end = towards or one
    for step in range(1, 11):
        if contrast(made, other) >= least:
            break
        made = mixed(end, made, step / 10)
    return made


def page_colors(name: str, mark: str = "amber") -> PageColors:
    """The colors of a page for texts.

    Args:
        name: `light`, `sepia`, `dark` or `black`.
        mark: The color of what is heard: `amber`, `blue`, `green` or `pink`.
    """
    known = _PAGES[name]
    if mark == "amber":
        return known
    sentence, word, rule = map(QColor, _MARKS[name][mark])
    return replace(known, sentence=sentence, word=word, rule=rule)


def disc_colors(identities: Iterable[str]) -> dict[str, QColor]:
    """The colors of the discs of voices: no two are alike before all are taken.

    Args:
        identities: Ids of the voices, the oldest first: so a new one changes no other's color.

    Returns:
        A color for each id; a white letter goes on it.
    """
    return {one: QColor(COLORS[place]) for one, place in places(identities).items()}


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A color between two; `share` is how much of the first is in it, 0 to 1."""
    parts = zip(one.getRgb(), other.getRgb(), strict=True)
    red, green, blue, _ = (round((a or 0) * share + (b or 0) * (1 - share)) for a, b in parts)
    return QColor(red, green, blue)


def readable(background: QColor, text: QColor) -> QColor:
    """A background, as much darker as it has to be for a light text, or lighter for a dark one."""
    shade = QColor.darker if luminance(text) > luminance(background) else QColor.lighter
    for _ in range(_STEPS):
        if contrast(background, text) >= ENOUGH_FOR_TEXT:
            break
        background = shade(background, _STEP)
    return background


def contrast(one: QColor, other: QColor) -> float:
    """How much two colors differ, as WCAG 2 counts: 1 for not at all, 21 for black and white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: QColor) -> float:
    """How light a color is, as WCAG 2 counts: 0 for black, 1 for white."""
    red, green, blue, _ = (_linear(part or 0.0) for part in color.getRgbF())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's
