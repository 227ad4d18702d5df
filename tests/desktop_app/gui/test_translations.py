"""What windows say is there in each language, and is found."""

from __future__ import annotations

import ast
from collections import Counter
from contextlib import contextmanager
import re
from typing import TYPE_CHECKING, NamedTuple
import xml.etree.ElementTree as ET

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QAbstractButton, QLabel, QMenu, QTabWidget, QToolButton, QWidget
import pytest

from desktop_app.errors import SettingsError
from desktop_app.gui.application import WINDOWS
from desktop_app.gui.settings.service_form import ServiceForm
from desktop_app.gui.words import hint, in_full, sentence
from desktop_app.reading.events import QueueItem
from desktop_app.reading.model import Reading
from desktop_app.words.catalogs import language_for
from script import translations
from shared_client import CosyVoiceConnectionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication

    from desktop_app.gui.application import Application

ROOT = translations.ROOT
CHINESE = ("zh_CN", "zh_TW")
_PLACES = re.compile(r"{\w*}|%n|%p|<\w+>|</\w+>|\*[.{]|\[\*\]")
_ACCELERATOR = re.compile(r"&(?!&)(\w)")


class Message(NamedTuple):
    context: str
    source: str
    forms: tuple[str, ...]
    is_plural: bool
    is_finished: bool


def messages(file: Path) -> list[Message]:
    """All that a .ts has."""
    return [_message(context, one) for context in _tree(file) for one in context.iter("message")]


def _tree(file: Path) -> Iterator[ET.Element]:
    return ET.parse(file).getroot().iter("context")  # noqa: S314 - our own file


def _message(context: ET.Element, message: ET.Element) -> Message:
    translation = message.find("translation")
    assert translation is not None
    plural = message.get("numerus") == "yes"
    forms = [one.text for one in translation.iter("numerusform")] if plural else [translation.text]
    return Message(
        context.findtext("name", ""),
        message.findtext("source", ""),
        tuple(form or "" for form in forms),
        plural,
        translation.get("type") is None,
    )


def committed(language: str) -> list[Message]:
    return messages(translations.TRANSLATIONS / f"{language}.ts")


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_all_that_is_said_is_translated(language: str) -> None:
    left = [one.source for one in committed(language) if not one.is_finished or not all(one.forms)]
    assert not left, "run script/translate, and fill in what is unfinished"
    forms = {"en": 2}.get(language, 1)
    assert {len(one.forms) for one in committed(language) if one.is_plural} == {forms}


def test_the_collected_words_are_those_of_the_code(tmp_path: Path) -> None:
    translations.collect(tmp_path)
    for language in translations.LANGUAGES:
        new = {(one.context, one.source) for one in messages(tmp_path / f"{language}.ts")}
        old = {(one.context, one.source) for one in committed(language)}
        assert old == new, "run script/translate"


@contextmanager
def installed(qapp: QApplication, language: str) -> Iterator[None]:
    """Have the app speak a language, as it is shipped."""
    translator = QTranslator()
    assert translator.load(language, str(translations.TRANSLATIONS)), "run script/translate"
    qapp.installTranslator(translator)
    try:
        yield
    finally:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_translation_is_found_in_what_is_shipped(qapp: QApplication, language: str) -> None:
    with installed(qapp, language):
        for one in committed(language):
            for number, form in zip((1, 7), one.forms, strict=False):
                n = number if one.is_plural else -1
                found = QCoreApplication.translate(one.context, one.source, "", n)
                assert found == form.replace("%n", str(n)), "run script/translate"


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_a_translation_has_the_values_and_the_form_of_its_source(language: str) -> None:
    for _, source, forms, plural, _ in committed(language):
        for form in forms:
            assert Counter(_PLACES.findall(form)) == Counter(_PLACES.findall(source)), source
            assert _ACCELERATOR.findall(form.upper()) == _ACCELERATOR.findall(source.upper())
            assert source.endswith("…") == form.endswith("…"), source
            assert source.count("\n") == form.count("\n"), source
        assert plural == ("%n" in source), "`n` has to be the third argument of `tr`"


def test_each_chinese_has_its_own_characters() -> None:
    simplified = "".join(form for one in committed("zh_CN") for form in one.forms)
    traditional = "".join(form for one in committed("zh_TW") for form in one.forms)
    assert not set(simplified) & set("這沒讀網設為語錄檔開關戶際個說們聲")
    assert not set(traditional) & set("这没读网设为语录档开关户际个说们声")


def test_no_window_names_model_studio_past_its_translation() -> None:
    """In Chinese it has a name of its own."""
    for file in translations.GUI.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
        docstrings = [one.value for one in nodes if isinstance(one, ast.Expr)]
        fine: set[ast.AST] = set(docstrings)
        for one in nodes:
            if isinstance(one, ast.Call) and ast.unparse(one.func).endswith(("tr", "translate")):
                fine |= {inner for argument in one.args for inner in ast.walk(argument)}
        named = [
            one
            for one in nodes
            if isinstance(one, ast.Constant) and "Model Studio" in str(one.value)
        ]
        assert [f"{file.name}:{one.lineno}" for one in named if one not in fine] == []


def test_no_class_inherits_what_it_says() -> None:
    """PyQt looks words up by the class of the object; those of a base class would not be found."""
    classes = {
        one.name: one
        for file in translations.GUI.rglob("*.py")
        for one in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(one, ast.ClassDef)
    }
    speaking = {name for name, one in classes.items() if "self.tr(" in ast.unparse(one)}
    inherited = {
        name: base.id
        for name, one in classes.items()
        for base in one.bases
        if isinstance(base, ast.Name) and base.id in speaking
    }
    assert not inherited


@pytest.mark.parametrize(
    ("system", "translation"),
    [
        ("en_US", "en"),
        ("C", "en"),
        ("de_DE", "en"),
        ("zh_CN", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh_TW", "zh_TW"),
        ("zh_HK", "zh_TW"),
        ("zh_MO", "zh_TW"),
        ("zh-Hans", "zh_CN"),
        ("zh-Hant", "zh_TW"),
        ("yue", "zh_TW"),
    ],
)
def test_a_system_gets_the_translation_that_it_can_read(system: str, translation: str) -> None:
    assert language_for(QLocale(system).uiLanguages()) == translation


@pytest.mark.parametrize("language", CHINESE)
def test_qt_says_its_own_words_in_that_language(language: str) -> None:
    translator = QTranslator()
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert translator.load(f"qtbase_{language}", place)
    assert translator.translate("QPlatformTheme", "Cancel") == "取消"


# What is wrong


def test_what_is_wrong_is_said_in_the_language_of_the_windows(app: Application) -> None:
    error = SettingsError("service_unknown", name="work", known=["home"])
    assert sentence(error) == str(error)
    app.translate("zh_CN")
    assert in_full(error) == ("没有名为“work”的服务。可用：home。请在“设置 > 服务”里选择其他服务。")
    app.translate("zh_HK")
    assert "服務" in sentence(error)
    app.translate("")
    assert in_full(error).endswith(" Select another service under Settings > Services.")


def test_a_hint_names_labels_as_they_are(app: Application) -> None:
    """Windows say where to look: the names have to be those that are there."""
    for language in translations.LANGUAGES:
        app.translate(language)
        form = ServiceForm(app.engine.loop)
        error = CosyVoiceConnectionError("certificate_authority_unknown", host="a", port=1)
        assert form.more.text() in hint(error)
        form.deleteLater()
    app.translate("")


# Menus


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_letters_of_the_tray_menu_are_different(app: Application, language: str) -> None:
    app.translate(language)
    assert app.tray is not None
    app.engine.queue = (QueueItem(1, Reading("A text.")),)
    app.tray.rebuild()
    more = app.tray.menu.findChild(QMenu, "more")
    assert more is not None
    for menu in (app.tray.menu, more):
        letters = [_ACCELERATOR.findall(one.text().upper()) for one in menu.actions()]
        counted = Counter(letter for found in letters for letter in found)
        assert {letter for letter, times in counted.items() if times > 1} == set()
    app.translate("")


@pytest.mark.parametrize("name", WINDOWS)
def test_letters_of_a_window_are_different(app: Application, name: str) -> None:
    """In English; each translation has the letters of its source."""
    window = app.open(name)
    tabs = window.findChild(QTabWidget)
    for page in range(tabs.count() if tabs else 1):
        if tabs:
            tabs.setCurrentIndex(page)
        app.qt.processEvents()
        assert not [one for one, times in Counter(_letters(window)).items() if times > 1], page


def _letters(window: QWidget) -> Iterator[str]:
    """Those of the controls that are seen."""
    for one in window.findChildren(QWidget):
        is_label = isinstance(one, QLabel) and one.buddy()
        is_button = isinstance(one, QAbstractButton) and not isinstance(one, QToolButton)
        if one.isVisible() and (is_label or is_button):
            yield from _ACCELERATOR.findall(one.text().upper())  # type: ignore[attr-defined] # it has
