"""What is sealed: for the receiving office's key alone, never in clear, waiting where there is none."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.office import StaffRole
from app.domain.record import MatterEventRecord
from app.domain.sealed import KeyShown
from app.domain.visit import Material
from app.errors import BadInput, HubRefused, NotAllowed, NotFound
from app.hub import wire
from app.hub.sealing_wire import OfficeKey, key_id_of, signed_key
from app.intake.lists import visit_summary
from app.intake.matter_lists import list_matters, listed_matters
from app.intake.register import register_visit
from app.intake.sealed_matters import export_keys, import_keys, list_received, make_key, read_received
from app.intake.visit_form import parse_visit
from db.hub.office import SqlHubOffice
from db.hub.outbox import Outbox
from db.hub.rows import blob
from tests.fakes.replica import Replica
from tests.live_hub import LiveHub
from tests.sync.conftest import COUNTY, LEAD, PASSWORD, MakeStation, Station, office, visit

PLANTED = ("翁某受贿二十万元", "举报人鹿鸣溪", "青石巷五十一号")
DISCIPLINE = office(7).name

Setting = Callable[..., Station]


def accuse(desk: Station, **changed: Any) -> str:
    """An accusation with planted words; its registration number."""
    made = desk.register(
        PLANTED[1],
        **{"purpose": "accusation", "demand": PLANTED[0], "facts": "在" + PLANTED[2] + "收钱。", **changed},
    )
    return made.matters[0].reg_no


def configured(desk: Station, **changed: Any) -> Station:
    """The office's file changed, as an administrator would."""
    with desk.session.write() as unit:
        unit.save_office(replace(unit.office(), **changed))
        unit.commit()
    desk.gate.close()
    desk.open()
    return desk


def handler(desk: Station) -> Station:
    """Somebody who handles accusations signs in."""
    with desk.session.write() as unit:
        unit.add_staff("叶知秋", StaffRole.ACCUSATION_HANDLER, PASSWORD)
        unit.commit()
    desk.session = desk.gate.sign_in("叶知秋", PASSWORD)
    return desk


def key_made(desk: Station) -> KeyShown:
    handler(desk)
    return make_key(desk.store.sealed(), desk.session)


def in_step(hub: LiveHub, *desks: Station) -> None:
    for _ in range(3):
        for desk in desks:
            assert desk.sync().failure is None
            hub.settle()


def nowhere_in(hub: LiveHub, folder: Path, words: tuple[str, ...]) -> None:
    """Not in any table, log or file of the hub."""
    found = b"".join(path.read_bytes() for path in folder.glob("hub.db*"))
    found += b"".join(path.read_bytes() for path in hub.papers.rglob("*") if path.is_file())
    with hub.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
        for (name,) in tables:
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}").all():
                found += repr(tuple(row)).encode() + b"".join(v for v in row if isinstance(v, bytes))
    for word in words:
        assert word.encode() not in found
        assert word.encode("unicode_escape") not in found


def test_only_the_receiving_office_reads_it(
    hub: LiveHub, station: MakeStation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk, other, discipline = (station(n).enrolled(hub) for n in (1, 2, 7))
    key_made(discipline)
    in_step(hub, discipline, desk, other)
    number = accuse(desk, target_unit=DISCIPLINE)
    assert desk.store.figures().tasks == 0
    in_step(hub, desk, discipline, other)
    (received,) = list_received(discipline.store.sealed(), discipline.session)
    assert (received.reg_no, received.from_name, received.readable) == (number, office(1).name, True)
    content = read_received(discipline.store.sealed(), number, "交办", discipline.session).content
    assert content["matter"]["demand"] == PLANTED[0]
    assert content["people"][0]["name"] == PLANTED[1]
    assert [item.what for item in discipline.store.parked_items()] == ["sealed_received"]
    handler(other)
    assert list_received(other.store.sealed(), other.session) == ()
    nowhere_in(hub, tmp_path, PLANTED)
    assert not [word for word in PLANTED if word in caplog.text]
    for one in (desk, other, discipline):
        assert one.store.figures().parked == 0
        with one.session.read() as unit:
            assert unit.problems() == ()


def test_the_receiving_office_opens_the_papers_that_came_with_it(
    hub: LiveHub, station: MakeStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other, discipline = (station(n).enrolled(hub) for n in (1, 2, 7))
    key_made(discipline)
    in_step(hub, discipline, desk, other)
    picture = b"\xff\xd8\xff" + PLANTED[0].encode() * 40
    told = visit(PLANTED[1], purpose="accusation", demand=PLANTED[0], facts="有。", target_unit=DISCIPLINE)
    draft = parse_visit(told)
    papers = (Material("举报信", 2, original=True, content=picture), Material("照片说明", 1, original=False))
    number = register_visit(replace(draft, materials=papers), desk.session).matters[0].reg_no
    in_step(hub, desk, discipline, other)
    opened = read_received(discipline.store.sealed(), number, "交办", discipline.session)
    assert [(p.name, p.pages, p.original, p.content, p.waits) for p in opened.papers] == [
        ("举报信", 2, True, picture, False),
        ("照片说明", 1, False, b"", False),
    ]
    assert "papers" not in opened.content
    nowhere_in(hub, tmp_path, PLANTED)
    with desk.session.read() as unit:
        visit_no = number.rsplit("-", 1)[0]
        (sha256,) = [sha for sha, _ in _named(hub)]
        assert unit.visit(visit_no) is not None
    line = Replica(office(2), 5)
    with line.enrolled(hub.engine, hub.address) as client, pytest.raises(HubRefused):
        client.fetch_blob(sha256, 0, 10)  # nobody else's


def _named(hub: LiveHub) -> list[tuple[str, str]]:
    with hub.engine.connect() as connection:
        return [(row.sha256, row.office) for row in connection.execute(select(blob))]


def test_what_became_of_it_and_the_words_of_its_steps_travel_in_its_box(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk, window = station(1), station(1)
    for one in (desk, window):
        one.enrolled(hub)
    key_made(window)
    in_step(hub, window, desk)
    number = accuse(desk, target_unit="密件去向某某组", outcome="ANSWERED_ON_SPOT", reason="密件理由")
    step = MatterEventRecord(
        str(uuid.uuid4()), "transferred_on", date(2026, 11, 24), datetime.now(UTC), LEAD, "转给密件专班"
    )
    with desk.session.write() as unit:
        unit.add_event(number, step)
        unit.commit()
    in_step(hub, desk, window)
    nowhere_in(hub, tmp_path, (*PLANTED, "密件去向", "密件理由", "密件专班", "ANSWERED_ON_SPOT"))
    with window.session.read() as unit:
        here = unit.matter(number)
    assert here is not None
    assert here.record.outcome == "ANSWERED_ON_SPOT"  # the office's key lies at this window
    assert "转给密件专班" in [event.text for event in here.events]
    listed = list(SqlHubOffice(hub.store).matters(datetime.now(UTC)))
    assert listed == list(listed_matters(desk.session))
    assert [(m.state, m.outcome) for m in listed] == [("sealed", "")]


def test_a_window_without_the_key_calls_a_sealed_claim_by_no_purpose(
    hub: LiveHub, station: MakeStation
) -> None:
    desk, window = station(1), station(1)
    for one in (desk, window):
        one.enrolled(hub)
    desk.register("鹿鸣溪", sealed=True)
    in_step(hub, desk, window)
    for one in (desk, window):
        (line,) = list_matters(one.session)
        assert (line.purpose, line.state_zh) == ("依法保密", "依法保密")
        assert "检举控告" not in repr(visit_summary(line.visit_no, one.session))


def test_without_a_key_it_is_saved_and_waits_and_leaves_when_the_key_comes(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk, discipline = station(1).enrolled(hub), station(7).enrolled(hub)
    configured(desk, settings={"sealed_receiver": office(7).code})
    number = accuse(desk)
    (waits,) = desk.store.parked_items()
    assert (waits.what, waits.why, waits.about) == ("sealed_waiting", "no_key", number)
    in_step(hub, desk, discipline)
    figures = desk.store.figures()
    assert (figures.pending, figures.parked, figures.tasks, figures.in_step) == (0, 0, 1, True)
    nowhere_in(hub, tmp_path, PLANTED)
    key_made(discipline)
    in_step(hub, discipline, desk, discipline)
    assert desk.store.parked_items() == ()
    assert read_received(discipline.store.sealed(), number, "交办", discipline.session).content["people"]
    nowhere_in(hub, tmp_path, PLANTED)


def test_handed_over_on_paper_it_waits_no_longer(hub: LiveHub, station: MakeStation) -> None:
    desk, discipline = station(1).enrolled(hub), station(7).enrolled(hub)
    accuse(desk, target_unit=DISCIPLINE)
    (waits,) = desk.store.parked_items()
    desk.store.settle(waits.item_id, "周予安", datetime.now(UTC))
    assert desk.store.parked_items() == ()
    key_made(discipline)
    in_step(hub, discipline, desk, discipline)
    assert list_received(discipline.store.sealed(), discipline.session) == ()


def test_an_accusation_against_the_own_office_goes_over_its_head(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk, window = station(1), station(1)
    superior = station(9)
    for one in (desk, window):
        configured(one, parent_code=office(9).code)
    for one in (desk, window, superior):
        one.enrolled(hub)
    key_made(superior)
    key_made(window)  # the office's own key, at another window
    in_step(hub, superior, window, desk)
    number = accuse(desk, reported_unit=office(1).name)
    ordinary = accuse(desk, demand="另一件密件")
    in_step(hub, desk, superior, window)
    assert [r.reg_no for r in list_received(superior.store.sealed(), superior.session)] == [number]
    assert read_received(superior.store.sealed(), number, "办理", superior.session).content["people"]
    with window.session.read() as unit:
        hidden, known = unit.sealed_matter(number), unit.sealed_matter(ordinary)
    assert hidden is not None
    assert hidden.demand == ""
    assert known is not None
    assert known.demand == "另一件密件"  # an ordinary one the office's own handler may open
    with pytest.raises(NotFound):
        read_received(window.store.sealed(), number, "好奇", window.session)
    nowhere_in(hub, tmp_path, PLANTED)


def test_a_new_key_takes_the_place_of_the_old_and_both_open_what_is_theirs(
    hub: LiveHub, station: MakeStation
) -> None:
    desk, discipline = station(1).enrolled(hub), station(7).enrolled(hub)
    first = key_made(discipline)
    in_step(hub, discipline, desk)
    before = accuse(desk, target_unit=DISCIPLINE)
    second = make_key(discipline.store.sealed(), discipline.session)
    in_step(hub, discipline, desk)
    after = accuse(desk, target_unit=DISCIPLINE, demand="又一件")
    in_step(hub, desk, discipline)
    shown = {key.key_id: key for key in desk.store.sealed().office_keys()}
    assert (shown[first.key_id].replaced, shown[second.key_id].replaced) == (True, False)
    for number in (before, after):
        assert read_received(discipline.store.sealed(), number, "办理", discipline.session).content["matter"]


def test_a_key_nobody_vouched_for_is_not_sealed_for(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk = station(1).enrolled(hub)
    public = "09" + "00" * 31
    forged = signed_key(
        OfficeKey(office(7).code, DISCIPLINE, key_id_of(public), public, datetime.now(UTC)), b"\x05" * 32
    )
    with hub.engine.begin() as connection:
        outbox = Outbox(connection, COUNTY, datetime.now(UTC))
        outbox.say(wire.COUNTY_CHANNEL, wire.FeedKind.SEALING_KEY, forged)
        outbox.send()
    in_step(hub, desk)
    accuse(desk, target_unit=DISCIPLINE)
    assert sorted(item.what for item in desk.store.parked_items()) == ["key_refused", "sealed_waiting"]


def test_a_lost_computer_does_not_lose_what_was_received(
    hub: LiveHub, station: MakeStation, tmp_path: Path
) -> None:
    desk, lost = station(1).enrolled(hub), station(7).enrolled(hub)
    key_made(lost)
    in_step(hub, lost, desk)
    number = accuse(desk, target_unit=DISCIPLINE)
    in_step(hub, desk, lost)
    file = tmp_path / "keys"
    book, phrase = lost.store.sealed(), "一把很长的口令 足够长了吧"
    with pytest.raises(BadInput):
        export_keys(book, file, "太短", lost.session)
    assert export_keys(book, file, phrase, lost.session) == 1
    assert b"private" not in file.read_bytes()
    with pytest.raises(BadInput):
        export_keys(book, file, phrase, lost.session)  # nothing is written over
    fresh = handler(station(7).enrolled(hub))
    in_step(hub, fresh)
    (before,) = list_received(fresh.store.sealed(), fresh.session)
    assert not before.readable
    with pytest.raises(BadInput):
        import_keys(fresh.store.sealed(), file, phrase + "?", fresh.session)
    with pytest.raises(BadInput):
        import_keys(fresh.store.sealed(), tmp_path / "none", phrase, fresh.session)
    assert import_keys(fresh.store.sealed(), file, phrase, fresh.session) == 1
    assert import_keys(fresh.store.sealed(), file, phrase, fresh.session) == 0
    assert read_received(fresh.store.sealed(), number, "交接", fresh.session).content["people"]


def test_who_may_make_keys_and_read(hub: LiveHub, station: MakeStation) -> None:
    desk = station(1).enrolled(hub)
    with desk.session.write() as unit:
        unit.add_staff("程小雨", StaffRole.RECEPTIONIST, PASSWORD)
        unit.commit()
    with pytest.raises(NotAllowed):
        list_received(desk.store.sealed(), desk.session)  # the lead has no right to what is sealed
    desk.session = desk.gate.sign_in("程小雨", PASSWORD)
    with pytest.raises(NotAllowed):
        make_key(desk.store.sealed(), desk.session)
