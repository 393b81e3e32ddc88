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

from app.errors import NoPrinter, PrintFailed
from app.printing.ipp import Operation, Server
from app.printing.jobs import PrinterCondition, PrintJob, PrintReport, PrintState
from app.printing.service import PrintService
from tests.private_cups import PrivateCups

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


def until(service: PrintService, job: PrintJob, *states: PrintState) -> PrintReport:
    """Look until the job is in one of these states."""
    end = time.monotonic() + 30
    while (report := service.look(job)).state not in states:
        assert time.monotonic() < end, report
    return report


def test_printed_means_the_printer_has_these_bytes(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    job = service.submit(pdf, cups.queue(), TITLE)
    assert service.follow(job, 30).state is PrintState.PRINTED
    assert cups.printed(job.number) == pdf


def test_a_queue_with_a_driver_prints_the_same_page(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    job = service.submit(pdf, cups.queue(ppd=True), TITLE, paper="a5")
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
    job = service.submit(pdf, queue, TITLE)
    assert reason in until(service, job, state).reasons
    assert service.condition(queue) == PrinterCondition(state.value)
    behind = service.submit(pdf, queue, TITLE)
    assert service.look(behind).state is state
    assert service.follow(job, 0).state is state
    cups.mend()
    assert service.follow(job, 30).state is PrintState.PRINTED
    assert service.follow(behind, 30).state is PrintState.PRINTED
    assert service.condition(queue) is PrinterCondition.READY


def test_a_slow_printer_and_the_job_behind_it(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue("slow")
    job = service.submit(pdf, queue, TITLE)
    until(service, job, PrintState.PRINTING)
    behind = service.submit(pdf, queue, TITLE)
    assert service.look(behind).state is PrintState.WAITING
    assert service.condition(queue) is PrinterCondition.PRINTING
    assert service.cancel(behind).state is PrintState.CANCELLED
    cups.mend()
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_a_failing_printer_holds_the_job_back(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    job = service.submit(pdf, cups.queue("failure"), TITLE)
    until(service, job, PrintState.HELD)
    assert service.cancel(job).state is PrintState.CANCELLED


def test_a_failing_printer_that_gives_up(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    job = service.submit(pdf, cups.queue("failure", printer_error_policy="abort-job"), TITLE)
    assert service.follow(job, 30).state is PrintState.FAILED


def test_a_failing_printer_that_stops_its_queue(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue("failure", printer_error_policy="stop-printer")
    job = service.submit(pdf, queue, TITLE)
    until(service, job, PrintState.PAUSED)
    assert service.condition(queue) is PrinterCondition.PAUSED
    service.cancel(job)


def test_a_paused_queue(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue()
    cups.run("cupsdisable", queue)
    job = service.submit(pdf, queue, TITLE)
    assert service.look(job).state is PrintState.PAUSED
    assert service.condition(queue) is PrinterCondition.PAUSED
    cups.run("cupsenable", queue)
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_a_document_that_is_no_pdf_is_not_called_printed(cups: PrivateCups, service: PrintService) -> None:
    job = service.submit(b"%PDF-1.4 broken", cups.queue(ppd=True), TITLE)
    until(service, job, PrintState.HELD, PrintState.FAILED)
    service.cancel(job)


def test_a_cancelled_job_stays_cancelled_and_a_printed_one_printed(
    cups: PrivateCups, service: PrintService, pdf: bytes
) -> None:
    waiting = service.submit(pdf, cups.queue("slow"), TITLE)
    until(service, waiting, PrintState.PRINTING)
    service.cancel(waiting)
    assert service.follow(waiting, 30).state is PrintState.CANCELLED
    printed = service.submit(pdf, cups.queue(), TITLE)
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
    assert service.submit(pdf, "", TITLE).printer == default


def test_a_queue_that_takes_no_jobs(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    queue = cups.queue()
    cups.run("cupsreject", queue)
    assert service.condition(queue) is PrinterCondition.REFUSING
    with pytest.raises(PrintFailed):
        service.submit(pdf, queue, TITLE)


def test_an_unknown_printer_and_an_unknown_job(cups: PrivateCups, service: PrintService, pdf: bytes) -> None:
    with pytest.raises(NoPrinter):
        service.submit(pdf, "没有这台", TITLE)
    assert service.condition("没有这台") is PrinterCondition.MISSING
    assert service.look(PrintJob(cups.queue(), 999_999, TITLE)).state is PrintState.UNKNOWN


def test_over_the_network_too(cups: PrivateCups, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{cups.tcp.port}")
    service = PrintService()
    job = service.submit(pdf, cups.queue(), TITLE)
    assert service.follow(job, 30).state is PrintState.PRINTED


def test_who_may_not_cancel_is_told(cups: PrivateCups, pdf: bytes) -> None:
    service = PrintService(cups.tcp)
    job = service.submit(pdf, cups.queue("slow"), TITLE)
    with pytest.raises(PrintFailed):
        service.cancel(job)
    PrintService(cups.local).cancel(job)


@pytest.mark.parametrize("server", [Server(socket_path="/nowhere/cups.sock"), Server("127.0.0.1", 1)])
def test_no_print_service(server: Server, pdf: bytes) -> None:
    service = PrintService(server)
    with pytest.raises(NoPrinter):
        service.printers()
    with pytest.raises(NoPrinter):
        service.submit(pdf, "desk", TITLE)
    assert service.condition("desk") is PrinterCondition.MISSING
    assert service.look(PrintJob("desk", 1, TITLE)).state is PrintState.UNKNOWN


def test_a_service_that_does_not_answer_is_not_waited_for(pdf: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        service = PrintService(Server("127.0.0.1", deaf.getsockname()[1]), timeout_s=0.1)
        with pytest.raises(NoPrinter):
            service.submit(pdf, "desk", TITLE)


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
        job = service.submit(pdf, cups.queue(), TITLE)
        assert service.follow(job, 30).state is PrintState.PRINTED
        proxy.shutdown()
        thread.join()
    assert posted.count(Operation.SEND_DOCUMENT) == 1
    assert posted.count(Operation.CREATE_JOB) == 1
    assert cups.printed(job.number) == pdf
