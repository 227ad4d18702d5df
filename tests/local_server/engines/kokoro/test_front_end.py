"""From text to symbols: languages in one sentence, marks, and that nothing is lost."""

import re

from hypothesis import given
from hypothesis import strategies as st
import pytest

from local_server.engines.kokoro.front_end import is_chinese, phonemes
from local_server.engines.kokoro.vocabulary import NUMBERS
from tests.local_server.engines.kokoro.expected.rows import rows

SENTENCES = (
    "2026年11月29日 下午3:30，气温 -5℃，耗电 3.5kWh。",
    "今天 iPhone 17 降价 20%，请写信到 info@example.com。",
    "把 Wi-Fi 密码 改成 a1b2C3，然后 重启 router。",
    "It's 23:05 and -5 °C, 3.5 kWh for $3.50.",
    "Dr. Smith of No. 5 called (twice) on 29 November 2026: v2.0.1 works!",
    'She said "Москва" & 你好, R&D 50% more…',
)


@pytest.mark.parametrize(("text", "expected"), rows("american.tsv"))
def test_english_has_the_phonemes_that_the_model_was_trained_with(text: str, expected: str) -> None:
    assert phonemes(text) == expected.replace("əɹɹ", "əɹ")


@pytest.mark.parametrize("text", SENTENCES)
def test_without_any_one_word_a_sentence_is_shorter(text: str) -> None:
    whole = phonemes(text)
    assert set(whole) <= NUMBERS.keys()
    words = [word for word in text.split() if re.search(r"\w", word)]
    for index in range(len(words)):
        rest = " ".join(words[:index] + words[index + 1 :])
        assert len(phonemes(rest)) < len(whole), words[index]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026年11月29日，气温-5℃", "二零二六年十一月二十九日，气温负五摄氏度"),
        ("耗电3.5kWh，版本2.0.1。", "耗电三点五千瓦时，版本二点零点一。"),
        ("写信到 info@example.com。", "写信到 info at example 点 com。"),
        ("Meet at 3:30 pm on 2026-01-02.", "Meet at three thirty p m on January second, 20 26."),
        ("It costs $3.50, i.e. 50% more.", "It costs 3 dollars and 50 cents, that is 50% more."),
    ],
)
def test_numbers_sound_as_their_words(written: str, said: str) -> None:
    assert phonemes(written) == phonemes(said)


def test_marks_are_the_models_own_and_stand_where_it_wants_them() -> None:
    text = "“好”，他说（笑）：「来……」！"
    assert re.sub(r"[^,.!?;:…()“” ]+", "x", phonemes(text)) == "“x”, x x (x): “x…”!"
    text = 'So "yes" (no) -- well... [why]?!\nEnd'
    assert re.sub(r"[^,.!?;:…()“” ]+", "x", phonemes(text)) == "x “x” (x) x… (x)?! x"


def test_english_in_chinese_is_a_word_of_its_own() -> None:
    assert phonemes("打开TV吧") == f"{phonemes('打开')} {phonemes('TV')} {phonemes('吧')}"


def test_numbers_alone_are_read_in_the_language_asked_for() -> None:
    assert phonemes("25%", chinese=True) == phonemes("百分之二十五")
    assert phonemes("25%") == phonemes("twenty five percent")


def test_zhuyin_is_heard() -> None:
    assert phonemes("ㄅㄆ，好") == "pˈo phˈo, xau↓"


def test_a_text_of_marks_has_no_phonemes() -> None:
    assert phonemes("。。。 …!") == ""


def test_a_sign_alone_has_a_name() -> None:
    assert phonemes("☀") == phonemes("sun")


def test_kana_and_cyrillic_are_not_chinese() -> None:
    assert [is_chinese(text) for text in ("好", "タワー", "Москва", "a", "3")] == [
        *(True, False, False, False, False)
    ]


@given(st.text(max_size=60))
def test_whatever_the_text_the_model_knows_its_phonemes(text: str) -> None:
    found = phonemes(text)
    assert set(found) <= NUMBERS.keys()
    assert found == found.strip()
