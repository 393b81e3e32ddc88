"""The rare-character panel, worked by keyboard beside a field."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QShortcut, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from app.hanzi.table import load_table
from tests.ui.conftest import activate, show
from ui.pages.reception.inputs import TextField
from ui.widgets.hanzi_picker import HanziPicker, attach_hanzi_key, attach_hanzi_picker, close_hanzi_picker
from ui.widgets.hanzi_picker_grid import HanziGrid
from ui.widgets.hanzi_picker_load import TableLoader, hanzi_table
from ui.widgets.hanzi_picker_radicals import RadicalGrid, radicals_by_strokes

LIMIT = 8


class Bench:
    """A window with two fields, and the fingers of a person."""

    def __init__(self, qtbot: Any) -> None:
        self._qtbot = qtbot
        self.escapes: list[None] = []
        self.window = QWidget()
        self.window.resize(1366, 768)
        self.name = TextField("personName", "姓名", LIMIT, self.window)
        self.name.setGeometry(40, 120, 170, 30)
        self.address = TextField("personAddress", "住址", 60, self.window)
        self.address.setGeometry(500, 700, 800, 30)
        self.strip = QLabel("骆䶮", self.window)
        self.strip.setGeometry(40, 155, 600, 48)
        attach_hanzi_picker(self.name, beside=self.strip)
        attach_hanzi_picker(self.address)
        escape = QShortcut(Qt.Key.Key_Escape, self.window)
        escape.activated.connect(lambda: self.escapes.append(None))
        show(qtbot, self.window)
        activate(qtbot, self.window)

    def open(self, field: QLineEdit) -> HanziPicker:
        field.setFocus()
        self.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        return self.panel

    @property
    def panel(self) -> HanziPicker:
        (panel,) = self.window.findChildren(HanziPicker)
        return panel

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(QApplication.focusWidget(), key, held)

    def find(self, typed: str) -> None:
        """Type Latin by key; Chinese arrives from the input method as a whole."""
        self.panel.input.clear()
        self.panel.input.insert(typed)

    def said(self) -> str:
        return "\n".join(label.text() for label in self.panel.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def bench(qtbot: Any) -> Iterator[Bench]:
    load_table()
    made = Bench(qtbot)
    yield made
    made.window.close()


def test_a_character_is_found_by_its_parts_and_stands_in_the_name(bench: Bench) -> None:
    bench.name.insert("骆")
    panel = bench.open(bench.name)
    assert panel.isVisible()
    assert panel.input.hasFocus()
    bench.find("龙天")
    assert "按部件：2 字" in bench.said()
    assert "䶮　yǎn　共 9 画" in bench.said()
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "骆䶮"
    assert bench.name.hasFocus()
    assert not panel.isVisible()


def test_it_goes_in_at_the_cursor_between_characters_beyond_the_basic_plane(bench: Bench) -> None:
    bench.name.setText("张𠮷三")
    bench.name.setFocus()
    bench.name.setCursorPosition(3)  # behind 𠮷, which counts two
    bench.open(bench.name)
    bench.find("U+2CC56")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "张𠮷𬱖三"
    assert bench.name.cursorPosition() == 5
    bench.key(Qt.Key.Key_Backspace)
    assert bench.name.text() == "张𠮷三"
    bench.key(Qt.Key.Key_Left)
    bench.open(bench.name)
    bench.find("石石石")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "张磊𠮷三"


def test_it_replaces_what_is_selected(bench: Bench) -> None:
    bench.name.setText("张𠮷三")
    bench.name.setFocus()
    bench.name.setSelection(1, 2)
    bench.open(bench.name)
    bench.find("火火火火")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "张燚三"


def test_the_limit_counts_characters_and_a_full_field_says_so(bench: Bench, qtbot: Any) -> None:
    bench.name.setText("𠮷" * (LIMIT - 1))
    bench.open(bench.name)
    bench.find("2CC56")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "𠮷" * (LIMIT - 1) + "𬱖"
    bench.open(bench.name)
    bench.find("2CC56")
    with qtbot.waitSignal(bench.name.refused):
        bench.key(Qt.Key.Key_Return)
    assert len(bench.name.text()) == LIMIT


def test_a_longer_text_takes_it_at_its_cursor(bench: Bench) -> None:
    facts = QPlainTextEdit("村民骆𠮷崖", bench.window)
    facts.setGeometry(40, 300, 500, 80)
    attach_hanzi_key(facts)
    facts.show()
    facts.setFocus()
    facts.moveCursor(QTextCursor.MoveOperation.End)
    facts.moveCursor(QTextCursor.MoveOperation.Left)
    bench.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    bench.find("由页")
    bench.key(Qt.Key.Key_Return)
    assert facts.toPlainText() == "村民骆𠮷𬱖崖"
    assert facts.hasFocus()
    assert bench.name.text() == ""


def test_another_person_chosen_meanwhile_gets_it_at_the_end(bench: Bench) -> None:
    bench.name.setText("张三")
    bench.name.setFocus()
    bench.name.setCursorPosition(1)
    bench.open(bench.name)
    bench.name.load("李𠮷")
    bench.find("龙天")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "李𠮷䶮"


def test_digits_choose_in_the_row_of_the_cursor(bench: Bench) -> None:
    panel = bench.open(bench.name)
    bench.find("yan3")
    bench.key(Qt.Key.Key_Down)
    assert panel.grid.hasFocus()
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_3)
    second_row = [hanzi.char for hanzi in _answer(panel)[9:18]]
    assert bench.name.text() == second_row[2]


def test_control_and_a_digit_choose_while_typing(bench: Bench) -> None:
    bench.open(bench.name)
    bench.find("龙天")
    bench.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert bench.name.text() == "龑"


def test_arrows_run_on_from_row_to_row_and_pages_turn(bench: Bench) -> None:
    panel = bench.open(bench.name)
    bench.find("yan")
    chars = [hanzi.char for hanzi in _answer(panel)]
    bench.key(Qt.Key.Key_Down)
    for _ in range(9):
        bench.key(Qt.Key.Key_Right)
    assert panel.grid.currentIndex().data() == chars[9]
    bench.key(Qt.Key.Key_Left)
    assert panel.grid.currentIndex().data() == chars[8]
    bench.key(Qt.Key.Key_PageDown)
    assert chars.index(panel.grid.currentIndex().data()) >= 27
    bench.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert chars.index(panel.grid.currentIndex().data()) > len(chars) - 10


def test_letters_typed_in_the_grid_go_on_in_the_input(bench: Bench) -> None:
    panel = bench.open(bench.name)
    bench.find("zha")
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_N)
    assert (panel.input.text(), panel.input.hasFocus()) == ("zhan", True)
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Backspace)
    assert panel.input.text() == "zha"
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Up)
    assert panel.input.hasFocus()


def test_escape_goes_back_step_by_step_and_never_reaches_the_page(bench: Bench) -> None:
    bench.name.setText("张")
    panel = bench.open(bench.name)
    bench.find("yan")
    bench.key(Qt.Key.Key_Down)
    bench.key(Qt.Key.Key_Escape)
    assert panel.input.hasFocus()
    bench.key(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert bench.name.hasFocus()
    assert (bench.name.text(), bench.escapes) == ("张", [])


def test_a_radical_is_chosen_from_the_table_then_strokes_are_typed(bench: Bench) -> None:
    panel = bench.open(bench.name)
    for _ in range(2):
        bench.key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert "部首表" in bench.said()
    bench.key(Qt.Key.Key_5)
    radicals = panel.findChild(RadicalGrid)
    shapes = {
        radicals.item(row, column).text()
        for row in range(radicals.rowCount())
        for column in range(1, 15)
        if radicals.item(row, column)
    }
    assert {"石", "钅", "龙"} <= shapes
    assert not {"水", "氵"} & shapes
    bench.key(Qt.Key.Key_Down)
    radicals.setCurrentItem(next(i for i in radicals.findItems("石", Qt.MatchFlag.MatchExactly)))
    bench.key(Qt.Key.Key_Return)
    assert panel.input.text() == "石"
    bench.key(Qt.Key.Key_1)
    bench.key(Qt.Key.Key_0)
    assert "按部首：80 字" in bench.said()
    assert "磊" in [hanzi.char for hanzi in _answer(panel)]


def test_every_form_of_every_radical_is_in_the_table_under_its_strokes() -> None:
    groups = radicals_by_strokes(load_table())
    assert "氵" in groups[3]
    assert "水" in groups[4]
    assert list(groups) == sorted(groups)
    assert len({shape for shapes in groups.values() for shape in shapes}) > 280


def test_a_tab_decides_what_an_ambiguous_word_means(bench: Bench) -> None:
    panel = bench.open(bench.name)
    bench.find("5201")
    assert [hanzi.char for hanzi in _answer(panel)] == ["刁", "浴"]
    panel.ways.setCurrentIndex(3)
    bench.find("石")
    assert "按部件" in bench.said()
    panel.ways.setCurrentIndex(2)
    assert "按部首" in bench.said()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("龙水火", "没有找到由“龙水火”组成的字"),
        ("xyz", "没有读作 xyz 的字"),
        ("FFFF", "编码 FFFF 处没有汉字"),
        ("😀", "“😀”不是"),
    ],
)
def test_nothing_found_is_said_with_a_way_out(bench: Bench, typed: str, sentence: str) -> None:
    bench.open(bench.name)
    bench.find(typed)
    assert sentence in bench.said()
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == ""


def test_what_was_chosen_is_offered_again_until_the_sitting_ends(bench: Bench) -> None:
    for typed in ("龙天", "石石石"):
        panel = bench.open(bench.name)
        bench.find(typed)
        bench.key(Qt.Key.Key_Return)
    panel = bench.open(bench.address)
    assert [hanzi.char for hanzi in _answer(panel)] == ["磊", "䶮"]
    bench.key(Qt.Key.Key_Return)
    assert bench.address.text() == "磊"
    assert bench.name.text() == "䶮磊"
    close_hanzi_picker(bench.window)
    panel = bench.open(bench.name)
    assert "87,887" in bench.said()


def test_the_panel_lies_inside_the_window_and_covers_neither_field_nor_strip(bench: Bench) -> None:
    for field, kept in ((bench.name, [bench.name, bench.strip]), (bench.address, [bench.address])):
        panel = bench.open(field)
        area = panel.geometry()
        assert bench.window.rect().contains(area)
        for widget in kept:
            assert not area.intersects(QRect(widget.mapTo(bench.window, QPoint(0, 0)), widget.size()))
    bench.window.resize(1024, 600)
    bench.address.move(100, 550)
    panel = bench.open(bench.address)
    assert bench.window.rect().contains(panel.geometry())


def test_it_closes_when_the_keyboard_goes_elsewhere(bench: Bench, qtbot: Any) -> None:
    panel = bench.open(bench.name)
    bench.address.setFocus()
    qtbot.waitUntil(lambda: not panel.isVisible())
    assert bench.address.hasFocus()


def test_the_button_opens_it_too_and_everything_has_a_name(bench: Bench) -> None:
    bench.name.setText("张")
    (button,) = bench.name.findChildren(QToolButton)
    assert button.accessibleName() == "生僻字：姓名"
    assert "Ctrl+G" in button.toolTip()
    button.click()
    panel = bench.panel
    bench.find("龙天")
    named = [panel, panel.input, panel.ways, panel.findChild(HanziGrid), panel.findChild(RadicalGrid)]
    assert [widget.accessibleName() for widget in named] == ["生僻字", "查字", "查字方法", "候选字", "部首表"]
    assert all(b.accessibleName() for b in panel.findChildren(QToolButton))
    cell = panel.grid.model().index(0, 0)
    assert str(cell.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("䶮　yǎn　共 9 画")
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "张䶮"


def test_every_plane_is_drawn(bench: Bench) -> None:
    """Each cell shows its own glyph: no two pictures are alike, as boxes for missing ones would be."""
    panel = bench.open(bench.name)
    pictures = set()
    for char in "龑㐀鿯﨎𠮷𪜀𫝀𫠝𬺰〇":
        bench.find(f"U+{ord(char):X}" if char != "〇" else "〇")
        assert _answer(panel)[0].char == char
        cell = panel.grid.visualRect(panel.grid.model().index(0, 0))
        image = panel.grid.viewport().grab(QRect(cell.left() + 14, cell.top() + 5, 36, 38)).toImage()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == 10


def test_the_table_is_read_beside_the_window(qtbot: Any) -> None:
    hanzi_table.cache_clear()
    load_table.cache_clear()
    parent = QWidget()
    qtbot.addWidget(parent)
    loader = TableLoader(parent)
    with qtbot.waitSignal(loader.loaded) as told:
        loader.start()
    assert len(told.args[0]) == 87_888
    with qtbot.waitSignal(loader.loaded):
        loader.start()


def test_the_panel_waits_for_the_table(qtbot: Any) -> None:
    hanzi_table.cache_clear()
    load_table.cache_clear()
    bench = Bench(qtbot)
    panel = bench.open(bench.name)
    bench.find("龙天")
    qtbot.waitUntil(lambda: "2 字" in bench.said())
    bench.key(Qt.Key.Key_Return)
    assert bench.name.text() == "䶮"
    assert not panel.isVisible()
    bench.window.close()


def _answer(panel: HanziPicker) -> list[Any]:
    model = panel.grid.model()
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(9)]
    return [cell.data(Qt.ItemDataRole.UserRole) for cell in cells if cell.data() is not None]
