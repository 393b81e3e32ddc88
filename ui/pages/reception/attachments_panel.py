"""材料: the papers the visitor brought, listed inline. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.reception.form import MaterialForm
from ui.pages.reception.inputs import ChoiceField, CountField, EnterGoesOn, TextField
from ui.pages.reception.parts import clear_layout, label, scrolled, small_button

_Row = tuple[TextField, CountField, ChoiceField, bytes]
"""Name, pages, kind, and the picture where there is one."""
_KIND = {"copy": "复印件", "original": "原件"}
MATERIAL_LIMIT = 100


class AttachmentsPanel(QFrame):
    """One line a paper: name, pages, original or copy. Originals are handed back at once."""

    closed = Signal()
    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName("材料清单")
        self._rows: list[_Row] = []
        self._enter = EnterGoesOn(self)
        head = QHBoxLayout()
        head.addWidget(label("材料清单", "title"))
        head.addWidget(label("原件扫描后当场退还", "note"))
        head.addStretch()
        head.addWidget(small_button("添加一份", self._add, name="addMaterial"))
        head.addWidget(small_button("返回填写（Esc）", self.closed.emit, name="attachmentsBack"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._empty = label("没有材料。按“添加一份”登记名称、页数。", "empty")
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._empty)
        inner.addLayout(self._lines)
        inner.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.addLayout(head)
        layout.addWidget(scrolled(holder), 1)

    def show_materials(self, materials: Sequence[MaterialForm]) -> None:
        """Show these papers; an empty list offers one empty line."""
        self._rows = []
        clear_layout(self._lines)
        for material in materials:
            self._line(material)
        if not materials:
            self._line(MaterialForm())
        self._empty.setVisible(not self._rows)
        if self._rows:
            self._rows[-1][0].setFocus()

    def _line(self, material: MaterialForm) -> None:
        number = len(self._rows) + 1
        name = TextField(f"materialName{number}", f"第{number}份材料名称", MATERIAL_LIMIT)
        name.setPlaceholderText("材料名称")
        name.load(material.name)
        pages = CountField(f"materialPages{number}", f"第{number}份材料页数", "1")
        pages.setFixedWidth(64)
        pages.load(material.pages)
        kind = ChoiceField(f"materialKind{number}", f"第{number}份材料原件或复印件", _KIND)
        kind.load("original" if material.original else "copy")
        kind.setFixedWidth(110)
        row = (name, pages, kind, material.content)
        self._rows.append(row)
        for field in (name, pages, kind):
            field.installEventFilter(self._enter)
        name.edited.connect(lambda _: self._tell())
        pages.changed.connect(lambda _: self._tell())
        kind.chosen.connect(lambda _: self._tell())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(name, 1)
        line.addWidget(pages)
        line.addWidget(label("页", "note"))
        line.addWidget(kind)
        if material.content:
            line.addWidget(label("附图片", "note"))
        drop = small_button("移除", lambda: self._drop(row))
        drop.setAccessibleName(f"移除第{number}份材料")
        line.addWidget(drop)
        self._lines.addLayout(line)

    def materials(self) -> list[MaterialForm]:
        """What is listed; lines without a name are left out."""
        return [
            MaterialForm(name.text().strip(), pages.value() or 1, kind.value() == "original", content)
            for name, pages, kind, content in self._rows
            if name.text().strip()
        ]

    def _add(self) -> None:
        self._line(MaterialForm())
        self._empty.hide()
        self._rows[-1][0].setFocus()

    def _drop(self, row: _Row) -> None:
        kept = [r for r in self._rows if r is not row]
        left = [MaterialForm(n.text(), p.value() or 1, k.value() == "original", c) for n, p, k, c in kept]
        self.show_materials(left)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.materials())
