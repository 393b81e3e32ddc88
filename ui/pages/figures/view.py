"""Figures page: widgets only."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QTableView, QVBoxLayout, QWidget

from app.domain.figures import Breakdown, Comparison, Figure, Part, change
from app.domain.period import Period, Span
from ui.widgets.bars import BarChart
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, StatCard, note
from ui.widgets.elided import ElidedLabel
from ui.widgets.fields import combo_box, date_edit
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.table import Column, RowsModel, table_view

SPANS_ZH = {
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季",
    "year": "年",
    "any": "自选",
}
_CARDS = (
    ("批次 / 人次", ("visit_count", "person_count")),
    ("初访 / 重复访（件次）", ("first_visit", "repeat_visit")),
    ("集体访（批 / 人次）", ("group_visit", "group_person_count")),
    ("当场书面告知率", ("notice_on_spot_rate",)),
    ("及时受理率", ("timely_accept_rate",)),
    ("按期办结率", ("on_time_close_rate",)),
)


@dataclass(frozen=True)
class FigureLine:
    """A figure with those of the periods before."""

    figure: Figure
    before: Figure | None
    year_before: Figure | None


class FiguresView(QWidget):
    """Period, figures with comparison, one breakdown as bars and rows, reports."""

    activated = Signal()
    span_chosen = Signal(str)
    moved = Signal(int)
    period_chosen = Signal(date, date)
    figure_opened = Signal(str)
    part_opened = Signal(str, str)
    xlsx_requested = Signal()
    pdf_requested = Signal()
    print_requested = Signal()
    export_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("统计")
        self._breakdowns: tuple[Breakdown, ...] = ()
        self._figures: RowsModel[FigureLine] = RowsModel(_figure_columns(), self)
        self._parts: RowsModel[Part] = RowsModel(_part_columns(), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addLayout(self._make_cards())
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self._make_figures())
        sides.addWidget(self._make_breakdown())
        sides.setSizes([780, 470])
        whole.addWidget(sides, 1)
        self._settings = ElidedLabel()
        self._settings.setObjectName("figuresSettings")
        self._settings.setProperty("role", "note")
        whole.addWidget(self._settings)
        self._strip = ProgressStrip("figuresProgress")
        self._strip.cancelled.connect(self.export_cancelled)
        whole.addWidget(self._strip)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()
        self._table.setFocus()

    def show_period(self, period: Period) -> None:
        """Put the period into its fields without asking for figures."""
        for field, day in ((self._from, period.start), (self._to, period.end)):
            field.blockSignals(True)
            field.setDate(QDate(day.year, day.month, day.day))
            field.blockSignals(False)
        self._span.blockSignals(True)
        self._span.setCurrentIndex(self._span.findData(period.span.value))
        self._span.blockSignals(False)
        movable = period.span is not Span.ANY
        self._earlier.setEnabled(movable)
        self._later.setEnabled(movable)
        self._card.set_title(f"统计 {period.name}")

    def show_waiting(self) -> None:
        """Say that it is being counted."""
        self._card.set_note("正在统计…")

    def show_figures(self, counted: Comparison) -> None:
        """Show figures, comparisons, breakdowns and the rules they were counted by."""
        now, before, earlier = counted.now, counted.before, counted.year_before
        self._figures.show_rows(
            tuple(
                FigureLine(f, before[f.name] if before else None, earlier[f.name] if earlier else None)
                for f in now.figures
            )
        )
        for card, (_, names) in zip(self._cards, _CARDS, strict=True):
            shown = [now[name].text for name in names]
            card.set_value(*(" / ".join(shown).split(" ")))
        visits = now["visit_count"].value
        self._card.set_note("这段日期没有登记的来访。" if not visits else "")
        self._breakdowns = now.breakdowns
        chosen = self._by.currentData()
        self._by.blockSignals(True)
        self._by.clear()
        for breakdown in now.breakdowns:
            self._by.addItem(breakdown.label, breakdown.name)
        self._by.setCurrentIndex(max(0, self._by.findData(chosen)))
        self._by.blockSignals(False)
        self._on_by()
        said = "口径：" + "".join(counted.rules)
        self._settings.setText(said)
        self._settings.setToolTip(said)
        self._table.selectRow(0)
        self._on_selected()

    def forget(self) -> None:
        """Nobody is signed in: nothing stays."""
        self._figures.show_rows(())
        self._parts.show_rows(())
        self._chart.show_bars(())
        for card in self._cards:
            card.set_value("—")
        self._card.set_note("")
        self._rule.setText("")
        self._settings.setText("")

    def show_refused(self) -> None:
        """Statistics are not for this role."""
        self.forget()
        self._card.set_note("统计由带班查看。")

    def show_export(self, name: str) -> None:
        """A file is being written."""
        self._strip.begin(name)

    def show_progress(self, done: int, total: int) -> None:
        """So many rows of so many."""
        self._strip.advance(done, total)

    def end_export(self) -> None:
        """No file is being written any more."""
        self._strip.end()

    def _make_cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._cards = [StatCard(caption) for caption, _ in _CARDS]
        for card in self._cards:
            row.addWidget(card, 1)
        return row

    def _make_figures(self) -> QWidget:
        self._card = Card("统计")
        self._span = combo_box("统计期间", SPANS_ZH, "figuresSpan")
        self._from = date_edit("起始日期", "figuresFrom")
        self._to = date_edit("截止日期", "figuresTo")
        self._earlier = key_button("‹", name="figuresEarlier")
        self._later = key_button("›", name="figuresLater")
        for button, words in ((self._earlier, "上一期"), (self._later, "下一期")):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self._earlier.clicked.connect(lambda: self.moved.emit(-1))
        self._later.clicked.connect(lambda: self.moved.emit(1))
        self._span.activated.connect(lambda _i: self.span_chosen.emit(self._span.currentData()))
        for field in (self._from, self._to):
            field.dateChanged.connect(self._on_dates)
        for widget in (self._span, self._earlier, self._from, QLabel("至"), self._to, self._later):
            self._card.header.addWidget(widget)
        self._table = table_view(self._figures, "统计数字", "figuresTable")
        self._table.activated.connect(self._on_figure)
        self._table.selectionModel().currentRowChanged.connect(lambda *_: self._on_selected())
        self._card.body.addWidget(self._table, 1)
        self._rule = note("")
        self._rule.setObjectName("figuresRule")
        self._rule.setFixedHeight(44)
        self._rule.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._card.body.addWidget(self._rule)
        row = QHBoxLayout()
        for words, name, signal in (
            ("查看对应来访", "figuresRows", None),
            ("导出 XLSX", "figuresXlsx", self.xlsx_requested),
            ("导出 PDF", "figuresPdf", self.pdf_requested),
            ("打印报表", "figuresPrint", self.print_requested),
        ):
            button = key_button(words, name=name)
            if signal is None:
                button.clicked.connect(lambda: self._on_figure(self._table.currentIndex()))
                row.addWidget(button)
                row.addStretch(1)
            else:
                button.clicked.connect(signal)
                row.addWidget(button)
        self._card.body.addLayout(row)
        return self._card

    def _make_breakdown(self) -> QWidget:
        card = Card("分项")
        self._by: QComboBox = combo_box("分项", {}, "figuresBy")
        self._by.setMinimumWidth(210)
        self._by.currentIndexChanged.connect(lambda _i: self._on_by())
        card.header.addWidget(self._by)
        self._chart = BarChart("分项")
        self._chart.setObjectName("figuresChart")
        self._lying = BarChart("分项", lying=True)
        self._lying.setObjectName("figuresLyingChart")
        self._part_table: QTableView = table_view(self._parts, "分项数字", "figuresParts")
        self._part_table.activated.connect(self._on_part)
        for chart in (self._chart, self._lying):
            card.body.addWidget(chart, 1)
        card.body.addWidget(self._part_table, 1)
        self._by_rule = note("")
        card.body.addWidget(self._by_rule)
        return card

    def _on_dates(self) -> None:
        self.period_chosen.emit(self._from.date().toPython(), self._to.date().toPython())

    def _on_selected(self) -> None:
        index = self._table.currentIndex()
        if not index.isValid():
            self._rule.setText("")
            return
        figure = self._figures.rows[index.row()].figure
        self._rule.setText(f"{figure.label}：{figure.rule}")

    def _on_by(self) -> None:
        name = self._by.currentData()
        found = next((b for b in self._breakdowns if b.name == name), None)
        if found is None:
            return
        lying = found.name not in ("by_hour", "by_weekday", "by_window")
        chart, other = (self._lying, self._chart) if lying else (self._chart, self._lying)
        chart.show_bars(tuple((part.label, part.counts[-1]) for part in found.parts))
        chart.setAccessibleName(f"{found.label}（{found.units[-1].value}）")
        chart.show()
        other.hide()
        self._parts.show_rows(found.parts)
        drawn = f"图中为{found.units[-1].value}。" if len(found.units) > 1 else ""
        self._by_rule.setText(f"{drawn}{found.rule}")
        self._part_table.setColumnHidden(2, len(found.units) < 2)

    def _on_figure(self, index: QModelIndex) -> None:
        if index.isValid():
            self.figure_opened.emit(self._figures.rows[index.row()].figure.name)

    def _on_part(self, index: QModelIndex) -> None:
        if index.isValid():
            self.part_opened.emit(self._by.currentData(), self._parts.rows[index.row()].key)


def _figure_columns() -> tuple[Column[FigureLine], ...]:
    def said(figure: Figure | None) -> str:
        return figure.text if figure else "—"

    return (
        Column("指标", lambda r: r.figure.label, 0, bold=True),
        Column("单位", lambda r: r.figure.unit.value, 50),
        Column("本期", lambda r: r.figure.text, 72, bold=True),
        Column("分子 / 分母", lambda r: r.figure.of or "—", 96),
        Column("上期", lambda r: said(r.before), 74),
        Column("比上期", lambda r: change(r.figure, r.before), 122),
        Column("上年同期", lambda r: said(r.year_before), 78),
        Column("比上年同期", lambda r: change(r.figure, r.year_before), 122),
    )


def _part_columns() -> tuple[Column[Part], ...]:
    return (
        Column("项目", lambda p: p.label, 0, bold=True),
        Column("数量", lambda p: f"{p.counts[0]:,}", 90),
        Column("人次", lambda p: f"{p.counts[-1]:,}", 90),
    )
