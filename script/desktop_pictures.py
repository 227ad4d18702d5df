"""Takes the pictures of the desktop app: every window, in light and dark, in English and Chinese.

The app is the real one, on a display, with a sound server and a local server of its own. What is
seen in it was put there as people do: voices uploaded, texts read, a service added.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from PIL import Image
from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QColor, QCursor, QImage, QPainter, QPixmap
from PyQt6.QtTest import QTest

from desktop_app.gui.announcing.window import AnnounceWindow
from desktop_app.gui.application import Application
from desktop_app.gui.history.window import HistoryWindow
from desktop_app.gui.profiles.window import ProfilesWindow
from desktop_app.gui.pronunciation.window import PronunciationWindow
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.gui.savings import savings_of
from desktop_app.gui.settings.invite_dialog import InviteDialog
from desktop_app.gui.settings.window import SettingsWindow
from desktop_app.gui.tray_icon import tray_icon
from desktop_app.gui.voices.add_dialog import AddVoiceDialog
from desktop_app.gui.voices.recording_dialog import RecordingDialog, Stage
from desktop_app.gui.voices.window import VoicesWindow
from desktop_app.gui.welcome.window import Welcome
from desktop_app.home.announced import WasAnnounced
from desktop_app.home.link import LinkState
from desktop_app.home.membership import TOKEN_NAME as HOUSE_TOKEN
from desktop_app.home.membership import Membership, load_membership, save_membership
from desktop_app.hotkeys import Way
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading
from desktop_app.reading.pronunciation import Rule
from desktop_app.services.found_services import FoundService
from desktop_app.settings.settings import ServiceSettings, StandIn, VoiceProfile
from desktop_app.settings.tokens import TokenPlace, store_token
from desktop_app.system.paths import recordings_folder, voice_lengths_file
from desktop_app.voices.lengths import note_length
from shared_client import CosyVoiceClient, SpeechOptions
from shared_client.desktop_link import Reason
from shared_client.desktop_link import Stage as Ending
from shared_client.model_studio.protocol import BEIJING, HOSTS
from tests.desktop import Desktop, Home, Service
from tests.desktop_app.home.house import ACCESS, house_in_a_thread
from tests.model_studio import KEY, ModelStudio, model_studio_in_a_thread
from tests.sound_server import SINK, SoundServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PyQt6.QtWidgets import QApplication, QWidget

    from desktop_app.app.core import Core

LANGUAGES: Final = {"en": "", "zh_CN": ".zh-Hans", "zh_TW": ".zh-Hant"}
SCHEMES: Final = {"light": "", "dark": "-dark"}
IN_THE_GUIDE: Final = {("en", "light"), ("zh_CN", "dark")}
FILMED: Final = {("en", "light"), ("zh_CN", "dark")}
"""The pictures of README that move: the Reader while it reads."""
_FILMED_SIZE: Final = (720, 450)
_FILMED_SECONDS: Final = 10.0
_PAGES: Final = ("services", "reading", "appearance", "sound", "shortcuts", "privacy", "about")
_BYTES_A_SECOND: Final = 48_000


@dataclass(frozen=True)
class Content:
    """What is in the windows, in the language of the person who has them.

    Attributes:
        voices: Names of files, and what is said in them.
        recording: Name of the file that becomes a voice.
        title: Of the text in the Reader.
        story: This text.
        sentence: How the sentence begins that is heard.
        next: Titles of what is read afterwards.
        before: Titles and texts of what was read before.
        rules: Of pronunciation.
        trial: A sentence to try them with.
        styles: Speaking styles; the voices are named by file.
        style: The one in use.
        home: What this computer is called at home, and who announces there.
        rooms: Of the home, each with its speaker.
        announced: What was announced here, the newest last.
    """

    voices: dict[str, str]
    recording: str
    title: str
    story: str
    sentence: str
    next: tuple[str, ...]
    before: dict[str, str]
    rules: tuple[Rule, ...]
    trial: str
    styles: dict[str, VoiceProfile]
    style: str
    home: tuple[str, str]
    rooms: dict[str, str]
    announced: tuple[str, ...]


ENGLISH: Final = Content(
    voices={
        "Grandma.wav": "Good morning, my dears. Did you sleep well? There are pancakes.",
        "Dad.wav": "Right, shoes on, everybody. The train won’t wait for us, and neither will I.",
        "小明.wav": "今天天气真不错，我们一起去公园散步吧。",
        "Lena, audiobook.wav": "The lighthouse stood at the end of the pier, and it was dark.",
    },
    recording="Aunt May.wav",
    title="The lighthouse",
    story=(
        "The lighthouse stood at the end of the pier. Every evening an old man climbed its stairs,"
        " lit the lamp, and watched the ships come home. He knew them all by name: the Marigold"
        " with her patched sail, the two brothers in the blue boat, and the mail, always late."
        "\n\nOne winter the lamp would not burn. He turned it, he cleaned it, he talked to it as"
        " one talks to a horse. Outside, the wind grew. Then he heard a small voice behind him:"
        " “Have you tried the other matches?”\n\n"
        "It was the girl from the bakery. She had carried his bread up all hundred and forty steps,"
        " and a box of matches with a ship on it. The first one broke. The second one burned, and"
        " so did the lamp, and far out on the water somebody rang a bell.\n\n"
        "After that she came every evening. She learned the names of the ships, and which of them"
        " whistled before the bend. When the old man could no longer climb, he sat at the foot of"
        " the stairs and listened to her count them aloud.\n\n"
        "The pier is longer now, and the lamp needs no matches. But the ships still whistle before"
        " the bend, and in the bakery there is a box on the shelf that nobody may open.\n\n"
    ),
    sentence="He turned it",
    next=("How tides work", "A letter from Lena", "Notes for Monday"),
    before={
        "Notes for Monday": "Call the school. Ask for the blue form. Buy oranges.",
        "How tides work": "Twice a day the sea comes up, and twice a day it goes away again.",
        "A letter from Lena": "We have snow up to the windows. The cat refuses to believe it.",
    },
    rules=(
        Rule("NAS", "network storage", whole_words=True),
        Rule(r"(\d+) ?km", r"\1 kilometers", pattern=True, language="en"),
        Rule("Nguyen", "Nwin"),
        Rule("Dr.", "Doctor"),
    ),
    trial="Dr. Nguyen is 5 km from the NAS.",
    styles={
        "Bedtime": VoiceProfile("home", "Grandma.wav", speed=0.9),
        "Sichuan": VoiceProfile(
            "home", "小明.wav", "natural_language_replication", "用四川话说", 1.1
        ),
        "News": VoiceProfile("home", "Lena, audiobook.wav", speed=1.25),
    },
    style="Bedtime",
    home=("Desk", "Anna"),
    rooms={"Kitchen": "Radio", "Living room": "Bookshelf speaker", "Hall": "Door panel"},
    announced=("Dinner is ready.", "The washing machine is done.", "Somebody is at the door."),
)
CHINESE: Final = Content(
    voices={
        "外婆.wav": "早上好，孩子们。昨晚睡得好吗？厨房里有刚蒸好的包子。",
        "爸爸.wav": "好了，大家快穿鞋。火车可不会等我们，我也不会。",
        "小明.wav": "今天天气真不错，我们一起去公园散步吧。",
        "有声书.wav": "灯塔立在码头的尽头，已经很久没有人点亮它了。",
    },
    recording="小姨.wav",
    title="灯塔",
    story=(
        "灯塔立在码头的尽头。每天傍晚，一位老人登上楼梯，点亮灯火，看着船只归来。"
        "他叫得出每一条船的名字：帆上打着补丁的金盏花号，蓝船上的两兄弟，还有总是迟到的邮船。\n\n"
        "有一年冬天，灯怎么也点不着。他转了转灯芯，擦了擦玻璃，像对老马说话那样对它说话。"
        "外面的风越来越大。这时，他听见身后有个小小的声音说：“您试过另一盒火柴吗？”\n\n"
        "是面包铺的小女孩。她爬了一百四十级台阶，给他送来面包，还有一盒印着帆船的火柴。"
        "第一根断了。第二根着了，灯也亮了，远处的海面上有人敲响了钟。\n\n"
        "从那以后，她每天傍晚都来。她记住了船的名字，也知道哪些船会在转弯前鸣笛。"
        "后来老人爬不动了，就坐在楼梯下面，听她一条一条地数。\n\n"
        "如今码头更长了，灯也不再需要火柴。可船只转弯前依然鸣笛，"
        "面包铺的架子上，还放着一个谁也不许打开的盒子。\n\n"
    ),
    sentence="他转了转",
    next=("潮汐是怎么来的", "春晓", "周一要做的事"),
    before={
        "周一要做的事": "给学校打电话，领蓝色表格，买橙子。",
        "潮汐是怎么来的": "海水一天涨两次，又退两次。",
        "春晓": "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。",
    },
    rules=(
        Rule("NAS", "网络存储", whole_words=True),
        Rule(r"(\d+) ?km", r"\1公里", pattern=True, language="zh"),
        Rule("重庆", "崇庆", language="zh"),
        Rule("单于", "蝉鱼"),
    ),
    trial="重庆离这里 5 km。",
    styles={
        "睡前故事": VoiceProfile("home", "外婆.wav", speed=0.9),
        "四川话": VoiceProfile(
            "home", "小明.wav", "natural_language_replication", "用四川话说", 1.1
        ),
        "新闻": VoiceProfile("home", "有声书.wav", speed=1.25),
    },
    style="睡前故事",
    home=("书房电脑", "小安"),
    rooms={"厨房": "收音机", "客厅": "书架音箱", "门厅": "门禁面板"},
    announced=("开饭了。", "洗衣机洗好了。", "有人在门口。"),
)


def main(folder: Path, *, all_of_them: bool) -> None:
    """Take all pictures.

    Args:
        folder: Where to; what is in it is replaced.
        all_of_them: Whether each in every language and scheme; else those of the guide.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("*.png"), *folder.glob("*.webp")]:
        old.unlink()
    with _place() as (home, service):
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


async def _record(client: CosyVoiceClient, voices: dict[str, str]) -> None:
    """Have these voices, and no others, made of what one that is there says."""
    old = await client.list_reference_audio(limit=100)
    for name, text in reversed(voices.items()):  # the newest is listed first
        speech = await client.synthesize(text, SpeechOptions(old[0].id))
        await client.upload_reference_audio(speech.audio, text, filename=name)
    for voice in old:
        await client.delete_reference_audio(voice.id)


def _frame(image: QImage) -> Image.Image:
    """A picture of Qt's, as Pillow has it."""
    bits = image.constBits()
    assert bits is not None  # noqa: S101 - it holds a window
    size, line = (image.width(), image.height()), image.bytesPerLine()
    return Image.frombytes("RGB", size, bits.asstring(image.sizeInBytes()), "raw", "RGB", line)


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
        self._content = ENGLISH
        self._furnished = self._dressed = self._engine.settings

    def take(self) -> None:
        """Take all, with the pointer where it lies on nothing."""
        screen = self._qt.primaryScreen()
        assert screen is not None  # noqa: S101 - there is one
        QCursor.setPos(screen.geometry().bottomRight())
        for language in LANGUAGES:
            self._furnish(ENGLISH if language == "en" else CHINESE)
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
                    self._at_home,
                    self._welcome,
                    self._model_studio,
                ):
                    if self._is_wanted(picture.__name__.strip("_")):
                        picture()

    def _is_wanted(self, name: str) -> bool:
        chosen = (self._language, self._scheme) in IN_THE_GUIDE
        return self._all or chosen or (name == "reader" and self._language != "zh_TW")

    # What is there

    def _furnish(self, content: Content) -> None:
        """Have what a person has who speaks the language of the windows."""
        engine, self._content = self._engine, content
        engine.ask(partial(_record, voices=content.voices)).result(60)
        engine.refresh_voices()
        names = set(content.voices)
        self._until(lambda: {voice.filename for voice in engine.voices} == names)
        ids = {voice.filename: voice.id for voice in engine.voices}
        for voice in engine.voices:  # as if they had been added here
            note_length(voice_lengths_file(), voice.id, voice.bytes / _BYTES_A_SECOND)
        settings = replace(engine.settings, profiles={})
        for name, style in content.styles.items():
            settings = settings.with_profile(name, replace(style, voice=ids[style.voice]))
        engine.change(settings.with_app(profile=content.style, stand_in=StandIn.LOCAL))
        self._furnished = engine.settings
        engine.change_rules(content.rules)
        engine.clear_history()
        for title, text in content.before.items():
            engine.read(text, title=title, source=f"/books/{title}.txt", start=0)
            self._until(lambda: engine.position is not None)
        engine.stop()
        self._until(lambda: engine.state.state is ReaderState.IDLE)

    def _dress(self) -> None:
        """Have language and colors, as the settings do it."""
        settings = self._furnished.with_app(language=self._language)
        self._dressed = settings.with_appearance(theme=self._scheme)
        self._engine.change(self._dressed)  # also what the first start has changed
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
        content = self._content
        source = f"/books/{content.title}.epub"
        engine.read(content.story, title=content.title, source=source, start=0)
        more = content.next
        for title in more:
            engine.read(content.before[title], title=title, at_once=False)
        engine.sleep_after(30)
        window = self._app.open("reader")
        assert isinstance(window, ReaderWindow)  # noqa: S101 - it is
        self._until(lambda: engine.position is not None and len(engine.queue) > len(more))
        engine.jump(content.story.index(content.sentence))
        window.queue.show()
        self._wait(2000)
        self._until(lambda: bool(window.player.scrubber.left.text()))
        self._shoot(window, "reader")
        if (self._language, self._scheme) in FILMED:
            self._film(window)
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

    def _film(self, window: ReaderWindow) -> None:
        """Take what the Reader shows while it reads, as a moving picture of README's size."""
        large, content = window.size(), self._content
        window.queue.hide()
        window.resize(*_FILMED_SIZE)
        self._engine.jump(content.story.index(content.sentence))
        self._wait(600)
        shots: list[tuple[float, QImage]] = []
        started = monotonic()
        while (now := monotonic() - started) < _FILMED_SECONDS:
            image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
            if not shots or image != shots[-1][1]:
                shots.append((now, image))
            self._wait(40)
        ends = [at for at, _ in shots[1:]] + [now]
        first, *others = (_frame(image) for _, image in shots)
        first.save(
            self._folder / f"reading-aloud{LANGUAGES[self._language]}.webp",
            save_all=True,
            append_images=others,
            duration=[round((end - at) * 1000) for end, (at, _) in zip(ends, shots, strict=True)],
            loop=0,
            lossless=True,
            minimize_size=True,
            method=6,
        )
        window.resize(large)
        window.queue.show()
        self._wait(300)

    def _save(self) -> None:
        reading = Reading(self._content.story * 12, self._content.title)
        window = self._app.open("reader")
        savings = savings_of(self._engine)
        saving = savings.add(reading, self._home / f"{self._content.title}.mp3", 1.0)
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
        file = self._home / self._content.recording
        file.write_bytes(self._long_recording())
        dialog = AddVoiceDialog(self._engine, file, self._app.windows["voices"])
        dialog.show()
        self._until(lambda: dialog.pages.currentIndex() == 1)
        dialog.waveform.select(type(dialog.waveform.selection)(0.05, 6.2))
        dialog.text.setPlainText(next(iter(self._content.voices.values())))
        self._wait(1200)
        self._shoot(dialog, "add-voice")
        dialog.text.clear()
        dialog.deleteLater()

    def _long_recording(self) -> bytes:
        words = self._content.voices.values()

        async def speak(client: CosyVoiceClient) -> bytes:
            voice = (await client.list_reference_audio())[0].id
            text = " ".join(words)
            return (await client.synthesize(text, SpeechOptions(voice))).audio

        return self._engine.ask(speak).result(30)

    def _recording(self) -> None:
        dialog = RecordingDialog(self._engine, self._app.windows["voices"])
        dialog.show()
        self._wait(1500)
        dialog.start()
        self._until(lambda: dialog.stage is Stage.RECORDING)
        with subprocess.Popen(
            ["paplay", "-d", SINK, str(self._home / self._content.recording)], env=os.environ
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
        window._show(list(self._content.styles)[1])  # noqa: SLF001 - as a click does
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
        window.sentence.setText(self._content.trial)
        self._wait(1200)
        self._shoot(window, "pronunciation")
        window.close()

    def _settings(self) -> None:
        window = self._app.open("settings")
        assert isinstance(window, SettingsWindow)  # noqa: S101 - it is
        for page in _PAGES:
            window.show_page(page)
            self._wait(900)
            for card in window.services.cards[1:]:  # that of this script is on some port
                card.address.setText("https://voices.home.example")
            self._shoot(window, f"settings-{page}")
        window.services.choose(1)
        window.services.invite()
        dialog = window.services.findChild(InviteDialog)
        assert dialog is not None  # noqa: S101 - it was opened just now
        self._until(lambda: bool(dialog.address))
        self._wait(300)
        self._shoot(dialog, "settings-invite")
        dialog.reject()
        window.reject()

    def _at_home(self) -> None:
        """Settings, announcing, and what was announced, on a computer that a home knows."""
        name, person = self._content.home
        with house_in_a_thread() as house:
            house.answers |= self._rooms()
            house.answers["cosyvoice/desktop/connect"]["name"] = name
            kept = store_token(HOUSE_TOKEN, ACCESS, TokenPlace.FILE)
            changes: dict[str, Any] = {"entry_id": "entry", "instance": "", "client_id": ""}
            save_membership(Membership(load_membership().desktop_id, **changes))
            before, addresses = self._dressed, (str(house.url),)
            self._engine.change(
                before.with_home(addresses=addresses, token_in=kept, quiet_hours="22:00-07:00")
            )
            self._until(lambda: self._engine.home.status.state is LinkState.CONNECTED)
            self._note_announced(person)
            settings = self._app.open("settings")
            assert isinstance(settings, SettingsWindow)  # noqa: S101 - it is
            settings.show_page("home")
            self._wait(600)
            self._shoot(settings, "settings-home")
            settings.reject()
            self._announcing()
            history = self._app.open("history")
            assert isinstance(history, HistoryWindow)  # noqa: S101 - it is
            self._until(history.announced.isVisible)
            history.announced.click()
            self._wait(300)
            self._shoot(history, "history-announcements")
            history.texts.click()
            history.close()
            self._engine.change(before)
            self._wait(300)

    def _rooms(self) -> dict[str, Any]:
        """What the home answers about its rooms, and who can be heard in them."""
        states, entities, areas = [], [], []
        for number, (room, speaker) in enumerate(self._content.rooms.items()):
            entity = f"media_player.of_{number}"
            traits = {"friendly_name": speaker, "supported_features": 512}
            states.append({"entity_id": entity, "state": "idle", "attributes": traits})
            entities.append({"ei": entity, "ai": f"a{number}"})
            areas.append({"area_id": f"a{number}", "name": room})
        voices = [Path(file).stem for file in self._content.voices]
        traits = {"friendly_name": "CosyVoice"}
        states.append({"entity_id": "tts.home", "state": "unknown", "attributes": traits})
        return {
            "get_states": states,
            "get_config": {"language": "en"},
            "config/area_registry/list": areas,
            "config/device_registry/list": [],
            "config/entity_registry/list_for_display": {"entities": entities},
            "tts/engine/get": {"provider": {"supported_languages": ["en"]}},
            "tts/engine/voices": {
                "voices": [{"voice_id": name, "name": name} for name in voices],
            },
        }

    def _note_announced(self, person: str) -> None:
        """Have announcements in the history: one was not heard."""
        now = datetime.now(UTC)
        known = [
            WasAnnounced(
                str(number),
                now - timedelta(minutes=25 * (len(self._content.announced) - number)),
                text,
                person if number == 0 else "",
                Ending.SUPPRESSED if number == 1 else Ending.HEARD,
                Reason.DO_NOT_DISTURB if number == 1 else None,
            )
            for number, text in enumerate(self._content.announced)
        ]

        async def note(core: Core) -> None:
            for one in known:
                core.home.register.note(one)

        done: list[object] = []
        self._engine.do(note, done.append)
        self._until(lambda: bool(done))
        self._engine.history_changed.emit()

    def _announcing(self) -> None:
        window = self._app.open("announce")
        assert isinstance(window, AnnounceWindow)  # noqa: S101 - it is
        self._until(lambda: window.speech.count() > 1)
        window.text.setPlainText(self._content.announced[0])
        window.speech.setCurrentIndex(1)
        for row in (0, 1):
            item = window.speakers.item(row)
            assert item is not None  # noqa: S101 - there are three
            item.setCheckState(Qt.CheckState.Checked)
        self._wait(300)
        self._shoot(window, "announce")
        window.close()

    def _welcome(self) -> None:
        wizard = Welcome(self._engine)
        wizard.who.stop()  # what is on this network is nobody's business
        wizard.who._found(FoundService("home", "http://192.168.1.20:50000"))  # noqa: SLF001
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
            before = self._dressed
            name = "Model-Studio-Beijing"
            kept = store_token(name, KEY, TokenPlace.FILE)
            place = ServiceSettings(studio.url, kept, api="model_studio", agreed="127.0.0.1")
            self._engine.change(before.with_service(name, place, active=True))
            self._until(lambda: len(self._engine.voices) == 1)
            self._wait_for_review()
            self._engine.change(before)
            self._engine.refresh_voices()
            self._until(lambda: len(self._engine.voices) == len(self._content.voices))

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
        with QSignalBlocker(form.studio.address), QSignalBlocker(form.studio.agree):
            form.studio.address.clear()  # that of this script is no region
            form.studio.follow()
            form.studio.agree.setChecked(True)
        form._follow()  # noqa: SLF001 - as after a change, which would ask again
        self._wait(300)
        self._shoot(wizard, "welcome-key")
        wizard._over = True  # noqa: SLF001 - it changes nothing
        wizard.close()
        wizard.deleteLater()

    def _wait_for_review(self) -> None:
        window = self._app.open("voices")
        dialog = AddVoiceDialog(self._engine, self._home / self._content.recording, window)
        dialog.show()
        self._until(lambda: dialog.pages.currentIndex() == 1)
        dialog.said.show_service(ServiceSettings(f"https://{HOSTS[BEIJING]}", api="model_studio"))
        dialog.waveform.select(type(dialog.waveform.selection)(0.05, 14.2))
        dialog.text.setPlainText(" ".join(list(self._content.voices.values())[:2]))
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
        if scale := next((one for one in sys.argv if one.startswith("--scale=")), ""):
            os.environ["QT_SCALE_FACTOR"] = scale.removeprefix("--scale=")  # Qt reads it once
        main(Path(sys.argv[1]), all_of_them="--all" in sys.argv)
