"""What the panels beside a matter ask: the person search, links, the ticks of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.findable import Judgement
from app.domain.finding import Candidate
from app.domain.matter import Facts
from app.errors import StationError
from app.intake.by_person import PersonsMatters, matters_of_person
from app.intake.compare import Comparison, compare_registered
from app.intake.find import similar_matters
from app.intake.links import judge_pair, unlink_matter
from app.intake.refusals import RefusalCheck, refusal_check, tick_grounds
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.matters.compare_text import comparison_html
from ui.pages.matters.refusal_panel import GroundsEntered
from ui.pages.matters.view import MattersView
from ui.pages.presenter import DeskPresenter
from ui.tasks import Runner
from ui.text import sentence_for

_SAID_ZH = {
    "same": "已认定为同一事项",
    "new": "已认定为同一事项，有新的事实、理由",
    "not_same": "已记下：不是同一事项",
    "unsure": "已记下：不确定，按不同事项办理",
}


@dataclass(frozen=True)
class PanelUseCases:
    """The use cases behind the panels; each may be put in by a test."""

    matters_of_person: Callable[..., PersonsMatters] = matters_of_person
    similar_matters: Callable[[str, DeskSession], tuple[Candidate, ...]] = similar_matters
    compare: Callable[[str, str, DeskSession], Comparison] = compare_registered
    judge_pair: Callable[..., None] = judge_pair
    unlink_matter: Callable[[str, DeskSession], object] = unlink_matter
    refusal_check: Callable[[str, DeskSession], RefusalCheck] = refusal_check
    tick_grounds: Callable[..., RefusalCheck] = tick_grounds


class PanelsPresenter(DeskPresenter):
    """Works beside the page's own presenter, which tells it what is shown.

    Attributes:
        changed: called with a number whose matter reads differently now.
        list_again: called when the ordinary list is wanted back.
    """

    changed: Callable[[str], None]
    list_again: Callable[[], None]

    def __init__(
        self, view: MattersView, runner: Runner, messages: Messages, use: PanelUseCases | None = None
    ) -> None:
        super().__init__(view, runner, messages)
        self._view = view
        self._use = use or PanelUseCases()
        self._shown = ""
        self.searching = False
        self.changed = lambda _reg_no: None
        self.list_again = lambda: None
        detail = view.detail
        view.person.asked.connect(self._on_person)
        view.person.closed.connect(self._on_person_closed)
        detail.links_wanted.connect(self._on_links)
        detail.links.compare_requested.connect(self._on_compare)
        detail.links.judged.connect(self._on_judged)
        detail.links.split_requested.connect(self._on_split)
        detail.refusal_wanted.connect(self._on_refusal)
        detail.refusal.save_requested.connect(self._on_grounds)

    def end(self) -> None:
        """Nobody is signed in: a person's matters are not left on the screen."""
        super().end()
        self._shown = ""
        self.searching = False
        self._view.person.forget()

    def _on_person(self, number: str, reason: str, words: str) -> None:
        def found(answer: PersonsMatters) -> None:
            self.searching = True
            self._view.person.show_message(
                f"已查询 {answer.shown_as}（{answer.reason}），共 {len(answer.lines)} 件，已记入审计。",
                "good",
            )
            self._view.show_person(answer.lines, answer.shown_as)

        self.ask(
            lambda s: self._use.matters_of_person(number, reason, s, words=words),
            found,
            lambda error: self._told(error, self._view.person.show_message),
            topic="person",
        )

    def _on_person_closed(self) -> None:
        if self.searching:
            self.searching = False
            self.list_again()

    def _on_links(self, reg_no: str) -> None:
        self._shown = reg_no
        links = self._view.detail.links

        def found(candidates: tuple[Candidate, ...]) -> None:
            if links.is_about(reg_no):
                links.show_candidates(candidates)

        self.ask(
            lambda s: self._use.similar_matters(reg_no, s),
            found,
            lambda error: self._told(error, links.show_message),
            topic="links",
        )

    def _on_compare(self, number: str) -> None:
        reg_no, links = self._shown, self._view.detail.links

        def compared(found: Comparison) -> None:
            if links.is_about(reg_no):
                links.show_comparison(number, comparison_html(found))

        self.ask(
            lambda s: self._use.compare(reg_no, number, s),
            compared,
            lambda error: self._told(error, links.show_message),
            topic="compare",
        )

    def _on_judged(self, number: str, said: str) -> None:
        reg_no, links = self._shown, self._view.detail.links
        judgement = Judgement.SAME if said in ("same", "new") else Judgement(said)
        facts = Facts.NEW if said == "new" else Facts.SAME

        def kept(_nothing: object) -> None:
            if links.is_about(reg_no):
                links.judgement_kept()
            self._messages.done(f"{_SAID_ZH[said]}：{reg_no} 与 {number}")
            self.changed(reg_no)

        self.ask(
            lambda s: self._use.judge_pair(reg_no, number, judgement, s, facts=facts),
            kept,
            lambda error: self._told(error, links.show_message),
            topic="judge",
        )

    def _on_split(self) -> None:
        reg_no, links = self._shown, self._view.detail.links

        def split(_link: object) -> None:
            self._messages.done(f"已撤销关联：{reg_no} 恢复自己的经过，两件的记录都保留。")
            self.changed(reg_no)

        self.ask(
            lambda s: self._use.unlink_matter(reg_no, s),
            split,
            lambda error: self._told(error, links.show_message),
            topic="judge",
        )

    def _on_refusal(self, reg_no: str) -> None:
        self._shown = reg_no
        self._view.detail.refusal.show_waiting(reg_no)
        self.ask(
            lambda s: self._use.refusal_check(reg_no, s),
            lambda check: self._view.detail.refusal.show_check(check, reg_no),
            lambda error: self._told(error, self._view.detail.refusal.show_message),
            topic="refusal",
        )

    def _on_grounds(self, entered: GroundsEntered) -> None:
        reg_no, panel = self._shown, self._view.detail.refusal

        def kept(check: RefusalCheck) -> None:
            panel.kept()
            panel.show_check(check, reg_no)
            self._messages.done(f"已记录核对：{reg_no}")
            self.changed(reg_no)

        self.ask(
            lambda s: self._use.tick_grounds(
                reg_no,
                entered.grounds,
                s,
                organ=entered.organ,
                stage=entered.stage,
                since=entered.since,
                until=entered.until,
            ),
            kept,
            lambda error: self._told(error, panel.show_message),
            topic="refusal",
        )

    def _told(self, error: BaseException, show: Callable[[str], None]) -> None:
        """Where it was asked, if a person can put it right; else as a failure."""
        if isinstance(error, StationError):
            show(sentence_for(error))
        else:
            self._messages.fail(error)
