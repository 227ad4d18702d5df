"""Who reads: the voices and speaking styles to choose from, as every menu offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QAction, QActionGroup

from desktop_app.app.events import WindowWanted
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import Addressee

from .plain_text import plain, shortened
from .voice_names import is_sample, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QMenu

    from desktop_app.gui.engine import Engine
    from shared_client import ReferenceAudio

_WIDEST: Final = 60  # characters of a name in a menu
_MOST_VOICES: Final = 20  # in a menu; their window has all


def words_of_choice(engine: Engine) -> str:
    """Who is chosen to read: the name of a speaking style or of a voice, as a chip shows it."""
    settings = engine.settings
    if settings.app.profile:
        return shortened(settings.app.profile, _WIDEST)
    chosen = voice_of(settings)
    if not chosen and not settings.active and all(map(is_sample, engine.voices)):
        return QCoreApplication.translate("WhoReads", "Built-in")
    if not chosen:
        return QCoreApplication.translate("WhoReads", "Newest voice")
    voice = next((one for one in engine.voices if one.id == chosen), None)
    if voice is None:  # the service doesn't list its voices, or no longer has it
        return QCoreApplication.translate("WhoReads", "Selected voice")
    return shortened(name_of(voice), _WIDEST)


def about_choice(engine: Engine) -> str:
    """More about who is chosen to read, for a tool tip."""
    settings = engine.settings
    name = settings.app.profile
    if not name:
        words = QCoreApplication.translate("WhoReads", "Voice: {name}")
        return plain(words.format(name=words_of_choice(engine)))
    words = QCoreApplication.translate("WhoReads", "Speaking style: {name}").format(name=name)
    profile = settings.profiles.get(name)
    return plain("\n".join(filter(None, (words, profile.instruct if profile else ""))))


def fill_menu(menu: QMenu, engine: Engine) -> None:
    """Fill a menu with voices and speaking styles, of which one is chosen.

    Args:
        menu: Emptied first.
        engine: Knows them, and speaks with what is chosen.
    """
    menu.clear()
    settings = engine.settings
    style, voice = settings.app.profile, voice_of(settings)
    group = QActionGroup(menu)
    newest = QCoreApplication.translate("WhoReads", "Newest voice")
    service = Addressee.in_use(settings)  # another may be in use when a voice is chosen
    for id_, words, more in (("", newest, ""), *_offered(engine, voice)):
        chosen = not style and id_ == voice
        call = _voice_setter(engine, id_, service)
        _add(menu, group, words, more, call, chosen=chosen)
    if settings.profiles:
        menu.addSection(QCoreApplication.translate("WhoReads", "Speaking styles"))
    for name, profile in settings.profiles.items():
        call = _style_setter(engine, name)
        _add(menu, group, name, profile.instruct, call, chosen=name == style)
    menu.addSeparator()
    for words, window in (
        (QCoreApplication.translate("WhoReads", "All &voices…"), "voices"),
        (QCoreApplication.translate("WhoReads", "Speaking st&yles…"), "profiles"),
    ):
        action = QAction(words, menu)
        action.setObjectName(f"open-{window}")
        action.triggered.connect(_opener(engine, window))
        menu.addAction(action)


def _offered(engine: Engine, chosen: str) -> list[tuple[str, str, str]]:
    """Id, name and transcript of the voices in a menu; the chosen one is always among them."""
    ready = [voice for voice in engine.voices if voice.ready]
    shown = ready[:_MOST_VOICES]
    shown += [voice for voice in ready[_MOST_VOICES:] if voice.id == chosen]
    return [(voice.id, _told_apart(voice, shown), voice.text) for voice in shown]


def _told_apart(voice: ReferenceAudio, others: list[ReferenceAudio]) -> str:
    """The name of a voice, with the beginning of its id where another one has the same name."""
    name = name_of(voice)
    twice = any(one.id != voice.id and name_of(one) == name for one in others)
    return f"{name} ({voice.id[:8]})" if twice else name


def _add(
    menu: QMenu,
    group: QActionGroup,
    words: str,
    more: str,
    call: Callable[[], None],
    *,
    chosen: bool,
) -> None:
    action = QAction(shortened(words, _WIDEST).replace("&", "&&"), menu)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.setToolTip(plain("\n".join(filter(None, (words, more)))))
    action.triggered.connect(lambda *_: call())
    group.addAction(action)
    menu.addAction(action)


def _voice_setter(engine: Engine, voice: str, service: Addressee) -> Callable[[], None]:
    return lambda: engine.set_voice(voice, service)


def _style_setter(engine: Engine, name: str) -> Callable[[], None]:
    return lambda: engine.set_profile(name)


def _opener(engine: Engine, window: str) -> Callable[..., None]:
    return lambda *_: engine.ordered.emit(WindowWanted(window, ()))
