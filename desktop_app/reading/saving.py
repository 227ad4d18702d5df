"""A text saved as WAV or MP3: the whole file or none."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, Self

import av
import numpy as np

from desktop_app.audio.conversion import Converter
from desktop_app.documents import is_address, path_of
from desktop_app.errors import AppError
from desktop_app.system.whole_files import is_same_file, replacing
from shared_client.models import MP3_SAMPLE_RATES

from .trouble import FAILURES, is_passing, pause_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared_client import AudioSpec

    from .performance import Speak
    from .text import Script, Sentence

SUFFIXES: Final = (".wav", ".mp3")
"""What a file's name may end in."""

_BIT_RATE: Final = 96_000  # of MP3: speech in one channel has no more to say
_WAITS: Final = (1.0, 4.0)  # seconds before another attempt at a sentence


_WAV_BYTES: Final = 2 * 24_000  # a second, at the rate that is asked for
_BITS: Final = 8


def size_of(seconds: float, suffix: str) -> int:
    """How many bytes a file of so many seconds will about have.

    Args:
        seconds: Of sound.
        suffix: `.mp3` or `.wav`.
    """
    return round(seconds * (_BIT_RATE / _BITS if suffix == ".mp3" else _WAV_BYTES))


class Written(Protocol):
    """What can be written to, and nothing else."""

    def write(self, data: bytes) -> int:
        """Take some bytes; return how many there were."""


class SaveError(AppError):
    """A text cannot be saved so."""


class _Output:
    """A file as FFmpeg writes to it, which goes on after an error and prints what it then meets."""

    def __init__(self, file: BinaryIO | Written) -> None:
        self._file = file
        self._error: OSError | None = None
        seekable = getattr(file, "seekable", None)
        if seekable is not None and seekable():
            self.seek = self._seek
            self.tell = file.tell  # type: ignore[union-attr] # what can seek can tell where it is

    def write(self, data: bytes) -> int:
        return self._attempt(lambda: self._file.write(data), len(data))

    def _seek(self, offset: int, whence: int = 0) -> int:
        return self._attempt(lambda: self._file.seek(offset, whence), 0)  # type: ignore[union-attr] # as above

    def _attempt(self, what: Callable[[], int], otherwise: int) -> int:
        """Keep an error for `check`."""
        if self._error is None:
            try:
                return what()
            except OSError as error:
                self._error = error
        return otherwise

    def check(self) -> None:
        """Raise the first error there was."""
        if self._error is not None:
            raise self._error


class SoundFile:
    """A WAV or MP3 that is being written.

    It may be left while `write` still runs in another thread, as one that was canceled does: it is
    closed after that. FFmpeg doesn't survive both at once.

    Args:
        file: Written to; must be able to seek, unless it is an MP3.
        suffix: `.wav` or `.mp3`.
        title: Stands in the file; empty for none.
        bit_rate: Of MP3, in bit/s; the encoder takes the nearest one that the format has.

    Raises:
        SaveError: The suffix is another one.
    """

    def __init__(
        self, file: BinaryIO | Written, suffix: str, title: str = "", *, bit_rate: int = _BIT_RATE
    ) -> None:
        if suffix.lower() not in SUFFIXES:
            if not suffix:
                raise SaveError("save_without_suffix")
            raise SaveError("save_format", suffix=suffix)
        kind = self._kind = suffix.lower().removeprefix(".")
        options = {"rf64": "auto"} if kind == "wav" else {}  # a WAV of a day is too long for RIFF
        self._output = _Output(file)
        self._turn = Lock()
        self._is_closed = False
        self._container = av.open(self._output, "w", format=kind, options=options)
        if title:
            self._container.metadata["title"] = title
        self._bit_rate = bit_rate
        self._stream: av.AudioStream | None = None
        self._rate = 0
        self._frames = 0
        self._spec: AudioSpec | None = None
        self._converter: Converter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._turn:
            if kind is None and self._stream is not None:
                self._convert(b"", last=True)
                self._container.mux(self._stream.encode(None))
            self._container.close()
            self._is_closed = True
        if kind is None:
            self._output.check()

    def write(self, spec: AudioSpec, pcm: bytes) -> None:
        """Add audio, in whole frames; all of it gets one channel and the rate of the first.

        Raises:
            OSError: It can't be written.
        """
        with self._turn:
            if self._is_closed:  # whoever wanted it has given up
                return
            if self._stream is None:
                self._stream = self._begin(spec.sample_rate)
            if spec != self._spec:
                self._convert(b"", last=True)
                self._spec = spec
                self._converter = Converter(spec.sample_rate, spec.channels, self._rate, 1)
            self._convert(pcm)
        self._output.check()

    def _convert(self, pcm: bytes, *, last: bool = False) -> None:
        if self._stream is None or self._converter is None:
            return
        samples = np.frombuffer(self._converter.convert(pcm, last=last), dtype="<i2")
        if not samples.size:
            return
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = self._rate
        frame.pts = self._frames
        self._frames += samples.size
        self._container.mux(self._stream.encode(frame))

    def _begin(self, rate: int) -> av.AudioStream:
        if self._kind == "mp3":
            self._rate = next(
                (one for one in MP3_SAMPLE_RATES if one >= rate), MP3_SAMPLE_RATES[-1]
            )
            stream = self._container.add_stream("libmp3lame", rate=self._rate, layout="mono")
            stream.bit_rate = self._bit_rate
            return stream
        self._rate = rate
        return self._container.add_stream("pcm_s16le", rate=self._rate, layout="mono")


async def save(
    path: Path,
    script: Script,
    speak: Speak,
    *,
    title: str = "",
    source: str = "",
    progress: Callable[[float], None] = lambda _: None,
) -> None:
    """Save a text as sound. Cancelling it leaves the file as it was.

    Args:
        path: Ends in `.wav` or `.mp3`.
        script: The text.
        speak: Has a sentence synthesised.
        title: Stands in the file.
        source: Where the text is from, as a reading has it; a file isn't written over.
        progress: Called after each sentence with the part that is done, 0 to 1.

    Raises:
        SaveError: The path ends in something else, leads to the source, or there was nothing to
            say.
        CosyVoiceError: No service speaks; the file is as it was.
        AppError: As above.
        OSError: It cannot be written; the file is as it was.
    """
    if source and not is_address(source) and is_same_file(path, path_of(source)):
        raise SaveError("save_over_source", path=path)
    with replacing(path) as file, SoundFile(file, path.suffix, title) as sound:
        index = 0
        anything = False
        while (sentence := script.get(index)) is not None:
            for spec, pcm in await _spoken(sentence, speak):
                anything = True
                await asyncio.to_thread(sound.write, spec, pcm)
            progress(sentence.end / len(script.text))
            index += 1
        if not anything:
            raise SaveError("nothing_to_speak")
    progress(1.0)


async def _spoken(sentence: Sentence, speak: Speak) -> list[tuple[AudioSpec, bytes]]:
    """The whole of a sentence; what may pass is tried again."""
    for wait in (*_WAITS, None):
        try:
            async with aclosing(speak(sentence)) as pieces:
                return [piece async for piece in pieces]
        except FAILURES as error:
            if wait is None or not is_passing(error):
                raise
            await asyncio.sleep(pause_after(error, wait))
    raise AssertionError  # the last attempt returns or raises
