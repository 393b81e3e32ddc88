"""Looking up a person's matters by document: number and reason, both needed. Widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.intake.by_person import REASONS_ZH
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled, line_edit


class PersonSearch(QFrame):
    """`asked` carries number, reason word and the reason in words; `closed` gives the list back."""

    asked = Signal(str, str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "finding")
        self.setProperty("effect", "info")
        self.number = line_edit(
            "证件号码", "personSearchNumber", max_points=40, placeholder="证件上的完整号码"
        )
        self.number.setFixedWidth(176)
        self.reason = combo_box("查询理由", {"": "请选择", **REASONS_ZH}, "personSearchReason")
        self.reason.setMinimumWidth(90)
        self.reason.setSizeAdjustPolicy(self.reason.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.words = line_edit("理由说明", "personSearchWords", max_points=100, placeholder="选“其他”时必填")
        self._find = key_button("查询", name="personSearchFind", kind="primary")
        close = key_button("关闭", name="personSearchClose", kind="quiet")
        self._message = note("每次查询都记入审计：谁、何时、查谁（号码遮盖）、为什么。", "caption")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(labelled("证件号码", self.number))
        row.addWidget(labelled("查询理由", self.reason), 1)
        row.addWidget(labelled("理由说明", self.words), 1)
        row.addWidget(self._find)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 6, 10, 8)
        whole.setSpacing(4)
        whole.addLayout(row)
        whole.addWidget(self._message)
        self._held = Held(self._find)
        self._find.clicked.connect(self._on_find)
        close.clicked.connect(self.close_panel)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(escape.context().WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)
        for field in (self.number, self.words):
            field.returnPressed.connect(self._on_find)
        self.hide()

    def open_with(self, number: str = "") -> None:
        """Show the fields; a number typed elsewhere comes along, the reason is always asked anew."""
        self.reason.setCurrentIndex(0)
        self.words.clear()
        self.number.setText(number)
        self.show_message("")
        self.show()
        (self.reason if number else self.number).setFocus()

    def show_message(self, text: str, role: str = "error") -> None:
        """What is missing, or what was found."""
        self._message.setProperty("role", role if text else "caption")
        self._message.setText(text or "每次查询都记入审计：谁、何时、查谁（号码遮盖）、为什么。")
        self._message.style().polish(self._message)
        self._held.hold(False)

    def forget(self) -> None:
        """Nothing of a search stays for the next person."""
        self.number.clear()
        self.words.clear()
        self.reason.setCurrentIndex(0)
        self.hide()

    def close_panel(self) -> None:
        """Back to the ordinary list."""
        self.forget()
        self.closed.emit()

    def _on_find(self) -> None:
        self._held.hold(True)
        self.asked.emit(self.number.text().strip(), self.reason.currentData(), self.words.text().strip())
