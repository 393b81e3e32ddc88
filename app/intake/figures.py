"""The figures of a period, and those it is compared with (domain reference 10)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.config import Settings
from app.domain.batches import Merged
from app.domain.calendar import WorkCalendar
from app.domain.deadlines import DeadlineKind
from app.domain.figure_sums import MatterSum, RatingSum, SlotSum
from app.domain.figures import WEEKDAYS_ZH, Breakdown, Comparison, Figure, FigureSet, Part, Unit, rate
from app.domain.matter_state import MatterDates, last_day
from app.domain.office import StaffRole
from app.domain.period import Period
from app.domain.words import OUTCOMES_ZH, PURPOSES_ZH
from app.intake.figure_rules import RULES, rules_in_words
from app.intake.session import DeskSession
from app.intake.visibility import NOT_SAID, require
from app.ports import ReadUnit

MAY_COUNT = frozenset({StaffRole.LEAD, StaffRole.READER})
TOP = 10
LABELS: Mapping[str, str] = {
    "by_hour": "分时段",
    "by_weekday": "分星期",
    "by_window": "分窗口",
    "by_purpose": "信访目的",
    "by_class": "内容分类（一级，前十）",
    "by_subclass": "内容分类（二级，前十）",
    "by_outcome": "处理方式",
    "by_target_unit": "承办单位（前十）",
    "by_reported_unit": "被反映单位（前十）",
}
_Key = Callable[[MatterSum], str]
_Label = Callable[[int], str]
_LONGEST_ROLL_DAYS = 31  # no row of holidays is longer
_ANSWER_DAYS = 15
_OPINION_DAYS, _EXTENSION_DAYS = 60, 30


def figures(period: Period, session: DeskSession, *, compare: bool = True) -> Comparison:
    """Count a period, and the one before and the same of last year; looking is noted.

    Raises:
        NotAllowed: statistics are the lead's, totals also those of whoever may only look things up.
    """
    require(session, MAY_COUNT)
    session.note("view_figures", f"{period.start}/{period.end}", "")
    with session.read() as unit:
        settings = session.rules.settings_of(unit.office())
        counting = _Counting(unit, session, settings)
        before, year_before = (period.before(), period.year_before()) if compare else (None, None)
        return Comparison(
            now=counting.all_of(period),
            before=counting.figures_of(before) if before else None,
            year_before=counting.figures_of(year_before) if year_before else None,
            rules=rules_in_words(settings),
        )


def figures_in(unit: ReadUnit, period: Period, session: DeskSession) -> FigureSet:
    """What came and was raised in a period, by hour and class too, in a snapshot that is open already.

    Without rates of terms and units, which take longer than all of it.
    """
    settings = session.rules.settings_of(unit.office())
    return _Counting(unit, session, settings).counts_of(period)


@dataclass
class _Tally:
    """Visits of a period added up."""

    visits: int = 0
    persons: int = 0
    group_visits: int = 0
    group_persons: int = 0
    noticed: int = 0
    sealed: int = 0
    handled: int = 0
    handled_s: int = 0

    def add(self, one: SlotSum) -> None:
        """Add a sum of the store."""
        self.visits += one.visits
        self.persons += one.persons
        self.group_visits += one.group_visits
        self.group_persons += one.group_persons
        self.noticed += one.noticed
        self.sealed += one.sealed
        self.handled += one.handled
        self.handled_s += one.handled_s


class _Counting:
    """Counts periods within one snapshot of the store."""

    def __init__(self, unit: ReadUnit, session: DeskSession, settings: Settings) -> None:
        self._unit = unit
        self._settings = settings
        self._calendar: WorkCalendar = session.rules.calendar
        self._classes = session.rules.content_classes
        self._today = session.clock.today()
        self._zone = session.clock.now_local().tzinfo

    def figures_of(self, period: Period) -> FigureSet:
        """The figures alone."""
        same = self._same(period)
        total = _Tally()
        for one in self._slots(period, same):
            total.add(one)
        matters = tuple(self._unit.matter_sums(period.start, period.end, same))
        return FigureSet(period, tuple(self._figures(period, total, matters)))

    def counts_of(self, period: Period) -> FigureSet:
        """How many came and what they raised, by hour and class."""
        same = self._same(period)
        total, hours = _Tally(), dict[int, _Tally]()
        for one in self._slots(period, same):
            total.add(one)
            hours.setdefault(one.slot.astimezone(self._zone).hour, _Tally()).add(one)
        matters = tuple(self._unit.matter_sums(period.start, period.end, same))
        return FigureSet(
            period,
            tuple(self._counts(period, total, matters)),
            (
                _visits_by("by_hour", {h: hours[h] for h in sorted(hours)}, lambda h: f"{h}时"),
                *self._classes_of(matters),
            ),
        )

    def all_of(self, period: Period) -> FigureSet:
        """Figures and breakdowns."""
        same = self._same(period)
        total = _Tally()
        hours: dict[int, _Tally] = {}
        weekdays: dict[int, _Tally] = {}
        windows: dict[int, _Tally] = {}
        hour_of: dict[tuple[object, int], int] = {}
        for one in self._slots(period, same):
            total.add(one)
            when = (one.slot.date(), one.slot.hour * 4 + one.slot.minute // 15)
            if when not in hour_of:
                hour_of[when] = one.slot.astimezone(self._zone).hour
            hours.setdefault(hour_of[when], _Tally()).add(one)
            weekdays.setdefault(one.day.weekday(), _Tally()).add(one)
            windows.setdefault(one.window, _Tally()).add(one)
        matters = tuple(self._unit.matter_sums(period.start, period.end, same))
        span = range(min(hours), max(hours) + 1) if hours else range(0)
        return FigureSet(
            period,
            tuple(self._figures(period, total, matters)),
            (
                _visits_by("by_hour", {h: hours.get(h, _Tally()) for h in span}, lambda h: f"{h}时"),
                _visits_by(
                    "by_weekday",
                    {d: weekdays[d] for d in sorted(weekdays)},
                    lambda d: WEEKDAYS_ZH[d],
                ),
                _visits_by("by_window", {w: windows[w] for w in sorted(windows)}, lambda w: f"{w}号窗口"),
                _raisings_by("by_purpose", _count(matters, lambda m: m.purpose), PURPOSES_ZH),
                *self._classes_of(matters),
                _raisings_by("by_outcome", _count(_open(matters), lambda m: m.outcome), OUTCOMES_ZH),
                self._units("by_target_unit", period, same, reported=False),
                self._units("by_reported_unit", period, same, reported=True),
            ),
        )

    def _same(self, period: Period) -> Merged:
        return self._unit.same_day(period.start, period.end, self._settings)

    def _slots(self, period: Period, same: Merged) -> Iterator[SlotSum]:
        return self._unit.slot_sums(period.start, period.end, self._settings, same)

    def _figures(self, period: Period, visits: _Tally, matters: tuple[MatterSum, ...]) -> Iterator[Figure]:
        yield from self._counts(period, visits, matters)
        yield from self._rates(period, visits, matters)

    def _counts(self, period: Period, visits: _Tally, matters: tuple[MatterSum, ...]) -> Iterator[Figure]:
        settings = self._settings
        raisings = sum(m.count for m in matters)
        repeats = sum(m.count for m in matters if m.repeat)
        yield _figure("visit_count", "来访批次", Unit.VISITS, visits.visits)
        yield _figure("person_count", "来访人次", Unit.PERSONS, visits.persons)
        yield _figure("matter_times", "反映件次", Unit.RAISINGS, raisings)
        yield _figure(
            "matter_count", "反映件数", Unit.MATTERS, self._unit.distinct_matters(period.start, period.end)
        )
        yield _figure("first_visit", "初访", Unit.RAISINGS, raisings - repeats)
        yield _figure("repeat_visit", "重复访", Unit.RAISINGS, repeats)
        yield rate("repeat_rate", "重复访率", repeats, raisings, RULES["repeat_rate"])
        group = RULES["group_visit"].format(n=settings.group_from)
        yield Figure("group_visit", "集体访批次", Unit.VISITS, visits.group_visits, group)
        yield Figure("group_person_count", "集体访人次", Unit.PERSONS, visits.group_persons, group)
        yield rate(
            "notice_on_spot_rate",
            "当场书面告知率",
            visits.noticed,
            visits.visits,
            RULES[f"notice_on_spot_rate.{settings.spot_notice}"],
        )

    def _rates(self, period: Period, visits: _Tally, matters: tuple[MatterSum, ...]) -> Iterator[Figure]:
        yield rate("timely_accept_rate", "及时受理率", *self._answered(period), RULES["timely_accept_rate"])
        yield rate("on_time_close_rate", "按期办结率", *self._closed(period), RULES["on_time_close_rate"])
        yield from _contentment(tuple(self._unit.rating_sums(period.start, period.end)))
        yield _figure("sealed_matters", "保密事项", Unit.RAISINGS, sum(m.count for m in matters if m.sealed))
        passed = Counter[str]()
        for m in matters:
            passed[m.passed_on] += m.count
        yield _figure("transferred", "转送", Unit.RAISINGS, passed["transferred"])
        yield _figure("assigned", "交办", Unit.RAISINGS, passed["assigned"])
        yield _figure("supervised", "督办", Unit.RAISINGS, sum(m.count for m in matters if m.supervised))
        handled = round(visits.handled_s / 60 / visits.handled, 1) if visits.handled else None
        yield Figure(
            "handling_minutes",
            "平均接待时长",
            Unit.MINUTES,
            handled,
            RULES["handling_minutes"],
            round(visits.handled_s / 60),
            visits.handled,
        )

    def _answered(self, period: Period) -> tuple[int, int]:
        """Told in time, and all whose fifteenth day lies in the period and who were told or are late."""
        in_time = whole = 0
        last: dict[date, date | None] = {}
        start, end = self._back(period, _ANSWER_DAYS)
        for one in self._unit.answer_sums(start, end):
            if one.received_on not in last:
                dates = MatterDates(received_on=one.received_on)
                last[one.received_on] = last_day(DeadlineKind.T3, dates, self._calendar, self._settings)
            due = last[one.received_on]
            if due is None or not period.start <= due <= period.end:
                continue
            if one.told_on is not None and one.told_on <= due:
                in_time += one.count
                whole += one.count
            elif one.ended_on is not None and one.ended_on <= due:
                continue
            elif one.told_on is not None or due < self._today:
                whole += one.count
        return in_time, whole

    def _closed(self, period: Period) -> tuple[int, int]:
        """Closed in time, and all whose last day lies in the period and that were closed or are late."""
        in_time = whole = 0
        start, end = self._back(period, _OPINION_DAYS, _EXTENSION_DAYS)
        for one in self._unit.opinion_sums(start, end):
            dates = MatterDates(accepted_on=one.accepted_on, extended_to=one.extended_to)
            due = last_day(DeadlineKind.T7, dates, self._calendar, self._settings)
            if due is None or not period.start <= due <= period.end:
                continue
            if one.closed_on is not None and one.closed_on <= due:
                in_time += one.count
                whole += one.count
            elif one.ended_on is not None and one.ended_on <= due:
                continue
            elif one.closed_on is not None or due < self._today:
                whole += one.count
        return in_time, whole

    def _back(self, period: Period, days: int, more: int = 0) -> tuple[date, date]:
        """Days of beginning whose term may end in the period."""
        least = date.min + timedelta(days=days + more + _LONGEST_ROLL_DAYS)
        start = max(period.start, least) - timedelta(days=days + more + _LONGEST_ROLL_DAYS)
        return start, max(period.end, least) - timedelta(days=days)

    def _classes_of(self, matters: tuple[MatterSum, ...]) -> Iterator[Breakdown]:
        open_ones = _open(matters)
        whole = _count(open_ones, _first_level)
        first = {code[:2]: names[0] for code, names in self._classes.items()}
        yield _raisings_by("by_class", whole, first | dict(NOT_SAID), most=TOP)
        fine = _count(open_ones, lambda m: m.content_code)
        second = {code: f"{one}/{two}" for code, (one, two) in self._classes.items()}
        yield _raisings_by("by_subclass", fine, second | dict(NOT_SAID), most=TOP)

    def _units(self, name: str, period: Period, same: Merged, *, reported: bool) -> Breakdown:
        found = self._unit.top_units(period.start, period.end, same, TOP, reported=reported)
        return _raisings_by(name, Counter(dict(found)), {})


def _open(matters: Iterable[MatterSum]) -> list[MatterSum]:
    return [m for m in matters if not m.sealed]


def _first_level(matter: MatterSum) -> str:
    code = matter.content_code
    return code[:2] if code.isdigit() else code


def _figure(name: str, label: str, unit: Unit, value: int) -> Figure:
    return Figure(name, label, unit, value, RULES[name])


def _contentment(rated: tuple[RatingSum, ...]) -> Iterator[Figure]:
    askable = sum(r.count for r in rated)
    for name, label, said in (
        ("satisfaction_rate", "群众满意率（信访部门）", [(r.office, r.count) for r in rated if r.office]),
        ("satisfaction_rate_unit", "群众满意率（责任单位）", [(r.unit, r.count) for r in rated if r.unit]),
    ):
        content = sum(count for word, count in said if word in ("satisfied", "mostly"))
        yield rate(name, label, content, sum(count for _, count in said), RULES["satisfaction_rate"])
    taken_part = sum(r.count for r in rated if r.office or r.unit)
    yield rate("participation_rate", "参评率", taken_part, askable, RULES["participation_rate"])


def _count(matters: Iterable[MatterSum], key: _Key) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in matters:
        counted[key(one)] += one.count
    return counted


def _visits_by(name: str, tallies: Mapping[int, _Tally], label: _Label) -> Breakdown:
    parts = tuple(Part(str(k), label(k), (t.visits, t.persons)) for k, t in tallies.items())
    return Breakdown(name, LABELS[name], (Unit.VISITS, Unit.PERSONS), parts, RULES["by_visits"])


def _raisings_by(
    name: str, counted: Mapping[str, int], words: Mapping[str, str], most: int | None = None
) -> Breakdown:
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    parts = tuple(Part(key, words.get(key, key) or "未填写", (count,)) for key, count in ordered if count)
    return Breakdown(name, LABELS[name], (Unit.RAISINGS,), parts, RULES[name])
