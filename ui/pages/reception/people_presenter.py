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
from ui.pages.reception.pile_book import PileBook
from ui.pages.reception.reading import Reading, Taken

_NOTHING_CHANGED = frozenset({Taken.NOTHING, Taken.NOBODYS, Taken.EITHERS, Taken.AGAINST})


class PeoplePresenter(QObject):
    """What is done in the people panel."""

    def __init__(self, desk: Desk, lights: Lights | None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._lights = lights
        self.repeated: IdDocument | None = None
        self.book = PileBook()
        self._front: PersonForm | None = None
        self._said = ""
        self.cards = CardWatch(desk.runner, desk.services, lambda: desk.form.draft_id, desk.view)
        panel = desk.view.people
        panel.guard.now_s = desk.services.now_s
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
        self._desk.view.people.typing.begin_anew()
        self._desk.form.row_for_new(self._desk.rep_limit)
        self._desk.show_all()
        self._desk.view.focus_field("personName")

    def _on_remove(self) -> None:
        form = self._desk.form
        if form.person is not None:
            gone = form.remove_person(form.selected)
            self.settle_said()
            self._desk.messages.info(f"已删除 {shown(gone.name).strip() or '空行'}。")
            self._desk.changed()

    def _on_row(self, row: int) -> None:
        self._desk.view.people.typing.begin_anew()
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

    def forget_visit(self) -> None:
        """Another form is on the desk: what was said of a document of the one before goes too."""
        self.forget()
        self.settle_said()
        self._desk.view.people.typing.begin_anew()
        self._front = None
        self.book.clear()

    def say_of_document(self, kind: str, text: str) -> None:
        """Say what became of a document; it is taken back when it holds no more."""
        self._said = text
        {
            "done": self._desk.messages.done,
            "warn": self._desk.messages.warn,
            "info": self._desk.messages.info,
        }[kind](text)

    def settle_said(self) -> None:
        """What was last said of a document holds no more, in the camera's panel as well."""
        said, self._said = self._said, ""
        if said:
            self._desk.messages.settle(said)
            self._desk.view.camera.show_note("")

    def saving(self) -> bool:
        """Whether the form is being saved and takes no document; that is said."""
        if self._desk.view.busy:
            self._desk.messages.warn("这份登记正在保存，刚读出的证件没有填入；需要时请在下一份里再读。")
        return self._desk.view.busy

    def say_reading(self, text: str) -> None:
        """A picture is being read."""
        self.say_of_document("info", text)

    def take_document(
        self, document: IdDocument, *, even_if_repeated: bool = False, beside: bool = False
    ) -> Reading:
        """Put a document that was read into the form and say what became of it.

        A form that is being saved takes nothing: what is put in then would be in no visit.

        Args:
            even_if_repeated: make another row although the person is in the list.
            beside: it came unasked, from the live picture: whoever has the keyboard in the fields of a
                person, or compares one with its strips, keeps that person there. Asked for, it leaves
                only those in the fields that somebody is writing about.
        """
        desk = self._desk
        if self.saving():
            return Reading(Taken.NOTHING)
        held = self.held(unasked=beside)
        reading = self.book.take(
            desk.form,
            document,
            even_if_repeated=even_if_repeated,
            rep_limit=desk.rep_limit,
            beside=held,
            front=self._front,
        )
        self.stay_with(held)
        self.show_taken(document, reading, compare=True, held=held, unasked=beside)
        kind, sentences = scan_words.told(document, reading, desk.form)
        self.say_of_document(kind, "".join(sentences))
        return reading

    def held(self, *, unasked: bool) -> PersonForm | None:
        """Whose row stays in the fields whatever is read: somebody is at it just now.

        Where the first word of a form is only being composed, its row is made for it.
        """
        form, panel = self._desk.form, self._desk.view.people
        if panel.typing.writing:
            if form.person is None:
                form.row_for_new(self._desk.rep_limit)
            return form.person
        return form.person if unasked and (panel.comparing or panel.typing.inside) else None

    def stay_with(self, person: PersonForm | None) -> None:
        """Leave this row in the fields, whatever was read meanwhile."""
        rows = [i for i, p in enumerate(self._desk.form.people) if p is person]
        self._desk.form.selected = rows[0] if rows else self._desk.form.selected

    def show_taken(
        self,
        document: IdDocument,
        reading: Reading,
        *,
        compare: bool,
        held: PersonForm | None = None,
        unasked: bool = False,
    ) -> None:
        """Show what a document did to the form, and where chip and picture disagree.

        Args:
            compare: the keyboard goes to the first field in doubt, unless somebody writes elsewhere.
            held: whose row stays in the fields.
            unasked: it came from the live picture.
        """
        desk = self._desk
        if document.source == "chip":
            self._light(LightState.OK, "证件阅读器")
        desk.local_cards = [c for c in desk.local_cards if c.rule != "id_repeated"]
        self.forget()
        if reading.taken in _NOTHING_CHANGED:
            return
        person = desk.form.people[reading.row]
        if reading.taken is not Taken.BACK:
            self._front = person
        if reading.differences:
            card = finding_words.differences_card(reading.row, person.name, reading.differences)
            desk.local_cards = [card, *(c for c in desk.local_cards if c.key != card.key)]
        if reading.taken is Taken.REPEATED:
            self.repeated = document
            if held is None:
                desk.form.selected = reading.row
            if not reading.differences:
                desk.local_cards.insert(0, finding_words.repeated_card(reading.row, person.name))
            desk.show_all()
            return
        desk.changed()
        desk.keeper.keep_now()
        if reading.taken is Taken.SAME and held is person:
            # What is still being typed must not go into what the chip has just said.
            desk.view.people.setFocus()
        elif compare and held is None and not person.checked:
            self._to_compare(unasked=unasked)

    def _to_compare(self, *, unasked: bool) -> None:
        """A field in doubt gets the keyboard; else it stays at the picture, where Space reads the next.

        It never goes to the button that confirms all: a key that was on its way would press it.
        """
        view = self._desk.view
        if view.camera_has_keyboard:
            if not view.people.focus_doubt():
                view.camera.take_keyboard()
        elif not unasked and not view.writes_elsewhere:
            view.people.focus_doubt()
