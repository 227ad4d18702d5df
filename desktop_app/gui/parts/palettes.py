"""The palette of the windows: the app's colors, light or dark as the system or a person wants."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import QT_VERSION, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QPalette

from .colors import DARK, LIGHT, Colors, is_dark, is_stark, mixed, readable

_ROLE: Final = QPalette.ColorRole
_GROUP: Final = QPalette.ColorGroup
_ASKED_SINCE: Final = 0x060A00  # the Qt that knows whether a person wants high contrast
_HIGHLIGHTS: Final = {False: "#2a6fc9", True: "#2f6fd0"}
"""Of what is selected, in light and dark, where a person chose one that isn't the system's."""


def dress_palette(palette: QPalette) -> None:
    """Put the app's colors into the system's palette; into one of high contrast, none.

    What is selected keeps the system's color, as much darker as its words need it.
    """
    if not (is_stark(palette) or _wants_contrast()):
        _paint(palette, DARK if is_dark(palette) else LIGHT)
    for group in (_GROUP.Active, _GROUP.Inactive):
        selected = palette.color(group, _ROLE.Highlight)
        written_on = palette.color(group, _ROLE.HighlightedText)
        palette.setColor(group, _ROLE.Highlight, readable(selected, written_on))


def _wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if hints is None or QT_VERSION < _ASKED_SINCE:
        return False
    accessibility = hints.accessibility()
    return (
        accessibility is not None
        and accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast
    )


def palette_of(known: Colors) -> QPalette:
    """A whole palette, for windows that are light or dark because a person wants them so."""
    palette = QPalette(known.window)
    _paint(palette, known)
    for group in (_GROUP.Active, _GROUP.Inactive, _GROUP.Disabled):
        palette.setColor(group, _ROLE.Highlight, QColor(_HIGHLIGHTS[known.dark]))
        palette.setColor(group, _ROLE.HighlightedText, QColor("white"))
    return palette


def _paint(palette: QPalette, known: Colors) -> None:
    everywhere = {
        _ROLE.Window: known.window,
        _ROLE.Base: known.card,
        _ROLE.AlternateBase: mixed(known.window, known.card, 0.5),
        _ROLE.Button: known.card,
        _ROLE.ToolTipBase: known.card,
        _ROLE.Light: known.card,
        _ROLE.Midlight: known.hover,
        _ROLE.Mid: known.line,
        _ROLE.Dark: known.outline,
        _ROLE.Shadow: known.ink,
        _ROLE.Link: known.info,
        _ROLE.LinkVisited: known.info,
        _ROLE.Accent: known.accent,
    }
    words = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText, _ROLE.BrightText, _ROLE.ToolTipText)
    for group in (_GROUP.Active, _GROUP.Inactive, _GROUP.Disabled):
        for role, color in everywhere.items():
            palette.setColor(group, role, color)
        ink = known.disabled if group is _GROUP.Disabled else known.ink
        for role in words:
            palette.setColor(group, role, ink)
        hint = known.disabled if group is _GROUP.Disabled else known.secondary
        palette.setColor(group, _ROLE.PlaceholderText, hint)
