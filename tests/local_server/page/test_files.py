"""The page's files: complete, in three languages, fenced in, and with nothing from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.gui.voices.texts_to_read import TEXTS
from local_server.page import files
from script import catalogs
from shared_client.discs import COLORS
from tests.local_server.running import Running, SlowEngine, running
from tests.words import ENGLISH, SIMPLIFIED, TRADITIONAL, stumbles

from .browser import browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOLDER = Path(files.__file__).parent
SCRIPTS = "".join(path.read_text() for path in sorted(FOLDER.glob("static/*.js")))
PAGE = (FOLDER / "page.html").read_text()
STYLE = (FOLDER / "static" / "page.css").read_text()
LANGUAGES = {
    "en": ("en", ENGLISH),
    "zh-Hans": ("zh_CN", SIMPLIFIED),
    "zh-Hant": ("zh_TW", TRADITIONAL),
}
PLACEHOLDER = re.compile(r"\{\w+")
ABSOLUTE = re.compile(r"""(?:src|href|action)="/|fetch\(["']/|["'`]/voices|url\(/""")
# Keys that are put together where they are said.
MADE = re.compile("error_|state_|text_|problem|warning|hint|wrong_token|try_later")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path, engine=SlowEngine()) as server:
        yield server


async def test_the_page_may_load_nothing_from_elsewhere_and_nothing_inline(
    server: Running,
) -> None:
    async with browser(server) as phone:
        answer = await phone.ask("GET", "")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for inline in ("<style", "style=", "onclick", "<script>"):
        assert inline not in PAGE
    for source in (PAGE, SCRIPTS, STYLE):
        assert re.findall(r"https?://", source) == []
        assert "innerHTML" not in source


def test_all_addresses_of_the_page_are_relative() -> None:
    assert ABSOLUTE.findall(PAGE + SCRIPTS + STYLE) == []


@pytest.mark.parametrize(
    ("accepted", "language", "heading"),
    [
        ("", "en", "Sign in"),
        ("fr, de;q=0.9", "en", "Sign in"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "登录"),
        ("zh-TW", "zh-Hant", "登入"),
        ("zh-Hant-HK, en", "zh-Hant", "登入"),
        ("zh-Hans-HK", "zh-Hans", "登录"),
        ("yue", "zh-Hant", "登入"),
        ("en-GB, zh", "en", "Sign in"),
        ("en;q=0.1, zh;q=0.9", "zh-Hans", "登录"),
        ("zh;q=x, en", "en", "Sign in"),
    ],
)
def test_the_page_speaks_the_browsers_language(accepted: str, language: str, heading: str) -> None:
    assert files.language_of(accepted) == language
    assert files.words(language)["sign_in"] == heading


async def test_the_pages_words_are_in_it_in_that_language(server: Running) -> None:
    async with browser(server) as phone:
        answer = await phone.ask("GET", "", headers={"Accept-Language": "zh-TW"})
    text = answer.data.decode()
    assert '<html lang="zh-Hant">' in text
    assert "<h2>登入</h2>" in text
    assert "{{" not in text


async def test_files_are_served_with_their_types_and_asked_for_again_only_when_they_changed(
    server: Running,
) -> None:
    async with browser(server) as phone:
        kinds = {
            "page.js": "text/javascript",
            "mic.svg": "image/svg+xml",
            "en.json": "application/json",
            "page.css": "text/css",
        }
        for name, kind in kinds.items():
            answer = await phone.ask("GET", f"files/{name}")
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith(kind)
        again = {"If-None-Match": answer.headers["Etag"]}
        assert (await phone.ask("GET", "files/page.css", headers=again)).status == 304
        for name in ("LICENSE", "page.html", "routes.py", "..%2Froutes.py", "none.js"):
            assert (await phone.ask("GET", f"files/{name}")).status == 404


def test_every_file_that_the_page_names_is_there() -> None:
    names = {path.name for path in FOLDER.glob("static/**/*")}
    named = set(re.findall(r"files/([\w-]+\.\w+)", PAGE))
    named |= set(re.findall(r"url\(([\w.-]+)\)", STYLE))
    named |= set(re.findall(r'(?:from|URL\() ?"(?:\./)?([\w-]+\.js)"', SCRIPTS))
    assert named - names == set()
    drawn = set(re.findall(r"\.([\w-]+) \{ --shape", STYLE))
    used = set(re.findall(r'(?:icon|button|roundButton)\("([\w-]+)"', SCRIPTS))
    assert used - drawn == set()


def test_its_logo_is_the_one_that_script_draw_brand_copies() -> None:
    brand = FOLDER.parents[1] / "brand" / "icon.svg"
    assert (FOLDER / "static" / "logo.svg").read_bytes() == brand.read_bytes()


def test_the_discs_of_voices_have_the_colors_of_the_app() -> None:
    assert re.findall(r"\.disc-\d \{ background: (#\w+);", STYLE) == list(COLORS)


def test_every_language_has_every_word_and_its_placeholders() -> None:
    english = files.words("en")
    for language in files.LANGUAGES:
        words = files.words(language)
        assert list(words) == list(english)
        assert [key for key in words if not words[key].strip()] == []
        placed = {key: sorted(PLACEHOLDER.findall(text)) for key, text in words.items()}
        assert placed == {key: sorted(PLACEHOLDER.findall(text)) for key, text in english.items()}


def test_every_word_that_is_said_is_there_and_every_other_one_is_not() -> None:
    english = files.words("en")
    said = set(re.findall(r'say\(\s*"([\w-]+)"', SCRIPTS))
    said |= set(re.findall(r"\{\{(\w+)\}\}", PAGE))
    assert said - set(english) == {"language", "message"}
    unsaid = [key for key in english if f'"{key}"' not in SCRIPTS and key not in said]
    assert [key for key in unsaid if not MADE.match(key)] == []


@pytest.mark.parametrize("language", files.LANGUAGES)
def test_no_word_of_the_page_stumbles(language: str) -> None:
    forbidden = LANGUAGES[language][1]
    told = [text for key, text in files.words(language).items() if not key.startswith("text_")]
    assert [found for text in told for found in stumbles(text, forbidden)] == []


@pytest.mark.parametrize("language", files.LANGUAGES)
def test_what_is_said_of_a_recording_is_what_the_app_says(language: str) -> None:
    """Run script/translate where this fails."""
    kept = json.loads((FOLDER / "words" / f"findings.{language}.json").read_text())
    assert kept == catalogs.findings(LANGUAGES[language][0])


@pytest.mark.parametrize(("language", "same"), [("en", "en"), ("zh-Hans", "zh")])
def test_the_texts_to_read_are_those_of_the_app(language: str, same: str) -> None:
    words = files.words(language)
    read = tuple((words[f"text_{number}_title"], words[f"text_{number}"]) for number in (1, 2, 3))
    assert read == TEXTS[same]
