"""People and their documents: typing, the card reader, pictures. Makes no widget."""

from PySide6.QtCore import QObject

from app.domain.identity import IdDocument
from app.errors import NoReader, ReaderNotAuthorised
from ui.lights import Light, Lights, LightState
from ui.pages.reception import edits, finding_words
from ui.pages.reception.conversion import shown
from ui.pages.reception.desk import Desk
from ui.pages.reception.document_input import CardWatch, PictureInput
from ui.pages.reception.reading import Reading, Taken, take


class PeoplePresenter(QObject):
    """What is done in the people panel."""

    def __init__(self, desk: Desk, lights: Lights | None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._lights = lights
        self.repeated: IdDocument | None = None
        self.cards = CardWatch(desk.runner, desk.services, desk.view)
        self.pictures = PictureInput(desk.runner, desk.services, lambda: desk.form.draft_id, desk.view)
        panel = desk.view.people
        panel.read_card_requested.connect(self._on_read_card)
        panel.picture_requested.connect(desk.view.pictures.ask)
        panel.add_requested.connect(self._on_add)
        panel.remove_requested.connect(self._on_remove)
        panel.row_selected.connect(self._on_row)
        panel.person_edited.connect(self._on_edited)
        panel.person_option_changed.connect(self._on_option)
        panel.count_changed.connect(self._on_count)
        panel.reading_checked.connect(self._on_checked)
        panel.refused.connect(desk.messages.warn)
        desk.view.pictures.files_chosen.connect(self._on_files)
        desk.view.pictures.given.connect(self.pictures.read_bytes)
        self.cards.card_read.connect(self.take_document)
        self.cards.waiting.connect(self._on_waiting)
        self.cards.failed.connect(self._on_reader_failed)
        self.pictures.picture_read.connect(self.take_document)
        self.pictures.picture_late.connect(self._on_picture_late)
        self.pictures.busy.connect(self._on_picture_busy)
        self.pictures.failed.connect(desk.messages.fail)

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
        edits.check_reading(self._desk.form)
        self._desk.changed()
        self._desk.view.focus_field("personPhone")

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

    def _on_files(self, files: list[str]) -> None:
        for file in files:
            self.pictures.read_file(file)

    def _on_picture_busy(self, busy: bool) -> None:
        if busy:
            self._desk.messages.info("正在识别图片，可继续填写。")

    def _on_picture_late(self) -> None:
        if self._desk.open:
            self._desk.messages.info(
                "刚识别完的图片属于前一份登记，没有填入这一份。需要时请在那一份里重新识别。"
            )

    def take_document(self, document: IdDocument, *, even_if_repeated: bool = False) -> None:
        """Put a document that was read into the form and say what became of it."""
        desk = self._desk
        if document.source == "chip":
            self._light(LightState.OK, "证件阅读器")
        reading = take(desk.form, document, even_if_repeated=even_if_repeated, rep_limit=desk.rep_limit)
        desk.local_cards = [c for c in desk.local_cards if c.rule != "id_repeated"]
        if reading.taken is Taken.NOTHING:
            desk.messages.warn("没有认出证件：请换一张清楚、完整的图片，或手工录入。")
        elif reading.taken is Taken.REPEATED:
            self._on_repeated(document, reading.row)
        else:
            self._say(document, reading)
            desk.changed()
            desk.keeper.keep_now()

    def _on_repeated(self, document: IdDocument, row: int) -> None:
        desk = self._desk
        self.repeated = document
        desk.form.selected = row
        desk.local_cards.insert(0, finding_words.repeated_card(row, desk.form.people[row].name))
        desk.messages.warn(f"这个证件号码已在第 {row + 1} 位，没有重复添加。")
        desk.show_all()

    def _say(self, document: IdDocument, reading: Reading) -> None:
        person = self._desk.form.people[reading.row]
        messages = self._desk.messages
        if "multiple" in document.warnings:
            messages.warn("图片里不止一个证件，只采用了其中完整的一个；其余请分别拍照。")
        elif reading.taken is Taken.BACK:
            messages.done("已补上证件有效期。")
        elif reading.taken is Taken.SAME:
            messages.done(f"第 {reading.row + 1} 位的号码已由芯片核实。")
        elif person.checked:
            messages.done(f"第 {reading.row + 1} 位已读入。")
        else:
            messages.info("已识别，请与证件逐项核对，再按“核对无误”。")
