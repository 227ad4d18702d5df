"""The page that says that a voice is ready: to be heard, used, or waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QWidget
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.voices.made_page import MadePage
from desktop_app.services.connection import Addressee
from desktop_app.settings.settings import LOCAL, ServiceSettings, Settings, VoiceProfile
from shared_client import ReferenceAudio
from shared_client.models import VoiceState
from tests.desktop_app.gui.asked import Asked, not_started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

GRANDMA = ReferenceAudio("g-1", "Grandma.wav", 1, datetime(2026, 11, 20, tzinfo=UTC), "Good day.")


class Noting(Asked):
    """An engine that was not started: it notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        service = ServiceSettings("http://127.0.0.1:9")
        self.settings = Settings().with_service("far", service, active=True)

    def set_voice(self, voice: str, meant: Addressee | None = None) -> None:
        assert meant is not None
        self.asked.append(("use", meant.name, voice))

    def try_out(self, profile: VoiceProfile, text: str, *_: Any, **__: Any) -> None:
        self.asked.append((text, profile.service, profile.voice))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[MadePage]:
    with not_started(Noting) as engine:
        window = QWidget()
        qtbot.addWidget(window)
        page = MadePage(engine)
        page.setParent(window)
        with qtbot.waitExposed(window):
            window.show()
        page.show()
        yield page
        window.close()


def asked(page: MadePage) -> list[Any]:
    engine = page._engine
    assert isinstance(engine, Noting)
    return engine.asked


def in_use(page: MadePage) -> Addressee:
    return Addressee.in_use(page._engine.settings)


def test_a_voice_is_heard_stopped_and_used(page: MadePage) -> None:
    page.use()
    page.hear.click()  # there is none yet
    assert asked(page) == []
    page.show_voice(GRANDMA, in_use(page))
    assert page.title.text() == "Grandma is ready"
    assert page.words.isHidden()
    page.hear.click()
    assert page.hear.text() == "&Stop"
    page.hear.click()
    assert page.hear.text() == "&Hear it"
    page.use()
    heard, used = asked(page)
    assert heard[1:] == used[1:] == ("far", "g-1")
    assert page.sentence.text() == f"“{heard[0]}”"
    assert used[0] == "use"
    page.trial.failed.emit(AppError("no_output"))
    assert "no audio output device" in page.words.text()


def test_a_voice_that_is_reviewed_can_be_neither_heard_nor_used(page: MadePage) -> None:
    page.show_voice(replace(GRANDMA, state=VoiceState.IN_REVIEW), in_use(page))
    assert page.title.text() == "Grandma is being reviewed"
    assert "still reviewing it" in page.words.text()
    assert page.hear.isHidden()
    assert page.sentence.isHidden()
    page.use()
    assert asked(page) == []


def test_a_voice_of_another_service_is_heard_but_not_used(page: MadePage) -> None:
    page.show_voice(GRANDMA, Addressee(LOCAL))
    assert "Switch to that service" in page.words.text()
    page.use()
    assert asked(page) == []
    page.hear.click()
    assert asked(page)[0][1:] == (LOCAL, "g-1")
