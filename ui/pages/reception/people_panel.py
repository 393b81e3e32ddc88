"""来访人: the table of people and the fields that edit its selected row. Widgets only."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.labels import ID_TYPE_ZH, ROLE_ZH
from ui.pages.reception.checks import ADDRESS_LIMIT, NAME_LIMIT, PHONE_LIMIT
from ui.pages.reception.doubt_strip import DoubtStrip
from ui.pages.reception.doubts import FIELD_ZH, Doubts
from ui.pages.reception.form import PersonForm
from ui.pages.reception.inputs import (
    ANY_PX,
    DIGITS,
    ChoiceField,
    CountField,
    NumberField,
    TextField,
    connect_all,
)
from ui.pages.reception.key_guard import KeyGuard
from ui.pages.reception.parts import Captioned, label, restyle, small_button
from ui.pages.reception.people_model import ADDRESS_COLUMN, PeopleModel, TailShown
from ui.pages.reception.person_document import document_line
from ui.pages.reception.person_more import PersonMore
from ui.pages.reception.scan_words import CHECKED_KEY
from ui.pages.reception.shapes import PersonRow
from ui.pages.reception.typing_watch import TypingWatch
from ui.widgets.buttons import KeyButton, key_button
from ui.widgets.elided import ElidedLabel
from ui.widgets.hanzi_picker import attach_hanzi_picker

_ROW_PX = 26
_TABLE_FRAME_PX = 4
ID_NO_LIMIT = 40
_NAME_PX = (80, 124)
_CELL_PAD_PX = 22


class PeoplePanel(QFrame):
    """People of the visit. Every wish goes out as a signal; `show_*` never emits one."""

    read_card_requested = Signal()
    picture_requested = Signal()
    add_requested = Signal()
    remove_requested = Signal()
    row_selected = Signal(int)
    person_edited = Signal(str, str)
    person_option_changed = Signal(str, object)
    count_changed = Signal(str, object)
    reading_checked = Signal()
    doubt_confirmed = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._rows = 0
        self._room_px = 0
        self._steady = False
        self._reading_asked = False
        self._shown_person: PersonForm | None = None
        self.guard = KeyGuard(time.monotonic, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 5)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addWidget(self._make_table())
        layout.addWidget(self._make_reading())
        self._editor = self._make_editor()
        layout.addWidget(self._editor)
        layout.addStretch()
        self._captions = {
            "personName": self._name_box,
            "personAddress": self._address_box,
            "personIdNo": self._number_box,
        }
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_people([], -1)

    def _make_head(self) -> QHBoxLayout:
        self.present = CountField("presentCount", "来访人数", "不详")
        self.affected = CountField("affectedCount", "涉及人数", "—")
        for field in (self.present, self.affected):
            field.setFixedWidth(56)
            name = field.objectName()
            field.changed.connect(lambda value, name=name: self.count_changed.emit(name, value))
        self.read_card = key_button("读证件", "F3", name="readCard")
        self.read_card.clicked.connect(self.read_card_requested)
        scan = key_button("拍照识别", "F4", name="scanDocument")
        scan.clicked.connect(self.picture_requested)
        add = key_button("手工录入", name="addPerson")
        add.clicked.connect(self.add_requested)
        self._seats = label("", "note")
        head = QHBoxLayout()
        head.setContentsMargins(12, 5, 12, 4)
        head.setSpacing(5)
        head.addWidget(label("来访人", "title"))
        head.addSpacing(4)
        head.addWidget(self.present)
        head.addWidget(label("人", "note"))
        head.addSpacing(4)
        head.addWidget(label("涉及", "note"))
        head.addWidget(self.affected)
        head.addWidget(label("人", "note"))
        head.addSpacing(4)
        head.addWidget(self._seats)
        head.addStretch()
        head.addWidget(self.read_card)
        head.addWidget(scan)
        head.addWidget(add)
        return head

    def _make_table(self) -> QTableView:
        self.table = QTableView()
        self.table.setObjectName("peopleTable")
        self.table.setAccessibleName("来访人名单")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.table.verticalHeader().setMinimumSectionSize(_ROW_PX)
        self.table.setItemDelegateForColumn(ADDRESS_COLUMN, TailShown(self.table))
        self._model = PeopleModel(self.table)
        bold = QFont(self.table.font())
        bold.setPixelSize(13)
        bold.setBold(True)
        self._metrics = QFontMetrics(bold)
        self.table.setModel(self._model)
        header = self.table.horizontalHeader()
        header.setFixedHeight(_ROW_PX)
        header.setHighlightSections(False)
        for column, width in enumerate((_NAME_PX[0], 88, 154, 0, 96, 74, 62)):
            mode = QHeaderView.ResizeMode.Stretch if not width else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, mode)
            if width:
                self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(
            lambda now, _: self.row_selected.emit(now.row())
        )
        self._empty = QLabel("请刷证件（F3）、拍照识别（F4），或直接在下面填写", self.table.viewport())
        self._empty.setProperty("role", "empty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        overlay = QVBoxLayout(self.table.viewport())
        overlay.setContentsMargins(0, 0, 0, 0)
        overlay.addWidget(self._empty)
        return self.table

    def _make_reading(self) -> QFrame:
        self._reading = QFrame()
        self._reading.setProperty("role", "reading")
        self._reading_text = ElidedLabel()
        self.checked_button = KeyButton("核对无误", CHECKED_KEY)
        self.checked_button.setObjectName("readingChecked")
        self.checked_button.setProperty("kind", "small")
        self.checked_button.setAutoDefault(True)  # Return presses it, as it answers every strip before it
        self.checked_button.clicked.connect(lambda _checked=False: self.reading_checked.emit())
        key = QShortcut(QKeySequence(CHECKED_KEY), self)
        key.setAutoRepeat(False)
        key.activated.connect(self._on_checked_key)
        line = QHBoxLayout(self._reading)
        line.setContentsMargins(10, 1, 6, 1)
        line.addWidget(self._reading_text, 1)
        line.addWidget(self.checked_button)
        holder = QFrame()
        holder.setProperty("role", "plain")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(12, 2, 12, 0)
        outer.addWidget(self._reading)
        self._reading_holder = holder
        holder.hide()
        return holder

    def _make_editor(self) -> QWidget:
        self._printed = _line_of_its_own("printedAddress")
        self._document = _line_of_its_own("documentLine")
        self.name = TextField("personName", "姓名", NAME_LIMIT)
        self.role = ChoiceField("personRole", "身份", ROLE_ZH)
        self.id_type = ChoiceField("personIdType", "证件类型", {"": "未出示证件", **ID_TYPE_ZH})
        self.number = NumberField("personIdNo", "证件号码", ID_NO_LIMIT)
        self.address = TextField("personAddress", "住址", ADDRESS_LIMIT)
        self.phone = NumberField("personPhone", "电话", PHONE_LIMIT, hints=DIGITS)
        self.phone.setPlaceholderText("可不填")
        self._make_person_buttons()
        connect_all((self.name, self.number, self.address, self.phone), self.person_edited.emit)
        for field in (self.name, self.number, self.address, self.phone):
            field.refused.connect(self.refused)
        self.role.chosen.connect(lambda value: self.person_edited.emit("personRole", value))
        self.id_type.chosen.connect(lambda value: self.person_edited.emit("personIdType", value))
        self._name_box = Captioned("姓名", self.name, said=self.name.setText)
        self._number_box = Captioned("证件号码", self.number)
        self._address_box = Captioned("住址", self.address, said=self.address.setText)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._name_box, 42)
        first.addWidget(Captioned("身份", self.role), 34)
        first.addWidget(Captioned("证件类型", self.id_type), 47)
        first.addWidget(self._number_box, 43)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self._address_box, 1)
        phone_box = Captioned("电话", self.phone)
        phone_box.setFixedWidth(150)
        second.addWidget(phone_box)
        second.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignBottom)
        second.addWidget(self.remove, alignment=Qt.AlignmentFlag.AlignBottom)
        editor = QFrame()
        editor.setProperty("role", "plain")
        layout = QVBoxLayout(editor)
        layout.setContentsMargins(12, 5, 12, 0)
        layout.setSpacing(4)
        under_first, under_second = DoubtStrip(), DoubtStrip()
        layout.addLayout(first)
        layout.addWidget(under_first)
        layout.addLayout(second)
        layout.addWidget(self._printed)
        layout.addWidget(under_second)
        layout.addWidget(self._document)
        self.doubts = Doubts(
            {"name": self.name, "id_no": self.number, "address": self.address},
            {"name": under_first, "id_no": under_first, "address": under_second},
            self,
        )
        attach_hanzi_picker(self.name, beside=under_first)
        attach_hanzi_picker(self.address, beside=under_second)
        self.doubts.confirmed.connect(self.doubt_confirmed)
        self.doubts.resized.connect(self._fit)
        return editor

    def _make_person_buttons(self) -> None:
        self.remove = small_button("删除", self.remove_requested.emit, name="removePerson")
        self.remove.setAccessibleName("删除选中的来访人")
        self.more = PersonMore()
        self.more.option_changed.connect(self.person_option_changed)

    def show_people(
        self, rows: Sequence[PersonRow], selected: int, *, seats: str = "", over: bool = False
    ) -> None:
        """Show the table; its height follows the number of people as far as the page allows.

        Args:
            rows: one a person.
            selected: row the fields edit, -1 for none.
            seats: how many speak for the group.
            over: more speak than may.
        """
        blocked = self.table.selectionModel().blockSignals(True)
        self._model.set_rows(rows)
        index = self._model.index(selected, 0) if 0 <= selected < len(rows) else self._model.index(-1, -1)
        if self.table.currentIndex().row() != index.row():
            self.table.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
        self.table.selectionModel().blockSignals(blocked)
        if index.isValid():
            self.table.scrollTo(index)
        self.table.viewport().update()
        widest = max((self._metrics.horizontalAdvance(row.name) for row in rows), default=0) + _CELL_PAD_PX
        self.table.setColumnWidth(0, min(max(widest, _NAME_PX[0]), _NAME_PX[1]))
        self._rows = len(rows)
        self._fit()
        self._empty.setVisible(not rows)
        self._seats.setText(seats)
        restyle(self._seats, over="true" if over else "false")
        self.remove.setEnabled(bool(rows))
        self.more.setEnabled(bool(rows))

    def set_room(self, height_px: int, *, steady: bool) -> None:
        """How tall the panel may be.

        Args:
            height_px: what the panel below leaves.
            steady: fill it, so that what is below stays where it is when a line or a strip comes or
                goes; else the table is as tall as its people.
        """
        self._room_px, self._steady = height_px, steady
        self._fit()

    def _fit(self) -> None:
        """As many lines as there are people; where there is no room for them, the table scrolls."""
        strip_px = self.doubts.height_px
        # A strip asks by itself; where it stands, the line that asks to compare would only cost room.
        self._reading_holder.setVisible(self._reading_asked and not strip_px)
        least_rows = 1 if strip_px else 2
        least_px = _ROW_PX * (least_rows + 1) + _TABLE_FRAME_PX
        for changed in (self._reading_holder, self._editor):
            changed.updateGeometry()
        around_px = self.sizeHint().height() - self.table.minimumHeight()
        free_px = max(0, self._room_px - around_px - least_px) // _ROW_PX * _ROW_PX
        wanted_px = _ROW_PX * max(0, self._rows - least_rows)
        self.table.setFixedHeight(least_px + (free_px if self._steady else min(wanted_px, free_px)))
        whole_px = max(self._room_px, around_px + self.table.minimumHeight())
        self.setMinimumHeight(whole_px if self._steady else 0)
        self.setMaximumHeight(whole_px if self._steady else ANY_PX)
        if (now := self.table.currentIndex()).isValid():
            self.table.scrollTo(now)

    def show_counts(self, present: int | None, affected: int | None) -> None:
        """Show the head counts; None reads 不详 or a dash."""
        self.present.load(present)
        self.affected.load(affected)

    def show_person(self, person: PersonForm) -> None:
        """Fill the fields from the selected row."""
        if person is not self._shown_person or self._reading_asked == person.checked:
            self.guard.switched()
        self._shown_person = person
        self.name.load(person.name)
        self.role.load(person.role)
        self.id_type.load(person.id_type)
        self.number.load(person.id_no)
        self.address.load(person.address)
        self.phone.load(person.phone)
        shown = person.printed_address if person.id_state == "chip" else ""
        printed = f"卡面印刷地址：{shown}" if shown else ""
        self._printed.setText(printed)
        self._printed.setVisible(bool(printed))
        said = document_line(person)
        self._document.setText(said)
        self._document.setVisible(bool(said))
        self.doubts.show_person(person)
        self._reading_asked = not person.checked
        if not person.checked:
            named = [zh for word, zh in FIELD_ZH.items() if word in person.doubts]
            especially = f"，尤其是{'、'.join(named)}" if named else ""
            self._reading_text.setText(f"图片识别所得，请与证件逐项核对{especially}。")
        self._fit()

    def focus_reading(self) -> None:
        """Put the keyboard where the reading of the selected row is compared next."""
        field = self.doubts.first()
        (field or (self.checked_button if self._reading_asked else self.name)).setFocus()

    def guard_keys(self) -> None:
        """Watch what is typed and keys on their way; called last, so that no filter has them first."""
        self.guard.watch(self.name, self.number, self.address, self.checked_button)
        fields = (self.name, self.role, self.id_type, self.number, self.address, self.phone)
        self.typing = TypingWatch(fields, self)

    def focus_doubt(self) -> bool:
        """Put the keyboard into the first doubted field; False when there is none."""
        field = self.doubts.first()
        if field is not None:
            field.setFocus()
        return field is not None

    def _on_checked_key(self) -> None:
        """The key of 核对无误: only while the button is to be seen, and not on its way before."""
        if self.checked_button.isVisible() and self.checked_button.isEnabled() and not self.guard.quiet:
            self.reading_checked.emit()

    @property
    def comparing(self) -> bool:
        """Whether somebody is just comparing a field with its strip."""
        return self.doubts.focused

    def answers(self, field: str) -> bool:
        """Whether the keyboard is in this field of the form."""
        return self.doubts.has_keyboard(field)

    def show_waiting(self, seconds: int | None) -> None:
        """Count down while a card is awaited; None = not waiting."""
        self.read_card.setText("读证件" if seconds is None else f"请放卡 {seconds}")
        self.read_card.setAccessibleName("读证件")

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside a field of this panel what is missing."""
        if field in self._captions:
            self._captions[field].set_problem(hint, sentence)


def _line_of_its_own(name: str) -> QLabel:
    """A caption that stands only while it has something to say."""
    line = ElidedLabel()
    line.setProperty("role", "caption")
    line.setObjectName(name)
    line.hide()
    return line
