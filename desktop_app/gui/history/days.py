"""The days on which texts were read, as a list has them: today, yesterday, last week, earlier."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, QDateTime, QLocale

if TYPE_CHECKING:
    from datetime import date

_WEEK: Final = 7  # days


def group_of(read_at: datetime, today: date) -> str:
    """The title of the group that a text belongs to: today, yesterday, last week, earlier."""
    translate = QCoreApplication.translate
    days = (today - read_at.astimezone().date()).days
    if days <= 0:
        return translate("History", "Today")
    if days == 1:
        return translate("History", "Yesterday")
    return translate("History", "Last week") if days <= _WEEK else translate("History", "Earlier")


def when(read_at: datetime, today: date) -> str:
    """When a text was read, as its group leaves it open: the time, the day, or the date."""
    locale = QLocale()
    at = QDateTime.fromSecsSinceEpoch(int(read_at.timestamp()))
    days = (today - read_at.astimezone().date()).days
    if days <= 1:
        return locale.toString(at.time(), QLocale.FormatType.ShortFormat)
    if days <= _WEEK:
        return locale.dayName(at.date().dayOfWeek(), QLocale.FormatType.LongFormat)
    return locale.toString(at.date(), QLocale.FormatType.ShortFormat)


def now() -> datetime:
    """The present time, with its zone."""
    return datetime.now().astimezone()
