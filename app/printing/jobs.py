"""What is known about a print job and its printer.

Names and meanings follow RFC 8011 (IPP/1.1), sections 5.3.7 `job-state`, 5.4.11 `printer-state` and
5.4.12 `printer-state-reasons`.
"""

from dataclasses import dataclass
from enum import StrEnum


class PrintState(StrEnum):
    """What became of a job, as far as the print service knows.

    `WAITING` behind other jobs · `PRINTING` at the printer · `PRINTED` the printer took all of it ·
    `OUT_OF_PAPER`, `COVER_OPEN`, `JAMMED`, `OFFLINE`, `PAUSED` a person must go to the printer, then
    it goes on by itself · `HELD` the service keeps it back, usually because sending it failed, and
    may try again · `CANCELLED` · `FAILED` given up by the service · `UNKNOWN` the service does not
    know the job (any more) or did not answer.
    """

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
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
        return self in (PrintState.PRINTED, PrintState.CANCELLED, PrintState.FAILED)


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
class PrintJob:
    """A job the print service has accepted.

    Attributes:
        number: the service's job number on that server.
        title: visit or document number; never personal data, the queue shows it to everybody.
    """

    printer: str
    number: int
    title: str


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
