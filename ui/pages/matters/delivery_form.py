"""The small form that records how a paper was handed over: widgets only."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.domain.delivery import HOW_ZH, LONGEST_NAME, LONGEST_NOTE, WITNESSES, Delivery, How, Received
from app.domain.signature import Signature
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, date_edit, labelled, line_edit
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.signature_pad import SignatureField

_TERMS = (
    "这里只记这份文书的送达。复查、复核的期限，从“经过”里记录的答复、意见送达之日起算，不受这里的日期影响。"
)
_RECEIVED_ZH = {Received.SIGNED: "签收", Received.THUMB: "按手印", Received.DECLINED: "拒绝签收"}
_NONE_ZH = "没有回执"


class DeliveryForm(QWidget):
    """Way and day, what the visitor did, two witnesses where receipt was declined, a pad to sign on.

    `submitted` carries the number, the `Delivery` and the signature or None.
    """

    submitted = Signal(str, object, object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("送达")
        self._number = ""
        self._title = note("", "title")
        self._before = note("", "warn")
        self._how = combo_box("送达方式", {how.value: words for how, words in HOW_ZH.items()}, "deliveryHow")
        self._on = date_edit("送达日期", "deliveryOn")
        self._ways = QButtonGroup(self)
        self._witnesses = [
            line_edit(f"见证人{which}姓名", f"deliveryWitness{n}", max_points=LONGEST_NAME)
            for n, which in zip(range(1, WITNESSES + 1), "一二", strict=True)
        ]
        self._pad = SignatureField(paper="送达回证")
        self._note = line_edit("说明", "deliveryNote", max_points=LONGEST_NOTE)
        self._message = note("", "error")
        self._message.setObjectName("deliveryMessage")
        self._save = key_button("记录送达", name="deliverySave", kind="primary")
        self._held = Held(self._save)
        self._lay_out()
        self._ways.idToggled.connect(lambda *_: self._on_way())
        self._how.currentIndexChanged.connect(lambda _: self._on_how())
        self._save.clicked.connect(self._on_save)
        self._note.returnPressed.connect(self._on_save)

    def open_for(self, number: str, name: str, today: date, before: str) -> None:
        """Begin anew; `before` is the record that would be corrected, empty without one."""
        self._number = number
        self._title.setText(f"送达：{name} {number}")
        self._before.setText(f"已记录：{before}。要更正请重新填写，原来的记录保留。" if before else "")
        self._before.setVisible(bool(before))
        self._note.clear()
        self._note.setPlaceholderText("必填：更正的原因" if before else "其他方式、代收人等，可不填")
        self._how.setCurrentIndex(0)
        self._on.setDate(QDate(today.year, today.month, today.day))
        self._choose(None)
        for field in self._witnesses:
            field.clear()
        self._pad.load(None)
        self.show_message("")
        self._on_how()
        self._how.setFocus()

    def forget(self) -> None:
        """Nothing of a visitor stays."""
        self._number = ""
        self._title.clear()
        self._before.clear()
        self._pad.load(None)
        self._note.clear()
        for field in self._witnesses:
            field.clear()
        self.show_message("")

    def show_message(self, text: str) -> None:
        """What must be put right."""
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def show_busy(self, busy: bool) -> None:
        """Hold the key while it is being kept."""
        self._held.hold(busy)

    def delivery(self) -> Delivery:
        """What was entered."""
        received = self._received()
        declined = received is Received.DECLINED
        return Delivery(
            How(self._how.currentData()),
            self._on.date().toPython(),
            received,
            tuple(field.text().strip() for field in self._witnesses) if declined else (),
            self._note.text().strip(),
        )

    def _received(self) -> Received | None:
        chosen = self._ways.checkedId()
        return list(Received)[chosen] if chosen in range(len(Received)) else None

    def _choose(self, received: Received | None) -> None:
        chosen = list(Received).index(received) if received is not None else len(Received)
        self._ways.button(chosen).setChecked(True)

    def _on_how(self) -> None:
        """Face to face something is chosen by a person; until then the hidden choice holds."""
        in_person = self._how.currentData() == How.IN_PERSON.value
        nothing = self._ways.button(len(Received))
        nothing.setVisible(not in_person)
        self._on_way()

    def _on_way(self) -> None:
        received = self._received()
        self._witness_row.setVisible(received is Received.DECLINED)
        in_person = self._how.currentData() == How.IN_PERSON.value
        self._pad.setVisible(received is Received.SIGNED and in_person)

    def _on_save(self) -> None:
        goes_on, signature = True, None
        if not self._pad.isHidden():
            goes_on, signature = self._pad.taken()
        if goes_on and self._number and self._save.isEnabled():
            self._emit(signature)

    def _emit(self, signature: Signature | None) -> None:
        self.submitted.emit(self._number, self.delivery(), signature)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self._title)
        whole.addWidget(self._before)
        first = QHBoxLayout()
        first.addWidget(labelled("送达方式", self._how), 1)
        first.addWidget(labelled("送达日期", self._on), 1)
        whole.addLayout(first)
        ways = QHBoxLayout()
        ways.setSpacing(14)
        named = [(received.value, words) for received, words in _RECEIVED_ZH.items()]
        for place, (name, words) in enumerate([*named, ("none", _NONE_ZH)]):
            button = QRadioButton(words)
            button.setObjectName(f"delivery_{name}")
            self._ways.addButton(button, place)
            ways.addWidget(button)
        ways.addStretch(1)
        whole.addLayout(ways)
        self._witness_row = QWidget()
        row = QHBoxLayout(self._witness_row)
        row.setContentsMargins(0, 0, 0, 0)
        for field in self._witnesses:
            attach_hanzi_picker(field)
            row.addWidget(labelled(field.accessibleName(), field), 1)
        whole.addWidget(self._witness_row)
        whole.addWidget(self._pad)
        whole.addWidget(labelled("说明", self._note))
        whole.addWidget(self._message)
        back = key_button("取消", name="deliveryCancel", kind="quiet")
        back.clicked.connect(self.cancelled)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self._save)
        whole.addLayout(buttons)
        whole.addWidget(note(_TERMS, "note"))
        whole.addStretch(1)
