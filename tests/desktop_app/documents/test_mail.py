"""Mail: subjects and texts."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path


def message(text: str = "Dear May,\n\nit is raining.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Ann <ann@example.org>"
    made["To"] = "may@example.org"
    made["Date"] = "Sun, 29 Nov 2026 10:00:00 +0000"
    made["Subject"] = headers.get("subject", "天气 and rain")
    made.set_content(text, charset=headers.get("charset", "utf-8"))
    return made


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a"])
def test_a_message_is_its_text_and_its_subject_the_title(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(message()))
    found = read(path)
    assert (found.title, found.text.strip()) == (
        "天气 and rain",
        "Dear May,\n\nit is raining.",
    )


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_a_message_in_any_encoding(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.eml"
    text = "今天天氣很好。" if charset == "big5" else "今天天气很好。"
    path.write_bytes(bytes(message(text, charset=charset)))
    assert read(path).text.strip() == text


def test_attachments_and_the_second_form_of_a_text_are_not_read(tmp_path: Path) -> None:
    made = message("It is plain.")
    made.add_alternative("<p>It is <b>HTML</b>.</p>", subtype="html")
    made.add_attachment(b"secret", maintype="application", subtype="octet-stream", filename="x.bin")
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(made))
    assert read(path).text.strip() == "It is plain."


@pytest.mark.parametrize("name", ["a.eml", "a.mhtml"])
def test_a_message_of_html_alone_is_read_without_its_tags(tmp_path: Path, name: str) -> None:
    made = message()
    made.set_content("<style>p{}</style><p>It is <b>so</b>.</p><p>Yes.</p>", subtype="html")
    path = tmp_path / name
    path.write_bytes(bytes(made))
    assert read(path).text == "It is so.\n\nYes."


def test_a_box_is_read_message_by_message(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    separator = b"From ann@example.org Sun Nov 29 10:00:00 2026\n"
    texts = [bytes(message(f"Text {number}.", subject=f"Subject {number}")) for number in (1, 2)]
    path.write_bytes(separator + texts[0] + b"\n" + separator + texts[1])
    words = [line for line in read(path).text.split("\n") if line]
    assert words == ["Subject 1", "Text 1.", "Subject 2", "Text 2."]


@pytest.mark.parametrize(
    "text", ["From: me\nTo: you\n\nA play.", "Date: today\nNote: x\n\ny", "Dear From: Date: x"]
)
def test_a_text_that_looks_a_little_like_mail_is_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    assert read(path).text == text


def test_a_broken_message_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        b"From: a\nSubject: =?utf-8?b?!!!?=\nContent-Type: text/plain; charset=nonsense\n\n"
        b"It is so.\n"
    )
    assert read(path).text.strip() == "It is so."


def test_one_message_of_a_box_is_known_by_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "a"  # neither its name nor who serves it says what it is
    path.write_bytes(b"From ann@example.org Sun Nov 29 10:00:00 2026\n" + bytes(message("So.")))
    assert "So." in read(path).text


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n",
        b"Content-Type: text/plain\n\n \n\t\n",
        b'Subject: \x00\nContent-Type: multipart/mixed; boundary="x"\n\n--x--\n',
    ],
)
def test_a_message_without_words_has_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a\nDate: Sun, 29 Nov 2026 10:00:00 +0000\n" + data)
    assert read(path).text.strip() == ""
