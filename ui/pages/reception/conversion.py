"""From the form to what the rules and the store understand: permissive, nothing is refused here."""

import re
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from app.domain.finding import About
from app.domain.matter import Facts, Level, MatterDraft, Outcome, Procedure, Purpose, Route, SameAs
from app.domain.person import AuthorityDoc, IdState, IdType, PersonDraft, PersonRole, Sex
from app.domain.visit import Acknowledged, Confirmation, Material, VisitDraft
from ui.pages.reception.form import MatterForm, PersonForm, VisitForm

UNKNOWN_ZH = "不详"
DECLINED_ZH = "拒绝提供"
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_SPOKEN = {UNKNOWN_ZH: "unknown", DECLINED_ZH: "declined"}

E = TypeVar("E", bound=StrEnum)


def said(text: str) -> str:
    """The typed text without outer blanks; 不详 and 拒绝提供 become `unknown` and `declined`."""
    text = text.strip()
    return _SPOKEN.get(text, text)


def shown(text: str) -> str:
    """The other way round, for display."""
    return {"unknown": UNKNOWN_ZH, "declined": DECLINED_ZH}.get(text, text)


def _word(kind: type[E], value: str) -> E | None:
    return kind(value) if value in {m.value for m in kind} else None


def day_of(text: str) -> date | None:
    """A day as people write it: 2026-11-23, 20261123, 2026.11.23, 2026年11月23日; None if it is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def person_draft(person: PersonForm, kept: dict[int, int]) -> PersonDraft:
    """One row; `kept` maps row indices of the form to indices in the draft."""
    id_state = _word(IdState, person.id_state) or IdState.NOT_SHOWN
    if id_state is IdState.NOT_SHOWN and person.id_no.strip():
        id_state = IdState.MANUAL
    return PersonDraft(
        name=said(person.name),
        role=_word(PersonRole, person.role) or PersonRole.PETITIONER,
        id_state=id_state,
        id_type=_word(IdType, person.id_type),
        id_no=said(person.id_no),
        id_valid_to=day_of(person.id_valid_to),
        sex=_word(Sex, person.sex),
        ethnic=person.ethnic,
        born_on=day_of(person.born_on),
        nationality=person.nationality,
        address=said(person.address),
        acts_from=person.acts_from,
        acts_until=person.acts_until,
        phone=said(person.phone),
        authority_doc=_authority(person),
        matters=tuple(person.matters) if person.matters is not None else None,
        represents=kept.get(person.represents) if person.represents is not None else None,
        concerned=person.concerned,
        anonymous=person.anonymous,
    )


def _authority(person: PersonForm) -> AuthorityDoc | None:
    if not person.acts_for_others or not person.authority_scope.strip():
        return None
    return AuthorityDoc(
        scope=person.authority_scope.strip(),
        valid_from=day_of(person.authority_from),
        valid_to=day_of(person.authority_to),
    )


_BETWEEN_UNITS = re.compile(r"[、，,；;\s]+")


def matter_draft(matter: MatterForm) -> MatterDraft:
    """One matter, absent values left absent."""
    same_as = None
    if matter.same_as:
        same_as = SameAs(matter.same_as["reg_no"], _word(Facts, matter.same_as["facts"]) or Facts.SAME)
    several = tuple(unit for unit in _BETWEEN_UNITS.split(matter.co_units) if unit)
    return MatterDraft(
        purpose=_word(Purpose, matter.purpose) or Purpose.UNKNOWN,
        content_code=said(matter.content_code),
        place_code=said(matter.place_code),
        place=matter.place.strip(),
        demand=said(matter.demand),
        facts=said(matter.facts),
        oral=matter.oral,
        procedures=frozenset(p for w in matter.procedures if (p := _word(Procedure, w))),
        route=_word(Route, matter.route),
        competent_level=_word(Level, matter.competent_level),
        reported_unit=matter.reported_unit.strip(),
        reported_person=matter.reported_person.strip(),
        about_own_office=matter.about_own_office and matter.purpose == Purpose.ACCUSATION,
        same_as=same_as,
        not_same=tuple(matter.not_same),
        unsure=tuple(matter.unsure),
        outcome=_word(Outcome, matter.outcome),
        reason=matter.reason.strip(),
        target_unit=matter.target_unit.strip(),
        lead_unit=matter.target_unit.strip() if several or matter.in_dispute else "",
        co_units=several,
        in_dispute=matter.in_dispute,
    )


def draft_of(form: VisitForm, *, window: int = 1, received_by: str = "") -> tuple[VisitDraft, list[int]]:
    """The visit as it stands, and for each person of the draft the row it came from.

    Rows in which nothing was entered are left out; findings count in the draft's order, so the row
    list leads back to the table.
    """
    rows = [i for i, p in enumerate(form.people) if not p.is_empty]
    kept = {row: index for index, row in enumerate(rows)}
    confirmed = None
    if form.confirmed:
        confirmed = Confirmation(str(form.confirmed["how"]), tuple(form.confirmed.get("witnesses", ())))
    draft = VisitDraft(
        people=tuple(person_draft(form.people[row], kept) for row in rows),
        matters=tuple(matter_draft(m) for m in form.matters),
        present_count=form.present_count,
        affected_count=form.affected_count,
        visited_at=_moment(form.started_at),
        window=window,
        received_by=received_by,
        notify_by=form.notify_by,
        joint_signed=form.joint_signed,
        anonymous=form.anonymous or any(form.people[row].anonymous for row in rows),
        urgent=form.urgent,
        left_early=form.left_early,
        assistance=tuple(form.assistance),
        remark=form.remark.strip(),
        acknowledged=tuple(
            Acknowledged(
                a.rule, About(kept.get(a.person) if a.person is not None else None, a.matter), a.reason
            )
            for a in form.acknowledged
            if a.person is None or a.person in kept
        ),
        materials=tuple(
            Material(m.name, m.pages, m.original, scanned=bool(m.content), content=m.content)
            for m in form.materials
            if m.name
        ),
        confirmed=confirmed,
    )
    return draft, rows
