"""People and their documents: typing, the card reader, what was read. Makes no widget."""

from PySide6.QtCore import QObject

from app.domain.identity import IdDocument
from app.errors import NoReader, ReaderNotAuthorised
from ui.lights import Light, Lights, LightState
from ui.pages.reception import edits, finding_words, scan_words
from ui.pages.reception.conversion import shown
from ui.pages.reception.desk import Desk
from ui.pages.reception.document_input import CardWatch
from ui.pages.reception.form import PersonForm
from ui.pages.reception.reading import Reading, Taken, take

_NOTHING_CHANGED = frozenset({Taken.NOTHING, Taken.NOBODYS, Taken.AGAINST})


class PeoplePresenter(QObject):
    """What is done in the people panel."""

    def __init__(self, desk: Desk, lights: Lights | None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._lights = lights
        self.repeated: IdDocument | None = None
        self.cards = CardWatch(desk.runner, desk.services, lambda: desk.form.draft_id, desk.view)
        panel = desk.view.people
        panel.read_card_requested.connect(self._on_read_card)
        panel.add_requested.connect(self._on_add)
        panel.remove_requested.connect(self._on_remove)
        panel.row_selected.connect(self._on_row)
        panel.person_edited.connect(self._on_edited)
        panel.person_option_changed.connect(self._on_option)
        panel.count_changed.connect(self._on_count)
        panel.reading_checked.connect(self._on_checked)
        panel.doubt_confirmed.connect(self._on_doubt_confirmed)
        panel.refused.connect(desk.messages.warn)
        self.cards.card_read.connect(self.take_document)
        self.cards.card_late.connect(self._on_late)
        self.cards.waiting.connect(self._on_waiting)
        self.cards.failed.connect(self._on_reader_failed)

    def _on_add(self) -> None:
        self._desk.form.row_for_new(self._desk.rep_limit)
        self._desk.show_all()
        self._desk.view.focus_field("personName")

    def _on_remove(self) -> None:
        form = self._desk.form
        if form.person is not None:
            gone = form.remove_person(form.selected)
            self._desk.messages.info(f"已删除 {shown(gone.name).strip() or '空行'}。")
            self._desk.changed()

    def _on_row(self, row: int) -> None:
        self._desk.form.selected = row
        self._desk.show_all()

    def _on_edited(self, field: str, value: str) -> None:
        edits.edit_person(self._desk.form, field, value, rep_limit=self._desk.rep_limit)
        self._desk.changed()

    def _on_option(self, option: str, value: object) -> None:
        edits.set_person_option(self._desk.form, option, value)
        self._desk.changed()

    def _on_count(self, field: str, value: int | None) -> None:
        if field == "presentCount":
            self._desk.form.present_count = value
        else:
            self._desk.form.affected_count = value
        self._desk.changed()

    def _on_checked(self) -> None:
        """The row agrees with the document; the next one that nobody has compared comes up."""
        desk = self._desk
        edits.check_reading(desk.form)
        row = edits.next_unchecked(desk.form)
        if row is not None:
            desk.form.selected = row
        desk.changed()
        if row is None:
            desk.view.focus_field("personPhone")
        else:
            desk.view.people.focus_reading()

    def _on_doubt_confirmed(self, field: str) -> None:
        """One field agrees with its strip; the keyboard goes to the next one in doubt."""
        desk = self._desk
        pressed = desk.view.people.answers(field)
        edits.confirm_field(desk.form, field)
        desk.changed()
        if pressed:
            desk.view.people.focus_reading()

    # --- card and picture ------------------------------------------------------------------------

    def _on_read_card(self) -> None:
        if self.cards.active:
            self.cards.stop()
            self._desk.messages.info("已停止读证件。")
        else:
            self._desk.messages.info("请把证件放在阅读器上。再按 F3 或 Esc 停止。")
            self.cards.start()

    def _on_waiting(self, seconds: int | None) -> None:
        self._desk.view.people.show_waiting(seconds)
        if seconds is not None:
            self._light(LightState.BUSY, "证件阅读器 等待放卡")

    def _on_reader_failed(self, error: BaseException) -> None:
        broken = isinstance(error, NoReader | ReaderNotAuthorised)
        self._light(
            LightState.FAULT if broken else LightState.OK, "证件阅读器 未连接" if broken else "证件阅读器"
        )
        self._desk.messages.fail(error)

    def _light(self, state: LightState, text: str) -> None:
        if self._lights is not None:
            self._lights.show(Light.READER, state, text)

    def stop_waiting(self) -> bool:
        """Stop waiting for a card; False if none was awaited."""
        if not self.cards.active:
            return False
        self.cards.stop()
        self._light(LightState.OK, "证件阅读器")
        return True

    def _on_late(self) -> None:
        if self._desk.open:
            self._desk.messages.warn("已停止读证件，刚读到的一张没有填入。需要时请再按 F3。")

    def forget(self) -> None:
        """Nothing is kept of a document that was read twice."""
        self.repeated = None

    def saving(self) -> bool:
        """Whether the form is being saved and takes no document; that is said."""
        if self._desk.view.busy:
            self._desk.messages.warn("这份登记正在保存，刚读出的证件没有填入；需要时请在下一份里再读。")
        return self._desk.view.busy

    def say_reading(self, text: str) -> None:
        """A picture is being read."""
        self._desk.messages.info(text)

    def take_document(
        self, document: IdDocument, *, even_if_repeated: bool = False, beside: bool = False
    ) -> Reading:
        """Put a document that was read into the form and say what became of it.

        A form that is being saved takes nothing: what is put in then would be in no visit.

        Args:
            even_if_repeated: make another row although the person is in the list.
            beside: leave the row that is just being compared with its strips in the fields.
        """
        desk = self._desk
        if self.saving():
            return Reading(Taken.NOTHING)
        comparing = self.compared() if beside else None
        reading = take(desk.form, document, even_if_repeated=even_if_repeated, rep_limit=desk.rep_limit)
        self.stay_with(comparing)
        self.show_taken(document, reading, compare=True)
        kind, sentences = scan_words.told(document, reading, desk.form)
        {"done": desk.messages.done, "warn": desk.messages.warn, "info": desk.messages.info}[kind](
            "".join(sentences)
        )
        return reading

    def compared(self) -> PersonForm | None:
        """Whose fields somebody is comparing with their strips just now."""
        return self._desk.form.person if self._desk.view.people.comparing else None

    def stay_with(self, person: PersonForm | None) -> None:
        """Leave this row in the fields, whatever was read meanwhile."""
        rows = [i for i, p in enumerate(self._desk.form.people) if p is person]
        self._desk.form.selected = rows[0] if rows else self._desk.form.selected

    def show_taken(self, document: IdDocument, reading: Reading, *, compare: bool) -> None:
        """Show what a document did to the form, and where chip and picture disagree.

        Args:
            compare: take the keyboard from the camera's panel to what is to be compared.
        """
        desk = self._desk
        if document.source == "chip":
            self._light(LightState.OK, "证件阅读器")
        desk.local_cards = [c for c in desk.local_cards if c.rule != "id_repeated"]
        self.forget()
        if reading.taken in _NOTHING_CHANGED:
            return
        person = desk.form.people[reading.row]
        if reading.differences:
            card = finding_words.differences_card(reading.row, person.name, reading.differences)
            desk.local_cards = [card, *(c for c in desk.local_cards if c.key != card.key)]
        if reading.taken is Taken.REPEATED:
            self.repeated = document
            if self.compared() is None:
                desk.form.selected = reading.row
            if not reading.differences:
                desk.local_cards.insert(0, finding_words.repeated_card(reading.row, person.name))
            desk.show_all()
            return
        desk.changed()
        desk.keeper.keep_now()
        if compare and desk.view.camera_has_keyboard and not person.checked:
            desk.view.people.focus_reading()
