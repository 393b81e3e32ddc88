"""The rules an installation works by: tables and local rules, bundled and the office's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from app.config import Settings
from app.domain.calendar import WorkCalendar
from app.domain.decision import DecisionTable
from app.domain.local_rules import LocalRules
from app.domain.office import Office
from app.rulepacks.local import NATIONAL, bundled_packs, local_rules
from app.rulepacks.tables import bundled_classes, bundled_holidays, decision_table, own_tables

__all__ = [
    "NATIONAL",
    "RulePack",
    "bundled_classes",
    "bundled_holidays",
    "bundled_packs",
    "load_rulepack",
    "local_rules",
    "local_tables",
]


@dataclass(frozen=True)
class RulePack:
    """The tables of an installation.

    Attributes:
        content_classes: four-digit code to names of first and second level.
        local: what differs from place to place, each value with its source.
    """

    table: DecisionTable
    calendar: WorkCalendar
    content_classes: Mapping[str, tuple[str, str]]
    local: LocalRules = field(default_factory=LocalRules)

    def settings_of(self, office: Office) -> Settings:
        """The office's effective settings: its own over those of its rule packs.

        Raises:
            ValueError: as `Settings.of`.
        """
        return self.local.settings_under(office.settings)


def load_rulepack(
    holidays: Iterable[tuple[date, str]] = (),
    classes: Mapping[str, tuple[str, str]] | None = None,
    local: LocalRules | None = None,
) -> RulePack:
    """Rule pack of this installation.

    Args:
        holidays: the office's own days `(date, off|work)`, laid over the bundled notice: local and
            minority holidays, and years announced later.
        classes: the office's own content classes instead of the bundled default.
        local: its local rules; None = the national values.
    """
    return RulePack(
        table=decision_table(),
        calendar=WorkCalendar.of([*bundled_holidays(), *holidays]),
        content_classes=MappingProxyType(dict(classes) if classes is not None else bundled_classes()),
        local=local if local is not None else local_rules(),
    )


def local_tables(
    folder: Path, packs: Iterable[str] = ()
) -> tuple[list[tuple[date, str]], dict[str, tuple[str, str]] | None, LocalRules]:
    """What an office laid into a folder beside its store: holidays, content classes, rule packs.

    Args:
        packs: bundled local packs it chose, under its own.

    Raises:
        BadInput: a file that cannot be understood, by file name and place; a pack that does not exist.
    """
    return *own_tables(folder), local_rules(folder, packs)
