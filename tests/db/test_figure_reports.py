"""The same figures on the screen, in XLSX, PDF and JSON; files whole or not at all; exports noted."""

import csv
import errno
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pypdf
import pytest
from openpyxl.utils.escape import unescape

from app.domain.log_filter import LogFilter
from app.domain.matter import Purpose
from app.domain.office import StaffRole
from app.domain.period import Span, period_of
from app.errors import BadInput, ExportCancelled, FileInUse, FileNotWritten, NotAllowed, TooManyRows
from app.intake.day_closing import sign_day
from app.intake.exports import export_figures, export_log, figure_report
from app.intake.figure_rows import log_filter
from app.intake.figures import figures
from app.intake.log_sheet import ALL_COLUMNS, log_table
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.visit_log import count_log, log_totals, visit_log
from app.reports.csv_file import Encoding, write_csv
from app.reports.table import EVERY, Column, ReportTable, Watch
from app.reports.whole_file import whole_file
from app.reports.workbook import MOST_ROWS, write_workbook
from tests.db.conftest import OFFICE
from tests.fakes.year import Came, Raised, play
from ui.commands.stats import for_people, shape

DAY = date(2026, 3, 4)
COLUMNS = (Column("序号", 6, number=True), Column("来访人", 12), Column("诉求", 30))


@pytest.fixture
def month(session: DeskSession) -> DeskSession:
    """A few visits, some accepted in time, one rated, one sealed."""
    accepted = Raised(steps=[("accepted_on", 3, 0), ("replied_on", 20, 0)], rated=("满意", "不满意"))
    late = Raised(steps=[("accepted_on", 17, 0)], unit="柏溪镇人民政府", reported="云岭置业")
    sealed = Raised(Purpose.ACCUSATION, unit="某局", reported="某局")
    play(
        [
            Came(DAY, 540, 1, ("甲",), raised=[accepted], minutes=12),
            Came(DAY, 600, 2, ("乙", "丙", "丁", "戊", "己"), raised=[late], crowd=3, minutes=25),
            Came(DAY, 840, 1, ("庚",), raised=[sealed], receipt=False),
            Came(date(2026, 3, 9), 905, 2, ("甲",), raised=[Raised(same=accepted)], minutes=4),
        ],
        session,
    )
    return session


def test_screen_xlsx_pdf_and_json_agree(month: DeskSession, tmp_path: Path) -> None:
    period = period_of(Span.MONTH, DAY)
    counted = figures(period, month)
    told = json.loads(json.dumps(shape(counted), ensure_ascii=False))
    export_figures(tmp_path / "r.xlsx", period, month)
    export_figures(tmp_path / "r.pdf", period, month)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["统计数字"]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "r.pdf").pages)
    lines = for_people(counted)
    for figure in counted.now.figures:
        assert told[figure.name]["value"] == figure.value
        assert told[figure.name]["rule"] == figure.rule
        in_sheet = rows[figure.label]
        if figure.value is None:
            assert in_sheet[3] == "—"
        else:
            assert in_sheet[3] == pytest.approx(figure.value)
        if figure.denominator is not None:
            assert (told[figure.name]["numerator"], told[figure.name]["denominator"]) == (
                figure.numerator,
                figure.denominator,
            )
        assert re.search(
            re.escape(figure.label) + r"\s*" + re.escape(figure.unit.value) + r"\s*" + re.escape(figure.text),
            paper,
        )
        assert f"{figure.label}：{figure.text}" in lines
    assert counted.now["visit_count"].value == 4
    assert counted.now["person_count"].value == 11
    assert counted.now["timely_accept_rate"].of == "1 / 2"
    for rule in counted.rules:
        assert rule in paper.replace("\n", "")


def test_breakdowns_of_the_sheet_are_those_of_the_json(month: DeskSession, tmp_path: Path) -> None:
    period = period_of(Span.MONTH, DAY)
    told = shape(figures(period, month))
    export_figures(tmp_path / "r.xlsx", period, month)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["分类统计"]
    rows = [row[1:4] for row in sheet.iter_rows(min_row=4, values_only=True)]
    for name in ("by_hour", "by_window", "by_class", "by_target_unit"):
        for part in told[name]["value"]:
            expected = (part["label"], *part["counts"], *[None] * (2 - len(part["counts"])))
            assert expected in rows
    assert not any("某局" in str(cell) for row in rows for cell in row)


def test_every_figure_opens_to_the_lines_it_was_counted_from(month: DeskSession) -> None:
    period = period_of(Span.MONTH, DAY)
    found = figures(period, month).now
    settings = month.rules.settings_of(OFFICE)

    def lines(figure: str, part: str = "") -> int:
        return count_log(log_filter(period, figure, part, settings), month)

    assert lines("visit_count") == found["visit_count"].value
    assert lines("group_visit") == found["group_visit"].value == 1
    assert lines("notice_on_spot_rate") == found["notice_on_spot_rate"].numerator == 3
    assert lines("sealed_matters") == found["sealed_matters"].value == 1
    assert lines("repeat_visit") == found["repeat_visit"].value == 1
    for name in (
        *("by_hour", "by_weekday", "by_window", "by_purpose", "by_class", "by_subclass"),
        *("by_outcome", "by_target_unit", "by_reported_unit"),
    ):
        parts = found.by(name).parts
        assert parts
        for part in parts:
            assert lines(name, part.key) >= part.counts[0], (name, part)
    for part in found.by("by_window").parts:
        assert lines("by_window", part.key) == part.counts[0]


def test_an_annual_report_names_its_basis_and_the_three_proposals(month: DeskSession, tmp_path: Path) -> None:
    export_figures(tmp_path / "r.pdf", period_of(Span.YEAR, DAY), month)
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "r.pdf").pages)
    for words in ("信访情况年度报告", "第四十一条", "三项建议", "改进工作", "完善政策", "追究责任"):
        assert words in paper


def test_a_log_as_workbook_is_as_offices_expect(month: DeskSession, tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    rows = visit_log(DAY, DAY, month)
    made = export_log(path, DAY, DAY, rows, len(rows), month, why="月度报送")
    assert made.rows == 3
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet["A1"].value == "云岭省雾泽县信访局来访登记日志"
    assert "A1:Q1" in [str(r) for r in sheet.merged_cells.ranges]
    assert sheet["A2"].value.startswith("登记日期：2026-03-04　共 3 批")
    assert [cell.value for cell in sheet[3]][:3] == ["序号", "日期", "时间"]
    assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == [1, 2, 3]
    assert sheet.freeze_panes == "B4"
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    sealed = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[4] == "●●●"]
    assert len(sealed) == 1
    assert "某局" not in str(sealed)


def test_a_table_has_the_columns_chosen_as_wide_as_what_stands_in_them(
    month: DeskSession, tmp_path: Path
) -> None:
    rows = visit_log(DAY, DAY, month)

    def sheet(*columns: str) -> Any:
        path = tmp_path / "log.xlsx"
        export_log(path, DAY, DAY, rows, len(rows), month, why="核对", columns=columns)
        return openpyxl.load_workbook(path).active

    few = sheet("seq", "visitors", "target_unit", "gone_since")
    assert [cell.value for cell in few[3]] == ["序号", "来访人", "证件号码", "承办单位"]
    widths = [few.column_dimensions[letter].width for letter in "ABCD"]
    assert widths[0] < widths[1] < widths[3] <= 21
    assert [cell.value for cell in sheet(*ALL_COLUMNS)[3]][-2:] == ["审核人", "备注"]


@pytest.mark.parametrize(("columns", "pages"), [((), 1), (ALL_COLUMNS, 2)])
def test_no_table_is_printed_smaller_than_eight_points(
    month: DeskSession, tmp_path: Path, columns: tuple[str, ...], pages: int
) -> None:
    long = "请求补足水库扩建征地的青苗补偿款并说明去年以来各次测量结果" * 2
    rows = [
        replace(row, demand=long, target_unit=long, remark=long, place=long, visitors="欧阳青崖 等 12 人")
        for row in visit_log(DAY, DAY, month)
    ]
    export_log(tmp_path / "l.xlsx", DAY, DAY, rows, 3, month, why="核对", columns=columns)
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx").active
    wide_mm = sum((7 * d.width + 5) * 25.4 / 96 for d in sheet.column_dimensions.values())
    assert sheet.page_setup.fitToWidth in (pages, None if pages == 1 else pages)
    assert 11 * pages * (297 - 2 * 0.4 * 25.4) / wide_mm >= 8
    assert sheet.print_title_cols == (None if pages == 1 else "$A:$A")


def test_document_numbers_are_text_and_masked_unless_a_reason_is_given(
    session: DeskSession, visit: Callable[..., Any], tmp_path: Path
) -> None:
    register_visit(visit(number="110199199003070017"), session)
    today = session.clock.today()
    rows = visit_log(today, today, session)

    def cell(**more: Any) -> Any:
        export_log(tmp_path / "l.xlsx", today, today, rows, 1, session, **more)
        return openpyxl.load_workbook(tmp_path / "l.xlsx").active["F4"]

    masked = cell(why="")
    assert (masked.value, masked.data_type, masked.number_format) == ("110199********0017", "s", "@")
    with pytest.raises(BadInput):
        cell(why=" ", full_numbers=True)
    whole = cell(why="上级要求核对", full_numbers=True)
    assert (whole.value, whole.data_type) == ("110199199003070017", "s")
    export_log(tmp_path / "l.csv", today, today, rows, 1, session, why="核对", full_numbers=True)
    assert "\t110199199003070017" in (tmp_path / "l.csv").read_text("utf-8-sig")


def test_exports_are_noted_with_rows_and_reason(month: DeskSession, tmp_path: Path) -> None:
    rows = visit_log(DAY, DAY, month)
    export_log(tmp_path / "l.csv", DAY, DAY, rows, len(rows), month, why="月度报送")
    export_figures(tmp_path / "r.pdf", period_of(Span.MONTH, DAY), month)
    with month.read() as unit:
        noted = {a.action: (a.who, a.about, a.why) for a in unit.audit(8)}
    assert noted["export_log"] == (month.user.name, "2026-03-04/2026-03-04", "3 行，csv：月度报送")
    assert noted["export_figures"][1:] == ("2026-03-01/2026-03-31", "20 项，pdf：报表")


def test_only_a_lead_takes_anything_out(month: DeskSession, tmp_path: Path) -> None:
    other = replace(month, user=replace(month.user, role=StaffRole.READER))
    with pytest.raises(NotAllowed):
        export_log(tmp_path / "l.xlsx", DAY, DAY, (), 0, other, why="")
    with pytest.raises(NotAllowed):
        export_figures(tmp_path / "r.xlsx", period_of(Span.MONTH, DAY), other)
    assert figure_report(period_of(Span.MONTH, DAY), other).figures
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_daily_sheet_has_the_log_and_the_figures(month: DeskSession, tmp_path: Path) -> None:
    rows = visit_log(DAY, DAY, month)
    export_log(tmp_path / "d.pdf", DAY, DAY, rows, len(rows), month, why="日报")
    reader = pypdf.PdfReader(tmp_path / "d.pdf")
    paper = "".join(page.extract_text() for page in reader.pages)
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    for words in ("来访登记日报", "2026年3月4日", "乙 等 8 人", "●●●", "统计口径", "来访批次"):
        assert words in paper
    assert "某局" not in paper


def test_a_period_without_visits_makes_whole_reports(session: DeskSession, tmp_path: Path) -> None:
    empty = period_of(Span.WEEK, date(1999, 5, 5))
    export_figures(tmp_path / "r.pdf", empty, session)
    export_figures(tmp_path / "r.xlsx", empty, session)
    export_log(tmp_path / "l.xlsx", empty.start, empty.end, (), 0, session, why="")
    assert "—" in "".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "r.pdf").pages)
    assert openpyxl.load_workbook(tmp_path / "l.xlsx").active.max_row == 3


# --- long tables ------------------------------------------------------------------------------------


def _table(rows: Iterator[Any], total: int) -> ReportTable:
    return ReportTable("来访日志", "标题", "期间", COLUMNS, rows, total)


def test_nothing_in_a_cell_becomes_a_formula_or_breaks_the_file() -> None:
    said = [
        "=HYPERLINK(\"http://x\")", "+1", "-2", "@a", "a<b>&\"'", "\x00\x0b控制\ufffe", "_x0041_", " 空格 ",
        "𬱖一", "行\n二", "0012", "1E5", "x" * 40_000,
    ]  # fmt: skip
    out = io.BytesIO()
    write_workbook(out, _table(iter([(n, said[n], None) for n in range(len(said))]), len(said)), Watch())
    sheet = openpyxl.load_workbook(out).active
    cells = [row[1] for row in sheet.iter_rows(min_row=4)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:5] == said[:5]
    texts = [unescape(cell.value) for cell in cells]  # as a spreadsheet reads `_x005F_`
    assert texts[5:12] == ["控制", "_x0041_", " 空格 ", "𬱖一", "行\n二", "0012", "1E5"]
    assert len(cells[12].value) == 32_767
    out = io.BytesIO()
    write_csv(out, _table(iter([(n, said[n], "") for n in range(4)]), 4), Watch())
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert [row[1][0] for row in rows[3:]] == ["'"] * 4


def test_a_csv_says_what_its_encoding_cannot_hold() -> None:
    out = io.BytesIO()
    lost = write_csv(out, _table(iter([(1, "𬱖\ud800甲", "")]), 1), Watch(), Encoding.GB18030)
    assert lost == "\ud800"
    assert "𬱖?甲" in out.getvalue().decode("gb18030")
    out = io.BytesIO()
    assert write_csv(out, _table(iter([(1, "𬱖", "")]), 1), Watch()) == ""
    assert out.getvalue().startswith(b"\xef\xbb\xbf")


def test_progress_is_told_and_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = EVERY * 4

    def write(watch: Watch) -> None:
        with whole_file(tmp_path / "t.xlsx") as out:
            write_workbook(out, _table(iter([(n, "甲", "乙") for n in range(rows)]), rows), watch)

    write(Watch(lambda done, total: told.append((done, total))))
    assert told[0] == (EVERY, rows)
    assert told[-1] == (rows, rows)
    before = (tmp_path / "t.xlsx").read_bytes()
    calls = iter([False, False, True])
    with pytest.raises(ExportCancelled):
        write(Watch(cancelled=lambda: next(calls)))
    assert (tmp_path / "t.xlsx").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]


def test_more_rows_than_a_sheet_holds_are_told_before_anything_is_written() -> None:
    with pytest.raises(TooManyRows):
        write_workbook(io.BytesIO(), _table(iter(()), MOST_ROWS + 1), Watch())


# --- bad places ----------------------------------------------------------------------------------------


@contextmanager
def _replacing_fails(monkeypatch: pytest.MonkeyPatch, error: OSError) -> Iterator[None]:
    def refuse(self: Path, target: Path) -> Path:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        yield


def test_a_file_open_in_another_program_is_told_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"before")
    held = PermissionError(errno.EACCES, "used by another process")
    with _replacing_fails(monkeypatch, held), pytest.raises(FileInUse), whole_file(path) as out:
        out.write(b"after")
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["t.xlsx"]


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        _into_a_full_device()
    assert caught.value.full
    assert list(tmp_path.iterdir()) == []


def _into_a_full_device() -> None:
    with open("/dev/full", "wb", buffering=0) as full:
        full.write(b"x")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten), whole_file(tmp_path / "no" / "t.csv") as out:
        out.write(b"")


def test_a_mistake_inside_leaves_nothing_either(tmp_path: Path) -> None:
    def stumble(out: BinaryIO) -> None:
        out.write(b"half")
        raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"), whole_file(tmp_path / "t.csv") as out:
        stumble(out)
    assert list(tmp_path.iterdir()) == []


def test_a_written_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with whole_file(tmp_path / "t.csv") as out:
        out.write(b"x")
    assert os.stat(tmp_path / "t.csv").st_mode & 0o077 == 0


def test_the_log_table_reads_on_as_it_is_written(month: DeskSession) -> None:
    rows = visit_log(DAY, DAY, month)
    table = log_table(period_of(Span.DAY, DAY), iter(rows), len(rows), month)
    first = next(iter(table.rows))
    assert first[:3] == (1, "2026-03-04", "09:00")


def test_cards_signature_daily_sheet_and_log_file_say_what_the_statistics_say(
    session: DeskSession, tmp_path: Path
) -> None:
    """A group at two windows and a return are one 批 each, a companion none, wherever the day is counted."""
    first = Raised(unit="柏溪镇人民政府")
    play(
        [
            Came(DAY, 540, 1, ("甲", "乙", "丙"), raised=[first], companions=1, minutes=12),
            Came(DAY, 545, 2, ("丁", "戊", "己"), raised=[Raised(same=first)], minutes=9),
            Came(DAY, 700, 1, ("庚",), raised=[Raised(content_code="0101"), Raised()], minutes=5),
            Came(DAY, 840, 1, ("辛",), raised=[Raised(Purpose.ACCUSATION)], receipt=False),
        ],
        session,
    )
    period = period_of(Span.DAY, DAY)
    counted = figures(period, session)
    now = counted.now
    expected = {
        "visits": now["visit_count"].value,
        "persons": now["person_count"].value,
        "matters": now["matter_times"].value,
        "first": now["first_visit"].value,
        "repeat": now["repeat_visit"].value,
        "group_visits": now["group_visit"].value,
        "group_persons": now["group_person_count"].value,
        "told": now["notice_on_spot_rate"].numerator,
    }
    assert (expected["visits"], expected["persons"], expected["group_visits"]) == (3, 8, 1)
    for role in (StaffRole.LEAD, StaffRole.READER, StaffRole.REVIEWER):
        seen = replace(session, user=replace(session.user, role=role))
        cards = log_totals(LogFilter(DAY, DAY), seen)
        assert {name: getattr(cards, name) for name in expected} == expected
    assert cards.per_hour == tuple((int(p.key), p.counts[1]) for p in now.by("by_hour").parts if p.counts[1])
    assert dict(cards.per_class) == {p.key: p.counts[0] for p in now.by("by_subclass").parts}
    signed = sign_day(DAY, session, reason="打印机待修").figures
    assert {name: getattr(signed, name) for name in expected} == expected
    told = shape(counted)
    assert told["visit_count"]["value"] == expected["visits"]
    rows = visit_log(DAY, DAY, session)
    export_log(tmp_path / "d.pdf", DAY, DAY, rows, len(rows), session, why="日报")
    export_figures(tmp_path / "r.xlsx", period, session)
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "d.pdf").pages)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["统计数字"]
    in_sheet = {row[1]: row[3] for row in sheet.iter_rows(min_row=4, values_only=True)}
    for name in ("visit_count", "person_count", "first_visit", "repeat_visit", "group_visit"):
        figure = now[name]
        assert in_sheet[figure.label] == figure.value
        assert re.search(rf"{figure.label}\s*{figure.unit.value}\s*{figure.text}", paper)
