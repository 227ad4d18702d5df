"""A phone is invited to a real local server's page for voices, by a QR code in a window."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication
import pytest

from desktop_app.gui.loop import LoopThread
from desktop_app.gui.settings.invite_dialog import InviteDialog
from desktop_app.gui.settings.service_form import ServiceEntry
from desktop_app.gui.settings.services_page import ServicesPage
from desktop_app.settings.settings import ServiceSettings, Settings
from tests.desktop_app.gui.test_all_windows import is_whole, nameless
from tests.local_server.running import TOKEN, Running, SlowEngine, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def loop(qapp: QApplication, home: Path) -> Iterator[LoopThread]:
    del qapp, home
    loop = LoopThread()
    yield loop
    loop.end(asyncio.sleep(0))


@pytest.fixture
def server(loop: LoopThread, tmp_path: Path) -> Iterator[Running]:
    serving = running(tmp_path, engine=SlowEngine())
    yield loop.start(serving.__aenter__()).result(20)
    loop.start(serving.__aexit__(None, None, None)).result(20)


def entry(url: str, token: str = TOKEN) -> ServiceEntry:
    return ServiceEntry("Home", ServiceSettings(url), token=token)


def test_a_code_is_shown_for_one_voice_and_another_for_all(
    server: Running, loop: LoopThread, qtbot: QtBot
) -> None:
    dialog = InviteDialog(loop, entry(server.url))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.address), timeout=20_000)
    assert "--host 0.0.0.0" in dialog.how.text()  # it listens on loopback
    assert list(nameless(dialog)) == []
    qtbot.waitUntil(lambda: is_whole(dialog), timeout=10_000)  # it grows with its words
    first, rows = dialog.address, dialog.code.rows
    picture = dialog.code.grab().toImage()
    middle = round(picture.width() * 4.5 / (len(rows) + 8))  # of the module in the corner
    assert picture.pixelColor(middle, middle).lightness() == 0
    assert picture.pixelColor(2, 2).lightness() == 255

    server.service.address = "http://192.168.1.5:50000"
    dialog.all.setChecked(True)
    assert not dialog.copy.isEnabled()
    qtbot.waitUntil(lambda: bool(dialog.address), timeout=20_000)
    assert dialog.address != first
    assert dialog.address.startswith("http://192.168.1.5:50000/voices/#")
    assert "--tls-self-signed" in dialog.how.text()
    dialog.copy.click()
    board = QApplication.clipboard()
    assert board is not None
    assert board.text() == dialog.address

    server.service.address = "https://192.168.1.5:50000"
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.address.startswith("https"), timeout=20_000)
    assert "--" not in dialog.how.text()


def test_a_service_that_does_not_invite_is_named_with_what_to_do(
    server: Running, loop: LoopThread, qtbot: QtBot
) -> None:
    dialog = InviteDialog(loop, entry(server.url, "wrong"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert "no page for voices" in dialog.notice.words.text()
    assert dialog.code.rows == ()
    assert not dialog.copy.isEnabled()


def test_the_menu_of_a_service_invites_and_that_of_the_built_in_voice_and_of_a_cloud_does_not(
    server: Running, loop: LoopThread, qtbot: QtBot
) -> None:
    services = {
        "Home": ServiceSettings(server.url),
        "Cloud": ServiceSettings("https://dashscope.aliyuncs.com", api="model_studio"),
    }
    page = ServicesPage(loop, Settings(services=services))
    qtbot.addWidget(page)
    page.show()
    command = page._commands["invite"]
    for row, offered in enumerate([False, True, False]):
        page.choose(row)
        assert command.isEnabled() is offered
    page.choose(0)
    page.invite()
    assert page.findChild(InviteDialog) is None
    page.choose(1)
    command.trigger()
    dialog = page.findChild(InviteDialog)
    assert dialog is not None
    dialog.reject()
