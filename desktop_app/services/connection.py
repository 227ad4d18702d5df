"""The service that is meant: by name, by the environment, by the settings, or the built-in one."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
import os
from typing import TYPE_CHECKING, Final

from desktop_app.errors import SettingsError, VoiceError
from desktop_app.settings.settings import LOCAL, ServiceSettings, load_settings
from desktop_app.settings.tokens import beside, load_token
from desktop_app.system.paths import early_text_file
from desktop_app.system.redaction import hide
from desktop_app.words.likeness import most_alike
from shared_client.model_studio.protocol import DEFAULT_MODEL
from shared_client.models import VoiceState

from . import early_text
from .consent import is_agreed, refused
from .voice_notes import list_voices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    import ssl

    from yarl import URL

    from desktop_app.settings.settings import Settings
    from shared_client import CosyVoiceClient, ReferenceAudio, Timeouts

NO_PROXY: Final = "none"
"""The proxy of a service that is reached directly, whatever the system's proxy is."""

URL_VARIABLE: Final = "COSYVOICE_URL"
TOKEN_VARIABLE: Final = "COSYVOICE_TOKEN"  # noqa: S105 - a name


def url_given() -> str:
    """The address of a service that the environment names; empty where it names none."""
    return os.environ.get(URL_VARIABLE, "").strip()


@dataclass(frozen=True, slots=True)
class Addressee:
    """A service as it was set up when it was meant: later its name may stand for another one.

    Attributes:
        name: What a person calls it.
        at: How it is reached, without a voice and a consent; None for the built-in one.
    """

    name: str
    at: ServiceSettings | None = None

    @classmethod
    def named(cls, name: str, settings: Settings) -> Addressee:
        """The service that has a name, or none that can be reached by it any more."""
        found = settings.services.get(name)
        return cls(name, replace(found, voice="", agreed="") if found is not None else None)

    @classmethod
    def in_use(cls, settings: Settings) -> Addressee:
        """The service that speaks by the settings, or by the environment."""
        return cls.named(url_given() or settings.active or LOCAL, settings)


def service_meant(name: str | None, settings: Settings) -> ServiceSettings | None:
    """The service that `connect` would open; None for the built-in one, or one that isn't there."""
    if name is None and (url := url_given()):
        return ServiceSettings(url)
    return settings.services.get(settings.active if name is None else name)


@dataclass(frozen=True, slots=True)
class Connection:
    """A service and what is known of it.

    Attributes:
        client: Speaks to it.
        name: What a person calls it.
        voice: Id of its default voice; empty for the newest.
        built_in: Whether it is the local server, started for us.
        alive: Whether it is there as far as we know; the built-in one may have crashed.
        better: Engines that would speak better than the one of the built-in service; see
            `local_service.LocalService`.
        unagreed: The service, as long as nobody has agreed to where it has texts and recordings go.
    """

    client: CosyVoiceClient
    name: str
    voice: str = ""
    built_in: bool = False
    alive: Callable[[], bool] = field(default=lambda: True, repr=False)
    better: tuple[str, ...] = ()
    unagreed: ServiceSettings | None = None

    def check_consent(self) -> None:
        """Let nothing leave that nobody has agreed to.

        Raises:
            ConsentError: No text and no recording may go to this service yet.
        """
        if self.unagreed is not None:
            raise refused(self.name, self.unagreed)

    async def open(self) -> Connection:
        """This one; so that it can stand where a `Service` can."""
        return self


class Service:
    """A service that is opened when it is first needed, and again if it is the local one and died.

    Args:
        name: Its name in the settings, or `LOCAL`; None as for `connect`.
        settings: Where it is looked up.
        timeouts: The client's limits.
        in_use: Whether COSYVOICE_TOKEN is for it; by default where `name` is None.

    Attributes:
        name: What a person calls it.
        voice: Id of its default voice; empty for the newest.
        addressee: By which it can be told from another one of the same name.
    """

    def __init__(
        self,
        name: str | None,
        settings: Settings,
        *,
        timeouts: Timeouts | None = None,
        in_use: bool = False,
    ) -> None:
        given = url_given() if name is None else ""
        self._in_use = in_use or name is None
        self._wanted = None if given else (name if name is not None else settings.active)
        self.name = given or self._wanted or LOCAL
        chosen = settings.services.get(self.name)
        self.voice = chosen.voice if chosen else "" if given else settings.app.local_voice
        self.addressee = Addressee.named(self.name, settings)
        self._settings = settings
        self._timeouts = timeouts
        self._stack = AsyncExitStack()
        self._turn = asyncio.Lock()
        self._connection: Connection | None = None

    async def open(self) -> Connection:
        """The connection, made if there is none.

        Raises:
            SettingsError: As `connect`.
            LocalServerError: As `connect`.
        """
        async with self._turn:
            if self._connection is not None and not self._connection.alive():
                await self._end()
            if self._connection is None:
                opening = connect(
                    self._wanted,
                    timeouts=self._timeouts,
                    settings=self._settings,
                    from_environment=self._in_use,
                )
                self._connection = await self._stack.enter_async_context(opening)
            return self._connection

    async def aclose(self) -> None:
        """Close it, and end the local server if it is that."""
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        self._connection = None
        await self._stack.aclose()


@asynccontextmanager
async def connect(
    service: str | None = None,
    *,
    timeouts: Timeouts | None = None,
    settings: Settings | None = None,
    from_environment: bool = True,
) -> AsyncIterator[Connection]:
    """Open the service that is meant; start the built-in one where none is set up.

    Args:
        service: Its name in the settings, or `LOCAL`. None takes COSYVOICE_URL (with
            COSYVOICE_TOKEN) if that is set, else the active one of the settings, else `LOCAL`.
        timeouts: The client's limits.
        settings: Those to go by; by default those that are kept.
        from_environment: Whether COSYVOICE_TOKEN comes before the token that is kept.

    Raises:
        SettingsError: The settings or the token cannot be had.
        LocalServerError: The local server does not start.
    """
    url = url_given()
    if service is None and url:
        given = _given(url)
        token = os.environ.get(TOKEN_VARIABLE) or ""
        async with client_for(given, token, timeouts=timeouts) as client:
            with _naming("", token):
                yield Connection(client, url, unagreed=None if is_agreed(given) else given)
        return
    settings = settings or load_settings()
    name = service if service is not None else settings.active
    if name in ("", LOCAL):
        from .local_service import local_service  # noqa: PLC0415 - seldom needed, never in a hurry

        async with local_service() as running:
            given = ServiceSettings(running.url, proxy=NO_PROXY)
            async with client_for(given, running.token, timeouts=timeouts) as client:
                yield Connection(
                    client,
                    LOCAL,
                    settings.app.local_voice,
                    built_in=True,
                    alive=running.alive,
                    better=running.better,
                )
        return
    chosen = settings.service(name)
    # The variable is for the service in use, or the one that is named with it: not for stand-ins.
    token = await token_of(name, chosen, from_environment=from_environment)
    async with client_for(chosen, token, timeouts=timeouts) as client:
        with _naming(name, token):
            unagreed = None if is_agreed(chosen) else chosen
            yield Connection(client, name, chosen.voice, unagreed=unagreed)


async def token_of(name: str, service: ServiceSettings, *, from_environment: bool = True) -> str:
    """The token of a service of the settings; the keyring may take its time, or never answer.

    Args:
        name: What a person calls it.
        service: The service.
        from_environment: Whether COSYVOICE_TOKEN comes before the token that is kept.

    Raises:
        SettingsError: It can't be loaded.
    """
    given = (os.environ.get(TOKEN_VARIABLE) or "") if from_environment else ""
    return given or await beside(lambda: load_token(name, service.token_in))


@contextmanager
def _naming(service: str, token: str) -> Iterator[None]:
    """Have a refused token say whose it is, and if there was one: what to do depends on it."""
    from shared_client import CosyVoiceAuthError  # noqa: PLC0415 - who has a client has imported it

    try:
        yield
    except CosyVoiceAuthError as error:
        named = {"service": service} if service else {}
        error.values = {**error.values, **named, "tokens": int(bool(token))}
        raise


def _given(url: str) -> ServiceSettings:
    """The service that COSYVOICE_URL names."""
    from shared_client import CosyVoiceValueError, service_url  # noqa: PLC0415 - as below

    try:
        service_url(url)
    except CosyVoiceValueError as error:
        raise SettingsError("given_service_unusable", error=error) from error
    return ServiceSettings(url)


@asynccontextmanager
async def client_for(
    service: ServiceSettings, token: str, *, timeouts: Timeouts | None = None
) -> AsyncIterator[CosyVoiceClient]:
    """A client of a service, by its proxy and with its authorities.

    Raises:
        SettingsError: Its address, its proxy, its authorities or the token are none.
    """
    import aiohttp  # noqa: PLC0415 - 0.3 s, spent while others start

    from shared_client import CosyVoiceClient, Dialect  # noqa: PLC0415 - as above
    from shared_client.transport import connector  # noqa: PLC0415 - as above

    hide(token)
    proxy = None if service.proxy in ("", NO_PROXY) else _proxy(service.proxy)
    # Certificates are checked whatever is set; a file adds authorities and takes none away.
    secure: ssl.SSLContext | bool = True
    if service.ca_file:
        secure = await asyncio.to_thread(_authorities, service.ca_file)
    async with aiohttp.ClientSession(
        connector=connector(secure=secure),
        proxy=proxy,
        trust_env=service.proxy == "",
    ) as session:
        kept = early_text_file()
        waits = await asyncio.to_thread(early_text.waits, kept, service.url)
        try:
            client = CosyVoiceClient(
                service.url,
                token,
                session=session,
                dialect=Dialect(service.api) if service.api else Dialect.AUTO,
                timeouts=timeouts,
                takes_early_text=False if waits else None,
                model=new_voices_model(service),
            )
        except ValueError as error:
            raise SettingsError("service_unusable", error=error) from error
        async with client:
            try:
                yield client
            finally:
                if (takes := client.takes_early_text) is not None and takes is waits:
                    await asyncio.to_thread(early_text.note, kept, service.url, waits=not takes)


def _proxy(address: str) -> URL:
    from yarl import URL  # noqa: PLC0415 - as above

    try:
        url = URL(address)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError("proxy_invalid")
    return url


def _authorities(path: str) -> ssl.SSLContext:
    import ssl  # noqa: PLC0415 - as above

    context = ssl.create_default_context()
    try:
        context.load_verify_locations(path)
    except OSError as error:  # an SSLError is one, too
        if isinstance(error, ssl.SSLError):
            raise SettingsError("certificates_not_pem", path=path) from error
        raise SettingsError("certificates_unusable", path=path, error=error) from error
    return context


def new_voices_model(service: ServiceSettings | None) -> str:
    """The model that new voices of a service are made for; only Model Studio's have one."""
    return (service.model if service is not None else "") or DEFAULT_MODEL


def newest_voice(voices: Sequence[ReferenceAudio], model: str) -> ReferenceAudio | None:
    """The voice that speaks where nobody has chosen one; None where a person has to choose.

    Args:
        voices: All, the newest first.
        model: What new voices are made for: one of another model may cost more.
    """
    return next((one for one in voices if one.ready and one.model in (None, model)), None)


def check_ready(voice: ReferenceAudio) -> None:
    """Have nothing asked for in a voice that can't speak.

    Raises:
        VoiceError: Its service is still looking at it, or has refused it.
    """
    if voice.state is VoiceState.IN_REVIEW:
        raise VoiceError("voice_in_review", voice=_stem(voice.filename))
    if voice.state is VoiceState.REFUSED:
        raise VoiceError("voice_review_failed", voice=_stem(voice.filename))


def _newest(connection: Connection, voices: list[ReferenceAudio]) -> ReferenceAudio:
    model = connection.client.model
    if (found := newest_voice(voices, model)) is not None:
        return found
    others = sorted({voice.model for voice in voices if voice.ready and voice.model})
    if others:
        raise VoiceError(
            "voices_of_other_models", service=connection.name, model=model, others=others
        )
    raise VoiceError("no_voice_ready", service=connection.name)


async def find_voice(
    connection: Connection, wanted: str | None, *, to_speak: bool = False
) -> ReferenceAudio:
    """The voice that is meant.

    Args:
        connection: The service.
        wanted: An id, the start of one, or a file name with or without its suffix; None is the
            service's default voice, else the newest that is ready and of the service's model.
        to_speak: Whether it has to be ready.

    Raises:
        VoiceError: There is none of that name, or more than one; or it isn't ready.
        CosyVoiceError: The service does not tell.
    """
    voices = await list_voices(connection.client)
    if not voices:
        raise VoiceError("no_voice_yet", service=connection.name)
    wanted = wanted or connection.voice
    if not wanted:
        return _newest(connection, voices)
    for matches in (
        [voice for voice in voices if voice.id == wanted],
        [voice for voice in voices if wanted in (voice.filename, _stem(voice.filename))],
        [voice for voice in voices if voice.id.startswith(wanted)],
    ):
        if len(matches) == 1:
            if to_speak:
                check_ready(matches[0])
            return matches[0]
        if matches:
            ids = ", ".join(voice.id for voice in matches)
            raise VoiceError("voice_ambiguous", wanted=wanted, number=len(matches), ids=ids)
    names = [name for one in voices for name in (one.filename, _stem(one.filename), one.id)]
    alike = most_alike(wanted, names)
    raise VoiceError("voice_unknown", service=connection.name, wanted=wanted, alike=alike)


async def find_voice_to_speak(connection: Connection, wanted: str | None) -> ReferenceAudio:
    """As `find_voice`, while the WebSocket opens on which the voice speaks."""
    from shared_client import CosyVoiceError  # noqa: PLC0415 - who has a client has imported it

    async def warm_up() -> None:
        with suppress(CosyVoiceError):  # who speaks is told
            await connection.client.warm_up()

    opening = asyncio.create_task(warm_up())
    try:
        voice = await find_voice(connection, wanted, to_speak=True)
        await opening
    finally:
        opening.cancel()
    return voice


def _stem(filename: str) -> str:
    return filename.rpartition(".")[0] or filename
