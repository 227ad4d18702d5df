"""The sound of the stored voices, for engines that clone: decoded once, and kept for a while."""

from __future__ import annotations

from dataclasses import replace
import hashlib
import importlib
from typing import TYPE_CHECKING

from local_server.engines import SAMPLE_RATE, Excerpt, Recording
from local_server.engines.kept import Kept
from local_server.errors import EngineError, UnsupportedAudioError

if TYPE_CHECKING:
    from pathlib import Path

    from local_server.storage import Storage, StoredAudio


class Recordings:
    """Reads recordings. Thread-safe, and blocking: it takes some 50 ms of a core."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._kept: Kept[Recording] = Kept()

    def load(self, audio: StoredAudio) -> Recording:
        """The sound of a voice.

        Raises:
            EngineError: Its file is gone or can't be read.
        """
        path = self._storage.path(audio)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            recording = self._kept.of(digest, lambda: _decoded(path, audio.suffix, digest))
        except (OSError, UnsupportedAudioError) as error:
            raise EngineError(
                f"the recording of voice {audio.id} can't be read; upload it again"
            ) from error
        chosen = self._chosen(audio, len(recording.samples))
        return recording if chosen is None else replace(recording, chosen=chosen)

    def _chosen(self, audio: StoredAudio, length: int) -> Excerpt | None:
        """The part that a person chose, if it still is one: the transcript may be another now."""
        kept = self._storage.excerpt(audio.id)
        if kept is None:
            return None
        if kept.whole:
            return Excerpt(0, length, audio.text, whole=True)
        fits = 0 <= kept.start < kept.end <= length and kept.text in audio.text
        return kept if fits else None


def _decoded(path: Path, suffix: str, digest: str) -> Recording:
    reference_audio = importlib.import_module("local_server.reference_audio")
    samples = reference_audio.samples(path, suffix, SAMPLE_RATE)
    samples.setflags(write=False)
    return Recording(digest, samples)
