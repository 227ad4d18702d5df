"""Which voices can be chosen, and how the others are named."""

from __future__ import annotations

import pytest

from custom_components.cosyvoice.offered_voices import left_out, offered
from custom_components.cosyvoice.shared_client import ReferenceAudio
from custom_components.cosyvoice.shared_client.models import VoiceState

FLASH, V2 = "cosyvoice-v3-flash", "cosyvoice-v2"


def voice(
    name: str, state: VoiceState = VoiceState.READY, model: str | None = FLASH
) -> ReferenceAudio:
    return ReferenceAudio(name, name, 0, None, "", state, model)


VOICES = {
    one.id: one
    for one in (
        voice("ready"),
        voice("new", VoiceState.IN_REVIEW),
        voice("bad", VoiceState.REFUSED, V2),
        voice("old", model=V2),
        voice("untold", model=None),
    )
}


@pytest.mark.parametrize(
    ("model", "chosen", "expected"),
    [
        (FLASH, None, ["ready", "untold"]),
        (FLASH, "old", ["ready", "old", "untold"]),
        (FLASH, "gone", ["ready", "untold"]),
        (V2, None, ["old", "untold"]),
        (None, None, ["ready", "old", "untold"]),
    ],
)
def test_voices_that_are_ready_and_of_the_model_are_offered(
    model: str | None, chosen: str | None, expected: list[str]
) -> None:
    assert list(offered(VOICES, model, chosen)) == expected


def test_the_others_are_named_by_the_reason() -> None:
    assert left_out(VOICES, FLASH) == {
        "model": FLASH,
        "in_review": "new",
        "refused": "bad",
        "other_model": f"old ({V2})",
    }
    assert left_out({"ready": VOICES["ready"]}, FLASH) == {}


def test_a_thousand_others_are_not_all_named() -> None:
    many = {str(n): voice(f"v{n}", VoiceState.IN_REVIEW) for n in range(1000)}
    named = left_out(many, None)
    assert named["model"] == "–"
    assert named["in_review"].startswith("v0, v1, v2")
    assert named["in_review"].endswith("v9, …")
