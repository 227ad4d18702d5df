"""A desktop of the tests' own, and the app on it as the process that it is."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, suppress
import json
import os
from pathlib import Path
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Final, Self

from Xlib import X
from Xlib.display import Display

from desktop_app.system.control import PATIENCE, order, parse
from tests.programs import end, first_line, running, until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
FROM_CHECKOUT: Final = (sys.executable, "-P", "-m", "desktop_app.gui")
"""How the app is started where nothing is installed."""

_LIMIT: Final = 30.0
_PROGRAMS: Final = ("Xvfb", "openbox", "trayer", "xdotool", "xclip", "dbus-daemon")


class Desktop:
    """A display with a window manager, a tray and a session bus; and a person at it.

    Attributes:
        environment: What a program needs to be on it.
    """

    def __init__(self, display: str, bus: str) -> None:
        self.environment = {
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "QT_QPA_PLATFORM": "xcb",
        }
        self._selected = ExitStack()

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start one; end it afterwards.

        Raises:
            RuntimeError: A program is not installed.
        """
        if absent := [program for program in _PROGRAMS if not shutil.which(program)]:
            raise RuntimeError(f"{', '.join(absent)} not found: script/setup installs them")
        with ExitStack() as stack:
            desktop = cls(stack.enter_context(display()), stack.enter_context(session_bus()))
            for command in (("openbox",), ("trayer", "--edge", "bottom")):
                stack.enter_context(_in_silence(command, desktop.environment))
            stack.enter_context(desktop._selected)
            until(desktop._has_tray, "trayer does not come up")
            yield desktop

    def press(self, keys: str) -> None:
        """Press keys, as `xdotool` calls them."""
        self._do("xdotool", "key", "--clearmodifiers", keys)

    def select(self, text: str) -> None:
        """Have another program hold a text as the selection; empty for none."""
        self._selected.close()
        if text:
            self._selected.enter_context(selected(text, display=self.environment["DISPLAY"]))

    def _has_tray(self) -> bool:
        windows = self._do("xdotool", "search", "--class", "trayer", check=False)
        return bool(windows.strip())

    def _do(self, *command: str, check: bool = True) -> str:
        return subprocess.run(
            command,
            env={**os.environ, **self.environment},
            check=check,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_LIMIT,
        ).stdout


class Home:
    """A person's folders, in which nothing is yet, and the environment that leads to them.

    Attributes:
        path: Where they are.
        environment: All that programs of this person see, but for display and sound.
    """

    def __init__(self, path: Path, runtime: Path) -> None:
        self.path = path
        self.runtime = runtime
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(path),
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        # Coverage of processes of ours, where it is asked for.
        self.environment |= {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_")}

    @classmethod
    @contextmanager
    def made(cls) -> Iterator[Self]:
        """Make one; it is gone afterwards."""
        # A socket's path may have 107 bytes: pytest's own directories are too long for that.
        with tempfile.TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True) as folder:
            runtime = Path(folder) / "run"
            runtime.mkdir(mode=0o700)
            yield cls(Path(folder), runtime)

    @property
    def config(self) -> Path:
        """The settings of the app."""
        return self.path / ".config" / "cosyvoice-home" / "config.toml"

    @property
    def log(self) -> str:
        """What the app has noted."""
        log = self.path / ".local" / "state" / "cosyvoice-home" / "log" / "app.log"
        return log.read_text("utf-8") if log.exists() else ""

    def set_up(self, settings: str = "[app]\nwelcomed = true\n") -> None:
        """Have settings; their version is given."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(f"version = 1\n{settings}")

    def use(self, service: Service, app: str = "") -> None:
        """Have a service and no other in the settings, and speak by it alone."""
        self.set_up(
            'active = "home"\n'
            f'[services.home]\nurl = "{service.url}"\ntoken_in = "file"\nproxy = "none"\n'
            f'[app]\nwelcomed = true\nstand_in = "none"\n{app}'
        )
        self.config.with_name("tokens.json").write_text(json.dumps({"home": service.token}))


class App:
    """The app that runs.

    Attributes:
        process: Its process.
    """

    def __init__(self, process: subprocess.Popen[bytes], home: Home) -> None:
        self.process = process
        self._home = home

    @classmethod
    @contextmanager
    def running(
        cls,
        home: Home,
        *places: Mapping[str, str],
        command: Sequence[str] = FROM_CHECKOUT,
        arguments: Sequence[str] = ("--hidden",),
    ) -> Iterator[Self]:
        """Start it, wait until it takes orders, and see that it ends well when told to.

        Args:
            home: Whose it is.
            places: More of the environment: of a desktop, of a sound server.
            command: How it is started.
            arguments: For it.
        """
        environment = dict(home.environment)
        for place in places:
            environment |= place
        if tuple(command) == FROM_CHECKOUT:
            environment["PYTHONPATH"] = str(ROOT)
        with running(
            [*command, *arguments],
            patience=_LIMIT,
            ends_well=True,
            env=environment,
            cwd=home.path,
        ) as process:
            app = cls(process, home)
            until(app._is_ready, "the app does not start")
            yield app

    @property
    def state(self) -> str:
        """What it does: `idle`, `speaking`, `paused` or `trouble`."""
        return self.order("status")

    def order(self, command: str, *arguments: str) -> str:
        """Give an order, as commands do."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(self._home.runtime / "cosyvoice-home" / "control"))
            connection.sendall(order(command, arguments))
            answer = b""
            while not answer.endswith(b"\n") and (piece := connection.recv(4096)):
                answer += piece
        outcome, words = parse(answer)
        assert outcome == "done", words
        return "".join(words)

    def wait_for(self, state: str, *, limit: float = _LIMIT) -> None:
        """Wait until it is in a state."""
        until(lambda: self.state == state, f"it does not get {state}", limit=limit)

    def wait_for_key(self, desktop: Desktop, keys: str) -> None:
        """Press keys that have it speak; it listens for them a moment after it takes orders."""

        def press() -> bool:
            desktop.press(keys)
            with suppress(AssertionError):
                self.wait_for("speaking", limit=1)
                return True
            return False

        until(press, f"it does nothing on {keys}")

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, "the app has ended"
        with suppress(OSError):
            return bool(self.order("status"))
        return False


class Service:
    """A local server as a service that a person has; it can die and come back.

    Attributes:
        url: Where it is, dead or alive.
        token: Its token.
    """

    def __init__(self, folder: Path, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(24)
        self.url = ""
        self._folder = folder
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls, folder: Path, token: str = "") -> Iterator[Self]:
        """Run one, with its voices in a folder; by default with a token made for it."""
        service = cls(folder, token)
        try:
            service.start()
            yield service
        finally:
            service.kill()

    def start(self) -> None:
        """Start it, where it was before."""
        # It is killed, so nobody would see what of it was covered, and half a note would be left.
        environment = {k: v for k, v in os.environ.items() if k != "COVERAGE_PROCESS_CONFIG"}
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "local_server", "--port", str(self._port), "--json"),
                *("--with-sample-voice", "--exit-with-parent", "--log-level", "warning"),
                *("--data-dir", str(self._folder)),
            ],
            cwd=ROOT,
            env={**environment, "COSYVOICE_TOKEN": self.token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.url = json.loads(first_line(self._process))["url"]
        self._port = int(self.url.rpartition(":")[2].strip("/"))

    def kill(self) -> None:
        """End it at once, whatever it does."""
        if self._process is not None:
            end(self._process, patience=0)


@contextmanager
def display() -> Iterator[str]:
    """Run an X server; its name, as `DISPLAY` has it."""
    ours, theirs = os.pipe()
    with os.fdopen(ours) as told:
        # Without -noreset it starts over when its last program goes, and loses the next one.
        orders = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-noreset"]
        with _in_silence(orders, {}, pass_fds=(theirs,)):
            os.close(theirs)
            yield f":{told.readline().strip()}"


@contextmanager
def session_bus(*orders: str) -> Iterator[str]:
    """Run a session bus, perhaps with more orders for `dbus-daemon`; its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", *orders]
    with _in_silence(command, {}, stdout=subprocess.PIPE, text=True) as process:
        yield first_line(process)


@contextmanager
def selected(
    text: str, place: str = "primary", *, display: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Have another program hold a text as the selection, or as what was copied."""
    command = ["xclip", "-quiet", "-selection", place, "-in"]
    name = display or os.environ["DISPLAY"]
    with closing(Display(name)) as watching:
        atom = watching.intern_atom(place.upper())
        before = watching.get_selection_owner(atom)
        with _in_silence(command, {"DISPLAY": name}, stdin=subprocess.PIPE) as program:
            assert program.stdin is not None
            program.stdin.write(text.encode())
            program.stdin.close()
            until(
                lambda: watching.get_selection_owner(atom) not in (X.NONE, before),
                "xclip holds no selection",
            )
            yield program


@contextmanager
def _in_silence(
    command: Sequence[str], environment: Mapping[str, str], **how: Any
) -> Iterator[subprocess.Popen[Any]]:
    how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **how}
    with running(command, env={**os.environ, **environment}, **how) as process:
        yield process
