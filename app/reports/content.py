"""What a report of figures says, whatever it is printed on: the same words and numbers everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.figures import NOTHING, Breakdown, Comparison, Unit, change
from app.domain.period import Period, Span

TITLES = {
    Span.DAY: "来访登记日报",
    Span.WEEK: "来访接待周报",
    Span.MONTH: "来访接待月报",
    Span.QUARTER: "来访接待季报",
    Span.YEAR: "信访情况年度报告",
    Span.ANY: "来访接待统计",
}
ANNUAL_BASIS = "依据《信访工作条例》第四十一条编制。"
FIGURE_HEAD = ("指标", "单位", "本期", "分子 / 分母", "上期", "比上期", "上年同期", "比上年同期")


class Shape(StrEnum):
    """How a breakdown is drawn."""

    UPRIGHT = "upright"
    LYING = "lying"


_UPRIGHT = frozenset({"by_hour", "by_weekday", "by_window"})


@dataclass(frozen=True)
class Section:
    """A breakdown: its rows as texts, and the bars of its first column (visits, or 件次)."""

    name: str
    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[str, int], ...]
    bars_of: str
    shape: Shape
    rule: str


@dataclass(frozen=True)
class Report:
    """A report of figures.

    Attributes:
        period: name and days; `made`: by whom and when.
        figures: rows under `FIGURE_HEAD`; `values`: of the same rows what a spreadsheet counts with.
        rules: how it was counted: the settings, then each figure's rule.
    """

    title: str
    office: str
    period: str
    made: str
    basis: str
    figures: tuple[tuple[str, ...], ...]
    values: tuple[tuple[int | float | None, ...], ...]
    sections: tuple[Section, ...]
    rules: tuple[str, ...]


def report_of(
    counted: Comparison, office: str, by: str, at: datetime, *, more: Sequence[Section] = ()
) -> Report:
    """Put figures into words.

    Args:
        at: on the office's wall clock.
        more: sections that are not counted from visits.
    """
    now, before, earlier = counted.now, counted.before, counted.year_before
    rows, values = [], []
    for figure in now.figures:
        then = before[figure.name] if before else None
        last = earlier[figure.name] if earlier else None
        rows.append(
            (
                figure.label,
                figure.unit.value,
                figure.text,
                figure.of or NOTHING,
                then.text if then else NOTHING,
                change(figure, then),
                last.text if last else NOTHING,
                change(figure, last),
            )
        )
        values.append((figure.value, then.value if then else None, last.value if last else None))
    period = now.period
    days = "" if period.start == period.end else f"（{period.start} 至 {period.end}）"
    return Report(
        title=TITLES[period.span],
        office=office,
        period=f"{period.name}{days}",
        made=f"{by} 于 {at:%Y-%m-%d %H:%M} 生成",
        basis=ANNUAL_BASIS if period.span is Span.YEAR else "",
        figures=tuple(rows),
        values=tuple(values),
        sections=(*(_section(b) for b in now.breakdowns if not _idle(b, period)), *more),
        rules=(*counted.rules, *_rules(counted)),
    )


def _idle(breakdown: Breakdown, period: Period) -> bool:
    """A single day has one day of the week."""
    return breakdown.name == "by_weekday" and period.start == period.end


def _rules(counted: Comparison) -> Iterator[str]:
    """Each rule once, after what it is the rule of."""
    labels: dict[str, list[str]] = {}
    for figure in counted.now.figures:
        labels.setdefault(figure.rule, []).append(figure.label)
    return (f"{'、'.join(named)}：{rule}" for rule, named in labels.items())


def _section(breakdown: Breakdown) -> Section:
    units = tuple(unit.value for unit in breakdown.units)
    return Section(
        name=breakdown.name,
        label=breakdown.label,
        head=(breakdown.label.split("（")[0], *units),
        rows=tuple((p.label, *(f"{n:,}" for n in p.counts)) for p in breakdown.parts),
        bars=tuple((p.label, p.counts[-1]) for p in breakdown.parts),
        bars_of=breakdown.units[-1].value,
        shape=Shape.UPRIGHT if breakdown.name in _UPRIGHT else Shape.LYING,
        rule=breakdown.rule,
    )


def is_rate(unit: str) -> bool:
    """Whether a figure's unit makes it a rate."""
    return unit == Unit.RATE.value
