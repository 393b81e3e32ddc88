"""`station doctor`: what is there, what is missing, what to do; nothing hangs it, nothing is written."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from app.domain.calendar import WorkCalendar
from app.errors import NoPrinter, NoReaderPermission
from app.paths import resource
from app.printing.jobs import PrinterCondition, PrinterInfo
from app.printing.service import PrintService
from app.scanning import card_ports
from app.scanning.card_models import KNOWN_READERS
from app.scanning.card_ports import Likelihood, ReaderPort
from app.scanning.card_simulator import SAM_ID, UNAUTHORISED, CardSimulator, Faults
from app.scanning.frame_source import CameraInfo
from app.scanning.id_reader import IdReader
from ui.__main__ import main
from ui.demo.camera import CAMERA
from ui.demo.devices import DemoDevices
from ui.devices import DeskDevices
from ui.doctor import machine_checks, reader_check
from ui.doctor.checks import Check, Found, Place, examine, lines_text
from ui.doctor.registry import CHECKS

NAMES = ["reader", "camera", "printer", "fonts", "disk", "clock", "calendar"]


@pytest.fixture
def simulator() -> Iterator[CardSimulator]:
    with CardSimulator() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "store")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes these the only ports of this computer."""

    def plug(*ports: ReaderPort) -> None:
        monkeypatch.setattr(reader_check, "reader_ports", lambda: ports)

    return plug


def test_the_command_answers_one_list(
    simulator: CardSimulator,
    plugged: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    plugged(simulator.as_port())
    ready = PrinterInfo("HP", "", True, PrinterCondition.READY)
    monkeypatch.setattr(PrintService, "printers", lambda _: (ready,))
    monkeypatch.setattr(
        "app.scanning.frame_source.cameras", lambda: (SimpleNamespace(name="高拍仪", address="0"),)
    )
    assert main(["doctor", "--json", "--store", str(tmp_path / "store")]) == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out)
    assert [row["check"] for row in rows] == NAMES
    assert all(set(row) == {"check", "ok", "found", "remedy"} and row["ok"] for row in rows)
    assert SAM_ID in rows[0]["found"]
    assert (list(tmp_path.iterdir()), printed.err) == ([], "")
    monkeypatch.setattr(PrintService, "printers", lambda _: ())
    assert main(["doctor", "--store", str(tmp_path / "store")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "注意　打印机：没有可用的打印机" in lines
    assert lines[lines.index("注意　打印机：没有可用的打印机") + 1].startswith("　　　办法：")


def test_a_check_that_hangs_is_told_and_holds_up_nobody(place: Place) -> None:
    released = threading.Event()

    def hang(_place: Place) -> Found:
        released.wait()
        return Found(True, "")

    def crash(_place: Place) -> Found:
        raise RuntimeError("甲某")

    def refuse(_place: Place) -> Found:
        raise NoPrinter

    checks = [
        Check("a", "甲", hang, limit_s=0.05),
        Check("b", "乙", crash),
        Check("c", "丙", refuse),
        Check("d", "丁", lambda p: Found(True, str(p.reader))),
    ]
    lines = examine(checks, place)
    released.set()
    assert [line.ok for line in lines] == [False, False, False, True]
    assert "0.05 秒内没有结果" in lines[0].found
    assert "RuntimeError" in lines[1].found
    assert "甲某" not in lines_text(lines)
    assert "打印机" in lines[2].remedy


def test_no_port_and_no_reader_wanted(place: Place, plugged: Callable[..., None]) -> None:
    plugged(ReaderPort("/dev/ttyACM0", "", Likelihood.NEVER))
    found = reader_check.look_at_reader(place)
    assert (found.ok, found.found) == (False, "没有发现可接阅读器的端口")
    assert reader_check.look_at_reader(Place(place.store, "none")).ok


def test_a_reader_in_use_is_told_with_its_holder(
    place: Place, plugged: Callable[..., None], simulator: CardSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(simulator.as_port())
    with simulator.held():
        assert "被另一个程序 占用" in reader_check.look_at_reader(place).found
    monkeypatch.setattr(reader_check, "holders", lambda path: ("minicom",))
    assert "程序 minicom 占用" in reader_check.look_at_reader(place).found
    assert simulator.asked == ()


def test_a_missing_right_comes_with_the_command_that_gives_it(
    place: Place, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("serial.Serial", denied)
    monkeypatch.setattr(card_ports, "open_hid", _no_right)
    plugged(ReaderPort("/dev/ttyUSB7", "CH340", Likelihood.BRIDGE, "/dev/ttyUSB7"))
    serial = reader_check.look_at_reader(place)
    assert "不允许当前用户打开" in serial.found
    assert "usermod -aG dialout" in serial.remedy
    plugged(ReaderPort("hid:2015:0008:7", "", Likelihood.READER))
    hid = reader_check.look_at_reader(place)
    assert 'ATTRS{idVendor}=="2015", ATTRS{idProduct}=="0008"' in hid.remedy


def _no_right(_name: str) -> None:
    raise NoReaderPermission


@pytest.mark.parametrize(
    ("faults", "words"),
    [(UNAUTHORISED, "有阅读器，但不能工作"), (Faults(silent=99), "没有阅读器应答")],
)
def test_a_reader_that_does_not_work(
    place: Place, plugged: Callable[..., None], simulator: CardSimulator, faults: Faults, words: str
) -> None:
    simulator.misbehave(faults)
    plugged(simulator.as_port())
    found = reader_check.look_at_reader(place)
    assert words in found.found
    assert found.remedy


def test_a_named_port_that_is_not_there(place: Place, plugged: Callable[..., None]) -> None:
    plugged()
    found = reader_check.look_at_reader(Place(place.store, "/dev/no-such-reader"))
    assert found.found == "/dev/no-such-reader 打不开"


def test_a_full_and_a_slow_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_checks.look_at_disk(place).ok
    monkeypatch.setattr(machine_checks, "_flush_s", lambda _: 3.0)
    assert "保存太慢" in machine_checks.look_at_disk(place).remedy
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1))
    assert "清理磁盘" in machine_checks.look_at_disk(place).remedy


def test_a_clock_that_cannot_be_right(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_checks.look_at_clock(place).ok
    real = machine_checks._program_date
    monkeypatch.setattr(machine_checks, "_program_date", lambda zone: real(zone).replace(year=2090))
    found = machine_checks.look_at_clock(place)
    assert not found.ok
    assert "校准" in found.remedy


def test_every_check_has_its_own_name_and_title() -> None:
    assert [check.name for check in CHECKS] == NAMES
    assert len({check.title for check in CHECKS}) == len(CHECKS)


def test_the_shipped_rules_name_every_known_reader() -> None:
    rules = resource("udev", "70-station-card-readers.rules").read_text("utf-8")
    for vendor, product in KNOWN_READERS:
        assert any(f'"{vendor:04x}"' in line and f'"{product:04x}"' in line for line in rules.splitlines())


def test_this_computer_can_list_its_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_ports, "comports", list)
    assert isinstance(card_ports.reader_ports(), tuple)


def test_the_demo_examines_its_own_devices_and_the_open_store(
    tmp_path: Path, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged()
    monkeypatch.setattr("app.scanning.frame_source.cameras", lambda: ())
    monkeypatch.setattr("ui.devices.cameras", lambda: ())
    monkeypatch.setattr(PrintService, "printers", lambda _: ())
    monkeypatch.setattr(WorkCalendar, "covers", lambda _self, _year: False)
    store = tmp_path / "open" / "store"
    devices = DemoDevices(tmp_path / "papers", store)
    try:
        lines = {line.check: line for line in devices.examine()}
    finally:
        devices.close()
    assert (lines["camera"].ok, lines["camera"].found) == (True, CAMERA)
    assert lines["printer"].ok
    assert str(store / "rulepacks") in lines["calendar"].remedy


def test_a_camera_in_use_that_gives_no_picture_is_told(
    tmp_path: Path, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged()
    monkeypatch.setattr("ui.devices.cameras", lambda: (CameraInfo("0", "高拍仪"),))
    desk = DeskDevices(PrintService(), IdReader(), camera=str(tmp_path / "没有.png"), store=tmp_path)
    lines = {line.check: line for line in desk.examine()}
    assert not lines["camera"].ok
    assert lines["camera"].remedy
