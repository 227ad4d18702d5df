"""Sentences spoken by the first service that can: voices, fallbacks, and audio kept from before."""

from __future__ import annotations

from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.errors import LocalServerError, SettingsError
from desktop_app.services.connection import find_voice
from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    SpeechOptions,
)

from .events import ServiceChanged
from .model import Profile
from .trouble import FAILURES, Trouble

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from desktop_app.services.connection import Connection
    from shared_client import AudioSpec, SpeechStream

    from .store import AudioStore

REST: Final = 30.0
"""Seconds for which a service that failed is asked only after all others."""

SAMPLE_RATE: Final = 24_000

_SLOWEST: Final = 0.5
_FASTEST: Final = 2.0
_FAULTS_OF_A_SERVICE: Final = (
    CosyVoiceConnectionError,
    CosyVoiceUnavailableError,
    CosyVoiceAuthError,
    CosyVoiceProtocolError,
    LocalServerError,  # it does not start, or its token cannot be had
    SettingsError,
)


class Source(Protocol):
    """A service that can be asked to speak: a `Connection`, or a `Service` that makes one."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def voice(self) -> str:
        """Id of its default voice; empty for the newest."""

    async def open(self) -> Connection:
        """The connection; may raise an `AppError`."""


class Synthesis:
    """Speaks one sentence after another.

    Each sentence is a task of its own, on a connection that is warm from the one before: a service
    does not say which audio of a task belongs to which of its sentences, and a task that breaks
    takes no other sentence with it. What it costs, one exchange of messages, passes while earlier
    sentences are heard.

    Args:
        connections: The services, the preferred one first.
        store: Audio from before, which needs no service; None to ask for everything anew.
        notify: Called when another service speaks.
    """

    def __init__(
        self,
        connections: Sequence[Source],
        *,
        store: AudioStore | None = None,
        notify: Callable[[ServiceChanged], None] = lambda _: None,
    ) -> None:
        self.store = store
        self._connections = list(connections)
        self._notify = notify
        self._resting: dict[str, float] = {}  # until when, by name
        self._default_voices: dict[str, str] = {}
        self._speaking = self._connections[0].name if self._connections else ""

    async def warm_up(self) -> None:
        """Open a connection ahead of need; that it fails is told when it is needed."""
        for source in self._in_order(self._wanted(Profile()))[:1]:
            try:
                connection = await source.open()
                await connection.client.warm_up()
                await self._voice(connection, source.voice)
            except FAILURES:
                return

    async def speak(
        self, said: str, profile: Profile, speed: float, *, keep: bool = True
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        """The audio of a sentence, in pieces.

        The service that has the profile's voice is asked first.

        Args:
            said: What is spoken.
            profile: How.
            speed: Multiplied by the profile's.
            keep: Whether audio from before will do, and this is kept.

        Raises:
            CosyVoiceError: No service can; or one broke off after it had begun, and the next time
                another one is asked.
            AppError: As above.
        """
        store = self.store if keep else None
        if kept := await self._kept(store, said, profile, speed):
            yield kept
            return
        failure: Exception | None = None
        wanted = self._wanted(profile)
        for source in self._in_order(wanted):
            begun = False
            whole = bytearray()
            try:
                async with aclosing(self._speak_with(source, said, profile, speed)) as pieces:
                    async for spec, pcm in pieces:
                        if not begun:
                            self._tell(source, wanted, failure)
                        begun = True
                        whole += pcm
                        yield spec, pcm
                if store is not None and begun:
                    key = self._key(source, said, profile, speed)
                    await store.put(key, spec, bytes(whole))
            except FAILURES as error:
                self._note(source, error)
                failure = failure or error
                if begun:
                    raise
            else:
                return
        raise failure or CosyVoiceConnectionError("no_service")

    async def _kept(
        self, store: AudioStore | None, said: str, profile: Profile, speed: float
    ) -> tuple[AudioSpec, bytes] | None:
        """The audio of a sentence from before, whichever service spoke it."""
        if store is not None:
            for source in self._connections:
                if kept := await store.get(self._key(source, said, profile, speed)):
                    return kept
        return None

    async def _speak_with(
        self, source: Source, said: str, profile: Profile, speed: float
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        connection = await source.open()
        voice = await self._voice(connection, _voice_on(source, profile))
        options = SpeechOptions(
            voice,
            mode=profile.mode,
            instruct=profile.instruct,
            speed=min(max(profile.speed * speed, _SLOWEST), _FASTEST),
            volume=profile.volume,
            sample_rate=SAMPLE_RATE,
        )
        async with await _start(connection, said, options) as stream:
            async for pcm in stream.pcm():
                if stream.format is not None:
                    yield stream.format, pcm

    async def _voice(self, connection: Connection, voice: str) -> str:
        if voice:
            return voice
        known = self._default_voices.get(connection.name)
        if known is None:
            known = (await find_voice(connection, None)).id
            self._default_voices[connection.name] = known
        return known

    def _key(self, source: Source, said: str, profile: Profile, speed: float) -> str:
        from .store import key_of  # noqa: PLC0415 - only where audio is kept

        return key_of(
            source.name,
            _voice_on(source, profile),
            profile.mode,
            profile.instruct or "",
            f"{profile.speed * speed:.3f} {profile.volume:.3f}",
            said,
        )

    def _wanted(self, profile: Profile) -> Source | None:
        """Who has the profile's voice, or else comes first."""
        first = self._connections[0] if self._connections else None
        return next((one for one in self._connections if one.name == profile.service), first)

    def _in_order(self, wanted: Source | None) -> list[Source]:
        """All services, the wanted one first, those that failed of late at the end."""
        now = monotonic()
        return sorted(
            self._connections,
            key=lambda one: (self._resting.get(one.name, 0.0) > now, one is not wanted),
        )

    def _note(self, source: Source, error: Exception) -> None:
        self._default_voices.pop(source.name, None)  # it may have been deleted
        if isinstance(error, _FAULTS_OF_A_SERVICE):
            self._resting[source.name] = monotonic() + REST

    def _tell(self, source: Source, wanted: Source | None, failure: Exception | None) -> None:
        if source.name == self._speaking:
            return
        self._speaking = source.name
        words = Trouble.of(failure).words if failure else ""
        instead_of = wanted.name if wanted is not None and source is not wanted else ""
        self._notify(ServiceChanged(source.name, instead_of, words))


def _voice_on(source: Source, profile: Profile) -> str:
    """The profile's voice, if this service has it; else the one set for the service, if any."""
    if profile.voice and profile.service in ("", source.name):
        return profile.voice
    return source.voice


async def _start(connection: Connection, said: str, options: SpeechOptions) -> SpeechStream:
    stream = connection.client.speak(said, options)
    try:
        await stream.start()
    except CosyVoiceUnsupportedError:  # a V1 service changes the speed over HTTP alone
        stream = connection.client.stream(said, options)
        await stream.start()
    return stream
