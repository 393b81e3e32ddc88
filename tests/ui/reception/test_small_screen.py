"""On a screen of 1366×768, less a title bar: nothing is crushed and nothing moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPlainTextEdit, QTableView, QWidget

from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, picture, session
from tests.ui.reception.test_doubts import strip
from ui.lights import Lights
from ui.pages.reception import make_reception_page
from ui.window import MainWindow

PEOPLE = (
    ("骆青崖", "110199199003070017"),
    ("方穗", "11019919900307005X"),
    ("王小明", "110199198811220033"),
    ("方立山", "110199197705060014"),
    ("章可", "110199196512120021"),
)
KEYS = ("confirmWithVisitor", "attachments", "circumstancesButton", "registerAndPrint")
LEFT_BY_THE_TITLE_BAR = 768 - 20


@pytest.fixture
def hands(qtbot: Any, runner: InlineRunner, said: Said, back: Backstage) -> Hands:
    page = make_reception_page(runner, back.services(), said.messages)
    clock = datetime(2026, 11, 23, 10, 43, tzinfo=UTC)
    window = MainWindow({"reception": page}, QWidget(), said.messages, Lights(), now_local=lambda: clock)
    page.begin(session())
    window.show_desk("雾泽县人民来访接待中心", 12, "接待员 林知夏")
    window.resize(1366, LEFT_BY_THE_TITLE_BAR)
    show(qtbot, window)
    made = Hands(page, qtbot)
    made.window = window  # type: ignore[attr-defined]
    return made


def read(hands: Hands, count: int, *, doubted: str = "") -> None:
    for number, (name, id_no) in enumerate(PEOPLE[:count], 1):
        document = picture(name, id_no)
        if doubted and number == count:
            document = replace(
                picture(name, id_no, f"field_uncertain:{doubted}"), crops={doubted: strip(300, 110)}
            )
        hands.page.presenter.people.take_document(document)
    settle()


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def inside(widget: QWidget, of: QWidget) -> bool:
    return of.rect().contains(widget.rect().translated(widget.mapTo(of, widget.rect().topLeft())))


def keys_are_seen(hands: Hands) -> bool:
    return all(hands.find(key).isVisible() and inside(hands.find(key), hands.window) for key in KEYS)


def rows_seen(hands: Hands) -> int:
    table = hands.find("peopleTable", QTableView)
    return table.viewport().height() // table.rowHeight(0)


@pytest.mark.parametrize(
    ("people", "doubted", "rows"),
    [(1, "", 1), (3, "", 3), (5, "", 3), (1, "address", 1), (5, "address", 2), (5, "name", 2)],
)
def test_both_texts_keep_three_lines_and_the_keys_stay(
    hands: Hands, people: int, doubted: str, rows: int
) -> None:
    read(hands, people, doubted=doubted)
    for name in ("demand", "facts"):
        field = hands.find(name, QPlainTextEdit)
        assert field.viewport().height() >= 3 * field.fontMetrics().lineSpacing(), name
    for name in ("personName", "personAddress", "personIdNo", "procedures"):
        assert hands.find(name).height() >= hands.find(name).minimumSizeHint().height(), name
    assert keys_are_seen(hands)
    assert rows_seen(hands) >= rows
    assert hands.page.view.findChild(QWidget, "formArea").verticalScrollBar().maximum() == 0


def test_nothing_in_the_camera_panel_moves_when_documents_are_read(hands: Hands) -> None:
    view = hands.page.view
    view.show_camera()
    settle()
    watched = ("cameraPanel", "cameraState", "cameraNote", "keepPicture", "cameraClose")

    def places() -> list[tuple[int, int, int]]:
        found = [hands.find(name) for name in watched]
        return [(w.mapTo(hands.window, w.rect().topLeft()).y(), w.height(), w.width()) for w in found]

    view.camera.show_devices(camera=True, scanner=False)
    settle()
    before = places()
    view.camera.show_state("已读，请取走或放下一张", "good")
    view.camera.show_note(
        "第 1 位已识别，请与证件逐项核对，再按“核对无误”。民族认不准，没有填入。" * 2, warn=True
    )
    read(hands, 1)
    assert places() == before
    read(hands, 5, doubted="address")
    assert places() == before
    assert keys_are_seen(hands)


def test_of_many_bad_files_each_has_a_line_and_the_page_keeps_its_place(hands: Hands, said: Said) -> None:
    view = hands.page.view
    view.show_camera()
    read(hands, 2)
    height = hands.page.height()
    bad = tuple(f"第 {n} 张（照片{n}.jpg）：图片打不开：不是图片，或文件已损坏。" for n in range(3, 10))
    view.camera.show_bad("9 张，读成 2 张，7 张没有读成", bad)
    said.messages.warn("\n".join(bad))
    settle()
    listed = hands.find("pileList", QListWidget)
    assert [listed.item(i).toolTip() for i in range(listed.count())] == list(bad)
    assert listed.horizontalScrollBar().maximum() == 0
    assert hands.page.height() == height
    assert keys_are_seen(hands)
    message = hands.window.findChild(QLabel, "messageLabel")
    assert message.text().endswith(bad[-1])
    assert message.toolTip() == message.text()
    assert hands.window.findChild(QWidget, "messageWhole").isVisible()
    said.messages.info("好")
    settle()
    assert not hands.window.findChild(QWidget, "messageWhole").isVisible()
    view.camera.show_bad("", ())
    assert listed.count() == 0


def test_what_else_a_document_says_stands_under_the_fields(hands: Hands) -> None:
    hands.page.presenter.people.take_document(picture(*PEOPLE[0]))
    line = hands.find("documentLine", QLabel)
    person = hands.form.people[0]
    person.ethnic, person.id_valid_to = "", "2036-05-06"
    hands.page.presenter.desk.show_all()
    assert line.isVisible()
    assert line.text() == "男 · 民族未填入 · 1990-03-07 · 有效期至 2036-05-06"


def correct(hands: Hands, **values: str) -> Callable[[], None]:
    more = hands.page.view.people.more
    more.menu().aboutToShow.emit()
    next(a for a in more.menu().actions() if a.text().startswith("性别")).trigger()
    dialog = hands.window.findChild(QWidget, "personDocument")
    for name, value in values.items():
        field = dialog.findChild(QWidget, name)
        field.setText(value)
    return dialog.findChild(QWidget, "documentTake").click


def test_what_else_a_document_says_is_corrected_by_hand(hands: Hands) -> None:
    hands.page.presenter.people.take_document(picture(*PEOPLE[0]))
    take = correct(hands, documentEthnic="苗", documentBorn="1990年13月7日", documentEnd="长期")
    take()
    dialog = hands.window.findChild(QWidget, "personDocument")
    assert "出生日期不是日期" in dialog.findChild(QLabel, "documentWrong").text()
    dialog.findChild(QWidget, "documentBorn").setText("19900308")
    take()
    person = hands.form.people[0]
    assert (person.ethnic, person.born_on, person.id_valid_to) == ("苗", "1990-03-08", "long")
    assert hands.find("documentLine", QLabel).text() == "男 · 苗族 · 1990-03-08 · 有效期至 长期"
