"""What is handed to the device next: queue, pre-buffer, fades and underruns, without any I/O.

Time is counted in frames asked for by the device, so the same calls always give the same samples.
"""

from __future__ import annotations

from array import array
import math
from typing import Final

PERIOD: Final = 0.02
"""Seconds that the device asks for at a time: long enough for Python, short enough for stop."""

FADE: Final = 0.005
"""Seconds over which sound comes and goes; shorter clicks, longer is heard as a fade."""

PREBUFFER: Final = 0.06
"""Seconds of audio that have to be there before sound starts: three device buffers of 20 ms."""

LONGEST_PREBUFFER: Final = 1.0
"""Seconds up to which the pre-buffer grows; also the longest that queued audio waits."""

CALM: Final = 30.0
"""Seconds of sound without an underrun after which the pre-buffer shrinks by half."""

_UNITY: Final = 1 << 15
_SAMPLE_BYTES: Final = 2


class PlaybackBuffer:
    """Takes PCM in pieces of any size and gives as many frames as the device asks for.

    The samples come out as they went in. Silence fills what is missing, and wherever sound turns
    into silence or back inside the audio it fades; the first and the last sample are left as they
    are. To be able to fade when the queue runs dry, the last `FADE` seconds are held back until
    more comes or `end` says that nothing will.

    Args:
        rate: Frames per second of the device.
        channels: Samples per frame.
        fade_in: Whether the audio begins inside a sound and therefore has to fade in.

    Attributes:
        played: Frames of the audio handed out so far.
        underruns: Gaps inside the audio so far: it ran dry, and more came.
        prebuffer: Frames that have to be there before sound starts again.
    """

    def __init__(self, rate: int, channels: int, *, fade_in: bool = False) -> None:
        self._frame = channels * _SAMPLE_BYTES
        self._channels = channels
        self._fade = max(1, round(rate * FADE))
        # Half a Hann window: no corner at either end, hence no click.
        self._ramp = [
            round(_UNITY * math.sin(math.pi / 2 * step / self._fade) ** 2)
            for step in range(self._fade + 1)
        ]
        self._least = max(self._fade, round(rate * PREBUFFER))
        self._most = round(rate * LONGEST_PREBUFFER)
        self._calm = round(rate * CALM)
        self._queue = bytearray()
        self._sounding = False
        self._rise = 0 if fade_in else self._fade  # steps of the ramp already climbed
        self._fall: int | None = None  # steps of the ramp still to go down; None: not falling
        self._fall_from = 1
        self._waited = 0  # frames of silence given while audio was queued
        self._gap: int | None = None  # frames of silence since the queue ran dry
        self._before_gap = self._least
        self._calm_for = 0
        self._ended = False
        self._paused = False
        self._stopped = False
        self.played = 0
        self.underruns = 0
        self.prebuffer = self._least
        self._tail = 0

    @property
    def queued(self) -> int:
        """Frames waiting to be handed out."""
        return len(self._queue) // self._frame

    @property
    def sounding(self) -> bool:
        """Whether the last frames handed out were audio, a fade included."""
        return self._sounding

    @property
    def tail(self) -> int:
        """Frames of silence handed out since the last sample of audio that ended or stopped."""
        return self._tail

    def write(self, pcm: bytes) -> None:
        """Queue whole frames of audio; after `end` or `stop` they are dropped."""
        if not (self._ended or self._stopped):
            self._queue += pcm

    def end(self) -> None:
        """Say that no more audio comes: play to the last sample."""
        self._ended = True

    def pause(self) -> None:
        """Fade out, and hand out silence until `resume`."""
        self._paused = True

    def resume(self) -> None:
        """Go on after `pause`, fading in."""
        self._paused = False

    def stop(self) -> None:
        """Fade out, drop what is queued, and hand out silence for good."""
        self._stopped = True

    def read(self, frames: int) -> bytes:
        """Hand out exactly as many frames as the device asks for."""
        parts: list[bytes] = []
        need = frames
        while need:
            if not self._sounding and not self._may_start():
                parts.append(self._silence(need))
                break
            count = self._next_sound(need)
            if count:
                parts.append(self._take(count))
                need -= count
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _may_start(self) -> bool:
        if self._stopped or self._paused or not self._queue:
            return False
        if not (self._ended or self.queued >= self.prebuffer or self._waited >= self.prebuffer):
            return False
        self._sounding = True
        self._waited = 0
        if self._gap is not None:
            self._count_gap(self._gap)
        return True

    def _count_gap(self, gap: int) -> None:
        self._gap = None
        self.underruns += 1
        self._calm_for = 0
        if gap > self._most + self.prebuffer:
            # The source paused; no pre-buffer could have bridged that, so none is held for it.
            self.prebuffer = self._before_gap

    def _next_sound(self, need: int) -> int:
        """Decide how many frames of audio come next, starting a fade out where one is due."""
        queued = self.queued
        if self._fall is None:
            if self._stopped or self._paused:
                self._begin_fall(queued)
            elif not self._ended:
                plain = queued - self._fade
                if plain > 0:
                    return min(need, plain)
                self._run_dry(queued)
            elif not queued:
                self._fall_silent()
                return 0
            else:
                return min(need, queued)
        if not self._fall:
            self._fall_silent()
            return 0
        return min(need, self._fall)

    def _begin_fall(self, queued: int) -> None:
        self._fall = self._fall_from = min(self._fade, queued)

    def _run_dry(self, queued: int) -> None:
        self._begin_fall(queued)
        self._gap = 0
        self._before_gap = self.prebuffer
        self.prebuffer = min(self._most, self.prebuffer * 2)

    def _fall_silent(self) -> None:
        self._sounding = False
        self._fall = None
        self._rise = 0
        if self._stopped:
            self._queue.clear()

    def _silence(self, frames: int) -> bytes:
        if self._stopped:
            self._queue.clear()
        if self._queue:
            self._waited += frames
        if self._gap is not None:
            self._gap += frames
        if self._stopped or (self._ended and not self._queue):
            self._tail += frames
        return bytes(frames * self._frame)

    def _take(self, frames: int) -> bytes:
        size = frames * self._frame
        pcm = bytes(self._queue[:size])
        del self._queue[:size]
        self.played += frames
        self._calm_for += frames
        if self._calm_for >= self._calm:
            self._calm_for = 0
            self.prebuffer = max(self._least, self.prebuffer // 2)
        if self._fall is None and self._rise >= self._fade:
            return pcm
        return self._shape(pcm, frames)

    def _shape(self, pcm: bytes, frames: int) -> bytes:
        """Apply the ramp that is being climbed, gone down, or both where the sound is short."""
        samples = array("h", pcm)
        index = 0
        for _ in range(frames):
            if self._rise < self._fade:
                self._rise += 1
            elif self._fall is None:
                break  # the ramp is climbed; the rest is as it came
            step = self._rise
            if self._fall is not None:
                step = min(step, self._fade * self._fall // self._fall_from)
                self._fall -= 1
            gain = self._ramp[step]
            for channel in range(index, index + self._channels):
                samples[channel] = samples[channel] * gain // _UNITY
            index += self._channels
        return samples.tobytes()
