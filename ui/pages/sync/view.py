"""Sync page: widgets only."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.upstream import SyncFigures
from ui.widgets.card import Card, StatCard, note

NOT_CONNECTED = "未接入上级平台，数据已安全保存在本机。"


class SyncView(QWidget):
    """Three numbers that must become equal, what waits, and when they last did."""

    activated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("同步")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(10)
        self._registered = StatCard("本机已登记")
        self._at_hub = StatCard("上级平台已收到")
        self._proven = StatCard("已核对一致")
        row = QHBoxLayout()
        row.setSpacing(10)
        for card in (self._registered, self._at_hub, self._proven):
            row.addWidget(card, 1)
        whole.addLayout(row)
        card = Card("与上级平台同步")
        self._last = note("", "title")
        self._last.setObjectName("lastSync")
        self._pending = note("")
        self._pending.setObjectName("pendingCount")
        self._explain = note("")
        for label in (self._last, self._pending, self._explain):
            card.body.addWidget(label)
        whole.addWidget(card)
        whole.addStretch(1)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()

    def show_figures(self, figures: SyncFigures, last_ok_local: datetime | None) -> None:
        """Show the numbers.

        Args:
            figures: counts of records.
            last_ok_local: last good round on the office's wall clock; None = never connected.
        """
        self._registered.set_value(str(figures.registered), "条")
        pending = figures.registered - figures.at_hub
        if last_ok_local is None:
            self._at_hub.set_value("—")
            self._proven.set_value("—")
            self._last.setText(NOT_CONNECTED)
            self._pending.setText(f"待上报 {pending} 条")
            self._explain.setText(
                "登记、打印、查询都不需要联网。本版本还不能接入上级平台：每次登记和改动都已按先后逐条留存，供以后接入时上报。"
            )
            return
        self._at_hub.set_value(str(figures.at_hub), "条")
        self._proven.set_value(str(figures.proven), "条")
        self._last.setText(f"最近一次同步成功：{last_ok_local:%Y-%m-%d %H:%M}")
        parked = f"，其中 {figures.parked} 条需人工处理" if figures.parked else ""
        self._pending.setText(f"待上报 {pending} 条{parked}")
        self._explain.setText("三个数字相同，说明本机登记的都已在上级平台并核对无误。")
