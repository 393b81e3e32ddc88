"""Why a candidate is shown, in short Chinese reasons, and where the words agree."""

import re
from collections.abc import Mapping
from functools import lru_cache
from operator import add

from app.duplicates.common import COMMON
from app.duplicates.features import Features, plain_number
from app.duplicates.news import new_facts
from app.duplicates.reading import Reading
from app.duplicates.record import Verdict
from app.duplicates.sounds import by_sound

_MOST_REASONS = 5
_ONE_PERSON = "同一信访人"
_LEAST_WEIGHT = 0.2
_LONGEST_WORD = 10
_LOOKED_AT = 600
"""Code points of a story in which words to show are looked for."""
_PARTICLES = frozenset("的了我你他们")
_OF_TEXT = frozenset({"rare", "rare_amount", "text_amount", "meant", "meant_amount", "towards"})
_OF_DEMAND = frozenset({"meant_told", "kind"})
_NUMERAL = "0-9零〇一二三四五六七八九十百千万亿两"
_NUMBER = re.compile(f"[{_NUMERAL}]+(?:[.,][{_NUMERAL}]+)*")
LABELS = frozenset({"楼", "组", "期", "单元", "标段", "矿", "班组", "年级"})
"""What parts two matters as no amount does: another phase, building, group."""


def reasons(
    evidence: Features,
    weights: Mapping[str, float],
    query: Reading,
    known: Reading,
    verdict: Verdict,
    *,
    brief: bool = False,
) -> tuple[str, ...]:
    """Reasons for and against, the weightiest first, at most five; never empty.

    That it is one person is half of what makes a repeat (domain reference 4.1): it is never cut off.

    Args:
        brief: leave out which words are shared, the costly part, for what is hardly worth a look.
    """
    words = "" if brief else _shared_words(evidence, query, known)
    push: dict[str, float] = {}
    for name, weight in weights.items():
        sentence = _sentence(name, evidence, words, known)
        if sentence:
            push[sentence] = push.get(sentence, 0.0) + weight * evidence.values[name]
    told = sorted(((abs(p), s) for s, p in push.items() if abs(p) >= _LEAST_WEIGHT), key=lambda x: -x[0])
    lines = _cut([sentence for _, sentence in told], _MOST_REASONS)
    if verdict is Verdict.SAME_MATTER_NEW_FACTS:
        fresh = new_facts(query.matter.facts, f"{known.matter.unit}\n{known.matter.story}")
        named = "、".join(dict.fromkeys(f.text for f in fresh[:3]))
        news = f"本次提到新的材料或情况：{named}" if named else "本次提到新的材料或情况"
        lines = [*_cut(lines, _MOST_REASONS - 1), news]
    return tuple(lines) or ("没有发现明显的共同点",)


def _cut(lines: list[str], most: int) -> list[str]:
    kept = lines[:most]
    return [*kept[:-1], _ONE_PERSON] if _ONE_PERSON in lines[most:] else kept


def _sentence(name: str, evidence: Features, words: str, known: Reading) -> str:
    value = evidence.values[name]
    if not value:
        return ""
    if name in _OF_TEXT:
        return f"所述内容相近：{words}" if words else ""
    if name in _OF_DEMAND:
        shown = "、".join(evidence.shared_kinds[:2])
        if value < 0.3 and not shown:
            return ""
        return f"诉求相近：{shown}" if shown else "诉求相近"
    match name:
        case "person":
            return _ONE_PERSON
        case "number":
            return f"数字相同：{'、'.join(map(plain_number, evidence.shared_numbers[:3]))}"
        case "years_apart":
            return "所说年份不同"
        case "kind_apart":
            return "所求事项不同"
        case "role_apart":
            return "身份或工种不同"
        case "people_apart":
            return "提到的人不同"
        case "people":
            return "提到同一个人"
        case "place" if value >= 1:
            return "问题发生在同一地点"
        case "place" if value >= 0.6:
            return "问题在同一乡镇（街道）"
        case "place_apart" | "county_apart":
            return f"地点不同：{known.matter.place}" if known.matter.place else "地点不同"
        case "unit" if value >= 1:
            return "涉及同一单位"
        case "unit_apart" if value >= 1:
            return "被反映单位不同"
        case "class":
            return "内容分类相同"
        case "stance_apart":
            return "诉求相反"
        case "label_apart" | "phase_apart":
            return next((clash_told(*c) for c in evidence.clashes if c[0] in LABELS), "")
        case "number_apart":
            return next((clash_told(*c) for c in evidence.clashes if c[0] not in LABELS), "")
        case "sums_alike":
            return "金额不同"
        case "clash_alike":
            return _clash_told(evidence, words, known)
        case "disclaimer":
            return "有一方说明是另一件事"
        case "reference":
            return "本人提到以前反映过"
    return ""


_CLASHES = (
    "phase_apart",
    "label_apart",
    "unit_apart",
    "place_apart",
    "years_apart",
    "people_apart",
    "role_apart",
    "number_apart",
)


def _clash_told(evidence: Features, words: str, known: Reading) -> str:
    """The surest of what parts two stories told alike."""
    told = (_sentence(name, evidence, words, known) for name in _CLASHES)
    return next((sentence for sentence in told if sentence), "所求的对象不同")


def clash_told(label: str, mine: str, theirs: str) -> str:
    """One clash as a sentence."""
    if label == "年级":
        return f"本次是{mine}，已登记的是{theirs}"
    if label in LABELS:
        shown = {"楼": "号楼", "矿": "号矿"}.get(label, label)
        return f"本次是{mine}{shown}，已登记的是{theirs}{shown}"
    return f"数目不同：本次{mine}{label}，已登记{theirs}{label}"


def _shared_words(evidence: Features, query: Reading, known: Reading) -> str:
    """The longest stretches both say, as the known matter writes them; each holds a telling pair."""
    said = known.matter.story[:_LOOKED_AT]
    found = dict.fromkeys(said[s:e] for s, e in shared_stretches(said, query.matter.story[:_LOOKED_AT]))
    telling = [w for w in found if not evidence.shared_words.isdisjoint(_spoken_pairs(w))]
    telling.sort(key=lambda w: -len(w))
    return "、".join(w if len(w) <= _LONGEST_WORD else w[:_LONGEST_WORD] + "…" for w in telling[:3])


def _spoken_pairs(words: str) -> set[str]:
    spoken = by_sound(words)
    return set(map(add, spoken, spoken[1:]))


def shared_stretches(shown: str, other: str) -> tuple[tuple[int, int], ...]:
    """Stretches (start, end) of `shown`, in code points, whose pairs of signs also stand in `other`.

    Pairs are compared by sound. Everyday pairs alone make no stretch; punctuation, spaces and particles
    belong to none. A number is marked whole where `other` names the same, and else not at all: half of
    8300 in 83 is nothing shared.
    """
    a, known = _folded(shown), _pairs(other)
    same, apart = _numbers_in(shown, other)
    found: list[list[int]] = []
    for i in range(len(a) - 1):
        pair = a[i : i + 2]
        if i in apart or i + 1 in apart:
            continue
        alike = pair in known and pair.isalnum() and _PARTICLES.isdisjoint(shown[i : i + 2])
        if not alike and i not in same:
            continue
        if found and i < found[-1][1]:
            found[-1][1] = i + 2
        else:
            found.append([i, i + 2])
    return tuple((s, e) for s, e in found if any(a[i : i + 2] not in _everyday() for i in range(s, e - 1)))


def _numbers_in(shown: str, other: str) -> tuple[set[int], set[int]]:
    """Pairs inside the numbers of `shown` that `other` names too, and all places of those it does not."""
    known = {number for _, _, number in _numbers(other)}
    same: set[int] = set()
    apart: set[int] = set()
    for start, end, number in _numbers(shown):
        if number in known:
            same.update(range(start, end - 1))
        else:
            apart.update(range(start, end))
    return same, apart


@lru_cache(maxsize=64)
def _numbers(text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and value as written, without thousands commas, of every number.

    A single hanzi numeral is part of too many words (统一, 十分) to be taken for one.
    """
    found = _NUMBER.finditer("".join(map(_half_width, text)))
    return tuple(
        (m.start(), m.end(), m[0].replace(",", "")) for m in found if len(m[0]) > 1 or m[0].isascii()
    )


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    return frozenset(map(by_sound, COMMON))


@lru_cache(maxsize=64)
def _pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring signs; kept, because one new matter is held against many known ones."""
    folded = _folded(text)
    return frozenset(map(add, folded, folded[1:]))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """By sound, full width to half width and lower case, sign by sign, so that positions stay."""
    return by_sound("".join(map(_half_width, text)))


def _half_width(sign: str) -> str:
    code = ord(sign)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0).lower()
    lower = sign.lower()
    return lower if len(lower) == 1 else sign
