"""生僻字: a panel under a text field in which a rare character is found and put at its cursor.

The panel is a child of the window, not a window of its own: an input method follows the focus into its
input as into any field, and nothing is modal. It closes when the keyboard goes elsewhere.
"""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.hanzi.radicals import radical_numbers
from app.hanzi.search import By, Found, find_by_code, find_by_pinyin, find_by_radical, of_chars, search
from app.hanzi.table import Hanzi, HanziTable
from ui.widgets.hanzi_picker_grid import CELL_PX, COLUMNS, HanziGrid, describe
from ui.widgets.hanzi_picker_load import TableLoader
from ui.widgets.hanzi_picker_radicals import RadicalGrid

_WIDTH_PX = COLUMNS * CELL_PX[0] + 44
_AROUND_PX = 158
"""Height of everything but the rows of answers."""
_ROWS = (2, 4)
_GAP_PX = 3
_RECENT = 2 * COLUMNS
_KEYS = "↓ 进入候选　1–9 选字　↑↓←→ 移动　PgUp PgDn 翻页　Enter 填入　Esc 返回　Ctrl+Tab 换查法"


class Way(Enum):
    """How the input is understood: the tabs, each with what may be typed."""

    ANY = ("自动", "拼音、部首加笔画、部件或编码：yan3　石10　龙天　9F91")
    SOUND = ("拼音", "拼音，声调 1–4 可不写：yan3　lv4　zh")
    RADICAL = ("部首笔画", "选部首，再输入其余笔画数：石10；只输入数字按笔画找部首")
    PARTS = ("部件", "由哪些部分组成：龙天　石石石；可再加总笔画：由页 11画")
    CODE = ("编码", "Unicode、GB 18030 或区位码：9F91　8139EE39　1601")


class HanziPicker(QFrame):
    """The panel. `open_at` shows it beside a field; `picked` carries the chosen character.

    Characters chosen in this sitting are offered again while nothing is typed; they are kept nowhere
    else.
    """

    picked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hanziPicker")
        self.setAccessibleName("生僻字")
        self.setProperty("role", "card")
        self.setFixedWidth(_WIDTH_PX)
        self._field: QWidget | None = None
        self._beside: QWidget | None = None
        self._table: HanziTable | None = None
        self._recent: list[str] = []
        self._found: Found | None = None
        self._loader = TableLoader(self)
        self._loader.loaded.connect(self._on_loaded)
        self._make_input()
        self._make_answers()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(self._make_head())
        layout.addWidget(self.input)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._about)
        keys = QLabel(_KEYS)
        keys.setProperty("role", "caption")
        layout.addWidget(keys)
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._close_if_left)
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self._show_way(0)
        self.hide()

    def _make_head(self) -> QHBoxLayout:
        title = QLabel("生僻字")
        title.setProperty("role", "title")
        self.ways = QTabBar()
        self.ways.setObjectName("hanziWays")
        self.ways.setAccessibleName("查字方法")
        self.ways.setDrawBase(False)
        self.ways.setExpanding(False)
        self.ways.setUsesScrollButtons(False)
        self.ways.setElideMode(Qt.TextElideMode.ElideNone)
        self.ways.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for way in Way:
            self.ways.addTab(way.value[0])
        self.ways.currentChanged.connect(self._show_way)
        self._state = QLabel()
        self._state.setProperty("role", "note")
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        close = QToolButton()
        close.setText("×")
        close.setAccessibleName("关闭生僻字")
        close.setToolTip("关闭（Esc）")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.close_panel)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self.ways)
        head.addWidget(self._state, 1)
        head.addWidget(close)
        return head

    def _make_input(self) -> None:
        self.input = QLineEdit()
        self.input.setObjectName("hanziInput")
        self.input.setAccessibleName("查字")
        self.input.setClearButtonEnabled(True)
        self.input.findChildren(QToolButton)[0].setAccessibleName("清除：查字")
        self.input.installEventFilter(self)
        self.input.textChanged.connect(lambda _: self._look_up())

    def _make_answers(self) -> None:
        self.grid = HanziGrid()
        self.grid.picked.connect(self._on_picked)
        self.grid.moved.connect(self._on_moved)
        self.radicals = RadicalGrid()
        self.radicals.chosen.connect(self._on_radical)
        for grid in (self.grid, self.radicals):
            grid.installEventFilter(self)
            grid.typed.connect(self._on_typed)
            grid.left.connect(self._to_input)
        self._nothing = QLabel()
        self._nothing.setProperty("role", "empty")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        for page in (self.grid, self.radicals, self._nothing):
            self._pages.addWidget(page)
        self._about = QLabel()
        self._about.setObjectName("hanziAbout")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setMinimumHeight(20)

    @property
    def field(self) -> QWidget | None:
        """The field it was opened for last."""
        return self._field

    @property
    def way(self) -> Way:
        """How the input is understood now."""
        return list(Way)[self.ways.currentIndex()]

    def open_at(self, field: QWidget, beside: QWidget | None = None) -> None:
        """Show the panel beside a field of the same window, empty, with the keyboard in its input.

        Args:
            beside: what must stay in sight too while it is shown: the strip the field was read from.
        """
        self._field, self._beside = field, beside
        if self._table is None:
            self._loader.start()
        self.input.clear()
        self._look_up()
        self._place()
        self.show()
        self.raise_()
        self.input.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Hide it and give the keyboard back to the field."""
        inside = self._has_focus()
        self.hide()
        if self._field is not None and inside:
            self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def forget(self) -> None:
        """Offer nothing of what was chosen so far: somebody else sits down."""
        self._recent.clear()

    def _place(self) -> None:
        """Under the field or above it, where more rows fit; always inside the window."""
        window = self.parentWidget()
        if self._field is None or window is None:
            return
        kept = self._area(window, self._field)
        if self._beside is not None and self._beside.isVisible():
            kept = kept.united(self._area(window, self._beside))
        left = min(self._area(window, self._field).left(), window.width() - self.width())
        below, above = window.height() - kept.bottom() - 2 * _GAP_PX, kept.top() - 2 * _GAP_PX
        rows = (max(below, above) - _AROUND_PX) // CELL_PX[1]
        rows = max(_ROWS[0], min(rows, _ROWS[1]))
        height = _AROUND_PX + rows * CELL_PX[1]
        self.setFixedHeight(height)
        under = below >= height or below >= above
        top = kept.bottom() + _GAP_PX if under else kept.top() - _GAP_PX - height
        self.move(max(0, left), max(0, min(top, window.height() - height)))

    @staticmethod
    def _area(window: QWidget, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

    def _on_loaded(self, table: HanziTable) -> None:
        self._table = table
        self._look_up()

    def _show_way(self, _place: int) -> None:
        self.input.setPlaceholderText(self.way.value[1])
        self.input.setAccessibleDescription(self.way.value[1])
        self._look_up()

    def _look_up(self) -> None:
        """Answer what is typed; a query takes a few milliseconds."""
        text = self.input.text().strip()
        if self._table is None:
            self._found = None
            self._say("正在载入字库…")
        elif self.way is Way.RADICAL and (not text or text.isdecimal()):
            self._found = None
            self.radicals.offer(self._table, int(text) if text else None)
            self._pages.setCurrentWidget(self.radicals)
            self._state.setText(f"{text} 画的部首" if text else "部首表")
            self._about.clear()
        elif not text:
            self._offer_recent(self._table)
        else:
            self._show_found(self._ask(self._table, text), text)

    def _ask(self, table: HanziTable, text: str) -> Found:
        match self.way:
            case Way.SOUND if text.isascii():
                return find_by_pinyin(table, text)
            case Way.RADICAL if len(text) == 1 and radical_numbers(text):
                return find_by_radical(table, text)
            case Way.CODE:
                return find_by_code(table, text)
        return search(table, text)

    def _offer_recent(self, table: HanziTable) -> None:
        self._found = of_chars(table, self._recent)
        if len(self._found):
            self.grid.show_found(self._found)
            self._pages.setCurrentWidget(self.grid)
            self._state.setText("最近用过")
        else:
            self._say("输入拼音、部首加笔画、部件或编码。\n收字 87,887 个（GB 18030-2022 级别 3）。")

    def _show_found(self, found: Found, text: str) -> None:
        self._found = found
        if len(found):
            self.grid.show_found(found)
            self._pages.setCurrentWidget(self.grid)
            how = f"按{found.by[0]}：" if len(found.by) == 1 else "同时符合："
            self._state.setText(f"{how}{len(found)} 字")
        else:
            self._say(_why_nothing(found, text))
            self._state.setText("没有找到")

    def _say(self, sentence: str) -> None:
        self.grid.show_found(None)
        self._nothing.setText(sentence)
        self._pages.setCurrentWidget(self._nothing)
        self._state.clear()
        self._about.clear()

    def _on_moved(self, hanzi: Hanzi | None) -> None:
        self._about.setText("" if hanzi is None else f"{hanzi.char}　{describe(hanzi)}")

    def _on_picked(self, char: str) -> None:
        self._recent = [char, *(other for other in self._recent if other != char)][:_RECENT]
        self.close_panel()
        self.picked.emit(char)

    def _on_radical(self, radical: str) -> None:
        self.input.setText(radical)
        self._to_input()

    def _on_typed(self, text: str) -> None:
        if text:
            self.input.insert(text)
        else:
            self.input.backspace()
        self._to_input()

    def _to_input(self) -> None:
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_answers(self) -> None:
        page = self._pages.currentWidget()
        if page is not None and page is not self._nothing:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _close_if_left(self) -> None:
        focus = QApplication.focusWidget()
        if not self.isVisible():
            return
        if focus is not None and focus is not self._field and not self._has_focus():
            self.close_panel()
        else:
            self._place()  # what the page shows beside a field can change with the focus

    def _on_focus(self, _before: QWidget | None, _now: QWidget | None) -> None:
        if self.isVisible():
            self._late.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if isinstance(event, QKeyEvent) and watched in (self.input, self.grid, self.radicals):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # or the page behind would take it
            elif watched is self.input and event.type() == QEvent.Type.KeyPress:
                return self._input_key(event)
        return super().eventFilter(watched, event)

    def _input_key(self, event: QKeyEvent) -> bool:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pages.currentWidget() is self.grid:
                self.grid.choose_current()
            else:
                self._to_answers()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self._to_answers()
        elif key == Qt.Key.Key_Escape:
            self.close_panel()
        elif control and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            step = -1 if key == Qt.Key.Key_Backtab else 1
            self.ways.setCurrentIndex((self.ways.currentIndex() + step) % self.ways.count())
        elif control and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.grid.choose_in_row(key - Qt.Key.Key_0)
        else:
            return False
        return True


def _why_nothing(found: Found, text: str) -> str:
    if found.unread:
        return f"“{found.unread}”不是拼音、部件或编码。"
    if By.PARTS in found.by:
        return f"没有找到由“{text}”组成的字。\n扩展 E、F 区的字多数只能按部首笔画或编码查。"
    if By.CODE in found.by:
        return f"编码 {text} 处没有汉字。"
    if By.SOUND in found.by:
        return f"没有读作 {text} 的字。\n扩展区的字多数没有读音，请按部首笔画或部件查。"
    return "没有找到。请减少一个条件，或换一种查法。"
