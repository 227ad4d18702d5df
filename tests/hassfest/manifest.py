"""What Home Assistant and HACS ask of an integration's manifest and of the files around it."""

from __future__ import annotations

import ast
from configparser import ConfigParser
import json
import re
import struct
from typing import TYPE_CHECKING, Any, Final

from shared_client._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .integration import Integration

# HACS asks for some, hassfest for others, and platinum and a config flow for the rest.
REQUIRED: Final = frozenset(
    {
        *("domain", "name", "codeowners", "config_flow", "documentation", "integration_type"),
        *("iot_class", "issue_tracker", "quality_scale", "requirements", "version"),
    }
)
OPTIONAL: Final = frozenset(
    {
        *("after_dependencies", "bluetooth", "dependencies", "dhcp", "homekit", "import_executor"),
        *("loggers", "mqtt", "single_config_entry", "ssdp", "usb", "zeroconf"),
    }
)
CHOICES: Final = {
    "integration_type": {"device", "entity", "hardware", "helper", "hub", "service", "system"},
    "iot_class": {
        *("assumed_state", "calculated"),
        *("cloud_polling", "cloud_push", "local_polling", "local_push"),
    },
    "quality_scale": {"bronze", "silver", "gold", "platinum"},
}

# Components that are always there, or whose base classes may be used without them.
ALWAYS_THERE: Final = frozenset(
    {
        *("conversation", "event", "media_player", "sensor", "tts"),
        *("automation", "homeassistant", "media_source", "script", "system_health"),
        *("websocket_api", "zeroconf"),
    }
)

_NOT_IN_A_CHECKOUT: Final = frozenset({"build", "dist"})

HACS_KEYS: Final = frozenset(
    {
        *("name", "homeassistant", "hide_default_branch", "zip_release", "filename"),
        *("persistent_directory", "content_in_root"),
    }
)

_RULES: Final = {
    "bronze": """
        action-setup appropriate-polling brands common-modules config-flow-test-coverage config-flow
        dependency-transparency docs-actions docs-triggers docs-conditions
        docs-high-level-description docs-installation-instructions docs-removal-instructions
        entity-event-setup entity-unique-id has-entity-name runtime-data test-before-configure
        test-before-setup unique-config-entry
    """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner log-when-unavailable
        parallel-updates reauthentication-flow test-coverage
    """,
    "gold": """
        devices diagnostics discovery-update-info discovery docs-data-update docs-examples
        docs-known-limitations docs-supported-devices docs-supported-functions docs-troubleshooting
        docs-use-cases dynamic-devices entity-category entity-device-class
        entity-disabled-by-default entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices
    """,
    "platinum": "async-dependency inject-websession strict-typing",
}
RULES: Final = {tier: names.split() for tier, names in _RULES.items()}


def keys(integration: Integration) -> Iterator[str]:
    """Every key that is needed, none that is unknown, in the order that hassfest wants."""
    found = list(integration.manifest)
    for key in sorted(REQUIRED - set(found)):
        yield f"manifest.json has no {key}"
    for key in sorted(set(found) - REQUIRED - OPTIONAL):
        yield f"manifest.json has {key}, which Home Assistant does not know"
    ordered = ["domain", "name", *sorted(set(found) - {"domain", "name"})]
    if found != ordered:
        yield f"manifest.json is to be in the order {', '.join(ordered)}"


def values(integration: Integration) -> Iterator[str]:
    """Each value is one that Home Assistant takes."""
    manifest = integration.manifest
    if manifest.get("domain") != integration.folder.name:
        yield "the domain is not the folder's name"
    if manifest.get("version") != __version__:
        yield f"the version is not {__version__}"
    for key, choices in CHOICES.items():
        if manifest.get(key) not in choices:
            yield f"{key} is none of {', '.join(sorted(choices))}"
    for key in ("documentation", "issue_tracker"):
        if not str(manifest.get(key)).startswith("https://"):
            yield f"{key} is no https address"
    owners = manifest.get("codeowners") or [""]
    yield from (f"{owner!r} is no code owner" for owner in owners if not owner.startswith("@"))
    types = manifest.get("zeroconf", [])
    yield from (f"{kind} is no type of zeroconf" for kind in types if not kind.endswith(".local."))


def documentation(integration: Integration) -> Iterator[str]:
    """What is said to document the integration is a page of this repository, and is there."""
    address = str(integration.manifest.get("documentation"))
    repository, _, page = address.partition("/blob/main/")
    if not integration.manifest.get("issue_tracker", "").startswith(f"{repository}/"):
        yield "documentation and issue_tracker are not of the same repository"
    if not (page and (integration.root / page).is_file()):
        yield f"{page or address} is no page of this repository"


def requirements(integration: Integration) -> Iterator[str]:
    """What the integration asks for is what the client and the server here are tested with."""
    setup = ConfigParser()
    setup.read(integration.root / "setup.cfg")
    asked = {
        *setup["options"]["install_requires"].split(),
        *setup["options.extras_require"]["server"].split(),
    }
    for requirement in integration.manifest.get("requirements", []):
        if requirement not in asked:
            yield f"{requirement} stands in the manifest, and not so in setup.cfg"


def dependencies(integration: Integration) -> Iterator[str]:
    """A component that is imported is declared, and no component is declared twice."""
    manifest = integration.manifest
    first, after = (set(manifest.get(key, [])) for key in ("dependencies", "after_dependencies"))
    for component in sorted(first & after):
        yield f"{component} is both in dependencies and in after_dependencies"
    for module, tree in integration.modules.items():
        # A platform is loaded by its component, which therefore is there.
        allowed = ALWAYS_THERE | first | after | {module}
        for component in sorted(set(_components(tree)) - allowed):
            if component not in integration.modules:
                yield f"{module}.py uses {component}, which is not in dependencies"


def _components(node: ast.AST) -> Iterator[str]:
    """The components that are imported when it runs."""
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.ImportFrom(module="homeassistant.components", names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(name)) if name.startswith("homeassistant.components."):
            yield name.split(".")[2]
    for child in ast.iter_child_nodes(node):
        yield from _components(child)


def quality_scale(integration: Integration) -> Iterator[str]:
    """All rules are there, with a state that there is, and met up to the tier that is claimed."""
    rules: dict[str, Any] = integration.yaml("quality_scale.yaml").get("rules", {})
    known = {rule for names in RULES.values() for rule in names}
    yield from (f"quality_scale.yaml knows no {rule}" for rule in sorted(known - rules.keys()))
    yield from (f"there is no rule {rule}" for rule in sorted(rules.keys() - known))
    tiers = list(RULES)
    claimed = integration.manifest.get("quality_scale")
    met = tiers[: tiers.index(claimed) + 1] if claimed in tiers else []
    for rule, value in rules.items():
        entry = value if isinstance(value, dict) else {"status": value}
        status = entry.get("status")
        if status not in {"done", "todo", "exempt"} or entry.keys() - {"status", "comment"}:
            yield f"{rule}: {value} is no state of a rule"
        if status == "exempt" and not entry.get("comment"):
            yield f"{rule} does not say why it is exempt"
        if status == "todo" and any(rule in RULES[tier] for tier in met):
            yield f"{rule} is still to be done, for {claimed}"


def files(integration: Integration) -> Iterator[str]:
    """The files that a custom integration has, and none that only core has."""
    if (integration.folder / "strings.json").exists():
        yield "strings.json is for core; a custom integration has translations/en.json"
    folders = [path.name for path in integration.folder.parent.iterdir() if path.is_dir()]
    if {folder for folder in folders if folder != "__pycache__"} != {integration.folder.name}:
        yield "HACS takes one integration per repository"
    readme = integration.root / "README.md"
    if not (readme.exists() and readme.read_text(encoding="utf-8").strip()):
        yield "there is no README.md"


def only_one(integration: Integration) -> Iterator[str]:
    """No other folder of the repository has a manifest: hassfest's action checks all it finds."""
    folders = [integration.root]
    for folder in folders:
        for path in sorted(folder.iterdir()):
            # As `**` of the action's shell, which enters no hidden folder and no link.
            if path.is_dir():
                hidden = path.is_symlink() or path.name.startswith(".")
                if not hidden and path.name not in _NOT_IN_A_CHECKOUT:
                    folders.append(path)
            elif path.name == "manifest.json" and folder != integration.folder:
                where = path.relative_to(integration.root).as_posix()
                yield f"hassfest checks {where} as an integration's; write it when a test runs"


def hacs(integration: Integration) -> Iterator[str]:
    """The file that HACS reads has only keys that HACS knows."""
    found: dict[str, Any] = json.loads((integration.root / "hacs.json").read_text("utf-8"))
    yield from (f"HACS knows no {key}" for key in sorted(found.keys() - HACS_KEYS))
    if not found.get("name"):
        yield "hacs.json has no name"
    if not re.fullmatch(r"\d{4}\.\d{1,2}\.\d+", found.get("homeassistant", "")):
        yield "hacs.json does not say from which Home Assistant on it works"
    if found.get("zip_release") and not found.get("filename", "").endswith(".zip"):
        yield "hacs.json does not name the zip"


def brand(integration: Integration) -> Iterator[str]:
    """Icons in two sizes, and logos, where there are any, no larger than they may be."""
    for required in ("icon.png", "icon@2x.png"):
        if not (integration.folder / "brand" / required).exists():
            yield f"brand/{required} is missing"
    for path in sorted((integration.folder / "brand").glob("*")):
        name = re.fullmatch(r"(dark_)?(icon|logo)(@2x)?\.png", path.name)
        size = _png_size(path)
        if not name or not size:
            yield f"brand/{path.name} is no image of a brand"
            continue
        scale = 2 if name[3] else 1
        if name[2] == "icon" and size != (256 * scale, 256 * scale):
            yield f"brand/{path.name} is {size[0]} × {size[1]}, not {256 * scale} each way"
        if name[2] == "logo" and not 128 * scale <= min(size) <= 256 * scale:
            yield f"the shorter side of brand/{path.name} is {min(size)}"


def _png_size(path: Path) -> tuple[int, int] | None:
    """Width and height, as the first chunk of a PNG has them."""
    head = path.read_bytes()[:24]
    if len(head) < 24 or head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


CHECKS: Final = (
    *(keys, values, documentation, requirements, dependencies, quality_scale, files, only_one),
    *(hacs, brand),
)
