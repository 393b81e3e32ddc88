"""What is known about a print job and its printer.

Names and meanings follow RFC 8011 (IPP/1.1), sections 5.3.7 `job-state`, 5.4.11 `printer-state` and
5.4.12 `printer-state-reasons`.
"""

from dataclasses import dataclass
from enum import StrEnum

SIZES = ("a5", "a4", "80mm", "58mm")
"""Sheets and rolls we print on."""


class PrintState(StrEnum):
    """What became of a job, as far as the print service knows.

    `WAITING` behind other jobs · `PRINTING` at the printer · `PRINTED` the printer took all of it ·
    `DELIVERED` the device took all of it and is of a kind that reports nothing afterwards ·
    `OUT_OF_PAPER`, `COVER_OPEN`, `JAMMED`, `OFFLINE`, `PAUSED` a person must go to the printer, then
    it goes on by itself · `HELD` the service keeps it back, usually because sending it failed, and
    may try again · `CANCELLED` · `FAILED` given up by the service · `UNKNOWN` the service does not
    know the job (any more) or did not answer.
    """

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
    DELIVERED = "delivered"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    JAMMED = "jammed"
    OFFLINE = "offline"
    PAUSED = "paused"
    HELD = "held"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in (PrintState.PRINTED, PrintState.DELIVERED, PrintState.CANCELLED, PrintState.FAILED)


class PrinterCondition(StrEnum):
    """How a printer stands, for the light in the frame.

    `REFUSING`: the queue takes no jobs. `MISSING`: no print service, or no printer of that name.
    """

    READY = "ready"
    PRINTING = "printing"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    JAMMED = "jammed"
    OFFLINE = "offline"
    PAUSED = "paused"
    REFUSING = "refusing"
    MISSING = "missing"


@dataclass(frozen=True)
class PrinterInfo:
    """A printer of the print service.

    Attributes:
        name: queue name, to be handed to `submit`.
        description: what its administrator calls it; may be empty.
        is_default: the service's default printer.
    """

    name: str
    description: str
    is_default: bool
    condition: PrinterCondition


@dataclass(frozen=True)
class PrinterPapers:
    """Paper sizes of a printer, by our names (`SIZES`); an empty set = the printer does not say.

    Attributes:
        ready: what lies in its trays now.
        supported: what it can take.
    """

    ready: frozenset[str] = frozenset()
    supported: frozenset[str] = frozenset()

    def takes(self, size: str) -> bool:
        """Whether a size can be printed there, as far as the printer says."""
        return not (size and self.supported) or size in self.supported


@dataclass(frozen=True)
class PrintOrder:
    """What is asked of a printer.

    Attributes:
        printer: its name; empty for the default one.
        title: visit or document number; the queue shows it to everybody, so nothing personal.
        paper: one of `SIZES`; empty leaves it to the printer.
        copies: of the whole document, 1 or 2.
    """

    printer: str
    title: str
    paper: str = ""
    copies: int = 1


@dataclass(frozen=True)
class PrintJob:
    """A job the print service has accepted.

    Attributes:
        number: the service's job number on that server.
        title: visit or document number; never personal data, the queue shows it to everybody.
        file: its document becomes a file and not paper.
    """

    printer: str
    number: int
    title: str
    file: bool = False


@dataclass(frozen=True)
class PrintReport:
    """A job at one moment.

    Attributes:
        reasons: the service's own keywords behind the state, without `none`, for the details.
        sheets: sheets the printer has reported for this job; 0 if it does not count.
    """

    state: PrintState
    reasons: tuple[str, ...] = ()
    sheets: int = 0
