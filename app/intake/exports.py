"""Log and figures as files; each one is noted with its rows and the reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import islice
from pathlib import Path

from app.domain.id_numbers import masked
from app.domain.leaders import PROPOSALS_ZH, ProposalFigures
from app.domain.log_filter import ReviewState
from app.domain.office import StaffRole
from app.domain.period import Period, Span, span_of
from app.errors import BadInput, NotAllowed
from app.intake.figures import figures
from app.intake.proposals import figures_between
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.reports.content import Report, Section, Shape, report_of
from app.reports.csv_file import Encoding, write_csv
from app.reports.figure_workbook import write_report
from app.reports.pdf import LogSheet, report_pdf
from app.reports.table import Cell, Column, ReportTable, Watch
from app.reports.whole_file import whole_file
from app.reports.workbook import write_workbook

LOG_TITLE = "来访登记日志"
MOST_ON_PAPER = 2_000
"""Lines of the log on a daily sheet; whoever wants more wants a table."""
_MAY_EXPORT = frozenset({StaffRole.LEAD})
_AT_ONCE = 500
_SUFFIXES = (".xlsx", ".csv", ".pdf")

_COLUMNS = (
    Column("序号", 5, number=True),
    Column("日期", 10.5),
    Column("时间", 6),
    Column("离开", 6),
    Column("窗口", 5, number=True),
    Column("来访人", 14),
    Column("证件号码", 19.5),
    Column("来访人数", 5, number=True),
    Column("代表人数", 5, number=True),
    Column("信访目的", 9),
    Column("内容分类", 12),
    Column("问题属地", 14),
    Column("诉求", 30),
    Column("访次", 5),
    Column("集体访", 5),
    Column("越级", 5),
    Column("已走途径", 8),
    Column("处理方式", 12),
    Column("承办单位", 15),
    Column("出具文书", 13),
    Column("期限", 10.5),
    Column("当场告知", 5),
    Column("接待人", 8),
    Column("上报", 7),
    Column("审核", 8),
    Column("备注", 12),
)
_REVIEWS_ZH: Mapping[ReviewState, str] = {
    ReviewState.OPEN: "未审",
    ReviewState.CHECKED: "已审",
    ReviewState.ASKED: "待答复",
    ReviewState.ANSWERED: "已答复",
    ReviewState.CHANGED: "审后有更正",
}
_ON_PAPER = (
    "序号",
    "时间",
    "窗口",
    "来访人",
    "来访人数",
    "信访目的",
    "内容分类",
    "诉求",
    "访次",
    "处理方式",
    "出具文书",
    "接待人",
)
_PAPER_SHARES = (5, 6, 5, 13, 6, 9, 12, 24, 6, 13, 14, 8)


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        lost: characters the encoding chosen cannot hold; `?` stands in their place.
    """

    path: Path
    rows: int
    lost: str = ""


def export_log(
    path: Path,
    start: date,
    end: date,
    rows: Iterable[LogRow],
    total: int,
    session: DeskSession,
    *,
    why: str,
    full_numbers: bool = False,
    encoding: Encoding = Encoding.UTF8,
    watch: Watch | None = None,
) -> Exported:
    """Write lines of the log as the file's ending says: .xlsx, .csv or .pdf.

    Args:
        rows, total: what the log shows, as this person may see it.
        why: for what it is needed; goes into the audit chain.
        full_numbers: document numbers whole instead of first six and last four; needs a reason.

    Raises:
        NotAllowed: only a lead takes the log out of the store.
        BadInput: another ending, no reason for whole numbers, or too many lines for paper.
        FileInUse, FileNotWritten, ExportCancelled, TooManyRows: nothing is left half written.
    """
    _may(session)
    if path.suffix.lower() not in _SUFFIXES:
        raise BadInput(["导出的文件名应以 .xlsx、.csv 或 .pdf 结尾。没有导出。"])
    if full_numbers and not why.strip():
        raise BadInput(["导出完整证件号码要写明用途。没有导出。"])
    period = span_of(start, end)
    whole = "，完整证件号码" if full_numbers else ""
    session.note("export_log", f"{start}/{end}", f"{total} 行，{path.suffix[1:]}{whole}：{why or '未写用途'}")
    watch = watch or Watch()
    if path.suffix.lower() == ".pdf":
        made = daily_sheet(period, tuple(rows), session)
        with whole_file(path) as out:
            out.write(made)
        return Exported(path, total)
    table = log_table(period, rows, total, session, full_numbers=full_numbers)
    with whole_file(path) as out:
        if path.suffix.lower() == ".xlsx":
            write_workbook(out, table, watch)
            return Exported(path, total)
        return Exported(path, total, write_csv(out, table, watch, encoding))


def export_figures(path: Path, period: Period, session: DeskSession, *, why: str = "") -> Exported:
    """Write the figures of a period: a workbook, or a PDF with charts.

    Raises:
        NotAllowed, BadInput, FileInUse, FileNotWritten: as `export_log`.
    """
    _may(session)
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".pdf"):
        raise BadInput(["统计报表的文件名应以 .xlsx 或 .pdf 结尾。没有导出。"])
    report = figure_report(period, session)
    session.note(
        "export_figures",
        f"{period.start}/{period.end}",
        f"{len(report.figures)} 项，{suffix[1:]}：{why or '报表'}",
    )
    with whole_file(path) as out:
        if suffix == ".xlsx":
            write_report(out, report)
        else:
            out.write(report_pdf(report))
    return Exported(path, len(report.figures))


def figure_report(period: Period, session: DeskSession) -> Report:
    """The figures of a period in words.

    Raises:
        NotAllowed: statistics are not for this role.
    """
    counted = figures(period, session)
    with session.read() as unit:
        office = unit.office()
        made = figures_between(unit, period.start, period.end) if period.span is Span.YEAR else ()
    return report_of(
        counted,
        office.name,
        session.user.name,
        session.clock.now_local(),
        more=(_proposals(made),) if made else (),
    )


def _proposals(made: Sequence[ProposalFigures]) -> Section:
    """三项建议 with what became of them [Arts. 40(4), 41]."""
    return Section(
        name="three_proposals",
        label="三项建议",
        head=("三项建议", "提出", "书面反馈", "采纳"),
        rows=tuple((PROPOSALS_ZH[p.kind], str(p.made), str(p.answered), str(p.adopted)) for p in made),
        bars=(),
        bars_of="件",
        shape=Shape.LYING,
        rule="按提出日期；采纳以责任单位书面反馈为准（第四十条第四款）。",
    )


def daily_sheet(period: Period, rows: Sequence[LogRow], session: DeskSession) -> bytes:
    """来访登记日报: the log and the figures of a day, as PDF.

    Raises:
        BadInput: more lines than anybody reads on paper.
        NotAllowed: statistics are not for this role.
    """
    if len(rows) > MOST_ON_PAPER:
        raise BadInput(
            [
                f"这段日期有 {len(rows):,} 批来访，纸上最多 {MOST_ON_PAPER:,} 行。"
                "没有打印，请缩短日期或导出为表格。"
            ]
        )
    titles = [column.title for column in _COLUMNS]
    chosen = [titles.index(name) for name in _ON_PAPER]
    zone = session.clock.now_local().tzinfo
    lines = [tuple(_said(cells[at]) for at in chosen) for row in rows for cells in (_cells(row, zone),)]
    several = period.start != period.end
    if several:
        lines = [
            (line[0], f"{row.time_in.astimezone(zone):%m-%d %H:%M}", *line[2:])
            for line, row in zip(lines, rows, strict=True)
        ]
    log = LogSheet((_ON_PAPER, *lines), _PAPER_SHARES, "保密事项的来访人、内容和承办单位按规定不列出。")
    return report_pdf(figure_report(period, session), log)


def log_table(
    period: Period, rows: Iterable[LogRow], total: int, session: DeskSession, *, full_numbers: bool = False
) -> ReportTable:
    """The log as a table, its rows read on as they are written."""
    zone = session.clock.now_local().tzinfo
    with session.read() as unit:
        office = unit.office().name
    now = session.clock.now_local()
    days = f"{period.start} 至 {period.end}" if period.start != period.end else f"{period.start}"
    made = f"{session.user.name} 于 {now:%Y-%m-%d %H:%M} 导出"
    return ReportTable(
        name="来访日志",
        title=f"{office}{LOG_TITLE}",
        period=f"登记日期：{days}　共 {total:,} 批　{made}",
        columns=_COLUMNS,
        rows=_numbered(rows, zone, session, full_numbers),
        total=total,
    )


def _numbered(
    rows: Iterable[LogRow], zone: tzinfo | None, session: DeskSession, full_numbers: bool
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
            yield place, *_cells(row, zone, number if full_numbers else masked(number))[1:]


def _cells(row: LogRow, zone: tzinfo | None, number: str = "") -> tuple[Cell, ...]:
    came = row.time_in.astimezone(zone)
    return (
        row.seq,
        came.strftime("%Y-%m-%d"),
        came.strftime("%H:%M"),
        row.time_out.astimezone(zone).strftime("%H:%M") if row.time_out else "",
        row.window,
        row.visitors,
        number,
        row.present,
        row.representatives,
        row.purpose,
        row.content_class,
        row.place,
        row.demand,
        row.first_or_repeat,
        _yes(row.group),
        _yes(row.level_skipping),
        row.procedures,
        row.outcome,
        row.target_unit,
        row.documents,
        row.due_on.isoformat() if row.due_on else "",
        _yes(row.notice_on_spot) or "否",
        row.receptionist,
        "已上报" if row.synced else "待上报",
        _REVIEWS_ZH[row.review],
        row.remark,
    )


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _yes(value: bool) -> str:
    return "是" if value else ""


def _may(session: DeskSession) -> None:
    if session.user.role not in _MAY_EXPORT:
        raise NotAllowed("export")
