"""Takes the pictures of the desktop app: every window, in light and dark, in English and Chinese.

The app is the real one, on a display, with a sound server and a local server of its own. What is
seen in it was put there as people do: voices uploaded, texts read, a service added.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Final

from PIL import Image
from PyQt6.QtGui import QColor, QPainter, QPalette, QPixmap
from PyQt6.QtTest import QTest

from desktop_app.gui.application import Application
from desktop_app.gui.parts.style import make_readable
from desktop_app.gui.profiles.window import ProfilesWindow
from desktop_app.gui.pronunciation.window import PronunciationWindow
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.savings import savings_of
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.gui.tray_icon import tray_icon
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog, Stage
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.gui.welcome.window import Welcome
from desktop_app.hotkeys import Way
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading
from desktop_app.reading.pronunciation import Rule
from desktop_app.settings.settings import ServiceSettings, StandIn, VoiceProfile
from desktop_app.settings.tokens import TokenPlace, store_token
from desktop_app.system.paths import recordings_folder, voice_lengths_file
from desktop_app.voices.lengths import note_length
from shared_client import CosyVoiceClient, SpeechOptions
from tests.desktop import Desktop, Home, Service
from tests.model_studio import KEY, ModelStudio, model_studio_in_a_thread
from tests.sound_server import SINK, SoundServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PyQt6.QtWidgets import QApplication, QWidget

LANGUAGES: Final = {"en": "", "zh_CN": ".zh-Hans", "zh_TW": ".zh-Hant"}
SCHEMES: Final = {"light": "", "dark": "-dark"}
IN_THE_GUIDE: Final = {("en", "light"), ("zh_CN", "dark")}
DARK: Final = {
    "Window": "#2b2d30",
    "Base": "#1e1f22",
    "AlternateBase": "#26282b",
    "Highlight": "#3574f0",
    "HighlightedText": "#ffffff",
    "Link": "#6ea8fe",
}
_BYTES_A_SECOND: Final = 48_000
DISABLED: Final = "#85878b"
VOICES: Final = {
    "Grandma.wav": "Good morning, my dears. Did you sleep well? There are pancakes in the kitchen.",
    "Dad.wav": "Right, shoes on, everybody. The train will not wait for us, and neither will I.",
    "小明.wav": "今天天气真不错，我们一起去公园散步吧。",
    "Lena, audiobook.wav": "The lighthouse stood at the end of the pier, and nobody had lit it.",
}
STORY: Final = (
    "The lighthouse stood at the end of the pier. Every evening an old man climbed its stairs, lit"
    " the lamp, and watched the ships come home. He knew them all by name: the Marigold with her"
    " patched sail, the two brothers in the blue boat, and the mail, which was always late.\n\n"
    "One winter the lamp would not burn. He turned it, he cleaned it, he talked to it as one talks"
    " to a horse. Outside, the wind grew. Then he heard a small voice behind him, and it said:"
    " “Have you tried the other matches?”\n\n"
    "灯塔立在码头的尽头。每天傍晚，一位老人登上楼梯，点亮灯火，看着船只归来。"
    "有一年冬天，灯怎么也点不着。他转了转灯芯，擦了擦玻璃，像对老马说话那样对它说话。\n\n"
)
READ_BEFORE: Final = {
    "Notes for Monday": "Call the school. Ask for the blue form. Buy oranges.",
    "How tides work": "Twice a day the sea comes up, and twice a day it goes away again.",
    "春晓": "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。",
    "The lighthouse": STORY,
}
RULES: Final = (
    Rule("NAS", "network storage", whole_words=True),
    Rule(r"(\d+) ?km", r"\1 kilometres", pattern=True, language="en"),
    Rule("重庆", "崇庆", language="zh"),
    Rule("Dr.", "Doctor"),
)
PROFILES: Final = {
    "Bedtime": VoiceProfile("home", "Grandma.wav", speed=0.9),
    "Sichuan": VoiceProfile("home", "小明.wav", "natural_language_replication", "用四川话说", 1.1),
    "News": VoiceProfile("home", "Lena, audiobook.wav", speed=1.25),
    "Built-in": VoiceProfile(),
}


def main(folder: Path, *, all_of_them: bool) -> None:
    """Take all pictures.

    Args:
        folder: Where to; what is in it is replaced.
        all_of_them: Whether each in every language and scheme; else those of the guide.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with _place() as (home, service):
        asyncio.run(_record(service))

        home.use(service)
        qt = make_qt([])
        app = Application(qt)
        try:
            Pictures(qt, app, home.path, folder, all_of_them=all_of_them).take()
        finally:
            app._end()  # noqa: SLF001 - as at the end of the process


@contextmanager
def _place() -> Iterator[tuple[Home, Service]]:
    """A desktop, a sound server with something to record, and a service; this process is there."""
    with (
        Home.made() as home,
        Desktop.running() as desktop,
        SoundServer.running() as sound,
        Service.running(home.path / "service") as service,
    ):
        os.environ |= home.environment | desktop.environment | sound.environment
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ.pop(f"XDG_{name}_HOME", None)
        yield home, service


async def _record(service: Service) -> None:
    """Make voices of what the first one says."""
    async with CosyVoiceClient(service.url, service.token) as client:
        sample = (await client.list_reference_audio())[0].id
        for name, text in VOICES.items():
            speech = await client.synthesize(text, SpeechOptions(sample))
            await client.upload_reference_audio(speech.audio, text, filename=name)
        await client.delete_reference_audio(sample)


class Pictures:
    """The app, and what is done in it before each picture.

    Args:
        qt: Qt.
        app: The app.
        home: A folder for files.
        folder: Where pictures go.
        all_of_them: As `main` has it.
    """

    def __init__(
        self, qt: QApplication, app: Application, home: Path, folder: Path, *, all_of_them: bool
    ) -> None:
        self._qt = qt
        self._app = app
        self._engine = app.engine
        self._home = home
        self._folder = folder
        self._all = all_of_them
        self._language = "en"
        self._scheme = "light"
        self._light = qt.palette()

    def take(self) -> None:
        """Take all."""
        self._furnish()
        for language in LANGUAGES:
            for scheme in SCHEMES:
                self._language, self._scheme = language, scheme
                self._dress()
                for picture in (
                    self._icons,
                    self._reader,
                    self._save,
                    self._history,
                    self._voices,
                    self._adding,
                    self._recording,
                    self._profiles,
                    self._pronunciation,
                    self._settings,
                    self._welcome,
                    self._model_studio,
                ):
                    if self._is_wanted(picture.__name__.strip("_")):
                        picture()

    def _is_wanted(self, name: str) -> bool:
        chosen = (self._language, self._scheme) in IN_THE_GUIDE
        return self._all or chosen or (name == "reader" and self._language != "zh_TW")

    # What is there

    def _furnish(self) -> None:
        engine = self._engine
        self._until(lambda: len(engine.voices) == len(VOICES))
        ids = {voice.filename: voice.id for voice in engine.voices}
        for voice in engine.voices:  # as if they had been added here
            note_length(voice_lengths_file(), voice.id, voice.bytes / _BYTES_A_SECOND)
        settings = engine.settings
        for name, profile in PROFILES.items():
            uploaded = ids.get(profile.voice, "")
            data = {one: getattr(profile, one) for one in ("service", "mode", "instruct", "speed")}
            settings = settings.with_profile(name, VoiceProfile(voice=uploaded, **data))
        settings = settings.with_app(
            profile="Bedtime", language_profiles={"zh": "Sichuan"}, stand_in=StandIn.LOCAL
        )
        engine.change(settings)
        engine.change_rules(RULES)
        for title, text in READ_BEFORE.items():
            engine.read(text, title=title, source=f"/books/{title}.txt", start=0)
            self._until(lambda: engine.position is not None)
        engine.stop()
        self._until(lambda: engine.state.state is ReaderState.IDLE)

    def _dress(self) -> None:
        """Have language and colours."""
        palette = self._light
        if self._scheme == "dark":
            palette = QPalette(QColor(DARK["Window"]))
            for role, color in DARK.items():
                palette.setColor(QPalette.ColorRole[role], QColor(color))
            for role in ("WindowText", "Text", "ButtonText"):
                disabled = QPalette.ColorGroup.Disabled
                palette.setColor(disabled, QPalette.ColorRole[role], QColor(DISABLED))
            make_readable(palette)  # one that is set is left as it is by the style
        self._qt.setPalette(palette)
        self._engine.change(self._engine.settings.with_app(language=self._language))
        self._wait(300)

    # Pictures

    def _icons(self) -> None:
        sizes, scale, cell = (16, 22, 24, 32), 2, 48
        sheet = QPixmap(cell * len(sizes) * 2 * scale, cell * len(ReaderState) * scale)
        painter = QPainter(sheet)
        painter.scale(scale, scale)
        for half, color in enumerate(("#f4f4f4", "#2b2b2b")):
            left = half * cell * len(sizes)
            painter.fillRect(left, 0, cell * len(sizes), sheet.height(), QColor(color))
            for row, state in enumerate(ReaderState):
                for column, size in enumerate(sizes):
                    x, y = left + column * cell, row * cell
                    place = x + (cell - size) // 2, y + (cell - size) // 2
                    pixmap = tray_icon(state).pixmap(size, size)
                    painter.drawPixmap(*place, pixmap)
        painter.end()
        if (self._language, self._scheme) == ("en", "light"):
            self._keep(sheet, "icons")

    def _reader(self) -> None:
        engine = self._engine
        engine.read(STORY * 4, title="The lighthouse", source="/books/The lighthouse.epub", start=0)
        more = ("How tides work", "春晓", "A letter from Lena")
        for title in more:
            engine.read(READ_BEFORE.get(title, STORY), title=title, at_once=False)
        engine.sleep_after(30)
        window = self._app.open("reader")
        assert isinstance(window, ReaderWindow)  # noqa: S101 - it is
        self._until(lambda: engine.position is not None and len(engine.queue) > len(more))
        engine.jump(STORY.index("He turned it"))
        window.queue.show()
        self._wait(2000)
        self._until(lambda: bool(window.player.scrubber.left.text()))
        self._shoot(window, "reader")
        tray = self._app.tray
        assert tray is not None  # noqa: S101 - the desktop has one
        self._until(lambda: engine.hotkeys_status.way is not Way.NONE)
        tray.menu.popup(tray.menu.pos())
        self._wait(300)
        tray.menu.setActiveAction(tray.menu.actions()[0])
        self._shoot(tray.menu, "menu")
        tray.menu.close()
        engine.stop()
        self._until(lambda: engine.state.state is ReaderState.IDLE)
        window.queue.hide()
        window.close()

    def _save(self) -> None:
        reading = Reading(STORY * 12, "The lighthouse")
        window = self._app.open("reader")
        savings = savings_of(self._engine)
        saving = savings.add(reading, self._home / "The lighthouse.mp3", 1.0)
        self._until(lambda: saving.part > 0.34)  # noqa: PLR2004 - a third looks like a third
        self._shoot(window, "save")
        savings.give_up(saving)
        self._wait(300)
        window.close()

    def _history(self) -> None:
        window = self._app.open("history")
        self._wait(600)
        self._shoot(window, "history")
        window.close()

    def _voices(self) -> None:
        window = self._app.open("voices")
        assert isinstance(window, VoicesWindow)  # noqa: S101 - it is
        self._wait(1200)
        window.people.select(set())  # none: the first one
        self._wait(300)
        self._shoot(window, "voices")

    def _adding(self) -> None:
        file = self._home / "Aunt May.wav"
        file.write_bytes(self._long_recording())
        dialog = AddVoiceDialog(self._engine, file, self._app.windows["voices"])
        dialog.show()
        self._until(lambda: dialog.pages.currentIndex() == 1)
        dialog.waveform.select(type(dialog.waveform.selection)(0.05, 6.2))
        dialog.text.setPlainText(next(iter(VOICES.values())))
        self._wait(1200)
        self._shoot(dialog, "add-voice")
        dialog.text.clear()
        dialog.deleteLater()

    def _long_recording(self) -> bytes:
        async def speak(client: CosyVoiceClient) -> bytes:
            voice = (await client.list_reference_audio())[0].id
            text = " ".join(VOICES.values())
            return (await client.synthesize(text, SpeechOptions(voice))).audio

        return self._engine.ask(speak).result(30)

    def _recording(self) -> None:
        dialog = RecordingDialog(self._engine, self._app.windows["voices"])
        dialog.show()
        self._wait(1500)
        dialog.start()
        self._until(lambda: dialog.stage is Stage.RECORDING)
        with subprocess.Popen(
            ["paplay", "-d", SINK, str(self._home / "Aunt May.wav")], env=os.environ
        ) as said:
            self._wait(6200)
            self._shoot(dialog, "record")
            said.terminate()
        dialog.stop()
        self._until(lambda: dialog.stage is Stage.RECORDED)
        dialog.deleteLater()
        shutil.rmtree(recordings_folder())
        self._app.windows["voices"].close()

    def _profiles(self) -> None:
        window = self._app.open("profiles")
        assert isinstance(window, ProfilesWindow)  # noqa: S101 - it is
        window._show("Sichuan")  # noqa: SLF001 - as a click does
        self._wait(500)
        self._shoot(window, "profiles")
        window.tabs.setCurrentIndex(1)
        self._wait(300)
        self._shoot(window, "languages")
        window.tabs.setCurrentIndex(0)
        window.close()

    def _pronunciation(self) -> None:
        window = self._app.open("pronunciation")
        assert isinstance(window, PronunciationWindow)  # noqa: S101 - it is
        window.sentence.setText("Dr. Li is 5 km from the NAS.")
        self._wait(1200)
        self._shoot(window, "pronunciation")
        window.close()

    def _settings(self) -> None:
        window = self._app.open("settings")
        assert isinstance(window, SettingsWindow)  # noqa: S101 - it is
        for place, name in enumerate(("services", "sound", "hotkeys", "general", "about")):
            window.pages.setCurrentIndex(place)
            self._wait(900)
            self._shoot(window, f"settings-{name}")
        window.reject()

    def _welcome(self) -> None:
        wizard = Welcome(self._engine)
        wizard.show()
        self._wait(500)
        self._shoot(wizard, "welcome")
        wizard.who.remote.setChecked(True)
        wizard.next()
        wizard.service.form.url.setText("https://voices.example/path")
        wizard.service.form.token.setText("NmU1ZDQ3")
        wizard.service.form.name.setText("studio")
        self._wait(300)
        wizard.service.form.start_trial()
        self._until(lambda: not wizard.service.form.trial.running)
        self._wait(300)
        self._shoot(wizard, "welcome-service")
        wizard.go_back()
        wizard.who.local.setChecked(True)
        wizard.next()
        self._wait(300)
        self._shoot(wizard, "welcome-now")
        wizard._over = True  # noqa: SLF001 - it changes nothing
        wizard.close()
        wizard.deleteLater()

    def _model_studio(self) -> None:
        """A key at the first start, and the wait for a voice that is reviewed."""
        with model_studio_in_a_thread(ModelStudio(reviews=1000)) as studio:
            studio.voice()
            self._with_a_key(studio)
            before = self._engine.settings
            name = "Model-Studio-Beijing"
            kept = store_token(name, KEY, TokenPlace.FILE)
            place = ServiceSettings(studio.url, kept, api="model_studio", agreed="127.0.0.1")
            self._engine.change(before.with_service(name, place, active=True))
            self._until(lambda: len(self._engine.voices) == 1)
            self._wait_for_review()
            self._engine.change(before)
            self._until(lambda: len(self._engine.voices) == len(VOICES))

    def _with_a_key(self, studio: ModelStudio) -> None:
        wizard = Welcome(self._engine)
        wizard.show()
        wizard.who.key.setChecked(True)
        wizard.next()
        form = wizard.service.form
        form.token.setText(KEY)
        form.studio.address.setText(studio.url)
        form.start_trial()
        self._until(lambda: not form.trial.running)
        self._wait(300)
        self._shoot(wizard, "welcome-key")
        wizard._over = True  # noqa: SLF001 - it changes nothing
        wizard.close()
        wizard.deleteLater()

    def _wait_for_review(self) -> None:
        window = self._app.open("voices")
        dialog = AddVoiceDialog(self._engine, self._home / "Aunt May.wav", window)
        dialog.show()
        self._until(lambda: dialog.pages.currentIndex() == 1)
        dialog.waveform.select(type(dialog.waveform.selection)(0.05, 14.2))
        dialog.text.setPlainText(" ".join(list(VOICES.values())[:2]))
        self._wait(900)
        dialog.upload()
        self._until(lambda: dialog.transfer.waiting)
        self._wait(600)
        self._shoot(dialog, "add-voice-review")
        dialog.cancel_upload()
        dialog.text.clear()
        dialog.deleteLater()
        self._wait(600)
        window.close()

    # Taking them

    def _shoot(self, window: QWidget, name: str) -> None:
        self._keep(window.grab(), f"{name}{SCHEMES[self._scheme]}{LANGUAGES[self._language]}")

    def _keep(self, picture: QPixmap, name: str) -> None:
        file = self._folder / f"{name}.png"
        picture.save(str(file))
        with Image.open(file) as image:
            small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        print(name, flush=True)

    def _wait(self, milliseconds: int) -> None:
        QTest.qWait(milliseconds)  # type: ignore[call-arg, arg-type] # its stub has it as a method

    def _until(self, ready: Callable[[], bool], limit: int = 30_000) -> None:
        while not ready():
            limit -= 50
            assert limit > 0, "it does not come to that"  # noqa: S101 - a fault of this script
            self._wait(50)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TMPDIR"] = scratch
        main(Path(sys.argv[1]), all_of_them="--all" in sys.argv)
