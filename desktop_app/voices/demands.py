"""What services want of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.services.consent import is_studio
from shared_client.model_studio.recordings import LONGEST, SHORTEST
from shared_client.recordings import USUAL, Demands

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings


BUILT_IN: Final = USUAL._replace(certain=True)
"""Of the local server, whose limits are known."""

MODEL_STUDIO: Final = Demands(SHORTEST, LONGEST, (10.0, 20.0), SHORTEST, certain=True)
"""Of Alibaba Cloud Model Studio."""


def demands_of(service: ServiceSettings | None) -> Demands:
    """What a service wants of a recording; None is the built-in one."""
    if service is None:
        return BUILT_IN
    return MODEL_STUDIO if is_studio(service) else USUAL
