"""The queue's window: what is known is shown, and a person's key does what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.errors import NoPrinter
from app.printing import queue
from app.printing.jobs import PrintJob, PrintOrder, PrintReport, PrintState
from app.printing.queue import NO_ANSWER
from tests.fakes.desk import FakeGate
from tests.fakes.print_queue import NOW, FakeQueue
from tests.fakes.receipts import receipt
from tests.fakes.runner import InlineRunner
from tests.ui.conftest import Said
from ui.pages.matters.papers_presenter import page_pictures
from ui.pages.print_queue.presenter import PrintQueuePresenter
from ui.pages.print_queue.preview import PreviewWindow
from ui.pages.print_queue.view import PrintQueueView
from ui.paper_run import PaperRun
from ui.print_words import print_sentence, short_state
from ui.tasks import TaskRunner
from ui.widgets.page_view import Page, PageView


class Desk:
    def __init__(self, qtbot: Any, runner: InlineRunner, said: Said) -> None:
        self.queue = FakeQueue()
        self.sent: list[tuple[PrintJob, bytes]] = []
        self.orders: list[PrintOrder] = []
        self.report = PrintReport(PrintState.PRINTED)
        self.taken_back = PrintReport(PrintState.CANCELLED)
        self.error: Exception | None = None
        self.cancelled: list[int] = []
        self.previews: list[tuple[str, Sequence[Page]]] = []
        self.counts: list[int] = []
        services = replace(
            self.queue.services(),
            begin=self.begin_job,
            send=lambda job, pdf: self.sent.append((job, pdf)),
            look=lambda _: self.report,
            cancel=self.cancel_job,
        )
        self.view = PrintQueueView(UTC)
        qtbot.addWidget(self.view)
        self.run = PaperRun(runner, services, self.view)
        self.presenter = PrintQueuePresenter(
            self.view,
            runner,
            said.messages,
            self.run,
            services,
            changed=self.counts.append,
            draw=lambda _: (np.zeros((2, 2, 3), np.uint8),),
            show_preview=lambda title, pages: self.previews.append((title, pages)),
        )

    def begin_job(self, order: PrintOrder) -> PrintJob:
        if self.error is not None:
            raise self.error
        self.orders.append(order)
        return PrintJob(order.printer, len(self.orders), order.title)

    def cancel_job(self, job: PrintJob) -> PrintReport:
        self.cancelled.append(job.number)
        return self.taken_back

    def begin(self) -> None:
        session = FakeGate().session
        self.presenter.begin(session)
        self.run.begin(session)
        self.presenter.open_queue()

    def add(self, visit_no: str = "V1", state: Making = Making.WAITING, told: str = "") -> PrintEntry:
        entry = self.queue.queue(visit_no, PrintWish("a5", "HP"))
        if state is not Making.WAITING:
            self.queue.makings.append(entry.paper_id)
            entry = replace(
                queue.handed(entry, PrintJob("HP", 7, visit_no), NOW), state=state, told=told or "printing"
            )
        return self.queue.keep(replace(entry, told=told or entry.told))

    def button(self, name: str) -> QPushButton:
        return self.view.findChild(QPushButton, name)

    def rows(self) -> list[list[str]]:
        model = self.view.findChild(QTableView, "printQueueTable").model()
        return [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def states(self) -> list[Making]:
        return [entry.state for entry in self.queue.entries.values()]


@pytest.fixture
def desk(qtbot: Any, runner: InlineRunner, said: Said) -> Iterator[Desk]:
    made = Desk(qtbot, runner, said)
    yield made
    made.run.end()


def test_after_a_start_it_is_told_what_was_not_printed_and_nothing_prints(desk: Desk, said: Said) -> None:
    desk.add("V1", told="no_printer")
    desk.add("V2", Making.UNCLEAR)
    desk.begin()
    assert [row[1:] for row in desk.rows()] == [
        ["V1", "来访登记回执", "A5", "HP", "待打印"],
        ["V2", "来访登记回执", "A5", "HP", "结果不明"],
    ]
    assert "2 份文书没有打印完" in said.posted[0][1]
    assert desk.counts[-1] == 2
    assert "找不到打印机" in desk.view.findChild(QLabel, "printQueueRemedy").text()
    assert desk.orders == []


def test_what_was_in_a_printers_hands_is_looked_at(desk: Desk) -> None:
    desk.add("V1", Making.HANDED)
    desk.begin()
    assert desk.states() == [Making.PRINTED]
    assert desk.rows() == []
    assert desk.view.findChild(QLabel, "printQueueEmpty").isVisible()


def test_a_waiting_paper_is_printed_by_a_key_on_other_paper(desk: Desk) -> None:
    desk.add()
    desk.begin()
    box = desk.view.findChild(QComboBox, "printQueuePaper")
    box.setCurrentIndex(box.findData("a4"))
    desk.button("printQueuePrint").click()
    assert [(order.paper, order.title) for order in desk.orders] == [("a4", "V1")]
    assert desk.states() == [Making.PRINTED]


def test_a_doubtful_one_is_replaced_by_a_reprint(desk: Desk) -> None:
    desk.add("V1", Making.UNCLEAR)
    desk.begin()
    assert desk.button("printQueuePrint").text() == "再打一份"
    desk.button("printQueuePrint").click()
    assert desk.states() == [Making.REPLACED, Making.PRINTED]
    assert len(desk.sent) == 1


def test_one_that_cannot_be_taken_back_takes_a_second_press(desk: Desk) -> None:
    desk.report = PrintReport(PrintState.OUT_OF_PAPER)
    desk.taken_back = PrintReport(PrintState.UNKNOWN, (NO_ANSWER,))
    desk.add("V1", Making.HANDED)
    desk.begin()
    desk.button("printQueuePrint").click()
    assert (desk.states(), desk.orders) == ([Making.UNCLEAR], [])
    desk.report = PrintReport(PrintState.PRINTED)
    desk.button("printQueuePrint").click()
    assert desk.states() == [Making.REPLACED, Making.PRINTED]


def test_one_that_was_printed_meanwhile_is_not_printed_again(desk: Desk) -> None:
    desk.report = PrintReport(PrintState.OUT_OF_PAPER)
    desk.taken_back = PrintReport(PrintState.PRINTED)
    desk.add("V1", Making.HANDED)
    desk.begin()
    desk.button("printQueuePrint").click()
    assert (desk.states(), desk.orders) == ([Making.PRINTED], [])


def test_seen_and_dropped(desk: Desk) -> None:
    desk.add("V1", Making.UNCLEAR)
    desk.add("V2")
    desk.begin()
    desk.button("printQueueSeen").click()
    assert desk.states() == [Making.PRINTED, Making.WAITING]
    assert not desk.button("printQueueSeen").isEnabled()
    desk.button("printQueueDrop").click()
    assert desk.states() == [Making.PRINTED, Making.DROPPED]
    assert not desk.button("printQueuePrint").isEnabled()


@pytest.mark.parametrize(
    ("key", "left"), [("printQueueSeen", Making.PRINTED), ("printQueueDrop", Making.DROPPED)]
)
def test_what_a_person_closes_is_taken_back_from_the_printer_first(
    desk: Desk, key: str, left: Making
) -> None:
    desk.report = PrintReport(PrintState.HELD)
    desk.add("V1", Making.HANDED)
    desk.begin()
    desk.button(key).click()
    assert (desk.cancelled, desk.states()) == ([7], [left])
    assert not desk.run.following


def test_one_that_cannot_be_taken_back_is_dropped_by_a_second_press(desk: Desk) -> None:
    desk.report = PrintReport(PrintState.OUT_OF_PAPER)
    desk.taken_back = PrintReport(PrintState.UNKNOWN, (NO_ANSWER,))
    desk.add("V1", Making.HANDED)
    desk.begin()
    desk.button("printQueueDrop").click()
    assert desk.states() == [Making.UNCLEAR]
    desk.button("printQueueDrop").click()
    assert desk.states() == [Making.DROPPED]


def test_one_that_came_out_while_it_was_dropped_is_printed(desk: Desk) -> None:
    desk.report = PrintReport(PrintState.PRINTING)
    desk.taken_back = PrintReport(PrintState.PRINTED)
    desk.add("V1", Making.HANDED)
    desk.begin()
    desk.button("printQueueDrop").click()
    assert desk.states() == [Making.PRINTED]


def test_a_printer_that_is_away_leaves_it_where_it_is(desk: Desk) -> None:
    desk.error = NoPrinter()
    desk.add()
    desk.begin()
    desk.button("printQueuePrint").click()
    assert desk.states() == [Making.WAITING]
    assert desk.queue.entries["e1"].told == "no_printer"
    assert "找不到打印机" in desk.view.findChild(QLabel, "printQueueRemedy").text()


def test_a_slip_printer_that_hangs_holds_up_no_other_paper(qtbot: Any, desk: Desk) -> None:
    runner, let_go = TaskRunner(), Event()

    def send(job: PrintJob, pdf: bytes) -> None:
        if job.printer.startswith("tcp://"):
            let_go.wait(20)
        desk.sent.append((job, pdf))

    services = replace(desk.queue.services(), begin=desk.begin_job, send=send, look=lambda _: desk.report)
    run = PaperRun(runner, services, desk.view)
    run.begin(FakeGate().session)
    try:
        slip = desk.queue.queue("V1", PrintWish("80mm", "tcp://192.0.2.7"))
        sheet = desk.queue.queue("V2", PrintWish("a5", "HP"))
        run.print_waiting(slip.entry_id, "V1")
        run.print_waiting(sheet.entry_id, "V2")
        qtbot.waitUntil(lambda: desk.queue.entries[sheet.entry_id].state is Making.PRINTED)
        assert [job.printer for job, _ in desk.sent] == ["HP"]
        let_go.set()
        qtbot.waitUntil(lambda: desk.queue.entries[slip.entry_id].state is Making.PRINTED)
    finally:
        let_go.set()
        run.end()
        runner.shutdown()


def test_a_preview_prints_nothing(desk: Desk) -> None:
    desk.add()
    desk.begin()
    desk.button("printQueuePreview").click()
    assert [title for title, _ in desk.previews] == ["雾接〔2026〕2-011"]
    assert (desk.orders, desk.states()) == ([], [Making.WAITING])


def test_locking_closes_it_and_forgets_what_it_showed(desk: Desk) -> None:
    desk.add()
    desk.begin()
    desk.presenter.end()
    assert not desk.view.isVisible()
    assert desk.rows() == []
    desk.presenter.open_queue()
    assert not desk.view.isVisible()


def test_the_line_that_was_chosen_stays_chosen(desk: Desk) -> None:
    for number in ("V1", "V2", "V3"):
        desk.add(number)
    desk.begin()
    desk.view.findChild(QTableView, "printQueueTable").selectRow(2)
    desk.run.drop("e1")
    current = desk.view.current
    assert current is not None
    assert current.visit_no == "V3"


@pytest.mark.parametrize("state", [m for m in Making if m.open])
@pytest.mark.parametrize("told", ["", "no_printer", "disk_full", NO_ANSWER, *PrintState])
def test_every_state_has_words_and_a_remedy(state: Making, told: str) -> None:
    entry = replace(FakeQueue().queue("V1", PrintWish("80mm")), state=state, told=told)
    sentence, effect = print_sentence(entry)
    assert sentence.endswith(("。", "）。"))
    assert effect in ("good", "warn")
    assert "{" not in sentence
    assert short_state(entry)


def test_a_preview_shows_every_page(qtbot: Any) -> None:
    from app.receipts.render import render_receipt

    preview = PreviewWindow()
    qtbot.addWidget(preview)
    preview.show_paper("雾信访〔2026〕02-00871", page_pictures(render_receipt(receipt()).pdf))
    pages = preview.findChild(PageView)
    assert pages.count == 1
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    assert pages.count == 0
