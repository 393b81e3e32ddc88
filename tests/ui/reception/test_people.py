"""People at the page: typing, cards, pictures, representatives."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from app.domain.finding import About, Assessment, Effect, Finding, Rule
from app.domain.identity import DocType, IdDocument
from app.domain.visit import VisitDraft
from app.errors import CardMoved, NoReader, PictureUnreadable
from app.scanning.id_reader import UNREADABLE
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, card, picture
from ui.pages.reception.document_input import BEAT_MS, WAIT_MS

NUMBERS = [
    "110199199003070017",
    "11019919900307005X",
    "110199198811220033",
    "110199197705060014",
    "110199196512120021",
    "110199200001010031",
]


def reps_over_five(draft: VisitDraft) -> Assessment:
    """The rule of Art. 20(3), as far as the page needs it."""
    acting = [i for i, p in enumerate(draft.people) if p.role == "representative" and not p.acts_until]
    found = [
        Finding(
            Rule.REP_LIMIT,
            Effect.BLOCK,
            "20(3)",
            "代表已有 5 人。登记不受影响。",
            About(person=i),
            ("group_member", "replace"),
        )
        for i in acting[5:]
    ]
    return Assessment(tuple(found), (), ())


def test_a_finding_says_who_is_meant(open_page: Callable[[], Hands], back: Backstage) -> None:
    back.assessment = reps_over_five
    hands = open_page()
    for index in range(6):
        hands.press("addPerson")
        hands.enter("personName", f"来访{index}")
        hands.choose("personRole", "representative")
    hands.ask_rules()
    assert "第 6 位来访5" in hands.read_aloud("findingsList")


def table_text(hands: Hands, row: int) -> list[str]:
    model = hands.page.view.people.table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_typing_a_name_makes_the_first_row(hands: Hands) -> None:
    hands.enter("personName", "骆青崖")
    assert table_text(hands, 0)[0] == "骆青崖"
    assert hands.form.people[0].role == "petitioner"


def test_the_fields_edit_the_selected_row(hands: Hands) -> None:
    hands.enter("personName", "骆青崖")
    hands.press("addPerson")
    assert hands.focus() == "personName"
    hands.enter("personName", "方穗")
    hands.page.view.people.table.selectRow(0)
    assert hands.find("personName").text() == "骆青崖"  # type: ignore[attr-defined]
    hands.enter("personAddress", "七组19号")
    assert [p.address for p in hands.form.people] == ["七组19号", ""]


def test_number_and_telephone_are_masked_in_the_table(hands: Hands) -> None:
    hands.enter("personName", "骆青崖")
    hands.enter("personIdNo", NUMBERS[0])
    hands.enter("personPhone", "13912342210")
    shown = table_text(hands, 0)
    assert shown[2] == "110199********0017"
    assert shown[4] == "139****2210"
    assert NUMBERS[0] not in " ".join(shown)


def test_removing_takes_the_selected_row(hands: Hands) -> None:
    for name in ("甲某", "乙某"):
        hands.press("addPerson")
        hands.enter("personName", name)
    hands.page.view.people.table.selectRow(0)
    hands.press("removePerson")
    assert [p.name for p in hands.form.people] == ["乙某"]
    assert hands.find("personName").text() == "乙某"  # type: ignore[attr-defined]
    assert hands.find("presentCount").value() == 1  # type: ignore[attr-defined]


def test_a_card_is_awaited_without_a_modal_step(hands: Hands, back: Backstage, runner: InlineRunner) -> None:
    back.cards = [None, None, card("骆青崖", NUMBERS[0])]
    hands.press("readCard")
    watch = hands.page.presenter.people.cards
    assert watch.active
    watch.beat()
    watch.beat()
    assert not watch.active
    assert hands.form.people[0].id_state == "chip"
    assert back.polled == 3
    assert back.closed == 1
    assert set(runner.ran) <= {"store", "reader"}


def test_f3_again_stops_waiting(hands: Hands, back: Backstage) -> None:
    hands.press("readCard")
    hands.press("readCard")
    assert not hands.page.presenter.people.cards.active
    assert back.closed == 1


def test_escape_stops_waiting(hands: Hands) -> None:
    hands.press("readCard")
    hands.key(Qt.Key.Key_Escape)
    assert not hands.page.presenter.people.cards.active


def test_no_card_within_the_time_is_told(hands: Hands, said: Said) -> None:
    hands.press("readCard")
    watch = hands.page.presenter.people.cards
    for _ in range(WAIT_MS // BEAT_MS):
        watch.beat()
    assert not watch.active
    assert said.posted[-1][0] == "fail"
    assert "证件" in said.posted[-1][1]


def test_a_moved_card_is_asked_again_but_a_missing_reader_is_not(
    hands: Hands, back: Backstage, said: Said
) -> None:
    back.cards = [CardMoved(), card("骆青崖", NUMBERS[0])]
    hands.press("readCard")
    assert hands.page.presenter.people.cards.active
    hands.page.presenter.people.cards.beat()
    assert hands.form.people[0].name == "骆青崖"
    back.cards = [NoReader()]
    hands.press("readCard")
    assert not hands.page.presenter.people.cards.active
    assert said.posted[-1][0] == "fail"


def test_a_step_is_skipped_while_the_reader_is_at_work(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    runner.hold()
    hands.press("readCard")
    watch = hands.page.presenter.people.cards
    for _ in range(5):
        watch.beat()
    runner.release()
    assert back.polled == 1
    watch.stop()


def test_a_card_that_comes_after_stopping_is_not_taken(
    hands: Hands, back: Backstage, runner: InlineRunner
) -> None:
    back.cards = [card("骆青崖", NUMBERS[0])]
    runner.hold()
    hands.press("readCard")
    hands.press("readCard")
    runner.release()
    assert hands.form.people == []


def test_a_card_read_twice_is_told_and_can_be_added_anyway(hands: Hands) -> None:
    take = hands.page.presenter.people.take_document
    take(card("骆青崖", NUMBERS[0]))
    take(card("骆青崖", NUMBERS[0]))
    assert len(hands.form.people) == 1
    assert "没有重复添加" in hands.read_aloud("findingsList")
    hands.press("remedy_add_anyway")
    assert len(hands.form.people) == 2
    assert "没有重复添加" not in hands.read_aloud("findingsList")


def test_a_picture_is_marked_until_a_person_has_compared_it(hands: Hands, back: Backstage) -> None:
    back.picture_answer = picture("䶮文启", NUMBERS[0], "name_uncertain")
    hands.page.view.pictures.given.emit(b"picture")
    assert hands.find("personName").property("mark") == "doubt"
    assert hands.find("personAddress").property("mark") != "doubt"
    assert hands.form.people[0].id_state == "ocr"
    hands.press("readingChecked")
    assert hands.find("personName").property("mark") != "doubt"
    assert hands.form.people[0].checked


def test_pictures_are_read_on_their_own_lane(
    hands: Hands, back: Backstage, runner: InlineRunner, tmp_path: Any
) -> None:
    file = tmp_path / "id.png"
    file.write_bytes(b"x")
    back.picture_answer = picture("骆青崖", NUMBERS[0])
    hands.page.view.pictures.files_chosen.emit([str(file)])
    assert "camera" in runner.ran
    assert hands.form.people[0].name == "骆青崖"


def test_f4_asks_for_files_and_reads_what_is_chosen(hands: Hands, back: Backstage, tmp_path: Path) -> None:
    file = tmp_path / "身份证.png"
    file.write_bytes(b"x")
    back.picture_answer = picture("骆青崖", NUMBERS[0])
    hands.page.view.pictures.ask()
    dialog = hands.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(file)])
    dialog.reject()
    assert hands.form.people[0].name == "骆青崖"


@pytest.mark.parametrize("missing", [True, False])
def test_an_unreadable_picture_is_a_sentence(
    hands: Hands, back: Backstage, said: Said, tmp_path: Any, missing: bool
) -> None:
    back.picture_answer = PictureUnreadable()
    file = tmp_path / "id.png"
    if not missing:
        file.write_bytes(b"not a picture")
    hands.page.view.pictures.files_chosen.emit([str(file)])
    assert said.posted[-1][0] == "fail"
    assert said.crashes == []
    assert hands.form.people == []


def test_nothing_recognised_is_told(hands: Hands, back: Backstage, said: Said) -> None:
    back.picture_answer = IdDocument(DocType.NONE, warnings=("not_a_document",))
    hands.page.view.pictures.given.emit(b"x")
    assert said.posted[-1][0] == "warn"
    assert hands.form.people == []


def test_a_picture_that_took_too_long_is_not_called_damaged(
    hands: Hands, back: Backstage, said: Said
) -> None:
    back.picture_answer = UNREADABLE
    hands.page.view.pictures.given.emit(b"x")
    kind, sentence = said.posted[-1][:2]
    assert kind == "warn"
    assert "限定时间" in sentence
    assert "损坏" not in sentence
    assert hands.form.people == []


def test_the_sixth_representative_is_blocked_and_can_become_a_member(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.assessment = reps_over_five
    hands = open_page()
    hands.page.view.people.present.setValue(6)
    for index, number in enumerate(NUMBERS):
        hands.page.presenter.people.take_document(card(f"来访{index}", number))
    hands.ask_rules()
    assert {p.role for p in hands.form.people} == {"representative"}
    assert "第二十条第三款" in hands.read_aloud("findingsList")
    assert table_text(hands, 5)[5].startswith("✕")
    hands.press("remedy_group_member")
    hands.ask_rules()
    assert hands.form.people[5].role == "group_member"
    assert "第二十条第三款" not in hands.read_aloud("findingsList")


def test_a_representative_can_be_replaced_by_the_sixth(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.assessment = reps_over_five
    hands = open_page()
    hands.page.view.people.present.setValue(6)
    for index, number in enumerate(NUMBERS):
        hands.page.presenter.people.take_document(card(f"来访{index}", number))
    hands.ask_rules()
    hands.press("remedy_replace")
    hands.press("remedy_yield:1")
    hands.ask_rules()
    assert hands.form.people[1].acts_until == hands.form.people[5].acts_from == "10:43"
    assert not hands.exists("remedy_group_member")


def test_a_warning_can_be_gone_on_from(open_page: Callable[[], Hands], back: Backstage) -> None:
    expired = Finding(Rule.ID_EXPIRED, Effect.WARN, "", "证件已过期。", About(person=0), ("continue",))
    back.assessment = Assessment((expired,), (), ())
    hands = open_page()
    hands.fill_person()
    hands.ask_rules()
    hands.press("remedy_continue")
    hands.ask_rules()
    assert "证件已过期。" not in hands.read_aloud("findingsList")


def test_counts_go_into_the_form(hands: Hands) -> None:
    hands.find("presentCount").setValue(7)  # type: ignore[attr-defined]
    hands.find("affectedCount").setValue(40)  # type: ignore[attr-defined]
    assert (hands.form.present_count, hands.form.affected_count) == (7, 40)
    hands.find("presentCount").setValue(0)  # type: ignore[attr-defined]
    assert hands.form.present_count is None


def test_a_picture_is_taken_from_the_clipboard(hands: Hands, back: Backstage, qtbot: Any) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    back.picture_answer = picture("骆青崖", NUMBERS[0])
    with qtbot.waitSignal(hands.page.view.pictures.given) as given:
        hands.page.view.pictures.paste()
    assert given.args[0].startswith(b"\x89PNG")
    assert hands.form.people[0].id_state == "ocr"


def test_a_picture_is_taken_where_it_is_dropped(hands: Hands, back: Backstage, tmp_path: Path) -> None:
    file = tmp_path / "one.png"
    file.write_bytes(b"picture")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file))])
    back.picture_answer = picture("骆青崖", NUMBERS[0])
    where, action = hands.page.view.rect().center(), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(where, action, carried, buttons, keys)
    QApplication.sendEvent(hands.page.view, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(hands.page.view, QDropEvent(QPointF(where), action, carried, buttons, keys))
    assert hands.form.people[0].name == "骆青崖"


def test_an_address_the_chip_got_later_is_shown_with_the_printed_one(hands: Hands) -> None:
    printed = "云岭省雾泽县柏溪镇上坞村七组19号"
    chip = replace(card("骆青崖", NUMBERS[0], "云岭省雾泽县新路9号"), printed_address=printed)
    line = hands.find("printedAddress", QLabel)
    assert not line.isVisible()
    hands.page.presenter.people.take_document(chip)
    assert hands.find("personAddress", QLineEdit).text() == "云岭省雾泽县新路9号"
    assert line.isVisible()
    assert line.text() == f"卡面印刷地址：{printed}"
    hands.page.presenter.people.take_document(card("方穗", NUMBERS[1]))
    assert not line.isVisible()
    assert hands.page.minimumSizeHint().height() <= 663
