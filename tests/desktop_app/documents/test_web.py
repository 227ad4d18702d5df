"""Pages, and the article in them, as the child reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from pathlib import Path


PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="gb2312"><title>
 标题 </title></head><body><nav><a href="/">首页</a><a href="/b">博客</a></nav><article>
<h1>标题</h1><p>这是一个测试段落，里面有足够的文字，用来看看正文提取的效果如何，“镕”字也在。</p>
<p>第二段也有足够的文字，用来看看正文提取的效果如何，<b>粗体</b>和<a href="x">链接</a>都在。</p>
</article><footer>版权所有，翻印必究，隐私政策，使用条款</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_the_article_of_a_page(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.encode(encoding))
    found = read(path, charset="utf-8" if encoding == "utf-8" else None)
    assert (found.title, found.language) == ("标题", "zh-CN")
    assert "镕”字也在。\n\n第二段" in found.text
    assert "粗体和链接都在" in found.text
    assert "首页" not in found.text
    assert "版权" not in found.text


def test_a_page_of_text_alone_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    words = "A paragraph with enough words in it to be taken for one of an article. " * 3
    path.write_text(
        f"<html lang=en><title>T</title><h1>One</h1><p>{words}<h2>Two</h2><p>{words}"
        "<ul><li>item</ul><p><a href=x>link</a>"
    )
    found = read(path)
    assert (found.title, found.language) == ("T", "en")
    paragraphs = ["One", words.strip(), "Two", words.strip(), "item", "link"]
    assert found.text.split("\n\n") == paragraphs
    menu = "".join(f"<div><a href=x>Menu {number}</a></div>" for number in range(20))
    path.write_text(path.read_text().replace("<h1>", f"{menu}<h1>"))
    assert "Menu" not in read(path).text


def test_a_page_without_an_article_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text('<?xml version="1.0"?>\n<html><p>One.<p>Two.<script>no()</script></html>')
    found = read(path)
    assert found.text == "One.\n\nTwo."
    assert found.title == ""


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbf\xbd\x01\x02" * 99])
def test_a_page_without_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="no text on the web page"):
        read(path)
