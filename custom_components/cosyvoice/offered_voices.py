"""Which voices of a service can be chosen, and what is to be said of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .shared_client.models import VoiceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .shared_client import ReferenceAudio

_MOST_NAMED: Final = 10
_NONE: Final = "–"


def offered(
    voices: Mapping[str, ReferenceAudio], model: str | None, chosen: str | None = None
) -> dict[str, ReferenceAudio]:
    """The voices that a person can choose, in their order.

    Args:
        voices: Those of the service, by id.
        model: What the service makes new voices for; None where there is only one model. A voice
            of another model costs another price, and can do other things.
        chosen: The id of a voice that was chosen before. It stays, whatever it is.
    """
    return {
        id_: voice
        for id_, voice in voices.items()
        if id_ == chosen or (voice.ready and not _is_of_another(voice, model))
    }


def left_out(voices: Mapping[str, ReferenceAudio], model: str | None) -> dict[str, str]:
    """The names of the voices that can't be chosen, by the reason; placeholders of a form.

    Args:
        voices: As above.
        model: As above.

    Returns:
        `in_review`, `refused`, and `other_model`, each the names of voices or a dash; and `model`.
        Empty where all voices can be chosen.
    """
    others = [voice for id_, voice in voices.items() if id_ not in offered(voices, model)]
    if not others:
        return {}
    in_review = (voice for voice in others if voice.state is VoiceState.IN_REVIEW)
    refused = (voice for voice in others if voice.state is VoiceState.REFUSED)
    ready = (voice for voice in others if voice.ready)
    return {
        "model": model or _NONE,
        "in_review": _listed(voice.filename for voice in in_review),
        "refused": _listed(voice.filename for voice in refused),
        "other_model": _listed(f"{voice.filename} ({voice.model})" for voice in ready),
    }


def _is_of_another(voice: ReferenceAudio, model: str | None) -> bool:
    return model is not None and voice.model not in {None, model}


def _listed(names: Iterable[str]) -> str:
    """Names in one line, which ends where there are too many."""
    all_ = list(names)
    named = ", ".join(all_[:_MOST_NAMED])
    return f"{named}, …" if len(all_) > _MOST_NAMED else named or _NONE
