"""What the server is and which engines speak, for `GET /` and the page for voices."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from local_server.engines import failure_of, note_of
from local_server.engines.choice import key_of
from shared_client import __version__

if TYPE_CHECKING:
    from local_server.engines import Engine
    from local_server.service import Service


def described(service: Service) -> dict[str, Any]:
    """Name, version, and engines: the one in use, the others, and those that would be better."""
    speaker = service.speaker
    engine = speaker.best
    others = (each for each in speaker.engines if each is not engine)
    return {
        "name": "CosyVoice Home local server",
        "version": __version__,
        "engine": _of_engine(engine),
        "other_engines": [_of_engine(other) for other in others],
        "better": [asdict(better) for better in service.better()],
    }


def _of_engine(engine: Engine) -> dict[str, Any]:
    can = engine.capabilities
    return {
        "id": key_of(engine),
        "name": engine.name,
        "state": engine.state.value,
        "failure": failure_of(engine),
        "clones": can.clones,
        "instruct": can.instruct,
        "languages": sorted(can.languages) or "any",
        "note": note_of(engine),
    }
