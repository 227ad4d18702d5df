"""Sentences spoken by the first service that can: voices, fallbacks, and audio kept from before."""

from __future__ import annotations

from contextlib import aclosing
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, runtime_checkable

from desktop_app.audio.streaming import pieces_of
from desktop_app.errors import LocalServerError, SettingsError
from desktop_app.services.connection import find_voice, find_voice_to_speak
from desktop_app.services.consent import ConsentError
from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    SpeechOptions,
)

from .events import ServiceChanged
from .model import Profile
from .trouble import FAILURES

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
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    LocalServerError,  # it does not start, or its token cannot be had
    SettingsError,
)


class Transport(StrEnum):
    """How a service is asked."""

    DUPLEX = "ws"
    """Over a WebSocket, which is warm from the sentence before."""
    EVENTS = "sse"
    """Over HTTP, with server-sent events."""
    JSON = "json"
    """Over HTTP, with one answer."""


class Service(Protocol):
    """What can be asked to speak: `services.connection.Service`, or a connection that is open."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def voice(self) -> str:
        """Id of its default voice; empty for the newest."""

    async def open(self) -> Connection:
        """The connection; may raise an `AppError`."""


@runtime_checkable
class Speaker(Protocol):
    """What speaks by itself, and only for profiles that name it: the voices of a home."""

    @property
    def name(self) -> str:
        """What profiles call it."""

    @property
    def voice(self) -> str:
        """Its usual voice."""

    @property
    def alone(self) -> bool:
        """Whether nobody else speaks where it can't."""

    def say(
        self, said: str, voice: str, volume: float, sample_rate: int
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        """The sound of a sentence, while it still comes; may raise an `AppError`."""


Asked = TypeVar("Asked", bound=Service | Speaker)


class Synthesis:
    """Speaks one sentence after another.

    Each sentence is a task of its own, on a connection that is warm from the one before: a service
    does not say which audio of a task belongs to which of its sentences, and a task that breaks
    takes no other sentence with it.

    Args:
        services: The services, the preferred one first; the others are its fallbacks.
        store: Audio from before, which needs no service; None to ask for everything.
        notify: Called when another service speaks.
        watch: Called with the stream of each sentence before its audio comes, by those who
            measure.
        sample_rate: Of the audio that is asked for, in Hz.
        transport: How services are asked.
        speaker: Speaks for profiles that name it; None for nobody.

    Attributes:
        services: As above.
        store: As above.
        asking: The service that was asked last; empty for none yet.
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        store: AudioStore | None = None,
        notify: Callable[[ServiceChanged], None] = lambda _: None,
        watch: Callable[[SpeechStream], None] = lambda _: None,
        sample_rate: int = SAMPLE_RATE,
        transport: Transport = Transport.DUPLEX,
        speaker: Speaker | None = None,
    ) -> None:
        self._speaker = speaker
        self.store = store
        self.services = list(services)
        self._notify = notify
        self._watch = watch
        self._sample_rate = sample_rate
        self._transport = transport
        self._resting: dict[str, float] = {}  # until when, by name
        self._default_voices: dict[str, str] = {}
        self.asking = ""
        self._speaking = self.services[0].name if self.services else ""

    async def warm_up(self) -> None:
        """Open a connection ahead of need; that it fails is told when it is needed."""
        for service in self._by_rest(self.services, self._wanted(Profile()))[:1]:
            try:
                connection = await service.open()
                await self._voice(connection, service.voice)
                await connection.client.warm_up()
            except FAILURES:
                return

    async def speak(
        self,
        said: str,
        profile: Profile,
        speed: float,
        *,
        keep: bool = True,
        by: Service | None = None,
        watch: Callable[[SpeechStream], None] = lambda _: None,
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        """The audio of a sentence, in pieces.

        The service that has the profile's voice is asked first, unless another one is named.

        Args:
            said: What is spoken.
            profile: How.
            speed: Multiplied by the profile's.
            keep: Whether audio from before will do, and this is kept.
            by: The service that is asked before all others; it need not be one of `services`.
            watch: Called with each stream of it before its audio comes, besides the one of all.

        Raises:
            CosyVoiceError: No service can; or one broke off after it had begun, and the next time
                another one is asked.
            ConsentError: Nobody has agreed yet that texts go to the service that is asked first. A
                fallback to which nobody has agreed gets no text.
            AppError: As above.
        """
        store = self.store if keep else None
        if kept := await self._kept(store, said, profile, speed):
            yield kept
            return
        failure: Exception | None = None
        wanted = self._wanted(profile)
        for service in self._in_order(wanted, by):
            begun = False
            whole = bytearray()
            self.asking = service.name
            try:
                speech = self._speech_of(service, said, profile, speed, watch)
                async with aclosing(speech) as pieces:
                    async for spec, pcm in pieces:
                        if not begun:
                            self._tell(service, wanted, failure)
                        begun = True
                        whole += pcm
                        yield spec, pcm
                if store is not None and begun:
                    key = self._key(service, said, profile, speed)
                    await store.put(key, spec, bytes(whole))
            except FAILURES as error:
                self._note(service, error)
                failure = failure or error
                # Where a person is to be asked, nobody else speaks meanwhile.
                if begun or (service is wanted and isinstance(error, ConsentError)):
                    raise
            else:
                return
        raise failure or CosyVoiceConnectionError("no_service")

    async def _kept(
        self, store: AudioStore | None, said: str, profile: Profile, speed: float
    ) -> tuple[AudioSpec, bytes] | None:
        """The audio of a sentence from before, whichever service spoke it."""
        if store is not None:
            for service in self._everyone():
                if kept := await store.get(self._key(service, said, profile, speed)):
                    return kept
        return None

    def _speech_of(
        self,
        service: Service | Speaker,
        said: str,
        profile: Profile,
        speed: float,
        watch: Callable[[SpeechStream], None],
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        if isinstance(service, Speaker):
            return service.say(said, profile.voice, profile.volume, self._sample_rate)
        return self._speak_with(service, said, profile, speed, watch)

    async def _speak_with(
        self,
        service: Service,
        said: str,
        profile: Profile,
        speed: float,
        watch: Callable[[SpeechStream], None],
    ) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
        connection = await service.open()
        connection.check_consent()
        voice = await self._voice(connection, _voice_on(service, profile))
        options = SpeechOptions(
            voice,
            mode=profile.mode,
            instruct=profile.instruct,
            speed=min(max(profile.speed * speed, _SLOWEST), _FASTEST),
            volume=profile.volume,
            sample_rate=self._sample_rate,
        )
        async with await _start(connection, said, options, self._transport) as stream:
            self._watch(stream)
            watch(stream)
            async with aclosing(pieces_of(stream)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _voice(self, connection: Connection, voice: str) -> str:
        if voice:
            return voice
        known = self._default_voices.get(connection.name)
        if known is None:
            find = find_voice_to_speak if self._transport is Transport.DUPLEX else find_voice
            known = (await find(connection, None)).id
            self._default_voices[connection.name] = known
        return known

    def _key(self, service: Service | Speaker, said: str, profile: Profile, speed: float) -> str:
        from .store import key_of  # noqa: PLC0415 - only where audio is kept

        return key_of(
            service.name,
            _voice_on(service, profile),
            profile.mode,
            profile.instruct or "",
            f"{profile.speed * speed:.3f} {profile.volume:.3f}",
            said,
        )

    def _wanted(self, profile: Profile) -> Service | Speaker | None:
        """Who has the profile's voice, or else comes first."""
        first = self.services[0] if self.services else None
        return next((one for one in self._everyone() if one.name == profile.service), first)

    def _everyone(self) -> list[Service | Speaker]:
        return [*self.services, *([] if self._speaker is None else [self._speaker])]

    def _in_order(
        self, wanted: Service | Speaker | None, by: Service | None = None
    ) -> list[Service | Speaker]:
        """Who is asked: the wanted one first, those that failed of late at the end."""
        who: list[Service | Speaker] = [*self.services]
        if self._speaker is not None and wanted is self._speaker:
            who = [self._speaker] if self._speaker.alone else self._everyone()
        order = self._by_rest(who, wanted)
        return order if by is None else [by, *(one for one in order if one.name != by.name)]

    def _by_rest(self, who: list[Asked], wanted: Service | Speaker | None) -> list[Asked]:
        now = monotonic()
        return sorted(
            who, key=lambda one: (self._resting.get(one.name, 0.0) > now, one is not wanted)
        )

    def _note(self, service: Service | Speaker, error: Exception) -> None:
        self._default_voices.pop(service.name, None)  # it may have been deleted
        if service is self._speaker or isinstance(error, _FAULTS_OF_A_SERVICE):
            self._resting[service.name] = monotonic() + REST

    def _tell(
        self,
        service: Service | Speaker,
        wanted: Service | Speaker | None,
        failure: Exception | None,
    ) -> None:
        if service.name == self._speaking:
            return
        self._speaking = service.name
        instead_of = wanted.name if wanted is not None and service is not wanted else ""
        self._notify(ServiceChanged(service.name, instead_of, failure))


def _voice_on(service: Service | Speaker, profile: Profile) -> str:
    """The profile's voice, if this service has it; else the one set for the service, if any."""
    if profile.voice and profile.service in ("", service.name):
        return profile.voice
    return service.voice


async def _start(
    connection: Connection, said: str, options: SpeechOptions, transport: Transport
) -> SpeechStream:
    client = connection.client
    if transport is not Transport.DUPLEX:
        stream = client.stream(said, options, events=transport is Transport.EVENTS)
        await stream.start()
        return stream
    stream = client.speak(said, options)
    try:
        await stream.start()
    except CosyVoiceUnsupportedError:  # a V1 service changes the speed over HTTP alone
        stream = client.stream(said, options)
        await stream.start()
    return stream
