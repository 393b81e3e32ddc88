"""Numbers as people at a counter say them: 十九万三, 二〇二二年, 3.7万元, 39,800."""

import re
import unicodedata

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_RUN = re.compile(r"(?<!第)[零〇一二两三四五六七八九十百千万亿]+")
# A lone numeral is a number only where something is counted or labelled: 三组, 两户, 一期.
_COUNTED = frozenset("组号楼期栋幢队月日年亩户块元人岁层级棵只头台间套吨斤米平份件笔趟次个")
# Not numbers at all, though written with them: left as they stand.
_WORDS = (
    "一起",
    "一直",
    "一样",
    "一下",
    "一家",
    "一般",
    "一定",
    "一个",
    "一次",
    "一些",
    "万一",
    "千万",
    "十分",
)
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)\s*([万亿千百](?![一二三四五六七八九]))?")
_DECIMAL = re.compile(
    r"([零〇一二两三四五六七八九十百]+)点([零〇一二三四五六七八九]+)(?=[平亩万元块公成倍吨米分个度%])"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def normalise(text: str) -> str:
    """NFKC, lower case, spoken numbers as digits."""
    return spoken_to_digits(unicodedata.normalize("NFKC", text).lower())


def spoken_to_digits(text: str) -> str:
    """Chinese numerals become Arabic ones where they count or label something.

    `text` is already NFKC. 十九万三 → 193000, 二〇二二年 → 2022年, 三组 → 3组, 3.7万 → 37000; 三官庙, 一直
    and 第三 stay. Numerals of two plain digits (七八个, 八九年) are too uncertain and stay as well.
    """
    text = _THOUSANDS.sub("", text)
    text = _DECIMAL.sub(_decimal, _ARABIC.sub(_arabic, text))
    return _RUN.sub(_run, text)


def _decimal(match: re.Match[str]) -> str:
    return f"{_value(match.group(1))}.{''.join(str(_DIGITS[c]) for c in match.group(2))}"


def _arabic(match: re.Match[str]) -> str:
    value = float(match.group(1))
    unit = match.group(2)
    if unit:
        return _plain(value * (_UNITS | _BIG)[unit])
    return match.group(1) if "." not in match.group(1) else _plain(value)


def _run(match: re.Match[str]) -> str:
    run = match.group()
    if match.start() and match.string[match.start() - 1].isdigit():
        return run  # 360一棵 is a price, not 3601
    after = match.string[match.end() : match.end() + 1]
    if len(run) == 1:
        counted = after in _COUNTED and run + after not in _WORDS and run not in _BIG and run not in "百千"
        return str(_value(run)) if after and counted else run
    if run in _WORDS or run + after in _WORDS:
        return run
    if all(c in _DIGITS for c in run):
        return "".join(str(_DIGITS[c]) for c in run) if len(run) >= 3 else run
    if run[0] in "百千万亿":
        return run
    return str(_value(run))


def _value(run: str) -> int:
    """Value of a numeral; a last digit without a unit counts in the next lower one (三万八 = 38000)."""
    total = section = digit = 0
    last_unit = 1
    after_zero = False
    for c in run:
        if c in _DIGITS:
            digit = _DIGITS[c]
            after_zero = after_zero or digit == 0
        elif c in _UNITS:
            last_unit = _UNITS[c]
            section += (digit or 1) * last_unit
            digit, after_zero = 0, False
        else:
            last_unit = _BIG[c]
            total = (total + section + digit) * last_unit
            section = digit = 0
            after_zero = False
    if digit and last_unit >= 100 and not after_zero:
        digit *= last_unit // 10
    return total + section + digit


def _plain(value: float) -> str:
    return str(round(value)) if abs(value - round(value)) < 1e-6 else f"{value:g}"
