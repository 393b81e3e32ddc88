"""A matter brought to the form in which it is kept, searched for and compared.

Making it is the costly part of an import, so it holds the normalised words alone; what can be read out of
them (places, amounts, crews) is read for the few candidates that come to a comparison.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from math import log
from operator import add

from app.duplicates.common import COMMON
from app.duplicates.numerals import normalise
from app.duplicates.record import MatterText
from app.duplicates.sounds import by_sound, telling_by_sound

VERSION = 2
"""Of the packed form; `unpack` refuses another, and the store then prepares its matters anew."""

_LONGEST = {"place": 120, "unit": 200, "topic": 60, "demand": 400, "facts": 2000}
"""Code points that are compared: what follows is papers read aloud, and would cost seconds."""

_BREAK = "\x00"  # no white space, so that no pattern reaches across it
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_PERSON_BYTES = 8
_DEFLATE_FROM = 400

_RUN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[^\W\d_a-z]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One matter in its kept form.

    Attributes:
        place, unit, topic, demand, facts: the texts, one form for widths, letters and numbers, shortened.
        day: local day of registration; None when not known.
        persons: digests of the person keys, 8 bytes each.
    """

    place: str
    unit: str
    topic: str
    demand: str
    facts: str
    day: date | None
    persons: frozenset[bytes]

    @property
    def story(self) -> str:
        """Demand and facts as one text."""
        return f"{self.demand}\n{self.facts}"


class OtherVersion(ValueError):
    """A packed matter was written by another version of this module."""


def prepare(matter: MatterText) -> Prepared:
    """Bring a matter to its kept form; the caller leaves out sealed ones."""
    longest = _LONGEST
    text = _BREAK.join(
        _CONTROL.sub(" ", part[:size]) if part else ""
        for part, size in (
            (matter.place, longest["place"]),
            (matter.unit, longest["unit"]),
            (matter.content_class, longest["topic"]),
            (matter.demand, longest["demand"]),
            (matter.facts, longest["facts"]),
        )
    )
    place, unit, topic, demand, facts = normalise(text).split(_BREAK)
    persons = frozenset(
        blake2b(key.encode("utf-8", "replace"), digest_size=_PERSON_BYTES).digest()
        for key in matter.person_keys
    )
    return Prepared(place, unit, topic, demand, facts, matter.date, persons)


def pack(known: Prepared) -> bytes:
    """The kept form as bytes: version, day, persons, then the texts in GB 18030, deflated when long."""
    day = known.day.toordinal() if known.day else 0
    texts = _BREAK.join((known.place, known.unit, known.topic, known.demand, known.facts)).encode("gb18030")
    small = len(texts) >= _DEFLATE_FROM
    persons = sorted(known.persons)[:255]
    head = bytes((VERSION, small, len(persons))) + day.to_bytes(3, "big")
    return head + b"".join(persons) + (zlib.compress(texts, 6) if small else texts)


def unpack(packed: bytes) -> Prepared:
    """Read what `pack` wrote.

    Raises:
        OtherVersion: the bytes were written in another form.
    """
    if not packed or packed[0] != VERSION:
        raise OtherVersion(f"packed matter of version {packed[0] if packed else None}, expected {VERSION}")
    ordinal = int.from_bytes(packed[3:6], "big")
    start = 6 + packed[2] * _PERSON_BYTES
    texts = zlib.decompress(packed[start:]) if packed[1] else packed[start:]
    place, unit, topic, demand, facts = texts.decode("gb18030").split(_BREAK)
    return Prepared(
        place,
        unit,
        topic,
        demand,
        facts,
        date.fromordinal(ordinal) if ordinal else None,
        frozenset(packed[i : i + _PERSON_BYTES] for i in range(6, start, _PERSON_BYTES)),
    )


def index_terms(matter: Prepared) -> frozenset[str]:
    """What an inverted index keeps of a matter.

    Pairs of neighbouring hanzi by sound, numbers of two and more digits (19.5 is `19p5`), Latin words; each
    term has letters and digits only. Everyday pairs and pairs with a particle are left out.
    """
    text = telling_by_sound(f"{matter.place}\n{matter.unit}\n{matter.demand}\n{matter.facts}")
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run.isascii():
            if len(run) > 1:
                found.add(run.replace(".", "p"))
        elif len(run) == 1:
            continue
        else:
            found.update(map(add, run, run[1:]))
    return frozenset(found - _everyday())


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    return frozenset(map(by_sound, COMMON))


def plan(
    query: Prepared,
    frequency: Callable[[Sequence[str]], Mapping[str, int]],
    total: int,
    *,
    most_terms: int = 40,
    most_postings: int = 20_000,
) -> tuple[tuple[str, float], ...]:
    """Terms to ask an inverted index for, the rarest first, each with how rare it is: 1 if in one matter.

    Args:
        frequency: terms → in how many matters each stands; terms it does not know may be missing.
        total: matters in the index.
        most_terms: at most so many are asked for.
        most_postings: after the first eight terms none is added that lifts the matters to be read above it.
    """
    counts = frequency(sorted(index_terms(query)))
    rare_first = sorted((n, term) for term, n in counts.items() if n > 0)
    asked: list[tuple[str, float]] = []
    postings = 0
    for n, term in rare_first[:most_terms]:
        postings += n
        if len(asked) >= 8 and postings > most_postings:
            break
        asked.append((term, log(1.0 + max(total, n) / n) / log(1.0 + max(total, n))))
    return tuple(asked)
