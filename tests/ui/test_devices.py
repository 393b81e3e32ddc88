"""The devices of a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.identity import DocType, IdDocument, IdFields
from app.errors import NoReader, ReaderSilent
from app.printing.folder import FolderPrinter
from app.scanning import card_ports
from app.scanning.card_simulator import SAM_ID, CardSimulator, Faults
from app.scanning.id_reader import IdReader
from ui.devices import NO_READER, DeskDevices
from ui.lights import LightState, reader_light

CARD = IdDocument(DocType.PRC_ID_FRONT, IdFields(name="甲某", number="110199199003070017"))


@pytest.fixture
def simulator() -> Iterator[CardSimulator]:
    with CardSimulator() as running:
        yield running


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[DeskDevices]:
    made = DeskDevices(FolderPrinter(tmp_path), IdReader())
    yield made
    made.close_reader()


def test_a_new_desk_finds_its_reader_by_itself(
    devices: DeskDevices, simulator: CardSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_ports, "reader_ports", lambda: (simulator.as_port(),))
    devices.use({})
    assert devices.reader_port == "auto"
    found = devices.find_reader()
    assert found is not None
    assert (found.port, found.sam_id) == (simulator.port, SAM_ID)
    simulator.lay(CARD)
    read = devices.poll_card()
    assert read is not None
    assert read.fields.name == "甲某"


def test_looking_now_and_then_leaves_a_waiting_desk_alone(
    devices: DeskDevices, simulator: CardSimulator
) -> None:
    devices.use({"reader_port": simulator.port})
    assert devices.poll_card() is None
    asked = simulator.asked
    assert devices.find_reader(afresh=False) is None
    assert simulator.asked == asked
    devices.close_reader()
    assert devices.find_reader(afresh=False) is not None


def test_a_changed_port_gives_the_old_one_back(devices: DeskDevices, simulator: CardSimulator) -> None:
    devices.use({"reader_port": simulator.port})
    assert devices.poll_card() is None
    with CardSimulator() as other:
        devices.use({"reader_port": other.port})
        assert devices.poll_card() is None
        with simulator.held():
            pass
        devices.close_reader()


def test_a_desk_without_a_reader_asks_nobody(devices: DeskDevices) -> None:
    devices.use({"reader_port": NO_READER})
    assert devices.reader_port == ""
    with pytest.raises(NoReader):
        devices.poll_card()


def test_a_reader_that_keeps_silent_is_not_said_to_answer(
    devices: DeskDevices, simulator: CardSimulator
) -> None:
    simulator.misbehave(Faults(silent=99))
    with pytest.raises(ReaderSilent) as silent:
        devices.check_reader(simulator.port)
    assert reader_light(silent.value, automatic=False) == (LightState.FAULT, "证件阅读器 无应答")


def test_a_desk_that_looks_by_itself_and_finds_none_has_no_fault() -> None:
    assert reader_light(NoReader(), automatic=True)[0] is LightState.OFF
    assert reader_light(NoReader(), automatic=False)[0] is LightState.FAULT
