"""What a signature under a day covers, and what has happened to the day since.

Signed is a canonical JSON: the day's figures and, for every visit, a digest of its registration and of
each correction it had. A visit registered later, or a correction added later, is an addition and is shown
apart; a registration or correction that no longer has its digest was altered behind the program's back.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from app.domain.day_review import DaySignature


@dataclass(frozen=True)
class DayFigures:
    """The figures that are signed: 批次, 人次, 件次, first and repeat, groups, told on the spot."""

    visits: int
    persons: int
    matters: int
    first: int
    repeat: int
    group_visits: int
    group_persons: int
    told: int
    sealed: int


@dataclass(frozen=True)
class SignedContent:
    """What a signature covers: figures, and by visit id its digest and those of its corrections by id."""

    day: date
    office: str
    figures: DayFigures
    lines: Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class DayChange:
    """What differs from what was signed, by visit id.

    Attributes:
        added: registered for the day, or arrived from another window, afterwards.
        amended: corrected afterwards.
        altered: no longer what was signed, or gone; `broken`: the signature itself does not hold.
    """

    added: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    broken: bool = False

    @property
    def whole(self) -> bool:
        """Nothing that was signed was altered."""
        return not self.altered and not self.broken


def signed_bytes(content: SignedContent) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, no blanks, letters as they are."""
    lines = {
        visit_id: {"digest": digest, "amendments": dict(said)}
        for visit_id, (digest, said) in content.lines.items()
    }
    return canonical(
        {
            "v": 1,
            "day": content.day.isoformat(),
            "office": content.office,
            "figures": asdict(content.figures),
            "lines": lines,
        }
    )


def read_signed(content: bytes) -> SignedContent:
    """The content back.

    Raises:
        ValueError: not as `signed_bytes` writes it.
    """
    try:
        told = json.loads(content)
        return SignedContent(
            date.fromisoformat(told["day"]),
            told["office"],
            DayFigures(**told["figures"]),
            {k: (v["digest"], dict(v["amendments"])) for k, v in told["lines"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a signed day") from error


def digest_of(content: bytes) -> str:
    """sha256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def compare(signature: DaySignature, now: Mapping[str, tuple[str, Mapping[str, str]]]) -> DayChange:
    """What became of a signed day.

    Args:
        now: by visit id, the digests of the day as it stands, as `SignedContent.lines`.
    """
    if digest_of(signature.content) != signature.digest:
        return DayChange(broken=True)
    try:
        then = read_signed(signature.content).lines
    except ValueError:
        return DayChange(broken=True)
    altered = []
    amended = []
    for visit_id, (digest, said) in then.items():
        if visit_id not in now:
            altered.append(visit_id)
            continue
        digest_now, said_now = now[visit_id]
        if signature.here and (digest_now != digest or any(said_now.get(k) != v for k, v in said.items())):
            altered.append(visit_id)
        elif said_now.keys() - said.keys():
            amended.append(visit_id)
    added = [visit_id for visit_id in now if visit_id not in then]
    return DayChange(tuple(added), tuple(amended), tuple(altered))


def canonical(value: object) -> bytes:
    """JSON that is the same for the same data: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
