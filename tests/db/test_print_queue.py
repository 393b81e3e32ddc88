"""The queue and the signature in a real store: one transaction, audited, and sealed where the visit is."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from sqlalchemy import exc, text

from app.domain.matter import Purpose
from app.domain.office import StaffRole
from app.domain.print_entry import Making, PrintWish
from app.domain.signature import Dot, signature_bytes, signature_of
from app.domain.visit import VisitDraft
from app.errors import BadInput, NotAllowed, NotFound
from app.intake.integrity import verify_store
from app.intake.papers import issue_receipt
from app.intake.print_queue import (
    ask_print,
    drop_print,
    in_hands,
    note_handed,
    note_held_up,
    note_not_sent,
    note_report,
    note_seen,
    open_prints,
    order_of,
    prepare,
    preview,
)
from app.intake.printable import signature_of_visit
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from app.printing.jobs import SIZES, PrintJob, PrintReport, PrintState
from db.gate import StoreGate

Visit = Callable[..., VisitDraft]
WISH = PrintWish("a5", "HP")
NAME = signature_of([[Dot(0.1 + i / 60, 0.15 + 0.06 * (i % 3)) for i in range(40)]])


def rows(session: DeskSession, sql: str) -> list[tuple[object, ...]]:
    with session.write() as unit:
        return [tuple(row) for row in unit._session.execute(text(sql))]  # type: ignore[attr-defined]


def audited(session: DeskSession) -> list[str]:
    with session.read() as unit:
        return [row.action for row in reversed(unit.audit(50))]


def handed(session: DeskSession, entry_id: str, number: int = 7) -> None:
    note_handed(prepare(entry_id, session), PrintJob("HP", number, "V1"), session)


def test_the_receipt_is_queued_with_the_visit_or_not_at_all(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session, wish=WISH)
    (entry,) = open_prints(session)
    assert (entry.entry_id, entry.visit_no, entry.state) == (done.print_id, done.visit_no, Making.WAITING)
    assert (entry.wish, entry.asked_by, entry.told) == (WISH, session.user.name, "")
    for wrong in (PrintWish("a3"), PrintWish(copies=3)):
        with pytest.raises(BadInput):
            register_visit(visit(), session, wish=wrong)
    assert register_visit(visit(), session).print_id == ""
    assert len(open_prints(session)) == 1
    assert verify_store(session) == ()


def test_a_making_is_logged_when_the_printer_has_a_job_and_only_then(
    session: DeskSession, visit: Visit
) -> None:
    done = register_visit(visit(), session, wish=WISH)
    prepare(done.print_id, session)
    preview(done.print_id, session)
    note_held_up(done.print_id, "no_printer", session)
    assert not prepare(done.print_id, session).paper.reprint
    assert "print" not in audited(session)
    handed(session, done.print_id)
    assert audited(session)[-1] == "print"
    assert prints_of(session, done.visit_no) == 1
    note_not_sent(done.print_id, "refused", session)
    assert prints_of(session, done.visit_no) == 0
    again = prepare(done.print_id, session)
    assert not again.paper.reprint
    note_handed(again, PrintJob("HP", 8, "V1"), session)
    note_report(done.print_id, PrintReport(PrintState.PRINTED), session)
    assert open_prints(session) == ()
    second = ask_print(done.visit_no, WISH, session)
    assert prepare(second.entry_id, session).paper.reprint
    handed(session, second.entry_id, 9)
    assert audited(session)[-1] == "reprint"


def prints_of(session: DeskSession, visit_no: str) -> int:
    """How often its receipt came out, as the register tells it."""
    with session.read() as unit:
        (paper,) = unit.papers(visit_no)
    return paper.prints


def test_a_receipt_made_as_a_file_counts_as_the_original(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session, wish=WISH)
    prepared = prepare(done.print_id, session)
    issue_receipt(done.visit_no, session)
    with pytest.raises(NotFound):
        note_handed(prepared, PrintJob("HP", 7, "V1"), session)  # made without the mark it needs now
    assert open_prints(session)[0].state is Making.WAITING
    assert prepare(done.print_id, session).paper.reprint


def test_a_doubtful_making_is_closed_by_the_next(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session, wish=WISH)
    handed(session, done.print_id)
    assert in_hands(done.visit_no, session) is not None
    note_report(done.print_id, PrintReport(PrintState.UNKNOWN, ("job-unknown",)), session)
    assert [e.state for e in open_prints(session)] == [Making.UNCLEAR]
    assert in_hands(done.visit_no, session) is None
    number = open_prints(session)[0].number
    second = ask_print(number, PrintWish("80mm", "slip"), session)
    assert [e.entry_id for e in open_prints(session)] == [second.entry_id]
    with session.read() as unit:
        states = [e.state for e in unit.prints_of(second.paper_id)]
    assert states == [Making.REPLACED, Making.WAITING]


def test_seen_and_dropped_are_audited_and_late_reports_change_nothing(
    session: DeskSession, visit: Visit
) -> None:
    first, second = (register_visit(visit(), session, wish=WISH) for _ in range(2))
    handed(session, first.print_id)
    note_seen(first.print_id, session)
    drop_print(second.print_id, session)
    assert audited(session)[-2:] == ["print_seen", "print_dropped"]
    assert note_report(first.print_id, PrintReport(PrintState.FAILED), session).state is Making.PRINTED
    assert note_held_up(second.print_id, "refused", session).state is Making.DROPPED
    assert open_prints(session) == ()


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM print_queue", "DELETE FROM visit_signature", "UPDATE visit_signature SET by = 'x'"],
)
def test_nothing_of_the_queue_is_deleted(session: DeskSession, visit: Visit, sql: str) -> None:
    register_visit(visit(), session, wish=WISH, signature=NAME)
    with pytest.raises(exc.DatabaseError, match="append-only"), session.write() as unit:
        unit._session.execute(text(sql))  # type: ignore[attr-defined]


def test_who_may_print(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    done = register_visit(visit(), session, wish=WISH)
    add_staff("查询员", StaffRole.READER, "another pass 1", session)
    gate.close()
    reader = gate.sign_in("查询员", "another pass 1")
    for attempt in (
        lambda: prepare(done.print_id, reader),
        lambda: preview(done.print_id, reader),
        lambda: ask_print(done.visit_no, WISH, reader),
        lambda: drop_print(done.print_id, reader),
        lambda: note_seen(done.print_id, reader),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_number_nobody_has(session: DeskSession) -> None:
    with pytest.raises(NotFound):
        ask_print("雾信访〔2026〕01-9999", WISH, session)
    with pytest.raises(NotFound):
        prepare("none", session)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_made(session: DeskSession, visit: Visit, size: str) -> None:
    done = register_visit(visit(), session, wish=PrintWish(size), signature=NAME)
    paper = prepare(done.print_id, session).paper
    assert paper.pages == 1
    assert paper.pdf.startswith(b"%PDF-")
    assert issue_receipt(done.visit_no, session, paper=size).sha256 == paper.sha256


def test_a_signature_lies_beside_the_visit_and_is_audited(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session, signature=NAME)
    other = register_visit(visit(), session)
    assert rows(session, "SELECT strokes, sha256 FROM visit_signature") == [
        (signature_bytes(NAME), NAME.digest)
    ]
    with session.read() as unit:
        assert signature_of_visit(unit, done.visit_no) == NAME
        assert signature_of_visit(unit, other.visit_no) is None
        assert any((a.action, a.about, a.why) == ("sign", done.visit_no, NAME.digest) for a in unit.audit(9))
    for (body,) in rows(session, "SELECT body FROM op"):
        assert b"strokes" not in bytes(body)  # type: ignore[call-overload]


def test_the_signature_of_a_sealed_visit_is_sealed_and_on_no_paper(
    session: DeskSession, visit: Visit
) -> None:
    accusation = visit(purpose=Purpose.ACCUSATION)
    done = register_visit(accusation, session, wish=WISH, signature=NAME)
    ((kept,),) = rows(session, "SELECT strokes FROM visit_signature")
    assert isinstance(kept, bytes)
    assert b"strokes" not in kept
    with session.read() as unit:
        assert signature_of_visit(unit, done.visit_no) == NAME
    signed = prepare(done.print_id, session).paper
    bare = prepare(register_visit(accusation, session, wish=WISH).print_id, session).paper
    opened = prepare(register_visit(visit(), session, wish=WISH, signature=NAME).print_id, session).paper
    assert _lines_drawn(signed.pdf) == _lines_drawn(bare.pdf) < _lines_drawn(opened.pdf)


def _lines_drawn(pdf: bytes) -> int:
    return sum(
        operator in (b"l", b"c")
        for page in PdfReader(io.BytesIO(pdf)).pages
        for _, operator in page.get_contents().operations  # type: ignore[union-attr]
    )


def test_a_paper_that_was_just_made_is_printed_as_the_original(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session)
    made = issue_receipt(done.visit_no, session)
    entry = ask_print(made.number, WISH, session, made=True)
    assert not prepare(entry.entry_id, session).paper.reprint
    handed(session, entry.entry_id)
    note_report(entry.entry_id, PrintReport(PrintState.PRINTED), session)
    again = ask_print(made.number, WISH, session)
    assert prepare(again.entry_id, session).paper.reprint


def test_two_copies_of_a_receipt_are_marked_sheets_of_one_document(
    session: DeskSession, visit: Visit
) -> None:
    done = register_visit(visit(), session, wish=PrintWish("a5", "HP", 2))
    prepared = prepare(done.print_id, session)
    assert prepared.paper.pages == 2
    assert order_of(prepared.entry).copies == 1
    slip = register_visit(visit(), session, wish=PrintWish("80mm", "HP", 2))
    prepared = prepare(slip.print_id, session)
    assert prepared.paper.pages == 1
    assert order_of(prepared.entry).copies == 2
