"""Registers one visit, prints its receipt and is killed on the way. Run as a program.

Arguments: folder of the store, socket of the print service, printer, and after which step to die:
registered, made, begun, kept, sent.
"""

import os
import signal
import sys
from pathlib import Path

from app.domain.print_entry import PrintWish
from app.intake.print_now import print_now
from app.intake.print_queue import prepare
from app.intake.register import register_visit
from app.printing.ipp import Server
from app.printing.jobs import PrintJob, PrintOrder
from app.printing.service import PrintService
from app.rulepacks import load_rulepack
from db.gate import StoreGate
from tests.e2e.registering_worker import LEAD, PASSWORD, quick_stretching, say, visit


class Dying(PrintService):
    """The real service; the program dies after the named step."""

    point = ""

    def begin(self, order: PrintOrder) -> PrintJob:
        job = super().begin(order)
        die_at("begun", self.point)
        return job

    def send(self, job: PrintJob, pdf: bytes) -> None:
        die_at("kept", self.point)
        super().send(job, pdf)
        die_at("sent", self.point)


def die_at(step: str, point: str) -> None:
    if step == point:
        os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, socket: str, printer: str, point: str) -> None:
    quick_stretching()
    session = StoreGate(folder, lambda _: load_rulepack(), holder="command").sign_in(LEAD, PASSWORD)
    done = register_visit(visit(0), session, wish=PrintWish("a5", printer))
    say(done.visit_no)
    die_at("registered", point)
    prepared = prepare(done.print_id, session)
    die_at("made", point)
    service = Dying(Server(socket_path=socket))
    service.point = point
    print_now(prepared, service, session)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
