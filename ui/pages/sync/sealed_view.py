"""Keys for what is sealed, and what other offices sealed for this one: widgets only."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.domain.sealed import KeyShown, ReceivedSealed
from ui.sealed_text import key_state, spoken_key
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import Card, note
from ui.widgets.fields import labelled, line_edit
from ui.widgets.page_view import Page, PageView
from ui.widgets.table import Column, RowsModel, table_view

_NO_KEY = "本单位还没有密件公钥，其他单位的密件没法加密送来。生成后随下次同步公布。"
_KEPT = (
    "编号供两个单位在电话里核对。私钥只在本机的加密数据库里：请检举控告专办用命令 "
    "station sealed export-key 另存到别的磁盘（有口令保护），本机损坏后仍能打开收到的密件。"
)
_ASKED = "换公钥以后，新的密件用新公钥加密；旧的私钥留在本机，已收到的仍能打开。再点一次“确认更换”。"
_MOST_REASON = 200


class SealedPanel(QWidget):
    """Left the keys and what was received, right what was opened.

    Signals:
        key_requested: 生成 or 更换, confirmed.
        open_requested: registration number and why.
        close_requested: what is shown is to go away.
    """

    key_requested = Signal()
    open_requested = Signal(str, str)
    close_requested = Signal()

    def __init__(self, zone: tzinfo | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._has_key = False
        self._asked = False
        self.setAccessibleName("密件")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._keys_card(), 2)
        column.addWidget(self._received_card(), 3)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._opened_card())
        split.setSizes([700, 480])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.close_opened()

    def show_keys(self, keys: tuple[KeyShown, ...]) -> None:
        """Keys of this office and of the others."""
        self._keys.show_rows(keys)
        self._has_key = any(key.own for key in keys)
        self._calm()
        self._key_note.setText(_KEPT if self._has_key else _NO_KEY)

    def show_received(self, received: tuple[ReceivedSealed, ...], *, may_read: bool) -> None:
        """What was received; only who may read it sees the list at all."""
        self._received_box.setVisible(may_read)
        self._opened_box.setVisible(may_read)
        self._received.show_rows(received)
        self._none.setVisible(not received)
        self._table.setVisible(bool(received))
        self._ask.setVisible(bool(received))
        self._on_chosen()

    def show_opened(self, reg_no: str, lines: Sequence[tuple[str, str]]) -> None:
        """The words of a matter."""
        self._opened_box.set_title(f"密件 {reg_no}")
        self._words.setText("\n\n".join(f"{caption}：{text}" for caption, text in lines))
        self._close.setVisible(True)
        self._pages.show_pages(())
        self._pages.setVisible(False)
        self._why.clear()
        self._close.setFocus()

    def show_pages(self, pages: Sequence[Page]) -> None:
        """The pictures that came with it."""
        self._pages.show_pages(pages)
        self._pages.setVisible(bool(pages))

    def close_opened(self) -> None:
        """Nothing of it is kept on the screen."""
        self._opened_box.set_title("密件内容")
        self._words.setText("选一件密件，写明查看事由后在这里查看。每次查看都记入审计。")
        self._pages.show_pages(())
        self._pages.setVisible(False)
        self._close.setVisible(False)
        self._why.clear()

    def show_busy(self, busy: bool) -> None:
        """While the store is asked nothing is asked twice."""
        self._held.hold(busy)

    def _keys_card(self) -> Card:
        columns: tuple[Column[KeyShown], ...] = (
            Column("编号", lambda k: spoken_key(k.key_id), 165),
            Column("单位", lambda k: k.office_name, 155),
            Column("启用", lambda k: self._day(k.since), 110, tone=lambda _k: "muted"),
            Column("情况", key_state),
        )
        self._keys: RowsModel[KeyShown] = RowsModel(columns, self)
        table = table_view(self._keys, "各单位的密件公钥", "sealingKeys")
        self._make = key_button("生成公钥", name="sealingKeyMake")
        self._make.clicked.connect(self._on_make)
        self._key_note = note("")
        self._key_note.setObjectName("sealingKeyNote")
        card = Card("密件公钥")
        card.header.addWidget(self._make)
        card.body.addWidget(self._key_note)
        card.body.addWidget(table, 1)
        return card

    def _received_card(self) -> Card:
        columns: tuple[Column[ReceivedSealed], ...] = (
            Column("收到", lambda r: self._day(r.at), 110, tone=lambda _r: "muted"),
            Column("登记编号", lambda r: r.reg_no, 225),
            Column("来自", lambda r: r.from_name, 190),
            Column("情况", lambda r: "可以查看" if r.readable else "私钥不在本机"),
        )
        self._received: RowsModel[ReceivedSealed] = RowsModel(columns, self)
        self._table = table_view(self._received, "收到的密件", "sealedReceived")
        self._table.selectionModel().selectionChanged.connect(self._on_chosen)
        self._none = note("没有收到密件。")
        self._why = line_edit("查看事由", "sealedReason", max_points=_MOST_REASON)
        self._why.textChanged.connect(self._on_chosen)
        self._why.returnPressed.connect(self._on_open)
        self._open = key_button("查看", name="sealedOpen", kind="primary")
        self._open.clicked.connect(self._on_open)
        self._held = Held(self._open, self._make)
        self._ask = QWidget()
        row = QHBoxLayout(self._ask)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(labelled("查看事由（记入审计）", self._why), 1)
        row.addWidget(self._open, 0, Qt.AlignmentFlag.AlignBottom)
        self._received_box = Card("收到的密件")
        self._received_box.body.addWidget(self._none)
        self._received_box.body.addWidget(self._table, 1)
        self._received_box.body.addWidget(self._ask)
        self._received_box.body.addStretch(0)
        return self._received_box

    def _opened_card(self) -> Card:
        self._words = note("")
        self._words.setObjectName("sealedWords")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setAccessibleName("密件内容")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._words)
        self._pages = PageView("密件附件")
        self._close = key_button("收起", name="sealedClose")
        self._close.clicked.connect(self.close_requested)
        self._opened_box = Card("密件内容")
        self._opened_box.header.addWidget(self._close)
        self._opened_box.body.addWidget(scroll, 1)
        self._opened_box.body.addWidget(self._pages, 1)
        return self._opened_box

    def _chosen(self) -> ReceivedSealed | None:
        rows = self._table.selectionModel().selectedRows()
        return self._received.rows[rows[0].row()] if rows else None

    def _on_chosen(self) -> None:
        chosen = self._chosen()
        self._open.setEnabled(chosen is not None and chosen.readable and bool(self._why.text().strip()))

    def _on_open(self) -> None:
        chosen = self._chosen()
        if chosen is not None and self._open.isEnabled():
            self.open_requested.emit(chosen.reg_no, self._why.text().strip())

    def _on_make(self) -> None:
        if self._has_key and not self._asked:
            self._asked = True
            self._make.setText("确认更换")
            self._key_note.setText(_ASKED)
            return
        self.key_requested.emit()

    def _calm(self) -> None:
        self._asked = False
        self._make.setText("更换公钥" if self._has_key else "生成公钥")

    def _day(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d}"
