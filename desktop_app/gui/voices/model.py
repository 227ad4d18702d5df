"""The table of reference voices: what its cells show, and how it is sorted and searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PyQt6.QtGui import QFont

from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import new_voices_model, newest_voice
from desktop_app.settings.settings import LOCAL
from shared_client.models import VoiceState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio

NAME, TEXT, LENGTH, SIZE, DATE, USE = range(6)

SORT_ROLE: Final = Qt.ItemDataRole.UserRole
_NOWHERE: Final = QModelIndex()
_LOOKED_AT: Final = 1000  # characters of a transcript that a cell shows
_NUMBERS: Final = (LENGTH, SIZE)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROLE = Qt.ItemDataRole


def profiles_with(settings: Settings, voice: str) -> list[str]:
    """Names of the profiles that speak in a voice of the service in use."""
    service = settings.active or LOCAL
    return [
        name
        for name, profile in settings.profiles.items()
        if profile.voice == voice and profile.service == service
    ]


class VoicesModel(QAbstractTableModel):
    """Voices, the newest first, as the service lists them."""

    def __init__(self) -> None:
        super().__init__()
        self.voices: list[ReferenceAudio] = []
        self.lengths: Mapping[str, float] = {}
        self._used = ""
        self._default = ""
        self._model = ""
        self._profiles: dict[str, list[str]] = {}
        self._titles = {
            NAME: self.tr("Name"),
            TEXT: self.tr("Transcript"),
            LENGTH: self.tr("Length"),
            SIZE: self.tr("Size"),
            DATE: self.tr("Added"),
            USE: self.tr("In use"),
        }

    def show_voices(self, voices: Sequence[ReferenceAudio], settings: Settings) -> None:
        """Show other voices, or the same ones after a change."""
        self.beginResetModel()
        self.voices = list(voices)
        self._know_use(settings)
        self.endResetModel()

    def show_use(self, settings: Settings) -> None:
        """Mark what is in use now."""
        self._know_use(settings)
        if self.voices:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.voices) - 1, USE))

    def show_lengths(self, lengths: Mapping[str, float]) -> None:
        """Show lengths, in seconds, of the voices whose recordings are known here."""
        changed = lengths != self.lengths
        self.lengths = lengths
        if self.voices and changed:
            self.dataChanged.emit(self.index(0, LENGTH), self.index(len(self.voices) - 1, LENGTH))

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
        self._profiles = {voice.id: profiles_with(settings, voice.id) for voice in self.voices}

    # Qt's

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """As many as there are voices."""
        return 0 if parent.isValid() else len(self.voices)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """What is known of a voice."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Titles above."""
        if orientation is Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return self._titles.get(section)
        if role == _ROLE.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def data(self, index: QModelIndex, role: int = _ROLE.DisplayRole) -> object:
        """What a cell shows."""
        voice, column = self.voices[index.row()], index.column()
        if role == _ROLE.DisplayRole:
            return self._words(voice, column)
        if role == SORT_ROLE:
            return self._order(voice, column)
        if role == _ROLE.ToolTipRole:
            return plain(self._help(voice, column))
        if role == _ROLE.TextAlignmentRole and column in _NUMBERS:
            return _RIGHT
        if role == _ROLE.FontRole and voice.id == self._used and column in (NAME, USE):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _words(self, voice: ReferenceAudio, column: int) -> str:
        locale = QLocale()
        match column:
            case _ if column == NAME:
                return name_of(voice)
            case _ if column == TEXT:
                return " ".join(voice.text[:_LOOKED_AT].split())
            case _ if column == LENGTH:
                seconds = self.lengths.get(voice.id)
                if seconds is None:
                    return "–"
                return self.tr("{seconds} s").format(seconds=locale.toString(seconds, "f", 1))
            case _ if column == SIZE:
                if not voice.bytes:
                    return "–"
                return locale.formattedDataSize(voice.bytes, 0 if voice.bytes < 1 << 20 else 1)
            case _ if column == DATE:
                return locale.toString(_date(voice), QLocale.FormatType.ShortFormat) or "–"
            case _:
                return self._use(voice)

    def _use(self, voice: ReferenceAudio) -> str:
        """Who speaks in it, or why nobody does."""
        if voice.state is VoiceState.IN_REVIEW:
            return self.tr("In review")
        if voice.state is VoiceState.REFUSED:
            return self.tr("Refused by the service")
        profiles = ", ".join(self._profiles.get(voice.id, ()))
        if voice.id == self._used:
            return self.tr("In use")
        if voice.id == self._default:
            return self.tr("Default voice")
        if profiles:
            return self.tr("Profile: {names}").format(names=profiles)
        return self.of_other_model(voice)

    def of_other_model(self, voice: ReferenceAudio) -> str:
        """Says that a voice is of another model than new ones; empty where it isn't."""
        if voice.model in (None, self._model):
            return ""
        return self.tr("Model {model}").format(model=voice.model)

    def _help(self, voice: ReferenceAudio, column: int) -> str:
        if column == TEXT:
            return voice.text
        if column == LENGTH and voice.id not in self.lengths:
            return self.tr("The service doesn't report its length.")
        if column == DATE:
            return QLocale().toString(_date(voice), QLocale.FormatType.LongFormat)
        if column == USE and not voice.ready:
            return self._why_not(voice)
        if column == USE and self.of_other_model(voice):
            return self.tr(
                "This voice speaks only with the model {model}. New voices are made for {other}. "
                "It isn't used unless you choose it."
            ).format(model=voice.model, other=self._model)
        if column == USE:
            names = ", ".join(self._profiles.get(voice.id, ()))
            return self.tr("Profiles with this voice: {names}").format(names=names) if names else ""
        return self.tr("ID: {id}").format(id=voice.id)

    def _why_not(self, voice: ReferenceAudio) -> str:
        if voice.state is VoiceState.REFUSED:
            return self.tr("The service reviewed this voice and refused it. Record it again.")
        return self.tr("The service is reviewing this voice. Refresh the list in a moment.")

    def _order(self, voice: ReferenceAudio, column: int) -> object:
        match column:
            case _ if column == LENGTH:
                return self.lengths.get(voice.id, -1.0)
            case _ if column == SIZE:
                return voice.bytes
            case _ if column == DATE:
                return _date(voice)
            case _:
                return self._words(voice, column)


class FoundVoices(QSortFilterProxyModel):
    """Voices by name or transcript, in any order."""

    def __init__(self, source: QAbstractItemModel) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortLocaleAware(True)

    def find(self, text: str) -> None:
        """Show those that have all of these words in name or transcript; all for none."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # noqa: N802 - Qt's name
        """Whether a voice is shown."""
        source = self.sourceModel()
        assert source is not None  # noqa: S101 - it was given
        cells = (source.index(row, column, parent).data() for column in (NAME, TEXT))
        text = "\n".join(str(cell) for cell in cells).casefold()
        return all(word in text for word in self._words)


def _date(voice: ReferenceAudio) -> QDateTime:
    """When it was added; no date where the service doesn't tell, which sorts as the oldest."""
    if voice.created_at is None:
        return QDateTime()
    return QDateTime.fromSecsSinceEpoch(round(voice.created_at.timestamp()))
