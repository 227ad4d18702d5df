"""The voices of the home, as a speaking style has them: its text-to-speech reads texts here."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, suppress
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout

from desktop_app.audio.conversion import Converter
from desktop_app.audio.gain import Gain
from desktop_app.settings.settings import HOUSE, StandIn
from desktop_app.system.json_of_others import read_json, text_of
from shared_client import AudioSpec

from .elsewhere import at_home, look_around, speech_of
from .login import HomeError, SignedOutError, home_address
from .media import connector_for_others, sound
from .membership import load_membership
from .pairing import access_token, home_session

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from yarl import URL

    from desktop_app.settings.home import HomeSettings
    from desktop_app.settings.settings import Settings

    from .membership import Membership

_ANSWER: Final = ClientTimeout(total=30, connect=5)
_MOST: Final = 64 * 1024
_LIVES: Final = 25 * 60.0
"""Seconds for which an access token is used; Home Assistant takes it for 30 minutes."""
_SAMPLE: Final = 2  # bytes


class HouseVoice(NamedTuple):
    """A voice of the home.

    Attributes:
        engine: The entity that speaks; empty for the home's first one.
        language: As the engine writes it; empty for its usual one.
        speech: Which of its voices; empty for its usual one.
    """

    engine: str
    language: str = ""
    speech: str = ""

    @classmethod
    def of(cls, text: str) -> HouseVoice:
        """Read what `str` wrote; the name of a voice may have any characters."""
        return cls(*[*text.split("/", 2), "", ""][:3])

    def __str__(self) -> str:
        """Write it into a speaking style."""
        return "/".join(self).rstrip("/")


async def voices_at_home(settings: HomeSettings) -> list[tuple[HouseVoice, str]]:
    """All voices of the home, each with its name.

    Raises:
        HomeError: The home can't be asked.
        SettingsError: The token isn't where it was kept.
    """
    async with at_home(settings) as socket:
        engines = (await look_around(socket)).voices
        known = await asyncio.gather(
            *(speech_of(socket, one.entity_id) for one in engines), return_exceptions=True
        )
    found = []
    for engine, spoken in zip(engines, known, strict=True):
        found.append((HouseVoice(engine.entity_id), engine.name))
        found += [
            (HouseVoice(engine.entity_id, one.language, one.id), f"{engine.name} · {one.name}")
            for one in (spoken if isinstance(spoken, tuple) else ())
        ]
    return found


class HouseSpeaker:
    """Speaks in the voices of the home, a sentence at a time (`reading.synthesis.Speaker`).

    Args:
        settings: Gives those that hold now.

    Attributes:
        name: What speaking styles call it.
        voice: It has none that is usual: a style names its own.
    """

    name = HOUSE
    voice = ""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._look = settings
        self._line: tuple[object, ...] = ()
        self._stack = AsyncExitStack()
        self._sessions: tuple[ClientSession, ClientSession] | None = None
        self._address: URL | None = None
        self._token = ""
        self._until = 0.0
        self._first = ""  # the engine where none is named
        self._signed_out: SignedOutError | None = None
        self._turn = asyncio.Lock()

    @property
    def alone(self) -> bool:
        """Whether nobody else speaks where it can't."""
        return self._look().app.stand_in is StandIn.NONE

    async def say(
        self, said: str, voice: str, volume: float, sample_rate: int
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        """The sound of a sentence, while it still comes, in one channel.

        Args:
            said: The sentence.
            voice: As `HouseVoice` writes it.
            volume: A linear gain.
            sample_rate: In Hz.

        Raises:
            HomeError: The home can't be reached, or refuses.
            SettingsError: The token isn't where it was kept.
            MediaError: What it sends is no sound.
        """
        (session, others), path = await self._order(said, HouseVoice.of(voice), sample_rate)
        assert self._address is not None  # noqa: S101 - where it was ordered
        gain, converter = Gain(volume), None
        wanted = AudioSpec(sample_rate)
        heard = sound(session, others, self._address, path, others=False)
        async with aclosing(heard) as pieces:
            async for spec, pcm in pieces:
                if converter is None:
                    converter = Converter(spec.sample_rate, spec.channels, sample_rate, 1)
                if changed := gain.apply(converter.convert(pcm)):
                    yield wanted, changed
        if converter is not None and (rest := gain.apply(converter.convert(b"", last=True))):
            yield wanted, rest

    async def aclose(self) -> None:
        """Hang up."""
        async with self._turn:
            self._sessions = None
            await self._stack.aclose()

    async def _order(
        self, said: str, voice: HouseVoice, rate: int
    ) -> tuple[tuple[ClientSession, ClientSession], str]:
        """Have the home make a sentence; gives where it is, without a host."""
        options: dict[str, Any] = {
            "preferred_format": "wav",
            "preferred_sample_rate": rate,
            "preferred_sample_channels": 1,
            "preferred_sample_bytes": _SAMPLE,
        }
        if voice.speech:
            options["voice"] = voice.speech
        # What is read isn't to lie as a file in a folder of the house.
        order: dict[str, Any] = {
            "engine_id": voice.engine,
            "message": said,
            "cache": False,
            "options": options,
        }
        if voice.language:
            order["language"] = voice.language
        home, known = self._look().home, load_membership()
        async with self._turn:
            sessions = await self._open(home, known)
            if not voice.engine:
                order["engine_id"] = self._first = self._first or await _first_engine(home)
            error: HomeError | None = None
            for one in home.addresses:
                address = home_address(one)
                try:
                    token = await self._access(sessions[0], address, home, known)
                    path = await self._ask(sessions[0], address, token, order)
                except SignedOutError:
                    raise
                except HomeError as failed:
                    error = failed
                    continue
                self._address = address
                return sessions, path
            raise error or HomeError("home_not_paired")

    async def _open(
        self, home: HomeSettings, known: Membership
    ) -> tuple[ClientSession, ClientSession]:
        sign_in = (known.entry_id, known.client_id, known.refused)
        line = (home.addresses, home.token_in, home.ca_file, *sign_in)
        if line != self._line:  # it is another home, or it was connected again
            self._line, self._sessions = line, None
            self._token, self._signed_out, self._first = "", None, ""
            await self._stack.aclose()
        if self._sessions is None:
            session = await self._stack.enter_async_context(home_session(home.ca_file))
            others = await self._stack.enter_async_context(
                ClientSession(connector=connector_for_others(), trust_env=True)
            )
            self._sessions = session, others
        return self._sessions

    async def _ask(
        self, session: ClientSession, address: URL, token: str, order: dict[str, Any]
    ) -> str:
        try:
            # The token goes to the home alone, and a redirect could lead it anywhere.
            async with session.post(
                address / "api" / "tts_get_url",
                json=order,
                headers={"Authorization": f"Bearer {token}"},
                timeout=_ANSWER,
                allow_redirects=False,
            ) as answer:
                body = await answer.content.read(_MOST)
                status = answer.status
        except (ClientError, TimeoutError) as failed:
            raise HomeError("home_unreachable", address=address, error=failed) from failed
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            self._token = ""
            self._signed_out = SignedOutError("home_signed_out")  # it is never shown again
            raise self._signed_out
        told = None
        with suppress(ValueError):
            told = read_json(body)
        path = text_of(told.get("path")) if isinstance(told, dict) else ""
        if status == HTTPStatus.BAD_REQUEST:
            raise HomeError("home_voice_unknown", wanted=order["engine_id"])
        if status != HTTPStatus.OK or not path:
            raise HomeError("home_refused", address=address, status=status)
        return path

    async def _access(
        self, session: ClientSession, address: URL, home: HomeSettings, known: Membership
    ) -> str:
        if self._signed_out is not None:
            raise self._signed_out
        if not self._token or monotonic() > self._until:
            if not known.is_paired:
                raise HomeError("home_not_paired")
            try:
                self._token = await access_token(session, address, home, known)
            except SignedOutError as error:
                self._signed_out = error
                raise
            self._until = monotonic() + _LIVES
        return self._token


async def _first_engine(home: HomeSettings) -> str:
    async with at_home(home) as socket:
        voices = (await look_around(socket)).voices
    if not voices:
        raise HomeError("home_without_voice")
    return voices[0].entity_id
