"""How a text is read, as chips in the player bar: voice, speed, sleep timer, volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from desktop_app.gui.parts.buttons import chip, tool
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import FIELD, SMALL, SMALL_ICON, helper, section, ticking
from desktop_app.gui.parts.plain_text import plain, shortened
from desktop_app.gui.parts.popover import Popover
from desktop_app.gui.parts.sleeping import MOST_MINUTES, can_sleep, sleep_choices, sleep_in_words
from desktop_app.gui.parts.speeds import SPEEDS, SpeedField, is_speed, speed_in_words
from desktop_app.gui.parts.state_words import service_in_words
from desktop_app.gui.parts.volume_slider import hold_at_usual
from desktop_app.gui.parts.who_reads import about_choice, fill_menu, words_of_choice
from desktop_app.gui.words import sentence
from desktop_app.settings.settings import LOCAL, VOLUMES

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import QueueItem, ServiceChanged
    from desktop_app.settings.settings import Settings

_SETTLED: Final = 300  # ms after which a speed is meant: each has the sentence spoken again
_TICK: Final = 1000
_WIDEST: Final = 18  # characters of a voice's name
_USUAL_MINUTES: Final = 20
_IN_A_ROW: Final = 3  # speeds
_SILENT: Final = 0
_LOUD: Final = 60  # per cent from which on the icon has two waves


class Chip(QToolButton):
    """What is chosen now, with an icon; a narrow window leaves the icon alone.

    Args:
        name: Of the icon.
        what: What can be chosen here, for screen readers.
    """

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._what = what
        self._words = ""
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip(self, name)

    def say(self, words: str, about: str, name: str = "", role: str = "ink") -> None:
        """Show what is chosen.

        Args:
            words: A word or two; empty for the icon alone.
            about: All of it, as a tool tip.
            name: Of another icon; empty for the chip's own.
            role: Of `Colors`.
        """
        self._words = words
        self.setToolTip(plain(about))
        self.setAccessibleName(f"{self._what}: {words}" if words else self._what)
        wear(self, name or self._name, SMALL_ICON, role)
        self.set_narrow(narrow=self._narrow)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave the words away, or show them."""
        self._narrow = narrow
        shown = "" if narrow else self._words
        self.setText(shown.replace("&", "&&"))
        with_words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(with_words if shown else only_icon)


class VoiceChip(Chip):
    """Who reads, with a menu of all who can; and who reads instead, where that is another one."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__("audio-lines", "", parent)
        self._what = self.tr("Voice")
        self._engine = engine
        self._instead: ServiceChanged | None = None
        self._item: QueueItem | None = None
        self.setObjectName("voice")
        self.choices = QMenu(self)
        self.choices.setObjectName("voice-menu")
        self.choices.setToolTipsVisible(True)
        self.choices.aboutToShow.connect(self._fill)
        self.setMenu(self.choices)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        engine.voices_changed.connect(self._show)
        engine.settings_changed.connect(self._show)
        engine.service_changed.connect(self._show_service)
        engine.queue_changed.connect(self._show_queue)
        self._show()

    def _fill(self) -> None:
        fill_menu(self.choices, self._engine)

    def _show_service(self, event: ServiceChanged) -> None:
        self._instead = event if event.instead_of and self._engine.queue else None
        self._show()

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        """Forget who read instead, once that text is over."""
        before, self._item = self._item, items[0] if items else None
        if self._instead is not None and (
            self._item is None or (before is not None and before.number != self._item.number)
        ):
            self._instead = None
            self._show()

    def _show(self, _: object = None) -> None:
        if (instead := self._instead) is None:
            words = shortened(words_of_choice(self._engine), _WIDEST)
            self.say(words, about_choice(self._engine))
            return
        local = instead.name == LOCAL
        words = self.tr("Built-in") if local else shortened(instead.name, _WIDEST)
        about = self.tr("Using {other} instead of {service}").format(
            other=service_in_words(instead.name), service=service_in_words(instead.instead_of)
        )
        why = sentence(instead.error) if instead.error else ""
        self.say(words, "\n".join(filter(None, (about, why))), "triangle-alert", "warning")
        self.setAccessibleName(about)


class SpeedChip(Chip):
    """The speed; a sheet has the usual ones, and a field for all others."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__("gauge", "", parent)
        self._what = self.tr("Speed")
        self._engine = engine
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(lambda: engine.set_speed(self.exact.value()))
        self.setObjectName("speed")
        self.setFont(ticking(self.font()))
        self.sheet = Popover(self.tr("Speed"), self)
        self.exact = SpeedField("speed-exact")
        self._usual = {speed: QPushButton(speed_in_words(speed)) for speed in SPEEDS}
        self._lay_out()
        self.clicked.connect(lambda: self.sheet.open_at(self))
        engine.settings_changed.connect(self._show)
        self._show(engine.settings)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        for number, (speed, button) in enumerate(self._usual.items()):
            button.setObjectName(f"speed-{speed:g}")
            button.setCheckable(True)
            button.setMinimumHeight(FIELD)
            chip(button)
            button.clicked.connect(lambda _=False, speed=speed: self._choose(speed))
            grid.addWidget(button, number // _IN_A_ROW, number % _IN_A_ROW)
        self.exact.setKeyboardTracking(False)
        self.exact.setAccessibleName(self.tr("Speed"))
        self.exact.valueChanged.connect(lambda _: self._settled.start())
        self.sheet.body.addWidget(TitleLabel(self.tr("Speed"), section))
        self.sheet.body.addLayout(grid)
        self.sheet.body.addLayout(_beside(self.tr("Exactly:"), self.exact))

    def _choose(self, speed: float) -> None:
        self._settled.stop()
        self._engine.set_speed(speed)
        self._show(self._engine.settings)

    def _show(self, settings: Settings) -> None:
        speed = settings.app.speed
        words = speed_in_words(speed)
        self.say(words, self.tr("Speed: {speed}").format(speed=words))
        for usual, button in self._usual.items():
            button.setChecked(is_speed(usual, speed))
        if not self._settled.isActive():
            before = self.exact.blockSignals(True)  # noqa: FBT003 - Qt's
            self.exact.setValue(speed)
            self.exact.blockSignals(before)


class SleepChip(Chip):
    """When reading pauses by itself, with what is left until then beside the moon."""

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__("moon", "", parent)
        self._what = self.tr("Sleep timer")
        self._engine = engine
        self.setObjectName("sleep")
        self.setFont(ticking(self.font()))
        self.sheet = Popover(self.tr("Sleep timer"), self)
        self.minutes = QSpinBox()
        self._choices: dict[str, QPushButton] = {}
        self._lay_out()
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK)
        self._ticks.timeout.connect(self._show)
        self.clicked.connect(lambda: self.sheet.open_at(self))
        engine.sleep_changed.connect(self._show)
        engine.queue_changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        self.sheet.body.addWidget(TitleLabel(self.tr("Pause automatically"), section))
        self.idle = secondary(QLabel(self.tr("Available while a text is read.")), helper)
        self.sheet.body.addWidget(self.idle)
        for name, words, _, _ in sleep_choices(self._engine):
            button = self._choices[name] = chip(QPushButton(words))
            button.setObjectName(f"sleep-{name}")
            button.setCheckable(True)
            button.setMinimumHeight(FIELD)
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
            self.sheet.body.addWidget(button)
        self.minutes.setObjectName("sleep-minutes")
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setValue(_USUAL_MINUTES)
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setAccessibleName(self.tr("Pause after (minutes)"))
        begin = chip(QPushButton(self.tr("Start")))
        begin.setObjectName("sleep-own")
        begin.clicked.connect(self._begin)
        self._choices["own"] = begin
        self.sheet.body.addLayout(_beside(self.tr("After:"), self.minutes, begin))

    def _choose(self, name: str) -> None:
        for one, _, call, _ in sleep_choices(self._engine):
            if one == name:
                call()
        self.sheet.close()

    def _begin(self) -> None:
        self._engine.sleep_after(self.minutes.value())
        self.sheet.close()

    def _show(self, _: object = None) -> None:
        left = sleep_in_words(self._engine)
        words = self.tr("Sleep timer: {left}").format(left=left)
        self.say(left, words if left else self.tr("Sleep timer: pause automatically"))
        for name, _words, _call, chosen in sleep_choices(self._engine):
            self._choices[name].setChecked(chosen)
            self._choices[name].setEnabled(can_sleep(self._engine, name))
        self.idle.setVisible(not self._engine.queue)
        for one in (self._choices["own"], self.minutes):
            one.setEnabled(can_sleep(self._engine, "own"))
        sleep = self._engine.sleep
        if sleep is not None and sleep.at is not None:
            self._ticks.start()
        else:
            self._ticks.stop()


class VolumeButton(QWidget):
    """The volume: an icon for how loud it is, which opens a slider.

    Attributes:
        button: Opens it.
        slider: In per cent.
    """

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.button = tool("volume-2", self.tr("Volume"), self)
        self.button.setObjectName("volume")
        self.sheet = Popover(self.tr("Volume"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.percent = QLabel()
        self._lay_out()
        hold_at_usual(self.slider)
        self.button.clicked.connect(lambda: self.sheet.open_at(self.button))
        self.slider.valueChanged.connect(self._tell)
        self.slider.valueChanged.connect(lambda percent: engine.set_volume(percent / 100))
        engine.settings_changed.connect(self._show)
        self._show(engine.settings)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self.slider.setObjectName("volume-slider")
        self.slider.setRange(*(round(100 * volume) for volume in VOLUMES))
        self.slider.setPageStep(20)
        self.slider.setSingleStep(5)
        self.slider.setMinimumHeight(FIELD)
        self.slider.setAccessibleName(self.tr("Volume"))
        self.percent.setObjectName("volume-percent")
        self.percent.setFont(ticking(self.percent.font()))
        widest = self._in_words(self.slider.maximum())
        self.percent.setMinimumWidth(self.percent.fontMetrics().horizontalAdvance(widest))
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.percent)
        self.sheet.body.addWidget(TitleLabel(self.tr("Volume"), section))
        self.sheet.body.addLayout(row)

    def _show(self, settings: Settings) -> None:
        before = self.slider.blockSignals(True)  # noqa: FBT003 - Qt's
        self.slider.setValue(round(100 * settings.app.volume))
        self.slider.blockSignals(before)
        self._tell(self.slider.value())

    def _tell(self, percent: int) -> None:
        words = self.tr("Volume: {percent}%").format(percent=percent)
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)
        self.slider.setToolTip(words)
        self.percent.setText(self._in_words(percent))
        name = "volume-x" if percent == _SILENT else "volume-2" if percent > _LOUD else "volume-1"
        wear(self.button, name)

    def _in_words(self, percent: int) -> str:
        return self.tr("{percent}%").format(percent=percent)


def _beside(words: str, *controls: QWidget) -> QHBoxLayout:
    """Controls with a word before them."""
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    label = QLabel(words)
    label.setBuddy(controls[0])
    row.addWidget(label)
    for control in controls:
        control.setMinimumHeight(FIELD)
        row.addWidget(control, 1 if control is controls[0] else 0)
    return row
