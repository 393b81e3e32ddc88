"""Asking for the signature under a refusal where its paper is made: widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import key_button
from ui.widgets.card import note


class SignatureAsk(QWidget):
    """Says what is signed; nothing is signed before a person presses the button.

    `confirmed`: signs and makes the paper. `cancelled`: neither.
    """

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("签字")
        self._words = note("", "title")
        self._words.setObjectName("paperSignWords")
        self._words.setWordWrap(True)
        self._confirm = key_button("核对无误，签字并出具", name="paperSignConfirm", kind="primary")
        back = key_button("暂不签字", name="paperSignCancel", kind="quiet")
        self._confirm.clicked.connect(self.confirmed)
        back.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(self._confirm)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(self._words)
        whole.addLayout(row)
        whole.addStretch(1)

    def open_for(self, name: str) -> None:
        """Ask for the signature under a paper."""
        self._words.setText(
            f"{name}的条件已经齐备，还没有签字。签字表示您已核对所列条件和日期，对这次不予（不再）受理负责；"
            "签字记入日志，不能撤回。"
        )
        self._confirm.setAccessibleDescription(self._words.text())
        self._confirm.setFocus()
