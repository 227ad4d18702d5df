"""Where texts and recordings go that Model Studio is given, and whether a person agreed to that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from desktop_app.errors import AppError
from desktop_app.settings.settings import APIS
from desktop_app.words.saying import Phrase
from shared_client.model_studio.protocol import BEIJING, SINGAPORE, is_model_studio, region_of

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings


_FOR_NOW: Final[set[str]] = set()  # hosts that were agreed to as long as this process runs


class ConsentError(AppError):
    """Nothing was sent: nobody has agreed yet that texts and recordings go there."""


def is_studio(service: ServiceSettings) -> bool:
    """Whether a service is Model Studio, or a gateway to it."""
    return service.api == APIS[1] or is_model_studio(host_of(service))


def host_of(service: ServiceSettings) -> str:
    """The host of a service; empty where its address has none."""
    url = service.url if "://" in service.url else f"//{service.url}"
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def place_of(service: ServiceSettings) -> Phrase | str:
    """The city that Model Studio is in at this address; the host, where its name doesn't say."""
    host = host_of(service)
    return region_name(region_of(host) or host)


def region_name(region: str) -> Phrase | str:
    """What people call a region, or its own name."""
    match region:
        case _ if region == BEIJING:
            return Phrase("place_beijing")
        case _ if region == SINGAPORE:
            return Phrase("place_singapore")
        case _:
            return region


def where_it_goes(service: ServiceSettings) -> Phrase:
    """One sentence of where texts and recordings go."""
    if region_of(host_of(service)) is None:
        return Phrase("goes_through", place=place_of(service))
    return Phrase("goes_to", place=place_of(service))


def agree_for_now(service: ServiceSettings) -> None:
    """Let texts and recordings go to a service that the environment names: no settings keep it."""
    _FOR_NOW.add(host_of(service))


def is_agreed(service: ServiceSettings) -> bool:
    """Whether texts and recordings may leave."""
    if is_studio(service) and host_of(service) in _FOR_NOW:
        return True
    return not is_studio(service) or (bool(service.agreed) and service.agreed == host_of(service))


def agreed(service: ServiceSettings) -> ServiceSettings:
    """The service, to which texts and recordings may go from now on."""
    return replace(service, agreed=host_of(service)) if is_studio(service) else service


def refused(name: str, service: ServiceSettings) -> ConsentError:
    """The error to raise where a text or a recording was about to leave.

    Args:
        name: What a person calls the service.
        service: The service.
    """
    return ConsentError("consent_needed", service=name, where=where_it_goes(service))
