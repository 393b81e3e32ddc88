"""Printing with a real CUPS: what is told is what happened."""

import io
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.errors import NoPrinter, PrintFailed, WrongPaper
from app.printing.ipp import Operation, Server
from app.printing.jobs import PrinterCondition, PrintJob, PrintOrder, PrintReport, PrintState
from app.printing.judgement import NO_DOCUMENT
from app.printing.service import PrintService
from tests.private_cups import PrivateCups

# What a printer that has no A5 says of itself.
ONLY_A4 = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "ONLYA4.PPD"
*Manufacturer: "Desk"
*Product: "(Desk)"
*ModelName: "Desk only A4"
*NickName: "Desk only A4"
*PSVersion: "(3010) 0"
*LanguageLevel: "3"
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize/Page Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Page Region: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
"""
TITLE = "110199-001-2026-000001"


@pytest.fixture(scope="module")
def running() -> Iterator[PrivateCups]:
    with PrivateCups() as cups:
        yield cups


@pytest.fixture
def cups(running: PrivateCups) -> Iterator[PrivateCups]:
    running.break_again()
    yield running
    running.mend()


@pytest.fixture
def service(cups: PrivateCups) -> PrintService:
    return PrintService(cups.local)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(420, 595), invariant=1)
    canvas.drawString(50, 500, "RECEIPT 000001")
    canvas.save()
    return made.getvalue()


def submit(service: PrintService, pdf: bytes, printer: str, *, paper: str = "") -> PrintJob:
    """Begin a job and send its document."""
    job = service.begin(PrintOrder(printer, TITLE, paper))
    service.send(job, pdf)
    return job


def until(service: PrintService, job: PrintJob, *states: PrintState) -> PrintReport:
    """Look until the job is in one of these states."""
    end = time.monotonic() + 30
    while (report := service.look(job)).state not in states:
        assert time.monotonic() < end, report
    return report


def test_printed_means_the_printer_has_these_bytes(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    job = submit(service, pdf, cups.queue())
    assert service.follow(job, 30).state is PrintState.PRINTED
    assert cups.printed(job.number) == pdf


def test_a_queue_with_a_driver_prints_the_same_page(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    job = submit(service, pdf, cups.queue(ppd=True), paper="a5")
    assert service.follow(job, 30).state is PrintState.PRINTED
    sent = cups.printed(job.number)
    inner = re.search(rb"%PDF-.*%%EOF", sent, re.S)
    assert inner
    text = subprocess.run(["pdftotext", "-", "-"], input=inner[0], capture_output=True, check=True).stdout
    assert text.split() == [b"RECEIPT", b"000001"]
    size = subprocess.run(["pdfinfo", "-"], input=inner[0], capture_output=True, check=True).stdout
    assert re.search(rb"Page size: +4(19|20)[.\d]* x 595", size)
    assert re.search(rb"Pages: +1\n", size)


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("media-empty-error", PrintState.OUT_OF_PAPER),
        ("media-needed", PrintState.OUT_OF_PAPER),
        ("media-jam-error", PrintState.JAMMED),
        ("cover-open-error", PrintState.COVER_OPEN),
        ("door-open", PrintState.COVER_OPEN),
        ("offline-report", PrintState.OFFLINE),
    ],
)
def test_a_printer_that_waits_for_a_person(
    cups: PrivateCups, service: PrintService, pdf: bytes, reason: str, state: PrintState
) -> None:
    queue = cups.queue(reason)
    job = submit(service, pdf, queue)
    assert reason in until(service, job, state).reasons
    assert service.condition(queue) == PrinterCondition(state.value)
    behind = submit(service, pdf, queue)
    assert service.look(behind).state is state
    assert service.follow(job, 0).state is state
    cups.mend()
    assert service.follow(job, 30).state is PrintState.PRINTED
    assert service.follow(behind, 30).state is PrintState.PRINTED
    assert service.condition(queue) is PrinterCondition.READY


def test_a_slow_printer_and_the_job_behind_it(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue("slow")
    job = submit(service, pdf, queue)
    until(service, job, PrintState.PRINTING)
    behind = submit(service, pdf, queue)
    assert service.look(behind).state is PrintState.WAITING
    assert service.condition(queue) is PrinterCondition.PRINTING
    assert service.cancel(behind).state is PrintState.CANCELLED
    cups.mend()
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_a_failing_printer_holds_the_job_back(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    job = submit(service, pdf, cups.queue("failure"))
    until(service, job, PrintState.HELD)
    assert service.cancel(job).state is PrintState.CANCELLED


def test_a_failing_printer_that_gives_up(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    job = submit(service, pdf, cups.queue("failure", printer_error_policy="abort-job"))
    assert service.follow(job, 30).state is PrintState.FAILED


def test_a_failing_printer_that_stops_its_queue(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue("failure", printer_error_policy="stop-printer")
    job = submit(service, pdf, queue)
    until(service, job, PrintState.PAUSED)
    assert service.condition(queue) is PrinterCondition.PAUSED
    service.cancel(job)


def test_a_paused_queue(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue()
    cups.run("cupsdisable", queue)
    job = submit(service, pdf, queue)
    assert service.look(job).state is PrintState.PAUSED
    assert service.condition(queue) is PrinterCondition.PAUSED
    cups.run("cupsenable", queue)
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_a_document_that_is_no_pdf_is_not_called_printed(cups: PrivateCups, service: PrintService) -> None:
    job = submit(service, b"%PDF-1.4 broken", cups.queue(ppd=True))
    until(service, job, PrintState.HELD, PrintState.FAILED)
    service.cancel(job)


def test_a_cancelled_job_stays_cancelled_and_a_printed_one_printed(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    waiting = submit(service, pdf, cups.queue("slow"))
    until(service, waiting, PrintState.PRINTING)
    service.cancel(waiting)
    assert service.follow(waiting, 30).state is PrintState.CANCELLED
    printed = submit(service, pdf, cups.queue())
    service.follow(printed, 30)
    assert service.cancel(printed).state is PrintState.PRINTED


def test_printers_are_listed_with_the_default_first(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    other, default = cups.queue(), cups.queue()
    cups.run("lpadmin", "-d", default)
    cups.run("lpadmin", "-p", default, "-D", "接待窗口")
    found = service.printers()
    assert (found[0].name, found[0].description, found[0].is_default) == (default, "接待窗口", True)
    assert found[0].condition is PrinterCondition.READY
    assert other in {p.name for p in found[1:] if not p.is_default}
    assert submit(service, pdf, "").printer == default


def test_a_queue_that_takes_no_jobs(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue()
    cups.run("cupsreject", queue)
    assert service.condition(queue) is PrinterCondition.REFUSING
    with pytest.raises(PrintFailed):
        submit(service, pdf, queue)


def test_an_unknown_printer_and_an_unknown_job(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    with pytest.raises(NoPrinter):
        submit(service, pdf, "没有这台")
    assert service.condition("没有这台") is PrinterCondition.MISSING
    assert service.look(PrintJob(cups.queue(), 999_999, TITLE)).state is PrintState.UNKNOWN


def test_a_job_whose_document_never_came_says_so_and_prints_nothing(
    cups: PrivateCups, service: PrintService
) -> None:
    job = service.begin(PrintOrder(cups.queue(), TITLE))
    report = service.look(job)
    assert (report.state, report.reasons[0]) == (PrintState.HELD, NO_DOCUMENT)
    assert service.cancel(job).state is PrintState.CANCELLED
    with pytest.raises(FileNotFoundError):
        cups.printed(job.number)


def test_a_size_the_printer_cannot_take_is_refused_before_there_is_a_job(
    cups: PrivateCups, service: PrintService
) -> None:
    queue = cups.queue(ppd=True)
    assert service.papers(queue).takes("a4")
    assert service.papers(queue).takes("a5")
    roll = cups.queue(ppd_file=ONLY_A4)
    assert service.papers(roll).supported == {"a4"}
    with pytest.raises(WrongPaper) as refused:
        service.begin(PrintOrder(roll, TITLE, "a5"))
    assert (refused.value.size, refused.value.takes) == ("a5", {"a4"})
    assert service.papers("没有这台").takes("a5")


def test_two_copies_are_one_job(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    job = service.begin(PrintOrder(cups.queue(ppd=True), TITLE, "a5", copies=2))
    service.send(job, pdf)
    assert service.follow(job, 30).state is PrintState.PRINTED
    inner = re.search(rb"%PDF-.*%%EOF", cups.printed(job.number), re.S)
    assert inner
    size = subprocess.run(["pdfinfo", "-"], input=inner[0], capture_output=True, check=True).stdout
    assert re.search(rb"Pages: +2\n", size)


def test_over_the_network_too(cups: PrivateCups, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{cups.tcp.port}")
    service = PrintService()
    job = submit(service, pdf, cups.queue())
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_who_may_not_cancel_is_told(cups: PrivateCups, pdf: bytes) -> None:
    service = PrintService(cups.tcp)
    job = submit(service, pdf, cups.queue("slow"))
    with pytest.raises(PrintFailed):
        service.cancel(job)
    PrintService(cups.local).cancel(job)


@pytest.mark.parametrize("server", [Server(socket_path="/nowhere/cups.sock"), Server("127.0.0.1", 1)])
def test_no_print_service(server: Server, pdf: bytes) -> None:
    service = PrintService(server)
    with pytest.raises(NoPrinter):
        service.printers()
    with pytest.raises(NoPrinter):
        submit(service, pdf, "desk")
    assert service.condition("desk") is PrinterCondition.MISSING
    assert service.look(PrintJob("desk", 1, TITLE)).state is PrintState.UNKNOWN


def test_a_service_that_does_not_answer_is_not_waited_for(pdf: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        service = PrintService(Server("127.0.0.1", deaf.getsockname()[1]), timeout_s=0.1)
        with pytest.raises(NoPrinter):
            submit(service, pdf, "desk")


class _Lossy(BaseHTTPRequestHandler):
    """Hands requests on to CUPS and loses the answer to the one that sends the document."""

    upstream: Server
    posted: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = int.from_bytes(body[2:4], "big")
        self.posted.append(operation)
        there = HTTPConnection(self.upstream.host, self.upstream.port, timeout=20)
        there.request("POST", self.path, body, {"Content-Type": "application/ipp"})
        with there.getresponse() as answer:
            raw = answer.read()
        there.close()
        if operation == Operation.SEND_DOCUMENT:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


def test_a_lost_answer_never_prints_twice(cups: PrivateCups, pdf: bytes) -> None:
    posted: list[int] = []
    handler = type("Lossy", (_Lossy,), {"upstream": cups.tcp, "posted": posted})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        service = PrintService(Server("127.0.0.1", proxy.server_port))
        job = submit(service, pdf, cups.queue())
        assert service.follow(job, 30).state is PrintState.PRINTED
        proxy.shutdown()
        thread.join()
    assert posted.count(Operation.SEND_DOCUMENT) == 1
    assert posted.count(Operation.CREATE_JOB) == 1
    assert cups.printed(job.number) == pdf
