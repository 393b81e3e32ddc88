"""Findings about one person: document, capacity, authority (domain reference 2.2, 3, 11)."""

from collections.abc import Iterator
from datetime import date

from app.config import Settings
from app.domain.finding import About, Effect, Finding, Rule
from app.domain.id_numbers import NumberFault, NumberState, age_on, check_number
from app.domain.person import AuthorityDoc, IdState, PersonDraft, PersonRole
from app.domain.representatives import number_key
from app.domain.visit import VisitDraft

FULL_CAPACITY_YEARS = 18
"""Below it a person has no or limited capacity [民法典 17–20]."""

_FAULTS = {
    NumberFault.PATTERN: "证件号码的格式与所选证件类型不符",
    NumberFault.CHECK_DIGIT: "证件号码的校验位不对",
    NumberFault.CALENDAR: "证件号码里的出生日期不存在",
    NumberFault.NOT_BORN_YET: "证件号码里的出生日期晚于今天",
    NumberFault.TOO_OLD: "按证件号码年龄超过130岁",
}
_ACTS_FOR_OTHERS = frozenset({PersonRole.AGENT, PersonRole.GUARDIAN})
_MUST_SHOW = {
    "none": frozenset[PersonRole](),
    "petitioner": frozenset({PersonRole.PETITIONER, PersonRole.REPRESENTATIVE, PersonRole.AGENT}),
    "representative": frozenset({PersonRole.REPRESENTATIVE, PersonRole.AGENT}),
}


def person_findings(draft: VisitDraft, today: date, settings: Settings) -> Iterator[Finding]:
    """Every finding about a single person, in file order.

    Args:
        today: local date of the visit; ages and expiry are taken on it.
    """
    seen: dict[str, int] = {}
    for index, person in enumerate(draft.people):
        about = About(person=index)
        yield from _document(person, about, today, settings)
        key = number_key(person)
        if key:
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == 2:
                yield _repeated(about)
        if person.role is PersonRole.REPRESENTATIVE:
            yield from _representative(person, about, today)
        if person.role in _ACTS_FOR_OTHERS and not authority_holds(person.authority_doc, today):
            yield Finding(
                Rule.AUTHORITY_PENDING,
                Effect.WARN,
                "23(2)",
                "代理人或监护人尚未提交有效的书面委托、监护依据：来访照常登记，先只给登记回执，依据后补。",
                about,
                ("authority_doc", "receipt_only"),
            )


def authority_holds(doc: AuthorityDoc | None, day: date) -> bool:
    """Whether written authority was shown and runs on that day."""
    if doc is None or doc == AuthorityDoc():
        return False
    return (doc.valid_from or day) <= day <= (doc.valid_to or day)


def only_pending_agents(draft: VisitDraft, matter: int, day: date) -> bool:
    """Whether all who raise the matter act for others without authority, or are those others.

    Then only the receipt is given until the authority is there (domain reference 2.2).
    """
    raising = {
        i for i, p in enumerate(draft.people) if p.role is not PersonRole.COMPANION and p.raises(matter)
    }
    pending = {
        i
        for i in raising
        if draft.people[i].role in _ACTS_FOR_OTHERS
        and not authority_holds(draft.people[i].authority_doc, day)
    }
    return bool(pending) and raising <= pending | {draft.people[i].represents for i in pending}


def is_minor(person: PersonDraft, day: date) -> bool:
    """Under 18 on that day, by the birth stated or, failing that, the one in a number that holds."""
    born_on = person.born_on or check_number(person.id_type, person.id_no, day).born_on
    return born_on is not None and age_on(born_on, day) < FULL_CAPACITY_YEARS


def _document(person: PersonDraft, about: About, today: date, settings: Settings) -> Iterator[Finding]:
    checked = check_number(person.id_type, person.id_no, today)
    if checked.state is NumberState.FAILED and checked.fault is not None:
        yield Finding(
            Rule.ID_CHECK_FAILED,
            Effect.WARN,
            "19(1)",
            f"{_FAULTS[checked.fault]}：请对照证件核对；确认无误也可照常登记。",
            about,
            ("check_number", "confirm_number"),
        )
    elif _must_show(person, settings) and (person.id_state is IdState.NOT_SHOWN or not checked.number):
        yield Finding(
            Rule.ID_CHECK_FAILED,
            Effect.WARN,
            "19(1)",
            "按本地规定应核对证件，但未出示：请记下姓名和住址，照常登记。",
            about,
            ("continue",),
        )
    if person.id_valid_to is not None and person.id_valid_to < today:
        yield Finding(
            Rule.ID_EXPIRED,
            Effect.WARN,
            "19(1)",
            f"证件已于{person.id_valid_to}到期：只作提醒，来访照常登记。",
            about,
            ("continue",),
        )


def _must_show(person: PersonDraft, settings: Settings) -> bool:
    return person.role in _MUST_SHOW[settings.id_required_for] and not person.anonymous


def _repeated(about: About) -> Finding:
    return Finding(
        Rule.ID_REPEATED,
        Effect.WARN,
        "19(1)",
        "这个证件号码在本次来访中已经录入过：请核对是否同一个人或号码录错。",
        about,
        ("check_number", "remove_person"),
    )


def _representative(person: PersonDraft, about: About, today: date) -> Iterator[Finding]:
    if not person.concerned:
        yield Finding(
            Rule.REP_OUTSIDER,
            Effect.WARN,
            "20(3)",
            "这名代表与所提事项没有利害关系：请来访人在有共同诉求的人中另行推选。",
            about,
            ("choose_another", "group_member"),
        )
    if is_minor(person, today):
        yield Finding(
            Rule.REP_MINOR,
            Effect.WARN,
            "20(3)",
            "这名代表未满18周岁：请另选成年代表，未成年人的意见由监护人代为表达。",
            about,
            ("choose_another", "guardian"),
        )
