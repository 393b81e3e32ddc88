"""The figures page's questions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.figures import Comparison
from app.domain.log_filter import LogFilter
from app.domain.office import StaffRole
from app.domain.period import Period, Span, period_of, span_of
from app.errors import NotAllowed
from app.intake import exports
from app.intake import figures as figure_cases
from app.intake.exports import Exported
from app.intake.figure_rows import log_filter
from app.intake.office import read_office
from app.intake.session import DeskSession
from app.reports.content import TITLES
from app.reports.pdf import report_pdf
from ui.export_run import PDF, XLSX, AskPath, ExportRun, ask_path
from ui.notify import Messages
from ui.pages.figures.view import FiguresView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner

_SIZE = "a4"


def _lines_of(period: Period, figure: str, part: str, session: DeskSession) -> LogFilter:
    return log_filter(period, figure, part, session.rules.settings_of(read_office(session)))


def _printed(period: Period, session: DeskSession) -> bytes:
    return report_pdf(exports.figure_report(period, session))


@dataclass(frozen=True)
class FigureUseCases:
    """What the page asks for.

    Attributes:
        lines_of: (period, figure or breakdown, part), the filter of the log behind it.
        make: PDF of the report; print_loose: (pdf, title, size), on lane `print`.
    """

    count: Callable[[Period, DeskSession], Comparison] = figure_cases.figures
    export: Callable[[Path, Period, DeskSession], Exported] = exports.export_figures
    make: Callable[[Period, DeskSession], bytes] = _printed
    lines_of: Callable[[Period, str, str, DeskSession], LogFilter] = _lines_of
    print_loose: Callable[[bytes, str, str], object] = lambda _pdf, _title, _size: None


class FiguresPresenter(DeskPresenter):
    """Shows the figures of a period; the running month unless somebody chose another.

    Attributes:
        open_log: brings the log to the front with the lines behind a figure.
    """

    open_log: Callable[[LogFilter], None]

    def __init__(
        self,
        view: FiguresView,
        runner: Runner,
        messages: Messages,
        use: FigureUseCases,
        *,
        today: Callable[[], date],
        ask: AskPath | None = None,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view, self._use, self._today = view, use, today
        self._period: Period | None = None
        self.open_log = lambda _wanted: None
        self._exporting = ExportRun(runner, messages, ask or ask_path(view), view)
        self._exporting.began.connect(view.show_export)
        self._exporting.progressed.connect(view.show_progress)
        self._exporting.ended.connect(view.end_export)
        view.export_cancelled.connect(self._exporting.cancel)
        view.activated.connect(self.refresh)
        view.span_chosen.connect(self._on_span)
        view.moved.connect(self._on_moved)
        view.period_chosen.connect(self._on_period)
        view.figure_opened.connect(self._on_opened)
        view.part_opened.connect(self._on_opened)
        view.xlsx_requested.connect(lambda: self._export(".xlsx", XLSX))
        view.pdf_requested.connect(lambda: self._export(".pdf", PDF))
        view.print_requested.connect(self._on_print)

    @property
    def period(self) -> Period:
        """What is shown."""
        return self._period or period_of(Span.MONTH, self._today())

    def end(self) -> None:
        super().end()
        self._exporting.cancel()
        self._period = None
        self._view.forget()

    def leave(self) -> None:
        """The window goes: what is being written is not waited for."""
        self._exporting.cancel()

    def refresh(self) -> None:
        """Count again."""
        period = self.period
        self._view.show_period(period)
        self._view.show_waiting()
        self.ask(
            lambda session: self._use.count(period, session),
            self._view.show_figures,
            self._on_refused,
            lane="export",
            topic="figures",
        )

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, NotAllowed):
            self._view.show_refused()
            return
        self._view.forget()
        self._messages.fail(error)

    def _on_span(self, span: str) -> None:
        shown = self.period
        kept = Period(shown.start, shown.end, Span.ANY)
        self._period = kept if span == Span.ANY else period_of(Span(span), shown.start)
        self.refresh()

    def _on_moved(self, step: int) -> None:
        period = self.period
        moved = period.before() if step < 0 else period.after()
        if moved is not None:
            self._period = moved
            self.refresh()

    def _on_period(self, start: date, end: date) -> None:
        if start > end:
            self._messages.warn("起始日期晚于截止日期，没有统计。请重新选择日期。")
            return
        self._period = span_of(start, end)
        self.refresh()

    def _on_opened(self, figure: str, part: str = "") -> None:
        period = self.period
        self.ask(
            lambda session: self._use.lines_of(period, figure, part, session),
            self._show_lines,
            topic="rows",
        )

    def _show_lines(self, wanted: LogFilter) -> None:
        self.open_log(wanted)

    def _export(self, suffix: str, kinds: str) -> None:
        session = self._session
        if session is None:
            return
        period = self.period
        if session.user.role is not StaffRole.LEAD:
            self._messages.fail(NotAllowed("export"))
            return
        name = f"{TITLES[period.span]}_{period.name}{suffix}"
        self._exporting.start(lambda path, _watch: self._use.export(path, period, session), name, kinds)

    def _on_print(self) -> None:
        period, title = self.period, TITLES[self.period.span]
        self.ask(
            lambda session: self._use.make(period, session),
            lambda pdf: self._send(pdf, title),
            lane="export",
            topic="print",
        )

    def _send(self, pdf: bytes, title: str) -> None:
        self._runner.run(
            "print",
            lambda: self._use.print_loose(pdf, title, _SIZE),
            owner=self._view,
            on_ok=lambda _job: self._messages.done(f"{title}已送去打印。"),
            on_error=self._messages.fail,
        )
