"""A reader on a pseudo-terminal, from the wire to the command's answer."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.identity import DocType, IdDocument, IdFields
from app.errors import (
    CardMoved,
    FrameDamaged,
    NoCard,
    NoReader,
    ReaderBusy,
    ReaderNotAuthorised,
    StationError,
)
from app.scanning import card_line, card_reader
from app.scanning.card_compose import compose_text
from app.scanning.card_frames import PREAMBLE, Command, Sw
from app.scanning.card_reader import CardReader, read_card
from app.scanning.card_simulator import UNAUTHORISED, CardSimulator, Faults, SimulatedCard
from ui.__main__ import main

FIELDS = IdFields(
    name="甲𠮷",
    sex="male",
    ethnicity="汉",
    birth_date="1990-03-07",
    address="云岭省雾泽县样本路1号",
    number="110199199003070017",
    issuer="雾泽县公安局",
    valid_from="2020-01-02",
    valid_to="long",
)
RESIDENT = IdDocument(DocType.PRC_ID_FRONT, FIELDS)
OTHER = IdDocument(DocType.PRC_ID_FRONT, IdFields(name="乙某", number="11019919900307005X"))
HMT = IdDocument(
    DocType.HMT_RESIDENCE,
    IdFields(name="丙某", sex="female", number="830000197906300058", document_number="00000012"),
)
FOREIGN_2017 = IdDocument(
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    IdFields(name="CESHI JIA", number="ZZZ110190030701", nationality="ZZZ"),
)
FOREIGN_2023 = IdDocument(
    DocType.FOREIGN_PERMANENT_RESIDENCE,
    IdFields(name="YANGBEN " + "A" * 36, name_zh="样本", number="932901199202290023", nationality="ZZZ"),
)


def today() -> date:
    return date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that give people and cables time are waited out here in a third of it."""
    for module, name in (
        (card_line, "_QUIET_S"),
        (card_reader, "PATIENCE_S"),
        (card_reader, "FIND_EVERY_S"),
        (card_reader, "_SHORT_PAUSE_S"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name) / 3)


@pytest.fixture
def simulator() -> Iterator[CardSimulator]:
    with CardSimulator() as running:
        yield running


@pytest.fixture
def reader(simulator: CardSimulator) -> Iterator[CardReader]:
    opened = CardReader(simulator.port, today=today)
    yield opened
    opened.close()


def until_not_none(poll: Callable[[], IdDocument | None], rounds: int = 40) -> IdDocument:
    """Poll as the window's timer does."""
    return next(found for _ in range(rounds) if (found := poll()) is not None)


@pytest.mark.parametrize("document", [RESIDENT, HMT, FOREIGN_2017, FOREIGN_2023])
def test_every_kind_of_card(simulator: CardSimulator, document: IdDocument) -> None:
    simulator.lay(document)
    read = read_card(simulator.port, today=today)
    assert (read.doc_type, read.fields, read.source) == (document.doc_type, document.fields, "chip")
    assert read.warnings == ()


@pytest.mark.parametrize(
    "faults",
    [
        Faults(noise=b"\x00\xaa\xff"),
        Faults(noise=PREAMBLE),
        Faults(noise=PREAMBLE + b"\x05\x08"),
        Faults(torn=2),
        Faults(torn=3),
        Faults(bad_checksum=1),
        Faults(bad_checksum=5),
        Faults(short=4),
        Faults(silent=2),
        Faults(piece_bytes=1, piece_pause_s=0.0005),
        Faults(piece_bytes=400, piece_pause_s=0.05),
        Faults(piece_bytes=700, piece_pause_s=0.35),
        Faults(piece_bytes=7, noise=b"\xaa\xaa", torn=1, bad_checksum=1, short=1),
        Faults(refusals={Command.SELECT: (Sw.SELECT_FAILED,)}),
        Faults(refusals={Command.READ: (Sw.READ_FAILED, Sw.DATA_NOT_VERIFIED, Sw.UNKNOWN_ERROR)}),
        Faults(refusals={Command.SELECT: (Sw.MODULE_DISTRUSTS_CARD,), Command.READ: (0x31, 0x47)}),
        Faults(refusals={Command.FIND: (Sw.REQUEST_CHECKSUM_WRONG, Sw.REQUEST_UNKNOWN)}),
        Faults(refusals={Command.STATUS: (Sw.REQUEST_UNKNOWN,)}),
        Faults(found_again=True),
        Faults(knows_more=False),
    ],
)
def test_damage_is_asked_for_again(simulator: CardSimulator, faults: Faults) -> None:
    simulator.misbehave(faults)
    simulator.lay(RESIDENT)
    assert read_card(simulator.port, today=today).fields == FIELDS


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        (Faults(), NoCard),
        (Faults(silent=99), NoReader),
        (Faults(bad_checksum=99), FrameDamaged),
        (Faults(torn=99), FrameDamaged),
        (UNAUTHORISED, ReaderNotAuthorised),
        (Faults(always={Command.FIND: Sw.NOT_AUTHORISED}), ReaderNotAuthorised),
        (Faults(always={Command.STATUS: Sw.SELF_TEST_FAILED}), ReaderNotAuthorised),
    ],
)
def test_each_cause_without_a_card_has_its_error(
    simulator: CardSimulator, faults: Faults, error: type[StationError]
) -> None:
    simulator.misbehave(faults)
    with pytest.raises(error):
        read_card(simulator.port, 0.3, today=today)


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        (Faults(short=99), FrameDamaged),
        (Faults(always={Command.READ: Sw.DATA_NOT_VERIFIED}), FrameDamaged),
        (Faults(always={Command.SELECT: Sw.SELECT_FAILED}), CardMoved),
        (Faults(always={Command.READ: Sw.READ_FAILED}), CardMoved),
        (Faults(always={Command.SELECT: Sw.UNKNOWN_CARD_TYPE}), NoCard),
        (Faults(always={Command.SELECT: Sw.MODULE_DISTRUSTS_CARD}), ReaderNotAuthorised),
        (Faults(always={Command.READ: Sw.NOT_AUTHORISED}), ReaderNotAuthorised),
    ],
)
def test_each_cause_with_a_card_has_its_error(
    simulator: CardSimulator, faults: Faults, error: type[StationError]
) -> None:
    simulator.misbehave(faults)
    simulator.lay(RESIDENT)
    with pytest.raises(error):
        read_card(simulator.port, 0.4, today=today)


def test_bytes_that_are_no_card_are_damage(simulator: CardSimulator) -> None:
    simulator.lay_text(bytes(256))
    with pytest.raises(FrameDamaged):
        read_card(simulator.port, 0.3, today=today)


def test_a_card_laid_later_is_waited_for(simulator: CardSimulator, reader: CardReader) -> None:
    assert reader.poll() is None
    simulator.lay(RESIDENT)
    assert reader.poll() is not None


def test_a_card_left_on_the_plate_is_given_once(simulator: CardSimulator, reader: CardReader) -> None:
    simulator.lay(RESIDENT)
    assert reader.poll() is not None
    assert [reader.poll() for _ in range(3)] == [None] * 3
    simulator.lift()
    assert reader.poll() is None
    simulator.lay(RESIDENT)
    assert reader.poll() is not None


def test_a_reader_that_finds_the_same_card_again(simulator: CardSimulator, reader: CardReader) -> None:
    simulator.misbehave(Faults(found_again=True))
    simulator.lay(RESIDENT)
    assert reader.poll() is not None
    assert [reader.poll() for _ in range(3)] == [None] * 3
    asked = reader.poll(again=True)
    assert asked is not None
    assert asked.fields == FIELDS
    simulator.lay(OTHER)
    other = reader.poll()
    assert other is not None
    assert other.fields.name == "乙某"


def test_polls_recover_from_a_lost_answer(simulator: CardSimulator, reader: CardReader) -> None:
    assert reader.poll() is None
    simulator.lay(RESIDENT)
    simulator.misbehave(Faults(torn=1, bad_checksum=3))
    assert until_not_none(reader.poll).fields == FIELDS


def test_polls_tell_damage_only_when_it_lasts(simulator: CardSimulator, reader: CardReader) -> None:
    simulator.misbehave(Faults(bad_checksum=999))
    assert reader.poll() is None
    with pytest.raises(FrameDamaged):
        until_not_none(reader.poll)


def test_a_card_that_went_too_early(simulator: CardSimulator, reader: CardReader) -> None:
    simulator.lay(RESIDENT)
    simulator.misbehave(Faults(refusals={Command.SELECT: (Sw.SELECT_FAILED,), Command.FIND: (0x9F, 0x80)}))
    with pytest.raises(CardMoved):
        reader.poll()
    assert reader.poll() is not None


def test_the_reader_is_held_alone(simulator: CardSimulator, reader: CardReader) -> None:
    assert reader.poll() is None
    with pytest.raises(ReaderBusy):
        read_card(simulator.port, 0.5)
    reader.close()
    with pytest.raises(NoCard):
        read_card(simulator.port, 0.5)


def test_unplugging_and_plugging_in_again(tmp_path: Path) -> None:
    port = tmp_path / "reader"
    first, second = CardSimulator(), CardSimulator()
    port.symlink_to(first.port)
    reader = CardReader(str(port), today=today)
    assert reader.poll() is None
    first.close()
    with pytest.raises(NoReader):
        reader.poll()
    port.unlink()
    with pytest.raises(NoReader):
        reader.poll()
    port.symlink_to(second.port)
    second.lay(RESIDENT)
    assert until_not_none(reader.poll).fields == FIELDS
    reader.close()
    second.close()


@pytest.mark.parametrize("port", ["/dev/no-such-reader", "/dev/null", "/tmp", "", "\0"])
def test_what_is_no_port_is_told_at_once(port: str) -> None:
    with pytest.raises(NoReader):
        read_card(port, 60)


def test_the_latest_address_is_the_one_given(simulator: CardSimulator) -> None:
    simulator.lay(SimulatedCard(RESIDENT, latest_address="云岭省雾泽县新样本路9号"))
    assert read_card(simulator.port, today=today).fields.address == "云岭省雾泽县新样本路9号"


def test_fingerprints_are_never_asked_for(simulator: CardSimulator) -> None:
    simulator.misbehave(Faults(torn=2, short=1, refusals={Command.SELECT: (Sw.SELECT_FAILED,)}))
    simulator.lay(RESIDENT)
    read_card(simulator.port, today=today)
    assert set(simulator.asked) <= {c.value for c in Command}
    assert bytes.fromhex("3010") not in simulator.asked


def test_the_command_answers_json(simulator: CardSimulator, capsys: pytest.CaptureFixture[str]) -> None:
    simulator.lay_text(compose_text(IdDocument(DocType.PRC_ID_FRONT, IdFields(name="甲\ue000", number="1"))))
    assert main(["read-card", "--port", simulator.port, "--timeout", "3", "--json"]) == 0
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert answer.pop("ms") >= 0
    assert answer == {
        "doc_type": "prc_id_front",
        "fields": {"name": "甲\ue000", "number": "1"},
        "confidence": {"name": 0.5, "number": 0.5},
        "warnings": ["number_check_failed", "name_uncertain"],
        "source": "chip",
    }
    assert printed.err == ""


def test_the_command_speaks_chinese(simulator: CardSimulator, capsys: pytest.CaptureFixture[str]) -> None:
    simulator.lay(RESIDENT)
    assert main(["read-card", "--port", simulator.port]) == 0
    printed = capsys.readouterr().out
    for line in ("居民身份证", "姓名：甲𠮷", "性别：男", "有效期止：长期", "签发机关：雾泽县公安局"):
        assert line in printed.splitlines()


@pytest.mark.parametrize(
    ("faults", "words"),
    [(Faults(), "没有读到证件"), (UNAUTHORISED, "安全模块"), (Faults(torn=99), "反复出错")],
)
def test_the_command_says_what_went_wrong(
    simulator: CardSimulator, faults: Faults, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator.misbehave(faults)
    assert main(["read-card", "--port", simulator.port, "--timeout", "0.3", "--json"]) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (Command.SELECT, Sw.UNKNOWN_CARD_TYPE, "银行卡"),
        (Command.SELECT, Sw.SELECT_FAILED, "只放一张"),
        (Command.READ, Sw.DATA_NOT_VERIFIED, "没有通过验证"),
        (Command.READ, Sw.NOT_PERMITTED, "不允许"),
        (Command.FIND, Sw.SELF_TEST_FAILED, "自检"),
        (Command.FIND, Sw.REQUEST_CHECKSUM_WRONG, "校验不对"),
        (Command.SELECT, Sw.MODULE_DISTRUSTS_CARD, "换一张试"),
    ],
)
def test_the_command_tells_the_readers_own_reason(
    simulator: CardSimulator, command: Command, code: Sw, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator.misbehave(Faults(always={command: code}))
    simulator.lay(RESIDENT)
    assert main(["read-card", "--port", simulator.port, "--timeout", "0.3"]) == 2
    assert words in capsys.readouterr().err


def test_the_command_without_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-card", "--port", "/dev/no-such-reader", "--json"]) == 2
    assert "找不到证件阅读器" in capsys.readouterr().err


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "soon"])
def test_the_command_refuses_a_senseless_time_out(timeout: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-card", "--port", "/dev/null", f"--timeout={timeout}"]) == 2
    assert "--timeout" in capsys.readouterr().err


def test_a_port_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-card", "--port", "/dev/ttyUSB9", "--timeout", "1"]) == 2
    assert "/dev/ttyUSB9：找不到证件阅读器" in capsys.readouterr().err
