"""Stands for the sound card of document 000's sample: what is played goes into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class PyAudio:
    def open(self, **_: Any) -> Stream:
        return Stream()


class Stream:
    def __init__(self) -> None:
        self._file = Path("played.pcm").open("wb", buffering=0)  # noqa: SIM115 - closed by the sample

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def stop_stream(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        self._file.close()
