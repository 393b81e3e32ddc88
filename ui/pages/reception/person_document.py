"""What a document says of a person besides name, number and address: one line, and its correction."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.person import IdState, IdType
from ui.labels import SEX_ZH
from ui.pages.reception.conversion import day_of
from ui.pages.reception.form import PersonForm
from ui.pages.reception.inputs import DIGITS, ChoiceField, NumberField, TextField, set_mark
from ui.pages.reception.parts import label

LONG_ZH = "长期"
_LONG = "long"
_ETHNIC_LIMIT = 20
_DAY_LIMIT = 12
_ISSUER_LIMIT = 50
_NOT_FILLED = "未填入"


def document_line(person: PersonForm) -> str:
    """For example `男 · 汉族 · 1990-03-07 · 有效期至 2036-05-06 · 雾泽县公安局签发`; empty where nothing is
    known.

    Of a card read from a picture, what was not sure enough to be filled in is named as not filled in.
    """
    ethnic = person.ethnic if not person.ethnic or person.ethnic.endswith("族") else f"{person.ethnic}族"
    end = LONG_ZH if person.id_valid_to == _LONG else person.id_valid_to
    asked = person.id_state == IdState.OCR.value and person.id_type == IdType.PRC_ID.value
    items = [
        _item("性别", SEX_ZH.get(person.sex, person.sex), asked=asked),
        _item("民族", ethnic, asked=asked),
        _item("出生", person.born_on, asked=asked),
        f"有效期至 {end}" if end else _item("有效期", "", asked=asked),
        person.issuer and f"{person.issuer}签发",
    ]
    return " · ".join(item for item in items if item)


def _item(name: str, value: str, *, asked: bool) -> str:
    return value or (f"{name}{_NOT_FILLED}" if asked else "")


class PersonDocument(QDialog):
    """Sex, ethnic group, day of birth, end of validity and issuer, corrected by hand.

    `taken` carries them.
    """

    taken = Signal(object)

    def __init__(self, person: PersonForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("personDocument")
        self.setWindowTitle("证件上的其他项")
        self._sex = ChoiceField("documentSex", "性别", {"": "未填", **SEX_ZH})
        self._sex.load(person.sex)
        self._ethnic = TextField("documentEthnic", "民族", _ETHNIC_LIMIT)
        self._ethnic.load(person.ethnic)
        self._born = NumberField("documentBorn", "出生日期", _DAY_LIMIT, hints=DIGITS)
        self._born.setPlaceholderText("1990-03-07")
        self._born.load(person.born_on)
        self._end = TextField("documentEnd", "有效期至", _DAY_LIMIT)
        self._end.setPlaceholderText(f"2036-05-06 或 {LONG_ZH}")
        self._end.load(LONG_ZH if person.id_valid_to == _LONG else person.id_valid_to)
        self._issuer = TextField("documentIssuer", "签发机关", _ISSUER_LIMIT)
        self._issuer.load(person.issuer)
        self._wrong = label("", "error", wrap=True)
        self._wrong.setObjectName("documentWrong")
        rows = QFormLayout()
        for name, field in (
            ("性别", self._sex),
            ("民族", self._ethnic),
            ("出生日期", self._born),
            ("有效期至", self._end),
            ("签发机关", self._issuer),
        ):
            rows.addRow(name, field)
        buttons = QDialogButtonBox()
        take = QPushButton("确定")
        take.setObjectName("documentTake")
        take.setProperty("kind", "primary")
        buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_take)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(rows)
        layout.addWidget(self._wrong)
        layout.addWidget(buttons)
        self.setMinimumWidth(320)

    def _on_take(self) -> None:
        """Days must be days; the rest is taken as it was typed."""
        born, end = _iso(self._born.text()), _iso(self._end.text())
        born = None if born == _LONG else born
        wrong = [
            zh
            for zh, field, value in (("出生日期", self._born, born), ("有效期至", self._end, end))
            if not _mark(field, good=value is not None)
        ]
        if wrong:
            self._wrong.setText(f"{'、'.join(wrong)}不是日期，请按 2026-05-06 这样填写。")
            return
        values: Mapping[str, str] = {
            "sex": self._sex.currentData() or "",
            "ethnic": self._ethnic.text().strip(),
            "born_on": born or "",
            "id_valid_to": end or "",
            "issuer": self._issuer.text().strip(),
        }
        self.taken.emit(dict(values))
        self.accept()


def _mark(field: QWidget, *, good: bool) -> bool:
    set_mark(field, "" if good else "missing", "" if good else "不是日期")
    return good


def _iso(text: str) -> str | None:
    """The day in ISO form, `long` for 长期, empty for nothing; None where it is no day."""
    text = text.strip()
    if not text or text == LONG_ZH:
        return _LONG if text else ""
    day = day_of(text)
    return day.isoformat() if day is not None else None
