"""A reader, and the narrator in it, opened out of the settings; against a real service."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio.devices import DeviceName
from desktop_app.reading.model import Reading
from desktop_app.reading.opening import device_of, open_narrator, open_reader
from desktop_app.reading.positions import Positions
from desktop_app.reading.pronunciation import Rule
from desktop_app.settings.reading import ReadingSettings
from desktop_app.settings.settings import AppSettings, ServiceSettings, Settings, VoiceProfile
from tests.desktop_app.reading.hearing import ToneEngine
from tests.local_server.running import TOKEN, running

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from desktop_app.reading.events import ServiceChanged
    from local_server.engines import Style, Voice
    from shared_client import SpeechStream

RULES = (Rule("NAS", "network storage"),)


class Noting(ToneEngine):
    """Notes what is said, and how fast."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, float]] = []

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes]:
        pieces = [piece async for piece in text]
        self.said.append((" ".join(pieces), style.speed))

        async def again() -> AsyncIterator[str]:
            for piece in pieces:
                yield piece

        async for pcm in super().speak(again(), voice, style):
            yield pcm


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No service, no settings and no device of this machine."""
    monkeypatch.delenv("COSYVOICE_URL", raising=False)
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def made(url: str, **app: object) -> Settings:
    return Settings(
        {"home": ServiceSettings(url)},
        "home",
        AppSettings(stand_in="none", **app),  # type: ignore[arg-type]  # as in a file
        {"Slow": VoiceProfile("home", speed=0.5)},
        reading=ReadingSettings(links="skip", sentence_pause=0.5),
    )


async def test_a_narrator_has_rules_profiles_and_the_speed_of_the_settings(tmp_path: Path) -> None:
    engine = Noting()
    streams: list[SpeechStream] = []
    changes: list[ServiceChanged] = []
    async with running(tmp_path / "served", engine=engine) as server:
        await server.voice()
        settings = made(server.url, speed=1.5, language_profiles={"zh": "Slow"})
        async with open_narrator(
            settings, RULES, watch=streams.append, notify=changes.append, sample_rate=16_000
        ) as narrator:
            say = narrator.begin()
            audio = []
            for sentence in ("The NAS is full.", "今天天气很好。", "…"):
                async with aclosing(say(sentence)) as pieces:
                    audio += [(spec.sample_rate, len(pcm)) async for spec, pcm in pieces]
            assert narrator.settings.sentence_pause == 0.5
    assert engine.said == [("The network storage is full.", 1.5), ("今天天气很好。", 0.75)]
    assert {rate for rate, _ in audio} == {16_000}
    seconds = sum(size for _, size in audio) / 32_000
    assert seconds == pytest.approx(sum(one.metrics.audio_seconds for one in streams))
    assert len(streams) == 2
    assert changes == []


async def test_a_narrator_closes_its_services(tmp_path: Path) -> None:
    async with running(tmp_path / "served", engine=Noting()) as server:
        async with open_narrator(made(server.url)) as narrator:
            (service,) = narrator.synthesis.services
            client = (await service.open()).client
            await client.list_reference_audio()
        with pytest.raises(Exception, match="closed"):
            await client.list_reference_audio()


async def test_a_reader_has_what_the_settings_say(tmp_path: Path) -> None:
    engine = Noting()
    async with running(tmp_path / "served", engine=engine) as server:
        await server.voice()
        settings = made(server.url, speed=1.25, volume=0.5, profile="Slow")
        positions = Positions(tmp_path / "positions.json")
        opened = await open_reader(settings, RULES, positions=positions)
        assert (opened.reader.speed, opened.reader.volume) == (1.25, 0.5)
        assert [service.name for service in opened.services] == ["home"]
        try:
            await opened.reader.save(Reading("The NAS, https://a.b."), tmp_path / "a.wav")
        finally:
            await opened.aclose()
    assert engine.said == [("The network storage,.", 0.625)]
    assert (tmp_path / "a.wav").stat().st_size > 1000
    with pytest.raises(RuntimeError, match="closed"):
        await opened.player.start()


def test_the_device_is_the_chosen_one_or_the_default() -> None:
    assert device_of(made("http://x")) is None
    assert device_of(made("http://x", device="ALSA: pulse")) == DeviceName.parse("ALSA: pulse")
