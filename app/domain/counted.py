"""What is counted of a registered visit and of each of its matters (domain reference 10.2 and 10.3).

A visit is judged once, when it or its course changes; figures then only add up. What an office may count
differently (agents, companions, returns on the same day) is kept in parts, so that a setting needs no
second judging.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.domain.matter import LEGAL_ROUTES, Outcome, Purpose, Route
from app.domain.matter_state import MatterDates
from app.domain.matter_step import (
    ASSIGNED,
    RATED,
    RATED_OFFICE,
    RATED_UNIT,
    RATINGS,
    RETURNED,
    SUPERVISED,
    words_without_source,
)
from app.domain.person import PersonDraft, PersonRole
from app.domain.record import MatterCourse, MatterRecord, VisitRecord
from app.domain.representatives import unlisted
from app.domain.visit import VisitDraft

NOTICES = frozenset(
    {
        *("acceptance_notice", "non_acceptance_notice", "no_longer_accept_notice", "transfer_notice"),
        *("legal_route_notice", "referral_notice", "review_request_receipt", "recheck_request_receipt"),
    }
)
"""Papers that answer what becomes of a matter, as Art. 23 wants it in writing; a receipt alone does not."""

_TELLING = ("accepted_on", "transferred_on", "refused_on", "review_received_on", "recheck_received_on")
_NO_ANSWER_OWED = frozenset({Purpose.SUGGESTION, Purpose.ACCUSATION})
_LONGEST_VISIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that was made: its kind, the matter it is about (empty = the visit), the local day."""

    document_id: str
    reg_no: str
    on: date


@dataclass(frozen=True, slots=True)
class CountedVisit:
    """A visit as figures see it.

    Attributes:
        slot: UTC quarter hour in which it came.
        heads: people present with the demand, agents and those they stand for both counted.
        represented: listed people for whom an agent came; 0 where those present were counted, for then the
            agent was counted in their place already.
        companions: listed companions.
        noticed: a paper of `NOTICES` was made on the day itself; `papered`: any numbered paper was.
        handled_s: from coming to registration; None where that was not one sitting.
    """

    visit_id: str
    local_date: date
    window: int
    slot: datetime
    heads: int
    represented: int
    companions: int
    sealed: bool
    noticed: bool
    papered: bool
    handled_s: int | None


@dataclass(frozen=True, slots=True)
class CountedMatter:
    """A matter as raised in one visit.

    Attributes:
        repeat: raised here before: a person judged it the same as an earlier one, or the visitor says so.
        own: it is not a repeat of another registered here, so the course is its own.
        received_on … closed_on: days of the course; empty for repeats.
        told_on: the first day on which the visitor was told what becomes of it.
        ended_on: withdrawn before anything was decided.
        answer_owed: the fifteen days of Arts. 22 and 23 run; `opinion_owed`: the sixty of Art. 34.
        passed_on: transferred | assigned | empty; `supervised`: it was urged on.
        reachable: somebody of it can be asked how content they are.
        rated_office, rated_unit: satisfied | mostly | not | empty [Art. 21].
    """

    matter_id: str
    repeat: bool
    own: bool
    sealed: bool
    purpose: str
    content_code: str
    target_unit: str
    reported_unit: str
    outcome: str
    received_on: date | None = None
    told_on: date | None = None
    accepted_on: date | None = None
    extended_to: date | None = None
    closed_on: date | None = None
    ended_on: date | None = None
    answer_owed: bool = False
    opinion_owed: bool = False
    passed_on: str = ""
    supervised: bool = False
    reachable: bool = False
    rated_office: str = ""
    rated_unit: str = ""


def slot_of(came: datetime) -> datetime:
    """The quarter hour of UTC in which somebody came: every zone's hours begin with one."""
    return came - timedelta(minutes=came.minute % 15, seconds=came.second, microseconds=came.microsecond)


def count_visit(visit: VisitRecord, printed: Sequence[Printed]) -> CountedVisit:
    """A registered visit with the papers made of it, voided ones left out."""
    people = visit.stated.people
    that_day = [p for p in printed if p.on == visit.local_date]
    came, kept = visit.visited_at, visit.registered_at
    one_sitting = timedelta(0) < kept - came < _LONGEST_VISIT
    return CountedVisit(
        visit_id=visit.visit_id,
        local_date=visit.local_date,
        window=visit.stated.window,
        slot=slot_of(came),
        heads=_heads(visit.stated),
        represented=0 if unlisted(visit.stated) else len(_represented(people)),
        companions=sum(p.role is PersonRole.COMPANION for p in people),
        sealed=visit.sealed,
        noticed=any(p.document_id in NOTICES for p in that_day),
        papered=bool(that_day),
        handled_s=int((kept - came).total_seconds()) if one_sitting else None,
    )


def count_matter(
    matter: MatterRecord,
    position: int,
    visit: VisitRecord,
    printed: Sequence[Printed],
    *,
    linked_before: bool,
    own: bool,
    course: MatterCourse,
    dates: MatterDates,
) -> CountedMatter:
    """One matter of a visit.

    Args:
        position: its place in the visit.
        linked_before: a person once linked it, whether or not that still holds.
        own: no link to the same matter holds.
        course, dates: of the matter itself; read where it is `own`.
    """
    stated, sealed = matter.stated, matter.sealed
    outcome = Outcome(matter.outcome)
    kinds = {event.kind for event in course.events}
    people = [p for p in visit.stated.people if p.raises(position) and p.role is not PersonRole.COMPANION]
    alike = CountedMatter(
        matter_id=matter.matter_id,
        # What the form filled in by itself says nothing once a link was made or undone.
        repeat=not own or (stated.first_here is False and not linked_before and not sealed),
        own=own,
        sealed=sealed,
        purpose=stated.purpose.value,
        content_code="" if sealed else stated.content_code,
        target_unit="" if sealed else matter.target_unit.strip(),
        reported_unit="" if sealed else _said(stated.reported_unit),
        outcome=outcome.value,
        passed_on=_passed_on(outcome, kinds if own else frozenset()),
        supervised=outcome is Outcome.SUPERVISE or (own and SUPERVISED in kinds),
    )
    if not own:
        return alike
    ratings = _ratings(course)
    return replace(
        alike,
        received_on=dates.received_on,
        told_on=_told_on(matter, dates, printed),
        accepted_on=dates.accepted_on,
        extended_to=dates.extended_to,
        closed_on=_first(dates.replied_on, dates.agreement_on),
        ended_on=dates.withdrawn_on,
        answer_owed=stated.purpose not in _NO_ANSWER_OWED and stated.route not in LEGAL_ROUTES,
        opinion_owed=(
            stated.purpose not in _NO_ANSWER_OWED
            and stated.route in (None, Route.OTHER)
            and dates.accepted_on is not None
        ),
        reachable=not sealed
        and not (stated.anonymous or visit.stated.anonymous)
        and any(_reachable(p) for p in people),
        rated_office=ratings.get(RATED_OFFICE, ""),
        rated_unit=ratings.get(RATED_UNIT, ""),
    )


def _heads(stated: VisitDraft) -> int:
    listed = sum(p.role is not PersonRole.COMPANION for p in stated.people)
    return listed + unlisted(stated)


def _represented(people: Sequence[PersonDraft]) -> frozenset[int]:
    """People listed for whom an agent came: the pair is one of 人次."""
    return frozenset(
        p.represents
        for index, p in enumerate(people)
        if p.role is PersonRole.AGENT
        and p.represents is not None
        and p.represents != index
        and 0 <= p.represents < len(people)
        and people[p.represents].role is not PersonRole.COMPANION
    )


def _told_on(matter: MatterRecord, dates: MatterDates, printed: Sequence[Printed]) -> date | None:
    papers = (p.on for p in printed if p.reg_no == matter.reg_no and p.document_id in NOTICES)
    return _first(*(getattr(dates, name) for name in _TELLING), *papers)


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _passed_on(outcome: Outcome, kinds: Collection[str]) -> str:
    if outcome is Outcome.ASSIGN or ASSIGNED in kinds:
        return "assigned"
    return "transferred" if outcome is Outcome.TRANSFER or {"transferred_on", RETURNED} & set(kinds) else ""


def _ratings(course: MatterCourse) -> Mapping[str, str]:
    """By kind of step, what was said last."""
    return {
        event.kind: RATINGS[words]
        for event in course.events
        if event.kind in RATED and (words := words_without_source(event.text)) in RATINGS
    }


def _reachable(person: PersonDraft) -> bool:
    said = (person.phone, person.address, person.post_address)
    return not person.anonymous and any(_said(text) for text in said)


def _said(text: str) -> str:
    plain = text.strip()
    return "" if plain in ("unknown", "declined") else plain
