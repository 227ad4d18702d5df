"""The image of deploy/container/: what its files say, and the image itself, built and run.

No registry is needed: the base is a Debian that debootstrap makes. The image runs as Docker runs it
by compose.yaml: its own user without rights, a root that can't be written to, a volume.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import os
from pathlib import Path
import re
import shutil
import signal
import socket
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import ClientSession
import numpy as np
import pytest
import yaml

from script.repository import home
from shared_client import CosyVoiceClient, SpeechOptions, service_url
from tests.local_server.running import eventually
from tests.programs import running, until

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = ROOT / "deploy" / "container"
CONTAINERFILE: Final = PLACE / "Containerfile"
PLATFORMS: Final = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28")
UID: Final = 10001

built = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        os.geteuid() != 0 or not (shutil.which("buildah") and shutil.which("debootstrap")),
        reason="needs root, and: script/setup images",
    ),
]


# --- What the files say ---------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """Of the Containerfile: each with its arguments, on one line."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.partition(" ")[2]) for line in lines if line]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def test_the_image_takes_nothing_but_what_is_locked() -> None:
    installs = [
        command
        for run in of("RUN")
        for command in run.split(" && ")
        if re.search(r"\bpip\b.* (install|wheel)\b", command)
    ]
    assert len(installs) == 4
    for command in installs:
        of_lock = "--require-hashes" in command and "--only-binary :all:" in command
        of_source = "--no-deps" in command
        assert of_lock or of_source, command
    assert of("ADD") == []


def test_the_image_copies_files_that_are_there() -> None:
    for copy in of("COPY"):
        if copy.startswith("--from="):
            continue
        *names, target = copy.split()
        assert target.startswith("/source/")
        assert [name for name in names if not (ROOT / name).exists()] == []


def test_everybody_else_than_home_assistant_gets_an_image_without_rights() -> None:
    *_, last = [index for index, (name, _) in enumerate(instructions()) if name == "FROM"]
    assert instructions()[last:] == [("FROM", "runtime AS server"), ("USER", "speaker")]
    assert [rest.split(" AS ")[1] for rest in of("FROM")] == ["build", "runtime", "app", "server"]


def test_its_programs_are_started_without_a_shell() -> None:
    (entry,) = of("ENTRYPOINT")
    assert json.loads(entry)[-1] == "local_server.contained"
    (check,) = of("HEALTHCHECK")
    assert json.loads(check.partition("CMD ")[2])[-2:] == ["local_server", "health"]


def test_it_says_where_its_source_is() -> None:
    assert f'org.opencontainers.image.source="{home().url}"' in CONTAINERFILE.read_text("utf-8")


@pytest.mark.parametrize("name", ["container/compose.yaml", "compose.yaml"])
def test_compose_takes_every_right_from_a_server(name: str) -> None:
    file = ROOT / "deploy" / name
    services = yaml.safe_load(file.read_text("utf-8"))["services"]
    servers = [one for one in services.values() if "build" in one]
    assert servers
    for server in servers:
        assert (file.parent / server["build"]["context"]).resolve() == ROOT
        assert ROOT / server["build"]["dockerfile"] == CONTAINERFILE
        assert server["read_only"] is True
        assert server["tmpfs"] == ["/tmp"]  # noqa: S108 - of a container
        assert server["cap_drop"] == ["ALL"]
        assert server["security_opt"] == ["no-new-privileges:true"]
        assert server["init"] is True
        assert server["volumes"] == ["voices:/data"]
        assert "user" not in server
        assert "privileged" not in server


# --- The image itself -----------------------------------------------------------------------------


@dataclass
class Images:
    """What buildah has built, in a place of its own."""

    place: Path

    def buildah(self, *arguments: str) -> str:
        where = [f"--root={self.place / 'storage'}", f"--runroot={self.place / 'run'}"]
        driver = os.environ.get("STORAGE_DRIVER", "overlay")
        done = subprocess.run(
            ["buildah", *where, f"--storage-driver={driver}", *arguments],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout.strip()

    def make_base(self) -> None:
        """The Debian that the image is built on."""
        provide = [str(ROOT / "script" / "provide-root"), "trixie"]
        archive = subprocess.run(provide, check=True, capture_output=True, text=True).stdout.strip()
        base = self.buildah("from", "scratch")
        self.buildah("add", base, archive, "/")
        # Where this machine trusts a certificate of its own, so does pip in there.
        if trusted := os.environ.get("PIP_CERT"):
            settings = self.place / "pip.conf"
            settings.write_text("[global]\ncert = /etc/pip.crt\n", encoding="utf-8")
            self.buildah("copy", base, str(settings), "/etc/pip.conf")
            self.buildah("copy", base, trusted, "/etc/pip.crt")
        self.buildah("commit", "--rm", base, "localhost/base")

    def build(self, target: str) -> None:
        self.buildah(
            # As Docker has it: the other format knows no health check.
            *("build", "--format=docker", "--isolation=chroot", "--layers"),
            "--build-arg=BASE=localhost/base",
            *(f"--file={CONTAINERFILE}", f"--target={target}", f"--tag=localhost/{target}", "."),
        )

    def config(self, target: str) -> dict[str, Any]:
        """What the image says of how it is run."""
        inspected = json.loads(self.buildah("inspect", "--type=image", f"localhost/{target}"))
        config: dict[str, Any] = inspected["Docker"]["config"]
        return config


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    images = Images(tmp_path_factory.mktemp("images"))
    try:
        images.make_base()
        for target in ("server", "app"):
            images.build(target)
        yield images
    finally:
        images.buildah("rm", "--all")
        images.buildah("rmi", "--all", "--force")
        shutil.rmtree(images.place, ignore_errors=True)


# Mounts what Docker does: the image read-only, a /tmp, the volume, devices, processes.
_MOUNTED: Final = """\
set -e
root=$1 volume=$2 hosts=$3
mount --bind "$root" "$root"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$volume" "$root/data"
mount --bind "$hosts" "$root/etc/hosts"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
shift 3
exec chroot "$root" "$@"
"""


@dataclass
class Container:
    """A container of an image, as Docker makes it."""

    root: Path
    volume: Path
    hosts: Path
    config: dict[str, Any]
    port: int

    @classmethod
    @contextmanager
    def of(cls, images: Images, target: str, folder: Path) -> Iterator[Self]:
        name = images.buildah("from", f"localhost/{target}")
        try:
            root = Path(images.buildah("mount", name))
            volume = folder / "volume"
            shutil.copytree(root / "data", volume)
            owner = (root / "data").stat()
            if target == "server":  # a new volume is as the image has the folder
                os.chown(volume, owner.st_uid, owner.st_gid)
            hosts = folder / "hosts"
            hosts.write_text("127.0.0.1 localhost\n127.0.0.2 supervisor\n", encoding="utf-8")
            folder.chmod(0o755)
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = int(free.getsockname()[1])
            container = cls(root, volume, hosts, images.config(target), port)
            yield container
        finally:
            images.buildah("rm", name)

    def command(self, *arguments: str, **environment: str) -> list[str]:
        """How a program runs in there: with the user, variables, and rights of compose.yaml."""
        own = dict(one.split("=", 1) for one in self.config["Env"])
        told = {**own, "COSYVOICE_HOST": "127.0.0.1", "COSYVOICE_PORT": str(self.port)}
        variables = [f"{name}={value}" for name, value in {**told, **environment}.items()]
        rights = ["setpriv", "--no-new-privs"]
        if self.config.get("User"):
            rights += [f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--bounding-set=-all"]
            assert self.config["User"] == "speaker"
        inside = [*rights, "env", "-i", *variables, *arguments]
        place = [str(self.root), str(self.volume), str(self.hosts)]
        return ["unshare", "--mount", "sh", "-c", _MOUNTED, "sh", *place, *inside]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program beside the server, as `docker exec` does."""
        return subprocess.run(
            self.command(*arguments), check=False, capture_output=True, text=True, timeout=60
        )

    def healthy(self) -> bool:
        kind, *command = self.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        return self.run(*command).returncode == 0

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[Any]]:
        command = self.command(*self.config["Entrypoint"], *arguments, **environment)
        log = self.hosts.parent / "log"
        with log.open("w") as said, running(command, stdout=said, stderr=said) as process:
            until(lambda: process.poll() is not None or self.healthy(), limit=120)
            assert process.poll() is None, log.read_text("utf-8")
            yield process

    def token(self) -> str:
        return (self.volume / "token").read_text("utf-8").strip()


def facts_of(process: subprocess.Popen[Any]) -> dict[str, str]:
    """What the kernel says of a process."""
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines()
    return {name: rest.strip() for name, _, rest in (line.partition(":") for line in lines)}


async def spoken(container: Container, text: str, token: str | None = None) -> np.ndarray[Any, Any]:
    """A sentence in the sample voice, by our client, as samples."""
    url = service_url(f"http://127.0.0.1:{container.port}")
    async with ClientSession() as session:
        client = CosyVoiceClient(url, token or container.token(), session=session)
        async with client:
            (voice, *_) = await client.list_reference_audio()
            async with client.speak(text, SpeechOptions(voice.id)) as stream:
                pcm = b"".join([part async for part in stream.pcm()])
    return np.frombuffer(pcm, "<i2")


@contextmanager
def supervisor(token: str) -> Iterator[list[dict[str, Any]]]:
    """Home Assistant's Supervisor, as far as the app talks to it; what it is told."""
    told: list[dict[str, Any]] = []

    class Discovery(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert (self.path, self.headers["Authorization"]) == ("/discovery", f"Bearer {token}")
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"result": "ok", "data": {"uuid": "1"}}')

    with ThreadingHTTPServer(("127.0.0.2", 80), Discovery) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


class TestImage:
    pytestmark = built

    async def test_it_speaks_without_rights_from_a_root_that_cannot_be_written_to(
        self, images: Images, tmp_path: Path
    ) -> None:
        with (
            Container.of(images, "server", tmp_path) as container,
            container.started("--with-sample-voice") as process,
        ):
            facts = facts_of(process)
            assert set(facts["Uid"].split()) == set(facts["Gid"].split()) == {str(UID)}
            assert int(facts["CapBnd"], 16) == int(facts["CapEff"], 16) == 0
            assert (facts["Groups"], facts["NoNewPrivs"]) == ("", "1")
            refused = container.run("touch", "/opt/cosyvoice/x", "/etc/x", "/x")
            assert refused.stderr.count("Read-only file system") == 3

            sound = await spoken(container, "This was said in a container. 你好，世界。")
            assert len(sound) > 2 * 24_000
            assert np.abs(sound).max() > 3_000
            assert (container.volume / "token").stat().st_mode & 0o777 == 0o600
            assert {path.name for path in container.volume.iterdir()} >= {"audio", "token"}
            assert {path.stat().st_uid for path in container.volume.rglob("*")} == {UID}

            async with ClientSession(f"http://127.0.0.1:{container.port}") as session:
                async with session.get("/voices/") as page:
                    assert page.status == 200
                    files = re.findall(r'(?:href|src)="(files/[^"]+)"', await page.text())
                assert files
                for file in files:
                    async with session.get(f"/voices/{file}") as answer:
                        assert answer.status == 200, file

            listed = container.run(
                "/opt/cosyvoice/bin/python", "-m", "local_server", "engines", "list"
            )
            assert "kokoro" in listed.stdout
            assert "/data/engines" in listed.stdout

    async def test_it_lets_a_sentence_end_when_it_is_stopped(
        self, images: Images, tmp_path: Path
    ) -> None:
        with Container.of(images, "server", tmp_path) as container:
            secret = "chosen-by-a-person"
            (container.volume / "secret").write_text(secret, encoding="utf-8")
            where = {"COSYVOICE_TOKEN_FILE": "/data/secret"}
            with container.started("--with-sample-voice", "--grace=60", **where) as process:
                whole = await spoken(container, "One. Two.", secret)
                long = "This goes on for a while, as speech does. " * 40
                speaking = asyncio.create_task(spoken(container, long, secret))
                await asyncio.sleep(0.5)  # it is on its way
                process.send_signal(signal.SIGTERM)
                assert len(await speaking) > 10 * len(whole)
                assert await asyncio.to_thread(process.wait, 30) == 0
            assert not container.healthy()
            assert not (container.volume / "token").exists()

    async def test_home_assistant_starts_it_as_an_app(self, images: Images, tmp_path: Path) -> None:
        with (
            supervisor("of-the-supervisor") as told,
            Container.of(images, "app", tmp_path) as container,
        ):
            assert not container.config.get("User")
            os.chown(container.volume, 0, 0)
            options = container.volume / "options.json"
            options.write_text("{}", encoding="utf-8")
            options.chmod(0o600)
            with container.started(SUPERVISOR_TOKEN="of-the-supervisor") as process:
                await eventually(lambda: bool(told), 60)
                facts = facts_of(process)
                assert set(facts["Uid"].split()) == set(facts["Gid"].split()) == {str(UID)}
                assert (int(facts["CapEff"], 16), facts["Groups"]) == (0, "")
                config = told[0]["config"]
                assert (told[0]["service"], config["port"]) == ("cosyvoice", container.port)
                sound = await spoken(container, "This was said in an app.", config["token"])
                assert np.abs(sound).max() > 3_000

    @pytest.mark.parametrize("platform", PLATFORMS)
    def test_all_that_it_installs_comes_in_wheels_for_both_processors(
        self, tmp_path: Path, platform: str
    ) -> None:
        script = 'source script/ground.sh; provide_uv; "$UV" pip install "$@"'
        options = ["--quiet", "--dry-run", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        options += [
            "--python-version=3.13",
            f"--python-platform={platform}",
            f"--target={tmp_path}",
        ]
        done = subprocess.run(
            ["bash", "-c", script, "bash", *options, "--requirement=requirements/server.txt"],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
