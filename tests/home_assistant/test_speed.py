"""What the benchmark measures is there, and what does not depend on the machine holds."""

import pytest

from tests.home_assistant import announcing_speed
from tests.home_assistant.speed import BARE, ENGINES, FORMS, OURS, WHOLE, Plan, measure

pytestmark = pytest.mark.home_assistant

_LITTLE = Plan(
    announcements=2,
    messages=1,
    conversations=1,
    steady=1,
    sentences=2,
    sentences_of_conversation=1,
)


async def test_a_little_of_the_benchmark() -> None:
    measured = await measure(_LITTLE)
    for name, rounds in measured["first_audio"].items():
        assert set(rounds) == {BARE, *ENGINES}, name
        assert measured["audio_seconds"][name] > 4
    assert [len(values) for values in measured["first_audio"]["announcement"].values()] == [2] * 6
    for name in ("steady message", "steady conversation"):
        rounds = measured["first_audio"][name]
        assert 3 * rounds[OURS][0] < rounds[WHOLE][0]

    started = {count["form"]: count for count in measured["ffmpeg"]}
    assert set(started) == set(FORMS)
    assert [form for form, count in started.items() if count[OURS]] == []
    assert started["wav, 16 kHz, mono, 16 bit"][WHOLE] == 1  # it counts


@pytest.mark.slow
@pytest.mark.audio
async def test_a_little_of_the_benchmark_of_announcements() -> None:
    measured = await announcing_speed.measure(announcing_speed.Plan(rounds=1, rest=0.5))
    assert measured["rounds"].keys() == {announcing_speed.WAV, announcing_speed.MP3}
    for (one,) in measured["rounds"].values():
        assert 0 < one["engine"] < one["heard"] < 10
    assert measured["rest"]["alone"]["memory"] > 10 << 20
