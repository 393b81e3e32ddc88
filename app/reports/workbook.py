"""A long table as XLSX: the sheet as the library makes it, its rows streamed into it.

The library writes styles, print setup and everything else from an empty sheet with one sample row; the rows
themselves are plain XML that is compressed as it comes. A hundred thousand rows take no more memory than one,
and a third of the time (ECMA-376 part 1, 18.3.1.73 row, 18.3.1.4 c, 18.3.1.53 is).
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from math import ceil
from typing import BinaryIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.errors import TooManyRows
from app.reports.table import EVERY, Column, ReportTable, Watch

HEADER_ROW = 3
"""Title, period, header: rows begin below."""
MOST_ROWS = 1_048_576 - HEADER_ROW
_SHEET = "xl/worksheets/sheet1.xml"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_CELL = 32_767
_WRAPPED = 8
"""Characters of width from which a column goes on in a second line; narrower ones hold a word or a date."""
_PX_A_CHARACTER, _PX_BESIDE = 7, 5
_PX_ON_A_PAGE = (297 / 25.4 - 0.8) * 96 / (8 / 11)
"""Of columns beside each other on A4 landscape while its 11 points are not printed smaller than 8."""
_QUICK = 1  # of zlib: texts of a table shrink to a fifth already


def write_workbook(out: BinaryIO, table: ReportTable, watch: Watch) -> None:
    """Write one sheet: texts stay texts, whatever they begin with.

    Raises:
        ExportCancelled; TooManyRows: more than a sheet holds.
        OSError: the disk.
    """
    if table.total > MOST_ROWS:
        raise TooManyRows(table.total, MOST_ROWS)
    skeleton = zipfile.ZipFile(io.BytesIO(_skeleton(table)))
    before, sample, after = _around_rows(skeleton.read(_SHEET).decode())
    styles = re.findall(r' s="(\d+)"', sample)
    height = re.search(r"<row [^>]*?( ht=\"[^\"]+\" customHeight=\"1\")", sample)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as made:
        for part in skeleton.infolist():
            if part.filename != _SHEET:
                made.writestr(part, skeleton.read(part))
        with made.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before.encode())
            count = 0
            for count, block in _blocks(table, styles, height[1] if height else ""):
                sheet.write(block)
                watch.step(count, table.total)
            sheet.write(after.encode())
    watch.step(count, table.total)


def _blocks(table: ReportTable, styles: Sequence[str], height: str) -> Iterator[tuple[int, bytes]]:
    opens = [f'<c r="{xl_col_to_name(i)}' for i in range(len(table.columns))]
    blank = [f'" s="{style}"/>' for style in styles]
    text = [f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">' for style in styles]
    number = [f'" s="{style}"><v>' for style in styles]
    waiting: list[str] = []
    count = 0
    for count, row in enumerate(table.rows, 1):
        place = str(count + HEADER_ROW)
        waiting.append(f'<row r="{place}"{height}>')
        for at, cell in enumerate(row):
            if cell is None or cell == "":
                waiting.append(opens[at] + place + blank[at])
            elif isinstance(cell, int):
                waiting.append(f"{opens[at]}{place}{number[at]}{cell}</v></c>")
            else:
                waiting.append(f"{opens[at]}{place}{text[at]}{plain(cell)}</t></is></c>")
        waiting.append("</row>")
        if count % EVERY == 0:
            yield count, "".join(waiting).encode()
            waiting.clear()
    yield count, "".join(waiting).encode()


def plain(text: str) -> str:
    """A text as a cell holds it: what XML cannot say is left out, `_x0041_` does not become an A."""
    if not text.isalnum():  # most cells; the rest is looked at
        text = _ESCAPED.sub("_x005F_", _UNFIT.sub("", text))
    return escape(text[:_LONGEST_CELL])


def _around_rows(sheet: str) -> tuple[str, str, str]:
    """The sheet before its rows, the sample row, and what comes behind."""
    start = sheet.index(f'<row r="{HEADER_ROW + 1}"')
    end = sheet.index("</sheetData>")
    return sheet[:start], sheet[start:end], sheet[end:]


def _skeleton(table: ReportTable) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet(table.name)
        dress(sheet, book, table.title, table.period, table.columns)
        for at, column in enumerate(table.columns):
            sheet.write_blank(HEADER_ROW, at, None, cell_format(book, column))
    return made.getvalue()


def dress(
    sheet: xlsxwriter.worksheet.Worksheet,
    book: xlsxwriter.Workbook,
    title: str,
    period: str,
    columns: Sequence[Column],
) -> None:
    """Title, period and header rows, widths, frozen header, and the print setup: A4 landscape."""
    last = len(columns) - 1
    across = ceil(sum(_PX_BESIDE + _PX_A_CHARACTER * column.width for column in columns) / _PX_ON_A_PAGE)
    # In the middle of two pages a title would be cut in two.
    place = "center" if across == 1 else "left"
    big = book.add_format({"bold": True, "font_size": 16, "align": place, "valign": "vcenter"})
    line = book.add_format({"align": "left", "valign": "vcenter", "font_color": "#444444"})
    head = book.add_format(
        {
            **{"bold": True, "border": 1, "bg_color": "#E8EEF4", "text_wrap": True},
            **{"align": "center", "valign": "vcenter"},
        }
    )
    sheet.merge_range(0, 0, 0, last, title, big)
    sheet.merge_range(1, 0, 1, last, period, line)
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    sheet.set_row(2, 32)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(2, at, column.title, head)
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(across, 0)
    if across > 1:
        sheet.repeat_columns(0, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.center_horizontally()


def cell_format(book: xlsxwriter.Workbook, column: Column) -> xlsxwriter.format.Format:
    """Numbers to count with are numbers, all else is text: no number of a document loses a digit."""
    return book.add_format(
        {
            "border": 1,
            "valign": "vcenter",
            "text_wrap": column.width >= _WRAPPED,
            "align": "center" if column.number or column.width <= 10 else "left",
            "num_format": "0" if column.number else "@",
        }
    )
