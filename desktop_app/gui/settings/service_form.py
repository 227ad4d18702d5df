"""The form of one service: what it is, where, its token, how it is reached; tried as it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
import ipaddress
import re
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from yarl import URL

from desktop_app.errors import SettingsError
from desktop_app.gui.parts.drawing import WRONG
from desktop_app.gui.parts.field_help import FIELD_LINES, CutLabel, FieldHelp
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import field_label, tinted
from desktop_app.gui.parts.metrics import SMALL_ICON
from desktop_app.gui.words import in_full, together
from desktop_app.services.connection import NO_PROXY
from desktop_app.services.consent import host_of, is_agreed, is_studio, place_of, refused
from desktop_app.settings.settings import LOCAL, ServiceSettings
from desktop_app.settings.tokens import TokenPlace, beside, load_token
from shared_client import CosyVoiceValueError, service_url

from .model_studio_fields import StudioFields, called
from .service_hearing import ServiceHearing
from .service_trial import ServiceTrial

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.gui.loop import LoopThread

    from .service_trial import ServiceFound

_NAME: Final = re.compile(r"[\w-]{1,40}")
_TOKEN: Final = re.compile(r"[\x21-\x7e]*")
_USUAL_NAME: Final = "CosyVoice"
_SYSTEM, _NONE, _ADDRESS = range(3)
_OF_OWN, _STUDIO = range(2)  # kinds of services
_LINES: Final = 3  # of words about a trial, for which there is always room
_OF_AUTHORITIES: Final = ("certificate_authority_unknown", "certificates_unusable")
_OF_TOKEN: Final = (
    "key_refused",
    "key_required",
    "token_invalid",
    "token_not_accepted",
    "token_required",
)
_OF_REACHING: Final = (
    *_OF_AUTHORITIES,
    "proxy_invalid",
    "proxy_login",
    "proxy_refused",
    "proxy_unreachable",
)
"""Errors of what is entered under “Proxy and certificates”."""


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service as a window has it, which may not be kept yet.

    Attributes:
        name: What a person calls it.
        service: As the settings have it; `token_in` is where its token is now.
        kept_as: The name under which it is kept; empty for a new one.
        token: A new token; empty for none any more, None for the one that is kept.
    """

    name: str
    service: ServiceSettings
    kept_as: str = ""
    token: str | None = field(default=None, repr=False)

    async def fetch_token(self) -> str:
        """Its token, kept or not.

        Raises:
            SettingsError: It cannot be had.
        """
        if self.token is not None:
            return self.token
        return await beside(lambda: load_token(self.kept_as, self.service.token_in))


class ServiceForm(QWidget):
    """One service, new or changed. Nothing of it is kept here.

    Args:
        loop: Where a trial runs.
        entry: What is there already; None for a new service.
        taken: Names of other services.

    Attributes:
        trial: Asks the service.
        hearing: Has it speak.
        found: What the last trial found, as long as nothing was changed since.

    Signals:
        edited: Something was changed.
        tried: A trial is over; `found` says whether it works.
        complained: Something is wrong, and said.
    """

    edited = pyqtSignal()
    tried = pyqtSignal()
    complained = pyqtSignal()

    def __init__(
        self,
        loop: LoopThread,
        entry: ServiceEntry | None = None,
        taken: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entry = entry or ServiceEntry("", ServiceSettings(""))
        self._taken = taken
        self._named = bool(self._entry.name)  # by a person
        self._own_name = ""  # what the service calls itself, if that is known
        self.found: ServiceFound | None = None
        self.trial = ServiceTrial(loop, self)
        self.hearing = ServiceHearing(loop, self)
        self._make_fields()
        self._make_reaching()
        self._make_trial()
        self._make_helps()
        self._lay_out()
        self._fill()
        self._connect()

    # Parts

    def _make_fields(self) -> None:
        self.kind = QComboBox()
        self.kind.setObjectName("kind")
        self.kind.addItems(
            [
                self.tr("CosyVoice, on PAI-EAS or your own server"),
                self.tr("A Model Studio key"),
            ]
        )
        self.studio = StudioFields(self)
        self.url = QLineEdit()
        self.url.setObjectName("url")
        self.url.setPlaceholderText("https://")
        self.url.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.name = QLineEdit()
        self.name.setObjectName("name")
        self.name.setMaxLength(40)
        self.token = QLineEdit()
        self.token.setObjectName("token")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_token = QPushButton(self.tr("Sho&w"))
        self.show_token.setObjectName("show-token")
        self.show_token.setAutoDefault(False)
        self.show_token.setCheckable(True)
        self.forget = QCheckBox(self.tr("Remove the saved to&ken"))
        self.forget.setObjectName("forget")
        self.exposed = CutLabel()
        self.exposed.setObjectName("exposed")
        self.exposed.hide()
        self.exposed.setText(
            "⚠ "
            + self.tr(
                "This address isn't encrypted. Anyone on the same network can read your "
                "token and your texts. Use https:// if you can."
            )
        )

    def _make_reaching(self) -> None:
        """The part that few need: proxy and authorities."""
        self.more = QToolButton()
        self.more.setObjectName("more")
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.proxy = QComboBox()
        self.proxy.setObjectName("proxy")
        self.proxy.addItems([self.tr("System default"), self.tr("None"), self.tr("Custom:")])
        self.proxy_address = QLineEdit()
        self.proxy_address.setObjectName("proxy-address")
        self.proxy_address.setPlaceholderText("http://proxy.example:8080")
        self.proxy_address.setAccessibleName(self.tr("Proxy address"))
        self.ca_file = QLineEdit()
        self.ca_file.setObjectName("ca-file")
        self.ca_file.setPlaceholderText(self.tr("System certificates only"))
        self.choose = QPushButton(self.tr("&Choose…"))
        self.choose.setObjectName("choose-ca-file")
        self.choose.setAccessibleName(self.tr("Choose a certificate file"))
        self.choose.setAutoDefault(False)

    def _make_trial(self) -> None:
        self.test = QPushButton(self.tr("&Test"))
        self.test.setObjectName("test")
        self.test.setAutoDefault(False)
        words = (self.tr("&Test"), self.tr("S&top"))
        widths = [QFontMetrics(self.font()).horizontalAdvance(one) for one in words]
        self.test.setMinimumWidth(max(widths) + 40)
        self.finding = CutLabel()
        self.finding.setObjectName("finding")
        self._wrong: QLineEdit | None = None
        self._says_nothing = False
        self.hear = QPushButton(self.tr("&Hear a sentence"))
        self.hear.setObjectName("hear")
        self.hear.setAutoDefault(False)
        self.heard = _words("heard")

    def _make_helps(self) -> None:
        """The rooms below the fields, in which something can be wrong."""
        helps = {
            self.url: self.tr("Copy it from the page of the service"),
            self.name: self.tr("Letters, digits, hyphens, and underscores"),
            self.token: self.tr("From the page of the service, or from your account there"),
            self.proxy_address: self.tr("Only if the service is reached through one"),
            self.ca_file: self.tr("A PEM file to trust besides those of the system"),
        }
        self._helps: dict[QLineEdit, FieldHelp] = {}
        for edit, words in helps.items():
            self._helps[edit] = FieldHelp(words)
            edit.setAccessibleDescription(words)

    def _lay_out(self) -> None:
        token = QHBoxLayout()
        token.addWidget(self.token, 1)
        token.addWidget(self.show_token)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow(field_label(self.tr("K&ind:"), self.kind), self.kind)
        self.form.addRow(field_label(self.tr("A&ddress:"), self.url), self.url)
        self.form.addRow("", self._helps[self.url])
        self.form.addRow(field_label(self.tr("&Region:"), self.studio.region), self.studio.region)
        self.form.addRow(field_label(self.tr("Na&me:"), self.name), self.name)
        self.form.addRow("", self._helps[self.name])
        self.token_label = field_label(self.tr("T&oken:"), self.token)
        self.form.addRow(self.token_label, token)
        self.form.addRow("", self._helps[self.token])
        self.form.addRow("", self.studio.key_page)
        self.form.addRow("", self.forget)
        self.form.addRow(field_label(self.tr("Mo&del:"), self.studio.model), self.studio.model)
        self.form.addRow(self.studio.where)
        self.form.addRow(self.studio.agree)
        trial = QHBoxLayout()
        trial.addWidget(self.test, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._beside_test = FieldHelp(lines=_LINES)
        trial.addWidget(self._beside_test, 1)
        hearing = QHBoxLayout()
        hearing.addWidget(self.hear, 0, Qt.AlignmentFlag.AlignTop)
        hearing.addWidget(self.heard, 1, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.form)
        layout.addWidget(self.more)
        layout.addWidget(self._reaching())
        layout.addSpacing(6)
        layout.addLayout(trial)
        layout.addLayout(hearing)
        layout.addStretch()
        self._place_finding()

    def _reaching(self) -> QWidget:
        self.reaching = QWidget()
        self.reaching.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.reaching_form = reaching = QFormLayout(self.reaching)
        reaching.setContentsMargins(20, 0, 0, 0)
        reaching.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        reaching.addRow(
            field_label(self.tr("Work&space or gateway:"), self.studio.address), self.studio.address
        )
        proxy = QHBoxLayout()
        proxy.addWidget(self.proxy)
        proxy.addWidget(self.proxy_address, 1)
        reaching.addRow(field_label(self.tr("&Proxy:"), self.proxy), proxy)
        reaching.addRow("", self._helps[self.proxy_address])
        authorities = QHBoxLayout()
        authorities.addWidget(self.ca_file, 1)
        authorities.addWidget(self.choose)
        reaching.addRow(field_label(self.tr("&Extra CA certificate:"), self.ca_file), authorities)
        reaching.addRow("", self._helps[self.ca_file])
        return self.reaching

    def _fill(self) -> None:
        service = self._entry.service
        self.kind.setCurrentIndex(_STUDIO if is_studio(service) else _OF_OWN)
        self.studio.fill(service)
        self.url.setText(service.url)
        self.url.setCursorPosition(0)
        self.name.setText(self._entry.name)
        self.token.setText(self._entry.token or "")
        self.forget.setVisible(self._keeps_token)
        self.forget.setChecked(self._keeps_token and self._entry.token == "")
        proxies = {"": _SYSTEM, NO_PROXY: _NONE}
        self.proxy.setCurrentIndex(proxies.get(service.proxy, _ADDRESS))
        if service.proxy not in proxies:
            self.proxy_address.setText(service.proxy)
        self.ca_file.setText(service.ca_file)
        self.more.setChecked(
            bool(service.proxy or service.ca_file or self.studio.address.text().strip())
        )
        self._follow()

    def _connect(self) -> None:
        for edit in (self.url, self.token, self.proxy_address, self.ca_file):
            edit.textChanged.connect(self._changed)
        self.kind.currentIndexChanged.connect(self._changed)
        self.kind.currentIndexChanged.connect(self._suggest_name)
        self.studio.changed.connect(self._changed)
        self.studio.changed.connect(self._suggest_name)
        self.url.editingFinished.connect(self._recognize)
        self.name.textChanged.connect(lambda _: self.mark(None))
        self.name.textChanged.connect(self.edited)
        self.name.textEdited.connect(self._name_it)
        self.url.textChanged.connect(self._suggest_name)
        self.forget.toggled.connect(self._changed)
        self.proxy.currentIndexChanged.connect(self._changed)
        self.more.toggled.connect(self._follow)
        self.show_token.toggled.connect(self._follow)
        self.choose.clicked.connect(self._choose_file)
        self.test.clicked.connect(self._test_or_stop)
        self.trial.waiting.connect(self.finding.setText)
        self.trial.worked.connect(self._works)
        self.trial.failed.connect(self._fails)
        self.trial.changed.connect(self._follow)
        self.hear.clicked.connect(self._hear_or_stop)
        self.hearing.changed.connect(self._follow)
        self.hearing.spoken.connect(self._show_heard)
        self.hearing.failed.connect(lambda error: self.heard.setText(f"✗ {in_full(error)}"))

    @property
    def _keeps_token(self) -> bool:
        return self._entry.service.token_in is not TokenPlace.NONE

    @property
    def is_studio(self) -> bool:
        """Whether it is the form of a key of Model Studio."""
        return self.kind.currentIndex() == _STUDIO

    def fix_kind(self, *, studio: bool) -> None:
        """Have one kind of service, which was chosen elsewhere."""
        self.kind.setCurrentIndex(_STUDIO if studio else _OF_OWN)
        self.form.setRowVisible(self.kind, False)  # noqa: FBT003 - Qt's

    def leave_words_to_others(self) -> None:
        """Say nothing of a test: here are only the fields, and which of them is wrong."""
        self._says_nothing = True
        for one in (self.test, self.finding, self._beside_test):
            one.hide()
        for edit, below in self._helps.items():
            if edit is not self.token:  # below which it says that an address isn't encrypted
                below.give_room(1)

    def begin(self) -> None:
        """Go to the field to fill in first."""
        (self.token if self.is_studio else self.url).setFocus()

    # What is in it

    def entry(self) -> ServiceEntry:
        """The service as it stands here.

        Raises:
            SettingsError: It is none; in words, with what to do.
        """
        service, token = self._service(), self._new_token()
        name = self.name.text().strip()
        if not _NAME.fullmatch(name):
            raise SettingsError("service_name_missing")
        if name == LOCAL or name in self._taken:
            raise SettingsError("service_name_taken", name=name)
        return ServiceEntry(name, service, self._entry.kept_as, token)

    def _service(self) -> ServiceSettings:
        before = self._entry.service
        if self.is_studio:
            service = self.studio.service(before)
        else:  # what is chosen for the other kind stays, should it be that again
            service = replace(before, url=self._address(), api="")
        same = host_of(service) == host_of(before) or not (is_studio(service) or is_studio(before))
        return replace(
            service,
            token_in=before.token_in,
            voice=before.voice
            if same
            else "",  # those of Model Studio are an account's, in a region
            proxy=self._proxy(),
            ca_file=self.ca_file.text().strip(),
        )

    def _address(self) -> str:
        try:
            return str(service_url(self.url.text()))
        except CosyVoiceValueError as error:
            raise SettingsError(error.key, **error.values) from None

    def _new_token(self) -> str | None:
        token = self.token.text().strip()
        if not _TOKEN.fullmatch(token):
            raise SettingsError("token_invalid")
        if token or not self._keeps_token or self.forget.isChecked():
            return token
        return None

    def _proxy(self) -> str:
        chosen = self.proxy.currentIndex()
        if chosen != _ADDRESS:
            return NO_PROXY if chosen == _NONE else ""
        address = self.proxy_address.text().strip()
        try:
            url = URL(address)
            good = url.scheme in ("http", "https") and bool(url.host and url.port)
        except ValueError:
            good = False
        if not good:
            raise SettingsError("proxy_invalid")
        return address

    def _is_exposed(self) -> bool:
        """Whether a token would go over a network as it is."""
        try:
            url = URL(
                self.studio.service(self._entry.service).url if self.is_studio else self._address()
            )
        except SettingsError:
            return False
        token = bool(self.token.text()) or (self._keeps_token and not self.forget.isChecked())
        return token and url.scheme == "http" and not _is_here(url.host or "")

    # What happens to it

    def complain(self, error: Exception) -> None:
        """Say what is wrong, below the field in which it is wrong."""
        key = str(getattr(error, "key", ""))
        if key in _OF_REACHING:
            self.more.setChecked(True)
        self._say("✗", in_full(error), self._field_of(key.removesuffix("_because")))
        self.complained.emit()

    def _field_of(self, key: str) -> QLineEdit:
        """Where a person can mend what an error with this key is about."""
        if key.startswith("service_name"):
            return self.name
        if key.startswith("proxy"):
            return self.proxy_address
        if key in _OF_AUTHORITIES:
            return self.ca_file
        return self.token if key in _OF_TOKEN or self.is_studio else self.url

    def mark(self, wrong: QLineEdit | None) -> None:
        """Outline the field in which something is wrong; nothing is wrong any more with None."""
        if wrong is None and self._wrong is not None:
            self.finding.clear()
        for edit in (self.url, self.token, self.name, self.proxy_address, self.ca_file):
            if bool(edit.property(WRONG)) != (edit is wrong):
                edit.setProperty(WRONG, edit is wrong)
                edit.update()
        if wrong is not self._wrong:
            self._wrong = wrong
            self._place_finding()

    def _place_finding(self) -> None:
        """Have the words below the field in which something is wrong, else beside “Test”.

        There is room for them in both places, so that nothing moves.
        """
        for place in (*self._helps.values(), self._beside_test):
            place.take(self.finding)
        wrong = self._wrong
        tinted(self.finding, "ink" if wrong is None else "error")
        if self._says_nothing:
            return
        (self._beside_test if wrong is None else self._helps[wrong]).put(self.finding)
        self.finding.give_room(_LINES if wrong is None else FIELD_LINES)

    def give_up(self) -> None:
        """Ask no longer, and be silent."""
        self.trial.cancel()
        self.hearing.stop()

    def start_trial(self) -> bool:
        """Ask the service, if there is one to ask; whether there is."""
        try:
            entry = self.entry()
        except SettingsError as error:
            self.complain(error)
            return False
        self.found = None
        self.mark(None)
        self.trial.start(entry.service, entry.fetch_token)
        return True

    def _test_or_stop(self) -> None:
        if self.trial.running:
            self.trial.cancel()
            self.finding.clear()
        else:
            self.start_trial()

    def _works(self, found: ServiceFound) -> None:
        self.found = found
        milliseconds = round(found.latency * 1000)
        if found.studio:
            place = called(place_of(self._service()))
            answered = self.tr(
                "Connected to Model Studio ({place}). Response time {milliseconds} ms."
            ).format(place=place, milliseconds=milliseconds)
        else:
            answered = self.tr(
                "Connected. API version {dialect}, response time {milliseconds} ms."
            ).format(dialect=found.dialect, milliseconds=milliseconds)
        if found.voices:
            voices = self.tr("%n voice(s) found.", "", found.voices)
        else:
            voices = self.tr("No voices yet. Add one before you use this service.")
        unready = found.unready
        waiting = self.tr("%n voice(s) can't be used yet.", "", unready) if unready else ""
        self._say("✓", together(answered, voices, waiting))
        self._follow()
        self.tried.emit()

    # A sentence

    def _hear_or_stop(self) -> None:
        if self.hearing.running:
            self.hearing.stop()
            return
        try:
            entry = self.entry()
        except SettingsError as error:
            self.complain(error)
            return
        if not is_agreed(entry.service):
            self.heard.setText(f"✗ {in_full(refused(entry.name, entry.service))}")
            self.studio.agree.setFocus()
            return
        self.heard.clear()
        self.hearing.start(entry.service, entry.fetch_token)

    def _show_heard(self, characters: int | None) -> None:
        if characters is not None:
            self.heard.setText(self.tr("%n character(s) billed.", "", characters))

    def _fails(self, error: Exception) -> None:
        self.complain(error)
        self.tried.emit()

    def _say(self, mark: str, words: str, wrong: QLineEdit | None = None) -> None:
        self.mark(wrong)
        self.finding.setText(f"{mark} {words}".strip())

    def _changed(self) -> None:
        """What was found holds no longer."""
        self.trial.cancel()
        self.hearing.stop()
        self.found = None
        self.mark(None)
        self.finding.clear()
        self._follow()
        self.edited.emit()

    def _follow(self) -> None:
        """Show what depends on something else."""
        aside = "right" if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else "left"
        wear(self.more, f"chevron-{'down' if self.more.isChecked() else aside}", SMALL_ICON)
        self.more.setText(
            self.tr("Own address, proxy, and certificates")
            if self.is_studio
            else self.tr("Proxy and certificates")
        )
        self.reaching.setVisible(self.more.isChecked())
        self._follow_kind()
        self.proxy_address.setEnabled(self.proxy.currentIndex() == _ADDRESS)
        modes = QLineEdit.EchoMode
        self.token.setEchoMode(modes.Normal if self.show_token.isChecked() else modes.Password)
        kept = self._keeps_token and not self.forget.isChecked()
        empty = "sk-…" if self.is_studio else self.tr("Leave empty if not needed")
        self.token.setPlaceholderText(self.tr("Saved. Type to replace.") if kept else empty)
        below = self._helps[self.token]
        if self._is_exposed():
            below.put(self.exposed, first=True)
            self.exposed.give_room(FIELD_LINES)
        else:
            below.take(self.exposed)
        self.test.setText(self.tr("S&top") if self.trial.running else self.tr("&Test"))

    def _follow_kind(self) -> None:
        """Show the fields of the kind that is chosen; the others keep what is in them."""
        studio, fields = self.is_studio, self.studio
        self.form.setRowVisible(self.url, not studio)
        self.form.setRowVisible(self._helps[self.url], not studio)
        self.form.setRowVisible(fields.region, studio and not fields.has_address)
        for one in (fields.key_page, fields.model, fields.where, fields.agree):
            self.form.setRowVisible(one, studio)
        self.form.setRowVisible(self.forget, self._keeps_token)
        self.reaching_form.setRowVisible(fields.address, studio)
        below = self._helps[self.token]
        below.words.setText("" if studio else self.token.accessibleDescription())
        wanted = not (studio and self._says_nothing) or self._is_exposed()
        self.form.setRowVisible(below, wanted)
        self.token_label.setText(self.tr("API ke&y:") if studio else self.tr("T&oken:"))
        self.hear.setVisible(studio)
        self.heard.setVisible(studio)
        self.hear.setText(
            self.tr("Stop t&he sentence") if self.hearing.running else self.tr("&Hear a sentence")
        )
        speaks = self.found is not None and self.found.voices > 0
        self.hear.setEnabled(speaks or self.hearing.running)
        self.hear.setToolTip(self.tr("Speech is billed by the character."))
        if not self.heard.text():
            self.heard.setText(self.tr("Speech is billed by the character."))

    def _recognize(self) -> None:
        """Have an address of Model Studio's own taken for what it is."""
        address = self.url.text().strip()
        if not self.is_studio and address:
            try:
                found = ServiceSettings(str(service_url(address)))
            except CosyVoiceValueError:
                return
            if is_studio(found):
                self.studio.take_address(found.url)
                self.more.setChecked(self.more.isChecked() or bool(self.studio.address.text()))
                self.kind.setCurrentIndex(_STUDIO)

    def _name_it(self, text: str) -> None:
        self._named = bool(text)

    def call_it(self, name: str) -> None:
        """Suggest what a service calls itself, as long as nobody has named it."""
        self._own_name = name
        self._suggest_name()

    def _suggest_name(self) -> None:
        """Name a new service as it calls itself, or by its kind: never by its address."""
        if self._named:
            return
        stem = self._own_name or _USUAL_NAME
        if self.is_studio:
            stem = self.studio.name()
        else:
            try:
                service = ServiceSettings(self._address())
            except SettingsError:
                return
            if is_studio(service):
                stem = self.studio.name(service)
        stem = re.sub(r"[^\w-]+", "-", stem).strip("-")[:36] or _USUAL_NAME
        names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        self.name.setText(next(one for one in names if one not in (*self._taken, LOCAL)))

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("CA certificates"))
        dialog.setObjectName("choose-dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.ca_file.setText)
        dialog.open()


def _words(name: str) -> QLabel:
    """A place for sentences, which may come from elsewhere and can be copied."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_here(host: str) -> bool:
    """Whether a host is this computer."""
    number = _number(host)
    if number is not None:
        return number.is_loopback
    return host == "localhost" or host.endswith(".localhost")
