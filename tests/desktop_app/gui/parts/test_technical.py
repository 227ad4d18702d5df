"""What is behind an error, for those who help."""

from __future__ import annotations

from desktop_app.errors import AppError
from desktop_app.gui.parts.technical import technical
from desktop_app.system.redaction import hide
from shared_client import CosyVoiceConnectionError, CosyVoiceUnavailableError


def raised() -> AppError:
    """An error of the app, behind which is one of the client, and one of the system."""
    error = AppError(
        "not_spoken", error=CosyVoiceConnectionError("connection_failed", host="home.local")
    )
    error.values["error"].__cause__ = OSError(111, "Connect call failed")
    return error


def test_status_host_answer_and_request_are_told_without_a_token() -> None:
    hide("secret-token-123")
    error = CosyVoiceUnavailableError(
        "service_failed", host="home.local", status=503, words="no secret-token-123 " + "x" * 400
    )
    error.request_id = "6f0b-42"
    lines = technical(error).split("\n")
    assert lines[0] == "CosyVoiceUnavailableError (service_failed_because)"
    assert {"HTTP status: 503", "Host: home.local", "Request ID: 6f0b-42"} <= set(lines)
    (answer,) = (line for line in lines if line.startswith("Answer: "))
    assert answer.startswith("Answer: no *** xx")
    assert len(answer) < 320


def test_what_is_behind_an_error_is_told_too() -> None:
    lines = technical(raised()).split("\n")
    assert [line for line in lines if "(" in line] == [
        "AppError (not_spoken)",
        "CosyVoiceConnectionError (connection_failed)",
    ]
    assert lines[-1] == "ConnectionRefusedError: [Errno 111] Connect call failed"
    both = technical(ExceptionGroup("two", [raised(), AppError("text_gone")]))
    assert "ConnectionRefusedError" in both
    assert "AppError (text_gone)" in both


def test_where_the_words_say_it_all_there_is_nothing() -> None:
    assert technical(AppError("text_gone")) == ""
    assert technical(None) == ""
    endless = AppError("text_gone")
    endless.__cause__ = endless
    assert technical(endless).count("AppError (text_gone)") < 10
