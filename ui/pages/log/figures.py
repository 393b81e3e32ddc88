"""The figures over the log, counted from its lines (domain reference 10.2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo

from app.intake.results import LogRow

_FIRST, _REPEAT = "初访", "重复"
_CLASSES_SHOWN = 6


@dataclass(frozen=True)
class Figures:
    """Counts over a period.

    Attributes:
        visits / persons: 批次 and 人次.
        first / repeat: lines of a first and of a repeated raising; the rest is not stated.
        group_visits / group_persons: of 集体访.
        told: visits with a written notice on the spot.
        per_hour: (hour label, persons) from the first to the last hour with a visit.
        per_class: (content class, visits), most first; sealed lines are left out.
    """

    visits: int
    persons: int
    first: int
    repeat: int
    group_visits: int
    group_persons: int
    told: int
    per_hour: tuple[tuple[str, int], ...]
    per_class: tuple[tuple[str, int], ...]


def figures(rows: tuple[LogRow, ...], zone: tzinfo) -> Figures:
    """Count the lines of a log; hours are those of `zone`."""
    groups = [row for row in rows if row.group]
    hours: Counter[int] = Counter()
    for row in rows:
        hours[row.time_in.astimezone(zone).hour] += row.present
    span = range(min(hours), max(hours) + 1) if hours else range(0)
    classes = Counter(row.content_class for row in rows if not row.sealed and row.content_class)
    return Figures(
        visits=len(rows),
        persons=sum(row.present for row in rows),
        first=sum(row.first_or_repeat == _FIRST for row in rows),
        repeat=sum(row.first_or_repeat == _REPEAT for row in rows),
        group_visits=len(groups),
        group_persons=sum(row.present for row in groups),
        told=sum(row.notice_on_spot for row in rows),
        per_hour=tuple((f"{hour}时", hours[hour]) for hour in span),
        per_class=tuple(classes.most_common(_CLASSES_SHOWN)),
    )
