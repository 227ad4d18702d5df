"""One eSpeak NG in a process of its own: sentences in on stdin, PCM out on stdout.

eSpeak NG is GPL, keeps its state in globals and is not thread-safe, so that each worker is a
process. It imports nothing but the standard library, to start in a few milliseconds.

It speaks the language of `frames`. A job is `{"segments": [["cmn+f2", 50, "你好。"], …],
"speed": 1.0}`; a segment is a voice of the library, a pitch of 0 to 99 and a text. Its audio is at
`SAMPLE_RATE`. A job takes it a few milliseconds, so it reads what is canceled, and does nothing.
"""

from __future__ import annotations

import _ctypes
import ctypes
import os
import signal
import sys
from typing import BinaryIO, Final

from local_server.workers import frames

SAMPLE_RATE: Final = 22_050

_SYNCHRONOUS: Final = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_DONT_EXIT: Final = 1 << 15  # espeakINITIALIZE_DONT_EXIT
_UTF8: Final = 1  # espeakCHARS_UTF8
_END_PAUSE: Final = 0x1000  # espeakENDPAUSE
_RATE: Final = 1  # espeakRATE, in words per minute
_PITCH: Final = 3  # espeakPITCH, 0 to 99
_SEED: Final = 1
_BUFFER_MS: Final = 50
_NORMAL_RATE: Final = 175
_RATES: Final = (80, 450)

_FIRST_FLUSH: Final = SAMPLE_RATE // 2
"""Bytes of the first frame of a job: a quarter of a second. It is made in less than a
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


class _Voice(ctypes.Structure):
    """The beginning of espeak_VOICE."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
    )


_unload = getattr(_ctypes, "FreeLibrary" if sys.platform == "win32" else "dlclose")


def reachable(folder: str) -> str:
    """A name of a folder by which the library finds the files in it.

    It opens them as C does, which on Windows knows the letters of one code page alone, and a user's
    folder may be called 用户. Such a folder becomes this process's own: there, it is called ".".
    """
    if sys.platform == "win32" and not folder.isascii():
        os.chdir(folder)
        return "."
    return folder


class Speech:
    """The library, initialized; speaks one text at a time.

    There is one in a process: the library doesn't survive being initialized again and again, unless
    it is loaded again each time.

    Attributes:
        library: For what else is asked of it; its voice is chosen by `use`.
    """

    def __init__(self, library: str, data: str) -> None:
        self._paths = (library, data)
        self._callback = _Callback(self._collect)  # kept: the library holds a bare pointer to it
        self._voice = ""
        self._sink: Sink | None = None
        self._heard = 0
        self._files: dict[str, str] = {}  # of languages
        self._open()

    def _open(self) -> None:
        library, data = self._paths
        self.library = ctypes.CDLL(library)
        rate = self.library.espeak_Initialize(
            _SYNCHRONOUS, _BUFFER_MS, os.fsencode(data), _DONT_EXIT
        )
        if rate != SAMPLE_RATE:
            raise OSError(f"eSpeak NG cannot use its data in {data} (it answers {rate})")
        self.library.espeak_SetSynthCallback(self._callback)
        self.library.espeak_ng_SetRandSeed(_SEED)  # for breath; it took one from the clock
        self.library.espeak_GetCurrentVoice.restype = ctypes.POINTER(_Voice)

    def begin_again(self) -> None:
        """Forget what was spoken: the next text sounds as if it were the first.

        The flutter of its voices goes on from text to text in variables that nothing sets back but
        loading the library again. It takes a few milliseconds, and so do the voice's files, which
        the next text will need.
        """
        self.library.espeak_Terminate()
        _unload(self.library._handle)  # noqa: SLF001 - ctypes has no other way
        self._open()
        voice, self._voice = self._voice, ""
        if voice:
            self.use(voice)

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
        self.use(voice)
        self.library.espeak_SetParameter(_PITCH, pitch, 0)
        flags = _UTF8 | (_END_PAUSE if last else 0)
        data = text.encode(errors="replace")
        rate = _NORMAL_RATE if speed == 1.0 else self._rate(data, flags, speed)
        self._sink = sink
        try:
            self._run(data, flags, rate)
        finally:
            self._sink = None

    def use(self, voice: str) -> None:
        """Choose a voice.

        Raises:
            ValueError: There is no such voice.
        """
        if voice != self._voice:
            language, plus, variant = voice.partition("+")
            name = self._files.get(language, language) + plus + variant
            if self.library.espeak_SetVoiceByName(name.encode()):
                self._voice = ""
                raise ValueError(f"eSpeak NG has no voice {voice}")
            self._voice = voice
            if language not in self._files:
                self._files[language] = self._file() or language

    def _file(self) -> str:
        """The file of the voice in use, by which it is found at once; empty where it isn't.

        By any other name, the library first reads the files of all its voices. It looks for a name
        in small letters, and finds no file that has others.
        """
        found = self.library.espeak_GetCurrentVoice().contents.identifier or b""
        name: str = found.decode().partition("+")[0]
        return name if name == name.lower() else ""

    def _run(self, data: bytes, flags: int, rate: int) -> int:
        """Synthesize; returns the number of samples."""
        self._heard = 0
        self.library.espeak_SetParameter(_RATE, rate, 0)
        self.library.espeak_Synth(data, len(data) + 1, 0, 1, 0, flags, None, None)
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
    """Frames of one job: a small one at once, then larger ones."""

    def __init__(self, output: BinaryIO, number: int) -> None:
        self._output = output
        self._number = number
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
            self.frame(frames.AUDIO, bytes(self._held))
            self._held.clear()

    def frame(self, kind: int, payload: bytes = b"") -> None:
        """Write one frame."""
        self._output.write(frames.frame(kind, self._number, payload))
        self._output.flush()


def serve(speech: Speech, orders: BinaryIO, output: BinaryIO) -> None:
    """Carry out jobs until their stream ends."""
    Sink(output, 0).frame(frames.READY)
    while (order := frames.read(orders)) is not None:
        kind, number, payload = order
        if kind != frames.JOB:
            continue
        job, _ = frames.parse_job(payload)
        sink = Sink(output, number)
        segments = job["segments"]
        try:
            for position, (voice, pitch, text) in enumerate(segments, 1):
                last = position == len(segments)
                speech.speak(voice, pitch, text, speed=job["speed"], last=last, sink=sink)
        except ValueError as error:
            sink.frame(frames.FAILED, str(error).encode())
        else:
            sink.flush()
            sink.frame(frames.DONE)
        speech.begin_again()


def main(library: str, data: str) -> None:
    """Run as a worker: paths of the library and of its data."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes our stdin
    try:
        serve(Speech(library, reachable(data)), sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        sys.stdout = None  # the server has gone; nothing is left to flush


if __name__ == "__main__":
    main(*sys.argv[1:])
