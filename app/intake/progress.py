"""How far a matter is, for whoever holds its number and query code; nothing personal [Art. 21(2)].

Whoever guesses is slowed down by where the guesses come from; the code itself has 60 bits.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.config import Settings
from app.domain.matter_state import EVENTS, STEPS_ZH, MatterState
from app.domain.office import Office
from app.domain.record import MatterCourse
from app.domain.scanned_text import ScannedKind, read_scanned
from app.domain.words import STATES_ZH
from app.intake.course import all_terms, counting_of, dates_of, state_of
from app.receipts.checks import parse_payload
from app.rulepacks import RulePack

MOST_WRONG = 10
WITHIN = timedelta(minutes=15)
"""So many wrong codes from one place in this time; then it has to wait."""


class RatingOf(StrEnum):
    """Who is rated, separately [满意度评价工作办法]."""

    OFFICE = "office"
    UNIT = "unit"


RATINGS_ZH = {"satisfied": "满意", "mostly": "基本满意", "not": "不满意"}


@dataclass(frozen=True)
class Raised:
    """A matter as the hub holds it.

    Attributes:
        receipt_check: check code of the visit's receipt, where its station told it.
        office: at which it was raised; None where the hub does not know it.
        ratings: given already, by `RatingOf`.
    """

    county: str
    matter_id: str
    reg_no: str
    visit_no: str
    query_code: str
    receipt_check: str
    sealed: bool
    unit: str
    course: MatterCourse
    office: Office | None
    ratings: Mapping[str, str] = field(default_factory=dict)


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

    INCOMPLETE = "incomplete"
    NO_MATCH = "no_match"
    WAIT = "wait"


@dataclass(frozen=True)
class Right:
    """What the visitor may still do, and until when."""

    text: str
    until: date | None


@dataclass(frozen=True)
class Progress:
    """What is shown of one matter.

    Attributes:
        steps: what has happened, oldest first: words and date.
        promised: what is owed to the visitor and the last day for it.
        may_rate: there is a result to rate.
    """

    reg_no: str
    stage: str
    steps: tuple[tuple[str, date], ...]
    unit: str
    office: str
    contact: str
    next_step: str
    promised: Right | None
    rights: tuple[Right, ...]
    may_rate: bool
    ratings: Mapping[str, str]
    sealed: bool


def look_up(
    book: ProgressBook, number: str, code: str, source: str, now: datetime, rules: RulePack
) -> tuple[Progress, ...] | NotShown:
    """Matters for a number and code, or for the text of a receipt's QR alone.

    Args:
        source: keyed digest of where the request comes from.
    """
    found = proven(book, number, code, source, now)
    if isinstance(found, NotShown):
        return found
    return tuple(_progress(one, now, rules) for one in found)


def rate(
    book: ProgressBook,
    number: str,
    code: str,
    source: str,
    given: Mapping[str, str],
    now: datetime,
    rules: RulePack,
) -> tuple[Progress, ...] | NotShown:
    """Keep ratings by who is rated; of a matter without a result, or a sealed one, none is kept."""
    found = proven(book, number, code, source, now)
    if isinstance(found, NotShown):
        return found
    for one in found:
        if _progress(one, now, rules).may_rate:
            for about in RatingOf:
                if given.get(about, "") in RATINGS_ZH:
                    book.rate(one, about, given[about], now)
    return look_up(book, number, code, source, now, rules)


def proven(
    book: ProgressBook, number: str, code: str, source: str, now: datetime
) -> tuple[Raised, ...] | NotShown:
    """The matters that number and code open."""
    scanned, typed = read_scanned(number), read_scanned(code)
    payload = parse_payload(scanned.value)
    if scanned.kind is not ScannedKind.RECEIPT or (payload is None and not code.strip()):
        return NotShown.INCOMPLETE
    if book.wrong_codes(source, now - WITHIN) >= MOST_WRONG:
        return NotShown.WAIT
    if payload is not None and not code.strip():
        asked, secret = payload.visit_no, payload.check
    else:
        asked, secret = payload.visit_no if payload else scanned.value, typed.value
    matters = book.raised(asked)
    found = tuple(
        one
        for one in matters
        if _same(one.query_code, secret) or (payload is not None and _same(one.receipt_check, secret))
    )
    if not found:
        book.note_wrong_code(source, now, now - WITHIN)
        return NotShown.NO_MATCH
    return found


def _same(held: str, told: str) -> bool:
    return bool(held) and hmac.compare_digest(held.encode(), told.encode())


_RESULTS = frozenset(
    {
        MatterState.REPLIED_REVIEW_OPEN,
        MatterState.REPLIED_REVIEW_LAPSED,
        MatterState.SUPPORTED_NOT_EXECUTED,
        MatterState.SIMPLE_HANDLED,
        MatterState.IN_REVIEW,
        MatterState.REVIEW_OVERDUE,
        MatterState.REVIEWED_RECHECK_OPEN,
        MatterState.REVIEWED_RECHECK_LAPSED,
        MatterState.IN_RECHECK,
        MatterState.RECHECK_OVERDUE,
        MatterState.FINAL,
        MatterState.MEDIATED_CLOSED,
    }
)
_NEXT: Mapping[str, str] = {
    MatterState.REGISTERED_PENDING: "正在确定由哪个单位办理，结果会书面告知您。",
    MatterState.REGISTERED_OVERDUE: "书面告知的期限已过，您可以向登记单位询问，也可以请上级督促。",
    MatterState.TRANSFERRED: "已转给有权处理的单位，由它书面告知您是否受理。",
    MatterState.ACCEPTED_IN_TIME: "责任单位正在办理，办结后会书面答复您。",
    MatterState.EXTENDED: "办理期限经批准延长，责任单位仍在办理。",
    MatterState.OVERDUE_NO_REPLY: "办理期限已过仍未答复，上级应当督促；您可以向登记单位反映。",
    MatterState.SIMPLE_HANDLED: "已经答复。如不满意，可以再次提出，按普通程序办理。",
    MatterState.REPLIED_REVIEW_OPEN: "已经书面答复。如不服，可以请求复查。",
    MatterState.REPLIED_REVIEW_LAPSED: "已经书面答复，请求复查的期限已过。",
    MatterState.SUPPORTED_NOT_EXECUTED: "处理意见支持您的诉求，尚无执行的记录，应当督促执行。",
    MatterState.IN_REVIEW: "正在复查，复查意见会书面告知您。",
    MatterState.REVIEW_OVERDUE: "复查期限已过仍未答复，您可以向登记单位反映。",
    MatterState.REVIEWED_RECHECK_OPEN: "已有复查意见。如不服，可以请求复核。",
    MatterState.REVIEWED_RECHECK_LAPSED: "已有复查意见，请求复核的期限已过。",
    MatterState.IN_RECHECK: "正在复核，复核意见会书面告知您。",
    MatterState.RECHECK_OVERDUE: "复核期限已过仍未答复，您可以向登记单位反映。",
    MatterState.FINAL: "已有复核意见。如有新的事实和理由，可以重新提出。",
    MatterState.WITHDRAWN: "您已撤回。如需要，可以重新提出。",
    MatterState.MEDIATED_CLOSED: "已达成调解、和解协议。",
    MatterState.LEGAL_ROUTE: "此事通过法定程序处理，法定期限不因来访停止计算，请尽快前往。",
    MatterState.LEGAL_ROUTE_ENDED: "法定程序已经终结。",
    MatterState.DUTY_ROUTE: "负有职责的单位正在查处或办理，结果会告知您。",
    MatterState.REFUSED_EARLIER: "不予受理的理由已书面告知您；如有疑问请向登记单位询问。",
    MatterState.SUGGESTION: "有关单位正在研究您的建议。",
}
_RIGHTS = {
    "T8": "不服处理意见的，可以请求原办理单位的上一级机关复查（《信访工作条例》第三十五条）",
    "T10": "不服复查意见的，可以请求复查机关的上一级机关复核（《信访工作条例》第三十六条）",
}
_PROMISES = {
    "T2": "转送或者交办",
    "T3": "书面告知您是否受理",
    "T4": "书面告知您是否受理",
    "T7": "书面答复您",
    "T9": "书面告知复查意见",
    "T11": "书面告知复核意见",
    "T12": "答复您",
}
_SEALED_STAGE = "已登记，依法保密处理"
_SEALED_NEXT = "内容依法保密，网上不显示办理情况。如需了解，请持回执到登记单位当面询问。"


def _progress(one: Raised, now: datetime, rules: RulePack) -> Progress:
    settings = rules.settings_of(one.office) if one.office else Settings()
    office = one.office.name if one.office else ""
    told = (one.office.address, one.office.phone, one.office.hours) if one.office else ()
    contact = "，".join(filter(None, told))
    if one.sealed:
        return Progress(
            one.reg_no, _SEALED_STAGE, (), "", office, contact, _SEALED_NEXT, None, (), False, {}, True
        )
    today = now.date()
    state = state_of(one.course, today, rules, settings)
    promised, rights = None, []
    if one.office is not None:
        for term in all_terms(one.course, state, counting_of(one.office, rules)):
            if term.visitors_right and term.kind in _RIGHTS:
                rights.append(Right(_RIGHTS[term.kind], term.due))
            elif promised is None and term.kind in _PROMISES and not term.internal:
                promised = Right(_PROMISES[term.kind], term.due)
    return Progress(
        reg_no=one.reg_no,
        stage=STATES_ZH.get(state, STATES_ZH["unsure"]),
        steps=_steps(one.course),
        unit=one.unit,
        office=office,
        contact=contact,
        next_step=_NEXT.get(state, "请向登记单位询问。"),
        promised=promised,
        rights=tuple(rights),
        may_rate=state in _RESULTS,
        ratings=one.ratings,
        sealed=False,
    )


def _steps(course: MatterCourse) -> tuple[tuple[str, date], ...]:
    dates = dates_of(course)
    known = [(STEPS_ZH[name], day) for name in EVENTS if name in STEPS_ZH and (day := getattr(dates, name))]
    return tuple(sorted(dict.fromkeys(known), key=lambda step: step[1]))
