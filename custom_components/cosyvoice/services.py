"""The integration's actions: the voices on a service, and speech in a file.

An administrator is asked for where a person could lose or read what others made: to list voices,
which shows their transcripts, to create and delete them, and to write over a file. Automations and
scripts that no person started may do all of it, as with Home Assistant's own actions.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
import errno
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict, cast

from aiohttp import ClientError, ClientTimeout
from homeassistant.components import media_source
from homeassistant.components.media_player.browse_media import async_process_play_media_url
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, Platform
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
    UnknownUser,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import MediaSelector
from homeassistant.helpers.service import async_get_config_entry, async_register_admin_service
from homeassistant.util import dt as dt_util
from homeassistant.util import raise_if_invalid_path, slugify
import voluptuous as vol
from yarl import URL

from .activity import ActivityKind
from .audio_file import FORMATS, AudioFile
from .cloning import async_clone
from .const import (
    CONF_DIALECT,
    CONF_INSTRUCT,
    CONF_MODE,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DOMAIN,
)
from .coordinator import profiles, voice_name
from .desktop import is_desktop
from .desktop_services import async_setup_desktop_services
from .errors import shown, translated
from .mending import async_have_mended
from .options import invalid_options, overlaid, speech_options
from .recording import LIMITS, MAX_BYTES, MODEL_STUDIO_LIMITS, check_recording
from .shared_client import (
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceValueError,
    Dialect,
    ReferenceAudio,
    SynthesisMode,
)
from .shared_client.models import SPEED_RANGE
from .speaking import Utterance, rounded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from .data import CosyVoiceConfigEntry

LIST_VOICES: Final = "list_voices"
CREATE_VOICE: Final = "create_voice"
DELETE_VOICE: Final = "delete_voice"
REFRESH_VOICES: Final = "refresh_voices"
SYNTHESIZE: Final = "synthesize"

ATTR_FILENAME: Final = "filename"
ATTR_FORCE: Final = "force"
ATTR_FORMAT: Final = "format"
ATTR_MEDIA: Final = "media"
ATTR_MESSAGE: Final = "message"
ATTR_OVERWRITE: Final = "overwrite"
ATTR_PATH: Final = "path"
ATTR_PROFILE: Final = "profile"
ATTR_TEXT: Final = "text"

# In the first media folder, where files go that were given no other place.
_FOLDER: Final = "cosyvoice"
_DEFAULT_FORMAT: Final = "mp3"
_SLUG_LENGTH: Final = 40
_FETCH_TIMEOUT: Final = ClientTimeout(total=60)

_MEDIA_ID: Final = "media_content_id"

_ENTRY: Final[dict[vol.Marker, Any]] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
_WORDS: Final = vol.All(cv.string, vol.Strip, vol.Length(min=1))


def _given(data: dict[str, Any]) -> dict[str, Any]:
    """What a call gives; nothing, as of a template that has no value, leaves the default.

    Half of a surrogate pair, which JSON and YAML can name, is no text that can be sent.
    """
    return {
        name: value.encode(errors="replace").decode() if isinstance(value, str) else value
        for name, value in data.items()
        if value is not None
    }


_ENTRY_SCHEMA: Final = vol.All(_given, vol.Schema(_ENTRY))
_CREATE_SCHEMA: Final = vol.All(
    _given,
    vol.Schema(
        {
            **_ENTRY,
            vol.Optional(ATTR_MEDIA): vol.Any(
                cv.string,
                vol.All(MediaSelector({"accept": ["audio/*"]}), lambda media: media[_MEDIA_ID]),
            ),
            vol.Optional(ATTR_PATH): cv.string,
            vol.Optional(ATTR_TEXT, default=""): vol.All(cv.string, vol.Strip),
            vol.Optional(ATTR_FILENAME): _WORDS,
        }
    ),
    cv.has_at_least_one_key(ATTR_MEDIA, ATTR_PATH),
    cv.has_at_most_one_key(ATTR_MEDIA, ATTR_PATH),
)
_DELETE_SCHEMA: Final = vol.All(
    _given,
    vol.Schema(
        {
            **_ENTRY,
            vol.Required(CONF_VOICE): _WORDS,
            vol.Optional(ATTR_FORCE, default=False): cv.boolean,
        }
    ),
)
_SYNTHESIZE_SCHEMA: Final = vol.All(
    _given,
    vol.Schema(
        {
            **_ENTRY,
            vol.Required(ATTR_MESSAGE): cv.string,
            vol.Optional(ATTR_PROFILE): cv.entity_id,
            vol.Optional(CONF_VOICE): _WORDS,
            vol.Optional(CONF_MODE): vol.In([mode.value for mode in SynthesisMode]),
            vol.Optional(CONF_INSTRUCT): cv.string,
            vol.Optional(CONF_SPEED): vol.All(vol.Coerce(float), vol.Range(*SPEED_RANGE)),
            vol.Optional(CONF_VOLUME): vol.All(vol.Coerce(float), vol.Range(min=0)),
            vol.Optional(ATTR_PATH): _WORDS,
            vol.Optional(ATTR_FORMAT): vol.In(FORMATS),
            vol.Optional(ATTR_OVERWRITE, default=False): cv.boolean,
        }
    ),
    cv.has_at_least_one_key(ATTR_PROFILE, CONF_VOICE),
    cv.has_at_most_one_key(ATTR_PROFILE, ATTR_CONFIG_ENTRY_ID),
)


class VoiceResponse(TypedDict):
    """A voice on the service.

    Attributes:
        reference_audio_id: What the actions and options called `voice` take.
        name: For people: from file name and transcript.
        filename: Of the recording, as it was uploaded.
        text: What is said in the recording.
        bytes: Size of the recording.
        created_at: When it was uploaded: ISO 8601, UTC; None where the service doesn't tell.
        ready: Whether it can be spoken with.
        state: `ready`, `in_review`, or `refused`.
        model: The model that it was made for; None where there is only one.
    """

    reference_audio_id: str
    name: str
    filename: str
    text: str
    bytes: int
    created_at: str | None
    ready: bool
    state: str
    model: str | None


class VoicesResponse(TypedDict):
    """What `list_voices` answers.

    Attributes:
        voices: The newest first.
    """

    voices: list[VoiceResponse]


class MetricsResponse(TypedDict):
    """What was measured while a file was made.

    Attributes:
        time_to_first_audio: Seconds from asking until the first samples came.
        real_time_factor: Time taken per second of audio; under 1 is faster than the speech.
        elapsed: Seconds from asking until the last samples came.
        transport: What carried it: `websocket`, `sse` or `json`.
        characters: What the service bills for it, where it says that.
    """

    time_to_first_audio: float | None
    real_time_factor: float | None
    elapsed: float
    transport: str | None
    characters: NotRequired[int]


class FileResponse(TypedDict):
    """What `synthesize` answers.

    Attributes:
        media_content_id: To play it with `media_player.play_media`; None outside of the media
            folders.
        path: Of the file.
        duration: Of the audio, in seconds.
        format: `wav`, `mp3` or `flac`.
        metrics: What was measured.
    """

    media_content_id: str | None
    path: str
    duration: float
    format: str
    metrics: MetricsResponse


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(DOMAIN, REFRESH_VOICES, _refresh_voices, _ENTRY_SCHEMA)
    hass.services.async_register(
        DOMAIN, SYNTHESIZE, _synthesize, _SYNTHESIZE_SCHEMA, SupportsResponse.OPTIONAL
    )
    async_register_admin_service(
        hass, DOMAIN, LIST_VOICES, _list_voices, _ENTRY_SCHEMA, SupportsResponse.ONLY
    )
    async_register_admin_service(
        hass, DOMAIN, CREATE_VOICE, _create_voice, _CREATE_SCHEMA, SupportsResponse.OPTIONAL
    )
    async_register_admin_service(hass, DOMAIN, DELETE_VOICE, _delete_voice, _DELETE_SCHEMA)
    async_setup_desktop_services(hass)


async def _list_voices(call: ServiceCall) -> ServiceResponse:
    """The voices of a service, asked for anew: a `VoicesResponse`."""
    entry = _entry_of(call)
    voices = await _refresh(entry)
    return _response(VoicesResponse(voices=[_voice_response(voice) for voice in voices.values()]))


async def _refresh_voices(call: ServiceCall) -> None:
    """Ask a service for its voices, which were changed elsewhere."""
    await _refresh(_entry_of(call))


async def _create_voice(call: ServiceCall) -> ServiceResponse:
    """Make a voice of a recording and its transcript: a `VoiceResponse`."""
    entry = _entry_of(call)
    studio = entry.data[CONF_DIALECT] == Dialect.MODEL_STUDIO
    text: str = call.data[ATTR_TEXT]
    if not (text or studio):  # as the schema says it of other fields
        raise vol.RequiredFieldInvalid("required key not provided", path=[ATTR_TEXT])
    if ATTR_PATH in call.data:
        filename, data = await _read_allowed(call.hass, call.data[ATTR_PATH])
    else:
        filename, data = await _read_media(call.hass, call.data[ATTR_MEDIA])
    recording = await call.hass.async_add_executor_job(
        check_recording,
        data,
        call.data.get(ATTR_FILENAME, filename),
        MODEL_STUDIO_LIMITS if studio else LIMITS,
    )
    listed = entry.runtime_data.voices.data or {}
    cloning = async_clone(call.hass, entry.data, recording, text, listed, entry)
    try:
        # It goes on where the call is canceled: the service may have the voice already.
        voice = await asyncio.shield(cloning.voice)
    except CosyVoiceValueError as error:
        raise invalid_options(error) from error
    except CosyVoiceError as error:
        raise _said(call.hass, entry, error) from error
    cloning.take()
    return _response(_voice_response(voice))


async def _delete_voice(call: ServiceCall) -> None:
    """Delete a voice, unless a profile speaks with it."""
    entry = _entry_of(call)
    voice_id: str = call.data[CONF_VOICE]
    users = [profile.title for profile in profiles(entry) if profile.data[CONF_VOICE] == voice_id]
    if users and not call.data[ATTR_FORCE]:
        raise _invalid("voice_in_use", voice=voice_id, profiles=", ".join(users))
    data = entry.runtime_data
    try:
        voice = await data.client.get_reference_audio(voice_id)
        await data.client.delete_reference_audio(voice_id)
    except CosyVoiceNotFoundError as error:
        raise _invalid("voice_unknown", voice=voice_id) from error
    except CosyVoiceError as error:
        raise _said(call.hass, entry, error) from error
    data.activity.async_report_voice(ActivityKind.VOICE_DELETED, voice)
    await data.voices.async_was_deleted(voice_id)


async def _synthesize(call: ServiceCall) -> ServiceResponse:
    """Speak a message into a file: a `FileResponse`.

    No other voice stands in for one that is gone, as it does in an announcement: a file stays.
    """
    hass = call.hass
    profile: str | None = call.data.get(ATTR_PROFILE)
    own: Mapping[str, Any] = {}
    if profile is None:
        entry = _entry_of(call)
    else:
        entry, own = _entry_and_data_of(hass, profile)
    options = speech_options(entry, overlaid(own, call.data))
    path, form = _target(hass, call.data)
    overwrite: bool = call.data[ATTR_OVERWRITE]
    if overwrite:
        await _only_administrators(call)
    await hass.async_add_executor_job(partial(_check_place, hass, path, overwrite=overwrite))
    utterance = Utterance(hass, entry, _one(call.data[ATTR_MESSAGE]), options, profile=profile)
    try:
        duration = await _write(hass, utterance, path, form, overwrite=overwrite)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise _failed("disk_full" if full else "cannot_write", path=str(path)) from error
    metrics = MetricsResponse(
        time_to_first_audio=rounded(utterance.figures.time_to_first_audio),
        real_time_factor=rounded(utterance.figures.real_time_factor),
        elapsed=round(utterance.figures.elapsed, 3),
        transport=utterance.transport,
    )
    if (characters := utterance.characters) is not None:
        metrics["characters"] = characters
    return _response(
        FileResponse(
            media_content_id=_media_id(hass, path),
            path=str(path),
            duration=round(duration, 3),
            format=form,
            metrics=metrics,
        )
    )


def _entry_of(call: ServiceCall) -> CosyVoiceConfigEntry:
    """The service that is meant; where there is only one, it need not be named."""
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    if entry_id is None:
        entries = call.hass.config_entries.async_entries(DOMAIN)
        services = [entry for entry in entries if not is_desktop(entry)]
        entry_id = services[0].entry_id if len(services) == 1 else None
    entry = async_get_config_entry(call.hass, DOMAIN, entry_id)
    if is_desktop(entry):
        raise _invalid("not_a_service", desktop=entry.title)
    return cast("CosyVoiceConfigEntry", entry)


def _entry_and_data_of(
    hass: HomeAssistant, entity_id: str
) -> tuple[CosyVoiceConfigEntry, Mapping[str, Any]]:
    """The service of a profile's entity, and the profile's data."""
    entity = er.async_get(hass).async_get(entity_id)
    if entity is None or (entity.platform, entity.domain) != (DOMAIN, Platform.TTS):
        raise _invalid("not_a_profile", entity=entity_id)
    entry: CosyVoiceConfigEntry = async_get_config_entry(hass, DOMAIN, entity.config_entry_id)
    return entry, entry.subentries[str(entity.config_subentry_id)].data


async def _refresh(entry: CosyVoiceConfigEntry) -> dict[str, ReferenceAudio]:
    data = entry.runtime_data
    try:
        return await data.voices.async_list(data.client)
    except CosyVoiceError as error:
        raise _said(data.voices.hass, entry, error) from error


async def _only_administrators(call: ServiceCall) -> None:
    """Refuse a person who is none, as `async_register_admin_service` does for whole actions."""
    if call.context.user_id is None:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    if not user.is_admin:
        raise Unauthorized(context=call.context)


async def _read_allowed(hass: HomeAssistant, path: str) -> tuple[str, bytes]:
    """Name and content of a recording in a folder that Home Assistant may read."""
    if not await hass.async_add_executor_job(_is_allowed, hass, path):
        raise _invalid("path_not_allowed", path=path)
    return await _read(hass, Path(path))


def _is_allowed(hass: HomeAssistant, path: str) -> bool:
    """Whether it is in a folder that Home Assistant may use, by whatever links it is named."""
    try:
        return "\0" not in path and hass.config.is_allowed_path(path)
    except OSError:  # such as of a name that is too long
        return False


async def _read_media(hass: HomeAssistant, media_id: str) -> tuple[str, bytes]:
    """Name and content of a recording in a media source."""
    if not media_source.is_media_source_id(media_id):
        raise _invalid("not_media", media=media_id)
    try:
        media = await media_source.async_resolve_media(hass, media_id, None)
    except Exception as error:  # others' sources, which raise what they like
        raise _invalid("media_unavailable", media=media_id) from error
    if media.path is not None:
        return await _read(hass, media.path)
    url = async_process_play_media_url(hass, media.url)
    return URL(url).name, await _fetch(hass, media_id, url)


async def _read(hass: HomeAssistant, path: Path) -> tuple[str, bytes]:
    def read() -> bytes:
        # A pipe would be waited for, and a device has no end.
        if not path.is_file():
            raise FileNotFoundError(path)
        with path.open("rb") as file:
            # One byte more, so that what is too long is seen to be.
            return file.read(MAX_BYTES + 1)

    try:
        return path.name, await hass.async_add_executor_job(read)
    except OSError as error:
        raise _invalid("cannot_read", path=str(path)) from error


async def _fetch(hass: HomeAssistant, media_id: str, url: str) -> bytes:
    """A recording from elsewhere, and no more of it than a recording can have."""
    data = bytearray()
    session = async_get_clientsession(hass)
    try:
        async with session.get(url, timeout=_FETCH_TIMEOUT) as response:
            response.raise_for_status()
            async for chunk in response.content.iter_any():
                data += chunk
                if len(data) > MAX_BYTES:
                    break
    except (ClientError, TimeoutError) as error:
        raise _failed("media_unavailable", media=media_id) from error
    return bytes(data)


def _target(hass: HomeAssistant, data: Mapping[str, Any]) -> tuple[Path, str]:
    """Where the file goes, and its form."""
    folder = Path(next(iter(hass.config.media_dirs.values())), _FOLDER)
    name: str | None = data.get(ATTR_PATH)
    if name is None:
        words = slugify(data[ATTR_MESSAGE])[:_SLUG_LENGTH].strip("_")
        name = f"{dt_util.now():%Y-%m-%d_%H-%M-%S-%f}_{words}"
    try:
        raise_if_invalid_path(name)
    except ValueError as error:
        raise _invalid("path_not_allowed", path=name) from error
    path = folder / name
    if not path.name:
        raise _invalid("path_not_allowed", path=name)
    form = data.get(ATTR_FORMAT) or path.suffix.lower().removeprefix(".") or _DEFAULT_FORMAT
    if form not in FORMATS:
        raise _invalid("format_unknown", format=form, formats=", ".join(FORMATS))
    if path.suffix.lower() != f".{form}":
        # No file of another kind, such as a part of a page, is ever written over with audio.
        path = path.with_name(f"{path.name}.{form}")
    return path, form


def _check_place(hass: HomeAssistant, path: Path, *, overwrite: bool) -> None:
    """Refuse a place where the file can't go. For the executor.

    Raises:
        ServiceValidationError: It is in no allowed folder, or something is there already.
    """
    if not _is_allowed(hass, str(path)):
        raise _invalid("path_not_allowed", path=str(path))
    try:
        path.lstat()  # a link counts as what it is, even if it leads nowhere
    except FileNotFoundError:
        return
    except OSError as error:
        raise _invalid("cannot_write", path=str(path)) from error
    if not path.is_file():
        raise _invalid("cannot_write", path=str(path))
    if not overwrite:
        raise _invalid("file_exists", path=str(path))


async def _write(
    hass: HomeAssistant, utterance: Utterance, path: Path, form: str, *, overwrite: bool
) -> float:
    """Speak into a file; the seconds of audio in it."""
    file: AudioFile | None = None

    def write(samples: bytes) -> None:
        nonlocal file
        if file is None:
            assert utterance.spec is not None  # noqa: S101 - the first samples set it
            _check_place(hass, path, overwrite=overwrite)  # much may have happened until it spoke
            file = AudioFile(path, form, utterance.spec)
        file.write(samples)

    def finish() -> float:
        assert file is not None  # noqa: S101 - an utterance without samples raises
        _check_place(hass, path, overwrite=overwrite)
        try:
            file.finish(overwrite=overwrite)
        except FileExistsError as error:
            raise _invalid("file_exists", path=str(path)) from error
        return file.seconds

    await utterance.start()
    try:
        async with aclosing(utterance.pcm()) as audio:
            async for samples in audio:
                await _ended(hass.async_add_executor_job(write, samples))
        return await _ended(hass.async_add_executor_job(finish))
    finally:
        if file is not None:
            await hass.async_add_executor_job(file.discard)


async def _ended[T](job: asyncio.Future[T]) -> T:
    """What a job came to. It isn't left at work on the file by a call that is cancelled."""
    try:
        return await asyncio.shield(job)
    finally:
        if not job.done():
            await asyncio.wait([job])


async def _one(message: str) -> AsyncGenerator[str]:
    yield message


def _media_id(hass: HomeAssistant, path: Path) -> str | None:
    for name, folder in hass.config.media_dirs.items():
        if path.is_relative_to(folder):
            return media_source.generate_media_source_id(
                media_source.DOMAIN, f"{name}/{path.relative_to(folder).as_posix()}"
            )
    return None


def _voice_response(voice: ReferenceAudio) -> VoiceResponse:
    return VoiceResponse(
        reference_audio_id=voice.id,
        name=voice_name(voice),
        filename=voice.filename,
        text=voice.text,
        bytes=voice.bytes,
        created_at=None if voice.created_at is None else voice.created_at.isoformat(),
        ready=voice.ready,
        state=voice.state.value,
        model=voice.model,
    )


def _response(response: VoicesResponse | VoiceResponse | FileResponse) -> ServiceResponse:
    # A TypedDict is no dict of JSON to mypy, though every one here is.
    return cast("ServiceResponse", response)


def _said(
    hass: HomeAssistant, entry: CosyVoiceConfigEntry, error: CosyVoiceError
) -> HomeAssistantError:
    async_have_mended(hass, entry, error)
    return translated(error)


def _invalid(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=shown(placeholders),
    )


def _failed(key: str, **placeholders: str) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=shown(placeholders),
    )
