"""The fields of a service that is Model Studio: region, model, own address, and the consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit
from yarl import URL

from desktop_app.errors import SettingsError
from desktop_app.gui.words import sentence
from desktop_app.services.consent import host_of, is_studio, place_of, region_name, where_it_goes
from desktop_app.settings.settings import APIS, ServiceSettings
from desktop_app.words.saying import Phrase
from shared_client import CosyVoiceValueError, service_url
from shared_client.model_studio.protocol import (
    BEIJING,
    DEFAULT_MODEL,
    HOSTS,
    KEY_PAGES,
    MODELS,
    is_model_studio,
    region_of,
)

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

_OWN: Final = frozenset(HOSTS.values())


def called(place: Phrase | str) -> str:
    """A city or a host, in the person's language."""
    return sentence(place).rstrip(".。") if isinstance(place, Phrase) else place


class StudioFields(QObject):
    """What a key of Model Studio needs besides. Where it is put, the form decides.

    Args:
        parent: The form.

    Attributes:
        region: Which of the service's own hosts.
        key_page: Links to where a key is made, in this region.
        model: What new voices are made for; another one can be typed.
        address: Of a workspace or a gateway, in place of the region's.
        where: Where texts and recordings go.
        agree: Whether they may.

    Signals:
        changed: Something was changed.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._agreed = ""  # the host that was agreed to
        self.region = QComboBox()
        self.region.setObjectName("region")
        for region in HOSTS:
            self.region.addItem(called(region_name(region)), region)
        self.key_page = QLabel()
        self.key_page.setObjectName("key-page")
        self.key_page.setTextFormat(Qt.TextFormat.RichText)
        self.key_page.setOpenExternalLinks(True)
        self.key_page.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.model = QComboBox()
        self.model.setObjectName("model")
        self.model.setEditable(True)
        self.model.addItems(list(MODELS))
        self.model.setToolTip(
            self.tr("New voices are made for this model. A voice speaks only with its own model.")
        )
        self.address = QLineEdit()
        self.address.setObjectName("studio-address")
        self.address.setPlaceholderText("https://….cn-beijing.maas.aliyuncs.com")
        self.address.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.where = QLabel()
        self.where.setObjectName("where")
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        self.agree = QCheckBox(self.tr("I a&gree"))
        self.agree.setObjectName("agree")
        self.region.currentIndexChanged.connect(self.changed)
        self.model.editTextChanged.connect(self.changed)
        self.address.textChanged.connect(self.changed)
        self.agree.clicked.connect(self._answer)
        self.changed.connect(self.follow)

    def fill(self, service: ServiceSettings) -> None:
        """Show a service; one that isn't Model Studio leaves what is usual."""
        self._agreed = service.agreed
        self.model.setEditText(service.model or DEFAULT_MODEL)
        if is_studio(service):
            self.take_address(service.url)
        self.follow()

    def take_address(self, address: str) -> None:
        """Show an address: one of the service's own hosts is a region."""
        host = host_of(ServiceSettings(address))
        index = self.region.findData(region_of(host))
        if index >= 0:
            self.region.setCurrentIndex(index)
        self.address.setText("" if host in _OWN else address)
        self.address.setCursorPosition(0)

    def service(self, before: ServiceSettings) -> ServiceSettings:
        """The service as it stands here, but for token, voice, proxy and certificates.

        Raises:
            SettingsError: The address isn't one.
        """
        address = self._address()
        known = is_model_studio(host_of(ServiceSettings(address)))
        model = self.model.currentText().strip()
        if model == DEFAULT_MODEL and not before.model:
            model = ""
        agreed = self._agreed if self._agreed == host_of(ServiceSettings(address)) else ""
        return ServiceSettings(address, api="" if known else APIS[1], model=model, agreed=agreed)

    @property
    def has_address(self) -> bool:
        """Whether an address of one's own decides, and no region is to be chosen."""
        return bool(self.address.text().strip())

    def name(self, service: ServiceSettings | None = None) -> str:
        """What such a service may be called: never its address.

        Args:
            service: Where it is; None for the one that is shown.
        """
        service = service or self._shown()
        if region_of(host_of(service)) is None:
            return self.tr("Model-Studio")
        return self.tr("Model-Studio-{place}").format(place=called(place_of(service)))

    def follow(self) -> None:
        """Show what depends on something else."""
        service = self._shown()
        page = KEY_PAGES.get(region_of(host_of(service)) or "", KEY_PAGES[BEIJING])
        link = self.tr("Create a key in the Model Studio console")
        self.key_page.setText(f'<a href="{page}">{link}</a>')
        self.key_page.setAccessibleName(link)
        self.where.setText(sentence(where_it_goes(service)))
        self.agree.setAccessibleName(
            self.tr("I agree: {where}").format(where=sentence(where_it_goes(service)))
        )
        self.agree.setChecked(bool(self._agreed) and self._agreed == host_of(service))

    def _answer(self) -> None:
        self._agreed = host_of(self._shown()) if self.agree.isChecked() else ""
        self.changed.emit()

    def _address(self) -> str:
        typed = self.address.text().strip()
        if not typed:
            return str(URL.build(scheme="https", host=HOSTS[self.region.currentData()]))
        try:
            return str(service_url(typed))
        except CosyVoiceValueError as error:
            raise SettingsError(error.key, **error.values) from None

    def _shown(self) -> ServiceSettings:
        """The service, as far as it is one while somebody types."""
        try:
            return ServiceSettings(self._address(), api=APIS[1])
        except SettingsError:
            return ServiceSettings(self.address.text().strip(), api=APIS[1])
