"""What the code says to people is translated: keys and placeholders, found in its syntax tree."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .integration import leaves, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .integration import Integration

# --- Exceptions and issues ------------------------------------------------------------------------

# Errors that Home Assistant shows to a person, in the words that they bring.
SHOWN: Final = frozenset(
    {
        *("HomeAssistantError", "ServiceValidationError", "UpdateFailed"),
        *("ConfigEntryError", "ConfigEntryNotReady", "ConfigEntryAuthFailed"),
        *("BrowseError", "Unresolvable", "PlatformNotReady"),
    }
)


class Use(NamedTuple):
    """A translation key where it is used, and the placeholders it is given, where that shows."""

    section: str
    key: str
    given: frozenset[str] | None
    place: str


def exceptions_and_issues(integration: Integration) -> Iterator[str]:
    """Every exception and issue has its text, which asks for no more than it is given."""
    for use in _uses(integration):
        words = integration.english.get(use.section, {}).get(use.key)
        if words is None:
            yield f"{use.place}: there is no {use.key} in {use.section}"
        elif use.given is not None:
            # The form that mends an issue has placeholders of its own.
            shown = {key: text for key, text in words.items() if key != "fix_flow"}
            wanted = {name for _, text in leaves(shown) for name in placeholders(text)}
            for name in sorted(wanted - use.given):
                yield f"{use.place}: {use.key} is not given its {name}"


def unused(integration: Integration) -> Iterator[str]:
    """Every text of an exception or an issue is used."""
    constants = {text for tree in integration.modules.values() for text in _constants(tree)}
    for section in ("exceptions", "issues"):
        for key in sorted(integration.english.get(section, {}).keys() - constants):
            yield f"{section}.{key} is used nowhere"


def untranslated(integration: Integration) -> Iterator[str]:
    """No error that a person sees is raised with words of its own."""
    for module, tree in integration.modules.items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=function) if _name(function) in SHOWN:
                    if _keyword(node, "translation_key") is None:
                        yield f"{module}.py:{node.lineno} raises an error that is not translated"


def _uses(integration: Integration) -> Iterator[Use]:
    shared = _error_keys(integration)
    for module, tree in integration.modules.items():
        for function in (tree, *_functions(tree)):
            for call in _calls(function):
                key = _keyword(call, "translation_key")
                section = _section(call)
                if key is None or section is None:
                    continue
                place, given = f"{module}.py:{call.lineno}", _given(call)
                match key:
                    case ast.Constant(value=str(constant)):
                        yield Use(section, constant, given, place)
                    case ast.Call(func=ast.Name(id="error_key")):
                        yield from (Use(section, one, given, place) for one in shared)
                    case ast.Name(id=name) if not isinstance(function, ast.Module):
                        yield from _by_way_of(function, name, tree, section, module)


def _section(call: ast.Call) -> str | None:
    if _name(call.func) == "async_create_issue":
        return "issues"
    return "exceptions" if _keyword(call, "translation_domain") is not None else None


def _by_way_of(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    parameter: str,
    tree: ast.Module,
    section: str,
    module: str,
) -> Iterator[Use]:
    """Uses by a function of the module's own that takes key and placeholders from its caller."""
    names = [argument.arg for argument in function.args.args]
    if parameter not in names:
        return
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _name(call.func) == function.name:
            match call.args[names.index(parameter) :]:
                case [ast.Constant(value=str(key)), *_]:
                    given = frozenset(keyword.arg or "" for keyword in call.keywords)
                    yield Use(section, key, given, f"{module}.py:{call.lineno}")


def _error_keys(integration: Integration) -> set[str]:
    """What ``error_key`` may answer."""
    found: set[str] = set()
    for node in ast.walk(integration.modules.get("errors", ast.Module([], []))):
        match node:
            case ast.AnnAssign(target=ast.Name(id="_KEYS"), value=ast.Tuple() as keys):
                found |= set(_constants(keys))
            case ast.FunctionDef(name="error_key", body=body):
                parts = (part for statement in body for part in ast.walk(statement))
                values = (part.value for part in parts if isinstance(part, ast.Return))
                found |= {text for value in values if value for text in _constants(value)}
    return found


def _given(call: ast.Call) -> frozenset[str] | None:
    match _keyword(call, "translation_placeholders"):
        case None:
            return frozenset()
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
    return None


# --- Entities and selectors -----------------------------------------------------------------------


def entities(integration: Integration) -> Iterator[str]:
    """Every entity that is named by a translation key has a name."""
    words: dict[str, Any] = integration.english.get("entity", {})
    for platform in sorted(words.keys() - integration.modules.keys()):
        yield f"en.json names entities of {platform}, and there is no {platform}.py"
    for platform, tree in integration.modules.items():
        keys = {
            value.value
            for node in ast.walk(tree)
            if (value := _entity_key(node)) and isinstance(value, ast.Constant)
        }
        named = words.get(platform, {}).keys()
        yield from (f"en.json has no {platform}.{key}" for key in sorted(keys - named))
        yield from (f"{platform}.py has no {key}" for key in sorted(named - keys))


def _entity_key(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Call(func=function) if _name(function).endswith("Description"):
            return _keyword(node, "translation_key")
        case ast.Assign(targets=[ast.Name(id="_attr_translation_key")], value=value):
            return value
    return None


def selectors(integration: Integration) -> Iterator[str]:
    """Every selection in a form that is translated has texts."""
    words: dict[str, Any] = integration.english.get("selector", {})
    for module, tree in integration.modules.items():
        for call in _calls(tree):
            match _keyword(call, "translation_key"):
                case ast.Constant(value=str(key)) if _name(call.func) == "SelectSelectorConfig":
                    if not words.get(key, {}).get("options"):
                        yield f"{module}.py:{call.lineno}: the selector {key} has no texts"


# --- Flows ----------------------------------------------------------------------------------------

# Reasons of Home Assistant's own, and the sources that give them.
REASONS: Final = frozenset(
    {
        *("already_configured", "already_in_progress", "reauth_successful"),
        *("reconfigure_successful", "unique_id_mismatch", "no_devices_found"),
    }
)
FLOWS: Final = {
    "ConfigFlow": "config",
    "OptionsFlow": "options",
    "ConfigSubentryFlow": "config_subentries",
    "RepairsFlow": "issues",
}


def flows(integration: Integration) -> Iterator[str]:
    """Every step, error and reason of a flow has its text, and every such text has its use."""
    classes = {
        node.name: node
        for tree in integration.modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    seen: dict[str, _Flow] = {}
    for node in classes.values():
        family = list(_family(node, classes))
        bases = {_name(base) for member in family for base in member.bases}
        for base in bases & FLOWS.keys():
            section = FLOWS[base]
            seen.setdefault(section, _Flow()).add(family, integration)
    for section, flow in seen.items():
        texts = _texts(section, integration.english.get(section, {}))
        for kind, used in flow.used.items():
            for key in sorted(used - texts[kind]):
                yield f"{section} in en.json has no {kind} {key}"
            known = flow.constants | REASONS | (flow.steps if kind == "step" else set())
            for key in sorted(texts[kind] - used - known):
                yield f"{section} in en.json has {kind} {key}, which is used nowhere"


class _Flow:
    """What the flows of a section say."""

    def __init__(self) -> None:
        self.used: dict[str, set[str]] = {"step": set(), "error": set(), "abort": set()}
        self.steps: set[str] = set()
        self.constants: set[str] = set()

    def add(self, family: list[ast.ClassDef], integration: Integration) -> None:
        for member in family:
            self.constants |= set(_constants(member))
            for node in ast.walk(member):
                self._take(node, integration)

    def _take(self, node: ast.AST, integration: Integration) -> None:
        match node:
            case ast.AsyncFunctionDef(name=name) if name.startswith("async_step_"):
                self.steps.add(name.removeprefix("async_step_"))
            case ast.Call(func=function):
                if _name(function) == "error_key":
                    self.constants |= _error_keys(integration)
                if _name(function) in {"async_show_form", "async_show_menu"}:
                    self.used["step"] |= _constant(_keyword(node, "step_id"))
                if _name(function) == "async_abort":
                    self.used["abort"] |= _constant(_keyword(node, "reason"))
                self.used["error"] |= _values(_keyword(node, "errors"))
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="errors"))], value=value):
                self.used["error"] |= _constant(value)
            case ast.Assign(targets=[ast.Name(id="errors")], value=value):
                self.used["error"] |= _values(value)


def _family(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """A class and those of the integration it inherits from."""
    yield node
    for base in node.bases:
        if (found := classes.get(_name(base))) is not None:
            yield from _family(found, classes)


def _texts(section: str, words: dict[str, Any]) -> dict[str, set[str]]:
    """Keys of steps, errors and reasons in a section, of all its flows taken together."""
    if section == "config_subentries":
        parts = list(words.values())
    elif section == "issues":
        parts = [issue.get("fix_flow", {}) for issue in words.values()]
    else:
        parts = [words]
    return {
        kind: {key for part in parts for key in part.get(kind, {})}
        for kind in ("step", "error", "abort")
    }


# --- Syntax ---------------------------------------------------------------------------------------


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Calls in a function, or in a module outside of its functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _calls(child)


def _name(node: ast.AST) -> str:
    """The last part of a dotted name; of a generic class, without its arguments."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _name(value)
    return ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _constants(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _constant(node: ast.expr | None) -> set[str]:
    return {str(node.value)} if isinstance(node, ast.Constant) and node.value else set()


def _values(node: ast.expr | None) -> set[str]:
    values = node.values if isinstance(node, ast.Dict) else []
    return {text for value in values for text in _constant(value)}


CHECKS: Final = (*(exceptions_and_issues, unused, untranslated, entities, selectors, flows),)
