"""打印队列: widgets only. Numbers, papers and states; nobody's name."""

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.print_entry import Making, PrintEntry
from app.domain.words import DOCUMENTS_ZH
from ui.labels import PAPER_ZH, label
from ui.print_words import print_sentence, short_state
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import combo_box
from ui.widgets.table import Column, RowsModel, table_view

_EMPTY = "没有等待打印的文书。"
_USUAL = "（系统默认）"


class PrintQueueView(QDialog):
    """What was not printed yet, what is known of it, and what can be done.

    `print_requested` (entry, paper size) prints a waiting one, or another of one that is in doubt.
    """

    print_requested = Signal(object, str)
    preview_requested = Signal(str)
    seen_requested = Signal(str)
    drop_requested = Signal(str)

    def __init__(self, zone: tzinfo, parent: QWidget | None = None) -> None:
        """Build it; `zone` is the office's."""
        super().__init__(parent)
        self._zone = zone
        self.setObjectName("printQueue")
        self.setWindowTitle("打印队列")
        self.setAccessibleName("打印队列")
        self.resize(940, 420)
        self._model: RowsModel[PrintEntry] = RowsModel(self._columns(), self)
        self._table = table_view(self._model, "等待打印的文书", "printQueueTable")
        self._table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self._table.doubleClicked.connect(lambda _: self._on_print())
        self._empty = QLabel(_EMPTY)
        self._empty.setObjectName("printQueueEmpty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "note")
        self._remedy = note("")
        self._remedy.setObjectName("printQueueRemedy")
        self._remedy.setWordWrap(True)
        self._paper = combo_box("换用纸张", PAPER_ZH, "printQueuePaper")
        self._print = key_button("打印", "Alt+P", name="printQueuePrint", kind="primary")
        self._preview = key_button("预览", "Alt+V", name="printQueuePreview")
        self._seen = key_button("已拿到纸", "Alt+Y", name="printQueueSeen")
        self._drop = key_button("不再打印", name="printQueueDrop", kind="quiet")
        close = key_button("关闭（Esc）", name="printQueueClose")
        self._print.clicked.connect(self._on_print)
        self._preview.clicked.connect(lambda: self._send(self.preview_requested))
        self._seen.clicked.connect(lambda: self._send(self.seen_requested))
        self._drop.clicked.connect(lambda: self._send(self.drop_requested))
        close.clicked.connect(self.close)
        for button in (self._print, self._preview, self._seen, self._drop, close):
            button.setAutoDefault(False)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for widget in (self._print, self._paper, self._preview, self._seen, self._drop):
            keys.addWidget(widget)
        keys.addStretch()
        keys.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 12, 14, 12)
        whole.setSpacing(10)
        whole.addWidget(
            note("打印机恢复后，已送出的会自己打完；标“待打印”的要按“打印”。同一份不会自己打两次。")
        )
        whole.addWidget(self._table, 1)
        whole.addWidget(self._empty, 1)
        whole.addWidget(self._remedy)
        whole.addLayout(keys)
        self.show_entries(())

    def show_entries(self, entries: Sequence[PrintEntry]) -> None:
        """Show the queue; the line that was chosen stays chosen."""
        before = self.current
        self._model.show_rows(tuple(entries))
        self._table.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        kept = next((i for i, e in enumerate(entries) if before and e.entry_id == before.entry_id), 0)
        if entries:
            self._table.selectRow(kept)
        self._show_current()

    @property
    def current(self) -> PrintEntry | None:
        """The chosen line."""
        row = self._table.currentIndex().row()
        return self._model.rows[row] if 0 <= row < len(self._model.rows) else None

    def open_queue(self) -> None:
        """Show it in front, the keyboard in the list."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._table.setFocus()

    def _show_current(self) -> None:
        entry = self.current
        self._remedy.setText(print_sentence(entry)[0] if entry else "")
        for widget in (self._print, self._paper, self._preview, self._seen, self._drop):
            widget.setEnabled(entry is not None)
        if entry is None:
            return
        self._print.setText("打印" if entry.state is Making.WAITING else "再打一份")
        self._seen.setEnabled(entry.state is not Making.WAITING)
        self._paper.setCurrentIndex(max(0, self._paper.findData(entry.wish.size)))

    def _on_print(self) -> None:
        if (entry := self.current) is not None:
            self.print_requested.emit(entry, self._paper.currentData())

    def _send(self, signal: object) -> None:
        if (entry := self.current) is not None:
            signal.emit(entry.entry_id)  # type: ignore[attr-defined]

    def _columns(self) -> tuple[Column[PrintEntry], ...]:
        return (
            Column("时间", lambda e: f"{e.asked_at.astimezone(self._zone):%m-%d %H:%M}", 96),
            Column("来访编号", lambda e: e.visit_no, 230, bold=True),
            Column("文书", lambda e: label(DOCUMENTS_ZH, e.document_id), 0),
            Column("纸张", lambda e: label(PAPER_ZH, e.wish.size), 96),
            Column("打印机", lambda e: e.job_printer or e.wish.printer or _USUAL, 170),
            Column("状态", short_state, 96, lambda e: "warn" if print_sentence(e)[1] == "warn" else ""),
        )
