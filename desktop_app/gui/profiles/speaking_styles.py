"""Ready-made instructions: what CosyVoice 2 was taught to follow, by what they change.

The API documents give 用四川话说, 用广东话说 and 用冷静的语气说 as examples, and name tone,
mood and pace; the rest has the same form. They are in Chinese because the model learnt them so.
"""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication


def ready_made() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of styles: the group's name, and pairs of a style's name and its instruction."""
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
