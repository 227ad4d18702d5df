"""Ready-made instructions: what CosyVoice 2 was taught to follow, by what they change.

The API documents give 用四川话说, 用广东话说 and 用冷静的语气说 as examples, and name tone,
mood and pace; the rest has the same form. They are in Chinese because the model learnt them so.
"""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication


def ready_made() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of styles: the group's name, and pairs of a style's name and its instruction."""
    tr = QCoreApplication.translate
    return [
        (
            tr("Styles", "Dialects"),
            [
                (tr("Styles", "Cantonese"), "用广东话说"),
                (tr("Styles", "Sichuan"), "用四川话说"),
                (tr("Styles", "Shanghai"), "用上海话说"),
                (tr("Styles", "Zhengzhou"), "用郑州话说"),
                (tr("Styles", "Changsha"), "用长沙话说"),
                (tr("Styles", "Tianjin"), "用天津话说"),
            ],
        ),
        (
            tr("Styles", "Moods"),
            [
                (tr("Styles", "Calm"), "用冷静的语气说"),
                (tr("Styles", "Happy"), "用开心的语气说"),
                (tr("Styles", "Sad"), "用悲伤的语气说"),
                (tr("Styles", "Surprised"), "用惊讶的语气说"),
                (tr("Styles", "Angry"), "用愤怒的语气说"),
                (tr("Styles", "Fearful"), "用恐惧的语气说"),
                (tr("Styles", "Disgusted"), "用厌恶的语气说"),
                (tr("Styles", "Serious"), "用严肃的语气说"),
                (tr("Styles", "Gentle"), "用温柔的语气说"),
            ],
        ),
        (
            tr("Styles", "Pace"),
            [
                (tr("Styles", "Fast"), "快速地说"),
                (tr("Styles", "Very fast"), "非常快速地说"),
                (tr("Styles", "Slow"), "慢速地说"),
                (tr("Styles", "Very slow"), "非常慢速地说"),
            ],
        ),
        (
            tr("Styles", "Roles"),
            [
                (tr("Styles", "Mysterious"), "用神秘的口吻说"),
                (tr("Styles", "Fierce"), "用凶猛的口吻说"),
                (tr("Styles", "Curious"), "用好奇的口吻说"),
                (tr("Styles", "Elegant"), "用优雅的口吻说"),
                (tr("Styles", "Lonely"), "用孤独的口吻说"),
                (tr("Styles", "A robot"), "模仿机器人的风格说"),
                (tr("Styles", "Peppa Pig"), "模仿小猪佩奇的风格说"),
            ],
        ),
    ]
