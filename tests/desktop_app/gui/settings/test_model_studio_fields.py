"""The form of a key of Model Studio: what it asks, what it keeps, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtTest import QTest
import pytest

from desktop_app.gui.loop import LoopThread
from desktop_app.gui.settings.service_form import ServiceEntry, ServiceForm
from desktop_app.gui.settings.services_page import ServicesPage
from desktop_app.services.consent import is_agreed
from desktop_app.settings.settings import ServiceSettings, Settings
from desktop_app.settings.tokens import TokenPlace
from tests.model_studio import KEY, ModelStudio, model_studio_in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.sound_server import SoundServer

BEIJING = "https://dashscope.aliyuncs.com"
SINGAPORE = "https://dashscope-intl.aliyuncs.com"
WORKSPACE = "https://ws-1.ap-southeast-1.maas.aliyuncs.com"


@pytest.fixture
def loop(qapp: QApplication, home: Path) -> Iterator[LoopThread]:
    del qapp, home
    loop = LoopThread()
    yield loop

    async def nothing() -> None:
        """Only the end of the loop is wanted."""

    loop.end(nothing())


@pytest.fixture
def service() -> Iterator[ModelStudio]:
    with model_studio_in_a_thread(ModelStudio()) as running:
        yield running
        assert running.faults == []


def form_of(qtbot: QtBot, loop: LoopThread, service: ServiceSettings | None = None) -> ServiceForm:
    entry = None if service is None else ServiceEntry("mine", service, "mine")
    form = ServiceForm(loop, entry)
    qtbot.addWidget(form)
    form.show()
    return form


def tried(qtbot: QtBot, form: ServiceForm) -> str:
    with qtbot.waitSignal(form.tried, timeout=20_000):
        form.test.click()
    return form.finding.text()


def test_without_a_key_nobody_is_asked(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop)
    form.kind.setCurrentIndex(1)
    assert "key" in tried(qtbot, form)
    assert "host" not in form.finding.text()  # whatever the network says


def test_a_key_and_a_region_are_all_that_is_asked(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop)
    form.kind.setCurrentIndex(1)
    assert not form.url.isVisible()
    assert form.studio.region.isVisible()
    assert not form.studio.address.isVisible()
    form.token.setText(KEY)
    entry = form.entry()
    assert (entry.name, entry.token) == ("Model-Studio-Beijing", KEY)
    assert entry.service == ServiceSettings(BEIJING)
    assert "bailian.console.aliyun.com" in form.studio.key_page.text()
    form.studio.region.setCurrentIndex(1)
    entry = form.entry()
    assert (entry.name, entry.service.url) == ("Model-Studio-Singapore", SINGAPORE)
    assert "modelstudio.console.alibabacloud.com" in form.studio.key_page.text()
    form.studio.model.setEditText("cosyvoice-v9")
    assert form.entry().service.model == "cosyvoice-v9"


@pytest.mark.parametrize(
    ("address", "api", "name"),
    [
        (WORKSPACE, "", "Model-Studio-Singapore"),
        ("https://gateway.example/studio", "model_studio", "Model-Studio"),
    ],
)
def test_a_workspace_or_a_gateway_goes_before_the_region(
    qtbot: QtBot, loop: LoopThread, address: str, api: str, name: str
) -> None:
    form = form_of(qtbot, loop)
    form.kind.setCurrentIndex(1)
    form.more.click()
    form.studio.address.setText(f"{address}/api/v1")
    assert not form.studio.region.isVisible()
    entry = form.entry()
    assert (entry.service.url, entry.service.api, entry.name) == (address, api, name)


def test_the_kind_can_be_changed_and_changed_back_without_a_loss(
    qtbot: QtBot, loop: LoopThread
) -> None:
    gateway = ServiceSettings(
        *("https://gateway.example", TokenPlace.FILE, "voice-1", "none", "/own.pem"),
        *("model_studio", "cosyvoice-v2", "gateway.example"),
    )
    form = form_of(qtbot, loop, gateway)
    assert form.is_studio
    assert form.more.isChecked()
    assert form.entry().service == gateway
    form.kind.setCurrentIndex(0)
    form.url.setText("https://own.example")
    own = form.entry().service
    assert (own.url, own.api, own.proxy, own.ca_file) == (
        *("https://own.example", "", "none", "/own.pem"),
    )
    form.kind.setCurrentIndex(1)
    assert form.entry().service == gateway
    form.kind.setCurrentIndex(0)
    assert form.url.text() == "https://own.example"


@pytest.mark.parametrize("address", [f"{SINGAPORE}/api/v1", WORKSPACE])
def test_an_address_of_model_studio_is_recognized(
    qtbot: QtBot, loop: LoopThread, address: str
) -> None:
    form = form_of(qtbot, loop)
    QTest.keyClicks(form.url, address)  # type: ignore[call-arg, arg-type] # its stub has it as a method
    assert form.entry().name == "Model-Studio-Singapore"
    form.url.editingFinished.emit()
    assert form.is_studio
    assert form.entry().service.url == address.removesuffix("/api/v1")
    assert form.studio.region.currentIndex() == 1


def test_consent_is_to_one_place(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop)
    form.kind.setCurrentIndex(1)
    assert "go to Alibaba Cloud in Beijing" in form.studio.where.text()
    assert not is_agreed(form.entry().service)
    form.studio.agree.click()
    assert is_agreed(form.entry().service)
    form.studio.region.setCurrentIndex(1)
    assert "in Singapore" in form.studio.where.text()
    assert not form.studio.agree.isChecked()
    assert not is_agreed(form.entry().service)
    form.studio.region.setCurrentIndex(0)
    assert is_agreed(form.entry().service)


def gateway_form(qtbot: QtBot, loop: LoopThread, service: ModelStudio) -> ServiceForm:
    form = form_of(qtbot, loop)
    form.kind.setCurrentIndex(1)
    form.studio.address.setText(service.url)
    form.token.setText(KEY)
    return form


def test_a_key_is_tried_for_nothing(qtbot: QtBot, loop: LoopThread, service: ModelStudio) -> None:
    form = gateway_form(qtbot, loop, service)
    words = tried(qtbot, form)
    assert words.startswith("✓ Connected to Model Studio (127.0.0.1)")
    assert "No voices yet" in words
    assert not form.hear.isEnabled()
    service.voice()
    service.voice().status = "UNDEPLOYED"
    words = tried(qtbot, form)
    assert "1 voice(s) found" in words
    assert "1 voice(s) can't be used yet" in words
    assert service.characters == 0
    form.token.setText("sk-of-another-region")
    words = tried(qtbot, form)
    assert "doesn't accept the key" in words
    assert "Each key belongs to one region" in words
    form.token.clear()
    assert "needs an API key" in tried(qtbot, form)


@pytest.mark.audio
def test_a_sentence_is_heard_once_it_is_agreed_where_it_goes(
    qtbot: QtBot, loop: LoopThread, service: ModelStudio, sound_server: SoundServer
) -> None:
    service.voice()
    form = gateway_form(qtbot, loop, service)
    tried(qtbot, form)
    assert "billed by the character" in form.heard.text()
    form.hear.click()
    assert "Nothing was sent" in form.heard.text()
    assert service.characters == 0
    form.studio.agree.click()
    tried(qtbot, form)
    with sound_server.recording() as recording:
        form.hear.click()
        qtbot.waitUntil(lambda: "billed" in form.heard.text() and service.characters > 0)
        qtbot.waitUntil(lambda: not form.hearing.running, timeout=20_000)
    assert recording.duration > 2
    assert form.heard.text() == f"{service.characters} character(s) billed."


def test_the_list_of_services_names_the_city_and_no_address(qtbot: QtBot, loop: LoopThread) -> None:
    services = {"mine": ServiceSettings(SINGAPORE), "own": ServiceSettings("https://own.example")}
    page = ServicesPage(loop, Settings(services))
    qtbot.addWidget(page)
    shown = [card.address.text() for card in page.cards]
    assert shown[1:] == ["Model Studio (Singapore)", "https://own.example"]
