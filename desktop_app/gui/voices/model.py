"""The list of voices: what a row says of a person, and how rows are sorted and searched."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from desktop_app.gui.parts.colors import disc_colors
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import new_voices_model, newest_voice
from desktop_app.settings.settings import LOCAL
from shared_client.models import VoiceState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtGui import QColor

    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio

_ROLE = Qt.ItemDataRole
ROW_ROLE: Final = _ROLE.UserRole
"""A `VoiceRow`, for whoever draws it."""
SORT_ROLE: Final = _ROLE.UserRole + 1
SEARCH_ROLE: Final = _ROLE.UserRole + 2
_NOWHERE: Final = QModelIndex()
_LOOKED_AT: Final = 1000  # characters of a transcript that a row shows and a search looks at
_SPOKEN: Final = 120  # characters of a transcript that a screen reader says with the name


class Order(StrEnum):
    """In which order voices are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    LONGEST = "longest"


class VoiceRow(NamedTuple):
    """What a row shows.

    Attributes:
        id: Of the voice.
        color: Of its disc.
        name: What the person is called.
        said: The transcript, on one line; empty where the service doesn't keep it.
        length: `5 s`; empty where it isn't known.
        note: What else is to know of it, in a few words: a style that uses it, or a review.
        reads: Whether it reads now.
        ready: Whether it can be heard and used.
    """

    id: str
    color: QColor
    name: str
    said: str
    length: str
    note: str
    reads: bool
    ready: bool


def profiles_with(settings: Settings, voice: str) -> list[str]:
    """Names of the speaking styles that speak in a voice of the service in use."""
    service = settings.active or LOCAL
    return [
        name
        for name, profile in settings.profiles.items()
        if profile.voice == voice and profile.service == service
    ]


class VoicesModel(QAbstractListModel):
    """Voices, as the service lists them.

    Attributes:
        order: By which `FoundVoices` sorts them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.voices: list[ReferenceAudio] = []
        self.lengths: Mapping[str, float] = {}
        self.order = Order.NEWEST
        self._used = ""
        self._default = ""
        self._model = ""
        self._styles: dict[str, list[str]] = {}
        self._colors: dict[str, QColor] = {}

    def show_voices(self, voices: Sequence[ReferenceAudio], settings: Settings) -> None:
        """Show other voices, or the same ones after a change."""
        self.beginResetModel()
        self.voices = list(voices)
        self._colors = disc_colors(one.id for one in sorted(voices, key=_age))
        self._know_use(settings)
        self.endResetModel()

    def show_use(self, settings: Settings) -> None:
        """Mark what is in use now."""
        self._know_use(settings)
        self._tell_all()

    def show_lengths(self, lengths: Mapping[str, float]) -> None:
        """Show lengths, in seconds, of the voices whose recordings are known here."""
        if lengths != self.lengths:
            self.lengths = lengths
            self._tell_all()

    def _tell_all(self) -> None:
        if self.voices:
            self.dataChanged.emit(self.index(0), self.index(len(self.voices) - 1))

    def _know_use(self, settings: Settings) -> None:
        self._model = new_voices_model(settings.services.get(settings.active))
        newest_one = newest_voice(self.voices, self._model)
        newest = newest_one.id if newest_one is not None else ""
        self._default = voice_of(settings) or newest
        used = settings.profiles.get(settings.app.profile)
        self._used = self._default
        if used is not None:
            mine = used.service == (settings.active or LOCAL)
            self._used = (used.voice or newest) if mine else ""
        self._styles = {voice.id: profiles_with(settings, voice.id) for voice in self.voices}

    # Qt's

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """As many as there are voices."""
        return 0 if parent.isValid() else len(self.voices)

    def data(self, index: QModelIndex, role: int = _ROLE.DisplayRole) -> object:
        """What a row shows."""
        voice = self.voices[index.row()]
        if role == _ROLE.DisplayRole:
            return name_of(voice)
        if role == ROW_ROLE:
            return self.row(voice)
        if role == SORT_ROLE:
            return self._sorted_by(voice)
        if role == SEARCH_ROLE:
            return f"{name_of(voice)}\n{_said(voice)}".casefold()
        if role == _ROLE.ToolTipRole:
            return plain(self._help(voice))
        if role == _ROLE.AccessibleTextRole:
            return self._spoken(self.row(voice))
        return None

    def row(self, voice: ReferenceAudio) -> VoiceRow:
        """What is shown of a voice."""
        return VoiceRow(
            voice.id,
            self._colors[voice.id],
            name_of(voice),
            _said(voice),
            self.length_of(voice),
            self._note(voice),
            reads=voice.id == self._used and voice.ready,
            ready=voice.ready,
        )

    def length_of(self, voice: ReferenceAudio) -> str:
        """How long its recording is, `5 s`; empty where that isn't known."""
        seconds = self.lengths.get(voice.id)
        if seconds is None:
            return ""
        return self.tr("{seconds} s").format(seconds=QLocale().toString(round(seconds)))

    def _note(self, voice: ReferenceAudio) -> str:
        if voice.state is VoiceState.IN_REVIEW:
            return self.tr("In review")
        if voice.state is VoiceState.REFUSED:
            return self.tr("Refused by the service")
        if voice.id == self._default and voice.id != self._used:
            return self.tr("Default voice")
        if styles := ", ".join(self._styles.get(voice.id, ())):
            return self.tr("Style: {names}").format(names=styles)
        return self.of_other_model(voice)

    def of_other_model(self, voice: ReferenceAudio) -> str:
        """Says that a voice is of another model than new ones; empty where it isn't."""
        if voice.model in (None, self._model):
            return ""
        return self.tr("Model {model}").format(model=voice.model)

    def _spoken(self, row: VoiceRow) -> str:
        """All of a row in one sentence after the other, for who cannot see it."""
        reads = self.tr("Reads now") if row.reads else ""
        said = row.said if len(row.said) <= _SPOKEN else f"{row.said[:_SPOKEN].rstrip()}…"
        quoted = self.tr("“{said}”").format(said=said) if said else ""
        return ", ".join(filter(None, (row.name, reads, row.note, row.length, quoted)))

    def _help(self, voice: ReferenceAudio) -> str:
        """What there is no room for in a row."""
        words = [voice.text.strip()]
        if voice.state is VoiceState.REFUSED:
            refused = self.tr("The service reviewed this voice and refused it. Record it again.")
            words.append(refused)
        elif not voice.ready:
            waiting = self.tr("The service is reviewing this voice. Refresh the list in a moment.")
            words.append(waiting)
        elif self.of_other_model(voice):
            other = self.tr(
                "This voice speaks only with the model {model}. New voices are made for {other}. "
                "It isn't used unless you choose it."
            )
            words.append(other.format(model=voice.model, other=self._model))
        if styles := ", ".join(self._styles.get(voice.id, ())):
            words.append(self.tr("Speaking styles with this voice: {names}").format(names=styles))
        return "\n".join(filter(None, words))

    def _sorted_by(self, voice: ReferenceAudio) -> object:
        match self.order:
            case Order.NAME:
                return name_of(voice)
            case Order.LONGEST:
                return -self.lengths.get(voice.id, -1.0)
            case Order.OLDEST:
                return added_at(voice)
            case _:
                return -added_at(voice)


class FoundVoices(QSortFilterProxyModel):
    """Voices by name or transcript, in any order.

    Args:
        source: All voices.
    """

    def __init__(self, source: VoicesModel) -> None:
        super().__init__()
        self._source = source
        self._words: tuple[str, ...] = ()
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortLocaleAware(True)
        self.sort(0)

    def find(self, text: str) -> None:
        """Show those that have all of these words in name or transcript; all for none."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def show_order(self, order: Order) -> None:
        """List them in an order."""
        self._source.order = order
        self.invalidate()

    def voice(self, index: QModelIndex) -> ReferenceAudio:
        """The voice in a row."""
        return self._source.voices[self.mapToSource(index).row()]

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # noqa: N802 - Qt's name
        """Whether a voice is shown."""
        source = self.sourceModel()
        assert isinstance(source, QAbstractItemModel)  # noqa: S101 - it was given
        text = str(source.index(row, 0, parent).data(SEARCH_ROLE)) if self._words else ""
        return all(word in text for word in self._words)


def _age(voice: ReferenceAudio) -> tuple[datetime, str]:
    """What the oldest voice has the least of."""
    return voice.created_at or datetime.min.replace(tzinfo=UTC), voice.id


def _said(voice: ReferenceAudio) -> str:
    return " ".join(voice.text[:_LOOKED_AT].split())


def added_on(voice: ReferenceAudio) -> QDateTime:
    """When it was added; no date where the service doesn't tell."""
    if voice.created_at is None:
        return QDateTime()
    return QDateTime.fromSecsSinceEpoch(round(voice.created_at.timestamp()))


def added_at(voice: ReferenceAudio) -> float:
    """Seconds since 1970 when it was added; 0 where the service doesn't tell: the oldest."""
    return voice.created_at.timestamp() if voice.created_at is not None else 0.0
