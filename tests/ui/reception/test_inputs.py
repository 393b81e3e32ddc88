"""The fields: limits in code points, digits, codes, Enter."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.ui.conftest import activate, show
from ui.pages.reception.code_field import CodeField
from ui.pages.reception.inputs import ChoiceField, EnterGoesOn, LongText, NumberField, TextField

CLASSES = [("0201", "征地补偿"), ("0203", "违法占地"), ("0401", "拖欠工资"), ("unknown", "不详")]


@pytest.fixture
def codes(qtbot: Any) -> CodeField:
    field = CodeField("contentClass", "内容分类")
    field.offer(CLASSES)
    return show(qtbot, field)


def test_sixty_rare_characters_fit_a_name_of_sixty(qtbot: Any) -> None:
    field = show(qtbot, TextField("personName", "姓名", 60))
    for _ in range(60):
        field.insert("𠮷")
    assert field.text() == "𠮷" * 60


def test_what_does_not_fit_is_refused_with_a_sentence(qtbot: Any) -> None:
    field = show(qtbot, TextField("personName", "姓名", 3))
    told: list[str] = []
    field.refused.connect(told.append)
    for character in "甲乙丙丁":
        field.insert(character)
    assert field.text() == "甲乙丙"
    assert "3" in told[0]


def test_full_width_digits_become_plain(qtbot: Any) -> None:
    field = show(qtbot, NumberField("personIdNo", "证件号码", 40))
    heard: list[str] = []
    field.edited.connect(heard.append)
    field.setText("１１０１９９ｘ")
    assert field.text() == "110199x"
    assert heard[-1] == "110199x"


def test_loading_a_text_is_not_an_edit(qtbot: Any) -> None:
    field = show(qtbot, TextField("personName", "姓名", 60))
    heard: list[str] = []
    field.edited.connect(heard.append)
    field.load("骆青崖")
    assert heard == []


def test_typing_a_code_picks_the_class(qtbot: Any, codes: CodeField) -> None:
    heard: list[tuple[str, str]] = []
    codes.changed.connect(lambda code, text: heard.append((code, text)))
    qtbot.keyClicks(codes.lineEdit(), "0201")
    assert codes.code() == "0201"
    assert codes.currentText() == "0201 征地补偿"
    assert heard[-1][0] == "0201"


def test_full_width_codes_are_understood(codes: CodeField) -> None:
    codes.setEditText("０４０１")
    assert codes.code() == "0401"


@pytest.mark.parametrize("typed", ["拖欠工资", "拖欠", "0401 拖欠工资"])
def test_chinese_words_find_the_class(codes: CodeField, typed: str) -> None:
    codes.setEditText(typed)
    codes.lineEdit().editingFinished.emit()
    assert codes.code() == "0401"


def test_an_ambiguous_word_picks_nothing_and_stays(codes: CodeField) -> None:
    codes.setEditText("地")
    codes.lineEdit().editingFinished.emit()
    assert codes.code() == ""
    assert codes.currentText() == "地"


def test_changing_a_picked_class_lets_it_go(codes: CodeField) -> None:
    codes.setEditText("0201")
    codes.setEditText("0201 征地补偿费")
    assert codes.code() == ""


def test_a_digit_picks_a_choice_by_position(qtbot: Any) -> None:
    field = ChoiceField("purpose", "类别", {"claim": "申诉求决", "suggestion": "建议意见"})
    show(qtbot, field)
    qtbot.keyClick(field, Qt.Key.Key_2)
    assert field.value() == "suggestion"
    qtbot.keyClick(field, Qt.Key.Key_9)
    assert field.value() == "suggestion"
    qtbot.keyClick(field, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert field.value() == "suggestion"


def test_new_choices_keep_the_chosen_one_silently(qtbot: Any) -> None:
    field = ChoiceField("outcome", "处理方式", {"A": "甲", "B": "乙"})
    show(qtbot, field)
    field.load("B")
    heard: list[str] = []
    field.chosen.connect(heard.append)
    field.offer({"C": "丙", "B": "乙（建议）"})
    assert field.value() == "B"
    assert heard == []


def test_a_long_text_is_counted_and_never_cut(qtbot: Any) -> None:
    field = show(qtbot, LongText("demand", "诉求", 200, one_sentence=True))
    field.setPlainText("𠮷" * 230)
    assert len(field.toPlainText()) == 230
    assert "30" in field.counter.text()
    field.setPlainText("字" * 200)
    assert field.counter.text() == "200 / 200"


def test_enter_goes_to_the_next_field(qtbot: Any) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    enter = EnterGoesOn(holder)
    fields: list[QWidget] = [
        QLineEdit(),
        ChoiceField("purpose", "类别", {"a": "甲"}),
        LongText("demand", "诉求", 200, one_sentence=True),
        LongText("facts", "事实与理由", 200, one_sentence=False),
    ]
    for field in fields:
        layout.addWidget(field)
    for field in fields[:2]:
        field.installEventFilter(enter)
    show(qtbot, holder)
    activate(qtbot, holder)
    fields[0].setFocus()
    for following in fields[1:]:
        qtbot.keyClick(holder.focusWidget(), Qt.Key.Key_Return)
        assert holder.focusWidget() is following
    qtbot.keyClick(fields[3], Qt.Key.Key_Return)
    assert holder.focusWidget() is fields[3]
    assert fields[3].toPlainText() == "\n"  # type: ignore[attr-defined]
