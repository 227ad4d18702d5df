"""Where Model Studio is, in the words of the command line."""

from __future__ import annotations

from shared_client.model_studio.protocol import BEIJING, SINGAPORE, region_of

from .language import later, say

_NAMES = {BEIJING: later("Beijing"), SINGAPORE: later("Singapore")}


def region(host: str | None) -> str:
    """The name of the region that a host is in; empty where its own name doesn't say."""
    found = region_of(host) or ""
    return say(_NAMES[found]) if found in _NAMES else found
