"""One eSpeak NG in a process of its own: sentences in on stdin, PCM out on stdout.

eSpeak NG is GPL, keeps its state in globals and is not thread-safe, so that each worker is a
process. It imports nothing but the standard library, to start in a few milliseconds and to run
from its path without the package around it.

A request is a 32 bit little-endian length and that many bytes of JSON:
`{"id": 1, "segments": [["cmn+f2", 50, "你好。"], …], "speed": 1.0}`; a segment is a voice of the
library, a pitch of 0 to 99 and a text. An answer is a row of frames, each with a `FRAME` header:
`AUDIO` with signed 16 bit mono PCM at `SAMPLE_RATE`, and one `DONE` or `FAILED` (words in UTF-8)
at the end. The first frame of a worker's life is `READY`. End of stdin ends it.
"""

from __future__ import annotations

import ctypes
import json
import signal
import struct
import sys
from typing import BinaryIO, Final

SAMPLE_RATE: Final = 22_050
FRAME: Final = struct.Struct("<BII")
"""Kind, id of the request, length of what follows."""
LENGTH: Final = struct.Struct("<I")
READY: Final = 0
AUDIO: Final = 1
DONE: Final = 2
FAILED: Final = 3

_SYNCHRONOUS: Final = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_DONT_EXIT: Final = 1 << 15  # espeakINITIALIZE_DONT_EXIT
_UTF8: Final = 1  # espeakCHARS_UTF8
_END_PAUSE: Final = 0x1000  # espeakENDPAUSE
_RATE: Final = 1  # espeakRATE, in words per minute
_PITCH: Final = 3  # espeakPITCH, 0 to 99
_BUFFER_MS: Final = 50
_NORMAL_RATE: Final = 175
_RATES: Final = (80, 450)

_FIRST_FLUSH: Final = SAMPLE_RATE // 2
"""Bytes of the first frame of a request: a quarter of a second. It is made in less than a
millisecond, and bridges the time until the next one on a busy machine."""
_LARGEST_FLUSH: Final = 2 * SAMPLE_RATE
"""Bytes at which a frame always leaves: a second."""

_RATE_OF_SPEED: Final = (
    (0.45, 80),
    (0.53, 100),
    (0.64, 120),
    (0.77, 140),
    (1.0, 175),
    (1.34, 225),
    (1.70, 275),
    (2.08, 325),
    (2.40, 375),
)
"""The median rate for a speed over several languages, as measured. Each text has its own: pauses
and phonemes with a shortest length do not shrink with the rest."""

_CLOSE_ENOUGH: Final = 0.015
_CORRECTIONS: Final = 4

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Speech:
    """The library, initialized; speaks one text at a time."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data.encode(), _DONT_EXIT)
        if rate != SAMPLE_RATE:
            raise OSError(f"eSpeak NG cannot use its data in {data} (it answers {rate})")
        self._callback = _Callback(self._collect)  # kept: the library holds a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""
        self._sink: Sink | None = None
        self._heard = 0

    def _collect(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _: int | None) -> int:
        if count > 0:
            self._heard += count
            if self._sink is not None:
                self._sink.write(ctypes.string_at(samples, 2 * count))
        return 0

    def speak(
        self, voice: str, pitch: int, text: str, *, speed: float, last: bool, sink: Sink
    ) -> None:
        """Speak a text in one voice into the sink.

        Args:
            voice: A voice of eSpeak NG with its variant, such as `cmn+f2`.
            pitch: 0 to 99; 50 leaves the voice as it is.
            text: Of one language.
            speed: The length of the speech is divided by it.
            last: Whether the pause of a sentence's end follows.
            sink: Takes the audio.

        Raises:
            ValueError: There is no such voice.
        """
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()):
                self._voice = ""
                raise ValueError(f"eSpeak NG has no voice {voice}")
            self._voice = voice
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        flags = _UTF8 | (_END_PAUSE if last else 0)
        data = text.encode(errors="replace")
        rate = _NORMAL_RATE if speed == 1.0 else self._rate(data, flags, speed)
        self._sink = sink
        try:
            self._run(data, flags, rate)
        finally:
            self._sink = None

    def _run(self, data: bytes, flags: int, rate: int) -> int:
        """Synthesize; returns the number of samples."""
        self._heard = 0
        self._library.espeak_SetParameter(_RATE, rate, 0)
        self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, flags, None, None)
        return self._heard

    def _rate(self, data: bytes, flags: int, speed: float) -> int:
        """The rate at which this text lasts 1/speed of its normal length.

        It is found by trying: the library makes more than 500 seconds of speech a second, and its
        rate is not linear in the length.
        """
        wanted = self._run(data, flags, _NORMAL_RATE) / speed
        rate = rate_of_speed(speed)
        best = (float("inf"), rate)
        for _ in range(_CORRECTIONS if wanted else 0):
            ratio = self._run(data, flags, rate) / wanted
            best = min(best, (abs(ratio - 1.0), rate))
            following = max(_RATES[0], min(_RATES[1], round(rate * ratio**0.9)))
            if best[0] < _CLOSE_ENOUGH or following == rate:
                break
            rate = following
        return best[1]


def rate_of_speed(speed: float) -> int:
    """A first guess at the rate for a speed."""
    points = _RATE_OF_SPEED
    index = next((i for i, (x, _) in enumerate(points[1:-1], 1) if speed <= x), len(points) - 1)
    (x0, y0), (x1, y1) = points[index - 1], points[index]
    return max(_RATES[0], min(_RATES[1], round(y0 + (speed - x0) * (y1 - y0) / (x1 - x0))))


class Sink:
    """Frames of one request: a small one at once, then larger ones."""

    def __init__(self, output: BinaryIO, request: int) -> None:
        self._output = output
        self._request = request
        self._held = bytearray()
        self._threshold = _FIRST_FLUSH

    def write(self, pcm: bytes) -> None:
        """Take audio; pass it on when there is enough of it."""
        self._held += pcm
        if len(self._held) >= self._threshold:
            self._threshold = min(2 * self._threshold, _LARGEST_FLUSH)
            self.flush()

    def flush(self) -> None:
        """Pass on what is held."""
        if self._held:
            self.frame(AUDIO, bytes(self._held))
            self._held.clear()

    def frame(self, kind: int, payload: bytes = b"") -> None:
        """Write one frame."""
        self._output.write(FRAME.pack(kind, self._request, len(payload)) + payload)
        self._output.flush()


def serve(speech: Speech, requests: BinaryIO, output: BinaryIO) -> None:
    """Answer requests until their stream ends."""
    Sink(output, 0).frame(READY)
    while len(header := requests.read(LENGTH.size)) == LENGTH.size:
        request = json.loads(requests.read(*LENGTH.unpack(header)))
        sink = Sink(output, request["id"])
        segments = request["segments"]
        try:
            for number, (voice, pitch, text) in enumerate(segments, 1):
                last = number == len(segments)
                speech.speak(voice, pitch, text, speed=request["speed"], last=last, sink=sink)
        except ValueError as error:
            sink.frame(FAILED, str(error).encode())
        else:
            sink.flush()
            sink.frame(DONE)


def main(library: str, data: str) -> None:
    """Run as a worker: paths of the library and of its data."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes our stdin
    try:
        serve(Speech(library, data), sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        sys.stdout = None  # the server has gone; nothing is left to flush


if __name__ == "__main__":
    main(*sys.argv[1:])
