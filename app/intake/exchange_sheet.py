"""Rows of the exchange dictionary as a workbook or as JSON.

Every cell is text, so that no number loses digits.
"""

import io
import json
import math
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from app.errors import BadInput

LARGEST_FILE = 50_000_000
_LARGEST_UNPACKED = 300_000_000
_TIGHTEST, _SMALL = 100, 20_000_000
"""A sheet that people filled in packs to a tenth; one that packs a hundredfold is made to choke on."""

MOST_ROWS = 100_000
_MOST_COLUMNS = 300
_TITLES = 10
"""Rows in which the column names are looked for: many exports have a title above them."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="[A-Z]+\d+:[A-Z]+(\d+)"')
_END = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_DIGITS_KEPT = 15
"""What a spreadsheet keeps of a number; the rest of a longer one has become noughts."""


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX of one sheet; all cells are texts, also those that begin with `=`."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("信访件")
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF4"})
        sheet.set_column(0, len(header) - 1, 18, text)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value, text)
    return made.getvalue()


def write_json(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A JSON array of objects; what is not said is left out."""
    told = [{name: value for name, value in zip(header, row, strict=True) if value} for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def read_table(content: bytes, known: Collection[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Header and numbered rows of a workbook or of JSON, told apart by their first bytes.

    Args:
        known: names of columns; a workbook's header is the first row with one of them.

    Raises:
        BadInput: neither, too large, no such column or one twice, cells merged or of a wrong kind, or a
            number that lost digits.
    """
    if not content:
        raise BadInput(["文件是空的。没有导入，请核对文件。"])
    if len(content) > LARGEST_FILE:
        raise BadInput(["文件过大（超过 50 MB）。没有导入，请分成几个文件。"])
    if content.startswith(_OLE):
        raise BadInput(
            ["这是旧格式的 .xls 表格，或者加了密码。没有导入，请在表格程序中打开，不加密码另存为 .xlsx。"]
        )
    header, rows = _workbook(content, known) if content[:2] == b"PK" else _objects(content)
    if not set(known) & set(header):
        raise BadInput(["没有一个列名在交换字典中（例如 XM、ZJHM、XFRSQ）。没有导入，请核对列名一行。"])
    if twice := sorted({name for name in header if name in known and header.count(name) > 1}):
        raise BadInput([f"列名{'、'.join(twice)}出现了不止一次。没有导入，请只保留一列。"])
    return header, rows


def _workbook(content: bytes, known: Collection[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            if size > _LARGEST_UNPACKED or size > max(_SMALL, len(content) * _TIGHTEST):
                raise BadInput(["文件展开后过大。没有导入，请分成几个文件。"])
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        cells = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + _TITLES + 1)
        lines = [list(row[:_MOST_COLUMNS]) for row in cells]
        book.close()
        merged = _merged_to(content, sheet._worksheet_path)
    except BadInput:
        raise
    except Exception as error:  # whatever a broken workbook makes of the reader
        raise BadInput(["读不懂这个表格文件，可能已损坏或不是 .xlsx。请另存为 .xlsx 后重试。"]) from error
    headers = ([str(cell or "").strip() for cell in line] for line in lines[:_TITLES])
    at, header = next(((at, h) for at, h in enumerate(headers) if set(h) & set(known)), (0, []))
    if len(lines) - at > MOST_ROWS + 1:
        raise BadInput([f"超过 {MOST_ROWS} 行。没有导入，请分成几个文件。"])
    if header and merged > at + 1:
        raise BadInput(
            [
                f"第 {merged} 行有合并的单元格，合并后只有第一格有内容，别的行会缺编号或姓名。"
                "没有导入，请取消合并，把内容填到每一行后再试。"
            ]
        )
    return header, _texts(header, lines[at + 1 :], at + 2)


def _merged_to(content: bytes, sheet: str) -> int:
    """The last row that merged cells reach; 0 where there are none."""
    end = b""  # they are told after the cells
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(sheet.lstrip("/")) as part:
        while read := part.read(_END):
            end = (end + read)[-_END:]
    return max((int(row) for row in _MERGED.findall(end)), default=0)


def _texts(header: list[str], lines: list[list[Any]], first: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, first):
        if any(cell is not None for cell in line):
            padded = [*line, *[None] * (len(header) - len(line))]
            yield number, [_text(cell, number, name) for name, cell in zip(header, padded, strict=False)]


def _text(cell: Any, number: int, name: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if (isinstance(cell, float) and not math.isfinite(cell)) or isinstance(cell, (dict, list)):
        raise BadInput([f"第 {number} 行“{name}”不是文字或数字。没有导入，请核对文件。"])
    if isinstance(cell, (int, float)):
        if len(str(abs(int(cell)))) > _DIGITS_KEPT:
            raise BadInput(
                [
                    f"第 {number} 行“{name}”是数字格式，15 位以后的数字已经丢失。"
                    "没有导入，请在原系统把该列设为文本后重新导出。"
                ]
            )
        return str(int(cell)) if cell == int(cell) else str(cell)
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell).strip()


def _objects(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadInput(
            [
                "既不是 .xlsx 表格，也不是 UTF-8 的 JSON。没有导入。"
                "如果是 CSV，请在表格程序中打开（证件号码列选“文本”），另存为 .xlsx。"
            ]
        ) from error
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise BadInput(["JSON 应为一个数组，每个元素是一行（列名和值）。没有导入。"])
    if len(told) > MOST_ROWS:
        raise BadInput([f"超过 {MOST_ROWS} 行。没有导入，请分成几个文件。"])
    plain = [{name.strip(): value for name, value in one.items()} for one in told]
    header = list(dict.fromkeys(name for one in plain for name in one))
    rows = [[_text(one.get(name), n, name) for name in header] for n, one in enumerate(plain, 1)]
    return header, iter(enumerate(rows, 1))
