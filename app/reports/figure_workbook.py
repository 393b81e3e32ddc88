"""A report of figures as XLSX: a sheet of figures, one of breakdowns with charts, one of rules."""

from typing import BinaryIO

import xlsxwriter

from app.reports.content import FIGURE_HEAD, Report, Section, Shape, is_rate
from app.reports.table import Column
from app.reports.workbook import HEADER_ROW, dress

_FIGURE_COLUMNS = (
    Column("序号", 7, number=True),
    *(
        Column(title, width)
        for title, width in zip(FIGURE_HEAD, (30, 8, 12, 16, 12, 14, 12, 14), strict=True)
    ),
)
_CHART_ROWS = 16
_HATCH = {"pattern": "wide_upward_diagonal", "fg_color": "#2F5D8A", "bg_color": "#FFFFFF"}


def write_report(out: BinaryIO, report: Report) -> None:
    """Write it; numbers are numbers, a rate is one formatted as percent, what is undefined is a dash."""
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        _figures(book, report)
        _sections(book, report)
        _rules(book, report)


def _line(report: Report) -> str:
    said = f"统计期间：{report.period}", report.office, report.made, report.basis
    return "　".join(part for part in said if part)


def _figures(book: xlsxwriter.Workbook, report: Report) -> None:
    sheet = book.add_worksheet("统计数字")
    dress(sheet, book, report.title, _line(report), _FIGURE_COLUMNS)
    text = book.add_format({"border": 1, "num_format": "@"})
    centre = book.add_format({"border": 1, "num_format": "@", "align": "center"})
    order = book.add_format({"border": 1, "align": "center"})
    formats = {
        "rate": book.add_format({"border": 1, "num_format": "0.0%"}),
        "count": book.add_format({"border": 1, "num_format": "#,##0"}),
        "part": book.add_format({"border": 1, "num_format": "#,##0.0"}),
    }
    for number, (row, values) in enumerate(zip(report.figures, report.values, strict=True), 1):
        at = HEADER_ROW + number - 1
        sheet.write_number(at, 0, number, order)
        for column, cell in enumerate(row, 1):
            sheet.write_string(at, column, cell, text if column == 1 else centre)
        for column, value in zip((3, 5, 7), values, strict=True):
            if value is not None:
                kind = "rate" if is_rate(row[1]) else "count" if isinstance(value, int) else "part"
                sheet.write_number(at, column, value, formats[kind])


def _sections(book: xlsxwriter.Workbook, report: Report) -> None:
    sheet = book.add_worksheet("分类统计")
    columns = (Column("序号", 7, number=True), Column("项目", 34), *[Column("数量", 12)] * 3)
    dress(sheet, book, f"{report.title}　分类统计", _line(report), columns)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#F3F6F9"})
    text = book.add_format({"border": 1, "num_format": "@"})
    count = book.add_format({"border": 1, "num_format": "#,##0"})
    at = HEADER_ROW
    for section in report.sections:
        sheet.merge_range(at, 0, at, 4, f"{section.label}（{section.rule}）", head)
        at += 1
        sheet.write_string(at, 0, "序号", head)
        for column, words in enumerate(section.head, 1):
            sheet.write_string(at, column, words, head)
        first = at + 1
        for number, row in enumerate(section.rows, 1):
            at += 1
            sheet.write_number(at, 0, number, count)
            sheet.write_string(at, 1, row[0], text)
            for column, cell in enumerate(row[1:], 2):
                sheet.write_number(at, column, int(cell.replace(",", "")), count)
        if section.bars:
            _chart(book, sheet, section, first, at)
            at = max(at, first + _CHART_ROWS)
        at += 2


def _chart(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    section: Section,
    first: int,
    last: int,
) -> None:
    chart = book.add_chart({"type": "column" if section.shape is Shape.UPRIGHT else "bar"})
    values = len(section.head)
    chart.add_series(
        {
            "name": f"{section.label}（{section.bars_of}）",
            "categories": [sheet.get_name(), first, 1, last, 1],
            "values": [sheet.get_name(), first, values, last, values],
            "pattern": _HATCH,
            "border": {"color": "#2F5D8A"},
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": f"{section.label}（{section.bars_of}）", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    if section.shape is Shape.LYING:
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 520, "height": 20 * _CHART_ROWS})
    sheet.insert_chart(first - 1, 6, chart)


def _rules(book: xlsxwriter.Workbook, report: Report) -> None:
    sheet = book.add_worksheet("统计口径")
    dress(sheet, book, "统计口径", _line(report), (Column("序号", 7, number=True), Column("口径", 110)))
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    order = book.add_format({"border": 1, "align": "center", "valign": "top"})
    for number, rule in enumerate(report.rules, 1):
        sheet.write_number(HEADER_ROW + number - 1, 0, number, order)
        sheet.write_string(HEADER_ROW + number - 1, 1, rule, text)
