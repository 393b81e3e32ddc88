"""JSON shapes of the outside interface for what use cases answer."""

from datetime import datetime, tzinfo
from typing import Any

from app.domain.finding import Assessment, Candidate, Finding, Proposal
from app.domain.words import EFFECTS_ZH, OUTCOMES_ZH, SEALED_STATE, SEALED_STATE_ZH, STATES_ZH
from app.intake.due_board import DueLine
from app.intake.results import ListedMatter, LogRow, VisitLine
from ui.pages.matters.words import term_name
from ui.text import days_left_text


def finding(item: Finding) -> dict[str, Any]:
    """A finding as the outside interface writes it."""
    about: dict[str, int] = {}
    if item.about.person is not None:
        about["person"] = item.about.person
    if item.about.matter is not None:
        about["matter"] = item.about.matter
    return {
        "rule": item.rule,
        "effect": item.effect,
        "article": item.article,
        "message": item.message,
        "about": about,
        "remedies": list(item.remedies),
    }


def candidate(item: Candidate) -> dict[str, Any]:
    """A candidate; texts of the matter stay in the window."""
    shape = {
        "matter": item.matter,
        "reg_no": item.reg_no,
        "score": item.score,
        "verdict": item.verdict,
        "why": list(item.why),
        "state": item.state,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "office": item.office,
    }
    return {**shape, "id": item.foreign_id} if item.foreign_id else shape


def proposal(item: Proposal) -> dict[str, Any]:
    """A proposal."""
    return {
        "matter": item.matter,
        "state": item.state,
        "rule_id": item.rule_id,
        "outcome": item.outcome,
        "notices": list(item.notices),
        "articles": list(item.articles),
        "confirm_by": item.confirm_by,
        "target_unit": item.target_unit,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "tell_visitor": item.tell_visitor,
        "right_remaining": item.right_remaining,
    }


def for_people(assessment: Assessment) -> str:
    """The assessment as lines of Chinese text."""
    lines = [
        f"【{EFFECTS_ZH[f.effect]}】{f.message}" + (f"（第{f.article}条）" if f.article else "")
        for f in assessment.findings
    ]
    lines += [
        f"【可能是同一事项】{c.reg_no} 相似 {c.score:.2f}：{';'.join(c.why)}" for c in assessment.candidates
    ]
    lines += [
        f"【建议】第 {p.matter + 1} 件：{OUTCOMES_ZH[p.outcome]}。{p.tell_visitor}"
        for p in assessment.proposals
    ]
    return "\n".join(lines)


def log_row(row: LogRow, zone: tzinfo | None) -> tuple[dict[str, Any], str]:
    """A line of the log for programs, columns of domain 10.1, and for people."""

    def when(moment: datetime | None) -> str | None:
        return moment.astimezone(zone).isoformat() if moment else None

    shape = {
        "seq": row.seq,
        "date": row.day.isoformat(),
        "visit_no": row.visit_no,
        "time_in": when(row.time_in),
        "time_out": when(row.time_out),
        "window": row.window,
        "visitors": row.visitors,
        "present": row.present,
        "representatives": row.representatives,
        "purpose": row.purpose,
        "content_class": row.content_class,
        "place": row.place,
        "demand": row.demand,
        "first_or_repeat": row.first_or_repeat,
        "group": row.group,
        "level_skipping": row.level_skipping,
        "procedures": row.procedures,
        "outcome": row.outcome,
        "target_unit": row.target_unit,
        "documents": row.documents,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "notice_on_spot": row.notice_on_spot,
        "receptionist": row.receptionist,
        "synced": row.synced,
        "review": row.review.value,
        "reviewed_by": row.reviewed_by or None,
        "reviewed_at": when(row.reviewed_at),
        "amended": row.amended,
        "remark": row.remark,
        "sealed": row.sealed,
    }
    local = row.time_in.astimezone(zone)
    people = f"{row.present} 人"
    words = (f"{row.seq:03}", f"{local:%m-%d %H:%M}", f"{row.window} 号窗", row.visitors, people)
    return shape, " ".join((*words, row.purpose, row.demand, row.first_or_repeat, row.outcome))


def matter(line: ListedMatter) -> tuple[dict[str, Any], str]:
    """A matter for programs and for people; a station and its hub tell of it alike, to the byte."""
    shape = {
        "reg_no": line.reg_no,
        "visit_no": line.visit_no,
        "office": line.office,
        "state": line.state,
        "version": line.version,
        "same_as": line.same_as or None,
        "outcome": line.outcome or None,
        "demand": line.demand,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "sealed": line.sealed,
    }
    state = SEALED_STATE_ZH if line.state == SEALED_STATE else STATES_ZH.get(line.state, line.state)
    return shape, f"{line.reg_no} {state} {line.demand}"


def visit(line: VisitLine, zone: tzinfo | None) -> tuple[dict[str, Any], str]:
    """A visit for programs and for people; a station and its hub tell of it alike, to the byte."""
    shape = {
        "visit_no": line.visit_no,
        "registered_at": line.registered_at.astimezone(zone).isoformat(),
        "visited_at": line.visited_at.astimezone(zone).isoformat(),
        "window": line.window,
        "received_by": line.received_by,
        "present_count": line.present_count,
        "visitors": line.visitors,
        "people": [{"name": p.name, "role": p.role} for p in line.people],
        "sealed": line.sealed,
        "matters": [
            {"reg_no": m.reg_no, "outcome": m.outcome or None, "sealed": m.sealed} for m in line.matters
        ],
    }
    numbers = "、".join(m.reg_no for m in line.matters)
    return shape, f"{line.visit_no} {line.visitors} {numbers}"


def deadline(line: DueLine) -> dict[str, object]:
    """A line of the deadlines board; nobody is named but the members of the office."""
    return {
        "reg_no": line.reg_no,
        "kind": line.term.kind,
        "step": line.term.step or None,
        "start": line.term.start.isoformat(),
        "due": line.term.due.isoformat(),
        "days_left": line.days_left,
        "overdue": line.overdue,
        "supervised": line.supervised,
        "unit": line.unit or None,
        "first_contact": line.owner or None,
        "case_leader": line.leader or None,
        "sealed": line.line.sealed,
    }


def deadline_line(line: DueLine) -> str:
    """The same for people."""
    words = (line.term.due.isoformat(), days_left_text(line.days_left), term_name(line.term), line.reg_no)
    return " ".join(filter(None, (*words, line.unit)))
