"""Speech clean-up: what becomes of what, and that no split of the text changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from shared_client.text.cleanup import SpeechCleaner, clean_for_speech, clean_stream
from shared_client.text.segmentation import segment
from tests.examples import times

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
        *("x" * 120, "-" * 120, "`" * 310, "[" + "y" * 299, "(" + "u" * 1001, "." * 300, " " * 300),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join) | st.text(max_size=100)


def streamed(text: str, size: int = 1) -> str:
    cleaner = SpeechCleaner()
    pieces = [cleaner.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + cleaner.flush()


EXAMPLES = [
    # emphasis
    (
        "This is **bold**, *it*, ***both***, __b__, _i_ and ~~no~~.",
        "This is bold, it, both, b, i and no.",
    ),
    ("这是**重点**内容，*很*好，**“你好”**。", "这是重点内容，很好，“你好”。"),
    ("**Note:** mind the *g*ap", "Note: mind the gap"),
    (
        "2 * 3, 5*6, 2**8, a*b, snake_case_name, ~5 min, 好~",
        "2 * 3, 5*6, 2**8, a*b, snake_case_name, ~5 min, 好~",
    ),
    ("a ** b, a *** b, a _ b, ~~ x", "a ** b, a b, a _ b, ~~ x"),
    ("an *unclosed thing", "an unclosed thing"),
    ("*a b*c", "a bc"),
    # blocks
    ("# Title\nText", "Title.\nText"),
    ("###### 标题\n正文", "标题。\n正文"),
    ("####### seven\n#1 #tag C#\n#", "####### seven\n#1 #tag C#\n"),
    ("- one\n* two!\n+ three (3)\n• 四\n", "one.\ntwo!\nthree (3).\n四。\n"),
    ("- [x] done\n- [ ] open\n- [link](u)\n- [x", "done.\nopen.\nlink.\n[x."),
    (
        "1. Do it\n2) And that:\n3、苹果\n4.5 and 2024\n12",
        "1. Do it.\n2) And that:\n3、苹果。\n4.5 and 2024\n12",
    ),
    ("> quoted\n>> twice\n>_< and >5", "quoted\ntwice\n>< and >5"),
    ("> - # deep", "deep."),
    ("a\n---\nb\n* * *\nc\n___\nd\n===\n- - -", "a\nb\nc\nd\n"),
    ("-5 degrees\n-- x\n+1\n=a\n_b_\n:)", "-5 degrees\n-- x\n+1\n=a\nb\n:)"),
    ("a\r\n\r\n\r\nb\u2028c", "a\nb\nc"),
    ("  indented   text  \n", "indented text\n"),
    # tables
    ("| City | Sky |\n|:--|--:|\n| Bonn | grey |\n| | x |\n", "City, Sky.\nBonn, grey.\nx.\n"),
    ("| 城市 | 天气 |\n|---|---|\n| 北京 | 晴<br>热 |\n", "城市，天气。\n北京，晴，热。\n"),
    ("a | b\n--- | ---\n1 | 2\nx|y", "a, b\n1, 2\nx|y"),
    ("| <b>a</b> | `x|y` |", "a, x, y."),
    # code
    ("Use `a*b` and ``c`d`` now, ` lone *x*\n*y*", "Use a*b and c`d now, lone *x*\ny"),
    ("Before\n```python\nx = 1\n``\n```\nAfter\n~~~\n```\n~~~~\nEnd", "Before\nAfter\nEnd"),
    ("```a b``` is code\n`x` too\n~5\n~~a~~", "a b is code\nx too\n~5\na"),
    ("```\nnever closed\n**x**", ""),
    ("```\n``` no end\n" + "`" * 400 + "\n```" + " " * 400 + "\n```\nend", "end"),
    # links
    (
        'See [the docs](https://a.b/c_(d) "T"), [it][1], <https://www.a.b/c> and <me@a.b>.',
        "See the docs, it, a.b and me@a.b.",
    ),
    ("![a cat](cat.png) ![](x.png)! [![badge](b.svg)](http://c.d) !", "a cat! badge !"),
    ("[![b](c)] x, [![b](c)](d e f", "b] x, b](d e f"),
    ("[text] [a](b c [d\n[e](\n)", "[text] [a](b c [d\n[e](\n)"),
    ("a [**b**](u) [c][d e", "a b [c][d e"),
    (
        "Known[1] so[2, 3] far [4-6], well[^n] and【3†source】. 【注】【1】",
        "Known so far, well and. 【注】【1】",
    ),
    ("[1]: http://x.y\n[^1]: A note\n[a]: plain\n[b", "A note\n[a]: plain\n[b"),
    (
        "At https://www.example.com/a?b=c. And (http://x.y/z), www.q.de! https://a.b:80",
        "At example.com. And (x.y), q.de! a.b",
    ),
    ("请看https://例子.cn或https://a.cn/路，www.x.cn。", "请看https://例子.cn或a.cn路，x.cn。"),
    ("http:// https who www. ahttp://x HTTP://A.B/c", "http:// https who www. ahttp://x A.B"),
    ("https://a.b/c?d=e...f!x https://a.b/" + "." * 400 + "c", None),
    # HTML
    ("<p>a <b>b</b></p><ul><li>c</li></ul>d<br/>e H<sub>2</sub>O<td>f</td>", "a b\nc\nd\ne H2O f"),
    ("a <!-- no -->b <!-- open", "a b <!-- open"),
    (
        "I <3 you, a < b, List<String>, x<y>z, </ , <b",
        "I <3 you, a < b, List<String>, x<y>z, </ , <b",
    ),
    ("<a href='x' " + "y" * 400 + ">", None),
    ("A&amp;B AT&T &lt;b&gt; &#65;&#x42; &nbsp;x &nosuch; &", "A&B AT&T <b> AB x &nosuch; &"),
    # signs
    ("😀 Hi 👨‍👩‍👧 there 👍🏽! 1️⃣ 🇩🇪 ✅ ok ❤️", "Hi there! 1 ok"),
    ("a\u200bb\ufeffc\x07d\xade\ud83df", "abcdef"),
    ("می\u200cخواهم, a\u200cb, 25 °C ™ ①", "می\u200cخواهم, ab, 25 °C ™ ①"),
    (
        "$5, US$ 7, $x^2$, $$E=mc$$, \\(y\\), \\[z\\], $a + b$ $",
        "$5, US$ 7, x^2, E=mc, y, z, a + b $",
    ),
    ("\\*not\\* \\_it\\_ C:\\dir \\", "*not* _it_ C:\\dir \\"),
    ("ends with !", "ends with !"),
    ("**", "**"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), EXAMPLES)
def test_what_is_said(written: str, said: str | None) -> None:
    result = clean_for_speech(written)
    assert streamed(written) == result
    assert said is None or result == said


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
    assert streamed(ANSWER, size) == (
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


@given(TEXTS, st.data())
@settings(max_examples=times(6))
def test_any_split_gives_the_same(text: str, data: st.DataObject) -> None:
    whole = clean_for_speech(text)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    cleaner = SpeechCleaner()
    pieces = [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    assert "".join(map(cleaner.feed, pieces)) + cleaner.flush() == whole
    assert streamed(text) == whole


@given(TEXTS)
@settings(max_examples=times(3))
def test_what_is_held_back_is_bounded(text: str) -> None:
    cleaner = SpeechCleaner()
    for char in text:
        cleaner.feed(char)
        assert len(cleaner._text) <= 1400


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
def test_ordinary_prose_passes_unchanged(phrases: list[str]) -> None:
    text = "So " + "".join(phrases)
    assert clean_for_speech(text).split() == text.split()


@pytest.mark.parametrize(
    "text",
    ["So it is. ", "今天，", "*", "**a", "`", "[", "[a", "[a](", "[a](u", "[a](b 'c", "<", "<b ",
     "<!--", "&a", "$", "|a", "- ", "#", "http://",
     "https://a.b/c,", "\\", "![", "_a", "> ", "1. ", "😀",
     "【1", "```\n", "[![a](b)](c)", "\n", " "],
)  # fmt: skip
def test_long_texts_take_linear_time(text: str) -> None:
    long = text * (5_000 // len(text))
    assert streamed(long) == clean_for_speech(long)
    assert len(clean_for_speech(long * 10)) < 20 * len(long)


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


@given(TEXTS)
def test_every_place_is_in_the_text_and_none_goes_back(text: str) -> None:
    cleaner = SpeechCleaner()
    said = cleaner.feed_placed(text) + cleaner.flush_placed()
    places = [place for _, place in said]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
