"""Addresses of speech services, as people give them."""

import pytest

from local_server.engines.speech_api import presets
from local_server.engines.speech_api.options import PRESETS, base_url


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("http://gpu:8091", "http://gpu:8091"),
        (" https://gpu:8091/ ", "https://gpu:8091"),
        ("http://gpu:8091/v1", "http://gpu:8091"),
        ("http://gpu:8091/v1/audio/speech/", "http://gpu:8091"),
        ("https://gate/tts/v1", "https://gate/tts"),
        ("http://[::1]:8091", "http://[::1]:8091"),
    ],
)
def test_an_address_is_taken_in_each_form_that_projects_document(given: str, wanted: str) -> None:
    assert base_url(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        "",
        "gpu:8091",
        "ftp://gpu",
        "http://",
        "http://gpu:99999",
        "http://a:b@gpu",
        "http://gpu?key=1",
    ],
)
def test_what_is_no_address_of_a_service_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must"):
        base_url(given)


def test_every_preset_has_a_name_to_choose_it_by() -> None:
    assert tuple(presets.PRESETS) == PRESETS
