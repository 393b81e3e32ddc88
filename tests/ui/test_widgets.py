"""Shared widgets."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tests.ui.conftest import activate, show
from ui.widgets.bars import BarChart
from ui.widgets.buttons import Held, key_button
from ui.widgets.card import StatCard
from ui.widgets.fields import line_edit
from ui.widgets.table import Column, RowsModel, table_view


def test_a_limit_counts_rare_hanzi_as_one_and_never_splits_them(qtbot: Any) -> None:
    field = show(qtbot, line_edit("姓名", "x", max_points=3))
    field.insert("𬱖𠮷𪚥")
    assert field.text() == "𬱖𠮷𪚥"
    field.insert("甲")
    assert field.text() == "𬱖𠮷𪚥"
    field.setCursorPosition(0)
    field.insert("㛃")
    assert field.text() == "㛃𬱖𠮷"


def test_a_key_button_works_by_its_key_and_says_it(qtbot: Any) -> None:
    button = show(qtbot, key_button("登记并打印回执", "F9", name="x", kind="primary"))
    activate(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_F9)
    assert button.accessibleName() == "登记并打印回执"
    assert "F9" in button.accessibleDescription()
    assert button.sizeHint().width() > key_button("登记并打印回执").sizeHint().width()
    button.setText("附件 2 份")
    assert button.accessibleName() == "附件 2 份"


def test_a_button_held_while_something_is_done_gets_the_keyboard_back(qtbot: Any) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    save, other = key_button("保存"), line_edit("说明", "x")
    row.addWidget(save)
    row.addWidget(other)
    activate(qtbot, show(qtbot, page))
    held = Held(save)
    save.setFocus()
    held.hold(True)
    assert not save.isEnabled()
    assert not save.hasFocus()
    held.hold(False)
    assert save.isEnabled()
    assert save.hasFocus()
    other.setFocus()
    held.hold(True)
    held.hold(False)
    assert other.hasFocus()


def test_cells_are_made_only_when_looked_at(qtbot: Any) -> None:
    asked: list[int] = []

    def text(row: int) -> str:
        asked.append(row)
        return str(row)

    model: RowsModel[int] = RowsModel((Column("数", text),))
    view = show(qtbot, table_view(model, "数", "numbers"))
    model.show_rows(tuple(range(100_000)))
    view.grab()
    assert asked
    assert max(asked) < 200
    assert model.rowCount() == 100_000


def test_a_figure_is_read_out_plainly(qtbot: Any) -> None:
    card = show(qtbot, StatCard("批次 / 人次"))
    card.set_value("27", "批", "64", "人次")
    assert card.plain == "批次 / 人次：27 批 64 人次"


def test_a_chart_tells_its_figures_in_words_and_draws_an_empty_one(qtbot: Any) -> None:
    for lying in (False, True):
        chart = show(qtbot, BarChart("分时人次", lying=lying))
        chart.grab()
        assert chart.accessibleDescription() == ""
        chart.show_bars((("9时", 3), ("10时", 0)))
        chart.grab()
        assert chart.accessibleDescription() == "分时人次：9时 3，10时 0"
