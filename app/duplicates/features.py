"""What two matters have in common, as numbers between 0 and 1, each with a plain meaning."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.duplicates.common import COMMON
from app.duplicates.keys import nearly_equal, normalise, place_parts, terms, unit_cores
from app.duplicates.numerals import Numbers, numbers_of
from app.duplicates.record import MatterText

# The visitor says it is something else: 跟昶达不是一家, 不是面积的事, 水的事另说.
_DISCLAIMER = re.compile(
    r"不是(?:一|同一)?(?:家|回事|码事|批人|摊子|摊|个事|件事)|不是[^,。;\n]{1,10}(?:的事|那批|那事|那摊)|另说|另外一(?:回|件|码)|"
    r"没(?:有)?关系|无关|不同于|归法院|有别于|以外|我不是|(?:是|,|。)[^,。;\n是]{2,8}(?:是|归)[^,。;\n]{1,6}的事|"
    r"[^,。;\n]{1,6}的事(?:我|归|另|不)|[不没](?:挨着|搭界|相干)|我没"
)
# The visitor speaks of a matter raised before: 上次反映, 还是那个事, 补充.
_REFERENCE = re.compile(
    r"(?:上次|之前|以前|曾|前次|[去今]年\d*月?|\d+月)(?:我)?(?:来)?(?:反映|信访|来访|登记|说)|又来|再次|补充|一案|一事|"
    r"(?:那个|这个)(?:事|案)|还是(?:那|这)|那个[。,]|原(?:信访)?事项"
)
# Something has come to light since.
_NEWS = re.compile(
    r"补充|新(?:的)?(?:证据|情况|材料|发现|事实)|(?:现在|刚|最近|后来|已|又)(?:才)?(?:发现|查到|找到|拿到|得知|收到|调到|打听)|"
    r"(?:调|抄|查|拍|找|复印|打印|调取|提供)(?:到|出|来)(?:了)?|原件|录音|截图|流水|"
    r"(?:判决|裁定|鉴定|答复|回复|通知|意见|批复|结论|报告|化验|检测)(?:书|意见|函|单)?(?:下来|出来|显示|写明|载明|认定|说明)|"
    r"写明|载明|盖章的|律师说|上(?:周|月|个月|星期)|昨天|前天|附(?:上)?[^,。]{2,8}(?:记录|证明|照片|复印件|清单)"
)


@dataclass(frozen=True)
class Reading:
    """One matter, read once: everything the comparison needs."""

    text: str
    said: frozenset[str]
    demand: frozenset[str]
    numbers: Numbers
    place: tuple[tuple[str, str], ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Features:
    """The evidence about a pair.

    Attributes:
        values: feature name → value, mostly 0…1; the names are the keys of `score.WEIGHTS`.
        shared_numbers: amounts both state, the most telling first.
        shared_terms: telling terms both use in demand and facts, in the known matter's order.
        other_labels: phases, buildings, groups that differ: (label, the query's, the known one's).
    """

    values: dict[str, float]
    shared_numbers: tuple[str, ...] = ()
    shared_terms: tuple[str, ...] = ()
    other_labels: tuple[tuple[str, str, str], ...] = ()


@lru_cache(maxsize=512)
def read(matter: MatterText) -> Reading:
    """Normalise a matter's texts and split them."""
    said = normalise(matter.story)
    return Reading(
        text=said,
        said=frozenset(terms(matter.story)),
        demand=frozenset(terms(matter.demand)),
        numbers=numbers_of(f"{normalise(matter.place)}\n{said}"),
        place=place_parts(matter.place),
        units=unit_cores(matter.unit, matter.place),
    )


def features(query: MatterText, known: MatterText) -> Features:
    """Compare a matter being entered with a known one; symmetric but for what the visitor says of others."""
    a, b = read(query), read(known)
    around = _around(a) | _around(b)
    own_a, own_b = _telling(a.said) - around, _telling(b.said) - around
    shared = own_a & own_b
    numbers = _shared_numbers(a.numbers, b.numbers)
    same_person = bool(query.person_keys & known.person_keys)
    values = {
        "person": float(same_person),
        "text": _overlap(own_a, own_b),
        "text_amount": min(1.0, len(shared) / 8),
        "demand": max(
            _overlap(_telling(a.demand) - around, own_b), _overlap(_telling(b.demand) - around, own_a)
        ),
        "number": min(1.5, sum(numbers.values())),
        "years_apart": float(
            bool(a.numbers.years and b.numbers.years and not a.numbers.years & b.numbers.years)
        ),
        "place": _place(a, b),
        "place_apart": _place_apart(a, b),
        "unit_apart": _units_apart(a, b),
        "class": float(bool(query.content_class) and query.content_class == known.content_class),
        "label_apart": float(bool(_other_labels(a, b))),
        "disclaimer": float(bool(_DISCLAIMER.search(a.text) or _DISCLAIMER.search(b.text))),
        "reference": float(same_person and bool(_REFERENCE.search(a.text))),
    }
    return Features(
        values,
        tuple(sorted(numbers, key=lambda n: (-numbers[n], -len(n), n))),
        tuple(t for t in dict.fromkeys(terms(known.story)) if t in shared),
        _other_labels(a, b),
    )


def tells_news(query: MatterText) -> bool:
    """Does the text speak of something that came to light: a paper found, a reply, a new event?"""
    return bool(_NEWS.search(read(query).text))


def _telling(words: Iterable[str]) -> frozenset[str]:
    return frozenset(w for w in words if w not in COMMON and not w[0].isdigit())


def _around(one: Reading) -> frozenset[str]:
    """Terms of place and unit names: hard cases share them all, so they say nothing about the matter."""
    names = [name for _, name in one.place] + list(one.units)
    return frozenset(t for name in names for t in terms(name))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared terms against the geometric mean of shorter and longer; 0 when either is empty."""
    shared = len(one & other)
    if not shared:
        return 0.0
    small, large = sorted((len(one), len(other)))
    return min(1.0, shared / float(small**0.7 * large**0.3))


def _shared_numbers(a: Numbers, b: Numbers) -> dict[str, float]:
    return {n: a.amounts[n] for n in a.amounts.keys() & b.amounts.keys()}


def _place(a: Reading, b: Reading) -> float:
    """How fine a part of the place both name: 1 for village or estate, less for town and county."""
    best = 0.0
    for kind, name in a.place:
        for other_kind, other in b.place:
            same = nearly_equal(_bare(name), _bare(other))
            if same and "county" in (kind, other_kind):
                best = max(best, 0.3)
            elif same and "town" in (kind, other_kind):
                best = max(best, 0.6)
            elif same and "group" not in (kind, other_kind):
                best = max(best, 1.0)
    if best < 1.0 and (_finest_in(a, b) or _finest_in(b, a)):
        best = 1.0
    return best


def _finest_in(one: Reading, other: Reading) -> bool:
    """The village or estate of one stands in what the other says."""
    return any(
        kind in ("village", "rest") and len(_bare(name)) >= 2 and _bare(name) in _spoken(other)
        for kind, name in one.place
    )


def _spoken(one: Reading) -> str:
    return one.text + "".join(name for _, name in one.place)


def _place_apart(a: Reading, b: Reading) -> float:
    """Both name something of one kind, and it is another one."""
    for kind, weight in (("village", 1.0), ("rest", 0.7), ("town", 0.7)):
        mine = [_bare(n) for k, n in a.place if k == kind]
        theirs = [_bare(n) for k, n in b.place if k == kind]
        if mine and theirs and not any(nearly_equal(x, y) or x in y or y in x for x in mine for y in theirs):
            if kind != "town" and (_finest_in(a, b) or _finest_in(b, a)):
                continue
            return weight
    return 0.0


def _bare(name: str) -> str:
    """尖山咀村 and 尖山咀 are one place."""
    short = re.sub(r"(?:社区|村|镇|乡|街道|县|市|区)$", "", name)
    return short if len(short) >= 2 else name


def _units(a: Reading, b: Reading) -> float:
    """Best likeness of any two units named, 0…1."""
    best = 0.0
    for x in a.units:
        for y in b.units:
            if x == y or (min(len(x), len(y)) >= 2 and (x in y or y in x)) or nearly_equal(x, y):
                return 1.0
            shared = len(set(x) & set(y))
            best = max(best, shared / max(2, min(len(x), len(y))) * 0.8)
    if best < 1.0 and any(len(x) >= 3 and x in b.text for x in a.units):
        best = max(best, 0.8)
    if best < 1.0 and any(len(y) >= 3 and y in a.text for y in b.units):
        best = max(best, 0.8)
    return min(1.0, best)


def _units_apart(a: Reading, b: Reading) -> float:
    """Both name units and none of them shares as much as one hanzi pair."""
    return float(bool(a.units and b.units) and _units(a, b) < 0.3)


def _other_labels(a: Reading, b: Reading) -> tuple[tuple[str, str, str], ...]:
    """Phases, buildings, groups named by both where none is shared: (label, mine, known)."""
    found = []
    for label in ("期", "号楼", "栋", "组", "队"):
        mine = {n for k, n in a.numbers.labels if k == label}
        theirs = {n for k, n in b.numbers.labels if k == label}
        if mine and theirs and not mine & theirs:
            found.append((label, min(mine), min(theirs)))
    return tuple(found)
