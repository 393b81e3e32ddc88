"""The columns of the log as the page shows them (domain reference 10.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from app.domain.log_filter import LogSort, ReviewState
from app.intake.results import LogRow
from ui.widgets.table import Column

REVIEW_ZH = {
    ReviewState.OPEN: "未审",
    ReviewState.CHECKED: "✓",
    ReviewState.ASKED: "待答复",
    ReviewState.ANSWERED: "已答复",
    ReviewState.CHANGED: "待复审",
}
_REVIEW_TONES = {
    ReviewState.OPEN: "warn",
    ReviewState.CHECKED: "good",
    ReviewState.ASKED: "warn",
    ReviewState.ANSWERED: "warn",
    ReviewState.CHANGED: "warn",
}


@dataclass(frozen=True)
class LogColumn:
    """A column with its id, by which the choice is kept, and what its header sorts by."""

    name: str
    column: Column[LogRow]
    sort: LogSort | None = None


class Times:
    """How times are written: with the day where the log shows several."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.several_days = False

    def __call__(self, moment: datetime | None) -> str:
        if moment is None:
            return "—"
        local = moment.astimezone(self._zone)
        return f"{local:%m-%d %H:%M}" if self.several_days else f"{local:%H:%M}"


def log_columns(times: Times) -> tuple[LogColumn, ...]:
    """All columns, in the order in which they stand."""

    def plain(
        name: str,
        title: str,
        text: Callable[[LogRow], str],
        width: int,
        sort: LogSort | None = None,
        *,
        tone: Callable[[LogRow], str] = lambda _row: "",
        bold: bool = False,
    ) -> LogColumn:
        return LogColumn(name, Column(title, text, width, tone, bold), sort)

    return (
        plain("seq", "序号", lambda r: f"{r.seq:03}", 66, LogSort.SEQ),
        plain("time_in", "时间", lambda r: times(r.time_in), 60, LogSort.TIME),
        plain("time_out", "离开", lambda r: times(r.time_out), 60),
        plain("window", "窗口", lambda r: str(r.window), 50, LogSort.WINDOW),
        plain("visitors", "来访人", _visitors, 132, LogSort.VISITORS, bold=True),
        plain("present", "人数", _heads, 92, LogSort.PRESENT),
        plain("purpose", "类别", lambda r: r.purpose, 80, LogSort.PURPOSE),
        plain("content_class", "内容分类", lambda r: r.content_class or "—", 110, LogSort.CLASS, tone=_muted),
        plain("place", "地点", lambda r: r.place, 150, LogSort.PLACE, tone=_muted),
        plain("demand", "诉求", lambda r: r.demand or "—", 0, tone=_muted),
        plain("raising", "访次", lambda r: r.first_or_repeat, 52, LogSort.RAISING),
        plain("group", "集体访", lambda r: "是" if r.group else "—", 62, LogSort.PRESENT),
        plain("level_skipping", "越级", lambda r: "是" if r.level_skipping else "—", 52),
        plain("procedures", "已走途径", lambda r: r.procedures, 110),
        plain("outcome", "处理", lambda r: r.outcome, 132, LogSort.OUTCOME),
        plain("target_unit", "承办单位", lambda r: r.target_unit or "—", 160, LogSort.UNIT),
        plain("documents", "告知文书", lambda r: r.documents or "—", 104),
        plain("due_on", "期限", lambda r: _day(r.due_on), 92, LogSort.DUE),
        plain("told", "当场告知", lambda r: "是" if r.notice_on_spot else "否", 76),
        plain("receptionist", "接待员", lambda r: r.receptionist, 66, LogSort.RECEPTIONIST),
        plain("synced", "上报", lambda r: "✓" if r.synced else "待", 46, tone=_unsent),
        plain("review", "审", lambda r: REVIEW_ZH[r.review], 66, LogSort.REVIEW, tone=_review),
        plain("reviewed", "审阅人", lambda r: _reviewed(r, times), 120),
        plain("remark", "备注", lambda r: r.remark or "—", 140),
    )


def _visitors(row: LogRow) -> str:
    return f"{row.visitors}　更" if row.amended else row.visitors


def _heads(row: LogRow) -> str:
    return f"{row.present}（代表{row.representatives}）" if row.representatives else str(row.present)


def _reviewed(row: LogRow, times: Times) -> str:
    return f"{row.reviewed_by} {times(row.reviewed_at)}" if row.reviewed_by else "—"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _muted(row: LogRow) -> str:
    return "muted" if row.sealed else ""


def _unsent(row: LogRow) -> str:
    return "" if row.synced else "muted"


def _review(row: LogRow) -> str:
    return _REVIEW_TONES[row.review]
