"""Which lines of the log stand behind a figure, or behind one part of a breakdown."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.config import Settings
from app.domain.log_filter import LogFilter, Raising
from app.domain.matter import Outcome
from app.domain.period import Period

_FIGURES: Mapping[str, Callable[[LogFilter, Settings], LogFilter]] = {
    "first_visit": lambda f, _s: replace(f, raising=Raising.FIRST),
    "repeat_visit": lambda f, _s: replace(f, raising=Raising.REPEAT),
    "repeat_rate": lambda f, _s: replace(f, raising=Raising.REPEAT),
    "group_visit": lambda f, s: replace(f, group=True, group_from=s.group_from),
    "group_person_count": lambda f, s: replace(f, group=True, group_from=s.group_from),
    "notice_on_spot_rate": lambda f, _s: replace(f, told=True),
    "sealed_matters": lambda f, _s: replace(f, sealed=True),
    "transferred": lambda f, _s: replace(f, outcomes=frozenset({Outcome.TRANSFER.value})),
    "assigned": lambda f, _s: replace(f, outcomes=frozenset({Outcome.ASSIGN.value})),
    "supervised": lambda f, _s: replace(f, outcomes=frozenset({Outcome.SUPERVISE.value})),
}
"""What narrows the lines of the period; a figure that is not here stands on all of them."""

_PARTS: Mapping[str, Callable[[LogFilter, str], LogFilter]] = {
    "by_hour": lambda f, key: replace(f, hours=frozenset({int(key)})),
    "by_weekday": lambda f, key: replace(f, weekdays=frozenset({int(key)})),
    "by_window": lambda f, key: replace(f, windows=frozenset({int(key)})),
    "by_purpose": lambda f, key: replace(f, purposes=frozenset({key})),
    "by_class": lambda f, key: replace(f, classes=frozenset({key}), sealed=False),
    "by_subclass": lambda f, key: replace(f, classes=frozenset({key}), sealed=False),
    "by_outcome": lambda f, key: replace(f, outcomes=frozenset({key})),
    "by_target_unit": lambda f, key: replace(f, units=frozenset({key})),
    "by_reported_unit": lambda f, key: replace(f, reported_units=frozenset({key})),
}


def log_filter(period: Period, figure: str, part: str, settings: Settings) -> LogFilter:
    """The filter of the log that shows what a figure was counted from.

    Continuations of a visit on its day stand in the log as lines of their own; rates of terms show every
    visit of the period, for what is owed may have been raised before it.

    Args:
        figure: name of a figure, or of a breakdown; part: key of one of its parts, or empty.
    """
    wanted = LogFilter(period.start, period.end)
    if part:
        narrow = _PARTS.get(figure)
        return narrow(wanted, part) if narrow else wanted
    chosen = _FIGURES.get(figure)
    return chosen(wanted, settings) if chosen else wanted
