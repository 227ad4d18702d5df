"""Finds out whether an address that has no CosyVoice API leads to Model Studio."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.settings.settings import APIS

from .connection import client_for
from .consent import is_studio

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings


async def is_gateway(service: ServiceSettings, token: str) -> bool:
    """Whether a service that isn't set up as a gateway to Model Studio answers as one.

    Args:
        service: As it is set up; it is asked which voices it has, and given nothing.
        token: Its token, which goes to the same host.
    """
    from shared_client import CosyVoiceError  # noqa: PLC0415 - who asks has imported it

    if is_studio(service):
        return False
    try:
        async with client_for(replace(service, api=APIS[1]), token) as client:
            await client.probe()
    except CosyVoiceError:
        return False
    return True
