"""What is asked before the log leaves the store: as what, for what, and whether with whole numbers."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.reports.csv_file import Encoding
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box, labelled, line_edit

FORMS = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "csv": "CSV，UTF-8（.csv）",
    "csv-gb18030": "CSV，GB18030（.csv）",
    "pdf": "PDF（.pdf）",
}


@dataclass(frozen=True)
class ExportWish:
    """How the log is to leave: a key of `FORMS`, for what, and whether document numbers stay whole."""

    form: str
    why: str
    full_numbers: bool

    @property
    def suffix(self) -> str:
        """Ending of the file."""
        return f".{self.form.partition('-')[0]}"

    @property
    def encoding(self) -> Encoding:
        """Of a CSV."""
        return Encoding.GB18030 if self.form.endswith("gb18030") else Encoding.UTF8


class ExportView(QDialog):
    """A small window over the log. `wished` when a person goes on; it closes itself then."""

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("导出来访日志")
        self.setMinimumWidth(430)
        self._what = QLabel()
        self._what.setObjectName("exportWhat")
        self._form = combo_box("格式", FORMS, "exportFormat")
        self._why = line_edit("用途", "exportReason", max_points=100, placeholder="如：向上级月度报送")
        self._full = QCheckBox("导出完整证件号码（默认只显示前六位和后四位）")
        self._full.setObjectName("exportFullNumbers")
        self._full.setAccessibleName("导出完整证件号码")
        self._fault = note("", "error")
        self._fault.setObjectName("exportFault")
        self._fault.hide()
        go = key_button("选择位置并导出", name="exportGo", kind="primary")
        cancel = key_button("取消", name="exportCancel")
        go.clicked.connect(self._on_go)
        go.setDefault(True)
        cancel.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(10)
        whole.addWidget(self._what)
        whole.addWidget(labelled("格式", self._form))
        whole.addWidget(labelled("用途（记入审计记录）", self._why))
        whole.addWidget(self._full)
        whole.addWidget(note("保密事项的来访人、内容和单位不导出。"))
        whole.addWidget(self._fault)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(go)
        whole.addLayout(row)

    def ask(self, lines: str) -> None:
        """Open over the page; `lines` says which ones are meant."""
        self._what.setText(lines)
        self._why.clear()
        self._full.setChecked(False)
        self._fault.hide()
        self.open()
        self._why.setFocus()

    def _on_go(self) -> None:
        why = self._why.text().strip()
        if not why:
            self._fault.setText("请写明用途：谁在什么时候导出了什么、为什么，都记入审计记录。")
            self._fault.show()
            self._why.setFocus()
            return
        self.accept()
        self.wished.emit(ExportWish(self._form.currentData(), why, self._full.isChecked()))
