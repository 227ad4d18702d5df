r"""Rules of pronunciation in a file, the person's own or one to hand on: TOML, read strictly.

```toml
version = 1

[[rules]]
find = '(\d+) ?km'
replace = '\1 kilometres'
pattern = true            # it is a regular expression; these four may be left out
language = "en"           # only in sentences of this language
whole_words = true
match_case = false
```
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from desktop_app.settings.toml_file import (
    ExchangeError,
    check,
    check_is_other,
    flag,
    read_toml,
    some_text,
    text,
    version,
    write_toml,
)
from desktop_app.system.paths import config_file, token_file
from desktop_app.system.whole_files import set_aside
from desktop_app.words.saying import Phrase

from .pronunciation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

VERSION: Final = 1
MOST: Final = 2000
"""Rules that a file may have: each is looked for in every sentence."""

_DEFAULTS: Final = asdict(Rule("", ""))


def load_rules(path: Path) -> tuple[Rule, ...]:
    """Read rules in their order; there are none where there is no file.

    A rule whose expression is wrong is read like the others: `Pronunciation` leaves it out and
    says why.

    Raises:
        ExchangeError: The file cannot be read or is wrong; the message says where.
    """
    try:
        content = read_toml(path)
    except FileNotFoundError:
        return ()
    checked = check(path, content, _schema(), _place)
    rules = checked["rules"]
    if len(rules) > MOST:
        raise ExchangeError("too_many_rules", name=path, number=len(rules), most=MOST)
    return tuple(Rule(**rule) for rule in rules)


def save_rules(path: Path, rules: Iterable[Rule]) -> None:
    """Write rules, whole or not at all.

    A file that cannot be understood is kept beside the new one, as `pronunciation.toml.wrong`.

    Raises:
        ExchangeError: They cannot be written, or there is a file that cannot be read or kept.
    """
    import tomlkit  # noqa: PLC0415 - only for writing, which is rare

    check_is_other(path, config_file(), token_file())
    _set_aside_if_wrong(path)
    tables = tomlkit.aot()
    for rule in rules:
        table = tomlkit.table()
        table.update(_chosen(rule))
        tables.append(table)
    content: dict[str, Any] = {"version": VERSION}
    if tables:
        content["rules"] = tables
    write_toml(path, content)


def _set_aside_if_wrong(path: Path) -> None:
    try:
        load_rules(path)
    except ExchangeError as error:
        try:
            set_aside(path)
        except NotADirectoryError:
            pass  # nothing is there; that nothing can be is told when it is written
        except OSError:
            raise error from None


def _schema() -> object:
    import voluptuous as vol  # noqa: PLC0415 - only where there is a file

    rule: dict[object, object] = {
        vol.Required("find"): some_text,
        vol.Required("replace"): text,
        vol.Optional("language"): text,
        **{vol.Optional(name): flag for name in ("pattern", "whole_words", "match_case")},
    }
    return {
        vol.Required("version"): version(VERSION),
        vol.Optional("rules", default=list): [rule],
    }


def _place(path: Sequence[object]) -> Phrase:
    """Where something is, as `“find” of rule 3`."""
    match path:
        case ["rules", int(index)]:
            return Phrase("place_rule", number=index + 1)
        case ["rules", int(index), name, *_]:
            return Phrase("place_rule_field", number=index + 1, field=name)
        case _:
            return Phrase("place_key", key=path[0])


def _chosen(rule: Rule) -> dict[str, Any]:
    """What differs from the defaults, and what is always there."""
    values = asdict(rule)
    names = [field.name for field in fields(Rule)]
    needed = ("find", "replace")
    return {
        name: values[name] for name in names if name in needed or values[name] != _DEFAULTS[name]
    }
