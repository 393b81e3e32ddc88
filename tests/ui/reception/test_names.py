"""Names that screen readers and checks rely on, reach by keyboard, and room for everything."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QWidget,
)

from app.domain.finding import About, Assessment, Effect, Finding, Rule
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, card, picture, session
from tests.ui.reception.test_matters import FIRST, PROPOSAL
from ui.pages.reception import make_reception_page

FIXED = (
    *("nextVisitor", "queueList", "readCard", "scanDocument", "addPerson", "removePerson", "peopleTable"),
    *("presentCount", "affectedCount", "personName", "personIdType", "personIdNo", "personAddress"),
    *("personPhone", "personRole", "purpose", "route", "contentClass", "place", "reportedUnit", "demand"),
    *("facts", "oral", "procedures", "matterTabs", "addMatter", "findingsList", "candidatesList"),
    *("sameMatter", "notSameMatter", "compareMatter", "outcome", "targetUnit", "reason"),
    *("confirmWithVisitor", "attachments", "registerAndPrint", "draftState"),
)
COMBOS = ("purpose", "route", "contentClass", "personIdType", "personRole", "outcome")


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def test_every_fixed_name_is_there_once_with_a_chinese_name(
    open_page: Callable[[], Hands], back: Backstage
) -> None:
    back.assessment = Assessment((), (FIRST,), (PROPOSAL,))
    hands = open_page()
    hands.fill_person()
    hands.fill_matter()
    hands.ask_rules()
    for name in FIXED:
        found = hands.page.findChildren(QWidget, name)
        assert len(found) == 1, name
        spoken = found[0].accessibleName() or getattr(found[0], "text", lambda: "")()
        assert is_chinese(spoken), name


def test_the_combo_boxes_are_combo_boxes(hands: Hands) -> None:
    for name in COMBOS:
        assert isinstance(hands.find(name), QComboBox)


def test_everything_that_takes_input_says_its_name_in_chinese(hands: Hands) -> None:
    for kind in (QLineEdit, QPlainTextEdit, QSpinBox, QComboBox, QAbstractButton):
        for widget in hands.page.findChildren(kind):
            # Qt's own parts: the field inside a number box, the corner of a table without row heads.
            inner = widget.objectName().startswith("qt_") or isinstance(
                widget.parent(), QSpinBox | QTableView
            )
            if not inner:
                spoken = widget.accessibleName() or getattr(widget, "text", lambda: "")()
                assert is_chinese(spoken), (type(widget).__name__, widget.objectName())


def test_tab_reaches_the_whole_conversation_in_order(open_page: Callable[[], Hands], back: Backstage) -> None:
    finding = Finding(Rule.LEGAL_ROUTE, Effect.WARN, "22", "请选途径。", About(), ("choose_route",))
    back.assessment = Assessment((finding,), (FIRST,), (PROPOSAL,))
    hands = open_page()
    hands.ask_rules()
    hands.find("presentCount").setFocus()
    seen = []
    for _ in range(80):
        widget = QApplication.focusWidget()
        if widget is not None and widget.objectName() not in seen:
            seen.append(widget.objectName())
        hands.key(Qt.Key.Key_Tab)
    order = [
        "presentCount",
        "readCard",
        "personName",
        "personRole",
        "personIdType",
        "personIdNo",
        "personAddress",
        "personPhone",
        "purpose",
        "contentClass",
        "route",
        "place",
        "reportedUnit",
        "demand",
        "facts",
        "procedure_litigation",
        "remedy_choose_route",
        "sameMatter",
        "outcome",
        "targetUnit",
        "confirmWithVisitor",
        "registerAndPrint",
    ]
    assert [name for name in seen if name in order] == order


def test_enter_walks_through_a_person(hands: Hands) -> None:
    hands.find("personName").setFocus()
    for following in ("personRole", "personIdType", "personIdNo", "personAddress", "personPhone"):
        hands.key(Qt.Key.Key_Return)
        assert hands.focus() == following


def test_the_page_fits_the_small_screen_with_many_people_and_matters(hands: Hands) -> None:
    for index in range(7):
        number = f"11019919900307{index:03d}X"
        hands.page.presenter.people.take_document(card(f"来访{index}", number))
    hands.enter("personName", "阿卜杜热合曼·" * 8)
    for _ in range(2):
        hands.press("addMatter")
    QApplication.processEvents()
    assert hands.page.minimumSizeHint().width() <= 1290
    assert hands.page.minimumSizeHint().height() <= 694
    edge = hands.page.rect()
    for name in FIXED:
        for widget in hands.page.findChildren(QWidget, name):
            if widget.isVisible() and name not in {"findingsList", "candidatesList"}:
                place = widget.rect().translated(widget.mapTo(hands.page, widget.rect().topLeft()))
                assert edge.contains(place), name
    assert hands.find("facts").height() >= 50


def test_the_page_does_not_scroll_in_the_window_when_the_number_is_shown(
    qtbot: Any, runner: InlineRunner, said: Said, back: Backstage
) -> None:
    area = QScrollArea()
    area.setWidgetResizable(True)
    page = make_reception_page(runner, back.services(), said.messages)
    area.setWidget(page)
    area.resize(1290, 694)
    page.begin(session())
    show(qtbot, area)
    hands = Hands(page, qtbot)
    hands.fill_person()
    hands.fill_matter()
    hands.press("registerAndPrint")
    qtbot.waitUntil(page.view.banner.isVisible)
    for index in range(6):
        page.presenter.people.take_document(picture(f"来访{index}", f"11019919900307{index:03d}X"))
    QApplication.processEvents()
    assert hands.find("readingChecked").isVisible()
    assert area.verticalScrollBar().maximum() == 0
    assert area.horizontalScrollBar().maximum() == 0
    assert hands.find("facts").height() >= 50
    assert hands.find("registeredNumber").width() >= hands.find("registeredNumber").sizeHint().width()


def test_shown_again_the_page_has_the_keyboard_in_the_name(hands: Hands) -> None:
    hands.page.view.queue.list.setFocus()
    hands.page.activate()
    assert hands.focus() == "personName"
    hands.find("demand").setFocus()
    hands.page.activate()
    assert hands.focus() == "demand"


def test_no_button_is_cut(hands: Hands) -> None:
    for button in hands.page.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
