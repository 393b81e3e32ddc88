"""A document that comes while somebody is at something else: nothing typed moves, no key goes astray."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from app.domain.identity import DocType, IdDocument, IdFields
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, card, picture
from tests.ui.reception.test_camera import BACK, NAMES, NUMBERS, at_camera, lay, pile_lines, says
from tests.ui.reception.test_doubts import doubted
from ui.pages.reception.key_guard import QUIET_S

__all__ = ["at_camera"]

OTHER_BACK = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_to="2041-01-02"))


def type_into(hands: Hands, name: str, text: str) -> QLineEdit:
    """Somebody puts the keyboard into a field and writes."""
    field = hands.find(name, QLineEdit)
    field.setFocus()
    field.insert(text)
    return field


def by_camera(hands: Hands, back: Backstage, document: IdDocument) -> None:
    lay(hands, back, document)


def by_file(hands: Hands, back: Backstage, document: IdDocument) -> None:
    back.pictures = [document]
    hands.page.view.pictures.given.emit(b"picture")


def by_chip(hands: Hands, back: Backstage, document: IdDocument) -> None:
    back.cards = [replace(document, source="chip", warnings=())]
    hands.press("readCard")


WAYS = [by_camera, by_file, by_chip]
Way = Callable[[Hands, Backstage, IdDocument], None]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_typed_stays_with_its_person(at_camera: Hands, back: Backstage, said: Said, way: Way) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    field = at_camera.find("personAddress", QLineEdit)
    field.clear()
    type_into(at_camera, "personAddress", "云岭省雾泽县")
    way(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    assert at_camera.focus() == "personAddress"
    field.insert("柏溪镇")
    assert [p.name for p in at_camera.form.people] == NAMES[:2]
    assert at_camera.form.selected == 0
    assert at_camera.form.people[0].address == "云岭省雾泽县柏溪镇"
    assert "柏溪镇上坞村" in at_camera.form.people[1].address
    assert "已加入第 2 位" in said.posted[-1][1]


@pytest.mark.parametrize("way", WAYS)
def test_a_word_still_being_composed_gets_its_own_row(at_camera: Hands, back: Backstage, way: Way) -> None:
    field = at_camera.find("personName", QLineEdit)
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent("luo", []))
    way(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    done = QInputMethodEvent()
    done.setCommitString("骆")
    QApplication.sendEvent(field, done)
    assert [p.name for p in at_camera.form.people] == ["骆", NAMES[1]]


def test_with_the_keyboard_elsewhere_the_new_row_is_chosen(at_camera: Hands, back: Backstage) -> None:
    type_into(at_camera, "personName", "骆青崖")
    at_camera.find("livePicture").setFocus()
    lay(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    assert at_camera.form.selected == 1


def test_the_chip_of_the_person_being_typed_takes_the_keyboard_out_of_the_field(
    hands: Hands, back: Backstage
) -> None:
    hands.enter("personName", NAMES[0])
    hands.enter("personIdNo", NUMBERS[0])
    type_into(hands, "personAddress", "云岭")
    by_chip(hands, back, card(NAMES[0], NUMBERS[0]))
    assert hands.focus() != "personAddress"
    assert hands.form.people[0].id_state == "chip"


def test_the_next_visitor_is_not_taken_for_the_one_typed_before(hands: Hands, back: Backstage) -> None:
    type_into(hands, "personName", NAMES[0])
    hands.press("nextVisitor")
    by_chip(hands, back, card(NAMES[1], NUMBERS[1]))
    assert [p.name for p in hands.form.people] == [NAMES[1]]


# --- keys on their way ---------------------------------------------------------------------------------


def test_after_a_reading_the_keyboard_stays_where_space_reads(at_camera: Hands, back: Backstage) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    assert at_camera.focus() == "livePicture"
    back.pictures = [picture(NAMES[1], NUMBERS[1])]
    at_camera.key(Qt.Key.Key_Space)
    assert len(at_camera.form.people) == 2
    assert not any(p.checked for p in at_camera.form.people)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_on_its_way_does_not_answer_for_a_strip(at_camera: Hands, back: Backstage, key: Qt.Key) -> None:
    back.ticks_s = 0.0
    lay(at_camera, back, doubted("name"))
    assert at_camera.focus() == "personName"
    back.at_s += QUIET_S - 0.01
    at_camera.key(key)
    assert at_camera.form.people[0].doubts == ["name"]
    assert at_camera.form.people[0].name == "骆青崖"
    back.at_s += 0.02
    at_camera.key(Qt.Key.Key_Return)
    assert at_camera.form.people[0].doubts == []


def test_one_press_compares_one_person(hands: Hands, back: Backstage, qtbot: Any) -> None:
    for index in range(3):
        by_file(hands, back, picture(NAMES[index], NUMBERS[index]))
    hands.page.view.people.focus_reading()
    assert hands.focus() == "readingChecked"
    back.ticks_s = 0.0
    back.at_s += 1
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Return)
    assert sum(p.checked for p in hands.form.people) == 1
    qtbot.keyClick(hands.page, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert sum(p.checked for p in hands.form.people) == 1
    back.at_s += 1
    hands.key(Qt.Key.Key_Space)
    assert sum(p.checked for p in hands.form.people) == 1
    qtbot.keyClick(hands.page, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert sum(p.checked for p in hands.form.people) == 2


def test_the_message_names_what_is_to_be_seen(hands: Hands, back: Backstage, said: Said) -> None:
    by_file(hands, back, doubted("name"))
    assert "核对无误" not in said.posted[-1][1]
    assert "按 Enter" in said.posted[-1][1]
    hands.press("nextVisitor")
    by_file(hands, back, picture(NAMES[0], NUMBERS[0]))
    assert "核对无误”（Alt+H）" in said.posted[-1][1]


def test_after_a_file_the_first_doubt_has_the_keyboard_unless_somebody_writes(
    hands: Hands, back: Backstage
) -> None:
    hands.find("peopleTable").setFocus()
    by_file(hands, back, doubted("address"))
    assert hands.focus() == "personAddress"
    hands.press("nextVisitor")
    hands.find("facts").setFocus()
    by_file(hands, back, doubted("address"))
    assert hands.focus() == "facts"


# --- whose back ----------------------------------------------------------------------------------------


def test_a_back_goes_to_the_front_laid_last_while_somebody_else_is_typed(
    at_camera: Hands, back: Backstage
) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    type_into(at_camera, "personPhone", "138")
    lay(at_camera, back, picture(NAMES[1], NUMBERS[1]), BACK, BACK)
    assert [p.id_valid_to for p in at_camera.form.people] == ["", "2036-03-07"]
    assert at_camera.form.selected == 0


def test_a_back_that_may_be_of_two_is_asked_about(at_camera: Hands, back: Backstage) -> None:
    lay(at_camera, back, *(picture(NAMES[i], NUMBERS[i]) for i in range(2)))
    at_camera.page.view.people.row_selected.emit(0)
    at_camera.find("livePicture").setFocus()
    lay(at_camera, back, OTHER_BACK)
    assert [p.id_valid_to for p in at_camera.form.people] == ["", ""]
    assert "不知是" in says(at_camera, "cameraNote")
    (line,) = pile_lines(at_camera)
    assert "不知是谁的" in line
    at_camera.page.view.camera.line_activated.emit(0)
    assert [p.id_valid_to for p in at_camera.form.people] == ["2041-01-02", ""]


# --- what is over is not said any more -----------------------------------------------------------------


def test_what_was_said_of_a_document_goes_with_its_form(hands: Hands, back: Backstage, said: Said) -> None:
    settled: list[str] = []
    said.messages.settled.connect(settled.append)
    by_file(hands, back, BACK)
    text = said.posted[-1][1]
    assert "国徽面" in text
    hands.press("nextVisitor")
    assert settled == [text]


def test_what_was_said_of_a_person_goes_with_them(at_camera: Hands, back: Backstage, said: Said) -> None:
    settled: list[str] = []
    said.messages.settled.connect(settled.append)
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]), BACK)
    text = said.posted[-1][1]
    assert "合在一起" in text
    at_camera.press("removePerson")
    assert settled == [text]
    assert "合在一起" not in says(at_camera, "cameraNote")


# --- undo, paste, back ---------------------------------------------------------------------------------


def test_a_single_document_is_taken_back_too(at_camera: Hands, back: Backstage, qtbot: Any) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    undo = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(at_camera.find("livePicture"), *undo)
    assert at_camera.form.people == []
    assert "已撤回" in says(at_camera, "cameraNote")
    qtbot.keyClick(at_camera.find("livePicture"), *undo)
    assert "没有可撤回" in says(at_camera, "cameraNote")


def copy_picture() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)


@pytest.mark.parametrize("where", ["peopleTable", "registerAndPrint", "personName", "facts"])
def test_a_picture_is_pasted_wherever_the_keyboard_is(
    hands: Hands, back: Backstage, qtbot: Any, where: str
) -> None:
    copy_picture()
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    hands.find(where).setFocus()
    qtbot.keyClick(hands.find(where), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [p.name for p in hands.form.people] == [NAMES[0]]


def test_a_text_field_keeps_its_own_paste(hands: Hands, back: Backstage, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText("方穗")
    hands.find("personName").setFocus()
    qtbot.keyClick(hands.find("personName"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [p.name for p in hands.form.people] == ["方穗"]


@pytest.mark.parametrize("where", ["facts", "personPhone", "peopleTable"])
def test_after_the_picture_is_closed_the_keyboard_is_where_it_was(
    open_page: Callable[[], Hands], back: Backstage, where: str
) -> None:
    back.camera = True
    hands = open_page()
    hands.find(where).setFocus()
    hands.function_key(Qt.Key.Key_F4, lambda: hands.page.view.shows_camera)
    assert hands.focus() == "livePicture"
    hands.key(Qt.Key.Key_Escape)
    assert hands.focus() == where
