"""The page of the home: connect to Home Assistant, and what may be announced here and when."""

from __future__ import annotations

from functools import partial
import platform
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QLocale, QSignalBlocker, Qt, QTime, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import chip, primary
from desktop_app.gui.parts.confirm import confirm
from desktop_app.gui.parts.flow import Flow
from desktop_app.gui.parts.home_words import (
    home_in_words,
    quiet_in_words,
    quiet_spans,
    quiet_until,
)
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.plain_text import plain, shortened
from desktop_app.home.found_homes import look_for_homes
from desktop_app.home.link import LinkState
from desktop_app.home.login import HomeError, home_address
from desktop_app.home.pairing import pair, unpair
from desktop_app.settings.home import HomeSettings, hours_of
from shared_client.desktop_link import NAME_LENGTH

from .choices import choice, show_choice
from .home_buttons import HomeButtons
from .section import Section, add_row, explanation, form

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PyQt6.QtGui import QHideEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.home.found_homes import FoundHome
    from desktop_app.home.home import HomeChanged
    from desktop_app.settings.settings import Settings

_USUAL: Final = "http://homeassistant.local:8123"
_NIGHT: Final = "22:00-07:00"
_PER_CENT: Final = 100
_MOST_FOUND: Final = 4
_WIDEST: Final = 50  # characters of a home that was found


class HomePage(Section):
    """The home that this computer is a part of; what is chosen here holds at once.

    Args:
        engine: Has what is set, and the line to the home.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._pairing: Future[HomeSettings] | None = None
        self._looking: Future[None] | None = None
        self._offered: set[str] = set()
        self._flags: dict[str, QCheckBox] = {}
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self._make_connection()
        self._make_quiet()
        self._make_rules()
        self._make_buttons()
        engine.home_changed.connect(self._show_home)
        engine.settings_changed.connect(self.show_settings)
        self.show_settings(engine.settings)
        self._show_home(engine.home)

    # Parts

    def _make_connection(self) -> None:
        self.address = QLineEdit()
        self.address.setObjectName("home-address")
        self.address.setPlaceholderText(_USUAL)
        self.address.returnPressed.connect(plain_slot(self.connect_or_cancel))
        self.connects = primary(QPushButton(self.tr("&Connect")))
        self.connects.setObjectName("home-connect")
        self.connects.setAutoDefault(False)
        self.connects.clicked.connect(plain_slot(self.connect_or_cancel))
        self.leaves = QPushButton(self.tr("&Disconnect…"))
        self.leaves.setObjectName("home-disconnect")
        self.leaves.setAutoDefault(False)
        self.leaves.clicked.connect(plain_slot(self._ask_whether_to_leave))
        self.state = QLabel()
        self.state.setObjectName("home-state")
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self._to_connect = QWidget()
        fields = form()
        fields.setContentsMargins(0, 0, 0, 0)
        add_row(fields, self.tr("&Address:"), self.address, self.connects)
        self.name = QLineEdit()
        self.name.setObjectName("home-name")
        self.name.setMaxLength(NAME_LENGTH)
        self.name.setPlaceholderText(platform.node())
        self.name.editingFinished.connect(self._keep_name)
        add_row(fields, self.tr("Called th&ere:"), self.name)
        layout = QVBoxLayout(self._to_connect)
        layout.setContentsMargins(0, 0, 0, 0)
        self.found = QWidget()
        self._chips = Flow(self.found)
        self.found.hide()
        layout.addWidget(self.found)
        layout.addLayout(fields)
        layout.addWidget(
            explanation(self.tr("Home Assistant's sign-in page opens in your browser."))
        )
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.leaves, 0, Qt.AlignmentFlag.AlignVCenter)
        self.away = QLineEdit()
        self.away.setObjectName("home-away")
        self.away.setPlaceholderText("https://")
        self.away.editingFinished.connect(self._keep_away)
        self._elsewhere = QWidget()
        elsewhere = form()
        add_row(elsewhere, self.tr("Address when awa&y:"), self.away)
        self._elsewhere.setLayout(elsewhere)
        told = self.tr(
            "Home Assistant can then announce on this computer. Reading resumes afterwards."
        )
        self.add_part(
            self.tr("Home Assistant"), self._to_connect, row, self._elsewhere, explained=told
        )

    def _make_quiet(self) -> None:
        self.quiet = QCheckBox(self.tr("Do not &disturb: play no announcements"))
        self.quiet.setObjectName("home-quiet")
        self.quiet.clicked.connect(self._be_quiet)
        self.at_night = QCheckBox(self.tr("&Quiet hours, every day:"))
        self.at_night.setObjectName("home-quiet-hours")
        self.at_night.toggled.connect(plain_slot(self._keep_hours))
        self.begin, self.end = QTimeEdit(), QTimeEdit()
        for field, name, words in (
            (self.begin, "home-quiet-begin", self.tr("Quiet hours begin")),
            (self.end, "home-quiet-end", self.tr("Quiet hours end")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.setDisplayFormat("HH:mm")
            field.setKeyboardTracking(False)
            field.timeChanged.connect(plain_slot(self._keep_hours))
        self.until = QComboBox()
        self.until.setObjectName("home-quiet-until")
        self.until.setAccessibleName(self.tr("How long announcements are kept quiet"))
        for words, minutes in quiet_spans():
            self.until.addItem(words, minutes)
        self.until.activated.connect(lambda _: self._be_quiet(on=True))
        quiet = QHBoxLayout()
        quiet.addWidget(self.quiet)
        quiet.addWidget(self.until)
        quiet.addStretch()
        row = QHBoxLayout()
        row.addWidget(self.at_night)
        row.addWidget(self.begin)
        row.addWidget(QLabel("–"))
        row.addWidget(self.end)
        row.addStretch()
        self.add_part(
            self.tr("Quiet"),
            quiet,
            row,
            self._flag("urgent", self.tr("Play &urgent announcements anyway")),
            self._flag("house_ends_quiet", self.tr("The &house may turn off do not disturb")),
        )

    def _make_rules(self) -> None:
        self.while_reading = self._choice(
            "while_reading",
            [
                (self.tr("Lower what is read"), "lower"),
                (self.tr("Pause what is read"), "pause"),
            ],
        )
        self.when_locked = self._choice(
            "when_locked",
            [
                (self.tr("Play them"), "play"),
                (self.tr("Only the chime"), "chime"),
                (self.tr("Play nothing"), "nothing"),
            ],
        )
        self.speakers = self._choice(
            "speakers",
            [
                (self.tr("Everyone at home"), "everyone"),
                (self.tr("Automations and me"), "automations"),
            ],
        )
        fields = form()
        add_row(fields, self.tr("During a&n announcement:"), self.while_reading)
        add_row(fields, self.tr("While the screen is &locked:"), self.when_locked)
        add_row(fields, self.tr("&Who may announce:"), self.speakers)
        self.loudest = QSlider(Qt.Orientation.Horizontal)
        self.loudest.setObjectName("home-loudest")
        self.loudest.setRange(0, _PER_CENT)
        self.loudest.setPageStep(10)
        self.loudest.valueChanged.connect(self._set_loudest)
        self.percent = QLabel()
        self.percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        add_row(fields, self.tr("Not l&ouder than:"), self.loudest, self.percent)
        self.add_part(
            self.tr("Announcements"),
            fields,
            self._flag("notifications", self.tr("Show the &text as a notification")),
            self._flag("share_titles", self.tr("Tell the house the t&itles of what I read")),
            self._flag(
                "other_addresses", self.tr("Play &media from other addresses, such as radio")
            ),
        )

    def _make_buttons(self) -> None:
        self.buttons = HomeButtons(self._engine)
        told = self.tr("Hotkeys and menu items that start automations in Home Assistant.")
        self.add_part(self.tr("Buttons"), self.buttons, explained=told)

    def _flag(self, name: str, words: str) -> QCheckBox:
        box = self._flags[name] = QCheckBox(words)
        box.setObjectName(f"home-{name}")
        box.toggled.connect(lambda on: self._keep(**{name: on}))
        return box

    def _choice(self, name: str, options: list[tuple[str, str]]) -> QComboBox:
        box = choice(f"home-{name}", options, getattr(self._engine.settings.home, name))
        box.currentIndexChanged.connect(lambda _: self._keep(**{name: box.currentData()}))
        return box

    # What is chosen

    def _keep(self, **changes: Any) -> None:
        self._engine.change(self._engine.settings.with_home(**changes))

    def _keep_name(self) -> None:
        if (name := self.name.text().strip()) != self._engine.settings.home.name:
            self._keep(name=name)

    def _keep_away(self) -> None:
        """Keep the second address, where it is one; an empty one is removed."""
        first, *others = self._engine.settings.home.addresses or ("",)
        written = self.away.text().strip()
        try:
            address = str(home_address(written)) if written else ""
        except HomeError as error:
            self.notice.warn(error, about="away")
            return
        self.notice.clear_about("away")
        self.away.setText(address)
        if first and address != "".join(others[:1]):
            kept = [first, *([address] if address else []), *others[1:]]
            self._keep(addresses=tuple(dict.fromkeys(kept)))

    def _set_loudest(self, percent: int) -> None:
        self._show_loudest(percent)
        self._keep(loudest=percent / _PER_CENT)

    def _show_loudest(self, percent: int) -> None:
        self.percent.setText(QLocale().toString(percent) + "%")

    def _keep_hours(self) -> None:
        on = self.at_night.isChecked()
        for field in (self.begin, self.end):
            field.setEnabled(on)
        begin, end = (field.time().toString("HH:mm") for field in (self.begin, self.end))
        self._keep(quiet_hours=f"{begin}-{end}" if on else "")

    def _be_quiet(self, on: bool) -> None:  # noqa: FBT001 - as Qt's signal has it
        until = quiet_until(self.until.currentData()) if on else 0.0
        self._engine.do(lambda core: core.be_quiet(until))

    # Connecting

    def connect_or_cancel(self) -> None:
        """Connect this computer to the home at the address; or give that up."""
        if self._pairing is not None:
            self._pairing.cancel()
            self._pairing = None
            self._show_home(self._engine.home)
            return
        self.notice.clear()
        settings = self._engine.settings.home
        post = self._engine.loop.post
        waits = partial(post, partial(self.notice.tell, self._pending_words()))

        async def open_page(page: str) -> None:
            post(partial(_open_page, page))

        work = pair(self.address.text() or _USUAL, settings, open_page, waits=waits)
        self._pairing = self._engine.loop.start(work, self._paired, self._not_paired)
        self._show_home(self._engine.home)

    def _pending_words(self) -> str:
        return self.tr(
            "An administrator has to accept this computer. In Home Assistant: Settings > Devices & "
            "services > Discovered."
        )

    def _paired(self, home: HomeSettings) -> None:
        self._pairing = None
        self.notice.clear()
        self._keep(addresses=home.addresses, token_in=home.token_in)
        # Of the home that it was a part of before, the settings are the same.
        self._engine.do(lambda core: core.go_home())

    def _not_paired(self, error: Exception) -> None:
        self._pairing = None
        self.notice.warn(error)
        self._show_home(self._engine.home)

    def _ask_whether_to_leave(self) -> None:
        confirm(
            self,
            "leave-question",
            self.tr("Disconnect from home"),
            self.tr("Disconnect this computer from Home Assistant?"),
            self.tr("Its speaker and its other entities disappear there. You can connect again."),
            self.tr("Disconnect"),
            self._leave,
        )

    def _leave(self) -> None:
        self._engine.loop.start(unpair(self._engine.settings.home), self._paired, self._not_paired)

    # Homes on this network

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look for homes as long as none is connected."""
        super().showEvent(event)
        if not self._engine.settings.home.addresses and self._looking is None:
            post, show = self._engine.loop.post, while_there(self, self._offer)
            looking = look_for_homes(lambda one: post(lambda: show(one)))
            self._looking = self._engine.loop.start(looking, lambda _: None, lambda _: None)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look no longer."""
        super().hideEvent(event)
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _offer(self, home: FoundHome) -> None:
        """Offer a home that was found; nothing is sent to it before one connects."""
        if home.address in self._offered or len(self._offered) >= _MOST_FOUND:
            return
        self._offered.add(home.address)
        words = shortened(f"{home.name} · {home.address.partition('://')[2].rstrip('/')}", _WIDEST)
        button = chip(QPushButton(words.replace("&", "&&")), "house")
        button.setObjectName("home-found")
        button.setToolTip(plain(home.address))
        button.clicked.connect(lambda _: self.address.setText(home.address))
        self._chips.addWidget(button)
        self.found.show()

    # What is shown

    def show_settings(self, settings: Settings) -> None:
        """Show what is set, whoever has set it."""
        home = settings.home
        for name, box in self._flags.items():
            with QSignalBlocker(box):
                box.setChecked(getattr(home, name))
        for name in ("while_reading", "when_locked", "speakers"):
            show_choice(getattr(self, name), getattr(home, name))
        hours = hours_of(home.quiet_hours)
        with QSignalBlocker(self.at_night):
            self.at_night.setChecked(hours is not None)
        for field, time in zip(
            (self.begin, self.end), hours or hours_of(_NIGHT) or (), strict=True
        ):
            field.setEnabled(hours is not None)
            if not field.hasFocus() and (hours is not None or field.time() == QTime(0, 0)):
                with QSignalBlocker(field):
                    field.setTime(QTime(time.hour, time.minute))
        for line, words in ((self.name, home.name), (self.away, "".join(home.addresses[1:2]))):
            if not line.hasFocus():
                line.setText(words)
        with QSignalBlocker(self.loudest):
            self.loudest.setValue(round(_PER_CENT * home.loudest))
        self._show_loudest(self.loudest.value())
        if home.addresses and not self.address.hasFocus():
            self.address.setText(home.addresses[0])
        self._show_home(self._engine.home)

    def _show_home(self, home: HomeChanged) -> None:
        state = home.status.state
        paired = bool(self._engine.settings.home.addresses)
        lost = state in {LinkState.SIGNED_OUT, LinkState.REMOVED, LinkState.DECLINED}
        self._to_connect.setVisible(not paired or lost)
        self.leaves.setVisible(paired)
        self._elsewhere.setVisible(paired)
        self.address.setEnabled(self._pairing is None)
        words = self.tr("Cancel") if self._pairing is not None else self.tr("&Connect")
        self.connects.setText(words)
        if self._pairing is not None:
            said = self.tr("Waiting for you to sign in…")
        else:
            said = home_in_words(home.status)
            if state is LinkState.CONNECTED and home.called:
                said = self.tr("Connected as “{name}”").format(name=home.called)
        self.state.setText(said)
        with QSignalBlocker(self.quiet):
            self.quiet.setChecked(bool(home.quiet_until))
        self.quiet.setText(quiet_in_words(home.quiet_until))


def _open_page(page: str) -> None:
    QDesktopServices.openUrl(QUrl(page))
