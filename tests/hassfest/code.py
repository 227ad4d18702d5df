"""What the code says to people is translated, and its modules stand on floors; from its syntax."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from shared_client.sentences import SENTENCES

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
    constants |= SENTENCES.keys()  # what the client says is said under the same key
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
    shared = _sentence_keys(integration)
    for module, tree in integration.modules.items():
        for function in _functions(tree, module):
            for call in _calls(function.node):
                key = _keyword(call, "translation_key")
                section = _section(call)
                if key is None or section is None:
                    continue
                place, given = f"{module}.py:{call.lineno}", _given(call)
                match key:
                    case ast.Constant(value=str(constant)):
                        yield Use(section, constant, given, place)
                    case ast.Call(func=ast.Name(id="sentence_key")):
                        yield from (Use(section, one, None, place) for one in shared)
                    case ast.Name(id=parameter):
                        for passed in _passed(integration, function, parameter):
                            yield Use(section, *passed)


def _section(call: ast.Call) -> str | None:
    if _name(call.func) == "async_create_issue":
        return "issues"
    return "exceptions" if _keyword(call, "translation_domain") is not None else None


def _passed(
    integration: Integration, function: _Function, parameter: str
) -> Iterator[tuple[str, frozenset[str], str]]:
    """What is passed for a parameter, with the names of all else that is passed, and where."""
    if parameter not in function.parameters:
        return
    index = function.parameters.index(parameter)
    for module, tree in integration.modules.items():
        if function.module not in {module, ""}:
            continue
        for call in ast.walk(tree):
            match call:
                case ast.Call(func=called, args=arguments) if _name(called) == function.called_as:
                    match arguments[index:]:
                        case [ast.Constant(value=str(key)), *_]:
                            given = frozenset(keyword.arg or "" for keyword in call.keywords)
                            yield key, given, f"{module}.py:{call.lineno}"


def _sentence_keys(integration: Integration) -> set[str]:
    """What ``sentence_key`` may answer besides the client's own keys."""
    for node in ast.walk(integration.modules.get("errors", ast.Module([], []))):
        match node:
            case ast.AnnAssign(target=ast.Name(id="_SAID_AS"), value=ast.Dict() as said):
                return set(_constants(said)) - SENTENCES.keys()
    return set()


def _form_keys(integration: Integration) -> set[str]:
    """What ``form_key`` may answer."""
    found: set[str] = set()
    for node in ast.walk(integration.modules.get("errors", ast.Module([], []))):
        match node:
            case ast.AnnAssign(target=ast.Name(id="_KINDS" | "_IN_FORMS"), value=ast.AST() as keys):
                found |= set(_constants(keys))
            case ast.AnnAssign(target=ast.Name(id="_KINDS_OF_KEYS"), value=ast.Dict(values=kinds)):
                found |= {text for kind in kinds for text in _constants(kind)}
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

FLOWS: Final = {
    "ConfigFlow": "config",
    "OptionsFlow": "options",
    "ConfigSubentryFlow": "config_subentries",
    "RepairsFlow": "issues",
}
# What flows say that call these. The keys are Home Assistant's.
REASONS: Final = {
    "_abort_if_unique_id_configured": {"already_configured"},
    "async_set_unique_id": {"already_in_progress"},
    "_get_reauth_entry": {"reauth_successful"},
    "_get_reconfigure_entry": {"reconfigure_successful"},
    "_get_reconfigure_subentry": {"reconfigure_successful"},
}
# A profile meets these when it speaks, and no flow does.
NOT_IN_FLOWS: Final = frozenset({"voice_gone"})


def flows(integration: Integration) -> Iterator[str]:
    """All that a flow says has its text, and every such text has its use."""
    classes = {
        node.name: node
        for tree in integration.modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    said: dict[str, set[tuple[str, str]]] = {}
    for node in classes.values():
        family = list(_family(node, classes))
        for base in {_name(base) for member in family for base in member.bases} & FLOWS.keys():
            says = said.setdefault(FLOWS[base], set())
            for member in family:
                says |= set(_said(member, integration))
    constants = {text for tree in integration.modules.values() for text in _constants(tree)}
    for section, says in said.items():
        texts = _texts(section, integration.english.get(section, {}))
        for kind, key in sorted(says - texts):
            yield f"{section} in en.json has no {kind} {key}"
        for kind, key in sorted(texts - says):
            # What does not show here may come from elsewhere.
            if key.rpartition(".")[2] not in constants:
                yield f"{section} in en.json has {kind} {key}, which is used nowhere"


def _said(member: ast.ClassDef, integration: Integration) -> Iterator[tuple[str, str]]:
    """Kind and key of what a class says."""
    for node in ast.walk(member):
        match node:
            case ast.Call(func=function):
                yield from _said_by_call(_name(function), node, integration)
            case ast.Assign(targets=[target], value=value) if _name(target).endswith("errors"):
                values = value.values if isinstance(value, ast.Dict) else [value]
                yield from (("error", key) for one in values for key in _constant(one))
            # An exception that knows its own words.
            case ast.Attribute(attr="translation_key"):
                yield from (("error", key) for key in _keys_of_exceptions(integration))
    for method in _functions(member):
        yield from (("step", one[0]) for one in _passed(integration, method, "step_id"))


def _said_by_call(name: str, call: ast.Call, integration: Integration) -> Iterator[tuple[str, str]]:
    if name == "form_key":
        yield from (("error", key) for key in _form_keys(integration) - NOT_IN_FLOWS)
    yield from (("abort", key) for key in REASONS.get(name, ()))
    if name == "async_abort":
        yield from (("abort", key) for key in _constant(_keyword(call, "reason")))
    if name in {"async_show_form", "async_show_menu"}:
        yield from (("step", key) for key in _constant(_keyword(call, "step_id")))
    if name == "async_show_progress":
        yield from (("progress", key) for key in _constant(_keyword(call, "progress_action")))
    if name == "async_show_menu" and (options := _keyword(call, "menu_options")) is not None:
        for step in _constant(_keyword(call, "step_id")):
            yield from (("menu", f"{step}.{option}") for option in _constants(options))
    if isinstance(errors := _keyword(call, "errors"), ast.Dict):
        yield from (("error", key) for value in errors.values for key in _constant(value))


def _keys_of_exceptions(integration: Integration) -> Iterator[str]:
    """What is passed to the integration's own exceptions that are translated."""
    for module, tree in integration.modules.items():
        for function in _functions(tree, module):
            if function.called_as.endswith("Error"):
                yield from (one[0] for one in _passed(integration, function, "key"))


def _family(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """A class and those of the integration it inherits from."""
    yield node
    for base in node.bases:
        if (found := classes.get(_name(base))) is not None:
            yield from _family(found, classes)


def _texts(section: str, words: dict[str, Any]) -> set[tuple[str, str]]:
    """Kind and key of the texts in a section, of all its flows taken together."""
    if section == "config_subentries":
        parts = list(words.values())
    elif section == "issues":
        parts = [issue.get("fix_flow", {}) for issue in words.values()]
    else:
        parts = [words]
    menus = {
        ("menu", f"{name}.{option}")
        for part in parts
        for name, step in part.get("step", {}).items()
        for option in step.get("menu_options", {})
    }
    return menus | {
        (kind, key)
        for part in parts
        for kind in ("step", "error", "abort", "progress")
        for key in part.get(kind, {})
    }


# --- Floors ---------------------------------------------------------------------------------------

# The modules of the integration, from the ground up. A module imports from its own floor and from
# those below it; no module imports itself by way of others.
FLOORS: Final = (
    {"const"},
    {
        *("assistants", "audio", "audio_file", "engines", "errors", "kept_speech"),
        *("known_voices", "languages", "mending", "offered_voices", "recording"),
        "voice_notices",
    },
    {"activity", "announcing"},
    {"coordinator", "desktop"},
    {"data", "desktop_entity", "desktop_notices", "pairing"},
    {"binary_sensor", "desktop_commands", "desktop_steps", "media_player", "switch"},
    {"assist_satellite", "desktop_services"},
    {"cloning", "options", "text", "keep_alive"},
    {"transports"},
    {"speaking"},
    {"entity", "form_fields", "hear", "model_studio_form", "names", "voice_steps"},
    {
        *("config_flow", "diagnostics", "event", "media_source", "repairs", "sensor"),
        *("services", "system_health", "trigger", "tts", "update"),
    },
    {"__init__"},
)


def floors(integration: Integration) -> Iterator[str]:
    """Every module stands on a floor, and imports nothing from above."""
    floor = {module: number for number, modules in enumerate(FLOORS) for module in modules}
    for module in sorted(integration.modules.keys() - floor.keys()):
        yield f"{module}.py stands on no floor"
    for module, imported in _own_imports(integration).items():
        for other in sorted(imported):
            if floor.get(module, len(FLOORS)) < floor.get(other, 0):
                yield f"{module}.py imports {other}.py, which stands above it"


def circles(integration: Integration) -> Iterator[str]:
    """No module imports itself by way of others, not for a type either."""
    imports = _own_imports(integration)
    for module in imports:
        reached: set[str] = set()
        todo = [module]
        while todo:
            new = imports.get(todo.pop(), set()) - reached
            reached |= new
            todo += new
        if module in reached:
            yield f"{module}.py imports itself by way of {', '.join(sorted(reached - {module}))}"


def _own_imports(integration: Integration) -> dict[str, set[str]]:
    """The integration's modules that each one imports, wherever in it the statement stands."""
    return {
        module: {
            name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level == 1
            for name in ([node.module] if node.module else [alias.name for alias in node.names])
            if name in integration.modules
        }
        for module, tree in integration.modules.items()
    }


# --- Syntax ---------------------------------------------------------------------------------------


class _Function(NamedTuple):
    """A function, or what a module does outside of any, and how it is called."""

    node: ast.AST
    called_as: str
    parameters: list[str]
    # The module that can call it; any, if this is empty.
    module: str


def _functions(tree: ast.AST, module: str = "") -> Iterator[_Function]:
    if isinstance(tree, ast.Module):
        yield _Function(tree, "", [], module)
    classes = {
        child: node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for child in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters = [argument.arg for argument in node.args.args]
            if (owner := classes.get(node)) is None:
                yield _Function(node, node.name, parameters, module)
            else:
                called_as = owner.name if node.name == "__init__" else node.name
                yield _Function(node, called_as, parameters[1:], "")


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


CHECKS: Final = (
    *(exceptions_and_issues, unused, untranslated, entities, selectors, flows, floors, circles),
)
