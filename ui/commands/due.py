"""`station due`: when a term of domain reference 7 ends."""

import argparse
from collections.abc import Mapping
from datetime import date

from app.domain.calendar import OFF, WORK, WorkCalendar
from app.domain.deadlines import OPEN_TERMS, STEP_TERMS, DeadlineKind, Term, Unit, due_date
from app.errors import BadInput
from app.intake.json_input import read_json
from app.rulepacks import load_rulepack
from ui.commands.input_fields import Fields
from ui.commands.world import DONE, World, read_text

HELP = "计算期限到期日（从标准输入读 JSON）"

_LENGTHS = {unit.value: unit for unit in Unit}
_KEYS = ("kind", "start", "calendar", "step", *_LENGTHS)
_LONGEST = {Unit.DAYS: 3660, Unit.WORKING_DAYS: 2500, Unit.MONTHS: 120}


def configure(parser: argparse.ArgumentParser) -> None:
    """Everything comes on standard input."""
    parser.epilog = '例：{"kind":"T3","start":"2026-11-23"}'


def run(args: argparse.Namespace, world: World) -> int:
    """Count one term and answer."""
    answer = count_term(read_json(read_text("-")))
    world.answer(answer, str(answer["how"]))
    return DONE


def count_term(data: object) -> dict[str, object]:
    """The due dates of a question as the outside interface writes it.

    Raises:
        BadInput: unknown or missing fields, wrong types, impossible dates, lengths that do not fit.
    """
    fields = Fields(data, _KEYS)
    kind = fields.choice("kind", [k.value for k in DeadlineKind], needed=True)
    start = fields.day("start", needed=True)
    calendar = _calendar(fields)
    fields.done()
    assert kind is not None  # noqa: S101  done() has refused what was missing
    assert start is not None  # noqa: S101
    term, step = _length(fields, DeadlineKind(kind), start), _step(fields, DeadlineKind(kind))
    fields.done()
    try:
        counted = due_date(kind, start, calendar, term=term, step=step)
    except OverflowError as error:
        raise BadInput(["start：算出的日期超出了历法范围，请核对年份。"]) from error
    return {
        "kind": counted.kind,
        "due": counted.due.isoformat(),
        "rolled": counted.rolled.isoformat(),
        "binding": counted.binding.isoformat(),
        "how": counted.how,
    }


def _length(fields: Fields, kind: DeadlineKind, start: date) -> Term | None:
    given = [name for name in _LENGTHS if fields.has(name)]
    if kind not in OPEN_TERMS:
        for name in given:
            fields.refuse(name, f"{kind} 的期限由规定确定，不能另行指定，请删去。")
        return None
    if len(given) != 1:
        fields.refuse(str(kind), f"{kind} 的期限须由 {'、'.join(_LENGTHS)} 中的一项指定，且只能一项。")
        return None
    unit = _LENGTHS[given[0]]
    if unit is Unit.DATE:
        day = fields.day("date")
        if day is not None and day < start:
            fields.refuse("date", "指定日期早于起算日期，请核对。")
        return Term(unit, day=day)
    return Term(unit, count=fields.whole(given[0], 1, _LONGEST[unit]) or 0)


def _step(fields: Fields, kind: DeadlineKind) -> int | None:
    if kind in STEP_TERMS:
        return fields.whole("step", 1, 3, needed=True)
    if fields.has("step"):
        fields.refuse("step", f"{kind} 不分步骤，请删去。")
    return None


def _calendar(fields: Fields) -> WorkCalendar:
    if not fields.has("calendar"):
        return load_rulepack().calendar
    days: dict[date, str] = {}
    for place, entry in enumerate(fields.items("calendar")):
        where = f"calendar[{place}]"
        if not isinstance(entry, Mapping):
            fields.refuse(where, '应为 {"date":…,"kind":…}。')
            continue
        line = Fields(entry, ("date", "kind"), where)
        day, kind = line.day("date", needed=True), line.choice("kind", [OFF, WORK], needed=True)
        fields.problems += line.problems
        if day is None or kind is None:
            continue
        if days.setdefault(day, kind) != kind:
            fields.refuse(where, f"{day} 既写了 off 又写了 work，请只留一个。")
    return WorkCalendar.of(days.items())
