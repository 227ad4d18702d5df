"""Read a document: fetch it where it is an address, hand it to the child, tidy what comes back."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
import json
import os
from pathlib import Path, PurePosixPath
import re
import shlex
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from desktop_app.errors import DocumentError
from desktop_app.system.processes import child_command, in_own_group
from desktop_app.words.saying import from_data
from shared_client.text.kinds import TextKind

from .document import Document, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiohttp import ClientSession

MAX_FILE: Final = 200 << 20
"""Bytes of a file."""
MAX_TEXT: Final = 20_000_000
"""Characters of a text: some fifty novels."""
PATIENCE: Final = 60.0
"""Seconds without any progress after which reading is given up."""

_EXIT_LIMIT: Final = 1.0
_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_LONGEST_LINE: Final = 12 * MAX_TEXT  # as JSON has it


def is_address(text: str) -> bool:
    """Whether a text is the address of a web page, and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


async def read_document(
    source: str | Path,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    session: ClientSession | None = None,
) -> Document:
    """Read the text of a file or of a web page; cancelling it ends all that it has started.

    Args:
        source: A path, or an address (`http`, `https`, `file`).
        on_progress: Called in the event loop; it must not block.
        session: Fetches addresses; one with the system's proxies unless given.

    Raises:
        DocumentError: It cannot be had, or it cannot be read; in words for a person.
    """
    report = on_progress or (lambda _progress: None)
    if isinstance(source, str) and is_address(source):
        address = str.strip(source)
        from .fetching import fetched  # noqa: PLC0415 - aiohttp takes 0.2 s

        async with fetched(address, report, session) as page:
            asked = {
                "path": str(page.path),
                "name": address,
                "media_type": page.media_type,
                "charset": page.charset,
                "suffix": PurePosixPath(urlsplit(page.address).path).suffix.lower(),
            }
            command = f"curl -L {shlex.quote(address)} | cosyvoice speak -"
            with _saying_how(command):
                found = await _read_in_child(asked, report)
            return _document(found, address, _stem(page.address))
    path = path_of(source)
    _check(path)
    asked = {
        "path": str(path.absolute()),
        "name": path.name,
        "media_type": "",
        "charset": None,
        "suffix": path.suffix.lower(),
    }
    with _saying_how(f"cosyvoice speak - < {shlex.quote(str(path))}"):
        found = await _read_in_child(asked, report)
    return _document(found, str(source), path.stem)


@contextmanager
def _saying_how(command: str) -> Iterator[None]:
    """Have an error know the command that speaks the document as it is."""
    try:
        yield
    except DocumentError as error:
        error.values = {**error.values, "command": command}
        raise


def path_of(source: str | Path) -> Path:
    """The file that a source is, which isn't the address of a web page."""
    if isinstance(source, str) and source.startswith("file:"):
        from urllib.request import url2pathname  # noqa: PLC0415 - 20 ms, for seldom use

        return Path(url2pathname(urlsplit(source).path))
    return Path(os.path.expanduser(source))  # noqa: PTH111 - Path's own fails for an unknown user


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DocumentError("cannot_read", path=path, error=error) from None
    if not path.is_file():
        raise DocumentError("not_a_file", path=path)
    if size > MAX_FILE:
        raise DocumentError("document_too_large", name=path.name, size=MAX_FILE >> 20)


def _stem(address: str) -> str:
    parts = urlsplit(address)
    return PurePosixPath(unquote(parts.path)).stem or parts.netloc


def _document(found: dict[str, Any], source: str, stem: str) -> Document:
    text = found["text"]
    name = source if is_address(source) else Path(source).name
    if not text:
        raise DocumentError("document_without_text", name=name)
    if len(text) > MAX_TEXT:
        raise DocumentError("text_too_long", name=name, most=MAX_TEXT)
    missing = None if found["missing"] is None else _error(found["missing"])
    kind = TextKind(found["kind"])
    return Document(found["title"] or stem, text, found["language"] or None, source, kind, missing)


def _error(data: Any) -> DocumentError:
    said = from_data(data)
    return DocumentError(said.key, **said.values)


async def _read_in_child(
    asked: dict[str, Any], report: Callable[[Progress], None]
) -> dict[str, Any]:
    arguments, environment = child_command("desktop_app.documents.child")
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        limit=_LONGEST_LINE,
        **in_own_group(),
    )
    stdin: Any = process.stdin
    stdout: Any = process.stdout
    try:
        stdin.write(json.dumps(asked).encode() + b"\n")
        found = await _heard(process, asked["name"], report)
        with suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_LIMIT):
                await process.wait()
        return found
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await stdout.read()  # to its end, which closes it
        await process.wait()
        stdin.close()
        with suppress(OSError):
            await stdin.wait_closed()


async def _heard(
    process: asyncio.subprocess.Process, name: str, report: Callable[[Progress], None]
) -> dict[str, Any]:
    stdout: Any = process.stdout
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                line = await stdout.readline()
        except TimeoutError:
            raise DocumentError("document_too_slow", name=name, seconds=PATIENCE) from None
        except ValueError:
            raise DocumentError("document_too_long", name=name) from None
        message: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"is": "gone"}
        match message["is"]:
            case "at":
                report(Progress("reading", message["done"], message["total"]))
            case "read":
                return message
            case "failed":
                raise _error(message["error"])
            case _:
                raise DocumentError("document_crashed", name=name)
