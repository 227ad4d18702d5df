"""What is announced at home from here: on its speakers, in its voices."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop_app.system.json_of_others import text_of
from desktop_app.words.likeness import most_alike
from shared_client.desktop_link import TEXT_LENGTH, TURN

from .login import HomeError, home_address
from .membership import load_membership
from .pairing import access_token, home_session
from .socket import CommandError, HouseSocket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from desktop_app.settings.home import HomeSettings

_PLAY_MEDIA: Final = 512  # Home Assistant's flags of what a media player can do
_MEDIA_ANNOUNCE: Final = 1_048_576
_ANNOUNCE: Final = 1  # and a satellite
_UNAVAILABLE: Final = "unavailable"
_HEARD: Final = TURN + 60.0
"""Seconds in which an announcement is heard: its action returns only then."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A speaker or a voice of the home.

    Attributes:
        entity_id: What Home Assistant calls it.
        name: What people call it.
        is_there: Whether it can be used now.
        area: The room that it is in; empty where nobody has said.
        device: What it is a part of, for Home Assistant; empty where it stands alone.
    """

    entity_id: str
    name: str
    is_there: bool = True
    area: str = ""
    device: str = ""

    @property
    def is_satellite(self) -> bool:
        """Whether it is a satellite of Assist, which speaks with a voice of its own."""
        return self.entity_id.startswith("assist_satellite.")


@dataclass(frozen=True, slots=True)
class Speech:
    """A voice that an engine of the home has.

    Attributes:
        id: What the engine calls it.
        name: What people call it.
        language: Which it speaks, as the engine writes it.
    """

    id: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class House:
    """What can announce at home.

    Attributes:
        speakers: Media players and satellites.
        voices: Engines that speak.
    """

    speakers: tuple[Thing, ...]
    voices: tuple[Thing, ...]


@asynccontextmanager
async def at_home(settings: HomeSettings) -> AsyncIterator[HouseSocket]:
    """A connection to the home as the user who is signed in.

    Raises:
        HomeError: It can't be reached, or this computer is no part of one.
        SettingsError: The token isn't where it was kept.
    """
    membership = load_membership()
    if not membership.is_paired or not settings.addresses:
        raise HomeError("home_not_paired")
    async with home_session(settings.ca_file) as session:
        error: HomeError | None = None
        for one in settings.addresses:
            address = home_address(one)
            try:
                token = await access_token(session, address, settings, membership)
                socket = await HouseSocket.open(session, address, token)
            except HomeError as failed:
                error = failed
                continue
            try:
                yield socket
            finally:
                await socket.aclose()
            return
        assert error is not None  # noqa: S101 - there was an address
        raise error


# --- What there is --------------------------------------------------------------------------------


async def look_around(socket: HouseSocket) -> House:
    """What there is at home.

    Raises:
        HomeError: It can't be asked.
    """
    states, places = await asyncio.gather(socket.ask("get_states"), _places(socket))
    speakers, voices = [], []
    for state in _objects(states):
        if not isinstance(entity := state.get("entity_id"), str):
            continue
        attributes = state.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        area, device = places.get(entity, ("", ""))
        name = text_of(attributes.get("friendly_name")) or entity
        thing = Thing(entity, name, state.get("state") != _UNAVAILABLE, area, device)
        domain = entity.partition(".")[0]
        can = attributes.get("supported_features")
        can = can if isinstance(can, int) else 0
        plays = domain == "media_player" and can & (_PLAY_MEDIA | _MEDIA_ANNOUNCE)
        if plays or (domain == "assist_satellite" and can & _ANNOUNCE):
            speakers.append(thing)
        elif domain == "tts":
            voices.append(thing)
    return House(tuple(sorted(speakers, key=_order)), tuple(sorted(voices, key=_order)))


async def speech_of(socket: HouseSocket, engine: str) -> tuple[Speech, ...]:
    """The voices of an engine, in the home's language where it speaks that.

    Args:
        socket: The home.
        engine: Its entity.

    Returns:
        None at all for an engine that has one voice, or doesn't say.

    Raises:
        HomeError: The home can't be asked, or the engine is gone.
    """
    told, home = await asyncio.gather(
        socket.ask("tts/engine/get", engine_id=engine), socket.ask("get_config")
    )
    provider = told.get("provider") if isinstance(told, dict) else None
    spoken = provider.get("supported_languages") if isinstance(provider, dict) else None
    languages = [one for one in spoken or () if isinstance(one, str)]
    language = _language(text_of(home.get("language") if isinstance(home, dict) else ""), languages)
    if not language:
        return ()
    answer = await socket.ask("tts/engine/voices", engine_id=engine, language=language)
    voices = answer.get("voices") if isinstance(answer, dict) else None
    return tuple(
        Speech(id_, text_of(one.get("name")) or id_, language)
        for one in _objects(voices)
        if isinstance(id_ := one.get("voice_id"), str)
    )


def _language(wanted: str, spoken: Sequence[str]) -> str:
    """The language of an engine that comes closest to one; empty where it says none."""
    short = wanted.partition("-")[0].casefold()
    alike = [one for one in spoken if one.replace("_", "-").partition("-")[0].casefold() == short]
    return wanted if wanted in spoken else next(iter([*alike, *spoken]), "")


async def _places(socket: HouseSocket) -> Mapping[str, tuple[str, str]]:
    """The room and the device of each entity; nothing where the home doesn't tell."""
    try:
        areas, devices, entities = await asyncio.gather(
            socket.ask("config/area_registry/list"),
            socket.ask("config/device_registry/list"),
            socket.ask("config/entity_registry/list_for_display"),
        )
    except CommandError:
        return {}
    rooms = {text_of(one.get("area_id")): text_of(one.get("name")) for one in _objects(areas)}
    where = {text_of(one.get("id")): text_of(one.get("area_id")) for one in _objects(devices)}
    found = {}
    for one in _objects(entities.get("entities") if isinstance(entities, dict) else None):
        device = text_of(one.get("di"))
        room = text_of(one.get("ai")) or where.get(device, "")
        found[text_of(one.get("ei"))] = (rooms.get(room, ""), device)
    return found


def _objects(told: object) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _order(thing: Thing) -> tuple[bool, str, str]:
    """By room and name; what nobody has put into a room comes last."""
    return not thing.area, thing.area.casefold(), thing.name.casefold()


# --- What is said ---------------------------------------------------------------------------------


async def announce(
    socket: HouseSocket,
    text: str,
    speakers: Sequence[Thing],
    voice: Thing | None,
    speech: Speech | None = None,
) -> None:
    """Have a text announced on all speakers at once; returns when it was heard, where they tell.

    Args:
        socket: The home, as the user who is signed in.
        text: What to say.
        speakers: Where.
        voice: Who says it on media players; None for the home's first voice.
        speech: Which of its voices; None for its usual one.

    Raises:
        HomeError: It was refused, there is no voice, or a speaker isn't there. What can be heard
            on others is.
    """
    players = [one.entity_id for one in speakers if one.is_there and not one.is_satellite]
    satellites = [one.entity_id for one in speakers if one.is_there and one.is_satellite]
    text = text[:TEXT_LENGTH]
    work = [
        _act(socket, "assist_satellite", "announce", {"message": text}, one) for one in satellites
    ]
    if players:
        if voice is None:
            voice = next(iter((await look_around(socket)).voices), None)
        # What is said isn't to lie as a file in a folder of the house.
        data = {"media_player_entity_id": players, "message": text, "cache": False}
        if speech is not None:
            data |= {"language": speech.language, "options": {"voice": speech.id}}
        work.append(_speak(socket, data, voice))
    for ended in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended
    if away := [one.name for one in speakers if not one.is_there]:
        raise HomeError("home_speakers_away", names=away)


async def _speak(socket: HouseSocket, data: dict[str, Any], voice: Thing | None) -> None:
    if voice is None:
        raise HomeError("home_without_voice")
    await _act(socket, "tts", "speak", data, voice.entity_id)


async def _act(
    socket: HouseSocket, domain: str, action: str, data: dict[str, Any], target: str
) -> None:
    await socket.ask(
        "call_service",
        patience=_HEARD,
        domain=domain,
        service=action,
        service_data=data,
        target={"entity_id": target},
    )


# --- What a person means --------------------------------------------------------------------------


def speakers_of(wanted: str, speakers: Sequence[Thing]) -> list[Thing]:
    """The speakers that a person means: one by its id or name, or all in a room.

    Raises:
        HomeError: As `named`.
    """
    words = wanted.strip().casefold()
    if not any(words in {one.entity_id, one.name.casefold()} for one in speakers):
        room = [one for one in speakers if one.area and one.area.casefold() == words]
        if room:
            # A device that is a media player and a satellite says it once.
            players = {one.device for one in room if one.device and not one.is_satellite}
            return [one for one in room if not (one.is_satellite and one.device in players)]
    return [named(wanted, speakers, "home_speaker_unknown")]


def named(wanted: str, things: Iterable[Thing], missing: str) -> Thing:
    """The thing that a person means: by its id, its name, or how either begins.

    Raises:
        HomeError: There is none, or several; the error has `missing` for its key.
    """
    known = list(things)
    words = wanted.strip().casefold()
    for fits in (
        lambda one: words in {one.entity_id, one.entity_id.partition(".")[2], one.name.casefold()},
        lambda one: (
            one.name.casefold().startswith(words)
            or one.entity_id.partition(".")[2].startswith(words)
        ),
    ):
        found = [one for one in known if fits(one)]
        if len(found) == 1:
            return found[0]
        if found:
            raise HomeError("home_thing_ambiguous", wanted=wanted, number=len(found))
    names = [one.name for one in known]
    raise HomeError(missing, wanted=wanted, alike=most_alike(wanted, names))


def named_speech(wanted: str, engine: Thing, known: Sequence[Speech]) -> Speech:
    """The voice of an engine that a person means: by its id or its name.

    Raises:
        HomeError: It has no such voice.
    """
    words = wanted.strip().casefold()
    for one in known:
        if words in {one.id.casefold(), one.name.casefold()}:
            return one
    alike = most_alike(wanted, [one.name for one in known])
    raise HomeError("home_speech_unknown", voice=engine.name, wanted=wanted, alike=alike)
