"""Keys as people write them, `Ctrl+Alt+R`: what Qt calls portable text, without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
import re
import string
from typing import Final


class Modifier(StrEnum):
    """What is held down meanwhile. `META` is the key with a window or a command sign on it."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    META = "Meta"


@dataclass(frozen=True, slots=True)
class Keys:
    """One key, with what is held down meanwhile.

    Attributes:
        modifiers: What is held down.
        key: Its name; of one that types a character, that character, in lower case.
        symbol: Its name among X's keysyms, which Wayland's portal uses too.
        keysym: Its number among them.
    """

    modifiers: frozenset[Modifier]
    key: str
    symbol: str
    keysym: int

    @property
    def types(self) -> bool:
        """Whether programs need it for writing or moving about, as it is."""
        commands = self.modifiers & {Modifier.CTRL, Modifier.ALT, Modifier.META}
        return not commands and (len(self.key) == 1 or self.key in _EDITING)

    @property
    def trigger(self) -> str:
        """How the desktop's shortcuts specification writes it: `CTRL+ALT+r`."""
        held = [name for modifier, name in _TRIGGERS.items() if modifier in self.modifiers]
        return "+".join([*held, self.symbol])


def parse_keys(text: str) -> Keys:
    """Understand one key with its modifiers.

    Raises:
        ValueError: It is none, or more than one.
    """
    rest, held = text.strip(), set[Modifier]()
    while match := _MODIFIER.match(rest):
        held.add(Modifier(match[1].title()))
        rest = rest[match.end() :]
    if named := _NAMED.get(rest.lower()):
        name, symbol, keysym = named
        if name == "Backtab":  # so Qt calls Tab, if Shift is held
            return Keys(frozenset({*held, Modifier.SHIFT}), *_NAMED["tab"])
        return Keys(frozenset(held), name, symbol, keysym)
    character = rest.lower()
    if len(character) != 1 or not character.isprintable() or character.isspace():
        raise ValueError(f"{text!r} is no key.")
    return Keys(frozenset(held), character, *_symbol(character))


def _symbol(character: str) -> tuple[str, int]:
    code = ord(character)
    keysym = code if code < _LATIN_1 else _UNICODE | code
    if character.isascii() and character.isalnum():
        return character, keysym
    return _PUNCTUATION.get(character, f"U{code:04X}"), keysym


_LATIN_1: Final = 0x100  # below, keysyms are the characters' codes
_UNICODE: Final = 0x0100_0000  # above, these with this mark
_MODIFIER: Final = re.compile(r"(ctrl|alt|shift|meta)\+(?=.)", re.IGNORECASE)
_TRIGGERS: Final = {
    Modifier.CTRL: "CTRL",
    Modifier.ALT: "ALT",
    Modifier.SHIFT: "SHIFT",
    Modifier.META: "LOGO",
}

_NAMES: Final = """
    exclam quotedbl numbersign dollar percent ampersand apostrophe parenleft parenright asterisk
    plus comma minus period slash colon semicolon less equal greater question at bracketleft
    backslash bracketright asciicircum underscore grave braceleft bar braceright asciitilde
"""
_PUNCTUATION: Final = dict(zip(string.punctuation, _NAMES.split(), strict=True))

_TABLE: Final = (
    ("Space", "space", 0x20),
    ("Esc", "Escape", 0xFF1B),
    ("Tab", "Tab", 0xFF09),
    ("Backtab", "ISO_Left_Tab", 0xFE20),
    ("Backspace", "BackSpace", 0xFF08),
    ("Return", "Return", 0xFF0D),
    ("Enter", "KP_Enter", 0xFF8D),
    ("Ins", "Insert", 0xFF63),
    ("Del", "Delete", 0xFFFF),
    ("Home", "Home", 0xFF50),
    ("End", "End", 0xFF57),
    ("Left", "Left", 0xFF51),
    ("Up", "Up", 0xFF52),
    ("Right", "Right", 0xFF53),
    ("Down", "Down", 0xFF54),
    ("PgUp", "Page_Up", 0xFF55),
    ("PgDown", "Page_Down", 0xFF56),
    ("CapsLock", "Caps_Lock", 0xFFE5),
    ("NumLock", "Num_Lock", 0xFF7F),
    ("Menu", "Menu", 0xFF67),
    # Programs do without the following.
    ("ScrollLock", "Scroll_Lock", 0xFF14),
    ("Pause", "Pause", 0xFF13),
    ("Print", "Print", 0xFF61),
    ("SysReq", "Sys_Req", 0xFF15),
    ("Help", "Help", 0xFF6A),
    *((f"F{number}", f"F{number}", 0xFFBD + number) for number in range(1, 36)),
    ("Volume Down", "XF86AudioLowerVolume", 0x1008FF11),
    ("Volume Mute", "XF86AudioMute", 0x1008FF12),
    ("Volume Up", "XF86AudioRaiseVolume", 0x1008FF13),
    ("Media Play", "XF86AudioPlay", 0x1008FF14),
    ("Media Stop", "XF86AudioStop", 0x1008FF15),
    ("Media Previous", "XF86AudioPrev", 0x1008FF16),
    ("Media Next", "XF86AudioNext", 0x1008FF17),
    ("Media Record", "XF86AudioRecord", 0x1008FF1C),
    ("Media Pause", "XF86AudioPause", 0x1008FF31),
    ("Home Page", "XF86HomePage", 0x1008FF18),
    ("Launch Mail", "XF86Mail", 0x1008FF19),
    ("Search", "XF86Search", 0x1008FF1B),
    ("Calculator", "XF86Calculator", 0x1008FF1D),
    ("Back", "XF86Back", 0x1008FF26),
    ("Forward", "XF86Forward", 0x1008FF27),
    ("Stop", "XF86Stop", 0x1008FF28),
    ("Refresh", "XF86Refresh", 0x1008FF29),
    ("Favorites", "XF86Favorites", 0x1008FF30),
)
_NAMED: Final = {name.lower(): (name, symbol, keysym) for name, symbol, keysym in _TABLE}
_EDITING: Final = frozenset(name for name, *_ in _TABLE[:20])
