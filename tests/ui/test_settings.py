"""Settings: devices, office, rules, staff."""

from collections.abc import Mapping
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QTableView

from app.config import Settings
from app.domain.office import Office, StaffMember, StaffRole
from app.errors import BadInput, NoPrinter, NoReader, NotAllowed
from app.printing.jobs import PrinterCondition, PrinterInfo, PrinterPapers
from app.scanning.card_ports import Likelihood, ReaderPort
from app.scanning.card_reader import ReaderStatus
from tests.fakes.desk import FakeGate, office
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said, show
from ui.doctor.checks import Line
from ui.pages.settings.presenter import SettingsPresenter, SettingsUseCases
from ui.pages.settings.staff_presenter import StaffPresenter, StaffUseCases
from ui.pages.settings.view import SettingsView
from ui.text import sentence_for

PRINTERS = (
    PrinterInfo("HP-M405", "接待大厅", True, PrinterCondition.READY),
    PrinterInfo("OKI", "", False, PrinterCondition.OUT_OF_PAPER),
)
PAPERS = {"OKI": PrinterPapers(frozenset({"a4"}), frozenset({"a4"}))}
READER_PORTS = (
    ReaderPort("/dev/ttyUSB0", "CH340", Likelihood.BRIDGE, "/dev/ttyUSB0"),
    ReaderPort("hid:0400:C35A:7", "", Likelihood.READER),
)


class Desk:
    """The page with both presenters over one invented office."""

    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.office = office(settings={"rep_limit": 4})
        self.devices = {
            "reader_port": "/dev/ttyUSB0",
            "printer": "HP-M405",
            "receipt_paper": "a4",
            "window": "2",
        }
        self.staff = [
            StaffMember("1", "周予安", StaffRole.LEAD),
            StaffMember("2", "林知夏", StaffRole.RECEPTIONIST),
            StaffMember("3", "罗一鸣", StaffRole.RECEPTIONIST, False),
        ]
        self.done: list[Any] = []
        self.refusal: Exception | None = None
        self.reader_error: Exception | None = None
        self.printer_error: Exception | None = None
        self.gate = FakeGate()
        self.view = show(qtbot, SettingsView())
        self.presenter = SettingsPresenter(
            self.view,
            runner,
            said.messages,
            SettingsUseCases(
                read_office=lambda _s: self.office,
                change_office=self.change_office,
                read_devices=lambda _s: dict(self.devices),
                change_devices=lambda devices, _s: self.act("devices", dict(devices)),
                reader_ports=lambda: READER_PORTS,
                printers=self.printers,
                printer_papers=lambda name: PAPERS.get(name, PrinterPapers()),
                check_reader=self.check_reader,
                run_doctor=self.run_doctor,
            ),
            office_changed=lambda made: self.done.append(("office_changed", made.name)),
            devices_changed=lambda devices: self.done.append(("devices_changed", devices["window"])),
        )
        self.people = StaffPresenter(
            self.view,
            runner,
            said.messages,
            self.gate,
            StaffUseCases(
                list_staff=lambda _s: tuple(self.staff),
                add_staff=self.add_staff,
                reset_password=lambda name, new, _s: self.act("reset", name, new),
                deactivate=lambda name, _s: self.act("deactivate", name),
                change_own_password=lambda new, _s: self.act("own", new),
                new_recovery_code=lambda _s: "NEW1-CODE",
            ),
        )
        self.begin()

    def begin(self) -> None:
        self.presenter.begin(self.gate.session)
        self.people.begin(self.gate.session)
        self.view.activate()

    def act(self, *what: Any) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append(what)

    def change_office(self, changes: Mapping[str, object], _session: object) -> Office:
        self.act("office", dict(changes))
        settings = changes.get("settings", {})
        assert isinstance(settings, Mapping)
        plain = {k: v for k, v in changes.items() if k != "settings"}
        self.office = office(**plain, settings={**self.office.settings, **settings})
        return self.office

    def printers(self) -> tuple[PrinterInfo, ...]:
        if self.printer_error:
            raise self.printer_error
        return PRINTERS

    def check_reader(self, port: str) -> ReaderStatus:
        if self.reader_error:
            raise self.reader_error
        return ReaderStatus(port, "05.03-20260101-0000000001-0000000002")

    def add_staff(self, name: str, role: StaffRole, password: str, _session: object) -> StaffMember:
        self.act("add", name, role, password)
        self.staff.append(StaffMember("9", name, role))
        return self.staff[-1]

    def run_doctor(self) -> list[Line]:
        if self.reader_error:
            raise self.reader_error
        return [
            Line("reader", True, "/dev/ttyUSB0 应答正常", "", "证件阅读器"),
            Line("disk", False, "<剩余 1 GB>", "请清理磁盘。", "磁盘"),
        ]

    def click(self, name: str) -> None:
        self.view.findChild(QPushButton, name).click()

    def edit(self, name: str) -> QLineEdit:
        return self.view.findChild(QLineEdit, name)

    def box(self, name: str) -> QComboBox:
        return self.view.findChild(QComboBox, name)

    def words(self, tab: Any) -> str:
        return "\n".join(w.text() for w in tab.findChildren(QLabel) if w.text())


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> Desk:
    return Desk(qtbot, runner, said)


def test_devices_are_shown_and_asked_for_on_their_own_lanes(desk: Desk, runner: InlineRunner) -> None:
    assert desk.box("deviceReaderPort").currentText() == "/dev/ttyUSB0"
    assert desk.box("devicePrinter").currentData() == "HP-M405"
    assert desk.box("devicePaper").currentData() == "a4"
    assert desk.view.findChild(QSpinBox, "deviceWindow").value() == 2
    assert "打印机状态：就绪" in desk.words(desk.view.devices)
    assert {"store", "reader", "print"} == set(runner.ran)


def test_devices_are_saved_whole(desk: Desk) -> None:
    desk.box("deviceReaderPort").setEditText("COM7")
    desk.box("devicePrinter").setCurrentIndex(desk.box("devicePrinter").findData("OKI"))
    assert "缺纸" in desk.words(desk.view.devices)
    desk.view.findChild(QSpinBox, "deviceWindow").setValue(3)
    desk.click("devicesSave")
    assert desk.done == [
        (
            "devices",
            {
                "reader_port": "COM7",
                "printer": "OKI",
                "printer_a4": "",
                "printer_80mm": "",
                "printer_58mm": "",
                "receipt_paper": "a4",
                "copies": "1",
                "window": "3",
                "camera": "",
                "scanner": "",
                "scanner_gun_gap": "",
                "scanner_gun_prefix": "",
                "scanner_gun_suffix": "",
            },
        ),
        ("devices_changed", "3"),
    ]


def test_a_printer_that_is_away_stays_chosen_and_is_explained(desk: Desk) -> None:
    desk.devices["printer"] = "gone"
    desk.printer_error = NoPrinter()
    desk.view.activate()
    assert desk.box("devicePrinter").currentData() == "gone"
    assert sentence_for(NoPrinter()) in desk.words(desk.view.devices)


def test_a_printer_for_each_paper_and_two_copies(desk: Desk) -> None:
    slip = "tcp://192.0.2.7:9100"
    desk.edit("devicePrinterAddress").setText("192.0.2.7")
    desk.click("devicePrinterAdd")
    assert "地址写法不对" in desk.words(desk.view.devices)
    desk.edit("devicePrinterAddress").setText(slip)
    desk.click("devicePrinterAdd")
    assert desk.box("devicePrinter_80mm").currentData() == slip
    assert desk.edit("devicePrinterAddress").text() == ""
    desk.edit("devicePrinterAddress").setText("pdf:///srv/papers")
    desk.click("devicePrinterAdd")
    assert desk.box("devicePrinter").currentData() == "pdf:///srv/papers"
    box = desk.box("devicePrinter_a4")
    box.setCurrentIndex(box.findData("OKI"))
    desk.box("deviceCopies").setCurrentIndex(1)
    desk.click("devicesSave")
    saved = desk.done[0][1]
    chosen = [saved[key] for key in ("printer", "printer_a4", "printer_80mm", "printer_58mm", "copies")]
    assert chosen == ["pdf:///srv/papers", "OKI", slip, "", "2"]


def test_a_paper_the_printer_has_not_is_told(desk: Desk) -> None:
    paper = desk.box("devicePaper")
    paper.setCurrentIndex(paper.findData("a5"))
    desk.box("devicePrinter").setCurrentIndex(desk.box("devicePrinter").findData("OKI"))
    words = desk.words(desk.view.devices)
    assert "装着 A4 纸" in words
    assert "没有 A5 纸（可用 A4）" in words
    paper.setCurrentIndex(paper.findData("a4"))
    assert "没有 A5 纸" not in desk.words(desk.view.devices)


def test_the_reader_can_be_tested(desk: Desk) -> None:
    desk.click("deviceReaderTest")
    assert "/dev/ttyUSB0，安全模块 05.03-20260101-0000000001-0000000002" in desk.words(desk.view.devices)
    desk.reader_error = NoReader()
    desk.click("deviceReaderTest")
    assert sentence_for(NoReader()) in desk.words(desk.view.devices)
    assert desk.view.findChild(QPushButton, "deviceReaderTest").isEnabled()


@pytest.mark.parametrize(
    ("kept", "shown"), [("", "自动查找"), ("auto", "自动查找"), ("none", "不使用阅读器")]
)
def test_a_port_without_a_name_is_told_in_words(desk: Desk, kept: str, shown: str) -> None:
    desk.devices["reader_port"] = kept
    desk.view.activate()
    assert desk.box("deviceReaderPort").currentText() == shown
    desk.click("devicesSave")
    assert desk.done[0][1]["reader_port"] == (kept or "auto")


def test_every_place_where_a_reader_can_be_is_offered(desk: Desk) -> None:
    box = desk.box("deviceReaderPort")
    offered = [box.itemText(place) for place in range(box.count())]
    assert offered == ["自动查找", "不使用阅读器", "/dev/ttyUSB0", "hid:0400:C35A:7"]
    assert "/dev/ttyUSB0（CH340）" in desk.words(desk.view.devices)
    box.setCurrentText("不使用阅读器")
    desk.click("deviceReaderTest")
    assert "已设为不使用阅读器。" in desk.words(desk.view.devices)


def test_the_self_test_is_shown_with_its_remedies(desk: Desk, runner: InlineRunner) -> None:
    desk.click("runDoctor")
    shown = desk.view.doctor.findChild(QLabel, "doctorLines")
    assert shown.accessibleDescription().splitlines() == [
        "正常　证件阅读器：/dev/ttyUSB0 应答正常",
        "注意　磁盘：<剩余 1 GB>",
        "　　　办法：请清理磁盘。",
    ]
    assert "&lt;剩余 1 GB&gt;" in shown.text()
    assert "有 1 项需要处理" in desk.words(desk.view.doctor)
    assert runner.ran[-1] == "reader"
    desk.reader_error = RuntimeError()
    desk.click("runDoctor")
    assert sentence_for(RuntimeError()) in desk.words(desk.view.doctor)


def test_only_what_changed_of_the_office_is_saved(desk: Desk) -> None:
    assert "110199001" in desk.words(desk.view.office)
    desk.click("officeSave")
    assert desk.done == []
    desk.edit("officePhone").setText("0000-1111111")
    desk.click("officeSave")
    assert desk.done[0] == ("office", {"phone": "0000-1111111"})
    assert desk.done[1][0] == "office_changed"


def test_a_refusal_is_said_beside_the_button_and_what_was_typed_stays(desk: Desk) -> None:
    desk.refusal = NotAllowed("change_office")
    desk.edit("officeName").setText("另一个名称")
    desk.click("officeSave")
    assert sentence_for(desk.refusal) in desk.words(desk.view.office)
    assert desk.edit("officeName").text() == "另一个名称"
    assert desk.view.findChild(QPushButton, "officeSave").isEnabled()


def test_rules_show_the_effective_values_and_save_what_changed(desk: Desk) -> None:
    limit = desk.view.findChild(QSpinBox, "rule_rep_limit")
    assert limit.value() == 4
    assert limit.maximum() == 5
    assert desk.view.findChild(QCheckBox, "rule_roll_visitor_terms").isChecked()
    limit.setValue(3)
    desk.box("rule_id_required_for").setCurrentIndex(
        desk.box("rule_id_required_for").findData("representative")
    )
    desk.click("rulesSave")
    assert desk.done[0] == ("office", {"settings": {"rep_limit": 3, "id_required_for": "representative"}})


def test_a_member_is_added_and_the_password_field_emptied(desk: Desk) -> None:
    desk.edit("staffName").setText("韩意")
    desk.click("staffAdd")
    assert desk.done == []
    desk.edit("staffPassword").setText("初始密码 77")
    desk.click("staffAdd")
    assert desk.done == [("add", "韩意", StaffRole.RECEPTIONIST, "初始密码 77")]
    assert desk.edit("staffPassword").text() == ""
    model = desk.view.findChild(QTableView, "staffTable").model()
    assert model.index(3, 0).data() == "韩意"


def test_a_weak_password_is_said_and_can_be_corrected(desk: Desk) -> None:
    desk.refusal = BadInput(["密码至少 8 位。"])
    desk.edit("staffName").setText("韩意")
    desk.edit("staffPassword").setText("1")
    desk.click("staffAdd")
    assert desk.view.findChild(QLabel, "staffMessage").text() == "密码至少 8 位。"
    assert desk.edit("staffName").text() == "韩意"


def test_passwords_and_leaving_need_a_chosen_active_member(desk: Desk) -> None:
    table = desk.view.findChild(QTableView, "staffTable")
    leave = desk.view.findChild(QPushButton, "staffDeactivate")
    assert not leave.isEnabled()
    table.selectRow(2)
    assert not leave.isEnabled()
    table.selectRow(1)
    assert leave.isEnabled()
    desk.edit("staffNewPassword").setText("新密码 88")
    desk.click("staffReset")
    table.selectRow(1)
    desk.click("staffDeactivate")
    assert desk.done == [("reset", "林知夏", "新密码 88"), ("deactivate", "林知夏")]


def test_the_keyboard_passing_by_a_member_does_not_choose_them(desk: Desk) -> None:
    table = desk.view.findChild(QTableView, "staffTable")
    passing = QItemSelectionModel.SelectionFlag.NoUpdate
    table.selectionModel().setCurrentIndex(table.model().index(1, 0), passing)
    desk.edit("staffName").setText("方穗")
    desk.edit("staffPassword").setText("短")
    desk.click("staffAdd")
    assert not desk.view.findChild(QPushButton, "staffReset").isEnabled()
    assert not desk.view.findChild(QPushButton, "staffDeactivate").isEnabled()


def test_ones_own_password_needs_the_old_one(desk: Desk) -> None:
    desk.edit("ownOld").setText("错的")
    desk.edit("ownNew").setText("新密码 99")
    desk.edit("ownAgain").setText("新密码 9")
    desk.click("ownChange")
    assert "不一样" in desk.view.findChild(QLabel, "staffMessage").text()
    desk.edit("ownAgain").setText("新密码 99")
    desk.click("ownChange")
    assert desk.done == []
    assert "密码不对" in desk.view.findChild(QLabel, "staffMessage").text()
    desk.edit("ownOld").setText(desk.gate.password)
    desk.click("ownChange")
    assert desk.done == [("own", "新密码 99")]


def test_a_new_recovery_code_is_shown_until_the_page_is_left(desk: Desk) -> None:
    code = desk.view.findChild(QLabel, "recoveryCode")
    desk.click("newRecoveryCode")
    assert code.text() == "NEW1-CODE"
    desk.view.activate()
    assert code.text() == ""


def test_nothing_stays_for_the_next_person(desk: Desk) -> None:
    desk.edit("ownOld").setText("正确的密码 1")
    desk.click("newRecoveryCode")
    desk.people.end()
    assert desk.edit("ownOld").text() == ""
    assert desk.view.findChild(QLabel, "recoveryCode").text() == ""
    assert desk.view.findChild(QTableView, "staffTable").model().rowCount() == 0


def test_a_limit_by_group_size_is_shown_and_never_overwritten(qtbot: Any) -> None:
    view = SettingsView()
    qtbot.addWidget(view)
    view.rules.show_settings(Settings.of({"rep_limit": [[10, 3], [50, 4]]}))
    limit = view.findChild(QSpinBox, "rule_rep_limit")
    assert limit.value() == 3
    assert not limit.isEnabled()
    assert "分段" in limit.accessibleDescription()
    view.findChild(QSpinBox, "rule_large_group").setValue(60)
    assert view.rules.changes() == {"large_group": 60}
    view.rules.show_settings(Settings.of({"rep_limit": 4}))
    assert limit.isEnabled()
    assert limit.value() == 4


def test_limits_by_group_size_are_typed_in_words_and_can_be_cleared(desk: Desk) -> None:
    steps = desk.edit("rule_rep_steps")
    steps.setText("10人以内3人，50人以内4人")
    assert not desk.view.findChild(QSpinBox, "rule_rep_limit").isEnabled()
    desk.click("rulesSave")
    assert desk.done[0] == ("office", {"settings": {"rep_limit": [[10, 3], [50, 4]]}})
    steps.clear()
    assert desk.view.findChild(QSpinBox, "rule_rep_limit").isEnabled()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("很多人3人", "看不明白"),
        ("10人以内6人", "1 到 5 人"),
        ("50人以内4人，10人以内3人", "从小到大"),
        ("！！！", "看不明白"),
    ],
)
def test_limits_that_cannot_be_are_a_sentence_and_stay(desk: Desk, typed: str, told: str) -> None:
    desk.edit("rule_rep_steps").setText(typed)
    desk.click("rulesSave")
    assert desk.done == []
    assert told in desk.words(desk.view.rules)
    assert desk.edit("rule_rep_steps").text() == typed


def test_every_rule_in_force_is_shown_with_its_source_and_version(desk: Desk) -> None:
    model = desk.view.findChild(QTableView, "rulesTable").model()
    rows = [[model.index(n, c).data() for c in range(model.columnCount())] for n in range(model.rowCount())]
    by_name = {row[0]: row for row in rows}
    assert by_name["代表人数上限"][1:3] == ["4 人", "本单位在此页设定"]
    simple = by_name["简易办理（T13）"]
    assert simple[1] == "1 / 3 / 10个工作日"
    assert "简易办理办法" in simple[2]
    assert simple[4] == "national 2026-11-22"
    assert by_name["复查申请审核（T15）"][1] == "不适用"
    assert all(row[2] and row[3] and row[4] for row in rows)


def test_a_local_pack_is_chosen_by_a_tick_and_applies_from_the_next_sign_in(desk: Desk) -> None:
    tick = desk.view.findChild(QCheckBox, "pack_shandong_2015")
    assert "2015" in tick.text()
    tick.setChecked(True)
    desk.click("rulesSave")
    assert desk.done[0] == ("office", {"settings": {"rule_packs": ["shandong_2015"]}})
    assert "下次登录后生效" in desk.words(desk.view.rules)
