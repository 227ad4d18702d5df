"""What is measured of a text that is spoken sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.audio.player import Player
    from shared_client import SpeechMetrics, SpeechStream


class Measured:
    """Adds up what the streams of all sentences measure; times in seconds."""

    def __init__(self) -> None:
        self._streams: list[SpeechStream] = []

    def add(self, stream: SpeechStream) -> None:
        """Count a stream, from its start on."""
        self._streams.append(stream)

    @property
    def bytes(self) -> int:
        """Bytes of audio so far."""
        return sum(one.bytes for one in self._metrics)

    @property
    def audio_seconds(self) -> float:
        """Length of the audio so far."""
        return sum(one.audio_seconds for one in self._metrics)

    @property
    def first_audio(self) -> float | None:
        """From the first text sent until the first audio came; None before that."""
        first = self._first
        return first.metrics.first_audio if first is not None else None

    @property
    def real_time_factor(self) -> float | None:
        """Time for which sentences were made, divided by their length; None before the first."""
        whole = [one for one in self._metrics if one.elapsed is not None and one.audio_seconds]
        seconds = sum(one.audio_seconds for one in whole)
        return sum(one.elapsed or 0.0 for one in whole) / seconds if seconds else None

    @property
    def characters(self) -> int | None:
        """Characters that were billed, as the service counts them; None where none says."""
        counted = [one.characters for one in self._metrics if one.characters is not None]
        return sum(counted) if counted else None

    @property
    def engines(self) -> list[str]:
        """Who spoke, as far as the service says; each once."""
        return list(dict.fromkeys(one.engine for one in self._metrics if one.engine))

    @property
    def notices(self) -> list[str]:
        """What was asked for and can't be done, in the service's words; each once."""
        return list(dict.fromkeys(words for one in self._metrics for words in one.notices))

    def as_json(self, player: Player | None, started_at: float) -> dict[str, Any]:
        """Everything, for a program.

        Args:
            player: What played it, if anything did.
            started_at: When the command began, by `perf_counter`.
        """
        first = self._first
        metrics = first.metrics if first is not None else None
        first_sample = player.first_sample_at if player is not None else None
        return {
            "request_id": first.request_id if first is not None else None,
            "audio_seconds": self.audio_seconds,
            "bytes": self.bytes,
            "characters": self.characters,
            "connect": metrics.connect if metrics is not None else None,
            "task_accepted": metrics.task_accepted if metrics is not None else None,
            "first_audio": self.first_audio,
            "longest_gap": max((one.longest_gap for one in self._metrics), default=0.0),
            "real_time_factor": self.real_time_factor,
            "client_first_package_time": metrics.client_first_package_time if metrics else None,
            "client_rtf": metrics.client_rtf if metrics is not None else None,
            "engine": metrics.engine or None if metrics is not None else None,
            "notices": self.notices,
            "first_sample": None if first_sample is None else first_sample - started_at,
            "underruns": player.underruns if player is not None else None,
        }

    @property
    def _metrics(self) -> list[SpeechMetrics]:
        return [stream.metrics for stream in self._streams]

    @property
    def _first(self) -> SpeechStream | None:
        """The first stream that sounded: one before it may have failed for another service."""
        return next((one for one in self._streams if one.metrics.bytes), None)
