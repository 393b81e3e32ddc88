"""Reads the CSV tables of `resources/rulepacks` and those an office laid beside its store."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.domain.decision import DecisionTable
from app.errors import BadInput
from app.paths import resource


def own_tables(
    folder: Path,
) -> tuple[list[tuple[date, str]], dict[str, tuple[str, str]] | None]:
    """The office's own tables: every `holidays_*.csv` and `content_classes.csv` in a folder, if any.

    Same headers as the bundled files; UTF-8, with or without a byte order mark, or GB18030.

    Raises:
        BadInput: a file that cannot be understood, by file name and line, so that nobody counts a
            term by half a calendar.
    """
    holidays = [row for path in sorted(folder.glob("holidays_*.csv")) for row in _holidays(path)]
    classes = folder / "content_classes.csv"
    return holidays, _classes(classes) if classes.is_file() else None


def decision_table() -> DecisionTable:
    """The table of domain reference 4.3."""
    return DecisionTable.parse(resource("rulepacks", "already_accepted.csv").read_text("utf-8"))


def bundled_holidays() -> list[tuple[date, str]]:
    """The State Council's notices that travel with the program, as `(date, off|work)`."""
    return [row for path in sorted(resource("rulepacks").glob("holidays_*.csv")) for row in _holidays(path)]


def bundled_classes() -> dict[str, tuple[str, str]]:
    """The default content classes by code."""
    return _classes(resource("rulepacks", "content_classes.csv"))


def _holidays(path: Path) -> Iterator[tuple[date, str]]:
    for number, row in _rows(path, ("date", "kind")):
        try:
            day = date.fromisoformat(row["date"].strip())
        except ValueError as error:
            raise BadInput([f"{path.name} 第 {number} 行：日期应写成 2027-01-01 的样子。"]) from error
        kind = row["kind"].strip()
        if kind not in {"off", "work"}:
            raise BadInput([f"{path.name} 第 {number} 行：kind 只能是 off（放假）或 work（调休上班）。"])
        yield day, kind


def _classes(path: Path) -> dict[str, tuple[str, str]]:
    classes = {}
    for number, row in _rows(path, ("code", "level1", "level2")):
        code = row["code"].strip()
        if len(code) != 4 or not (code.isascii() and code.isdigit()):
            raise BadInput([f"{path.name} 第 {number} 行：内容分类代码应为 4 位数字。"])
        classes[code] = (row["level1"].strip(), row["level2"].strip())
    return classes


def _rows(path: Path, header: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = _decoded(path.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            [f"{path.name} 读不出来：应为 UTF-8 或 GB18030 编码的 CSV 文件。请改正或移走它再试。"]
        ) from error
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != header:
        raise BadInput([f"{path.name} 的表头应为 {','.join(header)}。请改正或移走它再试。"])
    for row in reader:
        if None in row or None in row.values():
            raise BadInput([f"{path.name} 第 {reader.line_num} 行：列数不对。"])
        yield reader.line_num, row


def _decoded(data: bytes) -> str:
    # Spreadsheet programs on Chinese systems write CSV in GB18030.
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
