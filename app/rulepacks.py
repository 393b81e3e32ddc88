"""Reads the tables in `resources/rulepacks` into what the rules work with."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.domain.calendar import WorkCalendar
from app.domain.decision import DecisionTable
from app.paths import resource


@dataclass(frozen=True)
class RulePack:
    """The tables of an installation.

    Attributes:
        content_classes: four-digit code to names of first and second level.
    """

    table: DecisionTable
    calendar: WorkCalendar
    content_classes: Mapping[str, tuple[str, str]]

    def class_name(self, code: str) -> str:
        """`一级 / 二级` of a content code, the code itself if it is not listed."""
        levels = self.content_classes.get(code)
        return " / ".join(levels) if levels else code


def load_rulepack(
    holidays: Iterable[tuple[date, str]] = (),
    classes: Mapping[str, tuple[str, str]] | None = None,
) -> RulePack:
    """Rule pack of this installation.

    Args:
        holidays: the office's own days `(date, off|work)`, laid over the bundled notice: local and
            minority holidays, and years announced later.
        classes: the office's own content classes instead of the bundled default.
    """
    return RulePack(
        table=DecisionTable.parse(_text("already_accepted.csv")),
        calendar=WorkCalendar.of([*bundled_holidays(), *holidays]),
        content_classes=MappingProxyType(dict(classes) if classes is not None else bundled_classes()),
    )


def bundled_holidays() -> list[tuple[date, str]]:
    """The State Council's notices that travel with the program, as `(date, off|work)`."""
    rows: list[tuple[date, str]] = []
    for path in sorted(resource("rulepacks").glob("holidays_*.csv")):
        for line in csv.DictReader(io.StringIO(path.read_text("utf-8"))):
            rows.append((date.fromisoformat(line["date"]), line["kind"]))
    return rows


def bundled_classes() -> dict[str, tuple[str, str]]:
    """The default content classes by code."""
    lines = csv.DictReader(io.StringIO(_text("content_classes.csv")))
    return {line["code"]: (line["level1"], line["level2"]) for line in lines}


def _text(name: str) -> str:
    return resource("rulepacks", name).read_text("utf-8")
