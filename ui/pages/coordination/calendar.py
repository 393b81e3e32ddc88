"""A month of leaders' reception. Widgets only."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLabel, QTableView, QWidget

from app.intake.reception_days import DayLine
from ui.widgets.buttons import key_button
from ui.widgets.card import Card

_MOST_NAMES = 2
_WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class ReceptionCalendar(QCalendarWidget):
    """Arrows go from day to day, PageUp and PageDown from month to month; days say who receives.

    `month_shown` carries the first and last day in sight, `day_chosen` the day.
    """

    month_shown = Signal(object, object)
    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("receptionCalendar")
        self.setAccessibleName("接访日历")
        self.setAccessibleDescription("方向键选日期，PageUp、PageDown 换月")
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setNavigationBarVisible(False)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.NoHorizontalHeader)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setGridVisible(True)
        grid = self.findChild(QTableView)
        if grid is not None:
            grid.setAccessibleName("接访日历")
            self.setFocusProxy(grid)
        self._days: dict[date, list[DayLine]] = {}
        self._today = QDate.currentDate()
        self.currentPageChanged.connect(lambda *_: self.ask())
        self.selectionChanged.connect(lambda: self.day_chosen.emit(self.day()))

    def begin_at(self, today: date) -> None:
        """The office's day, whatever the machine's zone; it is chosen."""
        self._today = QDate(today.year, today.month, today.day)
        self.go_to_today()

    def go_to_today(self) -> None:
        """Choose today."""
        self.setSelectedDate(self._today)

    def day(self) -> date:
        """The day that is chosen."""
        return _plain(self.selectedDate())

    def ask(self) -> None:
        """Ask for the month in sight, the days of its neighbours included."""
        first = QDate(self.yearShown(), self.monthShown(), 1)
        self.month_shown.emit(_plain(first.addDays(-7)), _plain(first.addMonths(1).addDays(13)))

    def show_days(self, lines: Sequence[DayLine]) -> None:
        """Write names into the days."""
        self._days = {}
        for line in lines:
            self._days.setdefault(line.day.on, []).append(line)
        self.updateCells()

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate) -> None:
        chosen = day == self.selectedDate()
        within = day.month() == self.monthShown()
        painter.save()
        painter.fillRect(rect, QColor("#e8f2fc" if chosen else "#ffffff" if within else "#f8fafb"))
        if chosen:
            painter.setPen(QColor("#1769b4"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        today = day == self._today
        font = QFont(painter.font())
        font.setPixelSize(13)
        font.setBold(today)
        painter.setFont(font)
        painter.setPen(QColor("#1769b4" if today else "#1f2933" if within else "#8493a1"))
        words = f"{day.day()} 今天" if today else str(day.day())
        painter.drawText(rect.adjusted(6, 3, -4, -3), Qt.AlignmentFlag.AlignTop, words)
        font.setPixelSize(11)
        font.setBold(False)
        painter.setFont(font)
        lines = self._days.get(_plain(day), [])
        for number, line in enumerate(lines[:_MOST_NAMES]):
            place = rect.adjusted(6, 22 + 16 * number, -4, 0)
            off = bool(line.day.cancelled)
            painter.setPen(QColor("#8493a1" if off else "#14599a"))
            more = f" +{len(lines) - _MOST_NAMES}" if number + 1 == _MOST_NAMES < len(lines) else ""
            joint = "联" if line.day.units else ""
            said = f"{line.day.leader}{'（取消）' if off else ''} {joint}{more}".strip()
            shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignTop, shown)
        painter.restore()


class MonthCard(Card):
    """The calendar under its month, with the days of the week above it."""

    def __init__(self, calendar: ReceptionCalendar, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._calendar = calendar
        before, today = key_button("上月", name="monthBefore"), key_button("今天", name="monthToday")
        after = key_button("下月", name="monthAfter")
        for button in (before, today, after):
            self.header.addWidget(button)
        before.clicked.connect(calendar.showPreviousMonth)
        after.clicked.connect(calendar.showNextMonth)
        today.clicked.connect(lambda _checked=False: calendar.go_to_today())
        week = QHBoxLayout()
        week.setSpacing(0)
        for words in _WEEK:
            label = QLabel(words)
            label.setProperty("role", "caption")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            week.addWidget(label, 1)
        self.body.addLayout(week)
        self.body.addWidget(calendar, 1)
        calendar.currentPageChanged.connect(lambda *_: self._show_month())
        self._show_month()

    def _show_month(self) -> None:
        self.set_title(f"{self._calendar.yearShown()} 年 {self._calendar.monthShown()} 月")


def _plain(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
