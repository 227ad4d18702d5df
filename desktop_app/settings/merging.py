"""Merges two changes of the same settings, or of the same rules, that were made side by side."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .settings import Settings

T = TypeVar("T")

_ABSENT: Final = object()


def merge_settings(before: Settings, ours: Settings, theirs: Settings) -> Settings:
    """Merge two changes of settings, value by value.

    Args:
        before: What both changed.
        ours: It with one change.
        theirs: It with the other change.

    Returns:
        The settings with both changes. Where both changed the same value, ours counts; what one
        removed and the other changed stays.
    """
    merged: Settings = _value(before, ours, theirs)
    if merged.active and merged.active not in merged.services:
        known = (one.active for one in (ours, theirs) if one.active in merged.services)
        return replace(merged, active=next(known, ""))
    return merged


def merge_lists(before: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...]:
    """Merge two changes of a list: ours, without what they removed, and with what they added.

    Where only one of the two changed it, that one counts with its order.
    """
    if list(ours) == list(before):
        return tuple(theirs)
    added = [one for one in theirs if one not in before and one not in ours]
    removed = [one for one in before if one not in theirs]
    return (*(one for one in ours if one not in removed), *added)


def same(one: object, other: object) -> bool:
    """Whether two settings are the same, the order of services and profiles included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if is_dataclass(one) and type(one) is type(other):
        names = [field.name for field in fields(one)]
        return all(same(getattr(one, name), getattr(other, name)) for name in names)
    return one == other


def _value(before: Any, ours: Any, theirs: Any) -> Any:
    if same(ours, before):
        return theirs
    if same(theirs, before):
        return ours
    if ours is _ABSENT or theirs is _ABSENT:
        return theirs if ours is _ABSENT else ours
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _table(before if isinstance(before, dict) else {}, ours, theirs)
    if is_dataclass(ours) and not isinstance(ours, type) and type(ours) is type(before):
        names = [field.name for field in fields(ours)]
        values = {
            name: _value(getattr(before, name), getattr(ours, name), getattr(theirs, name))
            for name in names
        }
        return replace(ours, **values)
    return ours


def _table(
    before: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    values = {
        name: _value(before.get(name, _ABSENT), ours.get(name, _ABSENT), theirs.get(name, _ABSENT))
        for name in _order(list(before), list(ours), list(theirs))
    }
    return {name: value for name, value in values.items() if value is not _ABSENT}


def _order(before: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """All names: in our order where it is changed here, and in theirs else."""
    moved = [name for name in ours if name in before] != [name for name in before if name in ours]
    first, then = (ours, theirs) if moved or theirs == before else (theirs, ours)
    return list(dict.fromkeys([*first, *then]))
