"""向来访人宣读: takes the place of the form for a moment, not modal. Widgets only."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.signature import Signature
from ui.pages.reception.inputs import TextField
from ui.pages.reception.parts import label, scrolled, small_button
from ui.widgets.hanzi_picker import attach_hanzi_picker
from ui.widgets.signature_pad import SignatureField


class ReadBackPanel(QFrame):
    """向来访人宣读: what is recorded, in large print, and how the visitor confirmed it."""

    closed = Signal()
    confirmed = Signal(str, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName("向来访人宣读")
        head = QHBoxLayout()
        head.addWidget(label("请来访人核对，如有不对请当场更正", "title"))
        head.addStretch()
        head.addWidget(small_button("返回更正（Esc）", self.closed.emit, name="readBackBack"))
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        font = QFont(self._text.font())
        font.setPixelSize(20)
        self._text.setFont(font)
        self._text.setStyleSheet("font-size: 20px;")
        self._text.setContentsMargins(4, 4, 12, 4)
        self._ways = QButtonGroup(self)
        ways = QHBoxLayout()
        ways.setSpacing(14)
        ways.addWidget(label("来访人"))
        for way, text in (("signature", "签名"), ("thumb", "按手印"), ("declined", "拒绝")):
            button = QRadioButton(text)
            button.setObjectName(f"confirm_{way}")
            button.setAccessibleName(f"来访人{text}")
            button.toggled.connect(self._on_way)
            self._ways.addButton(button)
            ways.addWidget(button)
        self._witnesses = [
            TextField("witness1", "工作人员一姓名", 60),
            TextField("witness2", "工作人员二姓名", 60),
        ]
        for field, hint in zip(self._witnesses, ("工作人员一", "工作人员二"), strict=True):
            field.setPlaceholderText(hint)
            field.setFixedWidth(120)
            attach_hanzi_picker(field)
            field.edited.connect(lambda _: self._on_way())
            ways.addWidget(field)
        ways.addStretch()
        self.done = small_button("确认无误", self._on_done, name="confirmDone")
        self.done.setProperty("kind", "primary")
        ways.addWidget(self.done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        self.area = scrolled(self._text)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area.setAccessibleName("记录的内容")
        layout.addWidget(self.area, 1)
        self.signature = SignatureField()
        layout.addWidget(self.signature)
        layout.addLayout(ways)
        self._on_way()

    def show_text(
        self,
        sections: Sequence[tuple[str, str]],
        how: str,
        witnesses: Sequence[str],
        signature: Signature | None = None,
    ) -> None:
        """Show (caption, words) pairs and what was confirmed before."""
        self._text.setText(
            "".join(
                f"<p style='margin:0 0 2px 0;font-size:14px;color:#52606d'>{escape(caption)}</p>"
                f"<p style='margin:0 0 10px 0'>{escape(words).replace(chr(10), '<br>') or '—'}</p>"
                for caption, words in sections
            )
        )
        self._text.setAccessibleName("\n".join(f"{c}：{w}" for c, w in sections))
        for button in self._ways.buttons():
            if button.objectName() == f"confirm_{how}":
                button.setChecked(True)
        for field, name in zip(self._witnesses, [*witnesses, "", ""][:2], strict=True):
            field.load(name)
        self.signature.load(signature)
        self._on_way()

    def way(self) -> str:
        """The chosen way, empty while none is."""
        button = self._ways.checkedButton()
        return button.objectName().removeprefix("confirm_") if button is not None else ""

    def clear(self) -> None:
        """Forget the choice, for the next visitor."""
        self._ways.setExclusive(False)
        for button in self._ways.buttons():
            button.setChecked(False)
        self._ways.setExclusive(True)
        self._text.clear()
        self._text.setAccessibleName("")
        for field in self._witnesses:
            field.load("")
        self.signature.load(None)

    def _on_way(self) -> None:
        declined = self.way() == "declined"
        self.signature.setVisible(self.way() == "signature")
        for field in self._witnesses:
            field.setVisible(declined)
        both = all(field.text().strip() for field in self._witnesses)
        self.done.setEnabled(bool(self.way()) and (both or not declined))

    def _on_done(self) -> None:
        names = [f.text().strip() for f in self._witnesses] if self.way() == "declined" else []
        goes_on, signature = self.signature.taken() if self.way() == "signature" else (True, None)
        if goes_on:
            self.confirmed.emit(self.way(), names, signature)
