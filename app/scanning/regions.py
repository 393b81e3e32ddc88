"""Division codes and names of GB/T 2260, past and present, as evidence for what was read.

Never a ground to refuse: codes that were abolished live on in numbers, and names that the list does
not know may be new [行政区划代码管理办法 2025; domain reference 11].
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from app.paths import resource

_OFFICES = re.compile(r"(?:国家移民管理局|公安部|(?:中华人民共和国)?(?:国家)?出入境管理局)(?:出入境管理局)?$")
_AUTHORITY = re.compile(r"(.{2,20}?)公安(?:厅|局|分局)(?:.{1,12}分局)?(?:出入境管理(?:局|处|支队))?")
_DEEPEST = 32
"""Characters within which an address has named its county."""

_BRANCH = re.compile(r"公安局(.{2,12}?)(?:公安)?分局$")


@dataclass(frozen=True)
class Place:
    """The divisions that a text begins with.

    Attributes:
        codes: of the last division named; several when the name alone does not decide.
        length: characters of the text that they take; 0 for none.
        level: 0 none, 1 province, 2 prefecture, 3 county.
    """

    codes: tuple[str, ...] = ()
    length: int = 0
    level: int = 0


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """Names by six-digit code; none for a code that stands for `市辖区` and the like."""
    kept: dict[str, tuple[str, ...]] = {}
    for line in resource("scan", "regions.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, names = line.partition("\t")
            kept[code] = tuple(name for name in names.split("|") if name)
    return MappingProxyType(kept)


def known_code(code: str) -> bool:
    """Whether the first six digits of a number are or were a division's."""
    return code[:6] in regions()


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, names in regions().items():
        for name in names:
            found.setdefault(name, []).append(code)
    return MappingProxyType({name: tuple(codes) for name, codes in found.items()})


@lru_cache(maxsize=1)
def _longest_name() -> int:
    return max(map(len, _by_name()))


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    return tuple(
        name for code, names in regions().items() if _level(code) == 1 for name in names if len(name) > 2
    )


def before_province(text: str, most: int) -> int:
    """How many characters, at most so many, stand before a province's full name; 0 when none follows."""
    return next((at for at in range(most + 1) if text.startswith(_provinces(), at)), 0)


def place_of(text: str) -> Place:
    """The divisions at the start of an address: as many levels as follow one another.

    A level may be left out (`新疆维吾尔自治区伊宁市`), and an address may begin with a prefecture or a
    county where the province is understood.
    """
    best = Place()
    for name, codes in _names_at(text):
        for level in (1, 2, 3):
            here = tuple(code for code in codes if _level(code) == level)
            if here:
                best = _further(best, _below(text, Place(here, len(name), level)))
    return best


def _below(text: str, place: Place) -> Place:
    best = place
    for name, codes in _names_at(text[place.length :]):
        inside = [code for code in codes if any(_contains(outer, code) for outer in place.codes)]
        for level in range(place.level + 1, 4):
            here = tuple(code for code in inside if _level(code) == level)
            if here:
                best = _further(best, _below(text, Place(here, place.length + len(name), level)))
    return best


def _further(one: Place, other: Place) -> Place:
    return max((one, other), key=lambda place: (place.length, place.level))


def _names_at(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for length in range(2, min(len(text), _longest_name()) + 1):
        codes = _by_name().get(text[:length])
        if codes:
            yield text[:length], codes


def _level(code: str) -> int:
    if code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def _contains(outer: str, inner: str) -> bool:
    """Counties move between prefectures and keep their province: the prefecture is not insisted on."""
    if outer.endswith("0000"):
        return outer[:2] == inner[:2]
    return outer[:2] == inner[:2] and _level(outer) < _level(inner)


def issuer_place(issuer: str) -> Place | None:
    """The place of an authority that issues cards; None when the text is not such an authority's.

    `福州市公安局鼓楼分局` and `雷山县公安局` are; the branch's name is a district's without its last
    character and is not looked up, since functional zones have branches too.
    """
    if _OFFICES.search(issuer):
        return Place(("000000",), len(issuer), 1)
    found = _AUTHORITY.fullmatch(issuer)
    if found is None:
        return None
    place = place_of(found.group(1))
    return place if place.length == len(found.group(1)) else Place()


def same_place(issuer: str, address: str) -> bool:
    """Whether a card with this address may have been issued by this authority.

    The authority names the address's county, or its city and with the branch its district.
    """
    office = _AUTHORITY.fullmatch(issuer)
    if office is None or office.group(1) not in address[:_DEEPEST]:
        return False
    branch = _BRANCH.search(issuer)
    if branch is None:
        return not office.group(1).endswith("省") and place_of(office.group(1)).level > 1
    return re.search(rf"{re.escape(branch.group(1))}(?:新?区|县|市|旗)", address[:_DEEPEST]) is not None
