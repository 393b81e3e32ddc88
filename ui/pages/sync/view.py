"""Sync page: widgets only."""

from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from app.domain.upstream import ParkedItem, SyncFigures
from ui.pages.sync.sealed_view import SealedPanel
from ui.sync_text import failure_of_word, parked_text
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import Card, StatCard, note
from ui.widgets.table import Column, RowsModel, table_view

NOT_CONNECTED = "未接入上级平台，数据已安全保存在本机。"
_CLOCK = "本机时钟与上级相差 {minutes} 分钟，请校准；在此之前登记的时间会被标为“时钟存疑”。"


class SyncView(QWidget):
    """Three numbers that must become equal, what waits, what needs a person, and when all was last well.

    Signals:
        sync_requested: 立即同步.
        again_requested, settle_requested: with the id of the chosen item.
    """

    activated = Signal()
    sync_requested = Signal()
    again_requested = Signal(str)
    settle_requested = Signal(str)

    def __init__(self, zone: tzinfo | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.setAccessibleName("同步")
        standing = QWidget()
        whole = QVBoxLayout(standing)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        self.sealed = SealedPanel(zone)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("syncTabs")
        self.tabs.setAccessibleName("同步分类")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(standing, "同步情况")
        self.tabs.addTab(self.sealed, "密件")
        around = QVBoxLayout(self)
        around.setContentsMargins(10, 10, 10, 10)
        around.addWidget(self.tabs)
        self.show_sealed(False)
        self._registered = StatCard("本机已登记")
        self._at_hub = StatCard("上级平台已收到")
        self._proven = StatCard("已核对一致")
        row = QHBoxLayout()
        row.setSpacing(10)
        for card in (self._registered, self._at_hub, self._proven):
            row.addWidget(card, 1)
        whole.addLayout(row)
        whole.addWidget(self._standing_card())
        whole.addWidget(self._parked_card(), 1)

    def activate(self) -> None:
        """The page is shown."""
        self.activated.emit()

    def show_sealed(self, shown: bool) -> None:
        """Whether there is a place for what is sealed; without it no tabs are seen."""
        self.tabs.setTabVisible(1, shown)
        self.tabs.tabBar().setVisible(shown)
        if not shown:
            self.tabs.setCurrentIndex(0)

    def show_figures(self, figures: SyncFigures, last_ok_local: datetime | None) -> None:
        """Show the numbers.

        Args:
            figures: counts of records.
            last_ok_local: last good round on the office's wall clock; None = never.
        """
        self._registered.set_value(str(figures.registered), "条")
        connected = bool(figures.hub) or last_ok_local is not None
        self._now.setVisible(connected)
        self._now.setEnabled(connected)
        self._parked_card_.setVisible(connected)
        self._stretch.setVisible(not connected)
        if not connected:
            self._at_hub.set_value("—")
            self._proven.set_value("—")
            self._last.setText(NOT_CONNECTED)
            self._pending.setText(f"待上报 {figures.pending} 条")
            self._explain.setText(
                "登记、打印、查询都不需要联网，每次登记和改动都已按先后逐条留存。"
                "接入上级平台：在“设置 → 上级”中填写上级给的地址和一次性接入码。"
            )
            self._warn("")
            return
        self._at_hub.set_value(str(figures.at_hub), "条")
        self._proven.set_value(str(figures.proven), "条", self._proven_at(figures))
        self._last.setText(
            f"最近一次同步成功：{last_ok_local:%Y-%m-%d %H:%M}"
            if last_ok_local
            else "接入后还没有同步成功过。"
        )
        parked = f"，其中 {figures.parked} 条需人工处理" if figures.parked else ""
        self._pending.setText(f"待上报 {figures.pending} 条{parked}")
        named = f"{figures.hub}（{figures.url}）" if figures.hub != figures.url else figures.url
        hub = f"上级：{named}。" if figures.hub else ""
        self._explain.setText(f"{hub}三个数字相同，说明本机登记的都已在上级平台并核对无误。")
        self._warn(_warning(figures))

    def show_busy(self, busy: bool) -> None:
        """A round asked for by hand is running."""
        self._held.hold(busy)
        self._now.setText("正在同步…" if busy else "立即同步")

    def show_parked(self, items: tuple[ParkedItem, ...]) -> None:
        """What needs a person."""
        self._model.show_rows(items)
        self._none.setVisible(not items)
        self._table.setVisible(bool(items))
        self._on_chosen()

    def _standing_card(self) -> Card:
        card = Card("与上级平台同步")
        self._last = note("", "title")
        self._last.setObjectName("lastSync")
        self._pending = note("")
        self._pending.setObjectName("pendingCount")
        self._explain = note("")
        self._warning = note("", "warn")
        self._warning.setObjectName("syncWarning")
        for label in (self._last, self._pending, self._warning, self._explain):
            card.body.addWidget(label)
        self._now = key_button("立即同步", name="syncNow", kind="primary")
        self._now.clicked.connect(self.sync_requested)
        self._held = Held(self._now)
        card.header.addWidget(self._now)
        return card

    def _parked_card(self) -> QWidget:
        columns: tuple[Column[ParkedItem], ...] = (
            Column("时间", self._moment, 110, tone=lambda _i: "muted"),
            Column("来访或事项", lambda i: i.about or "—", 235),
            Column("情况", lambda i: parked_text(i)[0], 250, tone=lambda _i: "warn"),
            Column("怎么办", lambda i: parked_text(i)[1]),
        )
        self._model: RowsModel[ParkedItem] = RowsModel(columns, self)
        self._table = table_view(self._model, "需人工处理", "parkedTable")
        self._table.selectionModel().selectionChanged.connect(self._on_chosen)
        self._remedy = note("")
        self._remedy.setObjectName("parkedRemedy")
        self._none = note("没有需要人工处理的记录。")
        self._again = key_button("再试一次", name="parkedAgain")
        self._settle = key_button("已处理", name="parkedSettle")
        self._again.clicked.connect(lambda: self._on_pressed(self.again_requested))
        self._settle.clicked.connect(lambda: self._on_pressed(self.settle_requested))
        self._parked_card_ = Card("需人工处理")
        for button in (self._again, self._settle):
            self._parked_card_.header.addWidget(button)
        self._parked_card_.body.addWidget(self._none)
        self._parked_card_.body.addWidget(self._table, 1)
        self._parked_card_.body.addWidget(self._remedy)
        self._parked_card_.body.addStretch(0)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._parked_card_, 1)
        self._stretch = QWidget()
        self._stretch.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout.addWidget(self._stretch, 1)
        self.show_parked(())
        return holder

    def _chosen(self) -> ParkedItem | None:
        rows = self._table.selectionModel().selectedRows()
        return self._model.rows[rows[0].row()] if rows else None

    def _on_chosen(self) -> None:
        item = self._chosen()
        self._remedy.setVisible(item is not None)
        self._remedy.setText("：".join(parked_text(item)) + "。" if item is not None else "")
        self._again.setEnabled(item is not None and item.what == "op")
        self._settle.setEnabled(item is not None and item.what not in {"op", "event", "hub_away"})

    def _on_pressed(self, signal: object) -> None:
        item = self._chosen()
        if item is not None:
            signal.emit(item.item_id)  # type: ignore[attr-defined]

    def _moment(self, item: ParkedItem) -> str:
        return f"{item.at.astimezone(self._zone):%m-%d %H:%M}"

    def _proven_at(self, figures: SyncFigures) -> str:
        if figures.proven_at is None:
            return ""
        return f"截至 {figures.proven_at.astimezone(self._zone):%H:%M}"

    def _warn(self, text: str) -> None:
        self._warning.setText(text)
        self._warning.setVisible(bool(text))


def _warning(figures: SyncFigures) -> str:
    """The one thing a person should know first."""
    if figures.revoked:
        return failure_of_word("revoked")
    if figures.clock_suspect and figures.offset is not None:
        return _CLOCK.format(minutes=round(abs(figures.offset.total_seconds()) / 60))
    return failure_of_word(figures.failure)
