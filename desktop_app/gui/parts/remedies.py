"""What a window offers to do about an error: one button beside its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication

from desktop_app.app.events import WindowWanted
from desktop_app.services.consent import ConsentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.gui.engine import Engine

_IN_WINDOW: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            *("key_refused", "token_refused", "token_required", "token_gone", "key_required"),
            *("service_unusable", "service_unknown", "proxy_invalid", "certificates_unusable"),
        ),
        "settings",
    ),
    **dict.fromkeys(
        (
            *("no_voice_yet", "voice_not_usable", "voice_unknown", "voice_not_ready"),
            *("voice_review_failed", "voices_of_other_models", "not_found", "default_voice_gone"),
        ),
        "voices",
    ),
    **dict.fromkeys(
        ("instruction_not_offered", "instruction_too_long", "volume_too_high"), "profiles"
    ),
}
"""Where something can be done about an error, by its key."""


def remedy(engine: Engine, error: Exception | None) -> tuple[str, Callable[[], None]] | None:
    """What to write on the button, and what it does; None where trying again is all there is.

    Args:
        engine: Does it.
        error: What is wrong.
    """
    if isinstance(error, ConsentError):
        service = str(error.values["service"])
        return QCoreApplication.translate("Remedy", "Agree"), lambda: engine.agree(service)
    key = str(getattr(error, "key", "")).removesuffix("_because")
    if key == "content_refused":
        return QCoreApplication.translate("Remedy", "Next sentence"), engine.next_sentence
    words = {
        "settings": QCoreApplication.translate("Remedy", "Open settings"),
        "voices": QCoreApplication.translate("Remedy", "Open voices"),
        "profiles": QCoreApplication.translate("Remedy", "Open speaking styles"),
    }
    if (window := _IN_WINDOW.get(key)) is None:
        return None
    return words[window], lambda: engine.ordered.emit(WindowWanted(window, ()))
