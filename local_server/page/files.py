"""The files of the page for voices, its words, and the headers that fence it in."""

from __future__ import annotations

from functools import cache
import hashlib
import html
import json
from pathlib import Path
import re
from typing import Final

from aiohttp import web

from local_server.errors import NotFoundError

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_PAGE_HEADERS: Final = {
    **HEADERS,
    # Nothing from elsewhere, nothing inline, and in no frame but that of Home Assistant's ingress,
    # which has the page's own origin.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; worker-src 'self';"
    " style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'self'",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cache-Control": "no-store",
}
LANGUAGES: Final = ("en", "zh-Hans", "zh-Hant")
_FOLDER: Final = Path(__file__).parent
_PLACES: Final = ("static/*", "static/icons/*", "words/*")
_TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_TRADITIONAL: Final = re.compile(r"zh-(hant|tw|hk|mo)|yue", re.IGNORECASE)


@cache
def words(language: str) -> dict[str, str]:
    """What the page says in one of `LANGUAGES`, by its keys."""
    file = _FOLDER / "words" / f"{language}.json"
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return found


def language_of(accepted: str) -> str:
    """The page's language for a browser: the first of its own that the page has."""
    wanted: list[tuple[float, int, str]] = []
    for one in accepted.split(","):
        tag, _, quality = one.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), len(wanted), tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(wanted):
        if tag.startswith(("zh", "yue")):
            return "zh-Hant" if _TRADITIONAL.match(tag) and "hans" not in tag else "zh-Hans"
        if tag.startswith("en"):
            break
    return "en"


def page(request: web.Request, message: str = "", status: int = 200) -> web.Response:
    """The page itself, in the browser's language.

    Args:
        request: Of the browser.
        message: Key of what the form to sign in says; empty for nothing.
        status: Of the answer.
    """
    language = language_of(request.headers.get("Accept-Language", ""))
    said = {**words(language), "language": language, "message": ""}
    said["message"] = said[message] if message else ""
    text = re.sub(r"\{\{(\w+)\}\}", lambda found: html.escape(said[found[1]]), _template())
    headers = {**_PAGE_HEADERS, "Vary": "Accept-Language"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def file(request: web.Request, name: str) -> web.Response:
    """A file of the page.

    Raises:
        NotFoundError: There is none of this name.
    """
    if name not in _names():
        raise NotFoundError("the page for voices has no such file")
    body, kind, tag = _read(name)
    # It asks each time, and gets a new one after an update.
    headers = {**HEADERS, "Cache-Control": "no-cache", "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


@cache
def _template() -> str:
    return (_FOLDER / "page.html").read_text(encoding="utf-8")


@cache
def _names() -> dict[str, Path]:
    """The files that are served, by name: nothing else can be asked for."""
    found = [path for place in _PLACES for path in _FOLDER.glob(place)]
    return {path.name: path for path in found if path.suffix in _TYPES}


@cache
def _read(name: str) -> tuple[bytes, str, str]:
    path = _names()[name]
    body = path.read_bytes()
    return body, _TYPES[path.suffix], f'"{hashlib.sha256(body).hexdigest()[:32]}"'
