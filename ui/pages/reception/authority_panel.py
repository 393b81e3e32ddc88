"""委托、监护依据: what an agent or guardian has shown in writing. Widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.checks import SCOPE_LIMIT
from ui.pages.reception.conversion import day_of, shown
from ui.pages.reception.form import PersonForm
from ui.pages.reception.inputs import DIGITS, NumberField, TextField, connect_all
from ui.pages.reception.parts import Captioned, label, small_button

_DAY_POINTS = 20


class AuthorityPanel(QFrame):
    """Scope and term of the selected person's authority, in the place of the matter."""

    closed = Signal()
    edited = Signal(str, str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("authority")
        self.setProperty("role", "card")
        self.setAccessibleName("委托、监护依据")
        self._title = label("", "title")
        self.back = small_button("返回填写（Esc）", self.closed.emit, name="authorityBack")
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self.back)
        self.scope = TextField("authorityScope", "依据和权限", SCOPE_LIMIT)
        self.scope.setPlaceholderText("例如：授权委托书，代为反映和领取文书；户口簿，父亲")
        self.start = NumberField("authorityFrom", "依据自何日起", _DAY_POINTS, hints=DIGITS)
        self.end = NumberField("authorityTo", "依据至何日止", _DAY_POINTS, hints=DIGITS)
        for day in (self.start, self.end):
            day.setPlaceholderText("没有写明不填")
            day.editingFinished.connect(lambda day=day: _write_out(day))
        connect_all((self.scope, self.start, self.end), self.edited.emit)
        for field in (self.scope, self.start, self.end):
            field.refused.connect(self.refused)
        self._boxes = {
            "authorityScope": Captioned("依据和权限", self.scope),
            "authorityFrom": Captioned("自", self.start),
            "authorityTo": Captioned("至", self.end),
        }
        days = QHBoxLayout()
        days.setSpacing(8)
        for name in ("authorityFrom", "authorityTo"):
            self._boxes[name].setFixedWidth(200)
            days.addWidget(self._boxes[name])
        days.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(
            label("没有出示书面依据的也照常登记，先只给登记回执，依据后补；这里不用填。", "note", wrap=True)
        )
        layout.addWidget(self._boxes["authorityScope"])
        layout.addLayout(days)
        layout.addStretch()

    def show_person(self, person: PersonForm) -> None:
        """Show what the selected person has shown."""
        self._title.setText(f"委托、监护依据：{shown(person.name) or '未填姓名'}")
        self.scope.load(person.authority_scope)
        self.start.load(person.authority_from)
        self.end.load(person.authority_to)

    def set_problem(self, field: str, hint: str, sentence: str) -> None:
        """Say beside a day that it is none."""
        if field in self._boxes:
            self._boxes[field].set_problem(hint, sentence)

    def stops(self) -> list[QWidget]:
        """What takes the focus here, in order."""
        return [self.scope, self.start, self.end, self.back]


def _write_out(field: NumberField) -> None:
    """A day typed in short is written out when the field is left."""
    day = day_of(field.text())
    if day is not None and field.text() != day.isoformat():
        field.setText(day.isoformat())
