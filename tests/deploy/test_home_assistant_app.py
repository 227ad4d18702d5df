"""The app for Home Assistant, as its Supervisor and the linter of its community want it.

The rules are those of github.com/home-assistant/supervisor (supervisor/apps/validate.py
and options.py) and of github.com/frenck/action-addon-linter (src/lint.py and
config.schema.json), both as of 2026: neither can run here.
"""

from __future__ import annotations

import os
from pathlib import Path
import re
import struct
from typing import Any, Final

import pytest
import voluptuous as vol
import yaml

from local_server import contained
from local_server.arguments import parse
from local_server.engines.speech_api.options import PRESETS
from local_server.installing.manifest import models
from local_server.installing.program import CONSENT
from local_server.page import routes
from script.repository import home
from shared_client import __version__

ROOT: Final = Path(__file__).resolve().parents[2]
APP: Final = ROOT / "home_assistant_app"
LANGUAGES: Final = ("en", "zh-Hans", "zh-Hant")

DEFAULTS: Final = {
    **dict.fromkeys(
        (
            *("advanced", "audio", "auth_api", "devicetree", "docker_api", "full_access", "gpio"),
            *("hassio_api", "homeassistant_api", "host_dbus", "host_ipc", "host_network"),
            *("host_pid", "host_uts", "ingress", "ingress_stream", "journald", "kernel_modules"),
            *("legacy", "realtime", "stdin", "tmpfs", "uart", "udev", "usb", "video"),
        ),
        False,
    ),
    "apparmor": True,
    "backup": "hot",
    "boot": "auto",
    "hassio_role": "default",
    "ingress_port": 8099,
    "init": True,
    "options": {},
    "panel_admin": True,
    "panel_icon": "mdi:puzzle",
    "schema": {},
    "stage": "stable",
    "startup": "application",
    "timeout": 10,
    "ulimits": {},
}
"""What the linter wants left out where it is so."""

ELEMENT: Final = re.compile(
    r"^(?:|bool|email|url|port|device(?:\((?:subsystem=[a-z]+)\))?"
    r"|str(?:\(\d*,\d*\))?|password(?:\(\d*,\d*\))?|int(?:\(-?\d*,-?\d*\))?"
    r"|float(?:\(-?\d*\.?\d*,-?\d*\.?\d*\))?|match\(.*\)|list\((?P<list>.+)\))\??$"
)
PORT: Final = vol.All(int, vol.Range(1, 65_535))
PORTS: Final = vol.Match(r"^\d+(?:/tcp|/udp)$")

CONFIG: Final = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Required("version"): vol.Match(r"^\d+\.\d+\.\d+$"),
        vol.Required("slug"): vol.Match(r"^[-_.A-Za-z0-9]+$"),
        vol.Required("description"): str,
        vol.Required("arch"): vol.All([vol.In(["aarch64", "amd64"])], vol.Unique()),
        "url": vol.Url(),
        "image": vol.Match(r"^[a-z0-9.]+(?:/[a-z0-9][a-z0-9._{}-]*)+$"),
        "homeassistant": vol.Match(r"^\d{4}\.\d{1,2}\.\d+$"),
        "discovery": [str],
        "ingress": bool,
        "ingress_port": PORT,  # not 0, which is for apps on the host's network
        "ingress_entry": vol.Match(r"^[^/].*$"),
        "ingress_stream": bool,
        "panel_title": str,
        "panel_icon": vol.Match(r"^mdi:[a-z-]+$"),
        "ports": {PORTS: vol.Any(PORT, None)},
        "backup_exclude": [str],
        "options": dict,
        "schema": {str: vol.Any(vol.Match(ELEMENT), [vol.Match(ELEMENT)])},
    }
)
"""The keys that the app has; others have rules of their own, and come here with them."""


def config() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((APP / "config.yaml").read_text("utf-8"))
    return loaded


def translation(language: str) -> dict[str, Any]:
    text = (APP / "translations" / f"{language}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_the_supervisor_can_read_it() -> None:
    assert CONFIG(config())


def test_it_says_nothing_that_holds_anyway() -> None:
    told = config()
    assert [name for name in told if name in DEFAULTS and told[name] == DEFAULTS[name]] == []


def test_it_is_of_the_same_version_as_everything_else() -> None:
    assert config()["version"] == __version__
    assert f"## {__version__}" in (APP / "CHANGELOG.md").read_text("utf-8")


def test_it_is_where_the_repository_is() -> None:
    owner, name = home()
    assert config()["image"] == f"ghcr.io/{owner}/{name}/app"
    assert config()["url"].startswith(home().url)
    repository = yaml.safe_load((ROOT / "repository.yaml").read_text("utf-8"))
    assert repository.keys() == {"name", "url", "maintainer"}
    assert repository["url"] == home().url


def test_it_starts_the_image_that_is_built_for_it() -> None:
    told = config()
    lines = (ROOT / "deploy" / "container" / "Containerfile").read_text("utf-8").splitlines()
    assert "FROM runtime AS app" in lines
    assert f"EXPOSE {told['ingress_port']}" in lines
    assert list(told["ports"]) == [f"{told['ingress_port']}/tcp"]
    assert told["discovery"] == [contained.SERVICE]
    assert f"/{told['ingress_entry']}" == f"{routes.ROOT}/"


def of_type(element: str, value: object) -> bool:
    """Whether the Supervisor takes a value for an option."""
    if found := ELEMENT.match(element):
        if found["list"]:
            return value in found["list"].split("|")
        kind = element.removesuffix("?")
        return isinstance(value, {"bool": bool}.get(kind, str))
    return False


def test_its_options_are_of_the_kinds_that_it_names() -> None:
    schema, options = config()["schema"], config()["options"]
    assert options.keys() <= schema.keys()
    for name, kind in schema.items():
        if isinstance(kind, list):
            # Only an element that may be missing lets the list be missing.
            assert all(of_type(kind[0], value) for value in options[name])
        elif kind.endswith("?"):
            assert name not in options  # it may be missing, and so it is
        else:
            assert of_type(kind, options[name])


def choices(element: str) -> list[str]:
    found = ELEMENT.match(element)
    assert found is not None
    return found["list"].split("|")


def test_it_offers_the_engines_and_kinds_of_services_that_there_are() -> None:
    schema = config()["schema"]
    assert choices(schema["engines"][0]) == list(models())
    assert choices(schema["engine_preset"]) == list(PRESETS)
    assert [model.name for model in models().values() if model.consent] == ["zipvoice"]
    # What has to be accepted is said where it is accepted.
    said = translation("en")["configuration"]["accept_zipvoice_license"]["description"]
    for part in ("no stated license", "CC BY-NC 4.0", "forbids commercial use"):
        assert part in CONSENT
        assert part in said


def test_the_server_takes_every_value_that_the_app_does(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = config()["schema"]
    for preset in choices(schema["engine_preset"]):
        for level in choices(schema["log_level"]):
            options = {**config()["options"], "engine_preset": preset, "log_level": level}
            options["engine_url"] = ["http://gpu:8091", "http://other:8091"]
            for name, value in contained.variables_of(options).items():
                monkeypatch.setitem(os.environ, name, value)
            parsed = parse(contained.arguments_of(options))
            assert (parsed.engine_preset, parsed.log_level) == (preset, level)
            assert parsed.engine_url == options["engine_url"]


def test_the_program_reads_no_option_that_the_app_does_not_have() -> None:
    code = Path(contained.__file__).read_text("utf-8")
    read = set(re.findall(r'options\.get\("(\w+)"', code))
    assert read == set(config()["schema"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_a_name_and_a_description(language: str) -> None:
    told = translation(language)
    assert list(told["configuration"]) == list(config()["schema"])
    for words in told["configuration"].values():
        assert words.keys() == {"name", "description"}
    assert list(told["network"]) == list(config()["ports"])


def test_the_documentation_is_in_the_languages_of_its_users() -> None:
    text = (APP / "DOCS.md").read_text("utf-8")
    english, _, chinese = text.partition("\n## 中文\n")
    for name in ("zipvoice", "kokoro", "163 MB"):
        assert name in english
        assert name in chinese
    assert sorted(path.stem for path in (APP / "translations").iterdir()) == list(LANGUAGES)


@pytest.mark.parametrize(("name", "size"), [("icon.png", (128, 128)), ("logo.png", (251, 74))])
def test_the_store_has_pictures_of_it(name: str, size: tuple[int, int]) -> None:
    data = (APP / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == size
