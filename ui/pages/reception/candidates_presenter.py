"""Is this matter already known: a person's words on candidates, comparing, taking back. Makes no widget."""

from PySide6.QtCore import QObject

from app.intake.compare import Comparison
from ui.pages.reception import edits
from ui.pages.reception.compare_words import comparison_shown, waiting_shown
from ui.pages.reception.conversion import shown
from ui.pages.reception.desk import Desk


class CandidatesPresenter(QObject):
    """What is done at the candidates and in the comparison. Nothing is ever decided by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        view = desk.view
        view.candidates.decision_made.connect(self._on_decision)
        view.candidates.undo_requested.connect(self._on_undo)
        view.candidates.compare_requested.connect(self._on_compare)
        view.compare.closed.connect(self.close_comparison)

    def close_comparison(self) -> bool:
        """Back to the form and to where the keyboard was; False where nothing is compared."""
        view = self._desk.view
        if not view.shows_compare:
            return False
        view.show_form()
        view.compare.forget()
        view.return_focus()
        return True

    def _on_decision(self, number: str, decision: str, facts: str) -> None:
        desk, matter = self._desk, self._desk.form.current_matter
        before = edits.Words.of(matter)
        edits.decide_candidate(matter, number, decision, facts)
        if edits.Words.of(matter) == before:
            return
        desk.judged.append((matter, before))
        self._told()

    def _on_undo(self) -> None:
        """The last word on a candidate of the open matter never was."""
        desk = self._desk
        matter = desk.form.current_matter
        last = next((pair for pair in reversed(desk.judged) if pair[0] is matter), None)
        if last is not None:
            desk.judged.remove(last)
            last[1].put_back(matter)
            self._told()

    def _told(self) -> None:
        """What follows in law is asked at once: somebody waits for it."""
        desk = self._desk
        compared = desk.view.compare.number
        matter = desk.form.current_matter
        if compared and compared in (*matter.not_same, *matter.unsure):
            self.close_comparison()
        desk.changed()
        desk.check.ask_now()

    def _on_compare(self, number: str) -> None:
        desk, view = self._desk, self._desk.view
        card = next((c for c in desk.candidate_cards() if c.reg_no == number), None)
        if view.shows_compare and view.compare.number == number:
            self.close_comparison()
            return
        if card is None:
            return
        index, matter, session = desk.form.matter, desk.form.current_matter, desk.session
        draft, _ = desk.draft()
        view.compare.show_comparison(number, waiting_shown(card, shown(matter.demand), shown(matter.facts)))
        view.show_compare()

        def answered(found: Comparison) -> None:
            if desk.open and view.shows_compare and view.compare.number == number:
                view.compare.show_comparison(number, comparison_shown(found, card))

        def refused(error: BaseException) -> None:
            if view.compare.number == number:
                self.close_comparison()
            desk.messages.fail(error)

        desk.runner.run(
            "store",
            lambda: desk.services.compare(draft, index, number, session),
            owner=view,
            on_ok=answered,
            on_error=refused,
        )
