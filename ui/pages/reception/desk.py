"""The one form on the desk and how it is shown. Every change goes form → draft, rules → screen.

No widget is made here. The presenters beside it handle what people do; they share this.
"""

import uuid
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.config import Settings
from app.domain.finding import Assessment, Candidate, Effect, Finding, Proposal
from app.domain.matter import REFUSALS
from app.domain.office import Office
from app.domain.visit import VisitDraft
from app.intake.results import DraftKept
from app.intake.session import DeskSession
from ui.notify import Messages
from ui.pages.reception import candidate_words, edits, finding_words, presentation
from ui.pages.reception.checks import Problem, problems_of
from ui.pages.reception.circumstances_panel import circumstances_count
from ui.pages.reception.conversion import draft_of, shown
from ui.pages.reception.draft_keeper import DraftKeeper
from ui.pages.reception.elsewhere import ElsewhereCheck
from ui.pages.reception.form import MatterForm, VisitForm
from ui.pages.reception.live_check import LiveCheck
from ui.pages.reception.services import ReceptionServices
from ui.pages.reception.shapes import CandidateCard, FindingCard
from ui.pages.reception.view import ReceptionView
from ui.tasks import Runner

_REFUSALS = frozenset(r.value for r in REFUSALS)
_NO_ASSESSMENT = Assessment((), (), ())
_WAYS = {"signature": "签名", "thumb": "按手印", "declined": "拒签"}


class Desk(QObject):
    """Form, what the rules last said about it, and the sitting it belongs to.

    `taken_up` goes out when another form is on the desk: whatever was kept in memory of the visit
    before is forgotten then.

    Attributes:
        rows: row of the form for each person of the assessed draft.
        local_cards: findings of the page itself, such as a document read twice.
        problems: what the last F9 found missing and is still missing.
        actions: remedy words that can be acted on.
        judged: the words given on candidates, the last one last: the matter, and what stood before.
    """

    taken_up = Signal()

    def __init__(
        self, view: ReceptionView, runner: Runner, services: ReceptionServices, messages: Messages
    ) -> None:
        super().__init__(view)
        self.view = view
        self.runner = runner
        self.services = services
        self.messages = messages
        self.form = VisitForm(draft_id=uuid.uuid4().hex)
        self.assessment = _NO_ASSESSMENT
        self.rows: list[int] = []
        self.local_cards: list[FindingCard] = []
        self.problems: list[Problem] = []
        self.actions: frozenset[str] = frozenset()
        self.judged: list[tuple[MatterForm, edits.Words]] = []
        self.answered = False
        self._held_elsewhere: tuple[Finding, ...] = ()
        self.division_code = ""
        self.classes: dict[str, str] = {}
        self._known: dict[str, Candidate] = {}
        self._session: DeskSession | None = None
        self._settings = Settings()
        self._offices: dict[str, str] = {}
        self.check = LiveCheck(runner, services.assess, self.draft, view)
        self.keeper = DraftKeeper(runner, services.keep_draft, lambda: self.form, view)
        self.check.answered.connect(self._on_assessed)
        self.elsewhere = ElsewhereCheck(runner, services.elsewhere, view)
        self.elsewhere.answered.connect(self._on_elsewhere)
        self.check.failed.connect(messages.fail)
        self.keeper.kept.connect(self._on_kept)
        self.keeper.failed.connect(self._on_not_kept)

    # --- sitting -----------------------------------------------------------------------------

    @property
    def session(self) -> DeskSession:
        """The present sitting; the page is not reachable without one."""
        if self._session is None:
            raise RuntimeError("nobody is signed in")
        return self._session

    @property
    def open(self) -> bool:
        """Whether somebody is signed in."""
        return self._session is not None

    def begin(self, session: DeskSession) -> None:
        """Somebody has signed in."""
        self._session = session
        self.check.begin(session)
        self.keeper.begin(session)
        self.on_store(lambda: self.services.read_office(session), self._on_office)
        self.on_store(lambda: tuple(self.services.content_classes(session)), self._on_classes)
        self.show_all()

    def end(self) -> None:
        """Locked or signed out: the form is kept, and nothing personal stays on the screen."""
        self.keeper.keep_now()
        self.check.stop()
        self.take_up(VisitForm(draft_id=uuid.uuid4().hex))
        self._session = None

    def on_store(self, fn: Callable[[], object], on_ok: Callable[..., None]) -> None:
        """Run on the store lane; errors become sentences."""
        self.runner.run("store", fn, owner=self.view, on_ok=on_ok, on_error=self.messages.fail)

    def _on_office(self, office: Office) -> None:
        if self._session is not None:
            self._settings = self._session.rules.settings_of(office)
        self.division_code = office.division_code
        self._offices = {office.code: office.short or office.name}
        for matter in self.form.matters:
            matter.place_code = matter.place_code or office.division_code
        self.show_all()

    def _on_classes(self, classes: tuple[tuple[str, str], ...]) -> None:
        self.classes = dict(classes)
        self.view.matter.content.offer([*classes, ("unknown", "不详"), ("declined", "拒绝提供")])
        self.show_all()

    # --- the form ------------------------------------------------------------------------------

    @property
    def rep_limit(self) -> int:
        """Representatives this office allows for the group as it stands."""
        return self._settings.rep_limit_for(max(self.form.present_count or 0, self.form.listed))

    @property
    def proposal(self) -> Proposal | None:
        """What is proposed for the open matter."""
        return next((p for p in self.assessment.proposals if p.matter == self.form.matter), None)

    def draft(self) -> tuple[VisitDraft, list[int]]:
        """The visit as it stands, with the row each person came from."""
        return draft_of(self.form, window=self.session.window, received_by=self.session.user.name)

    def changed(self, *, redraw: bool = True) -> None:
        """The form changed: keep it, ask the rules again, show it.

        Args:
            redraw: False while a text of the matter is typed, whose field shows it already.
        """
        if not self.open:
            return
        if not self.form.started_at:
            self.form.started_at = self.session.clock.now_local().isoformat()
        self.keeper.touch()
        self.check.ask()
        self.answered = False
        if self.problems:
            before, self.problems = self.problems, self.missing()
            for sentence in {p.sentence for p in before} - {p.sentence for p in self.problems}:
                self.messages.settle(sentence)
        if redraw:
            self.show_all()
        else:
            self.show_checks()

    def missing(self) -> list[Problem]:
        """What is still needed before the visit can be registered."""
        proposed = {p.matter: p.outcome.value for p in self.assessment.proposals}
        return problems_of(self.form, _REFUSALS, proposed)

    def take_up(self, form: VisitForm, state: str = "") -> None:
        """Put another form on the desk; the one before must be kept or registered already."""
        self.keeper.stop()
        self.check.stop()
        self.form = form
        for matter in form.matters:
            matter.place_code = matter.place_code or self.division_code
        self.assessment, self.rows = _NO_ASSESSMENT, []
        self.local_cards, self.problems, self._known = [], [], {}
        self.judged, self.answered = [], False
        self._held_elsewhere = ()
        self.elsewhere.forget()
        self.view.read_back.clear()
        self.view.compare.forget()
        self.taken_up.emit()
        self.view.show_draft_state(state)
        self.view.show_form()
        self.show_all()
        if self.open and not form.is_empty:
            self.check.ask()

    def fresh(self) -> None:
        """An empty form for the next visitor."""
        self.take_up(VisitForm(draft_id=uuid.uuid4().hex))

    def clock_of(self, kept: DraftKept) -> str:
        """When a draft was kept, on the office's clock."""
        return f"{kept.saved_at.astimezone(self.session.clock.now_local().tzinfo):%H:%M:%S}"

    # --- showing -------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Show the whole form."""
        form = self.form
        self.show_people()
        self.show_tabs()
        self.view.matter.show_matter(form.current_matter)
        self.view.attach.setText(f"附件 {len(form.materials)} 份" if form.materials else "附件")
        how = _WAYS.get(str(form.confirmed["how"]), "") if form.confirmed else ""
        self.view.confirm.setText(f"已宣读 · {how}" if how else "向来访人宣读")
        self.show_circumstances()
        self.show_checks()

    def show_circumstances(self) -> None:
        """Show the answers about the visit as a whole, and how many there are."""
        form = self.form
        sealed = any(m.purpose == "accusation" for m in form.matters)
        self.view.circumstances.show_visit(form, sealed=sealed)
        count = circumstances_count(form)
        self.view.other.setText(f"情况 {count} 项" if count else "情况")

    def show_tabs(self) -> None:
        """Show one tab per matter."""
        self.view.matter.show_tabs(presentation.tab_titles(self.form, self.classes), self.form.matter)

    def show_people(self) -> None:
        """Show counts, table, and the selected row in the fields."""
        form, panel = self.form, self.view.people
        panel.show_counts(form.present_count, form.affected_count)
        blocked = [
            self.rows[f.about.person]
            for f in self.assessment.findings
            if f.effect is Effect.BLOCK and f.about.person is not None and f.about.person < len(self.rows)
        ]
        rows = presentation.person_rows(form.people, blocked)
        limit = self.rep_limit
        panel.show_people(
            rows,
            form.selected,
            seats=presentation.seats_text(form, limit),
            over=form.representatives() > limit,
        )
        person = form.person or edits.empty_person(form, self.rep_limit)
        panel.show_person(person)
        self.view.authority.show_person(person)
        others = [(i, shown(p.name)) for i, p in enumerate(form.people) if i != form.selected and p.name]
        panel.more.show_options(person, len(form.matters), others)

    def rule_cards(self) -> list[FindingCard]:
        """What the rules say, and what of it was gone on from."""
        form = self.form
        names = [shown(p.name) for p in form.people]
        told = (*self.assessment.findings, *self._held_elsewhere)
        found = finding_words.finding_cards(told, self.rows, self.actions, names)
        sealed = (i for i, m in enumerate(form.matters) if m.purpose == "accusation")
        return finding_words.with_acknowledged(found, {a.key: a.reason for a in form.acknowledged}, sealed)

    def candidate_cards(self) -> list[CandidateCard]:
        """Candidates of the open matter that still need a look."""
        return candidate_words.candidate_cards(
            self.assessment.candidates,
            self.form.current_matter,
            self.form.matter,
            self._known,
            self._offices,
        )

    def know(self, candidate: Candidate) -> None:
        """A matter that was not found but brought, on a receipt, can be shown like those found."""
        edits.remember(self._known, (candidate,))

    def show_checks(self) -> None:
        """Show findings, candidates and the decision area of the open matter."""
        form, matter, proposal = self.form, self.form.current_matter, self.proposal
        several = len(form.matters) > 1
        cards = [finding_words.problem_card(self.problems)] if self.problems else []
        cards += self.local_cards
        cards += self.rule_cards()
        if proposal is not None and not matter.is_empty:
            head = f"事项{form.matter + 1} " if several else ""
            cards.append(finding_words.proposal_card(proposal, head))
        cards.sort(key=lambda card: card.effect == "seen")
        candidates = self.candidate_cards()
        self.view.findings.show_findings(cards)
        found = bool(candidates or matter.not_same)
        note = candidate_words.candidates_note(matter, asked=self.answered, found=found)
        self.view.candidates.show_candidates(
            candidates,
            dismissed=len(matter.not_same),
            undo=any(judged is matter for judged, _ in self.judged),
            note=note,
        )
        waiting = sum(c.effect in {"block", "warn"} for c in cards) + sum(not c.decided for c in candidates)
        self.view.show_checks_note(
            f"{waiting} 项待您判断" if waiting else "", nothing=not cards and not candidates and not note
        )
        title = f"处理方式 · 事项{form.matter + 1}" if several else "处理方式"
        self.view.outcome.show_outcome(presentation.outcome_shown(matter, proposal), title)
        self.view.show_problems(self.problems, form.matter, form.selected)

    def go_to(self, problem: Problem) -> None:
        """Show the row and matter of a problem and put the focus where it is solved."""
        if problem.person is not None:
            self.form.selected = problem.person
        if problem.matter is not None:
            self.form.matter = problem.matter
        self.show_all()
        self.view.focus_field(problem.field)

    def _on_assessed(self, assessment: Assessment, rows: list[int]) -> None:
        self.assessment, self.rows = assessment, rows
        self.answered = True
        edits.keep_acknowledged(self.form, {c.key for c in self.rule_cards()})
        edits.remember(self._known, assessment.candidates)
        self.show_people()
        self.show_checks()
        if self._session is not None:
            self.elsewhere.look(self.draft()[0], self._session)

    def _on_elsewhere(self, found: tuple[Finding, ...]) -> None:
        if self.open:
            self._held_elsewhere = found
            self.show_checks()

    def _on_kept(self, kept: DraftKept) -> None:
        if kept.draft_id == self.form.draft_id and self.open:
            self.view.show_draft_state(f"草稿已保存 {self.clock_of(kept)}")

    def _on_not_kept(self, error: BaseException) -> None:
        self.view.show_draft_state("草稿没有保存")
        self.messages.fail(error)
