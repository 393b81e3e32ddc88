"""A matter as one line of a list: what its people, state and leading term look like there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from app.config import Settings
from app.domain.handover import settled
from app.domain.matter import MatterDraft, Purpose
from app.domain.office import Office
from app.domain.record import MatterCourse, MatterFile
from app.domain.words import PURPOSES_ZH, SEALED_STATE, SEALED_STATE_ZH, STATES_ZH
from app.intake.course import state_of, terms_of
from app.intake.results import ListedMatter, MatterLine
from app.intake.session import DeskSession
from app.intake.visibility import MASK, SEALED_TEXT, names_of
from app.ports import ReadUnit
from app.rulepacks import RulePack

READ_AT_ONCE = 200


def read_lines(unit: ReadUnit, reg_nos: Iterable[str], session: DeskSession) -> Iterator[MatterLine]:
    """Lines in the order of the numbers, some hundreds held at a time."""
    numbers = iter(reg_nos)
    while part := tuple(islice(numbers, READ_AT_ONCE)):
        lines = {line.reg_no: line for line in lines_of(unit, unit.matters(part), session)}
        yield from (lines[reg_no] for reg_no in part)


def lines_of(unit: ReadUnit, files: Sequence[MatterFile], session: DeskSession) -> tuple[MatterLine, ...]:
    """The lines of some files, in their order."""
    office: Office = unit.office()
    settings = session.rules.settings_of(office)
    today = session.clock.today()
    repeats = {f.root_reg_no for f in files if f.root_reg_no != f.record.reg_no}
    roots = {f.record.reg_no: f.course for f in unit.matters(sorted(repeats))} if repeats else {}
    return tuple(
        _line(f, roots.get(f.root_reg_no, f.course), office, settings, session.rules, today) for f in files
    )


def _line(
    file: MatterFile, course: MatterCourse, office: Office, settings: Settings, rules: RulePack, today: date
) -> MatterLine:
    record = file.record
    state = state_of(course, today, rules, settings)
    due_kind, due_on = terms_of(course, state, rules, settings, office.kind)
    names = names_of(file)
    return MatterLine(
        reg_no=record.reg_no,
        visit_no=file.visit_no,
        state=SEALED_STATE if record.sealed else state,
        state_zh=SEALED_STATE_ZH if record.sealed else STATES_ZH[state],
        version=record.version,
        # What was raised under seal is told neither here nor at another window, which would have to guess.
        purpose=SEALED_STATE_ZH if record.sealed else PURPOSES_ZH[Purpose(record.stated.purpose)],
        content_code="" if record.sealed else record.stated.content_code,
        demand=SEALED_TEXT if record.sealed else record.stated.demand,
        petitioners=MASK
        if record.sealed
        else "、".join(names[:3]) + (f" 等 {len(names)} 人" if len(names) > 3 else ""),
        target_unit="" if record.sealed else holder_of(file),
        registered_at=file.registered_at,
        due_kind=due_kind,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        sealed=record.sealed,
        outcome=record.outcome,
        same_as=file.root_reg_no if file.root_reg_no != record.reg_no else "",
    )


def listed_matter(line: ListedMatter) -> ListedMatter:
    """The matter as a plain list may show it: of a sealed one only its numbers and that it is there."""
    if not line.sealed:
        return line
    return replace(line, state=SEALED_STATE, same_as="", outcome="", demand=SEALED_TEXT, due_on=None)


def holder_of(file: MatterFile) -> str:
    """The unit that handles it, as steps recorded since have made it."""
    return settled(MatterDraft(), file.events).lead_unit or file.record.target_unit
