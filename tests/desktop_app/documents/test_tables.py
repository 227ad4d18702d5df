"""Tables as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "written", "spoken"),
    [
        ("a.csv", "city,sky\r\nBonn,grey\r\n", "city, sky\nBonn, grey"),
        (
            "a.csv",
            'city;note\nBonn;"wet; cold\nand ""grey"""\n',
            'city, note\nBonn, wet; cold and "grey"',
        ),
        ("a.tsv", "city\tsky\nBonn\t\n", "city, sky\nBonn"),
        ("a.csv", "one column\nof words\n", "one column\nof words"),
        ("a.csv", "城市,天气\n北京,晴\n", "城市, 天气\n北京, 晴"),
    ],
)
def test_a_row_is_a_line_and_a_cell_a_part_of_it(
    tmp_path: Path, name: str, written: str, spoken: str
) -> None:
    path = tmp_path / name
    path.write_bytes(written.encode("gb18030"))
    assert read(path).text == spoken
