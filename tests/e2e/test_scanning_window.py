"""A receipt scanned in the whole window, over a real store."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QTableView, QWidget

from app.domain.matter import Level, MatterDraft, Procedure, Purpose
from app.domain.office import Office, OfficeKind, StaffRole
from app.domain.person import PersonDraft
from app.domain.visit import VisitDraft
from app.intake.papers import issue_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.printing.folder import FolderPrinter
from app.receipts.checks import qr_payload
from app.receipts.content import content_from_json
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate, create_store
from tests.e2e.drafting_window import NoPictures
from tests.ui.keyboard import Keyboard
from ui.app import dress
from ui.desk import Desk
from ui.devices import DeskDevices
from ui.wedge_desk import ScansAtDesk

LEAD, READER, PASSWORD = "周予安", "顾闻笛", "correct horse 7"
OFFICE = Office("1101990001", "云岭省雾泽县信访局", "雾信访", OfficeKind.XINFANG, Level.COUNTY, "110199")
ID_NUMBER = "110199199003070017"
CLAIM = MatterDraft(
    purpose=Purpose.CLAIM,
    content_code="0201",
    place_code="110199",
    place="柏溪镇上坞村七组",
    reported_unit="柏溪镇人民政府",
    demand="请求补足水库扩建征地的青苗补偿款",
    facts="征收水田十八亩六分，每亩只领到一千一百元。",
    oral=True,
    procedures=frozenset({Procedure.NONE}),
)
LAMP = replace(CLAIM, demand="请求修复村口路灯", facts="路灯坏了三个月。")
ACCUSED = replace(CLAIM, purpose=Purpose.ACCUSATION, demand="检举某人", facts="收受财物。")
W = TypeVar("W", bound=QWidget)


class Hands:
    """A person at the window with a scanner; visits of earlier are in the store."""

    def __init__(self, desk: Desk, codes: dict[str, str]) -> None:
        self.desk, self.window, self.codes = desk, desk.window, codes
        self.window.show()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        self.keys = Keyboard(self.window)

    def sign_in(self, user: str = LEAD) -> None:
        self.find(QLineEdit, "loginUser").setText(user)
        self.find(QLineEdit, "loginPassword").setText(PASSWORD)
        self.find(QPushButton, "loginButton").click()
        self.until(lambda: self.window.current_page == "reception")

    def find(self, kind: type[W], name: str) -> W:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window and its lanes work until something is the case."""
        loop = QEventLoop()
        beat, end = QTimer(interval=10), QTimer(singleShot=True, interval=10_000)
        beat.timeout.connect(lambda: loop.quit() if done() else None)
        end.timeout.connect(loop.quit)
        beat.start()
        end.start()
        loop.exec()
        assert done(), self.message

    @property
    def message(self) -> str:
        return self.find(QLabel, "messageLabel").text()

    def scan(self, text: str, answer: str) -> None:
        self.keys.scan(text)
        self.until(lambda: answer in self.message)

    @property
    def listed(self) -> list[str]:
        model = self.find(QTableView, "matterTable").model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    @property
    def course(self) -> str:
        items = self.find(QListWidget, "matterTimeline")
        return "\n".join(items.item(n).text() for n in range(items.count()))


def _code(visit_no: str, session: DeskSession) -> str:
    issue_receipt(visit_no, session)
    with session.read() as unit:
        content = content_from_json(unit.papers(visit_no)[0].content)
    return qr_payload(content.visit_no, content.number, content.check)


@pytest.fixture(scope="module")
def made(qapp: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A store with visits of earlier, and the codes on their receipts."""
    dress(qapp)
    with pytest.MonkeyPatch.context() as patch:
        _quick_stretching(patch)
        store = tmp_path_factory.mktemp("scanning") / "store"
        create_store(store, OFFICE, LEAD, PASSWORD)
        gate = StoreGate(store, lambda _: load_rulepack(), holder="command")
        session = gate.sign_in(LEAD, PASSWORD)
        add_staff(READER, StaffRole.READER, PASSWORD, session)
        codes = {}
        for name, matters in (("one", (CLAIM,)), ("two", (CLAIM, LAMP)), ("sealed", (ACCUSED,))):
            draft = VisitDraft(people=(PersonDraft(name="骆青崖", address="雾泽县"),), matters=matters)
            codes[name] = _code(register_visit(draft, session).visit_no, session)
        gate.close()
    return store, codes


def _quick_stretching(patch: pytest.MonkeyPatch) -> None:
    for name, value in (("_TIME_COST", 1), ("_MEMORY_KIB", 64), ("_LANES", 1)):
        patch.setattr(keyring, name, value)


@pytest.fixture
def hands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: tuple[Path, dict[str, str]]
) -> Iterator[Hands]:
    _quick_stretching(monkeypatch)
    store, codes = made
    shutil.copytree(store, tmp_path / "store")
    gate = StoreGate(tmp_path / "store", lambda _: load_rulepack(), holder="window")
    desk = Desk(gate, DeskDevices(FolderPrinter(tmp_path / "papers"), NoPictures(), reader="none"))
    try:
        yield Hands(desk, codes)
    finally:
        desk.window.close()
        desk.close()
        desk.window.deleteLater()


def number_in(code: str) -> str:
    return code.split(":")[1]


def test_a_receipt_opens_its_matter_and_what_was_being_entered_stays(hands: Hands) -> None:
    hands.sign_in()
    field = hands.find(QPlainTextEdit, "demand")
    field.setFocus()
    field.setPlainText("请求")
    hands.scan(hands.codes["one"], "回执核验无误（雾信访〔")
    reg_no = f"{number_in(hands.codes['one'])}-1"
    hands.until(lambda: hands.listed == [reg_no] and "来访登记" in hands.course)
    assert hands.window.current_page == "matters"
    assert hands.find(QLineEdit, "matterSearch").text() == number_in(hands.codes["one"])
    hands.window.open_page("reception")
    assert field.toPlainText() == "请求"


def test_several_matters_of_one_visit_are_listed_and_sealed_ones_tell_nothing(hands: Hands) -> None:
    hands.sign_in()
    hands.scan(hands.codes["two"], "这次来访的 2 件事项")
    number = number_in(hands.codes["two"])
    hands.until(lambda: sorted(hands.listed) == [f"{number}-1", f"{number}-2"])
    hands.scan(hands.codes["sealed"], "已打开事项")
    hands.until(lambda: hands.listed == [f"{number_in(hands.codes['sealed'])}-1"])
    page = hands.desk.window.findChild(QWidget, "matterTable").window()
    assert "检举某人" not in " ".join(label.text() for label in page.findChildren(QLabel))
    hands.until(lambda: not hands.find(QPushButton, "repeatVisit").isVisible())
    assert "检举某人" not in hands.course


def test_an_altered_receipt_and_an_unknown_one_open_nothing(hands: Hands) -> None:
    hands.sign_in()
    one, two = hands.codes["one"], hands.codes["two"]
    hands.scan(one.replace(number_in(one), number_in(two)), "可能被改动或伪造")
    assert hands.window.current_page == "reception"
    hands.scan(one[:-3], "回执码或编号不完整")
    hands.scan(f"{number_in(one)}-9", "本机没有编号")
    assert hands.window.current_page == "reception"


def test_who_may_not_see_matters_is_told_and_nothing_opens(hands: Hands) -> None:
    hands.sign_in(READER)
    hands.scan(hands.codes["one"], "您的角色不能")
    assert hands.window.current_page == "reception"


def test_before_signing_in_nothing_opens(hands: Hands) -> None:
    hands.find(QLineEdit, "loginUser").setFocus()
    hands.keys.scan(number_in(hands.codes["one"]), "")
    assert number_in(hands.codes["one"]) in hands.find(QLineEdit, "loginUser").text()
    assert hands.window.current_page == ""


def test_a_visitor_who_comes_again_is_taken_to_the_form_with_the_known_matter(hands: Hands) -> None:
    hands.sign_in()
    hands.scan(hands.codes["one"], "回执核验无误")
    hands.until(hands.find(QPushButton, "repeatVisit").isVisible)
    hands.find(QPushButton, "repeatVisit").click()
    hands.find(QPushButton, "repeatSame").click()
    hands.until(lambda: hands.window.current_page == "reception")
    reg_no = f"{number_in(hands.codes['one'])}-1"
    matter = hands.desk.reception.presenter.desk.form.current_matter
    assert matter.same_as == {"reg_no": reg_no, "facts": "same"}
    assert hands.find(QPlainTextEdit, "demand").toPlainText() == CLAIM.demand
    assert hands.find(QPlainTextEdit, "facts").toPlainText() == CLAIM.facts
    hands.until(lambda: hands.window.findChild(QWidget, "undoSame") is not None)
    hands.find(QPushButton, "undoSame").click()
    assert matter.same_as is None


def test_words_of_today_are_not_replaced_by_those_of_last_time(hands: Hands) -> None:
    hands.sign_in()
    hands.find(QPlainTextEdit, "demand").setPlainText("今天说的")
    hands.scan(hands.codes["one"], "回执核验无误")
    hands.until(hands.find(QPushButton, "repeatVisit").isVisible)
    hands.find(QPushButton, "repeatVisit").click()
    hands.find(QPushButton, "repeatNew").click()
    hands.until(lambda: hands.window.current_page == "reception")
    matter = hands.desk.reception.presenter.desk.form.current_matter
    assert (matter.demand, matter.facts) == ("今天说的", "")
    assert matter.same_as is not None
    assert matter.same_as["facts"] == "new"


def test_an_identity_number_goes_to_the_person_being_entered(hands: Hands) -> None:
    hands.sign_in()
    hands.find(QLineEdit, "personName").setText("骆青崖")
    hands.find(QPlainTextEdit, "facts").setFocus()
    hands.scan(ID_NUMBER, "110199********0017")
    assert hands.find(QLineEdit, "personIdNo").text() == ID_NUMBER
    assert hands.find(QPlainTextEdit, "facts").toPlainText() == ""
    hands.scan(ID_NUMBER, "没有重复添加")
    people = hands.desk.reception.presenter.desk.form.people
    assert [p.id_no for p in people] == [ID_NUMBER]


def test_a_receipt_under_the_camera_goes_the_same_way(hands: Hands) -> None:
    hands.sign_in()
    hands.desk.reception.receipt_seen.emit(hands.codes["one"])
    hands.until(lambda: hands.window.current_page == "matters" and "来访登记" in hands.course)


def test_a_number_typed_into_the_search_finds_its_matter(hands: Hands) -> None:
    hands.sign_in()
    hands.window.open_page("matters")
    hands.until(lambda: len(hands.listed) == 4)
    hands.keys.type(number_in(hands.codes["one"]).lower())
    hands.until(lambda: hands.listed == [f"{number_in(hands.codes['one'])}-1"])
    hands.find(QLineEdit, "matterSearch").setText(hands.codes["two"])  # pasted
    hands.until(lambda: len(hands.listed) == 2 and "回执核验无误" in hands.message)
    hands.until(lambda: f"{number_in(hands.codes['two'])}-1" in hands.course)


def test_how_the_scanner_types_is_tried_out_and_counts_as_soon_as_it_is_saved(hands: Hands) -> None:
    hands.sign_in()
    code = hands.codes["one"]
    hands.window.open_page("settings")
    hands.until(lambda: hands.find(QLineEdit, "scannerGunPrefix").isVisible())
    hands.until(lambda: not hands.desk._runner.busy("store"))
    hands.find(QLineEdit, "scannerGunPrefix").setText("~")
    hands.find(QLineEdit, "scannerGunTest").setFocus()
    hands.keys.scan(f"~{code}")
    assert "是回执码" in hands.find(QLabel, "scannerGunSays").text()
    assert hands.window.current_page == "settings"
    hands.find(QPushButton, "devicesSave").click()
    hands.until(lambda: hands.desk._scans.scanner.options.prefix == "~")
    hands.find(QPushButton, "devicesSave").setFocus()
    hands.scan(f"~{code}", "回执核验无误")
    hands.until(lambda: hands.window.current_page == "matters")


def test_a_number_that_arrives_while_the_visit_is_saved_goes_nowhere_and_is_told(hands: Hands) -> None:
    hands.sign_in()
    view = hands.desk.reception.view
    view.show_busy(True)
    scans = hands.window.findChild(ScansAtDesk)
    assert scans is not None
    scans.take(ID_NUMBER)
    assert "没有填入" in hands.message
    assert hands.desk.reception.presenter.desk.form.is_empty
    view.show_busy(False)
    scans.take(ID_NUMBER)
    assert [p.id_no for p in hands.desk.reception.presenter.desk.form.people] == [ID_NUMBER]


def test_closing_the_window_ends_a_scan_and_a_search_for_scanners(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "scanimage"
    program.parent.mkdir()
    program.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid.new; mv {tmp_path}/pid.new {tmp_path}/pid; exec sleep 250\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    hands.sign_in()
    hands.find(QPushButton, "scanDocument").click()
    hands.desk.reception.presenter.scan.pictures.scan()
    hands.until((tmp_path / "pid").exists)
    hands.find(QPushButton, "deviceLook").click()
    hands.desk.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
