"""The live picture: what it says, when it reads, when the camera is let go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QPushButton

from app.domain.identity import DocType, IdDocument, IdFields
from app.errors import CameraBusy, CameraLost, PictureUnreadable, StationError
from app.scanning.frame_watch import SightState
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import CORNERS, FRAME, Backstage, card, picture, sight
from ui.pages.reception.camera_watch import BEAT_MS, RETRY_MS

NUMBERS = ["110199199003070017", "11019919900307005X", "110199198805120018", "110199197906300013"]
NAMES = ["骆青崖", "方穗", "章可", "方立山"]
NOTHING = IdDocument(DocType.NONE, warnings=("not_a_document",))
BACK = IdDocument(DocType.PRC_ID_BACK, IdFields(issuer="雾泽县公安局", valid_to="2036-03-07"))


@pytest.fixture
def at_camera(open_page: Callable[[], Hands], back: Backstage) -> Hands:
    """The page with the live picture open."""
    back.camera = True
    hands = open_page()
    hands.press("scanDocument")
    return hands


def beat(hands: Hands, times: int = 1) -> None:
    for _ in range(times):
        hands.page.presenter.scan.camera.beat()


def says(hands: Hands, name: str) -> str:
    return hands.find(name, QLabel).text()


def lay(hands: Hands, back: Backstage, *documents: IdDocument) -> None:
    """Each document is laid down, read and lifted again."""
    back.pictures += documents
    for _ in documents:
        back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE), sight(SightState.EMPTY)]
        beat(hands, 3)


def test_what_lies_there_is_said_in_a_word(at_camera: Hands, back: Backstage) -> None:
    told = []
    for state in (SightState.EMPTY, SightState.MOVING, SightState.BLURRED):
        back.sights[:] = [sight(state)]
        beat(at_camera)
        told.append(says(at_camera, "cameraState"))
    assert told == ["请放入证件", "请稍停", "画面不清"]


def test_a_document_that_lies_still_is_read_without_a_key(at_camera: Hands, back: Backstage) -> None:
    back.sights[:] = [sight(SightState.MOVING), sight(SightState.STEADY), sight(SightState.DONE)]
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    beat(at_camera, 5)
    assert back.read_from == [CORNERS]
    assert [p.name for p in at_camera.form.people] == [NAMES[0]]
    assert at_camera.form.people[0].id_state == "ocr"
    assert says(at_camera, "cameraState") == "已读，请取走或放下一张"


def test_while_it_is_read_that_is_said_and_the_picture_goes_on(
    at_camera: Hands, back: Backstage, runner: InlineRunner
) -> None:
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE)]
    beat(at_camera)
    assert "preview" in runner.ran
    assert "camera" in runner.ran
    runner.hold()
    at_camera.key(Qt.Key.Key_Space, "livePicture")
    assert says(at_camera, "cameraState") == "正在识读"
    back.pictures = [picture(NAMES[1], NUMBERS[1])]
    runner.release()
    assert len(at_camera.form.people) == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_reads_at_once(at_camera: Hands, back: Backstage, key: Qt.Key) -> None:
    back.sights[:] = [sight(SightState.BLURRED)]
    beat(at_camera)
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    assert at_camera.focus() == "livePicture"
    at_camera.key(key)
    assert len(at_camera.form.people) == 1


def test_what_is_no_document_is_looked_at_once_more_and_told(at_camera: Hands, back: Backstage) -> None:
    back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE)]
    back.pictures = [NOTHING]
    beat(at_camera, 2)
    assert back.watches[-1].agains == 1
    assert says(at_camera, "cameraState") == "没有认出证件"
    back.pictures = [NOTHING]
    at_camera.key(Qt.Key.Key_Space, "livePicture")
    assert back.watches[-1].agains == 1
    assert at_camera.form.people == []


def test_a_paper_that_is_no_document_counts_as_part_of_the_desk(at_camera: Hands, back: Backstage) -> None:
    back.pictures = [NOTHING, NOTHING]
    back.sights[:] = [sight(SightState.STEADY), sight(SightState.STEADY), sight(SightState.EMPTY)]
    beat(at_camera)
    assert back.watches[-1].dismissed == []
    beat(at_camera)
    assert len(back.watches[-1].dismissed) == 1
    assert back.watches[-1].dismissed[0] is FRAME
    beat(at_camera)
    assert says(at_camera, "cameraState") == "没有认出证件"
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    at_camera.key(Qt.Key.Key_Space, "livePicture")
    assert len(at_camera.form.people) == 1


def test_what_a_person_had_read_at_once_is_not_taken_for_the_desk(at_camera: Hands, back: Backstage) -> None:
    back.sights[:] = [sight(SightState.DONE)]
    beat(at_camera)
    back.pictures = [NOTHING, NOTHING]
    for _ in range(2):
        at_camera.key(Qt.Key.Key_Space, "livePicture")
    assert back.watches[-1].dismissed == []
    back.sights[:] = [sight(SightState.MOVING), sight(SightState.EMPTY)]
    beat(at_camera)
    assert says(at_camera, "cameraState") == "请稍停"
    beat(at_camera)
    assert says(at_camera, "cameraState") == "请放入证件"


def test_two_documents_at_once_are_told_before_they_are_read(at_camera: Hands, back: Backstage) -> None:
    back.sights[:] = [sight(SightState.STEADY, documents=2)]
    back.pictures = [IdDocument(DocType.NONE, warnings=("multiple",))]
    beat(at_camera)
    assert "一次只放一份" in says(at_camera, "cameraNote")
    assert back.watches[-1].agains == 0


def test_escape_and_f4_close_and_let_the_camera_go(at_camera: Hands, back: Backstage) -> None:
    at_camera.key(Qt.Key.Key_Escape)
    assert at_camera.page.view.shows_form
    assert back.camera_closed == 1
    before = back.grabbed
    beat(at_camera, 2)
    at_camera.press("scanDocument")
    assert at_camera.page.presenter.scan.camera.active
    assert back.grabbed > before
    at_camera.press("scanDocument")
    assert not at_camera.page.presenter.scan.camera.active
    assert back.camera_closed == 2


def test_leaving_the_page_or_locking_lets_the_camera_go(at_camera: Hands, back: Backstage) -> None:
    at_camera.page.hide()
    assert not at_camera.page.presenter.scan.camera.active
    at_camera.page.show()
    assert at_camera.page.presenter.scan.camera.active
    at_camera.page.end()
    assert not at_camera.page.presenter.scan.camera.active
    assert back.camera_closed == 2


@pytest.mark.parametrize(("error", "word"), [(CameraLost("x"), "画面"), (CameraBusy("x"), "占用")])
def test_a_lost_camera_is_told_and_comes_back_by_itself(
    at_camera: Hands, back: Backstage, error: StationError, word: str
) -> None:
    back.camera_error = error
    beat(at_camera)
    assert word in says(at_camera, "cameraTrouble")
    assert "Ctrl+O" in says(at_camera, "cameraTrouble")
    assert at_camera.find("cameraTrouble").isVisible()
    asked = back.grabbed
    beat(at_camera)
    assert back.grabbed == asked
    back.camera_error = None
    beat(at_camera, RETRY_MS // BEAT_MS + 1)
    assert at_camera.find("livePicture").isVisible()


def test_without_a_camera_the_other_ways_are_offered(hands: Hands, back: Backstage) -> None:
    hands.press("scanDocument")
    assert "没有设置高拍仪" in says(hands, "cameraTrouble")
    assert not hands.find("pictureScan").isVisible()
    assert back.grabbed == 0
    hands.press("pictureFiles")
    dialog = hands.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()


def test_a_scanner_that_is_set_is_offered(hands: Hands, back: Backstage) -> None:
    back.scanner = True
    back.picture_answer = picture(NAMES[0], NUMBERS[0])
    hands.press("scanDocument")
    hands.press("pictureScan")
    assert hands.form.people[0].name == NAMES[0]


def test_while_a_page_is_scanned_frames_are_read(
    at_camera: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    back.scanner = True
    for _ in range(2):
        at_camera.press("scanDocument")
    runner.hold()
    at_camera.press("pictureScan")
    at_camera.press("pictureScan")
    assert "等这一页完成" in said.posted[-1][1]
    assert runner.busy("scanner")
    assert not runner.busy("camera")
    assert not at_camera.page.presenter.scan.pictures.busy
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    runner.release()
    assert runner.ran.count("scanner") == 1
    assert [p.name for p in at_camera.form.people] == NAMES[:1]
    at_camera.press("pictureScan")
    assert runner.ran.count("scanner") == 2


@pytest.mark.parametrize("leave", ["stop_devices", "end"])
def test_a_scan_under_way_is_ended_when_the_window_closes_or_is_locked(
    hands: Hands, back: Backstage, runner: InlineRunner, leave: str
) -> None:
    back.scanner = True
    hands.press("scanDocument")
    runner.hold()
    hands.press("pictureScan")
    getattr(hands.page, leave)()
    runner.release()
    assert "scan stopped" in back.calls
    assert not hands.page.presenter.scan.pictures.scanning


def test_a_page_scanned_for_the_visitor_before_goes_nowhere(
    hands: Hands, back: Backstage, runner: InlineRunner, said: Said
) -> None:
    back.scanner = True
    hands.press("scanDocument")
    runner.hold()
    hands.press("pictureScan")
    hands.press("nextVisitor")
    runner.release()
    assert "camera" not in runner.ran
    assert "前一份登记" in said.posted[-1][1]


def test_files_can_be_chosen_from_anywhere(hands: Hands, qtbot: Any) -> None:
    qtbot.keyClick(hands.find("demand"), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = hands.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()


def test_pasting_in_the_panel_reads_the_clipboard(
    hands: Hands, back: Backstage, said: Said, qtbot: Any
) -> None:
    hands.press("scanDocument")
    QGuiApplication.clipboard().clear()
    hands.press("picturePaste")
    assert said.posted[-1] == ("info", "剪贴板里没有图片。")
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    back.picture_answer = picture(NAMES[0], NUMBERS[0])
    hands.press("picturePaste")
    assert len(hands.form.people) == 1


# --- 连续读取 ------------------------------------------------------------------------------------------


def pile_lines(hands: Hands) -> list[str]:
    listed = hands.page.view.camera.list
    return [listed.item(row).text() for row in range(listed.count())]


def test_a_pile_of_cards_becomes_a_list_of_people(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, *(picture(n, no) for n, no in zip(NAMES, NUMBERS, strict=True)))
    assert [p.name for p in at_camera.form.people] == NAMES
    assert at_camera.find("presentCount").value() == 4  # type: ignore[attr-defined]
    lines = pile_lines(at_camera)
    assert [NAMES[i] in line for i, line in enumerate(lines)] == [True] * 4
    assert "110199********0017" in lines[0]
    assert not any(number in "".join(lines) for number in NUMBERS)
    assert at_camera.focus() == "livePicture"


def test_the_other_side_goes_to_its_card_and_a_card_read_twice_is_said(
    at_camera: Hands, back: Backstage
) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]), BACK, picture(NAMES[1], NUMBERS[1]))
    assert [p.id_valid_to for p in at_camera.form.people] == ["2036-03-07", ""]
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    assert "已经读过" in says(at_camera, "cameraNote")
    assert len(at_camera.form.people) == 2


def test_the_last_card_can_be_taken_back(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, *(picture(NAMES[i], NUMBERS[i]) for i in range(2)))
    at_camera.press("pileUndo")
    assert [p.name for p in at_camera.form.people] == NAMES[:1]
    assert len(pile_lines(at_camera)) == 1
    lay(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    assert [p.name for p in at_camera.form.people] == NAMES[:2]


def test_after_the_pile_what_is_unsure_is_compared_one_by_one(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0], "name_uncertain"), picture(NAMES[1], NUMBERS[1]))
    at_camera.press("pileCheck")
    assert at_camera.page.view.shows_form
    assert at_camera.focus() == "personName"
    assert at_camera.form.selected == 0
    for following in ("readingChecked", "readingChecked", "personPhone"):
        at_camera.key(Qt.Key.Key_Return)
        assert at_camera.focus() == following
    assert all(p.checked for p in at_camera.form.people)


def test_a_card_read_meanwhile_does_not_take_the_row_that_is_compared(
    at_camera: Hands, back: Backstage
) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0], "name_uncertain"))
    assert at_camera.focus() == "personName"
    lay(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    assert len(at_camera.form.people) == 2
    assert at_camera.form.selected == 0


def test_a_pile_belongs_to_its_visit(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    at_camera.find("keepPicture", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    at_camera.press("nextVisitor")
    at_camera.press("scanDocument")
    assert pile_lines(at_camera) == []
    assert not at_camera.find("pileMode", QCheckBox).isChecked()
    assert not at_camera.find("keepPicture", QCheckBox).isChecked()


def test_locking_leaves_no_name_in_the_panel(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    at_camera.page.end()
    assert pile_lines(at_camera) == []
    assert NAMES[0] not in at_camera.read_aloud("cameraPanel")


def test_several_files_are_counted_and_a_bad_one_stops_nothing(
    hands: Hands, back: Backstage, said: Said, tmp_path: Path, runner: InlineRunner
) -> None:
    files = []
    for number in range(4):
        files.append(tmp_path / f"{number}.png")
        files[-1].write_bytes(b"x")
    back.pictures = [
        picture(NAMES[0], NUMBERS[0]),
        PictureUnreadable(),
        NOTHING,
        picture(NAMES[1], NUMBERS[1]),
    ]
    runner.hold()
    hands.page.view.pictures.files_chosen.emit([str(f) for f in files])
    assert "第 1/4 张" in said.posted[-1][1]
    runner.release()
    assert [p.name for p in hands.form.people] == NAMES[:2]
    assert any("第 3/4 张" in text for _, text in said.posted)
    kind, told = said.posted[-1]
    assert kind == "warn"
    assert told.startswith("4 张，读成 2 张，2 张没有读成或请再看。已录入的内容不受影响。")
    assert told.count("不受影响") == 1
    assert "第 2 张（1.png）" in told
    assert "第 3 张（2.png）：没有认出证件" in told
    read, unread = pile_lines(hands)[:2], pile_lines(hands)[2:]
    assert [line.startswith("✕") for line in (*read, *unread)] == [False, False, True, True]
    assert not any("不受影响" in line for line in unread)


def test_a_picture_with_a_second_document_is_named_among_those_to_look_at(
    hands: Hands, back: Backstage, said: Said, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.png" for number in range(2)]
    for file in files:
        file.write_bytes(b"x")
    two = replace(picture(NAMES[0], NUMBERS[0]), warnings=("multiple",))
    back.pictures = [two, picture(NAMES[1], NUMBERS[1])]
    hands.page.view.pictures.files_chosen.emit([str(f) for f in files])
    assert [p.name for p in hands.form.people] == NAMES[:2]
    kind, told = said.posted[-1]
    assert kind == "warn"
    assert told.startswith("2 张，读成 1 张，1 张没有读成或请再看")
    assert "第 1 张（0.png）" in told


def test_pictures_that_wait_are_dropped_when_the_desk_is_locked(
    hands: Hands, back: Backstage, tmp_path: Path, runner: InlineRunner
) -> None:
    file = tmp_path / "1.png"
    file.write_bytes(b"x")
    back.picture_answer = picture(NAMES[0], NUMBERS[0])
    runner.hold()
    hands.page.view.pictures.files_chosen.emit([str(file)] * 3)
    hands.page.end()
    runner.release()
    assert hands.form.people == []


# --- receipts and attachments ------------------------------------------------------------------------


def test_a_receipt_of_ours_under_the_camera_is_told(at_camera: Hands, back: Backstage, qtbot: Any) -> None:
    number = "11019900120261123010001A"
    back.pictures, back.codes = [NOTHING], ("https://example.org", number)
    back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE)]
    with qtbot.waitSignal(at_camera.page.receipt_seen) as seen:
        beat(at_camera)
    assert seen.args == [number]
    assert at_camera.form.people == []


def test_a_picture_is_forgotten_unless_the_visitor_wants_it_attached(
    at_camera: Hands, back: Backstage
) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    assert at_camera.form.materials == []
    at_camera.find("keepPicture", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[1], NUMBERS[1]))
    (kept,) = at_camera.form.materials
    assert kept.name == "证件图片（第 2 位）"
    assert kept.content.startswith(b"\xff\xd8")
    assert at_camera.form.to_json()["materials"] == [{"name": kept.name, "pages": 1, "original": False}]


def test_each_side_of_a_card_of_a_pile_is_attached_once_and_told_as_read(
    at_camera: Hands, back: Backstage
) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    at_camera.find("keepPicture", QCheckBox).click()
    for document in (picture(NAMES[0], NUMBERS[0]), BACK, picture(NAMES[0], NUMBERS[0]), BACK):
        back.pictures = [document]
        back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE)]
        beat(at_camera, 2)
        assert says(at_camera, "cameraState") == "已读，请取走或放下一张"
    assert [m.name for m in at_camera.form.materials] == ["证件图片（第 1 位）"] * 2


def test_a_card_read_before_the_wish_is_attached_when_it_is_read_again(
    at_camera: Hands, back: Backstage
) -> None:
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    at_camera.find("keepPicture", QCheckBox).click()
    for _ in range(2):
        lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    assert len(at_camera.form.materials) == 1
    at_camera.form.materials.clear()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    assert len(at_camera.form.materials) == 1


def test_who_takes_the_wish_back_while_it_is_read_gets_nothing_attached(
    at_camera: Hands, back: Backstage, runner: InlineRunner
) -> None:
    at_camera.find("keepPicture", QCheckBox).click()
    beat(at_camera)
    back.pictures = [picture(NAMES[0], NUMBERS[0])]
    runner.hold()
    at_camera.key(Qt.Key.Key_Space, "livePicture")
    at_camera.find("keepPicture", QCheckBox).click()
    runner.release()
    assert len(at_camera.form.people) == 1
    assert at_camera.form.materials == []


def test_with_the_last_card_its_picture_is_taken_back(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    at_camera.find("keepPicture", QCheckBox).click()
    lay(at_camera, back, *(picture(NAMES[i], NUMBERS[i]) for i in range(2)))
    at_camera.press("pileUndo")
    assert [m.name for m in at_camera.form.materials] == ["证件图片（第 1 位）"]


def test_a_back_of_another_card_is_told_attached_to_nobody_and_no_stranger(
    at_camera: Hands, back: Backstage
) -> None:
    at_camera.page.presenter.people.take_document(
        replace(
            card(NAMES[0], NUMBERS[0]),
            fields=replace(card(NAMES[0], NUMBERS[0]).fields, valid_to="2036-01-01"),
        )
    )
    at_camera.find("keepPicture", QCheckBox).click()
    back.pictures = [replace(BACK, fields=replace(BACK.fields, valid_to="2011-01-01"))]
    back.sights[:] = [sight(SightState.STEADY), sight(SightState.DONE)]
    beat(at_camera, 2)
    assert "没有改动" in says(at_camera, "cameraNote")
    assert "补上" not in says(at_camera, "cameraNote")
    assert says(at_camera, "cameraState") == "已读，请取走或放下一张"
    assert at_camera.form.people[0].id_valid_to == "2036-01-01"
    assert at_camera.form.materials == []


def test_what_stays_of_a_card_taken_back_is_told(at_camera: Hands, back: Backstage) -> None:
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    at_camera.enter("personPhone", "13900000000")
    at_camera.press("pileUndo")
    assert [(p.name, p.phone) for p in at_camera.form.people] == [("", "13900000000")]
    assert "留在第 1 位" in says(at_camera, "cameraNote")


def test_an_attached_picture_keeps_its_content_while_the_list_is_edited(
    at_camera: Hands, back: Backstage
) -> None:
    at_camera.find("keepPicture", QCheckBox).click()
    lay(at_camera, back, picture(NAMES[0], NUMBERS[0]))
    at_camera.press("attachments")
    at_camera.enter("materialName1", "身份证")
    (kept,) = at_camera.form.materials
    assert kept.name == "身份证"
    assert kept.content


def test_the_panel_fits_the_small_screen_and_no_button_is_cut(at_camera: Hands, back: Backstage) -> None:
    back.scanner = True
    at_camera.press("scanDocument")
    at_camera.press("scanDocument")
    at_camera.find("pileMode", QCheckBox).click()
    lay(at_camera, back, *(picture(n, no, "name_uncertain") for n, no in zip(NAMES, NUMBERS, strict=True)))
    QApplication.processEvents()
    assert at_camera.page.minimumSizeHint().width() <= 1290
    assert at_camera.page.minimumSizeHint().height() <= 663
    assert at_camera.find("livePicture").height() >= 180
    for button in at_camera.find("cameraPanel").findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()


def test_a_chip_read_after_the_camera_goes_first_and_says_what_differs(
    at_camera: Hands, back: Backstage
) -> None:
    lay(at_camera, back, picture("骆青压", NUMBERS[0], "name_uncertain"))
    at_camera.page.presenter.people.take_document(card(NAMES[0], NUMBERS[0]))
    assert [p.name for p in at_camera.form.people] == [NAMES[0]]
    assert at_camera.form.people[0].doubts == []
    told = at_camera.read_aloud("findingsList")
    assert "芯片：骆青崖" in told
    assert "图片或录入：骆青压" in told
    at_camera.press("remedy_seen")
    assert "骆青压" not in at_camera.read_aloud("findingsList")
