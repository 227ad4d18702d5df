"""People who listen to a local server, in a process of their own.

`python -m tests.benchmarks.listeners '{"…": …}'` measures what its argument says.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import cycle, islice
import json
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from shared_client import CosyVoiceClient, SpeechOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AHEAD: Final = 1.0
"""Seconds of audio that a listener takes before they are needed, as a player's buffer would."""

_BYTES_PER_SECOND: Final = 48_000
_SENTENCES: Final = (
    "北京，你好，收到好友从远方寄来的生日礼物，那份意外的惊喜让我心中充满了甜蜜的快乐。",
    "The kettle is on, the door is open, and the train leaves in a quarter of an hour.",
    "今天下午三点，我们在图书馆门口见面，请带上你的笔记本和那本关于海洋的书。",
    "She read the letter twice, folded it carefully, and put it back into the drawer.",
    "会议改到星期四上午，Room 204，麻烦你通知一下其他的同事，谢谢。",
)
_SECONDS_OF_SENTENCE: Final = 6.0  # less than any of them takes


@dataclass(slots=True)
class _Heard:
    """What one listener heard.

    Attributes:
        first_audio: Seconds from asking until it began.
        seconds: Of audio.
        chunks: In how many pieces.
        late: Pieces that came after the moment at which playback needed them.
        slack: The least time between a piece's coming and that moment.
    """

    first_audio: float = 0.0
    seconds: float = 0.0
    chunks: int = 0
    late: int = 0
    slack: float = AHEAD


async def _sentences(count: int, start: int) -> AsyncIterator[str]:
    for sentence in islice(cycle(_SENTENCES), start, start + count):
        yield sentence


async def first_audio(client: CosyVoiceClient, voice: str, *, times: int) -> dict[str, Any]:
    """From the first sentence sent to the first audio, on a connection that is open."""
    received, heard = [], []
    for number in range(times + 2):
        sent_at = first_at = sound_at = 0.0

        async def text(number: int = number) -> AsyncIterator[str]:
            nonlocal sent_at
            sentence = f"{number}, {_SENTENCES[number % len(_SENTENCES)]}"  # never the same twice
            sent_at = perf_counter()
            yield sentence

        async with client.speak(text(), SpeechOptions(reference_audio_id=voice)) as stream:
            async for samples in stream.pcm():
                now = perf_counter()
                first_at = first_at or now
                if not sound_at and any(samples):
                    sound_at = now
        if number >= 2:  # the first ones warm up
            assert stream.metrics.warm
            received.append(first_at - sent_at)
            heard.append(sound_at - sent_at)
    return {"first_audio": received, "first_sound": heard}


async def real_time(
    client: CosyVoiceClient, voice: str, *, streams: int, seconds: float
) -> dict[str, Any]:
    """Many listeners at once, each of whom plays from the first piece on, without a pre-buffer."""
    heard = await asyncio.gather(
        *(_listen(client, voice, seconds, number) for number in range(streams))
    )
    return {
        "first_audio": [one.first_audio for one in heard],
        "seconds": [one.seconds for one in heard],
        "chunks": sum(one.chunks for one in heard),
        "late": sum(one.late for one in heard),
        "slack": min(one.slack for one in heard),
    }


async def _listen(client: CosyVoiceClient, voice: str, seconds: float, number: int) -> _Heard:
    heard = _Heard()
    asked_at = perf_counter()
    began_at = 0.0
    text = _sentences(round(seconds / _SECONDS_OF_SENTENCE), number)
    async with client.speak(text, SpeechOptions(reference_audio_id=voice)) as stream:
        async for samples in stream.pcm():
            now = perf_counter()
            if not heard.chunks:
                began_at = now
                heard.first_audio = now - asked_at
            else:
                slack = began_at + heard.seconds - now
                heard.slack = min(heard.slack, slack)
                if slack < 0:
                    heard.late += 1
                    began_at -= slack  # playback goes on with what came late
            heard.chunks += 1
            heard.seconds += len(samples) / _BYTES_PER_SECOND
            await asyncio.sleep(began_at + heard.seconds - AHEAD - perf_counter())
    return heard


_MEASUREMENTS: Final[dict[str, Any]] = {"first_audio": first_audio, "real_time": real_time}


async def _measure(asked: dict[str, Any]) -> dict[str, Any]:
    measure = _MEASUREMENTS[asked.pop("measure")]
    async with CosyVoiceClient(asked.pop("url"), asked.pop("token")) as client:
        (voice,) = await client.list_reference_audio()
        measured: dict[str, Any] = await measure(client, voice.id, **asked)
    return measured


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_measure(json.loads(sys.argv[1])))) + "\n")
