"""Where texts and recordings go: said or asked once, before the first one leaves."""

from __future__ import annotations

from contextlib import suppress
import sys

import click

from desktop_app.errors import SettingsError
from desktop_app.services.connection import url_given
from desktop_app.services.consent import agree_for_now, agreed, is_agreed, refused, where_it_goes
from desktop_app.settings.settings import (
    LOCAL,
    ServiceSettings,
    Settings,
    load_settings,
    save_settings,
)
from desktop_app.words.saying import sentence

from .language import language, say
from .terminal import note
from .typography import typeset


def with_consent(settings: Settings, service: str | None = None) -> Settings:
    """The settings, once it is agreed where the texts and recordings of a service go.

    On a terminal it is asked, and kept. Elsewhere nobody can be asked: it is said in one line, and
    kept as said. A service that COSYVOICE_URL names is for one command: it is said each time.

    Args:
        settings: What there is.
        service: The service that is used; None as for `connect`.

    Raises:
        ConsentError: The person doesn't want that.
    """
    if service is None and (url := url_given()):
        given = ServiceSettings(url)
        if not is_agreed(given):
            note(sentence(where_it_goes(given), language()))
            agree_for_now(given)
        return settings
    name = service if service is not None else settings.active
    found = None if name in ("", LOCAL) else settings.services.get(name)
    if found is None or is_agreed(found):
        return settings
    note(sentence(where_it_goes(found), language()))
    if sys.stdin.isatty() and not _confirmed():
        raise refused(name, found)
    with suppress(SettingsError):  # it is said again the next time
        kept = load_settings()  # these may hold for this command alone
        save_settings(kept.with_service(name, agreed(kept.service(name)), active=False))
    return settings.with_service(name, agreed(found), active=False)


def _confirmed() -> bool:
    words = typeset("{} [y/N]: ".format(say("Do you agree?")), language())
    try:
        return click.confirm(words, show_default=False, prompt_suffix="", err=True)
    except click.Abort as ended:
        if not isinstance(ended.__context__, EOFError):
            raise
        click.echo(err=True)
        return False
