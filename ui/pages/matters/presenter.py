"""The matters page's questions, and recording a matter's next step."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from app.domain.matter_step import MatterStep
from app.domain.scanned_text import ScannedKind, is_number, read_scanned
from app.errors import ReceiptAltered, ReceiptUnknown, ReceiptUnreadable, StationError
from app.intake import events, matter_lists, open_receipt
from app.intake.events import EventPreview
from app.intake.open_receipt import KnownMatterShown, OpenedReceipt, Proof
from app.intake.results import MatterDetail, MatterLine
from app.intake.session import DeskSession
from ui.labels import EVENT_ZH, label
from ui.notify import Messages
from ui.pages.matters.panels_presenter import PanelsPresenter, PanelUseCases
from ui.pages.matters.papers_presenter import PapersPresenter, PaperUseCases
from ui.pages.matters.view import MattersView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for

_KEYS = re.compile(r"（[a-z_]+(?:：([^）]+))?）")
"""The names of dates as files have them, of no use to whoever picked the step from a list."""
_REFUSED = (ReceiptAltered, ReceiptUnknown, ReceiptUnreadable)


class MatterList(Protocol):
    """`app.intake.lists.matter_list`."""

    def __call__(self, session: DeskSession, search: str = "") -> tuple[MatterLine, ...]: ...


class MatterIndex(Protocol):
    """`app.intake.matter_lists.matter_index`."""

    def __call__(self, session: DeskSession, search: str = "") -> tuple[str, ...]: ...


MatterLines = Callable[[Sequence[str], DeskSession], tuple[MatterLine, ...]]


RecordEvent = Callable[[str, MatterStep, DeskSession], MatterDetail]
PreviewEvent = Callable[[str, MatterStep, DeskSession], EventPreview]


class MattersPresenter(DeskPresenter):
    """List, course, next step.

    Attributes:
        show_page: brings the page to the front, which then asks for its list.
        come_again: takes a known matter to the form of the visit; facts `same` or `new`.
        changed: called when a matter's course reads differently now.
    """

    show_page: Callable[[], None]
    come_again: Callable[[KnownMatterShown, str], None]
    changed: Callable[[], None]

    def __init__(
        self,
        view: MattersView,
        runner: Runner,
        messages: Messages,
        *,
        matter_list: MatterList,
        matter_detail: Callable[[str, DeskSession], MatterDetail],
        record_event: RecordEvent,
        today: Callable[[], date],
        open_receipt: Callable[[str, DeskSession], OpenedReceipt] = open_receipt.open_receipt,
        known_matter: Callable[[str, DeskSession], KnownMatterShown] = open_receipt.known_matter,
        preview_event: PreviewEvent = events.preview_event,
        matter_index: MatterIndex = matter_lists.matter_index,
        matter_lines: MatterLines = matter_lists.matter_lines,
        panels: PanelUseCases | None = None,
        papers: PaperUseCases | None = None,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._matter_list = matter_list
        self._matter_detail = matter_detail
        self._record_event = record_event
        self._find_receipt = open_receipt
        self._known_matter = known_matter
        self._preview_event = preview_event
        self._matter_index = matter_index
        self._matter_lines = matter_lines
        self.show_page = view.activate
        self.come_again = _nowhere
        self._search = ""
        self._shown = ""
        self._user = ""
        self.panels = PanelsPresenter(view, runner, messages, panels)
        self.panels.changed = self._on_changed
        self.changed = lambda: None
        self.papers = PapersPresenter(view, runner, messages, papers)
        self.papers.changed = self._on_paper
        self._papers_of = ("", "")
        self.panels.list_again = self.refresh
        view.form.today = view.detail.refusal.today = view.detail.papers.today = today
        view.activated.connect(self.refresh)
        view.search_changed.connect(self._on_search)
        view.matter_chosen.connect(self._on_chosen)
        view.form.save_requested.connect(self._on_save)
        view.form.changed.connect(self._on_form)
        view.model.lines_wanted.connect(self._on_lines_wanted)
        view.model.more_wanted.connect(self._on_more_wanted)
        view.repeat_requested.connect(self._on_repeat)

    def begin(self, session: DeskSession) -> None:
        """Whoever unlocks the desk again finds a step half written down; another person does not."""
        super().begin(session)
        self.panels.begin(session)
        self.papers.begin(session)
        if session.user.name != self._user:
            self._user, self._search = session.user.name, ""
            self._view.forget()

    def end(self) -> None:
        super().end()
        self.panels.end()
        self.papers.end()
        self._papers_of = ("", "")
        self._shown = ""
        self._view.show_matters((), False)

    def open_receipt(self, text: str) -> None:
        """Open the matters of a scanned receipt or of a number; what is wrong with it is told instead.

        The page comes to the front only when there is something to show.
        """

        def refused(error: BaseException) -> None:
            if isinstance(error, _REFUSED):
                self._messages.warn(sentence_for(error))
            else:
                self._messages.fail(error)

        self.ask(lambda s: self._find_receipt(text, s), self._on_opened, refused, topic="receipt")

    def refresh(self) -> None:
        """Ask for the list again."""
        if self.panels.searching:
            return  # what a person's document led to stays until it is closed
        search = self._search

        def refused(error: BaseException) -> None:
            self._view.show_matters((), False)
            self._messages.fail(error)

        self._view.show_waiting()
        self.ask(
            lambda s: self._matter_list(s, search),
            lambda lines: self._view.show_matters(lines, bool(search)),
            refused,
            topic="list",
        )

    def open_matter(self, reg_no: str) -> None:
        """Bring the page to the front with one matter, say from the list of deadlines."""
        self._search = reg_no
        self._view.show_search(reg_no, reg_no)
        self.show_page()

    def issue_paper(self, reg_no: str, paper: str) -> None:
        """Bring the page to the front with one matter and begin with a paper of it."""
        self._papers_of = (reg_no, paper)
        self.open_matter(reg_no)

    def _on_more_wanted(self) -> None:
        search = self._search
        self.ask(lambda s: self._matter_index(s, search), self._view.show_index, topic="index")

    def _on_lines_wanted(self, first: int, numbers: tuple[str, ...]) -> None:
        self.ask(lambda s: self._matter_lines(numbers, s), lambda lines: self._view.model.put(first, lines))

    def _on_changed(self, reg_no: str) -> None:
        self.changed()
        if self._shown == reg_no:
            self._on_chosen(reg_no)

    def _on_paper(self, reg_no: str) -> None:
        self._on_changed(reg_no)
        self.refresh()

    def _on_form(self, step: MatterStep) -> None:
        """Say what the step would do; what is wrong with it is told before it is saved."""
        reg_no = self._shown
        form = self._view.form

        def told(preview: EventPreview) -> None:
            form.show_message("")
            form.show_preview(preview)

        def refused(error: BaseException) -> None:
            form.show_preview(None)
            if isinstance(error, StationError):
                form.show_message(_KEYS.sub(_day_only, sentence_for(error)))
            else:
                self._messages.fail(error)

        if reg_no:
            self.ask(
                lambda s: self._preview_event(reg_no, step, s),
                told,
                refused,
                topic="preview",
            )

    def _on_search(self, text: str) -> None:
        read = read_scanned(text)
        if read.kind is ScannedKind.RECEIPT and not is_number(read.value):
            self.open_receipt(text)  # typed by a scanner too slow to be known as one, or pasted
            return
        self._search = text
        self.refresh()

    def _on_opened(self, opened: OpenedReceipt) -> None:
        self._search = opened.visit_no
        self._view.show_search(opened.visit_no, opened.reg_nos[0])
        count = len(opened.reg_nos)
        what = f"已列出这次来访的 {count} 件事项。" if count > 1 else f"已打开事项 {opened.reg_nos[0]}。"
        if opened.proof is Proof.GENUINE:
            self._messages.done(f"回执核验无误（{opened.paper}），{what}")
        elif opened.proof is Proof.VOIDED:
            self._messages.warn(f"这份回执（{opened.paper}）是本机出具的，但已作废。{what}")
        else:
            self._messages.info(f"{what}只核对了编号，没有核验纸质回执。")
        self.show_page()

    def _on_repeat(self, facts: str) -> None:
        reg_no = self._shown
        self.ask(
            lambda s: self._known_matter(reg_no, s),
            lambda known: self.come_again(known, facts),
            topic="repeat",
        )

    def _on_chosen(self, reg_no: str) -> None:
        self.ask(lambda s: self._matter_detail(reg_no, s), self._on_detail, topic="detail")

    def _on_detail(self, detail: MatterDetail) -> None:
        self._shown = detail.line.reg_no
        self._view.show_detail(detail)
        reg_no, paper = self._papers_of
        if reg_no == self._shown:
            self._papers_of = ("", "")
            self._view.detail.show_papers()
            self.papers.issue(reg_no, paper)

    def _on_save(self, step: MatterStep) -> None:
        reg_no = self._shown
        self._view.form.show_busy(True)

        def saved(detail: MatterDetail) -> None:
            self._view.form.show_busy(False)
            self._view.close_form(reg_no)
            if self._shown == reg_no:
                self._on_detail(detail)
            self._messages.done(f"已记录：{reg_no} {label(EVENT_ZH, step.kind)}（{step.on}）")
            self.refresh()
            self.changed()

        def refused(error: BaseException) -> None:
            self._view.form.show_busy(False)
            if isinstance(error, StationError) and self._shown == reg_no:
                self._view.form.show_message(_KEYS.sub(_day_only, sentence_for(error)))
            else:
                self._messages.fail(error)

        self.ask(
            lambda s: self._record_event(reg_no, step, s),
            saved,
            refused,
        )


def _day_only(found: re.Match[str]) -> str:
    return f"（{found[1]}）" if found[1] else ""


def _nowhere(_known: KnownMatterShown, _facts: str) -> None:
    """There is no form of a visit beside this page."""
