"""What stands in the Reader's toolbar besides buttons: voice, speed, volume, sleep timer."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QInputDialog,
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QWidget,
)

from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.gui.parts.volume_slider import hold_at_usual
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import Addressee
from desktop_app.settings.settings import VOLUMES
from shared_client.models import SPEED_RANGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

_SETTLED: Final = 300  # ms after which a speed is meant: each has the sentence spoken anew
_MINUTES: Final = (15, 30, 45, 60)
_MOST_MINUTES: Final = 720
_TICK: Final = 1000
_WIDEST: Final = 40  # characters of a voice's name


class VoicePicker(QComboBox):
    """The voices of the service in use, and the profiles, of which one speaks."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._service = Addressee.in_use(engine.settings)  # whose voices these are
        self.setObjectName("voice")
        self.setAccessibleName(self.tr("Voice"))
        self.setToolTip(self.tr("Voice or profile"))
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._choose)
        engine.voices_changed.connect(self._fill)
        engine.settings_changed.connect(self._fill)
        self._fill()

    def _fill(self, _: object = None) -> None:
        settings = self._engine.settings
        self._service = Addressee.in_use(settings)
        self.clear()
        self.addItem(self.tr("Newest voice"), ("voice", ""))
        for voice in self._engine.voices:
            if voice.ready:
                self._add(name_of(voice), ("voice", voice.id), voice.text)
        if settings.profiles:
            self.insertSeparator(self.count())
        for name in settings.profiles:
            words = self.tr("Profile: {name}").format(name=name)
            self._add(words, ("profile", name), settings.profiles[name].instruct)
        self._show_chosen(settings)

    def _add(self, words: str, data: tuple[str, str], more: str) -> None:
        short = words if len(words) <= _WIDEST else f"{words[:_WIDEST]}…"
        self.addItem(short, data)
        about = f"{words}\n{more}" if more else words
        self.setItemData(self.count() - 1, plain(about), Qt.ItemDataRole.ToolTipRole)

    def _show_chosen(self, settings: Settings) -> None:
        profile, voice = settings.app.profile, voice_of(settings)
        chosen = ("profile", profile) if profile else ("voice", voice)
        place = next((at for at in range(self.count()) if self.itemData(at) == chosen), -1)
        if place < 0:  # the service does not tell its voices, or has it no more
            self._add(self.tr("Selected voice"), chosen, chosen[1])
            place = self.count() - 1
        self.setCurrentIndex(place)

    def _choose(self, place: int) -> None:
        kind, name = self.itemData(place)
        if kind == "profile":
            self._engine.set_profile(name)
        else:
            self._engine.set_voice(name, self._service)


class SpeedBox(QDoubleSpinBox):
    """The speed. It takes effect once it has not been changed for a moment."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(lambda: engine.set_speed(self.value()))
        self.setObjectName("speed")
        self.setRange(*SPEED_RANGE)
        self.setSingleStep(0.1)
        self.setDecimals(2)
        self.setSuffix(" ×")
        self.setKeyboardTracking(False)
        self.setAccessibleName(self.tr("Speed"))
        self.setToolTip(self.tr("Speed (takes effect immediately)"))
        self.valueChanged.connect(lambda _: self._settled.start())
        engine.settings_changed.connect(self._show)
        self._show(engine.settings)

    def _show(self, settings: Settings) -> None:
        if not self._settled.isActive():
            before = self.blockSignals(True)  # noqa: FBT003 - Qt's
            self.setValue(settings.app.speed)
            self.blockSignals(before)


class VolumeSlider(QSlider):
    """The volume, in per cent; a label that is to stand beside it says how many."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("volume")
        self.setRange(*(round(100 * volume) for volume in VOLUMES))
        self.setPageStep(20)
        self.setSingleStep(5)
        self.setFixedWidth(110)
        self.setAccessibleName(self.tr("Volume"))
        self.percent = QLabel()
        self.percent.setObjectName("volume-percent")
        widest = self._in_words(self.maximum())
        self.percent.setMinimumWidth(self.percent.fontMetrics().horizontalAdvance(widest))
        hold_at_usual(self)
        self.valueChanged.connect(self._tell)
        self.valueChanged.connect(lambda percent: engine.set_volume(percent / 100))
        engine.settings_changed.connect(self._show)
        self._show(engine.settings)

    def _show(self, settings: Settings) -> None:
        before = self.blockSignals(True)  # noqa: FBT003 - Qt's
        self.setValue(round(100 * settings.app.volume))
        self.blockSignals(before)
        self._tell(self.value())

    def _tell(self, percent: int) -> None:
        self.setToolTip(self.tr("Volume: {percent}%").format(percent=percent))
        self.percent.setText(self._in_words(percent))

    def _in_words(self, percent: int) -> str:
        return self.tr("{percent}%").format(percent=percent)


class SleepButton(QToolButton):
    """When reading pauses by itself, with what is left until then beside the moon."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.setObjectName("sleep")
        self.setAccessibleName(self.tr("Sleep timer"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choices = QMenu(self)
        self.choices.setObjectName("sleep-menu")
        self.choices.aboutToShow.connect(self._fill)
        self.setMenu(self.choices)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK)
        self._ticks.timeout.connect(self._show)
        engine.sleep_changed.connect(self._show)
        self._fill()
        self._show()

    def _fill(self) -> None:
        sleep, queue = self._engine.sleep, bool(self._engine.queue)
        self.choices.clear()
        self._add("off", self.tr("Off"), self._setter(None), enabled=sleep is not None)
        self.choices.addSeparator()
        text = self._engine.sleep_after_text
        self._add("text", self.tr("At the end of this text"), text, enabled=queue)
        for minutes in _MINUTES:
            words = self.tr("In %n minutes", "", minutes)
            self._add(str(minutes), words, self._setter(minutes), enabled=queue)
        self._add("own", self.tr("Custom…"), self._ask, enabled=queue)

    def _setter(self, minutes: int | None) -> Callable[[], None]:
        return lambda: self._engine.sleep_after(minutes)

    def _add(self, name: str, words: str, call: Callable[[], None], *, enabled: bool) -> None:
        action = self.choices.addAction(words, call)
        if action is not None:
            action.setObjectName(f"sleep-{name}")
            action.setEnabled(enabled)

    def _ask(self) -> None:
        dialog = QInputDialog(self)
        dialog.setObjectName("sleep-minutes")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Sleep timer"))
        dialog.setLabelText(self.tr("Pause after (minutes):"))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(1, _MOST_MINUTES)
        dialog.setIntValue(20)
        dialog.intValueSelected.connect(self._engine.sleep_after)
        dialog.open()

    def _show(self, _: object = None) -> None:
        left = self._left()
        self.setText(left)
        with_words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(with_words if left else only_icon)
        words = self.tr("Sleep timer: {left}").format(left=left) if left else ""
        self.setToolTip(words or self.tr("Sleep timer: pause automatically"))
        sleep = self._engine.sleep
        if sleep is not None and sleep.at is not None:
            self._ticks.start()
        else:
            self._ticks.stop()

    def _left(self) -> str:
        sleep = self._engine.sleep
        if sleep is None:
            return ""
        if sleep.at is None:
            return self.tr("end of text")
        seconds = (sleep.at - datetime.now(UTC)).total_seconds()
        if seconds <= 0:
            return self.tr("end of sentence")
        return self.tr("{minutes} min").format(minutes=ceil(seconds / 60))
