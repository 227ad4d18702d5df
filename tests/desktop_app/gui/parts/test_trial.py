"""A sentence that is tried out: asked for, heard, stopped, and followed by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import AppError
from desktop_app.gui.parts.trial import Trial
from desktop_app.reading.events import (
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    StateChanged,
)
from desktop_app.reading.model import Reading, Span
from desktop_app.settings.settings import VoiceProfile
from tests.desktop_app.gui.asked import Asked, not_started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtWidgets import QApplication

ONE, OTHER = VoiceProfile(voice="1"), VoiceProfile(voice="2")
TROUBLE = AppError("page_slow", address="home")


class Noting(Asked):
    """An engine that was not started: it notes what it is told."""

    def try_out(self, profile: VoiceProfile, text: str, *_: Any, **__: Any) -> None:
        self.asked.append((profile.voice, text))

    def remove(self, number: int) -> None:
        self.asked.append(number)

    def has(self, *items: tuple[int, str]) -> None:
        """Have texts in the queue, that are tried out."""
        queue = tuple(QueueItem(at, Reading(text, remember=False)) for at, text in items)
        self._show(QueueChanged(queue))


@pytest.fixture
def engine(qapp: QApplication) -> Iterator[Noting]:
    del qapp
    with not_started(Noting) as engine:
        yield engine


def told(signal: Any) -> list[object]:
    heard: list[object] = []
    signal.connect(lambda *what: heard.append(what[0] if what else True))
    return heard


def test_it_says_how_much_was_heard_and_that_it_is_over(engine: Noting) -> None:
    trial = Trial(engine)
    moved, over, changed = told(trial.moved), told(trial.heard), []
    trial.changed.connect(lambda: changed.append(trial.running))
    trial.start(ONE, "Hello.")
    assert engine.asked == [("1", "Hello.")]
    engine.has((3, "Hello."), (4, "Another text."))
    word = Span(0, 5)
    engine._show(PositionChanged(3, word, word, 0.5))  # nothing sounds yet
    engine._show(StateChanged(ReaderState.SPEAKING))
    assert trial.sounds
    for item, done in ((3, 0.25), (4, 0.5), (3, 0.75)):  # another text's is not its own
        engine._show(PositionChanged(item, word, word, done))
    assert moved == [0.0, 0.25, 0.75]
    engine.has((4, "Another text."))
    assert over == [True]
    assert changed == [True, False]


def test_what_is_wanted_before_the_first_is_there_takes_its_place(engine: Noting) -> None:
    trial = Trial(engine)
    trial.start(ONE, "First.")
    trial.start(OTHER, "Second.")
    trial.start(OTHER, "Third.")
    assert engine.asked == [("1", "First.")]  # one at a time
    engine.has((1, "First."))
    assert engine.asked == [("1", "First."), 1, ("2", "Third.")]
    engine.has((2, "Third."))
    assert engine.asked[3:] == []
    assert trial.running
    trial.start(ONE, "Fourth.")
    assert engine.asked[3:] == [2, ("1", "Fourth.")]


def test_what_is_stopped_before_it_is_there_is_never_heard(engine: Noting) -> None:
    trial = Trial(engine)
    over = told(trial.heard)
    trial.start(ONE, "First.")
    trial.stop()
    assert not trial.running
    engine.has((1, "First."))
    assert engine.asked == [("1", "First."), 1]
    engine.has()
    assert over == []


def test_trouble_is_told_and_the_sentence_is_no_longer_heard(engine: Noting) -> None:
    trial = Trial(engine)
    failed, over = told(trial.failed), told(trial.heard)
    trial.start(ONE, "First.")
    engine.has((1, "First."))
    engine._show(StateChanged(ReaderState.SPEAKING))
    engine._show(StateChanged(ReaderState.TROUBLE, TROUBLE))
    assert failed == [TROUBLE]
    engine.has()
    assert over == []
    trial.start(ONE, "First.")
    trial._fail(TROUBLE)  # nothing could be asked for
    assert failed == [TROUBLE, TROUBLE]
    assert not trial.running
