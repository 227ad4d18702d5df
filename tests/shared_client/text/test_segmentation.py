"""Text cut for speech: examples of what is cut where, and what holds for every text."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st
import pytest

from shared_client.text.segmentation import Segmenter, segment, segment_stream
from tests.examples import times

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator

LATE_MARKS = '。｡！？”’」』）》】〕〉）!?)]"… '  # may stand at the front of the next segment

FRAGMENTS = st.sampled_from(
    [
        *"ab Z 今天ですはい안녕 09.,;:!?…。！？，、；：—–-*~`'\"“”‘’「」（）()[]{}\n\r\u2028\t",
        *("Dr. ", "U.S. ", "3.14", "1,000", "12:30", "e.g. ", "\n\n", "1. ", "2) ", "……", "——"),
        *("Hello there", " and then", "今天天气很好", "我们走吧", "ありがとう", "감사합니다"),
        "https://a.b/c?d=e",
        *("👨‍👩‍👧", "👍🏽", "🇩🇪", "🏴\U000e0067\U000e007f", "e\u0301", "\u200d", "\ufe0f"),
        *("\ud83d", "\ude00", "ᄒ", "ᅡ", "\u00a0", "½"),
        *("x" * 70, "长" * 50, "-" * 120, " " * 30, "।", "؟ ", "．", "｡"),
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=200)


def bare(text: str) -> str:
    return "".join(text.split())


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def cuts(segments: Iterable[str]) -> list[int]:
    """After how many letters and digits of the whole text each segment ends."""
    ends: list[int] = []
    for each in segments:
        ends.append((ends[-1] if ends else 0) + len(words(each)))
    return ends


def weigh(text: str) -> int:
    return sum(9 if char < "\u0300" else 20 for char in text)


def split(text: str, data: st.DataObject) -> list[str]:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def fed(pieces: Iterable[str]) -> list[list[str]]:
    """Return what each piece brought out, and last what was left."""
    segmenter = Segmenter()
    return [*(segmenter.feed(piece) for piece in pieces), segmenter.flush()]


# Examples


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", []),
        (" \n ", []),
        ("?!… —", []),
        ("Hello", ["Hello"]),
        (
            "The weather is fine today, and it stays so. It will rain tomorrow.",
            ["The weather is fine today,", "and it stays so. It will rain tomorrow."],
        ),
        ("Sure, I can do that.", ["Sure, I can do that."]),
        (
            "Dr. Smith paid $3.14 for 1,000 at 12:30. He never came back again.",
            ["Dr. Smith paid $3.14 for 1,000 at 12:30.", "He never came back again."],
        ),
        ("1. Take the apples.\n2. Wash them.", ["1. Take the apples.", "2. Wash them."]),
        ("Pay 1,000,000 euros by 12:30", ["Pay 1,000,000 euros by 12:30"]),
        ("He waited… and waited… Then he left", ["He waited… and waited…", "Then he left"]),
        ("Read a *starred* word. **Then** stop.", ["Read a *starred* word. **Then** stop."]),
        ("今天天气很好。我们走吧！", ["今天天气很好。", "我们走吧！"]),
        ("好的，我来帮你查一下，请稍等一会儿。", ["好的，我来帮你查一下，", "请稍等一会儿。"]),
        ("他走到门口对我说：“你好！”然后就走了。", ["他走到门口对我说：", "“你好！”然后就走了。"]),
        (
            '他说:"今天你好吗?"然后他就高高兴兴地走了。',
            ['他说:"今天你好吗?"', "然后他就高高兴兴地走了。"],
        ),
        (
            "(今天真的很好。)我们一起去公园里走走吧。",
            ["(今天真的很好。)", "我们一起去公园里走走吧。"],
        ),
        ("今天真的吗？！太好了！！！我们走吧", ["今天真的吗？！", "太好了！！！我们走吧"]),
        ("今天真的吗?!太好了……那就这样吧", ["今天真的吗?!", "太好了……那就这样吧"]),
        ("会议在今天下午12：30开始", ["会议在今天下午12：30开始"]),
        (
            "我用Python写了一个程序，it works well. 你试试！",
            ["我用Python写了一个程序，", "it works well. 你试试！"],
        ),
        ("これはペンです。「はい。」と言った。", ["これはペンです。", "「はい。」と言った。"]),
        ("ﾃｽﾄﾃﾞｽ｡ｿｳﾃﾞｽ｡", ["ﾃｽﾄﾃﾞｽ｡", "ｿｳﾃﾞｽ｡"]),
        (
            "오늘은 날씨가 좋습니다. 내일은 비가 옵니다.",
            ["오늘은 날씨가 좋습니다.", "내일은 비가 옵니다."],
        ),
        ("यह अच्छा है। वह आया।", ["यह अच्छा है।", "वह आया।"]),
        ("A title\nThe text\n---\nThe end", ["A title", "The text", "--- The end"]),
        ("First.\n\nOK.\nYes.\nFine.", ["First.", "OK. Yes. Fine."]),
        ("Done.\n\n***\n", ["Done."]),
    ],
)
def test_a_whole_text(text: str, segments: list[str]) -> None:
    assert list(segment(text)) == segments


def test_the_first_clause_leaves_before_its_sentence_is_over() -> None:
    segmenter = Segmenter()
    assert segmenter.feed("好的，") == []  # too short to fill the time until the next
    assert segmenter.feed("我来帮你查") == []
    assert segmenter.feed("一下，") == ["好的，我来帮你查一下，"]
    assert segmenter.feed("请稍等，马上就好，") == []  # only the first is in such a hurry


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("That is a good question; ", "That is a good question;"),
        ("That is a good question: ", "That is a good question:"),
        ("That is a good question — w", "That is a good question —"),
        ("That is a good question—w", "That is a good question—"),
        ("That is a good “question,” s", "That is a good “question,”"),
        ("That is a good question! s", "That is a good question!"),
        ("这是一个很好的问题——我", "这是一个很好的问题——"),
        ("“这是一个很好的问题，”他", "“这是一个很好的问题，”"),
        ("这是一个很好的问题,我", "这是一个很好的问题,"),
        ("苹果香蕉橘子、", "苹果香蕉橘子、"),
    ],
)
def test_marks_that_end_the_first_clause(text: str, clause: str) -> None:
    assert [s for out in fed(text)[:-1] for s in out] == [clause]


@pytest.mark.parametrize(
    "text",
    [
        "It was about 10,",
        "It was about 10,0",
        "It was from 1990–2000",
        "It was here at http://x",
        "It was here—",
        "今天一共花了 12，3",
        "今天我们下午 12：3",
        "“这是一个很好的问题，",
    ],
)
def test_what_may_go_on_does_not_end_the_first_clause(text: str) -> None:
    assert [s for out in fed(text)[:-1] for s in out] == []


def test_a_chinese_sentence_leaves_with_its_last_character() -> None:
    segmenter = Segmenter()
    assert segmenter.feed("今天天气很好。") == ["今天天气很好。"]
    assert segmenter.feed("走吧！") == ["走吧！"]
    assert segmenter.feed("好吗?") == ["好吗?"]
    assert segmenter.feed("他说：“你好。") == []  # the quote is open: its end is waited for
    assert segmenter.feed("”") == ["他说：“你好。”"]
    assert segmenter.flush() == []


def test_marks_that_come_late_go_with_what_follows() -> None:
    assert fed(["太好了！", "！！", "”", "我们走吧。"]) == [
        ["太好了！"],
        [],
        [],
        ["！！”我们走吧。"],
        [],
    ]
    assert fed(["太好了。", "）" * 500]) == [["太好了。"], [], []]


def test_a_latin_sentence_waits_for_the_word_after_it() -> None:
    assert fed(["It costs 3.", "14. ", "Dr", ". ", "No", "w", "."]) == [
        [],
        [],
        ["It costs 3.14."],
        [],
        [],
        [],
        [],
        ["Dr. Now."],
    ]


def test_very_short_sentences_travel_together_only_if_they_are_at_hand() -> None:
    assert fed(["No. Yes. OK! Fine. Then let us go there. And"]) == [
        ["No. Yes. OK!", "Fine. Then let us go there."],
        ["And"],
    ]
    assert fed(["好。", "好。", "是。对。"]) == [["好。"], ["好。"], ["是。对。"], []]
    long = "It is so" + " and so" * 27
    assert list(segment(f"Hi there. Right. {long}. No.")) == [
        "Hi there.",
        "Right.",
        f"{long}.",
        "No.",
    ]


def test_after_a_pause_the_first_clause_is_in_a_hurry_again() -> None:
    segmenter = Segmenter()
    assert segmenter.feed("Let me look that up") == []
    assert segmenter.flush() == ["Let me look that up"]
    assert segmenter.flush() == []
    assert segmenter.feed("I have found it, here") == ["I have found it,"]


def test_marks_without_a_word_stay_for_what_follows() -> None:
    segmenter = Segmenter()
    assert segmenter.feed("“") == segmenter.flush() == []
    assert segmenter.feed("Hi”") == []
    assert segmenter.flush() == ["“Hi”"]


def test_pending_tells_what_flush_would_do() -> None:
    segmenter = Segmenter()
    told = [(segmenter.feed(piece), segmenter.pending) for piece in ("“", "Hi", "\n", "!")]
    assert told == [([], False), ([], True), (["“Hi"], False), ([], False)]


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("the quick brown fox " * 40, " "),
        ("the price is 3.14 or 1 000 000 or so " * 20, " "),
        ("今天天气很好，" * 40, ""),
        ("我们用 Python 写程序 " * 30, " "),
        ("word-and-word/" * 40, ""),
        ("今天" * 300, ""),
        ("今天3.14和1,000元" * 30, ""),
        ("👨‍👩‍👧a" * 100, ""),
        ("👍🏽a" * 200, ""),
        ("e\u0301" * 600, ""),
        ("한" * 300, ""),
        ("\ud83d\ude00a" * 300, ""),
        ("I don't, he can't " * 40, " "),
        ("wow ! " * 90, " "),
    ],
)
def test_run_on_text_is_cut_where_it_hurts_least(text: str, joint: str) -> None:
    segments = list(segment(text))
    assert joint.join(segments) == text.strip()
    for before, after in itertools.pairwise(segments):
        assert not (before[-1].isdigit() and after[0].isdigit())
        assert not (before[-1].isdigit() and after[0] in ".,")
        assert not (before[-1] in ".,'" and after[0].isalnum() and before[-2].isdigit())
        assert after[0] not in "\u0301\u200d\U0001f3fd\ude00，。,."
        assert before[-1] not in "\u200d\ud83d"
        if joint == " ":
            assert before[-1] != "'"
            assert text.count(f"{before[-6:]} {after[:6]}")
    assert len(segments) < 2 * len(text) / 40
    assert all(len(each) <= 200 for each in segments)


def test_flags_stay_whole() -> None:
    segments = list(segment("a" + "🇩🇪" * 300))
    assert all(each.removeprefix("a").startswith("🇩") for each in segments)


def test_a_syllable_of_jamo_stays_whole() -> None:
    segments = list(segment("\u1112\u1161\u11ab" * 200))
    assert all(each.startswith("\u1112") for each in segments)


def test_limits_are_the_callers() -> None:
    segmenter = Segmenter(first_limit=5, limit=10)
    assert segmenter.feed("今" * 21) == ["今" * 5, "今" * 10]
    assert segmenter.flush() == ["今" * 6]
    for first_limit, limit in ((0, 10), (11, 10)):
        with pytest.raises(ValueError, match="first_limit"):
            Segmenter(first_limit=first_limit, limit=limit)


def test_a_language_models_answer() -> None:
    tokens = [
        *(
            "好",
            "的",
            "！",
            "北京",
            "今天",
            "晴",
            "，",
            "气温",
            " ",
            "3",
            ".",
            "5",
            " 到",
            " 12",
            "℃",
        ),
        *("，", "适合", "外出", "。", "\n\n", "建议", "：", "“", "多", "喝水", "。", "”", " By"),
        *(" the", " way", ",", " Dr", ".", " Wang", " called", " at", " ", "12", ":", "30", "."),
        *(" Call", " back", "!"),
    ]
    assert list(segment(iter(tokens))) == [
        "好的！",
        "北京今天晴，气温 3.5 到 12℃，适合外出。",
        "建议：“多喝水。”",
        "By the way, Dr. Wang called at 12:30.",
        "Call back!",
    ]


def test_a_piece_is_spoken_before_the_next_is_asked_for() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[str]:
        for number in range(3):
            asked.append(number)
            yield "今天天气很好。"

    segments = segment(pieces())
    assert next(segments) == "今天天气很好。"
    assert asked == [0]


@pytest.mark.parametrize(
    "text",
    [
        "It is so. ", "今天，", "a", "今", ".", "-", " ", "e\u0301", "A. ", "🇩", "\u0301", "(“",
        "1. ", "。", "! ", "\n", "\u200d", '"', "12", "\ud83d",
    ],
)  # fmt: skip
def test_long_texts_take_linear_time(text: str) -> None:
    long = text * (20_000 // len(text))
    assert sum(map(len, segment(long))) <= len(long)
    assert sum(map(len, segment(iter(long)))) <= len(long)


# What holds for every text


@given(TEXTS, st.data())
@settings(max_examples=times(4))
@example("“……我", None)
def test_no_text_is_lost_doubled_or_moved(text: str, data: st.DataObject | None) -> None:
    pieces = split(text, data) if data else list(text)
    for segments in (list(segment(text)), list(segment(iter(pieces)))):
        joined = "".join(segments)
        assert words(joined) == words(text)
        if "-" * 100 not in text:
            last_word = len(bare(text).rstrip()) if words(text) else 0
            assert bare(text)[:last_word].startswith(bare(joined))
            assert not words(bare(text)[len(bare(joined)) :])


@given(TEXTS, st.data())
@settings(max_examples=times(4))
def test_segments_are_speakable_and_short_enough(text: str, data: st.DataObject) -> None:
    limit = data.draw(st.integers(1, 90))
    first_limit = data.draw(st.integers(1, limit))
    segmenter = Segmenter(first_limit=first_limit, limit=limit)
    segments = [s for piece in split(text, data) for s in segmenter.feed(piece)]
    segments += segmenter.flush()
    for each in segments:
        assert each == each.strip()
        assert words(each)
        body = each.lstrip(LATE_MARKS)
        assert len(each) - len(body) <= 100
        assert len(body) <= max(1, limit * 20 // 9)
        assert sum(20 if "\u4e00" <= char <= "\u9fff" else 9 for char in body) <= limit * 20


@given(TEXTS, st.data())
@settings(max_examples=times(6))
def test_the_split_only_decides_which_short_sentences_travel_together(
    text: str, data: st.DataObject
) -> None:
    finest = cuts(segment(iter(text)))
    pieces = cuts(segment(iter(split(text, data))))
    whole = cuts(segment(text))
    assert set(whole) <= set(finest)
    assert set(pieces) <= set(finest)


@given(TEXTS, st.data())
@settings(max_examples=times(3))
def test_pauses_lose_nothing(text: str, data: st.DataObject) -> None:
    segmenter = Segmenter()
    segments: list[str] = []
    for piece in split(text, data):
        segments += segmenter.feed(piece)
        segments += segmenter.flush()
    assert words("".join(segments)) == words(text)
    assert all(map(words, segments))


# Streams


class Source:
    """An async source that notes how it ends, and pauses at each None."""

    def __init__(self, *pieces: str | None, error: Exception | None = None) -> None:
        self.pieces = pieces
        self.error = error
        self.go_on = asyncio.Event()
        self.asked = 0
        self.closed_in: asyncio.Task[object] | None = None
        self.opened_in: asyncio.Task[object] | None = None

    async def read(self) -> AsyncGenerator[str, None]:
        self.opened_in = asyncio.current_task()
        try:
            for piece in self.pieces:
                self.asked += 1
                if piece is None:
                    await self.go_on.wait()
                else:
                    yield piece
            if self.error:
                raise self.error
        finally:
            await asyncio.sleep(0)  # a close that awaits
            self.closed_in = asyncio.current_task()


async def test_a_stream_is_cut_like_a_text() -> None:
    source = Source("今天天气", "很好。我们", "走吧。", "再见")
    segments = [s async for s in segment_stream(source.read())]
    assert segments == ["今天天气很好。", "我们走吧。", "再见"]
    assert source.closed_in is source.opened_in


async def test_a_pause_hands_out_what_is_there() -> None:
    source = Source("Let me look", None, "that up. I have", None, " it")
    stream = segment_stream(source.read(), idle=0.01)
    assert await anext(stream) == "Let me look"
    source.go_on.set()
    assert [s async for s in stream] == ["that up.", "I have it"]


async def test_a_pause_with_nothing_to_speak_only_waits() -> None:
    source = Source("“", None, "Hi.”")
    stream = segment_stream(source.read(), idle=0.001)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    source.go_on.set()
    assert await waiting == "“Hi.”"
    assert [s async for s in stream] == []


async def test_text_that_comes_as_the_pause_ends_goes_on() -> None:
    source = Source("Let me look", None, " that up. ")
    stream = segment_stream(source.read(), idle=0.05)
    first = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.01)
    source.go_on.set()
    time.sleep(0.1)  # noqa: ASYNC251 - in the loop's next turn the text comes, and the pause ends
    assert await first == "Let me look that up."
    assert [s async for s in stream] == []


async def test_an_error_of_the_source_comes_after_what_was_complete() -> None:
    source = Source("今天天气很好。我们", error=OSError("gone"))
    segments: list[str] = []
    with pytest.raises(OSError, match="gone"):
        async for each in segment_stream(source.read()):
            segments.append(each)  # noqa: PERF401 - those before the error are what is tested
    assert segments == ["今天天气很好。"]
    assert source.closed_in is source.opened_in


async def test_closing_the_stream_closes_the_source() -> None:
    source = Source("今天天气很好。", None)
    stream = segment_stream(source.read())
    assert await anext(stream) == "今天天气很好。"
    await stream.aclose()
    assert source.closed_in is source.opened_in is not None


async def test_cancelling_the_reader_closes_the_source() -> None:
    source = Source("今天天气很好。", None)
    heard = asyncio.Event()

    async def listen() -> None:
        async for _ in segment_stream(source.read()):
            heard.set()

    task = asyncio.create_task(listen())
    await heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.closed_in is source.opened_in is not None


async def test_a_slow_listener_holds_the_source_back() -> None:
    source = Source(*["今天天气很好。"] * 1000)
    stream = segment_stream(source.read())
    assert await anext(stream) == "今天天气很好。"
    for _ in range(2000):
        await asyncio.sleep(0)
    assert source.asked < 200
    await stream.aclose()
    assert source.closed_in is source.opened_in is not None


async def test_a_source_that_is_no_generator() -> None:
    class Pieces:
        def __init__(self) -> None:
            self.left = ["Hello ", "there"]

        def __aiter__(self) -> Pieces:
            return self

        async def __anext__(self) -> str:
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop(0)

    assert [s async for s in segment_stream(Pieces())] == ["Hello there"]
