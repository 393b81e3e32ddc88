"""Reviewing the log: a line checked, asked about, corrected; the day signed; questions answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer

from app.domain.amendment import AmendmentRecord, Change
from app.domain.day_review import LineReview
from app.domain.log_filter import LogFilter
from app.domain.office import StaffRole
from app.intake import amend, day_closing, line_review, refusal_signing, visit_file
from app.intake.day_closing import DayClosing, DayStanding, OpenItem, OpenKind, OpenLine
from app.intake.line_review import OpenQuestion
from app.intake.refusals import RefusalCheck
from app.intake.results import LogRow
from app.intake.session import DeskSession
from app.intake.visit_file import VisitFile
from ui.notify import Messages
from ui.pages.log.closing_view import ClosingView
from ui.pages.log.correct_view import CorrectView
from ui.pages.log.question_view import AnswerView, AskView
from ui.pages.log.standing_words import standing_words
from ui.pages.log.view import LogView
from ui.pages.log.visit_view import VisitView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for

_LOOK_FOR_QUESTIONS_MS = 30_000


@dataclass(frozen=True)
class ReviewUseCases:
    """What is asked of the store."""

    check: Callable[[Sequence[str], DeskSession], int] = line_review.check_lines
    ask_back: Callable[[str, str, DeskSession], LineReview] = line_review.ask_back
    answer: Callable[[str, str, DeskSession], LineReview] = line_review.answer_question
    questions: Callable[[DeskSession], tuple[OpenQuestion, ...]] = line_review.open_questions
    open_file: Callable[[str, DeskSession], VisitFile] = visit_file.visit_file
    amendable: Callable[[str, DeskSession], Mapping[str, Mapping[str, str]]] = amend.amendable
    correct: Callable[..., AmendmentRecord] = amend.correct
    standing: Callable[[date, DeskSession], DayStanding] = day_closing.day_standing
    closing: Callable[[date, DeskSession], DayClosing] = day_closing.day_closing
    sign_day: Callable[..., DayStanding] = day_closing.sign_day
    sign_refusal: Callable[[str, DeskSession], RefusalCheck] = refusal_signing.sign_refusal


@dataclass(frozen=True)
class ReviewViews:
    """The windows over the page."""

    visit: VisitView
    correct: CorrectView
    ask: AskView
    answer: AnswerView
    closing: ClosingView


class ReviewPresenter(DeskPresenter):
    """Opens, corrects, checks, asks, answers, signs.

    Attributes:
        changed: the log reads differently now.
        open_log: brings the log to the front with lines.
        open_matter: brings a matter to the front.
        open_page: brings a page to the front, by key.
        open_prints: opens the print queue.
        questions_shown: told how many questions wait at this window.
    """

    changed: Callable[[], None]
    open_log: Callable[[LogFilter], None]
    open_matter: Callable[[str], None]
    open_page: Callable[[str], None]
    open_prints: Callable[[], None]
    questions_shown: Callable[[int], None]

    def __init__(
        self,
        page: LogView,
        views: ReviewViews,
        runner: Runner,
        messages: Messages,
        use: ReviewUseCases | None = None,
    ) -> None:
        super().__init__(page, runner, messages)
        self._page = page
        self._views = views
        self._use = use or ReviewUseCases()
        self._day = date.min
        self._rows: dict[str, date] = {}
        self.changed = lambda: None
        self.open_log = lambda _wanted: None
        self.open_matter = lambda _reg_no: None
        self.open_page = lambda _key: None
        self.open_prints = lambda: None
        self.questions_shown = lambda _count: None
        self._timer = QTimer(page, interval=_LOOK_FOR_QUESTIONS_MS)
        self._timer.timeout.connect(self.look_for_questions)
        page.open_requested.connect(self._on_open)
        page.check_requested.connect(self._on_check)
        page.ask_requested.connect(lambda row: self._ask_about(row.visit_no, row.receptionist))
        page.correct_requested.connect(self._on_correct)
        views.visit.correct_requested.connect(self._open_correction)
        views.visit.ask_requested.connect(lambda visit_no: self._ask_about(visit_no, "接待员"))
        views.correct.save_requested.connect(self._on_save)
        views.ask.send_requested.connect(self._on_send)
        views.answer.answer_requested.connect(self._on_answer)
        views.answer.open_requested.connect(self._open_file)
        views.closing.refresh_requested.connect(lambda: self.open_closing(self._day))
        views.closing.opened.connect(self._on_item)
        views.closing.sign_requested.connect(self._on_sign)
        views.closing.refusal_requested.connect(self._on_sign_refusal)

    def begin(self, session: DeskSession) -> None:
        super().begin(session)
        self.look_for_questions()
        self._timer.start()

    def end(self) -> None:
        super().end()
        self._timer.stop()
        self._rows.clear()
        for view in (
            self._views.visit, self._views.correct, self._views.ask, self._views.answer, self._views.closing,
        ):  # fmt: skip
            view.forget()
        self.questions_shown(0)

    def show_standing(self, day: date | None) -> None:
        """Say where the signature of a day stands; of several days, and to others than the lead, nothing."""
        if day is None or self._session is None or self._session.user.role is not StaffRole.LEAD:
            self._page.show_standing("", "note")
            return

        def show(standing: DayStanding) -> None:
            self._page.show_standing(*(standing_words(standing) if standing.signed else ("", "note")))

        self.ask(lambda s: self._use.standing(day, s), show, topic="standing")

    def look_for_questions(self) -> None:
        """Ask whether questions of the team lead wait for whoever sits here."""

        def show(questions: tuple[OpenQuestion, ...]) -> None:
            self._views.answer.show_questions(questions)
            self.questions_shown(len(questions))

        self.ask(self._use.questions, show, lambda _: None, topic="questions")

    def open_questions(self) -> None:
        """Show the questions that wait."""
        self._views.answer.open_view()
        self.look_for_questions()

    def open_closing(self, day: date) -> None:
        """Show what is open on a day, and its signature."""
        self._day = day
        self._views.closing.show_waiting(day)
        self.ask(
            lambda s: self._use.closing(day, s),
            lambda closing: self._views.closing.show_closing(closing, *standing_words(closing.standing)),
            lambda error: self._views.closing.show_message(sentence_for(error)),
            topic="closing",
        )

    def _on_open(self, row: LogRow) -> None:
        self._open_file(row.visit_no)

    def _open_file(self, visit_no: str) -> None:
        self.ask(lambda s: self._use.open_file(visit_no, s), self._show_file, topic="file")

    def _show_file(self, opened: VisitFile) -> None:
        lead = self._session is not None and self._session.user.role is StaffRole.LEAD
        self._rows[opened.summary.visit_no] = opened.day
        self._views.visit.show_file(opened, lead=lead)

    def _on_check(self, row: LogRow) -> None:
        def done(marked: int) -> None:
            words = "已审阅" if marked else "这条此前已审阅"
            self._messages.done(f"第 {row.seq:03} 号{words}。")
            self.changed()

        self.ask(lambda s: self._use.check([row.visit_no], s), done)

    def _ask_about(self, visit_no: str, who: str) -> None:
        if visit_no:
            self._views.ask.ask_about(visit_no, who)

    def _on_send(self, visit_no: str, text: str) -> None:
        def done(_: LineReview) -> None:
            self._views.ask.done_with()
            self._messages.done("询问已发给接待员，对方在窗口会看到。")
            self._after()

        self.ask(
            lambda s: self._use.ask_back(visit_no, text, s),
            done,
            lambda error: self._views.ask.show_message(sentence_for(error)),
        )

    def _on_answer(self, visit_no: str, text: str) -> None:
        def done(_: LineReview) -> None:
            self._views.answer.answered(visit_no)
            self._messages.done("已答复，带班会看到。")
            self._after()

        self.ask(
            lambda s: self._use.answer(visit_no, text, s),
            done,
            lambda error: self._views.answer.show_message(sentence_for(error)),
        )

    def _on_correct(self, row: LogRow) -> None:
        self._rows[row.visit_no] = row.day
        self._open_correction(row.visit_no)

    def _open_correction(self, visit_no: str) -> None:
        day = self._rows.get(visit_no)
        if day is None:
            return
        self.ask(
            lambda s: (
                self._use.amendable(visit_no, s),
                {code: names[1] for code, names in s.rules.content_classes.items()},
            ),
            lambda found: self._views.correct.show_values(visit_no, found[0], found[1], day),
            topic="correct",
        )

    def _on_save(self, changes: tuple[Change, ...], reason: str, reg_no: str) -> None:
        visit_no = self._views.correct.visit_no

        def done(_: AmendmentRecord) -> None:
            self._views.correct.forget()
            self._messages.done("更正已记下，原登记内容保留。")
            if self._views.visit.isVisible():
                self._open_file(visit_no)
            self._after()

        self.ask(
            lambda s: self._use.correct(visit_no, changes, reason, s, reg_no=reg_no),
            done,
            lambda error: self._views.correct.show_message(sentence_for(error)),
        )

    def _on_item(self, item: OpenItem, line: OpenLine | None) -> None:
        """Each kind of open thing opens where it is dealt with."""
        if item.filter is not None:
            self._views.closing.close()
            self.open_log(item.filter)
        elif item.kind is OpenKind.DRAFTS:
            self._views.closing.close()
            self.open_page("reception")
        elif item.kind is OpenKind.UNPRINTED and line is not None:
            self._open_file(line.visit_no)
        elif line is not None and line.reg_no:
            self._views.closing.close()
            self.open_matter(line.reg_no)

    def _on_sign(self, reason: str) -> None:
        day = self._day

        def done(standing: DayStanding) -> None:
            self._views.closing.signed()
            self._messages.done(f"{day} 的来访日志已审签，摘要 {standing.signatures[0].digest[:16]}。")
            self.open_closing(day)
            self.changed()

        self.ask(
            lambda s: self._use.sign_day(day, s, reason=reason),
            done,
            lambda error: self._views.closing.show_message(sentence_for(error)),
        )

    def _on_sign_refusal(self, reg_no: str) -> None:
        def done(_: RefusalCheck) -> None:
            self._messages.done(f"{reg_no} 已签字。")
            self.open_closing(self._day)

        self.ask(
            lambda s: self._use.sign_refusal(reg_no, s),
            done,
            lambda error: self._views.closing.show_message(sentence_for(error)),
        )

    def _after(self) -> None:
        self.look_for_questions()
        self.changed()
