"""Which doubted field is being compared now, and the strip shown at it. Makes no decision."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ui.pages.reception.doubt_strip import DoubtStrip
from ui.pages.reception.form import PersonForm
from ui.pages.reception.inputs import TextField, set_mark
from ui.widgets.hanzi_picker import HANZI_KEY, HanziPicker

FIELD_ZH: Mapping[str, str] = {"name": "姓名", "id_no": "证件号码", "address": "住址"}
_SENTENCES: Mapping[str, str] = {
    "name": "名字可能有生僻字，请对照图片",
    "name_latin": "姓名认不准，请对照图片",
    "id_no": "号码认不准，请对照图片",
    "address": "住址认不准，请对照图片",
}

_ANSWER = "对：按 Enter　不对：直接改"


class Doubts(QObject):
    """Marks the doubted fields and shows one strip: that of the field with the keyboard, else the first.

    `confirmed` carries the field's name in the form: Return was pressed in it, or it was corrected
    and left. `resized` goes out when a strip comes or goes.
    """

    confirmed = Signal(str)
    resized = Signal()

    def __init__(
        self, fields: Mapping[str, TextField], strips: Mapping[str, DoubtStrip], parent: QObject
    ) -> None:
        """Watch the fields.

        Args:
            fields: by name in the form.
            strips: where the strip of each field is shown; two fields may share one.
        """
        super().__init__(parent)
        self._fields = dict(fields)
        self._strips = dict(strips)
        self._person = PersonForm()
        self._shown: tuple[str, bytes] | None = None
        for name, field in self._fields.items():
            field.confirmed.connect(lambda name=name: self.confirmed.emit(name))
            field.entered.connect(self._show)
            field.left.connect(lambda name=name: self._on_left(name))

    @property
    def height_px(self) -> int:
        """Room the strip takes now."""
        return max(strip.height_px() for strip in self._strips.values())

    def show_person(self, person: PersonForm) -> None:
        """Mark what is doubted of this row and show its strip."""
        self._person = person
        for name, field in self._fields.items():
            doubted = name in person.doubts
            set_mark(field, "doubt" if doubted else "", "请核对" if doubted else "")
            field.asks = doubted or name in person.crops
        self._show()

    def first(self) -> TextField | None:
        """The first field still doubted."""
        return next((f for n, f in self._fields.items() if n in self._person.doubts), None)

    @property
    def focused(self) -> bool:
        """Whether the keyboard is in a field that asks."""
        return any(f.asks and f.hasFocus() for f in self._fields.values())

    def has_keyboard(self, name: str) -> bool:
        """Whether the keyboard is in this field."""
        return self._fields[name].hasFocus()

    def _show(self) -> None:
        crops = self._person.crops
        focused = next((n for n, f in self._fields.items() if f.hasFocus() and n in crops), "")
        name = focused or next((n for n in self._fields if n in crops and n in self._person.doubts), "")
        now = (name, crops[name]) if name else None
        if now == self._shown:
            return
        self._shown = now
        for strip in {id(s): s for s in self._strips.values()}.values():
            if now is None or strip is not self._strips[now[0]]:
                strip.clear()
        if now is not None:
            latin = now[0] == "name" and self._person.name != "" and self._person.name.isascii()
            hint = f"{_ANSWER}　查字：{HANZI_KEY}" if now[0] == "name" and not latin else _ANSWER
            sentence = _SENTENCES["name_latin" if latin else now[0]]
            self._strips[now[0]].show_doubt(now[1], sentence, FIELD_ZH[now[0]], hint)
        self.resized.emit()

    def _on_left(self, name: str) -> None:
        """Corrected and left: the strip has served. While a character is looked up it stays."""
        if _looking_up(QApplication.focusWidget()):
            return
        if name in self._person.crops and name not in self._person.doubts:
            self.confirmed.emit(name)


def _looking_up(widget: QWidget | None) -> bool:
    while widget is not None and not isinstance(widget, HanziPicker):
        widget = widget.parentWidget()
    return widget is not None
