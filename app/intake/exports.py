"""Log and figures as files; each one is noted with its rows and the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.leaders import PROPOSALS_ZH, ProposalFigures
from app.domain.office import StaffRole
from app.domain.period import Period, Span, span_of
from app.errors import BadInput, NotAllowed
from app.intake.figures import figures
from app.intake.log_sheet import columns_of, log_table, written_cells
from app.intake.proposals import figures_between
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.reports.content import Report, Section, Shape, report_of
from app.reports.csv_file import Encoding, write_csv
from app.reports.figure_workbook import write_report
from app.reports.pdf import LogSheet, report_pdf
from app.reports.table import Cell, Watch
from app.reports.whole_file import whole_file
from app.reports.workbook import write_workbook

MOST_ON_PAPER = 2_000
"""Lines of the log on a daily sheet; whoever wants more wants a table."""
_MAY_EXPORT = frozenset({StaffRole.LEAD})
_SUFFIXES = (".xlsx", ".csv", ".pdf")

_ON_PAPER = (
    *("seq", "time_in", "window", "visitors", "present", "purpose", "content_class", "demand"),
    *("raising", "outcome", "documents", "receptionist"),
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
    columns: Sequence[str] = (),
    watch: Watch | None = None,
) -> Exported:
    """Write lines of the log as the file's ending says: .xlsx, .csv or .pdf.

    Args:
        rows, total: what the log shows, as this person may see it.
        why: for what it is needed; goes into the audit chain.
        full_numbers: document numbers whole instead of first six and last four; needs a reason.
        columns: of a table, by id as the log's page names them; empty = the usual ones.

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
    table = log_table(period, rows, total, session, columns=columns, full_numbers=full_numbers)
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
    zone = session.clock.now_local().tzinfo
    cells = written_cells(_ON_PAPER, zone)
    lines = [tuple(map(_said, cells(row, ""))) for row in rows]
    several = period.start != period.end
    if several:
        lines = [
            (line[0], f"{row.time_in.astimezone(zone):%m-%d %H:%M}", *line[2:])
            for line, row in zip(lines, rows, strict=True)
        ]
    titles = tuple(column.title for column in columns_of(_ON_PAPER))
    log = LogSheet((titles, *lines), _PAPER_SHARES, "保密事项的来访人、内容和承办单位按规定不列出。")
    return report_pdf(figure_report(period, session), log)


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _may(session: DeskSession) -> None:
    if session.user.role not in _MAY_EXPORT:
        raise NotAllowed("export")
