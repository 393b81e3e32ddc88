"""The office's own wording of papers: choose, change, look, save. Widgets only."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.intake.paper_templates import TemplateShown
from ui.widgets.buttons import key_button
from ui.widgets.card import Card, note, restyle
from ui.widgets.fields import combo_box
from ui.widgets.page_view import Page, PageView

_HINT = (
    "花括号里的名称代表要写明的内容，例如 {demand} 是诉求；依法必须写明的不能删去。"
    "保存后用于以后出具的文书，已经出具的不变。"
)


class WordingTab(QWidget):
    """Text on the left, the paper as it would be on the right.

    `wanted` carries the id chosen; `look_requested` and `save_requested` id and text; `back_requested`
    the id whose own wording is given up.
    """

    wanted = Signal(str)
    look_requested = Signal(str, str)
    save_requested = Signal(str, str)
    back_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("文书措辞")
        self._which = combo_box("哪一种文书", {}, "wordingPaper")
        self._text = QPlainTextEdit()
        self._text.setObjectName("wordingText")
        self._text.setAccessibleName("模板")
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setTabChangesFocus(True)
        self._version = note("", "caption")
        self._message = note("", "error")
        self._message.setObjectName("wordingMessage")
        self._message.hide()
        look = key_button("预览", name="wordingPreview")
        save = key_button("保存", name="wordingSave", kind="primary")
        self._back = key_button("恢复程序自带", name="wordingBack", kind="quiet")
        left = Card("文书措辞")
        left.header.addWidget(self._which)
        left.body.addWidget(note(_HINT))
        left.body.addWidget(self._text, 1)
        left.body.addWidget(self._version)
        left.body.addWidget(self._message)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(look)
        buttons.addWidget(save)
        left.body.addLayout(buttons)
        self.pages = PageView("按这份措辞的样张")
        right = Card("样张")
        right.fill(self.pages)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.addWidget(left, 1)
        whole.addWidget(right, 1)
        self._which.currentIndexChanged.connect(lambda _: self.wanted.emit(self.chosen()))
        look.clicked.connect(lambda: self.look_requested.emit(self.chosen(), self._text.toPlainText()))
        save.clicked.connect(lambda: self.save_requested.emit(self.chosen(), self._text.toPlainText()))
        self._back.clicked.connect(lambda: self.back_requested.emit(self.chosen()))

    def chosen(self) -> str:
        """Id of the wording chosen."""
        return str(self._which.currentData() or "")

    def show_list(self, shown: Sequence[TemplateShown]) -> None:
        """Fill the choice; the one chosen before stays."""
        before = self.chosen()
        self._which.blockSignals(True)
        self._which.clear()
        for one in shown:
            self._which.addItem(f"{one.name}{'（本单位）' if one.version else ''}", one.id)
        self._which.setCurrentIndex(max(0, self._which.findData(before)))
        self._which.blockSignals(False)

    def show_wording(self, shown: TemplateShown) -> None:
        """Show one wording as it is in force."""
        self._text.setPlainText(shown.text)
        self._version.setText(
            f"本单位第 {shown.version} 版　{shown.by}　{shown.at[:16].replace('T', ' ')}"
            if shown.version
            else "程序自带的措辞"
        )
        self._back.setEnabled(bool(shown.version))
        self.show_message("")

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show the paper in this wording."""
        self.pages.show_pages(pages)

    def show_message(self, text: str, role: str = "error") -> None:
        """What is wrong with the text, or that it was saved."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._message.setProperty("role", role)
        restyle(self._message)
