"""Copies of what Qt says of a control that is drawn: safe to read.

Qt makes these options on its stack and hands them over for one call. Reading a member of one that
is an object, as `rect`, makes a cycle in PyQt, so that Python keeps its wrapper when the call is
over; the next option at the same place, of whatever class, would then come with that wrapper, and
its class. So nothing is read here before there is a copy, of the class that Qt says it is.
"""

from __future__ import annotations

from typing import Final, TypeVar

from PyQt6 import sip
from PyQt6.QtWidgets import (
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
)

_KINDS: Final[dict[int, type[QStyleOption]]] = {
    kind.StyleOptionType.Type.value: kind
    for kind in (
        QStyleOptionButton,
        QStyleOptionComboBox,
        QStyleOptionFrame,
        QStyleOptionHeader,
        QStyleOptionMenuItem,
        QStyleOptionProgressBar,
        QStyleOptionSlider,
        QStyleOptionSpinBox,
        QStyleOptionTab,
        QStyleOptionToolButton,
        QStyleOptionViewItem,
    )
}
Option = TypeVar("Option", bound=QStyleOption)


def copied(option: Option) -> Option:
    """A copy of an option, of its own class; what Qt draws by itself gets the option."""
    kind = _KINDS.get(option.type, QStyleOption)
    if not isinstance(option, kind):  # it came with the wrapper of another one
        there: int = sip.unwrapinstance(option)  # type: ignore[func-returns-value, assignment] # it does
        option = sip.wrapinstance(there, kind)  # type: ignore[assignment, arg-type] # as typed there
    return kind(option)  # type: ignore[return-value] # of the class that the caller names, or nearer
