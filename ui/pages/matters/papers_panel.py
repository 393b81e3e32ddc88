"""The papers of a matter: what was issued, what can be issued, and the facts it needs. Widgets only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.paper_facts import FactQuestion
from ui.labels import PAPER_ZH
from ui.pages.matters.delivery_form import DeliveryForm
from ui.pages.matters.signature_ask import SignatureAsk
from ui.widgets.buttons import key_button
from ui.widgets.card import note, restyle
from ui.widgets.facts_form import FactsForm
from ui.widgets.fields import combo_box, line_edit

_ROW = Qt.ItemDataRole.UserRole
_REASON_LONGEST = 100


@dataclass(frozen=True)
class PaperRow:
    """One line of the list.

    Attributes:
        number: empty where it is not issued yet.
        hindrance: why it cannot be issued; empty = it can.
        voided: kept in the list, but nothing can be done with it.
        sizes: paper it can be printed on, the usual size first.
        served: how it was handed over, in words; empty = not recorded; None = it is not handed over.
    """

    paper: str
    name: str
    number: str
    state: str
    hindrance: str = ""
    voided: bool = False
    fitting: bool = False
    sizes: tuple[str, ...] = ()
    served: str | None = None


class PapersPanel(QWidget):
    """List above, form for facts or a reason below.

    `make_requested` carries the row and the facts; `void_requested` the number and the reason;
    `delivery_requested` number, `Delivery` and signature; `size_chosen` comes when another size is wanted.
    """

    preview_requested = Signal(object, object)
    make_requested = Signal(object, object)
    signed_requested = Signal(object, object)
    void_requested = Signal(str, str)
    delivery_requested = Signal(str, object, object)
    size_chosen = Signal()
    blank_requested = Signal(str)
    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("文书")
        self.list = QListWidget()
        self.list.setObjectName("paperList")
        self.list.setAccessibleName("这个事项的文书")
        self.list.setWordWrap(True)
        self.preview = key_button("预览", "Alt+V", name="paperPreview")
        self.make = key_button("出具并打印", "Alt+P", name="paperMake", kind="primary")
        self.void = key_button("作废", name="paperVoid", kind="danger")
        self.deliver = key_button("送达", "Alt+S", name="paperDeliver")
        self.deliver.setAccessibleDescription("记录这份文书怎样送达、是否签收")
        self.today: Callable[[], date] = date.today
        self._size = combo_box("纸张", {}, "paperSize")
        self._sizes: dict[str, str] = {}
        self.large = QCheckBox("大字")
        self.large.setObjectName("paperLarge")
        self.large.setToolTip("用大字版预览和打印；来访人登记时要求大字的，自动用大字")
        self._message = note("", "hint")
        self._message.setObjectName("paperMessage")
        self.form = FactsForm()
        self.delivery = DeliveryForm()
        self.signature = SignatureAsk()
        self._facts: Mapping[str, str] = {}
        self._reason = line_edit("作废的原因", "paperVoidReason", max_points=_REASON_LONGEST)
        self._stack = QStackedWidget()
        self._page: PaperRow | None = None
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._on_row())
        self.list.itemActivated.connect(lambda _: self._on_make())
        self.preview.clicked.connect(lambda: self._with_row(lambda r: self.preview_requested.emit(r, {})))
        self.make.clicked.connect(self._on_make)
        self.void.clicked.connect(self._on_void)
        self.deliver.clicked.connect(self._on_deliver)
        self.delivery.submitted.connect(self.delivery_requested)
        self.delivery.cancelled.connect(self.close_form)
        self.signature.confirmed.connect(self._on_signed)
        self.signature.cancelled.connect(self._on_not_signed)
        self._size.activated.connect(lambda _: self._on_size())
        self.form.submitted.connect(self._on_facts)
        self.form.preview_requested.connect(self._on_facts_preview)
        self.form.cancelled.connect(self.close_form)
        self._on_row()

    def show_rows(self, rows: Sequence[PaperRow], wanted: str = "") -> None:
        """Show the papers; `wanted` (an id or a number) or the line chosen before is chosen."""
        chosen = self.row()
        keep = wanted or (chosen.number or chosen.paper if chosen else "")
        self.list.clear()
        place = -1
        for index, row in enumerate(rows):
            words = f"{row.name}　{row.number}" if row.number else row.name
            item = QListWidgetItem(f"{words}\n{row.state}")
            item.setData(_ROW, row)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}，{row.state}")
            if row.voided or row.hindrance:
                item.setForeground(Qt.GlobalColor.gray)
            self.list.addItem(item)
            if place < 0 and keep in (row.number, row.paper) and keep:
                place = index
        self.list.setCurrentRow(place if place >= 0 else 0)
        self._on_row()

    def row(self) -> PaperRow | None:
        """The line chosen."""
        item = self.list.currentItem()
        return item.data(_ROW) if item is not None else None

    def size(self) -> str:
        """The paper size chosen for the line chosen; empty = its usual one."""
        return str(self._size.currentData() or "")

    def ask(self, row: PaperRow, asked: Sequence[FactQuestion]) -> None:
        """Ask for facts; questions that came up later are added below."""
        if self._page is None or self._page.paper != row.paper:
            self.form.clear()
        self._page = row
        self._stack.setCurrentIndex(1)
        self.form.show_questions(f"{row.name}须写明：", asked)

    def ask_signature(self, row: PaperRow, facts: Mapping[str, str]) -> None:
        """Ask for the signature under a refusal whose facts are all stated; what was typed stays."""
        self._page, self._facts = row, dict(facts)
        self._stack.setCurrentIndex(4)
        self.signature.open_for(row.name)

    def back_to_facts(self, row: PaperRow) -> None:
        """After a signature that was not taken: to what was typed, or to the list."""
        if self._stack.currentIndex() == 4 and self._page == row:
            self._on_not_signed()

    def _on_signed(self) -> None:
        if self._page is not None:
            self.signed_requested.emit(self._page, self._facts)

    def _on_not_signed(self) -> None:
        if self._facts:
            self._stack.setCurrentIndex(1)
        else:
            self.close_form()

    def show_message(self, text: str, role: str = "error") -> None:
        """Tell something at the place where it was asked."""
        asking = {1: self.form, 3: self.delivery}.get(self._stack.currentIndex())
        if asking is not None and role == "error":
            asking.show_message(text)
            return
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._message.setProperty("role", role)
        restyle(self._message)

    def close_form(self) -> None:
        """Back to the list; what was typed is forgotten. The keyboard follows only if it was in the form."""
        focused = self.window().focusWidget()
        inside = self._stack.currentIndex() != 0 and focused is not None and self._stack.isAncestorOf(focused)
        self.form.clear()
        self.delivery.forget()
        self._page, self._facts = None, {}
        self._reason.clear()
        self._stack.setCurrentIndex(0)
        if inside:
            self.list.setFocus()

    def _with_row(self, then: "object") -> None:
        row = self.row()
        if row is not None and callable(then):
            then(row)

    def _on_row(self) -> None:
        row = self.row()
        free = row is not None and not row.voided
        self.preview.setEnabled(free and (row is not None and not (row.hindrance and not row.number)))
        self.make.setEnabled(free and row is not None and not (row.hindrance and not row.number))
        self.make.setText("补打" if row is not None and row.number else "出具并打印")
        self.void.setEnabled(free and row is not None and bool(row.number))
        self.deliver.setEnabled(free and row is not None and bool(row.number) and row.served is not None)
        self._offer_sizes(row)
        if row is not None:
            self.show_message(row.hindrance, "hint")

    def _offer_sizes(self, row: PaperRow | None) -> None:
        self._size.clear()
        for size in row.sizes if row is not None else ():
            self._size.addItem(PAPER_ZH[size], size)
        self._size.setEnabled(self.make.isEnabled())
        if row is not None and row.paper in self._sizes:
            self._size.setCurrentIndex(max(0, self._size.findData(self._sizes[row.paper])))

    def _on_size(self) -> None:
        row = self.row()
        if row is not None:
            self._sizes[row.paper] = self.size()
            self.size_chosen.emit()

    def _on_deliver(self) -> None:
        row = self.row()
        if row is not None and self.deliver.isEnabled():
            self._stack.setCurrentIndex(3)
            self.delivery.open_for(row.number, row.name, self.today(), row.served or "")

    def _on_make(self) -> None:
        row = self.row()
        if row is not None and self.make.isEnabled():
            self.make_requested.emit(row, {})

    def _on_facts(self, facts: dict[str, str]) -> None:
        if self._page is not None:
            self.make_requested.emit(self._page, facts)

    def _on_facts_preview(self, facts: dict[str, str]) -> None:
        if self._page is not None:
            self.preview_requested.emit(self._page, facts)

    def _on_void(self) -> None:
        self._stack.setCurrentIndex(2)
        self._reason.setFocus()

    def _on_void_confirmed(self) -> None:
        row = self.row()
        if row is not None and row.number:
            self.void_requested.emit(row.number, self._reason.text().strip())

    def show_blank_forms(self, forms: dict[str, str]) -> None:
        """Fill the menu of empty forms."""
        menu = QMenu(self._blank)
        menu.setAccessibleName("空白表")
        for paper, name in forms.items():
            action = menu.addAction(name)
            action.setObjectName(f"blank_{paper}")
            action.triggered.connect(lambda _=False, which=paper: self.blank_requested.emit(which))
        self._blank.setMenu(menu)

    def _lay_out(self) -> None:
        self._blank = key_button("空白表", name="blankForms")
        self._blank.setToolTip("来访登记表、代表推选书、授权委托书的空白表")
        check = key_button("核验文书", name="checkPaper")
        check.setToolTip("选一份 PDF 或图片，看是不是本机出具、有没有被改动")
        check.clicked.connect(self.check_requested)
        actions = QHBoxLayout()
        actions.setSpacing(6)
        for widget in (self.void, self.deliver):
            actions.addWidget(widget)
        actions.addStretch(1)
        for widget in (self.preview, self.make):
            actions.addWidget(widget)
        more = QHBoxLayout()
        more.setSpacing(6)
        more.addWidget(self._blank)
        more.addWidget(check)
        more.addStretch(1)
        more.addWidget(self.large)
        more.addWidget(self._size)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(self._message)
        column.addLayout(actions)
        column.addLayout(more)
        voiding = QWidget()
        reason = QVBoxLayout(voiding)
        reason.setContentsMargins(0, 6, 0, 0)
        reason.addWidget(note("作废以后编号留在登记簿里，不会再用。请写明原因：", "title"))
        reason.addWidget(self._reason)
        confirm = key_button("确认作废", name="paperVoidConfirm", kind="danger")
        back = key_button("不作废", name="paperVoidCancel", kind="quiet")
        confirm.clicked.connect(self._on_void_confirmed)
        self._reason.returnPressed.connect(self._on_void_confirmed)
        back.clicked.connect(self.close_form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(confirm)
        reason.addLayout(row)
        reason.addStretch(1)
        for page in (listed, self.form, voiding, _scrolled(self.delivery), self.signature):
            self._stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)


def _scrolled(inside: QWidget) -> QScrollArea:
    """In a frame that scrolls where the window is low."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    area.setAccessibleName(inside.accessibleName())
    return area
