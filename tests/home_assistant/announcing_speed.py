"""How soon a desktop is heard: `python -m tests.home_assistant.announcing_speed '{"quick": true}'`.

It is a part of `script/bench`, which starts it in the environment of Home Assistant and reads the
JSON that it prints: see docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from shared_client import CosyVoiceClient
from tests.home_assistant.computer import Computer, speaker_of
from tests.home_assistant.running import HomeAssistant, Service, until
from tests.home_assistant.speed import BareClient, Source
from tests.programs import memory_of, running
from tests.sound_server import RATE, SINK, SoundServer

if TYPE_CHECKING:
    from collections.abc import Iterator

WAV: Final = "wav"
MP3: Final = "mp3"
_FORMS: Final[dict[str, dict[str, Any]]] = {WAV: {}, MP3: {"preferred_format": "mp3"}}
"""What the desktop asks for by itself, and what it asks for from away."""

_TEXT: Final = "Notice {number} of today."
_LIMIT: Final = 20.0
_BUSY: Final = 0.01
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: Announcements in each form.
        rest: Seconds for which the app is left alone, without a home and with one.
    """

    rounds: int = 20
    rest: float = 30.0


QUICK: Final = Plan(rounds=8, rest=15.0)


class Monitor:
    """What the sink plays, heard as it is played."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    @contextmanager
    def of(cls, sound: SoundServer) -> Iterator[Monitor]:
        """Listen until the block ends."""
        orders = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
        with running(
            ["parec", "-d", f"{SINK}.monitor", *orders],
            env={**os.environ, **sound.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            yield cls(process)

    def first_sound(self, quiet: asyncio.Event, loop: asyncio.AbstractEventLoop) -> float:
        """When it isn't silent any more, after it was; tells when it is silent."""
        assert self._process.stdout is not None
        pieces = 0
        give_up = perf_counter() + _LIMIT
        while perf_counter() < give_up:
            if not any(os.read(self._process.stdout.fileno(), 4096)):
                pieces += 1
                if pieces == 5:
                    loop.call_soon_threadsafe(quiet.set)
            elif quiet.is_set():
                return perf_counter()
            else:
                pieces = 0
        raise TimeoutError("nothing was heard")


async def _announce(
    home: HomeAssistant, speaker: str, monitor: Monitor, text: str, form: str
) -> float:
    """Seconds from an action to the first sample at the monitor; returns when all was heard."""
    quiet = asyncio.Event()
    listening = asyncio.create_task(
        asyncio.to_thread(monitor.first_sound, quiet, asyncio.get_running_loop())
    )
    async with asyncio.timeout(_LIMIT):
        await quiet.wait()
    asked_at = perf_counter()
    await home.call(
        "cosyvoice.announce",
        entity_id=speaker,
        message=text,
        engine="tts.grandma",
        options=_FORMS[form],
    )
    return await listening - asked_at


@dataclass(frozen=True)
class Rest:
    """What a program uses while nothing is asked of it.

    Attributes:
        processor: Of one core, 0 to 1.
        memory: Bytes that it has asked for: what it shares with others depends on these.
    """

    processor: float
    memory: int

    @classmethod
    async def of(cls, pid: int, seconds: float) -> Rest:
        """Measure it, once what it has begun is done."""
        settled = perf_counter() + _LIMIT
        while await _processor(pid, 3.0) > _BUSY and perf_counter() < settled:
            pass
        used = await _processor(pid, seconds)
        return cls(used, memory_of(pid))


async def _processor(pid: int, seconds: float) -> float:
    """What part of a core a process uses."""

    def so_far() -> float:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / _TICKS

    before, began = so_far(), perf_counter()
    await asyncio.sleep(seconds)
    return (so_far() - before) / (perf_counter() - began)


async def measure(plan: Plan) -> dict[str, Any]:
    """Start everything, and measure."""
    with tempfile.TemporaryDirectory() as name, SoundServer.running() as sound:
        sound.hurry()
        directory = Path(name)
        (directory / "computer").mkdir()
        computer = Computer(directory / "computer", sound)
        service = Service(directory / "service")
        await service.start()
        try:
            async with HomeAssistant.running(directory / "home") as home:
                await home.add_service(service)
                computer.start()
                await asyncio.sleep(5.0)
                alone = await Rest.of(computer.pid, plan.rest)
                await computer.pair(home, name="bench")
                speaker = await until(lambda: speaker_of(home), "the speaker")
                await home.when(speaker, lambda state: state["state"] == "idle")
                at_home = await Rest.of(computer.pid, plan.rest)
                rounds = await _rounds(home, service, speaker, sound, plan)
        finally:
            computer.stop()
            service.kill()
    return {
        "plan": asdict(plan),
        "rounds": rounds,
        "rest": {"alone": asdict(alone), "at_home": asdict(at_home)},
    }


async def _rounds(
    home: HomeAssistant, service: Service, speaker: str, sound: SoundServer, plan: Plan
) -> dict[str, list[dict[str, float]]]:
    """Each form once, and once more; beside each the engine alone. The first round warms up."""
    found: dict[str, list[dict[str, float]]] = {form: [] for form in _FORMS}
    async with CosyVoiceClient(service.url, service.token) as client:
        (voice,) = await client.list_reference_audio()
    bare = BareClient(Source("quick", service.url, service.token, voice.id))
    try:
        with Monitor.of(sound) as monitor:
            for number in range(-1, plan.rounds):
                for place, form in enumerate(_FORMS):
                    text = _TEXT.format(number=1000 + 2 * number + place)
                    engine = (await bare.message(text)).first_audio
                    heard = await _announce(home, speaker, monitor, text, form)
                    if number >= 0:
                        found[form].append({"heard": heard, "engine": engine})
    finally:
        await bare.close()
    return found


def main() -> None:
    """Do what the argument says; print what was measured."""
    asked = json.loads(sys.argv[1])
    plan = QUICK if asked["quick"] else Plan()
    sys.stdout.write(json.dumps(asyncio.run(measure(plan))) + "\n")


if __name__ == "__main__":
    main()
