"""The page of the sound: where it goes and how loud; it can be heard as it is set there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
)

from desktop_app.audio.devices import DeviceName, list_devices
from desktop_app.audio.player import Player
from desktop_app.audio.streaming import pieces_of, play
from desktop_app.errors import VoiceError
from desktop_app.gui.parts.labels import field_label
from desktop_app.gui.parts.listen_button import ListenButton
from desktop_app.gui.parts.volume_slider import USUAL, hold_at_usual
from desktop_app.gui.words import in_full
from desktop_app.reading.from_settings import voice_of
from desktop_app.settings.settings import LOCAL, VOLUMES
from shared_client import SpeechOptions

from .section import Section, form

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.audio.devices import AudioDevice
    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings
    from shared_client import CosyVoiceClient

_STEP: Final = 5  # of the slider, in per cent


class SoundPage(Section):
    """Output device and volume; the window keeps what is chosen.

    Args:
        engine: Has what is set, and the service that speaks a sentence.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._speaking: Future[None] | None = None
        app = engine.settings.app
        self._make_device(app.device)
        self._make_volume(round(app.volume * 100))
        self._make_trial()
        self._lay_out()
        self.look_for_devices()

    # Parts

    def _make_device(self, chosen: str) -> None:
        self.device = QComboBox()
        self.device.setObjectName("device")
        self.device.setMinimumContentsLength(30)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.device.setSizeAdjustPolicy(adjust)
        self.device.addItem(self.tr("System default"), "")
        if chosen:
            self.device.addItem(chosen, chosen)
            self.device.setCurrentIndex(1)
        self.device.currentIndexChanged.connect(self.edited)
        self.again = QPushButton(self.tr("&Refresh"))
        self.again.setObjectName("refresh")
        self.again.setAutoDefault(False)
        self.again.setToolTip(self.tr("Look for newly connected devices"))
        self.again.clicked.connect(self.look_for_devices)

    def _make_volume(self, percent: int) -> None:
        low, high = (round(one * 100) for one in VOLUMES)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("volume-slider")
        self.slider.setAccessibleName(self.tr("Volume"))
        self.slider.setRange(low, high)
        self.slider.setSingleStep(_STEP)
        self.slider.setPageStep(_STEP * 4)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(USUAL // 2)
        hold_at_usual(self.slider)
        self.volume = QSpinBox()
        self.volume.setObjectName("volume")
        self.volume.setRange(low, high)
        self.volume.setSingleStep(_STEP)
        self.volume.setSuffix("%")
        self.volume.setKeyboardTracking(False)  # a number that is half typed is none
        for one in (self.slider, self.volume):
            one.setValue(percent)
        self.slider.valueChanged.connect(self.volume.setValue)
        self.volume.valueChanged.connect(self.slider.setValue)
        self.volume.valueChanged.connect(self.edited)

    def _scaled_slider(self) -> QVBoxLayout:
        """The slider, and what its ends and its middle mean."""
        scale = QHBoxLayout()
        for percent, side in (
            (self.slider.minimum(), Qt.AlignmentFlag.AlignLeft),
            (USUAL, Qt.AlignmentFlag.AlignHCenter),
            (self.slider.maximum(), Qt.AlignmentFlag.AlignRight),
        ):
            label = QLabel(f"{percent}%")
            label.setAlignment(side)
            scale.addWidget(label, 1)
        scaled = QVBoxLayout()
        scaled.setSpacing(0)
        scaled.addWidget(self.slider)
        scaled.addLayout(scale)
        return scaled

    def _make_trial(self) -> None:
        self.hear = ListenButton(self._hear_or_stop)
        self.words = QLabel()
        self.words.setObjectName("sound-words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)

    def _lay_out(self) -> None:
        device = QHBoxLayout()
        device.addWidget(self.device, 1)
        device.addWidget(self.again)
        volume = QHBoxLayout()
        volume.addLayout(self._scaled_slider(), 1)
        volume.addWidget(self.volume, 0, Qt.AlignmentFlag.AlignTop)
        fields = form()
        for words, buddy, field in (
            (self.tr("&Output:"), self.device, device),
            (self.tr("&Volume:"), self.volume, volume),
        ):
            fields.addRow(field_label(words, buddy), field)
        trial = QHBoxLayout()
        trial.addWidget(self.hear)
        trial.addStretch()
        self.add_part("", fields)
        self.add_part("", trial, self.words)

    # What is chosen

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {
            "device": self.device.currentData(),
            "volume": self.volume.value() / 100,
        }

    def show_settings(self, settings: Settings) -> None:
        """Show what another window has chosen."""
        if self.slider.isSliderDown() or self.volume.hasFocus():
            return
        percent = round(settings.app.volume * 100)
        for one in (self.slider, self.volume):
            with QSignalBlocker(one):
                one.setValue(percent)
        with QSignalBlocker(self.device):
            at = self.device.findData(settings.app.device)
            if at >= 0:
                self.device.setCurrentIndex(at)

    # Devices

    def look_for_devices(self) -> None:
        """List the devices that are there now; what is chosen stays chosen."""
        self.again.setEnabled(False)
        self._engine.loop.start(list_devices(), self._show_devices, self._cannot_list)

    def _show_devices(self, devices: list[AudioDevice]) -> None:
        self.again.setEnabled(True)
        chosen = self.device.currentData()
        there = [str(device.name) for device in devices]
        self.device.blockSignals(True)  # noqa: FBT003 - its only form
        while self.device.count() > 1:
            self.device.removeItem(1)
        for name in there:
            self.device.addItem(name, name)
        if chosen and chosen not in there:
            self.device.addItem(self.tr("{name} (not connected)").format(name=chosen), chosen)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))
        self.device.blockSignals(False)  # noqa: FBT003 - as above

    def _cannot_list(self, error: Exception) -> None:
        self.again.setEnabled(True)
        self._tell(error)

    # A sentence

    def stop(self) -> None:
        """Be silent."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._spoken()

    def _hear_or_stop(self) -> None:
        if self._speaking is not None:
            self.stop()
            return
        self.words.clear()
        text = self.tr("This is how loud and how fast I read to you.")
        voice, volume = voice_of(self._engine.settings), self.volume.value() / 100
        speed, device = self._engine.settings.app.speed, self.device.currentData()

        service = self._engine.settings.active or LOCAL

        async def newest(client: CosyVoiceClient) -> str:
            for voice in await client.list_reference_audio(limit=1):
                return voice.id
            raise VoiceError("no_voice_yet", service=service)

        async def speak(client: CosyVoiceClient) -> None:
            options = SpeechOptions(voice or await newest(client), speed=speed)
            async with Player(device=DeviceName.parse(device) if device else None) as player:
                player.set_volume(volume)
                async with client.speak(text, options) as stream:
                    await play(pieces_of(stream), player)

        self._speaking = self._engine.ask(speak, self._spoken, self._cannot_speak)
        self._show_speaking()

    def _spoken(self, _: None = None) -> None:
        self._speaking = None
        self._show_speaking()

    def _cannot_speak(self, error: Exception) -> None:
        self._spoken()
        self._tell(error)

    def _show_speaking(self) -> None:
        self.hear.show_playing(playing=self._speaking is not None)

    def _tell(self, error: Exception) -> None:
        self.words.setText(f"✗ {in_full(error)}")
