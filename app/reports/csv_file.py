"""A table as CSV, for programs that read nothing else."""

import csv
import io
from enum import StrEnum
from typing import BinaryIO

from app.reports.table import EVERY, Cell, ReportTable, Watch

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONG_NUMBER = 12
"""Digits from which a spreadsheet that opens a CSV would write 1.1E+17."""


class Encoding(StrEnum):
    """How the file is written; both are understood by the office programs in use."""

    UTF8 = "utf-8-sig"
    GB18030 = "gb18030"


def write_csv(out: BinaryIO, table: ReportTable, watch: Watch, encoding: Encoding = Encoding.UTF8) -> str:
    """Write title, period, header and rows.

    Returns:
        The characters that the encoding cannot hold, each once; `?` stands in their place.
    """
    lost: dict[str, None] = {}
    text = io.StringIO(newline="")
    writer = csv.writer(text)

    def flush() -> None:
        said = text.getvalue()
        try:
            out.write(said.encode(_NAMES[encoding]))
        except UnicodeEncodeError:
            for char in said:
                try:
                    char.encode(_NAMES[encoding])
                except UnicodeEncodeError:
                    lost[char] = None
            out.write(said.encode(_NAMES[encoding], "replace"))
        text.seek(0)
        text.truncate()

    if encoding is Encoding.UTF8:
        out.write("\ufeff".encode())
    writer.writerow([table.title])
    writer.writerow([table.period])
    writer.writerow([c.title for c in table.columns])
    count = 0
    for count, row in enumerate(table.rows, 1):
        writer.writerow([_harmless(cell) for cell in row])
        if count % EVERY == 0:
            flush()
            watch.step(count, table.total)
    flush()
    watch.step(count, table.total)
    return "".join(lost)


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet does not take for a formula or a number with an exponent."""
    if not isinstance(cell, str) or not cell:
        return cell
    if cell.startswith(_FORMULA):
        return f"'{cell}"
    return f"\t{cell}" if len(cell) >= _LONG_NUMBER and cell.isdigit() else cell


_NAMES = {Encoding.UTF8: "utf-8", Encoding.GB18030: "gb18030"}
