"""Speech clean-up as a whole: no split of a text changes it, nothing waits for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from shared_client.text.cleanup import SpeechCleaner, TextKind, clean_for_speech, clean_stream
from shared_client.text.segmentation import segment
from tests.examples import times
from tests.shared_client.text.said import KINDS, streamed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

FRAGMENTS = st.sampled_from(
    [
        *"aZhwHW 今。，（）*_~`#>|-+=[]()!<&;$\\:.,'\"?0159\n\r\u2028\t",
        *(
            "hello",
            "今天",
            "안녕",
            "  ",
            "\n\n",
            "**",
            "***",
            "__",
            "~~",
            "``",
            "```",
            "```py\n",
            "~~~",
        ),
        *("## ", "- ", "* ", "+ ", "1. ", "2)", "3、", "> ", "| ", "|---|", "---", "- - -", "==="),
        *("](", "[^1]", "[1]", "]:", "![", "[![", "](u)", "(b(c))", ' "t")', "https://", "www."),
        *("x.y/z", "?a=b", "<b>", "</p>", "<br/>", "<!--", "-->", "<a href='x'>", "<list<", "<td>"),
        *("<https://x.y>", "&amp;", "&#65;", "$$", "\\(", "😀", "👨‍👩‍👧", "1️⃣", "\u200b", "\x07"),
        *(
            "\ud83d",
            "【1†s】",
            "【",
            "3.14",
            "[x] ",
            "•",
            "e\u0301",
            "ک\u200c",
            "http",
            "[a]: http",
        ),
        *("<think>", "</think>", "<thi", "[THINK]", "◁think▷", "<script>", "</script>", "<svg>"),
        *(
            "<b and c>",
            "<b x=1",
            "<b hidden",
            "/>",
            "A_(b)",
            "_(",
            "[0]=",
            "````\n",
            "~~~\n",
            "```\n",
        ),
        *("x" * 120, "-" * 120, "`" * 310, "[" + "y" * 299, "(" + "u" * 1001, "." * 300, " " * 300),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join) | st.text(max_size=100)


ANSWER = """## 北京天气 ☀️

今天**晴**，气温 `12` 到 *20* ℃[1]。

| 时间 | 天气 |
|------|------|
| 上午 | 晴 🌞 |
| 下午 | 多云 |

建议：
1. **多喝水**——见[指南](https://example.com/a_(b))
2. 穿薄外套

```python
print("hi")
```

That's it — *enjoy* your day! 🎉
"""


@pytest.mark.parametrize("size", [1, 3, 4, 7, 1000])
def test_an_answer_in_tokens(size: int) -> None:
    assert streamed(ANSWER, size=size) == (
        "北京天气。\n今天晴，气温 12 到 20 ℃。\n时间，天气。\n上午，晴。\n下午，多云。\n建议：\n"
        "1. 多喝水——见指南。\n2. 穿薄外套。\nThat's it — enjoy your day!\n"
    )


def test_cleaned_text_is_cut_into_sentences() -> None:
    assert list(segment(clean_for_speech(ANSWER)))[:3] == [
        "北京天气。",
        "今天晴，气温 12 到 20 ℃。",
        "时间，天气。 上午，晴。",
    ]


def test_a_phrase_may_stand_for_code() -> None:
    cleaner = SpeechCleaner(code_phrase="Here is some code")
    text = "So:\n```\nx\n```\nDone"
    assert cleaner.feed(text) + cleaner.flush() == "So:\nHere is some code.\nDone"


def test_words_come_out_at_once() -> None:
    cleaner = SpeechCleaner()
    pieces = ["Hel", "lo", " **wor", "ld** `co", "de` and ", "今天，", "- no\n"]
    said = ["Hel", "lo", " wor", "ld co", "de and", " 今天，", "- no\n"]
    assert [cleaner.feed(piece) for piece in pieces] == said


@pytest.mark.parametrize(
    "mark", ["[text ", "![alt", "**", "`", "<b ", "<!-- ", "$x ", "~~", "[a](", "- [", "> ", "| ",
     "【1"],
)  # fmt: skip
def test_an_unclosed_mark_holds_little_back(mark: str) -> None:
    cleaner = SpeechCleaner()
    assert "word" in cleaner.feed(mark + "word " * 70)
    if mark != "<!-- ":  # a comment may go over lines
        assert "word" in SpeechCleaner().feed(f"{mark}word\n")


@given(TEXTS, KINDS, st.data())
@settings(max_examples=times(6))
def test_any_split_gives_the_same(text: str, kind: TextKind, data: st.DataObject) -> None:
    whole = clean_for_speech(text, kind)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    cleaner = SpeechCleaner(kind)
    pieces = [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    assert "".join(map(cleaner.feed, pieces)) + cleaner.flush() == whole
    assert streamed(text, kind) == whole


@given(TEXTS, KINDS)
@settings(max_examples=times(3))
def test_what_is_held_back_is_bounded(text: str, kind: TextKind) -> None:
    cleaner = SpeechCleaner(kind)
    for char in text:
        cleaner.feed(char)
        assert cleaner.held <= 1400


WORDS = st.text("abcXYZ019今天气好ですカ안녕éüß", min_size=1, max_size=8)
MARKS = st.sampled_from(
    [" ", ", ", ". ", "! ", "? ", "; ", ": ", " — ", "-", "'", "，", "。", "！", "、"]
)
QUOTED = st.sampled_from(
    ["“{}”", "（{}）", "({})", '"{}"', "《{}》", "「{}」", "{}%", "@{}", "{} + 1", "{}/2"]
)
PHRASES = st.tuples(QUOTED, WORDS, MARKS).map(lambda parts: parts[0].format(parts[1]) + parts[2])


@given(st.lists(PHRASES | st.tuples(WORDS, MARKS).map("".join), max_size=30))
@settings(max_examples=times(3))
def test_ordinary_prose_passes_unchanged_whatever_its_kind(phrases: list[str]) -> None:
    text = "So " + "".join(phrases)
    for kind in TextKind:
        assert clean_for_speech(text, kind).split() == text.split()


@pytest.mark.parametrize(
    "text",
    ["So it is. ", "今天，", "*", "**a", "`", "[", "[a", "[a](", "[a](u", "[a](b 'c", "<", "<b ",
     "<!--", "&a", "$", "|a", "- ", "#", "http://",
     "https://a.b/c,", "\\", "![", "_a", "> ", "1. ", "😀",
     "【1", "```\n", "[![a](b)](c)", "\n", " "],
)  # fmt: skip
@pytest.mark.parametrize("kind", TextKind)
def test_long_texts_take_linear_time(text: str, kind: TextKind) -> None:
    long = text * (5_000 // len(text))
    assert streamed(long, kind) == clean_for_speech(long, kind)
    assert len(clean_for_speech(long * 10, kind)) < 20 * len(long)


class Source:
    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.closed = False

    async def read(self) -> AsyncGenerator[str, None]:
        try:
            for piece in self.pieces:
                yield piece
        finally:
            self.closed = True


async def test_a_stream() -> None:
    source = Source("**Hel", "*", "*", "lo", " [the", " docs](u)", " !")
    assert [piece async for piece in clean_stream(source.read())] == [
        "Hel",
        "lo",
        " the docs",
        " !",
    ]
    assert source.closed


async def test_closing_a_stream_closes_its_source() -> None:
    source = Source("Hello", " there")
    stream = clean_stream(source.read())
    assert await anext(stream) == "Hello"
    await stream.aclose()
    assert source.closed


async def test_a_source_that_is_no_generator() -> None:
    class Pieces:
        def __init__(self) -> None:
            self.left = ["**", "x"]

        def __aiter__(self) -> Pieces:
            return self

        async def __anext__(self) -> str:
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop(0)

    assert [piece async for piece in clean_stream(Pieces())] == ["x"]


def test_a_phrase_for_code_stands_where_the_code_does() -> None:
    text = "So:\n```py\nx = 1\n```\nDone"
    cleaner = SpeechCleaner(code_phrase="Some code")
    said = cleaner.feed_placed(text) + cleaner.flush_placed()
    shown = [place for char, place in said[2:] if char in "Some code"][:8]
    assert text[shown[0] : shown[-1] + 1].startswith("```py")
    assert shown == sorted(shown)
    assert shown[-1] < text.index("\nDone")


MARKED = (
    "# A **bold** title\n- [Dr. Smith](http://x.y/z), <https://foo.bar/x> & www.a.de/b &amp; c\n"
    "| a | b |\n|---|---|\n```py\ncode\n```\n![a picture](u) of [x[1]](y) 今天 [链接](u)好。"
)


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_what_is_said_is_found_where_it_stood(size: int) -> None:
    cleaner = SpeechCleaner()
    said = []
    for start in range(0, len(MARKED), size):
        said += cleaner.feed_placed(MARKED[start : start + size])
    said += cleaner.flush_placed()
    assert "".join(text for text, _ in said) == clean_for_speech(MARKED)
    assert [place for _, place in said] == sorted(place for _, place in said)
    assert all(MARKED[place] == text[0] for text, place in said if text.isalnum())


@given(TEXTS, KINDS)
def test_every_place_is_in_the_text_and_none_goes_back(text: str, kind: TextKind) -> None:
    cleaner = SpeechCleaner(kind)
    said = cleaner.feed_placed(text) + cleaner.flush_placed()
    places = [place for _, place in said]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
