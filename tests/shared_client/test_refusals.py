"""What a service says with its status: each has an error, a key, and its words if it gave any."""

from __future__ import annotations

import pytest

from shared_client import CosyVoiceError, Timeouts
from tests.shared_client.service import Service, client, refusing


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (400, "request_refused"),
        (401, "token_refused"),
        (402, "payment_required"),
        (403, "token_refused"),
        (404, "not_found"),
        (408, "unavailable"),
        (413, "request_refused"),
        (422, "request_refused"),
        (429, "too_many_requests"),
        (450, "queue_full"),
        (500, "service_failed"),
        (501, "not_implemented"),
        (502, "unavailable"),
        (503, "unavailable"),
        (504, "unavailable"),
        (505, "service_failed"),
        (507, "storage_full"),
    ],
)
async def test_a_status_says_what_it_means(service: Service, status: int, key: str) -> None:
    async with client(service, timeouts=Timeouts(cold_start=0)) as voices:
        for words, said in (("", key), ("because of that", f"{key}_because")):
            service.before = refusing(9, status, words)
            with pytest.raises(CosyVoiceError) as listing:
                await voices.list_reference_audio()
            with pytest.raises(CosyVoiceError) as warming:
                await voices.warm_up()
            assert (listing.value.key, warming.value.key) == (said, key)
