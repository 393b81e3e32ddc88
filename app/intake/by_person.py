"""A person's matters by the document they show: asked with a reason, and audited [domain reference 9]."""

from dataclasses import dataclass

from app.domain.id_numbers import masked, normal_number
from app.domain.matter import MatterDraft
from app.domain.person import PersonDraft, PersonRole
from app.duplicates.prepared import prepare
from app.errors import BadInput
from app.intake.comparable import Comparing
from app.intake.json_input import cleaned
from app.intake.matter_rows import read_lines
from app.intake.results import MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MAY_LIST, require

REASONS_ZH = {
    "at_window": "本人在窗口，查询办理进展",
    "agent": "代理人持委托书查询",
    "registering": "登记前核对是否已有登记",
    "superior": "上级单位书面要求核对",
    "other": "其他（写明理由）",
}
"""Why somebody's matters may be looked up: always in connection with a visit."""

_LONGEST = 100
_SHORTEST_NUMBER = 5


@dataclass(frozen=True)
class PersonsMatters:
    """What was found. `shown_as` is the number as it may stand on the screen."""

    shown_as: str
    reason: str
    lines: tuple[MatterLine, ...]


def matters_of_person(number: str, reason: str, session: DeskSession, *, words: str = "") -> PersonsMatters:
    """Unsealed matters raised by whoever has this document number, the newest first.

    Every asking is in the audit chain with who, when, whose (masked) and why, also one that finds nothing.

    Args:
        reason: a key of `REASONS_ZH`.
        words: the reason in words; needed for `other`.

    Raises:
        BadInput: no number, or no reason.
        NotAllowed: the role does not look at matters.
    """
    require(session, MAY_LIST)
    asked = normal_number(str(cleaned(number)))
    said = " ".join(str(cleaned(words)).split())
    problems = []
    if len(asked) < _SHORTEST_NUMBER:
        problems.append("请填写完整的证件号码。")
    if reason not in REASONS_ZH or (reason == "other" and not said):
        problems.append("请写明查询理由。查询会记入审计。")
    if len(said) > _LONGEST:
        problems.append(f"查询理由最多 {_LONGEST} 字，现有 {len(said)} 字。")
    if problems:
        raise BadInput(problems)
    why = REASONS_ZH[reason] if not said else f"{REASONS_ZH[reason]}：{said}"
    session.note("look_up_person", masked(asked), why)
    with session.read() as unit:
        comparing = Comparing(unit.secret("person"), session.rules.content_classes)
        told = comparing.own(MatterDraft(), (PersonDraft(id_no=asked),), None)
        found = unit.known_like((), sorted(told.people(prepare(told.text))), 0)
        names = unit.known_names([key for key, _ in found])
        files = unit.matters([name.reg_no for name in names.values() if name.reg_no])
        numbers = [
            file.record.reg_no
            for file in sorted(files, key=lambda f: f.registered_at, reverse=True)
            if any(_is(person, asked) for person in file.people)
        ]
        return PersonsMatters(masked(asked), why, tuple(read_lines(unit, numbers, session)))


def _is(person: PersonDraft, number: str) -> bool:
    return person.role is not PersonRole.COMPANION and normal_number(person.id_no) == number
