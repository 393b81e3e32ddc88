"""Bring what people write to one form: text, places, units, search terms."""

import re
from functools import lru_cache
from itertools import pairwise

from app.duplicates.common import COMMON
from app.duplicates.numerals import normalise

_TERM_RUN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[^\W\d_a-z]+")
_PLACE_PART = re.compile(
    r"(?P<county>[^省市县区旗]{1,6}?(?:自治县|省|市|县|(?<!社)区|旗))|"
    r"(?P<town>[^镇乡]{1,5}?(?:街道|镇|乡))|"
    r"(?P<village>[^村社区]{1,8}?(?:社区|村|屯|寨))|"
    r"(?P<group>\d+(?:组|队|社|期|号楼))|"
    r"(?P<rest>[^\d]+)"
)
_UNIT_MARK = re.compile(r"[、,;/\s和及与]+")
_UNIT_TAIL = re.compile(
    r"(?:有限)?(?:责任)?(?:股份)?公司$|集团$|办公室$|项目部$|指挥部$|委员会$|管理局$|中心$|局$|办$"
)


def terms(text: str) -> list[str]:
    """Search terms of a text, in order, repeated as often as they stand there.

    Hanzi give overlapping bigrams (a lone one gives itself), numbers of two or more digits and Latin
    words give themselves. A term has letters and digits only: 19.5 is `19p5`.
    """
    found: list[str] = []
    for run in _TERM_RUN.findall(normalise(text)):
        if run[0].isdigit():
            if len(run) > 1:
                found.append(run.replace(".", "p"))
        elif run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += [a + b for a, b in pairwise(run)]
    return found


def index_text(place: str, unit: str, demand: str, facts: str) -> str:
    """What a full-text index keeps of a matter: its terms, separated by spaces."""
    return " ".join(t for part in (place, unit, demand, facts) for t in terms(part))


def query_terms(place: str, unit: str, demand: str, facts: str, *, limit: int = 80) -> list[str]:
    """Distinct terms to look for, the most telling first.

    Numbers, then what the demand says, then unit and place, then the facts; everyday words of the
    window come last. Empty only if the texts hold no letter and no digit.
    """
    ordered: dict[str, None] = {}
    texts = (demand, unit, place, facts)
    everything = [t for text in texts for t in terms(text)]
    for term in everything:
        if term[0].isdigit() and len(term) > 2:
            ordered[term] = None
    for term in everything:
        if term not in COMMON:
            ordered[term] = None
    for term in everything:
        ordered[term] = None
    return list(ordered)[:limit]


@lru_cache(maxsize=1024)
def place_parts(place: str) -> tuple[tuple[str, str], ...]:
    """Split a place into (kind, name) from large to small.

    Kinds: `county` (anything from province to district), `town`, `village`, `group`, `rest` (estates,
    streets, names without a suffix).
    """
    text = re.sub(r"[\s,、。()]+", "", normalise(place))
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _PLACE_PART.match(text, at)
        if match is None or match.end() == at:
            break
        found.append((str(match.lastgroup), match.group()))
        at = match.end()
    return tuple(found)


def unit_cores(unit: str, place: str) -> tuple[str, ...]:
    """Names of the units without place names and usual tails: 云岫县重点项目中心 → 重点项目."""
    cores: list[str] = []
    counties = [name for kind, name in place_parts(place) if kind in ("county", "town", "village")]
    for one in _UNIT_MARK.split(normalise(unit)):
        core = one
        for name in counties:
            core = core.replace(name, "")
        core = re.sub(r"^(?:[^省市县区]{0,4}[省市县区]|[镇乡村])(?=..)", "", core)
        short = _UNIT_TAIL.sub("", core)
        core = short if len(short) >= 2 else core
        if len(core) >= 2 or (core and not cores):
            cores.append(core)
    return tuple(cores)


def nearly_equal(one: str, other: str) -> bool:
    """Equal, or names of the same length ≥ 3 that differ in one hanzi (上窑村, 上瑶村)."""
    if one == other:
        return True
    return len(one) == len(other) >= 3 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
