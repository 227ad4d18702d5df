"""The question whether texts and recordings may leave for Alibaba Cloud; asked once per service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QMessageBox

from desktop_app.gui.words import sentence
from desktop_app.services.consent import where_it_goes

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

    from desktop_app.settings.settings import ServiceSettings


def ask_consent(
    name: str, service: ServiceSettings, parent: QWidget | None, agree: Callable[[], None]
) -> QMessageBox:
    """Ask, and go on when the person agrees.

    Args:
        name: What the person calls the service.
        service: The service.
        parent: The window over which it is asked.
        agree: Called when the person agrees.
    """
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setObjectName("consent")
    box.setIcon(QMessageBox.Icon.Question)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translate("Consent", "Use “{service}”?").format(service=name))
    box.setText(sentence(where_it_goes(service)))
    box.setInformativeText(
        translate(
            "Consent",
            "Nothing has been sent yet. Clone a voice only if the person who speaks agrees. "
            "You are asked once for this service.",
        )
    )
    yes = box.addButton(translate("Consent", "&Agree"), QMessageBox.ButtonRole.AcceptRole)
    box.setStandardButtons(box.standardButtons() | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(yes)
    box.finished.connect(lambda _: agree() if box.clickedButton() is yes else None)
    box.open()
    return box
