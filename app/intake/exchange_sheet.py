"""Rows of the exchange dictionary as a workbook or as JSON.

Every cell is text, so that no number loses digits.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from app.errors import BadInput

LARGEST_FILE = 50_000_000
_LARGEST_UNPACKED = 400_000_000
MOST_ROWS = 100_000
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


def read_table(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Header and numbered rows of a workbook or of JSON, told apart by their first bytes.

    Raises:
        BadInput: neither, too large, or a number that lost digits.
    """
    if len(content) > LARGEST_FILE:
        raise BadInput(["文件过大（超过 50 MB）。没有导入，请分成几个文件。"])
    return _workbook(content) if content[:2] == b"PK" else _objects(content)


def _workbook(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST_UNPACKED:
                raise BadInput(["文件展开后过大。没有导入，请分成几个文件。"])
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)]
        book.close()
    except BadInput:
        raise
    except Exception as error:  # whatever a broken workbook makes of the reader
        raise BadInput(["读不懂这个表格文件，可能已损坏或不是 .xlsx。请另存为 .xlsx 后重试。"]) from error
    if not lines or not any(lines[0]):
        raise BadInput(["表格第一行应为列名。没有导入，请核对文件。"])
    if len(lines) > MOST_ROWS + 1:
        raise BadInput([f"超过 {MOST_ROWS} 行。没有导入，请分成几个文件。"])
    header = [str(cell or "").strip() for cell in lines[0]]
    return header, _texts(header, lines[1:])


def _texts(header: list[str], lines: list[list[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 2):
        if any(cell is not None for cell in line):
            padded = [*line, *[None] * (len(header) - len(line))]
            yield number, [_text(cell, number, name) for name, cell in zip(header, padded, strict=False)]


def _text(cell: Any, number: int, name: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
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
        raise BadInput(["既不是 .xlsx 表格，也不是 UTF-8 的 JSON。没有导入，请核对文件。"]) from error
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise BadInput(["JSON 应为一个数组，每个元素是一行（列名和值）。没有导入。"])
    if len(told) > MOST_ROWS:
        raise BadInput([f"超过 {MOST_ROWS} 行。没有导入，请分成几个文件。"])
    header = list(dict.fromkeys(name.strip() for one in told for name in one))
    rows = [[_text(one.get(name), n, name) for name in header] for n, one in enumerate(told, 1)]
    return header, iter(enumerate(rows, 1))
