"""The form of a service, tried out on real servers: with TLS, by a proxy, busy, or none at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import socket
import ssl
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, web
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QLineEdit
import pytest
import trustme

from desktop_app.errors import SettingsError
from desktop_app.gui.loop import LoopThread
from desktop_app.gui.parts.drawing import WRONG
from desktop_app.gui.settings import service_trial
from desktop_app.gui.settings.service_form import ServiceEntry, ServiceForm
from desktop_app.services.connection import NO_PROXY
from desktop_app.settings.settings import ServiceSettings
from desktop_app.settings.tokens import TokenPlace, store_token
from tests.local_server.running import TOKEN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@pytest.fixture
def loop(qapp: QApplication, home: Path) -> Iterator[LoopThread]:
    """Where forms ask, and test servers run."""
    del qapp, home
    loop = LoopThread()
    yield loop

    async def nothing() -> None:
        """Only the end of the loop is wanted."""

    loop.end(nothing())


@dataclass
class Serving:
    """Servers of a test, in its loop."""

    loop: LoopThread
    runners: list[web.ServerRunner] = field(default_factory=list)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.start(work).result(10)

    def serve(self, handler: Handler, secure: ssl.SSLContext | None = None) -> int:
        """Have a server answer whatever it is asked; its port."""

        async def start() -> int:
            runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.1)
            self.runners.append(runner)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secure).start()
            port: int = runner.addresses[0][1]
            return port

        port: int = self.run(start())
        return port


@pytest.fixture
def serving(loop: LoopThread) -> Iterator[Serving]:
    serving = Serving(loop)
    yield serving
    for runner in serving.runners:
        serving.run(runner.cleanup())


def handing_on(to: str, seen: list[str] | None = None) -> Handler:
    """What a gateway or a plain proxy does with a GET."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if seen is not None:
            seen.append(request.raw_path)
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with (
            ClientSession() as session,
            session.get(to + request.path_qs, headers=headers) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read())

    return handle


def form_of(
    qtbot: QtBot, loop: LoopThread, url: str = "", token: str = "", **more: Any
) -> ServiceForm:
    form = ServiceForm(loop, **more)
    qtbot.addWidget(form)
    form.show()
    if url:
        form.url.setText(url)
    if token:
        form.token.setText(token)
    return form


def shown(form: ServiceForm) -> bool:
    """Whether proxy and authorities are shown."""
    return form.reaching.isVisible()


def tried(qtbot: QtBot, form: ServiceForm) -> str:
    """What a trial says in the end."""
    with qtbot.waitSignal(form.tried, timeout=20_000):
        form.test.click()
    assert not form.trial.running
    assert "Test" in form.test.text()
    return form.finding.text()


def test_a_service_that_works(qtbot: QtBot, loop: LoopThread, served: str) -> None:
    form = form_of(qtbot, loop, served, TOKEN)
    words = tried(qtbot, form)
    assert words.startswith("✓ Connected")
    assert "API version V2" in words
    assert "1 voice" in words
    entry = form.entry()
    assert (entry.name, entry.token) == ("CosyVoice", TOKEN)
    assert entry.service.url == served
    form.token.setText("another")
    assert form.found is None
    assert form.finding.text() == ""


def test_tokens_that_are_wrong(qtbot: QtBot, loop: LoopThread, served: str) -> None:
    form = form_of(qtbot, loop, served, "wrong-token")
    assert "doesn't accept this token" in tried(qtbot, form)
    form.token.clear()
    assert "requires a token" in tried(qtbot, form)


def test_the_token_that_is_kept_is_used(qtbot: QtBot, loop: LoopThread, served: str) -> None:
    place = store_token("home", TOKEN)
    entry = ServiceEntry("home", ServiceSettings(served, place), "home")
    form = form_of(qtbot, loop, entry=entry)
    assert form.token.text() == ""
    assert "Saved" in form.token.placeholderText()
    assert form.entry() == entry
    assert "✓" in tried(qtbot, form)
    form.forget.setChecked(True)
    assert form.entry().token == ""
    assert "requires a token" in tried(qtbot, form)
    gone = ServiceEntry("away", ServiceSettings(served, TokenPlace.FILE), "away")
    assert "no longer in" in tried(qtbot, form_of(qtbot, loop, entry=gone))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://there-is-none.invalid", "Can't find a host named there-is-none.invalid"),
        ("http://127.0.0.1:{free}", "nothing is listening on port"),
        ("https://127.0.0.1:{plain}", "secure connection (TLS)"),
        ("http://127.0.0.1:{plain}", "isn't a CosyVoice service"),
        ("http://127.0.0.1:{words}", "isn't a CosyVoice service"),
        ("http://127.0.0.1:{teapot}", "(418"),
        ("http://127.0.0.1:{broken}", "internal error"),
        ("http://127.0.0.1:{unpaid}", "asks for payment"),
        ("http://127.0.0.1:{silent}", "without responding"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    qtbot: QtBot, loop: LoopThread, serving: Serving, url: str, words: str
) -> None:
    async def missing(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=404)

    async def page(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(text="<h1>Welcome</h1>")

    async def teapot(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=418)

    async def broken(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=500)

    async def unpaid(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=402)

    async def silent(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        await asyncio.sleep(1)
        return web.Response()

    servers = {
        "plain": missing,
        "words": page,
        "teapot": teapot,
        "broken": broken,
        "unpaid": unpaid,
        "silent": silent,
    }
    ports = {name: serving.serve(one) for name, one in servers.items() if f"{{{name}}}" in url}
    form = form_of(qtbot, loop, url.format(free=free_port(), **ports))
    said = tried(qtbot, form)
    assert said.startswith("✗")
    assert words in said


def secure_server(authority: trustme.CA, name: str, **more: Any) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name, **more).configure_cert(context)
    return context


def test_a_certificate_of_an_own_authority(
    qtbot: QtBot, loop: LoopThread, serving: Serving, served: str, home: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "own.pem"))
    port = serving.serve(handing_on(served), secure_server(authority, "localhost"))
    form = form_of(qtbot, loop, f"https://localhost:{port}", TOKEN)
    assert not shown(form)
    said = tried(qtbot, form)
    assert "from an authority this computer doesn't trust" in said
    assert "Proxy and certificates" in said
    assert shown(form)
    form.choose.click()
    dialog = form.findChild(QFileDialog, "choose-dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(home / "own.pem"))
    dialog.close()
    assert "✓ Connected" in tried(qtbot, form)
    assert form.entry().service.ca_file == str(home / "own.pem")
    form.url.setText(f"https://127.0.0.1:{port}")
    assert "was issued for another name" in tried(qtbot, form)
    (home / "own.pem").write_text("no certificate")
    form.ca_file.setText(str(home / "own.pem"))
    form.url.setText(f"https://localhost:{port}")
    assert "contains no certificates" in tried(qtbot, form)


def test_a_certificate_that_is_out_of_date(
    qtbot: QtBot, loop: LoopThread, serving: Serving, served: str, home: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(home / "own.pem"))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    begin = yesterday - timedelta(days=9)
    context = secure_server(authority, "localhost", not_before=begin, not_after=yesterday)
    port = serving.serve(handing_on(served), context)
    form = form_of(qtbot, loop, f"https://localhost:{port}", TOKEN)
    form.ca_file.setText(str(home / "own.pem"))
    assert "isn't valid at this time" in tried(qtbot, form)


def test_a_proxy(qtbot: QtBot, loop: LoopThread, serving: Serving, served: str) -> None:
    seen: list[str] = []
    port = serving.serve(handing_on(served, seen))
    form = form_of(qtbot, loop, "http://cosy.internal", TOKEN)
    form.more.setChecked(True)
    form.proxy.setCurrentIndex(2)
    with pytest.raises(SettingsError, match="proxy address isn't valid"):
        form.entry()
    form.proxy_address.setText(f"http://127.0.0.1:{port}")
    assert "✓ Connected" in tried(qtbot, form)
    assert all(path.startswith("http://cosy.internal/") for path in seen)
    assert form.entry().service.proxy == f"http://127.0.0.1:{port}"
    form.proxy_address.setText(f"http://127.0.0.1:{free_port()}")
    assert "Can't connect to the proxy" in tried(qtbot, form)
    form.proxy.setCurrentIndex(1)
    assert form.entry().service.proxy == NO_PROXY


def test_a_proxy_that_refuses(qtbot: QtBot, loop: LoopThread, serving: Serving) -> None:
    async def refuse(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=407)

    port = serving.serve(refuse)
    form = form_of(qtbot, loop, "http://cosy.internal", TOKEN)
    form.proxy.setCurrentIndex(2)
    form.proxy_address.setText(f"http://127.0.0.1:{port}")
    assert "requires a user name and password" in tried(qtbot, form)
    form.url.setText("https://cosy.internal")
    assert "proxy refused the connection (407)" in tried(qtbot, form)


def test_a_service_that_is_being_started(
    qtbot: QtBot,
    loop: LoopThread,
    serving: Serving,
    served: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service_trial, "_PAUSE", 0.2)
    awake = False
    hand_on = handing_on(served)

    async def wake_up(request: web.BaseRequest) -> web.StreamResponse:
        return await hand_on(request) if awake else web.Response(status=503)

    form = form_of(qtbot, loop, f"http://127.0.0.1:{serving.serve(wake_up)}", TOKEN)
    form.test.click()
    assert form.trial.running
    assert "top" in form.test.text()
    qtbot.waitUntil(lambda: "responded with 503" in form.finding.text(), timeout=10_000)
    qtbot.waitUntil(lambda: "second" in form.finding.text(), timeout=10_000)
    with qtbot.waitSignal(form.tried, timeout=10_000):
        awake = True
    assert form.found is not None
    awake = False
    monkeypatch.setattr(service_trial, "PATIENCE", 0.5)
    assert "busy or not starting up" in tried(qtbot, form)


def test_one_need_not_wait(qtbot: QtBot, loop: LoopThread, serving: Serving) -> None:
    async def wait(_: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    form = form_of(qtbot, loop, f"http://127.0.0.1:{serving.serve(wait)}")
    form.test.click()
    assert "Connecting to 127.0.0.1…" in form.finding.text()
    form.trial._since -= 10  # as if that time had passed
    form.trial._tell()
    assert "hasn't responded yet" in form.finding.text()
    form.test.click()
    assert not form.trial.running
    assert form.finding.text() == ""
    with qtbot.assertNotEmitted(form.tried, wait=300):
        form.test.click()
        form.url.setText("http://127.0.0.1:1")  # a change ends the trial, too
    assert not form.trial.running


@pytest.mark.parametrize(
    ("url", "name", "token", "words"),
    [
        ("", "home", "", "Enter the address of the service"),
        ("ftp://home", "home", "", "must start with http"),
        ("https://me:secret@home", "home", "", "must not contain"),
        ("https://home", "my home", "", "Enter a name"),
        ("https://home", "work", "", "already a service named “work”"),
        ("https://home", "local", "", "already a service named “local”"),
        ("https://home", "home", "a b", "contains spaces"),
    ],
)
def test_what_is_no_service(
    qtbot: QtBot, loop: LoopThread, url: str, name: str, token: str, words: str
) -> None:
    form = form_of(qtbot, loop, url, token, taken=["work"])
    form.name.setText(name)
    form.test.click()
    assert not form.trial.running
    assert words in form.finding.text()


def test_a_service_is_never_named_after_its_address(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop, taken=["CosyVoice", "studio"])
    for url in ("https://www.cosy.example", "http://192.168.1.7:8000", "http://local:1"):
        form.url.setText(url)
        assert form.name.text() == "CosyVoice-2"
    for own, name in (
        ("Voices of home", "Voices-of-home"),
        ("studio", "studio-2"),
        ("…", "CosyVoice-2"),
    ):
        form.call_it(own)
        assert form.name.text() == name
    form.name.clear()
    QTest.keyClicks(form.name, "mine")  # type: ignore[arg-type, call-arg] # its stubs are no static methods
    form.url.setText("https://other.example")
    assert form.name.text() == "mine"


@pytest.mark.parametrize(
    ("url", "token", "warned"),
    [
        ("http://192.168.1.7:8000", "abc", True),
        ("http://cosy.example", "abc", True),
        ("http://cosy.example", "", False),
        ("https://cosy.example", "abc", False),
        ("http://127.0.0.1:8000", "abc", False),
        ("http://localhost:8000", "abc", False),
        ("http://[::1]:8000", "abc", False),
        ("", "abc", False),
    ],
)
def test_a_token_that_can_be_read_on_its_way(
    qtbot: QtBot, loop: LoopThread, url: str, token: str, *, warned: bool
) -> None:
    form = form_of(qtbot, loop, url, token)
    assert form.exposed.isVisible() == warned


def test_a_token_is_shown_when_one_asks(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop, "https://cosy.example", "abc")
    assert form.token.echoMode() is QLineEdit.EchoMode.Password
    QTest.mouseClick(form.show_token, Qt.MouseButton.LeftButton)  # type: ignore[call-overload] # as above
    assert form.token.echoMode() is QLineEdit.EchoMode.Normal


@pytest.mark.parametrize(
    ("wrong", "text"), [("url", "ftp://x"), ("name", "a/b"), ("token", "ä"), ("proxy", "x")]
)
def test_what_is_wrong_is_said_below_its_field_until_that_is_changed(
    qtbot: QtBot, loop: LoopThread, wrong: str, text: str
) -> None:
    form = form_of(qtbot, loop, "http://127.0.0.1:9", TOKEN)
    form.proxy.setCurrentIndex(2 if wrong == "proxy" else 0)
    edit = {"proxy": form.proxy_address}.get(wrong) or getattr(form, wrong)
    good = edit.text()
    form.more.setChecked(True)
    form.resize(700, 900)
    edit.setText(text)

    def settled() -> list[QPoint]:
        """Where the other things are, once the layout is done."""
        others = (form.url, form.name, form.token, form.more, form.proxy, form.ca_file, form.test)
        found: list[list[QPoint]] = []
        while len(found) < 3 or found[-1] != found[-3]:
            QApplication.processEvents()
            found.append([one.mapTo(form, QPoint(0, 0)) for one in others])
        return found[-1]

    layout = form.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: layout.geometry().height() == 900)
    before = settled()
    assert not form.start_trial()
    marked = [one.objectName() for one in form.findChildren(QLineEdit) if one.property(WRONG)]
    assert marked == [edit.objectName()]
    qtbot.waitUntil(edit.isVisible)
    qtbot.waitUntil(lambda: form.finding.isVisible() and form.finding.y() > 0)

    def top(widget: QWidget) -> int:
        return widget.mapTo(form, widget.rect().topLeft()).y()

    def is_below() -> bool:
        end = top(edit) + edit.height()
        return end <= top(form.finding) < end + edit.height()

    qtbot.waitUntil(is_below)
    assert form.finding.text()
    assert settled() == before  # nothing moves
    edit.setText(good)
    assert not edit.property(WRONG)
    assert form.finding.text() == ""
    qtbot.waitUntil(lambda: abs(top(form.finding) - top(form.test)) < edit.height())


@pytest.mark.parametrize("address", ["", "proxy", "ftp://proxy:1", "http://[::1"])
def test_what_is_no_address_of_a_proxy_is_said_at_its_field(
    qtbot: QtBot, loop: LoopThread, address: str
) -> None:
    form = form_of(qtbot, loop, "http://127.0.0.1:9")
    form.more.setChecked(True)
    form.proxy.setCurrentIndex(form.proxy.count() - 1)
    form.proxy_address.setText(address)
    with pytest.raises(SettingsError) as error:
        form.entry()
    assert error.value.key == "proxy_invalid"
    assert not form.start_trial()
    assert form.proxy_address.property(WRONG)
    form._hear_or_stop()  # nothing is heard with it either
    assert not form.hearing.running


def test_a_proxy_that_is_set_is_shown(qtbot: QtBot, loop: LoopThread) -> None:
    service = ServiceSettings("http://127.0.0.1:9", proxy="http://proxy:8080")
    form = form_of(qtbot, loop, entry=ServiceEntry("home", service))
    assert form.more.isChecked()
    assert form.proxy_address.text() == "http://proxy:8080"
    assert form.entry().service.proxy == "http://proxy:8080"


def test_what_is_billed_is_said_where_somebody_says_it(qtbot: QtBot, loop: LoopThread) -> None:
    form = form_of(qtbot, loop)
    before = form.heard.text()
    form.hearing.spoken.emit(None)
    assert form.heard.text() == before
    form.hearing.spoken.emit(12)
    assert form.heard.text().startswith("12 character")
    form.url.setText("http://[::1")  # what is no address is left to the trial
    form._recognize()
    assert not form.is_studio
