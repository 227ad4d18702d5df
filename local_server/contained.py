"""Starts the server in a container, also as a Home Assistant app.

The first start keeps a token beside the voices, so that clients need no new one after the next.

Home Assistant's Supervisor starts an app as root, with a folder and a file of options that belong
to root. The app gives the folder to the user of its image, and becomes that user. Once it listens,
it tells the Supervisor where it is, so that the integration offers itself. It installs engines too.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
import json
import logging
import os
from pathlib import Path
import pwd
import runpy
import secrets
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from local_server.announcement import server_id
from local_server.health import trouble
from local_server.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping, Sequence

_LOGGER = logging.getLogger(__name__)

DATA: Final = Path("/data")
USER: Final = "speaker"
"""Of the image, who has no rights but on that folder."""
SERVICE: Final = "cosyvoice"
"""The integration that is to offer itself."""
SUPERVISOR: Final = "SUPERVISOR_TOKEN"
"""The variable by which it is known that the Supervisor started this."""
_TOKENS: Final = {"COSYVOICE_TOKEN", "COSYVOICE_TOKEN_FILE"}
_OTHERS: Final = ("engines", "health")
"""Programs of the package that a person or Docker runs beside the server."""
_CONSENT: Final = "zipvoice"
"""The engine whose license has to be accepted by name."""
_OFTEN: Final = 0.5
"""Seconds until the server is asked again whether it listens."""
_PAUSES: Final = (2, 10, 60)
"""Seconds until the Supervisor is told once more."""


def main(
    arguments: Sequence[str], environment: MutableMapping[str, str], data: Path = DATA
) -> list[str]:
    """Prepare the start of the server.

    Args:
        arguments: The command line.
        environment: The variables; the server's are added, and the Supervisor's secret goes.
        data: The folder of all that is kept.

    Returns:
        The command line of the server.
    """
    supervisor = environment.pop(SUPERVISOR, "")
    if next(iter(arguments), None) in _OTHERS:
        return list(arguments)
    options: dict[str, Any] = {}
    if supervisor:
        options = read_options(data / "options.json")
        leave_root(data)
        environment["HOME"] = str(data)
        environment["COSYVOICE_INGRESS"] = "1"
        environment.update(variables_of(options))
    token_file = data / "token"
    chosen = str(options.get("token") or "")
    if supervisor or not (
        environment.keys() & _TOKENS or any(one.startswith("--token") for one in arguments)
    ):
        if chosen or not token_file.exists():
            write_private(token_file, f"{chosen or secrets.token_urlsafe(24)}\n".encode())
        environment["COSYVOICE_TOKEN_FILE"] = str(token_file)
    if not supervisor:
        return list(arguments)
    token, port = token_file.read_text("utf-8").strip(), environment["COSYVOICE_PORT"]
    in_background(offer, supervisor, token, port, data)
    in_background(install, options)
    return [*arguments_of(options), *arguments]


def in_background(task: Callable[..., None], *arguments: Any) -> None:
    """Run something beside the server, which doesn't wait for it at its end."""
    threading.Thread(target=task, args=arguments, name=task.__name__, daemon=True).start()


def read_options(path: Path) -> dict[str, Any]:
    """What a person has set in Home Assistant; nothing where that can't be read."""
    try:
        options = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        _LOGGER.warning("can't read the options in %s: %s", path, error)
        return {}
    return options if isinstance(options, dict) else {}


def leave_root(data: Path, user: str = USER) -> None:
    """Become a user without rights, to whom everything in the folder belongs."""
    # Containers run Linux; types learn it here.
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    speaker = pwd.getpwnam(user)
    # Backups come back as root's.
    for path in (data, *data.rglob("*")):
        if path.lstat().st_uid != speaker.pw_uid:
            os.chown(path, speaker.pw_uid, speaker.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(speaker.pw_gid)
    os.setuid(speaker.pw_uid)


def variables_of(options: Mapping[str, Any]) -> dict[str, str]:
    """The environment variables of what was set."""
    named = {
        "COSYVOICE_ENGINE_URL": " ".join(options.get("engine_url") or ()),
        "COSYVOICE_ENGINE_PRESET": options.get("engine_preset") or "",
        "COSYVOICE_ENGINE_TOKEN": options.get("engine_token") or "",
    }
    return {name: str(value) for name, value in named.items() if value}


def arguments_of(options: Mapping[str, Any]) -> list[str]:
    """The options of the server for what was set."""
    arguments = []
    if options.get("sample_voice", True):
        arguments.append("--with-sample-voice")
    if level := options.get("log_level"):
        arguments.append(f"--log-level={level}")
    return arguments


def install(options: Mapping[str, Any]) -> None:
    """Install the engines that were chosen and aren't there yet."""
    for name in options.get("engines") or ():
        if name == _CONSENT and not options.get("accept_zipvoice_license"):
            _LOGGER.warning(
                "ZipVoice isn't installed: its license has to be accepted."
                " Read about it in the documentation of this app, and turn on the option."
            )
            continue
        command = [sys.executable, "-m", "local_server", "engines", "install", str(name)]
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, "--yes", "--accept-license"], check=False, capture_output=True, text=True
        )
        told = (done.stdout if done.returncode == 0 else done.stderr).strip()
        _LOGGER.log(logging.WARNING if done.returncode else logging.INFO, "%s", told)


def offer(supervisor: str, token: str, port: str, data: Path) -> None:
    """Tell the Supervisor where the server is, once it listens.

    Args:
        supervisor: The Supervisor's token.
        token: The server's.
        port: Where it listens.
        data: Where its voices are.
    """
    while trouble("127.0.0.1", int(port)):
        time.sleep(_OFTEN)
    config = {
        "host": socket.gethostname(),
        "port": int(port),
        "token": token,
        "id": server_id(data),
    }
    for pause in (*_PAUSES, 0):
        try:
            told(supervisor, {"service": SERVICE, "config": config})
        except (OSError, HTTPException) as error:
            _LOGGER.warning("can't offer this server to Home Assistant: %s", error)
            time.sleep(pause)
        else:
            _LOGGER.info("offered to Home Assistant")
            return


def told(supervisor: str, message: dict[str, Any], host: str = "supervisor") -> None:
    """Post a discovery.

    Raises:
        OSError: The Supervisor can't be reached, or refuses it.
        HTTPException: It answers something else than HTTP.
    """
    connection = HTTPConnection(host, timeout=10)
    headers = {"Authorization": f"Bearer {supervisor}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/discovery", json.dumps(message), headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - all that say yes
        raise OSError(f"the Supervisor responded with {answer.status}")


if __name__ == "__main__":
    sys.argv[1:] = main(sys.argv[1:], os.environ)
    runpy.run_module("local_server", run_name="__main__", alter_sys=True)
