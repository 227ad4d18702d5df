"""Keys are understood as Qt writes them."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
import pytest
from Xlib import XK

from desktop_app.hotkeys.keys import _PUNCTUATION, _TABLE, parse_keys
from desktop_app.settings.settings import HOTKEYS

XK.load_keysym_group("xf86")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Ctrl+Alt+R", "CTRL+ALT+r"),
        ("ctrl+ALT+space", "CTRL+ALT+space"),
        ("Shift+Meta+F12", "SHIFT+LOGO+F12"),
        ("Ctrl++", "CTRL+plus"),
        ("Ctrl+,", "CTRL+comma"),
        ("Ctrl+Ä", "CTRL+U00E4"),
        ("Ctrl+Backtab", "CTRL+SHIFT+Tab"),
        ("Media Play", "XF86AudioPlay"),
    ],
)
def test_what_is_understood(text: str, trigger: str) -> None:
    assert parse_keys(text).trigger == trigger


@pytest.mark.parametrize(
    "text", ["", "Ctrl", "Ctrl+", "Ctrl+K, Ctrl+C", "Hyper+R", "Num+5", "Ctrl+\x07", "Ctrl+\u00a0"]
)
def test_what_is_not(text: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        parse_keys(text)


@pytest.mark.parametrize(
    ("text", "types"),
    [("R", True), ("Shift+R", True), ("Del", True), ("F9", False), ("Alt+R", False)],
)
def test_what_is_needed_for_writing(text: str, *, types: bool) -> None:
    assert parse_keys(text).types is types


def test_the_keys_of_the_settings_are_understood() -> None:
    for keys in filter(None, HOTKEYS.values()):
        assert not parse_keys(keys).types


def test_names_are_those_of_qt() -> None:
    portable = QKeySequence.SequenceFormat.PortableText
    for name, *_ in _TABLE:
        sequence = QKeySequence.fromString(f"Ctrl+{name}", portable)
        assert sequence[0].key() is not Qt.Key.Key_unknown
        assert sequence.toString(portable) == f"Ctrl+{name}"


def test_numbers_are_those_of_x() -> None:
    for _, symbol, keysym in _TABLE:
        theirs = symbol.replace("XF86", "XF86_")
        if XK.string_to_keysym(theirs):  # it does not know the latest
            assert XK.string_to_keysym(theirs) == keysym, symbol
    for character, symbol in _PUNCTUATION.items():
        assert XK.string_to_keysym(symbol) == ord(character)
