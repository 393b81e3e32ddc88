"""Readers that are plugged in elsewhere, otherwise, or not at all: found, lost and found again."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from app.domain.identity import DocType, IdDocument, IdFields
from app.errors import NoReader, NoReaderPermission, ReaderBusy, ReaderNotAuthorised, ReaderSilent
from app.scanning import card_hid, card_ports, card_reader
from app.scanning.card_frames import Command
from app.scanning.card_ports import Likelihood, PortFinder, ReaderPort, reader_ports
from app.scanning.card_reader import CardReader
from app.scanning.card_simulator import SAM_ID, UNAUTHORISED, CardSimulator, Faults, SimulatedCard
from app.scanning.card_simulator_wires import HID_NAME, HidFraming
from ui.__main__ import main

CARD = IdDocument(
    DocType.PRC_ID_FRONT,
    IdFields(name="甲𠮷", number="110199199003070017", address="云岭省雾泽县样本路1号"),
)


def today() -> date:
    return date(2026, 11, 23)


@pytest.fixture
def simulator() -> Iterator[CardSimulator]:
    with CardSimulator() as running:
        running.lay(CARD)
        yield running


class Desk:
    """A computer whose ports change, and a reader that looks for them."""

    def __init__(self) -> None:
        self.ports: list[ReaderPort] = []
        self.now = 0.0
        self.finder = PortFinder(lambda: tuple(self.ports), lambda: self.now)
        self.reader = CardReader("auto", today=today, finder=self.finder)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.reader.close()


def asked(simulator: CardSimulator) -> int:
    return simulator.asked.count(Command.STATUS.value)


def test_the_port_that_answers_is_taken_and_remembered(desk: Desk, simulator: CardSimulator) -> None:
    with CardSimulator(Faults(silent=99)) as other:
        desk.ports = [other.as_port(Likelihood.POSSIBLE), simulator.as_port(Likelihood.POSSIBLE)]
        assert desk.reader.status().sam_id == SAM_ID
        assert desk.reader.poll() is not None
        desk.reader.close()
        simulator.lift()
        simulator.lay(CARD)
        assert desk.reader.poll() is not None
        assert (asked(other), desk.finder.last) == (1, simulator.port)


def test_a_silent_port_is_asked_once_until_it_was_unplugged(desk: Desk) -> None:
    with CardSimulator(Faults(silent=99)) as modem:
        desk.ports = [modem.as_port(Likelihood.POSSIBLE)]
        for desk.now in (0.0, 60.0, 3600.0):
            with pytest.raises(NoReader):
                desk.reader.poll()
        assert asked(modem) == 1
        desk.ports = []
        with pytest.raises(NoReader):
            desk.reader.poll()
        desk.ports = [modem.as_port(Likelihood.POSSIBLE)]
        with pytest.raises(NoReader):
            desk.reader.poll()
        assert asked(modem) == 2


def test_a_known_reader_that_wakes_late_is_asked_again(desk: Desk, simulator: CardSimulator) -> None:
    simulator.misbehave(Faults(silent=1))
    desk.ports = [simulator.as_port()]
    with pytest.raises(NoReader):
        desk.reader.poll()
    with pytest.raises(NoReader):
        desk.reader.poll()
    assert asked(simulator) == 1
    desk.now = 3.0
    assert desk.reader.poll() is not None


@pytest.mark.parametrize(
    "faults", [Faults(torn=2), Faults(bad_checksum=1), Faults(noise=b"\xaa\x00", torn=1)]
)
def test_damage_is_asked_for_again_while_looking(
    desk: Desk, simulator: CardSimulator, faults: Faults
) -> None:
    simulator.misbehave(faults)
    desk.ports = [simulator.as_port(Likelihood.POSSIBLE)]
    assert desk.reader.wait(10).fields.name == "甲𠮷"


def test_a_reader_that_wakes_while_a_card_is_awaited(simulator: CardSimulator) -> None:
    simulator.misbehave(Faults(silent=1))
    times = iter(range(0, 1000, 2))
    reader = CardReader(
        "auto", today=today, finder=PortFinder(lambda: (simulator.as_port(),), lambda: float(next(times)))
    )
    assert reader.wait(10).fields.name == "甲𠮷"
    reader.close()


def test_nobody_waits_where_there_is_no_port(desk: Desk) -> None:
    with pytest.raises(NoReader) as told:
        desk.reader.wait(3600)
    assert type(told.value) is NoReader


def test_what_is_no_reader_for_sure_is_never_asked(desk: Desk, simulator: CardSimulator) -> None:
    desk.ports = [simulator.as_port(Likelihood.NEVER)]
    with pytest.raises(NoReader):
        desk.reader.poll()
    assert simulator.asked == ()


def test_a_reader_that_comes_back_under_another_name(desk: Desk, tmp_path: Path) -> None:
    first, second = tmp_path / "ttyUSB0", tmp_path / "ttyUSB1"
    with CardSimulator(at=first) as simulator:
        desk.ports = [simulator.as_port()]
        assert desk.reader.poll() is None
        simulator.unplug()
        desk.ports = []
        for _ in range(2):
            with pytest.raises(NoReader):
                desk.reader.poll()
        simulator.plug_in(second)
        simulator.lay(CARD)
        desk.ports = [simulator.as_port()]
        read = desk.reader.poll()
        assert read is not None
        assert (read.fields.name, desk.reader.status().port) == ("甲𠮷", str(second))


def test_a_named_port_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    with CardSimulator(at=tmp_path / "ttyUSB0") as simulator:
        reader = CardReader(simulator.port, today=today)
        simulator.lay(CARD)
        assert reader.poll() is not None
        for _ in range(2):
            simulator.unplug()
            with pytest.raises(NoReader):
                reader.poll()
            simulator.plug_in(tmp_path / "ttyUSB0")
            assert reader.poll() is not None  # the card lay there all the time; for us it is a new one
        reader.close()


def test_a_reader_unplugged_in_the_middle_of_a_card(tmp_path: Path) -> None:
    with CardSimulator(Faults(piece_bytes=100, gone_at=Command.READ), at=tmp_path / "tty") as simulator:
        reader = CardReader(simulator.port, today=today)
        assert reader.poll() is None
        simulator.lay(CARD)
        with pytest.raises(NoReader):
            reader.poll()
        simulator.unplug()
        simulator.misbehave(Faults())
        simulator.plug_in(tmp_path / "tty")
        assert reader.poll() is not None
        reader.close()


def test_a_port_in_use_is_not_asked_and_told_as_busy(desk: Desk, simulator: CardSimulator) -> None:
    desk.ports = [simulator.as_port()]
    with simulator.held(), pytest.raises(ReaderBusy):
        desk.reader.poll()
    assert simulator.asked == ()
    assert desk.reader.poll() is not None


def test_busy_is_told_of_likely_ports_only(desk: Desk, simulator: CardSimulator) -> None:
    desk.ports = [simulator.as_port(Likelihood.POSSIBLE)]
    with simulator.held(), pytest.raises(NoReader):
        desk.reader.poll()


def test_a_missing_right_is_told_apart(simulator: CardSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("serial.Serial", denied)
    with pytest.raises(NoReaderPermission):
        CardReader(simulator.port).poll()


def test_a_module_that_was_never_authorised_is_found_all_the_same(desk: Desk) -> None:
    with CardSimulator(UNAUTHORISED) as unauthorised:
        desk.ports = [unauthorised.as_port()]
        with pytest.raises(ReaderNotAuthorised) as refused:
            desk.reader.status()
        assert refused.value.sw == 0x66


def test_a_status_without_an_answer_is_silence(simulator: CardSimulator) -> None:
    simulator.misbehave(Faults(silent=99))
    with pytest.raises(ReaderSilent):
        CardReader(simulator.port).status()


FRAMINGS = [
    HidFraming(),
    HidFraming(report_id=5),
    HidFraming(counted=True),
    HidFraming(report_id=63, counted=True),
    HidFraming(counted=True, fragment=20),
    HidFraming(size=32),
    HidFraming(size=512, counted=False),
]


DAMAGED = Faults(torn=2, bad_checksum=1, short=1)


@pytest.mark.parametrize(
    ("framing", "faults"),
    [*((framing, Faults()) for framing in FRAMINGS), (FRAMINGS[0], DAMAGED), (FRAMINGS[4], DAMAGED)],
)
def test_hid_reports_carry_the_same_bytes(
    framing: HidFraming, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CardSimulator(faults, hid=framing) as simulator:
        monkeypatch.setattr(card_hid, "hid_backend", simulator.hid_backend)
        simulator.lay(SimulatedCard(CARD, latest_address="云岭省雾泽县新样本路9号"))
        reader = CardReader(HID_NAME, today=today)
        read = reader.wait(20)
        reader.close()
    assert read.fields.name == "甲𠮷"
    assert (read.fields.address, read.printed_address) == ("云岭省雾泽县新样本路9号", "云岭省雾泽县样本路1号")


def test_a_hid_reader_is_found_lost_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_ports, "comports", list)
    with CardSimulator(hid=HidFraming(counted=True)) as simulator:
        monkeypatch.setattr(card_hid, "hid_backend", simulator.hid_backend)
        assert [(p.name, p.likelihood) for p in reader_ports()] == [(HID_NAME, Likelihood.READER)]
        reader = CardReader("auto", today=today)
        simulator.lay(CARD)
        assert reader.wait(20).fields.name == "甲𠮷"
        assert reader.status().port == HID_NAME
        monkeypatch.setattr(card_hid, "hid_devices", list)
        simulator.unplug()
        with pytest.raises(NoReader):
            reader.poll()
        monkeypatch.undo()
        monkeypatch.setattr(list_ports, "comports", list)
        simulator.plug_in()
        monkeypatch.setattr(card_hid, "hid_backend", simulator.hid_backend)
        assert reader.wait(20).fields.name == "甲𠮷"
        reader.close()


def test_two_stations_do_not_share_a_hid_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    with CardSimulator(hid=HidFraming()) as simulator:
        monkeypatch.setattr(card_hid, "hid_backend", simulator.hid_backend)
        first, second = CardReader(HID_NAME), CardReader(HID_NAME)
        assert first.poll() is None
        with pytest.raises(ReaderBusy):
            second.poll()
        first.close()
        assert second.poll() is None
        second.close()


@pytest.mark.parametrize(
    "name", ["hid:1209:5A4D:other", "hid:0400:C35A", "hid:", "hid:zz:zz", "usb:0400:C35A", "usb:x"]
)
def test_what_is_not_plugged_in_is_no_reader(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with CardSimulator(hid=HidFraming()) as simulator:
        monkeypatch.setattr(card_hid, "hid_backend", simulator.hid_backend)
        with pytest.raises(NoReader):
            CardReader(name).poll()


def serial_row(device: str, **more: object) -> SimpleNamespace:
    named = {
        "vid": None,
        "pid": None,
        "product": None,
        "description": "n/a",
        "name": os.path.basename(device),
    }
    return SimpleNamespace(**{**named, "device": device, **more})


def test_ports_are_sorted_by_what_their_numbers_say(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        serial_row("/dev/ttyS7"),
        serial_row("/dev/ttyACM0", vid=0x1234, pid=1, product="4G Modem"),
        serial_row("/dev/ttyACM1", vid=0x12D1, pid=0x1506),
        serial_row("/dev/ttyUSB1", vid=0x1A86, pid=0x7523, product="USB Serial"),
        serial_row("/dev/ttyUSB2", vid=0x10C4, pid=0x8A1B),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: rows)
    monkeypatch.setattr(card_ports, "hid_devices", list)
    monkeypatch.setattr(card_ports, "known_bulk_devices", lambda: [(0x0400, 0xC35A, "")])
    likely = {p.name: p.likelihood.value for p in reader_ports()}
    assert list(likely.items()) == [
        ("/dev/ttyUSB2", "reader"),
        ("usb:0400:C35A", "reader"),
        ("/dev/ttyUSB1", "bridge"),
        ("/dev/ttyS7", "possible"),
        ("/dev/ttyACM0", "never"),
        ("/dev/ttyACM1", "never"),
    ]


def test_the_command_finds_the_reader_by_itself(
    simulator: CardSimulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(list_ports, "comports", lambda: [serial_row(simulator.port, vid=0x1A86, pid=0x7523)])
    assert main(["read-card", "--port", "auto", "--json"]) == 0
    assert "甲𠮷" in capsys.readouterr().out
    monkeypatch.setattr(list_ports, "comports", list)
    assert main(["read-card", "--port", "auto", "--json"]) == 2
    assert "找不到证件阅读器" in capsys.readouterr().err


def test_both_addresses_are_shown(simulator: CardSimulator, capsys: pytest.CaptureFixture[str]) -> None:
    simulator.lay(SimulatedCard(CARD, latest_address="云岭省雾泽县新样本路9号"))
    assert main(["read-card", "--port", simulator.port]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "住址：云岭省雾泽县新样本路9号" in lines
    assert any(line.startswith("卡面住址：云岭省雾泽县样本路1号") for line in lines)


class Babbling:
    """A line on which something else never stops talking; the desk closes meanwhile."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self.closed = False

    def write(self, data: bytes) -> None:
        """Taken."""

    def read(self) -> bytes:
        self._stop.set()
        return b"\xaa\xaa\xaa\x96\x69\x05\x00"

    def drop(self) -> None:
        """Nothing is held."""

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("port", ["auto", "COM1"])
def test_a_search_that_is_no_longer_wanted_ends_within_the_first_answer(
    port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, opened = Event(), []

    def open_link(_name: str) -> Babbling:
        opened.append(Babbling(stop))
        return opened[-1]

    monkeypatch.setattr(card_ports, "open_link", open_link)
    monkeypatch.setattr(card_reader, "open_link", open_link)
    ports = tuple(ReaderPort(f"COM{n}", "", Likelihood.READER) for n in range(1, 9))
    reader = CardReader(port, finder=PortFinder(lambda: ports, stop=stop), stop=stop)
    with pytest.raises(NoReader):
        reader.status()
    assert [link.closed for link in opened] == [True]
    with pytest.raises(NoReader):
        reader.poll()
    reader.close()
    assert all(link.closed for link in opened)
