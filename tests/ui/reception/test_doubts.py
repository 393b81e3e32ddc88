"""A doubted field beside the strip it was read from."""

from dataclasses import replace

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.identity import IdDocument
from tests.ui.reception.conftest import Hands
from tests.ui.reception.desk_fakes import Backstage, picture
from ui.pages.reception.doubt_strip import DoubtStrip
from ui.widgets.hanzi_picker import HANZI_KEY

NUMBER = "110199199003070017"


def strip(width: int = 300, height: int = 40) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def doubted(*fields: str) -> IdDocument:
    warnings = tuple(f"field_uncertain:{f}" for f in fields)
    return replace(picture("骆青崖", NUMBER, *warnings), crops={f: strip() for f in fields})


def shown(hands: Hands) -> list[DoubtStrip]:
    return [s for s in hands.page.view.people.findChildren(DoubtStrip) if s.isVisible()]


def take(hands: Hands, document: IdDocument) -> None:
    hands.page.presenter.people.take_document(document)
    QApplication.processEvents()


def below(strip_shown: QWidget, field: QWidget) -> int:
    """How far the strip begins under the field."""
    corner = field.rect().bottomLeft()
    return strip_shown.mapTo(strip_shown.window(), strip_shown.rect().topLeft()).y() - (
        field.mapTo(field.window(), corner).y()
    )


def test_the_strip_stands_directly_under_its_field(hands: Hands) -> None:
    take(hands, doubted("name", "address"))
    (one,) = shown(hands)
    assert "生僻字" in one.accessibleName()
    assert 0 < below(one, hands.find("personName")) < 12
    hands.find("personAddress").setFocus()
    QApplication.processEvents()
    (one,) = shown(hands)
    assert "住址" in one.accessibleName()
    assert 0 < below(one, hands.find("personAddress")) < 12


def test_return_says_it_is_right_and_goes_to_the_next_doubt(hands: Hands) -> None:
    take(hands, doubted("name", "number", "address"))
    hands.find("personName").setFocus()
    for following in ("personIdNo", "personAddress", "readingChecked"):
        hands.key(Qt.Key.Key_Return)
        assert hands.focus() == following
    assert shown(hands) == []
    assert hands.form.people[0].crops == {}
    assert not hands.form.people[0].checked
    hands.key(Qt.Key.Key_Return)
    assert hands.form.people[0].checked
    assert hands.focus() == "personPhone"


def test_while_a_correction_is_typed_the_strip_stays(hands: Hands) -> None:
    take(hands, doubted("name"))
    hands.find("personName").setFocus()
    hands.enter("personName", "骆青压")
    QApplication.processEvents()
    assert len(shown(hands)) == 1
    assert hands.form.people[0].doubts == []
    hands.key(Qt.Key.Key_Return)
    assert shown(hands) == []
    assert hands.form.people[0].name == "骆青压"
    assert hands.focus() == "readingChecked"


def test_a_corrected_field_that_is_left_needs_its_strip_no_more(hands: Hands) -> None:
    take(hands, doubted("name"))
    hands.find("personName").setFocus()
    hands.enter("personName", "骆青压")
    hands.find("demand").setFocus()
    QApplication.processEvents()
    assert shown(hands) == []
    assert hands.form.people[0].crops == {}


def test_a_doubted_field_that_is_only_left_keeps_its_strip(hands: Hands) -> None:
    take(hands, doubted("name"))
    hands.find("personName").setFocus()
    hands.find("demand").setFocus()
    assert len(shown(hands)) == 1
    assert hands.form.people[0].doubts == ["name"]


def test_a_strip_that_is_no_picture_is_not_shown_but_the_doubt_is(hands: Hands) -> None:
    take(hands, replace(doubted("name"), crops={"name": b"no picture"}))
    assert shown(hands) == []
    assert hands.find("personName").property("mark") == "doubt"
    assert hands.find("readingChecked").isVisible()


def test_locking_and_the_next_visitor_leave_no_strip(hands: Hands, back: Backstage) -> None:
    take(hands, doubted("name"))
    hands.press("nextVisitor")
    assert shown(hands) == []
    (kept,) = back.drafts.values()
    assert "crops" not in str(kept.form)
    take(hands, doubted("name"))
    hands.page.end()
    assert shown(hands) == []


def test_strips_fit_the_small_screen(hands: Hands) -> None:
    for index in range(5):
        document = doubted("name", "address")
        fields = replace(document.fields, number=f"11019919900307{index:03d}X")
        tall = {"name": strip(), "address": strip(300, 120)}
        take(hands, replace(document, fields=fields, crops=tall))
    hands.find("personAddress").setFocus()
    QApplication.processEvents()
    assert hands.page.minimumSizeHint().height() <= 663
    assert hands.find("facts").height() >= 50
    (one,) = shown(hands)
    assert one.height() >= 40


def test_a_doubted_latin_name_asks_for_no_rare_character(hands: Hands) -> None:
    found = doubted("name")
    take(hands, replace(found, fields=replace(found.fields, name="CESHI JIA XI")))
    (one,) = shown(hands)
    assert "姓名认不准，请对照图片" in one.accessibleName()
    assert "生僻字" not in one.accessibleName()
    assert HANZI_KEY not in one.accessibleName()
