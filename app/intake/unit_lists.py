"""Lists for the units that handle matters: 催办单 and 移交清单, each unit on sheets of its own.

Names are masked, a sealed matter is on no list [Art. 30(3)], and of whoever asked an organ to act against
somebody nothing of the name is shown, for the list may come to the reported unit (domain reference 6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.deadlines import NAMES_WITH_ARTICLE, DeadlineKind
from app.domain.due import PROMISE, DueFilter, DueRow, Nature
from app.domain.matter import Route
from app.domain.matter_step import ASSIGNED, SUPERVISED, MatterStep
from app.domain.matter_terms import EXECUTION
from app.domain.office import StaffRole
from app.domain.papers import Close, Style
from app.domain.record import MatterFile
from app.errors import BadInput, NotAllowed
from app.intake.document_content import issuing_office
from app.intake.due_counting import count_all
from app.intake.events import add_step
from app.intake.matter_rows import READ_AT_ONCE, holder_of
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.intake.visibility import MASK, masked_name, names_of
from app.ports import ReadUnit
from app.receipts.content import IssuingOffice
from app.receipts.document import DocumentContent, Part, PartKind
from app.receipts.phrases import date_zh
from app.receipts.render import render_lists

URGING, HANDOVER = "urging_list", "handover_list"
MOST_LISTED = 600
"""Terms of one making; who has more to urge on than that does it unit by unit."""
OWN_OFFICE = "本单位承办人员"
"""Stands where no other unit was named."""

_TITLES = {URGING: "信访事项催办单", HANDOVER: "信访事项转送（交办）移交清单"}
_URGED = (Nature.DUTY, Nature.EXECUTION, Nature.PROMISE)
_URGING_HEAD = ("序号", "登记编号", "信访人", "诉求", "期限和依据", "到期日", "情况")
_URGING_SHARES = (12, 62, 24, 60, 56, 24, 23)
_HANDOVER_HEAD = ("序号", "登记编号", "信访人", "诉求", "方式", "日期", "反馈期限")
_HANDOVER_SHARES = (12, 62, 24, 95, 14, 27, 27)
_REPORT = "办理情况请填写在本单背面或者另附，盖章后送回我单位；有疑问的请与我单位联系。"


@dataclass(frozen=True)
class UnitList:
    """A list as read from the store; `list_paper` makes the file of it.

    Attributes:
        contents: what each unit gets; it has no number and is kept nowhere.
        units: by unit how many lines it got.
        urged: numbers of the overdue matters on it: what can be recorded as urged on.
        left_out: how many sealed ones are not on it.
    """

    contents: tuple[DocumentContent, ...]
    units: tuple[tuple[str, int], ...]
    urged: tuple[str, ...] = ()
    left_out: int = 0


def urging_list(asked: DueFilter, session: DeskSession) -> UnitList:
    """催办单 of what the board shows: duties, promises and unexecuted opinions; never a visitor's right.

    Raises:
        NotAllowed: only a lead takes a list of many people out of the program.
        BadInput: nothing to urge on, or more than `MOST_LISTED`.
        StoreBusy, DiskFull, DiskFailed.
    """
    _require(session)
    count_all(session)
    today = session.clock.today()
    with session.read() as unit:
        rows = [r for r in unit.due_rows(asked, today, 0, MOST_LISTED + 1) if r.term.nature in _URGED]
        if len(rows) > MOST_LISTED:
            raise BadInput([f"一次最多催办 {MOST_LISTED} 项。请先选一个承办单位或者缩小范围，再打印。"])
        listed = [row for row in rows if not row.sealed]
        if not listed:
            raise BadInput(
                ["没有可以催办的事项。" + ("涉密的事项不列入名单，请专办人员催办。" if rows else "")]
            )
        files = _files(unit, [row.reg_no for row in listed])
        office = issuing_office(unit, unit.office())
    contents = [
        _content(URGING, unit_name, office, session, _urging_parts(part, files, today))
        for unit_name, part in _by_unit(listed)
    ]
    session.note(URGING, asked.unit or "", str(len(listed)))
    late = {r.reg_no: None for r in listed if r.term.nature is not Nature.PROMISE and _late(r, today)}
    return UnitList(
        tuple(contents),
        tuple((name, len(part)) for name, part in _by_unit(listed)),
        tuple(late),
        len(rows) - len(listed),
    )


def list_paper(made: UnitList) -> Paper:
    """The file of a list; long ones take seconds, and need no store.

    Raises:
        ValueError: a list without contents.
    """
    if not made.contents:
        raise ValueError("contents")
    done = render_lists(made.contents)
    return Paper(made.contents[0].id, "", done.pdf, done.pages, done.sha256, reprint=False)


def record_urging(reg_nos: Sequence[str], session: DeskSession) -> int:
    """Write down that matters were urged on by a list; all of them, or none.

    Returns:
        How many.

    Raises:
        NotAllowed, BadInput, NotFound, DiskFull, DiskFailed.
    """
    _require(session)
    step = MatterStep(SUPERVISED, session.clock.today(), "书面催办（催办单）")
    with session.write() as unit:
        for reg_no in reg_nos:
            add_step(unit, reg_no, step, session)
        unit.commit()
    return len(reg_nos)


def handover_list(start: date, end: date, session: DeskSession, *, to_unit: str | None = None) -> UnitList:
    """移交清单 of what was passed on in a period, for the unit to sign.

    Args:
        to_unit: only this unit.

    Raises:
        NotAllowed: as `urging_list`.
        BadInput: the period ends before it begins, nothing was passed on, or more than `MOST_LISTED`.
    """
    _require(session)
    if end < start:
        raise BadInput(["截止日期早于开始日期，请核对。"])
    with session.read() as unit:
        numbers = unit.passed_on(start, end)
        if len(numbers) > MOST_LISTED:
            raise BadInput(
                [f"这段时间转送、交办了 {len(numbers)} 件，一次最多 {MOST_LISTED} 件，请缩短时间。"]
            )
        files = _files(unit, numbers)
        office = issuing_office(unit, unit.office())
    handed = [
        (holder_of(files[number]), files[number], start, end)
        for number in numbers
        if not files[number].record.sealed
    ]
    if to_unit is not None:
        handed = [one for one in handed if one[0] == to_unit]
    if not handed:
        raise BadInput([f"{start} 至 {end} 没有转送、交办的记录，没有可以移交的事项。"])
    units: dict[str, list[MatterFile]] = {}
    for name, file, _, _ in sorted(handed, key=lambda one: (not one[0], one[0])):
        units.setdefault(name, []).append(file)
    contents = [
        _content(HANDOVER, name, office, session, _handover_parts(part, start, end))
        for name, part in units.items()
    ]
    session.note(HANDOVER, f"{start.isoformat()}/{end.isoformat()}", str(len(handed)))
    return UnitList(
        tuple(contents),
        tuple((name or OWN_OFFICE, len(part)) for name, part in units.items()),
        left_out=len(numbers) - len(handed) if to_unit is None else 0,
    )


def _require(session: DeskSession) -> None:
    if session.user.role is not StaffRole.LEAD:
        raise NotAllowed("unit_list")


def _files(unit: ReadUnit, numbers: Iterable[str]) -> Mapping[str, MatterFile]:
    wanted = tuple(dict.fromkeys(numbers))
    parts = (wanted[first : first + READ_AT_ONCE] for first in range(0, len(wanted), READ_AT_ONCE))
    return {file.record.reg_no: file for part in parts for file in unit.matters(part)}


def _by_unit(rows: Sequence[DueRow]) -> list[tuple[str, list[DueRow]]]:
    units: dict[str, list[DueRow]] = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    return [(name or OWN_OFFICE, units[name]) for name in sorted(units, key=lambda name: (not name, name))]


def _content(
    kind: str, unit_name: str, office: IssuingOffice, session: DeskSession, parts: tuple[Part, ...]
) -> DocumentContent:
    signers = ("承办单位签收",) if kind == URGING else ("移交人", "接收人")
    return DocumentContent(
        id=kind,
        office=office,
        title=_TITLES[kind],
        number="",
        visit_no="",
        reg_no="",
        query_code="",
        issued_at=session.clock.now_local(),
        issued_by=session.user.name,
        addressee=unit_name,
        addressee_id="",
        parts=parts,
        rights=(),
        style=Style.LIST,
        close=Close.SEAL,
        signers=signers,
        slip=False,
        template="",
    )


def _urging_parts(rows: Sequence[DueRow], files: Mapping[str, MatterFile], today: date) -> tuple[Part, ...]:
    late = sum(_late(row, today) for row in rows)
    counted = [f"{late} 项已超过期限"] if late else []
    if late < len(rows):
        counted.append(f"{len(rows) - late} 项将要到期")
    opening = (
        f"截至{date_zh(today)}，你单位承办的下列信访事项中，"
        f"{'，'.join(counted)}。"
        "请抓紧依法办理、书面告知信访人，并将办理情况反馈我单位；已超过期限的，请书面说明原因"
        "（《信访工作条例》第四十条）。超过期限不能作为拒绝登记或者受理的理由。"
    )
    lines = tuple(
        (
            str(number),
            row.reg_no,
            _visitors(files[row.reg_no]),
            _demand(files[row.reg_no]),
            _term(row),
            row.term.due.isoformat() if row.term.kind != EXECUTION else "未定日数",
            _standing(row, today),
        )
        for number, row in enumerate(rows, 1)
    )
    return (
        Part(PartKind.TEXT, opening),
        Part(PartKind.TABLE, rows=(_URGING_HEAD, *lines), shares=_URGING_SHARES),
        Part(PartKind.TEXT, _REPORT),
    )


def _handover_parts(files: Sequence[MatterFile], start: date, end: date) -> tuple[Part, ...]:
    period = date_zh(start) if start == end else f"{date_zh(start)}至{date_zh(end)}"
    opening = (
        f"{period}转送、交办你单位的信访事项共 {len(files)} 件，移交如下。"
        "请自收到之日起 15 日内决定是否受理并书面告知信访人；"
        "认为不属于本单位职权范围的，自收到之日起 5 个工作日内提出异议并详细阐明理由，"
        "经同意后交还（《信访工作条例》第二十三条第三款）。"
    )
    lines = []
    for number, file in enumerate(files, 1):
        how, on, report_by = _passed_on(file, start, end)
        lines.append(
            (str(number), file.record.reg_no, _visitors(file), _demand(file), how, on, report_by or "—")
        )
    return (
        Part(PartKind.TEXT, opening),
        Part(PartKind.TABLE, rows=(_HANDOVER_HEAD, *lines), shares=_HANDOVER_SHARES),
    )


def _passed_on(file: MatterFile, start: date, end: date) -> tuple[str, str, str]:
    event = [e for e in file.events if e.kind in ("transferred_on", ASSIGNED) and start <= e.on <= end][-1]
    until = event.extended_to.isoformat() if event.extended_to else ""
    return ("交办" if event.kind == ASSIGNED else "转送"), event.on.isoformat(), until


def _visitors(file: MatterFile) -> str:
    if file.record.stated.route is Route.DUTY:
        return MASK
    names = names_of(file)
    return masked_name(names[0]) + (f" 等{len(names)}人" if len(names) > 1 else "")


def _demand(file: MatterFile) -> str:
    return file.record.stated.demand


def _term(row: DueRow) -> str:
    if row.term.kind == PROMISE:
        return f"领导接访承诺：{row.term.note}"
    if row.term.kind == EXECUTION:
        return "执行处理意见（第三十二条第二款）"
    return NAMES_WITH_ARTICLE[DeadlineKind(row.term.kind)]


def _late(row: DueRow, today: date) -> bool:
    return row.term.nature is Nature.EXECUTION or row.term.due < today


def _standing(row: DueRow, today: date) -> str:
    left = (row.term.due - today).days
    if row.term.kind == EXECUTION:
        return f"送达 {-left} 天未执行"
    if left < 0:
        return f"超期 {-left} 天"
    return "今天到期" if left == 0 else f"剩 {left} 天"
