"""A comparison in words. Pure: no widget, no clock of its own."""

from app.intake.compare import Comparison, Item, Standing, Told
from ui.labels import EVENT_ZH, label
from ui.pages.reception.candidate_words import names_text, state_words
from ui.pages.reception.shapes import CandidateCard, ComparisonShown, ItemShown, SideShown

MOST_SHOWN = 2000
"""Signs of a text that are shown; a longer one is papers read aloud, and would hold up the window."""

STANDING_ZH = {
    Standing.SAME: "一致",
    Standing.PARTLY: "部分一致",
    Standing.DIFFERENT: "✕ 不同",
    Standing.NAME_ONLY: "姓名相同，是否一人待核",
    Standing.NAMESAKE: "✕ 同名，证件号码不同",
    Standing.ONLY_NOW: "只在本次提到",
    Standing.ONLY_KNOWN: "只在已登记中",
}
CLASHES = frozenset({Standing.DIFFERENT, Standing.PARTLY, Standing.NAMESAKE})
_NOTHING_SAID = "（没有记录）"


def waiting_shown(card: CandidateCard, demand: str, facts: str) -> ComparisonShown:
    """What can be shown before the known matter has been read: what is told now, and the card."""
    return ComparisonShown(
        title=_title(card.reg_no),
        state=card.state,
        left=card.left,
        overdue=card.overdue,
        follows=card.follows,
        now=SideShown("本次", "", demand, (), *_cut(facts, ())),
        known=SideShown("已登记", card.about, card.demand, card.marks, "正在读取…", ()),
        items=(),
        steps=(),
        papers=(),
    )


def comparison_shown(found: Comparison, card: CandidateCard) -> ComparisonShown:
    """The whole comparison."""
    state, left, overdue = state_words(found.state, found.days_left, foreign=found.foreign)
    when = found.registered_on.isoformat() if found.registered_on else "日期不详"
    about = [names_text(found.petitioners), f"{when} {'登记' if found.foreign else '来访'}"]
    if found.target_unit:
        about.append(f"承办：{found.target_unit}")
    return ComparisonShown(
        title=_title(found.number),
        state=state,
        left=left,
        overdue=overdue,
        follows=card.follows,
        now=_side("本次", "", found.demand, found.facts),
        known=_side("已登记", " · ".join(w for w in about if w), found.known_demand, found.known_facts),
        items=tuple(_item(item) for item in found.items),
        steps=tuple(
            (
                step.on.isoformat(),
                "：".join(w for w in (label(EVENT_ZH, step.kind), step.text) if w),
                step.by,
            )
            for step in found.steps
        ),
        papers=tuple(
            f"{p.document}　{p.number}{'（已作废）' if p.voided else '' if p.prints else '（未打印）'}"
            for p in found.papers
        ),
    )


def _title(number: str) -> str:
    return f"本次与 {number} 对比"


def _side(title: str, about: str, demand: Told, facts: Told) -> SideShown:
    return SideShown(
        title,
        about,
        demand.text or _NOTHING_SAID,
        demand.marks,
        *_cut(facts.text or _NOTHING_SAID, facts.marks),
    )


def _cut(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    if len(text) <= MOST_SHOWN:
        return text, marks
    shown = f"{text[:MOST_SHOWN]}\n……（共 {len(text)} 字，这里显示前 {MOST_SHOWN} 字）"
    return shown, tuple((s, min(e, MOST_SHOWN)) for s, e in marks if s < MOST_SHOWN)


def _item(item: Item) -> ItemShown:
    return ItemShown(
        item.label,
        item.now or "—",
        item.known or "—",
        STANDING_ZH[item.standing],
        item.standing in CLASHES,
    )
