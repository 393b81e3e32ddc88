"""The end of the day: what is still open, what was refused, and the team lead's signature.

Domain reference 2, step 10, and 4.2. Signing with items open is possible, with a reason that is kept: a
day must not stay unsigned because a printer is broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import uuid_utils

from app.domain.day_review import DaySignature
from app.domain.due import DueFilter, Span
from app.domain.log_filter import UNCHECKED, LogFilter, ReviewState
from app.domain.office import StaffRole
from app.domain.record import VisitRecord
from app.domain.signed_day import (
    DayChange,
    DayFigures,
    SignedContent,
    compare,
    digest_of,
    read_signed,
    signed_bytes,
)
from app.domain.words import DOCUMENTS_ZH, OUTCOMES_ZH
from app.errors import BadInput, NotAllowed
from app.intake.due_board import due_board
from app.intake.json_input import cleaned
from app.intake.refusal_signing import RefusalShown, refusals_of
from app.intake.session import DeskSession
from app.intake.visit_log import by_the_rules
from app.ports import ReadUnit

_CLOCK_PATIENCE = timedelta(minutes=5)
_SHORTEST_REASON, _LONGEST_REASON = 2, 300


class OpenKind(StrEnum):
    """What may still be open at the end of a day, in the order in which it is shown."""

    DRAFTS = "drafts"
    QUESTIONS = "questions"
    UNCHECKED = "unchecked"
    REFUSALS = "refusals"
    UNCONFIRMED = "unconfirmed"
    UNPRINTED = "unprinted"
    UNSENT = "unsent"
    DUE = "due"


OPEN_ZH: Mapping[OpenKind, str] = {
    OpenKind.DRAFTS: "登记中的草稿",
    OpenKind.QUESTIONS: "待答复的询问",
    OpenKind.UNCHECKED: "待审阅的日志",
    OpenKind.REFUSALS: "待签字的不予（不再）受理",
    OpenKind.UNCONFIRMED: "来访人未确认的记录",
    OpenKind.UNPRINTED: "未打印的文书",
    OpenKind.UNSENT: "未上报的来访",
    OpenKind.DUE: "到下一个工作日届满的期限",
}


@dataclass(frozen=True)
class OpenLine:
    """One thing that is open; `visit_no`, `reg_no` say what it opens to, as far as there is anything."""

    title: str
    detail: str = ""
    visit_no: str = ""
    reg_no: str = ""


@dataclass(frozen=True)
class OpenItem:
    """A kind of thing that is open.

    Attributes:
        filter: the lines of the log it stands for; None where it is no lines.
        hinders: the day is signed with a reason only while there is any.
    """

    kind: OpenKind
    count: int
    lines: tuple[OpenLine, ...] = ()
    filter: LogFilter | None = None
    hinders: bool = True


@dataclass(frozen=True)
class SignatureShown:
    """A signature as it is shown: who, when, the digest, and the figures then."""

    by: str
    at: str
    digest: str
    reason: str
    figures: DayFigures | None


@dataclass(frozen=True)
class DayStanding:
    """Where a day stands.

    Attributes:
        signatures: the last one first.
        added, amended, altered: numbers of visits, by what became of them since the last signature.
        figures: as they are now.
    """

    day: date
    signatures: tuple[SignatureShown, ...]
    figures: DayFigures
    added: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    broken: bool = False

    @property
    def signed(self) -> bool:
        """Somebody signed it."""
        return bool(self.signatures)

    @property
    def changed(self) -> bool:
        """It is no longer what was signed last."""
        return bool(self.added or self.amended or self.altered or self.broken)


@dataclass(frozen=True)
class DayClosing:
    """All that the team lead looks at before signing."""

    standing: DayStanding
    items: tuple[OpenItem, ...]
    refusals: tuple[RefusalShown, ...] = field(default=())
    may_sign: bool = False

    @property
    def hindered(self) -> bool:
        """Whether signing needs a reason."""
        return any(item.count for item in self.items if item.hinders)


def day_standing(day: date, session: DeskSession) -> DayStanding:
    """Whether a day is signed, and what became of it since.

    Raises:
        NotAllowed: not the team lead.
    """
    _only_lead(session)
    with session.read() as unit:
        return _standing(unit, day, session)


def day_closing(day: date, session: DeskSession) -> DayClosing:
    """What is open on a day, and where its signature stands.

    Raises:
        NotAllowed: not the team lead.
    """
    _only_lead(session)
    due = _due(session)
    with session.read() as unit:
        standing = _standing(unit, day, session)
        refusals = refusals_of(unit, day, session)
        items = (*_items(unit, day, refusals, session), due)
    return DayClosing(standing, items, refusals, may_sign=day <= session.clock.today())


def sign_day(day: date, session: DeskSession, *, reason: str = "") -> DayStanding:
    """Sign a day as it stands now.

    Args:
        reason: why it is signed although something is open.

    Raises:
        NotAllowed: not the team lead.
        BadInput: the day lies ahead, is signed already and unchanged, something is open and no reason was
            given, or the clock was set back.
        DiskFull, DiskFailed: it is not signed.
    """
    _only_lead(session)
    why = str(cleaned(reason)).strip()
    if len(why) > _LONGEST_REASON:
        raise BadInput([f"理由最多 {_LONGEST_REASON} 字，没有签字。"])
    if day > session.clock.today():
        raise BadInput(["这一天还没有到，不能审签。"])
    due = _due(session)
    with session.write() as unit:
        standing = _standing(unit, day, session)
        if standing.signed and not standing.changed:
            last = standing.signatures[0]
            raise BadInput([f"{day} 的日志已由{last.by}于 {last.at} 签过，签后没有变化，不必再签。"])
        _check_clock(unit, day, session)
        items = (*_items(unit, day, refusals_of(unit, day, session), session), due)
        hindering = [item for item in items if item.count and item.hinders]
        if hindering and len(why) < _SHORTEST_REASON:
            open_now = "、".join(f"{OPEN_ZH[item.kind]} {item.count} 件" for item in hindering)
            raise BadInput([f"还有{open_now}。请先处理；确需现在审签的，写明理由。没有签字。"])
        office = unit.office()
        content = signed_bytes(SignedContent(day, office.code, standing.figures, unit.day_digests(day)))
        signature = DaySignature(
            signature_id=str(uuid_utils.uuid7()),
            day=day,
            content=content,
            digest=digest_of(content),
            reason=why,
            by=session.user.name,
            at=session.clock.now_utc(),
        )
        unit.add_day_signature(signature)
        unit.note("sign_day", day.isoformat(), signature.digest)
        unit.commit()
    return day_standing(day, session)


def figures_of_day(unit: ReadUnit, day: date, session: DeskSession) -> DayFigures:
    """The figures a signature covers, counted by the rules of the statistics."""
    counted = by_the_rules(unit.log_totals(LogFilter(day, day), 0), unit, day, day, session)
    return DayFigures(
        visits=counted.visits,
        persons=counted.persons,
        matters=counted.matters,
        first=counted.first,
        repeat=counted.repeat,
        group_visits=counted.group_visits,
        group_persons=counted.group_persons,
        told=counted.told,
        sealed=counted.sealed,
    )


def _standing(unit: ReadUnit, day: date, session: DeskSession) -> DayStanding:
    figures = figures_of_day(unit, day, session)
    signatures = unit.day_signatures(day, day)
    change = compare(signatures[-1], unit.day_digests(day)) if signatures else DayChange()
    numbers = {line.visit_id: line.visit_no for line in unit.log_lines(unit.log_keys(LogFilter(day, day)))}
    return DayStanding(
        day=day,
        signatures=tuple(_shown(s, session) for s in reversed(signatures)),
        figures=figures,
        added=tuple(numbers.get(i, i) for i in change.added),
        amended=tuple(numbers.get(i, i) for i in change.amended),
        altered=tuple(numbers.get(i, i) for i in change.altered),
        broken=change.broken,
    )


def _shown(signature: DaySignature, session: DeskSession) -> SignatureShown:
    try:
        figures = read_signed(signature.content).figures
    except ValueError:
        figures = None
    local = signature.at.astimezone(session.clock.now_local().tzinfo)
    return SignatureShown(
        signature.by, f"{local:%Y-%m-%d %H:%M}", signature.digest, signature.reason, figures
    )


def _items(
    unit: ReadUnit, day: date, refusals: Sequence[RefusalShown], session: DeskSession
) -> tuple[OpenItem, ...]:
    whole = LogFilter(day, day)
    visits = unit.visits(day, day)
    unanswered = replace(whole, reviews=frozenset({ReviewState.ASKED}))
    unchecked = replace(whole, reviews=UNCHECKED)
    unconfirmed = replace(whole, confirmed=False)
    unsent = replace(whole, synced=False)
    waiting = [r for r in refusals if r.signed is None]
    unprinted = _unprinted(unit, visits)
    drafts = unit.drafts() if day == session.clock.today() else ()
    zone = session.clock.now_local().tzinfo
    return (
        OpenItem(
            OpenKind.DRAFTS,
            len(drafts),
            tuple(
                OpenLine(f"{number} 号草稿", f"最后保存 {at.astimezone(zone):%H:%M}")
                for number, (_, at, _form) in enumerate(drafts, 1)
            ),
        ),
        OpenItem(OpenKind.QUESTIONS, unit.count_log(unanswered), filter=unanswered),
        OpenItem(OpenKind.UNCHECKED, unit.count_log(unchecked), filter=unchecked),
        OpenItem(
            OpenKind.REFUSALS,
            len(waiting),
            tuple(
                OpenLine(
                    r.reg_no, OUTCOMES_ZH[r.check.outcome] if r.check.outcome else "", r.visit_no, r.reg_no
                )
                for r in waiting
            ),
        ),
        OpenItem(OpenKind.UNCONFIRMED, unit.count_log(unconfirmed), filter=unconfirmed),
        OpenItem(OpenKind.UNPRINTED, len(unprinted), unprinted),
        OpenItem(
            OpenKind.UNSENT,
            unit.count_log(unsent) if unit.sync_figures().hub else 0,
            filter=unsent,
            hinders=False,
        ),
    )


def _unprinted(unit: ReadUnit, visits: Sequence[VisitRecord]) -> tuple[OpenLine, ...]:
    papers = unit.papers_of([v.visit_no for v in visits])
    queued = {entry.paper_id for entry in unit.open_prints()}
    return tuple(
        OpenLine(p.number, DOCUMENTS_ZH.get(p.document_id, p.document_id), p.visit_no, p.reg_no)
        for visit in visits
        for p in papers.get(visit.visit_no, ())
        if not p.voided and (p.prints == 0 or p.paper_id in queued)
    )


def _due(session: DeskSession) -> OpenItem:
    """Terms that end on the next working day at the latest and have not ended yet."""
    today = session.clock.today()
    until = session.rules.calendar.next_working(today + timedelta(days=1))
    board = due_board(DueFilter(span=Span.WITHIN, within_days=(until - today).days), session)
    lines = tuple(
        OpenLine(line.reg_no, f"{line.term.due} 到期　{line.line.demand}", line.line.visit_no, line.reg_no)
        for line in board.lines
    )
    return OpenItem(OpenKind.DUE, board.count, lines, hinders=False)


def _check_clock(unit: ReadUnit, day: date, session: DeskSession) -> None:
    """A clock that was set back would date the signature before what it covers."""
    now = session.clock.now_utc()
    lines = tuple(unit.log_lines(unit.log_keys(LogFilter(day, day))))
    last = max((line.registered_at for line in lines), default=now)
    signed = max((s.at for s in unit.day_signatures(day, day)), default=now)
    if max(last, signed) > now + _CLOCK_PATIENCE:
        raise BadInput(["这台电脑的时间早于当天最后一次登记，时钟可能被调回。请先校准时间再审签；没有签字。"])


def _only_lead(session: DeskSession) -> None:
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("sign_day")
