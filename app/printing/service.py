"""Sending a PDF to CUPS and saying truthfully what became of it.

A job is made first and its document sent second, so its number is known before anything can be printed:
an answer lost on the way never leads to a second print. Nothing is ever sent twice by itself.
"""

import getpass
import os
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from app.errors import NoPrinter, PrintFailed, WrongPaper
from app.printing.ipp import (
    Answer,
    Attribute,
    Attributes,
    IppError,
    IppStatus,
    Operation,
    Server,
    Tag,
    encode_request,
    exchange,
)
from app.printing.jobs import (
    PrinterCondition,
    PrinterInfo,
    PrinterPapers,
    PrintJob,
    PrintOrder,
    PrintReport,
    PrintState,
)
from app.printing.judgement import condition_of, papers_of, report_of

TIMEOUT_S = 8.0
_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock")
_MEDIA = {"a4": "iso_a4_210x297mm", "a5": "iso_a5_148x210mm"}
"""PWG 5101.1 names. A roll has as many names as lengths: the queue of a slip printer knows its own."""

_PRINTER_ATTRIBUTES = (
    "printer-name",
    "printer-info",
    "printer-state",
    "printer-state-reasons",
    "printer-state-change-time",
    "printer-up-time",
    "printer-is-accepting-jobs",
)
_PAPER_ATTRIBUTES = ("media-ready", "media-supported", "media-default")
_JOB_ATTRIBUTES = (
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-media-sheets-completed",
    "number-of-documents",
)
_JOB_UNKNOWN = PrintReport(PrintState.UNKNOWN, ("job-unknown",))


def server_from_environment() -> Server:
    """Where CUPS listens: `CUPS_SERVER` (host, host:port or socket path), else the usual places."""
    named = os.environ.get("CUPS_SERVER", "").strip().split("/version=")[0]
    if named.startswith("/"):
        return Server(socket_path=named)
    if named:
        return _tcp_server(named)
    found = next((path for path in _SOCKETS if Path(path).exists()), "")
    return Server(socket_path=found)


def _tcp_server(named: str) -> Server:
    host, colon, port = named.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return Server(host.strip("[]"), int(port))
    return Server(named.strip("[]"))


class PrintService:
    """The CUPS server, by IPP. Blocking; every call ends after `timeout_s` without an answer.

    Args:
        server: None takes `server_from_environment` anew at each call.
        timeout_s: for every wait on the server.
    """

    def __init__(self, server: Server | None = None, *, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._requests = 0

    def printers(self) -> tuple[PrinterInfo, ...]:
        """All printers of the service, the default first, then by name.

        Raises:
            NoPrinter: no print service answers.
            PrintFailed: the service does not let us.
        """
        default = self._default_name()
        answer = self._ask(Operation.CUPS_GET_PRINTERS, "", [_wanted(_PRINTER_ATTRIBUTES)])
        found = [
            PrinterInfo(name, _text(g, "printer-info"), name == default, condition_of(g))
            for g in answer.groups.get(Tag.PRINTER, ())
            if (name := _text(g, "printer-name"))
        ]
        return tuple(sorted(found, key=lambda p: (not p.is_default, p.name)))

    def condition(self, printer: str) -> PrinterCondition:
        """How a printer stands, for the light; `MISSING` also when no service answers.

        Args:
            printer: queue name; empty for the default one.
        """
        try:
            return condition_of(self._printer_attributes(printer or self._default_name()))
        except (NoPrinter, PrintFailed):
            return PrinterCondition.MISSING

    def papers(self, printer: str) -> PrinterPapers:
        """Sizes in the trays and sizes it can take; nothing known when nobody answers.

        Args:
            printer: queue name; empty for the default one.
        """
        try:
            return papers_of(self._printer_attributes(printer or self._default_name(), _PAPER_ATTRIBUTES))
        except (NoPrinter, PrintFailed):
            return PrinterPapers()

    def begin(self, order: PrintOrder) -> PrintJob:
        """Make a job without its document; the service forgets it again when none follows.

        Raises:
            NoPrinter: no service answers, or no such printer.
            WrongPaper: the printer says that it cannot take this size.
            PrintFailed: the service refused the job.
        """
        name = order.printer or self._default_name()
        if not name:
            raise NoPrinter("no default printer")
        wishes: list[Attribute] = [(Tag.INTEGER, "copies", order.copies)]
        if order.paper in _MEDIA:
            told = papers_of(self._printer_attributes(name, _PAPER_ATTRIBUTES))
            if not told.takes(order.paper):
                raise WrongPaper(order.paper, told.supported)
            wishes.append((Tag.KEYWORD, "media", _MEDIA[order.paper]))
        made = self._ask(Operation.CREATE_JOB, name, [(Tag.NAME, "job-name", order.title)], wishes)
        if made.status == IppStatus.NOT_FOUND:
            raise NoPrinter("no such printer")
        number = made.first(Tag.JOB).get("job-id", (0,))[0]
        if not made.successful or not isinstance(number, int):
            raise PrintFailed(f"IPP {made.status:#06x}")
        return PrintJob(name, number, order.title)

    def send(self, job: PrintJob, pdf: bytes) -> None:
        """Send the one document of a job just begun; a refused one takes its job with it.

        Raises:
            PrintFailed: the service refused it, or is gone; nothing will be printed.
        """
        attributes: list[Attribute] = [
            _number_of(job),
            (Tag.MIME, "document-format", "application/pdf"),
            (Tag.BOOLEAN, "last-document", True),
        ]
        try:
            answer = self._post(Operation.SEND_DOCUMENT, job.printer, attributes, document=pdf)
        except IppError as error:
            if error.sent:
                return
            why = str(error)
        else:
            if answer.successful:
                return
            why = f"IPP {answer.status:#06x}"
        try:
            self._ask(Operation.CANCEL_JOB, job.printer, [_number_of(job)])
        except (NoPrinter, PrintFailed):
            why += ", not cancelled"  # harmless: a job without a document prints nothing
        raise PrintFailed(why)

    def look(self, job: PrintJob) -> PrintReport:
        """What became of a job by now. A printer's trouble counts for every job that waits for it."""
        try:
            told = self._job_attributes(job)
            printer = self._printer_attributes(job.printer)
        except (NoPrinter, PrintFailed):
            return PrintReport(PrintState.UNKNOWN, ("no-answer",))
        return report_of(told, printer) if told else _JOB_UNKNOWN

    def follow(self, job: PrintJob, limit_s: float, *, every_s: float = 0.5) -> PrintReport:
        """Look until the job has ended or the limit is reached, and give the last report.

        At the limit the job is left as it is: whoever prints again must `cancel` it first, or the
        printer will give both.
        """
        until = time.monotonic() + limit_s
        while True:
            report = self.look(job)
            left_s = until - time.monotonic()
            if report.state.final or left_s <= 0:
                return report
            time.sleep(min(every_s, left_s))

    def cancel(self, job: PrintJob) -> PrintReport:
        """Take a job back; one that has ended already stays as it ended.

        Raises:
            NoPrinter: no service answers.
            PrintFailed: the service does not let us.
        """
        if not self._job_attributes(job):
            return _JOB_UNKNOWN
        answer = self._ask(Operation.CANCEL_JOB, job.printer, [_number_of(job)])
        if not answer.successful and answer.status not in (IppStatus.NOT_POSSIBLE, IppStatus.NOT_FOUND):
            raise PrintFailed(f"IPP {answer.status:#06x}")
        return self.look(job)

    def _job_attributes(self, job: PrintJob) -> Attributes:
        """Attributes of a job, empty if the service does not know it.

        A service that lost its jobs counts from 1 again: of a number with another name it is somebody
        else's job, which must be neither told of nor cancelled. A name that is kept private is not told.
        """
        wanted = [_number_of(job), _wanted(_JOB_ATTRIBUTES)]
        answer = self._ask(Operation.GET_JOB_ATTRIBUTES, job.printer, wanted)
        told = answer.first(Tag.JOB) if answer.successful else {}
        return told if _text(told, "job-name") in ("", job.title) else {}

    def _default_name(self) -> str:
        answer = self._ask(Operation.CUPS_GET_DEFAULT, "", [_wanted(("printer-name",))])
        return _text(answer.first(Tag.PRINTER), "printer-name")

    def _printer_attributes(self, printer: str, names: Sequence[str] = _PRINTER_ATTRIBUTES) -> Attributes:
        """Attributes of a printer, empty if there is no such one."""
        if not printer:
            return {}
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, printer, [_wanted(names)])
        return answer.first(Tag.PRINTER)

    def _ask(
        self,
        operation: Operation,
        printer: str,
        attributes: Sequence[Attribute],
        wishes: Sequence[Attribute] = (),
    ) -> Answer:
        """One exchange; PrintFailed when the service will not have us, NoPrinter when none answers."""
        try:
            return self._post(operation, printer, attributes, wishes)
        except IppError as error:
            if error.refused:
                raise PrintFailed(str(error)) from error
            raise NoPrinter(str(error)) from error

    def _post(
        self,
        operation: Operation,
        printer: str,
        attributes: Sequence[Attribute],
        wishes: Sequence[Attribute] = (),
        document: bytes = b"",
    ) -> Answer:
        user = getpass.getuser()
        path = f"/printers/{quote(printer, safe='')}" if printer else "/"
        asked: list[Attribute] = [(Tag.NAME, "requesting-user-name", user), *attributes]
        if printer:
            asked.insert(0, (Tag.URI, "printer-uri", f"ipp://localhost{path}"))
        self._requests += 1
        body = encode_request(operation, self._requests, asked, wishes) + document
        server = self._server or server_from_environment()
        return exchange(server, path, body, user=user, timeout_s=self._timeout_s)


def _wanted(names: Sequence[str]) -> Attribute:
    return (Tag.KEYWORD, "requested-attributes", names)


def _number_of(job: PrintJob) -> Attribute:
    return (Tag.INTEGER, "job-id", job.number)


def _text(attributes: Attributes, name: str) -> str:
    return str(attributes.get(name, ("",))[0])
