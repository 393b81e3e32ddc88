"""What sections 5 and 6 of the domain reference make of ACCEPT_OR_ROUTE.

Order: accusations leave sealed, litigation and other legal routes are guided, then the level
decides, then the kind of office: a 信访部门 passes on, a competent organ takes the matter on.
"""

import unicodedata
from dataclasses import dataclass

from app.config import Settings
from app.domain.decision import Decision, DecisionTable
from app.domain.matter import (
    LEGAL_ROUTES,
    Facts,
    Level,
    MatterDraft,
    OfficeRelation,
    Outcome,
    Purpose,
    Route,
)
from app.domain.matter_state import MatterState
from app.domain.office import Office, OfficeKind
from app.domain.words import LEVELS_ZH

DISCIPLINE_ORGAN = "有管理权限的纪检监察机关"
HIGHER_DISCIPLINE_ORGAN = "上一级纪检监察机关"
_LEGAL_UNITS = {
    Route.COURT: "有管辖权的人民法院、人民检察院或公安机关",
    Route.ARBITRATION: "有管辖权的仲裁机构",
    Route.PARTY_APPEAL: "有管理权限的党组织或监察机关",
    Route.RECONSIDERATION: "有管辖权的行政复议机关或主管机关",
}
_NOTICES = {
    Outcome.ACCEPT: "acceptance_notice",
    Outcome.TRANSFER: "transfer_notice",
    Outcome.REFER: "referral_notice",
    Outcome.GUIDE_LEGAL_ROUTE: "legal_route_notice",
}
_TELLING = 4
"""Signs from which a name is told within other words; shorter ones are parts of other units' names."""


def is_stand_in(unit: str) -> bool:
    """Whether a unit is only described, so that a person must still name it on a notice."""
    return not unit or unit.startswith(("有权", "有管", "有关", "上一级"))


@dataclass(frozen=True)
class Routed:
    """What is proposed in the table's place; `target_unit` is empty where a person must say it."""

    outcome: Outcome
    notices: tuple[str, ...]
    articles: tuple[str, ...]
    target_unit: str


def levels_above(matter: MatterDraft, office: Office) -> int | None:
    """Levels by which this office is above the competent one, negative below, None if not stated."""
    return None if matter.competent_level is None else office.level.rank - matter.competent_level.rank


def is_level_skipping(matter: MatterDraft, office: Office) -> bool:
    """Two or more levels above the competent one: neither it nor the one above [Art. 20(1)]."""
    above = levels_above(matter, office)
    return above is not None and above >= 2


def state_when_new(matter: MatterDraft) -> MatterState:
    """State of a matter raised for the first time."""
    if matter.purpose is not Purpose.ACCUSATION and matter.route in LEGAL_ROUTES:
        return MatterState.LEGAL_ROUTE
    return MatterState.NONE


def relation_when_new(matter: MatterDraft, office: Office) -> OfficeRelation:
    """Where this office stands to the competent one, for a matter nobody holds yet."""
    above = levels_above(matter, office)
    if matter.purpose is Purpose.ACCUSATION or matter.route in LEGAL_ROUTES or above in (None, 0):
        return OfficeRelation.SAME
    return OfficeRelation.SUPERIOR if above == 1 else OfficeRelation.UNRELATED


def when_new(matter: MatterDraft, office: Office, table: DecisionTable) -> Decision:
    """The table's row for a matter raised for the first time."""
    row = table.decide(state_when_new(matter), relation_when_new(matter, office), Facts.SAME)
    if matter.purpose is not Purpose.ACCUSATION:
        return row
    forwarded = table.decide(MatterState.ACCUSATION_FORWARDED, OfficeRelation.SUPERIOR, Facts.SAME)
    return Decision(
        rule_id=row.rule_id,
        state=row.state,
        outcome=forwarded.outcome,
        notices=forwarded.notices,
        articles=forwarded.articles,
        basis=forwarded.basis,
        confirm_by=forwarded.confirm_by,
        tell_visitor=forwarded.tell_visitor,
        right_remaining=forwarded.right_remaining,
        state_zh=row.state_zh,
    )


def resolve(decision: Decision, matter: MatterDraft, office: Office) -> Routed:
    """Turn a decision into what can be stored: never ACCEPT_OR_ROUTE, no notice called `route`."""
    outcome = decision.outcome
    extra: tuple[str, ...] = ()
    if outcome is Outcome.ACCEPT_OR_ROUTE:
        outcome, extra = _outcome(matter, office), _articles(matter)
    return Routed(
        outcome=outcome,
        notices=_notices(decision, outcome, matter),
        articles=tuple(dict.fromkeys((*decision.articles, *extra))),
        target_unit=_target(outcome, matter, office),
    )


def _outcome(matter: MatterDraft, office: Office) -> Outcome:
    if matter.purpose is Purpose.ACCUSATION:
        return Outcome.TRANSFER
    if matter.route in LEGAL_ROUTES:
        return Outcome.GUIDE_LEGAL_ROUTE
    above = levels_above(matter, office) or 0
    if above < 0 or above >= 2:
        return Outcome.REFER
    elsewhere = bool(matter.lead_unit) and matter.lead_unit not in (office.name, office.short)
    if office.kind is OfficeKind.XINFANG or above == 1:
        return Outcome.TRANSFER
    return Outcome.REFER if elsewhere else Outcome.ACCEPT


def _articles(matter: MatterDraft) -> tuple[str, ...]:
    if matter.purpose is Purpose.ACCUSATION:
        return ("30",)
    if matter.purpose is Purpose.SUGGESTION:
        return ("29",)
    return (f"31({matter.route.value[-1]})",) if matter.route else ()


def _notices(decision: Decision, outcome: Outcome, matter: MatterDraft) -> tuple[str, ...]:
    notices = list(decision.notices)
    if decision.outcome is Outcome.ACCEPT_OR_ROUTE:
        fitting = _NOTICES[outcome]
        if matter.purpose is Purpose.SUGGESTION and outcome is Outcome.ACCEPT:
            notices = notices[:1]  # a suggestion is studied, not accepted [Art. 29]
        else:
            notices = [notices[0], fitting]
    if matter.is_sealed:
        if outcome is Outcome.TRANSFER and matter.purpose is Purpose.ACCUSATION:
            notices = [name for name in notices if name != "transfer_notice"]
        notices = ["visit_receipt_sealed" if name == "visit_receipt" else name for name in notices]
    return tuple(notices)


def _target(outcome: Outcome, matter: MatterDraft, office: Office) -> str:
    if matter.purpose is Purpose.ACCUSATION:
        return _discipline(matter, office)
    if outcome is Outcome.GUIDE_LEGAL_ROUTE:
        return matter.target_unit or _LEGAL_UNITS.get(matter.route or Route.COURT, "")
    if outcome in (Outcome.ACCEPT, Outcome.RECEIVE_REVIEW, Outcome.RECEIVE_RECHECK):
        return office.name
    if outcome in (Outcome.TRANSFER, Outcome.REFER):
        return matter.target_unit or matter.lead_unit or _competent(matter.competent_level)
    return matter.target_unit


def about_own_office(matter: MatterDraft, office: Office) -> bool:
    """Whether an accusation is about the office that registers it: it goes over its head [Art. 30].

    A person says so, or it names the office (in words around it, too), its code, or one of the other
    names that the office's settings give it; there also stand its leaders, whom it may name alone.
    """
    if matter.purpose is not Purpose.ACCUSATION:
        return False
    others = {_plain(name) for name in Settings.of(office.settings).own_names} - {""}
    unit, person = _plain(matter.reported_unit), _plain(matter.reported_person)
    names = {_plain(office.name), _plain(office.short), office.code} | others
    return (
        matter.about_own_office
        or unit in names
        or any(len(name) >= _TELLING and name in unit for name in names)
        or (not unit and person in others)
    )


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _discipline(matter: MatterDraft, office: Office) -> str:
    """Who takes an accusation: never the unit it is about, and above one's own office [Art. 30]."""
    if about_own_office(matter, office):
        return HIGHER_DISCIPLINE_ORGAN
    chosen = matter.target_unit
    return chosen if chosen and chosen != matter.reported_unit else DISCIPLINE_ORGAN


def _competent(level: Level | None) -> str:
    return f"有权处理的{LEVELS_ZH[level]}机关" if level else ""
