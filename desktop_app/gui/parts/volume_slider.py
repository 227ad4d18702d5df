"""What all sliders of a volume have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QSlider

USUAL: Final = 100
"""Per cent: as loud as the service speaks."""

_NEAR: Final = 3  # per cent; who drags so near to the usual volume means it


def hold_at_usual(slider: QSlider) -> None:
    """Have the usual volume hit by a mouse that drags near it.

    Args:
        slider: In per cent.
    """

    def hold(percent: int) -> None:
        if 0 < abs(percent - USUAL) <= _NEAR:
            slider.setSliderPosition(USUAL)

    slider.sliderMoved.connect(hold)
