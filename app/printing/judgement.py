"""From the attributes of a job and its printer to what a person should be told.

CUPS keeps a job in "processing" while its printer is out of paper, open or away; only the printer's
reasons tell. Source: RFC 8011, 5.3.7, 5.4.11 and 5.4.12.
"""

from app.printing.ipp import Attributes
from app.printing.jobs import PrinterCondition, PrinterPapers, PrintReport, PrintState

NO_DOCUMENT = "no-document"
_JOB_PENDING, _JOB_HELD, _JOB_STOPPED = 3, 4, 6
_JOB_ENDS = {7: PrintState.CANCELLED, 8: PrintState.FAILED, 9: PrintState.PRINTED}
_PRINTER_PROCESSING, _PRINTER_STOPPED = 4, 5

_SIZE_NAMES = {
    "iso_a4_210x297mm": "a4",
    "iso_a5_148x210mm": "a5",
    "A4": "a4",
    "A5": "a5",
}
"""PWG 5101.1 names, and the older ones of PPD files."""

CONNECTING_S = 5
"""A printer being called for longer than this is not there; every network printer is called first."""

# Keyword stems in order of what a person must do first; `media-low` and the like hold nothing up.
_TROUBLES: tuple[tuple[str, PrintState], ...] = (
    ("media-empty", PrintState.OUT_OF_PAPER),
    ("media-needed", PrintState.OUT_OF_PAPER),
    ("input-tray-missing", PrintState.OUT_OF_PAPER),
    ("media-jam", PrintState.JAMMED),
    ("cover-open", PrintState.COVER_OPEN),
    ("door-open", PrintState.COVER_OPEN),
    ("interlock-open", PrintState.COVER_OPEN),
    ("offline", PrintState.OFFLINE),
    ("timed-out", PrintState.OFFLINE),
    ("shutdown", PrintState.OFFLINE),
)


def trouble_of(printer: Attributes) -> PrintState | None:
    """What must be put right at the printer before it goes on, None if nothing.

    A keyword may end in `-error`, `-warning` or `-report`. A report is for information only, except
    that CUPS's own backends say `offline-report` of a printer that is switched off.
    """
    reasons = _words(printer, "printer-state-reasons")
    stems = {r.removesuffix("-error").removesuffix("-warning") for r in reasons}
    if "offline-report" in stems:
        stems.add("offline")
    if "connecting-to-device" in stems and _in_state_s(printer) > CONNECTING_S:
        stems.add("offline")
    return next((state for stem, state in _TROUBLES if stem in stems), None)


def _in_state_s(printer: Attributes) -> int:
    since = _number(printer, "printer-state-change-time")
    return _number(printer, "printer-up-time") - since if since else 0


def report_of(job: Attributes, printer: Attributes) -> PrintReport:
    """Judge a job together with its printer.

    A job whose document never came (its sender ended in between) is `HELD` with `no-document` first
    among its reasons: it prints nothing.

    Args:
        job: `job-state`, `job-state-reasons`, `job-media-sheets-completed`, `number-of-documents`.
        printer: as for `condition_of`; may be empty.
    """
    state = _number(job, "job-state")
    job_reasons = _words(job, "job-state-reasons")
    sheets = max(0, _number(job, "job-media-sheets-completed"))
    if state in _JOB_ENDS:
        return PrintReport(_JOB_ENDS[state], job_reasons, sheets)
    if job.get("number-of-documents") == (0,):
        return PrintReport(PrintState.HELD, (NO_DOCUMENT, *job_reasons))
    reasons = tuple(dict.fromkeys((*job_reasons, *_words(printer, "printer-state-reasons"))))
    return PrintReport(_unfinished(state, printer), reasons, sheets)


def _unfinished(state: int, printer: Attributes) -> PrintState:
    if state == _JOB_HELD:
        return PrintState.HELD
    if not state:
        return PrintState.UNKNOWN
    if trouble := trouble_of(printer):
        return trouble
    if _number(printer, "printer-state") == _PRINTER_STOPPED:
        return PrintState.PAUSED
    if state == _JOB_STOPPED:
        return PrintState.HELD  # a filter could not make anything of the document
    return PrintState.WAITING if state == _JOB_PENDING else PrintState.PRINTING


def condition_of(printer: Attributes) -> PrinterCondition:
    """How a printer stands; empty attributes mean that there is none.

    Args:
        printer: `printer-state`, `printer-state-reasons`, `printer-state-change-time`,
            `printer-up-time`, `printer-is-accepting-jobs`.
    """
    state = _number(printer, "printer-state")
    if not state:
        return PrinterCondition.MISSING
    if trouble := trouble_of(printer):
        return PrinterCondition(trouble.value)
    if state == _PRINTER_STOPPED:
        return PrinterCondition.PAUSED
    if printer.get("printer-is-accepting-jobs") == (False,):
        return PrinterCondition.REFUSING
    return PrinterCondition.PRINTING if state == _PRINTER_PROCESSING else PrinterCondition.READY


def papers_of(printer: Attributes) -> PrinterPapers:
    """Sizes of ours a printer has and takes.

    A queue that names neither of our sizes (a raw one, or a roll) says nothing about them.

    Args:
        printer: `media-ready`, `media-supported`.
    """
    ready, supported = (
        frozenset(_SIZE_NAMES[word] for word in _words(printer, name) if word in _SIZE_NAMES)
        for name in ("media-ready", "media-supported")
    )
    return PrinterPapers(ready, supported)


def _number(attributes: Attributes, name: str) -> int:
    value = attributes.get(name, (0,))[0]
    return value if isinstance(value, int) else 0


def _words(attributes: Attributes, name: str) -> tuple[str, ...]:
    return tuple(v for v in attributes.get(name, ()) if isinstance(v, str) and v != "none")
