"""Carries the queue's window: what a person asks there goes to the run of papers. Makes no widget."""

from collections.abc import Callable, Sequence

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.presenter import DeskPresenter
from ui.pages.print_queue.view import PrintQueueView
from ui.paper_run import PaperRun
from ui.print_services import PrintServices
from ui.tasks import Runner
from ui.widgets.page_view import Page


class PrintQueuePresenter(DeskPresenter):
    """The window over the queue; opening it reads the queue anew.

    Args:
        changed: told how many papers need somebody, for the printer's light.
        draw: the pages of a PDF as pictures; lane `store`.
        show_preview: shows a paper under its number.
    """

    def __init__(
        self,
        view: PrintQueueView,
        runner: Runner,
        messages: Messages,
        run: PaperRun,
        services: PrintServices,
        *,
        changed: Callable[[int], None],
        draw: Callable[[bytes], Sequence[Page]],
        show_preview: Callable[[str, Sequence[Page]], None],
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._run = run
        self._services = services
        self._changed = changed
        self._draw = draw
        self._show_preview = show_preview
        self._first = False
        run.queue_changed.connect(self._on_queue)
        view.print_requested.connect(self._on_print)
        view.preview_requested.connect(self._on_preview)
        view.seen_requested.connect(run.seen)
        view.drop_requested.connect(run.drop)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._first = True

    def end(self) -> None:
        super().end()
        self._view.close()
        self._view.show_entries(())

    def open_queue(self) -> None:
        """Show the window; nothing while nobody is signed in."""
        if self._session is not None:
            self._run.refresh()
            self._view.open_queue()

    def _on_queue(self, entries: tuple[PrintEntry, ...]) -> None:
        self._view.show_entries(entries)
        waiting = [e for e in entries if e.state is not Making.HANDED]
        self._changed(len(waiting))
        if self._first and waiting:
            self._messages.warn(f"有 {len(waiting)} 份文书没有打印完：按 Ctrl+P 查看。")
        self._first = False

    def _on_print(self, entry: PrintEntry, size: str) -> None:
        usual = self._services.wish(size)
        self._run.ask(entry.number, PrintWish(size, usual.printer, entry.wish.copies))

    def _on_preview(self, entry_id: str) -> None:
        def make(session: DeskSession) -> tuple[str, Sequence[Page]]:
            paper = self._services.preview(entry_id, session)
            return paper.number, self._draw(paper.pdf)

        self.ask(make, lambda made: self._show_preview(*made), topic="preview")
