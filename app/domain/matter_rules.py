"""What the table, the level and the route say of one matter: judgement, findings, proposal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import DeadlineKind, due_date
from app.domain.decision import Decision, DecisionTable
from app.domain.finding import About, Effect, Finding, Proposal, Rule
from app.domain.known import Known, KnownMatter
from app.domain.matter import (
    LEGAL_ROUTES,
    Facts,
    MatterDraft,
    OfficeRelation,
    Outcome,
    Procedure,
    Purpose,
)
from app.domain.matter_state import OVERDUE_STATES, MatterState, running_terms, state_or_unsure
from app.domain.office import Office, OfficeKind
from app.domain.routing import is_level_skipping, resolve, when_new
from app.domain.words import LEVELS_ZH, STATES_ZH

_IN_PROCEDURE = frozenset({Procedure.LITIGATION, Procedure.ARBITRATION, Procedure.RECONSIDERATION})
_LITIGATION_CLASS = "11"
"""First level of the default content classes: asks the question of litigation rights (domain 5)."""

_RUNNING = frozenset(
    {
        Outcome.CONTINUE_LINK,
        Outcome.ADD_TO_FILE,
        Outcome.GUIDE_REVIEW,
        Outcome.GUIDE_RECHECK,
        Outcome.NOT_ACCEPT_PENDING,
    }
)
"""Outcomes that leave the matter's own term running."""


@dataclass(frozen=True)
class Judged:
    """A matter after the decision table, before sections 5 and 6.

    `linked` is None for a new matter; an accusation is never joined to an open matter.
    """

    index: int
    matter: MatterDraft
    decision: Decision
    linked: KnownMatter | None

    @property
    def sealed(self) -> bool:
        """Whether nothing of it may be seen beside other matters."""
        return self.matter.is_sealed or (self.linked is not None and self.linked.sealed)


@dataclass(frozen=True)
class Desk:
    """Where a matter is judged: what is known, the office, its settings and tables."""

    known: Known
    office: Office
    settings: Settings
    table: DecisionTable
    calendar: WorkCalendar


def judge(index: int, matter: MatterDraft, desk: Desk) -> Judged:
    """Look one matter of a visit up in the decision table."""
    linked = desk.known.linked.get(index)
    if linked is None or splits_off(matter, linked):
        return Judged(index, matter, when_new(matter, desk.office, desk.table), None)
    state = state_or_unsure(linked.dates, desk.known.today, desk.calendar, desk.settings)
    facts = matter.same_as.facts if matter.same_as else Facts.SAME
    decision = desk.table.decide(state, linked.relation, facts, desk.settings)
    return Judged(index, matter, decision, linked)


def splits_off(matter: MatterDraft, linked: KnownMatter) -> bool:
    """Whether an accusation was held to be a matter that is open: it stays apart [Art. 30(3)]."""
    return matter.purpose is Purpose.ACCUSATION and linked.dates.purpose is not Purpose.ACCUSATION


def propose(judged: Judged, desk: Desk) -> Proposal:
    """What the program proposes for the matter; sections 5 and 6 applied."""
    decision = judged.decision
    routed = resolve(decision, judged.matter, desk.office)
    return Proposal(
        matter=judged.index,
        state=decision.state,
        rule_id=decision.rule_id,
        outcome=routed.outcome,
        notices=routed.notices,
        articles=routed.articles,
        confirm_by=decision.confirm_by,
        target_unit=routed.target_unit or _holder(judged),
        due_on=_due_on(judged, routed.outcome, desk),
        tell_visitor=decision.tell_visitor,
        right_remaining=decision.right_remaining,
    )


def _holder(judged: Judged) -> str:
    return (judged.linked.target_unit or judged.linked.holder) if judged.linked else ""


def _due_on(judged: Judged, outcome: Outcome, desk: Desk) -> date | None:
    """The next day that matters to the visitor: the running term, else when paper is owed."""
    calendar, settings = desk.calendar, desk.settings
    if judged.linked is not None and outcome in _RUNNING:
        dates, state = judged.linked.dates, judged.decision.state
        return next(iter(running_terms(dates, state, calendar, settings, desk.office.kind).values()), None)
    owed = DeadlineKind.T2 if desk.office.kind is OfficeKind.XINFANG else DeadlineKind.T3
    kind = {Outcome.RECEIVE_REVIEW: DeadlineKind.T9, Outcome.RECEIVE_RECHECK: DeadlineKind.T11}.get(
        outcome, owed
    )
    counted = due_date(kind, desk.known.today, calendar)
    return counted.rolled if settings.roll_office_terms else counted.due


def matter_findings(judged: Judged, desk: Desk) -> Iterator[Finding]:
    """Every finding about the matter itself."""
    about, matter = About(matter=judged.index), judged.matter
    if judged.sealed:
        yield _sealed(about)
    if is_level_skipping(matter, desk.office):
        yield _level_skipping(about, matter)
    if matter.purpose not in (Purpose.ACCUSATION, Purpose.SUGGESTION):
        yield from _legal_route(about, matter)
    if not judged.sealed:
        yield from _refusal(about, judged)
        if judged.linked is not None:
            yield from _repeat(about, judged.linked, matter)
            yield from _overdue(about, judged)


def _sealed(about: About) -> Finding:
    return Finding(
        Rule.SEALED,
        Effect.INFO,
        "30(3)",
        "检举控告事项保密登记：回执不印内容和被反映人，内容只有经办人和专办人员可见，不与其他事项比对。",
        about,
        ("accusation_handler",),
    )


def _level_skipping(about: About, matter: MatterDraft) -> Finding:
    level = LEVELS_ZH[matter.competent_level] if matter.competent_level else ""
    return Finding(
        Rule.LEVEL_SKIPPING,
        Effect.WARN,
        "20(1)",
        f"该事项由{level}机关处理，向本级提出属于越级走访：照常登记，说明情况，"
        "引导到有权处理的机关或其上一级，并告知下级单位，不得以此拒绝登记。",
        about,
        ("guide_down", "inform_lower_office"),
    )


def _legal_route(about: About, matter: MatterDraft) -> Iterator[Finding]:
    if matter.route in LEGAL_ROUTES:
        yield Finding(
            Rule.LEGAL_ROUTE,
            Effect.INFO,
            f"31({matter.route.value[-1]})" if matter.route else "31",
            "该事项应当通过法定途径解决：请出具法定途径告知书，说明起诉、仲裁、复议的期限不因来访停止计算。",
            about,
            ("legal_route_notice",),
        )
    elif matter.route is None and (
        matter.procedures & _IN_PROCEDURE or matter.content_code.startswith(_LITIGATION_CLASS)
    ):
        yield Finding(
            Rule.LEGAL_ROUTE,
            Effect.WARN,
            "20(2)",
            "该事项可能属于诉讼、仲裁、行政复议等法定途径：请先选择第三十一条的途径，再确定处理方式。",
            about,
            ("choose_route", "legal_route_notice"),
        )


def _refusal(about: About, judged: Judged) -> Iterator[Finding]:
    proposed, chosen = judged.decision.outcome, judged.matter.outcome
    if proposed is Outcome.NOT_ACCEPT_PENDING:
        yield Finding(
            Rule.NOT_ACCEPT_PENDING,
            Effect.WARN,
            "19(3)",
            "拟不予受理，须逐项确认：本处是受理或办理机关的上级；同一事项；已受理或正在办理；"
            "在规定期限内；缺一项即不得拒绝，由带班签字，来访照常登记。",
            about,
            ("tick_four_grounds", "lead_signs", "new_facts"),
        )
    elif proposed is Outcome.NO_LONGER_ACCEPT:
        yield Finding(
            Rule.NO_LONGER_ACCEPT,
            Effect.WARN,
            judged.decision.articles[0],
            "拟不再受理，须由人确认是同一事实和理由，并由带班签字；有新的事实、理由的作为新事项，来访照常登记。",
            about,
            ("new_facts", "lead_signs"),
        )
    elif chosen is Outcome.NOT_ACCEPT_PENDING:
        yield Finding(
            Rule.NOT_ACCEPT_PENDING,
            Effect.WARN,
            "19(3)",
            "所选“不予受理”的四个条件没有全部具备：缺一项即不得拒绝，请改选处理方式或由带班核定。",
            about,
            ("tick_four_grounds", "lead_signs"),
        )
    elif chosen is Outcome.NO_LONGER_ACCEPT:
        yield Finding(
            Rule.NO_LONGER_ACCEPT,
            Effect.WARN,
            "36(3)",
            "所选“不再受理”没有同一事实和理由的复核意见作依据：请改选处理方式或由带班核定。",
            about,
            ("new_facts", "lead_signs"),
        )


def _repeat(about: About, linked: KnownMatter, matter: MatterDraft) -> Iterator[Finding]:
    if matter.same_as is not None and matter.same_as.facts is Facts.NEW:
        return
    if linked.today_visits:
        yield Finding(
            Rule.REPEAT_VISIT,
            Effect.WARN,
            "20(3)",
            f"同一事项今天已经来访登记过（{linked.reg_no}）：请关联原事项并告知进展，有新的内容再另行登记。",
            about,
            ("link_visits", "tell_progress", "new_facts"),
        )
    elif linked.visited_before:
        yield Finding(
            Rule.REPEAT_VISIT,
            Effect.INFO,
            "21(2)",
            f"同一人就同一事项再次来访（{linked.reg_no}）：请关联原事项并告知进展。",
            about,
            ("tell_progress", "new_facts"),
        )


def _overdue(about: About, judged: Judged) -> Iterator[Finding]:
    decision, linked = judged.decision, judged.linked
    ours = linked is not None and linked.relation is not OfficeRelation.UNRELATED
    if decision.state in OVERDUE_STATES and ours:
        yield Finding(
            Rule.OVERDUE,
            Effect.WARN,
            _OVERDUE_ARTICLES[MatterState(decision.state)],
            f"该事项{STATES_ZH[decision.state]}：请今天报告带班并催办，来访照常登记。",
            about,
            ("notify_lead", "urge"),
        )


_OVERDUE_ARTICLES = {
    MatterState.REGISTERED_OVERDUE: "44(3)",
    MatterState.OVERDUE_NO_REPLY: "34",
    MatterState.REVIEW_OVERDUE: "35",
    MatterState.RECHECK_OVERDUE: "36(2)",
    MatterState.SUPPORTED_NOT_EXECUTED: "32(2)",
}
