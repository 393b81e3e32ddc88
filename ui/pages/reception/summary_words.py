"""A registered visit in words, for the summary. Pure: no widget, no clock."""

from datetime import tzinfo

from app.domain.words import ASSISTANCE_ZH, NOTIFY_ZH, RULES_ZH
from app.intake.results import SummaryMatter, SummaryPaper, SummaryPerson, VisitSummary
from ui.labels import ID_STATE_ZH, ID_TYPE_ZH, ROLE_ZH


def summary_lines(visit: VisitSummary, zone: tzinfo | None) -> list[tuple[str, str]]:
    """(caption, words) of a registered visit.

    Args:
        visit: masked already by who handed it out.
        zone: of the office, in which times are told.
    """
    came, kept = (t.astimezone(zone) for t in (visit.visited_at, visit.registered_at))
    entered = f"，{kept:%Y-%m-%d %H:%M} 登记" if kept.date() != came.date() else f"，{kept:%H:%M} 登记"
    lines = [
        ("编号", visit.visit_no),
        ("时间", f"{came:%Y-%m-%d %H:%M} 来访{entered}"),
        ("接待", f"{visit.window} 号窗口 · {visit.received_by}"),
        ("来访人", "\n".join([f"共 {visit.head_count} 人", *map(_person, visit.people)])),
    ]
    several = len(visit.matters) > 1
    for index, matter in enumerate(visit.matters, 1):
        lines.append((f"事项{index}" if several else "信访事项", _matter(matter)))
    lines.append(("文书", "\n".join(map(_paper, visit.papers)) or "还没有"))
    if circumstances := _circumstances(visit):
        lines.append(("情况", circumstances))
    if visit.acknowledged:
        seen = (f"{RULES_ZH.get(rule, rule)}：{reason or '照常登记'}" for rule, reason in visit.acknowledged)
        lines.append(("已留意", "\n".join(seen)))
    if visit.remark:
        lines.append(("备注", visit.remark))
    return lines


def _person(person: SummaryPerson) -> str:
    paper = f"{ID_TYPE_ZH.get(person.id_type, '')} {person.id_no}".strip()
    words = (person.name, ROLE_ZH.get(person.role, person.role), paper, ID_STATE_ZH.get(person.id_state, ""))
    return " · ".join(w for w in words if w)


def _matter(matter: SummaryMatter) -> str:
    lines = [f"{matter.reg_no} · {matter.purpose}", matter.demand]
    if matter.outcome:
        decided = f"处理方式：{matter.outcome} {matter.target_unit}".rstrip()
        lines.append(f"{decided}（须带班签字）" if matter.lead_signs else decided)
    if matter.reason:
        lines.append(f"理由：{matter.reason}")
    if matter.due_on:
        lines.append(f"期限：最迟 {matter.due_on.isoformat()} 书面告知")
    if matter.same_as:
        lines.append(f"与 {matter.same_as} 为同一事项")
    return "\n".join(lines)


def _paper(paper: SummaryPaper) -> str:
    made = f"已打印 {paper.prints} 次" if paper.prints else "还没有打印"
    return f"{paper.document} {paper.number} · {'已作废' if paper.voided else made}"


def _circumstances(visit: VisitSummary) -> str:
    words = [ASSISTANCE_ZH.get(w, w) for w in visit.assistance]
    if visit.notify_by != "paper":
        words.append(f"告知方式：{NOTIFY_ZH.get(visit.notify_by, visit.notify_by)}")
    if visit.left_early:
        words.append("来访人提前离开")
    return "、".join(words)
