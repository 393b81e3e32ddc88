"""Who speaks for a group: seats, the limit per matter, and who is beyond it [Art. 20(3)].

A seat is a place at the table for one matter. A representative holds one; an agent of one member
sits in that member's seat, an agent of the whole group has a seat of its own; a companion and a
guardian have none. Local rules may lower the limit, nothing raises it (domain reference 3).
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.config import Settings
from app.domain.id_numbers import normal_name, normal_number
from app.domain.known import Known, TodayVisit
from app.domain.matter import Facts
from app.domain.person import IdType, PersonDraft, PersonRole
from app.domain.visit import VisitDraft

GROUP_NEEDS_REPRESENTATIVES = 6
"""Petitioners from which a matter without representatives is `reps_pending`."""

_MEMBERS = frozenset({PersonRole.PETITIONER, PersonRole.REPRESENTATIVE, PersonRole.GROUP_MEMBER})
_OWN_NUMBERS = frozenset(
    {IdType.PASSPORT, IdType.TD1, IdType.MAINLAND_TRAVEL_PERMIT, IdType.TAIWAN_TRAVEL_PERMIT}
)


class Seat(NamedTuple):
    """One place at the table of a matter, and the persons who share it, in file order."""

    person: int
    holders: tuple[int, ...]


class Blocked(NamedTuple):
    """A person whose acting for a matter is beyond the limit."""

    person: int
    matter: int


@dataclass(frozen=True)
class _Term:
    """Half-open time of day in which a seat is active, as `HH:MM`; empty = unbounded."""

    start: str
    end: str

    def covers(self, moment: str) -> bool:
        return self.start <= moment and (not self.end or moment < self.end)

    def meets(self, other: "_Term") -> bool:
        return self.covers(max(self.start, other.start)) and other.covers(max(self.start, other.start))


def person_key(person: PersonDraft) -> str:
    """What makes two entries the same person: the document number, else name with address or phone.

    Opaque and comparable; empty for somebody without name and number, who equals nobody.
    """
    number = number_key(person)
    if number:
        return number
    name = normal_name(person.name)
    if not name or name.lower() in ("unknown", "declined"):
        return ""
    return f"name:{name}|{person.address.strip() or person.phone.strip()}"


def number_key(person: PersonDraft) -> str:
    """Comparable form of a document number; the 18-digit number is one on whatever paper it stands."""
    number = normal_number(person.id_no)
    if not number:
        return ""
    own = person.id_type if person.id_type in _OWN_NUMBERS else ""
    return f"no:{own}:{number}"


def members(draft: VisitDraft, matter: int) -> list[int]:
    """Those who raise the matter themselves, represented members included."""
    return [i for i, p in enumerate(draft.people) if p.role in _MEMBERS and p.raises(matter)]


def unlisted(draft: VisitDraft) -> int:
    """People present beyond those entered; a count that all entries reach is met by them."""
    if (draft.present_count or 0) <= len(draft.people):
        return 0
    listed = sum(p.role is not PersonRole.COMPANION for p in draft.people)
    return (draft.present_count or 0) - listed


def group_size(draft: VisitDraft, matter: int) -> int:
    """Petitioners of the matter: members entered, and those present who were not.

    An absent principal counts through the agent. Who is not entered shares every matter.
    """
    return max(1, len(members(draft, matter)) + unlisted(draft))


def seats(draft: VisitDraft, matter: int) -> list[Seat]:
    """Seats of a matter in the order in which the file fills them."""
    holders: dict[int, list[int]] = {}
    for index, person in enumerate(draft.people):
        if not _acts_on(draft, person, matter):
            continue
        if person.role is PersonRole.REPRESENTATIVE:
            holders.setdefault(index, []).append(index)
        elif person.role is PersonRole.AGENT:
            seat = index if person.represents is None else person.represents
            holders.setdefault(seat, []).append(index)
    return [Seat(person, tuple(sharing)) for person, sharing in holders.items()]


def _acts_on(draft: VisitDraft, person: PersonDraft, matter: int) -> bool:
    """An agent whose matters are not stated acts on those of the member."""
    if person.matters is None and person.represents is not None and person.represents < len(draft.people):
        return draft.people[person.represents].raises(matter)
    return person.raises(matter)


def seat_keys(draft: VisitDraft, matter: int) -> frozenset[str]:
    """Keys of the persons whose seats are taken, for `TodayVisit.representative_keys`."""
    taken = (draft.people[seat.person] for seat in seats(draft, matter) if seat.person < len(draft.people))
    return frozenset(key for person in taken if (key := person_key(person)))


def heads(draft: VisitDraft) -> int:
    """People present with the demand; companions are not counted (domain reference 10.2)."""
    return sum(p.role is not PersonRole.COMPANION for p in draft.people) + unlisted(draft)


def speaks_for_group(draft: VisitDraft, matter: int) -> bool:
    """Whether the matter has a representative or an agent of the whole group."""
    return any(
        p.raises(matter)
        and (p.role is PersonRole.REPRESENTATIVE or (p.role is PersonRole.AGENT and p.represents is None))
        for p in draft.people
    )


def limit_for(draft: VisitDraft, matter: int, known: Known, settings: Settings) -> int:
    """Seats allowed for the matter today, visits linked to it included."""
    return settings.rep_limit_for(
        max(group_size(draft, matter), distinct_today(draft, matter, linked_today(draft, known, matter)))
    )


def linked_today(draft: VisitDraft, known: Known, matter: int) -> tuple[TodayVisit, ...]:
    """Other visits of today that a person judged to raise this matter with the same facts.

    New facts make a new matter, with representatives of its own.
    """
    linked = known.linked.get(matter)
    return linked.today_visits if linked and not raises_new_facts(draft, matter) else ()


def raises_new_facts(draft: VisitDraft, matter: int) -> bool:
    """Whether a person judged that the known matter comes with new facts or reasons."""
    same_as = draft.matters[matter].same_as
    return same_as is not None and same_as.facts is Facts.NEW


def distinct_today(draft: VisitDraft, matter: int, others: tuple[TodayVisit, ...]) -> int:
    """Different persons who raised the matter today, this visit included.

    People who were not entered count once when the visits share somebody: then it is the same
    group coming back, else they are different people.
    """
    mine = member_keys(draft, matter)
    nameless = len(members(draft, matter)) - len(mine)
    loose = unlisted(draft) + nameless
    keys = set(mine)
    for visit in others:
        more = max(0, visit.head_count - len(visit.petitioner_keys))
        loose = max(loose, more) if keys & visit.petitioner_keys else loose + more
        keys |= visit.petitioner_keys
    return len(keys) + loose


def member_keys(draft: VisitDraft, matter: int) -> frozenset[str]:
    """Keys of the members of a matter who can be told apart."""
    return frozenset(key for i in members(draft, matter) if (key := person_key(draft.people[i])))


def blocked_seats(draft: VisitDraft, known: Known, settings: Settings) -> tuple[Blocked, ...]:
    """Every person and matter beyond the limit, in file order.

    Six or more petitioners who have chosen nobody are not beyond a limit: they are asked to choose.
    """
    found = [
        Blocked(person, matter)
        for matter in range(len(draft.matters))
        for seat in _beyond(draft, matter, known, settings)
        for person in seat.holders
    ]
    return tuple(sorted(found))


def blocked_representatives(draft: VisitDraft, known: Known, settings: Settings) -> frozenset[int]:
    """Indices of the people whose acting role is blocked for at least one matter."""
    return frozenset(blocked.person for blocked in blocked_seats(draft, known, settings))


def _beyond(draft: VisitDraft, matter: int, known: Known, settings: Settings) -> list[Seat]:
    limit = limit_for(draft, matter, known, settings)
    taken = set().union(*(v.representative_keys for v in linked_today(draft, known, matter)))
    admitted: list[_Term] = []
    beyond: list[Seat] = []
    for seat in seats(draft, matter):
        key = person_key(draft.people[seat.person]) if seat.person < len(draft.people) else ""
        if key in taken:
            continue
        term = _term(draft.people[seat.holders[0]])
        if len(taken) + _busiest(term, admitted) >= limit:
            beyond.append(seat)
        else:
            admitted.append(term)
    return beyond


def _busiest(term: _Term, admitted: list[_Term]) -> int:
    """Most seats active at one moment of the term: it can only rise when somebody begins."""
    meeting = [other for other in admitted if term.meets(other)]
    moments = [term.start, *(other.start for other in meeting if term.covers(other.start))]
    return max(sum(other.covers(moment) for other in meeting) for moment in moments)


def _term(person: PersonDraft) -> _Term:
    return _Term(_clock(person.acts_from), _clock(person.acts_until))


def _clock(text: str) -> str:
    """Time of day of `HH:MM` or of an ISO date and time: one visit is one day."""
    return text.strip().replace(" ", "T").rsplit("T", 1)[-1][:5]
