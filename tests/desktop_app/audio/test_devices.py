"""Names of devices as text."""

from __future__ import annotations

import pytest

from desktop_app.audio.devices import DeviceName


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ALSA: default", DeviceName("default", "ALSA")),
        ("Windows WASAPI: Speakers: front", DeviceName("Speakers: front", "Windows WASAPI")),
        ("hw:0,0", DeviceName("hw:0,0")),
        ("default", DeviceName("default")),
    ],
)
def test_a_device_name_as_text(text: str, name: DeviceName) -> None:
    assert DeviceName.parse(text) == name
    assert str(name) == text
