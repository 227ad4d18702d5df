"""A file of speech, written while it is spoken: whole in the end, or not there."""

from __future__ import annotations

from contextlib import suppress
import errno
import os
from pathlib import Path
import stat
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import av
from av.audio.resampler import AudioResampler

from .audio import CODECS, FLAC, MP3, MP3_BIT_RATE, WAV, frame_of
from .shared_client.models import MP3_SAMPLE_RATES

if TYPE_CHECKING:
    from .shared_client import AudioSpec

FORMATS: Final = (WAV, MP3, FLAC)


class AudioFile:
    """Writes beside the file that is meant, and puts it in place when it is complete.

    `AudioWriter` makes a stream, whose length nobody knows. A file tells its own, so that players
    show it and can go to any place in it. Everything here does I/O: call it in the executor.

    A link stays, and so do the permissions and the owner of a file that is replaced.

    Args:
        path: The file that is meant.
        form: `wav`, `mp3` or `flac`.
        source: Shape of the samples: signed 16 bit mono.

    Raises:
        OSError: The folder cannot be made or written to, or a pipe, device or folder is there.
    """

    def __init__(self, path: Path, form: str, source: AudioSpec) -> None:
        self._path = path = Path(os.path.realpath(path))
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, "Not a file", str(path))
        self._source = source
        self._frames = 0
        rate = source.sample_rate
        if form == MP3:
            rate = next((one for one in MP3_SAMPLE_RATES if one >= rate), MP3_SAMPLE_RATES[-1])
        self._resampler = AudioResampler("s16" if form != MP3 else "s16p", "mono", rate)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._unfinished = path.with_name(f".{uuid4().hex}.part")
        self._container = av.open(str(self._unfinished), "w", format=form)
        stream = self._container.add_stream(CODECS[form], rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)  # noqa: S101 - as these codecs are
        self._stream = stream
        if form == MP3:
            stream.bit_rate = MP3_BIT_RATE * 1_000

    @property
    def seconds(self) -> float:
        """Length of what was written."""
        return self._frames / self._source.sample_rate

    def write(self, samples: bytes) -> None:
        """Add whole frames."""
        frame = frame_of(samples, self._source)
        self._frames += frame.samples
        self._encode(frame)

    def finish(self, *, overwrite: bool) -> None:
        """Complete the file and put it in its place.

        Raises:
            FileExistsError: Another has come there meanwhile.
            OSError: The disk is full, or the folder gone.
        """
        self._encode(None)
        self._container.mux(self._stream.encode(None))
        self._container.close()
        with self._unfinished.open("rb") as file:
            os.fsync(file.fileno())
        if not overwrite:
            self._put_in_an_empty_place()
            return
        if self._path.exists():
            found = self._path.stat()
            with suppress(OSError):  # only root gives files away
                os.chown(self._unfinished, found.st_uid, found.st_gid)
            self._unfinished.chmod(stat.S_IMODE(found.st_mode))
        self._unfinished.replace(self._path)

    def discard(self) -> None:
        """Leave nothing behind, unless it was finished."""
        with suppress(OSError):
            self._container.close()
        self._unfinished.unlink(missing_ok=True)

    def _put_in_an_empty_place(self) -> None:
        try:
            self._path.hardlink_to(self._unfinished)
        except FileExistsError:
            raise
        except OSError as error:
            # Not every file system has links. There, a look has to do.
            if os.path.lexists(self._path):
                raise FileExistsError(self._path) from error
            self._unfinished.rename(self._path)
        else:
            self._unfinished.unlink()

    def _encode(self, samples: av.AudioFrame | None) -> None:
        for frame in self._resampler.resample(samples):
            frame.pts = None
            self._container.mux(self._stream.encode(frame))
