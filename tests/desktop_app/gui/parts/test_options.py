"""What Qt says of a control is read as what it is, also where another was at its place before."""

from __future__ import annotations

from PyQt6.QtWidgets import (
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionProgressBar,
)
import pytest

from desktop_app.gui.parts.options import copied

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("kind", [QStyleOption, QStyleOptionButton, QStyleOptionProgressBar])
def test_a_copy_is_of_the_same_class_and_stays(kind: type[QStyleOption]) -> None:
    option = kind()
    option.rect.setRect(1, 2, 3, 4)
    read = copied(option)
    assert type(read) is kind
    option.rect.setRect(0, 0, 0, 0)
    assert read.rect.getRect() == (1, 2, 3, 4)
