"""The deadlines page's questions: what is open, how urgent, and that somebody urged it on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.due import DueFilter, Span
from app.domain.matter_step import SUPERVISED, MatterStep
from app.domain.office import StaffRole
from app.errors import StationError
from app.intake import due_board, due_counting, events, unit_lists
from app.intake.due_board import DueBoard, DueLine
from app.intake.results import MatterDetail, Paper
from app.intake.session import DeskSession
from app.intake.unit_lists import UnitList
from ui.notify import Messages
from ui.pages.deadlines.alarm import LeadsAlarm
from ui.pages.deadlines.view import DeadlinesView
from ui.pages.matters.papers_presenter import page_pictures
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for
from ui.widgets.page_view import Page

_SIZE = "a4"


def _no_printer(_paper: Paper, _title: str, _size: str) -> object:
    return None


@dataclass(frozen=True)
class DeadlineUseCases:
    """What the page asks for; each but the last three takes the session and runs on lane `store`.

    Attributes:
        count_some: counts a few matters anew and says how many are left.
        render: the file of a list; draw: pictures of its pages; print_loose: (paper, title, size); these
            three take no session and run on lane `print`.
    """

    count_some: Callable[[DeskSession], int] = due_counting.count_some
    board: Callable[[DueFilter, DeskSession], DueBoard] = due_board.due_board
    lines: Callable[[DueFilter, int, DeskSession], tuple[DueLine, ...]] = due_board.due_lines
    alarms: Callable[[DeskSession], int] = due_board.open_alarms
    record_event: Callable[[str, MatterStep, DeskSession], MatterDetail] = events.record_event
    urging: Callable[[DueFilter, DeskSession], UnitList] = unit_lists.urging_list
    handover: Callable[[date, date, DeskSession], UnitList] = unit_lists.handover_list
    record_urging: Callable[[Sequence[str], DeskSession], int] = unit_lists.record_urging
    render: Callable[[UnitList], Paper] = unit_lists.list_paper
    draw: Callable[[bytes], tuple[Page, ...]] = page_pictures
    print_loose: Callable[[Paper, str, str], object] = _no_printer


class DeadlinesPresenter(DeskPresenter):
    """Shows open terms, writes down supervision, makes lists for the units.

    Attributes:
        alarm: tells the lead what waits for supervision.
        open_matter: brings a matter's page to the front.
    """

    open_matter: Callable[[str], None]

    def __init__(
        self,
        view: DeadlinesView,
        runner: Runner,
        messages: Messages,
        use: DeadlineUseCases | None = None,
    ) -> None:
        super().__init__(view, runner, messages)
        self._view, self._use = view, use or DeadlineUseCases()
        self._asked = DueFilter()
        self._list: UnitList | None = None
        self._paper: Paper | None = None
        self._title = ""
        self.alarm = LeadsAlarm(
            view, runner, messages, open_alarms=self._use.alarms, count_some=self._use.count_some
        )
        self.open_matter = lambda _reg_no: None
        view.activated.connect(self.refresh)
        view.asked.connect(self._on_asked)
        view.page_wanted.connect(self._on_page_wanted)
        view.matter_opened.connect(self._on_opened)
        view.supervise_requested.connect(self._on_supervise)
        view.urging_requested.connect(self._on_urging)
        view.handover.opened.connect(self._on_handover_opened)
        view.handover_requested.connect(self._on_handover)
        view.preview.print_requested.connect(self._on_print)
        view.preview.record_requested.connect(self._on_record)
        view.preview.closed.connect(self._on_closed)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self._view.show_lead(session.user.role is StaffRole.LEAD)
        self.alarm.begin(session)

    def end(self) -> None:
        super().end()
        self.alarm.end()
        self._asked, self._list, self._paper = DueFilter(), None, None
        self._view.forget()

    def refresh(self) -> None:
        """Ask again."""
        self._view.show_waiting()
        self._count()

    def show_filter(self, asked: DueFilter) -> None:
        """What another page asks to see here: somebody's work list."""
        self._asked = asked

    def _count(self) -> None:
        """A few matters at a time, so that whoever else needs the store gets a turn between them."""
        self.ask(self._use.count_some, self._on_counted, self._on_refused, topic="board")

    def _on_counted(self, left: int) -> None:
        if left:
            self._view.show_waiting(left)
            self._count()
            return
        asked = self._asked
        self.ask(lambda s: self._use.board(asked, s), self._view.show_board, self._on_refused, topic="board")

    def _on_asked(self, asked: DueFilter) -> None:
        self._asked = asked
        self.refresh()

    def _on_page_wanted(self, turn: int, first: int) -> None:
        asked = self._asked
        self.ask(
            lambda s: self._use.lines(asked, first, s),
            lambda lines: self._view.put_lines(turn, first, lines),
            topic=f"page {first}",
        )

    def _on_opened(self, reg_no: str) -> None:
        self.open_matter(reg_no)

    # --- supervision -------------------------------------------------------------------------------

    def _on_supervise(self, reg_no: str, words: str) -> None:
        self._view.show_busy(True)

        def kept(_detail: MatterDetail) -> None:
            self._view.show_busy(False)
            self._view.supervision_kept()
            self._messages.done(f"已记录督办：{reg_no}")
            self.refresh()
            self.alarm.look_soon()

        def record(session: DeskSession) -> MatterDetail:
            step = MatterStep(SUPERVISED, session.clock.today(), words)
            return self._use.record_event(reg_no, step, session)

        self.ask(record, kept, self._on_not_done, topic="supervise")

    def _on_record(self) -> None:
        made = self._list
        if made is None:
            return
        self._view.show_busy(True)

        def kept(count: int) -> None:
            self._view.show_busy(False)
            self._view.preview.recorded()
            self._messages.done(f"已为 {count} 件事项记录书面催办。")
            self.alarm.look_soon()

        self.ask(lambda s: self._use.record_urging(made.urged, s), kept, self._on_not_done, topic="supervise")

    # --- lists -------------------------------------------------------------------------------------

    def _on_urging(self) -> None:
        asked = self._asked
        if asked.span is Span.ALL:
            asked = replace(asked, span=Span.OVERDUE)
        self._make("催办单", lambda s: self._use.urging(asked, s))

    def _on_handover_opened(self) -> None:
        if self._session is not None:
            self._view.show_handover(self._session.clock.today())

    def _on_handover(self, start: date, end: date) -> None:
        self._make("移交清单", lambda s: self._use.handover(start, end, s))

    def _make(self, title: str, make: Callable[[DeskSession], UnitList]) -> None:
        self._view.show_busy(True)
        self._messages.info(f"正在制作{title}…")

        def render(made: UnitList) -> None:
            def draw(_session: DeskSession) -> tuple[Paper, tuple[Page, ...]]:
                paper = self._use.render(made)
                return paper, self._use.draw(paper.pdf)

            def show(answer: tuple[Paper, tuple[Page, ...]]) -> None:
                paper, pages = answer
                self._view.show_busy(False)
                self._list, self._paper, self._title = made, paper, title
                self._view.show_list(title, pages, _said(made), recordable=len(made.urged))
                self._messages.done(f"{title}已做好，核对后打印。")

            self.ask(draw, show, self._on_not_done, lane="print", topic="list")

        self.ask(make, render, self._on_not_done, topic="list")

    def _on_print(self) -> None:
        paper, title = self._paper, self._title
        if paper is None:
            return
        self._runner.run(
            "print",
            lambda: self._use.print_loose(paper, title, _SIZE),
            owner=self._view,
            on_ok=lambda _: self._messages.done(f"{title}已送往打印机，共 {paper.pages} 页。"),
            on_error=self._on_not_done,
        )

    def _on_closed(self) -> None:
        self._list = self._paper = None
        self._view.close_list()
        self.refresh()

    def _on_not_done(self, error: BaseException) -> None:
        self._view.show_busy(False)
        if isinstance(error, StationError):
            self._messages.warn(sentence_for(error))
        else:
            self._messages.fail(error)

    def _on_refused(self, error: BaseException) -> None:
        self._view.show_board(DueBoard())
        self._messages.fail(error)


def _said(made: UnitList) -> str:
    units = "、".join(f"{name} {count} 件" for name, count in made.units[:6])
    more = f" 等 {len(made.units)} 个单位" if len(made.units) > 6 else ""
    left = f"；另有 {made.left_out} 件保密事项不列入名单" if made.left_out else ""
    return f"{units}{more}{left}。姓名已隐去，每个单位单独成页。"
