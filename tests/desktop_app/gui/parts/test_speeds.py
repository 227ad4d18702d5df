"""How a speed is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.gui.parts.speeds import SpeedField, speed_in_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("speed", "shown"), [(1.0, "1.0×"), (1.25, "1.25×"), (1.5, "1.5×"), (0.5, "0.5×")]
)
def test_a_speed_is_shown_alike_in_menus_and_in_fields(
    qtbot: QtBot, speed: float, shown: str
) -> None:
    field = SpeedField("speed")
    qtbot.addWidget(field)
    field.setValue(speed)
    assert speed_in_words(speed) == shown
    assert field.text() == shown
