"""Random histories of stations and their hub: lost on the way, sent twice, late, out of order, renumbered.

The real modules over one SQLite file; after healing, all that was written is on the hub once, byte for byte.
"""

import secrets
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from app.hub import wire
from app.hub.digests import NO_CHAIN, body_digest, chained, event_digest
from app.hub.ports import EnrolledStation
from app.hub.signing import public_key_text
from app.rulepacks import load_rulepack
from db.hub.enrolment import new_code
from db.hub.rows import claim, feed_head, op, visit
from db.hub.store import SqlHub
from tests.fakes.replica import Replica, office
from tests.live_hub import fresh_hub, sqlite_url

RULES = load_rulepack()
NUMBERS = ["110199199003070017", "11019919900307005X", "810000198805120032", "830000197906300058",
           "91190019880512001X", "932901199202290023", "11010519491231002X"]  # fmt: skip


class Histories(RuleBasedStateMachine):
    """Two windows of one office and one of another."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="station-histories-")
        place = Path(self.folder.name)
        self.engine = fresh_hub(sqlite_url(place))
        self.hub = SqlHub(self.engine, RULES, place / "papers")
        self.replicas = [Replica(office(1), 1), Replica(office(1), 2), Replica(office(2), 1)]
        self.stations: list[EnrolledStation] = []
        for replica in self.replicas:
            with self.engine.begin() as connection:
                code, _ = new_code(connection, replica.office, datetime.now(UTC))
            request = wire.Enrol(code, public_key_text(replica.key), replica.station_id)
            self.hub.enrol(request, datetime.now(UTC))
            found = self.hub.station(replica.station_id)
            assert found is not None
            self.stations.append(found)
        self.acked: set[str] = set()
        self.recorded: list[tuple[int, wire.Push]] = []
        self.written: dict[str, wire.Op] = {}
        self.root = ""

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.heal()
            self.engine.dispose()
            self.folder.cleanup()

    @rule(who=st.integers(0, 2), person=st.integers(0, 6), joint=st.booleans())
    def register(self, who: int, person: int, joint: bool) -> None:
        replica = self.replicas[who]
        role = "representative" if joint else "petitioner"
        people = [{"name": f"代表{person}", "role": role, "id_no": NUMBERS[person]}]
        link = {"target_reg_no": self.root, "facts": "same"} if joint and self.root else None
        body = replica.visit(people=people, link=link)
        if joint and not self.root:
            self.root = body["matters"][0]["reg_no"]
        made = replica.write("visit", body)
        self.written[made.op_id] = made

    @rule(
        who=st.integers(0, 2),
        kind=st.sampled_from(["hologram", "begin", "visit", "amend"]),
        junk=st.binary(max_size=40),
    )
    def write_anything(self, who: int, kind: str, junk: bytes) -> None:
        made = self.replicas[who].write(kind, junk)
        self.written[made.op_id] = made

    @rule(who=st.integers(0, 2), answered=st.booleans(), twice=st.booleans(), first=st.integers(0, 5))
    def push(self, who: int, answered: bool, twice: bool, first: int) -> None:
        waiting = [o for o in self.replicas[who].ops if o.op_id not in self.acked][first : first + 4]
        if waiting:
            self._send(who, waiting, answered=answered)
            if twice:
                self._send(who, waiting, answered=False)

    @rule(which=st.integers(0, 50))
    def a_recorded_request_comes_late(self, which: int) -> None:
        if self.recorded:
            before = self._rows()
            who, push = self.recorded[which % len(self.recorded)]
            self.hub.push(self.stations[who], push, datetime.now(UTC))
            assert self._rows() == before

    @rule(who=st.integers(0, 2))
    def begin_a_new_epoch(self, who: int) -> None:
        """A store restored from a copy: what was not acknowledged keeps its id and gets a new number."""
        replica = self.replicas[who]
        kept = [o for o in replica.ops if o.op_id in self.acked]
        waiting = [o for o in replica.ops if o.op_id not in self.acked]
        replica.epoch = secrets.token_hex(8)
        moved = [
            msgspec.structs.replace(o, epoch=replica.epoch, seq=n) for n, o in enumerate(waiting, start=1)
        ]
        replica.ops[:] = kept + moved

    @rule(who=st.integers(0, 2))
    def a_reply_is_lost_and_then_the_store(self, who: int) -> None:
        """What the hub took in comes again, under another number, from a store that never heard of it."""
        waiting = [o for o in self.replicas[who].ops if o.op_id not in self.acked]
        if waiting:
            self._send(who, waiting[-3:], answered=False)
            self.begin_a_new_epoch(who)

    @rule(who=st.integers(0, 2), most=st.integers(0, 3))
    def work_up(self, who: int, most: int) -> None:
        for _ in range(most):
            self.hub.work(datetime.now(UTC))

    @invariant()
    def nothing_is_doubled_or_made_up(self) -> None:
        if hasattr(self, "engine"):
            with self.engine.connect().execution_options(begin="DEFERRED") as connection:
                ids = connection.scalars(select(op.c.op_id)).all()
            assert len(ids) == len(set(ids))
            assert set(ids) <= self.written.keys()
            assert self.acked <= set(ids)

    def heal(self) -> None:
        for who, replica in enumerate(self.replicas):
            waiting = [o for o in replica.ops if o.op_id not in self.acked]
            for at in range(0, len(waiting), 50):
                self._send(who, waiting[at : at + 50], answered=True)
        while self.hub.work(datetime.now(UTC)):
            pass
        with self.engine.connect().execution_options(begin="DEFERRED") as connection:
            rows = {r.op_id: bytes(r.body) for r in connection.execute(select(op.c.op_id, op.c.body))}
            assert rows == {i: o.body.content() for i, o in self.written.items()}
            slots = Counter(
                (r.matter_id, r.day) for r in connection.execute(select(claim)) if r.slot is not None
            )
            assert all(count <= 5 for count in slots.values())
            visits = connection.scalar(select(func.count()).select_from(visit))
            told = connection.scalar(select(func.count()).where(op.c.kind == "visit", op.c.parked == ""))
            assert visits == told
        for who, replica in enumerate(self.replicas):
            hello = replica.hello()
            assert self.hub.hello(self.stations[who], hello, datetime.now(UTC)).epochs[0].in_step
            self._follow(who, replica.office.code)
            self._follow(who, "county")

    def _follow(self, who: int, channel: str) -> None:
        cursor, chain = 0, NO_CHAIN
        while True:
            page = self.hub.feed(self.stations[who], channel, cursor, chain, 7, "", datetime.now(UTC))
            assert page is not None
            assert page.in_step
            for event in page.events:
                assert event.body is not None
                assert event.fseq == cursor + 1
                assert body_digest(event.body.content()) == event.digest
                chain = chained(chain, event_digest(event.kind, event.ref, event.digest))
                assert chain == event.chain
                cursor = event.fseq
            if not page.events:
                assert cursor == page.head
                return

    def _send(self, who: int, ops: list[wire.Op], *, answered: bool) -> None:
        push = wire.Push(ops)
        answer = self.hub.push(self.stations[who], push, datetime.now(UTC))
        self.recorded.append((who, push))
        assert not answer.fork
        if answered:
            self.acked |= {r.op_id for r in answer.results if r.result in wire.ACKNOWLEDGED}

    def _rows(self) -> tuple[int, int]:
        with self.engine.connect().execution_options(begin="DEFERRED") as connection:
            heads = connection.scalar(select(func.sum(feed_head.c.fseq))) or 0
            return connection.scalar(select(func.count()).select_from(op)) or 0, heads


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
