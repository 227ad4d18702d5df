"""The integration is as Home Assistant and HACS ask, as far as that shows without running it.

hassfest is in no package, and HACS is asked in CI alone. These are their checks of a custom
integration that apply here, and some of our own. Each is tried on an integration that was broken
on purpose.
"""

from __future__ import annotations

from functools import cache
import json
import shutil
import struct
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.hassfest import code, manifest, words
from tests.hassfest.integration import DOMAIN, ROOT, Integration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Check = Callable[[Integration], Iterator[str]]
    Edit = Callable[[Any], object]

# These read the code, which is written in the Python of Home Assistant.
OF_CODE = (*code.CHECKS, manifest.dependencies)
CHECKS = (*manifest.CHECKS, *words.CHECKS, *code.CHECKS)


def skip_where_code_cannot_be_read(check: Check) -> None:
    if check in OF_CODE and sys.version_info < (3, 14):
        pytest.skip("needs the syntax of Python 3.14")


def name(check: Check) -> str:
    return f"{check.__module__.rpartition('.')[2]}-{check.__name__}"


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_nothing_is_amiss(check: Check) -> None:
    skip_where_code_cannot_be_read(check)
    assert list(check(Integration())) == []


# --- The checks themselves ------------------------------------------------------------------------


class Copy:
    """A copy of what the checks read, to be broken."""

    def __init__(self, root: Path) -> None:
        for file in ("setup.cfg", "hacs.json", "README.md"):
            shutil.copy(ROOT / file, root)
        self.root = root
        self.page = root / "docs" / "home-assistant.md"
        self.page.parent.mkdir()
        self.page.touch()
        self.folder = Integration(root).folder
        shutil.copytree(
            Integration().folder,
            self.folder,
            ignore=shutil.ignore_patterns("shared_client", "__pycache__", ".*"),
        )
        self.scale()

    def json(self, file: str, edit: Edit) -> None:
        """Edit a file of JSON, named from the root where it is there."""
        path = self.root / file if (self.root / file).exists() else self.folder / file
        content = json.loads(path.read_text("utf-8"))
        edit(content)
        path.write_text(json.dumps(content), "utf-8")

    def english(self, edit: Edit) -> None:
        self.json("translations/en.json", edit)

    def yaml(self, file: str, edit: Edit) -> None:
        path = self.folder / file
        content = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
        edit(content)
        path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")

    def scale(self, without: str = "", **rules: object) -> None:
        """Write a quality scale of all rules done but these."""
        done = {rule: "done" for names in manifest.RULES.values() for rule in names} | rules
        done.pop(without, None)
        path = self.folder / "quality_scale.yaml"
        path.write_text(yaml.safe_dump({"rules": done}), "utf-8")

    def code(self, text: str, module: str = "broken") -> None:
        """Add code at the end of a module, or a module."""
        with (self.folder / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")

    def image(self, file: str, width: int, height: int) -> None:
        path = self.folder / "brand" / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height))


def raises(key: str, given: str = "") -> str:
    return (
        f"HomeAssistantError(translation_domain=DOMAIN, translation_key={key!r},"
        f" translation_placeholders={{{given}}})"
    )


BROKEN: list[tuple[Check, Callable[[Copy], object]]] = [
    (manifest.keys, lambda c: c.json("manifest.json", lambda m: m.pop("issue_tracker"))),
    (manifest.keys, lambda c: c.json("manifest.json", lambda m: m.update(colour="red"))),
    (manifest.keys, lambda c: c.json("manifest.json", lambda m: m.update(name=m.pop("name")))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(domain="voices"))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(version="9.9.9"))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(iot_class="cloud"))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(codeowners=["me"]))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(codeowners=[]))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(documentation="docs"))),
    (manifest.values, lambda c: c.json("manifest.json", lambda m: m.update(zeroconf=["_a._tcp"]))),
    (manifest.documentation, lambda c: c.page.unlink()),
    (
        manifest.documentation,
        lambda c: c.json("manifest.json", lambda m: m.update(issue_tracker="https://a.example")),
    ),
    (
        manifest.requirements,
        lambda c: c.json("manifest.json", lambda m: m.update(requirements=["av==1.0"])),
    ),
    (
        manifest.dependencies,
        lambda c: c.json("manifest.json", lambda m: m["after_dependencies"].append("tts")),
    ),
    (manifest.dependencies, lambda c: c.code("from homeassistant.components.mqtt import client")),
    (manifest.dependencies, lambda c: c.code("from homeassistant.components import mqtt")),
    (manifest.quality_scale, lambda c: c.scale(without="brands")),
    (manifest.quality_scale, lambda c: c.scale(beauty="done")),
    (manifest.quality_scale, lambda c: c.scale(brands="nearly")),
    (manifest.quality_scale, lambda c: c.scale(brands="todo")),
    (manifest.quality_scale, lambda c: c.scale(brands={"status": "exempt"})),
    (manifest.files, lambda c: (c.folder / "strings.json").touch()),
    (manifest.files, lambda c: c.folder.with_name("another").mkdir()),
    (manifest.files, lambda c: (c.root / "README.md").unlink()),
    (manifest.only_one, lambda c: (c.page.parent / "manifest.json").write_text("{}")),
    (manifest.hacs, lambda c: c.json("hacs.json", lambda h: h.update(domains=["tts"]))),
    (manifest.hacs, lambda c: c.json("hacs.json", lambda h: h.pop("name"))),
    (manifest.hacs, lambda c: c.json("hacs.json", lambda h: h.update(homeassistant="new"))),
    (manifest.hacs, lambda c: c.json("hacs.json", lambda h: h.pop("filename"))),
    (manifest.brand, lambda c: c.image("icon.png", 128, 128)),
    (manifest.brand, lambda c: c.image("icon@2x.png", 512, 500)),
    (manifest.brand, lambda c: c.image("dark_logo.png", 600, 300)),
    (manifest.brand, lambda c: c.image("photo.png", 256, 256)),
    (words.shape, lambda c: c.english(lambda w: w.update(colours={"red": "Red"}))),
    (words.shape, lambda c: c.english(lambda w: w["exceptions"].update(x={"text": "Oh"}))),
    (words.shape, lambda c: c.english(lambda w: w["issues"].update(x={"title": "Oh"}))),
    (words.texts, lambda c: c.english(lambda w: w.update(title=" Space"))),
    (words.texts, lambda c: c.english(lambda w: w.update(title=""))),
    (words.texts, lambda c: c.english(lambda w: w.update(title="[%key:common::x%]"))),
    (words.texts, lambda c: c.english(lambda w: w.update(title="<b>Bold</b>"))),
    (words.texts, lambda c: c.english(lambda w: w.update(title="Of '{name}'"))),
    (words.texts, lambda c: c.english(lambda w: w.update(title="See https://a.example"))),
    (words.texts, lambda c: c.english(lambda w: w.update(title="Of {a name}"))),
    (words.languages, lambda c: (c.folder / "translations/xx.json").write_text("{}")),
    (words.languages, lambda c: (c.folder / "translations/xx.json").write_text('{"x": "y"}')),
    (
        words.languages,
        lambda c: (c.folder / "translations/xx.json").write_text(
            (c.folder / "translations/en.json").read_text("utf-8").replace("{error}", "{oh}")
        ),
    ),
    (
        words.forms,
        lambda c: c.english(
            lambda w: w.update(config={"step": {"user": {"data_description": {"x": "y"}}}})
        ),
    ),
    (words.buttons, lambda c: c.english(lambda w: w["options"]["step"]["init"].pop("submit"))),
    (
        words.buttons,
        lambda c: c.english(
            lambda w: w["config"]["step"]["user"]["menu_option_descriptions"].pop("service")
        ),
    ),
    (words.actions, lambda c: c.yaml("services.yaml", lambda s: s.pop("synthesize"))),
    (words.actions, lambda c: c.yaml("services.yaml", lambda s: s.update(dance={}))),
    (
        words.actions,
        lambda c: c.yaml("services.yaml", lambda s: s["synthesize"]["fields"].pop("path")),
    ),
    (
        words.actions,
        lambda c: c.yaml("services.yaml", lambda s: s["synthesize"]["fields"].pop("speech")),
    ),
    (words.actions, lambda c: c.english(lambda w: w["services"].pop("list_voices"))),
    (words.actions, lambda c: c.json("icons.json", lambda i: i["services"].pop("list_voices"))),
    (words.actions, lambda c: c.json("icons.json", lambda i: i["services"].update(synthesize={}))),
    (words.triggers, lambda c: c.yaml("triggers.yaml", lambda t: t.update(rain={}))),
    (words.triggers, lambda c: c.json("icons.json", lambda i: i.pop("triggers"))),
    (words.selectors, lambda c: c.english(lambda w: w["selector"]["format"]["options"].pop("mp3"))),
    (words.icons, lambda c: c.json("icons.json", lambda i: i["entity"].update(fan={"x": {}}))),
    (
        words.icons,
        lambda c: c.json("icons.json", lambda i: i["services"]["synthesize"].update(service="x")),
    ),
    (
        words.icons,
        lambda c: c.json(
            "icons.json", lambda i: i["entity"]["sensor"]["failures"].update(state={"x": "mdi:x"})
        ),
    ),
    (code.exceptions_and_issues, lambda c: c.code(raises("no_such_thing"))),
    (code.exceptions_and_issues, lambda c: c.code(raises("refused", "'wrong': ''"))),
    (
        code.exceptions_and_issues,
        lambda c: c.code(
            "def _say(key, **placeholders):\n"
            "    return Oh(translation_domain=D, translation_key=key,"
            " translation_placeholders=placeholders)\n"
            "_say('refused', wrong='')"
        ),
    ),
    (
        code.exceptions_and_issues,
        lambda c: c.code("async_create_issue(hass, DOMAIN, 'x', translation_key='no_such_thing')"),
    ),
    (code.exceptions_and_issues, lambda c: c.english(lambda w: w["exceptions"].pop("tls"))),
    (code.unused, lambda c: c.english(lambda w: w["exceptions"].update(x={"message": "y"}))),
    (code.untranslated, lambda c: c.code("raise HomeAssistantError('Oh')")),
    (code.entities, lambda c: c.code("_attr_translation_key = 'x'", "sensor")),
    (code.entities, lambda c: c.english(lambda w: w["entity"]["sensor"].update(x={"name": "y"}))),
    (code.entities, lambda c: c.english(lambda w: w["entity"].update(fan={}))),
    (code.selectors, lambda c: c.code("SelectSelectorConfig(translation_key='no_such_thing')")),
    *(
        (
            code.flows,
            lambda c, said=said: c.code(f"class X(ConfigFlow):\n    def x(self):\n        {said}"),
        )
        for said in (
            "self.async_show_form(step_id='x')",
            "self.async_show_form(step_id='user', errors={'base': 'x'})",
            "self.async_abort(reason='x')",
            "errors = {}; errors['base'] = 'x'",
        )
    ),
    (
        code.flows,
        lambda c: c.english(lambda w: w.setdefault("config", {}).update(abort={"x": "y"})),
    ),
    (code.floors, lambda c: c.code("from .const import DOMAIN")),
    (code.floors, lambda c: c.code("from .speaking import Utterance", "coordinator")),
    (code.floors, lambda c: c.code("def late():\n    from . import tts", "speaking")),
    (code.circles, lambda c: c.code("from .const import x", "const")),
    (code.circles, lambda c: c.code("from .audio_file import AudioFile", "audio")),
    (
        code.circles,
        lambda c: c.code("if TYPE_CHECKING:\n    from .data import CosyVoiceData", "coordinator"),
    ),
]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Check], set[str]]:
    """What a check says of a copy that is whole."""
    whole = Integration(Copy(tmp_path_factory.mktemp("whole")).root)
    return cache(lambda check: set(check(whole)))


@pytest.mark.parametrize(
    ("check", "break_it"),
    [pytest.param(*broken, id=f"{name(broken[0])}-{n}") for n, broken in enumerate(BROKEN)],
)
def test_what_is_amiss_is_found(
    check: Check,
    break_it: Callable[[Copy], object],
    tmp_path: Path,
    before: Callable[[Check], set[str]],
) -> None:
    skip_where_code_cannot_be_read(check)
    break_it(Copy(tmp_path))
    assert set(check(Integration(tmp_path))) - before(check)


def test_every_check_is_tried() -> None:
    assert {check for check, _ in BROKEN} == set(CHECKS)


def test_the_rules_of_the_quality_scale_are_all_there() -> None:
    assert [len(rules) for rules in manifest.RULES.values()] == [20, 10, 21, 3]


def test_a_folder_is_named_after_its_domain() -> None:
    assert Integration().folder.name == DOMAIN
