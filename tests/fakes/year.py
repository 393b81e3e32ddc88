"""An invented year at the windows, and a slow count of it written straight from the domain reference.

Nothing here knows how the store counts: people, matters and steps are kept as they were invented, and every
figure is found by going through all of them again.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from app.domain.matter import Facts, MatterDraft, Outcome, Procedure, Purpose, Route, SameAs
from app.domain.matter_step import MatterStep
from app.domain.person import IdState, PersonDraft, PersonRole
from app.domain.visit import VisitDraft
from app.intake.clock import StandingClock
from app.intake.events import record_event
from app.intake.register import register_visit
from app.intake.session import DeskSession

ACCEPTED, REPLIED, EXTENDED, WITHDRAWN, TRANSFERRED = (
    "accepted_on",
    "replied_on",
    "extended_to",
    "withdrawn_on",
    "transferred_on",
)

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Raised:
    """A matter of a visit; `same` is the earlier raising a person judged it to be."""

    purpose: Purpose = Purpose.CLAIM
    content_code: str = "0201"
    unit: str = ""
    reported: str = ""
    same: "Raised | None" = field(default=None, repr=False)
    new_facts: bool = False
    said_before: bool = False
    steps: list[tuple[str, int, int]] = field(default_factory=list)  # kind, days after the visit, more days
    rated: tuple[str, str] = ("", "")
    reg_no: str = ""

    @property
    def sealed(self) -> bool:
        return self.purpose is Purpose.ACCUSATION or (self.same is not None and self.same.sealed)

    @property
    def root(self) -> "Raised":
        return self if self.same is None or self.new_facts else self.same.root


@dataclass
class Came:
    """A registration: who stood there, and what was raised."""

    day: date
    minute: int  # of the local day
    window: int
    named: tuple[str, ...]  # petitioners, by name
    companions: int = 0
    agent_for: int | None = None  # an agent came for this petitioner
    crowd: int = 0  # people present beyond those entered
    receipt: bool = True
    minutes: int = 0  # until it was registered
    raised: list[Raised] = field(default_factory=list)

    @property
    def persons(self) -> int:
        return len(self.named) + self.crowd

    @property
    def came_at(self) -> datetime:
        midnight = datetime.combine(self.day, time(), ZONE)
        return (midnight + timedelta(minutes=self.minute)).astimezone(UTC)

    @property
    def kept_at(self) -> datetime:
        return self.came_at + timedelta(minutes=self.minutes)


def play(came: list[Came], session: DeskSession) -> None:
    """Register everything, in order of time, with steps, ratings and receipts."""
    for one in sorted(came, key=lambda c: (c.kept_at, came.index(c))):
        at = replace(session, clock=StandingClock(one.kept_at.astimezone(session.clock.now_local().tzinfo)))
        made = register_visit(_draft(one), at)
        for raised, kept in zip(one.raised, made.matters, strict=True):
            raised.reg_no = kept.reg_no
        if one.receipt:
            with session.write() as unit:
                unit.count_print(unit.papers(made.visit_no)[0].paper_id, one.kept_at, session.user.name)
                unit.commit()
    for one in came:
        for raised in one.raised:
            for kind, after, more in raised.steps:
                on = one.day + timedelta(days=after)
                step = MatterStep(kind, on, "", on + timedelta(days=more) if kind == EXTENDED else None)
                record_event(raised.reg_no, step, session)
            for kind, said in zip(("rated_office_on", "rated_unit_on"), raised.rated, strict=True):
                if said:
                    record_event(raised.reg_no, MatterStep(kind, one.day, said), session)


def _draft(one: Came) -> VisitDraft:
    people = [
        PersonDraft(
            name=name,
            role=PersonRole.PETITIONER if len(one.named) < 2 else PersonRole.GROUP_MEMBER,
            id_state=IdState.NOT_SHOWN,
            address="雾泽县青石镇",
        )
        for name in one.named
    ]
    if one.agent_for is not None:
        people.append(
            PersonDraft(
                name="代办人", role=PersonRole.AGENT, represents=one.agent_for, address="雾泽县府前街"
            )
        )
    people += [PersonDraft(name=f"随行{n}", role=PersonRole.COMPANION) for n in range(one.companions)]
    # Whoever counts heads in the hall sees the agent, not the one acted for.
    present = len(one.named) + one.crowd if one.crowd else None
    return VisitDraft(
        people=tuple(people),
        matters=tuple(
            MatterDraft(
                purpose=r.purpose,
                content_code=r.content_code,
                place_code="110199",
                demand="请求公开补偿标准",
                facts="每亩公告标准2400元，实际领到1100元。",
                oral=True,
                procedures=frozenset({Procedure.NONE}),
                route=Route.OTHER,
                outcome=Outcome.HUMAN_DECIDE,
                target_unit=r.unit,
                reported_unit=r.reported,
                first_here=False if r.said_before else None,
                same_as=SameAs(r.same.reg_no, Facts.NEW if r.new_facts else Facts.SAME) if r.same else None,
            )
            for r in one.raised
        ),
        present_count=present,
        visited_at=one.came_at,
        window=one.window,
    )


@dataclass
class Batch:
    """批: registrations that are one appearance."""

    parts: list[Came]

    @property
    def first(self) -> Came:
        return min(self.parts, key=lambda c: (c.came_at, c.kept_at))

    @property
    def persons(self) -> int:
        names = {name for part in self.parts for name in part.named}
        return (
            max(len(names), *(part.persons for part in self.parts))
            if len(self.parts) > 1
            else self.first.persons
        )


def batches(came: list[Came], return_is_same: bool = True) -> list[Batch]:
    """Put together what is one appearance, trying every pair until nothing changes."""
    found = [Batch([one]) for one in came]
    moved = True
    while moved:
        moved = False
        for here in found:
            for there in found:
                if here is not there and any(
                    _goes_on(a, b, came, return_is_same) for a in here.parts for b in there.parts
                ):
                    found.remove(there)
                    here.parts += there.parts
                    moved = True
                    break
            if moved:
                break
    return found


def _goes_on(a: Came, b: Came, came: list[Came], return_is_same: bool) -> bool:
    """Whether b follows a for a matter of both, nobody between them."""
    if a.day != b.day or (a.came_at, a.kept_at) > (b.came_at, b.kept_at):
        return False
    if a.window == b.window and not return_is_same:
        return False
    roots = {id(r.root) for r in a.raised} & {id(r.root) for r in b.raised}
    for root in roots:
        between = [
            c
            for c in came
            if c.day == a.day
            and c not in (a, b)
            and root in {id(r.root) for r in c.raised}
            and (a.came_at, a.kept_at) < (c.came_at, c.kept_at) < (b.came_at, b.kept_at)
        ]
        if not between:
            return True
    return False


def count(
    came: list[Came], today: date, *, group_from: int = 5, return_is_same: bool = True
) -> dict[str, object]:
    """Every figure of the whole year."""
    whole = batches(came, return_is_same)
    raised = []  # once for each 批 and matter, unless one registration holds it twice
    for batch in whole:
        for part in sorted(batch.parts, key=lambda c: (c.came_at, c.kept_at)):
            for r in part.raised:
                if not any(
                    r.root is other.root and part is not at for other, at in raised if at in batch.parts
                ):
                    raised.append((r, part))
    matters = [r for r, _ in raised]
    repeat = [r for r in matters if r.root is not r or (r.said_before and r.same is None and not r.sealed)]
    groups = [b for b in whole if b.persons >= group_from]
    told = [b for b in whole if any(part.receipt for part in b.parts)]
    own = [r for c in came for r in c.raised if r.root is r]
    answer, opinion = _answers(own, came, today), _opinions(own, came, today)
    askable = [
        r for r in own if not r.sealed and any(k == ACCEPTED for k, *_ in r.steps) and _visit(r, came).named
    ]
    rated_office = [r for r in askable if r.rated[0]]
    rated_unit = [r for r in askable if r.rated[1]]
    times = [c.minutes for c in came if c.minutes]
    return {
        "visit_count": len(whole),
        "person_count": sum(b.persons for b in whole),
        "matter_times": len(matters),
        "matter_count": len({id(r.root) for r in matters}),
        "first_visit": len(matters) - len(repeat),
        "repeat_visit": len(repeat),
        "repeat_rate": _rate(len(repeat), len(matters)),
        "group_visit": len(groups),
        "group_person_count": sum(b.persons for b in groups),
        "notice_on_spot_rate": _rate(len(told), len(whole)),
        "timely_accept_rate": _rate(*answer),
        "on_time_close_rate": _rate(*opinion),
        "satisfaction_rate": _rate(sum(r.rated[0] != "不满意" for r in rated_office), len(rated_office)),
        "satisfaction_rate_unit": _rate(sum(r.rated[1] != "不满意" for r in rated_unit), len(rated_unit)),
        "participation_rate": _rate(sum(any(r.rated) for r in askable), len(askable)),
        "sealed_matters": sum(r.sealed for r in matters),
        "handling_minutes": round(sum(times) / len(times), 1) if times else None,
        "by_window": _by(whole, lambda b: str(b.first.window)),
        "by_weekday": _by(whole, lambda b: str(b.first.day.weekday())),
        "by_hour": _by(whole, lambda b: str(b.first.minute // 60)),
        "by_class": _tally([r.content_code[:2] for r in matters if not r.sealed]),
        "by_purpose": _tally([r.purpose.value for r in matters]),
        "by_target_unit": _tally([r.unit for r in matters if r.unit and not r.sealed]),
        "by_reported_unit": _tally([r.reported for r in matters if r.reported and not r.sealed]),
    }


def _answers(own: list[Raised], came: list[Came], today: date) -> tuple[int, int]:
    in_time = whole = 0
    for r in own:
        day = _visit(r, came).day
        due = day + timedelta(days=15)
        if r.purpose in (Purpose.SUGGESTION, Purpose.ACCUSATION) or due.year != day.year:
            continue
        told = [day + timedelta(days=after) for kind, after, _ in r.steps if kind in (ACCEPTED, TRANSFERRED)]
        left = [day + timedelta(days=after) for kind, after, _ in r.steps if kind == WITHDRAWN]
        if told and min(told) <= due:
            in_time, whole = in_time + 1, whole + 1
        elif left and left[0] <= due:
            continue
        elif told or due < today:
            whole += 1
    return in_time, whole


def _opinions(own: list[Raised], came: list[Came], today: date) -> tuple[int, int]:
    in_time = whole = 0
    for r in own:
        day = _visit(r, came).day
        steps = {kind: (day + timedelta(days=after), more) for kind, after, more in r.steps}
        if r.purpose in (Purpose.SUGGESTION, Purpose.ACCUSATION) or ACCEPTED not in steps:
            continue
        due = steps[ACCEPTED][0] + timedelta(days=60)
        if EXTENDED in steps:
            until = steps[EXTENDED][0] + timedelta(days=steps[EXTENDED][1])
            due = max(due, min(until, due + timedelta(days=30)))
        if due.year != day.year:
            continue
        closed = steps[REPLIED][0] if REPLIED in steps else None
        left = steps[WITHDRAWN][0] if WITHDRAWN in steps else None
        if closed and closed <= due:
            in_time, whole = in_time + 1, whole + 1
        elif left and left <= due:
            continue
        elif closed or due < today:
            whole += 1
    return in_time, whole


def _visit(raised: Raised, came: list[Came]) -> Came:
    return next(c for c in came if any(r is raised for r in c.raised))


def _rate(numerator: int, denominator: int) -> tuple[int, int, float | None]:
    value = round(float(Fraction(numerator, denominator)), 4) if denominator else None
    return numerator, denominator, value


def _by(whole: list[Batch], key) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for batch in whole:
        visits, persons = found.get(key(batch), (0, 0))
        found[key(batch)] = (visits + 1, persons + batch.persons)
    return found


def _tally(words: list[str]) -> dict[str, int]:
    return {word: words.count(word) for word in words}


__all__ = ["Came", "Raised", "batches", "count", "play"]
