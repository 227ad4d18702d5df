"""What the shell offers behind a command: services and styles of the settings, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from desktop_app.errors import AppError
from desktop_app.settings.settings import LOCAL, Settings, load_settings

if TYPE_CHECKING:
    import click


def services(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Names of services, and the built-in one."""
    return _begun(typed, [*_settings().services, LOCAL])


def own_services(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Names of services that a person has added."""
    return _begun(typed, [*_settings().services])


def styles(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Names of speaking styles."""
    return _begun(typed, [*_settings().profiles])


def files(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """The shell's own files, where words are taken, too."""
    return [CompletionItem(typed, type="file")]


def _settings() -> Settings:
    try:
        return load_settings()
    except AppError:
        return Settings()  # a key that was pressed is no place for an error


def _begun(typed: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(typed)]
