"""What speech-dispatcher sends, as text and manner."""

from __future__ import annotations

import pytest

from desktop_app.speech_dispatcher.messages import Kind, Manner, text_of


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        (Kind.TEXT, '<speak>2 &lt; 3 &amp; <mark name="a"/>&quot;so&quot;</speak>', '2 < 3 & "so"'),
        (Kind.TEXT, "&amp;lt; is no tag", "&lt; is no tag"),
        (Kind.CHAR, "!", "exclamation mark"),
        (Kind.CHAR, " ", "space"),
        (Kind.CHAR, "a", "a"),
        (Kind.CHAR, "字", "字"),
        (Kind.KEY, "shift_Page-Up", "shift Page Up"),
        (Kind.SOUND_ICON, "new-message", "new message"),
    ],
)
def test_what_is_said(kind: Kind, sent: str, said: str) -> None:
    assert text_of(kind, sent) == said


@pytest.mark.parametrize(
    ("rate", "speed"),
    [
        *(("-100", 0.5), ("0", 1.0), ("100", 2.0), ("50", 2**0.5)),
        *(("-999", 0.5), ("999", 2.0), ("fast", 1.0)),
    ],
)
def test_a_rate_is_a_speed_from_half_to_twice(rate: str, speed: float) -> None:
    assert Manner({"rate": rate}).speed == pytest.approx(speed)
    assert Manner().speed == 1


@pytest.mark.parametrize(
    ("sent", "volume"), [("-100", 0.0), ("0", 0.5), ("100", 1.0), ("200", 1.0), ("loud", 1.0)]
)
def test_a_volume_goes_from_silent_to_full(sent: str, volume: float) -> None:
    assert Manner({"volume": sent}).volume == volume
    assert Manner().volume == 1


def test_null_is_no_word() -> None:
    manner = Manner({"language": "NULL", "synthesis_voice": "NULL"})
    assert (manner.language, manner.voice) == ("", "")
    assert (Manner({"language": "zh"}).language, Manner().voice) == ("zh", "")
