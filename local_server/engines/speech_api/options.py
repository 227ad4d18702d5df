"""Where another service makes speech, and how it is asked: what a person can set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESETS: Final = ("vllm-omni", "sglang-omni", "cosyvoice-cpp", "openai")
"""Names of the presets; `presets` says what each is."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where speech is made, and how it is asked for.

    Attributes:
        urls: Base addresses as `base_url` gives them; more than one share the work.
        preset: One of `PRESETS`.
        model: The `model` of each request; empty to ask the service which one it serves.
        voices: Names of voices that were set up at the service, by the id of a reference audio;
            the one under the empty id is for all others.
        token: Sent as `Authorization: Bearer`; empty for none.
    """

    urls: tuple[str, ...]
    preset: str = "vllm-omni"
    model: str = ""
    voices: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)


def base_url(text: str) -> str:
    """An address as a person gives it, without what every request adds.

    `http://gpu:8091`, `http://gpu:8091/v1/` and `http://gpu:8091/v1/audio/speech` are the same.

    Raises:
        ValueError: It's no address of a service; the words say why.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("must be an address such as http://gpu:8091") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError("must be an address such as http://gpu:8091")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError("must not contain a user name, password, or query; use a token file")
    path = parts.path.rstrip("/").removesuffix("/audio/speech").removesuffix("/v1")
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/"), "", ""))
