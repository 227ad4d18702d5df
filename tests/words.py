"""Turns of phrase that no text for people has, by language, each with what to say instead.

The style sheet behind them: plain American English, active and short; Chinese that was not carried
over word for word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH: Final = {
    r"\banew\b": "again",
    r"\bonce more\b": "again",
    r"\ball the same\b": "anyway",
    r"\bsee that\b": "check that",
    r"\bgive (?:it |them )?(?:a|the|your) token\b": "enter the token",
    r"\b(?:is|are|has|have) none\b": "isn't set, has no …",
    r"(?<!there )\bis no (?!longer\b)\w+": "isn't a …",
    r"\bcannot\b|\bcan not\b": "can't",
    r"\bcan(?:no|')t be had\b": "can't be loaded",
    r"\b(?:is|are) gone\b": "no longer exists",
    r"\bstand-in\b|\bstands? in for\b|\bstood in for\b": "fallback",
    r"\bwhoever\b|\bwhatever\b": "anyone who, any",
    r"\bsomebody\b|\banybody\b|\bnobody\b": "someone, anyone, no one",
    r"\bfor so long\b": "for this long",
    r"\bmay be left out\b": "optional",
    r"\bof (?:its|their|your) own\b|\bof yours\b": "its own, separate",
    r"\bin words\b(?!:)": "leave it out",
    r"\bahead of need\b": "in advance",
    r"\bat the most\b": "at most",
    r"\bmeanwhile\b": "since then, in the meantime",
    r"\bbeside\b": "next to, as well as",
    r"\bis (?:told|waited for|asked for)\b": "say who does it",
    r"\bput (?:away|aside)\b": "dismiss, set aside",
    r"\b(?:is|are) to (?:speak|be|say|have)\b": "should …, or say what happens",
    r"\bdialects? of the API\b|\bspeaks dialect\b|\bdialect V[12]\b": "API version",
    r"\b(?:what|all that) is (?:said in it|selected|spoken)\b": "transcript, selected text",
    r"licence|colour|grey\b|(?:recogn|synthes)ise|cent(?:re|red)\b": "American spelling",
    "’": "'",
    r"[\d}] %": "no space before %",
}
SIMPLIFIED: Final = {
    "它": "leave it out",
    "(?<![识区分])别的": "其他",
    "克隆": "复刻",
    "替补": "备用",
    "不见了": "已被删除, 已断开",
    "篇文字": "篇",
    "说话": "朗读",
    "(?<!音色)配置(?!项)": "音色方案, 设置",
    "文字稿|说的话": "参考文本",
    "噪声": "噪音",
    "(内置|默认)语音": "内置音色, 默认音色",
    r"(内置|默认|哪个|使用的|家庭的|Assistant 的)声音|\A声音：": "音色",
    "无法(加载|播放|录制)声音": "音频",
    "免打扰": "勿扰",
    "桌面应用": "桌面程序",
    # "I" is a voice that speaks, which may be on first-name terms.
    r"\A[^我]*你(?!好)[^我]*\Z": "您",
    r"[\d}] %": "no space before %",
    r"[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]|[\u4e00-\u9fff][,;:?!]": "full-width marks",
}
TRADITIONAL: Final = {
    "它": "leave it out",
    "(?<![識區分])別的": "其他",
    "複製(聲音|語音)": "複刻",
    "替補": "備用",
    "不見了": "已被刪除, 已中斷連線",
    "篇文字": "篇",
    "說話": "朗讀",
    "聲音設定檔": "語音設定檔",
    "說的話|文字稿": "逐字稿",
    "即時率": "即時係數",
    "查找": "尋找",
    "文件夾|文檔": "資料夾, 文件",
    "服務器|網絡": "伺服器, 網路",
    "剪貼板|鼠標|屏幕": "剪貼簿, 滑鼠, 螢幕",
    "默認|設置": "預設, 設定",
    "快捷鍵|令牌": "快速鍵, 權杖",
    "信息|軟件": "資訊, 軟體",
    "音頻|視頻": "音訊, 影片",
    r"(內建|預設|哪個|使用的|家庭的|Assistant 的)聲音|\A聲音：": "語音",
    "無法(載入|播放|錄製)聲音": "音訊",
    "免打擾": "勿擾",
    "桌面應用": "桌面程式",
    r"\A[^我]*[你妳](?!好)[^我]*\Z": "您",
    r"[\d}] %": "no space before %",
    r"[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]|[\u4e00-\u9fff][,;:?!]": "full-width marks",
}


def stumbles(text: str, forbidden: dict[str, str] = ENGLISH) -> Iterator[str]:
    """What in a text should be said otherwise, and how."""
    for pattern, instead in forbidden.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield f"“{match.group()}”: say {instead}"
