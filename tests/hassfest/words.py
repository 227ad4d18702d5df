"""What hassfest asks of translations, icons and descriptions of actions and triggers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import voluptuous as vol

from .integration import leaves, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .integration import Integration

LANGUAGES: Final = frozenset({"en", "zh-Hans", "zh-Hant"})

# --- Translations ---------------------------------------------------------------------------------

# Where translations are kept and what is looked up there. What is written elsewhere is never shown.
_TEXTS: Final[dict[Any, Any]] = {str: str}
_FIELDS: Final[dict[Any, Any]] = {"data": _TEXTS, "data_description": _TEXTS}
_STEP: Final[dict[Any, Any]] = {
    **_FIELDS,
    **dict.fromkeys(("title", "description", "submit"), str),
    **dict.fromkeys(("menu_options", "menu_option_descriptions"), _TEXTS),
    "sections": {str: {**_FIELDS, "name": str, "description": str}},
}
_FLOW: Final[dict[Any, Any]] = {
    "flow_title": str,
    vol.Required("step"): {str: _STEP},
    **dict.fromkeys(("error", "abort", "progress", "create_entry"), _TEXTS),
}
_NAMED: Final[dict[Any, Any]] = {vol.Required("name"): str, vol.Required("description"): str}
_DESCRIBED: Final[dict[Any, Any]] = {
    str: {
        **_NAMED,
        "fields": {str: _NAMED},
        "sections": {str: {vol.Required("name"): str, "description": str}},
    }
}
_ENTITY: Final[dict[Any, Any]] = {
    "name": str,
    "unit_of_measurement": str,
    "state": _TEXTS,
    "state_attributes": {str: {"name": str, "state": _TEXTS}},
}
SHAPE: Final = vol.Schema(
    {
        "title": str,
        "config": _FLOW,
        "options": _FLOW,
        "config_subentries": {
            str: {
                **_FLOW,
                vol.Required("entry_type"): str,
                vol.Required("initiate_flow"): {vol.Required("user"): str, str: str},
            }
        },
        "device": {str: {"name": str}},
        "entity": {str: {str: _ENTITY}},
        "exceptions": {str: {vol.Required("message"): str}},
        "issues": {
            str: vol.All(
                {
                    vol.Required("title"): str,
                    vol.Exclusive("description", "kind"): str,
                    vol.Exclusive("fix_flow", "kind"): _FLOW,
                },
                vol.Length(min=2, msg="an issue is described, or mended by a flow"),
            )
        },
        "selector": {str: {**dict.fromkeys(("options", "choices", "unit_of_measurement"), _TEXTS)}},
        "services": _DESCRIBED,
        "triggers": _DESCRIBED,
        "conditions": _DESCRIBED,
        "system_health": {"info": _TEXTS},
    }
)


def shape(integration: Integration) -> Iterator[str]:
    """Every text is where Home Assistant looks for it."""
    for language, words in integration.words.items():
        try:
            SHAPE(words)
        except vol.MultipleInvalid as invalid:
            yield from (f"{language}.json: {error}" for error in invalid.errors)


def texts(integration: Integration) -> Iterator[str]:
    """Every text is one that the frontend can show."""
    for language, words in integration.words.items():
        for key, text in leaves(words):
            yield from (f"{language}.json, {key}: {problem}" for problem in _problems(text))


def _problems(text: object) -> Iterator[str]:
    if not isinstance(text, str) or not text:
        yield "this is no text"
        return
    if text != text.strip():
        yield "there is space at its beginning or end"
    if "[%" in text:
        yield "references are for core"
    if re.search(r"<[a-z/]", text, re.IGNORECASE):
        yield "HTML is not shown"
    if re.search(r"'{\w+}'", text):
        yield "in single quotes a placeholder is not filled in"
    if re.search(r"(://|www\.)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,5}", text):
        yield "an address belongs into a placeholder"
    if any(not name.isidentifier() for name in placeholders(text)):
        yield "a placeholder needs a name"


def languages(integration: Integration) -> Iterator[str]:
    """Each language says all that the others say, with the same placeholders."""
    words = {language: dict(leaves(texts)) for language, texts in integration.words.items()}
    yield from (f"there is no {language}.json" for language in sorted(LANGUAGES - words.keys()))
    english = words.pop("en")
    for language, translated in words.items():
        missing, unknown = english.keys() - translated.keys(), translated.keys() - english.keys()
        yield from (f"{language}.json has no {key}" for key in sorted(missing))
        yield from (f"{language}.json has {key}, and en.json has not" for key in sorted(unknown))
        for key in sorted(english.keys() & translated.keys()):
            if placeholders(str(english[key])) != placeholders(str(translated[key])):
                yield f"{language}.json, {key}: the placeholders are not those of en.json"


def forms(integration: Integration) -> Iterator[str]:
    """What a form explains is on the form."""
    for path, step in _steps(integration.english):
        parts = {path: step, **{f"{path}.{k}": v for k, v in step.get("sections", {}).items()}}
        for name, part in parts.items():
            fields = part.get("data", {}).keys()
            for field in sorted(part.get("data_description", {}).keys() - fields):
                yield f"{name} describes {field}, which it has not"


def buttons(integration: Integration) -> Iterator[str]:
    """The button of a form says what it does, and each way in a menu what it leads to."""
    for path, step in _steps(integration.english):
        if "menu_options" in step:
            described = step.get("menu_option_descriptions", {}).keys()
            for option in sorted(step["menu_options"].keys() - described):
                yield f"{path} doesn't say what {option} leads to"
        elif "submit" not in step:
            yield f"{path} has a button without words of its own"


def _steps(words: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(words, dict):
        return
    for key, inner in words.items():
        if key == "step":
            yield from ((f"{path}{name}", step) for name, step in inner.items())
        else:
            yield from _steps(inner, f"{path}{key}.")


# --- Actions and triggers -------------------------------------------------------------------------


def actions(integration: Integration) -> Iterator[str]:
    """services.yaml, icons and translations are of the same actions, fields and sections."""
    yield from _described(integration, "services", "service")


def triggers(integration: Integration) -> Iterator[str]:
    """triggers.yaml, icons and translations are of the same triggers, fields and sections."""
    yield from _described(integration, "triggers", "trigger")


def _described(integration: Integration, kind: str, icon: str) -> Iterator[str]:
    described: dict[str, dict[str, Any] | None] = integration.yaml(f"{kind}.yaml")
    words: dict[str, Any] = integration.english.get(kind, {})
    icons: dict[str, Any] = integration.icons.get(kind, {})
    yield from _differ(described, words, f"{kind}.yaml", f"{kind} in en.json")
    yield from _differ(described, icons, f"{kind}.yaml", f"{kind} in icons.json")
    for name, description in described.items():
        fields, sections = _fields_and_sections((description or {}).get("fields", {}))
        place = f"{name} in {kind}.yaml"
        yield from _differ(
            fields, words.get(name, {}).get("fields", {}), place, f"{name} in en.json"
        )
        yield from _differ(
            sections, words.get(name, {}).get("sections", {}), place, f"{name} in en.json"
        )
        drawn = icons.get(name, {})
        if icon not in drawn:
            yield f"{name} has no icon"
        for section in sorted(drawn.get("sections", {}).keys() - sections.keys()):
            yield f"{name} in icons.json has {section}, which is no section"


def _fields_and_sections(described: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    sections = {name: field for name, field in described.items() if "fields" in (field or {})}
    fields = {name: field for name, field in described.items() if name not in sections}
    for section in sections.values():
        fields |= section["fields"]
    return fields, sections


def _differ(
    first: Mapping[str, Any], second: Mapping[str, Any], one: str, other: str
) -> Iterator[str]:
    yield from (f"{other} has no {key}" for key in sorted(first.keys() - second.keys()))
    yield from (f"{one} has no {key}" for key in sorted(second.keys() - first.keys()))


def selectors(integration: Integration) -> Iterator[str]:
    """A selection whose options are translated has a text for each."""
    words: dict[str, Any] = integration.english.get("selector", {})
    for file in ("services.yaml", "triggers.yaml"):
        for key, options in _selections(integration.yaml(file)):
            translated = words.get(key, {}).get("options", {}).keys()
            for option in sorted(options - translated):
                yield f"{option} of the selector {key} in {file} has no text"


def _selections(described: Any) -> Iterator[tuple[str, set[str]]]:
    if isinstance(described, dict):
        select = described.get("select")
        if isinstance(select, dict) and "translation_key" in select:
            yield select["translation_key"], set(select["options"])
        for inner in described.values():
            yield from _selections(inner)


# --- Icons ----------------------------------------------------------------------------------------


def icons(integration: Integration) -> Iterator[str]:
    """Icons are of Material Design, and of entities and states that there are."""
    for key, icon in leaves(integration.icons):
        if not re.fullmatch("mdi:[a-z0-9-]+", str(icon)):
            yield f"{key} in icons.json is {icon!r}, which is no icon"
    drawn, named = (files.get("entity", {}) for files in (integration.icons, integration.english))
    for platform, entities in drawn.items():
        for key, entity in entities.items():
            if key not in named.get(platform, {}):
                yield f"{platform}.{key} has an icon and no name"
                continue
            for state in sorted(_states(entity) - _states(named[platform][key])):
                yield f"{platform}.{key} has an icon for {state}, and no text"


def _states(entity: dict[str, Any]) -> set[str]:
    of_attributes = {
        f"{name}: {state}"
        for name, attribute in entity.get("state_attributes", {}).items()
        for state in attribute.get("state", {})
    }
    return of_attributes | set(entity.get("state", {}))


CHECKS: Final = (shape, texts, languages, forms, buttons, actions, triggers, selectors, icons)
