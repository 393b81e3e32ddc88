"""A table that becomes a file, a row at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.errors import ExportCancelled

Cell = str | int | None
EVERY = 500
"""Rows between two words of progress."""


@dataclass(frozen=True)
class Column:
    """One column: header words, width in characters, and whether its cells are numbers to count with."""

    title: str
    width: float
    number: bool = False


@dataclass(frozen=True)
class ReportTable:
    """What such an office expects of a sheet: title, period, header, rows.

    Attributes:
        name: of the sheet.
        period: the line under the title: period, office, by whom and when it was made.
        rows: read once, in order; `total` is how many there will be, for the progress.
    """

    name: str
    title: str
    period: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    total: int


@dataclass(frozen=True)
class Watch:
    """Whoever waits for a file: is told how far it is, and may stop it.

    Attributes:
        told: (rows written, rows in all).
        cancelled: asked between rows.
    """

    told: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False

    def step(self, done: int, total: int) -> None:
        """So many rows are written.

        Raises:
            ExportCancelled: nobody waits any more.
        """
        if self.cancelled():
            raise ExportCancelled
        self.told(done, total)
