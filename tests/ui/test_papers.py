"""The papers of a matter in the window, over a real store: asked, looked at, printed, taken back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QRadioButton

from app.domain.matter import MatterDraft, Outcome, Procedure, Purpose
from app.domain.paper_facts import question_of
from app.domain.person import PersonDraft
from app.domain.signature import Dot, signature_of
from app.domain.visit import VisitDraft
from app.intake import documents, events, matter_lists, open_receipt, papers
from app.intake.day_closing import day_closing
from app.intake.register import register_visit
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.scanning.printed_page import PrintedPaper
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, activate, show
from ui.pages.matters.papers_panel import PapersPanel
from ui.pages.matters.papers_presenter import PaperUseCases
from ui.pages.matters.presenter import MattersPresenter
from ui.pages.matters.view import MattersView
from ui.widgets.facts_form import FactsForm
from ui.widgets.signature_pad import SignaturePad


def visit(**changes: Any) -> VisitDraft:
    matter = MatterDraft(
        purpose=Purpose.CLAIM,
        content_code="0201",
        place_code="110199",
        demand="请求补足青苗补偿款",
        facts="只领到一部分。",
        oral=True,
        procedures=frozenset({Procedure.NONE}),
        outcome=Outcome.TRANSFER,
    )
    people = (PersonDraft(name="骆青崖", address="雾泽县柏溪镇"),)
    return VisitDraft(people=people, matters=(replace(matter, **changes),), present_count=1)


class PapersDesk:
    def __init__(self, qtbot: Any, session: DeskSession, said: Said) -> None:
        self.session, self.said = session, said
        self.printed: list[Paper] = []
        self.sizes: list[str] = []
        self.view: MattersView = show(qtbot, MattersView(ZoneInfo("Asia/Shanghai")))
        self.presenter = MattersPresenter(
            self.view,
            InlineRunner(),
            said.messages,
            matter_list=open_receipt.search_matters,
            matter_detail=matter_lists.matter_detail,
            record_event=events.record_event,
            today=session.clock.today,
            papers=PaperUseCases(
                make=self._noting(documents.make_document),
                receipt=self._noting(papers.issue_receipt),
                print_made=self._on_made,
                print_loose=lambda paper, _size: self.printed.append(paper),
                read_printed=lambda data: PrintedPaper(b"", (), (), ()),
            ),
        )
        self.reg_no = register_visit(visit(), session).matters[0].reg_no
        self.presenter.begin(session)
        self.view.activate()

    def _noting(self, make: Callable[..., Paper]) -> Callable[..., Paper]:
        def made(*given: Any, **how: Any) -> Paper:
            self.last = make(*given, **how)
            return self.last

        return made

    def _on_made(self, number: str, size: str, large: bool) -> None:
        assert number == self.last.number
        self.printed.append(self.last)
        self.sizes.append(size)

    @property
    def panel(self) -> PapersPanel:
        return self.view.detail.papers

    def button(self, name: str) -> QPushButton:
        return self.view.findChild(QPushButton, name)

    def rows(self) -> list[str]:
        found = self.view.findChild(QListWidget, "paperList")
        return [found.item(n).text() for n in range(found.count())]

    def choose(self, words: str) -> None:
        found = self.view.findChild(QListWidget, "paperList")
        found.setCurrentRow(next(n for n, text in enumerate(self.rows()) if words in text))

    def answer(self, **facts: str) -> None:
        for name, value in facts.items():
            self.view.findChild(QLineEdit, f"fact_{name}").setText(value)


@pytest.fixture
def desk(qtbot: Any, session: DeskSession, said: Said) -> PapersDesk:
    return PapersDesk(qtbot, session, said)


def issued(desk: PapersDesk) -> Paper:
    desk.presenter.issue_paper(desk.reg_no, "transfer_notice")
    desk.answer(target_unit="柏溪镇人民政府", unit_address="人民路18号", unit_phone="0199-1")
    desk.button("factsSave").click()
    return desk.printed[-1]


def test_what_is_missing_is_asked_on_the_spot_and_the_paper_is_printed(qtbot: Any, desk: PapersDesk) -> None:
    activate(qtbot, desk.view)
    desk.presenter.issue_paper(desk.reg_no, "transfer_notice")
    first = desk.view.findChild(QLineEdit, "fact_target_unit")
    qtbot.waitUntil(first.hasFocus)
    desk.button("factsSave").click()
    assert "还有没有填写的内容" in desk.view.findChild(object, "factsMessage").text()
    assert desk.printed == []
    paper = issued(desk)
    assert (paper.id, paper.reprint) == ("transfer_notice", False)
    assert any(paper.number in row and "已出具" in row for row in desk.rows())
    assert ("done", f"已出具转送（交办）去向告知书 {paper.number}，正在送往打印机。") in desk.said.posted


def test_a_wrong_date_is_told_at_the_form_and_what_was_typed_stays(desk: PapersDesk) -> None:
    desk.presenter.issue_paper(desk.reg_no, "transfer_notice")
    desk.answer(target_unit="柏溪镇人民政府", unit_address="甲", unit_phone="1", transferred_on="昨天")
    desk.button("factsSave").click()
    assert "2026-11-23 的样子" in desk.view.findChild(object, "factsMessage").text()
    assert desk.view.findChild(QLineEdit, "fact_target_unit").text() == "柏溪镇人民政府"
    assert desk.printed == []


def test_a_preview_stands_in_place_of_the_list_and_takes_no_number(desk: PapersDesk) -> None:
    desk.presenter.issue_paper(desk.reg_no, "transfer_notice")
    desk.button("factsPreview").click()
    assert desk.view.preview.pages.count == 1
    assert desk.view.preview.isVisible()
    desk.button("previewClose").click()
    assert not desk.view.preview.isVisible()
    assert len([row for row in desk.rows() if "〔" in row]) == 1


def test_printing_again_and_taking_back(desk: PapersDesk) -> None:
    paper = issued(desk)
    desk.choose(paper.number)
    assert desk.button("paperMake").text() == "补打"
    desk.button("paperMake").click()
    assert desk.printed[-1].reprint
    assert any("补打 1 次" in row for row in desk.rows())
    desk.button("paperVoid").click()
    desk.view.findChild(QLineEdit, "paperVoidReason").setText("打错了")
    desk.button("paperVoidConfirm").click()
    assert any("已作废（周予安）：打错了" in row for row in desk.rows())
    desk.choose("已作废")
    assert not desk.button("paperMake").isEnabled()
    desk.choose("来访登记回执")
    desk.button("paperMake").click()
    assert desk.printed[-1].id == "visit_receipt"


def test_what_cannot_be_issued_says_why(desk: PapersDesk) -> None:
    desk.presenter.issue_paper(desk.reg_no, "materials_receipt")
    desk.choose("材料接收清单")
    assert not desk.button("paperMake").isEnabled()
    assert "没有登记材料" in desk.view.findChild(object, "paperMessage").text()


def test_an_empty_form_is_one_step_away(desk: PapersDesk) -> None:
    issued(desk)
    menu = desk.button("blankForms").menu()
    {action.objectName(): action for action in menu.actions()}["blank_representative_letter"].trigger()
    assert desk.view.preview.pages.count == 1
    desk.button("previewPrint").click()
    assert (desk.printed[-1].id, desk.printed[-1].number) == ("representative_letter", "")


def test_a_file_is_checked_and_the_answer_told(desk: PapersDesk, tmp_path: Path) -> None:
    issued(desk)
    (tmp_path / "paper.pdf").write_bytes(desk.printed[-1].pdf)
    desk.view.file_chosen.emit(str(tmp_path / "paper.pdf"))
    assert "登记簿里没有这份文书" in desk.view.findChild(object, "paperMessage").text()


def test_after_locking_nothing_of_a_paper_is_left(desk: PapersDesk) -> None:
    desk.presenter.issue_paper(desk.reg_no, "transfer_notice")
    desk.button("factsPreview").click()
    desk.presenter.end()
    assert desk.view.preview.pages.count == 0
    assert not desk.panel.form.facts()


def page_shape(desk: PapersDesk) -> tuple[int, int]:
    """Height and width of the first page shown."""
    picture = desk.view.findChildren(QLabel, "paperPage1")[-1].pixmap()
    return picture.height(), picture.width()


def radio(desk: PapersDesk, name: str) -> QRadioButton:
    return desk.view.findChild(QRadioButton, f"delivery_{name}")


def test_a_service_is_recorded_beside_the_paper(desk: PapersDesk) -> None:
    notice = issued(desk)
    desk.choose(notice.number)
    assert "送达未记录" in next(row for row in desk.rows() if notice.number in row)
    desk.button("paperDeliver").click()
    desk.button("deliverySave").click()  # nothing is presumed of the visitor
    assert "请选择签收、按手印或者拒绝签收" in desk.view.findChild(QLabel, "deliveryMessage").text()
    radio(desk, "signed").click()
    assert desk.view.findChild(SignaturePad).isVisible()
    radio(desk, "declined").click()
    assert not desk.view.findChild(SignaturePad).isVisible()
    desk.button("deliverySave").click()
    assert "两名见证人" in desk.view.findChild(QLabel, "deliveryMessage").text()
    for n, name in ((1, "甲某"), (2, "乙某")):
        desk.view.findChild(QLineEdit, f"deliveryWitness{n}").setText(name)
    desk.button("deliverySave").click()
    assert "拒绝签收（见证人：甲某、乙某）" in next(row for row in desk.rows() if notice.number in row)
    assert "已记录" in desk.said.posted[-1][1]
    desk.button("paperDeliver").click()  # a second record corrects the first and says why
    radio(desk, "signed").click()
    desk.button("deliverySave").click()
    assert "更正的原因" in desk.view.findChild(QLabel, "deliveryMessage").text()
    desk.view.findChild(QLineEdit, "deliveryNote").setText("后来签了")
    pad = desk.view.findChild(SignaturePad)
    pad.load(signature_of([[Dot(0.1, 0.05), Dot(0.5, 0.2), Dot(0.2, 0.25)]]))
    desk.button("deliverySave").click()
    assert "当面送达，已签收" in next(row for row in desk.rows() if notice.number in row)
    assert pad.empty


def test_only_what_is_handed_out_can_be_delivered(desk: PapersDesk) -> None:
    desk.presenter.issue_paper(desk.reg_no, "registration_form")
    desk.choose("来访登记表")
    assert not desk.button("paperDeliver").isEnabled()


def test_it_is_looked_at_and_printed_on_the_paper_chosen(desk: PapersDesk) -> None:
    notice = issued(desk)
    desk.choose(notice.number)
    size = desk.view.findChild(QComboBox, "paperSize")
    assert [size.itemData(n) for n in range(size.count())] == ["a4", "a5", "80mm", "58mm"]
    desk.button("paperPreview").click()
    wide = page_shape(desk)
    size.setCurrentIndex(2)
    size.activated.emit(2)  # what is shown follows
    tall = page_shape(desk)
    assert tall[0] / tall[1] > 1.5 * wide[0] / wide[1]
    desk.button("paperMake").click()
    assert desk.sizes[-1] == "80mm"
    desk.choose("来访登记回执")
    assert size.currentData() == "a5"
    size.setCurrentIndex(size.findData("58mm"))
    size.activated.emit(size.currentIndex())
    desk.button("previewClose").click()
    desk.button("paperMake").click()
    assert desk.sizes[-1] == "58mm"


def test_a_question_stands_by_its_own_field(qtbot: Any) -> None:
    form = FactsForm()
    qtbot.addWidget(form)
    form.resize(520, 500)
    form.show_questions("须写明：", [question_of("target_unit"), question_of("unit_phone")])
    form.show()
    labels = [label for label in form.findChildren(QLabel) if label.buddy() is not None]
    assert len(labels) == 2
    for label in labels:
        field = label.buddy()
        assert (
            field.mapTo(form, field.rect().topLeft()).y() - label.mapTo(form, label.rect().bottomLeft()).y()
            < 12
        )


def test_a_refusal_asks_for_its_signature_on_the_spot_and_is_not_made_without(
    qtbot: Any, desk: PapersDesk
) -> None:
    refused = register_visit(visit(outcome=Outcome.NO_LONGER_ACCEPT), desk.session).matters[0].reg_no
    activate(qtbot, desk.view)
    desk.presenter.issue_paper(refused, "no_longer_accept_notice")
    today = desk.session.clock.today().isoformat()
    desk.answer(recheck_organ="省复查复核委员会", recheck_number="云复核〔2026〕12号", recheck_on=today)
    desk.button("factsSave").click()
    assert "还没有签字" in desk.view.findChild(QLabel, "paperSignWords").text()
    qtbot.waitUntil(desk.button("paperSignConfirm").hasFocus)
    assert desk.printed == []
    desk.button("paperSignCancel").click()
    assert desk.view.findChild(QLineEdit, "fact_recheck_number").text() == "云复核〔2026〕12号"
    desk.button("factsSave").click()
    desk.button("paperSignConfirm").click()
    assert [paper.id for paper in desk.printed] == ["no_longer_accept_notice"]
    (shown,) = day_closing(desk.session.clock.today(), desk.session).refusals
    assert shown.signed is not None
