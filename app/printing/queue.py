"""The queue of papers to be printed: what is known of each making, and what may follow from it.

A making waits until the print service has given it a job number, which is kept before the document
is sent: whatever ends the program in between, it is known afterwards whether paper can have come out.
Nothing here prints; and nothing that may have been printed waits again by itself.

    WAITING ── handed ──> HANDED ── reported ──> PRINTED
       │  ^                 │ │                  FAILED, CANCELLED ── replaced ──> REPLACED
       │  └── not_sent ─────┘ │                  UNCLEAR ── replaced ──> REPLACED
       │                      └── given_up ────> UNCLEAR ── seen_printed ──> PRINTED
       └── dropped ──> DROPPED  (also from FAILED, CANCELLED, UNCLEAR)
"""

from dataclasses import replace
from datetime import datetime

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.errors import NoPrinter, PdfNotWritten, PrinterNeedsHand, SigningKeyOutOfTime, WrongPaper
from app.printing.jobs import PrintJob, PrintReport, PrintState

_ENDS = {
    PrintState.PRINTED: Making.PRINTED,
    PrintState.DELIVERED: Making.PRINTED,
    PrintState.FAILED: Making.FAILED,
    PrintState.CANCELLED: Making.CANCELLED,
}
NO_ANSWER = "no-answer"
"""Reason of a report that the service did not answer: nothing new is known of the job."""


class NotPossible(ValueError):
    """This cannot follow from where the making stands."""


def job_of(entry: PrintEntry) -> PrintJob | None:
    """The job of the print service, None before there is one."""
    return None if entry.job_number is None else PrintJob(entry.job_printer, entry.job_number, entry.visit_no)


def handed(entry: PrintEntry, job: PrintJob, at: datetime) -> PrintEntry:
    """The service has opened a job; to be kept before its document is sent."""
    _require(entry, Making.WAITING)
    return replace(
        entry,
        state=Making.HANDED,
        job_printer=job.printer,
        job_number=job.number,
        handed_at=at,
        told=PrintState.WAITING.value,
    )


def rewished(entry: PrintEntry, wish: PrintWish) -> PrintEntry:
    """The same making on other paper or another printer."""
    _require(entry, Making.WAITING)
    return replace(entry, wish=wish, told="")


def held_up(entry: PrintEntry, why: str) -> PrintEntry:
    """It could not be handed over and goes on waiting."""
    _require(entry, Making.WAITING)
    return replace(entry, told=why)


def not_sent(entry: PrintEntry, why: str) -> PrintEntry:
    """A job was opened, and whoever was to send its document knows for sure that nothing went out."""
    _require(entry, Making.HANDED)
    return replace(
        entry,
        state=Making.WAITING,
        job_printer="",
        job_number=None,
        handed_at=None,
        told=why,
        unsent=entry.unsent + 1,
    )


def reported(entry: PrintEntry, report: PrintReport, at: datetime) -> PrintEntry:
    """What the service said of its job. One that no longer knows the job leaves it unclear."""
    _require(entry, Making.HANDED, Making.UNCLEAR)
    if report.state is PrintState.UNKNOWN:
        if NO_ANSWER in report.reasons:
            return replace(entry, told=NO_ANSWER)
        return replace(entry, state=Making.UNCLEAR, told=PrintState.UNKNOWN.value)
    state = _ENDS.get(report.state, Making.HANDED)
    return replace(
        entry, state=state, told=report.state.value, closed_at=at if state is Making.PRINTED else None
    )


def given_up(entry: PrintEntry) -> PrintEntry:
    """A person wants another one, and this one could not be taken back: nobody knows what it will do."""
    _require(entry, Making.HANDED)
    return replace(entry, state=Making.UNCLEAR)


def seen_printed(entry: PrintEntry, at: datetime) -> PrintEntry:
    """A person has the paper in the hand."""
    _require(entry, Making.HANDED, Making.UNCLEAR, Making.FAILED, Making.CANCELLED)
    return replace(entry, state=Making.PRINTED, closed_at=at)


def replaced(entry: PrintEntry, at: datetime) -> PrintEntry:
    """A person asked for another making. One still in the service's hands must be taken back first."""
    _require(entry, Making.UNCLEAR, Making.FAILED, Making.CANCELLED)
    return replace(entry, state=Making.REPLACED, closed_at=at)


def dropped(entry: PrintEntry, at: datetime) -> PrintEntry:
    """A person does not want it any more."""
    _require(entry, Making.WAITING, Making.UNCLEAR, Making.FAILED, Making.CANCELLED)
    return replace(entry, state=Making.DROPPED, closed_at=at)


def _require(entry: PrintEntry, *states: Making) -> None:
    if entry.state not in states:
        raise NotPossible(f"{entry.state} is none of {', '.join(states)}")


def why_waiting(error: BaseException) -> str:
    """The word of `PrintEntry.told` for what kept a making from being handed over."""
    match error:
        case NoPrinter():
            return "no_printer"
        case WrongPaper():
            return "wrong_paper"
        case PrinterNeedsHand():
            return error.state
        case SigningKeyOutOfTime():
            return "signing_key"
        case PdfNotWritten():
            return "disk_full" if error.full else "not_written"
        case _:
            return "refused"
