"""From candidates to what their cards say: state, reasons, what follows in law. Pure: no widget, no clock."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.domain.finding import Candidate, Proposal
from app.domain.matter_state import OVERDUE_STATES
from app.domain.words import STATES_ZH
from app.intake.comparable import says_something
from app.intake.visibility import NOT_SAID
from ui.labels import OUTCOME_ZH
from ui.pages.reception.form import MatterForm
from ui.pages.reception.shapes import CandidateCard
from ui.pages.reception.words import REGULATION_ZH, VERDICT_ZH, article_zh
from ui.text import days_left_text

SEALED_ZH = "检举控告类事项不查重。"
NOTHING_TO_COMPARE_ZH = "诉求里还没有可比对的文字。"
NOTHING_FOUND_ZH = "没有找到相近的已知事项。"
FOREIGN_ZH = "外部登记"
_UNSURE_COURSE_ZH = "办理情况本机不掌握"
_MOST_NAMES = 3
_CITED = re.compile(r"\((\d{1,2}(?:\(\d{1,2}\))*(?:、\d{1,2}(?:\(\d{1,2}\))*)*)\)")
_DAY_OPEN = "截止日如示"
_SAME_AS_ABOVE = "同上"
_AGAINST = ("不同", "另一件事")


def candidate_cards(
    candidates: Iterable[Candidate],
    matter: MatterForm,
    index: int,
    remembered: Mapping[str, Candidate],
    offices: Mapping[str, str],
) -> list[CandidateCard]:
    """Cards of the open matter: what was judged to be another matter is left out.

    A candidate judged to be the same stays in view although the finder no longer needs to name it.

    Args:
        remembered: candidates shown before, by number.
        offices: names of offices by code.
    """
    if matter.purpose == "accusation":
        return []
    chosen = matter.same_as["reg_no"] if matter.same_as else ""
    found = [c for c in candidates if c.matter == index and number_of(c) not in matter.not_same]
    if chosen and chosen not in {number_of(c) for c in found}:
        if chosen not in remembered:
            return [_bare_card(chosen, matter.same_as["facts"] if matter.same_as else "same")]
        found.insert(0, remembered[chosen])
    return [_card(c, matter, offices) for c in found if not chosen or number_of(c) == chosen]


def _bare_card(number: str, decided: str) -> CandidateCard:
    """Of a matter judged before the draft was put aside: what it says is shown when it is compared."""
    return CandidateCard(
        reg_no=number,
        state="恢复草稿前认定的事项，内容请看“对比”",
        score="",
        demand="",
        marks=(),
        about="",
        why="",
        decided=decided,
    )


def number_of(candidate: Candidate) -> str:
    """The number a person knows it by: ours, or of a foreign matter its own."""
    return candidate.reg_no or candidate.foreign_id


def candidates_note(matter: MatterForm, *, asked: bool, found: bool) -> str:
    """What is said where no candidate stands.

    Args:
        asked: the rules have answered for the form as it is.
        found: there are candidates, judged or not.
    """
    if matter.purpose == "accusation":
        return SEALED_ZH
    if not f"{matter.demand}{matter.facts}".strip():
        return ""
    if not says_something(matter.demand, matter.facts):
        return NOTHING_TO_COMPARE_ZH
    return NOTHING_FOUND_ZH if asked and not found else ""


def _card(candidate: Candidate, matter: MatterForm, offices: Mapping[str, str]) -> CandidateCard:
    number, foreign = number_of(candidate), bool(candidate.foreign_id)
    decided = "unsure" if number in matter.unsure else ""
    if matter.same_as and matter.same_as["reg_no"] == number:
        decided = matter.same_as["facts"]
    state, left, overdue = state_words(candidate.state, candidate.days_left, foreign=foreign)
    who = names_text(candidate.petitioners)
    came = "登记" if foreign else "来访"
    when = f"{candidate.registered_on.isoformat()} {came}" if candidate.registered_on else ""
    holder = candidate.target_unit or offices.get(candidate.office, candidate.office)
    unit = f"承办：{holder}" if holder else ""
    return CandidateCard(
        reg_no=number,
        state=state,
        score=f"{candidate.score:.2f}",
        demand=candidate.demand or candidate.facts,
        marks=candidate.marks if candidate.demand else (),
        about=" · ".join(w for w in (f"{who} {when}".strip(), unit) if w),
        verdict=VERDICT_ZH.get(candidate.verdict, ""),
        why="；".join(w for w in candidate.why if not speaks_against(w)),
        against="；".join(w for w in candidate.why if speaks_against(w)),
        left=left,
        overdue=overdue,
        follows=follows_text(candidate.if_same, candidate.due_on),
        follows_new=follows_text(candidate.if_new, candidate.due_on),
        decided=decided,
        foreign=foreign,
    )


def speaks_against(reason: str) -> bool:
    """Whether a reason of `app.duplicates` says that it is another matter; what it quotes does not count."""
    head = reason.partition("：")[0]
    return head.endswith(_AGAINST) or (reason.startswith("本次是") and "，已登记的是" in reason)


def state_words(state: str, days_left: int | None, *, foreign: bool) -> tuple[str, str, bool]:
    """(state, how long is left, whether an office is late).

    A visitor's right that has lapsed is nobody's lateness: its days are not told as such.
    """
    if foreign:
        return f"{FOREIGN_ZH}，{_UNSURE_COURSE_ZH}", "", False
    words = STATES_ZH.get(state, state)
    overdue = state in OVERDUE_STATES
    if days_left is None or (days_left < 0 and not overdue):
        return words, "", overdue
    return words, days_left_text(days_left), overdue


def names_text(names: Sequence[str]) -> str:
    """The first names of those who came; 不详 and 匿名 stand where nothing was said."""
    said = [NOT_SAID.get(name, name) or "匿名" for name in names]
    shown = "、".join(said[:_MOST_NAMES])
    return f"{shown} 等 {len(said)} 人" if len(said) > _MOST_NAMES else shown


def follows_text(proposal: Proposal | None, due_on: date | None) -> str:
    """What follows in one line: outcome, articles, who confirms, what remains open to the visitor."""
    if proposal is None:
        return ""
    what = OUTCOME_ZH.get(proposal.outcome.value, proposal.outcome.value)
    lead = "，须带班确认" if proposal.confirm_by == "lead" else ""
    cited = short_article(",".join(proposal.articles))
    text = f"{what}{lead}{f'（{cited}）' if cited else ''}"
    rights = rights_text(proposal.right_remaining, due_on)
    return f"{text}；来访人仍可：{rights}" if rights else text


def rights_text(rights: str, due_on: date | None) -> str:
    """What remains open, its articles in full form and its last day where it is known."""
    if rights == _SAME_AS_ABOVE:
        return ""
    if due_on is not None:
        rights = rights.replace(_DAY_OPEN, f"截止 {due_on.isoformat()}")
    return _CITED.sub(lambda found: f"（{short_article(found[1])}）", rights)


def short_article(article: str) -> str:
    """第十九条第三款: the regulation is named elsewhere on the card's side of the page."""
    return article_zh(article).removeprefix(REGULATION_ZH)
