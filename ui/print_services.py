"""What printing needs done for it: use cases of the queue, and the printer; handed in by the wiring."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.print_entry import PrintEntry, PrintWish
from app.intake import print_queue
from app.intake.print_queue import Prepared
from app.intake.results import Paper
from app.intake.session import DeskSession
from app.printing.jobs import PrintJob, PrintOrder, PrintReport
from app.printing.spooler import Spooler


@dataclass(frozen=True)
class PrintServices:
    """Blocking functions, each on the lane named here.

    Attributes:
        ask … open_prints, preview: lane `store`; of `app.intake.print_queue`.
        begin, send, look, cancel: lane `print` or `slip`; of the desk's printers (`app.printing.spooler`).
        wish: size of paper, empty for the desk's usual one → how this desk prints it; answers at once.
    """

    ask: Callable[[str, PrintWish, DeskSession, bool], PrintEntry]
    in_hands: Callable[[str, DeskSession], PrintEntry | None]
    prepare: Callable[[str, DeskSession], Prepared]
    note_handed: Callable[[Prepared, PrintJob, DeskSession], PrintEntry]
    note_held_up: Callable[[str, str, DeskSession], PrintEntry]
    note_not_sent: Callable[[str, str, DeskSession], PrintEntry]
    note_report: Callable[[str, PrintReport, DeskSession], PrintEntry]
    note_given_up: Callable[[str, DeskSession], PrintEntry]
    note_seen: Callable[[str, DeskSession], PrintEntry]
    drop: Callable[[str, DeskSession], PrintEntry]
    open_prints: Callable[[DeskSession], tuple[PrintEntry, ...]]
    preview: Callable[[str, DeskSession], Paper]
    begin: Callable[[PrintOrder], PrintJob]
    send: Callable[[PrintJob, bytes], None]
    look: Callable[[PrintJob], PrintReport]
    cancel: Callable[[PrintJob], PrintReport]
    wish: Callable[[str], PrintWish]


def services_of(spooler: Spooler, wish: Callable[[str], PrintWish]) -> PrintServices:
    """The queue of the store, and these printers."""
    return PrintServices(
        ask=lambda number, wish, session, made: print_queue.ask_print(number, wish, session, made=made),
        in_hands=print_queue.in_hands,
        prepare=print_queue.prepare,
        note_handed=print_queue.note_handed,
        note_held_up=print_queue.note_held_up,
        note_not_sent=print_queue.note_not_sent,
        note_report=print_queue.note_report,
        note_given_up=print_queue.note_given_up,
        note_seen=print_queue.note_seen,
        drop=print_queue.drop_print,
        open_prints=print_queue.open_prints,
        preview=print_queue.preview,
        begin=spooler.begin,
        send=spooler.send,
        look=spooler.look,
        cancel=spooler.cancel,
        wish=wish,
    )
