"""The vocabulary of the CosyVoice 2.0 API, shared by the client and the local server.

Paths, names and bodies as the five API documents give them. Document 000 is dialect V1, documents
001 to 004 are dialect V2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .models import Dialect

HTTP_MODEL: Final = "CosyVoice2-0.5B"
"""`model` of a speech request."""

WEBSOCKET_MODEL: Final = "cosyvoice-v2"
"""`model` of a `run-task`."""

RUN_TASK: Final = "run-task"
CONTINUE_TASK: Final = "continue-task"
FINISH_TASK: Final = "finish-task"

TASK_STARTED: Final = "task-started"
RESULT_GENERATED: Final = "result-generated"
TASK_FINISHED: Final = "task-finished"
TASK_FAILED: Final = "task-failed"

FINISH_REASON_STOP: Final = "stop"
"""`finish_reason` of the last event of an SSE stream."""

DEFAULT_BIT_RATE_V1: Final = 192_000
DEFAULT_COMPRESSION_LEVEL: Final = 2


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a dialect keeps its endpoints, below the service's base URL."""

    reference_audio: str
    speech: str
    websocket: str


PATHS: Final = {
    Dialect.V1: Paths(
        reference_audio="v1/audio/reference_audio",
        speech="v1/audio/speech",
        websocket="v1/audio/speech/ws",
    ),
    Dialect.V2: Paths(
        reference_audio="api/v1/audio/reference_audio",
        speech="api/v1/audio/speech",
        websocket="api-ws/v1/audio/speech",
    ),
}
