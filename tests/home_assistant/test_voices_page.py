"""The page for voices in a telephone's browser, whose microphone hears a file."""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from playwright.async_api import async_playwright
import pytest
import pytest_asyncio

from local_server import sample_voice
from local_server.page.files import words
from local_server.program import add_sample_voice
from tests.home_assistant.frontend import BROWSERS, SCREENSHOTS, keep_picture
from tests.home_assistant.running import VOICE_FILE, VOICE_TEXT, until
from tests.local_server.running import TOKEN, Running, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.home_assistant

PATIENCE: Final = 30_000
# Headers that matter here, of requests and of answers.
PASSED: Final = ("Accept-Language", "Content-Type", "Location", "Origin", "Sec-Fetch-Site")
LONGEST: Final = 5.0  # seconds that are recorded
# What is really played: the seconds of sound that were started.
LISTEN: Final = """
window.heard = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...more) {
  window.heard += this.buffer.duration;
  return start.apply(this, more);
};
"""


@dataclass
class Phone:
    """A browser of the size of a telephone, and what its page complained of."""

    page: Page
    context: BrowserContext
    said: dict[str, str]
    complaints: list[str] = field(default_factory=list)

    async def press(self, key: str, **values: str) -> None:
        await self.page.get_by_role("button", name=self.said[key].format(**values)).click()

    async def see(self, key: str, **values: Any) -> None:
        text = self.said[key].format(**values)
        await self.page.get_by_text(text, exact=True).filter(visible=True).first.wait_for()

    async def fill(self, key: str, text: str) -> None:
        await self.page.get_by_role("textbox", name=self.said[key], exact=True).fill(text)

    async def record(self, seconds: float = LONGEST) -> None:
        await self.press("record")
        clock = "document.querySelector('.clock').textContent"
        await self.until(f"Number.parseInt({clock}, 10) >= {seconds}")
        await self.press("stop")

    async def choose(self, file: Path, name: str, text: str = VOICE_TEXT) -> None:
        """Choose a file, and say who it is."""
        await self.press("from_file")
        await self.page.locator("#file").set_input_files(file)
        await self.fill("name", name)
        await self.fill("transcript", text)

    async def heard(self) -> float:
        seconds: float = await self.page.evaluate("window.heard")
        return seconds

    async def until(self, condition: str) -> None:
        """Wait for a condition of the page, whose policy lets it evaluate nothing by itself."""

        async def holds() -> bool:
            held: bool = await self.page.evaluate(condition)
            return held

        await until(holds, condition)

    async def shot(self, name: str) -> None:
        if folder := os.environ.get(SCREENSHOTS):
            await asyncio.sleep(0.7)  # for what moves to come to rest
            picture = await self.page.screenshot(animations="disabled")
            await asyncio.to_thread(keep_picture, picture, Path(folder) / f"{name}.png")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program is not None, "install Chromium (script/setup does it)"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={VOICE_FILE}",
                "--host-resolver-rules=MAP voices.example 127.0.0.1",
            ],
        )
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as server:
        yield server


@asynccontextmanager
async def phone(
    chromium: Browser, language: str = "en", scheme: Any = "light"
) -> AsyncIterator[Phone]:
    """A telephone that has not been here before."""
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        locale={"en": "en-US", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}[language],
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    made = Phone(page, context, words(language))
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: made.complaints.append(line.text) if "Content Security" in line.text else None,
    )
    try:
        yield made
        assert made.complaints == []
    finally:
        await context.close()


async def invitation(server: Running, role: str) -> str:
    answer = await server.call("POST", "voices/invitations", json={"for": role})
    return str(answer.data["address"])


async def sign_in(phone: Phone, server: Running) -> None:
    await phone.page.goto(f"{server.url}/voices")
    await phone.page.get_by_label(phone.said["token"]).fill(TOKEN)
    await phone.press("sign_in")
    await phone.page.get_by_role("button", name=phone.said["sign_out"]).wait_for()


async def test_what_a_phone_records_becomes_a_voice_that_it_hears(
    chromium: Browser, server: Running
) -> None:
    async with phone(chromium) as grandma:
        spoken: list[dict[str, Any]] = []
        asked: list[dict[str, Any]] = []

        def follow(socket: Any) -> None:
            socket.on("framereceived", lambda data: spoken.append(json.loads(data)))
            socket.on("framesent", lambda data: asked.append(json.loads(data)))

        grandma.page.on("websocket", follow)
        await grandma.page.goto(await invitation(server, "upload"))
        await grandma.see("invited_to_upload")
        assert "#" not in grandma.page.url  # a copied address lets nobody in
        await grandma.record()
        await grandma.page.locator(".findings .notice.good").wait_for()
        await grandma.press("play_part")
        await grandma.until("window.heard > 4")
        await grandma.press("stop")
        before = await grandma.heard()
        await grandma.fill("name", "Grandma")
        await grandma.press("make_this_voice")
        await grandma.see("ready", name="Grandma")
        await grandma.see("spoken_by", engine="eSpeak NG")
        await grandma.page.get_by_role("button", name=grandma.said["hear_it"]).wait_for()

        (audio,) = server.service.storage.entries()
        assert (audio.filename, audio.text) == ("Grandma.wav", words("en")["text_1"])
        # It is that voice, of which the microphone hears another part each time.
        assert audio.pitch == pytest.approx(sample_voice.PITCH, rel=0.15)
        assert LONGEST - 0.1 < audio.bytes / 48_000 < 30
        assert asked[0]["payload"]["parameters"]["reference_audio_id"] == audio.id
        outputs = [one["payload"].get("output", {}) for one in spoken]
        pcm = sum(len(base64.b64decode(one["audio"]["data"])) for one in outputs if "audio" in one)
        assert pcm > 24_000
        assert await grandma.heard() - before == pytest.approx(pcm / 48_000, abs=0.05)

        # Another recording is refused, and what was made can still be heard after a reload.
        await grandma.page.reload()
        await grandma.see("used_up")


async def test_an_invitation_that_was_used_expired_or_guessed_lets_nobody_in(
    chromium: Browser, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = await invitation(server, "manage")
    async with phone(chromium) as first:
        await first.page.goto(used)
        await first.see("no_voices")
    async with phone(chromium) as second:
        await second.page.goto(used)
        await second.see("invitation_ended")
        await second.page.goto("about:blank")
        await second.page.goto(f"{server.url}/voices/#guessed")
        await second.see("invitation_ended")
        late = await invitation(server, "manage")
        with monkeypatch.context() as later:
            later.setattr("local_server.page.grants.time.time", lambda: 4e9)
            await second.page.goto("about:blank")
            await second.page.goto(late)
            await second.see("invitation_ended")
        assert await second.page.get_by_label(second.said["token"]).is_visible()


async def test_the_sample_is_named_in_the_readers_language_and_keeps_its_file(
    chromium: Browser, server: Running
) -> None:
    add_sample_voice(server.service.storage)
    async with phone(chromium, "zh-Hans") as one:
        await sign_in(one, server)
        await one.page.get_by_role("button", name="示例音色 “").click()
        await one.press("edit")
        await one.fill("transcript", "Other words.")
        await one.press("save")
        await one.page.get_by_role("button", name="示例音色 “Other words.”").wait_for()
    (kept,) = server.service.storage.entries()
    assert (kept.filename, kept.text) == (sample_voice.RECORDING.name, "Other words.")


async def test_two_phones_at_once_see_what_the_other_did(
    chromium: Browser, server: Running, tmp_path: Path
) -> None:
    file = Path(shutil.copy(VOICE_FILE, tmp_path / "dad_2024-01-31.wav"))
    async with phone(chromium) as mum, phone(chromium) as dad:
        await asyncio.gather(sign_in(mum, server), sign_in(dad, server))
        await asyncio.gather(mum.choose(file, "Mum"), dad.choose(file, "Dad"))
        await asyncio.gather(mum.press("make_this_voice"), dad.press("make_this_voice"))
        await asyncio.gather(mum.see("ready", name="Mum"), dad.see("ready", name="Dad"))
        await asyncio.gather(mum.press("done"), dad.press("done"))
        for one in (mum, dad):
            await one.see("voice_count", count=2)
        # One renames and deletes; the other, whose list is old, is told and loses nothing.
        await mum.page.get_by_role("button", name="Dad “").click()
        await mum.press("edit")
        await mum.fill("name", "Daddy")
        await mum.press("save")
        await mum.see("saved")
        await mum.page.get_by_role("button", name="Daddy “").wait_for()
        await mum.press("delete")
        await mum.see("delete_question", name="Daddy")
        await mum.page.get_by_role("button", name=mum.said["cancel"], exact=True).click()
        assert len(server.service.storage.entries()) == 2
        await mum.press("delete")
        await mum.page.get_by_role("button", name=mum.said["delete_it"], exact=True).click()
        await mum.see("deleted", name="Daddy")
        await dad.press("play_recording", name="Dad")
        await dad.see("error_NotFound")
        await dad.press("play_recording", name="Mum")
        await dad.until("window.heard > 5")
    assert [audio.filename for audio in server.service.storage.entries()] == ["Mum.wav"]


class Line:
    """The network between a phone and the server, which can break.

    Attributes:
        left: Bytes after which it breaks; None where it doesn't.
    """

    def __init__(self, server: Running) -> None:
        self.left: int | None = None
        self._port = int(server.url.rpartition(":")[2])

    async def carry(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Carry a connection to the server."""
        server, forth = await asyncio.open_connection("127.0.0.1", self._port)
        ends = (back, forth)
        try:
            await asyncio.gather(
                self._copy(phone, forth, ends, limited=True), self._copy(server, back, ends)
            )
        except ConnectionError:
            pass  # one of them hung up
        finally:
            for end in ends:
                end.close()

    async def _copy(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        ends: tuple[asyncio.StreamWriter, ...],
        *,
        limited: bool = False,
    ) -> None:
        while data := await source.read(1 << 14):
            if limited and self.left is not None:
                self.left = max(0, self.left - len(data))
                if not self.left:
                    for end in ends:
                        end.transport.abort()
                    return
            target.write(data)
            await target.drain()
        target.close()


@pytest_asyncio.fixture(loop_scope="session")
async def line(server: Running) -> AsyncIterator[tuple[Line, str]]:
    """A line to the server, and the address at its near end."""
    line = Line(server)
    async with await asyncio.start_server(line.carry, "127.0.0.1", 0) as listening:
        yield line, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        listening.close_clients()


async def test_offline_in_the_middle_of_an_upload_loses_nothing(
    chromium: Browser, server: Running, line: tuple[Line, str]
) -> None:
    network, address = line
    async with phone(chromium) as dad:
        invited = await invitation(server, "upload")
        await dad.page.goto(invited.replace(server.url, address))
        await dad.record(4)
        await dad.fill("name", "Dad")
        network.left = 100_000
        await dad.press("make_this_voice")
        await dad.see("not_sent")
        assert network.left == 0
        assert server.service.storage.entries() == []
        async with dad.page.expect_download() as saving:
            await dad.page.get_by_role("button", name=dad.said["save_recording"]).first.click()
        saved = await (await saving.value).path()
        recorded = await asyncio.to_thread(saved.read_bytes)
        assert recorded[:4] == b"RIFF"
        assert len(recorded) > 4 * 2 * 40_000

        network.left = None
        await dad.page.reload()  # as when a telephone restarts the browser
        await dad.page.get_by_role("textbox", name=dad.said["name"], exact=True).wait_for()
        assert await dad.page.locator("#name").input_value() == "Dad"
        assert await dad.page.locator("#text").input_value() == words("en")["text_1"]
        await dad.press("make_this_voice")
        await dad.see("ready", name="Dad")
        assert len(server.service.storage.entries()) == 1
        await dad.page.reload()
        await dad.see("thanks")  # nothing is left to be sent


async def test_a_page_that_may_not_record_says_so_and_takes_a_file(
    chromium: Browser, server: Running
) -> None:
    async with phone(chromium) as guest:
        address = await invitation(server, "upload")
        await guest.page.goto(address.replace("127.0.0.1", "voices.example"))
        await guest.see("insecure")
        capture = guest.page.locator("#capture")
        assert await capture.get_attribute("capture") == "user"
        await capture.set_input_files(VOICE_FILE)
        await guest.fill("name", "Guest")
        await guest.fill("transcript", VOICE_TEXT)
        await guest.press("make_this_voice")
        await guest.see("ready", name="Guest")


@asynccontextmanager
async def ingress(server: Running) -> AsyncIterator[str]:
    """A proxy with a prefix, as Home Assistant's; yields the address of the panel."""
    prefix = "/api/hassio_ingress/x/"

    async def carry(request: web.Request) -> web.StreamResponse:
        target = f"{server.url}/{request.match_info['path']}"
        headers = {name: request.headers[name] for name in PASSED if name in request.headers}
        headers["X-Forwarded-Host"] = request.host
        if "Upgrade" in request.headers:
            near = web.WebSocketResponse()
            await near.prepare(request)
            async with server.session.ws_connect(target, headers=headers) as far:
                await asyncio.wait(
                    [asyncio.create_task(copy(*ends)) for ends in ((near, far), (far, near))],
                    return_when=asyncio.FIRST_COMPLETED,
                )
            return near
        async with server.session.request(
            request.method,
            target,
            headers=headers,
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = {name: answer.headers[name] for name in PASSED if name in answer.headers}
            return web.Response(body=await answer.read(), status=answer.status, headers=kept)

    async def copy(source: Any, target: Any) -> None:
        async for message in source:
            await target.send_str(message.data)

    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", prefix + "{path:.*}", carry)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{prefix}voices"
    finally:
        await runner.cleanup()


async def test_the_page_works_below_home_assistants_ingress_without_a_sign_in(
    chromium: Browser, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_server.page.access.INGRESS", "127.0.0.1")
    server.service.ingress = True
    async with ingress(server) as panel, phone(chromium) as one:
        await one.page.goto(panel)
        await one.see("no_voices")
        assert one.page.url == f"{panel}/"
        # Its address would be of no use to who isn't signed in to Home Assistant.
        assert await one.page.get_by_role("button", name=one.said["invite"]).count() == 0
        await one.choose(VOICE_FILE, "Grandma")
        await one.press("make_this_voice")
        await one.see("ready", name="Grandma")
        await one.see("spoken_by", engine="eSpeak NG")


async def test_the_page_works_by_keyboard_and_reads_well_to_a_screen_reader(
    chromium: Browser, server: Running
) -> None:
    await server.voice()
    async with phone(chromium, "zh-Hans") as one:
        await one.page.goto(f"{server.url}/voices")
        await one.page.locator("#token:focus").wait_for()
        await one.page.keyboard.type(TOKEN)
        await one.page.keyboard.press("Enter")
        await one.see("voice_count_one")
        seen = await one.page.locator("body").aria_snapshot()
        assert 'heading "音色" [level=1]' in seen
        for _ in range(4):  # sign out, make a voice, from a file, and the voice
            await one.page.keyboard.press("Tab")
        await one.page.keyboard.press("Enter")
        await one.page.get_by_label(one.said["try_text"]).wait_for()
        named = await one.page.evaluate(
            "Array.from(document.querySelectorAll('button, input, textarea, summary')).filter("
            "(e) => !(e.ariaLabel || e.textContent.trim() || (e.labels && e.labels.length))).length"
        )
        assert named == 0
        for width in (320, 390, 844):
            await one.page.set_viewport_size({"width": width, "height": 640})
            wide = await one.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width


@pytest.mark.skipif(SCREENSHOTS not in os.environ, reason="takes pictures")
@pytest.mark.parametrize(
    ("language", "scheme", "suffix"),
    [("en", "light", ""), ("zh-Hans", "dark", "-dark.zh-Hans")],
)
async def test_pictures(
    chromium: Browser, server: Running, language: str, scheme: str, suffix: str
) -> None:
    """For the documentation."""
    names = {"en": ("Grandma", "Dad"), "zh-Hans": ("奶奶", "爸爸")}[language]
    async with phone(chromium, language, scheme) as one:
        for name, text in zip(names, (one.said["text_2"], one.said["text_3"]), strict=True):
            await server.upload(VOICE_FILE.read_bytes(), f"{name}.wav", text)
        await sign_in(one, server)
        await one.page.get_by_role("button", name=names[0]).first.click()
        await one.shot(f"list{suffix}")
        await one.press("make_voice")
        await one.press("record")
        await (
            one.page.locator(".clock").get_by_text(one.said["seconds"].format(seconds=6)).wait_for()
        )
        await one.shot(f"record{suffix}")
        await one.press("stop")
        await one.fill("name", {"en": "Mom", "zh-Hans": "妈妈"}[language])
        await one.shot(f"review{suffix}")
        await one.press("make_this_voice")
        await one.see("spoken_by", engine="eSpeak NG")
        await one.press("done")
        await one.press("invite")
        await one.press("invite_show")
        await one.page.locator(".qr").wait_for()
        await one.shot(f"invite{suffix}")
