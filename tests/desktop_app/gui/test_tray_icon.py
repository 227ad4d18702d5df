"""The icon in the tray: states that are told apart by their shapes, in every size of panels."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from PyQt6.QtGui import QColor, QImage
import pytest

from desktop_app.gui.parts.colors import contrast
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.tray_icon import SIZES, tray_icon
from desktop_app.reading.events import ReaderState

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication

PANEL = (16, 22, 24, 32)
BADGED = [state for state in ReaderState if state is not ReaderState.IDLE]


def drawn(state: ReaderState, size: int) -> QImage:
    pixmap = tray_icon(state).pixmap(size, size)
    assert (pixmap.width(), pixmap.height()) == (size, size)
    return pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)


def silhouette(state: ReaderState, size: int) -> set[tuple[int, int]]:
    """The pixels of a badge's outline and what is in it, whatever their color.

    What is erased around the badge parts it from the rest of the icon.
    """
    image, found = drawn(state, size), set[tuple[int, int]]()
    corner = image.pixelColor(size - 2, size - 2) if state is ReaderState.TROUBLE else None
    start = (size - 2, size - 1) if corner is not None else (size - 4, size - 4)
    ahead = [start]
    while ahead:
        x, y = ahead.pop()
        if (x, y) in found or not (0 <= x < size and 0 <= y < size):
            continue
        if image.pixelColor(x, y).alpha() > 128:
            found.add((x, y))
            ahead += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
    return found


@pytest.mark.parametrize("size", PANEL)
def test_states_are_known_by_their_shapes_without_any_color(qapp: QApplication, size: int) -> None:
    del qapp
    shapes = {state: silhouette(state, size) for state in BADGED}
    for one, other in combinations(BADGED, 2):
        assert len(shapes[one]) > size  # a badge, and not a dot
        differs = len(shapes[one] ^ shapes[other])
        assert differs >= size / 2, (one, other)


@pytest.mark.parametrize("size", PANEL)
def test_what_is_around_a_badge_is_erased(qapp: QApplication, size: int) -> None:
    del qapp
    idle = app_icon().pixmap(size, size).toImage()
    for state in BADGED:
        image, shape = drawn(state, size), silhouette(state, size)
        around = {
            at for x, y in shape for at in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
        } - shape
        erased = [
            place
            for place in around
            if 0 <= place[0] < size
            and 0 <= place[1] < size
            and idle.pixelColor(*place).alpha() > 200
        ]
        assert erased, state
        assert all(image.pixelColor(*place).alpha() < 200 for place in erased), state


@pytest.mark.parametrize("size", PANEL)
def test_marks_are_whole_pixels_of_enough_contrast(qapp: QApplication, size: int) -> None:
    del qapp
    for state in BADGED:
        image = drawn(state, size)
        dark = state is ReaderState.PAUSED
        mark, ground = QColor("#1f2328" if dark else "white"), _ground(image, state)
        count = sum(image.pixelColor(*at) == mark for at in silhouette(state, size))
        assert count >= 3, state
        assert contrast(mark, ground) >= 3, state


def _ground(image: QImage, state: ReaderState) -> QColor:
    colors = [image.pixelColor(*at).name() for at in silhouette(state, image.width())]
    wanted = {
        ReaderState.SPEAKING: "#1f9d55",
        ReaderState.PAUSED: "#e0a100",
        ReaderState.TROUBLE: "#d42a2a",
        ReaderState.WAITING: "#0b66c3",
    }[state]
    assert wanted in colors
    return QColor(wanted)


def test_there_is_an_icon_for_every_panel_and_none_is_scaled(qapp: QApplication) -> None:
    del qapp
    for state in ReaderState:
        sizes = {size.width() for size in tray_icon(state).availableSizes()}
        assert sizes == set(SIZES)
    assert drawn(ReaderState.IDLE, 22) == app_icon().pixmap(22, 22).toImage().convertToFormat(
        QImage.Format.Format_ARGB32
    )
