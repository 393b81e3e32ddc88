"""The queue of papers in memory, with the real rules of what may follow from what."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.errors import NotFound
from app.intake.print_queue import Prepared
from app.intake.results import Paper
from app.printing import queue
from app.printing.jobs import PrintJob, PrintReport, PrintState
from ui.print_services import PrintServices

NOW = datetime(2026, 11, 23, 2, 43, 8, tzinfo=UTC)


class FakeQueue:
    def __init__(self) -> None:
        self.entries: dict[str, PrintEntry] = {}
        self.makings: list[str] = []

    def queue(self, visit_no: str, wish: PrintWish) -> PrintEntry:
        entry = PrintEntry(
            entry_id=f"e{len(self.entries) + 1}",
            paper_id=f"p-{visit_no}",
            document_id="visit_receipt",
            number="雾接〔2026〕2-011",
            visit_no=visit_no,
            wish=wish,
            state=Making.WAITING,
            asked_at=NOW,
            asked_by="林知夏",
        )
        self.entries[entry.entry_id] = entry
        return entry

    def ask(self, number: str, wish: PrintWish, _session: Any, _made: bool = False) -> PrintEntry:
        for entry in self._of(number):
            if entry.state is Making.WAITING:
                return self.keep(queue.rewished(entry, wish))
        for entry in self._of(number):
            if entry.state in (Making.UNCLEAR, Making.FAILED, Making.CANCELLED):
                self.keep(queue.replaced(entry, NOW))
        return self.queue(number, wish)

    def in_hands(self, number: str, _session: Any) -> PrintEntry | None:
        return next((e for e in self._of(number) if e.state is Making.HANDED), None)

    def prepare(self, entry_id: str, _session: Any) -> Prepared:
        entry = self.entries[entry_id]
        if entry.state is not Making.WAITING:
            raise NotFound("待打印的文书")
        again = entry.paper_id in self.makings
        return Prepared(entry, Paper("visit_receipt", entry.number, b"%PDF-", 1, "0" * 64, again))

    def preview(self, entry_id: str, _session: Any) -> Paper:
        entry = self.entries[entry_id]
        return Paper("visit_receipt", entry.number, b"%PDF-", 1, "0" * 64, False)

    def note_handed(self, prepared: Prepared, job: PrintJob, _session: Any) -> PrintEntry:
        self.makings.append(prepared.entry.paper_id)
        return self.keep(queue.handed(self.entries[prepared.entry.entry_id], job, NOW))

    def open_prints(self, _session: Any = None) -> tuple[PrintEntry, ...]:
        return tuple(e for e in self.entries.values() if e.state.open)

    def keep(self, entry: PrintEntry) -> PrintEntry:
        self.entries[entry.entry_id] = entry
        return entry

    def _step(self, entry_id: str, step: Callable[[PrintEntry], PrintEntry]) -> PrintEntry:
        try:
            return self.keep(step(self.entries[entry_id]))
        except queue.NotPossible:
            return self.entries[entry_id]

    def _of(self, number: str) -> list[PrintEntry]:
        return [e for e in self.entries.values() if number in (e.visit_no, e.number)]

    def services(self) -> PrintServices:
        return PrintServices(
            ask=self.ask,
            in_hands=self.in_hands,
            prepare=self.prepare,
            note_handed=self.note_handed,
            note_held_up=lambda i, why, _: self._step(i, lambda e: queue.held_up(e, why)),
            note_not_sent=lambda i, why, _: self._step(i, lambda e: queue.not_sent(e, why)),
            note_report=lambda i, r, _: self._step(i, lambda e: queue.reported(e, r, NOW)),
            note_given_up=lambda i, _: self._step(i, queue.given_up),
            note_seen=lambda i, _: self._step(i, lambda e: queue.seen_printed(e, NOW)),
            drop=lambda i, _: self._step(i, lambda e: queue.dropped(e, NOW)),
            open_prints=self.open_prints,
            preview=self.preview,
            begin=lambda order: PrintJob("desk", len(self.makings) + 1, order.title),
            send=lambda _job, _pdf: None,
            look=lambda _job: PrintReport(PrintState.PRINTED),
            cancel=lambda _job: PrintReport(PrintState.CANCELLED),
            wish=lambda size: PrintWish(size or "a5"),
        )
