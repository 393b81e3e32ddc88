"""Slips through a real line to a device that turns ESC/POS back into a picture."""

import threading
import time
from collections.abc import Iterator

import libusb_package
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from pyzbar import pyzbar

from app.errors import NoPrinter, PrinterNeedsHand, PrintFailed, WrongPaper
from app.printing import slip_address
from app.printing.jobs import PrinterCondition, PrintJob, PrintOrder, PrintReport, PrintState
from app.printing.raster import ROLLS, slip_rows
from app.printing.slip_address import SlipAddress, parse_address
from app.printing.slip_printer import SlipPrinters
from app.receipts.checks import qr_payload
from app.receipts.render import render_receipt
from app.receipts.slip_layout import render_slip
from tests.escpos_device import EscposDevice, SerialDevice, TcpDevice, UsbDevice
from tests.fakes.receipts import matter, receipt

TITLE = "110199001261123020KQ00111"


@pytest.fixture(params=[TcpDevice, SerialDevice, UsbDevice])
def device(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[EscposDevice]:
    with request.param() as made:
        if isinstance(made, UsbDevice):
            monkeypatch.setattr(libusb_package, "get_libusb1_backend", lambda: made)
        yield made


@pytest.fixture
def on_usb(monkeypatch: pytest.MonkeyPatch) -> Iterator[UsbDevice]:
    with UsbDevice() as made:
        monkeypatch.setattr(libusb_package, "get_libusb1_backend", lambda: made)
        yield made  # type: ignore[misc]


@pytest.fixture
def network() -> Iterator[TcpDevice]:
    with TcpDevice() as made:
        yield made


def sent(device: EscposDevice, paper: str = "80mm", **order: int) -> tuple[SlipPrinters, PrintJob]:
    printers = SlipPrinters()
    job = printers.begin(PrintOrder(device.address, TITLE, paper, **order))  # type: ignore[attr-defined]
    printers.send(job, render_slip(receipt(), paper=paper).pdf)
    return printers, job


def until(printers: SlipPrinters, job: PrintJob, *states: PrintState) -> PrintReport:
    end = time.monotonic() + 20
    while (report := printers.look(job)).state not in states:
        assert time.monotonic() < end, report
    return report


def codes(dots: NDArray[np.bool_]) -> list[set[str]]:
    """What either decoder reads on the slip as it lies there, dot for dot."""
    picture = Image.fromarray(~dots).convert("L")
    return [
        {found.data.decode() for found in pyzbar.decode(picture)},
        {found.text for found in zxingcpp.read_barcodes(picture)},
    ]


@pytest.mark.parametrize("paper", ["80mm", "58mm"])
def test_a_slip_comes_out_dot_for_dot_and_its_code_is_read(device: EscposDevice, paper: str) -> None:
    printers, job = sent(device, paper)
    assert until(printers, job, PrintState.PRINTED).state is PrintState.PRINTED
    (slip,) = device.slips
    wanted = next(iter(slip_rows(render_slip(receipt(), paper=paper).pdf, paper)))
    assert slip.shape[1] == ROLLS[paper].dots
    assert np.array_equal(slip, wanted)
    content = receipt()
    payload = qr_payload(content.visit_no, content.number, content.check)
    assert codes(slip) == [{payload}, {payload}]


@pytest.mark.parametrize("paper", ["80mm", "58mm"])
@pytest.mark.parametrize("large", [False, True])
def test_codes_of_many_slips_are_read_by_both(paper: str, large: bool) -> None:
    for n in range(8):
        content = receipt([matter(1, sealed=bool(n % 2))], visit_no=f"{TITLE[:-3]}{n:03d}")
        rows = next(iter(slip_rows(render_slip(content, paper=paper, large_print=large).pdf, paper)))
        payload = qr_payload(content.visit_no, content.number, content.check)
        assert codes(rows) == [{payload}, {payload}]


def test_two_copies_are_two_slips(network: TcpDevice) -> None:
    printers, job = sent(network, copies=2)
    until(printers, job, PrintState.PRINTED)
    assert len(network.slips) == 2
    assert np.array_equal(*network.slips)


@pytest.mark.parametrize(
    ("trouble", "state"),
    [("paper", PrintState.OUT_OF_PAPER), ("cover_closed", PrintState.COVER_OPEN)],
)
def test_a_printer_that_cannot_says_so_before_anything_is_sent(
    device: EscposDevice, trouble: str, state: PrintState
) -> None:
    setattr(device, trouble, False)
    printers = SlipPrinters()
    address = device.address  # type: ignore[attr-defined]
    assert printers.condition(address) == PrinterCondition(state.value)
    with pytest.raises(PrinterNeedsHand) as refused:
        printers.begin(PrintOrder(address, TITLE, "80mm"))
    assert refused.value.state == state
    setattr(device, trouble, True)
    assert printers.condition(address) is PrinterCondition.READY
    printers, job = sent(device)
    until(printers, job, PrintState.PRINTED)
    assert len(device.slips) == 1


@pytest.mark.parametrize(
    ("trouble", "state"),
    [("paper", PrintState.OUT_OF_PAPER), ("cover_closed", PrintState.COVER_OPEN)],
)
def test_trouble_half_way_is_told_and_the_slip_comes_when_it_is_mended(
    network: TcpDevice, trouble: str, state: PrintState
) -> None:
    printers = SlipPrinters()
    job = printers.begin(PrintOrder(network.address, TITLE, "80mm"))
    setattr(network, trouble, False)
    printers.send(job, render_slip(receipt()).pdf)
    until(printers, job, state)
    assert network.slips == []
    assert printers.condition(network.address) is PrinterCondition.PRINTING
    setattr(network, trouble, True)
    until(printers, job, PrintState.PRINTED)
    assert len(network.slips) == 1


def test_one_that_reports_nothing_has_it_delivered_and_no_more(device: EscposDevice) -> None:
    device.talks = False
    printers, job = sent(device)
    assert printers.look(job).state is PrintState.DELIVERED
    assert printers.look(job).state.final
    end = time.monotonic() + 10
    while not device.slips and time.monotonic() < end:
        threading.Event().wait(0.02)
    assert len(device.slips) == 1


def test_one_that_falls_silent_half_way_leaves_it_unclear(network: TcpDevice) -> None:
    clock = [0.0]
    printers = SlipPrinters(lambda: clock[0])
    job = printers.begin(PrintOrder(network.address, TITLE, "80mm"))
    network.talks = False
    printers.send(job, render_slip(receipt()).pdf)
    assert printers.look(job).state is PrintState.PRINTING
    clock[0] = 1000.0
    assert printers.look(job) == PrintReport(PrintState.UNKNOWN, ("job-unknown",))


def test_a_line_that_breaks_half_way_leaves_it_unclear(network: TcpDevice) -> None:
    network.cut_after = 5000
    printers, job = sent(network)
    assert until(printers, job, PrintState.UNKNOWN).reasons == ("job-unknown",)
    assert network.slips == []


def test_two_papers_at_once_go_over_one_line_and_each_is_told_of_by_its_own_answer(
    device: EscposDevice,
) -> None:
    printers = SlipPrinters()
    first, second = (printers.begin(PrintOrder(device.address, TITLE, "80mm")) for _ in range(2))  # type: ignore[attr-defined]
    device.paper = False
    for n, job in enumerate((first, second)):
        printers.send(job, render_slip(receipt(visit_no=f"{TITLE[:-1]}{n}")).pdf)
    until(printers, second, PrintState.OUT_OF_PAPER)
    assert device.slips == []
    device.paper = True
    until(printers, second, PrintState.PRINTED)
    assert printers.look(first).state is PrintState.PRINTED
    assert len(device.slips) == 2
    assert not np.array_equal(*device.slips)
    assert printers.condition(device.address) is PrinterCondition.READY  # type: ignore[attr-defined]


def test_the_answer_to_a_paper_given_up_is_no_other_papers(network: TcpDevice) -> None:
    printers = SlipPrinters()
    given_up, other = (printers.begin(PrintOrder(network.address, TITLE, "80mm")) for _ in range(2))
    network.most_cuts = 0
    printers.send(given_up, render_slip(receipt()).pdf)
    assert printers.cancel(given_up).state is PrintState.UNKNOWN
    printers.send(other, render_slip(receipt()).pdf)
    network.most_cuts = 1
    end = time.monotonic() + 10
    while len(network.slips) < 1 and time.monotonic() < end:
        threading.Event().wait(0.02)
    # The printer has answered once, and that was for the first.
    assert printers.look(other).state is PrintState.PRINTING
    network.most_cuts = None
    until(printers, other, PrintState.PRINTED)
    assert len(network.slips) == 2


def test_a_line_lost_under_two_papers_leaves_both_unclear(network: TcpDevice) -> None:
    printers = SlipPrinters()
    jobs = [printers.begin(PrintOrder(network.address, TITLE, "80mm")) for _ in range(2)]
    network.cut_after = 5000
    printers.send(jobs[0], render_slip(receipt()).pdf)
    assert until(printers, jobs[0], PrintState.UNKNOWN).reasons == ("job-unknown",)
    with pytest.raises(PrintFailed):
        printers.send(jobs[1], render_slip(receipt()).pdf)
    assert network.slips == []


def test_a_serial_printer_that_takes_nothing_is_let_go_without_waiting_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slip_address, "_WRITE_S", 0.3)
    with SerialDevice() as device:
        printers = SlipPrinters()
        job = printers.begin(PrintOrder(device.address, TITLE, "80mm"))
        device.deaf = True
        done = threading.Event()

        def send() -> None:
            printers.send(job, render_slip(receipt()).pdf)
            done.set()

        sending = threading.Thread(target=send)
        sending.start()
        # The light and another printer do not wait for it.
        assert printers.condition(device.address) is PrinterCondition.PRINTING
        with TcpDevice() as other:
            assert printers.condition(other.address) is PrinterCondition.READY
        assert done.wait(10)
        sending.join()
        assert printers.look(job).reasons == ("job-unknown",)
        assert device.slips == []


def test_a_printer_on_usb_is_found_and_let_go_after_each_slip(on_usb: UsbDevice) -> None:
    (found,) = SlipPrinters().printers()
    assert (found.name, found.condition) == (UsbDevice.address, PrinterCondition.READY)
    assert not on_usb.claimed
    printers, job = sent(on_usb)
    assert on_usb.claimed
    until(printers, job, PrintState.PRINTED)
    assert not on_usb.claimed
    on_usb.plugged_in = False
    assert SlipPrinters().printers() == ()
    assert printers.condition(UsbDevice.address) is PrinterCondition.MISSING
    with pytest.raises(NoPrinter):
        printers.begin(PrintOrder(UsbDevice.address, TITLE, "80mm"))


def test_a_printer_unplugged_half_way_leaves_it_unclear(on_usb: UsbDevice) -> None:
    on_usb.cut_after = 5000
    printers, job = sent(on_usb)
    assert printers.look(job).reasons == ("job-unknown",)
    assert on_usb.slips == []
    on_usb.cut_after, on_usb.plugged_in = None, True
    # Back again it prints nothing by itself.
    assert printers.condition(UsbDevice.address) is PrinterCondition.READY
    assert on_usb.slips == []


def test_of_a_job_of_an_earlier_run_nothing_is_known(network: TcpDevice) -> None:
    _, job = sent(network)
    later = SlipPrinters()
    assert later.look(job) == PrintReport(PrintState.UNKNOWN, ("job-unknown",))
    with pytest.raises(PrintFailed):
        later.send(job, render_slip(receipt()).pdf)


def test_a_job_taken_back_before_its_document_prints_nothing(network: TcpDevice) -> None:
    printers = SlipPrinters()
    job = printers.begin(PrintOrder(network.address, TITLE, "80mm"))
    assert printers.cancel(job).state is PrintState.CANCELLED
    assert network.slips == []


def test_a_sheet_is_no_slip(network: TcpDevice) -> None:
    printers = SlipPrinters()
    with pytest.raises(WrongPaper):
        printers.begin(PrintOrder(network.address, TITLE, "a5"))
    for pdf in (render_receipt(receipt()).pdf, render_slip(receipt(), paper="58mm").pdf, b"no PDF"):
        job = printers.begin(PrintOrder(network.address, TITLE, "80mm"))
        with pytest.raises(PrintFailed):
            printers.send(job, pdf)
        assert printers.look(job).state is PrintState.FAILED
    assert network.slips == []


@pytest.mark.parametrize(
    "name",
    ["tcp://127.0.0.1:1", "serial:///dev/nowhere", "usb://dead:beef", "tcp://", "usb://12", "tcp://a:99999"],
)
def test_nobody_there(name: str) -> None:
    printers = SlipPrinters()
    assert printers.condition(name) is PrinterCondition.MISSING
    with pytest.raises(NoPrinter):
        printers.begin(PrintOrder(name, TITLE, "80mm"))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("tcp://192.0.2.7", SlipAddress("tcp", "192.0.2.7", 9100)),
        ("tcp://slip.local:9101", SlipAddress("tcp", "slip.local", 9101)),
        ("tcp://[2001:db8::1]:9100", SlipAddress("tcp", "2001:db8::1", 9100)),
        ("serial:///dev/ttyUSB0", SlipAddress("serial", "/dev/ttyUSB0", 9600)),
        ("serial://COM3?baud=19200", SlipAddress("serial", "COM3", 19200)),
        ("usb://04B8:0202", SlipAddress("usb", "04b8", 0x0202)),
        ("HP-M405", None),
    ],
)
def test_addresses(name: str, address: SlipAddress | None) -> None:
    assert parse_address(name) == address
