"""What audio files hold, measured."""

from __future__ import annotations

from dataclasses import dataclass
import io
from typing import TYPE_CHECKING, Any

import av
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True)
class Sound:
    """Decoded audio.

    Attributes:
        codec: As FFmpeg calls it.
        sample_rate: In Hz.
        samples: One row for each channel, from -1 to 1.
    """

    codec: str
    sample_rate: int
    samples: npt.NDArray[np.float32]

    @classmethod
    def of(cls, file: bytes) -> Sound:
        """Decode a file."""
        resampler = av.AudioResampler("fltp")
        with av.open(io.BytesIO(file), "r") as container:
            stream = container.streams.audio[0]
            frames = [
                converted.to_ndarray()
                for frame in container.decode(stream)
                for converted in resampler.resample(frame)
            ]
            codec = stream.codec_context
            return cls(codec.name, codec.sample_rate, np.concatenate(frames, axis=1))

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])

    @property
    def seconds(self) -> float:
        return float(self.samples.shape[1] / self.sample_rate)

    @property
    def level(self) -> float:
        """Root mean square: 0 is silence, and 1 cannot be louder."""
        return float(np.sqrt(np.mean(np.square(self.samples))))

    def loud_seconds(self) -> float:
        """How long somebody speaks: the twentieths of a second that are not silent."""
        step = self.sample_rate // 20
        whole = self.samples[0][: self.samples.shape[1] // step * step].reshape(-1, step)
        loud: npt.NDArray[Any] = np.abs(whole).max(axis=1) > 0.01
        return float(loud.sum()) / 20
