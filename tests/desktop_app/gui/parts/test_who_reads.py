"""Who reads: chosen in a menu that every window and the tray fill alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QMenu

from desktop_app.app.events import WindowWanted
from desktop_app.gui.parts.who_reads import about_choice, fill_menu, words_of_choice
from desktop_app.settings.settings import VoiceProfile
from shared_client import ReferenceAudio

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application


def test_voices_and_styles_are_chosen_from_one_menu(app: Application, qtbot: QtBot) -> None:
    engine = app.engine
    story = VoiceProfile(mode="natural_language_replication", instruct="用<b>四川话说")
    engine.change(engine.settings.with_profile("Story & more", story))
    twins = [ReferenceAudio(f"{at}2345678-9", "Ann.wav", 1, None, "Hi.") for at in "ab"]
    many = [ReferenceAudio(f"v{at}", f"v{at}.wav", 1, None, "") for at in range(40)]
    engine._know_voices([*twins, *many])
    menu = QMenu()
    qtbot.addWidget(menu)
    assert words_of_choice(engine) == "Newest voice"
    engine._know_voices([ReferenceAudio("s", "reference_voice.wav", 1, None, "")])
    assert words_of_choice(engine) == "Built-in"  # nothing else is there yet
    engine._know_voices([*twins, *many])

    def shown() -> dict[str, bool]:
        fill_menu(menu, engine)
        return {one.text(): one.isChecked() for one in menu.actions() if one.isCheckable()}

    assert words_of_choice(engine) == "Newest voice"
    assert list(shown())[:3] == ["Newest voice", "Ann (a2345678)", "Ann (b2345678)"]
    assert "v39" not in shown()
    assert shown()["Newest voice"]
    engine.set_voice("v39")  # further down than a menu goes
    assert shown()["v39"]
    assert [words for words, on in shown().items() if on] == ["v39"]
    next(one for one in menu.actions() if one.text() == "Story && more").trigger()
    assert engine.settings.app.profile == "Story & more"
    assert [words for words, on in shown().items() if on] == ["Story && more"]
    assert words_of_choice(engine) == "Story & more"
    assert "&lt;b&gt;四川话说" in about_choice(engine)
    next(one for one in menu.actions() if one.text().startswith("Ann")).trigger()
    assert engine.settings.app.profile == ""
    assert words_of_choice(engine) == "Ann"
    engine.set_voice("gone")
    assert words_of_choice(engine) == "Selected voice"
    with qtbot.waitSignal(engine.ordered) as ordered:
        next(one for one in menu.actions() if one.objectName() == "open-voices").trigger()
    assert ordered.args == [WindowWanted("voices", ())]
