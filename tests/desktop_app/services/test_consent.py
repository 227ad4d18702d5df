"""Nothing goes to Model Studio before somebody has agreed to where it goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.services import consent
from desktop_app.services.connection import connect
from desktop_app.services.consent import (
    ConsentError,
    agree_for_now,
    agreed,
    is_agreed,
    where_it_goes,
)
from desktop_app.settings.settings import ServiceSettings, Settings

BEIJING = "https://dashscope.aliyuncs.com"


@pytest.fixture(autouse=True)
def _nothing_for_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "_FOR_NOW", set())


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (ServiceSettings(BEIJING), "in Beijing."),
        (ServiceSettings("https://ws.ap-southeast-1.maas.aliyuncs.com"), "in Singapore."),
        (ServiceSettings("https://ws.us-east-1.maas.aliyuncs.com"), "in us-east-1."),
        (ServiceSettings("https://my.gateway", api="model_studio"), "through my.gateway."),
    ],
)
def test_one_sentence_says_where_texts_go(service: ServiceSettings, words: str) -> None:
    assert str(where_it_goes(service)).endswith(words)
    assert not is_agreed(service)
    assert is_agreed(agreed(service))
    assert not is_agreed(replace(agreed(service), url="https://other.gateway", api="model_studio"))


def test_a_service_of_ones_own_needs_no_consent() -> None:
    own = ServiceSettings("https://own.example")
    assert is_agreed(own)
    assert agreed(own) is own


async def test_a_connection_lets_no_text_leave_before_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings({"studio": ServiceSettings(BEIJING)})
    async with connect("studio", settings=settings) as connection:
        with pytest.raises(ConsentError, match="Nothing was sent to “studio”"):
            connection.check_consent()
    monkeypatch.setenv("COSYVOICE_URL", "dashscope.aliyuncs.com")
    async with connect() as connection:
        with pytest.raises(ConsentError):
            connection.check_consent()
    agree_for_now(ServiceSettings("dashscope.aliyuncs.com"))
    async with connect() as connection:
        connection.check_consent()
