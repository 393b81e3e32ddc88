"""The encrypted store: durable, whole, closed to strangers, one writer at a time."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from app.domain.due import DueFilter
from app.domain.matter import Facts, Outcome, Purpose, SameAs
from app.domain.matter_step import MatterStep
from app.domain.numbers import is_receipt_number
from app.domain.office import StaffRole
from app.domain.person import PersonRole
from app.domain.visit import VisitDraft
from app.errors import (
    BadInput,
    DiskFull,
    NotAllowed,
    StoreBusy,
    StoreDamaged,
    StoreExists,
    StoreMissing,
    WrongPassword,
)
from app.intake.drafts import discard_draft, keep_draft, kept_drafts
from app.intake.due_board import due_board
from app.intake.events import record_event
from app.intake.integrity import verify_store
from app.intake.lists import list_visits
from app.intake.matter_lists import list_matters, matter_detail
from app.intake.papers import issue_receipt, preview_receipt
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff, deactivate, new_recovery_code, reset_password
from app.intake.visit_log import visit_log
from app.rulepacks import load_rulepack
from db.gate import StoreGate, create_store
from db.read_unit import SqlReadUnit
from db.unit_of_work import SqlWriteUnit
from tests.db.conftest import LEAD, OFFICE, PASSWORD

Visit = Callable[..., VisitDraft]


def _gate(folder: Path, **more: object) -> StoreGate:
    return StoreGate(folder, lambda _: load_rulepack(), holder="command", **more)  # type: ignore[arg-type]


def test_a_registered_visit_comes_back_whole(session: DeskSession, gate: StoreGate, visit: Visit) -> None:
    draft = visit("阿依古丽·买买提𬱖", number="110199199003070017")
    done = register_visit(draft, session)
    gate.close()
    again = gate.sign_in(LEAD, PASSWORD)
    with again.read() as unit:
        kept = unit.visit(done.visit_no)
    assert kept is not None
    assert kept.participants[0].stated.name == "阿依古丽·买买提𬱖"
    assert kept.participants[0].stated.born_on == date(1990, 3, 7)
    assert kept.stated.matters[0].facts == draft.matters[0].facts
    assert kept.received_by == LEAD
    assert [m.reg_no for m in kept.matters] == [f"{done.visit_no}-1"]


def test_the_file_holds_nothing_readable(
    session: DeskSession, folder: Path, gate: StoreGate, visit: Visit
) -> None:
    keep_draft("d1", {"demand": "草稿里的诉求"}, session)
    register_visit(visit("骆青崖", number="110199199003070017"), session)
    gate.close()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for word in ("骆青崖", "青苗补偿", "草稿里的诉求", LEAD, "雾泽县"):
                assert word.encode() not in data, path.name
                assert word.encode("utf-16-le") not in data
            assert b"110199199003070017" not in data
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(folder / "station.db").execute("SELECT count(*) FROM sqlite_master")


@pytest.mark.parametrize(("user", "password"), [(LEAD, "wrong"), ("无此人", PASSWORD), ("", ""), (LEAD, "")])
def test_wrong_password_opens_nothing(folder: Path, user: str, password: str) -> None:
    with pytest.raises(WrongPassword):
        _gate(folder).sign_in(user, password)


def test_a_store_is_never_overwritten(folder: Path) -> None:
    before = (folder / "keys.json").read_bytes()
    with pytest.raises(StoreExists):
        create_store(folder, OFFICE, "另一人", PASSWORD)
    assert (folder / "keys.json").read_bytes() == before


def test_a_broken_attempt_to_make_a_store_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / "station.db").write_bytes(b"rest of an attempt")
    create_store(tmp_path, OFFICE, LEAD, PASSWORD)
    assert _gate(tmp_path).sign_in(LEAD, PASSWORD).user.role is StaffRole.LEAD
    (kept,) = tmp_path.glob("without-keys-*")
    assert kept.read_bytes() == b"rest of an attempt"


def test_no_store_and_a_damaged_store_are_told_apart(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StoreMissing):
        _gate(tmp_path / "nothing").sign_in(LEAD, PASSWORD)
    (folder / "station.db").write_bytes(b"\0" * 8192)
    with pytest.raises(StoreDamaged):
        _gate(folder).sign_in(LEAD, PASSWORD)


def test_a_second_writer_is_refused_and_a_reader_may_look(
    folder: Path, session: DeskSession, visit: Visit
) -> None:
    register_visit(visit(), session)
    window = StoreGate(folder, lambda _: load_rulepack(), holder="window")
    with pytest.raises(StoreBusy):
        window.sign_in(LEAD, PASSWORD)
    beside = _gate(folder, beside=True)
    looking = beside.sign_in(LEAD, PASSWORD)
    assert len(list_visits(looking)) == 1
    with pytest.raises(StoreBusy):
        register_visit(visit("另一人"), looking)
    beside.close()
    # What the reader did waits for the writer and then stands in the chain.
    session.note("anything", "", "")
    with session.read() as unit:
        actions = [row.action for row in unit.audit(20)]
    assert actions.count("list_visits") == 1
    assert verify_store(session) == ()
    window.close()


def test_a_writer_killed_before_it_cleared_the_inbox_doubles_nothing(
    folder: Path, session: DeskSession
) -> None:
    beside = _gate(folder, beside=True)
    list_visits(beside.sign_in(LEAD, PASSWORD))
    beside.close()
    waiting = {path: path.read_bytes() for path in (folder / "audit-inbox").glob("*.row")}
    session.note("anything", "", "")
    for path, row in waiting.items():
        path.write_bytes(row)
    session.note("anything", "", "")
    with session.read() as unit:
        assert [row.action for row in unit.audit(20)].count("list_visits") == 1
    assert not list((folder / "audit-inbox").glob("*.row"))


def test_numbers_are_valid_gapless_and_unique(session: DeskSession, visit: Visit) -> None:
    done = [register_visit(visit(f"来访人{i}"), session) for i in range(12)]
    numbers = [d.visit_no for d in done]
    assert len(set(numbers)) == 12
    assert all(is_receipt_number(n) for n in numbers)
    papers = [issue_receipt(n, session).number for n in numbers]
    assert [int(p.rpartition("-")[2]) for p in papers] == list(range(1, 13))
    assert papers[0].startswith("雾信访〔")


def test_two_threads_registering_lose_nothing(session: DeskSession, visit: Visit) -> None:
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for i in range(10):
                register_visit(visit(f"{name}{i}"), session)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in ("甲", "乙", "丙")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert errors == []
    assert len({v.visit_no for v in list_visits(session)}) == 30
    assert verify_store(session) == ()


def test_leaving_without_commit_keeps_nothing(session: DeskSession) -> None:
    with session.write() as unit:
        unit.save_setting("printer", "x")
    with session.read() as unit:
        assert unit.setting("printer") is None


def test_full_disk_says_so_and_the_store_works_afterwards(
    session: DeskSession, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = SqlWriteUnit.__enter__

    def cramped(unit: SqlWriteUnit) -> SqlWriteUnit:
        entered = begin(unit)
        pages = entered._session.execute(text("PRAGMA page_count")).scalar_one()
        entered._session.execute(text(f"PRAGMA max_page_count = {pages}"))
        return entered

    with monkeypatch.context() as patch:
        patch.setattr(SqlWriteUnit, "__enter__", cramped)
        with pytest.raises(DiskFull):
            register_visit(visit(facts="很长的事实。" * 3000), session)
    with session.write() as unit:
        unit._session.execute(text("PRAGMA max_page_count = 1073741823"))  # type: ignore[attr-defined]
    assert list_visits(session) == ()
    register_visit(visit(), session)
    assert verify_store(session) == ()


def test_a_commit_that_failed_after_all_was_written_is_read_again(
    session: DeskSession, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.orm import Session

    real = Session.commit

    def written_but_told_otherwise(self: Session) -> None:
        real(self)
        raise exc.OperationalError("COMMIT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", written_but_told_otherwise)
        done = register_visit(visit(), session)
    assert [v.visit_no for v in list_visits(session)] == [done.visit_no]


def test_sixth_representative_is_kept_as_group_member(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(people=6), session)
    assert [f.effect for f in done.findings if f.rule == "rep_limit"] == ["block"]
    with session.read() as unit:
        kept = unit.visit(done.visit_no)
    assert kept is not None
    roles = [p.role for p in kept.participants]
    assert roles.count(PersonRole.REPRESENTATIVE) == 5
    assert kept.participants[5].role is PersonRole.GROUP_MEMBER
    assert kept.participants[5].role_asked is PersonRole.REPRESENTATIVE


def test_incomplete_visits_are_told_what_is_missing(session: DeskSession, visit: Visit) -> None:
    with pytest.raises(BadInput) as caught:
        register_visit(visit(demand="", facts=" "), session)
    assert len(caught.value.problems) == 2
    assert list_visits(session) == ()


def test_an_accusation_leaves_no_trace_of_its_content(session: DeskSession, visit: Visit) -> None:
    secret = "反映某局长收受财物"
    accusation = visit(purpose=Purpose.ACCUSATION, demand=secret, facts=secret, reported_person="某局长")
    done = register_visit(accusation, session)
    assert done.matters[0].sealed
    with session.read() as unit:
        assert unit.known_total() == 0
        kept = unit.visit(done.visit_no)
        bodies = SqlReadUnit.sealed_matter(unit, done.matters[0].reg_no)  # type: ignore[arg-type]
    assert kept is not None
    assert secret not in repr(kept)
    assert bodies is not None
    assert bodies.demand == secret
    row = visit_log(kept.local_date, kept.local_date, session)[0]
    assert secret not in repr(row)
    assert "骆青崖" not in repr(row)
    assert secret not in repr(list_matters(session))
    with session.write() as unit:
        stored = unit._session.execute(text("SELECT body FROM op")).scalars().all()  # type: ignore[attr-defined]
    assert all(secret.encode() not in body for body in stored)


def test_a_repeat_is_linked_and_shares_the_course(session: DeskSession, visit: Visit) -> None:
    first = register_visit(visit(), session).matters[0].reg_no
    today = session.clock.today()
    record_event(first, MatterStep("accepted_on", today), session)
    again = register_visit(visit(same_as=SameAs(first, Facts.SAME)), session)
    assert again.matters[0].outcome == Outcome.CONTINUE_LINK
    lines = {m.reg_no: m for m in list_matters(session)}
    assert lines[again.matters[0].reg_no].same_as == first
    assert lines[again.matters[0].reg_no].state == lines[first].state == "accepted_in_time"
    detail = matter_detail(again.matters[0].reg_no, session)
    steps = [e.kind for e in detail.events if e.kind != "paper"]
    assert steps == ["registered", "accepted_on", "registered", "linked"]
    assert [m.reg_no for m in due_board(DueFilter(), session).lines] == [first]


def test_an_unknown_matter_cannot_be_linked(session: DeskSession, visit: Visit) -> None:
    with pytest.raises(BadInput):
        register_visit(visit(same_as=SameAs("110199001261122010A0001X-1", Facts.SAME)), session)


def test_the_first_receipt_is_the_original_and_the_next_a_reprint(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(), session)
    looked = preview_receipt(done.visit_no, session)
    first, second = issue_receipt(done.visit_no, session), issue_receipt(done.visit_no, session)
    assert not first.reprint
    assert second.reprint
    assert looked.sha256 == first.sha256 != second.sha256
    assert first.number == second.number


def test_drafts_survive_and_leave_with_the_registration(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    keep_draft("d1", {"people": [{"name": "骆青崖"}]}, session)
    keep_draft("d1", {"people": [{"name": "骆青崖"}], "n": 2}, session)
    keep_draft("d2", {}, session)
    gate.close()
    session = gate.sign_in(LEAD, PASSWORD)
    assert [(d.draft_id, d.form.get("n")) for d in kept_drafts(session)] == [("d1", 2), ("d2", None)]
    register_visit(visit(), session, draft_id="d1")
    discard_draft("d2", session)
    assert kept_drafts(session) == ()


def test_roles_decide_who_registers_and_who_looks(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    add_staff("管理员甲", StaffRole.ADMIN, "admin pass 1", session)
    with pytest.raises(NotAllowed):
        add_staff("再来一人", StaffRole.RECEPTIONIST, "some pass 1", session)
    gate.close()
    admin = gate.sign_in("管理员甲", "admin pass 1")
    for action in (
        lambda: register_visit(visit(), admin),
        lambda: list_visits(admin),
        lambda: list_matters(admin),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_passwords_are_reset_by_a_lead_and_by_the_recovery_code(
    session: DeskSession, gate: StoreGate, folder: Path
) -> None:
    add_staff("林知夏", StaffRole.RECEPTIONIST, "first pass 1", session)
    reset_password("林知夏", "second pass 2", session)
    gate.close()
    with pytest.raises(WrongPassword):
        gate.sign_in("林知夏", "first pass 1")
    gate.sign_in("林知夏", "second pass 2")
    gate.close()
    code = (folder.parent / "code.txt").read_text("ascii")
    gate.recover(LEAD, code, "lead pass new 3")
    renewed = gate.sign_in(LEAD, "lead pass new 3")
    newer = new_recovery_code(renewed)
    gate.close()
    with pytest.raises(WrongPassword):
        gate.recover(LEAD, code, "does not matter")
    gate.recover(LEAD, newer, "lead pass new 4")


def test_whoever_left_cannot_come_back(session: DeskSession, gate: StoreGate) -> None:
    add_staff("林知夏", StaffRole.RECEPTIONIST, "first pass 1", session)
    deactivate("林知夏", session)
    gate.close()
    with pytest.raises(WrongPassword):
        gate.sign_in("林知夏", "first pass 1")


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TRIGGER audit_no_update; UPDATE audit SET who = '别人' WHERE seq = 2",
        "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq = 2",
        "DROP TRIGGER op_no_update; UPDATE op SET body = x'00' WHERE seq = 2",
        "DROP TRIGGER op_no_delete; DELETE FROM op WHERE seq = 2",
        "DELETE FROM participant",
        "DELETE FROM document_print; DELETE FROM document WHERE number LIKE '%-0001'",
        "UPDATE visit SET visit_no = '110199001261122010A00011' WHERE serial = 1",
        "UPDATE matter SET sealed_content = x'00', sealed = 1",
    ],
)
def test_verify_finds_every_change(session: DeskSession, visit: Visit, damage: str) -> None:
    for name in ("甲某", "乙某"):
        issue_receipt(register_visit(visit(name), session).visit_no, session)
    assert verify_store(session) == ()
    with session.write() as unit:
        for statement in damage.split(";"):
            unit._session.execute(text(statement))  # type: ignore[attr-defined]
        unit.commit()
    assert verify_store(session) != ()


def test_history_cannot_be_changed_by_a_slip(session: DeskSession, visit: Visit) -> None:
    register_visit(visit(), session)
    for statement in (
        "UPDATE audit SET who = '别人'",
        "DELETE FROM audit",
        "UPDATE op SET body = x'00'",
        "DELETE FROM op",
    ):
        with pytest.raises(exc.IntegrityError), session.write() as unit:
            unit._session.execute(text(statement))  # type: ignore[attr-defined]


def test_present_count_and_anonymous_visits(session: DeskSession, visit: Visit) -> None:
    nobody = replace(visit(purpose=Purpose.ACCUSATION, anonymous=True), people=(), anonymous=True)
    done = register_visit(nobody, session)
    assert issue_receipt(done.visit_no, session).pages == 1


def test_a_sealed_visit_gets_the_sealed_receipt(session: DeskSession, visit: Visit) -> None:
    done = register_visit(visit(purpose=Purpose.ACCUSATION), session)
    assert issue_receipt(done.visit_no, session).id == "visit_receipt_sealed"
    assert issue_receipt(register_visit(visit(), session).visit_no, session).id == "visit_receipt"
