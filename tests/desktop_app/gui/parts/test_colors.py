"""The colors of the windows: readable, also where another style or a person chose them."""

from __future__ import annotations

from PyQt6.QtGui import QColor, QPalette
import pytest

from desktop_app.gui.parts.colors import (
    DARK,
    ENOUGH_FOR_LINES,
    ENOUGH_FOR_TEXT,
    LIGHT,
    Colors,
    colors,
    contrast,
    disc_colors,
    page_colors,
)


def palette(window: str, ink: str, base: str = "", chosen: str = "#3584e4") -> QPalette:
    made = QPalette(QColor(window))
    made.setColor(QPalette.ColorRole.WindowText, QColor(ink))
    made.setColor(QPalette.ColorRole.Base, QColor(base or window))
    made.setColor(QPalette.ColorRole.Highlight, QColor(chosen))
    made.setColor(QPalette.ColorRole.HighlightedText, QColor("#ffffff"))
    return made


SYSTEMS = {
    "Breeze": palette("#eff0f1", "#232629", "#ffffff", "#3daee9"),
    "Breeze Dark": palette("#2a2e32", "#fcfcfc", "#1b1e20", "#3daee9"),
    "Windows": palette("#f0f0f0", "#000000", "#ffffff", "#0078d7"),
    "macOS, dark": palette("#323232", "#dddddd", "#171717", "#3f638b"),
    "high contrast": palette("#000000", "#ffffff", "#000000", "#8ee3f0"),
    "a pale accent": palette("#fafafa", "#2e3436", "#ffffff", "#cdd6f4"),
}
KNOWN = {"light": LIGHT, "dark": DARK} | {name: colors(one) for name, one in SYSTEMS.items()}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_words_and_outlines_can_be_seen_on_each_ground(known: Colors) -> None:
    for ground in (known.window, known.page, known.card):
        assert contrast(known.ink, ground) >= ENOUGH_FOR_TEXT
        assert contrast(known.secondary, ground) >= ENOUGH_FOR_TEXT
        assert contrast(known.outline, ground) >= ENOUGH_FOR_LINES
    assert contrast(known.focus, known.window) >= ENOUGH_FOR_LINES
    assert contrast(known.accent_ink, known.accent) >= ENOUGH_FOR_TEXT
    for kind in ("info", "good", "warning", "error"):
        ink, ground = known.of_kind(kind)
        assert contrast(ink, ground) >= ENOUGH_FOR_TEXT


def test_high_contrast_has_no_tints() -> None:
    known = KNOWN["high contrast"]
    black, white = QColor("#000000"), QColor("#ffffff")
    assert {known.error_ground.name(), known.good_ground.name()} == {black.name()}
    assert known.outline == known.secondary == known.ink == white


@pytest.mark.parametrize("name", ["light", "sepia", "dark", "black"])
def test_a_page_can_be_read_in_each_of_its_colors(name: str) -> None:
    page = page_colors(name)
    for ink, ground in (
        (page.ink, page.page),
        (page.secondary, page.page),
        (page.sentence_ink, page.sentence),
        (page.word_ink, page.word),
    ):
        assert contrast(ink, ground) >= ENOUGH_FOR_TEXT
    assert contrast(page.rule, page.sentence) >= ENOUGH_FOR_LINES


def test_a_voice_keeps_its_color_and_a_white_letter_can_be_read_on_each() -> None:
    ids = [f"voice {number}" for number in range(40)]
    found = disc_colors(ids)
    assert list(found) == ids
    for count in range(len(ids)):  # as one is made after the other
        before = disc_colors(ids[:count])
        assert all(found[one] == color for one, color in before.items())
    assert len({found[one].name() for one in ids[:6]}) == 6
    assert all(contrast(color, QColor("white")) >= ENOUGH_FOR_TEXT for color in found.values())
