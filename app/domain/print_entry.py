"""A making of a paper that is to be printed, as it is kept. What may follow from where it stands is in
`app.printing.queue`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Making(StrEnum):
    """Where one making of a paper stands.

    `WAITING` nothing of it has been sent · `HANDED` the print service has a job for it · `PRINTED` ·
    `FAILED`, `CANCELLED` the service gave it up; some of it may have come out · `UNCLEAR` nobody knows
    · `REPLACED` another making was asked for instead · `DROPPED` a person wants it no more.
    """

    WAITING = "waiting"
    HANDED = "handed"
    PRINTED = "printed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCLEAR = "unclear"
    REPLACED = "replaced"
    DROPPED = "dropped"

    @property
    def open(self) -> bool:
        """Whether a person may still have to do something about it."""
        return self not in (Making.PRINTED, Making.REPLACED, Making.DROPPED)


@dataclass(frozen=True)
class PrintWish:
    """How a paper is to be printed.

    Attributes:
        size: one of `app.printing.jobs.SIZES`.
        printer: its name; empty for the default one.
        copies: 1 or 2, of the whole paper in one job.
        large: large print, whatever the visitor asked for.
    """

    size: str = "a5"
    printer: str = ""
    copies: int = 1
    large: bool = False


@dataclass(frozen=True)
class PrintEntry:
    """One making of a paper that is to be printed.

    Attributes:
        paper_id, document_id, number, visit_no: of the paper in the register.
        state: where it stands.
        told: word of the last thing heard: a `PrintState`, or what kept it waiting (`no_printer`,
            `refused`, `wrong_paper`, `disk_full`, or the `PrintState` of a device asked beforehand).
        job_printer, job_number: as the service named its job; None before there is one.
        unsent: how often a job was opened for it of which nothing ever went out.
        asked_by, asked_at: who wanted it; closed_at: when it left the queue.
    """

    entry_id: str
    paper_id: str
    document_id: str
    number: str
    visit_no: str
    wish: PrintWish
    state: Making
    asked_at: datetime
    asked_by: str
    told: str = ""
    job_printer: str = ""
    job_number: int | None = None
    handed_at: datetime | None = None
    closed_at: datetime | None = None
    unsent: int = 0

    @property
    def may_be_on_paper(self) -> bool:
        """Whether something of it can have come out: whoever prints again prints a 补打."""
        return self.state is not Making.WAITING
