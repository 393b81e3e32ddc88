"""What two matters have in common and what parts them, as numbers with a plain meaning, mostly 0…1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.duplicates.meaning import nearness
from app.duplicates.names import alike, named_in
from app.duplicates.quantities import same_value
from app.duplicates.reading import Reading
from app.duplicates.sounds import by_sound

# The visitor speaks of a matter raised before: 上次反映, 还是那个事, 补充.
_REFERENCE = re.compile(
    r"(?:上次|上回|之前|以前|曾|前次|[去今]年\d*月?|\d+月)(?:我)?(?:来)?(?:反映|信访|来访|登记|说|提|写)|又来|再次|补充|一案|一事|"
    r"(?:那个|这个)(?:事|案)|还是(?:那|这)|那个[。,]|(?:的|对|个)那个[,。]?|那事|原(?:信访)?事项|承前|又是|再反映|继续反映|进展"
)
# Phases, lots and grades part matters surely; buildings and groups may share one.
_WHOLE = frozenset({"期", "标段", "矿", "班组", "年级"})
_WANTS_IT = re.compile(
    r"(?:恢复|继续|支持|允许|推进|同意|尽快)[^,。;\n]{0,8}(?:施工|加装|建设|开工|改造|复工)|复工|保留"
)
_WANTS_IT_NOT = re.compile(r"反对|停工|停止|制止|不同意|取消|拒绝|叫停|撤销")
_LEVELS = tuple(frozenset(by_sound(level)) for level in ("市", "县区旗"))
_FRAME, _OBJECT = 4, 6
"""Hanzi two demands must share at their ends to be of one frame; the longest thing put into it."""

_RARE, _COMMON, _UNCOUNTED = 0.75, 0.4, 0.85
"""How rare a word must be to point at a matter; what points nowhere; what is taken where none is counted."""
_CLASHING = ("棵", "亩", "平", "人", "户", "间", "只", "头", "口", "米", "台", "吨", "岁")


@dataclass(frozen=True)
class Features:
    """The evidence about a pair.

    Attributes:
        values: feature name → value; the names are the keys of the learned weights.
        uncovered: share of what the query tells that the known matter has nothing like, 0…1.
        shared_words: telling pairs of hanzi (by sound) both stories hold, names of place and unit aside.
        shared_numbers: values both state, the most telling first.
        clashes: what parts them: (label, the query's, the known one's).
        shared_kinds: kinds of demand in common.
    """

    values: Mapping[str, float]
    uncovered: float = 0.0
    shared_words: frozenset[str] = frozenset()
    shared_numbers: tuple[float, ...] = ()
    clashes: tuple[tuple[str, str, str], ...] = ()
    shared_kinds: tuple[str, ...] = ()


def features(a: Reading, b: Reading, rare: Mapping[str, float] | None = None) -> Features:
    """Compare the matter told (`a`) with a known one (`b`).

    Args:
        rare: the query's terms → how rare each is among all known matters, 0…1; what is missing is common.
            None where there are no others to count.
    """
    names = a.names | b.names
    shared = frozenset(a.means.words.keys() & b.means.words.keys()) - names
    if rare is None:
        seldom = [_UNCOUNTED * a.means.words[word] for word in shared]
    else:
        seldom = [rare.get(word, 0.0) for word in shared]
    near = nearness(a.means, b.means, names)
    numbers = _shared_numbers(a, b)
    clashes = _clashing_numbers(a, b, numbers)
    labels = _clashing_labels(a, b)
    place, place_apart = _places(a, b)
    unit, unit_apart = _units(a, b)
    same_person = bool(a.matter.persons & b.matter.persons)
    values = {
        "person": float(same_person),
        "text_amount": min(1.0, sum(a.means.words[p] for p in shared) / 12.0),
        "rare": float(any(x > _RARE for x in seldom)),
        "rare_amount": min(1.0, sum(x - _COMMON for x in seldom if x > _COMMON) / 4.0),
        "meant": near.share,
        "meant_amount": min(1.0, near.amount / 15.0),
        "meant_told": near.told,
        "towards": max(0.0, float(a.means.towards @ b.means.towards)),
        "kind": _kinds(a, b),
        "kind_apart": _kinds_apart(a, b),
        "role_apart": float(bool(a.kinds.roles and b.kinds.roles and not a.kinds.roles & b.kinds.roles)),
        "number": min(1.0, sum(numbers.values())),
        "number_apart": min(1.0, len(clashes) / 2.0),
        "label_apart": float(any(label not in _WHOLE for label, _, _ in labels)),
        "phase_apart": float(any(label in _WHOLE for label, _, _ in labels)),
        "stance_apart": float(_opposed(a.matter.demand, b.matter.demand)),
        "years_apart": _years_apart(a, b) * (0.5 if same_person else 1.0),
        "county_apart": _counties_apart(a, b),
        "place": place,
        "place_apart": place_apart,
        "unit": unit,
        "unit_apart": unit_apart,
        "people": float(bool(a.people & b.people)),
        "people_apart": float(bool(a.people and b.people and not a.people & b.people)),
        "class": float(bool(a.matter.topic) and a.matter.topic == b.matter.topic),
        "disclaimer": float(a.disclaims or b.disclaims),
        "reference": float(same_person and bool(_REFERENCE.search(a.matter.story))),
    }
    alike_told = (values["text_amount"] + values["rare_amount"]) / 2.0
    clash = 1.0 if _other_object(a.asked, b.asked) else _clash(values)
    values["clash_alike"] = clash * alike_told
    values["sums_alike"] = _sums_apart(a, b) * alike_told
    return Features(
        values,
        near.uncovered,
        shared,
        tuple(sorted(numbers, key=lambda n: (-numbers[n], n))),
        (*labels, *clashes),
        tuple(sorted(a.kinds.asked & b.kinds.asked)),
    )


def _clash(values: Mapping[str, float]) -> float:
    """How surely something named by both differs, 0…1: the firm, the place, the phase, a year, a count."""
    return max(
        float(values["unit_apart"] >= 1.0),
        float(values["place_apart"] >= 0.7),
        values["years_apart"],
        values["label_apart"],
        values["phase_apart"],
        values["people_apart"],
        values["role_apart"],
        values["number_apart"],
    )


def _other_object(one: str, other: str) -> bool:
    """Two demands (by sound) of one frame for different things: 补录车位产权, 补录储藏间产权."""
    start = _shared_start(one, other)
    end = min(_shared_start(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    mine, theirs = one[start : len(one) - end], other[start : len(other) - end]
    return (
        start + end >= _FRAME
        and 0 < len(mine) <= _OBJECT
        and 0 < len(theirs) <= _OBJECT
        and set(mine).isdisjoint(theirs)
    )


def _shared_start(one: str, other: str) -> int:
    """How many signs two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (x, y) in pairs if x != y), min(len(one), len(other)))


def _sums_apart(a: Reading, b: Reading) -> bool:
    """Both name sums of money, and none in common."""
    mine = a.quantities.counted.get("元", frozenset())
    theirs = b.quantities.counted.get("元", frozenset())
    return bool(mine and theirs) and not any(same_value(x, y) for x in mine for y in theirs)


def _opposed(one: str, other: str) -> bool:
    """One demands what the other demands to be stopped."""
    return bool(
        (_WANTS_IT.search(one) and _WANTS_IT_NOT.search(other))
        or (_WANTS_IT.search(other) and _WANTS_IT_NOT.search(one))
    )


def _kinds(a: Reading, b: Reading) -> float:
    """1 where the demands share a kind, half where the demand of one is in the other's story."""
    if a.demanded.asked & b.demanded.asked:
        return 1.0
    if a.demanded.asked & b.kinds.asked or b.demanded.asked & a.kinds.asked:
        return 0.5
    return 0.0


def _kinds_apart(a: Reading, b: Reading) -> float:
    """1 where each demand names a kind that the other's whole story lacks, half where one of them does."""
    mine, theirs = a.demanded.asked, b.demanded.asked
    if not mine or not theirs:
        return 0.0
    return 0.5 * (not mine & b.kinds.asked) + 0.5 * (not theirs & a.kinds.asked)


def _shared_numbers(a: Reading, b: Reading) -> dict[float, float]:
    """Values both state → how telling that is; half where they count different things."""
    found: dict[float, float] = {}
    for measure, mine in a.quantities.counted.items():
        theirs = b.quantities.counted.get(measure, frozenset())
        for value in mine:
            for other in theirs:
                if same_value(value, other):
                    weight = min(a.quantities.telling[value], b.quantities.telling[other])
                    found[value] = max(found.get(value, 0.0), weight)
    loose = a.quantities.telling.keys() & b.quantities.telling.keys()
    for value in loose - found.keys():
        found[value] = 0.5 * a.quantities.telling[value]
    return found


def _clashing_numbers(
    a: Reading, b: Reading, shared: Mapping[float, float]
) -> tuple[tuple[str, str, str], ...]:
    """Things both count, where no count agrees: 194棵 and 88棵."""
    found = []
    for measure in _CLASHING:
        mine = a.quantities.counted.get(measure, frozenset())
        theirs = b.quantities.counted.get(measure, frozenset())
        if mine and theirs and not any(v in shared for v in mine) and not mine & theirs:
            found.append((measure, plain_number(max(mine)), plain_number(max(theirs))))
    return tuple(found)


def _clashing_labels(a: Reading, b: Reading) -> tuple[tuple[str, str, str], ...]:
    """Phases, buildings, groups, grades named by both where none is shared."""
    found = []
    for label in dict.fromkeys(kind for kind, _ in sorted(a.quantities.labels)):
        mine = sorted(n for kind, n in a.quantities.labels if kind == label)
        theirs = sorted(n for kind, n in b.quantities.labels if kind == label)
        if theirs and not set(mine) & set(theirs):
            found.append((label, mine[0], theirs[0]))
    return tuple(found)


def _years_apart(a: Reading, b: Reading) -> float:
    """1 where both name years and share none, half where one of them only says 去年."""
    mine, theirs = a.quantities, b.quantities
    if not mine.years or not theirs.years or mine.years & theirs.years:
        return 0.0
    return 1.0 if mine.dated and theirs.dated else 0.5


def plain_number(value: float) -> str:
    """38000, 19.5: without noughts behind the point."""
    return f"{value:g}" if value < 1e6 else str(int(value))


def _places(a: Reading, b: Reading) -> tuple[float, float]:
    """(how fine a part of the place both name, how surely the places differ), each 0…1."""
    if _counties_apart(a, b) == 1.0:
        return 0.0, 1.0
    nearest = max((alike(x, y) for x in a.place.fine for y in b.place.fine), default=0.0)
    if nearest >= 0.9:
        return 1.0, 0.0
    if named_in(a.place.fine, b.told + b.around) or named_in(b.place.fine, a.told + a.around):
        return 1.0, 0.0
    if nearest >= 0.7:
        return 0.5, 0.0
    towns = [alike(x, y) for x in a.place.towns for y in b.place.towns]
    if a.place.fine and b.place.fine:
        return (0.3 if towns and max(towns) >= 0.9 else 0.0), 0.8
    if towns:
        return (0.6, 0.0) if max(towns) >= 0.9 else (0.0, 0.7)
    if any(alike(x, y) == 1.0 for x in a.place.counties for y in b.place.counties):
        return 0.3, 0.0
    return 0.0, 0.0


def _counties_apart(a: Reading, b: Reading) -> float:
    """1 where both name a county or district, or both a city, and none in common; half where one names a city
    and the other a district, which may lie in it."""
    levels_named = False
    for level in _LEVELS:
        mine = [name for name in a.place.counties if name[-1] in level]
        theirs = [name for name in b.place.counties if name[-1] in level]
        if not mine or not theirs:
            continue
        levels_named = True
        same = any(x in y or y in x for x in mine for y in theirs)
        if not same and not named_in(theirs, a.around) and not named_in(mine, b.around):
            return 1.0
    if levels_named or not a.place.counties or not b.place.counties:
        return 0.0
    known = named_in(a.place.counties, b.around) or named_in(b.place.counties, a.around)
    return 0.0 if known else 0.5


def _units(a: Reading, b: Reading) -> tuple[float, float]:
    """(how surely a firm or school is shared, how surely they differ); an authority in common is half."""
    mine = [u for u in a.units if not u.public]
    theirs = [u for u in b.units if not u.public]
    if any(alike(x.brand, y.brand) >= 0.9 for x in mine for y in theirs):
        return 1.0, 0.0
    named = [u for u in mine if u.brand in b.told + b.around]
    named += [u for u in theirs if u.brand in a.told + a.around]
    if any(u.own for u in named):
        return 1.0, 0.0
    if named:
        return 0.5, 0.0  # 医院 may be any
    if mine and theirs:
        return 0.0, 1.0
    public = [alike(x.core, y.core) for x in a.units for y in b.units if x.public and y.public]
    if public and max(public) >= 0.9:
        return 0.5, 0.0
    return 0.0, 0.3 if public else 0.0
