"""Keys that do something whatever program has the focus. Without Qt."""

from __future__ import annotations

from .hotkeys import Hotkeys
from .status import HotkeysStatus, KeyState, KeyStatus, Way

__all__ = ["Hotkeys", "HotkeysStatus", "KeyState", "KeyStatus", "Way"]
