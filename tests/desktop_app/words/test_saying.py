"""Errors are said in the language and for the face of the person."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
import socket
import ssl

import pytest

from desktop_app.audio.errors import AudioDeviceLostError, NoAudioDeviceError
from desktop_app.errors import AppError, SettingsError
from desktop_app.words.saying import (
    Face,
    Phrase,
    as_data,
    from_data,
    hint,
    keyed,
    said_notice,
    sentence,
)
from desktop_app.words.system_errors import KEYS
from shared_client import (
    CosyVoiceConnectionError,
    CosyVoiceSynthesisError,
    CosyVoiceUnavailableError,
)
from shared_client.notices import INSTRUCT_IGNORED, NOT_LOADED, NOTICES

LANGUAGES = ("en", "zh_CN", "zh_TW")


def test_an_error_is_whole_in_english_and_said_in_chinese() -> None:
    error = SettingsError("service_unknown", name="work", known=["home", "nas"])
    assert str(error) == "There is no service named “work”. Available: home, nas."
    assert sentence(error, "zh_CN") == "没有名为“work”的服务。可用：home、nas。"
    assert "服務" in sentence(error, "zh_TW")


def test_a_notice_of_the_local_server_is_said_in_chinese_and_of_another_service_as_it_is() -> None:
    words = INSTRUCT_IGNORED.format(engine="Kokoro")
    assert said_notice(words) == words
    assert said_notice(words, "zh_CN") == "Kokoro 不支持指令，指令没有作用"
    failed = NOT_LOADED.format(engine="ZipVoice", reason="no model; it's (gone)")
    assert said_notice(failed, "zh_TW").startswith("無法載入 ZipVoice：no model; it's (gone)；")
    assert said_notice("Other words", "zh_CN") == "Other words"
    for notice in NOTICES:
        assert said_notice(notice, "zh_CN") != notice != said_notice(notice, "zh_TW")


def test_an_error_inside_of_another_is_translated_too() -> None:
    error = AudioDeviceLostError("no_output_left", error=NoAudioDeviceError("no_output"))
    assert str(error).endswith("no other output works. There is no audio output device.")
    assert (
        sentence(error, "zh_CN") == "音频输出已断开，也没有其他可用的输出设备。没有音频输出设备。"
    )


def test_an_error_of_the_client_is_said_by_its_own_key() -> None:
    error = CosyVoiceConnectionError("host_not_found", host="nas.example")
    assert sentence(error) == str(error)
    assert sentence(error, "zh_CN") == "找不到主机 nas.example。"
    assert sentence(AppError("service_unusable", error=error), "zh_TW") == (
        "服務無法使用。找不到主機 nas.example。"
    )


@pytest.mark.parametrize("number", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_and_no_english_of_the_system_reaches_a_person(
    number: int, language: str
) -> None:
    error = OSError(number, os.strerror(number), "/some/file")
    for one in (error, AppError("cannot_read", path=Path("/some/file"), error=error)):
        words = sentence(one, language)
        assert "/some/file" in words
        assert "Errno" not in words
        if language != "en":
            assert os.strerror(number) not in words


def test_errors_of_the_system_without_a_number_are_known_by_their_kind() -> None:
    lost = AppError("app_silent", error=socket.gaierror(-2, "Name or service not known"))
    assert sentence(lost, "zh_CN") == "运行中的程序没有响应：找不到主机。"
    assert "超时" in sentence(AppError("app_silent", error=TimeoutError()), "zh_CN")
    wrong = AppError("cannot_read", path="/a", error=ssl.SSLError(1, "[SSL] no start line"))
    assert sentence(wrong) == "Can't read /a: [SSL] no start line."
    odd = OSError(errno.ELIBBAD, "Accessing a corrupted shared library")
    assert sentence(odd) == "The system reported an error: Accessing a corrupted shared library."


def test_what_nobody_foresaw_is_called_so() -> None:
    assert sentence(ZeroDivisionError("by zero"), "zh_CN") == (
        "发生意外错误：ZeroDivisionError: by zero。"
    )
    assert "COSYVOICE_DEBUG" in hint(ZeroDivisionError(), Face.TERMINAL)
    assert hint(ZeroDivisionError(), Face.WINDOW) == "Please report this problem."


def test_a_hint_is_for_the_face_that_it_is_shown_on() -> None:
    gone = SettingsError("token_gone", service="home", place=Phrase("place_keyring"))
    assert str(gone) == "The token of “home” is no longer in the system keyring."
    assert gone.hint == hint(gone, Face.TERMINAL) == "Enter it again: cosyvoice config token home"
    assert hint(gone, Face.WINDOW) == "Enter it again under Settings > Services."
    assert hint(gone, Face.WINDOW, "zh_CN") == "请在“设置 > 服务”里重新填写。"


def test_an_error_without_a_hint_has_that_of_the_one_inside() -> None:
    inner = SettingsError("no_keyring")
    assert hint(AppError("not_spoken", error=inner), Face.WINDOW) == inner.hint
    assert hint(AppError("not_spoken", error="words"), Face.WINDOW) == ""
    assert hint(OSError(errno.ENOSPC, "full"), Face.TERMINAL) == ""


def test_a_service_that_says_when_is_waited_for_that_long() -> None:
    busy = CosyVoiceUnavailableError("unavailable", status=503, host="x", retry_after=7.2)
    assert hint(busy, Face.WINDOW) == "Try again in 7 s."
    busy = CosyVoiceUnavailableError("unavailable", status=503, host="x", words="load")
    assert "in a minute" in hint(busy, Face.TERMINAL)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("EngineError", "Check the log of the service for details."),
        ("EngineFailed", ""),
        ("Throttling", "Select another voice, or continue with the next sentence."),
    ],
)
def test_no_other_voice_is_advised_where_the_engine_fails(code: str, said: str) -> None:
    failed = CosyVoiceSynthesisError("synthesis_failed", code=code, message="it fell over")
    assert hint(failed, Face.TERMINAL) == hint(failed, Face.WINDOW) == said


def test_an_error_crosses_processes_with_all_that_it_says() -> None:
    inner = CosyVoiceConnectionError("connection_refused", host="x", port=1)
    for error in (
        AppError("not_spoken", error=inner),
        AppError("cannot_read", path=Path("/a"), error=PermissionError(errno.EACCES, "no")),
        SettingsError("service_unknown", name="a", known=["b", "c"]),
    ):
        there = from_data(json.loads(json.dumps(as_data(error))))
        for language in LANGUAGES:
            assert sentence(there, language) == sentence(error, language)
        assert hint(there, Face.WINDOW) == hint(error, Face.WINDOW)
    assert as_data(keyed(ValueError("odd"))) == {
        "key": "unexpected",
        "values": {"error": "ValueError: odd"},
    }
