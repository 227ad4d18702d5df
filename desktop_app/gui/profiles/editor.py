"""The form of one voice profile, which can be heard as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import AppError
from desktop_app.gui.parts.icons import control_icon
from desktop_app.gui.parts.plain_text import plain, shortened, shown
from desktop_app.gui.parts.style import words_of_radio_begin
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.parts.trial_sentence import TrialSentence
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.services.connection import Addressee, connect
from desktop_app.services.voice_notes import list_voices
from desktop_app.settings.settings import LOCAL, VOLUMES, VoiceProfile
from shared_client import SynthesisMode, Timeouts
from shared_client.models import SPEED_RANGE

from .speaking_styles import ready_made

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio

_TIMEOUTS: Final = Timeouts(connect=5, cold_start=0)
_INSTRUCTED: Final = str(SynthesisMode.NATURAL_LANGUAGE_REPLICATION)
_STEP: Final = 5  # of the sliders, in hundredths
_EXCERPT: Final = 32


def voice_name(voice: ReferenceAudio) -> str:
    """What a voice is called: the name of its recording and how that begins."""
    text = " ".join(voice.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…"
    return f"{name_of(voice)} – “{excerpt}”" if excerpt else name_of(voice)


async def _voices_on(service: str, settings: Settings) -> list[ReferenceAudio]:
    async with connect(service, timeouts=_TIMEOUTS, settings=settings) as connection:
        return await list_voices(connection.client)


class _Title(QStandardItem):
    """The title of a group in a list: keys and clicks pass over it, and yet it is to be read."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def data(self, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As any text is coloured, not as what is disabled."""
        if role == Qt.ItemDataRole.ForegroundRole:
            return QApplication.palette().text()
        return super().data(role)


class ProfileEditor(QWidget):
    """Shows a profile and lets it be changed; keeping it is its window's part.

    Args:
        engine: Knows services and voices, and speaks.

    Signals:
        changed: Something in the form is another; `profile` tells.
        failed: The error: what could not be spoken, or be listed.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._base = VoiceProfile()
        self._showing = False  # what changes now is not a person's doing
        self._voices: dict[Addressee, list[ReferenceAudio]] = {}  # of services that were asked
        self._asking: set[Addressee] = set()
        self.trial = Trial(engine, self)
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self.failed)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._make_voice(form)
        self._make_mode(form)
        self._make_instruct(form)
        self._make_sound(form)
        self._make_trial(form)
        form.setContentsMargins(0, 0, 0, 0)
        self.setLayout(form)
        engine.voices_changed.connect(self._refresh)
        engine.settings_changed.connect(self._refresh)
        self.show_profile(VoiceProfile())

    # Parts

    def _make_voice(self, form: QFormLayout) -> None:
        self.service = QComboBox()
        self.service.setObjectName("service")
        self.service.currentIndexChanged.connect(self._service_chosen)
        self.voice = QComboBox()
        self.voice.setObjectName("voice")
        for box in (self.service, self.voice):
            box.setMinimumContentsLength(20)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.voice.currentTextChanged.connect(self._voice_chosen)
        self.transcript = QLabel()
        self.transcript.setObjectName("transcript")
        self.transcript.setWordWrap(True)
        self.transcript.setTextFormat(Qt.TextFormat.PlainText)
        self.transcript.setAlignment(Qt.AlignmentFlag.AlignTop)
        form.addRow(self.tr("Ser&vice:"), self.service)
        form.addRow(self.tr("V&oice:"), self.voice)
        form.addRow("", self.transcript)

    def _make_mode(self, form: QFormLayout) -> None:
        modes = {
            str(SynthesisMode.FAST_REPLICATION): (
                self.tr("S&ame language"),
                self.tr("Speaks the language of the recording. Doesn't use an instruction."),
            ),
            str(SynthesisMode.CROSS_LINGUAL_REPLICATION): (
                self.tr("Other lan&guages"),
                self.tr("Speaks languages the recording doesn't. Doesn't use an instruction."),
            ),
            _INSTRUCTED: (
                self.tr("With an &instruction"),
                self.tr("Follows the mood, dialect, or role you describe below."),
            ),
        }
        self.modes = QButtonGroup(self)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._mode_names: list[str] = list(modes)
        indent = words_of_radio_begin(self)
        for index, (name, (words, help_)) in enumerate(modes.items()):
            button = QRadioButton(words)
            button.setObjectName(name)
            button.setAccessibleDescription(help_)
            self.modes.addButton(button, index)
            layout.addWidget(button)
            label = QLabel(help_)
            label.setWordWrap(True)
            label.setContentsMargins(indent, 0, 0, 4)
            layout.addWidget(label)
        self.modes.idToggled.connect(self._mode_chosen)
        form.addRow(self.tr("Mode:"), box)

    def _make_instruct(self, form: QFormLayout) -> None:
        self.instruct = QComboBox()
        self.instruct.setObjectName("instruct")
        self.instruct.setEditable(True)
        self.instruct.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.instruct.setCompleter(None)
        self.instruct.setMaxVisibleItems(16)
        model = QStandardItemModel(self.instruct)
        for group, styles in ready_made():
            model.appendRow(_Title(group))
            for name, instruct in styles:
                item = QStandardItem(f"    {name} – {instruct}")
                item.setData(instruct, Qt.ItemDataRole.UserRole)
                model.appendRow(item)
        self.instruct.setModel(model)
        edit = self.instruct.lineEdit()
        assert edit is not None  # noqa: S101 - it is editable
        edit.setPlaceholderText(self.tr("Select a style, or describe how to speak"))
        self.instruct.activated.connect(self._style_chosen)
        self.instruct.editTextChanged.connect(self._tell)
        form.addRow(self.tr("I&nstruction:"), self.instruct)

    def _make_sound(self, form: QFormLayout) -> None:
        self.speed = QDoubleSpinBox()
        self.speed.setObjectName("speed")
        self.speed.setRange(*SPEED_RANGE)
        self.speed.setSingleStep(0.05)
        self.speed.setSuffix(" ×")
        self.speed_slider = self._slider(*SPEED_RANGE, self.tr("Speed"))
        self.volume = QSpinBox()
        self.volume.setObjectName("volume")
        self.volume.setRange(round(100 * VOLUMES[0]), round(100 * VOLUMES[1]))
        self.volume.setSingleStep(_STEP)
        self.volume.setSuffix("%")
        self.volume_slider = self._slider(*VOLUMES, self.tr("Volume"))
        self.speed.valueChanged.connect(
            lambda value: self._follow(self.speed_slider, round(100 * value))
        )
        self.speed_slider.valueChanged.connect(lambda value: self.speed.setValue(value / 100))
        self.volume.valueChanged.connect(lambda value: self._follow(self.volume_slider, value))
        self.volume_slider.valueChanged.connect(self.volume.setValue)
        rows = (
            (self.tr("S&peed:"), self.speed_slider, self.speed),
            (self.tr("Vol&ume:"), self.volume_slider, self.volume),
        )
        for words, slider, spin in rows:
            row = QHBoxLayout()
            row.addWidget(slider, 1)
            spin.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 12 + 24)
            row.addWidget(spin)
            label = QLabel(words)
            label.setBuddy(spin)
            spin.setAccessibleName(slider.accessibleName())
            form.addRow(label, row)

    def _slider(self, low: float, high: float, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(100 * low), round(100 * high))
        slider.setSingleStep(_STEP)
        slider.setPageStep(2 * _STEP)
        slider.setAccessibleName(name)
        return slider

    def _make_trial(self, form: QFormLayout) -> None:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        hello = self.tr("Hello! This is how I sound when I read to you.")
        self._own_sentence = TrialSentence(self.sentence, hello)
        self.sentence.returnPressed.connect(self.try_out)
        self.sentence.textChanged.connect(self._show_trial)
        self.listen = QPushButton()
        self.listen.setObjectName("try")
        self.listen.setToolTip(self.tr("Preview with these settings, saved or not (Ctrl+Enter)"))
        self.listen.clicked.connect(self.listen_or_stop)
        self.listen.setAutoDefault(False)
        self.listen.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        row.addWidget(self.listen)
        label = QLabel(self.tr("S&entence:"))
        label.setBuddy(self.sentence)
        form.addRow(label, row)
        self._show_trial()

    # The profile

    def show_profile(self, profile: VoiceProfile) -> None:
        """Show a profile; nothing is told of it."""
        self._showing = True
        self._base = profile
        self._fill_services(profile.service)
        self._fill_voices(profile.voice)
        index = self._mode_names.index(profile.mode)
        self.modes.button(index).setChecked(True)  # type: ignore[union-attr] # all are there
        self.instruct.setCurrentIndex(-1)
        self.instruct.setEditText(profile.instruct)
        self.speed.setValue(profile.speed)
        self.volume.setValue(round(100 * profile.volume))
        self._follow(self.speed_slider, round(100 * profile.speed))
        self._follow(self.volume_slider, round(100 * profile.volume))
        self._allow_instruct()
        self._showing = False

    def profile(self) -> VoiceProfile:
        """What the form says; what was not touched is exactly as it was."""
        base = self._base
        speed, volume = round(self.speed.value(), 2), self.volume.value()
        instruct = self.instruct.currentText().strip()
        return replace(
            base,
            service=self.service.currentData(),
            voice=self._chosen_voice(),
            mode=self._mode_names[self.modes.checkedId()],
            instruct=base.instruct if base.instruct.strip() == instruct else instruct,
            speed=base.speed if round(base.speed, 2) == speed else speed,
            volume=base.volume if round(100 * base.volume) == volume else volume / 100,
        )

    def is_complete(self) -> bool:
        """Whether the profile can be spoken with; if not, the person is told what is missing."""
        profile = self.profile()
        if profile.mode != _INSTRUCTED or profile.instruct.strip():
            return True
        self.instruct.setFocus(Qt.FocusReason.OtherFocusReason)
        self.failed.emit(AppError("instruction_needed"))
        return False

    def listen_or_stop(self) -> None:
        """Speak the sentence; end it while it is spoken."""
        if self.trial.running:
            self.trial.stop()
        else:
            self.try_out()

    def try_out(self) -> None:
        """Speak the sentence, from its beginning."""
        text = self.sentence.text().strip()
        if text and self.is_complete():
            self.trial.start(self.profile(), text)

    # What a person does

    def _service_chosen(self) -> None:
        if not self._showing:
            self._showing = True
            self._asking.discard(self._addressee())  # it may answer by now
            self._fill_voices("")
            self._showing = False
            self._tell()

    def _voice_chosen(self) -> None:
        self._show_transcript()
        self._tell()

    def _mode_chosen(self) -> None:
        self._allow_instruct()
        self._tell()

    def _style_chosen(self, index: int) -> None:
        instruct = self.instruct.itemData(index)
        if instruct:
            self.instruct.setEditText(instruct)

    def _follow(self, slider: QSlider, value: int) -> None:
        before = slider.blockSignals(True)  # noqa: FBT003 - Qt's; the number is the exact one
        slider.setValue(value)
        slider.blockSignals(before)
        self._tell()

    def _tell(self) -> None:
        if not self._showing:
            self.changed.emit()

    def _allow_instruct(self) -> None:
        self.instruct.setEnabled(self._mode_names[self.modes.checkedId()] == _INSTRUCTED)

    # Services and voices

    def _refresh(self) -> None:
        """Show services and voices as they are now, and what was chosen."""
        chosen = self.profile()
        self._showing = True
        self._fill_services(chosen.service)
        self._fill_voices(chosen.voice)
        self._showing = False

    def _fill_services(self, chosen: str) -> None:
        self.service.clear()
        self.service.addItem(self.tr("Built-in voice"), LOCAL)
        for name in self._engine.settings.services:
            self.service.addItem(name, name)
        if self.service.findData(chosen) < 0:
            self.service.addItem(self.tr("{name} (not set up)").format(name=chosen), chosen)
        self.service.setCurrentIndex(self.service.findData(chosen))

    def _addressee(self) -> Addressee:
        return Addressee.named(self.service.currentData(), self._engine.settings)

    def _known_voices(self) -> list[ReferenceAudio] | None:
        service = self._addressee()
        if service == Addressee.in_use(self._engine.settings):
            return self._engine.voices
        return self._voices.get(service)

    def _fill_voices(self, chosen: str) -> None:
        voices = self._known_voices()
        self.voice.setEditable(voices is None)
        self.voice.clear()
        if voices is None:
            edit = self.voice.lineEdit()
            assert edit is not None  # noqa: S101 - it is editable
            edit.setPlaceholderText(self.tr("Voice ID; leave empty for the service's default"))
            self.voice.setCompleter(None)
            self.voice.setEditText(chosen)
            QTimer.singleShot(0, self._ask_for_voices)  # if it is still the one in a moment
        else:
            self.voice.addItem(self.tr("Service default"), "")
            for voice in voices:
                self.voice.addItem(self._voice_words(voice), voice.id)
            if self.voice.findData(chosen) < 0:
                gone = self.tr("{id} (not found)").format(id=chosen) if voices else chosen
                self.voice.addItem(gone, chosen)
            self.voice.setCurrentIndex(self.voice.findData(chosen))
        self._show_transcript()

    def _voice_words(self, voice: ReferenceAudio) -> str:
        """What a voice is called, and what keeps it from speaking."""
        words = voice_name(voice)
        return words if voice.ready else self.tr("{voice} (not ready)").format(voice=words)

    def _chosen_voice(self) -> str:
        if self.voice.isEditable():
            return self.voice.currentText().strip()
        return str(self.voice.currentData() or "")

    def _show_transcript(self) -> None:
        chosen = self._chosen_voice()
        voices = self._known_voices() or []
        text = next((voice.text for voice in voices if voice.id == chosen), "")
        text = shortened(" ".join(text.split()))
        words = self.tr("Transcript: “{text}”").format(text=text)
        self.transcript.setText(shown(words))
        self.transcript.setToolTip(plain(words))
        self.transcript.setVisible(len(text) > _EXCERPT)  # else the box has all of it
        self._own_sentence.follow(text)

    def _ask_for_voices(self) -> None:
        """Ask a service that is not in use for its voices, as soon as a person can see them."""
        service, settings = self._addressee(), self._engine.settings
        unknown = service.name not in (LOCAL, *settings.services)
        if unknown or service in self._asking or self._known_voices() is not None:
            return
        if not self.isVisible():
            return
        self._asking.add(service)

        def know(voices: list[ReferenceAudio]) -> None:
            self._voices[service] = voices
            if not sip.isdeleted(self) and self._addressee() == service:
                self._refresh()

        self._engine.loop.start(_voices_on(service.name, settings), know, lambda _: None)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask what was not asked as long as nobody saw it."""
        super().showEvent(event)
        self._ask_for_voices()

    # The trial

    def _show_trial(self) -> None:
        running = self.trial.running
        self.listen.setText(self.tr("Stop") if running else self.tr("&Listen"))
        self.listen.setEnabled(running or bool(self.sentence.text().strip()))
        self._paint_icons()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        name = "stop" if self.trial.running else "play"
        self.listen.setIcon(control_icon(name, self.palette()))
