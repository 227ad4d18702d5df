"""What services want of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.services.consent import is_studio
from shared_client.model_studio.recordings import LONGEST, SHORTEST
from shared_client.models import BEST_RECORDING_SECONDS, RECORDING_SECONDS

if TYPE_CHECKING:
    from desktop_app.settings.settings import ServiceSettings


class Demands(NamedTuple):
    """What a service wants of a recording, in seconds.

    Attributes:
        least: The shortest that it takes.
        most: The longest that it takes.
        best: From and to which length serves best.
        speech: Of speech without a long pause, at least.
        certain: Whether it refuses for certain what is outside of that; else it may differ.
    """

    least: float
    most: float
    best: tuple[float, float]
    speech: float = 0.0
    certain: bool = False


USUAL: Final = Demands(*RECORDING_SECONDS, BEST_RECORDING_SECONDS)
"""Of CosyVoice services."""

BUILT_IN: Final = USUAL._replace(certain=True)
"""Of the local server, whose limits are known."""

MODEL_STUDIO: Final = Demands(SHORTEST, LONGEST, (10.0, 20.0), SHORTEST, certain=True)
"""Of Alibaba Cloud Model Studio."""


def demands_of(service: ServiceSettings | None) -> Demands:
    """What a service wants of a recording; None is the built-in one."""
    if service is None:
        return BUILT_IN
    return MODEL_STUDIO if is_studio(service) else USUAL
