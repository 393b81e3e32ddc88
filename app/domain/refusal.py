"""When one of the two refusals may be put on paper (domain reference 4.2).

不予受理 under Art. 19(3) needs four ticks, each set by a person: one missing, no refusal. 不再受理 under
Art. 36(3) needs a recheck opinion on the same facts and reasons. The visit is registered either way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import LONGEST_EXTENSION_DAYS, DeadlineKind, due_date
from app.domain.matter import Facts, OfficeRelation, Outcome
from app.domain.matter_state import MatterDates, MatterState


class Ground(StrEnum):
    """The four tests of Art. 19(3)."""

    SUPERIOR = "superior"
    SAME_MATTER = "same_matter"
    ACCEPTED = "accepted"
    IN_PERIOD = "in_period"


class Stage(StrEnum):
    """What the other organ is doing; each has its own period."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    RECHECK = "recheck"
    DUTY = "duty"


GROUNDS_ZH: Mapping[str, str] = {
    "superior": "本处是受理或者办理机关、单位的上级",
    "same_matter": "与该机关、单位受理或者办理的是同一信访事项",
    "accepted": "该机关、单位已经受理或者正在办理",
    "in_period": "仍在规定期限内",
}

STAGES_ZH: Mapping[str, str] = {
    "accepted": "已受理，办理中（六十日，第三十四条）",
    "review": "复查中（三十日，第三十五条）",
    "recheck": "复核中（三十日，第三十六条）",
    "duty": "依法履职、查处中（第三十一条第五项，按特别法期限）",
}


class Missing(StrEnum):
    """What keeps a refusal off the paper."""

    OUTCOME = "outcome"
    NEW_FACTS = "new_facts"
    TICKED = "ticked"
    SUPERIOR = "superior"
    SAME_MATTER = "same_matter"
    ACCEPTED = "accepted"
    IN_PERIOD = "in_period"
    NOT_SUPERIOR = "not_superior"
    ORGAN = "organ"
    SINCE = "since"
    UNTIL = "until"
    BEYOND_TERM = "beyond_term"
    PERIOD_OVER = "period_over"
    SIGNATURE = "signature"
    RECHECK_OPINION = "recheck_opinion"
    OPINION_NUMBER = "opinion_number"
    NOT_FINAL = "not_final"


MISSING_ZH: Mapping[str, str] = {
    "outcome": "登记的处理方式不是这一种",
    "new_facts": "来访人提出了新的事实或者理由，不属于同一信访事项",
    "ticked": "四个条件还没有由人逐项核对",
    "superior": f"未确认：{GROUNDS_ZH['superior']}",
    "same_matter": f"未确认：{GROUNDS_ZH['same_matter']}",
    "accepted": f"未确认：{GROUNDS_ZH['accepted']}",
    "in_period": f"未确认：{GROUNDS_ZH['in_period']}",
    "not_superior": "这件事项由本处登记、受理或者转送，本处不是仅作为上级，应当告知进展",
    "organ": "没有写明受理、办理的机关、单位",
    "since": "没有写明受理（收到申请）日期",
    "until": "没有写明期限届满日期",
    "beyond_term": "所写届满日期超过规定期限，请核对延期是否经批准",
    "period_over": "规定期限已经届满，不得以此不予受理：应当登记并督办",
    "signature": "须由有权签字的人员核对",
    "recheck_opinion": "没有复核意见，不能不再受理",
    "opinion_number": "没有写明复核意见的机关和文号",
    "not_final": "复核意见之后事项又有了新的进展",
}


@dataclass(frozen=True)
class GroundsTicked:
    """The four ticks as a person set them, with what the notice must name (domain reference 8).

    Attributes:
        reg_no: the raising they are about; another visit is looked at anew.
        organ: the accepting or handling organ.
        since: acceptance, or receipt of the request for review or recheck.
        until: last day of its period, an approved extension included.
        may_sign: whether the person's role could sign refusals when ticking.
    """

    reg_no: str
    grounds: frozenset[Ground]
    organ: str
    stage: Stage
    since: date | None
    until: date | None
    by: str = ""
    at: datetime | None = None
    may_sign: bool = False


@dataclass(frozen=True)
class PrintGate:
    """Whether a refusal may be printed, and all that is missing, in the order of the law."""

    missing: tuple[Missing, ...] = field(default=())

    @property
    def allowed(self) -> bool:
        """Nothing is missing."""
        return not self.missing

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is missing, in words for the person at the desk."""
        return tuple(f"{MISSING_ZH[word]}。" for word in self.missing)


_TERM_OF_STAGE = {
    Stage.ACCEPTED: DeadlineKind.T7,
    Stage.REVIEW: DeadlineKind.T9,
    Stage.RECHECK: DeadlineKind.T11,
}


def period_end(stage: Stage, since: date, calendar: WorkCalendar, settings: Settings) -> date | None:
    """Last day of the stage's ordinary period; None where a special law sets it."""
    kind = _TERM_OF_STAGE.get(stage)
    if kind is None:
        return None
    counted = due_date(kind, since, calendar)
    return counted.rolled if settings.roll_office_terms else counted.due


def may_print_non_acceptance(
    ticked: GroundsTicked | None,
    *,
    today: date,
    outcome: Outcome,
    facts: Facts,
    relation: OfficeRelation | None,
    calendar: WorkCalendar,
    settings: Settings | None = None,
) -> PrintGate:
    """Whether the notice of Art. 19(3) may be printed today.

    Args:
        ticked: the latest ticks for this raising, None if nobody set any.
        outcome: what a person chose for this raising.
        facts: the same or new, as a person judged.
        relation: where the store knows this office to stand; None = only the person's tick says it.
    """
    chosen = settings or Settings()
    missing: list[Missing] = []
    if outcome is not Outcome.NOT_ACCEPT_PENDING:
        missing.append(Missing.OUTCOME)
    if facts is Facts.NEW:
        missing.append(Missing.NEW_FACTS)
    if relation is not None and relation is not OfficeRelation.SUPERIOR:
        missing.append(Missing.NOT_SUPERIOR)
    if ticked is None:
        return PrintGate((*missing, Missing.TICKED))
    missing += [Missing(ground.value) for ground in Ground if ground not in ticked.grounds]
    missing += _particulars(ticked, today, calendar, chosen)
    if not ticked.may_sign:
        missing.append(Missing.SIGNATURE)
    return PrintGate(tuple(missing))


def _particulars(
    ticked: GroundsTicked, today: date, calendar: WorkCalendar, settings: Settings
) -> list[Missing]:
    missing = [] if ticked.organ.strip() else [Missing.ORGAN]
    if ticked.since is None:
        missing.append(Missing.SINCE)
    if ticked.until is None:
        missing.append(Missing.UNTIL)
    if ticked.since is None or ticked.until is None:
        return missing
    ordinary = period_end(ticked.stage, ticked.since, calendar, settings)
    if ordinary is not None:
        extra = LONGEST_EXTENSION_DAYS if ticked.stage is Stage.ACCEPTED else 0
        if ticked.until > ordinary + timedelta(days=extra):
            missing.append(Missing.BEYOND_TERM)
    if today > ticked.until:
        missing.append(Missing.PERIOD_OVER)
    return missing


def may_print_no_longer_accept(
    dates: MatterDates,
    state: str,
    *,
    outcome: Outcome,
    facts: Facts,
    opinion: str,
    signed: bool,
) -> PrintGate:
    """Whether the notice of Art. 36(3) may be printed: never without a recheck opinion.

    Args:
        dates, state: of the matter that was decided on.
        opinion: organ and number of the recheck opinion, as the notice must name them.
        signed: whether somebody entitled to sign refusals chose this outcome.
    """
    missing: list[Missing] = []
    if outcome is not Outcome.NO_LONGER_ACCEPT:
        missing.append(Missing.OUTCOME)
    if facts is Facts.NEW:
        missing.append(Missing.NEW_FACTS)
    if dates.recheck_opinion_on is None:
        missing.append(Missing.RECHECK_OPINION)
    else:
        if state != MatterState.FINAL:
            missing.append(Missing.NOT_FINAL)
        if not opinion.strip():
            missing.append(Missing.OPINION_NUMBER)
    if not signed:
        missing.append(Missing.SIGNATURE)
    return PrintGate(tuple(missing))
