"""Quantities of a matter by what they count: 194棵, 3.9万元, 二组, 2014年."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_MEASURES = {
    **dict.fromkeys(("元", "块", "块钱"), "元"),
    **dict.fromkeys(("平方米", "平方", "平米", "平", "方"), "平"),
    **dict.fromkeys(("棵", "株"), "棵"),
    **dict.fromkeys(("人", "号人", "名", "位"), "人"),
    **dict.fromkeys(("户", "家"), "户"),
    **dict.fromkeys(("辆", "台"), "台"),
    **dict.fromkeys(("公里", "里"), "里"),
    **dict.fromkeys(("只", "头", "口", "间", "套", "亩", "吨", "斤", "米", "岁", "条", "张", "车"), ""),
}
_LABELS = {
    **dict.fromkeys(("号楼", "栋", "幢"), "楼"),
    **dict.fromkeys(("组", "队", "社"), "组"),
    **{"期": "期", "单元": "单元", "标段": "标段", "号矿": "矿", "号井": "矿", "班组": "班组"},
}
_UNMEASURED = ("年", "个月", "月", "日", "号", "天", "点", "次", "回", "趟", "成", "%", "分", "层", "楼")
_ALL = sorted((*_MEASURES, *_LABELS, *_UNMEASURED), key=len, reverse=True)
_NUMBER = re.compile(rf"(\d+(?:\.\d+)?)([多余来几])?(?:个(?!月))?({'|'.join(_ALL)})?")
_SPELLED = dict(zip("一二三四五六七八九十", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], strict=True))
_TWO_LABELS = re.compile(r"([一二三四五六七八九])[、和]?([一二三四五六七八九])(号楼|栋|幢|组|队|期)")
_SPELLED_LABEL = re.compile(
    r"(?<![零一二三四五六七八九十百千\d])([一二三四五六七八九十])(标段|单元|号楼|号矿|号井|班组|栋|幢)"
)
_ACRES = re.compile(r"(\d+)亩(\d|[一二三四五六七八九])分?(?![\d.])")
_GRADE = re.compile(r"(?:初|高|大)[一二三]|[一二三四五六]年级")
_YEAR = re.compile(
    r"(?:19|20)\d\d(?=年|[/.-]\d)|(?<!\d)0\d(?=年)|(?<=[从自])\d\d(?=年)|(?<!\d)\d\d(?=年(?:的)?(?:\d+月|[初底春夏秋冬]))"
)
_SPELLED_YEAR = re.compile(r"[零〇]([一二三四五六七八九])年")
_AGO = {"今年": 0, "去年": 1, "上年": 1, "前年": 2, "大前年": 3}
_RELATIVE = re.compile(r"大前年|今年|去年|上年|前年")


@dataclass(frozen=True)
class Quantities:
    """Quantities of a text, apart by what they can prove.

    Attributes:
        counted: measure → values (`棵` → 194); amounts of money stand under `元`.
        telling: value → how seldom it is shared by chance, 0…1.
        labels: (label, number) of phases, buildings, groups: (`期`, `2`), (`楼`, `5`).
        years: calendar years named, also 去年 where the day of registration is known.
        dated: those of them that are named by their number.
    """

    counted: Mapping[str, frozenset[float]]
    telling: Mapping[float, float]
    labels: frozenset[tuple[str, str]]
    years: frozenset[int]
    dated: frozenset[int]


def quantities_of(text: str, place: str, day: date | None) -> Quantities:
    """Read the quantities of a normalised text registered on `day`; of the place only phases and groups."""
    counted: dict[str, set[float]] = {}
    telling: dict[float, float] = {}
    labels = {(_LABELS[m], n.lstrip("0") or "0") for n, _, m in _NUMBER.findall(place) if m in _LABELS}
    for written, about, measure in _NUMBER.findall(text):
        if measure in _LABELS:
            labels.add((_LABELS[measure], written.lstrip("0") or "0"))
            continue
        value = float(written)
        if measure in _UNMEASURED or (not measure and _is_year(written)):
            continue
        if not measure and value < 20 and "." not in written:
            continue
        kind = _MEASURES[measure] or measure if measure else "元"
        counted.setdefault(kind, set()).add(value)
        weight = _telling(written, measure) * (0.7 if about else 1.0)
        telling[value] = max(weight, telling.get(value, 0.0))
    for acres, tenths in _ACRES.findall(text):
        counted.setdefault("亩", set()).add(round(float(acres) + float(_SPELLED.get(tenths, tenths)) / 10, 1))
        telling[round(float(acres) + float(_SPELLED.get(tenths, tenths)) / 10, 1)] = 0.6
    for one, other, label in _TWO_LABELS.findall(text):
        labels |= {(_LABELS[label], _SPELLED[one]), (_LABELS[label], _SPELLED[other])}
    labels |= {(_LABELS[label], _SPELLED[number]) for number, label in _SPELLED_LABEL.findall(text)}
    labels |= {("年级", grade) for grade in _GRADE.findall(text)}
    dated = _dated(text)
    return Quantities(
        {kind: frozenset(values) for kind, values in counted.items()},
        telling,
        frozenset(labels),
        dated | {day.year - _AGO[word] for word in _RELATIVE.findall(text)} if day is not None else dated,
        dated,
    )


def _dated(text: str) -> frozenset[int]:
    found = {
        int(y) if len(y) == 4 else 2000 + int(y) if int(y) < 50 else 1900 + int(y)
        for y in _YEAR.findall(text)
    }
    return frozenset(found | {2000 + int(_SPELLED[digit]) for digit in _SPELLED_YEAR.findall(text)})


def _is_year(written: str) -> bool:
    return len(written) == 4 and written[:2] in ("19", "20")


def _telling(written: str, measure: str) -> float:
    """A number with more significant digits is shared by chance more rarely."""
    significant = len(written.replace(".", "").strip("0"))
    if significant <= 1:
        return 0.1 if float(written) < 20 else 0.2
    if significant == 2:
        return 0.6 if measure else 0.5
    return 1.0


def same_value(one: float, other: float) -> bool:
    """Equal, or one is the other rounded as people round (8550, 八千五)."""
    if one == other:
        return True
    low, high = sorted((one, other))
    return high >= 1000 and low / high > 0.985
