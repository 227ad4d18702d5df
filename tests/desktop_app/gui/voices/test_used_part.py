"""The part of a recording that is cloned from is shown in the app, and chosen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from desktop_app.gui.voices.details import VoiceDetails
from desktop_app.gui.voices.used_part import UsedPart
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.services.connection import Addressee
from tests.desktop_app.gui.voices.test_add_dialog import serve
from tests.shared_client.service import VOICE

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

PARTS: list[dict[str, Any]] = [
    {"begin": 0.0, "end": 9.0, "text": "One two. Three four. Five.", "whole": True},
    {"begin": 0.2, "end": 3.5, "text": "One two.", "whole": False},
    {"begin": 3.9, "end": 7.1, "text": "Three four.", "whole": False},
]


def test_a_part_is_shown_and_another_chosen(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = {"choice": "automatic", "used": PARTS[2]}
    wanted: list[Any] = []

    async def before(request: web.Request) -> web.StreamResponse | None:
        if not request.path.endswith("/excerpt"):
            return None
        if request.method == "PUT":
            wanted.append(body := await request.json())
            if body["choice"] == "whole":
                return web.json_response({"code": "Busy", "message": "Not now."}, status=400)
            used = next((one for one in PARTS if one["begin"] == body.get("begin")), PARTS[2])
            state.update(choice=body["choice"], used=used)
        known = {"engine": "ZipVoice", "automatic": PARTS[2], "candidates": PARTS}
        return web.json_response({**known, **state})

    serve(app, qtbot, monkeypatch, before)
    window = app.open("voices")
    assert isinstance(window, VoicesWindow)
    window.show_details()
    dialog = window.findChildren(VoiceDetails)[-1]
    used = dialog.findChild(UsedPart)
    assert used is not None
    qtbot.waitUntil(used.isVisible, timeout=10_000)
    assert used.parts.count() == 4
    assert used.parts.currentText() == "The best part: 3.9 s to 7.1 s, “Three four.”"
    assert "ZipVoice clones from this part: “Three four.”" in used.words.text()
    with qtbot.waitSignal(used.chosen, timeout=10_000):
        used.parts.activated.emit(2)
    assert wanted[-1] == {"choice": "excerpt", "begin": 0.2, "end": 3.5}
    assert (used.parts.currentIndex(), used.parts.isEnabled()) == (2, True)
    used.parts.activated.emit(1)  # the whole, which it refuses now
    qtbot.waitUntil(lambda: "Not now" in used.words.text(), timeout=10_000)
    assert used.parts.currentIndex() == 2
    with qtbot.waitSignal(used.chosen, timeout=10_000):
        used.parts.activated.emit(0)
    assert wanted[-1] == {"choice": "automatic"}
    dialog.reject()


def test_a_service_that_uses_the_whole_shows_no_parts(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def before(request: web.Request) -> web.StreamResponse | None:
        asked.append(request.path)
        return None

    serve(app, qtbot, monkeypatch, before)
    used = UsedPart(app.engine)
    qtbot.addWidget(used)
    used.look(str(VOICE["id"]), Addressee.in_use(app.engine.settings))
    qtbot.waitUntil(lambda: any(one.endswith("/excerpt") for one in asked), timeout=10_000)
    qtbot.wait(200)
    assert used.isHidden()
