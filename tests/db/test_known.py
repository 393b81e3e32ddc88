"""The search index: what is found, what never is, and how it lives through growth and upgrades."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from app.domain.matter import MatterDraft, Purpose
from app.domain.office import StaffRole
from app.domain.person import PersonDraft, PersonRole
from app.domain.visit import VisitDraft
from app.duplicates.sounds import by_sound
from app.errors import NotAllowed
from app.intake import import_matters as importing
from app.intake.assess import assess_visit
from app.intake.comparable import Comparing
from app.intake.import_matters import import_matters
from app.intake.integrity import verify_store
from app.intake.likely import likeliest
from app.intake.match import match_matters
from app.intake.register import register_visit
from app.intake.session import DeskSession
from app.intake.staff import add_staff
from db import known
from db.engine import open_engine
from db.gate import StoreGate
from db.keyring import Keyring, derive
from db.rows import Row
from tests.db.conftest import LEAD, PASSWORD
from tests.db.old_stores import as_of

Visit = Callable[..., VisitDraft]
Line = tuple[int, bytes]


_CROPS = ["石榴", "核桃", "板栗", "花椒", "茶叶", "棉花", "烟草", "药材"]
_PLACES = ["仓库", "晾场", "苗圃", "围墙", "水渠", "机房", "大棚", "道路"]


def thing(row: int) -> str:
    """What the matter of a row is about; each of the first 64 rows tells of another."""
    return _CROPS[row // 8 % 8] + _PLACES[row % 8]


def line(row: int, **more: object) -> Line:
    """A line of an import."""
    usual = {
        "id": f"W{row}",
        "person_id": f"K{row}",
        "place": "雾泽县柏溪镇上坞村",
        "unit": "柏溪镇农业站",
        "content_class": "农业/设施",
        "demand": f"请求修复{thing(row)}",
        "facts": f"{thing(row)}被水冲坏,三个月没有来修。",
        "date": "2025-03-01",
    }
    return row, json.dumps({**usual, **more}, ensure_ascii=False).encode()


def found_ids(session: DeskSession, *, limit: int = 10, **told: object) -> list[str]:
    """Ids that a query finds, best first."""
    (matched,) = match_matters([line(1, **{"id": "q", "person_id": "", **told})], session, limit=limit)
    return [one.name.id for one in matched.results]


def own_people(session: DeskSession, *people: PersonDraft, demand: str = "要求解决路灯") -> list[str]:
    """Ids that a matter told by these people finds."""
    with session.read() as unit:
        asked = Comparing(unit.secret("person"), {}).own(MatterDraft(demand=demand), people, None)
        return [one.name.id for one in likeliest(unit, asked, 10)]


def test_own_and_foreign_matters_are_found_together(session: DeskSession, visit: Visit) -> None:
    texts = {"demand": "请求赔偿塌方压坏的杏树林", "facts": "修公路放炮,山坡塌了。"}
    own = register_visit(visit(**texts), session).matters[0].reg_no
    done = import_matters([line(n) for n in range(30)], session)
    assert (done.imported, done.refused) == (30, ())
    assert found_ids(session, demand=f"修{thing(7)}", facts="")[0] == "W7"
    # Told with the hanzi a pinyin keyboard offers first.
    told = {"demand": "要求赔尝塌坊压怀的杏数林", "facts": "修公路放泡", "place": "上坞村", "unit": ""}
    assert found_ids(session, **told)[0] == own
    assert len(found_ids(session, limit=3)) == 3
    assert verify_store(session) == ()


def test_the_window_shows_foreign_matters_too(session: DeskSession, visit: Visit) -> None:
    import_matters([line(n) for n in range(5)], session)
    draft = visit(
        place="雾泽县柏溪镇上坞村",
        reported_unit="柏溪镇农业站",
        demand=f"请求修复{thing(3)}",
        facts=f"{thing(3)}被水冲坏。",
    )
    best = assess_visit(draft, session).candidates[0]
    assert (best.foreign_id, best.reg_no, best.state, best.due_on) == ("W3", "W3", "unsure", None)
    assert best.why
    dismissed = replace(draft, matters=(replace(draft.matters[0], not_same=("W3",)),))
    assert "W3" not in {c.reg_no for c in assess_visit(dismissed, session).candidates}


def test_a_sealed_matter_is_nobodys_candidate(session: DeskSession, visit: Visit) -> None:
    texts = {"demand": "反映石料场老板送礼", "facts": "去年中秋送了三次烟酒。"}
    number = "11019919900307005X"
    register_visit(visit(number=number, purpose=Purpose.ACCUSATION, **texts), session)
    register_visit(visit(number=number, sealed=True, **texts), session)
    assert found_ids(session, **texts, person_id=number) == []
    assert assess_visit(visit(number=number, **texts), session).candidates == ()
    with session.read() as unit:
        assert unit.known_total() == 0
        assert not unit.term_counts(["石料", "中秋"])
    assert verify_store(session) == ()


def test_an_index_that_holds_a_sealed_matter_is_told(
    session: DeskSession, visit: Visit, folder: Path
) -> None:
    register_visit(visit(purpose=Purpose.ACCUSATION), session)
    register_visit(visit(), session)
    engine = raw_engine(folder)
    with engine.begin() as connection:
        connection.execute(text("UPDATE known_matter SET matter_key = (SELECT key FROM matter WHERE sealed)"))
    engine.dispose()
    assert any("保密" in said for said in verify_store(session))
    assert found_ids(session, demand="请求补足水库扩建征地的青苗补偿款") == []


def test_postings_grow_over_many_blocks(session: DeskSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_BLOCKS", known._BLOCKS.bindparams(size=4))
    monkeypatch.setattr(known, "_BLOCK", 4)
    for start in (0, 3, 4, 9, 30):
        import_matters([line(n) for n in range(start, start + (1 if start < 9 else 21))], session)
    with session.read() as unit:
        asked = (by_sound("冲坏"), by_sound("石榴"), by_sound("围墙"))
        counts = unit.term_counts([*asked, "无此"])
        terms = unit.known_like([(t, 1.0) for t in counts], [], 100)
        assert max(counts.values()) == unit.known_total() == len(terms)
    for n in (3, 4, 9, 29, 50):
        assert found_ids(session, demand=f"修{thing(n)}", facts="")[0] == f"W{n}"
    assert verify_store(session) == ()


def test_a_person_is_found_in_spite_of_a_wrong_digit_or_hanzi(session: DeskSession, visit: Visit) -> None:
    reg_no = register_visit(visit("章立平", number="110199199003070017"), session).matters[0].reg_no
    one = PersonDraft(name="章立平", id_no="110199199003070017")
    for person in (
        one,
        replace(one, id_no="110199199003080017"),
        replace(one, id_no="110199199003070037"),
        replace(one, id_no="", name="张丽萍"),
        replace(one, id_no="", name="张丽萍", address="云岭省雾泽县柏溪镇"),
    ):
        assert own_people(session, person) == [reg_no], person
    assert own_people(session, replace(one, role=PersonRole.COMPANION)) == []
    assert own_people(session, PersonDraft(name="骆青崖")) == []


def test_the_number_of_a_foreign_matter_and_the_one_shown_here_are_one_person(
    session: DeskSession, visit: Visit
) -> None:
    import_matters([line(1, person_id="11019919900307005x", demand="要求发放低保")], session)
    assert own_people(session, PersonDraft(id_no="11019919900307005X")) == ["W1"]
    with session.read() as unit:
        (kept,) = unit.foreign_matters(["W1"])
    assert "1990" not in kept.person


def test_a_broken_off_import_goes_on_with_the_same_file(
    session: DeskSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_A_TRANSACTION", 4)
    monkeypatch.setattr(importing, "_AT_ONCE", 2)
    lines = [line(n) for n in range(1, 12)]

    def cut() -> Iterator[Line]:
        yield from lines[:7]
        raise KeyboardInterrupt

    told: list[tuple[int, int]] = []
    with pytest.raises(KeyboardInterrupt):
        import_matters(cut(), session, lambda row, imported: told.append((row, imported)))
    assert told == [(4, 4)]
    with session.read() as unit:
        assert unit.known_total() == 4
    done = import_matters(lines, session)
    assert (done.row, done.imported, [r.row for r in done.refused]) == (11, 7, [1, 2, 3, 4])
    with session.read() as unit:
        audit = [(a.action, a.why) for a in unit.audit(20) if a.action == "import_matters"]
        assert unit.sync_figures().registered == 1
    assert audit[-1] == ("import_matters", "imported 4, refused 0")
    assert len(audit) == 4
    assert verify_store(session) == ()


def test_a_number_registered_here_is_not_imported(session: DeskSession, visit: Visit) -> None:
    reg_no = register_visit(visit(), session).matters[0].reg_no
    done = import_matters([line(1, id=reg_no), line(2), line(3, id="W2")], session)
    assert done.imported == 1
    assert [r.row for r in done.refused] == [1, 3]
    assert all("编号" in r.why for r in done.refused)


def test_who_may_import_and_match(session: DeskSession, gate: StoreGate) -> None:
    add_staff("查询员", StaffRole.READER, "another pass 1", session)
    gate.close()
    reader = gate.sign_in("查询员", "another pass 1")
    with pytest.raises(NotAllowed):
        import_matters([line(1)], reader)
    with pytest.raises(NotAllowed):
        list(match_matters([line(1)], reader))


def test_a_store_of_the_first_version_is_upgraded_with_what_it_holds(
    session: DeskSession, gate: StoreGate, folder: Path, visit: Visit
) -> None:
    reg_no = register_visit(visit(), session).matters[0].reg_no
    register_visit(visit(purpose=Purpose.ACCUSATION), session)
    gate.close()
    data_key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
    engine = raw_engine(folder)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM setting WHERE name = 'known_index'"))
    engine.dispose()
    as_of("0001", folder / "station.db", derive(data_key, "database"))
    again = gate.sign_in(LEAD, PASSWORD)
    assert [c.reg_no for c in assess_visit(visit(), again).candidates] == [reg_no]
    with again.read() as unit:
        assert unit.known_total() == 1
    assert verify_store(again) == ()
    gate.close()
    engine = raw_engine(folder)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
    engine.dispose()
    assert (folder / "backups" / "before-upgrade-from-0001.db").exists()


def test_an_index_of_another_form_is_made_anew_at_sign_in(
    session: DeskSession, gate: StoreGate, visit: Visit
) -> None:
    reg_no = register_visit(visit(), session).matters[0].reg_no
    import_matters([line(n) for n in range(3)], session)
    with session.write() as unit:
        unit.set_index_version(99)
        unit.commit()
    gate.close()
    again = gate.sign_in(LEAD, PASSWORD)
    with again.read() as unit:
        assert unit.index_version() != 99
        assert unit.known_total() == 4
    assert found_ids(again, demand=f"修{thing(2)}", facts="")[0] == "W2"
    assert found_ids(again, demand="水库扩建征地的青苗补偿款", facts="", unit="")[0] == reg_no
    assert verify_store(again) == ()


def raw_engine(folder: Path):  # type: ignore[no-untyped-def]
    """The database file itself, as only its key opens it."""
    data_key = Keyring.load(folder / "keys.json").unlock(LEAD, PASSWORD)
    return open_engine(folder / "station.db", derive(data_key, "database"))
