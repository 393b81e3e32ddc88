"""Random histories over the real stores of stations and hub; after healing I1–I5, I7–I10, I12, I14, I18 hold.

Rows of the fault matrix that happen here: 3, 4, 10, 11, 13, 14, 15, 18, 19, 24, 25, 30, 33, 36–39, 44 (by
order), 50, 52, 54; kills are between transactions, which is what a kill -9 leaves of a store.
`STATION_HISTORIES` and `STATION_STEPS` make more and longer ones.
"""

import os
import random
import shutil
import tempfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.hub import wire
from app.hub.signing import public_key_text
from app.intake.lists import list_visits
from app.paths import replica_marks
from app.rulepacks import load_rulepack
from app.sync.beat import sync_round
from app.sync.ports import Binding
from db.gate import StoreGate, create_store
from db.hub import cursors
from db.hub.decisions import Decision
from db.hub.engine import open_hub_engine
from db.hub.enrolment import new_code, revoke
from db.hub.rows import claim, feed_head, matter, matter_event, op, visit
from db.hub.settings import INCARNATION, write_setting
from db.hub.store import SqlHub
from db.rows import EventRow, OpRow
from db.sync.rows import ChannelRow
from tests.live_hub import fresh_hub, sqlite_url
from tests.sync.conftest import LEAD, PASSWORD, Station, office
from tests.sync.direct_line import DirectLine, Faults

_WORDS = ("none", "drop_request", "drop_reply", "twice", "busy", "html", "cut")
_FAULTS = st.lists(st.sampled_from(_WORDS), max_size=6)
_WHICH = st.integers(0, 2)
_NOBODY = random.Random(7)


class Syncing(RuleBasedStateMachine):
    """Two windows of an office, perhaps a copy of one, and a hub; whatever can break breaks in between."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="sync-machine-"))
        self.engine = fresh_hub(sqlite_url(self.root))
        self.hub = SqlHub(self.engine, load_rulepack(), self.root / "papers")
        self.desks: list[Station] = []
        self.faults = Faults()
        self.printed: dict[str, str] = {}
        self.lost: set[str] = set()
        self.hub_copy: Path | None = None
        for n in range(2):
            folder = self.root / f"store-{n}"
            create_store(folder, office(1), LEAD, PASSWORD)
            self.desks.append(Station(folder, StoreGate(folder, lambda _: load_rulepack(), holder="command")))
            self._enrol(self.desks[-1])
        self.images: list[Path | None] = [None, None, None]
        self.since: list[set[str]] = [set(), set(), set()]
        self.root_no = ""
        self.decided = 0
        self.forgot = False

    def teardown(self) -> None:
        try:
            if hasattr(self, "desks"):
                self._heal()
        finally:
            for desk in getattr(self, "desks", ()):
                desk.gate.close()
            if hasattr(self, "engine"):
                self.engine.dispose()
                shutil.rmtree(self.root, ignore_errors=True)

    # --- what happens --------------------------------------------------------------------------

    @rule(which=_WHICH)
    def register(self, which: int) -> None:
        self._registered(which)

    @rule(which=_WHICH, people=st.integers(2, 4))
    def register_a_group(self, which: int, people: int) -> None:
        """Representatives of one matter, at whichever window, not asked for beforehand."""
        which %= len(self.desks)
        with self.desks[which].session.read() as unit:
            known = bool(self.root_no) and unit.matter(self.root_no) is not None
        same = {"same_as": {"reg_no": self.root_no, "facts": "same"}} if known else {}
        number = self._registered(which, people=people, **same)
        self.root_no = self.root_no or f"{number}-1"

    def _registered(self, which: int, **more: Any) -> str:
        which %= len(self.desks)
        desk = self.desks[which]
        done = desk.register(f"人{len(self.printed)}", **more)
        with desk.session.read() as unit:
            found = unit.visit(done.visit_no)
        assert found is not None
        self.printed[found.visit_id] = done.visit_no
        self.since[which].add(found.visit_id)
        return done.visit_no

    @rule(which=_WHICH, plan=_FAULTS)
    def sync(self, which: int, plan: list[str]) -> None:
        self.faults.plan = list(plan)
        self._round(which % len(self.desks))
        self.faults.plan = []

    @rule(which=_WHICH)
    def kill_and_start(self, which: int) -> None:
        desk = self.desks[which % len(self.desks)]
        desk.gate.close()
        desk.open()

    @rule(which=_WHICH)
    def take_an_image(self, which: int) -> None:
        which %= len(self.desks)
        desk, image = self.desks[which], self.root / f"image-{which}"
        desk.gate.close()
        shutil.rmtree(image, ignore_errors=True)
        shutil.copytree(desk.folder, image)
        desk.open()
        self.images[which], self.since[which] = image, set()

    @precondition(lambda self: any(getattr(self, "images", ())))
    @rule(which=_WHICH, mark_kept=st.booleans())
    def roll_back(self, which: int, mark_kept: bool) -> None:
        which %= len(self.desks)
        image, desk = self.images[which], self.desks[which]
        if image is None:
            return
        desk.gate.close()
        shutil.rmtree(desk.folder)
        shutil.copytree(image, desk.folder)
        if not mark_kept:
            for path in replica_marks().glob("*.json"):
                path.unlink()
        desk.open()
        # What was registered since may have been only on the disk that went.
        self.lost |= self.since[which]
        self.since[which] = set()

    @precondition(lambda self: len(getattr(self, "desks", ())) == 2)
    @rule(which=st.integers(0, 1), mark_kept=st.booleans())
    def copy_a_store(self, which: int, mark_kept: bool) -> None:
        """Both are used from now on; without the marks only the hub can tell."""
        if not mark_kept:
            for path in replica_marks().glob("*.json"):
                path.unlink()
        self.desks.append(self.desks[which].copied(self.root / "store-2"))
        # Whichever image is laid back, what was registered before stands in the other store as well.
        self.since[2] = set()

    @precondition(lambda self: bool(getattr(self, "printed", None)))
    @rule()
    def decide(self) -> None:
        """Something is decided upstream of whichever matter the hub knows."""
        self._settle()
        with self.engine.connect() as connection:
            number = connection.scalar(select(matter.c.reg_no).order_by(matter.c.reg_no.desc()))
        if number is not None:
            step = Decision("transferred_on", date.today(), "云岭省信访局", f"第{self.decided}次")
            self.hub.decide(number, step, datetime.now(UTC))
            self.decided += 1

    @rule(which=_WHICH)
    def revoke(self, which: int) -> None:
        """Its people notice only at the end, and get a new code."""
        with self.engine.begin() as connection:
            who = self.desks[which % len(self.desks)].store.identity()
            revoke(connection, who.station_id, datetime.now(UTC))
        self.hub = SqlHub(self.engine, load_rulepack(), self.root / "papers")

    @rule()
    def work_up(self) -> None:
        self._settle()

    @rule()
    def copy_the_hub(self) -> None:
        self.hub_copy = self.root / "hub-copy.db"
        self.hub_copy.unlink(missing_ok=True)
        self.engine.dispose()  # the last connection to go empties the log into the file
        shutil.copyfile(self.root / "hub.db", self.hub_copy)

    @precondition(lambda self: getattr(self, "hub_copy", None) is not None)
    @rule(announced=st.booleans())
    def restore_the_hub(self, announced: bool) -> None:
        self.forgot = True
        assert self.hub_copy is not None
        self.engine.dispose()
        for rest in self.root.glob("hub.db*"):
            rest.unlink()
        shutil.copyfile(self.hub_copy, self.root / "hub.db")
        self.engine = open_hub_engine(sqlite_url(self.root))
        self.hub = SqlHub(self.engine, load_rulepack(), self.root / "papers")
        if announced:
            with self.engine.begin() as connection:
                write_setting(connection, INCARNATION, f"{_NOBODY.getrandbits(64):016x}")

    @precondition(lambda self: bool(getattr(self, "faults", None) and self.faults.recorded))
    @rule(data=st.data())
    def a_late_request_arrives(self, data: st.DataObject) -> None:
        late = data.draw(st.sampled_from(list(self.faults.recorded[-20:])))
        if late[1] in {"push", "raw"}:
            DirectLine(self.hub, late[0]).again(late)

    @rule(which=_WHICH)
    def lose_an_acknowledged_row(self, which: int) -> None:
        which %= len(self.desks)
        with Session(self.desks[which].gate._store.engine) as session:  # type: ignore[union-attr]
            last = session.scalars(
                select(OpRow).where(OpRow.acked_at.is_not(None)).order_by(OpRow.epoch, OpRow.seq)
            ).all()
            if len(last) > 3:
                session.delete(last[1])
                session.commit()

    # --- afterwards ----------------------------------------------------------------------------

    def _enrol(self, desk: Station) -> None:
        with self.engine.begin() as connection:
            code, _ = new_code(connection, office(1), datetime.now(UTC))
        key = Ed25519PrivateKey.from_private_bytes(desk.store.new_private_key())
        who = desk.store.identity()
        told = self.hub.enrol(wire.Enrol(code, public_key_text(key), who.station_id, 1), datetime.now(UTC))
        desk.store.bind(
            Binding(
                "http://hub.invalid", "", told.hub, told.county, told.office, told.station_id,
                key.private_bytes_raw(), bytes.fromhex(told.person_key),
            ),
            datetime.now(UTC),
        )  # fmt: skip

    def _round(self, which: int) -> Any:
        desk = self.desks[which]
        return sync_round(
            desk.store,
            line=lambda bound: DirectLine(self.hub, bound.station_id, self.faults),  # type: ignore[arg-type,return-value]
            rng=_NOBODY,
        )

    def _settle(self) -> None:
        for _ in range(200):
            if not self.hub.work(datetime.now(UTC)):
                with self.engine.connect().execution_options(begin="DEFERRED") as connection:
                    if not cursors.offices_moved(connection, cursors.LISTS):
                        return

    def _heal(self) -> None:
        for desk in self.desks:
            if desk.store.binding() is not None and self._revoked(desk):
                self._enrol(desk)
        for _ in range(6):
            for which in range(len(self.desks)):
                report = sync_round(
                    self.desks[which].store,
                    compare=True,
                    line=lambda bound: DirectLine(self.hub, bound.station_id),  # type: ignore[arg-type,return-value]
                )
                assert report.failure is None, report
            self._settle()
        self._check()

    def _revoked(self, desk: Station) -> bool:
        station = self.hub.station(desk.store.identity().station_id, fresh=True)
        return station is None or station.revoked

    def _check(self) -> None:
        with self.engine.connect() as connection:
            held = connection.execute(select(op.c.op_id, op.c.digest, op.c.body)).all()
            visits_at_hub = set(connection.scalars(select(visit.c.visit_id)))
            heads = {row.channel: (row.fseq, row.chain) for row in connection.execute(select(feed_head))}
            slots = connection.execute(select(claim.c.matter_id, claim.c.person, claim.c.slot)).all()
            at_hub_steps = set(connection.scalars(select(matter_event.c.event_id)))
        at_hub = {row.op_id: row.digest for row in held}
        assert len(held) == len(at_hub)  # I2
        for visit_id in self.printed:  # I1
            assert visit_id in visits_at_hub or visit_id in self.lost
        assert max(Counter(m for m, _, slot in slots if slot is not None).values(), default=0) <= 5  # I10
        lists = []
        for desk in self.desks:
            figures = desk.store.figures()
            assert figures.in_step, figures  # I18
            with desk.session.read() as unit:
                assert unit.problems() == ()  # I3
                mine = {v.visit_id for v in unit.all_visits()}
            assert mine == visits_at_hub  # I12
            with Session(desk.gate._store.engine) as session:  # type: ignore[union-attr]
                for row in session.scalars(select(OpRow)):
                    assert row.acked_at is None or at_hub[row.op_id] == row.digest  # I4, I9
                for channel in session.scalars(select(ChannelRow)):
                    assert (channel.cursor, channel.chain) == heads.get(channel.channel, (0, ""))  # I7
                if not self.forgot:  # what a restored hub forgot only stations and witnesses know
                    assert set(session.scalars(select(EventRow.event_id))) >= at_hub_steps
                numbers = session.scalar(select(func.count(func.distinct(OpRow.op_id))))
                assert numbers == session.scalar(select(func.count()).select_from(OpRow))
            lists.append(sorted(v.visit_no for v in list_visits(desk.session)))
        assert lists[0] == lists[1]
        assert len(set(lists[0])) == len(lists[0])  # I5


Syncing.TestCase.settings = settings(
    max_examples=int(os.environ.get("STATION_HISTORIES", "4")),
    stateful_step_count=int(os.environ.get("STATION_STEPS", "14")),
    deadline=None,
)


@pytest.mark.timeout(3600 if "STATION_HISTORIES" in os.environ else 600)
class TestSyncing(Syncing.TestCase):  # type: ignore[misc,name-defined]
    pass
