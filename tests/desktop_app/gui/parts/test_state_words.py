"""What a person is told while they wait for a voice."""

from __future__ import annotations

import pytest

from desktop_app.gui.parts import state_words


@pytest.mark.parametrize(
    ("seconds", "heard", "service", "built_in"),
    [
        (0, False, "Asking “{service}”…", "Starting the built-in voice…"),
        (9, False, "“{service}” is waking up…", "The built-in voice is starting…"),
        (9, True, "Waiting for “{service}”…", "Waiting for the built-in voice…"),
    ],
)
def test_who_is_waited_for_is_said_and_after_a_while_for_how_long(
    seconds: int,
    heard: bool,  # noqa: FBT001 - a case's
    service: str,
    built_in: str,
) -> None:
    for words, begins in (
        (state_words._waiting_for_service(seconds, heard=heard), service),
        (state_words._waiting_for_built_in(seconds, heard=heard), built_in),
    ):
        assert words.startswith(begins)
        assert ("{seconds} s" in words) == (seconds > 0)
