"""From F9 to the job accepted by CUPS, in the real window with the real print service on loopback.

The visit is on the disk before any paper is made; the way after it is told apart. Beside it, a bare job:
the same PDF handed to the same service by nobody else's hands. Prints a table; asserts nothing.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton

from app.domain.print_entry import Making, PrintEntry
from app.intake.office import parse_office
from app.printing.jobs import PrintOrder
from app.printing.printers import Printers
from app.printing.service import PrintService
from app.receipts.render import render_receipt
from app.rulepacks import load_rulepack
from db import keyring
from db.gate import StoreGate, create_store
from tests.e2e.conftest import LEAD, OFFICE, PASSWORD
from tests.fakes.receipts import receipt
from tests.private_cups import PrivateCups
from ui.app import make_application
from ui.desk import Desk
from ui.devices import DeskDevices

VISITS = 30


class NoPictures:
    """Reads nothing: pictures have a bench of their own."""

    def warm_up(self) -> None: ...

    def read(self, data: bytes) -> None: ...

    def read_picture(self, picture: object, corners: object = ()) -> None: ...


class Run:
    """Registers so many visits by F9 and notes when each was durable and when its job was accepted."""

    def __init__(self, desk: Desk, printer: str) -> None:
        self.desk, self.printer = desk, printer
        self.durable_ms: list[float] = []
        self.accepted_ms: list[float] = []
        self.cpu_ms: list[float] = []
        self._began = self._cpu = 0.0
        closing = desk.reception.presenter.closing
        closing.registering.registered.connect(lambda _: self.durable_ms.append(self._ms()))
        closing.run.told.connect(self._on_told)

    def start(self) -> None:
        """Sign in."""
        self._find(QLineEdit, "loginUser").setText(LEAD)
        self._find(QLineEdit, "loginPassword").setText(PASSWORD)
        self._find(QPushButton, "loginButton").click()
        self._later(self._ready, 500)

    def _ready(self) -> None:
        if self.desk.window.current_page != "reception":
            self._later(self._ready, 200)
            return
        self._later(self._visit, 4000)  # fonts and tables are loaded while nobody waits

    def _visit(self) -> None:
        hands = self.desk.reception
        view = hands.view
        self._find(QLineEdit, "personName").setText(f"来访人{len(self.accepted_ms)}")
        self._find(QLineEdit, "personAddress").setText("云岭省雾泽县柏溪镇上坞村")
        view.matter.content.setEditText("0201")
        self._find(QPlainTextEdit, "demand").setPlainText(f"请求补足第{len(self.accepted_ms)}号地块的补偿款")
        self._find(QPlainTextEdit, "facts").setPlainText("征收水田十八亩六分，每亩只领到一千一百元。")
        hands.findChild(object, "procedure_none").click()
        self._later(self._press, 900)

    def _press(self) -> None:
        self._began, self._cpu = time.perf_counter(), time.process_time()
        self._find(QPushButton, "registerAndPrint").click()

    def _on_told(self, entry: PrintEntry) -> None:
        if entry.state is Making.HANDED and len(self.accepted_ms) < len(self.durable_ms):
            self.accepted_ms.append(self._ms())
            self.cpu_ms.append((time.process_time() - self._cpu) * 1000)
            if len(self.accepted_ms) < VISITS:
                self._later(self._visit, 300)
            else:
                self.desk.window.close()
                QApplication.quit()

    def _ms(self) -> float:
        return (time.perf_counter() - self._began) * 1000

    def _find(self, kind: type, name: str):  # type: ignore[no-untyped-def]
        return self.desk.window.findChild(kind, name)

    def _later(self, step: Callable[[], None], ms: int) -> None:
        QTimer.singleShot(ms, step)


def bare_ms(service: PrintService, printer: str) -> list[float]:
    """A finished PDF to the service, job and document, without anything kept or made."""
    pdf, taken = render_receipt(receipt()).pdf, []
    for _ in range(VISITS):
        began = time.perf_counter()
        service.send(service.begin(PrintOrder(printer, "bench", "a5")), pdf)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def line(what: str, taken: list[float]) -> str:
    """Median and 95 %."""
    ordered = sorted(taken)
    return (
        f"{what:<58} median {statistics.median(ordered):6.0f} ms   "
        f"95 % {ordered[int(len(ordered) * 0.95) - 1]:6.0f} ms"
    )


def main() -> None:
    """Run it."""
    keyring._TIME_COST, keyring._MEMORY_KIB, keyring._LANES = 1, 64, 1
    with tempfile.TemporaryDirectory() as place, PrivateCups() as cups:
        store, printer = Path(place) / "store", cups.queue()
        service = PrintService(cups.local)
        create_store(store, parse_office(OFFICE), LEAD, PASSWORD)
        app = make_application(sys.argv[:1])
        gate = StoreGate(store, lambda _: load_rulepack(), holder="window")
        devices = DeskDevices(Printers(service), NoPictures(), reader="none", printer=printer, store=store)
        desk = Desk(gate, devices)
        app.aboutToQuit.connect(desk.close)
        desk.window.show()
        run = Run(desk, printer)
        QTimer.singleShot(200, run.start)
        app.exec()
        rows = (
            line("F9 to the visit on the disk", run.durable_ms),
            line("F9 to the job accepted by CUPS (aim 300 ms)", run.accepted_ms),
            line("  of it after the visit was on the disk", _after(run)),
            line("  CPU time of it, for a machine that is busy otherwise", run.cpu_ms),
            line("a bare job of the same size", bare_ms(service, printer)),
        )
        sys.stdout.write("\n".join(rows) + "\n")


def _after(run: Run) -> list[float]:
    return [a - d for a, d in zip(run.accepted_ms, run.durable_ms, strict=True)]


if __name__ == "__main__":
    main()
