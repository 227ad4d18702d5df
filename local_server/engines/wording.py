"""Text as it is said: numbers, units, dates, times, amounts and addresses in words.

Engines that know only sounds would leave out what they can't read. English digits that eSpeak NG
reads well stay digits; in Chinese all of them become characters.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from local_server.engines.languages import LONE_GREEK

if TYPE_CHECKING:
    from collections.abc import Callable

    from wetext import Normalizer  # type: ignore[import-untyped]  # it ships no types

_HAN: Final = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CHINESE_RUN: Final = re.compile(
    rf"(?:-?[0-9][0-9.,:/%]*)?[{_HAN}][{_HAN}0-9.,:/%-]*(?<![.,:/-])", re.ASCII
)
_WORD: Final = re.compile(r"(?<![A-Za-z\d])[A-Za-z\u00c0-\u024f]{2,}")
"""Not a unit: it stands behind a number."""
_WIDE_MARK: Final = "，。！？；：、"

_NARROW: Final = str.maketrans(
    {
        **{chr(code + 0xFEE0): chr(code) for code in map(ord, "%+-=@#&$/")},
        **{
            chr(code + 0xFEE0): chr(code)
            for first, last in ("09", "AZ", "az")
            for code in range(ord(first), ord(last) + 1)
        },
        **{chr(0x2460 + number): f"{number + 1}, " for number in range(20)},  # ①
        **{chr(0x2160 + number): str(number + 1) for number in range(12)},  # Ⅰ
        "￥": "¥",
        "～": "~",
        "㎡": "m²",
        "㎏": "kg",
        "㎝": "cm",
        "㎜": "mm",
        "㎞": "km",
        "−": "-",
        "’": "'",
        "ʼ": "'",
        "\u00a0": " ",
        "\u202f": " ",
    }
)

_UNITS: Final = {
    # As written: in Chinese, and in English with a star where the plural has its s.
    "kWh": ("千瓦时", "kilowatt hour*"),
    "Wh": ("瓦时", "watt hour*"),
    "kW": ("千瓦", "kilowatt*"),
    "MW": ("兆瓦", "megawatt*"),
    "W": ("瓦", "watt*"),
    "mAh": ("毫安时", "milliampere hour*"),
    "mA": ("毫安", "milliampere*"),
    "kV": ("千伏", "kilovolt*"),
    "V": ("伏", "volt*"),
    "GHz": ("吉赫", "gigahertz"),
    "MHz": ("兆赫", "megahertz"),
    "kHz": ("千赫", "kilohertz"),
    "Hz": ("赫兹", "hertz"),
    "Ω": ("欧", "ohm*"),
    "kΩ": ("千欧", "kiloohm*"),
    "dB": ("分贝", "decibel*"),
    "lm": ("流明", "lumen*"),
    "lx": ("勒克斯", "lux"),
    "hPa": ("百帕", "hectopascal*"),
    "kPa": ("千帕", "kilopascal*"),
    "ppm": ("ppm", "parts per million"),
    "TB": ("太字节", "terabyte*"),
    "GB": ("吉字节", "gigabyte*"),
    "MB": ("兆字节", "megabyte*"),
    "KB": ("千字节", "kilobyte*"),
    "kB": ("千字节", "kilobyte*"),
    "Gbps": ("吉比特每秒", "gigabit* per second"),
    "Mbps": ("兆比特每秒", "megabit* per second"),
    "km/h": ("公里每小时", "kilometer* per hour"),
    "m/s": ("米每秒", "meter* per second"),
    "mph": ("英里每小时", "mile* per hour"),
    "km²": ("平方公里", "square kilometer*"),
    "m²": ("平方米", "square meter*"),
    "m³": ("立方米", "cubic meter*"),
    "km": ("公里", "kilometer*"),
    "cm": ("厘米", "centimeter*"),
    "mm": ("毫米", "millimeter*"),
    "nm": ("纳米", "nanometer*"),
    "µm": ("微米", "micrometer*"),
    "μm": ("微米", "micrometer*"),
    "m": ("米", "meter*"),
    "kg": ("千克", "kilogram*"),
    "mg": ("毫克", "milligram*"),
    "µg": ("微克", "microgram*"),
    "μg": ("微克", "microgram*"),
    "g": ("克", "gram*"),
    "ml": ("毫升", "milliliter*"),
    "mL": ("毫升", "milliliter*"),
    "L": ("升", "liter*"),
    "l": ("升", "liter*"),
    "ms": ("毫秒", "millisecond*"),
    "h": ("小时", "hour*"),
    "min": ("分钟", "minute*"),
    "kcal": ("千卡", "kilocalorie*"),
    "kJ": ("千焦", "kilojoule*"),
    "lb": ("磅", "pound*"),
    "lbs": ("磅", "pound*"),
    "oz": ("盎司", "ounce*"),
    "ft": ("英尺", "foot"),
    "°C": ("摄氏度", "degree* Celsius"),
    "℃": ("摄氏度", "degree* Celsius"),
    "°F": ("华氏度", "degree* Fahrenheit"),
    "℉": ("华氏度", "degree* Fahrenheit"),
    "°": ("度", "degree*"),
}
_WHOLE: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_A_UNIT: Final = f"({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_UNIT: Final = re.compile(rf"(-?{_WHOLE}(?:\.\d+)?)\s?{_A_UNIT}(?:/{_A_UNIT})?(?![\w²³])", re.ASCII)

_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])(?:[a-z][a-z\d-]+\.)+[a-z]{2,}(?::\d+)?(?:/[\w./~%?=&#+-]*[\w/])?(?![\w-])",
    re.ASCII,
)
_VERSION: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.]*\d)")
_SCHEME: Final = re.compile(r"\b(?:https?|ftp)://", re.IGNORECASE)

_FILE: Final = re.compile(r"(?<=[A-Za-z\d])\.(?=[a-z][a-z\d]{1,4}(?!\w|\.\w))", re.ASCII)
"""The point of a name such as report.pdf."""
_ISO_TIME: Final = re.compile(r"(?<=\d\d-\d\d)T(?=\d\d:\d\d)")

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_A_MONTH: Final = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)})"
_DATE: Final = re.compile(r"(?<![\d/-])(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?![\d/-])")
_YEAR: Final = re.compile(
    rf"(\b(?:in|since|by|of|until|till|from|during|before|after|year|{_A_MONTH}\.?,?)\s"
    rf"|\b{_A_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? )(1[1-9]|20)(\d\d)\b(?![,.]?\d|\s?[%°-])"
)
_TENS: Final = (
    *("hundreds", "tens", "twenties", "thirties", "forties"),
    *("fifties", "sixties", "seventies", "eighties", "nineties"),
)
_DECADE: Final = re.compile(r"(?<![\w.,])'?(1[1-9]|20)?(\d)0'?s\b")
_TIME: Final = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])"
    r"(?:\s?([AaPp])\.?[Mm]\b(\.(?=\s*[A-Z]|\s*$))?\.?)?"
)
_HALF_OF_DAY: Final = re.compile(r"(?<=\d)\s?([AaPp])\.?[Mm]\b(?!\w)(\.(?=\s*[A-Z]|\s*$))?\.?")
_CURRENCIES: Final = {
    "US$": ("dollar", "cent"),
    "$": ("dollar", "cent"),
    "€": ("euro", "cent"),
    "£": ("pound", "penny"),
    "¥": ("yuan", ""),
}
_AMOUNT: Final = re.compile(
    rf"(-)?(US\$|[$€£¥])\s?({_WHOLE})(?:\.(\d+))?"
    r"(?:\s?(thousand|million|billion|trillion|[kKmMB]|bn)\b)?"
)
_SCALES: Final = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "B": "billion",
    "bn": "billion",
}
_AMOUNT_FIRST: Final = re.compile(rf"(?<![\w.,])({_WHOLE})(?:\.(\d+))?\s?([$€£¥])(?!\d)")
_PARTS: Final = (
    *("", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
)
_SMALL: Final = (*("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),)
_FRACTION: Final = re.compile(r"(?<![\w/.,])(?:(\d+) )?(\d)/(\d\d?)(?![\w/]|[.,]\d)")
_FRACTIONS: Final = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}

_ABBREVIATIONS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bMr\.", "Mister"),
        (r"\bMrs\.", "Missus"),
        (r"\bMs\.", "Miz"),
        (r"\bDr\.", "Doctor"),
        (r"\bProf\.", "Professor"),
        (r"\b([A-Z]\w*|\d+(?:st|nd|rd|th)) St\.", r"\1 Street"),
        (r"\b([A-Z]\w*|\d+(?:st|nd|rd|th)) Ave\.", r"\1 Avenue"),
        (r"\bSt\.(?= [A-Z])", "Saint"),
        (r"\bJr\.", "Junior"),
        (r"\bSr\.", "Senior"),
        (r"\bvs\.", "versus"),
        (r"\betc\.(?=\s*$|\s+[A-Z])", "et cetera."),
        (r"\betc\.", "et cetera"),
        (r"\b[Ee]\.g\.", "for example"),
        (r"\b[Ii]\.e\.", "that is"),
        (r"\bVol\. ?(?=\d)", "volume "),
        (r"\bCh\. ?(?=\d)", "chapter "),
        (r"\bpp\. ?(?=\d)", "pages "),
        (r"\bp\. ?(?=\d)", "page "),
        *((rf"\b{month[:3]}\.(?= ?\d)", month) for month in _MONTHS if month != "May"),
        (r"\bapprox\.", "approximately"),
        (r"\bFig\.(?= ?\d)", "figure "),
        (r"\b[Nn][Oo]\. ?(?=\d)", "number "),
        (r"#(?=\d)", "number "),
    )
)
_LETTERS: Final = re.compile(r"\b(?![AaPp]\.[Mm]\.)(?:[A-Za-z]\.){2,}")
"""U.S.A.: its points end nothing."""

_GREEK: Final = {
    "alpha": "阿尔法",
    "beta": "贝塔",
    "gamma": "伽马",
    "delta": "德尔塔",
    "epsilon": "艾普西隆",
    "zeta": "泽塔",
    "eta": "伊塔",
    "theta": "西塔",
    "iota": "约塔",
    "kappa": "卡帕",
    "lambda": "拉姆达",
    "mu": "缪",
    "nu": "纽",
    "xi": "克西",
    "omicron": "奥密克戎",
    "pi": "派",
    "rho": "柔",
    "sigma": "西格马",
    "tau": "陶",
    "upsilon": "宇普西隆",
    "phi": "斐",
    "chi": "希",
    "psi": "普西",
    "omega": "欧米伽",
}
"""The letters, in the order of the alphabet."""

_Rule = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]


def spoken(text: str, *, chinese: bool = False) -> str:
    """Put what isn't written as it is said into words.

    Numbers follow the language that most of the text is in; beside a Chinese character, Chinese.

    Args:
        text: In Chinese, English, or both.
        chinese: How to read the numbers of a text without words.
    """
    text = text.translate(_NARROW)
    text = _ISO_TIME.sub(", ", _SCHEME.sub("", text))
    for pattern, long in _ABBREVIATIONS:
        text = pattern.sub(long, text)
    text = _LETTERS.sub(_letters, text)
    han = len(re.findall(f"[{_HAN}{_WIDE_MARK}]", text))
    words = len(_WORD.findall(_ADDRESS.sub("", text)))
    if han or words:
        chinese = han > 0 and han >= words
    if chinese:
        return _chinese(text)
    found, start = [], 0
    for run in _CHINESE_RUN.finditer(text):
        found += [_english(text[start : run.start()]), _chinese(run[0])]
        start = run.end()
    return "".join([*found, _english(text[start:])])


def _letter(sign: str) -> str:
    """The English name of a Greek letter."""
    names = list(_GREEK)
    place = ord(sign.lower()) - ord("α")
    return names[place - (sign.lower() >= "σ")]  # behind ς, another form of it


def _greek(match: re.Match[str]) -> str:
    """The name of a Greek letter, apart from words beside it."""
    before = " " if match.string[: match.start()][-1:].isalnum() else ""
    after = " " if match.string[match.end() :][:1].isalnum() else ""
    return before + _letter(match[0]) + after


def _letters(match: re.Match[str]) -> str:
    return " ".join(match[0].replace(".", "")) + ("." if match.end() == len(match.string) else "")


def _address(match: re.Match[str], at: str, dot: str) -> str:
    """An e-mail address or the name of a host, in words."""
    names = {"@": at, ".": dot, "/": " slash ", "_": " underscore ", "-": " dash "}
    return "".join(names.get(char, char) for char in match[0])


# --- Chinese --------------------------------------------------------------------------------------

_BREAK: Final = re.compile(r"([，。！？；、\n\"\\]+)")
_DIGITS: Final = "零一二三四五六七八九"
_SIGNS: Final = {"$": "美元", "€": "欧元", "£": "英镑", "¥": "元"}
_CALLED: Final = re.compile(
    r"\+\d{1,3}(?:[ -]\d{2,})+(?![\d-])|(?<=[A-Za-z])\d{5,}(?![\d.]*\d)"
    r"|(?<![\d-])(?:\+?86[ -]?)?(?:1\d{2}[ -]\d{4}[ -]\d{4}|0\d{2,3}[ -]\d{7,8}"
    r"|[48]00-\d{3,4}-\d{3,4}|\d{3,4}-\d{4})(?![\d-])"
    r"|(?<![\d.,])\d{12,}(?![\d.,]*\d)|(?<![\d.,-])0\d[ -]\d{7,8}(?!\d)"
)
"""Numbers that are called digit by digit; one is yāo then."""


@functools.cache
def _normalizer() -> Normalizer:
    from wetext import Normalizer  # noqa: PLC0415 - it loads its rules when it is imported

    return Normalizer(lang="zh", operator="tn")


def _chinese(text: str) -> str:
    """Chinese, with English in it, without digits."""
    for pattern, replacement in _CHINESE:
        text = pattern.sub(replacement, text)
    # Over a mark it would read on: 12.50，3.2 became one number. Quotes it would escape.
    return "".join(
        _normalizer().normalize(part) if part.strip() and not _BREAK.match(part) else part
        for part in _BREAK.split(text)
    )


def _one_by_one(match: re.Match[str]) -> str:
    plus = "加" if match[0].startswith("+") else ""
    called = ("" if not char.isdecimal() else _DIGITS[int(char)] for char in match[0])
    return plus + "".join(called).replace("一", "幺")


def _chinese_measure(match: re.Match[str]) -> str:
    number, unit, per = match.groups()
    return number + _UNITS[unit][0] + (f"每{_UNITS[per][0]}" if per else "")


def _chinese_version(match: re.Match[str]) -> str:
    return "点".join(
        "".join(_DIGITS[int(digit)] for digit in group)
        if len(group) > 2 or group[0] == "0"  # noqa: PLR2004 - 十 to 九十九 are said as numbers
        else _normalizer().normalize(group)
        for group in match[0].split(".")
    )


_CHINESE: Final[tuple[_Rule, ...]] = (
    (_ADDRESS, lambda match: _address(match, " at ", "点")),
    (_CALLED, _one_by_one),
    (_VERSION, _chinese_version),
    (_FILE, "点"),
    (re.compile(r"(?<=[A-Za-z])-(?=\d)"), " "),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (_UNIT, _chinese_measure),
    (re.compile(r"([$€£¥])(\d[\d.]*)([百千]?[万亿])"), lambda m: m[2] + m[3] + _SIGNS[m[1]]),
    (re.compile(rf"([$€£¥]\d[\d.]*|\d[元块次个件人米克升度页台条])/(?=[{_HAN}])"), r"\1每"),
    (re.compile(r"(?<=%)\s?[-–—~]\s?(?=\d)"), "到"),
    (re.compile(r"(?<=[A-Za-z\d)])²"), "平方"),
    (re.compile(r"(?<=[A-Za-z\d)])³"), "立方"),
    (re.compile(r"≠"), "不等于"),
    (re.compile(r"≈"), "约等于"),
    (re.compile(r"±(?=\d)"), "正负"),
    (re.compile(rf"(?<=[{_HAN}])/(?=[{_HAN}])"), "，"),
    (re.compile(r"[½⅓⅔¼¾⅛]"), lambda match: _FRACTIONS[match[0]]),
    (re.compile(r"(?<=[\w)])\s?=\s?(?=[\w(-])"), "等于"),
    (LONE_GREEK, lambda match: _GREEK[_letter(match[0])]),
)


# --- English --------------------------------------------------------------------------------------


def _english(text: str) -> str:
    for pattern, replacement in _ENGLISH:
        text = pattern.sub(replacement, text)
    return text


def _date(match: re.Match[str]) -> str:
    month, day = int(match[3]), int(match[4])
    if not (1 <= month <= len(_MONTHS) and 1 <= day <= 31):  # noqa: PLR2004 - days of a month
        return match[0]
    rest = "," if re.match(r" \d", match.string[match.end() :]) else ""
    return f"{_MONTHS[month - 1]} {day}{_ending(day)}, {match[1]}{rest}"


def _ending(number: int) -> str:
    teens = 10 < number % 100 < 20  # noqa: PLR2004 - eleventh to nineteenth
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _year(match: re.Match[str]) -> str:
    before, century, year = match.groups()
    if century == "20" and year[0] == "0":
        return match[0]  # two thousand nine
    if year == "00":
        return f"{before}{century} hundred"
    return f"{before}{century} {_two_digits(year)}"


def _two_digits(digits: str) -> str:
    return f"oh {digits[1]}" if digits[0] == "0" else digits


def _decade(match: re.Match[str]) -> str:
    century, tens = match[1], _TENS[int(match[2])]
    if not century:
        return match[0] if match[2] in "01" else tens
    return "two thousands" if century + match[2] == "200" else f"{century} {tens}"


def _half(letter: str | None, end: str | None) -> str:
    return f" {letter.lower()} m{end or ''}" if letter else ""


def _time(match: re.Match[str]) -> str:
    hour, minutes, seconds, letter, end = match.groups()
    hour = hour.lstrip("0") or "0"
    seconds = seconds if seconds != "00" else None
    if minutes == "00" and not seconds:
        said = hour if letter else {"0": "midnight", "24": "midnight"}.get(hour, f"{hour} o'clock")
    else:
        said = f"{hour} {_two_digits(minutes)}"
    if seconds:
        said += f" and {int(seconds)} second{'' if seconds == '01' else 's'}"
    return said + _half(letter, end)


def _amount(minus: str | None, whole: str, part: str | None, sign: str, scale: str | None) -> str:
    unit, hundredth = _CURRENCIES[sign]
    sign = "minus " if minus else ""
    scale = _SCALES.get(scale or "", scale)
    if scale or (part and (len(part) != 2 or not hundredth)):  # noqa: PLR2004 - cents
        return f"{sign}{whole}{f'.{part}' if part else ''}{f' {scale}' if scale else ''} " + (
            unit if unit == "yuan" else f"{unit}s"
        )
    said = f"{whole} {unit}{'' if whole == '1' or unit == 'yuan' else 's'}"
    cents = int(part or 0)
    if not cents:
        return sign + said
    name = "pence" if hundredth == "penny" and cents > 1 else hundredth + "s" * (cents > 1)
    return f"{sign}{cents} {name}" if whole == "0" else f"{sign}{said} and {cents} {name}"


def _measure(match: re.Match[str]) -> str:
    number, unit = match[1], _UNITS[match[2]][1]
    one = number.lstrip("-") == "1"
    if unit == "foot":
        unit = "foot" if one else "feet"
    per = f" per {_UNITS[match[3]][1].replace('*', '')}" if match[3] else ""
    return f"{number} {unit.replace('*', '' if one else 's')}{per}"


def _fraction(match: re.Match[str]) -> str:
    whole, over, under = match[1], int(match[2]), int(match[3])
    if not 0 < over < under < len(_PARTS):
        return match[0]
    part = "halves" if over > 1 and under == 2 else _PARTS[under] + "s" * (over > 1)  # noqa: PLR2004
    return f"{whole} and {_SMALL[over]} {part}" if whole else f"{_SMALL[over]} {part}"


def _called(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(" ".join(group) for group in groups)


_ENGLISH: Final[tuple[_Rule, ...]] = (
    (re.compile(r"[½⅓⅔¼¾⅛]"), lambda match: f" {_FRACTIONS[match[0]]}"),
    (_ADDRESS, lambda match: _address(match, " at ", " dot ")),
    (_DATE, _date),
    (_VERSION, lambda match: match[0].replace(".", " point ")),
    (_FILE, " dot "),
    (_DECADE, _decade),
    (re.compile(r"(?<=:\d\d)\s?[-–~]\s?(?=\d)"), " to "),
    (re.compile(r"([$€£])(\d[\d,.]*)\s?[-–~]\s?\1?(?=\d)"), r"\2 to \1"),
    (re.compile(r"\b(\d)'(\d\d?)\""), r"\1 foot \2"),
    (_TIME, _time),
    (_HALF_OF_DAY, lambda match: _half(match[1], match[2])),
    (_AMOUNT, lambda match: _amount(match[1], match[3], match[4], match[2], match[5])),
    (_AMOUNT_FIRST, lambda match: _amount("", match[1], match[2], match[3], None)),
    (_UNIT, _measure),
    (_YEAR, _year),
    (_FRACTION, _fraction),
    (
        re.compile(
            r"(?<![\w.,+-])(?:\+\d{1,3}[ -])?(?:\(\d{3}\) ?|\d{3}[ -])?\d{3}-\d{4}(?![\w-])"
            r"|(?<![\w.,])\+?\d{10,}(?![\w]|[.,]\d)"
        ),
        _called,
    ),
    (re.compile(r"(?<=\d):(?=\d)"), " to "),
    (re.compile(r"(?<=[A-Za-z\d)])²"), " squared"),
    (re.compile(r"(?<=[A-Za-z\d)])³"), " cubed"),
    (re.compile(r"(?<=\d)\s?[xX]\s?(?=\d)"), " by "),
    (re.compile(r"(?<=\d)(?:-|\s?[–~]\s?)(?=\d)"), " to "),
    (re.compile(r"(?<![\w)])-(?=\d)"), "minus "),
    (re.compile(r"(?<![\w)])~\s?(?=\d)"), "about "),
    (LONE_GREEK, _greek),
)
