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
    """

    least: float
    most: float
    best: tuple[float, float]
    speech: float = 0.0


USUAL: Final = Demands(*RECORDING_SECONDS, BEST_RECORDING_SECONDS)
"""Of CosyVoice services."""

MODEL_STUDIO: Final = Demands(SHORTEST, LONGEST, (10.0, 20.0), SHORTEST)
"""Of Alibaba Cloud Model Studio."""


def demands_of(service: ServiceSettings | None) -> Demands:
    """What a service wants of a recording; None is the built-in one."""
    return MODEL_STUDIO if service is not None and is_studio(service) else USUAL
