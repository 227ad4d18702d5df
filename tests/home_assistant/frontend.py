"""Home Assistant's pages in a headless browser, used as a person does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import io
import json
import os
from pathlib import Path
import shutil
import time
from typing import TYPE_CHECKING, Any, Final, Self

from PIL import Image
from playwright.async_api import async_playwright

from tests.home_assistant.running import INTEGRATION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Locator, Page

    from tests.home_assistant.running import HomeAssistant

SCREENSHOTS: Final = "COSYVOICE_SCREENSHOTS"
"""Name of the environment variable that says into which folder screenshots go."""

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE: Final = 30_000


class Frontend:
    """A page of Home Assistant's frontend, logged in.

    Attributes:
        page: For what is not done often.
        words: The integration's strings in the page's language.
    """

    def __init__(self, page: Page, home: HomeAssistant, language: str) -> None:
        self.page = page
        self._home = home
        self._language = language
        translations = INTEGRATION / "translations" / f"{language}.json"
        self.words: dict[str, Any] = json.loads(translations.read_text(encoding="utf-8"))

    @classmethod
    @asynccontextmanager
    async def opened(cls, home: HomeAssistant, language: str = "en") -> AsyncIterator[Self]:
        """Open a browser."""
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        assert program is not None, "install Chromium (script/setup does it)"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox"]
            )
            context = await browser.new_context(
                viewport={"width": 1280, "height": 800}, locale=language, reduced_motion="reduce"
            )
            context.set_default_timeout(_PATIENCE)
            kept = {
                "hassTokens": {
                    **home.tokens,
                    "hassUrl": home.url,
                    "clientId": f"{home.url}/",
                    "expires": (time.time() + home.tokens["expires_in"]) * 1000,
                },
                "selectedLanguage": language,
            }
            for name, value in kept.items():
                script = f"localStorage.setItem({name!r}, {json.dumps(json.dumps(value))})"
                await context.add_init_script(script)
            try:
                yield cls(await context.new_page(), home, language)
            finally:
                await browser.close()

    def string(self, path: str) -> str:
        """One of the integration's strings, as in `config.step.user.title`."""
        found: Any = self.words
        for part in path.split("."):
            found = found[part]
        return str(found)

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self._home.url}{path}")

    async def see(self, text: str) -> Locator:
        """Wait until a text is to be seen, and find it."""
        found = self.page.get_by_text(text).filter(visible=True).first
        await found.wait_for()
        return found

    async def click(self, text: str) -> None:
        await (await self.see(text)).click()

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button).filter(visible=True).last.click()

    async def fill(self, field: str, text: str) -> None:
        await self.page.get_by_role("textbox", name=field).filter(visible=True).fill(text)

    async def choose(self, field: str, option: str) -> None:
        """Choose from a list that opens."""
        await self.page.get_by_role("button", name=field).filter(visible=True).first.click()
        await self.page.get_by_text(option, exact=True).filter(visible=True).last.click()

    async def attach(self, file: Path) -> None:
        """Choose a file to upload, and wait until it is uploaded."""
        async with self.page.expect_response("**/api/file_upload"):  # its name may be there already
            await self.page.locator("ha-form input[type=file]").set_input_files(file)
        await self.see(file.name)

    async def look(self) -> None:
        """See whether a string is missing: its name stands in its place."""
        assert "component.cosyvoice" not in await self.page.locator("body").aria_snapshot()

    async def shot(self, name: str) -> None:
        """Look, and keep a picture if somebody wants it."""
        await self.look()
        if folder := os.environ.get(SCREENSHOTS):
            await asyncio.sleep(0.7)  # for what moves to come to rest
            picture = await self.page.screenshot(animations="disabled")
            suffix = "" if self._language == "en" else f".{self._language}"
            await asyncio.to_thread(keep_picture, picture, Path(folder) / f"{name}{suffix}.png")


def keep_picture(picture: bytes, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
