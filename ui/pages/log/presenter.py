"""The log page's questions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Protocol

from app.domain.office import Office
from app.domain.scanned_text import ScannedKind, is_number, read_scanned
from app.intake.office import read_office
from app.intake.results import LogRow
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.log.figures import Figures, figures
from ui.pages.log.view import LogView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner


class VisitLog(Protocol):
    """`app.intake.lists.visit_log`."""

    def __call__(
        self, start: date, end: date, session: DeskSession, search: str = ""
    ) -> tuple[LogRow, ...]: ...


@dataclass(frozen=True)
class Looked:
    """Lines found, figures of the whole period, and from how many persons a visit is a 集体访."""

    rows: tuple[LogRow, ...]
    figures: Figures
    group_from: int


class LogPresenter(DeskPresenter):
    """Shows the log of a period; today unless somebody chose another."""

    def __init__(
        self,
        view: LogView,
        runner: Runner,
        messages: Messages,
        *,
        visit_log: VisitLog,
        zone: tzinfo,
        today: Callable[[], date],
        read_office: Callable[[DeskSession], Office] = read_office,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._visit_log = visit_log
        self._today = today
        self._read_office = read_office
        self._zone = zone
        self._chosen: tuple[date, date] | None = None
        self._search = ""
        view.activated.connect(self.refresh)
        view.period_chosen.connect(self._on_period)
        view.search_changed.connect(self._on_search)
        view.today_requested.connect(self._on_today)

    def end(self) -> None:
        super().end()
        day = self._today()
        self._chosen = None
        self._view.show_rows((), day, day, False)
        self._view.show_figures(figures((), self._zone))

    def refresh(self) -> None:
        """Ask for the period's lines again."""
        start, end = self._chosen or (self._today(), self._today())
        self._view.show_period(start, end)
        search = self._search

        def look(session: DeskSession) -> Looked:
            group_from = session.rules.settings_of(self._read_office(session)).group_from
            whole = self._visit_log(start, end, session)
            found = self._visit_log(start, end, session, search) if search else whole
            return Looked(found, figures(whole, self._zone), group_from)

        def show(looked: Looked) -> None:
            self._view.show_rows(looked.rows, start, end, bool(search))
            self._view.show_figures(looked.figures)
            self._view.show_group_from(looked.group_from)

        self._view.show_waiting()
        self.ask(look, show, self._on_refused, topic="log")

    def _on_refused(self, error: BaseException) -> None:
        start, end = self._chosen or (self._today(), self._today())
        self._view.show_rows((), start, end, False)
        self._messages.fail(error)

    def _on_period(self, start: date, end: date) -> None:
        if start > end:
            self._messages.warn("起始日期晚于截止日期，没有查询。请重新选择日期。")
            return
        self._chosen = (start, end)
        self.refresh()

    def _on_search(self, text: str) -> None:
        """A number is found in any case or width, a registration number by its visit."""
        read = read_scanned(text)
        number = read.kind is ScannedKind.RECEIPT and is_number(read.value)
        self._search = read.value.partition("-")[0] if number else text
        self.refresh()

    def _on_today(self) -> None:
        self._chosen = None
        self.refresh()
