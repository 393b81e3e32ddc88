"""From the form to the words on the screen. Pure: no widget, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.domain.finding import Proposal
from app.domain.id_numbers import masked
from app.domain.matter import REFUSALS, Outcome
from app.domain.words import NOTIFY_ZH
from app.intake.results import DraftKept, QueueEntry
from ui.labels import ID_STATE_ZH, ID_TYPE_ZH, OUTCOME_ZH, PROCEDURE_ZH, PURPOSE_ZH, ROLE_ZH
from ui.pages.reception.conversion import shown
from ui.pages.reception.form import MatterForm, PersonForm, VisitForm
from ui.pages.reception.shapes import OutcomeShown, PersonRow, QueueLine
from ui.pages.reception.words import masked_phone

_NOT_CHOSEN = frozenset({Outcome.ACCEPT_OR_ROUTE})
_SEALED_TITLE = "检举控告"
# What fits a column of the table; everywhere else the full words stand.
_SHORT_ROLES = {"group_member": "一般成员"}
_SHORT_ID_TYPES = {
    "prc_temp_id": "临时身份证",
    "hmt_residence": "居住证",
    "foreign_permanent_residence": "永居证",
    "mainland_travel_permit": "港澳通行证",
    "taiwan_travel_permit": "台湾通行证",
    "td1": "其他旅行证件",
    "credit_code": "信用代码",
}


def person_rows(people: Sequence[PersonForm], blocked: Iterable[int]) -> list[PersonRow]:
    """The table's lines; `blocked` are rows whose role a rule does not allow."""
    stopped = set(blocked)
    return [_person_row(person, index in stopped) for index, person in enumerate(people)]


def _person_row(person: PersonForm, stopped: bool) -> PersonRow:
    role = _SHORT_ROLES.get(person.role) or ROLE_ZH.get(person.role, person.role)
    if person.acts_until:
        role = f"{role}（至{person.acts_until}）"
    state = ID_STATE_ZH.get(person.id_state, "")
    if person.id_state in {"chip", "ocr"} and person.checked:
        state = f"✓ {state}"
    elif not person.checked:
        state = "待核对"
    name = person.name.strip() or ("匿名" if person.anonymous else "（未填姓名）")
    return PersonRow(
        name=shown(name),
        id_type=_SHORT_ID_TYPES.get(person.id_type) or ID_TYPE_ZH.get(person.id_type, "—"),
        number=masked(shown(person.id_no)) or "—",
        address=shown(person.address) or "—",
        phone=masked_phone(person.phone) or "—",
        role=f"✕ {role}" if stopped else role,
        state=state,
        trouble=stopped,
        doubtful=not person.checked,
    )


def seats_text(form: VisitForm, limit: int) -> str:
    """`代表 5 / 5` once somebody speaks for a group or the group must choose."""
    seats = form.representatives()
    if not seats and (form.present_count or 0) <= limit:
        return ""
    return f"代表 {seats} / {limit}"


_DISPUTED = "管辖有争议：先协商，协商不成报共同上级或联席会议；本处的15日照常计算（第二十四条）。"


def outcome_shown(matter: MatterForm, proposal: Proposal | None) -> OutcomeShown:
    """The decision area of a matter."""
    proposed = proposal.outcome.value if proposal else ""
    choices = {"": "等待填写"} if not proposed else {proposed: f"{OUTCOME_ZH[proposed]}（建议）"}
    for outcome in Outcome:
        if outcome not in _NOT_CHOSEN and outcome.value != proposed:
            choices[outcome.value] = OUTCOME_ZH[outcome.value]
    value = matter.outcome or proposed
    due, hint = "", ""
    if proposal:
        due = f"最迟 {proposal.due_on.isoformat()} 书面告知" if proposal.due_on else ""
        hint = proposal.target_unit or "可不填"
    refusal = value in {r.value for r in REFUSALS}
    lead = refusal or (proposal is not None and proposal.confirm_by == "lead" and value == proposed)
    deviates = bool(proposed) and value != proposed
    return OutcomeShown(
        choices=choices,
        value=value,
        proposed=proposed,
        due=due,
        target_unit=matter.target_unit,
        target_hint=hint,
        co_units=matter.co_units,
        in_dispute=matter.in_dispute,
        reason=matter.reason,
        ask_reason=deviates or refusal or bool(matter.reason),
        warn="\n".join(
            said
            for said, holds in (
                ("须带班确认并签字，登记不受影响。", lead),
                (_DISPUTED, matter.in_dispute),
            )
            if holds
        ),
    )


def queue_lines(
    visits: Sequence[QueueEntry], kept: Sequence[DraftKept], form: VisitForm, local: datetime
) -> list[QueueLine]:
    """Registered visits in order of the day, then the forms not finished, the open one last.

    `local` only gives the office's time zone for the hours shown.
    """
    lines = [
        QueueLine(
            key=visit.visit_no,
            title=f"{visit.serial:03d} {visit.title}",
            detail=visit.detail,
            sealed=visit.sealed,
        )
        for visit in visits
    ]
    for draft in kept:
        if draft.draft_id != form.draft_id:
            saved = draft.saved_at.astimezone(local.tzinfo)
            title = form_title(VisitForm.from_json(draft.form))
            lines.append(QueueLine(draft.draft_id, title, f"未完成 · {saved:%m-%d %H:%M} 保存", kept=True))
    if not form.is_empty:
        lines.append(QueueLine(form.draft_id, form_title(form), "登记中", kept=True, current=True))
    return lines


def form_title(form: VisitForm) -> str:
    """Who a form is about; an accusation shows no name."""
    if any(m.purpose == "accusation" for m in form.matters):
        return _SEALED_TITLE
    names = [shown(p.name) for p in form.people if p.name.strip() and not p.anonymous]
    if form.anonymous or not names:
        return "匿名" if form.anonymous or any(p.anonymous for p in form.people) else "未填姓名"
    count = max(form.present_count or 0, form.listed)
    return names[0] if count <= 1 else f"{names[0]} 等 {count} 人"


def tab_titles(form: VisitForm, classes: Mapping[str, str]) -> list[str]:
    """`事项1 征地补偿`; with more than two matters only the open one is named in full."""
    several = len(form.matters) > 2
    return [
        f"事项{index + 1}" if several and index != form.matter else _tab_title(index, matter, classes)
        for index, matter in enumerate(form.matters)
    ]


def _tab_title(index: int, matter: MatterForm, classes: Mapping[str, str]) -> str:
    word = _SEALED_TITLE if matter.purpose == "accusation" else classes.get(matter.content_code, "")
    return f"事项{index + 1} {word}".strip()


def read_back_sections(form: VisitForm, classes: Mapping[str, str]) -> list[tuple[str, str]]:
    """(caption, words) of what is recorded, as the visitor hears it; numbers masked."""
    people = []
    for person in form.people:
        if not person.is_empty:
            number = f"，{masked(person.id_no)}" if person.id_no else ""
            who = f"{ROLE_ZH.get(person.role, '')}{number}"
            people.append(f"{shown(person.name) or '匿名'}（{who}）{shown(person.address)}")
    sections = [("来访人", "\n".join(people)), ("来访人数", f"{form.present_count or '不详'} 人")]
    for index, matter in enumerate(form.matters):
        head = f"事项{index + 1}：" if len(form.matters) > 1 else ""
        kind = classes.get(matter.content_code, shown(matter.content_code))
        sections += [
            (f"{head}类别", "，".join(w for w in (PURPOSE_ZH.get(matter.purpose, ""), kind) if w)),
            (
                f"{head}问题属地、被反映单位",
                "，".join(w for w in (matter.place, matter.reported_unit) if w) or "—",
            ),
            (f"{head}诉求", shown(matter.demand)),
            (f"{head}事实与理由", shown(matter.facts)),
            (f"{head}已走途径", "、".join(PROCEDURE_ZH.get(p, p) for p in matter.procedures) or "—"),
        ]
    sections.append(("告知方式", NOTIFY_ZH.get(form.notify_by, form.notify_by)))
    return sections
