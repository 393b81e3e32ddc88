"""Small builders for rule cases: a visit in one line."""

from datetime import date

from app.config import Settings
from app.domain.finding import Finding, Proposal
from app.domain.known import Known, KnownMatter, TodayVisit
from app.domain.matter import Level, MatterDraft, Procedure, Purpose
from app.domain.office import Office, OfficeKind
from app.domain.person import AuthorityDoc, PersonDraft, PersonRole
from app.domain.rules import find_all, person_key, propose_all
from app.domain.visit import VisitDraft
from app.rulepacks import load_rulepack

TODAY = date(2026, 11, 23)
RULES = load_rulepack()
AUTHORITY = AuthorityDoc(scope="代为反映和接收文书")


def office(kind: str = "organ", level: str = "county") -> Office:
    return Office(
        code="110199A",
        name="雾泽县信访局",
        short="雾信",
        kind=OfficeKind(kind),
        level=Level(level),
        division_code="110199",
    )


def claim(**given: object) -> MatterDraft:
    fields: dict[str, object] = {
        "purpose": Purpose.CLAIM,
        "content_code": "0201",
        "place_code": "110199",
        "demand": "请求补发征地补偿款",
        "facts": "2025年征地后尚未付清。",
        "oral": True,
        "procedures": frozenset({Procedure.NONE}),
    }
    return MatterDraft(**{**fields, **given})  # type: ignore[arg-type]


def person(serial: int, role: str = "petitioner", **given: object) -> PersonDraft:
    fields: dict[str, object] = {"name": f"甲{serial}", "address": "雾泽县某村", "role": PersonRole(role)}
    return PersonDraft(**{**fields, **given})  # type: ignore[arg-type]


def crowd(*roles: tuple[str, int]) -> tuple[PersonDraft, ...]:
    names = [role for role, count in roles for _ in range(count)]
    return tuple(person(serial, role) for serial, role in enumerate(names))


def visit(
    people: tuple[PersonDraft, ...] | None = None,
    matters: tuple[MatterDraft, ...] | None = None,
    **given: object,
) -> VisitDraft:
    return VisitDraft(people or (person(0),), matters or (claim(),), **given)  # type: ignore[arg-type]


def earlier(
    people: tuple[PersonDraft, ...], *, window: int = 1, present: int = 0, number: str = "V1"
) -> TodayVisit:
    """Another visit of today, as the store tells of it."""
    listed = [p for p in people if p.role is not PersonRole.COMPANION]
    return TodayVisit(
        visit_no=number,
        window=window,
        head_count=max(present, len(listed)),
        petitioner_keys=frozenset(person_key(p) for p in listed),
        representative_keys=frozenset(person_key(p) for p in listed if p.role is PersonRole.REPRESENTATIVE),
    )


def known(**given: object) -> Known:
    return Known(today=TODAY, **given)  # type: ignore[arg-type]


def linked(matter: KnownMatter) -> Known:
    return known(linked={0: matter})


def findings(
    draft: VisitDraft,
    knows: Known | None = None,
    *,
    at: Office | None = None,
    settings: Settings | None = None,
) -> tuple[Finding, ...]:
    return find_all(
        draft, knows or known(), at or office(), settings or Settings(), RULES.table, RULES.calendar
    )


def proposals(
    draft: VisitDraft,
    knows: Known | None = None,
    *,
    at: Office | None = None,
    settings: Settings | None = None,
) -> tuple[Proposal, ...]:
    return propose_all(
        draft, knows or known(), at or office(), settings or Settings(), RULES.table, RULES.calendar
    )


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, int | None]]:
    """Rule, effect and the person or matter it is about."""
    return [
        (f.rule.value, f.effect.value, f.about.person if f.about.person is not None else f.about.matter)
        for f in found
    ]


def words(found: tuple[Finding, ...]) -> set[str]:
    return {f.rule.value for f in found}
