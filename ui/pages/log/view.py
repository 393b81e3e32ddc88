"""Log page: widgets only."""

from collections.abc import Sequence
from datetime import date, tzinfo

from PySide6.QtCore import QDate, QItemSelection, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QVBoxLayout, QWidget

from app.domain.log_filter import LogSort, LogTotals
from app.intake.log_columns import USUAL
from app.intake.results import LogRow
from ui.pages.log.columns import Times, log_columns
from ui.pages.log.filter_bar import ChoiceButton, FilterBar
from ui.pages.log.model import LogTableModel
from ui.widgets.bars import BarChart
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, StatCard, restyle
from ui.widgets.fields import date_edit, search_field
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.table import table_view

_TYPING_PAUSE_MS = 300
_CHARTS_PX = 152
FIGURES = ("all", "first", "repeat", "group", "told", "unchecked")
"""What a figure opens to, by word."""


class LogView(QWidget):
    """Figures of the period, the log's lines with what can be done about one, two small charts."""

    activated = Signal()
    period_chosen = Signal(date, date)
    search_changed = Signal(str)
    today_requested = Signal()
    sort_requested = Signal(object, bool)
    columns_chosen = Signal(object)
    figure_opened = Signal(str)
    line_chosen = Signal(object)
    open_requested = Signal(object)
    check_requested = Signal(object)
    ask_requested = Signal(object)
    correct_requested = Signal(object)
    closing_requested = Signal()
    export_requested = Signal()
    daily_requested = Signal()

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build the page; `zone` is the office's, times of rows may be of any."""
        super().__init__(parent)
        self.setAccessibleName("日志")
        self._times = Times(zone)
        self._columns = log_columns(self._times)
        self.model = LogTableModel(tuple(c.column for c in self._columns), self)
        self.filters = FilterBar()
        self._sort, self._descending = LogSort.SEQ, False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addWidget(self._make_figures())
        whole.addWidget(self._make_table(), 1)
        charts = QHBoxLayout()
        charts.setSpacing(10)
        self._hours = BarChart("分时人次")
        self._classes = BarChart("内容分类件次", lying=True)
        for title, chart in (("分时人次", self._hours), ("内容分类（件次）", self._classes)):
            card = Card(title)
            chart.setMinimumHeight(96)
            card.body.setContentsMargins(12, 4, 12, 6)
            card.body.addWidget(chart)
            card.setFixedHeight(_CHARTS_PX)
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
        self.table.setFocus()

    def show_period(self, start: date, end: date) -> None:
        """Put dates into the fields without asking for rows."""
        for field, day in ((self._from, start), (self._to, end)):
            field.blockSignals(True)
            field.setDate(QDate(day.year, day.month, day.day))
            field.blockSignals(False)
        self._sign.setVisible(self._lead and start == end)

    def show_search(self, text: str) -> None:
        """Put words into the search field without asking."""
        self._search.setText(text)
        self._typing.stop()

    def show_waiting(self) -> None:
        """Say that the lines are being read."""
        self._card.set_note("正在读取…")

    def show_lines(
        self, keys: Sequence[int], first: Sequence[LogRow], start: date, end: date, *, narrowed: bool
    ) -> None:
        """Show what was found; the line chosen before stays chosen while it is in it."""
        chosen = self.current_key
        several = start != end
        if several != self._times.several_days:
            self._times.several_days = several
            self.table.horizontalHeader().resizeSection(1, 96 if several else 60)
        self.model.show_keys(keys, first)
        self._card.set_title(f"来访日志 {start}" + (f" 至 {end}" if several else ""))
        self._card.set_note(f"找到 {len(keys)} 批" if narrowed else f"共 {len(keys)} 批")
        self._empty.setText("没有符合条件的来访。" if narrowed else "这段日期还没有登记的来访。")
        self._empty.setVisible(not keys)
        self.table.setVisible(bool(keys))
        row = _place(keys, chosen)
        if row >= 0:
            self.table.selectRow(row)
        else:
            self._show_chosen(None)

    def show_totals(self, counted: LogTotals, group_from: int, class_names: dict[str, str]) -> None:
        """Show the counts; `group_from`: from how many persons a visit is a 集体访 (office setting)."""
        self._visits.set_value(str(counted.visits), "批", str(counted.persons), "人次")
        self._first.set_value(str(counted.first), "/", str(counted.repeat))
        self._groups.set_caption(f"集体访（{group_from} 人以上）")
        self._groups.set_value(str(counted.group_visits), "批", str(counted.group_persons), "人次")
        self._told.set_value(str(counted.told), f"/ {counted.visits}")
        self._open.set_value(str(counted.unchecked), "条日志未审")
        self._hours.show_bars(_hours(counted.per_hour))
        self._classes.show_bars(tuple((class_names.get(code, code), n) for code, n in counted.per_class))

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns, by id; none named = the usual ones."""
        shown = set(names or USUAL)
        self._column_choice.choose(frozenset(shown & {c.name for c in self._columns}))
        self._apply_columns(frozenset(shown))

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """Ids of the columns that are shown, in their order."""
        return tuple(
            column.name for at, column in enumerate(self._columns) if not self.table.isColumnHidden(at)
        )

    def show_role(self, lead: bool) -> None:
        """What only the team lead does is not offered to others."""
        self._lead = lead
        for widget in (self._check, self._ask, self._correct, self._export, self._daily):
            widget.setVisible(lead)
        self._sign.setVisible(lead and self._from.date() == self._to.date())
        if not lead:
            self._standing.hide()

    def show_standing(self, words: str, role: str) -> None:
        """Say where the day's signature stands; empty words = nothing is to be said."""
        self._standing_words.setText(words)
        self._standing_words.setProperty("role", role)
        restyle(self._standing_words)
        self._standing.setVisible(bool(words))

    @property
    def current_key(self) -> int | None:
        """Key of the chosen line."""
        index = self.table.currentIndex()
        return self.model.keys[index.row()] if 0 <= index.row() < len(self.model.keys) else None

    @property
    def current(self) -> LogRow | None:
        """The chosen line, None where there is none or it is not read yet."""
        return self.model.row_at(self.table.currentIndex().row())

    def _make_figures(self) -> QWidget:
        holder = QWidget()
        holder.setObjectName("statCards")
        holder.setAccessibleName("统计")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._visits = StatCard("批次 / 人次")
        self._first = StatCard("初访 / 重复访（件次）")
        self._groups = StatCard("集体访（5 人以上）")
        self._told = StatCard("当场书面告知 / 批次")
        self._open = StatCard("待审阅")
        opens = (
            (self._visits, (("查看", "all"),)),
            (self._first, (("初访", "first"), ("重复访", "repeat"))),
            (self._groups, (("查看", "group"),)),
            (self._told, (("查看", "told"),)),
            (self._open, (("查看", "unchecked"),)),
        )
        for card, words in opens:
            for text, word in words:
                card.add_link(text, f"figure_{word}", lambda word=word: self.figure_opened.emit(word))
            row.addWidget(card, 1)
        return holder

    def _make_table(self) -> QWidget:
        self._card = Card("来访日志")
        self._lead = False
        self._from = date_edit("起始日期", "logFrom")
        self._to = date_edit("截止日期", "logTo")
        self._search = search_field(
            "查找来访", "logSearch", placeholder="姓名、诉求、编号  Ctrl+F", width_px=236
        )
        today = key_button("今天", name="logToday")
        for field in (self._from, self._to):
            field.dateChanged.connect(self._on_period)
        attach_hanzi_picker(self._search)
        self._search.textChanged.connect(lambda _text: self._typing.start())
        today.clicked.connect(self.today_requested)
        self._sign = key_button("审签当日日志", name="signDay", kind="primary")
        self._sign.clicked.connect(self.closing_requested)
        self._sign.hide()
        for widget in (
            *(self._from, QLabel("至"), self._to, today, self._search),
            *self._make_exports(),
            self._sign,
        ):
            self._card.header.addWidget(widget)
        self._column_choice = ChoiceButton("显示列", "logColumns")
        self._column_choice.set_choices([(c.name, c.column.title) for c in self._columns])
        self._column_choice.name_none()
        self._column_choice.changed.connect(self._on_columns)
        self.filters.row.addWidget(self._column_choice)
        self.table = table_view(self.model, "来访日志", "logTable")
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._on_header)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.doubleClicked.connect(lambda _: self._send(self.open_requested))
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self.table)
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(lambda: self._send(self.open_requested))
        self._empty = QLabel()
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._card.body.setContentsMargins(0, 0, 0, 1)
        self._card.body.setSpacing(0)
        self._card.body.addWidget(self.filters)
        self._card.body.addWidget(self._make_standing())
        self._card.body.addWidget(self.table, 1)
        self._card.body.addWidget(self._empty, 1)
        self._card.body.addWidget(self._make_actions())
        self.progress = ProgressStrip("logProgress")
        self._card.body.addWidget(self.progress)
        self._empty.hide()
        self.show_columns(())
        return self._card

    def _make_exports(self) -> tuple[QWidget, QWidget]:
        self._export = key_button("导出", name="exportXlsx")
        self._export.setAccessibleName("导出 XLSX")
        self._export.setToolTip("导出为 XLSX、CSV 或 PDF")
        self._export.clicked.connect(self.export_requested)
        self._daily = key_button("打印日报", name="printDaily")
        self._daily.clicked.connect(self.daily_requested)
        return self._export, self._daily

    def _make_standing(self) -> QWidget:
        self._standing = QFrame()
        row = QHBoxLayout(self._standing)
        row.setContentsMargins(12, 0, 12, 6)
        self._standing_words = QLabel()
        self._standing_words.setObjectName("dayStanding")
        self._standing_words.setWordWrap(True)
        row.addWidget(self._standing_words, 1)
        self._standing.hide()
        return self._standing

    def _make_actions(self) -> QWidget:
        holder = QFrame()
        holder.setProperty("role", "rowBar")
        row = QHBoxLayout(holder)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self._chosen = QLabel()
        self._chosen.setObjectName("logChosen")
        self._chosen.setProperty("role", "note")
        row.addWidget(self._chosen, 1)
        self._open_line = key_button("打开", name="openVisit")
        self._check = key_button("审阅通过", name="checkLine")
        self._ask = key_button("询问接待员", name="askBack")
        self._correct = key_button("更正", name="correctLine")
        for button, signal in (
            (self._open_line, self.open_requested),
            (self._check, self.check_requested),
            (self._ask, self.ask_requested),
            (self._correct, self.correct_requested),
        ):
            button.clicked.connect(lambda _checked=False, signal=signal: self._send(signal))
            row.addWidget(button)
        return holder

    def _send(self, signal: object) -> None:
        if (row := self.current) is not None:
            signal.emit(row)  # type: ignore[attr-defined]

    def _on_selected(self, _selected: QItemSelection) -> None:
        row = self.current
        self._show_chosen(row)
        if row is not None:
            self.line_chosen.emit(row)

    def _show_chosen(self, row: LogRow | None) -> None:
        words = "选中一行后可以打开来访" if not self._lead else "选中一行后可以打开、审阅、询问或者更正"
        if row is not None:
            words = f"第 {row.seq:03} 号　{row.visitors}　{row.visit_no}"
        self._chosen.setText(words)
        for button in (self._open_line, self._check, self._ask, self._correct):
            button.setEnabled(row is not None)

    def _on_period(self) -> None:
        self.period_chosen.emit(self._from.date().toPython(), self._to.date().toPython())

    def _on_find(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _on_header(self, section: int) -> None:
        sort = self._columns[section].sort
        header = self.table.horizontalHeader()
        if sort is None:
            self._show_sorted()
            return
        self._descending = sort is self._sort and not self._descending
        self._sort = sort
        self._show_sorted()
        header.setAccessibleDescription(f"按{self._columns[section].column.title}排序")
        self.sort_requested.emit(sort, self._descending)

    def _show_sorted(self) -> None:
        section = next(n for n, c in enumerate(self._columns) if c.sort is self._sort)
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(section, order)

    def _on_header_menu(self, at: QPoint) -> None:
        self._column_choice.menu().popup(self.table.horizontalHeader().mapToGlobal(at))

    def _on_columns(self) -> None:
        chosen = self._column_choice.chosen or frozenset({"seq"})
        self._column_choice.choose(chosen)
        self._apply_columns(chosen)
        self.columns_chosen.emit(tuple(c.name for c in self._columns if c.name in chosen))

    def _apply_columns(self, shown: frozenset[str]) -> None:
        header = self.table.horizontalHeader()
        for number, column in enumerate(self._columns):
            self.table.setColumnHidden(number, column.name not in shown)
        header.setStretchLastSection("demand" not in shown)
        demand = next(n for n, c in enumerate(self._columns) if c.name == "demand")
        header.setSectionResizeMode(demand, QHeaderView.ResizeMode.Stretch)


def _place(keys: Sequence[int], key: int | None) -> int:
    if key is None:
        return -1
    try:
        return keys.index(key)
    except ValueError:
        return -1


def _hours(counted: tuple[tuple[int, int], ...]) -> tuple[tuple[str, int], ...]:
    heads = dict(counted)
    span = range(min(heads), max(heads) + 1) if heads else range(0)
    return tuple((f"{hour}时", heads.get(hour, 0)) for hour in span)
