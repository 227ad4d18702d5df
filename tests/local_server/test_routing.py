"""Which engine speaks which piece, and what is said of what none can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local_server import tags
from local_server.engines import Capabilities, State, Style, Voice
from local_server.errors import (
    ApiError,
    BusyError,
    EngineError,
    EngineFailedError,
    InvalidParameterError,
    LoadFailedError,
)
from local_server.routing import Speech
from local_server.text_stream import TextStream, joined
from shared_client import CosyVoiceClient, SpeechOptions, SynthesisMode
from tests.local_server.running import TOKEN, SlowEngine, audio_of, running

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

VOICE = Voice("voice", "你好", 110.0)


class Teller(SlowEngine):
    """An engine that remembers what it was told; each piece of text is a sample."""

    def __init__(self, name: str, *languages: str, instruct: bool = False) -> None:
        super().__init__()
        self.name = name
        self.capabilities = Capabilities(
            instruct=instruct, tags=instruct, languages=frozenset(languages)
        )
        self.parts: list[list[str]] = []

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        self.parts.append([])
        async for piece in text:
            self.parts[-1].append(piece)
            yield b"\1\0"


async def spoken(engines: list[Teller], text: str, instruct: str = "") -> Speech:
    speech = Speech(engines, TextStream(text), VOICE, Style(instruct))
    while await speech.next() is not None:
        pass
    await speech.close()
    return speech


async def test_each_piece_goes_to_the_best_engine_that_has_its_languages() -> None:
    best, rest = Teller("best", "zh", "en"), Teller("rest")
    text = "你好 hello。\n12 + 30。\nПривет.\n再见。\nこんにちは。"
    speech = await spoken([best, rest], text)
    assert best.parts == [["你好 hello。", "12 + 30。"], ["再见。"]]
    assert rest.parts == [["Привет."], ["こんにちは。"]]
    assert speech.spoke == ["best", "rest"]
    assert speech.notices == []


@pytest.mark.parametrize(
    ("text", "instruct", "spoken_by"),
    [
        ("每天服用5μg。", "", "best"),
        ("α=0.5", "", "best"),
        ("Ω。", "", "best"),
        ("每天用α。\n12。", "", "best"),
        ("Он ушёл.\nα = 12.", "", "rest"),
        ("他说Привет就走了。", "", "best"),
        ("The word λόγος means reason.", "", "best"),
        ("日本語で「こんにちは」という。", "", "rest"),
        ("Он сказал hello и ушёл.", "", "rest"),
        ("μικρό", "", "rest"),
        ("你好 hello there。", "用广东话说", "rest"),
        ("Hello 你好。", "Speak French", "rest"),
        ("你好。", "Speak French", "best"),
    ],
)
async def test_a_sign_or_a_word_of_another_script_does_not_give_a_sentence_away(
    text: str, instruct: str, spoken_by: str
) -> None:
    best, rest = Teller("best", "zh", "en"), Teller("rest")
    speech = await spoken([best, rest], text, instruct)
    assert speech.spoke == [spoken_by]


async def test_a_language_that_the_instruct_asks_for_chooses_the_engine() -> None:
    best, rest = Teller("best", "zh", "en"), Teller("rest")
    speech = await spoken([best, rest], "你好。", "用广东话说")
    assert (best.parts, rest.parts) == ([], [["你好。"]])
    assert speech.notices == []


async def test_an_engine_whose_model_is_gone_is_passed_over() -> None:
    best, rest = Teller("best"), Teller("rest")
    best.state = State.ABSENT
    await spoken([best, rest], "你好。")
    assert (best.parts, rest.parts) == ([], [["你好。"]])


class Unloadable(Teller):
    """An engine that has taken two pieces when it turns out that its model can't be loaded."""

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        self.parts.append([await anext(text), await anext(text)])
        raise LoadFailedError(self.name, "a file is damaged")
        yield b""  # type: ignore[unreachable]  # it makes this a generator


async def test_what_an_engine_had_taken_is_spoken_by_the_next_in_its_order() -> None:
    best, rest = Unloadable("best"), Teller("rest")
    speech = await spoken([best, rest], "一。\n二。\n三。")
    assert best.parts == [["一。", "二。"]]
    assert rest.parts == [["一。", "二。", "三。"]]
    assert speech.spoke == ["rest"]
    assert len(speech.notices) == 1


@pytest.mark.parametrize("strict", [False, True])
async def test_where_nobody_else_may_speak_it_is_said_why(*, strict: bool) -> None:
    engines = [Unloadable("best"), *([Teller("rest")] if strict else [])]
    speech = Speech(engines, TextStream("一。\n二。\n三。"), VOICE, Style(""), strict=strict)
    with pytest.raises(EngineError, match="a file is damaged") as found:
        await speech.next()
    assert isinstance(found.value, EngineFailedError) is strict
    await speech.close()


async def test_a_text_that_ends_with_an_error_is_not_the_engine_s_fault() -> None:
    async def text() -> AsyncGenerator[str]:
        yield "一。"
        raise InvalidParameterError("this text goes wrong")

    speech = Speech([Teller("only")], text(), VOICE, Style(""))
    assert await speech.next()
    with pytest.raises(InvalidParameterError, match="goes wrong"):
        await speech.next()
    await speech.close()


async def test_what_an_engine_cannot_follow_is_said_once() -> None:
    plain = Teller("Plain")
    text = "好<strong>的</strong>，[laughter]真有意思！\n[breath]\n再<|en|>见[mn]。"
    speech = await spoken([plain], text, "用冷静的语气说")
    assert plain.parts == [["好的，", "真有意思！", "再见。"]]
    assert speech.notices == [
        "Plain can't follow the instruct, which changes nothing",
        "Plain can't follow tags such as [laughter], which are left out",
    ]


async def test_a_tag_has_no_language() -> None:
    best, rest = Teller("best", "zh"), Teller("rest")
    await spoken([best, rest], "你好[laughter]，再见。")
    assert (best.parts, rest.parts) == ([["你好，", "再见。"]], [])


async def test_an_engine_that_follows_instructs_gets_the_text_unchanged() -> None:
    able = Teller("Able", instruct=True)
    speech = await spoken([able], "好<strong>的</strong>，[laughter]真有意思！", "用四川话说")
    assert able.parts == [["好<strong>的</strong>，", "[laughter]真有意思！"]]
    assert speech.notices == []


@pytest.mark.parametrize(
    ("messages", "parts"),
    [
        (
            ["<strong>好的。真的</strong>很好。"],
            ["<strong>好的。</strong>", "<strong>真的</strong>很好。"],
        ),
        (["<strong>好的。</strong>真的。"], ["<strong>好的。</strong>", "真的。"]),
        (["<strong>好的。", "</strong>真的。"], ["<strong>好的。</strong>", "真的。"]),
        (
            ["好。<laughter>你<strong>真。好", "。</strong>再</laughter>见。"],
            [
                "好。",
                "<laughter>你<strong>真。</strong></laughter>",
                "<laughter><strong>好。</strong></laughter>",
                "<laughter>再</laughter>见。",
            ],
        ),
        (["真好笑。[laughter]"], ["真好笑。[laughter]"]),
        (["That is funny. [laughter]"], ["That is funny. [laughter]"]),
        (["真好笑。[laughter]再见。"], ["真好笑。", "[laughter]再见。"]),
        (
            ["真好笑。", "[laughter]", "再见。", "[sigh]"],
            ["真好笑。", "[laughter]再见。", "[sigh]"],
        ),
        (["</strong>好。", "</strong>"], ["</strong>好。"]),
    ],
)
async def test_a_tag_stays_with_its_words_and_a_span_is_whole_in_each_piece(
    messages: list[str], parts: list[str]
) -> None:
    able, plain = Teller("Able", instruct=True), Teller("Plain")
    for engine in (able, plain):
        text = TextStream()
        for message in messages:
            text.put(message)
        text.close()
        speech = Speech([engine], text, VOICE, Style())
        while await speech.next() is not None:
            pass
    assert able.parts == [parts]
    assert plain.parts == [[words for each in parts if (words := tags.without(each).strip())]]
    assert len(speech.notices) == 1


@pytest.mark.parametrize("words", ["[1]", "[sic]", "a < b and c > d", "<b>", "2 <| 3"])
async def test_what_is_no_tag_is_text(words: str) -> None:
    plain = Teller("Plain")
    assert (await spoken([plain], words)).notices == []
    assert plain.parts == [[words]]


class Failing(Teller):
    """Fails with a given error."""

    def __init__(self, error: Exception) -> None:
        super().__init__("Failing")
        self.error = error

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        async for _ in text:
            raise self.error
            yield b""  # type: ignore[unreachable]  # it makes this a generator


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (EngineError("no"), EngineError),
        (BusyError("its backend is full"), BusyError),
        (InvalidParameterError("as if the caller were at fault"), EngineError),
    ],
)
async def test_an_error_of_an_engine_never_blames_the_caller(
    error: ApiError, seen: type[ApiError]
) -> None:
    with pytest.raises(ApiError) as raised:
        await spoken([Failing(error)], "你好。")
    assert type(raised.value) is seen


async def test_the_answer_says_who_spoke_and_what_was_not_done(tmp_path: Path) -> None:
    engine = Teller("Teller", "zh")
    mode, style = "natural_language_replication", "用冷静的语气说"
    wish: dict[str, Any] = {"mode": mode, "instruct": style, "debug": True}
    notice = "Teller can't follow the instruct, which changes nothing"
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        answer = await server.speech("你好。", voice, **wish)
        assert audio_of(answer.data)
        assert answer.data["metrics"]["engine"] == "Teller"
        assert answer.headers["X-CosyVoice-Engine"] == "Teller"
        assert answer.headers["X-CosyVoice-Notice"] == notice
        events = await server.events("你好。", voice, **wish)
        assert {event["metrics"]["engine"] for event in events} == {"Teller"}
        async with await server.socket() as socket:
            await socket.run(voice, **wish)
            await socket.expect("task-started")
            await socket.text("你好。")
            await socket.finish()
            header = (await socket.expect("result-generated"))["header"]
            assert header["attributes"] == {"engine": "Teller"}
            while (event := await socket.event())["header"]["event"] == "result-generated":
                assert event["header"]["attributes"] == {"engine": "Teller"}
            assert event["header"]["attributes"] == {"engine": "Teller", "notices": [notice]}
        about = (await server.call("GET", "/", token=None)).data
        assert about["engine"]["name"] == "Teller"
        assert about["engine"]["languages"] == ["zh"]
        assert about["engine"]["state"] == "ready"


class Joiner(Teller):
    """One that takes what is there in one go."""

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        self.parts.append([])
        async for piece in joined(text, 200):
            self.parts[-1].append(piece)
            yield b"\1\0"


async def test_what_is_joined_ends_where_another_engine_s_turn_begins() -> None:
    first, last = Joiner("First", "zh", "en"), Joiner("Last")
    text = "今天晚上会下雨。好的。好的。Сегодня дождь. Да. 再见。再见。"
    await spoken([first, last], text)
    assert first.parts == [["今天晚上会下雨。", "好的。好的。"], ["再见。", "再见。"]]
    assert last.parts == [["Сегодня дождь.", "Да."]]


@pytest.mark.parametrize("transport", ["websocket", "events", "json"])
async def test_our_client_hears_who_spoke_and_what_was_not_done(
    tmp_path: Path, transport: str
) -> None:
    text = "你好。再见[laughter]。"  # the second is known when the first has been heard
    async with (
        running(tmp_path, engine=Teller("Teller")) as server,
        CosyVoiceClient(server.url, TOKEN) as client,
    ):
        options = SpeechOptions(
            await server.voice(),
            mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION,
            instruct="用冷静的语气说",
        )
        if transport == "websocket":
            speech = client.speak(text, options)
        else:
            speech = client.stream(text, options, events=transport == "events")
        async with speech as stream:
            assert b"".join([piece async for piece in stream])
    assert stream.metrics.engine == "Teller"
    assert stream.metrics.notices == [
        "Teller can't follow the instruct, which changes nothing",
        "Teller can't follow tags such as [laughter], which are left out",
    ]
