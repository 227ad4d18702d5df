"""A host that models are downloaded from, over TLS, which misbehaves as it is told."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import hashlib
import io
import random
import ssl
import tarfile
from typing import TYPE_CHECKING

from aiohttp import web

from local_server.installing.manifest import File, Model

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Mapping

    import trustme

FILES = {"model.onnx": 200_000, "voices/one.bin": 30_000}
"""What the model of these tests is made of, beside its archive."""


def noise(seed: str, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311 - it only has to be the same again


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """An archive as the real one is: its files lie in a folder."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:bz2") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"a-folder/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


@dataclass
class Host:
    """What lies on it, and how it behaves.

    Attributes:
        url: Its address.
        files: Bytes by path.
        asked: The paths asked for, and the Range of each.
        cut: How many bytes an answer has at most before it breaks off, for the next answers.
        status: What it answers, by path.
        redirect: Where a path leads.
        ignores_ranges: It always begins at the beginning.
        hold: Paths whose answer stops in the middle until this is set.
    """

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    status: dict[str, int] = field(default_factory=dict)
    redirect: dict[str, str] = field(default_factory=dict)
    ignores_ranges: bool = False
    hold: dict[str, asyncio.Event] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def running(cls, authority: trustme.CA) -> AsyncIterator[Host]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        host = cls()
        app = web.Application()
        app.router.add_get("/{path:.*}", host.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "localhost", 0, ssl_context=context).start()
        host.url = f"https://localhost:{runner.addresses[0][1]}"
        try:
            yield host
        finally:
            await runner.cleanup()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append((path, request.headers.get("Range", "")))
        if path in self.redirect:
            raise web.HTTPFound(self.redirect[path])
        if path in self.status or path not in self.files:
            return web.Response(status=self.status.get(path, 404))
        data = self.files[path]
        start = 0 if self.ignores_ranges else request.http_range.start or 0
        response = web.StreamResponse(status=206 if start else 200)
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        response.content_length = len(data) - start
        await response.prepare(request)
        if path in self.hold:
            middle = start + (len(data) - start) // 2
            await response.write(data[start:middle])
            await self.hold[path].wait()
            start = middle
        if self.cut:
            await response.write(data[start : start + self.cut.pop(0)])
            assert request.transport is not None
            request.transport.close()
        else:
            await response.write(data[start:])
        return response


def file_of(host: Host, path: str, data: bytes, unpack: tuple[str, ...] = ()) -> File:
    """A file of a model, put on a host."""
    host.files[path] = data
    digest = hashlib.sha256(data).hexdigest()
    return File(path, len(data), digest, (f"{host.url}/{path}",), unpack)


def model_of(host: Host) -> Model:
    """A model, put on a host."""
    packed = archive_of({"inner.onnx": noise("inner", 5_000), "not_needed": b"x"})
    files = [file_of(host, path, noise(path, size)) for path, size in FILES.items()]
    files.append(file_of(host, "packed.tar.bz2", packed, ("inner.onnx",)))
    return Model(
        "test", "Test", ("en",), clones=False, license="MIT", consent=False, files=tuple(files)
    )
