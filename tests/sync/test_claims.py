"""Five representatives across windows, what other offices hold, sealed content, pictures (rows 29-32, 48)."""

import hashlib
import itertools
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from app.domain.finding import Effect, Rule
from app.domain.person import PersonRole
from app.errors import HubAway
from app.hub import wire
from app.intake.claims import Claims
from app.intake.register import register_visit
from app.intake.results import Registration
from app.intake.visit_form import parse_visit
from app.sync.beat import sync_round
from db.hub.rows import blob, op
from db.keyring import derive
from db.sealing import open_box, seal_for
from tests.live_hub import LiveHub
from tests.sync.conftest import MakeStation, Station, visit
from tests.sync.direct_line import DirectLine
from ui.hub_questions import HubQuestions

_OTHER = itertools.count()


def group(names: list[str], same_as: str = "") -> dict[str, Any]:
    told = visit(names[0], people=len(names))
    for person, name in zip(told["people"], names, strict=True):
        person["name"], person["role"] = name, "representative"
    if same_as:
        told["matters"][0]["same_as"] = {"reg_no": same_as, "facts": "same"}
    return told


def come(desk: Station, names: list[str], same_as: str = "") -> tuple[Registration, Claims]:
    """As at the window: ask, then save."""
    draft = parse_visit(group(names, same_as))
    questions = HubQuestions(lambda: desk.store)
    claims = questions.ask_claims(questions.claims_wanted(draft, desk.session))
    return register_visit(draft, desk.session, claims=claims), claims


def roles(desk: Station, visit_no: str) -> list[PersonRole]:
    with desk.session.read() as unit:
        found = unit.visit(visit_no)
    assert found is not None
    return [p.role for p in found.participants]


def test_29_31_online_the_sixth_at_another_window_is_kept_as_a_member(
    hub: LiveHub, station: MakeStation
) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    first, _ = come(one, ["甲", "乙", "丙", "丁"])
    number = first.matters[0].reg_no
    for desk in (one, other, one):
        desk.sync()
        hub.settle()
    other.sync()
    # Two more, and one who has a slot already: at the other window nobody was told of the first four.
    done, claims = come(other, ["戊", "己", "甲"], same_as=number)
    assert not claims.pending
    assert {person for person, _ in claims.over_limit} <= {1}
    assert [f.rule for f in done.findings if f.effect is Effect.BLOCK].count(Rule.REP_LIMIT) >= 1
    assert roles(other, done.visit_no)[1] is PersonRole.GROUP_MEMBER


def test_30_offline_they_wait_for_confirmation_on_paper_and_become_tasks(
    hub: LiveHub, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = station(1).enrolled(hub), station(1).enrolled(hub)
    first, _ = come(one, ["甲"])
    number = first.matters[0].reg_no
    for _ in range(2):
        for desk in (one, other):
            desk.sync()
            hub.settle()

    def dead(*_: object, **__: object) -> None:
        raise HubAway("dead")

    with monkeypatch.context() as down:
        down.setattr("app.hub.client.HubClient.claim", dead)
        a, pending = come(one, ["甲", "乙", "丙"], same_as=number)
        b, also = come(other, ["丁", "戊", "己", "庚"], same_as=number)
    assert pending.pending
    assert also.pending
    assert any(f.rule is Rule.REPS_UNCONFIRMED for f in a.findings)
    with one.session.read() as unit:
        (paper,) = unit.papers(a.visit_no)
    assert json.loads(paper.content)["unconfirmed"] is True
    for _ in range(3):
        for desk in (other, one):
            assert desk.sync().failure is None
            hub.settle()
    for desk in (one, other):
        items = desk.store.parked_items()
        assert [i.what for i in items] == ["over_limit"] * 2
        assert all(i.about.startswith(number) and i.about.split()[1] in "甲乙丙丁戊己庚" for i in items)
        with desk.session.read() as unit:
            assert {a.visit_no, b.visit_no} <= {v.visit_no for v in unit.all_visits()}


def test_32_what_another_office_holds_is_told_online_and_from_the_list_offline(
    hub: LiveHub, station: MakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = station(1).enrolled(hub), station(2).enrolled(hub)
    id_no = "110199199003070017"
    number = there.register("骆青崖", id_no=id_no).matters[0].reg_no
    there.sync()
    hub.settle()
    here.sync()
    draft = parse_visit(visit("骆青崖", id_no=id_no, demand="要求修路", facts="村道坍塌。"))
    questions = HubQuestions(lambda: here.store)
    found = questions.elsewhere(draft, here.session)
    assert [f.rule for f in found][:1] == [Rule.HELD_ELSEWHERE]
    assert number in found[0].message

    def dead(*_: object, **__: object) -> None:
        raise HubAway("dead")

    monkeypatch.setattr("app.hub.client.HubClient.check", dead)
    (offline,) = questions.elsewhere(draft, here.session)
    assert "离线" in offline.message
    assert "截至" in offline.message


def test_what_is_sealed_leaves_as_ciphertext_for_its_holders(hub: LiveHub, station: MakeStation) -> None:
    desk = station().enrolled(hub)
    words = "镇里有人收了钱才给办证"
    desk.register("骆青崖", purpose="accusation", demand=words, facts=words)
    desk.sync()
    with hub.engine.connect() as connection:
        bodies = [bytes(b) for b in connection.scalars(select(op.c.body))]
    assert not any(words.encode() in b or "骆青崖".encode() in b for b in bodies)
    (told,) = [json.loads(b) for b in bodies if b"participants" in b]
    import base64

    box = base64.b64decode(told["matters"][0]["sealed"])
    key = derive(desk.gate._store.data_key, "sealed")  # type: ignore[union-attr]
    assert words in open_box(key, box, told["matters"][0]["matter_id"]).decode()


def test_a_box_opens_for_each_holder_and_nobody_else() -> None:
    keys = [X25519PrivateKey.generate() for _ in range(3)]
    box = seal_for([k.public_key().public_bytes_raw() for k in keys[:2]], b"words", "one")
    for key in keys[:2]:
        assert open_box(key.private_bytes_raw(), box, "one") == b"words"
    for key, about in ((keys[2], "one"), (keys[0], "two")):
        with pytest.raises(ValueError, match="key"):
            open_box(key.private_bytes_raw(), box, about)
    with pytest.raises(ValueError, match="box"):
        open_box(keys[0].private_bytes_raw(), box[:-3], "one")


def with_picture(desk: Station, content: bytes) -> str:
    from dataclasses import replace

    from app.domain.visit import Material

    draft = parse_visit(visit())
    draft = replace(draft, materials=(Material("协议", scanned=True, content=content),))
    return register_visit(draft, desk.session).visit_no


def test_17_48_pictures_follow_the_operations_and_go_on_where_they_broke_off(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    content = bytes(range(256)) * 1500
    with_picture(desk, content)
    cuts = itertools.count()

    class Cutting(DirectLine):
        def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
            if next(cuts) % 2:
                raise HubAway("cut")
            return super().append_blob(sha256, offset, part)

    for _ in range(12):
        sync_round(desk.store, line=lambda bound: Cutting(hub.store, bound.station_id))  # type: ignore[arg-type,return-value]
        assert desk.store.figures().pending == 0  # operations never wait for pictures
    assert desk.sync().failure is None
    with hub.engine.connect() as connection:
        (row,) = connection.execute(select(blob)).all()
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert row.complete_at is not None
    assert desk.store.blobs_waiting(5) == []
    assert desk.store.blob_content(row.sha256) == content


def test_17_over_a_line_that_carries_little_before_it_times_out_all_arrives(
    hub: LiveHub, station: MakeStation
) -> None:
    desk = station().enrolled(hub)
    desk.sync()
    for n in range(6):
        desk.register(f"人{n}")
    content = bytes(range(256)) * 500
    with_picture(desk, content)

    class Slow(DirectLine):
        def push(self, request: wire.Push) -> wire.PushAnswer:
            if len(wire.encode(request)) > 8000:
                raise HubAway("ReadTimeout")
            return super().push(request)

        def append_blob(self, sha256: str, offset: int, part: bytes) -> int:
            if len(part) > 20_000:
                raise HubAway("ReadTimeout")
            return super().append_blob(sha256, offset, part)

    reports = []
    for _ in range(40):
        reports.append(
            sync_round(desk.store, line=lambda bound: Slow(hub.store, bound.station_id))  # type: ignore[arg-type,return-value]
        )
        if reports[-1].failure is None:
            break
    assert reports[-1].failure is None, len(reports)
    assert desk.store.figures().pending == 0
    assert desk.store.blobs_waiting(5) == []
