"""The list of voices as a screen reader finds it, in a process of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.accessibility import seen

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
from datetime import UTC, datetime
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.engine import Engine
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.settings.settings import ServiceSettings, Settings
from shared_client import ReferenceAudio

qt, now = make_qt([]), datetime.now(UTC)
engine = Engine()
engine.settings = Settings().with_service("home", ServiceSettings("http://h"), active=True)
engine.voices = [
    ReferenceAudio("g-1", "Grandma.wav", 1, now, "Good morning, my dears."),
    ReferenceAudio("d-2", "Dad.wav", 1, now.replace(year=2025), "Shoes on, everybody."),
]
engine.voices_known = True
window = VoicesWindow(engine)
window.show()
qt.exec()
"""
NAMED = {"push button", "text", "list", "list item", "combo box", "check box", "frame"}


def test_a_screen_reader_finds_people_and_what_can_be_done_with_them(
    display: str, home: Path
) -> None:
    del home
    environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with seen([sys.executable, "-c", PROGRAM], environment) as tree:
        nodes = [node for node in tree.nodes("Hear Grandma") if node.showing]
    items = [node.name for node in nodes if node.role == "list item"]
    assert items == [
        "Grandma, Reads now, “Good morning, my dears.”",
        "Dad, “Shoes on, everybody.”",
    ]
    (people,) = (node for node in nodes if node.role == "list")
    assert people.name == "Voices"
    assert people.about == "Space hears a voice, Enter reads with it, F2 renames it."
    buttons = [node.name for node in nodes if node.role == "push button"]
    assert buttons == [
        *("Make a voice", "From a file…", "Refresh (F5)"),
        *("Hear Grandma", "More about Grandma"),
    ]
    (says,) = (node for node in nodes if node.role == "text")
    assert says.name.startswith(("They say", "Hello!"))
    assert [node for node in nodes if node.role in NAMED and not node.name] == []
