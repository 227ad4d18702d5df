"""How this program starts its own modules as processes, from a checkout, installed or bundled."""

from __future__ import annotations

from contextlib import suppress
import os
from pathlib import Path
import runpy
import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS: Final = {
    "desktop_app.audio.child": "--audio-child",
    "desktop_app.documents.child": "--document-child",
    "desktop_app.home.media_child": "--media-child",
    "desktop_app.voices.recording_child": "--recording-child",
    "desktop_app.speech_dispatcher.module": "--speech-dispatcher-module",
    "local_server": "--local-server",
    "local_server.workers.espeak": "--espeak-worker",  # the server starts it by this
    "local_server.engines.worker": "--engine-worker",  # and this
}
"""The hidden flags by which a bundled program starts itself as one of its children."""

APP: Final = "cosyvoice-app"
"""The program of the desktop app, beside the one of the command line."""

# Of Windows: `subprocess` has them nowhere else.
_NEW_GROUP: Final = 0x0200  # CREATE_NEW_PROCESS_GROUP: Ctrl-C doesn't reach it
_NO_WINDOW: Final = 0x0800_0000  # CREATE_NO_WINDOW: a console of its own that isn't shown

_SUFFIX: Final = ".exe" if sys.platform == "win32" else ""


def child_command(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Say how a child is started: its command line and its environment."""
    environment = dict(os.environ)
    if is_bundled():
        return [sys.executable, FLAGS[module], *arguments], environment
    # -P keeps the directory the program was started in, with who knows what modules, off the path.
    paths = [str(Path(__file__).resolve().parents[2]), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return [sys.executable, "-P", "-m", module, *arguments], environment


def app_command(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """Say how the desktop app is started: its command line and its environment."""
    if is_bundled():
        return [str(_sibling(APP)), *arguments], dict(os.environ)
    return child_command("desktop_app.gui", *arguments)


def installed_program(name: str = APP) -> Path | None:
    """Where one of our programs is installed, to be started without us; None if it is not."""
    program = _sibling(name)
    if sys.platform == "win32" and not program.is_file():
        import sysconfig  # noqa: PLC0415 - rarely needed

        # A Python that isn't in an environment has its programs in a folder below.
        program = Path(sysconfig.get_path("scripts"), program.name)
    return program if program.is_file() else None


def in_own_group() -> dict[str, Any]:
    """Options of a process that a terminal's Ctrl-C isn't for: we end it ourselves."""
    return {"creationflags": _NEW_GROUP} if sys.platform == "win32" else {"process_group": 0}


def in_own_session() -> dict[str, Any]:
    """Options of a process that outlives the terminal, too, if we do; Windows opens none for it."""
    if sys.platform == "win32":
        return {"creationflags": _NEW_GROUP | _NO_WINDOW}
    return {"start_new_session": True}


def become(line: list[str], environment: dict[str, str]) -> NoReturn:
    """Let a program of ours take the place of this one: its signals and its exit code are ours."""
    if sys.platform == "win32":  # a process can't become another there
        import signal  # noqa: PLC0415 - only there
        import subprocess  # noqa: PLC0415 - as above

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # both hear Ctrl-C, and it says how it ended
        sys.exit(subprocess.call(line, env=environment))  # noqa: S603 - our own program
    os.execve(line[0], line, environment)  # noqa: S606 - our own program


def is_bundled() -> bool:
    """Whether this is the bundle, which has no Python to start."""
    return bool(getattr(sys, "frozen", False))


def run_as_child(arguments: Sequence[str]) -> None:
    """Be a child and exit, if the command line says so; else do nothing.

    The entry point of a bundle calls it with `sys.argv` before it imports anything else.
    """
    for module, flag in FLAGS.items():
        if list(arguments[1:2]) == [flag]:
            sys.argv = [arguments[0], *arguments[2:]]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            sys.exit()


def _sibling(name: str) -> Path:
    """One of our programs, beside the one that runs us."""
    return Path(sys.executable).with_name(name + _SUFFIX)


def limit_itself(memory: int, cpu: int) -> None:
    """Have this process, which opens what strangers made, be refused more than it needs.

    Windows has no such limits, and macOS none of the memory.

    Args:
        memory: Bytes of address space.
        cpu: Seconds of processor time.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    for what, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu)):
        with suppress(ValueError, OSError):  # macOS takes the first for a joke
            resource.setrlimit(what, (limit, limit))
