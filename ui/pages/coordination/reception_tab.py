"""Leaders' reception: calendar, the chosen day's receptions, appointments, promises. Widgets only."""

from collections.abc import Sequence
from datetime import date, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.leaders import APPOINTMENT_STATES_ZH, Appointment, AppointmentState, Promise
from app.intake.reception_days import DayLine
from ui.pages.coordination.calendar import MonthCard, ReceptionCalendar
from ui.widgets.buttons import key_button
from ui.widgets.card import Card
from ui.widgets.entry_form import Entry, EntryForm, Kind
from ui.widgets.listing import Listing
from ui.widgets.table import Column

_CLOSED_ZH = {"received": "已接访", "absent": "未到", "cancelled": "取消约访"}


class ReceptionTab(QWidget):
    """The presenter listens to the forms' `saved`; `matter_opened` carries a number."""

    matter_opened = Signal(str)
    day_cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("领导接访")
        self._lines: tuple[DayLine, ...] = ()
        self._day_id = ""
        self._leads = False
        self.calendar = ReceptionCalendar()
        self.plan = EntryForm("安排接访", _PLAN, "保存安排")
        self.cancel = EntryForm("取消接访", (Entry("cancelWhy", "取消原因", width_px=360),), "取消这次接访")
        self.book = EntryForm("登记约访", _BOOK, "保存约访")
        self.close_visit = EntryForm("记录接访结果", _CLOSE, "保存结果")
        self.promise = EntryForm("记录承诺", _PROMISE, "保存承诺")
        self.keep = EntryForm("承诺已兑现", (Entry("keptNote", "兑现情况", width_px=360),), "记为兑现")
        self.days = Listing[DayLine]("当天接访", _day_columns(), "receptionTable", "这一天没有安排接访。")
        self.appointments = Listing[Appointment](
            "约访", _appointment_columns(), "appointmentTable", "没有约访。选中一次接访后，按“登记约访”。"
        )
        self.promises = Listing[Promise](
            "承诺", _promise_columns(), "promiseTable", "没有记录承诺。记下的承诺会列在“期限”页，到兑现为止。"
        )
        self._plan = _button(self.days, "安排接访", "Alt+N", "receptionPlan")
        self._cancel = _button(self.days, "取消接访", "", "receptionCancel")
        self._book = _button(self.appointments, "登记约访", "Alt+B", "appointmentBook")
        self._close = _button(self.appointments, "记录结果", "Alt+R", "appointmentClose")
        self._promise = _button(self.promises, "记录承诺", "Alt+P", "promiseMake")
        self._keep = _button(self.promises, "已兑现", "", "promiseKeep")
        whole = QHBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addWidget(MonthCard(self.calendar), 5)
        right = QVBoxLayout()
        right.setSpacing(8)
        for form in self.forms:
            right.addWidget(form)
        for listing, share in ((self.days, 3), (self.appointments, 4), (self.promises, 3)):
            right.addWidget(listing, share)
        whole.addLayout(right, 7)
        self.calendar.day_chosen.connect(lambda _: self._show_day())
        self.days.chosen.connect(self._show_reception)
        self.appointments.chosen.connect(self._show_buttons)
        self.promises.chosen.connect(self._show_buttons)
        self.appointments.opened.connect(lambda: self._open(self.appointments.row()))
        self.promises.opened.connect(lambda: self._open(self.promises.row()))
        self._plan.clicked.connect(self._on_plan)
        self._cancel.clicked.connect(self._on_cancel)
        self._book.clicked.connect(self._on_book)
        self._close.clicked.connect(self._on_close)
        self._promise.clicked.connect(self._on_promise)
        self._keep.clicked.connect(self._on_keep)

    @property
    def forms(self) -> tuple[EntryForm, ...]:
        """All that can be filled in; one is open at most."""
        return (self.plan, self.cancel, self.book, self.close_visit, self.promise, self.keep)

    @property
    def day(self) -> DayLine | None:
        """The reception that is chosen."""
        return self.days.row()

    def show_lead(self, leads: bool) -> None:
        """Only a lead plans and writes down what leaders said."""
        self._leads = leads
        self._show_buttons()

    def show_today(self, today: date) -> None:
        """Begin at today."""
        self.calendar.begin_at(today)

    def show_days(self, lines: Sequence[DayLine]) -> None:
        """The receptions of the month; what was chosen stays chosen."""
        self._lines = tuple(lines)
        self.calendar.show_days(self._lines)
        self._show_day()

    def forget(self) -> None:
        """Nothing stays for the next person."""
        self.close_forms()
        self.show_days(())

    def close_forms(self) -> None:
        """Put every form away."""
        for form in self.forms:
            form.close_form()

    def _show_day(self) -> None:
        day = self.calendar.day()
        lines = [line for line in self._lines if line.day.on == day]
        self.days.set_title(f"{day.month}月{day.day}日接访")
        wanted = next((n for n, line in enumerate(lines) if line.day.day_id == self._day_id), 0)
        self.days.show_rows(lines, wanted)

    def _show_reception(self) -> None:
        line = self.days.row()
        self._day_id = line.day.day_id if line else ""
        self.appointments.show_rows(line.appointments if line else ())
        self.promises.show_rows(line.promises if line else ())
        self._show_buttons()

    def _show_buttons(self) -> None:
        line, appointment, promise = self.days.row(), self.appointments.row(), self.promises.row()
        on = line is not None and not line.day.cancelled
        waiting = appointment is not None and appointment.state is AppointmentState.BOOKED
        self._plan.setVisible(self._leads)
        self._cancel.setVisible(self._leads and on)
        self._book.setVisible(on)
        self._close.setVisible(waiting)
        self._promise.setVisible(self._leads and on)
        self._keep.setVisible(self._leads and promise is not None and promise.kept_on is None)

    def _open(self, row: Appointment | Promise | None) -> None:
        if row is not None and row.reg_no:
            self.matter_opened.emit(row.reg_no)

    def _one_form(self, form: EntryForm) -> None:
        for other in self.forms:
            if other is not form:
                other.close_form()

    def _on_plan(self) -> None:
        self._one_form(self.plan)
        day = self.calendar.day()
        self.plan.open_with({"planOn": day, "planBegins": time(9), "planEnds": time(11, 30)})

    def _on_cancel(self) -> None:
        line = self.days.row()
        if line is not None:
            self._one_form(self.cancel)
            count = sum(a.state is AppointmentState.BOOKED for a in line.appointments)
            said = f"已约 {count} 人，取消后请逐一通知。" if count else ""
            self.cancel.open_with({}, title=f"取消{line.day.leader}的接访", said=said)

    def _on_book(self) -> None:
        line = self.days.row()
        if line is not None:
            self._one_form(self.book)
            self.book.open_with(
                {"bookTime": line.day.begins},
                title=f"约访：{line.day.on} {line.day.leader}",
                said="填登记编号就带出来访人和诉求；还没有登记的，填姓名和事由，接访时照常登记。",
            )

    def _on_close(self) -> None:
        row = self.appointments.row()
        if row is not None:
            self._one_form(self.close_visit)
            choices = _CLOSED_ZH if self._leads else {k: v for k, v in _CLOSED_ZH.items() if k != "received"}
            self.close_visit.choose_among("closeState", choices)
            self.close_visit.open_with(
                {"closeRegNo": row.reg_no}, title=f"接访结果：{row.begins:%H:%M} {row.visitor or row.reg_no}"
            )

    def _on_promise(self) -> None:
        line, row = self.days.row(), self.appointments.row()
        if line is not None:
            self._one_form(self.promise)
            self.promise.open_with(
                {"promiseRegNo": row.reg_no if row else "", "promiseDue": line.day.on},
                title=f"记录承诺：{line.day.leader}",
            )

    def _on_keep(self) -> None:
        row = self.promises.row()
        if row is not None:
            self._one_form(self.keep)
            self.keep.open_with({}, title=f"承诺已兑现：{row.what}")


def _button(listing: Card, words: str, key: str, name: str) -> QPushButton:
    button = key_button(words, key, name=name)
    listing.header.addWidget(button)
    return button


def _day_columns() -> tuple[Column[DayLine], ...]:
    def muted(line: DayLine) -> str:
        return "muted" if line.day.cancelled else ""

    return (
        Column("时间", lambda d: f"{d.day.begins:%H:%M}—{d.day.ends:%H:%M}", 108, muted),
        Column("接访领导", lambda d: d.day.leader, 84, muted, bold=True),
        Column("职务", lambda d: d.day.post or "—", 96, muted),
        Column("联合接访单位", lambda d: "、".join(d.day.units) or "—", 0, muted),
        Column("地点", lambda d: d.day.place or "—", 96, muted),
        Column("情况", _day_state, 110, muted),
    )


def _day_state(line: DayLine) -> str:
    if line.day.cancelled:
        return f"已取消：{line.day.cancelled}"
    received = sum(a.state is AppointmentState.RECEIVED for a in line.appointments)
    booked = sum(a.state is AppointmentState.BOOKED for a in line.appointments)
    return f"约 {booked} 人 已接 {received}"


def _appointment_columns() -> tuple[Column[Appointment], ...]:
    def tone(row: Appointment) -> str:
        return {"received": "good", "absent": "warn", "cancelled": "muted"}.get(row.state, "")

    return (
        Column("时间", lambda a: f"{a.begins:%H:%M}", 60),
        Column("来访人", lambda a: a.visitor or "—", 76, bold=True),
        Column("编号", lambda a: a.reg_no or "未登记", 232),
        Column("事由", lambda a: a.about or "—"),
        Column("结果", lambda a: APPOINTMENT_STATES_ZH[a.state], 66, tone),
        Column("接访情况", lambda a: a.result or "—", 110),
    )


def _promise_columns() -> tuple[Column[Promise], ...]:
    return (
        Column("兑现期限", lambda p: p.due.isoformat(), 100, bold=True),
        Column("承诺", lambda p: p.what),
        Column("承办单位", lambda p: p.unit or "—", 110),
        Column("编号", lambda p: p.reg_no, 232),
        Column("兑现", lambda p: p.kept_on.isoformat() if p.kept_on else "未兑现", 96, _kept_tone),
    )


def _kept_tone(promise: Promise) -> str:
    return "good" if promise.kept_on else "warn"


_PLAN = (
    Entry("planLeader", "接访领导", width_px=110, most=60),
    Entry("planPost", "职务", width_px=120, most=60),
    Entry("planOn", "日期", Kind.DATE, 130),
    Entry("planBegins", "开始", Kind.TIME, 88),
    Entry("planEnds", "结束", Kind.TIME, 88),
    Entry("planPlace", "地点", width_px=120),
    Entry("planUnits", "联合接访单位", width_px=300, most=400, example="单位之间用顿号隔开，单独接访不填"),
)
_BOOK = (
    Entry("bookRegNo", "登记编号", width_px=240, most=40),
    Entry("bookTime", "约访时间", Kind.TIME, 88),
    Entry("bookVisitor", "来访人", width_px=110, most=60),
    Entry("bookAbout", "事由", width_px=240),
)
_CLOSE = (
    Entry("closeState", "结果", Kind.CHOICE, 110, choices=_CLOSED_ZH),
    Entry("closeRegNo", "登记编号", width_px=240, most=40),
    Entry("closeResult", "接访情况", width_px=320, most=500, example="听取了什么、怎样答复"),
)
_PROMISE = (
    Entry("promiseRegNo", "登记编号", width_px=240, most=40),
    Entry("promiseWhat", "承诺事项", width_px=260),
    Entry("promiseUnit", "承办单位", width_px=150),
    Entry("promiseDue", "兑现期限", Kind.DATE, 130),
)
