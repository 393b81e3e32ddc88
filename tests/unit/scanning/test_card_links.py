"""The carriers of a reader's bytes, below the frames."""

import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NoReader, NoReaderPermission
from app.scanning import card_bulk
from app.scanning.card_bulk import BulkLink
from app.scanning.card_frames import Command, Frame, FrameDecoder, Sw, answer_bytes, request_bytes
from app.scanning.card_hid import ReportJoiner, output_report
from app.scanning.card_line import CardLine, sam_id_text


def reports(frame: bytes, *, number: int, size: int, counted: bool, valid: int) -> list[bytes]:
    head = bytes((number,)) if number else b""
    room = size - counted
    step = min(valid, room) if counted else room
    return [
        head + ((bytes((len(part),)) if counted else b"") + part).ljust(size, b"\0")
        for part in (frame[at : at + step] for at in range(0, len(frame), step))
    ]


@given(
    data=st.binary(max_size=1300),
    number=st.integers(0, 63),
    size=st.sampled_from([32, 64, 128]),
    counted=st.booleans(),
    valid=st.integers(16, 127),
)
def test_reports_become_the_frame_they_were_cut_from(
    data: bytes, number: int, size: int, counted: bool, valid: int
) -> None:
    frame = Frame(Sw.DONE, data)
    joiner, decoder = ReportJoiner(), FrameDecoder()
    whole = answer_bytes(frame)
    first = whole[: min(valid, size - counted)]
    # A count that stops in the middle of padding-like bytes cannot be told from a report id.
    if counted and number == 0 and not first[7:].strip(b"\0"):
        return
    found = [
        got
        for report in reports(whole, number=number, size=size, counted=counted, valid=valid)
        for got in decoder.feed(joiner.join(report))
    ]
    assert found == [frame]


def test_a_lost_report_does_not_spoil_the_next_answer() -> None:
    joiner, decoder = ReportJoiner(), FrameDecoder()
    long = reports(answer_bytes(Frame(Sw.DONE, bytes(range(250)))), number=0, size=64, counted=True, valid=63)
    short = reports(answer_bytes(Frame(Sw.NO_CARD)), number=0, size=64, counted=True, valid=63)
    found = [f for r in [*long[:2], *long[3:], *short] for f in decoder.feed(joiner.join(r))]
    assert found == [Frame(Sw.NO_CARD)]


@pytest.mark.parametrize(
    ("descriptor", "expected"),
    [
        ("", (0, 64)),
        ("0600ff0901a101150026ff00750895400901810209029540910200c0", (0, 64)),
        ("0600ff0901a1018503150026ff007508953f09018102953f09029102c0", (3, 63)),
        ("fe0200aabb7508952091 02".replace(" ", ""), (0, 32)),
        ("750195089102", (0, 64)),
    ],
)
def test_the_descriptor_tells_id_and_size(descriptor: str, expected: tuple[int, int]) -> None:
    assert output_report(bytes.fromhex(descriptor)) == expected


@given(st.binary(max_size=200))
def test_no_descriptor_breaks_it(descriptor: bytes) -> None:
    number, size = output_report(descriptor)
    assert number >= 0
    assert size >= 7


def test_the_module_number_is_read_little_endian() -> None:
    data = bytes.fromhex("05000300052535010100000002000000")
    assert sam_id_text(data) == "05.03-20260101-0000000001-0000000002"


class UsbTimeout(OSError):
    def __init__(self) -> None:
        super().__init__(110, "Operation timed out")


class FakeUsb:
    """A bulk device that answers every request with given packets."""

    def __init__(self, packets: list[bytes]) -> None:
        self.answer, self.waiting, self.written = packets, [b"stale"], []

    def write(self, endpoint: int, data: bytes, timeout: int | None = None) -> int:
        self.written.append((endpoint, data))
        self.waiting += self.answer
        return len(data)

    def read(self, endpoint: int, size_or_buffer: int, timeout: int | None = None) -> Any:
        assert endpoint == 0x81
        if not self.waiting:
            raise UsbTimeout
        return array.array("B", self.waiting.pop(0))


def test_bulk_pipes_carry_the_frames_as_they_are() -> None:
    whole = answer_bytes(Frame(Sw.CARD_FOUND, bytes(4)))
    device = FakeUsb([whole[:5], whole[5:]])
    line = CardLine(BulkLink(device, 0x02, 0x81))
    assert line.ask(Command.FIND) == Frame(Sw.CARD_FOUND, bytes(4))
    assert device.written == [(0x02, request_bytes(Command.FIND))]


def test_a_bulk_device_that_went_away() -> None:
    class Gone(FakeUsb):
        def write(self, endpoint: int, data: bytes, timeout: int | None = None) -> int:
            raise OSError(19, "No such device")

    with pytest.raises(NoReader):
        CardLine(BulkLink(Gone([]), 0x02, 0x81)).ask(Command.FIND)


class LockedUsb:
    """A device this user may not open: its numbers are public, its texts and pipes are not."""

    iSerialNumber = 3

    @property
    def serial_number(self) -> str:
        raise ValueError("The device has no langid (permission issue)")

    def get_active_configuration(self) -> Any:
        raise PermissionError(13, "Access denied (insufficient permissions)")


class OtherUsb(LockedUsb):
    """Another device of the same kind, whose number can be read."""

    serial_number = "B2"


def test_a_bulk_reader_whose_number_may_not_be_read_is_one_this_user_may_not_open(monkeypatch) -> None:
    monkeypatch.setattr(card_bulk, "bulk_devices", lambda _vendor, _product: [OtherUsb(), LockedUsb()])
    with pytest.raises(NoReaderPermission):
        card_bulk.open_bulk("usb:0400:C35A:A1")


def test_a_bulk_reader_with_another_number_is_not_the_one_plugged_in(monkeypatch) -> None:
    monkeypatch.setattr(card_bulk, "bulk_devices", lambda _vendor, _product: [OtherUsb()])
    with pytest.raises(NoReader):
        card_bulk.open_bulk("usb:0400:C35A:A1")
