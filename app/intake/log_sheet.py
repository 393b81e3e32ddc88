"""The log as a table that leaves the store: its columns, their widths by what stands in them, its rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain, islice
from unicodedata import east_asian_width

from app.domain.id_numbers import masked
from app.domain.log_filter import ReviewState
from app.domain.period import Period
from app.intake.log_columns import USUAL
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.reports.table import Cell, Column, ReportTable

LOG_TITLE = "来访登记日志"
_AT_ONCE = 500
_REVIEWS_ZH: Mapping[ReviewState, str] = {
    ReviewState.OPEN: "未审",
    ReviewState.CHECKED: "已审",
    ReviewState.ASKED: "待答复",
    ReviewState.ANSWERED: "已答复",
    ReviewState.CHANGED: "审后有更正",
}
_COLUMNS: Mapping[str, Column] = {
    "seq": Column("序号", 7, number=True),
    "day": Column("日期", 11),
    "time_in": Column("时间", 7),
    "time_out": Column("离开", 7),
    "window": Column("窗口", 5, number=True),
    "visitors": Column("来访人", 16),
    "id_no": Column("证件号码", 20),
    "present": Column("来访人数", 6, number=True),
    "representatives": Column("代表人数", 6, number=True),
    "purpose": Column("信访目的", 10),
    "content_class": Column("内容分类", 14),
    "place": Column("问题属地", 18),
    "demand": Column("诉求", 36),
    "raising": Column("访次", 6),
    "group": Column("集体访", 5),
    "level_skipping": Column("越级", 5),
    "procedures": Column("已走途径", 12),
    "outcome": Column("处理方式", 14),
    "target_unit": Column("承办单位", 20),
    "documents": Column("出具文书", 16),
    "due_on": Column("期限", 11),
    "told": Column("当场告知", 5),
    "receptionist": Column("接待人", 10),
    "synced": Column("上报", 8),
    "review": Column("审核", 11),
    "reviewed": Column("审核人", 14),
    "remark": Column("备注", 20),
}
"""By id: the widest a column becomes."""
_WITH: Mapping[str, tuple[str, ...]] = {
    "time_in": ("day",),
    "visitors": ("id_no",),
    "present": ("representatives",),
}
"""What goes along with a column of the page, where one column shows both or the period says it."""
ALL_COLUMNS = tuple(_COLUMNS)
_Cells = Callable[[LogRow, str], tuple[Cell, ...]]


def columns_of(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these ids."""
    return tuple(_COLUMNS[name] for name in names)


def log_table(
    period: Period,
    rows: Iterable[LogRow],
    total: int,
    session: DeskSession,
    *,
    columns: Sequence[str] = (),
    full_numbers: bool = False,
) -> ReportTable:
    """The log as a table, its rows read on as they are written; the first of them say how wide it becomes.

    Args:
        columns: ids as the log's page names them; empty = the usual ones. Unknown ones are left out.
    """
    zone = session.clock.now_local().tzinfo
    with session.read() as unit:
        office = unit.office().name
    now = session.clock.now_local()
    days = f"{period.start} 至 {period.end}" if period.start != period.end else f"{period.start}"
    made = f"{session.user.name} 于 {now:%Y-%m-%d %H:%M} 导出"
    names = _written(columns or USUAL)
    lines = _numbered(rows, written_cells(names, zone), session, full_numbers)
    first = tuple(islice(lines, _AT_ONCE))
    return ReportTable(
        name="来访日志",
        title=f"{office}{LOG_TITLE}",
        period=f"登记日期：{days}　共 {total:,} 批　{made}",
        columns=tuple(
            _fitted(column, [line[at] for line in first]) for at, column in enumerate(columns_of(names))
        ),
        rows=chain(first, lines),
        total=total,
    )


def written_cells(names: Sequence[str], zone: tzinfo | None) -> _Cells:
    """Makes cells, in the order of `names`, of a line and the document number of who is named first."""

    def time(row: LogRow) -> str:
        return row.time_in.astimezone(zone).strftime("%H:%M")

    cells: Mapping[str, Callable[[LogRow], Cell]] = {
        "seq": lambda row: row.seq,
        "day": lambda row: row.time_in.astimezone(zone).strftime("%Y-%m-%d"),
        "time_in": time,
        "time_out": lambda row: row.time_out.astimezone(zone).strftime("%H:%M") if row.time_out else "",
        "window": lambda row: row.window,
        "visitors": lambda row: row.visitors,
        "present": lambda row: row.present,
        "representatives": lambda row: row.representatives,
        "purpose": lambda row: row.purpose,
        "content_class": lambda row: row.content_class,
        "place": lambda row: row.place,
        "demand": lambda row: row.demand,
        "raising": lambda row: row.first_or_repeat,
        "group": lambda row: _yes(row.group),
        "level_skipping": lambda row: _yes(row.level_skipping),
        "procedures": lambda row: row.procedures,
        "outcome": lambda row: row.outcome,
        "target_unit": lambda row: row.target_unit,
        "documents": lambda row: row.documents,
        "due_on": lambda row: row.due_on.isoformat() if row.due_on else "",
        "told": lambda row: _yes(row.notice_on_spot) or "否",
        "receptionist": lambda row: row.receptionist,
        "synced": lambda row: "已上报" if row.synced else "待上报",
        "review": lambda row: _REVIEWS_ZH[row.review],
        "reviewed": lambda row: row.reviewed_by,
        "remark": lambda row: row.remark,
    }
    chosen = [cells.get(name) for name in names]
    return lambda row, number: tuple(number if cell is None else cell(row) for cell in chosen)


def _written(shown: Sequence[str]) -> tuple[str, ...]:
    wanted = {*shown, *(more for name in shown for more in _WITH.get(name, ())), "seq"}
    return tuple(name for name in _COLUMNS if name in wanted)


def _numbered(
    rows: Iterable[LogRow], cells: _Cells, session: DeskSession, full_numbers: bool
) -> Iterator[tuple[Cell, ...]]:
    """Lines with 序号 over the whole table, and the document number of who is named first."""
    waiting = iter(rows)
    place = 0
    while part := tuple(islice(waiting, _AT_ONCE)):
        with session.read() as unit:
            numbers = unit.first_id_numbers([row.visit_no for row in part])
        for row in part:
            place += 1
            number = numbers.get(row.visit_no, "")
            yield place, *cells(row, number if full_numbers else masked(number))[1:]


def _fitted(column: Column, cells: Sequence[Cell]) -> Column:
    """As wide as its longest cell, its header on two lines, and never wider than it may become."""
    head = max(_wide(column.title[: (len(column.title) + 1) // 2]), 4 if len(column.title) < 4 else 0)
    longest = max((_wide(str(cell)) for cell in cells if cell is not None), default=0)
    return Column(column.title, min(column.width, max(head, longest) + 1), column.number)


def _wide(text: str) -> float:
    """Characters of width: those of Chinese take two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _yes(value: bool) -> str:
    return "是" if value else ""
