"""A recording on its way to a service: how far it is, what came of it, and how to end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.errors import VoiceError
from desktop_app.gui.parts.alive import while_there
from desktop_app.voices.making import claim_voice, make_voice

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.gui.engine import Engine
    from desktop_app.services.connection import Addressee
    from desktop_app.voices.recording import Recording
    from shared_client import CosyVoiceClient, ReferenceAudio
    from shared_client.recordings import Part


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent.

    Attributes:
        recording: All of it.
        part: What of it becomes the voice.
        name: What the voice is called.
        text: The transcript; empty where the service does without.
        kept: Where the recording is kept until it is a voice; None for a file of the person's own.
    """

    recording: Recording
    part: Part
    name: str
    text: str
    kept: Path | None = None


class Upload(QObject):
    """Sends one recording at a time.

    Args:
        engine: Reaches the service.
        parent: The dialog.

    Attributes:
        running: Whether one is on its way.
        waiting: Whether the service has all of it, and its answer is waited for.

    Signals:
        changed: `running` has changed.
        moved: The share that is on its way, 0 to 1.
        made: The voice, a `ReferenceAudio`.
        failed: Why there is none, an exception.
    """

    changed = pyqtSignal()
    moved = pyqtSignal(float)
    made = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QObject) -> None:
        super().__init__(parent)
        self.running = self.waiting = False
        self._engine = engine
        self._work: Future[Any] | None = None
        self._before: frozenset[str] | None = None  # ids of the voices before, if they are known

    def start(self, service: Addressee, sending: Sending) -> None:
        """Send it."""
        engine, show = self._engine, while_there(self, self._show)
        known = engine.voices if engine.voices_known else None
        self._before = None if known is None else frozenset(voice.id for voice in known)

        async def work(client: CosyVoiceClient) -> ReferenceAudio:
            return await make_voice(
                client,
                sending.recording,
                sending.part,
                sending.name,
                sending.text,
                progress=lambda share: engine.loop.post(lambda: show(share)),
                kept=sending.kept,
            )

        self._run(running=True)
        self._work = engine.ask(
            work, while_there(self, self._made), while_there(self, self._failed), meant=service
        )

    def cancel(self, service: Addressee, sending: Sending) -> bool:
        """End it; return whether the service has all of it, and may make the voice anyway."""
        waited = self.waiting
        if self._work is not None:
            self._work.cancel()
        self._run(running=False)
        if waited and self._before is not None:
            self._claim(service, sending, self._before)
        self._engine.refresh_voices(lambda _: None)  # it may have come to its end
        return waited

    def _claim(self, service: Addressee, sending: Sending, before: frozenset[str]) -> None:
        """Have the voice named as it should be, if the service makes it."""
        engine, seconds = self._engine, sending.part.seconds

        async def work(client: CosyVoiceClient) -> None:
            await claim_voice(client, before, seconds, sending.name, sending.text)

        def refresh(_: object) -> None:
            engine.refresh_voices(lambda _: None)

        engine.ask(work, refresh, lambda _: None, meant=service)

    def _show(self, share: float) -> None:
        if self.running:
            self.waiting = share >= 1
            self.moved.emit(share)

    def _made(self, voice: ReferenceAudio) -> None:
        self._run(running=False)
        self.made.emit(voice)

    def _failed(self, error: Exception) -> None:
        self._run(running=False)
        if isinstance(error, VoiceError) and error.key == "voice_review_failed":
            self._engine.refresh_voices(lambda _: None)  # it is among them, as refused
        self.failed.emit(error)

    def _run(self, *, running: bool) -> None:
        if not running:
            self._work = None
        self.waiting = False
        self.running = running
        self.changed.emit()
