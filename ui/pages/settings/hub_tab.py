"""Settings of the line upstream: widgets only."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.upstream import SyncFigures
from ui.pages.settings.tab import SettingsTab
from ui.widgets.buttons import key_button
from ui.widgets.card import note
from ui.widgets.fields import labelled, line_edit


class HubTab(SettingsTab):
    """Where the hub is, and binding this desk to it by a one-time code."""

    enrol_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("settingsHub", "上级", parent)
        self._standing = note("", "title")
        self._standing.setObjectName("hubStanding")
        self._url = line_edit("上级地址", "hubUrl", max_points=200, placeholder="https://主机:端口")
        self._code = line_edit("一次性接入码", "hubCode", max_points=80, placeholder="15 分钟内有效")
        self._enrol = key_button("接入", name="enrolHub", kind="primary")
        self.hold_while_busy(self._enrol)
        self._enrol.clicked.connect(lambda: self.enrol_requested.emit(self._url.text(), self._code.text()))
        self._code.returnPressed.connect(self._enrol.click)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.addWidget(labelled("上级地址", self._url), 0, 0)
        grid.addWidget(labelled("一次性接入码", self._code), 0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 16)
        whole.setSpacing(12)
        whole.addWidget(self._standing)
        whole.addWidget(
            note(
                "接入后，本机登记的内容会自动上报，上级的处理结果会自动取回；不联网时登记、打印照常。"
                "保密事项只以密文上报。更换上级或重装后，用新的接入码再接入一次即可，未上报的内容不会丢失。"
            )
        )
        whole.addLayout(grid)
        whole.addLayout(self.button_row(self._enrol))
        whole.addStretch(1)

    def show_standing(self, figures: SyncFigures) -> None:
        """Whether and where this desk is bound."""
        if figures.hub:
            self._standing.setText(f"已接入：{figures.hub}（{figures.url}）")
            if not self._url.text():
                self._url.setText(figures.url)
        else:
            self._standing.setText("尚未接入上级。")

    def show_enrolled(self, hub: str) -> None:
        """It was bound; the code is used up."""
        self._code.clear()
        self.show_message(f"已接入{hub}，正在同步。", "good")
