"""What is told now beside a known matter: both texts, what differs, what became of it. Widgets only."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.pages.reception.marked_label import MarkedLabel
from ui.pages.reception.marked_text import marked_html
from ui.pages.reception.parts import Flow, clear_layout, label, small_button
from ui.pages.reception.shapes import ComparisonShown, ItemShown, SideShown

_CAPTION = "color:#52606d;font-size:12px"
_HINT = "右侧按钮或按键判断：Alt+S 是同一事项　Alt+B 不是　Alt+N 拿不准　↑↓ 滚动　Esc 返回"


class _Body(QScrollArea):
    """Takes the keyboard, to be scrolled by it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        target = ends.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(target)


class ComparePanel(QFrame):
    """Stands in place of the form for a moment; judging goes on at the candidates beside it.

    Attributes:
        number: of the known matter shown; empty while none is.
        body: takes the keyboard.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = ""
        self.setObjectName("comparePanel")
        self.setProperty("role", "card")
        self.setAccessibleName("对比")
        self._title = label("", "title")
        self.close_button = small_button("返回填写（Esc）", self.closed.emit, name="compareBack")
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self.close_button)
        self._state = label("", wrap=True)
        self._follows = label("", "law", wrap=True)
        self._sides = (MarkedLabel(), MarkedLabel())
        both = QHBoxLayout()
        both.setSpacing(16)
        for side in self._sides:
            both.addWidget(side, 1)
        self._items = QGridLayout()
        self._items.setHorizontalSpacing(12)
        self._items.setVerticalSpacing(3)
        for column, share in enumerate((0, 3, 3, 0)):
            self._items.setColumnStretch(column, share)
        self._course = QVBoxLayout()
        self._course.setSpacing(2)
        holder = Flow()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addLayout(both)
        column.addLayout(self._items)
        column.addLayout(self._course)
        column.addStretch()
        self.body = _Body()
        self.body.setWidgetResizable(True)
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.setAccessibleName("对比的内容")
        self.body.setWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._state)
        layout.addWidget(self._follows)
        layout.addWidget(self.body, 1)
        layout.addWidget(label(_HINT, "caption", wrap=True))

    def show_comparison(self, number: str, shown: ComparisonShown) -> None:
        """Show both sides; a new matter is shown from its beginning."""
        if number != self.number:
            self.body.verticalScrollBar().setValue(0)
        self.number = number
        self._title.setText(shown.title)
        self._state.setText("，".join(w for w in (shown.state, shown.left) if w))
        self._state.setProperty("role", "error" if shown.overdue else "")
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)
        self._follows.setText(f"若是同一事项：{shown.follows}" if shown.follows else "")
        self._follows.setVisible(bool(shown.follows))
        for side, said in zip(self._sides, (shown.now, shown.known), strict=True):
            spoken = (said.title, said.about, said.demand, said.facts)
            side.show_html(_side_html(said), "\n".join(w for w in spoken if w))
        self._show_items(shown.items)
        self._show_course(shown)

    def forget(self) -> None:
        """Nothing of anybody stays."""
        self.number = ""
        for words in (self._title, self._state, self._follows):
            words.clear()
        for side in self._sides:
            side.show_html("", "")
        clear_layout(self._items)
        clear_layout(self._course)

    def _show_items(self, items: tuple[ItemShown, ...]) -> None:
        clear_layout(self._items)
        if not items:
            return
        for column, text in enumerate(("项目", "本次", "已登记", "对比")):
            self._items.addWidget(label(text, "caption"), 0, column)
        for row, item in enumerate(items, 1):
            role = "warn" if item.differs else ""
            cells = (
                label(item.label, "caption"),
                label(item.now, role, wrap=True),
                label(item.known, role, wrap=True),
                label(item.standing, role or "caption"),
            )
            for column, cell in enumerate(cells):
                self._items.addWidget(cell, row, column, alignment=Qt.AlignmentFlag.AlignTop)

    def _show_course(self, shown: ComparisonShown) -> None:
        clear_layout(self._course)
        if shown.steps:
            self._course.addWidget(label("办理经过", "title"))
            for day, what, by in shown.steps:
                self._course.addWidget(label(f"{day}　{what}{f'　{by}' if by else ''}", wrap=True))
        if shown.papers:
            self._course.addWidget(label("文书", "title"))
            for paper in shown.papers:
                self._course.addWidget(label(paper, wrap=True))


def _side_html(side: SideShown) -> str:
    about = f"<p style='{_CAPTION};margin:0'>{escape(side.about)}</p>" if side.about else ""
    return (
        f"<p style='margin:0'><b>{escape(side.title)}</b></p>{about}"
        f"<p style='{_CAPTION};margin:4px 0 0 0'>诉求</p>"
        f"<p style='margin:0'>{marked_html(side.demand, side.demand_marks) or '（还没有填写）'}</p>"
        f"<p style='{_CAPTION};margin:4px 0 0 0'>事实与理由</p>"
        f"<p style='margin:0'>{marked_html(side.facts, side.facts_marks) or '（还没有填写）'}</p>"
    )
