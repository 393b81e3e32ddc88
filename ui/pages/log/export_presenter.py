"""The log as a file, and the daily sheet on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.log_filter import LogFilter, LogSort
from app.domain.period import span_of
from app.errors import BadInput
from app.intake import exports, visit_log
from app.intake.exports import Exported
from app.intake.log_sheet import LOG_TITLE
from app.intake.session import DeskSession
from app.reports.table import Watch
from ui.export_run import CSV, PDF, XLSX, AskPath, ExportRun, ask_path
from ui.keys_back import keys_back
from ui.notify import Messages
from ui.pages.log.export_view import ExportView, ExportWish
from ui.pages.log.view import LogView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner

_KINDS = {".xlsx": XLSX, ".csv": CSV, ".pdf": PDF}
_TITLE, _SIZE = "来访登记日报", "a4"


@dataclass(frozen=True)
class AskedLog:
    """The lines that the page shows, and ids of the columns it shows them with."""

    wanted: LogFilter
    search: str = ""
    sort: LogSort = LogSort.SEQ
    descending: bool = False
    columns: tuple[str, ...] = ()


def export_shown(
    path: Path, asked: AskedLog, wish: ExportWish, session: DeskSession, watch: Watch
) -> Exported:
    """Write what the page shows, read on as it is written."""
    wanted = asked.wanted
    total = visit_log.count_log(wanted, session, search=asked.search)
    rows = visit_log.each_log_row(
        wanted, session, search=asked.search, sort=asked.sort, descending=asked.descending
    )
    return exports.export_log(
        path,
        wanted.start,
        wanted.end,
        rows,
        total,
        session,
        why=wish.why,
        full_numbers=wish.full_numbers,
        encoding=wish.encoding,
        columns=asked.columns,
        watch=watch,
    )


def daily_paper(asked: AskedLog, session: DeskSession) -> bytes:
    """The sheet of the days shown, every line of them whatever is filtered; noted like an export."""
    start, end = asked.wanted.start, asked.wanted.end
    count = visit_log.count_log(LogFilter(start, end), session)
    if count > exports.MOST_ON_PAPER:
        raise BadInput([f"这段日期有 {count:,} 批来访，太多了，没有打印。请缩短日期，或导出为表格。"])
    session.note("print_daily", f"{start}/{end}", f"{count} 行")
    return exports.daily_sheet(span_of(start, end), visit_log.visit_log(start, end, session), session)


@dataclass(frozen=True)
class LogExportCases:
    """What is done with the lines shown; print_loose: (pdf, title, size), on lane `print`."""

    export: Callable[[Path, AskedLog, ExportWish, DeskSession, Watch], Exported] = export_shown
    daily: Callable[[AskedLog, DeskSession], bytes] = daily_paper
    print_loose: Callable[[bytes, str, str], object] = lambda _pdf, _title, _size: None


class LogExports(DeskPresenter):
    """Buttons 导出 and 打印日报 of the log page."""

    def __init__(
        self,
        view: LogView,
        runner: Runner,
        messages: Messages,
        use: LogExportCases,
        *,
        asked: Callable[[], AskedLog],
        dialog: ExportView | None = None,
        ask: AskPath | None = None,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view, self._use, self._asked = view, use, asked
        self._dialog = dialog or ExportView(view)
        keys_back(self._dialog, view)
        self._run = ExportRun(runner, messages, ask or ask_path(view), view)
        self._run.began.connect(view.progress.begin)
        self._run.progressed.connect(view.progress.advance)
        self._run.ended.connect(view.progress.end)
        view.progress.cancelled.connect(self._run.cancel)
        view.export_requested.connect(self._on_export)
        view.daily_requested.connect(self._on_daily)
        self._dialog.wished.connect(self._on_wished)

    def end(self) -> None:
        super().end()
        self._dialog.reject()
        self._run.cancel()

    def leave(self) -> None:
        """The window goes: what is being written is not waited for."""
        self._run.cancel()

    def _on_export(self) -> None:
        wanted = self._asked().wanted
        span = f"{wanted.start}" if wanted.start == wanted.end else f"{wanted.start} 至 {wanted.end}"
        self._dialog.ask(f"导出 {span} 当前列出的来访；表格的栏目与页面上显示的一致。")

    def _on_wished(self, wish: ExportWish) -> None:
        session = self._session
        if session is None:
            return
        asked = self._asked()
        wanted = asked.wanted
        days = f"{wanted.start}" if wanted.start == wanted.end else f"{wanted.start}_{wanted.end}"
        self._run.start(
            lambda path, watch: self._use.export(path, asked, wish, session, watch),
            f"{LOG_TITLE}_{days}{wish.suffix}",
            _KINDS[wish.suffix],
        )

    def _on_daily(self) -> None:
        asked = self._asked()
        self.ask(lambda session: self._use.daily(asked, session), self._send, lane="export", topic="daily")

    def _send(self, pdf: bytes) -> None:
        self._runner.run(
            "print",
            lambda: self._use.print_loose(pdf, _TITLE, _SIZE),
            owner=self._view,
            on_ok=lambda _job: self._messages.done(f"{_TITLE}已送去打印。"),
            on_error=self._messages.fail,
        )
