"""A ring that fills or turns, and three dots where nothing may move."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter

from desktop_app.gui.parts.colors import DARK, LIGHT, Colors
from desktop_app.gui.parts.ring import Ring, paint_dots, paint_ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

SIZE = 60


def drawn(draw: Callable[[QPainter], None]) -> QImage:
    picture = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    draw(painter)
    painter.end()
    return picture


def accents(picture: QImage, known: Colors) -> list[tuple[int, int]]:
    cells = ((x, y) for x in range(SIZE) for y in range(SIZE))
    return [(x, y) for x, y in cells if picture.pixelColor(x, y) == known.accent]


def test_a_ring_fills_from_its_top_to_the_right() -> None:
    place = QRectF(0, 0, SIZE, SIZE)
    lengths = []
    for done in (0.0, 0.25, 0.5, 1.0, 7.0):
        picture = drawn(lambda painter, done=done: paint_ring(painter, place, LIGHT, done))  # type: ignore[misc] # the loop's
        found = accents(picture, LIGHT)
        lengths.append(len(found))
        if done == 0.25:
            assert all(x >= SIZE // 2 - 2 and y <= SIZE // 2 + 2 for x, y in found)
    assert lengths[0] < lengths[1] < lengths[2] < lengths[3] == lengths[4]
    assert drawn(lambda painter: paint_ring(painter, place, DARK, None, 0)) != drawn(
        lambda painter: paint_ring(painter, place, DARK, None, 90)
    )


def test_three_dots_lie_side_by_side() -> None:
    picture = drawn(lambda painter: paint_dots(painter, QRectF(0, 0, SIZE, SIZE), LIGHT))
    columns = sorted({x for x, _ in accents(picture, LIGHT)})
    gaps = sum(after - before > 1 for before, after in itertools.pairwise(columns))
    assert gaps == 2
    assert abs(sum(columns) / len(columns) - SIZE / 2) < 2


def test_a_ring_turns_only_while_it_is_seen_and_nobody_knows_how_much_is_done(
    qtbot: QtBot,
) -> None:
    ring = Ring(SIZE)
    qtbot.addWidget(ring)
    assert not ring._timer.isActive()
    with qtbot.waitExposed(ring):
        ring.show()
    angle = ring._angle
    qtbot.waitUntil(lambda: ring._angle != angle)
    ring.set_done(0.5)
    assert not ring._timer.isActive()
    assert ring.done == 0.5
    ring.set_done(None)
    assert ring._timer.isActive()
    ring.hide()
    assert not ring._timer.isActive()
