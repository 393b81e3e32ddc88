"""The hall as it is now: windows, who is receiving, how many wait. Widgets only."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import key_button
from ui.widgets.card import StatCard, note, restyle
from ui.widgets.listing import Listing
from ui.widgets.table import Column


@dataclass(frozen=True)
class DeskRow:
    """One window of the hall, in words; `tone` as in a table."""

    window: str
    who: str
    state: str
    waiting: str
    visits: str
    seen: str
    tone: str


@dataclass(frozen=True)
class HallShown:
    """The hall in words; `said` how old it is, with its `role`."""

    rows: Sequence[DeskRow]
    online: str
    receiving: str
    waiting: str
    said: str
    role: str = "note"


class HallTab(QWidget):
    """`refresh_requested` asks the hub again."""

    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("大厅")
        self._online, self._receiving = StatCard("在线窗口"), StatCard("正在接待")
        self._waiting = StatCard("未完成登记")
        self._said = note("")
        self._said.setObjectName("hallAge")
        cards = QHBoxLayout()
        cards.setSpacing(10)
        for card in (self._online, self._receiving, self._waiting):
            cards.addWidget(card)
        self.desks = Listing[DeskRow]("窗口", _columns(), "hallTable", "还没有窗口的消息。")
        again = key_button("刷新", "F5", name="hallRefresh")
        again.clicked.connect(self.refresh_requested)
        self.desks.header.addWidget(again)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        whole.addWidget(self._said)
        whole.addLayout(cards)
        whole.addWidget(self.desks, 1)

    def show_hall(self, shown: HallShown) -> None:
        """Show it."""
        self._online.set_value(shown.online, "个")
        self._receiving.set_value(shown.receiving, "个窗口")
        self._waiting.set_value(shown.waiting, "件")
        self._said.setText(shown.said)
        self._said.setProperty("role", shown.role)
        restyle(self._said)
        self.desks.show_rows(shown.rows)


def _columns() -> tuple[Column[DeskRow], ...]:
    return (
        Column("窗口", lambda r: r.window, 120, bold=True),
        Column("当班人员", lambda r: r.who, 0),
        Column("状态", lambda r: r.state, 170, lambda r: r.tone),
        Column("未完成登记", lambda r: r.waiting, 130),
        Column("今日已登记", lambda r: r.visits, 130),
        Column("最后消息", lambda r: r.seen, 170, lambda _r: "muted"),
    )
