"""Operations arrive once, whatever is sent how often; what is odd is kept and told."""

import msgspec
from sqlalchemy import func, select

from app.hub import wire
from app.hub.digests import body_digest, chained, event_digest
from app.hub.wire import OpResult
from db.hub.rows import op, op_aside
from tests.hub.conftest import Enrolled
from tests.live_hub import LiveHub


def _results(answer: wire.PushAnswer) -> list[str]:
    return [r.result for r in answer.results]


def _count(hub: LiveHub) -> int:
    with hub.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(op)) or 0


def test_a_push_is_kept_byte_for_byte_and_once(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    replica.write("begin", b"{}")
    for _ in range(3):
        replica.register()
    sent = wire.Push(replica.ops)
    assert _results(line.push(sent)) == [OpResult.ACCEPTED] * 4
    assert _results(line.push(sent)) == [OpResult.DUPLICATE] * 4
    with hub.engine.connect() as connection:
        rows = connection.execute(select(op).order_by(op.c.fseq)).all()
    assert [(r.op_id, bytes(r.body), r.seq) for r in rows] == [
        (o.op_id, o.body.content(), o.seq) for o in replica.ops
    ]


def test_the_same_operation_twice_in_one_push_is_one(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    one = replica.register()
    assert _results(line.push(wire.Push([one, one]))) == [OpResult.ACCEPTED, OpResult.DUPLICATE]
    assert _count(hub) == 1


def test_other_bytes_under_a_known_id_are_reported_and_both_kept(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    one = replica.register()
    line.push(wire.Push([one]))
    other = b'{"other": 1}'
    changed = msgspec.structs.replace(one, body=wire.Body.of(other), digest=body_digest(other))
    for _ in range(2):
        (answer,) = line.push(wire.Push([changed])).results
        assert (answer.result, answer.held) == (OpResult.DIGEST_CONFLICT, one.digest)
    with hub.engine.connect() as connection:
        assert bytes(connection.scalars(select(op.c.body)).one()) == one.body.content()
        assert bytes(connection.scalars(select(op_aside.c.body)).one()) == other


def test_flipped_bytes_are_kept_aside_and_not_acknowledged(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    one = replica.register()
    flipped = msgspec.structs.replace(one, body=wire.Body.of(b"\xff" + one.body.content()))
    (answer,) = line.push(wire.Push([flipped])).results
    assert answer.result is OpResult.DAMAGED
    assert answer.result not in wire.ACKNOWLEDGED
    assert _count(hub) == 0
    assert _results(line.push(wire.Push([one]))) == [OpResult.ACCEPTED]


def test_unknown_kinds_versions_and_nonsense_are_parked_never_refused(
    hub: LiveHub, enrolled: Enrolled
) -> None:
    replica, line = enrolled()
    replica.write("hologram", {"a": 1})
    replica.write("visit", {"visit_id": 7})
    replica.write("visit", b"\x00\xff\xfe not json")
    replica.write("event", {}, v=99)
    answers = line.push(wire.Push(replica.ops)).results
    assert {a.result for a in answers} == {OpResult.PARKED}
    assert [a.why for a in answers] == ["unknown_kind", "bad_content", "bad_content", "unknown_version"]
    assert line.hello(replica.hello()).parked == 4


def test_a_poisonous_operation_passes_raw(enrolled: Enrolled) -> None:
    replica, line = enrolled()
    (answer,) = line.push_raw(replica.write("visit", b"[" * 5000)).results
    assert (answer.result, answer.why) == (OpResult.PARKED, "raw")


def test_an_operation_of_another_office_is_kept_aside(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    foreign = msgspec.structs.replace(replica.register(), office="9999")
    assert _results(line.push(wire.Push([foreign]))) == [OpResult.PARKED]
    assert _count(hub) == 0


def test_two_stores_in_one_epoch_are_told_and_both_kept(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    first = replica.register()
    assert not line.push(wire.Push([first])).fork
    replica.ops.clear()  # the clone never saw it
    second = replica.register()
    third = replica.register()
    answer = line.push(wire.Push([second, third]))
    assert answer.fork
    assert _results(answer) == [OpResult.ACCEPTED, OpResult.ACCEPTED]
    assert _count(hub) == 3
    # Under a new epoch the clone's two operations find their places.
    replica.epoch = "00000000000000aa"
    again = [
        msgspec.structs.replace(o, epoch=replica.epoch, seq=n) for n, o in enumerate((second, third), start=1)
    ]
    answer = line.push(wire.Push(again))
    assert (_results(answer), answer.fork) == ([OpResult.DUPLICATE] * 2, False)
    assert line.hello(wire.Hello(first.wall, "", 1, "", [replica.state(again)])).epochs[0].in_step


def test_hello_notices_any_missing_operation(hub: LiveHub, enrolled: Enrolled) -> None:
    replica, line = enrolled()
    for _ in range(600):
        replica.write("begin", b"{}")
    for start in range(0, 600, 200):
        line.push(wire.Push(replica.ops[start : start + 200]))
    assert line.hello(replica.hello()).epochs[0].in_step
    gone = replica.ops[299]
    with hub.engine.begin() as connection:
        connection.execute(op.delete().where(op.c.op_id == gone.op_id))
    verdict = line.hello(replica.hello(blocks=True)).epochs[0]
    assert (verdict.in_step, verdict.held, verdict.differing) == (False, 599, [1])
    held = line.compare(wire.CompareRequest(replica.epoch, 1)).held
    assert {o.op_id for o in replica.ops[256:512]} - {h.op_id for h in held} == {gone.op_id}
    line.push(wire.Push([gone]))
    assert line.hello(replica.hello()).epochs[0].in_step


def test_a_rolled_back_store_is_told_at_hello(enrolled: Enrolled) -> None:
    replica, line = enrolled()
    for _ in range(3):
        replica.register()
    line.push(wire.Push(replica.ops))
    del replica.ops[2:]
    assert line.hello(replica.hello()).epochs[0].fork


def test_the_feed_carries_an_offices_operations_in_one_chained_order(enrolled: Enrolled) -> None:
    replica, line = enrolled()
    neighbour, other_line = enrolled(1, 2)
    for _ in range(5):
        line.push(wire.Push([replica.register()]))
        other_line.push(wire.Push([neighbour.register()]))
    seen, cursor, chain = [], 0, ""
    while True:
        page = line.feed(replica.office.code, cursor, chain, limit=3, own=replica.epoch)
        assert page.in_step
        for event in page.events:
            assert event.fseq == cursor + 1
            chain = chained(chain, event_digest(event.kind, event.ref, event.digest))
            assert event.chain == chain
            cursor = event.fseq
            seen.append(event)
        if cursor == page.head:
            break
    assert [e.ref for e in seen] == [
        o.op_id for pair in zip(replica.ops, neighbour.ops, strict=True) for o in pair
    ]
    # Its own bytes are not sent back when it says that it has them; the neighbour's are, unchanged.
    assert [e.body is None for e in seen] == [True, False] * 5
    assert all(body_digest(e.body.content()) == e.digest for e in seen if e.body)
    assert not line.feed(replica.office.code, cursor, "0" * 64).in_step
    state = wire.ChannelState(replica.office.code, cursor, chain)
    hello = wire.Hello(replica.ops[0].wall, "", 1, "", [], [state])
    assert line.hello(hello).channels == [wire.ChannelVerdict(replica.office.code, True, 10)]
