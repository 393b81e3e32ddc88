"""What a scan at the desk leads to: a receipt to its matters, an identity number to the person being
entered, a visitor who comes again to the form of the visit. Makes no widget."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.domain.id_numbers import masked
from app.domain.scanned_text import ScannedKind, read_scanned
from app.intake.open_receipt import KnownMatterShown
from ui.notify import Messages
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.reception import ReceptionPage, edits
from ui.pages.reception.form import MatterForm
from ui.wedge import WedgeScanner
from ui.widgets.scan_test import ScanTestField
from ui.window import MainWindow


class ScansAtDesk(QObject):
    """Listens to the scanner and the camera while somebody is signed in and no dialog is open.

    Opening a receipt changes the page and nothing else: the form of the visit stays as it is, and is
    kept at once.
    """

    def __init__(
        self,
        window: MainWindow,
        reception: ReceptionPage,
        matters: MattersPresenter,
        messages: Messages,
    ) -> None:
        """Begin to listen; what is opened from the matters page comes here too."""
        super().__init__(window)
        self._window = window
        self._reception = reception
        self._messages = messages
        self._matters = matters
        matters.show_page = lambda: window.open_page("matters")
        matters.come_again = self.come_again
        self.scanner = WedgeScanner(self, active=self._listening, wanted=self._wanted)
        self.scanner.scanned.connect(self.take)
        reception.receipt_seen.connect(self.take)

    def take(self, text: str) -> None:
        """Do what a scanned text asks for."""
        if not self._listening():
            return
        read = read_scanned(text)
        if read.kind is ScannedKind.RECEIPT:
            self._reception.keep_now()
            self._matters.open_receipt(read.value)
        elif read.kind is ScannedKind.ID_NUMBER:
            self._take_number(read.value)

    def come_again(self, known: KnownMatterShown, facts: str) -> None:
        """The visitor at the desk raises a known matter: it becomes that of the open form.

        What was said last time is filled in only where nothing has been said yet; the facts only if
        they are the same.
        """
        desk, matter = self._reception.presenter.desk, self._reception.presenter.desk.form.current_matter
        if not desk.open or self._reception.presenter.closing.registering.busy:
            self._messages.info("正在登记，请等它完成后再带入这件事。")
            return
        if matter.purpose == "accusation":
            self._messages.warn("接待页上打开的是检举控告，不能与别的事项认定为同一事项。请先换一个事项页。")
            return
        reg_no = known.candidate.reg_no
        if matter.is_empty:
            _fill(matter, known, facts)
        edits.decide_candidate(matter, reg_no, "same", facts)
        desk.know(known.candidate)
        desk.form.confirmed = None
        desk.changed()
        self._window.open_page("reception")
        desk.view.focus_field("personName")
        words = "事实和理由相同" if facts == "same" else "有新的事实和理由"
        self._messages.done(
            f"已带入 {reg_no}：认定为同一事项，{words}。请核对来访人和诉求；认定有误可在右侧撤回。"
        )

    def _listening(self) -> bool:
        if not self._window.current_page or QApplication.activeModalWidget() is not None:
            return False
        return not isinstance(QApplication.focusWidget(), ScanTestField)

    def _wanted(self, text: str) -> bool:
        kind = read_scanned(text).kind
        return kind is ScannedKind.RECEIPT or (kind is ScannedKind.ID_NUMBER and self._takes_numbers())

    def _takes_numbers(self) -> bool:
        field = self._reception.view.people.number
        return self._window.current_page == "reception" and field.isVisible() and field.isEnabled()

    def _take_number(self, number: str) -> None:
        desk = self._reception.presenter.desk
        if not self._takes_numbers():
            self._messages.warn("现在不能填写，刚扫到的证件号码没有填入。需要时请再扫一次。")
            return
        form = desk.form
        before = next((i for i, p in enumerate(form.people) if p.id_no.upper() == number), None)
        if before is not None:
            form.selected = before
            desk.show_all()
            self._messages.warn(f"这个证件号码已在第 {before + 1} 位，没有重复添加。")
            return
        if form.person is not None and form.person.id_no.strip():
            form.row_for_new(desk.rep_limit)
        edits.edit_person(form, "personIdNo", number, rep_limit=desk.rep_limit)
        desk.changed()
        self._messages.done(
            f"第 {form.selected + 1} 位的证件号码已由扫码填入：{masked(number)}，校验位正确。请与证件核对。"
        )


def _fill(matter: MatterForm, known: KnownMatterShown, facts: str) -> None:
    stated = known.stated
    matter.purpose = stated.purpose.value
    matter.content_code = stated.content_code
    matter.place_code = stated.place_code or matter.place_code
    matter.place = stated.place
    matter.reported_unit = stated.reported_unit
    matter.competent_level = stated.competent_level.value if stated.competent_level else ""
    matter.demand = stated.demand
    matter.facts = stated.facts if facts == "same" else ""
