"""Log page: widgets only."""

from datetime import date, tzinfo

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.intake.results import LogRow
from ui.pages.log.figures import Figures
from ui.widgets.bars import BarChart
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, StatCard
from ui.widgets.fields import date_edit, search_field
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.table import Column, RowsModel, table_view

_TYPING_PAUSE_MS = 300
_TIME = 1


class LogView(QWidget):
    """Figures of the period, the log's lines, two small charts."""

    activated = Signal()
    period_chosen = Signal(date, date)
    search_changed = Signal(str)
    today_requested = Signal()

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build the page; `zone` is the office's, times of rows may be of any."""
        super().__init__(parent)
        self.setAccessibleName("日志")
        self._zone = zone
        self._several_days = False
        self._model: RowsModel[LogRow] = RowsModel(self._columns(), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addWidget(self._make_figures())
        whole.addWidget(self._make_table(), 1)
        charts = QHBoxLayout()
        charts.setSpacing(10)
        self._hours = BarChart("分时人次")
        self._classes = BarChart("内容分类批次", lying=True)
        for title, chart in (("分时人次", self._hours), ("内容分类（批次）", self._classes)):
            card = Card(title)
            card.body.addWidget(chart)
            card.setFixedHeight(216)
            charts.addWidget(card)
        whole.addLayout(charts)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing.timeout.connect(lambda: self.search_changed.emit(self._search.text().strip()))
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._on_find)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._table.setFocus()

    def show_period(self, start: date, end: date) -> None:
        """Put dates into the fields without asking for rows."""
        for field, day in ((self._from, start), (self._to, end)):
            field.blockSignals(True)
            field.setDate(QDate(day.year, day.month, day.day))
            field.blockSignals(False)

    def show_waiting(self) -> None:
        """Say that the lines are being read."""
        self._card.set_note("正在读取…")

    def show_rows(self, rows: tuple[LogRow, ...], start: date, end: date, searched: bool) -> None:
        """Show the lines of a period."""
        self._several_days = start != end
        self._model.show_rows(rows)
        self._table.horizontalHeader().resizeSection(_TIME, 96 if self._several_days else 60)
        self._card.set_title(f"来访日志 {start}" + (f" 至 {end}" if self._several_days else ""))
        self._card.set_note(f"共 {len(rows)} 批")
        self._empty.setText("没有符合查找条件的来访。" if searched else "这段日期还没有登记的来访。")
        self._empty.setVisible(not rows)
        self._table.setVisible(bool(rows))

    def show_figures(self, counted: Figures) -> None:
        """Show the counts of the period."""
        self._visits.set_value(str(counted.visits), "批", str(counted.persons), "人次")
        self._first.set_value(str(counted.first), "/", str(counted.repeat))
        self._groups.set_value(str(counted.group_visits), "批", str(counted.group_persons), "人次")
        self._told.set_value(str(counted.told), f"/ {counted.visits}")
        self._hours.show_bars(counted.per_hour)
        self._classes.show_bars(counted.per_class)

    def show_group_from(self, persons: int) -> None:
        """From how many persons a visit is a 集体访 (office setting)."""
        self._groups.set_caption(f"集体访（{persons} 人以上）")

    def _make_figures(self) -> QWidget:
        holder = QWidget()
        holder.setObjectName("statCards")
        holder.setAccessibleName("统计")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._visits = StatCard("批次 / 人次")
        self._first = StatCard("初访 / 重复访")
        self._groups = StatCard("集体访（5 人以上）")
        self._told = StatCard("已出具来访登记回执")
        for card in (self._visits, self._first, self._groups, self._told):
            row.addWidget(card, 1)
        return holder

    def _make_table(self) -> QWidget:
        self._card = Card("来访日志")
        self._from = date_edit("起始日期", "logFrom")
        self._to = date_edit("截止日期", "logTo")
        self._search = search_field(
            "查找来访", "logSearch", placeholder="姓名、诉求、单位  Ctrl+F", width_px=240
        )
        today = key_button("今天", name="logToday")
        for field in (self._from, self._to):
            field.dateChanged.connect(self._on_period)
        attach_hanzi_picker(self._search)
        self._search.textChanged.connect(lambda _text: self._typing.start())
        today.clicked.connect(self.today_requested)
        until = QLabel("至")
        for widget in (self._from, until, self._to, today, self._search):
            self._card.header.addWidget(widget)
        self._table = table_view(self._model, "来访日志", "logTable")
        self._empty = QLabel()
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._card.fill(self._table)
        self._card.body.addWidget(self._empty, 1)
        self._empty.hide()
        return self._card

    def _on_period(self) -> None:
        self.period_chosen.emit(self._from.date().toPython(), self._to.date().toPython())

    def _on_find(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _columns(self) -> tuple[Column[LogRow], ...]:
        def muted(row: LogRow) -> str:
            return "muted" if row.sealed else ""

        return (
            Column("序号", lambda r: f"{r.seq:03}", 52),
            Column("时间", self._time, 60),
            Column("窗口", lambda r: str(r.window), 50),
            Column("来访人", lambda r: r.visitors, 156, bold=True),
            Column("人数", _heads, 98),
            Column("类别", lambda r: r.purpose, 84),
            Column("内容分类", lambda r: r.content_class or "—", 110, muted),
            Column("诉求", lambda r: r.demand or "—", 0, muted),
            Column("访次", lambda r: r.first_or_repeat, 56),
            Column("处理", lambda r: r.outcome, 146),
            Column("告知文书", lambda r: r.documents or "—", 112),
            Column("接待员", lambda r: r.receptionist, 72),
            Column("上报", lambda r: "✓" if r.synced else "待", 50, lambda r: "" if r.synced else "muted"),
        )

    def _time(self, row: LogRow) -> str:
        local = row.time_in.astimezone(self._zone)
        return f"{local:%m-%d %H:%M}" if self._several_days else f"{local:%H:%M}"


def _heads(row: LogRow) -> str:
    return f"{row.present}（代表{row.representatives}）" if row.representatives else str(row.present)
