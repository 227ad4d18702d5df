"""The icons of the windows: each there, in the colors of its window, with its license."""

from __future__ import annotations

from pathlib import Path
import re
from typing import TYPE_CHECKING

from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QToolButton
import pytest

from desktop_app.gui.parts.colors import contrast
from desktop_app.gui.parts.icons import icon, wear

if TYPE_CHECKING:
    from PyQt6.QtGui import QIcon
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "desktop_app" / "gui" / "icons"


def darkest(shown: QIcon, ground: str) -> float:
    """The most contrast that a pixel of an icon has."""
    picture = shown.pixmap(48, 48).toImage()
    found = (
        QColor(picture.pixelColor(x, y))
        for x in range(picture.width())
        for y in range(picture.height())
    )
    return max(contrast(one, QColor(ground)) for one in found if one.alpha() == 255)


def test_the_folder_holds_the_icons_of_the_script_and_their_license() -> None:
    script = (ROOT / "script" / "provide-icons").read_text("utf-8")
    listed = re.search(r"NAMES=\((.*?)\n\)", script, re.DOTALL)
    assert listed is not None
    names = re.sub(r"#.*", "", listed[1]).split()
    assert sorted(names) == sorted(path.stem for path in FOLDER.glob("*.svg"))
    assert len(names) == len(set(names))
    license_text = (FOLDER / "LICENSE").read_text("utf-8")
    assert "ISC License" in license_text
    assert "Cole Bemis" in license_text


@pytest.mark.usefixtures("qapp")
def test_each_icon_is_seen_in_light_and_dark() -> None:
    for ground in ("#ffffff", "#26282c"):
        for path in FOLDER.glob("*.svg"):
            assert darkest(icon(path.stem, QPalette(QColor(ground)), 48), ground) > 4.5, path.stem


def test_an_icon_follows_a_change_from_light_to_dark(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setPalette(QPalette(QColor("#ffffff")))
    wear(button, "mic", 48)
    light = button.icon().pixmap(48, 48).toImage()
    button.setPalette(QPalette(QColor("#26282c")))
    dark = button.icon().pixmap(48, 48).toImage()
    assert light != dark
    assert darkest(button.icon(), "#26282c") > 4.5
