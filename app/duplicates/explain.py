"""Why a candidate is shown, in short Chinese reasons, and where the words agree."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from app.duplicates.common import COMMON
from app.duplicates.features import Features
from app.duplicates.record import MatterText, Verdict

_MOST_REASONS = 5
_LEAST_WEIGHT = 0.25
_LONGEST_WORD = 10
_PARTICLES = frozenset("的了我你他们")


def reasons(
    evidence: Features, weights: Mapping[str, float], query: MatterText, known: MatterText, verdict: Verdict
) -> tuple[str, ...]:
    """Reasons for and against, the weightiest first, at most five; never empty."""
    words = _shared_words(evidence, query, known)
    told = []
    for name, weight in weights.items():
        push = weight * evidence.values[name]
        sentence = _sentence(name, evidence, words, known)
        if sentence and abs(push) >= _LEAST_WEIGHT:
            told.append((abs(push), sentence))
    told.sort(key=lambda pair: -pair[0])
    lines = list(dict.fromkeys(sentence for _, sentence in told))[:_MOST_REASONS]
    if verdict is Verdict.SAME_MATTER_NEW_FACTS:
        lines = [*lines[: _MOST_REASONS - 1], "本次提到新的材料或情况"]
    return tuple(lines) or ("没有发现明显的共同点",)


def _sentence(name: str, evidence: Features, words: str, known: MatterText) -> str:
    value = evidence.values[name]
    match name:
        case "person":
            return "同一信访人"
        case "text" | "text_amount":
            return f"所述内容相近：{words}" if words else ""
        case "demand":
            return "诉求相近"
        case "number":
            return f"数字相同：{'、'.join(evidence.shared_numbers[:3])}"
        case "years_apart":
            return "所说年份不同"
        case "place" if value >= 1:
            return "问题发生在同一地点"
        case "place" if value >= 0.6:
            return "问题在同一乡镇（街道）"
        case "place_apart":
            return f"地点不同：{known.place}" if known.place else "地点不同"
        case "unit_apart":
            return "被反映单位不同"
        case "class":
            return "内容分类相同"
        case "label_apart":
            label, mine, theirs = evidence.other_labels[0] if evidence.other_labels else ("", "", "")
            return f"本次是{mine}{label}，已登记的是{theirs}{label}" if label else ""
        case "disclaimer":
            return "有一方说明是另一件事"
        case "reference":
            return "本人提到以前反映过"
    return ""


def _shared_words(evidence: Features, query: MatterText, known: MatterText) -> str:
    """The longest stretches both say, as the known matter writes them; each holds a telling term."""
    said = known.story
    found = [said[start:end] for start, end in shared_stretches(said, query.story)]
    telling = [w for w in dict.fromkeys(found) if any(t in w.lower() for t in evidence.shared_terms)]
    telling.sort(key=lambda w: -len(w))
    return "、".join(w if len(w) <= _LONGEST_WORD else w[:_LONGEST_WORD] + "…" for w in telling[:3])


def shared_stretches(shown: str, other: str) -> tuple[tuple[int, int], ...]:
    """Stretches (start, end) of `shown`, in code points, whose pairs of signs also stand in `other`.

    Everyday pairs alone make no stretch; punctuation, spaces and particles belong to none.
    """
    a, known = _folded(shown), _pairs(other)
    found: list[list[int]] = []
    for i in range(len(a) - 1):
        pair = a[i : i + 2]
        if pair not in known or not pair.isalnum() or not _PARTICLES.isdisjoint(pair):
            continue
        if found and i < found[-1][1]:
            found[-1][1] = i + 2
        else:
            found.append([i, i + 2])
    return tuple((s, e) for s, e in found if any(a[i : i + 2] not in COMMON for i in range(s, e - 1)))


@lru_cache(maxsize=64)
def _pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring signs; kept, because one new matter is held against many known ones."""
    folded = _folded(text)
    return frozenset(a + b for a, b in pairwise(folded))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """Full width to half width and lower case, sign by sign, so that positions stay."""
    return "".join(f if len(f := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in text)
