"""What the page of who is responsible asks for and writes down."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from app.domain.due import DueFilter
from app.domain.leaders import AppointmentState, ProposalKind
from app.domain.matter_step import CONFERENCE, SETTLED, MatterStep
from app.domain.office import StaffRole
from app.errors import StationError
from app.intake import disputes, due_board, events, ownership, proposals, reception_days
from app.intake.due_board import WorkList
from app.intake.proposals import ProposalDraft
from app.intake.reception_days import DayPlan
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.coordination.view import CoordinationView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for
from ui.widgets.entry_form import EntryForm

_BETWEEN = re.compile(r"[、，,；;\s]+")
_MAY_PROPOSE = frozenset({StaffRole.LEAD, StaffRole.REVIEWER})


class CoordinationPresenter(DeskPresenter):
    """One presenter for the tabs over the store; the hall has its own.

    Attributes:
        open_matter: brings a matter's page to the front.
        open_deadlines: brings the deadlines page to the front with a filter.
        changed: told when the board has more or less on it.
    """

    def __init__(self, view: CoordinationView, runner: Runner, messages: Messages) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._month: tuple[date, date] | None = None
        self.open_matter: Callable[[str], None] = lambda _reg_no: None
        self.open_deadlines: Callable[[DueFilter], None] = lambda _asked: None
        self.changed: Callable[[], None] = lambda: None
        view.activated.connect(self.refresh)
        view.tab_opened.connect(lambda _: self.refresh())
        self._listen_reception()
        self._listen_others()

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        role = session.user.role
        self._view.show_person(role is StaffRole.LEAD, role in _MAY_PROPOSE, session.clock.today())

    def end(self) -> None:
        super().end()
        self._month = None
        self._view.forget()

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        match self._view.tab:
            case "reception":
                self._view.reception.calendar.ask()
            case "owners":
                self.ask(due_board.work_lists, self._view.owners.lists.show_rows, topic="lists")
                self.ask(ownership.staff_names, self._view.owners.show_staff, topic="staff")
            case "disputes":
                self.ask(disputes.open_disputes, self._view.disputes.disputes.show_rows, topic="disputes")
            case "proposals":
                self._on_year(self._view.proposals.year)

    def _listen_reception(self) -> None:
        tab = self._view.reception
        tab.calendar.month_shown.connect(self._on_month)
        tab.matter_opened.connect(self._on_matter)
        for form, save in (
            (tab.plan, self._on_plan),
            (tab.cancel, self._on_cancel),
            (tab.book, self._on_book),
            (tab.close_visit, self._on_close),
            (tab.promise, self._on_promise),
            (tab.keep, self._on_keep),
        ):
            form.saved.connect(save)

    def _listen_others(self) -> None:
        owners, disputed, proposed = self._view.owners, self._view.disputes, self._view.proposals
        owners.list_opened.connect(self._on_list)
        owners.contact.saved.connect(self._on_contact)
        owners.leader.saved.connect(self._on_leader)
        disputed.matter_opened.connect(self._on_matter)
        disputed.conference.saved.connect(
            lambda v: self._on_step(disputed.conference, CONFERENCE, v["conferenceText"])
        )
        disputed.settle.saved.connect(lambda v: self._on_step(disputed.settle, SETTLED, v["settleUnit"]))
        proposed.year_chosen.connect(self._on_year)
        proposed.matter_opened.connect(self._on_matter)
        proposed.form.saved.connect(self._on_propose)
        proposed.feedback.saved.connect(self._on_feedback)

    # --- reception ---------------------------------------------------------------------------------

    def _on_month(self, start: date, end: date) -> None:
        self._month = (start, end)
        self.ask(
            lambda s: reception_days.reception_days(start, end, s),
            self._view.reception.show_days,
            topic="month",
        )

    def _on_plan(self, said: Mapping[str, Any]) -> None:
        plan = DayPlan(
            on=said["planOn"],
            begins=said["planBegins"],
            ends=said["planEnds"],
            leader=said["planLeader"],
            post=said["planPost"],
            place=said["planPlace"],
            units=tuple(_BETWEEN.split(said["planUnits"])),
        )
        self._save(
            self._view.reception.plan,
            lambda s: reception_days.plan_day(plan, s),
            f"已安排{plan.leader}接访：{plan.on}",
        )

    def _on_cancel(self, said: Mapping[str, Any]) -> None:
        line = self._view.reception.day
        if line is not None:
            self._save(
                self._view.reception.cancel,
                lambda s: reception_days.cancel_day(line.day.day_id, said["cancelWhy"], s),
                "已取消这次接访，请通知已约的来访人。",
            )

    def _on_book(self, said: Mapping[str, Any]) -> None:
        line = self._view.reception.day
        if line is None:
            return
        when: time = said["bookTime"]
        self._save(
            self._view.reception.book,
            lambda s: reception_days.book_appointment(
                line.day.day_id,
                when,
                s,
                reg_no=said["bookRegNo"],
                visitor=said["bookVisitor"],
                about=said["bookAbout"],
            ),
            f"已约访：{line.day.on} {when:%H:%M}",
        )

    def _on_close(self, said: Mapping[str, Any]) -> None:
        row = self._view.reception.appointments.row()
        if row is not None:
            state = AppointmentState(said["closeState"])
            self._save(
                self._view.reception.close_visit,
                lambda s: reception_days.close_appointment(
                    row.appointment_id, state, s, result=said["closeResult"], reg_no=said["closeRegNo"]
                ),
                "已记录接访结果。",
            )

    def _on_promise(self, said: Mapping[str, Any]) -> None:
        line = self._view.reception.day
        if line is not None:
            self._save(
                self._view.reception.promise,
                lambda s: reception_days.make_promise(
                    said["promiseRegNo"],
                    said["promiseWhat"],
                    said["promiseDue"],
                    s,
                    day_id=line.day.day_id,
                    unit_name=said["promiseUnit"],
                ),
                f"已记录承诺，{said['promiseDue']}前兑现，列在“期限”页。",
                moved=True,
            )

    def _on_keep(self, said: Mapping[str, Any]) -> None:
        row = self._view.reception.promises.row()
        if row is not None:
            self._save(
                self._view.reception.keep,
                lambda s: reception_days.keep_promise(row.promise_id, said["keptNote"], s),
                "已记为兑现。",
                moved=True,
            )

    def _on_matter(self, reg_no: str) -> None:
        self.open_matter(reg_no)

    # --- owners, disputes --------------------------------------------------------------------------

    def _on_list(self, row: WorkList) -> None:
        self.open_deadlines(DueFilter(leader=row.person) if row.leads else DueFilter(owner=row.person))

    def _on_contact(self, said: Mapping[str, Any]) -> None:
        self._save(
            self._view.owners.contact,
            lambda s: ownership.name_first_contact(said["contactRegNo"], said["contactName"], s),
            f"首接责任人已改为{said['contactName']}。",
            moved=True,
        )

    def _on_leader(self, said: Mapping[str, Any]) -> None:
        who = said["leaderName"]
        self._save(
            self._view.owners.leader,
            lambda s: ownership.name_case_leader(said["leaderRegNo"], who, s),
            f"已由{who}包案。" if who else "已取消包案。",
            moved=True,
        )

    def _on_step(self, form: EntryForm, kind: str, words: str) -> None:
        row = self._view.disputes.disputes.row()
        if row is None:
            return

        def record(session: DeskSession) -> object:
            return events.record_event(row.reg_no, MatterStep(kind, session.clock.today(), words), session)

        self._save(form, record, f"已记录：{row.reg_no}", moved=True)

    # --- proposals ---------------------------------------------------------------------------------

    def _on_year(self, year: int) -> None:
        def read(session: DeskSession) -> tuple[Any, Any]:
            return proposals.proposals_of_year(year, session), proposals.proposal_figures(year, session)

        self.ask(read, lambda told: self._view.proposals.show_year(*told), topic="year")

    def _on_propose(self, said: Mapping[str, Any]) -> None:
        draft = ProposalDraft(
            ProposalKind(said["proposalKind"]),
            said["proposalUnit"],
            said["proposalOn"],
            said["proposalText"],
            said["proposalRegNo"],
        )
        self._save(self._view.proposals.form, lambda s: proposals.note_proposal(draft, s), "已记录建议。")

    def _on_feedback(self, said: Mapping[str, Any]) -> None:
        row = self._view.proposals.proposals.row()
        if row is not None:
            adopted = said["feedbackAdopted"] == "yes"
            self._save(
                self._view.proposals.feedback,
                lambda s: proposals.note_feedback(
                    row.proposal_id, said["feedbackOn"], adopted, said["feedbackText"], s
                ),
                "已记录反馈。",
            )

    def _save(
        self,
        form: EntryForm,
        act: Callable[[DeskSession], object],
        done: str,
        *,
        moved: bool = False,
    ) -> None:
        """What was typed stays until it is kept."""
        form.show_busy(True)

        def kept(_answer: object) -> None:
            form.show_busy(False)
            form.close_form()
            self._messages.done(done)
            if moved:
                self.changed()
            self.refresh()

        def refused(error: BaseException) -> None:
            form.show_busy(False)
            if isinstance(error, StationError):
                self._messages.warn(sentence_for(error))
            else:
                self._messages.fail(error)

        self.ask(act, kept, refused, topic="save")
