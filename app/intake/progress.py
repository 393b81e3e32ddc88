"""Who may see how far a matter is, and rate its result: whoever holds its number and code [Art. 21(2)].

Whoever guesses is slowed down by where the guesses come from; the code itself has 60 bits.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.domain.scanned_text import ScannedKind, normal_text, read_scanned
from app.intake.progress_shown import RATINGS_ZH, Progress, Raised, RatingOf, progress_of
from app.receipts.checks import parse_payload
from app.rulepacks import RulePack

MOST_WRONG = 10
MOST_WRONG_FROM_ONE_PLACE = 60
WITHIN = timedelta(minutes=15)
"""So many wrong codes in this time for one number from one place, and from the place for all numbers
together: then it has to wait. Many phones of a town may share one address, so that one who mistypes must
not shut out the others; 60 tries in a quarter of an hour find one of 2^60 codes never."""

_MISREAD = str.maketrans("OIL", "011")  # Crockford's base 32 reads them so


@dataclass(frozen=True)
class Source:
    """Where a question comes from, as keyed digests.

    Attributes:
        place: of the address; asked: of the address and the number asked for.
    """

    place: str
    asked: str


class ProgressBook(Protocol):
    """What the page needs of the hub."""

    def raised(self, number: str) -> tuple[Raised, ...]:
        """The matter of a registration number, or those of a visit number."""

    def wrong_codes(self, source: str, since: datetime) -> int:
        """How many came from there since then."""

    def note_wrong_code(self, source: str, now: datetime, since: datetime) -> None:
        """One more; those before `since` are forgotten."""

    def rate(self, raised: Raised, about: RatingOf, value: str, now: datetime) -> None:
        """Keep a rating; a later one replaces it."""


class NotShown(StrEnum):
    """Why nothing is shown."""

    NO_NUMBER = "no_number"
    NO_CODE = "no_code"
    NO_MATCH = "no_match"
    WAIT = "wait"


class Rated(StrEnum):
    """What became of a rating."""

    KEPT = "kept"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_RESULT = "no_result"


def number_asked(number: str) -> str:
    """The visit or registration number in what was typed or pasted, in one form; '' if there is none."""
    scanned = read_scanned(number)
    payload = parse_payload(scanned.value)
    if scanned.kind is not ScannedKind.RECEIPT or (payload is None and ":" in scanned.value):
        return ""
    return payload.visit_no if payload else scanned.value


def look_up(
    book: ProgressBook, number: str, code: str, source: Source, now: datetime, rules: RulePack
) -> tuple[Progress, ...] | NotShown:
    """Matters for a number and code, or for the text of a receipt's QR alone."""
    found = proven(book, number, code, source, now)
    if isinstance(found, NotShown):
        return found
    return tuple(progress_of(one, now.date(), rules) for one in found)


def rate(
    book: ProgressBook,
    number: str,
    code: str,
    source: Source,
    reg_no: str,
    given: Mapping[str, str],
    now: datetime,
    rules: RulePack,
) -> tuple[tuple[Progress, ...], Rated] | NotShown:
    """Keep ratings of one of the matters, by who is rated; without a result, or sealed, none is kept."""
    found = proven(book, number, code, source, now)
    if isinstance(found, NotShown):
        return found
    kept = Rated.NO_RESULT
    for one in found:
        if one.reg_no == reg_no and (open_to := progress_of(one, now.date(), rules).may_rate):
            told = [about for about in open_to if given.get(about, "") in RATINGS_ZH]
            for about in told:
                book.rate(one, about, given[about], now)
            kept = Rated.KEPT if told else Rated.NOTHING_CHOSEN
    shown = look_up(book, number, code, source, now, rules)
    return shown if isinstance(shown, NotShown) else (shown, kept)


def proven(
    book: ProgressBook, number: str, code: str, source: Source, now: datetime
) -> tuple[Raised, ...] | NotShown:
    """The matters that number and code open."""
    asked, typed = number_asked(number), _typed(code)
    payload = parse_payload(read_scanned(number).value)
    if not asked:
        return NotShown.NO_NUMBER
    if payload is None and not typed:
        return NotShown.NO_CODE
    counted = ((source.asked, MOST_WRONG), (source.place, MOST_WRONG_FROM_ONE_PLACE))
    if any(book.wrong_codes(where, now - WITHIN) >= most for where, most in counted):
        return NotShown.WAIT
    secret = payload.check if payload is not None and not typed else typed
    found = tuple(
        one
        for one in book.raised(asked)
        if _same(one.query_code, secret) or (payload is not None and _same(one.receipt_check, secret))
    )
    if not found:
        for where, _ in counted:
            book.note_wrong_code(where, now, now - WITHIN)
        return NotShown.NO_MATCH
    return found


def _typed(code: str) -> str:
    """A code as it may be typed: grouped, in either case, with the letters it never has for their digits."""
    return normal_text(code).replace("-", "").translate(_MISREAD)


def _same(held: str, told: str) -> bool:
    return bool(held) and hmac.compare_digest(held.encode(), told.encode())
