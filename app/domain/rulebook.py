"""The tables the rules work with."""

from dataclasses import dataclass

from app.domain.calendar import WorkCalendar
from app.domain.decision import DecisionTable


@dataclass(frozen=True)
class RuleBook:
    """Decision table and work calendar of an installation."""

    table: DecisionTable
    calendar: WorkCalendar
