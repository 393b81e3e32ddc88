"""The buttons on findings: what each remedy does. Makes no widget."""

from PySide6.QtCore import QObject

from app.domain.words import REMEDIES_ZH
from ui.pages.reception import edits, finding_words
from ui.pages.reception.circumstances_presenter import CircumstancesPresenter
from ui.pages.reception.desk import Desk
from ui.pages.reception.finding_words import GO_ON
from ui.pages.reception.form import Key
from ui.pages.reception.people_presenter import PeoplePresenter
from ui.pages.reception.shapes import FindingCard

_FOCUS = {
    "choose_route": "route",
    "check_number": "personIdNo",
    "choose_another": "personRole",
    "choose_representatives": "personRole",
}
_OTHER = frozenset({"group_member", "replace", "remove_person", "link_visits", "new_facts", "authority_doc"})


class Remedies(QObject):
    """Acts on remedies. A remedy that is not known here is not offered as a button."""

    def __init__(self, desk: Desk, people: PeoplePresenter, circumstances: CircumstancesPresenter) -> None:
        super().__init__(desk)
        self._desk = desk
        self._people = people
        self._circumstances = circumstances
        desk.actions = GO_ON | _OTHER | frozenset(_FOCUS)
        desk.view.findings.remedy_requested.connect(self._on_remedy)
        desk.view.findings.reason_edited.connect(self._on_reason)
        desk.view.go_on_requested.connect(self._on_go_on)

    def _on_remedy(self, card: FindingCard, remedy: str) -> None:
        desk = self._desk
        if remedy in GO_ON:
            self._acknowledge(card, remedy)
            desk.view.findings.focus_reason(card.key)
            return
        self._show(card)
        if remedy in _FOCUS:
            desk.show_all()
            desk.view.focus_field(_FOCUS[remedy])
        elif remedy == "group_member" and desk.form.person is not None:
            edits.edit_person(desk.form, "personRole", remedy)
            desk.changed()
        elif remedy == "remove_person" and desk.form.person is not None:
            desk.form.remove_person(desk.form.selected)
            desk.changed()
        elif remedy == "replace" or remedy.startswith("yield:"):
            self._replace(card, remedy)
        elif remedy == "link_visits":
            desk.show_all()
            desk.view.candidates.take_keyboard()
        elif remedy == "new_facts":
            self._new_facts()
        elif remedy == "authority_doc":
            desk.show_all()
            self._circumstances.open_authority()
        else:
            self._own(card, remedy)

    def _on_go_on(self) -> None:
        """One key: go on from the uppermost warning, wherever the keyboard is."""
        waiting = finding_words.first_waiting(self._desk.rule_cards())
        if waiting is not None:
            self._acknowledge(*waiting)

    def _acknowledge(self, card: FindingCard, remedy: str) -> None:
        edits.acknowledge(self._desk.form, card.key, REMEDIES_ZH[remedy])
        self._desk.changed(redraw=False)

    def _on_reason(self, key: Key, reason: str) -> None:
        edits.acknowledge(self._desk.form, key, reason)
        self._desk.changed(redraw=False)

    def _replace(self, card: FindingCard, remedy: str) -> None:
        """Ask whose seat is given up, then record both times [Art. 20(3)]."""
        desk = self._desk
        if card.person is None:
            return
        self._drop("replace")
        if remedy == "replace":
            desk.local_cards.insert(0, finding_words.replace_card(card.person, desk.form))
            desk.show_checks()
            desk.view.show_checks_top()
            return
        clock = f"{desk.session.clock.now_local():%H:%M}"
        edits.replace_representative(desk.form, int(remedy.removeprefix("yield:")), card.person, clock)
        desk.changed()

    def _new_facts(self) -> None:
        matter = self._desk.form.current_matter
        if matter.same_as is not None:
            matter.same_as = {**matter.same_as, "facts": "new"}
            self._desk.changed()
        else:
            self._desk.view.candidates.take_keyboard()

    def _own(self, card: FindingCard, remedy: str) -> None:
        desk = self._desk
        if remedy == "take_back":
            edits.take_back(desk.form, card.key)
            desk.changed(redraw=False)
        elif remedy == "go_missing" and desk.problems:
            desk.go_to(desk.problems[0])
        elif remedy in {"show_row", "dismiss", "seen"}:
            if remedy != "show_row" or card.rule != "chip_differs":
                desk.local_cards = [c for c in desk.local_cards if c.key != card.key]
            desk.show_all()
            if card.rule == "id_repeated":
                self._people.forget()
            if remedy == "show_row":
                desk.view.focus_field("peopleTable")
        elif remedy == "add_anyway" and self._people.repeated is not None:
            repeated = self._people.repeated
            self._drop(card.rule)
            self._people.take_document(repeated, even_if_repeated=True)

    def _show(self, card: FindingCard) -> None:
        if card.person is not None and card.person < len(self._desk.form.people):
            self._desk.form.selected = card.person
        if card.matter is not None and card.matter < len(self._desk.form.matters):
            self._desk.form.matter = card.matter

    def _drop(self, rule: str) -> None:
        self._desk.local_cards = [c for c in self._desk.local_cards if c.rule != rule]
