"""What is announced at home from here: on its speakers, in its voices."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop_app.words.likeness import most_alike
from shared_client.desktop_link import TEXT_LENGTH

from .login import HomeError, home_address
from .membership import load_membership
from .pairing import access_token, home_session
from .socket import HouseSocket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from desktop_app.settings.home import HomeSettings

_PLAY_MEDIA: Final = 512  # Home Assistant's flags of what a media player can do
_MEDIA_ANNOUNCE: Final = 1_048_576
_ANNOUNCE: Final = 1  # and a satellite
_UNAVAILABLE: Final = "unavailable"


@dataclass(frozen=True, slots=True)
class Thing:
    """A speaker or a voice of the home.

    Attributes:
        entity_id: What Home Assistant calls it.
        name: What people call it.
        is_there: Whether it can be used now.
    """

    entity_id: str
    name: str
    is_there: bool = True

    @property
    def is_satellite(self) -> bool:
        """Whether it is a satellite of Assist, which speaks with a voice of its own."""
        return self.entity_id.startswith("assist_satellite.")


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


async def look_around(socket: HouseSocket) -> House:
    """What there is at home.

    Raises:
        HomeError: It can't be asked.
    """
    states = await socket.ask("get_states")
    speakers, voices = [], []
    for state in states if isinstance(states, list) else ():
        if not isinstance(state, dict) or not isinstance(entity := state.get("entity_id"), str):
            continue
        attributes = state.get("attributes")
        thing = _thing(
            entity, state.get("state"), attributes if isinstance(attributes, dict) else {}
        )
        domain = entity.partition(".")[0]
        can = attributes.get("supported_features") if isinstance(attributes, dict) else 0
        can = can if isinstance(can, int) else 0
        plays = domain == "media_player" and can & (_PLAY_MEDIA | _MEDIA_ANNOUNCE)
        if plays or (domain == "assist_satellite" and can & _ANNOUNCE):
            speakers.append(thing)
        elif domain == "tts":
            voices.append(thing)
    return House(tuple(sorted(speakers, key=_by_name)), tuple(sorted(voices, key=_by_name)))


async def announce(
    socket: HouseSocket, text: str, speakers: Sequence[Thing], voice: Thing | None
) -> None:
    """Have a text announced; returns when it was heard, where the speakers tell.

    Args:
        socket: The home, as the user who is signed in.
        text: What to say.
        speakers: Where.
        voice: Who says it on media players; None for the home's first voice.

    Raises:
        HomeError: It was refused, or there is no voice.
    """
    players = [one.entity_id for one in speakers if not one.is_satellite]
    satellites = [one.entity_id for one in speakers if one.is_satellite]
    if players:
        if voice is None:
            voice = next(iter((await look_around(socket)).voices), None)
        if voice is None:
            raise HomeError("home_without_voice")
        await _act(
            socket,
            "tts",
            "speak",
            # What is said isn't to lie as a file in a folder of the house.
            {"media_player_entity_id": players, "message": text[:TEXT_LENGTH], "cache": False},
            voice.entity_id,
        )
    for satellite in satellites:
        await _act(
            socket, "assist_satellite", "announce", {"message": text[:TEXT_LENGTH]}, satellite
        )


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


async def _act(
    socket: HouseSocket, domain: str, action: str, data: dict[str, Any], target: str
) -> None:
    await socket.ask(
        "call_service",
        domain=domain,
        service=action,
        service_data=data,
        target={"entity_id": target},
    )


def _thing(entity_id: str, state: object, attributes: dict[str, Any]) -> Thing:
    name = attributes.get("friendly_name")
    return Thing(
        entity_id, name if isinstance(name, str) and name else entity_id, state != _UNAVAILABLE
    )


def _by_name(thing: Thing) -> str:
    return thing.name.casefold()
