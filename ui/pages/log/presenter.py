"""The log page's questions: which lines, in which order, and their figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from app.domain.log_filter import UNCHECKED, LogFilter, LogSort, LogTotals, Raising
from app.domain.office import StaffRole
from app.domain.scanned_text import ScannedKind, is_number, read_scanned
from app.intake import log_columns, visit_log
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.intake.visibility import NOT_SAID
from app.intake.visit_log import LogChoices, LogIndex
from ui.notify import Messages
from ui.pages.log.export_presenter import AskedLog
from ui.pages.log.model import PAGE_LINES
from ui.pages.log.review_presenter import ReviewPresenter
from ui.pages.log.view import LogView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner


class IndexLog(Protocol):
    """`app.intake.visit_log.log_index`."""

    def __call__(
        self, wanted: LogFilter, session: DeskSession, *, search: str, sort: LogSort, descending: bool
    ) -> LogIndex: ...


class TotalLog(Protocol):
    """`app.intake.visit_log.log_totals`."""

    def __call__(self, wanted: LogFilter, session: DeskSession, *, search: str) -> LogTotals: ...


@dataclass(frozen=True)
class LogUseCases:
    """What the page asks the store."""

    index: IndexLog = visit_log.log_index
    rows: Callable[[Sequence[int], DeskSession], tuple[LogRow, ...]] = visit_log.log_rows
    totals: TotalLog = visit_log.log_totals
    choices: Callable[[date, date, DeskSession], LogChoices] = visit_log.log_choices
    chosen_columns: Callable[[DeskSession], tuple[str, ...]] = log_columns.chosen_columns
    choose_columns: Callable[[Sequence[str], DeskSession], None] = log_columns.choose_columns


class LogPresenter(DeskPresenter):
    """Shows the log of a period; today unless somebody chose another.

    Attributes:
        show_page: brings the page to the front, which then asks for its lines.
    """

    show_page: Callable[[], None]

    def __init__(
        self,
        view: LogView,
        runner: Runner,
        messages: Messages,
        review: ReviewPresenter,
        *,
        today: Callable[[], date],
        use: LogUseCases | None = None,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._use = use or LogUseCases()
        self._review = review
        self._today = today
        self._chosen: tuple[date, date] | None = None
        self._search = ""
        self._sort, self._descending = LogSort.SEQ, False
        self._group_from = 5
        self._choices_of: tuple[date, date] | None = None
        self.show_page = view.activate
        review.changed = self.refresh
        review.open_log = self.open_log
        view.activated.connect(self.refresh)
        view.period_chosen.connect(self._on_period)
        view.search_changed.connect(self._on_search)
        view.today_requested.connect(self._on_today)
        view.sort_requested.connect(self._on_sort)
        view.columns_chosen.connect(self._on_columns)
        view.figure_opened.connect(self._on_figure)
        view.filters.changed.connect(self.refresh)
        view.model.lines_wanted.connect(self._on_lines_wanted)
        view.closing_requested.connect(lambda: review.open_closing(self._span()[0]))

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._view.show_role(session.user.role is StaffRole.LEAD)
        self._review.begin(session)
        self.ask(self._use.chosen_columns, self._view.show_columns, lambda _: None, topic="columns")

    def end(self) -> None:
        super().end()
        self._review.end()
        day = self._today()
        self._chosen, self._search, self._choices_of = None, "", None
        self._view.filters.clear()
        self._view.show_search("")
        self._view.show_standing("", "note")
        self._view.show_lines((), (), day, day, narrowed=False)
        self._view.show_totals(LogTotals(), self._group_from, {})

    def open_log(self, wanted: LogFilter, search: str = "") -> None:
        """Bring the page to the front with the lines a figure counts."""
        self._chosen = (wanted.start, wanted.end)
        self._search = search
        self._view.show_search(search)
        self._view.filters.show_filter(wanted)
        self.show_page()

    def asked(self) -> AskedLog:
        """The lines that are shown, as the store is asked for them."""
        wanted = self._view.filters.narrowed(LogFilter(*self._span()))
        return AskedLog(wanted, self._search, self._sort, self._descending, self._view.shown_columns)

    def refresh(self) -> None:
        """Ask for the period's lines again, then for their figures."""
        start, end = self._span()
        self._view.show_period(start, end)
        wanted, search = self._view.filters.narrowed(LogFilter(start, end)), self._search
        narrowed = bool(search) or wanted != LogFilter(start, end)
        sort, descending = self._sort, self._descending

        def look(session: DeskSession) -> tuple[LogIndex, tuple[LogRow, ...]]:
            index = self._use.index(wanted, session, search=search, sort=sort, descending=descending)
            return index, self._use.rows(index.keys[:PAGE_LINES], session)

        def show(found: tuple[LogIndex, tuple[LogRow, ...]]) -> None:
            index, first = found
            self._group_from = index.group_from
            self._view.show_lines(index.keys, first, start, end, narrowed=narrowed)

        self._view.show_waiting()
        self.ask(look, show, self._on_refused, topic="log")
        self.ask(
            lambda s: (self._use.totals(wanted, s, search=search), _class_names(s)),
            lambda told: self._view.show_totals(told[0], self._group_from, told[1]),
            lambda _: None,
            topic="totals",
        )
        if self._choices_of != (start, end):
            self.ask(
                lambda s: (self._use.choices(start, end, s), _first_level(s)),
                self._show_choices,
                topic="choices",
            )
        self._review.show_standing(start if start == end else None)

    def _span(self) -> tuple[date, date]:
        return self._chosen or (self._today(), self._today())

    def _show_choices(self, found: tuple[LogChoices, dict[str, str]]) -> None:
        self._choices_of = self._span()
        self._view.filters.set_choices(found[0].windows, found[0].receptionists, found[1])

    def _on_refused(self, error: BaseException) -> None:
        start, end = self._span()
        self._view.show_lines((), (), start, end, narrowed=False)
        self._messages.fail(error)

    def _on_lines_wanted(self, first: int, keys: tuple[int, ...]) -> None:
        self.ask(lambda s: self._use.rows(keys, s), lambda rows: self._view.model.put(first, keys, rows))

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

    def _on_sort(self, sort: LogSort, descending: bool) -> None:
        self._sort, self._descending = sort, descending
        self.refresh()

    def _on_columns(self, names: tuple[str, ...]) -> None:
        self.ask(lambda s: self._use.choose_columns(names, s), lambda _: None)

    def _on_figure(self, word: str) -> None:
        """A figure opens to what it counts, within what is shown."""
        start, end = self._span()
        shown = self._view.filters.narrowed(LogFilter(start, end))
        self._view.filters.show_filter(_FIGURES[word](shown, LogFilter(start, end)))
        self.refresh()


_FIGURES: dict[str, Callable[[LogFilter, LogFilter], LogFilter]] = {
    "all": lambda _shown, whole: whole,
    "first": lambda shown, _: replace(shown, raising=Raising.FIRST),
    "repeat": lambda shown, _: replace(shown, raising=Raising.REPEAT),
    "group": lambda shown, _: replace(shown, group=True),
    "told": lambda shown, _: replace(shown, told=True),
    "unchecked": lambda shown, _: replace(shown, reviews=UNCHECKED),
}


def _class_names(session: DeskSession) -> dict[str, str]:
    return {code: names[1] for code, names in session.rules.content_classes.items()} | NOT_SAID


def _first_level(session: DeskSession) -> dict[str, str]:
    return {code[:2]: names[0] for code, names in session.rules.content_classes.items()}
