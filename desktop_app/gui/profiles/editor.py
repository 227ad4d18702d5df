"""The form of one speaking style, which can be heard as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6 import sip
from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import AppError
from desktop_app.gui.parts.buttons import chip, round_tool
from desktop_app.gui.parts.flow import Flow
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary, tinted
from desktop_app.gui.parts.metrics import (
    BAR_ICON,
    FIELD,
    ICON,
    MEDIUM,
    SMALL,
    WIDE,
    helper,
    section,
)
from desktop_app.gui.parts.plain_text import plain, shortened, shown
from desktop_app.gui.parts.ring import Ring
from desktop_app.gui.parts.speeds import SpeedField
from desktop_app.gui.parts.state_words import service_in_words
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.parts.trial_sentence import TrialSentence
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.home.voices import voices_at_home
from desktop_app.services.connection import Addressee, connect
from desktop_app.services.voice_notes import list_voices
from desktop_app.settings.settings import HOUSE, LOCAL, VOLUMES, VoiceProfile
from shared_client import ReferenceAudio, Timeouts
from shared_client.model_studio.protocol import MODELS, model_of
from shared_client.models import SPEED_RANGE

from .ways import OWN, Way, ready_made, way_of, ways

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

_TIMEOUTS: Final = Timeouts(connect=5, cold_start=0)
_STEP: Final = 5  # of the sliders, in hundredths
_EXCERPT: Final = 32
_DIALECTS: Final = {"cantonese"}  # what the built-in voice follows without a better engine


def voice_name(voice: ReferenceAudio) -> str:
    """What a voice is called: the name of its recording and how that begins."""
    text = " ".join(voice.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…"
    return f"{name_of(voice)} – “{excerpt}”" if excerpt else name_of(voice)


def _label(words: str, field: QWidget) -> QLabel:
    """What a field is called, in the middle of its height."""
    label = QLabel(words)
    label.setBuddy(field)
    label.setMinimumHeight(FIELD)
    return label


async def _voices_on(service: str, settings: Settings) -> list[ReferenceAudio]:
    if service == HOUSE:
        found = await voices_at_home(settings.home)
        return [ReferenceAudio(str(voice), name, 0, None, "") for voice, name in found]
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
    """Shows a speaking style and lets it be changed; keeping it is its window's part.

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
        self.trial.moved.connect(self._show_part)
        self.trial.failed.connect(self.failed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        self._make_ways(layout)
        self._make_instruct(layout)
        self._make_trial(layout)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(SMALL)
        form.setVerticalSpacing(MEDIUM)
        layout.addSpacing(WIDE - MEDIUM)
        layout.addLayout(form)
        self._make_sound(form)
        self._make_voice(form)
        engine.voices_changed.connect(self._refresh)
        engine.settings_changed.connect(self._refresh)
        self.show_profile(VoiceProfile())

    # Parts

    def _make_ways(self, layout: QVBoxLayout) -> None:
        self.question = TitleLabel("", section)
        self.question.setObjectName("question")
        chips = QWidget()
        flow = Flow(chips)
        self.ways = QButtonGroup(self)
        self._ways: list[Way] = ways()
        for index, way in enumerate(self._ways):
            button = chip(QPushButton(way.words))
            button.setObjectName(way.name)
            button.setCheckable(True)
            button.setAccessibleDescription(way.about)
            self.ways.addButton(button, index)
            flow.addWidget(button)
        self.ways.idToggled.connect(self._way_chosen)
        self.about = secondary(QLabel(), helper)
        self.about.setObjectName("about-way")
        layout.addWidget(self.question)
        layout.addWidget(chips)
        layout.addWidget(self.about)

    def _make_instruct(self, layout: QVBoxLayout) -> None:
        self.instruct = QComboBox()
        self.instruct.setObjectName("instruct")
        self.instruct.setAccessibleName(self.tr("How to speak, in your own words"))
        self.instruct.setEditable(True)
        self.instruct.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.instruct.setCompleter(None)
        self.instruct.setMaxVisibleItems(16)
        model = QStandardItemModel(self.instruct)
        for group, examples in ready_made():
            model.appendRow(_Title(group))
            for name, instruct in examples:
                item = QStandardItem(f"    {name} – {instruct}")
                item.setData(instruct, Qt.ItemDataRole.UserRole)
                model.appendRow(item)
        self.instruct.setModel(model)
        edit = self.instruct.lineEdit()
        assert edit is not None  # noqa: S101 - it is editable
        edit.setPlaceholderText(self.tr("Describe how to speak, or choose an example"))
        self.instruct.activated.connect(self._example_chosen)
        self.instruct.editTextChanged.connect(self._words_written)
        self.missing = tinted(QLabel(), "error", helper)
        self.missing.setObjectName("missing")
        self.missing.setWordWrap(True)
        self.missing.setText(self.tr("Not saved yet: the words are missing."))
        layout.addWidget(self.instruct)
        layout.addWidget(self.missing)

    def _make_sound(self, form: QFormLayout) -> None:
        self.speed = SpeedField("speed")
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
            row.setSpacing(MEDIUM)
            row.addWidget(slider, 1)
            spin.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 12 + WIDE)
            row.addWidget(spin)
            spin.setAccessibleName(slider.accessibleName())
            form.addRow(_label(words, spin), row)

    def _slider(self, low: float, high: float, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(100 * low), round(100 * high))
        slider.setSingleStep(_STEP)
        slider.setPageStep(2 * _STEP)
        slider.setAccessibleName(name)
        return slider

    def _make_voice(self, form: QFormLayout) -> None:
        self.service = QComboBox()
        self.service.setObjectName("service")
        self.service.currentIndexChanged.connect(self._service_chosen)
        self.voice = QComboBox()
        self.voice.setObjectName("voice")
        for box in (self.service, self.voice):
            box.setMinimumContentsLength(10)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.voice.currentTextChanged.connect(self._voice_chosen)
        self.transcript = secondary(QLabel(), helper)
        self.transcript.setObjectName("transcript")
        self.transcript.setTextFormat(Qt.TextFormat.PlainText)
        self.transcript.setAlignment(Qt.AlignmentFlag.AlignTop)
        form.addRow(_label(self.tr("V&oice:"), self.voice), self.voice)
        form.addRow("", self.transcript)
        form.addRow(_label(self.tr("Ser&vice:"), self.service), self.service)

    def _make_trial(self, layout: QVBoxLayout) -> None:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self.sentence.setAccessibleName(self.tr("What it says when you hear it"))
        self._own_sentence = TrialSentence(self.sentence)
        self.sentence.returnPressed.connect(self.try_out)
        self.listen = round_tool("play", self.tr("Hear it"))
        self.listen.setObjectName("try")
        self.listen.clicked.connect(self.listen_or_stop)
        self.ring = Ring(BAR_ICON, self.listen)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(self.listen)
        row.addWidget(self.sentence, 1)
        layout.addLayout(row)
        self._show_trial()

    # The style

    def show_profile(self, profile: VoiceProfile) -> None:
        """Show a speaking style; nothing is told of it."""
        self._showing = True
        self._base = profile
        self._fill_services(profile.service)
        self._fill_voices(profile.voice)
        chosen = self._ways.index(way_of(profile))
        self.ways.button(chosen).setChecked(True)  # type: ignore[union-attr] # all are there
        self.instruct.setCurrentIndex(-1)
        own = way_of(replace(profile, mode=self._ways[-1].mode)).name == OWN
        self.instruct.setEditText(profile.instruct if own else "")  # a chip stands for the others
        self.speed.setValue(profile.speed)
        self.volume.setValue(round(100 * profile.volume))
        self._follow(self.speed_slider, round(100 * profile.speed))
        self._follow(self.volume_slider, round(100 * profile.volume))
        self._show_way()
        self._showing = False

    def take_kept(self, profile: VoiceProfile) -> None:
        """Know that what is shown is kept by now, exactly so."""
        self._base = profile

    def way(self) -> Way:
        """The way to speak that is chosen."""
        return self._ways[self.ways.checkedId()]

    def profile(self) -> VoiceProfile:
        """What the form says; what was not touched is exactly as it was."""
        base, way = self._base, self.way()
        speed, volume = round(self.speed.value(), 2), self.volume.value()
        instruct = base.instruct
        if way.name != way_of(base).name or way.name == OWN:
            written = self.instruct.currentText().strip()
            instruct = way.instruct or written
            instruct = base.instruct if base.instruct.strip() == instruct else instruct
        return replace(
            base,
            service=self.service.currentData(),
            voice=self._chosen_voice(),
            mode=way.mode,
            instruct=instruct,
            speed=base.speed if round(base.speed, 2) == speed else speed,
            volume=base.volume if round(100 * base.volume) == volume else volume / 100,
        )

    def lacks_words(self) -> bool:
        """Whether it cannot be spoken with yet: a person was about to say how."""
        return self.way().name == OWN and not self.profile().instruct.strip()

    def is_complete(self) -> bool:
        """Whether it can be spoken with; if not, the person is told what is missing."""
        if not self.lacks_words():
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
        """Speak the sentence, from its beginning; without one, the usual one."""
        if not self.sentence.text().strip():
            self.sentence.clear()
            self._show_transcript()
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
        self._show_way()
        self._tell()

    def _way_chosen(self, _: int, checked: bool) -> None:  # noqa: FBT001 - Qt's
        if not checked:  # that of the one before
            return
        self._show_way()
        self._tell()
        if not self._showing and self.lacks_words():
            self.instruct.setFocus(Qt.FocusReason.OtherFocusReason)

    def _example_chosen(self, index: int) -> None:
        instruct = self.instruct.itemData(index)
        if instruct:
            self.instruct.setEditText(instruct)

    def _words_written(self) -> None:
        self._show_way()
        self._tell()

    def _follow(self, slider: QSlider, value: int) -> None:
        before = slider.blockSignals(True)  # noqa: FBT003 - Qt's; the number is the exact one
        slider.setValue(value)
        slider.blockSignals(before)
        self._tell()

    def _tell(self) -> None:
        if not self._showing:
            self.changed.emit()

    def _show_way(self) -> None:
        """Show what goes with the way that is chosen, and what the service can't do."""
        way = self.way()
        own = way.name == OWN
        self.instruct.setVisible(own)
        self.missing.setVisible(own and not self.instruct.currentText().strip())
        model = model_of(self._chosen_voice())
        deaf = model is not None and not MODELS[model].instructions
        for one in self._ways:
            button = self.ways.button(self._ways.index(one))
            # What is chosen already stays, whatever the service makes of it.
            button.setEnabled(not (deaf and one.instructed) or one.name == way.name)  # type: ignore[union-attr] # all are there
        words = way.about
        if deaf:
            words = self.tr("The model {model} of this voice can't follow instructions.").format(
                model=model
            )
        elif way.instructed and self.service.currentData() == LOCAL and way.name not in _DIALECTS:
            words = self.tr(
                "The built-in voice doesn't change with this, unless its engine follows "
                "instructions."
            )
        if self.service.currentData() == HOUSE:
            words = self.tr(
                "Voices of Home Assistant speak in their own way and at their own speed."
            )
        self.about.setText(words)

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
        if self._engine.settings.home.addresses:
            self.service.addItem(service_in_words(HOUSE), HOUSE)
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
        name = next((name_of(voice) for voice in voices if voice.id == chosen), "")
        who = self.tr("How should “{name}” speak?").format(name=name)
        self.question.setText(who if name else self.tr("How should it speak?"))

    def _ask_for_voices(self) -> None:
        """Ask a service that is not in use for its voices, as soon as a person can see them."""
        service, settings = self._addressee(), self._engine.settings
        at_home = [HOUSE] if settings.home.addresses else []
        unknown = service.name not in (LOCAL, *settings.services, *at_home)
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

    def _show_part(self, done: float) -> None:
        self.ring.set_done(done)

    def _show_trial(self) -> None:
        running = self.trial.running
        words = self.tr("Stop") if running else self.tr("Hear it as set here (Ctrl+Enter)")
        self.listen.setToolTip(words)
        self.listen.setAccessibleName(words)
        wear(self.listen, "square" if running else "play", ICON)
        self.ring.setVisible(running)
        self.ring.set_done(None)
