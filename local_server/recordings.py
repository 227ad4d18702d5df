"""The sound of the stored voices, for engines that clone: decoded once, and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
import hashlib
import importlib
import threading
from typing import TYPE_CHECKING, Final

from local_server.engines import SAMPLE_RATE, Recording
from local_server.errors import EngineError, UnsupportedAudioError

if TYPE_CHECKING:
    from local_server.storage import Storage, StoredAudio

KEPT: Final = 16
"""Recordings that are kept decoded; one of 30 seconds takes 3 MB."""


class Recordings:
    """Reads recordings. Thread-safe, and blocking: it takes some 50 ms of a core."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Recording] = OrderedDict()

    def load(self, audio: StoredAudio) -> Recording:
        """The sound of a voice.

        Raises:
            EngineError: Its file is gone or can't be read.
        """
        path = self._storage.path(audio)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            with self._lock:  # which also keeps callers of one voice from decoding it twice
                recording = self._kept.pop(digest, None)
                if recording is None:
                    reference_audio = importlib.import_module("local_server.reference_audio")
                    samples = reference_audio.samples(path, audio.suffix, SAMPLE_RATE)
                    samples.setflags(write=False)
                    recording = Recording(digest, samples)
                self._kept[digest] = recording
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        except (OSError, UnsupportedAudioError) as error:
            raise EngineError(
                f"the recording of voice {audio.id} can't be read; upload it again"
            ) from error
        return recording
