"""The self test of this desk: widgets only."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.doctor.checks import Line, lines_text
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import note

_GOOD, _BAD = "#1d6b42", "#a3361f"


class DoctorTab(QWidget):
    """One button, and a line for each thing that was looked at."""

    run_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDoctor")
        self.setAccessibleName("设备检测")
        self._run = key_button("检测", name="runDoctor", kind="primary")
        self._run.clicked.connect(self.run_requested)
        self._held = Held(self._run)
        self._state = note("")
        self._lines = QLabel()
        self._lines.setObjectName("doctorLines")
        self._lines.setAccessibleName("检测结果")
        self._lines.setWordWrap(True)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lines.setTextFormat(Qt.TextFormat.RichText)
        self._lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        area = QScrollArea()
        area.setAccessibleName("检测结果")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._lines)
        row = QHBoxLayout()
        row.addWidget(self._run)
        row.addWidget(self._state, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(
            note("逐项查看阅读器、高拍仪、打印机、字体、磁盘和时钟，并给出办法；不改动任何内容，可随时检测。")
        )
        whole.addLayout(row)
        whole.addWidget(area, 1)

    def show_busy(self, busy: bool) -> None:
        """While the checks run."""
        self._held.hold(busy)
        if busy:
            self._state.setText("正在检测，最多十几秒…")

    def show_lines(self, lines: Sequence[Line]) -> None:
        """What was found, troubles marked by word and colour."""
        troubles = sum(not line.ok for line in lines)
        self._state.setText(f"有 {troubles} 项需要处理" if troubles else "一切正常")
        self._lines.setText("".join(_html(line) for line in lines))
        self._lines.setAccessibleDescription(lines_text(lines))

    def show_failure(self, sentence: str) -> None:
        """Why nothing could be looked at."""
        self._state.setText(sentence)


def _html(line: Line) -> str:
    word, colour = ("正常", _GOOD) if line.ok else ("注意", _BAD)
    remedy = f"<br><span style='color:#52606d'>办法：{escape(line.remedy)}</span>" if line.remedy else ""
    return (
        f"<p style='margin:0 0 10px 0'><b style='color:{colour}'>{word}</b>　<b>{escape(line.title)}</b>　"
        f"{escape(line.found)}{remedy}</p>"
    )
