"""The queue of papers under every order of events: each paper once, and never a doubt resolved by itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.print_entry import Making, PrintEntry, PrintWish
from app.printing import queue
from app.printing.jobs import PrintJob, PrintReport, PrintState

NOW = datetime(2026, 11, 23, 2, 43, tzinfo=UTC)


def entry(number: int = 1) -> PrintEntry:
    return PrintEntry(
        f"e{number}",
        "p1",
        "visit_receipt",
        "雾信访〔2026〕02-00871",
        "V1",
        PrintWish(),
        Making.WAITING,
        NOW,
        "甲",
    )


@dataclass
class Spooler:
    """A print service that may print, lose, cancel or forget what it has, and die with the door open."""

    documents: dict[int, bool] = field(default_factory=dict)
    state: dict[int, PrintState] = field(default_factory=dict)
    sheets: dict[int, int] = field(default_factory=dict)
    answers: bool = True

    def begin(self) -> PrintJob:
        number = len(self.documents) + 1
        self.documents[number] = False
        self.state[number] = PrintState.HELD
        self.sheets[number] = 0
        return PrintJob("desk", number, "V1")

    def send(self, number: int) -> None:
        if self.state[number] is not PrintState.CANCELLED:
            self.documents[number] = True
            self.state[number] = PrintState.WAITING

    def print(self, number: int) -> None:
        if self.documents[number] and not self.state[number].final:
            self.sheets[number] += 1
            self.state[number] = PrintState.PRINTED

    def look(self, number: int) -> PrintReport:
        if not self.answers:
            return PrintReport(PrintState.UNKNOWN, (queue.NO_ANSWER,))
        if number not in self.state:
            return PrintReport(PrintState.UNKNOWN, ("job-unknown",))
        if not self.documents[number] and not self.state[number].final:
            return PrintReport(PrintState.HELD, ("no-document",))
        return PrintReport(self.state[number])

    def cancel(self, number: int) -> PrintReport:
        if self.answers and number in self.state and not self.state[number].final:
            self.state[number] = PrintState.CANCELLED
        return self.look(number)


class Queue(RuleBasedStateMachine):
    """One paper at a desk whose program ends at any moment, beside a print service that does what it will."""

    def __init__(self) -> None:
        super().__init__()
        self.spooler = Spooler()
        self.entries: list[PrintEntry] = []
        self.of_job: dict[int, tuple[int, bool]] = {}
        self.pressed = 0
        self.marked: set[int] = set()

    @initialize()
    def queued(self) -> None:
        self.entries = [entry()]

    @property
    def last(self) -> PrintEntry:
        return self.entries[-1]

    def keep(self, after: PrintEntry) -> None:
        self.entries[-1] = after

    def reprint(self) -> bool:
        return any(e.state is not Making.WAITING for e in self.entries[:-1])

    @precondition(lambda self: self.last.state is Making.WAITING)
    @rule(ends=st.sampled_from(["before", "begun", "kept", "sent", "not at all", "refused", "send refused"]))
    def a_person_prints(self, ends: str) -> None:
        """A key; the program may end (kill -9) after any step of it."""
        self.pressed += 1
        if ends == "before":
            return
        if ends == "refused" or not self.spooler.answers:
            self.keep(queue.held_up(self.last, "refused"))
            return
        job = self.spooler.begin()
        if self.reprint():
            self.marked.add(job.number)
        if ends == "begun":
            return
        self.keep(queue.handed(self.last, job, NOW))
        self.of_job[job.number] = (len(self.entries) - 1, self.reprint())
        if ends == "kept":
            return
        if ends == "send refused":
            self.spooler.cancel(job.number)
            if self.spooler.state[job.number] is PrintState.CANCELLED:
                self.keep(queue.not_sent(self.last, "refused"))
            return
        self.spooler.send(job.number)

    @precondition(lambda self: self.last.state in (Making.HANDED, Making.UNCLEAR))
    @rule()
    def looked_at(self) -> None:
        number = self.last.job_number
        assert number is not None
        report = self.spooler.look(number)
        if "no-document" in report.reasons:
            if self.last.state is Making.HANDED and self.spooler.cancel(number).state is PrintState.CANCELLED:
                self.keep(queue.not_sent(self.last, "broken_off"))
            return
        self.keep(queue.reported(self.last, report, NOW))

    @precondition(lambda self: self.last.state is not Making.WAITING)
    @rule()
    def a_person_wants_another(self) -> None:
        self.pressed += 1
        now = self.last
        if now.state is Making.HANDED:
            assert now.job_number is not None
            after = queue.reported(now, self.spooler.cancel(now.job_number), NOW)
            if after.state is Making.HANDED:
                after = queue.given_up(after)
            self.keep(after)
            if after.state not in (Making.CANCELLED, Making.FAILED):
                return
        if self.last.state in (Making.UNCLEAR, Making.FAILED, Making.CANCELLED):
            self.keep(queue.replaced(self.last, NOW))
        self.entries.append(entry(len(self.entries) + 1))

    @precondition(lambda self: self.spooler.documents)
    @rule(data=st.data())
    def the_service_acts(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.spooler.documents)))
        match data.draw(st.sampled_from(["print", "trouble", "fail", "forget"])):
            case "print":
                if number in self.spooler.state:
                    self.spooler.print(number)
            case "trouble":
                if number in self.spooler.state and not self.spooler.state[number].final:
                    self.spooler.state[number] = data.draw(
                        st.sampled_from([PrintState.OUT_OF_PAPER, PrintState.COVER_OPEN, PrintState.HELD])
                    )
            case "fail":
                if number in self.spooler.state and not self.spooler.state[number].final:
                    self.spooler.state[number] = PrintState.FAILED
            case "forget":
                if self.spooler.state.get(number, PrintState.WAITING).final:
                    self.spooler.state.pop(number, None)

    @rule(answers=st.booleans())
    def the_service_goes_or_comes(self, answers: bool) -> None:
        self.spooler.answers = answers

    @invariant()
    def nothing_comes_out_unasked(self) -> None:
        assert sum(self.spooler.sheets.values()) <= self.pressed

    @invariant()
    def one_original_at_most(self) -> None:
        originals = sum(n for job, n in self.spooler.sheets.items() if job not in self.marked)
        assert originals <= 1

    @invariant()
    def each_making_comes_out_once_at_most(self) -> None:
        for index, _ in enumerate(self.entries):
            jobs = [job for job, (of, _) in self.of_job.items() if of == index]
            assert sum(self.spooler.sheets[job] for job in jobs) <= 1

    @invariant()
    def what_is_called_printed_was_printed_and_what_waits_was_not(self) -> None:
        for index, each in enumerate(self.entries):
            jobs = [job for job, (of, _) in self.of_job.items() if of == index]
            came_out = sum(self.spooler.sheets[job] for job in jobs)
            if each.state is Making.PRINTED:
                assert came_out == 1
            if each.state is Making.WAITING:
                assert came_out == 0

    @invariant()
    def one_making_at_a_time_is_open(self) -> None:
        assert not any(each.state.open for each in self.entries[:-1])


Queue.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
TestQueue = Queue.TestCase


def test_what_cannot_follow_is_refused() -> None:
    waiting = entry()
    printed = queue.reported(
        queue.handed(waiting, PrintJob("desk", 1, "V1"), NOW), PrintReport(PrintState.PRINTED), NOW
    )
    for step in (
        lambda: queue.handed(printed, PrintJob("desk", 2, "V1"), NOW),
        lambda: queue.held_up(printed, "refused"),
        lambda: queue.not_sent(waiting, "refused"),
        lambda: queue.reported(waiting, PrintReport(PrintState.PRINTED), NOW),
        lambda: queue.replaced(printed, NOW),
        lambda: queue.replaced(waiting, NOW),
        lambda: queue.dropped(printed, NOW),
        lambda: queue.seen_printed(waiting, NOW),
        lambda: queue.given_up(waiting),
    ):
        with pytest.raises(queue.NotPossible):
            step()
