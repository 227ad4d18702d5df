"""Ways to speak: the few that a chip stands for, and ready-made instructions for one's own words.

The API documents give 用四川话说, 用广东话说 and 用冷静的语气说 as examples, and name tone,
mood and pace; the rest has the same form. They are in Chinese because the model learned them so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QCoreApplication

from shared_client import SynthesisMode

if TYPE_CHECKING:
    from desktop_app.settings.settings import VoiceProfile

PLAIN: Final = "plain"
OWN: Final = "own"
_INSTRUCTED: Final = str(SynthesisMode.NATURAL_LANGUAGE_REPLICATION)


class Way(NamedTuple):
    """A way to speak.

    Attributes:
        name: Of its chip.
        words: On the chip.
        about: What it does, in a sentence.
        mode: The mode of the API that goes with it.
        instruct: The instruction that goes with it; empty for none, and where a person writes it.
    """

    name: str
    words: str
    about: str
    mode: str
    instruct: str = ""

    @property
    def instructed(self) -> bool:
        """Whether the service has to follow an instruction."""
        return self.mode == _INSTRUCTED


def ways() -> list[Way]:
    """The ways that have a chip, in their order."""
    translate = QCoreApplication.translate  # the name that pylupdate6 looks for
    mood = translate("Ways", "Asks the service for this mood.")
    dialect = translate("Ways", "Chinese texts are read in this dialect.")
    return [
        Way(
            PLAIN,
            translate("Ways", "As in the recording"),
            translate("Ways", "Speaks the language of the recording, in its tone."),
            str(SynthesisMode.FAST_REPLICATION),
        ),
        Way(
            "languages",
            translate("Ways", "In other languages"),
            translate("Ways", "Speaks languages that the recording doesn't."),
            str(SynthesisMode.CROSS_LINGUAL_REPLICATION),
        ),
        Way("cheerful", translate("Ways", "Cheerful"), mood, _INSTRUCTED, "用开心的语气说"),
        Way("calm", translate("Ways", "Calm"), mood, _INSTRUCTED, "用冷静的语气说"),
        Way("whisper", translate("Ways", "Whisper"), mood, _INSTRUCTED, "用耳语的语气说"),
        Way("sichuan", translate("Ways", "Sichuan"), dialect, _INSTRUCTED, "用四川话说"),
        Way("cantonese", translate("Ways", "Cantonese"), dialect, _INSTRUCTED, "用广东话说"),
        Way(
            OWN,
            translate("Ways", "My own words…"),
            translate("Ways", "Follows the mood, dialect, or role that you describe."),
            _INSTRUCTED,
        ),
    ]


def way_of(profile: VoiceProfile) -> Way:
    """The way that a speaking style speaks in."""
    offered = ways()
    for way in offered:
        same_words = way.instruct == profile.instruct.strip() or not way.instructed
        if way.mode == profile.mode and same_words and way.name != OWN:
            return way
    return offered[-1]


def ready_made() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of examples: the group's name, and pairs of a name and an instruction."""
    translate = QCoreApplication.translate  # the name that pylupdate6 looks for
    return [
        (
            translate("Styles", "Dialects"),
            [
                (translate("Styles", "Cantonese"), "用广东话说"),
                (translate("Styles", "Sichuan"), "用四川话说"),
                (translate("Styles", "Shanghai"), "用上海话说"),
                (translate("Styles", "Zhengzhou"), "用郑州话说"),
                (translate("Styles", "Changsha"), "用长沙话说"),
                (translate("Styles", "Tianjin"), "用天津话说"),
            ],
        ),
        (
            translate("Styles", "Moods"),
            [
                (translate("Styles", "Calm"), "用冷静的语气说"),
                (translate("Styles", "Happy"), "用开心的语气说"),
                (translate("Styles", "Sad"), "用悲伤的语气说"),
                (translate("Styles", "Surprised"), "用惊讶的语气说"),
                (translate("Styles", "Angry"), "用愤怒的语气说"),
                (translate("Styles", "Fearful"), "用恐惧的语气说"),
                (translate("Styles", "Disgusted"), "用厌恶的语气说"),
                (translate("Styles", "Serious"), "用严肃的语气说"),
                (translate("Styles", "Gentle"), "用温柔的语气说"),
            ],
        ),
        (
            translate("Styles", "Pace"),
            [
                (translate("Styles", "Fast"), "快速地说"),
                (translate("Styles", "Very fast"), "非常快速地说"),
                (translate("Styles", "Slow"), "慢速地说"),
                (translate("Styles", "Very slow"), "非常慢速地说"),
            ],
        ),
        (
            translate("Styles", "Roles"),
            [
                (translate("Styles", "Mysterious"), "用神秘的口吻说"),
                (translate("Styles", "Fierce"), "用凶猛的口吻说"),
                (translate("Styles", "Curious"), "用好奇的口吻说"),
                (translate("Styles", "Elegant"), "用优雅的口吻说"),
                (translate("Styles", "Lonely"), "用孤独的口吻说"),
                (translate("Styles", "Robot"), "模仿机器人的风格说"),
                (translate("Styles", "Peppa Pig"), "模仿小猪佩奇的风格说"),
            ],
        ),
    ]
